"""Answers leave as tables: a row a sheet, a column a question over all versions; rows of repeats in their own tables.

Every table has a key: the number of the sheet, with the numbers of the rows for what stands in repeats (17-2), and the
key of the row above as a parent. The secret address of a sheet is nowhere in it. What did not concern a sheet is empty.
SPSS gets codes with their labels in a syntax file beside the same data.
"""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from ognisko.core.spreadsheets import Sheet as Tab
from ognisko.core.spreadsheets import csv_bytes, write_workbook
from ognisko.questionnaires.rules.answers import Rows, Sheet, work_out
from ognisko.questionnaires.rules.definition import LISTS, NUMBERS, UNANSWERED, YES, Choice, Definition, Item, Type
from ognisko.questionnaires.rules.evaluation import Value, single, text

MAIN = ""
"""The name of the table of sheets, among those of repeats."""


class Given(NamedTuple):
    """A sheet that was sent: its number, its version's, what was answered and when."""

    number: int
    version: int
    answers: Mapping[str, Any]
    language: str
    at: datetime


@dataclass(frozen=True)
class Column:
    """A question over all versions: its item as the latest version has it, every choice that it ever had."""

    item: Item
    label: str
    choices: tuple[Choice, ...]
    versions: tuple[int, ...]


@dataclass
class Table:
    """A table: of the sheets, or of the rows of a repeat; ``around`` are the repeats around it."""

    name: str
    title: str
    around: tuple[str, ...] = ()
    columns: dict[str, Column] = field(default_factory=dict)

    @property
    def repeats(self) -> tuple[str, ...]:
        """The repeats in whose rows its questions stand."""
        return (*self.around, self.name) if self.name else ()


def tables(versions: Mapping[int, Definition]) -> dict[str, Table]:
    """The tables of a questionnaire by the repeat that each is of; a column that any version asked."""
    made = {MAIN: Table(MAIN, _("Answers"))}
    for number in sorted(versions, reverse=True):
        definition = versions[number]
        for name, one in definition.placed.items():
            if one.item.type == Type.REPEAT:
                title = definition.words(one.item.label, "pl") or name
                made.setdefault(name, Table(name, title, one.repeats))
            if one.item.type in UNANSWERED:
                continue
            table = made[one.repeats[-1] if one.repeats else MAIN]
            table.columns[name] = _column(table.columns.get(name), definition, one.item, number)
    return {name: table for name, table in made.items() if name == MAIN or table.columns}


def _column(there: Column | None, definition: Definition, item: Item, version: int) -> Column:
    choices = definition.choices_of(item)
    if there is None:
        return Column(item, definition.words(item.label, "pl") or item.name, choices, (version,))
    known = {one.name for one in there.choices}
    more = tuple(one for one in choices if one.name not in known)
    return Column(there.item, there.label, (*there.choices, *more), (version, *there.versions))


class Line(NamedTuple):
    """A row of a table: its key, the key above it, and its values by question."""

    key: str
    parent: str
    given: Given
    values: Mapping[str, Value]


def lines(versions: Mapping[int, Definition], table: Table, given: Iterable[Given]) -> Iterator[Line]:
    """The rows of a table, sheet by sheet."""
    for one in given:
        definition = versions[one.version]
        if table.name and table.name not in definition.placed:
            continue
        sheet = work_out(definition, one.answers, one.at.date(), one.language)
        for rows in _rows(sheet, table):
            values = {name: _value(sheet, name, rows) for name in table.columns}
            yield Line(_key(one.number, rows), _key(one.number, rows[:-1]) if rows else "", one, values)


def _rows(sheet: Sheet, table: Table) -> Iterator[Rows]:
    if not table.name:
        yield ()
        return
    for above in sheet.spots(table.name):
        for row in range(sheet.rows.get((table.name, above), 0)):
            yield (*above, row)


def _value(sheet: Sheet, name: str, rows: Rows) -> Value:
    placed = sheet.definition.placed.get(name)
    return single(sheet.values.get((name, rows))) if placed and len(placed.repeats) == len(rows) else None


def _key(number: int, rows: Sequence[int]) -> str:
    return "-".join([str(number), *(str(row + 1) for row in rows)])


