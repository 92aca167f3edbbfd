"""The import of a registers' workbook: read, plan every sheet, and write all of it or nothing."""

import hashlib
import io
import os
import re
import time
import uuid
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pghistory
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ognisko.accounts.models import User
from ognisko.advice.actions import NotJoinedError
from ognisko.core.polish import fold
from ognisko.core.sheets import Book, CellError, Column, Line, Preview, RowError, Sheet, Write, Writing, as_text, nearest
from ognisko.core.spreadsheets import Row, SheetRows, SpreadsheetError, read_workbook
from ognisko.desk.models import ImportedWorkbook
from ognisko.desk.queries.workbook import GUIDE, LISTS, sheets
from ognisko.ledger.actions import ClosedPeriodError
from ognisko.people.rules import holds_pesel
from ognisko.projects.actions import RefusedError

type Progress = Callable[[int, int], None]

LARGEST = 20 * 1024 * 1024
"""Bytes of a file; 50,000 sessions take some 3 MB."""

LARGEST_UNPACKED = 500 * 1024 * 1024
"""Bytes: an .xlsx is an archive, and a few kilobytes can unpack to what fills the memory."""

KEPT_ERRORS = 10_000
"""So many errors of one file are kept for its page and its list; more help nobody."""

WAITS = timedelta(days=1)
"""After so long a file that was checked and not imported is forgotten: it may hold data of persons."""

_LOCK = 7_311_204
"""One import at a time: two would each miss what the other adds. The number is the lock's name, nothing more."""


@dataclass(frozen=True)
class ImportResult:
    """What a workbook comes to: rows by sheet that create, change or say nothing new, first changes, every error.

    With an error nothing was written, and the counts say what the rows without errors would have done.
    """

    created: dict[str, int]
    changed: dict[str, int]
    skipped: dict[str, int]
    errors: list[RowError]
    previews: list[Preview]
    rows: int
    sha256: str
    imported_before: datetime | None = None
    reason: str = field(default="", compare=False)

    @property
    def is_new(self) -> bool:
        """Say whether importing it would do anything."""
        return bool(sum(self.created.values()) + sum(self.changed.values()))


def import_workbook(
    source: str | os.PathLike[str] | bytes,
    *,
    by: User | None,
    dry_run: bool,
    file_name: str = "",
    reason: str = "",
    progress: Progress | None = None,
    run: ImportedWorkbook | None = None,
) -> ImportResult:
    """Bring in a workbook, whole or not at all; a dry run writes nothing and says the same.

    Repeatable: what is recorded already is recognised and skipped. Names every error of every row. A ``reason`` lets
    rows into closed periods, as corrections. ``progress`` is told how much of how much is done; in an import each row
    counts twice, once checked and once written. ``run`` is the record of the file where it waited for this.
    """
    content = source if isinstance(source, bytes) else Path(source).read_bytes()
    file_name = file_name or ("" if isinstance(source, bytes) else Path(source).name)
    book = Book(today=timezone.localdate(), reason=reason.strip())
    if dry_run:
        meter = _Meter(progress, phases=1)
        _plan(book, content, meter)
        return _result(book, content, meter)
    meter = _Meter(progress, phases=2)
    sheet = ""
    try:
        with pghistory.context(user=by.pk if by else None, file=file_name), transaction.atomic():
            _take_turns()
            planned = _plan(book, content, meter)
            result = _result(book, content, meter)
            if result.errors:
                return result
            writing = Writing(by, book.reason, meter.step)
            for sheet, write in planned:
                write(writing)
            _remember(result, len(content), file_name, by, run)
    except (IntegrityError, ClosedPeriodError, NotJoinedError, RefusedError) as error:
        # Planning has looked for all of these: somebody has saved something in between.
        message = str(error) if not isinstance(error, IntegrityError) else _("Something saved meanwhile contradicts a row.")
        book.errors.append(RowError(sheet, 0, "", message, _("Nothing was written. Check the file once more.")))
        return _result(book, content, meter)
    meter.finish()
    return result


