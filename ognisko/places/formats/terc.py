"""TERC, the territorial register of GUS (Statistics Poland), as its own CSV file.

Columns `WOJ;POW;GMI;RODZ;NAZWA;NAZWA_DOD;STAN_NA`, UTF-8 with or without a byte order mark. The files are at
eteryt.stat.gov.pl. Six digits make a unit; the rows of RODZ 4 and 5, the town and the rural area of an urban-rural
municipality, share the digits of its row of RODZ 3 and say nothing more.
"""

import csv
import datetime
import io
import os
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from ognisko.core.polish import DateError, parse_date
from ognisko.places.rules import Kind, Level, level_of, parent_of

COLUMNS = ("WOJ", "POW", "GMI", "RODZ", "NAZWA", "NAZWA_DOD", "STAN_NA")
_PARTS_OF_URBAN_RURAL = {"4", "5"}


class TercError(ValueError):
    """The file is no TERC file or is damaged; the message names the row and the column."""


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit of the register on the day of the file."""

    code: int
    level: Level
    kind: Kind
    name: str

    @property
    def parent(self) -> int | None:
        """The code of the unit above."""
        return parent_of(self.code)


@dataclass(frozen=True, slots=True)
class Register:
    """A whole file: the day whose state it describes and its units by code."""

    as_of: datetime.date
    units: dict[int, Unit]

    def names_above(self, unit: Unit) -> list[str]:
        """The names of the units above, the nearest first, without its own: Łódź lies in Łódź."""
        above = []
        while (parent := self.units.get(unit.parent or 0)) is not None:
            if parent.name != unit.name:
                above.append(parent.name)
            unit = parent
        return above


def read(source: str | os.PathLike[str] | bytes) -> Register:
    """Every unit of a TERC file, from its path or its bytes. Raises TercError at the first row that is wrong."""
    content = source if isinstance(source, bytes) else Path(source).read_bytes()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = content[: error.start].count(b"\n") + 1
        raise TercError(_("Row %(row)s: the file is not in UTF-8.") % {"row": row}) from error
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=";", strict=True)
    units: dict[int, Unit] = {}
    parts: dict[int, int] = {}
    as_of: datetime.date | None = None
    try:
        header = next(reader, [])
        if tuple(cell.strip() for cell in header) != COLUMNS:
            raise TercError(_("Row 1: the columns of a TERC file are %(columns)s.") % {"columns": ";".join(COLUMNS)})
        for cells in reader:
            if not any(cells):
                continue
            row = reader.line_num
            if len(cells) != len(COLUMNS):
                raise TercError(
                    _("Row %(row)s: it does not have %(count)s columns.") % {"row": row, "count": len(COLUMNS)}
                )
            values = dict(zip(COLUMNS, (cell.strip() for cell in cells), strict=True))
            as_of = _state_day(values["STAN_NA"], row, as_of)
            code = _code(values, row)
            if values["RODZ"] in _PARTS_OF_URBAN_RURAL:
                parts.setdefault(code, row)
                continue
            if code in units:
                raise _wrong(row, "GMI", _("the unit %(code)s is there twice") % {"code": f"{code:06}"})
            units[code] = _unit(code, values, row)
    except csv.Error as error:
        raise TercError(_("Row %(row)s: the row is damaged.") % {"row": reader.line_num}) from error
    if as_of is None:
        raise TercError(_("The file has no units."))
    _check_whole(units, parts)
    return Register(as_of, units)


def _wrong(row: int, column: str, what: str) -> TercError:
    return TercError(_("Row %(row)s, column %(column)s: %(what)s.") % {"row": row, "column": column, "what": what})


def _state_day(text: str, row: int, before: datetime.date | None) -> datetime.date:
    try:
        day = parse_date(text)
    except DateError as error:
        raise _wrong(row, "STAN_NA", _("“%(text)s” is not a date") % {"text": text}) from error
    if before not in (None, day):
        raise _wrong(row, "STAN_NA", _("the date differs from the rows before"))
    return day


def _code(values: dict[str, str], row: int) -> int:
    digits = ""
    for column in ("WOJ", "POW", "GMI"):
        text = values[column]
        if text and not (len(text) == 2 and text.isascii() and text.isdigit() and text != "00"):
            raise _wrong(row, column, _("“%(text)s” is not two digits") % {"text": text})
        if text and len(digits) < {"WOJ": 0, "POW": 2, "GMI": 4}[column]:
            raise _wrong(row, column, _("the number of the unit above is missing"))
        digits += text
    if not digits:
        raise _wrong(row, "WOJ", _("the number is missing"))
    if digits[:2] >= "90":
        # 90 and above would run into the codes of countries.
        raise _wrong(row, "WOJ", _("there is no voivodeship %(number)s") % {"number": digits[:2]})
    return int(digits.ljust(6, "0"))


def _unit(code: int, values: dict[str, str], row: int) -> Unit:
    kinds = {"": Kind.NONE, **{str(kind.value): kind for kind in Kind if kind}}
    kind = kinds.get(values["RODZ"])
    if kind is None or bool(kind) != bool(code % 100):
        raise _wrong(row, "RODZ", _("“%(text)s” is not a kind of this unit") % {"text": values["RODZ"]})
    name = values["NAZWA"]
    if not name:
        raise _wrong(row, "NAZWA", _("the name is missing"))
    level = level_of(code, kind)
    if level == Level.VOIVODESHIP:
        name = name.lower()  # the register alone writes them in capitals
    return Unit(code, level, kind, name)


def _check_whole(units: dict[int, Unit], parts: dict[int, int]) -> None:
    for code, row in parts.items():
        if code not in units:
            raise _wrong(
                row, "RODZ", _("the row of the whole municipality %(code)s is missing") % {"code": f"{code:06}"}
            )
    for unit in units.values():
        if unit.level != Level.VOIVODESHIP and unit.parent not in units:
            raise TercError(
                _("The unit above %(code)s %(name)s is missing.") % {"code": f"{unit.code:06}", "name": unit.name}
            )