# For people -----------------------------------------------------------------------------------------------------------


def heads(table: Table) -> list[str]:
    """The heads of a table: what stands before the questions, and the questions."""
    first = [_("Number"), _("Version"), _("Sent")] if not table.name else [_("Number"), _("Belongs to")]
    return first + [column.label for column in table.columns.values()]


def cells(table: Table, line: Line) -> list[Any]:
    """A row as people read it: choices by their labels."""
    first = [line.key, line.given.version, line.given.at] if not table.name else [line.key, line.parent]
    return first + [_cell(column, line.values[name]) for name, column in table.columns.items()]


def _cell(column: Column, value: Value) -> Any:
    if value is None or isinstance(value, bool | date):
        return value
    if isinstance(value, Decimal):
        return value.quantize(Decimal("0.01")) if column.item.type == Type.MONEY else _short(value)
    labels = {one.name: one.label.get("pl") or next(iter(one.label.values()), one.name) for one in column.choices}
    names = value if isinstance(value, tuple) else (text(value),)
    return ", ".join(labels.get(name, name) for name in names) or None


def _short(value: Decimal) -> Decimal:
    """Without the zeros that twelve places leave behind."""
    whole = value.to_integral_value()
    return whole if whole == value else value.normalize()


def codebook(found: Mapping[str, Table]) -> Tab:
    """What each column means: question, kind, choices with their codes, and the versions that asked it."""
    heads = [_("Table"), _("Code"), _("Question"), _("Kind of answer"), _("Answers to choose from"), _("Versions")]
    rows = [
        [
            table.title,
            name,
            column.label,
            str(Type(column.item.type).label),
            "; ".join(f"{one.name} = {one.label.get('pl') or one.name}" for one in column.choices),
            ", ".join(map(str, column.versions)),
        ]
        for table in found.values()
        for name, column in table.columns.items()
    ]
    return Tab(_("Codebook"), heads, rows)


def workbook(versions: Mapping[int, Definition], given: Sequence[Given]) -> bytes:
    """All tables as one workbook, with the codebook as its last sheet. Texts never become formulas."""
    found = tables(versions)
    tabs = [Tab(table.title, heads(table), _all_cells(versions, table, given)) for table in found.values()]
    return write_workbook([*tabs, codebook(found)])


def _all_cells(versions: Mapping[int, Definition], table: Table, given: Iterable[Given]) -> Iterator[list[Any]]:
    return (cells(table, line) for line in lines(versions, table, given))


def as_csv(versions: Mapping[int, Definition], given: Iterable[Given], name: str = MAIN) -> bytes:
    """One table as CSV; a text that a spreadsheet would take for a formula gets an apostrophe in front."""
    table = tables(versions)[name]
    return csv_bytes(heads(table), _all_cells(versions, table, given))


# For SPSS -------------------------------------------------------------------------------------------------------------

_RESERVED = frozenset("ALL AND BY EQ GE GT LE LT NE NOT OR TO WITH".split())
LONGEST_VARIABLE, LONGEST_LABEL, LONGEST_CODE, LONGEST_TEXT = 60, 240, 120, 32_000
DATE_SPSS, NUMBER_SPSS = "SDATE10", "F18.4"


@dataclass(frozen=True)
class Variable:
    """A column as SPSS has it."""

    name: str
    label: str
    read: Any
    format: str = ""
    labels: tuple[tuple[str, str], ...] = ()


