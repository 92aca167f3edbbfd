"""The sheet of calls: days, budget and limits of earlier competitions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ognisko.core.polish import fold
from ognisko.core.sheets import Book, Line, Sheet, Write, Writing
from ognisko.grants.actions.calls.sections import RESERVED
from ognisko.grants.actions.recording import CallDraft, record_call, redate_call
from ognisko.grants.models import Posting, Scope
from ognisko.grants.rules.money import Kind
from ognisko.grants.sheets.columns import CALL_COLUMNS, SCOPES, word
from ognisko.grants.sheets.known import Calls, KnownCall, KnownProgramme, programme_in, refuse_other
from ognisko.people.sheets.known import place_in, refuse_closed
from ognisko.places.models import Place
from ognisko.places.rules import Level
from ognisko.projects.sheets.known import KnownProject, project_in

_REACHES = {
    Level.MUNICIPALITY: Scope.MUNICIPALITY,
    Level.DISTRICT: Scope.MUNICIPALITY,
    Level.COUNTY: Scope.COUNTY,
    Level.VOIVODESHIP: Scope.VOIVODESHIP,
    Level.COUNTRY: Scope.COUNTRY,
}


@dataclass
class _Row:
    line: Line
    known: KnownCall
    programme: KnownProgramme | None
    place: Place | None
    project: KnownProject | None
    grows: Decimal = Decimal(0)


def plan(book: Book, lines: Sequence[Line]) -> Write:
    """A call is recognised by its address, otherwise by programme and name."""
    rows = [row for line in lines if line["name"] is not None and (row := _read(book, line))]
    funded = _funded([row.known.call.pk for row in rows if row.known.call])
    todo: list[_Row] = []
    for row in rows:
        line, known = row.line, row.known
        if known.call is None:
            if not line.broken and not refuse_closed(book, line, "opens_on", [line["opens_on"]], known.project):
                book.creates(line)
                todo.append(row)
            continue
        _refuse_what_stays(book, row)
        changes = _changes(row, funded.get(known.call.pk, Decimal(0)))
        if changes and (known.call.closed_at or known.call.cancelled_at):
            book.error(line, changes[0][0], _("The call has ended, it stays as it is."), _("Correct the cell."))
        moved = [key for key, _old, _new in changes if key in ("since", "until")]
        if moved:
            old = [known.call.activity_since, known.call.activity_until]
            refuse_closed(book, line, moved[0], [*old, line["since"], line["until"]], known.project)
        if line.broken:
            continue
        if changes:
            book.changes(line, known.name, changes)
            todo.append(row)
        else:
            book.skips(line)

    def write(writing: Writing) -> None:
        """Calls are few: one after the other."""
        for row in todo:
            line, call = row.line, row.known.call
            if call is None:
                row.known.call = record_call(_draft(row), by=writing.by, reason=writing.reason)
            else:
                row.known.call = redate_call(
                    call, activity_since=line["since"], activity_until=line["until"],
                    results_on=line["results_on"] or call.results_on, least=line["least"] or call.least,
                    most=line["most"] or call.most, budget=row.grows, by=writing.by, reason=writing.reason,
                )  # fmt: skip
            writing.step(1)

    return write


def _read(book: Book, line: Line) -> _Row | None:
    """Which call a row means; also a broken row is made known, so that those who name it bring no second error."""
    programme, place = programme_in(book, line, "programme"), place_in(book, line, "place")
    project = project_in(book, line, "project")
    calls = book.once(Calls)
    address = line["address"] or ""
    alike = calls.by_name.get(fold(line["name"]), [])
    same = [one for one in alike if programme is None or one.programme is programme]
    known = calls.by_address.get(address) or (same[0] if len(same) == 1 else None)
    if known is None:
        known = KnownCall(line["name"], _address(line, calls, address), programme)
        calls.add(known)
    elif known.call and address and address != known.address:
        refuse_other(book, line, "address", known.address)
    if known.row:
        book.error(
            line, "name", _("This call stands in row %(number)s already.") % {"number": known.row},
            _("Leave one of the two rows. Two calls of one name need an address each."),
        )  # fmt: skip
        return None
    known.row = line.number
    if known.address in RESERVED:
        book.error(line, "address", _("Another page has this address."), _("Choose another one."))
    _refuse_disorder(book, line)
    if known.call is None:
        known.opens_on, known.deadline_on = line["opens_on"], line["deadline_on"]
        known.project = project.pk if project else 0
    known.since, known.until = line["since"] or known.since, line["until"] or known.until
    known.most = line["most"] or known.most
    known.currency = line["currency"] or known.currency
    return _Row(line, known, programme, place, project)


def _address(line: Line, calls: Calls, written: str) -> str:
    made = written or slugify(fold(line["name"]))[:50].strip("-") or "nabor"
    return made if made not in calls.by_address else f"{made[:44]}-{len(calls.by_address) + 1}"


def _refuse_disorder(book: Book, line: Line) -> None:
    days = (("opens_on", "deadline_on"), ("since", "until"), ("opens_on", "results_on"))
    for first, last in days:
        if line[first] and line[last] and line[last] < line[first]:
            book.error(line, last, _("The last day is earlier than the first."), _("Check both dates."))
    if line["least"] and line["most"] and line["most"] < line["least"]:
        book.error(line, "most", _("The most is less than the least."), _("Check both amounts."))


def _refuse_what_stays(book: Book, row: _Row) -> None:
    line, call = row.line, row.known.call
    assert call is not None  # noqa: S101  # asked for recorded calls alone
    advice = _("Correct the cell, or change it on the page of the call.")
    if row.programme and row.programme is not row.known.programme:
        recorded = row.known.programme.name if row.known.programme else ""
        book.error(line, "programme", _("Recorded is: %(value)s.") % {"value": recorded}, advice)
    refuse_other(book, line, "opens_on", row.known.opens_on, advice)
    refuse_other(book, line, "deadline_on", row.known.deadline_on, advice)
    refuse_other(book, line, "currency", call.currency, advice)
    if line["scope"] and line["scope"] != call.scope:
        book.error(line, "scope", _("Recorded is: %(value)s.") % {"value": word(SCOPES, call.scope)}, advice)
    if row.place and row.place.pk != call.place_id:
        book.error(line, "place", _("Recorded is: %(value)s.") % {"value": call.place or "–"}, advice)
    if row.project and row.project.pk != (call.project_id or 0):
        book.error(line, "project", _("Recorded is: %(value)s.") % {"value": call.project or "–"}, advice)


def _changes(row: _Row, funded: Decimal) -> list[tuple[str, Any, Any]]:
    """What a row says anew; a smaller budget than is recorded says nothing, since awards may have raised it."""
    line, call = row.line, row.known.call
    assert call is not None  # noqa: S101  # asked for recorded calls alone
    standing: dict[str, date | Decimal | None] = {
        "results_on": call.results_on, "since": call.activity_since, "until": call.activity_until, "least": call.least,
        "most": call.most,
    }  # fmt: skip
    changes: list[tuple[str, Any, Any]] = [
        (key, old, line[key]) for key, old in standing.items() if line[key] is not None and line[key] != old
    ]
    if line["budget"] and line["budget"] > funded:
        row.grows = line["budget"] - funded
        changes.append(("budget", funded, line["budget"]))
    return changes


def _funded(calls: Sequence[int]) -> dict[int, Decimal]:
    """What was put into the budget of each call."""
    found: dict[int, Decimal] = {}
    rows = Posting.objects.filter(call__in=calls, kind=Kind.FUNDED).values_list("call_id", "amount", "is_reversal")
    for call, amount, is_reversal in rows:
        found[call] = found.get(call, Decimal(0)) + (-amount if is_reversal else amount)
    return found


def _draft(row: _Row) -> CallDraft:
    line = row.line
    programme = row.programme.programme if row.programme else None
    assert programme is not None  # noqa: S101  # the sheet of programmes was written before
    scope = line["scope"] or (_REACHES.get(Level(row.place.level)) if row.place else None) or Scope.VOIVODESHIP
    return CallDraft(
        programme, line["name"], row.known.address, line["opens_on"], line["deadline_on"], line["since"], line["until"],
        line["results_on"], line["currency"] or "PLN", line["budget"], line["least"], line["most"], scope, row.place,
        row.project.project if row.project else None,
    )  # fmt: skip


CALLS = Sheet(
    "Nabory",
    120,
    CALL_COLUMNS,
    plan,
    gettext_lazy(
        "Calls of earlier years, recognised by address or by programme and name. A recorded call takes other days of "
        "activities and of results, other limits and a larger budget; the rest changes on its page."
    ),
    (
        {
            "programme": "Sąsiedzkie mikrogranty",
            "name": "Sąsiedzkie mikrogranty, wiosna 2024",
            "opens_on": date(2024, 3, 11),
            "deadline_on": "12 kwietnia 2024",
            "results_on": date(2024, 5, 20),
            "since": date(2024, 6, 3),
            "until": date(2024, 10, 31),
            "budget": "60 000,00",
            "least": Decimal("500.00"),
            "most": Decimal("5000.00"),
            "scope": "powiat",
            "place": "powiat kutnowski",
            "project": "Sąsiedzi 2024",
        },
    ),
    also=("Nabór",),
)
