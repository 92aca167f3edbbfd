"""Reading a registers' workbook: which sheet and column stands where, and what each cell says."""

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ognisko.core.cells import CellError, as_text, nearest
from ognisko.core.polish import fold
from ognisko.core.sheets import Book, Column, Line, RowError, Sheet
from ognisko.core.spreadsheets import Row, SheetRows, SpreadsheetError, read_workbook
from ognisko.desk.queries.workbook import GUIDE, LISTS, sheets
from ognisko.people.rules import holds_pesel

LARGEST = 20 * 1024 * 1024
"""Bytes of a file; 50,000 sessions take some 3 MB."""

LARGEST_UNPACKED = 500 * 1024 * 1024
"""Bytes: an .xlsx is an archive, and a few kilobytes can unpack to what fills the memory."""


@dataclass(frozen=True)
class Page:
    """A sheet of the file that is a register: its declaration, its row of headings, and the rows below it."""

    sheet: Sheet
    head: Row
    rows: tuple[Row, ...]


def pages_of(book: Book, content: bytes) -> list[Page]:
    """The file's sheets that hold rows, with their headings, by position; what can't be read is an error."""
    try:
        refuse_no_xlsx(content)
        found = read_workbook(content)
    except SpreadsheetError as error:
        book.errors.append(RowError("", 0, "", str(error)))
        return []
    named = {fold(name): sheet for sheet in sheets() for name in (*sheet.also, sheet.name)}
    pages: dict[str, Page] = {}
    for page in found:
        sheet = named.get(fold(page.name))
        if not page.rows or fold(page.name) in (fold(GUIDE), fold(LISTS)):
            continue
        if sheet is None:
            _refuse_unknown_sheet(book, page)
        elif sheet.name in pages:
            book.errors.append(
                RowError(
                    page.name, 0, "", _("There is another sheet of the same register."), _("Put the rows into one.")
                )
            )
        elif (head := _head_of(page, sheet)) is None:
            book.errors.append(
                RowError(
                    page.name, 0, "", _("No headings found in the first ten rows."),
                    _("Put the headings of the template above the rows."),
                )
            )  # fmt: skip
        elif rows := tuple(row for row in page.rows if row.number > head.number):
            pages[sheet.name] = Page(sheet, head, rows)
    if not pages and not book.errors:
        book.errors.append(
            RowError(
                "", 0, "", _("The file has no rows to import."),
                _("Fill in at least one sheet of the template. Rows of the sheet %(guide)s are examples only.")
                % {"guide": GUIDE},
            )
        )  # fmt: skip
    return sorted(pages.values(), key=lambda page: page.sheet.position)


