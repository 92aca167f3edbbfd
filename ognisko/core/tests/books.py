"""Sheets planned and written from rows of cells, without a file: for the tests of each app's sheets."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db import transaction

from ognisko.core.cells import CellError
from ognisko.core.sheets import Book, Line, Outcome, Sheet, Writing

type Rows = Iterable[Mapping[str, Any]]


def planned(sheet: Sheet, rows: Rows, book: Book) -> Any:
    """Read the rows (heading: cell) as the import does and plan them; gives back what writes them."""
    columns = {
        column.label: (column, column.options.reader() if column.options else column.parse or str)
        for column in sheet.columns
    }
    lines = []
    for number, row in enumerate(rows, start=2):
        line = Line(sheet, number, {})
        for label, value in row.items():
            column, parse = columns[label]
            try:
                line.values[column.key] = parse(value)
            except CellError as error:
                book.error(line, column.key, error.message, error.advice)
        lines.append(line)
    return sheet.plan(book, lines)


def brought_in(*sheets: tuple[Sheet, Rows], reason: str = "", today: date = date(2025, 1, 1), by: Any = None) -> Book:
    """Plan the sheets in their order and, without an error, write them; gives back the book with what was said."""
    book = Book(today=today, reason=reason, by=by)
    with transaction.atomic():
        writes = [planned(sheet, rows, book) for sheet, rows in sheets]
        if not book.errors:
            for write in writes:
                write(Writing(by, reason, lambda rows: None))
    return book


def said(book: Book) -> list[tuple[int, str, str]]:
    """Row, column and message of each error."""
    return [(error.row, error.column, error.message) for error in book.errors]


def counted(book: Book) -> dict[str, tuple[int, int, int]]:
    """Created, changed and skipped rows by sheet."""
    return {name: (one.created, one.changed, one.skipped) for name, one in book.outcomes.items()}


def changes(outcome: Outcome) -> list[tuple[str, tuple[tuple[str, str, str], ...]]]:
    """What the changed rows are about, and their columns with the old and the new value."""
    return [(preview.title, preview.changes) for preview in outcome.previews]
