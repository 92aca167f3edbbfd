"""Rows that were copied in a spreadsheet, as rows of the week grid."""

import datetime
import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ognisko.accounts.models import User
from ognisko.advice.formats.clipboard import rows_of
from ognisko.advice.forms.week import KEPT, Sent
from ognisko.advice.rules import CELLS, DayError, day_in_week, time_text
from ognisko.advice.sheets.columns import COLUMNS
from ognisko.core.cells import CellError, clock
from ognisko.core.minutes import DurationError, parse_duration
from ognisko.core.polish import fold

MOST_ROWS = 500

NAMESPACE = uuid.UUID("b7c2f1a4-52d5-4f0e-8d0a-5f2b6a0d9c31")
"""Of the tokens made of what a pasted row says; for ever, or rows pasted again would become sessions again."""

_KEYS = ("day", "starts_at", "ends_at", "minutes", "party", "kind", "subject", "project", "form", "office")
_ALSO = {
    "od": "starts_at", "od godziny": "starts_at", "do": "ends_at", "do godziny": "ends_at", "ile trwalo": "minutes",
    "godz": "minutes", "kto": "party", "organizacja": "party", "klient": "party", "z kim": "party",
    "co zrobiono": "subject", "opis": "subject", "jak": "form", "gdzie": "office", "miejsce": "office",
    "day": "day", "time": "minutes", "party": "party", "kind": "kind", "what was done": "subject",
    "project": "project", "how": "form", "office": "office",
}  # fmt: skip
_IN_GRID = ("day", "minutes", *CELLS[2:])
"""Columns without a heading stand in the order of the grid."""


def _headings() -> dict[str, str]:
    named = {fold(name): column.key for column in COLUMNS for name in (column.label, *column.also)}
    return {name: key for name, key in (named | _ALSO).items() if key in _KEYS}


class PasteForm(forms.Form):
    """Cells that were copied in a spreadsheet."""

    text = forms.CharField(
        label=_("Cells copied in a spreadsheet"),
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false", "autocomplete": "off"}),
        strip=False,
        error_messages={"required": _("Copy the rows in your spreadsheet first, then paste them here.")},
        help_text=_(
            "Day, time, party, kind, what was done, project, how, office, in this order; with a row of headings in any."
        ),
    )

    def clean_text(self) -> list[list[str]]:
        """The cells by row."""
        rows = rows_of(self.cleaned_data["text"])
        if len(rows) > MOST_ROWS:
            raise ValidationError(
                _("These are %(count)s rows. Paste at most %(most)s at a time, or import the file."),
                params={"count": len(rows), "most": MOST_ROWS},
            )
        return rows


@dataclass(frozen=True)
class Pasted:
    """What was pasted: the rows of the grid, and headings of columns that have no place in it."""

    rows: Sequence[Sent]
    left_out: Sequence[str]


def pasted(table: Sequence[Sequence[str]], user: User, monday: datetime.date) -> Pasted:
    """The rows of a pasted table; their tokens say the same for the same rows, so that a second paste adds nothing."""
    columns, rest, left_out = _columns(table)
    counted: Counter[str] = Counter()
    rows = []
    for values in rest:
        said = {key: value[:KEPT] for key, value in zip(columns, values, strict=False) if key}
        cells = {name: said.get(name, "") for name in CELLS if name not in ("time", "party")}
        cells |= {"time": _time(said), "party": "", "party_text": said.get("party", "")}
        if not any(cells.values()):
            continue
        words = "|".join([str(user.pk), _on(cells["day"], monday), *(cells[name] for name in sorted(cells))])
        counted[words] += 1
        rows.append(Sent(uuid.uuid5(NAMESPACE, f"{words}|{counted[words]}"), cells))
    return Pasted(rows, left_out)


def _columns(table: Sequence[Sequence[str]]) -> tuple[Sequence[str], Sequence[Sequence[str]], list[str]]:
    """What stands in each column, the rows below the headings, and the headings that mean nothing here."""
    if not table:
        return _IN_GRID, [], []
    known = _headings()
    head = [known.get(fold(name), "") for name in table[0]]
    if len({key for key in head if key}) < 2:
        return _IN_GRID, table, []
    return head, table[1:], [name for name, key in zip(table[0], head, strict=True) if name and not key]


def _time(said: Mapping[str, str]) -> str:
    """When and how long in one cell: from a start with an end or a length, or as it stands."""
    start, end, length = said.get("starts_at", ""), said.get("ends_at", ""), said.get("minutes", "")
    if start and end:
        return f"{start}–{end}"
    if start and length:
        try:
            return time_text(clock(start), parse_duration(length))
        except (CellError, DurationError, ArithmeticError):
            return f"{start} {length}"
    return length or start


def _on(text: str, monday: datetime.date) -> str:
    try:
        return day_in_week(text, monday).isoformat()
    except DayError:
        return monday.isoformat()


def another_token(token: uuid.UUID, cancelled: object) -> uuid.UUID:
    """The token of a row that was pasted before and then taken back: pasted again it is another session."""
    return uuid.uuid5(NAMESPACE, f"{token} {cancelled}")
