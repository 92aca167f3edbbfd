"""Parties and what is known of them: one module for each kind of knowledge."""

from ognisko.people.models.base import NOW, TOKEN_HELP, Dated
from ognisko.people.models.consents import Consent, ConsentPurpose, ConsentQuerySet, ConsentSource, ConsentWording
from ognisko.people.models.contacts import Contact, Identifier
from ognisko.people.models.dated import Address, Membership, PartyKind, PartyStatus
from ognisko.people.models.erasure import DataCopy, Erasure, pseudonym
from ognisko.people.models.merges import UNDONE_WITHIN, Different, Merge
from ognisko.people.models.party import Party, PartyQuerySet, PartyTag, Tag
from ognisko.people.models.protected import ProtectedFact, Viewing, bound_to
from ognisko.people.models.work import Note, Reminder, Task, TaskQuerySet

__all__ = [
    "NOW",
    "TOKEN_HELP",
    "UNDONE_WITHIN",
    "Address",
    "Consent",
    "ConsentPurpose",
    "ConsentQuerySet",
    "ConsentSource",
    "ConsentWording",
    "Contact",
    "DataCopy",
    "Dated",
    "Different",
    "Erasure",
    "Identifier",
    "Membership",
    "Merge",
    "Note",
    "Party",
    "PartyKind",
    "PartyQuerySet",
    "PartyStatus",
    "PartyTag",
    "ProtectedFact",
    "Reminder",
    "Tag",
    "Task",
    "TaskQuerySet",
    "Viewing",
    "bound_to",
    "pseudonym",
]
