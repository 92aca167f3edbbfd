"""What an application's answers mean: which question is the title, which rows are the budget.

A call maps the parts that the path needs (PARTS, LINE) to names of questions; where it says nothing, the names are the
parts' own. A budget without a column for the grant means: the grant pays what own contribution does not cover.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from ognisko.grants.rules.budget import GROSZ, NOTHING, Line, Source
from ognisko.questionnaires.rules.answers import Rows, Sheet
from ognisko.questionnaires.rules.changes import key_of, marks_in
from ognisko.questionnaires.rules.definition import Definition, Type
from ognisko.questionnaires.rules.reading import place_code

PARTS: dict[str, Any] = {
    "title": pgettext_lazy("part of an application", "title"),
    "summary": pgettext_lazy("part of an application", "summary"),
    "since": pgettext_lazy("part of an application", "first day of the activities"),
    "until": pgettext_lazy("part of an application", "last day of the activities"),
    "where": pgettext_lazy("part of an application", "municipality where it happens"),
    "amount": pgettext_lazy("part of an application", "amount asked for"),
    "budget": pgettext_lazy("part of an application", "rows of the budget"),
}
"""What the path needs to know of an application; the amount may follow from the budget."""

LINE: dict[str, Any] = {
    "line_name": pgettext_lazy("part of an application", "cost"),
    "line_category": pgettext_lazy("part of an application", "kind of cost"),
    "line_quantity": pgettext_lazy("part of an application", "how many"),
    "line_unit": pgettext_lazy("part of an application", "unit"),
    "line_price": pgettext_lazy("part of an application", "price"),
    "line_grant": pgettext_lazy("part of an application", "from the grant"),
    "line_financial": pgettext_lazy("part of an application", "own, financial"),
    "line_in_kind": pgettext_lazy("part of an application", "own, in kind"),
    "line_volunteers": pgettext_lazy("part of an application", "own, volunteers' work"),
}
"""Columns of a row of the budget."""

NEEDED = ("title", "budget", "line_name", "line_price")
"""Parts without which a questionnaire is no application."""

_OWN = {"line_financial": Source.FINANCIAL, "line_in_kind": Source.IN_KIND, "line_volunteers": Source.VOLUNTEERS}


@dataclass(frozen=True)
class Parts:
    """An application as the path knows it; ``units`` are those of the lines, by their key."""

    title: str
    summary: str
    since: date | None
    until: date | None
    where: int | None
    amount: Decimal
    lines: tuple[Line, ...]
    units: Mapping[str, str]

    @property
    def own(self) -> Decimal:
        """All own contribution."""
        return sum((line.total - line.part(Source.GRANT) for line in self.lines), NOTHING)


def names(fields: Mapping[str, str]) -> Mapping[str, str]:
    """The question of each part, by the call's mapping or by the part's own name."""
    return {part: fields.get(part) or part for part in (*PARTS, *LINE)}


def faults(definition: Definition, fields: Mapping[str, str]) -> tuple[str, ...]:
    """Why this questionnaire cannot be the application of a call, in sentences."""
    found, of = [], names(fields)
    for part in NEEDED:
        if of[part] not in definition.placed:
            words = {"part": (PARTS | LINE)[part], "name": of[part]}
            found.append(_("The questionnaire has no question “%(name)s” for: %(part)s.") % words)
    budget = definition.placed.get(of["budget"])
    if budget is not None and budget.item.type != Type.REPEAT:
        found.append(_("The budget is a question with rows."))
    return tuple(found)


def read_parts(sheet: Sheet, answers: Mapping[str, Any], fields: Mapping[str, str]) -> Parts:
    """The parts of a worked-out sheet; what is not there is empty."""
    of = names(fields)
    lines = tuple(_lines(sheet, answers, of))
    units = dict(_units(sheet, answers, of))
    asked = _one(sheet, of["amount"])
    amount = asked if isinstance(asked, Decimal) else sum((line.part(Source.GRANT) for line in lines), NOTHING)
    return Parts(
        title=_text(sheet, of["title"]),
        summary=_text(sheet, of["summary"]),
        since=_day(sheet, of["since"]),
        until=_day(sheet, of["until"]),
        where=place_code(_text(sheet, of["where"])),
        amount=amount.quantize(GROSZ, ROUND_HALF_UP),
        lines=lines,
        units=units,
    )


def _rows(sheet: Sheet, of: Mapping[str, str]) -> Iterator[Rows]:
    budget = of["budget"]
    if budget in sheet.definition.placed and sheet.definition.placed[budget].item.type == Type.REPEAT:
        yield from ((row,) for row in range(sheet.rows.get((budget, ()), 0)))


def _lines(sheet: Sheet, answers: Mapping[str, Any], of: Mapping[str, str]) -> Iterator[Line]:
    for rows in _rows(sheet, of):
        quantity = _number(sheet, of["line_quantity"], rows, Decimal(1))
        price = _number(sheet, of["line_price"], rows, NOTHING)
        total = (quantity * price).quantize(GROSZ, ROUND_HALF_UP)
        own = {source: _number(sheet, of[part], rows, NOTHING) for part, source in _OWN.items()}
        rest = max(total - sum(own.values(), NOTHING), NOTHING)
        grant = _number(sheet, of["line_grant"], rows, rest)
        yield Line(
            _key(answers, of, rows), _text(sheet, of["line_category"], rows), _text(sheet, of["line_name"], rows),
            quantity, price, {Source.GRANT: grant} | own,
        )  # fmt: skip


def _units(sheet: Sheet, answers: Mapping[str, Any], of: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for rows in _rows(sheet, of):
        yield _key(answers, of, rows), _text(sheet, of["line_unit"], rows)


def _key(answers: Mapping[str, Any], of: Mapping[str, str], rows: Rows) -> str:
    return key_of(of["budget"], marks_in(answers, (of["budget"],), rows))


def _one(sheet: Sheet, name: str, rows: Rows = ()) -> Any:
    return sheet.values.get((name, rows))


def _text(sheet: Sheet, name: str, rows: Rows = ()) -> str:
    found = _one(sheet, name, rows)
    return found if isinstance(found, str) else ""


def _day(sheet: Sheet, name: str) -> date | None:
    found = _one(sheet, name)
    return found if isinstance(found, date) else None


def _number(sheet: Sheet, name: str, rows: Rows, otherwise: Decimal) -> Decimal:
    found = _one(sheet, name, rows)
    return found if isinstance(found, Decimal) else otherwise
