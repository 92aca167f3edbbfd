"""Spreadsheets in and out: every cell that leaves is harmless, every row that comes in keeps its number.

Reading takes xlsx, xls and CSV. Writing makes xlsx, and CSV that a Polish Excel opens with a double click.
"""

import csv
import datetime
import io
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import python_calamine
import xlsxwriter
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ognisko.core import archives
from ognisko.core.polish import number_text

CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
"""Media types of what is written."""

WARSAW = ZoneInfo("Europe/Warsaw")
MAX_ROWS = 200_000
# Excel takes no longer text in one cell, and XlsxWriter would leave the cell empty without a word.
MAX_TEXT = 32_767
_FORMULA_START = tuple("=+-@\t\r\n＝＋－＠")


class SpreadsheetError(ValueError):
    """The file can't be read as a spreadsheet; the message says what to do."""


class Row(NamedTuple):
    """One row of a sheet: its number as the spreadsheet shows it, from 1, and its cells.

    A cell is text, a float, a bool, a date, a datetime, a time, a timedelta, or None where it is empty.
    """

    number: int
    cells: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class SheetRows:
    """One sheet of a workbook that was read: its name and its rows, without the empty ones."""

    name: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """The head of a column to write; width in characters and Excel's number format follow the values if left out."""

    label: str
    width: int | None = None
    format: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet to write: a title for its tab, heads (text or SheetColumn) and rows in their order."""

    title: str
    columns: Sequence[str | SheetColumn]
    rows: Iterable[Sequence[Any]] = field(default_factory=tuple)


# --- reading ---


def read_workbook(source: str | os.PathLike[str] | bytes, *, max_rows: int = MAX_ROWS) -> tuple[SheetRows, ...]:
    """Every visible sheet with its rows, numbered as the person sees them; empty rows are left out.

    Dates, times and numbers keep their types; whole numbers arrive as float, as Excel stores them. CSV gives one sheet
    of text, in UTF-8 or the Windows code page 1250. Raises SpreadsheetError for anything else, for a password, and for
    more than `max_rows` rows in a sheet, which a stray cell far below the table also makes, or one far to its right.
    """
    content = source if isinstance(source, bytes) else Path(source).read_bytes()
    if not content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        return (SheetRows("CSV", tuple(_csv_rows(content, max_rows))),)
    if content.startswith(b"PK"):
        _refuse_too_large(content, max_rows)
    try:
        workbook = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        return tuple(
            SheetRows(sheet.name, tuple(_sheet_rows(workbook.get_sheet_by_name(sheet.name), max_rows)))
            for sheet in workbook.sheets_metadata
            if sheet.typ == python_calamine.SheetTypeEnum.WorkSheet
            and sheet.visible == python_calamine.SheetVisibleEnum.Visible
        )
    except python_calamine.PasswordError as error:
        raise SpreadsheetError(_("The file has a password. Save it without one and load it again.")) from error
    except python_calamine.CalamineError as error:
        raise SpreadsheetError(_("This file can't be read. Save it as .xlsx and load it again.")) from error


def _refuse_too_large(content: bytes, max_rows: int) -> None:
    """Refuse what would fill the memory, before anything is read."""
    try:
        archives.refuse_too_large(content, max_rows=max_rows)
    except archives.UnreadableError as error:
        raise SpreadsheetError(_("This file can't be read. Save it as .xlsx and load it again.")) from error
    except archives.TooLargeError as error:
        raise SpreadsheetError(
            _("The file unpacks to too much. Save it anew, without pictures, and try again.")
        ) from error
    except archives.SheetTooLargeError as error:
        if error.rows > max_rows:
            raise SpreadsheetError(_too_many(error.sheet, max_rows)) from error
        raise SpreadsheetError(
            _(
                "The sheet “%(sheet)s” is too large: it reaches to row %(rows)s and column %(columns)s. Delete what "
                "stands far below or to the right of the table, or split it into smaller files."
            )
            % {"sheet": error.sheet, "rows": number_text(error.rows), "columns": number_text(error.columns)}
        ) from error


def _sheet_rows(sheet: python_calamine.CalamineSheet, max_rows: int) -> Iterator[Row]:
    if sheet.end and sheet.end[0] >= max_rows:
        raise SpreadsheetError(_too_many(sheet.name, max_rows))
    for number, cells in enumerate(sheet.to_python(skip_empty_area=False), start=1):
        row = tuple(None if cell == "" else cell for cell in cells)
        if any(cell is not None for cell in row):
            yield Row(number, row)


def _csv_rows(content: bytes, max_rows: int) -> Iterator[Row]:
    if b"\0" in content[:4096]:
        raise SpreadsheetError(_("This file is not a spreadsheet. Choose an .xlsx or .csv file."))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1250", errors="replace")
    head = text.split("\n", 1)[0]
    separator = max(";,\t", key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    number = 1
    for cells in reader:
        if number > max_rows:
            raise SpreadsheetError(_too_many("CSV", max_rows))
        if any(cell.strip() for cell in cells):
            yield Row(number, tuple(cell or None for cell in cells))
        # A quoted cell may span lines; a spreadsheet still shows it as one row.
        number += 1


def _too_many(sheet: str, max_rows: int) -> str:
    return ngettext(
        "The sheet “%(sheet)s” has more than %(rows)s row. Split it into smaller files.",
        "The sheet “%(sheet)s” has more than %(rows)s rows. Split it into smaller files.",
        max_rows,
    ) % {"sheet": sheet, "rows": number_text(max_rows)}


# --- writing ---


def write_table(columns: Sequence[str | SheetColumn], rows: Iterable[Sequence[Any]], title: str) -> bytes:
    """One table as an xlsx file with one sheet; see write_workbook."""
    return write_workbook([Sheet(title, columns, rows)])


def write_workbook(sheets: Sequence[Sheet]) -> bytes:
    """Sheets as an xlsx file: the head stays in sight, columns filter and fit, dates stay dates and numbers numbers.

    Text is always written as text: a cell that begins with = never becomes a formula, and an identifier keeps its
    leading zeros. Moments are shown in Polish time. Number formats are those of every Excel; a Polish one shows the
    comma and the spaces.
    """
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "default_date_format": "dd.mm.yyyy"}) as book:
        formats: dict[str, Any] = {}
        head = book.add_format({"bold": True, "bottom": 2, "text_wrap": True, "valign": "top"})
        taken: set[str] = set()
        for sheet in sheets:
            worksheet = book.add_worksheet(_tab_name(sheet.title, taken))
            _write_sheet(book, worksheet, sheet, head, formats)
    return buffer.getvalue()


def _write_sheet(book: xlsxwriter.Workbook, worksheet: Any, sheet: Sheet, head: Any, formats: dict[str, Any]) -> None:
    columns = [column if isinstance(column, SheetColumn) else SheetColumn(str(column)) for column in sheet.columns]
    widths = [len(str(column.label)) + 3 for column in columns]
    for index, column in enumerate(columns):
        worksheet.write_string(0, index, str(column.label), head)
    last = 0
    for last, row in enumerate(sheet.rows, start=1):
        for index, value in enumerate(row):
            length = _write_cell(book, worksheet, last, index, _plain(value), columns[index].format, formats)
            widths[index] = max(widths[index], length + 2)
    for index, column in enumerate(columns):
        worksheet.set_column(index, index, column.width or min(widths[index], 60))
    worksheet.freeze_panes(1, 0)
    if columns:
        worksheet.autofilter(0, 0, last, len(columns) - 1)


def _write_cell(
    book: xlsxwriter.Workbook, worksheet: Any, row: int, column: int, value: Any, own: str, formats: dict[str, Any]
) -> int:
    """One value in its Excel type; answers how many characters it takes."""

    def style(default: str) -> Any:
        form = own or default
        if form and form not in formats:
            formats[form] = book.add_format({"num_format": form})
        return formats.get(form)

    if value is None:
        return 0
    if isinstance(value, bool):
        value = _("yes") if value else _("no")
    if isinstance(value, int | float | Decimal):
        fractional = isinstance(value, Decimal) and int(value.as_tuple().exponent) < 0
        worksheet.write_number(row, column, value, style("#,##0.00" if fractional else ""))
        return len(str(value)) + 3
    if isinstance(value, datetime.datetime):
        worksheet.write_datetime(row, column, value, style("dd.mm.yyyy hh:mm"))
        return 16
    if isinstance(value, datetime.date):
        worksheet.write_datetime(row, column, value, style("dd.mm.yyyy"))
        return 10
    if isinstance(value, datetime.time | datetime.timedelta):
        worksheet.write_datetime(row, column, value, style("hh:mm" if isinstance(value, datetime.time) else "[h]:mm"))
        return 7
    text = str(value)
    if len(text) > MAX_TEXT:
        text = text[: MAX_TEXT - 1] + "…"
    worksheet.write_string(row, column, text, style(""))
    return max((len(line) for line in text.splitlines()), default=0)


def _plain(value: Any) -> Any:
    """Moments lose their zone, after the change to Polish time; numbers that are none become empty."""
    if isinstance(value, datetime.datetime) and value.tzinfo:
        return value.astimezone(WARSAW).replace(tzinfo=None)
    if isinstance(value, float | Decimal) and not Decimal(value).is_finite():
        return None
    return value


def _tab_name(title: str, taken: set[str]) -> str:
    """Excel's rules for the name of a tab: 31 characters, none of []:*?/\\, no apostrophe at the ends, each once."""
    clean = " ".join(re.sub(r"[\[\]:*?/\\]", " ", str(title)).split()).strip("'")[:31].strip("' ") or _("Sheet")
    name, number = clean, 1
    while name.lower() in taken:
        number += 1
        name = f"{clean[: 30 - len(str(number))]} {number}"
    taken.add(name.lower())
    return name


def csv_bytes(columns: Sequence[str | SheetColumn], rows: Iterable[Sequence[Any]]) -> bytes:
    """A table as CSV for a Polish Excel: UTF-8 with its mark, semicolons, decimal commas, dates as 2025-03-13.

    Text that a spreadsheet would take for a formula gets an apostrophe in front; numbers need none.
    """
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    writer.writerow([_csv_cell(column.label if isinstance(column, SheetColumn) else column) for column in columns])
    for row in rows:
        writer.writerow([_csv_cell(_plain(value)) for value in row])
    return b"\xef\xbb\xbf" + buffer.getvalue().encode()


def _csv_cell(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return _("yes") if value else _("no")
        case int() | float() | Decimal():
            return f"{Decimal(str(value)):f}".replace(".", ",")
        case datetime.datetime():
            return value.strftime("%Y-%m-%d %H:%M")
        case datetime.date():
            return value.isoformat()
        case datetime.time():
            return value.strftime("%H:%M")
        case datetime.timedelta():
            minutes = round(value.total_seconds() / 60)
            return f"{minutes // 60}:{minutes % 60:02}"
    text = str(value)
    return "'" + text if text.startswith(_FORMULA_START) else text