def _take_turns() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [_LOCK])


def _result(book: Book, content: bytes, meter: "_Meter") -> ImportResult:
    digest = hashlib.sha256(content).hexdigest()
    before = ImportedWorkbook.objects.filter(sha256=digest, status=ImportedWorkbook.Status.IMPORTED).first()
    outcomes = sorted(book.outcomes.items(), key=lambda item: [sheet.name for sheet in sheets()].index(item[0]))
    places = {sheet.name: sheet.position for sheet in sheets()}
    return ImportResult(
        created={name: outcome.created for name, outcome in outcomes if outcome.created},
        changed={name: outcome.changed for name, outcome in outcomes if outcome.changed},
        skipped={name: outcome.skipped for name, outcome in outcomes if outcome.skipped},
        errors=sorted(book.errors, key=lambda error: (places.get(error.sheet, 0), error.sheet, error.row)),
        previews=[preview for _name, outcome in outcomes for preview in outcome.previews],
        rows=meter.rows,
        sha256=digest,
        imported_before=before.imported_at if before else None,
        reason=book.reason,
    )


def _remember(result: ImportResult, size: int, file_name: str, by: User | None, run: ImportedWorkbook | None) -> None:
    """Keep the file's hash and what it did; the file itself is given up."""
    status = ImportedWorkbook.Status
    run = run or ImportedWorkbook(file_name=file_name[-255:], sha256=result.sha256, size=size, by=by)
    run.status = status.REPEATED if result.imported_before else status.IMPORTED
    run.content = None
    run.imported_at = timezone.now()
    run.reason = result.reason[:300]
    run.result = {"created": result.created, "changed": result.changed, "skipped": result.skipped, "rows": result.rows}
    run.save()


class _Meter:
    """Counts rows for a progress bar, and tells it about every hundredth part."""

    def __init__(self, progress: Progress | None, *, phases: int) -> None:
        self._progress, self._phases = progress, phases
        self._done = self._told = 0
        self.rows = 0

    def expect(self, rows: int) -> None:
        """So many rows there are."""
        self.rows = rows

    def step(self, rows: int) -> None:
        """So many are done."""
        self._done += rows
        total = self.rows * self._phases
        if self._progress and (self._done - self._told) * 100 >= total:
            self._told = self._done
            self._progress(min(self._done, total), total)

    def finish(self) -> None:
        """All is done, also the rows that there was nothing to write of."""
        if self._progress and self.rows:
            self._progress(self.rows * self._phases, self.rows * self._phases)


# Reading --------------------------------------------------------------------------------------------------------------


def _plan(book: Book, content: bytes, meter: _Meter) -> list[tuple[str, Write]]:
    """Read the file and plan each sheet, in the order in which they may refer to each other."""
    pages = _pages(book, content)
    meter.expect(sum(len(page.rows) for _sheet, page, _headings in pages))
    planned = []
    for sheet, page, headings in pages:
        lines = _lines(book, sheet, page, headings, meter)
        planned.append((sheet.name, sheet.plan(book, lines)))
    return planned


def _pages(book: Book, content: bytes) -> list[tuple[Sheet, SheetRows, Row]]:
    """The file's sheets that hold rows, with their headings, by position; what can't be read is an error."""
    try:
        _refuse_no_xlsx(content)
        found = read_workbook(content)
    except SpreadsheetError as error:
        book.errors.append(RowError("", 0, "", str(error)))
        return []
    named = {fold(name): sheet for sheet in sheets() for name in (*sheet.also, sheet.name)}
    pages: dict[str, tuple[Sheet, SheetRows, Row]] = {}
    for page in found:
        sheet = named.get(fold(page.name))
        if not page.rows or fold(page.name) in (fold(GUIDE), fold(LISTS)):
            continue
        if sheet is None:
            _refuse_unknown_sheet(book, page)
        elif sheet.name in pages:
            book.errors.append(
                RowError(page.name, 0, "", _("There is another sheet of the same register."), _("Put the rows into one."))
            )
        elif (head := _head_of(page, sheet)) is None:
            book.errors.append(
                RowError(
                    page.name, 0, "", _("No headings found in the first ten rows."),
                    _("Put the headings of the template above the rows."),
                )
            )  # fmt: skip
        elif rows := tuple(row for row in page.rows if row.number > head.number):
            pages[sheet.name] = (sheet, SheetRows(page.name, rows), head)
    if not pages and not book.errors:
        book.errors.append(
            RowError(
                "", 0, "", _("The file has no rows to import."),
                _("Fill in at least one sheet of the template. Rows of the sheet %(guide)s are examples only.")
                % {"guide": GUIDE},
            )
        )  # fmt: skip
    return sorted(pages.values(), key=lambda page: page[0].position)


