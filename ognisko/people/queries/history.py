"""What was changed about a party, by whom and when: the events that the database's triggers keep, made readable.

Each tracked table has a table of events with the row as it was after (or, for a deletion, before) the change. The
events of one request or command belong together.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from django.db.models import Model, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from pghistory.models import Context
from psycopg.types.range import DateRange

from ognisko.accounts.models import User
from ognisko.core.polish import date_text, range_text
from ognisko.people.models import (
    Address,
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
from ognisko.people.rules import Fact, Kind, Sex, Status
from ognisko.places.models import Place

type Row = Mapping[str, Any]


@dataclass(frozen=True)
class Change:
    """One thing that changed: what, from which words to which; empty where there was or is nothing."""

    what: str
    before: str
    after: str


@dataclass(frozen=True)
class ChangeSet:
    """What somebody changed at once."""

    at: datetime
    by: str
    changes: tuple[Change, ...]

    @property
    def more(self) -> int:
        """How many changes there are besides the first."""
        return len(self.changes) - 1


@dataclass
class Names:
    """Names of all that the events refer to by number."""

    users: dict[int, str] = field(default_factory=dict)
    places: dict[int, str] = field(default_factory=dict)
    parties: dict[int, str] = field(default_factory=dict)
    tags: dict[int, str] = field(default_factory=dict)


PARTY_FIELDS = ("name", "short_name", "description", "caretaker_id", "sex", "birth_year")

# Tables of dated and simple rows beside the party itself, each with how its events are found.
ROWS: tuple[type[Model], ...] = (
    PartyKind, PartyStatus, Address, Identifier, Contact, Membership, PartyTag, Note, Task, ProtectedFact,
)  # fmt: skip


def history(party: Party, limit: int | None = None) -> list[ChangeSet]:
    """All changes of a party and of its rows, the latest first; a fixed number of queries.

    With a limit the latest so many sets.
    """
    events = list(_events(party))
    contexts = Context.objects.in_bulk([row["pgh_context_id"] for _model, row in events if row["pgh_context_id"]])
    users = {key: context.metadata.get("user") for key, context in contexts.items()}
    names = _names(events, [user for user in users.values() if user])
    changes = list(_changes(party, events, names))
    changes.sort(key=lambda found: (found[0], str(found[1])), reverse=True)
    sets = []
    for (context, _moment), group in groupby(changes, key=lambda found: (found[1], None if found[1] else found[0])):
        together = list(group)
        by = names.users.get(users.get(context) or 0, "") if context else ""
        sets.append(ChangeSet(timezone.localtime(together[0][0]), by, tuple(one for *_, one in together)))
        if limit and len(sets) == limit:
            break
    return sets


def _events(party: Party) -> Iterator[tuple[type[Model], Row]]:
    tables: tuple[type[Model], ...] = (Party, *ROWS)
    for model in tables:
        events = model.pgh_event_model.objects  # type: ignore[attr-defined]
        if model is Party:
            found = events.filter(pgh_obj=party.pk)
        elif model is Membership:
            found = events.filter(Q(party=party.pk) | Q(person=party.pk))
        else:
            found = events.filter(party=party.pk)
        for row in found.order_by("id", "pgh_id").values():
            yield model, row


def _names(events: Iterable[tuple[type[Model], Row]], users: Iterable[int]) -> Names:
    wanted: dict[str, set[int]] = {"users": set(users), "places": set(), "parties": set(), "tags": set()}
    kinds = {
        "caretaker_id": "users", "assignee_id": "users", "place_id": "places", "tag_id": "tags",
        "person_id": "parties", "party_id": "parties",
    }  # fmt: skip
    for model, row in events:
        for column, kind in kinds.items():
            if row.get(column) and (column != "party_id" or model is Membership):
                wanted[kind].add(row[column])
    return Names(
        {user.pk: user.name for user in User.objects.filter(pk__in=wanted["users"])},
        {place.pk: str(place) for place in Place.objects.filter(pk__in=wanted["places"])},
        {one.pk: one.name for one in Party.objects.filter(pk__in=wanted["parties"])},
        {tag.pk: tag.name for tag in Tag.objects.filter(pk__in=wanted["tags"])},
    )


def _changes(
    party: Party, events: Iterable[tuple[type[Model], Row]], names: Names
) -> Iterator[tuple[datetime, Any, Change]]:
    """Each event against the one before it of the same row; what says the same as before is left out."""
    for (model, _number), group in groupby(events, key=lambda event: (event[0], event[1]["id"])):
        last: Row | None = None
        for _model, row in group:
            for change in _difference(model, last, row, party, names):
                yield row["pgh_created_at"], row["pgh_context_id"], change
            last = row


def _difference(model: type[Model], last: Row | None, row: Row, party: Party, names: Names) -> Iterator[Change]:
    if model is Party:
        if last is None:
            yield Change(_("Added to the register"), "", row["name"])
            return
        for column in PARTY_FIELDS:
            if last[column] != row[column]:
                label = str(Party._meta.get_field(column.removesuffix("_id")).verbose_name)  # type: ignore[union-attr]  # columns of the table
                yield Change(label, _value(column, last[column], names), _value(column, row[column], names))
        return
    what, now = _words(model, row, party, names)
    before = _words(model, last, party, names)[1] if last else ""
    if row["pgh_label"] == "delete":
        before, now = now, ""
    if before != now:
        yield Change(what, before, now)


def _value(column: str, value: Any, names: Names) -> str:
    if column == "caretaker_id":
        return names.users.get(value, "")
    if column == "sex":
        return str(Sex(value).label)
    return "" if value is None else str(value)


def _words(model: type[Model], row: Row, party: Party, names: Names) -> tuple[str, str]:
    """What kind of row it is, and what it says, as a person would put it."""
    if model is PartyKind:
        return _("kind"), _with_period(str(Kind(row["kind"]).label), row["period"])
    if model is PartyStatus:
        return _("status"), _with_period(str(Status(row["status"]).label), row["period"])
    if model is Address:
        town = f"{row['postal_code']} {row['town']}".strip()
        place = names.places.get(row["place_id"], "")
        words = ", ".join(part for part in (row["street"], town, place) if part)
        return str(Address.Purpose(row["purpose"]).label), _with_period(words, row["period"])
    if model is Identifier:
        return str(Identifier.Type(row["type"]).label), row["value"]
    if model is Contact:
        return str(Contact.Type(row["type"]).label), row["value"]
    if model is Membership:
        other = row["party_id"] if row["person_id"] == party.pk else row["person_id"]
        words = ", ".join(part for part in (names.parties.get(other, ""), row["role"]) if part)
        return _("role"), _with_period(
            words + (f" ({_('first to contact')})" if row["is_contact"] else ""), row["period"]
        )
    if model is ProtectedFact:
        return str(Fact(row["kind"]).label), _with_period(_("recorded"), row["period"])
    if model is Note:
        return _("note"), row["text"]
    if model is Task:
        due = _("due %(day)s") % {"day": date_text(row["due_on"])}
        words = f"{row['title']}, {names.users.get(row['assignee_id'], '')}, {due}"
        return _("task"), f"{words} ({_('done')})" if row["done_at"] else words
    return _("tag"), names.tags.get(row["tag_id"], "")


def _with_period(words: str, period: DateRange) -> str:
    last = period.upper - timedelta(days=1) if period.upper else None
    held = range_text(period.lower, last)
    return f"{words}, {held}" if held else words