def refuse_no_xlsx(content: bytes) -> None:
    """Refuse what is no .xlsx, is too large, or would unpack to more than the memory should hold."""
    if len(content) > LARGEST:
        raise SpreadsheetError(
            _("The file is larger than %(size)s MB. Split it into smaller ones.") % {"size": LARGEST // 1024**2}
        )
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
            unpacked = sum(entry.file_size for entry in archive.infolist())
    except zipfile.BadZipFile as error:
        raise SpreadsheetError(
            _("This is not an .xlsx file. Save it as an Excel workbook (.xlsx) and try again.")
        ) from error
    if "[Content_Types].xml" not in names:
        raise SpreadsheetError(_("This is not an .xlsx file. Save it as an Excel workbook (.xlsx) and try again."))
    if unpacked > LARGEST_UNPACKED:
        raise SpreadsheetError(_("The file unpacks to too much. Save it anew, without pictures, and try again."))


def _refuse_unknown_sheet(book: Book, page: SheetRows) -> None:
    near = nearest(page.name, (sheet.name for sheet in sheets()))
    advice = (
        _("Did you mean “%(word)s”?") % {"word": near}
        if near
        else _("Hide or remove it, or give it one of these names: %(names)s.")
        % {"names": ", ".join(sheet.name for sheet in sheets())}
    )
    book.errors.append(RowError(page.name, 0, "", _("There is no register of this name."), advice))


def _head_of(page: SheetRows, sheet: Sheet) -> Row | None:
    """The row of headings: the one among the first ten that knows most of them, since some put a title above."""
    known = set(_columns(sheet))
    best, most = None, 0
    for row in page.rows[:10]:
        count = sum(fold(as_text(cell)) in known for cell in row.cells if cell is not None)
        if count > most:
            best, most = row, count
    return best


def _columns(sheet: Sheet) -> dict[str, Column]:
    """The sheet's columns by every heading that means them, folded."""
    return {fold(label): column for column in sheet.columns for label in (*column.also, column.label)}


_REFUSED: tuple[tuple[re.Pattern[str], Any], ...] = (
    (
        re.compile(r"\bpesel\b"),
        gettext_lazy("Remove this column: a PESEL stands in the sheets Podmioty and Osoby alone."),
    ),
    (
        re.compile(
            r"niepelnosprawn|rynku pracy|bezrobot|orzeczeni|stan zdrowia|status zatrudnienia|pochodzenie|wyznani|"
            r"narodowosc"
        ),
        gettext_lazy(
            "Remove this column: labour status and disability stand in the sheets Podmioty and Osoby, under the "
            "headings of the template; Ognisko takes nothing else about health, origin or belief."
        ),
    ),
    (
        re.compile(r"poufn"),
        gettext_lazy("Remove this column: confidential notes are typed in on the page of the session."),
    ),
)
"""Headings that are refused, by what they hold, with what to do."""


def lines_of(book: Book, page: Page, step: Callable[[int], None]) -> list[Line]:
    """The rows of a sheet, every cell read; each cell that can't be is an error."""
    sheet = page.sheet
    columns = _match(book, page)
    missing = {column.key for column in sheet.columns if column.required} - {place.column.key for place in columns}
    for key in missing:
        label = sheet.column(key).label
        book.errors.append(
            RowError(
                sheet.name, page.head.number, label, _("The column “%(column)s” is missing.") % {"column": label},
                _("Add it with this heading, as in the template."),
            )
        )  # fmt: skip
    required = [column.key for column in sheet.columns if column.required and column.key not in missing]
    lines = []
    for row in page.rows:
        step(1)
        line = Line(sheet, row.number, {}, set(missing))
        for place in columns:
            value = row.cells[place.index] if place.index < len(row.cells) else None
            if value is None:
                continue
            # Most columns say the same few things over and over. Their type tells 1 from True, which are equal.
            known = place.known.get((value.__class__, value), place)
            if known is place:
                _read_cell(book, line, place, value)
            else:
                line.values[place.column.key] = known
        if not line.values and line.broken == missing:
            continue
        for key in required:
            if key not in line.values and key not in line.broken:
                book.error(line, key, _("The cell is empty."), _("Fill it in: this column is required."))
        lines.append(line)
    return lines


REMEMBERED = 10_000
"""So many different cells of a column are remembered with what they say."""


@dataclass(eq=False, slots=True)
class _Place:
    """Where in a row a column stands, what reads its cells, and what those that were read say."""

    index: int
    column: Column
    parse: Callable[[Any], Any]
    known: dict[tuple[type, Any], Any] = field(default_factory=dict)


def _match(book: Book, page: Page) -> list[_Place]:
    """Which column stands where, with its parser; unknown, doubled and refused headings are errors."""
    known, found = _columns(page.sheet), dict[str, _Place]()
    for index in sorted(
        {index for row in (page.head, *page.rows) for index, cell in enumerate(row.cells) if cell is not None}
    ):
        cell = page.head.cells[index] if index < len(page.head.cells) else None
        label = as_text(cell) if cell is not None else ""
        column = known.get(fold(label))
        if column is None:
            _refuse_heading(book, page, label, index)
        elif column.key in found:
            book.errors.append(
                RowError(
                    page.sheet.name, page.head.number, label, _("This heading stands there twice."),
                    _("Leave one of the columns."),
                )
            )  # fmt: skip
        else:
            parse = column.options.reader() if column.options else column.parse or as_text
            found[column.key] = _Place(index, column, parse)
    return list(found.values())


def _refuse_heading(book: Book, page: Page, label: str, index: int) -> None:
    sheet, row = page.sheet, page.head.number
    for pattern, advice in _REFUSED:
        if pattern.search(fold(label)):
            book.errors.append(RowError(sheet.name, row, label, _("This column is refused."), str(advice)))
            return
    if not label:
        letter = _letter(index)
        message = _("Column %(letter)s has no heading.") % {"letter": letter}
        book.errors.append(RowError(sheet.name, row, letter, message, _("Give it a heading, or empty its cells.")))
        return
    near = nearest(label, (column.label for column in sheet.columns))
    advice = (
        _("Did you mean “%(word)s”?") % {"word": near}
        if near
        else _("Remove it. The columns are: %(names)s.")
        % {"names": ", ".join(column.label for column in sheet.columns)}
    )
    book.errors.append(RowError(sheet.name, row, label, _("This column is unknown."), advice))


def _letter(index: int) -> str:
    """The spreadsheet's name of a column: A, B, …, AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


_FORMULA_ERROR = re.compile(
    r"#(N/A|N/D!?|REF!|ADR!|VALUE!|ARG!|NAME\?|NAZWA\?|DIV/0!|DZIEL/0!|NUM!|LICZBA!|NULL!|ZERO!)"
)


def _read_cell(book: Book, line: Line, place: _Place, value: Any) -> None:
    """Keep what the cell says. A PESEL is refused outside its own column, and never repeated in a message."""
    column = place.column
    written = as_text(value) if isinstance(value, str | float) else ""
    if not written and isinstance(value, str):
        return
    if not column.takes_pesel and holds_pesel(written):
        book.error(
            line,
            column.key,
            _("A PESEL number stands here."),
            _("Move it to the column PESEL of the person. If it is another number, part its digits with a slash."),
        )
        return
    if _FORMULA_ERROR.fullmatch(written):
        book.error(line, column.key, _("The formula in this cell has an error."), _("Correct it, or type the value."))
        return
    try:
        found = place.parse(value)
    except CellError as error:
        if column.secret and column.options:
            answers = ", ".join(column.options.words())
            book.error(
                line, column.key, _("This is none of the answers."), _("Choose one of: %(words)s.") % {"words": answers}
            )
        else:
            book.error(line, column.key, error.message, error.advice)
        return
    line.values[column.key] = found
    if len(place.known) < REMEMBERED:
        place.known[value.__class__, value] = found