def _refuse_no_xlsx(content: bytes) -> None:
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
        raise SpreadsheetError(_("This is not an .xlsx file. Save it as an Excel workbook (.xlsx) and try again.")) from error
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
        gettext_lazy("Remove this column: Ognisko does not take PESEL numbers yet, and keeps nothing of this file."),
    ),
    (
        re.compile(
            r"niepelnosprawn|rynku pracy|bezrobot|orzeczeni|stan zdrowia|status zatrudnienia|pochodzenie|wyznani|"
            r"narodowosc"
        ),
        gettext_lazy("Remove this column: Ognisko does not take data about health, disability or work yet."),
    ),
    (
        re.compile(r"poufn"),
        gettext_lazy("Remove this column: confidential notes are typed in on the page of the session."),
    ),
)
"""Headings that are refused, by what they hold, with what to do."""


def _lines(book: Book, sheet: Sheet, page: SheetRows, headings: Row, meter: _Meter) -> list[Line]:
    """The rows of a sheet, every cell read; each cell that can't be is an error."""
    columns = _match(book, sheet, headings, page)
    missing = {column.key for column in sheet.columns if column.required} - {column.key for _i, column, _p in columns}
    for key in missing:
        label = sheet.column(key).label
        book.errors.append(
            RowError(
                sheet.name, headings.number, label, _("The column “%(column)s” is missing.") % {"column": label},
                _("Add it with this heading, as in the template."),
            )
        )  # fmt: skip
    required = [column.key for column in sheet.columns if column.required and column.key not in missing]
    lines = []
    for row in page.rows:
        meter.step(1)
        line = Line(sheet, row.number, {}, set(missing))
        for index, column, parse in columns:
            value = row.cells[index] if index < len(row.cells) else None
            if value is None or (isinstance(value, str) and not as_text(value)):
                continue
            _read_cell(book, line, column, parse, value)
        if not line.values and line.broken == missing:
            continue
        for key in required:
            if key not in line.values and key not in line.broken:
                book.error(line, key, _("The cell is empty."), _("Fill it in: this column is required."))
        lines.append(line)
    return lines


def _match(
    book: Book, sheet: Sheet, headings: Row, page: SheetRows
) -> list[tuple[int, Column, Callable[[Any], Any]]]:
    """Which column stands where, with its parser; unknown, doubled, refused and missing headings are errors."""
    known, found = _columns(sheet), dict[str, tuple[int, Column, Callable[[Any], Any]]]()
    used = {index for row in page.rows for index, cell in enumerate(row.cells) if cell is not None}
    for index in sorted(used | {index for index, cell in enumerate(headings.cells) if cell is not None}):
        cell = headings.cells[index] if index < len(headings.cells) else None
        label = as_text(cell) if cell is not None else ""
        column = known.get(fold(label))
        if column is None:
            _refuse_heading(book, sheet, headings.number, label, index)
        elif column.key in found:
            book.errors.append(
                RowError(
                    sheet.name, headings.number, label, _("This heading stands there twice."), _("Leave one of the columns.")
                )
            )
        else:
            found[column.key] = (index, column, column.options.reader() if column.options else column.parse or as_text)
    return list(found.values())


