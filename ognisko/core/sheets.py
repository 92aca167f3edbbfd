"""The registers' workbook as data: its sheets and columns, what a cell may hold, and errors that say what to do.

Each app declares its sheets in its own sheets.py; desk finds, reads and imports them. The file's headings are Polish in
every language of the page: they are a format, like the names of columns in a database. A sheet is planned first, which
writes nothing and names every error, and written afterwards, so that a dry run and an import say the same.
"""

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from ognisko.core import cells
from ognisko.core.cells import CellError, as_text, nearest
from ognisko.core.polish import fold, number_text

# Errors -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RowError:
    """What is wrong in one place of a workbook and what to do; row 0 is the whole sheet, sheet "" the whole file.

    ``needs_reason`` where the reason of a correction is all that is missing.
    """

    sheet: str
    row: int
    column: str
    message: str
    advice: str = ""
    needs_reason: bool = False

    @property
    def where(self) -> str:
        """The place in words: "Sesje, row 5, Data"; empty for the whole file."""
        row = _("row %(number)s") % {"number": self.row} if self.row else ""
        return ", ".join(part for part in (self.sheet, row, self.column) if part)

    def __str__(self) -> str:
        words = " ".join(part for part in (self.message, self.advice) if part)
        return f"{self.where}: {words}" if self.where else words


# The workbook as data -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Options:
    """A closed list of words that a cell may hold, with what each stands for; `also` are other spellings of them.

    ``load`` is asked once a workbook, so that a list may come from the database.
    """

    name: str
    load: Callable[[], Mapping[str, Any]]
    also: Mapping[str, str] = field(default_factory=dict)

    def words(self) -> list[str]:
        """The words as the template offers them."""
        return list(self.load())

    def reader(self) -> Callable[[Any], Any]:
        """A parser of this list as it is now: case, accents and stray spaces are no matter."""
        values = dict(self.load())
        folded = {fold(word): value for word, value in values.items()}
        for other, word in self.also.items():
            if word in values:
                folded.setdefault(fold(other), values[word])

        def read(value: Any) -> Any:
            """The value that the cell's word stands for."""
            written = as_text(value)
            try:
                return folded[fold(written)]
            except KeyError:
                raise _unknown_word(written, list(values)) from None

        return read


def _unknown_word(written: str, words: list[str]) -> CellError:
    if near := nearest(written, words):
        advice = _("Did you mean “%(word)s”?") % {"word": near}
    elif len(words) <= LISTED:
        advice = _("Choose one of: %(words)s.") % {"words": ", ".join(words)}
    else:
        advice = _("The words of this column are listed in the template.")
    return CellError(_("“%(text)s” is not on the list.") % {"text": written}, advice)


LISTED = 12
"""A longer list of words is no help within a sentence."""


@dataclass(frozen=True)
class Column:
    """One column of a sheet.

    ``parse`` turns a cell that is not empty into a value or raises CellError; with ``options`` the list does.
    ``refers`` names the sheet and column whose entries the template offers here; other entries stay possible.
    ``takes_pesel`` where a PESEL belongs; no message repeats what stands in a ``secret`` column.
    """

    key: str
    label: str
    parse: Callable[[Any], Any] | None = None
    note: Any = ""
    required: bool = False
    options: Options | None = None
    refers: tuple[str, str] | None = None
    width: int = 16
    also: tuple[str, ...] = ()
    secret: bool = False
    takes_pesel: bool = False

    @property
    def number_format(self) -> str:
        """How Excel shows the cells: identifiers stay text, so that no zero is lost."""
        formats: dict[Any, str] = {
            cells.day: "dd.mm.yyyy",
            cells.clock: "hh:mm",
            cells.duration: "General",
            cells.amount: "#,##0.00",
        }
        return formats.get(self.parse, "@")


@dataclass(frozen=True)
class Sheet:
    """One sheet of the workbook.

    ``plan`` takes the book and the rows, adds errors, says of each row whether it is created, changed or skipped, and
    gives back what writes them. Sheets go in by ``position``: one may refer to those before it.
    """

    name: str
    position: int
    columns: tuple[Column, ...]
    plan: "Callable[[Book, Sequence[Line]], Write]"
    note: Any = ""
    examples: tuple[Mapping[str, Any], ...] = ()
    also: tuple[str, ...] = ()

    def column(self, key: str) -> Column:
        """The column of this key; raises KeyError."""
        return {column.key: column for column in self.columns}[key]


