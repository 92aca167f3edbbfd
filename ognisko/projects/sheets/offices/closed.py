"""Days of an office in closed periods."""

from datetime import date

from ognisko.core.sheets import Book, Line
from ognisko.people.sheets.known import (
    Closings,
    closed_period_error,
)


def _refuse_closed_days(book: Book, line: Line, since: date, until: date | None = None) -> None:
    """Past days are counted with the import, hence none of them may be closed."""
    closings = book.once(Closings)
    if not book.reason and since < book.today and closings.closed(since, min(until or book.today, book.today)):
        closed_period_error(book, line, "since" if until is None else "day")
