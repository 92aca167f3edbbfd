"""The sheet of applications: who asked for how much, with the number that it was given then."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import batched
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ognisko.core.cells import clean
from ognisko.core.money import money_text
from ognisko.core.sheets import Book, Line, Sheet, Write, Writing
from ognisko.grants.actions.recording import GrantDraft, record_applications
from ognisko.grants.rules.life import Stage
from ognisko.grants.sheets.columns import APPLICATION_COLUMNS
from ognisko.grants.sheets.known import Grants, KnownCall, KnownGrant, call_in, refuse_day, refuse_other
from ognisko.people.models import Party
from ognisko.people.queries import parties_on
from ognisko.people.sheets.known import Known, Parties, party_in, place_in, record, refuse_closed, seat_in
from ognisko.places.models import Place

CHUNK = 2_000


@dataclass
class _Row:
    line: Line
    grant: KnownGrant
    party: Known | None
    patron: Known | None
    seat: Place | None
    where: Place | None


def plan(book: Book, lines: Sequence[Line]) -> Write:
    """An application is recognised by its call and number; what is recorded of it stays."""
    rows = [row for line in lines if (row := _read(book, line))]
    _refuse_unknown_kinds(book, [row for row in rows if not row.grant.pk])
    todo: list[_Row] = []
    for row in rows:
        line, grant = row.line, row.grant
        if grant.pk:
            _refuse_what_stays(book, row)
            if not line.broken:
                book.skips(line)
        elif not line.broken and not refuse_closed(
            book, line, "submitted_on", [line["submitted_on"]], grant.call.project
        ):
            book.creates(line)
            todo.append(row)
        grant.is_unsure = grant.is_unsure or bool(line.broken)

    def write(writing: Writing) -> None:
        """New applications in bulk."""
        book.once(Parties).load()
        for chunk in batched(todo, CHUNK, strict=False):
            drafts = _drafts(chunk)
            made = record_applications(drafts, by=writing.by, reason=writing.reason)
            for row, application in zip(chunk, made, strict=True):
                row.grant.pk = application.pk
            writing.step(len(chunk))

    return write


def _read(book: Book, line: Line) -> _Row | None:
    """Which application a row means; also a broken row is made known, so that later ones bring no second error."""
    call = call_in(book, line, "call")
    party, patron = party_in(book, line, "party"), party_in(book, line, "patron", person=False)
    seat, where = seat_in(book, line, "seat"), place_in(book, line, "where")
    if call is None or line["number"] is None:
        return None
    grants = book.once(Grants)
    grant = grants.of(call, line["number"])
    if grant is None:
        grant = KnownGrant(
            line["number"], call, submitted_on=line["submitted_on"], since=line["since"], until=line["until"],
            amount=line["amount"],
        )  # fmt: skip
        grants.add(grant)
        _refuse_disorder(book, line, call)
        if party and party.seat is None and seat is None and "seat" not in line.broken:
            book.error(
                line, "seat", _("The seat of %(name)s is unknown.") % {"name": party.name},
                _("Fill this cell in, or the municipality in the sheet Podmioty."),
            )  # fmt: skip
    if (earlier := grant.rows.get(line.sheet.name)) is not None:
        book.error(
            line, "number", _("This application stands in row %(number)s already.") % {"number": earlier},
            _("Leave one of the two rows."),
        )  # fmt: skip
        return None
    grant.rows[line.sheet.name] = line.number
    return _Row(line, grant, party, patron, seat, where)


def _refuse_disorder(book: Book, line: Line, call: KnownCall) -> None:
    refuse_day(book, line, "submitted_on", call.opens_on, _("The call opened later, on %(day)s."))
    day, last = line["submitted_on"], call.deadline_on
    if day and last and last < day:
        book.error(
            line, "submitted_on", _("The call closed earlier, on %(day)s.") % {"day": f"{last:%d.%m.%Y}"},
            _("Check the date, or the deadline in the sheet Nabory."),
        )  # fmt: skip
    if line["since"] and line["until"] and line["until"] < line["since"]:
        book.error(line, "until", _("The last day is earlier than the first."), _("Check both dates."))


def _refuse_unknown_kinds(book: Book, rows: Sequence[_Row]) -> None:
    """Name an error where the register does not know what kind of party applied on its day; one query."""
    wanted = {(row.party.pk, row.line["submitted_on"]) for row in rows if row.party and row.line["submitted_on"]}
    recorded = parties_on((party, day) for party, day in wanted if party)
    for row in rows:
        party, day = row.party, row.line["submitted_on"]
        if party is None or day is None:
            continue
        if party.pk:
            is_unknown = recorded[party.pk, day].kind is None
        else:
            is_unknown = party.kind_since is not None and day < party.kind_since
        if is_unknown:
            book.error(
                row.line, "party", _("What kind of party %(name)s was on this day is unknown.") % {"name": party.name},
                _("Check the date, or give an earlier “Rodzaj od” in the sheet Podmioty."),
            )  # fmt: skip


def _refuse_what_stays(book: Book, row: _Row) -> None:
    """A recorded application was handed in for ever: a cell that says something else is a mistake."""
    line, stands = row.line, row.grant.columns
    advice = _("What was handed in stays. Correct the cell, or give another number.")
    refuse_other(book, line, "submitted_on", row.grant.submitted_on, advice)
    for key in ("amount", "own_amount", "since", "until"):
        refuse_other(book, line, key, stands[key], advice)
    for key in ("title", "summary"):
        if line[key] is not None and clean(line[key]) != clean(stands[key]):
            refuse_other(book, line, key, stands[key], advice)
    numbers: Mapping[str, tuple[Known | Place | None, Any]] = {
        "party": (row.party, stands["party_id"]),
        "patron": (row.patron, stands["patron_id"]),
        "seat": (row.seat, stands["place_id"]),
        "where": (row.where, stands["where_id"]),
    }
    for key, (meant, recorded) in numbers.items():
        if meant is not None and meant.pk != recorded:
            book.error(line, key, _("Recorded is another one: %(value)s.") % {"value": _named(book, key, recorded)},
                       advice)  # fmt: skip


def _named(book: Book, key: str, number: int | None) -> str:
    parties = book.once(Parties)
    if number is None:
        return "–"
    if key in ("party", "patron"):
        known = parties.by_pk.get(number)
        return known.name if known else "–"
    return parties.places.labels.get(number, "–")


def _drafts(rows: Sequence[_Row]) -> list[GrantDraft]:
    """Drafts with the kind and seat of each applicant on its day; three queries for any number."""
    pairs = [(record(row.party), row.line["submitted_on"]) for row in rows if row.party]
    on_day = parties_on((party.pk, day) for party, day in pairs)
    unknown = [party.pk for party, day in pairs if on_day[party.pk, day].kind is None]
    kinds = dict(Party.objects.filter(pk__in=unknown).values_list("pk", "kind_now"))
    seats = {row.grant: _seat(row, on_day) for row in rows}
    places = Place.objects.in_bulk({code for code in seats.values() if code})
    drafts = []
    for row in rows:
        line, day = row.line, row.line["submitted_on"]
        assert row.party is not None  # noqa: S101  # required, and broken rows are not written
        party = record(row.party)
        kind, seat = on_day[party.pk, day].kind or kinds.get(party.pk), seats[row.grant]
        assert kind is not None and seat is not None  # noqa: S101, PT018  # planning has asked for both
        drafts.append(
            GrantDraft(
                call=_call(row), party=party, kind=kind, seat=places[seat], title=line["title"], submitted_on=day,
                amount=line["amount"], stage=Stage.SUBMITTED, number=line["number"], summary=line["summary"] or "",
                patron=record(row.patron) if row.patron else None, where=row.where, since=line["since"],
                until=line["until"], own_amount=line["own_amount"] or Decimal(0),
            )
        )  # fmt: skip
    return drafts


def _seat(row: _Row, on_day: Mapping[tuple[int, date], Any]) -> int | None:
    assert row.party is not None  # noqa: S101  # required, and broken rows are not written
    if row.seat:
        return row.seat.pk
    return on_day[record(row.party).pk, row.line["submitted_on"]].place or row.party.seat


def _call(row: _Row) -> Any:
    assert row.grant.call.call is not None  # noqa: S101  # the sheet of calls was written before
    return row.grant.call.call


def amount_text(grant: KnownGrant, amount: Decimal) -> str:
    """An amount in the currency of the application's call."""
    return money_text(amount, grant.call.currency)


APPLICATIONS = Sheet(
    "Wnioski",
    130,
    APPLICATION_COLUMNS,
    plan,
    gettext_lazy("Applications, recognised by call and number. What was handed in stays as it was recorded."),
    (
        {
            "call": "Sąsiedzkie mikrogranty, wiosna 2024",
            "number": "SM/2024/01",
            "submitted_on": date(2024, 4, 10),
            "party": "Grupa „Podwórko na Polnej”",
            "patron": "Stowarzyszenie „Lipowa Aleja”",
            "title": "Ławki i skrzynie na Polnej",
            "summary": "Zbijemy ławki i skrzynie na zioła.",
            "amount": "3 800,00",
            "own_amount": Decimal("200.00"),
        },
        {
            "call": "Sąsiedzkie mikrogranty, wiosna 2024",
            "number": "SM/2024/02",
            "submitted_on": "12.04.2024",
            "party": "725-000-01-05",
            "title": "Szachy pod kasztanem",
            "amount": "4 500,00",
        },
    ),
    also=("Wniosek",),
)