def spss(versions: Mapping[int, Definition], given: Sequence[Given]) -> bytes:
    """A .zip with a .csv and a .sps for each table: SPSS reads the data with its labels by running the syntax."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        for table in tables(versions).values():
            stem = table.name or "odpowiedzi"
            variables = _variables(table)
            rows = [[one.read(line) for one in variables] for line in lines(versions, table, given)]
            file.writestr(f"{stem}.csv", csv_bytes([one.name for one in variables], rows))
            file.writestr(f"{stem}.sps", "\ufeff" + _syntax(f"{stem}.csv", variables, rows))
    return buffer.getvalue()


def _variables(table: Table) -> list[Variable]:
    taken: set[str] = set()
    made = [Variable(_variable("klucz", taken), _("Number"), lambda line: line.key)]
    if table.name:
        made.append(Variable(_variable("nadrzedny", taken), _("Belongs to"), lambda line: line.parent))
    else:
        made.append(Variable(_variable("wersja", taken), _("Version"), lambda line: line.given.version, NUMBER_SPSS))
        made.append(Variable(_variable("wyslano", taken), _("Sent"), lambda line: line.given.at.date(), DATE_SPSS))
    for name, column in table.columns.items():
        made += _of_column(name, column, taken)
    return made


def _of_column(name: str, column: Column, taken: set[str]) -> Iterator[Variable]:
    kind, labels = column.item.type, tuple((one.name, one.label.get("pl") or one.name) for one in column.choices)
    if kind == Type.MANY:
        for code, label in dict(labels).items():
            words = f"{column.label}: {label}"
            yield Variable(_variable(f"{name}_{code}", taken), words, _ticked(name, code), NUMBER_SPSS)
    elif kind in NUMBERS:
        yield Variable(_variable(name, taken), column.label, _plain(name, Decimal), NUMBER_SPSS)
    elif kind == Type.DATE:
        yield Variable(_variable(name, taken), column.label, _plain(name, date), DATE_SPSS)
    else:
        yield Variable(_variable(name, taken), column.label, _written(name, kind), "", tuple(dict(labels).items()))


def _variable(wanted: str, taken: set[str]) -> str:
    """A name that SPSS takes: letters, digits and _, a letter first, once whatever the case."""
    name = re.sub(r"\W", "_", wanted)[: LONGEST_VARIABLE // 2].strip("_")
    if not name[:1].isalpha() or name.upper() in _RESERVED:
        name = f"p_{name}"
    free, number = name, 2
    while free.upper() in taken:
        free, number = f"{name}_{number}", number + 1
    taken.add(free.upper())
    return free


def _ticked(name: str, code: str) -> Any:
    def read(line: Line) -> int | None:
        value = line.values[name]
        return None if value is None else int(isinstance(value, tuple) and code in value)

    return read


def _plain(name: str, type_: type) -> Any:
    def read(line: Line) -> Any:
        value = line.values[name]
        return (_short(value) if isinstance(value, Decimal) else value) if isinstance(value, type_) else None

    return read


def _written(name: str, kind: str) -> Any:
    def read(line: Line) -> str:
        value = line.values[name]
        if value is None:
            return ""
        if isinstance(value, bool):
            return YES if value else "no"
        said = " ".join(value) if kind in LISTS and isinstance(value, tuple) else text(value)
        return " ".join(said.split())[:LONGEST_TEXT]

    return read


def _syntax(file: str, variables: Sequence[Variable], rows: Sequence[Sequence[Any]]) -> str:
    widths = [max([1, *(len(str(row[place] or "").encode()) + 1 for row in rows)]) for place in range(len(variables))]
    formats = [
        one.format or f"A{min(max(width, 8), LONGEST_TEXT)}" for one, width in zip(variables, widths, strict=True)
    ]
    out = [
        "* " + _("Save the .csv in the same folder, set that folder with CD, and run all."),
        "SET DECIMAL=COMMA.",
        f"GET DATA /TYPE=TXT /FILE={_quoted(file)} /ENCODING='UTF8' /DELCASE=LINE /DELIMITERS=\";\" /QUALIFIER='\"'",
        "  /ARRANGEMENT=DELIMITED /FIRSTCASE=2 /VARIABLES=",
        *(f"  {one.name} {form}" for one, form in zip(variables, formats, strict=True)),
        "  .",
        "VARIABLE LABELS",
        *(f"  {one.name} {_quoted(one.label[:LONGEST_LABEL])}" for one in variables),
        "  .",
    ]
    for one in variables:
        if one.labels:
            out += ["VALUE LABELS", f"  {one.name}"]
            out += [f"    {_quoted(code)} {_quoted(label[:LONGEST_CODE])}" for code, label in one.labels]
            out += ["  ."]
    return "\r\n".join([*out, "EXECUTE.", ""])


def _quoted(words: str) -> str:
    return "'" + " ".join(words.split()).replace("'", "''") + "'"
