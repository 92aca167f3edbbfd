"""What a row of a recorded party would change: shown as old and new, done by the actions of people."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from ognisko.accounts.models import User
from ognisko.core.polish import fold
from ognisko.core.sheets import Book, Line, Writing
from ognisko.ledger.models import Entry
from ognisko.people import actions
from ognisko.people.actions import EARLIEST, AddressDraft
from ognisko.people.models import Address, Party
from ognisko.people.rules import Kind, Sex, Status
from ognisko.people.sheets.columns import BASICS, CONTACT_TYPES, IDENTIFIERS, STATUSES
from ognisko.people.sheets.known import Closings, Known, Places, closed_period_error, day_after
from ognisko.places.models import Place


@dataclass
class Row:
    """A row that could be read, with whom and what its cells mean."""

    line: Line
    kind: Kind | None
    seat: Place | None
    caretaker: User | None
    known: Known


type Do = Callable[[Party, Writing], object]
"""One step of a change, once the party is known."""


def address_of(line: Line, place: Place, since: date | None) -> AddressDraft:
    """The seat that a row describes."""
    return AddressDraft(
        place, line["street"] or "", line["postal_code"] or "", line["town"] or "", Address.Purpose.SEAT, since
    )


def values_of(value: Any) -> tuple[str, ...]:
    """The contacts of a cell: one, several or none."""
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else value


class Recorded:
    """What is recorded of the parties that the rows mean; six queries for any number."""

    def __init__(self, numbers: Sequence[int]) -> None:
        found = Party.objects.select_related("caretaker").prefetch_related(
            "identifiers", "contacts", "tags", "kinds", "statuses", "addresses"
        )
        self.parties: dict[int, Party] = found.in_bulk(list(numbers))


class Changes:
    """What a row would change of a recorded party: what to show, what to do, and from which past day it counts anew."""

    def __init__(self, book: Book, row: Row, recorded: Recorded) -> None:
        self.book, self.row, self.line = book, row, row.line
        self.party = recorded.parties[row.known.pk]
        self.shown: list[tuple[str, Any, Any]] = []
        self.todo: list[Do] = []
        self.past: list[tuple[str, date]] = []
        self._basics()
        self._kind()
        for key, status in STATUSES.items():
            self._status(key, status)
        self._seat()

    def _say(self, key: str, old: Any, new: Any) -> None:
        self.shown.append((key, old, new))

    def _basics(self) -> None:
        """All that `change_party` takes, in one call."""
        party, line = self.party, self.line
        given: dict[str, Any] = {}
        for key in BASICS:
            old, new = getattr(party, key), line[key]
            if new is None or new == old or (key == "name" and fold(new) == fold(old)) or (key == "sex" and not new):
                continue
            self._say(key, _word(key, old), _word(key, new))
            given[key] = new
            if key in ("sex", "birth_year"):
                self.past.append((key, EARLIEST))
        if self.row.caretaker and self.row.caretaker.pk != party.caretaker_id:
            self._say("caretaker", party.caretaker, self.row.caretaker)
            given["caretaker"] = self.row.caretaker
        self._identifiers(given)
        self._contacts(given)
        old_tags = {tag.name for tag in party.tags.all()}
        if new_tags := set(line["tags"] or ()) - old_tags:
            self._say("tags", old_tags, old_tags | new_tags)
            given["tags"] = sorted(old_tags | new_tags)
        if given:
            self.todo.append(
                lambda party, writing: actions.change_party(party, by=writing.by, reason=writing.reason, **given)
            )

    def _identifiers(self, given: dict[str, Any]) -> None:
        old = {row.type: row.value for row in self.party.identifiers.all()}
        new = {type_: self.line[key] for key, type_ in IDENTIFIERS.items() if self.line[key]}
        for key, type_ in IDENTIFIERS.items():
            if type_ in new and old.get(type_) != new[type_]:
                self._say(key, old.get(type_), new[type_])
                given["identifiers"] = {**old, **new}

    def _contacts(self, given: dict[str, Any]) -> None:
        """A cell replaces the contacts of its sort, unless all that it says is there already."""
        old = [(row.type, row.value) for row in self.party.contacts.all()]
        new = list(old)
        for key, type_ in CONTACT_TYPES.items():
            written, standing = values_of(self.line[key]), [value for other, value in old if other == type_]
            if set(written) <= set(standing):
                continue
            self._say(key, standing, written)
            new = [pair for pair in new if pair[0] != type_] + [(type_, value) for value in written]
            given["contacts"] = new

    def _kind(self) -> None:
        kind, since = self.row.kind, self.line["kind_since"]
        if kind is None:
            return
        on = since or self.book.today
        standing = next((Kind(row.kind) for row in self.party.kinds.all() if on in row.period), None)
        if standing == kind:
            return
        if Kind.PERSON in (kind, standing):
            self.book.error(
                self.line,
                "kind",
                _("%(name)s is recorded as: %(kind)s.")
                % {"name": self.party, "kind": standing.label if standing else "–"},
                _("A person does not become an organisation. Check the kind, or the number that recognised the row."),
            )
        elif since is None:
            self.book.error(
                self.line,
                "kind",
                _("%(name)s is recorded as: %(kind)s.")
                % {"name": self.party, "kind": standing.label if standing else "–"},
                _("If the kind has changed, give its first day in the column “Rodzaj od”. If not, correct the kind."),
            )
        else:
            self._say("kind", standing.label if standing else None, kind.label)
            self.past.append(("kind_since", since))
            self.todo.append(
                lambda party, writing: actions.set_kind(party, kind, since=since, by=writing.by, reason=writing.reason)
            )

    def _status(self, key: str, status: Status) -> None:
        since, until = self.line[f"{key}_since"], day_after(self.line[f"{key}_until"])
        if since is None:
            return
        standing = next(
            (row for row in self.party.statuses.all() if row.status == status and since in row.period), None
        )
        if standing is None:
            self._say(f"{key}_since", None, since)
            self.past.append((f"{key}_since", since))
            self.todo.append(
                lambda party, writing: actions.set_status(
                    party, status, since=since, until=until, by=writing.by, reason=writing.reason
                )
            )
        elif until is not None and until != standing.period.upper:
            last = standing.period.upper - timedelta(days=1) if standing.period.upper else None
            begin = standing.period.lower or since
            ends = standing
            shorter = standing.period.upper is None or until < standing.period.upper
            self._say(f"{key}_until", last, until - timedelta(days=1))
            self.past.append((f"{key}_until", min(until, standing.period.upper or until)))
            self.todo.append(
                lambda party, writing: (
                    actions.end_status(ends, on=until, by=writing.by, reason=writing.reason)
                    if shorter
                    else actions.set_status(
                        party, status, since=begin, until=until, by=writing.by, reason=writing.reason
                    )
                )
            )

    def _seat(self) -> None:
        place, since = self.row.seat, self.line["seat_since"]
        if place is None:
            return
        seats = [row for row in self.party.addresses.all() if row.purpose == Address.Purpose.SEAT]
        on = since or self.book.today
        standing = next((row for row in seats if on in row.period), None)
        if standing is not None and standing.place_id == place.code:
            self._address(standing)
            return
        if since is None and seats:
            self.book.error(
                self.line,
                "seat",
                _("%(name)s is recorded with another seat.") % {"name": self.party},
                _("If it has moved, give the first day there in the column “Gmina od”. If not, correct the place."),
            )
            return
        old = standing and self.book.once(Places).labels[standing.place_id]
        self._say("seat", old, str(place))
        self.past.append(("seat", since or EARLIEST))
        draft = address_of(self.line, place, since)
        self.todo.append(lambda party, writing: actions.move_seat(party, draft, by=writing.by, reason=writing.reason))

    def _address(self, standing: Address) -> None:
        """The same municipality, but another street: the address changes in its place and counts nothing anew."""
        keys = ("street", "postal_code", "town")
        new = {key: self.line[key] or getattr(standing, key) for key in keys}
        different = [key for key in keys if new[key] != getattr(standing, key)]
        if not different or standing.period.upper is not None:
            return
        for key in different:
            self._say(key, getattr(standing, key), new[key])
        draft = AddressDraft(standing.place, **new, since=standing.period.lower)
        self.todo.append(lambda party, writing: actions.move_seat(party, draft, by=writing.by, reason=writing.reason))


def _word(key: str, value: Any) -> Any:
    if key == "sex":
        return Sex(value).label
    return str(value) if value is not None else None  # a year has no space between its thousands


def refuse_closed_past(book: Book, past: Sequence[tuple[Row, str, date]]) -> None:
    """Name the rows whose change for past days would change what a closed period has counted for the party."""
    closings = book.once(Closings)
    if book.reason or not closings.periods or not past:
        return
    closed = Q()
    for start, end, project in closings.periods:
        closed |= Q(occurred_on__gte=start, occurred_on__lt=end, **({"project": project} if project else {}))
    found = Entry.objects.filter(closed, party__in=[row.known.pk for row, _key, _since in past])
    last: dict[int | None, date] = {}
    for party, on in found.values_list("party", "occurred_on").distinct():
        last[party] = max(on, last.get(party, on))
    for row, key, since in past:
        if row.known.pk in last and since <= last[row.known.pk]:
            closed_period_error(book, row.line, key)
