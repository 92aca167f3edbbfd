"""What the history of a party tells."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from psycopg.types.range import DateRange

from ognisko.core.history import Record, Table, range_words
from ognisko.core.polish import date_text
from ognisko.people.models import (
    Address,
    Consent,
    ConsentPurpose,
    ConsentWording,
    Contact,
    Identifier,
    Membership,
    Note,
    Party,
    PartyKind,
    PartyStatus,
    PartyTag,
    ProtectedFact,
    Tag,
    Task,
)
from ognisko.people.permissions import can_see_parties, can_see_party

OF_PARTY = ("party_id",)


def _first(value: bool) -> str:
    return str(_("first to contact")) if value else ""


def _mistake(value: bool) -> str:
    return gettext("recorded by mistake") if value else ""


def _recorded(period: DateRange) -> str:
    """That it is recorded, and since which day; never what it says."""
    return f"{gettext('recorded')}, {range_words(period)}" if period.lower else gettext("recorded")


def _withdrawn(day: date) -> str:
    return gettext("withdrawn %(day)s") % {"day": date_text(day)}


def _replaced(day: date) -> str:
    return gettext("replaced %(day)s") % {"day": date_text(day)}


PARTY = (
    Table(
        model=Party,
        began=_("added to the register"),
        titled="name",
        quiet=frozenset({"kind_now", "seat_now_id", "is_demo", "created_at", "user_id"}),
    ),
    Table(model=PartyKind, of=OF_PARTY, called=_("kind"), whole=("kind", "period")),
    Table(model=PartyStatus, of=OF_PARTY, called=_("status"), whole=("status", "period")),
    Table(model=Address, of=OF_PARTY, called="purpose", whole=("street", "postal_code", "town", "place_id", "period")),
    Table(model=Identifier, of=OF_PARTY, called="type", whole=("value",)),
    Table(model=Contact, of=OF_PARTY, called="type", whole=("value",)),
    Table(
        model=Membership,
        of=("party_id", "person_id"),
        called=_("role"),
        whole=("person_id", "party_id", "role", "is_contact", "period"),
        words={"is_contact": _first},
    ),
    Table(model=ProtectedFact, of=OF_PARTY, called="kind", whole=("period",), words={"period": _recorded}),
    Table(model=PartyTag, of=OF_PARTY, called=_("tag"), whole=("tag_id",)),
    Table(model=Note, of=OF_PARTY, called=_("note"), whole=("text",)),
    Table(
        model=Consent,
        of=OF_PARTY,
        called=_("consent"),
        whole=("wording_id", "given_on", "source", "withdrawn_on", "replaced_on", "is_cancelled"),
        words={"is_cancelled": _mistake, "withdrawn_on": _withdrawn, "replaced_on": _replaced},
    ),
    Table(model=Task, of=OF_PARTY, called=_("task"), whole=("title", "assignee_id", "due_on", "done_at")),
)


def _settings(record: object) -> str:
    return reverse("projects:settings")


RECORDS = (
    Record(what="podmiot", model=Party, may=can_see_party, tables=PARTY),
    Record(
        what="etykiety",
        model=None,
        may=lambda user, record: can_see_parties(user),
        tables=(Table(model=Tag, of=(), titled="name"),),
        title=_("Tags"),
        back=_settings,
    ),
    Record(
        what="zgody",
        model=None,
        may=lambda user, record: can_see_parties(user),
        tables=(Table(model=ConsentPurpose, of=(), titled="name"), Table(model=ConsentWording, of=(), titled="number")),
        title=_("Consents"),
        back=lambda record: reverse("people:consent_purposes"),
    ),
)
