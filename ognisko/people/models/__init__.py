"""Parties and what is known of them: one module for each kind of knowledge."""

from ognisko.people.models.base import NOW, TOKEN_HELP, Dated
from ognisko.people.models.contacts import Contact, Identifier
from ognisko.people.models.dated import Address, Membership, PartyKind, PartyStatus
from ognisko.people.models.erasure import DataCopy, Erasure, pseudonym
from ognisko.people.models.party import Party, PartyQuerySet, PartyTag, Tag
from ognisko.people.models.work import Note, Reminder, Task, TaskQuerySet

__all__ = [
    "NOW",
    "TOKEN_HELP",
    "Address",
    "Contact",
    "DataCopy",
    "Dated",
    "Erasure",
    "Identifier",
    "Membership",
    "Note",
    "Party",
    "PartyKind",
    "PartyQuerySet",
    "PartyStatus",
    "PartyTag",
    "Reminder",
    "Tag",
    "Task",
    "TaskQuerySet",
    "pseudonym",
]