def _refuse_heading(book: Book, sheet: Sheet, row: int, label: str, index: int) -> None:
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
        else _("Remove it. The columns are: %(names)s.") % {"names": ", ".join(column.label for column in sheet.columns)}
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


_FORMULA_ERROR = re.compile(r"#(N/A|N/D!?|REF!|ADR!|VALUE!|ARG!|NAME\?|NAZWA\?|DIV/0!|DZIEL/0!|NUM!|LICZBA!|NULL!|ZERO!)")


def _read_cell(book: Book, line: Line, column: Column, parse: Callable[[Any], Any], value: Any) -> None:
    """Keep what the cell says. A PESEL is refused wherever it stands, and never repeated in the message."""
    if isinstance(value, str | float) and holds_pesel(as_text(value)):
        book.error(
            line,
            column.key,
            _("A PESEL number stands here."),
            _("Remove it: Ognisko does not take PESEL yet. If it is another number, part its digits with a slash."),
        )
        return
    if isinstance(value, str) and _FORMULA_ERROR.fullmatch(value.strip()):
        book.error(line, column.key, _("The formula in this cell has an error."), _("Correct it, or type the value."))
        return
    try:
        line.values[column.key] = parse(value)
    except CellError as error:
        book.error(line, column.key, error.message, error.advice)


# A workbook handed in on the page -------------------------------------------------------------------------------------


def hand_in(content: bytes, file_name: str, *, by: User) -> ImportedWorkbook:
    """Keep a file until it is imported or left; files that were left a day ago are forgotten."""
    waiting = ImportedWorkbook.objects.filter(imported_at=None, handed_in_at__lt=timezone.now() - WAITS)
    waiting.delete()
    return ImportedWorkbook.objects.create(
        file_name=file_name[-255:],
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        content=content,
        by=by,
    )


def check(run: ImportedWorkbook, *, progress: Progress | None = None) -> ImportedWorkbook:
    """Say what importing the file would do; a file with errors is given up, since it must be corrected anyway."""
    with _failing_visibly(run):
        result = import_workbook(bytes(run.content or b""), by=run.by, dry_run=True, reason=run.reason, progress=progress)
        _keep(run, result)
    return run


def carry_out(run: ImportedWorkbook, *, progress: Progress | None = None) -> ImportedWorkbook:
    """Import the file that was checked. Two clicks import once: `begin` lets only the first pass."""
    with _failing_visibly(run):
        result = import_workbook(
            bytes(run.content or b""),
            by=run.by,
            dry_run=False,
            file_name=run.file_name,
            reason=run.reason,
            progress=progress,
            run=run,
        )
        if result.errors:
            _keep(run, result)
    return run


def begin(run: ImportedWorkbook, *, reason: str = "") -> bool:
    """Mark the checked file as being imported; whether it was still waiting for that."""
    status = ImportedWorkbook.Status
    begun = ImportedWorkbook.objects.filter(pk=run.pk, status=status.CHECKED).exclude(content=None)
    if not begun.update(status=status.IMPORTING, reason=reason[:300], done=0, total=0):
        return False
    run.refresh_from_db()
    return True


def discard(run: ImportedWorkbook) -> None:
    """Forget a file that was checked and is not wanted."""
    ImportedWorkbook.objects.filter(pk=run.pk, imported_at=None).exclude(
        status=ImportedWorkbook.Status.IMPORTING
    ).delete()


def _keep(run: ImportedWorkbook, result: ImportResult) -> None:
    run.status = ImportedWorkbook.Status.CHECKED
    run.result = as_json(result)
    if result.errors and not needs_reason_only(result):
        run.content = None
    run.save()


@contextmanager
def _failing_visibly(run: ImportedWorkbook) -> Iterator[None]:
    """A mistake of ours leaves the file marked as failed, so that its page does not wait for ever."""
    try:
        yield
    except Exception:
        ImportedWorkbook.objects.filter(pk=run.pk).update(status=ImportedWorkbook.Status.FAILED, content=None)
        raise