class Line:
    """One row of a sheet: the values of its cells that are not empty, and the keys of those that are wrong."""

    __slots__ = ("broken", "number", "sheet", "values")

    def __init__(self, sheet: Sheet, number: int, values: dict[str, Any], broken: set[str] | None = None) -> None:
        self.sheet = sheet
        self.number = number
        self.values = values
        self.broken = broken or set()

    def __getitem__(self, key: str) -> Any:
        return self.values.get(key)


@dataclass(frozen=True, slots=True)
class Preview:
    """A row that changes something: what it is about, and each changed column with its old and its new value."""

    sheet: str
    row: int
    title: str
    changes: tuple[tuple[str, str, str], ...]


@dataclass
class Outcome:
    """How many rows of a sheet create, change and leave alone, and the first changes."""

    created: int = 0
    changed: int = 0
    skipped: int = 0
    previews: list[Preview] = field(default_factory=list)


@dataclass(frozen=True)
class Writing:
    """What writing a planned sheet needs to know; ``step`` is told how many rows more are done."""

    by: Any
    reason: str
    step: Callable[[int], None]


type Write = Callable[[Writing], None]

PREVIEWS = 20
"""So many changes of a sheet are shown as old and new; the others are counted."""


class Book:
    """One workbook on its way in: its errors so far, what its sheets share, and what each row comes to.

    ``by`` is the user in whose name it comes, if any; ``reason`` that of corrections in closed periods.
    """

    def __init__(self, *, today: datetime.date, reason: str = "", by: Any = None) -> None:
        self.today = today
        self.reason = reason
        self.by = by
        self.errors: list[RowError] = []
        self.outcomes: dict[str, Outcome] = {}
        self._shared: dict[Any, Any] = {}

    def once[T](self, make: "Callable[[Book], T]") -> T:
        """What `make` gives for this book, made at the first question and shared by all sheets from then on."""
        if make not in self._shared:
            self._shared[make] = make(self)
        return self._shared[make]

    def error(self, line: Line, key: str, message: str, advice: str = "", *, needs_reason: bool = False) -> None:
        """Name an error in a cell; the row counts as broken from then on. An empty key is the row as a whole."""
        line.broken.add(key)
        label = line.sheet.column(key).label if key else ""
        self.errors.append(RowError(line.sheet.name, line.number, label, message, advice, needs_reason))

    def creates(self, line: Line) -> None:
        """The row becomes a new record."""
        self._outcome(line).created += 1

    def skips(self, line: Line) -> None:
        """What the row says is recorded already."""
        self._outcome(line).skipped += 1

    def changes(self, line: Line, title: str, changes: Iterable[tuple[str, Any, Any]]) -> None:
        """The row changes a record: keys of columns with the old and the new value."""
        outcome = self._outcome(line)
        outcome.changed += 1
        if len(outcome.previews) < PREVIEWS:
            named = tuple((line.sheet.column(key).label, shown(old), shown(new)) for key, old, new in changes)
            outcome.previews.append(Preview(line.sheet.name, line.number, title, named))

    def _outcome(self, line: Line) -> Outcome:
        return self.outcomes.setdefault(line.sheet.name, Outcome())


def shown(value: Any) -> str:
    """A value as a change shows it, in Polish form; nothing is a dash."""
    match value:
        case None | "":
            return "–"
        case bool():
            return _("yes") if value else _("no")
        case datetime.date():
            return f"{value:%d.%m.%Y}"
        case datetime.time():
            return f"{value.hour}:{value.minute:02}"
        case int() | Decimal():
            return number_text(value)
        case list() | tuple() | set() | frozenset():
            return ", ".join(sorted(str(one) for one in value)) or "–"
    return str(value)


YES_NO = Options(
    "Tak / nie",
    lambda: {"tak": True, "nie": False},
    {
        "t": "tak",
        "x": "tak",
        "1": "tak",
        "yes": "tak",
        "prawda": "tak",
        "n": "nie",
        "0": "nie",
        "no": "nie",
        "fałsz": "nie",
    },
)
"""The list of every question with two answers."""
