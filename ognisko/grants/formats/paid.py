"""What the bank carried out is read back from its file and marks payments as paid: by reference, account and amount.

Banks' files differ, so a mapping says in which column what stands: the words of its head, as the bank writes them. What
does not match exactly is never marked but shown to a person: an unknown reference, another amount, a transfer that was
marked before.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any

from django.utils.translation import gettext as _

from ognisko.core.cells import CellError, as_text, day
from ognisko.core.money import MoneyError, parse_money
from ognisko.core.polish import fold
from ognisko.core.spreadsheets import Row, SheetRows


class Columns(Enum):
    """What is read of a line."""

    REFERENCE = "reference"
    AMOUNT = "amount"
    DAY = "day"


DEFAULTS: Mapping[Columns, tuple[str, ...]] = {
    Columns.REFERENCE: ("Referencje", "Referencja", "Referencje własne", "Tytuł", "Tytuł operacji", "Opis operacji"),
    Columns.AMOUNT: ("Kwota", "Kwota operacji", "Kwota transakcji", "Obciążenia"),
    Columns.DAY: ("Data operacji", "Data księgowania", "Data realizacji", "Data waluty", "Data"),
}
"""Heads of columns as usual banks write them, the best first."""


class NotAStatement(ValueError):
    """The file has no line with the heads of the columns; the message says which are missing."""


@dataclass(frozen=True)
class Carried:
    """A transfer that the bank says it carried out; `text` is the cell in which the reference stands."""

    row: int
    text: str
    amount: Decimal
    day: date


@dataclass(frozen=True)
class Unread:
    """A line that could not be read, and why."""

    row: int
    sentence: str


@dataclass(frozen=True)
class Statement:
    """What a file says; transfers out only, their amounts positive."""

    carried: tuple[Carried, ...]
    unread: tuple[Unread, ...] = ()


@dataclass(frozen=True)
class Matched:
    """Payments that the file proves paid, by reference, and what a person has to look at."""

    paid: Mapping[str, Carried]
    other_amount: Mapping[str, Carried] = field(default_factory=dict)
    twice: tuple[Carried, ...] = ()
    unknown: tuple[Carried, ...] = ()


def read_statement(
    sheet: SheetRows, heads: Mapping[Columns, Sequence[str]] = DEFAULTS, *, minus: bool = True
) -> Statement:
    """The transfers out of a bank's file. Raises NotAStatement where no line has the heads of all columns.

    Lines before the heads are the bank's own; lines without an amount or a day are its sums. Banks write money that
    goes out with a minus, and money that came in is left out; `minus=False` is for a column of transfers out alone.
    """
    rows = list(sheet.rows)
    at, places = _heads(rows, heads)
    carried: list[Carried] = []
    unread: list[Unread] = []
    for number, cells in rows[at + 1 :]:
        found = {name: cells[place] if place < len(cells) else None for name, place in places.items()}
        if found[Columns.AMOUNT] is None or found[Columns.DAY] is None:
            continue
        try:
            money = _amount(found[Columns.AMOUNT])
            if minus:
                money = -money
            if money > 0:
                carried.append(Carried(number, as_text(found[Columns.REFERENCE]), money, day(found[Columns.DAY])))
        except (CellError, MoneyError) as error:
            unread.append(Unread(number, str(error)))
    return Statement(tuple(carried), tuple(unread))


def _heads(rows: Sequence[Row], heads: Mapping[Columns, Sequence[str]]) -> tuple[int, dict[Columns, int]]:
    """Which line has the heads, and in which column what stands."""
    best: dict[Columns, int] = {}
    for at, (_number, cells) in enumerate(rows[:100]):
        written = [fold(as_text(cell)) for cell in cells]
        places = {}
        for name, words in heads.items():
            place = next((written.index(fold(word)) for word in words if fold(word) in written), None)
            if place is not None:
                places[name] = place
        if len(places) == len(heads):
            return at, places
        best = max(best, places, key=len)
    missing = ", ".join(heads[name][0] for name in heads if name not in best)
    raise NotAStatement(
        _("There is no line with the heads of the columns. Missing: %(columns)s.") % {"columns": missing}
    )


def _amount(cell: Any) -> Decimal:
    """The amount in a cell, the bank's name of the currency taken off."""
    return parse_money(re.sub(r"\s*[A-Z]{3}$", "", as_text(cell)) if isinstance(cell, str) else cell)


def matched(statement: Statement, expected: Mapping[str, Decimal], before: Mapping[str, object]) -> Matched:
    """Which of the expected payments, amounts by reference, the file proves; `before` were marked already.

    A reference matches where it stands by itself in the cell: MG/2026/1 is not found in MG/2026/12. The longest wins.
    """
    paid: dict[str, Carried] = {}
    other: dict[str, Carried] = {}
    twice: list[Carried] = []
    unknown: list[Carried] = []
    references = sorted({*expected, *before}, key=lambda one: (-len(one), one))
    for one in statement.carried:
        found = next((reference for reference in references if _stands_in(reference, one.text)), None)
        if found is None:
            unknown.append(one)
        elif found in paid or found in before:
            twice.append(one)
        elif expected[found] != one.amount:
            other[found] = one
        else:
            paid[found] = one
    return Matched(paid, other, tuple(twice), tuple(unknown))


def _stands_in(reference: str, text: str) -> bool:
    return re.search(rf"(?<![\w/-]){re.escape(reference)}(?![\w/-])", text, re.IGNORECASE) is not None
