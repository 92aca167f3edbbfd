"""The registers' workbook as data: its sheets and columns, what a cell may hold, and errors that say what to do.

Each app declares its sheets in its own sheets.py; desk finds, reads and imports them. The file's headings are Polish in
every language of the page: they are a format, like the names of columns in a database. A sheet is planned first, which
writes nothing and names every error, and written afterwards, so that a dry run and an import say the same.
"""

import datetime
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from difflib import get_close_matches
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from ognisko.core import identifiers, money
from ognisko.core.minutes import DurationError, parse_duration
from ognisko.core.polish import DateError, fold, number_text, parse_date

# Errors -------------------------------------------------------------------------------------------------------------


class CellError(ValueError):
    """A cell holds something else than its column asks for: `message` says what is wrong, `advice` what to do."""

    def __init__(self, message: str, advice: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.advice = advice


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

    ``parse`` turns a cell that is not empty into a value or raises CellError; with ``options`` the list does. ``refers``
    names the sheet and column whose entries the template offers here; other entries stay possible.
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

    @property
    def number_format(self) -> str:
        """How Excel shows the cells: identifiers stay text, so that no zero is lost."""
        return {day: "dd.mm.yyyy", clock: "hh:mm", duration: "General", amount: "#,##0.00"}.get(
            self.parse,  # type: ignore[call-overload]
            "@",
        )


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
    """One workbook on its way in: its errors so far, what its sheets share, and what each row comes to."""

    def __init__(self, *, today: datetime.date, reason: str = "") -> None:
        self.today = today
        self.reason = reason
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


def nearest(written: str, words: Iterable[str]) -> str:
    """The word spelled most alike, or "" where none is near enough to be meant."""
    by_folded = {fold(word): word for word in words}
    found = get_close_matches(fold(written), by_folded, n=1, cutoff=0.7)
    return by_folded[found[0]] if found else ""


# Cells --------------------------------------------------------------------------------------------------------------

_INVISIBLE = re.compile("[\u200b\u200c\u200d\u2060\ufeff\u00ad]")
_EXCEL_ZERO = datetime.date(1899, 12, 30)
_FIRST_YEAR, _LAST_YEAR = 1900, 2100


def clean(text: str) -> str:
    """Text without what a person can't see: spaces at the ends, doubled and non-breaking ones, marks of no width."""
    return " ".join((text if text.isascii() else _INVISIBLE.sub("", text)).split())


def as_text(value: Any) -> str:
    """What stands in a cell, as text: a number that a spreadsheet keeps as 7251234567.0 is 7251234567."""
    match value:
        case str():
            return clean(value)
        case bool():
            return "tak" if value else "nie"
        case float() if value.is_integer():
            return str(int(value))
        case int():
            return str(value)
        case float():
            return number_text(Decimal(str(value)))
        case datetime.datetime() | datetime.date():
            return f"{value:%d.%m.%Y}"
        case datetime.time():
            return f"{value:%H:%M}"
    return clean(str(value))


def text(longest: int) -> Callable[[Any], str]:
    """A parser of text on one line, at most so long."""

    def read(value: Any) -> str:
        """The text without stray spaces."""
        return _not_longer(as_text(value), longest)

    return read


def long_text(value: Any) -> str:
    """Text of several lines; each without stray spaces at its ends."""
    if not isinstance(value, str):
        return as_text(value)
    return "\n".join(clean(line) for line in value.strip().splitlines())


def _not_longer(written: str, longest: int) -> str:
    if len(written) > longest:
        raise CellError(
            _("The text has %(length)s characters.") % {"length": len(written)},
            _("Shorten it to at most %(longest)s.") % {"longest": longest},
        )
    return written


def several(value: Any) -> tuple[str, ...]:
    """Several things in one cell, parted by semicolons or lines; each once."""
    parts = as_text(value).split(";") if not isinstance(value, str) else value.replace("\n", ";").split(";")
    return tuple(dict.fromkeys(part for part in map(clean, parts) if part))


def day(value: Any) -> datetime.date:
    """A date: Excel's own, 13.03.2025, "13 marca 2025", 2025-03-13, or Excel's count of days in a cell without format."""
    if isinstance(value, datetime.date):
        found = value.date() if isinstance(value, datetime.datetime) else value
    elif isinstance(value, float | int) and not isinstance(value, bool):
        if not 1 <= value < 100_000:
            raise _no_date(as_text(value))
        found = _EXCEL_ZERO + datetime.timedelta(days=int(value))
    else:
        try:
            found = parse_date(as_text(value))
        except DateError as error:
            raise CellError(_("“%(text)s” is not a date.") % {"text": as_text(value)}, str(error)) from error
    if not _FIRST_YEAR <= found.year <= _LAST_YEAR:
        raise CellError(_("The year %(year)s can't be right.") % {"year": found.year}, _("Check the year."))
    return found


def _no_date(written: str) -> CellError:
    return CellError(
        _("“%(text)s” is not a date.") % {"text": written},
        _("Type the date with a four-digit year, for example 13.03.2025."),
    )


def clock(value: Any) -> datetime.time:
    """A time of day: Excel's own, 9:00, 9.00, 9,00 or 9."""
    match value:
        case datetime.datetime():
            return value.time().replace(second=0, microsecond=0)
        case datetime.time():
            return value.replace(second=0, microsecond=0)
        case datetime.timedelta() if 0 <= value.total_seconds() < 86_400:
            return _time_of(round(value.total_seconds() / 60), as_text(value))
        case float() | int() if not isinstance(value, bool) and 0 < value < 1:
            return _time_of(round(value * 1440), as_text(value))
    written = as_text(value).lower().removeprefix("godz.").removesuffix("h").strip()
    hours, _separator, minutes = written.replace(".", ":").replace(",", ":").partition(":")
    minutes = minutes.split(":")[0] or "0"
    # A cell with 9,3 is 9:30 whose zero the spreadsheet has dropped.
    minutes = minutes + "0" if len(minutes) == 1 and isinstance(value, float) and not value.is_integer() else minutes
    if not (hours.isdecimal() and minutes.isdecimal() and int(minutes) < 60):
        raise _no_time(as_text(value))
    return _time_of(int(hours) * 60 + int(minutes), as_text(value))


def _time_of(minutes: int, written: str) -> datetime.time:
    if not 0 <= minutes < 1440:
        raise _no_time(written)
    return datetime.time(minutes // 60, minutes % 60)


def _no_time(written: str) -> CellError:
    return CellError(
        _("“%(text)s” is not a time of day.") % {"text": written}, _("Type hours and minutes, for example 9:30.")
    )


def duration(value: Any) -> int:
    """A length of time in whole minutes: 1,5 and 1.5 are hours, 1:30 and an Excel time too, "90 min" are minutes."""
    if isinstance(value, datetime.datetime):
        # A cell of the format [h]:mm past 24 hours reaches us as a moment after Excel's day zero.
        value = value - datetime.datetime.combine(_EXCEL_ZERO, datetime.time())
    try:
        return parse_duration(as_text(value) if isinstance(value, str) else value)
    except (DurationError, ArithmeticError) as error:
        raise CellError(
            _("“%(text)s” is not a length of time.") % {"text": as_text(value)},
            _("Type how long it took, for example 1,5 or 1:30 or 90 min."),
        ) from error


def whole(lowest: int, highest: int) -> Callable[[Any], int]:
    """A parser of whole numbers between two, both included."""

    def read(value: Any) -> int:
        """The number; 12,0 is 12."""
        written = as_text(value).replace(" ", "")
        head, _comma, tail = written.replace(".", ",").partition(",")
        if not head.lstrip("-").isdecimal() or tail.strip("0"):
            raise CellError(
                _("“%(text)s” is not a whole number.") % {"text": as_text(value)},
                _("Type digits alone, for example 3."),
            )
        if not lowest <= (number := int(head)) <= highest:
            raise CellError(
                _("%(number)s can't be right.") % {"number": number},
                _("Type a number from %(lowest)s to %(highest)s.") % {"lowest": lowest, "highest": highest},
            )
        return number

    return read


def amount(value: Any) -> Decimal:
    """An amount of money: 12480,00, "12 480,00 zł" or a number; never negative."""
    try:
        found = money.parse_money(as_text(value) if isinstance(value, str) else value)
    except (money.MoneyError, ArithmeticError) as error:
        raise CellError(_("“%(text)s” is not an amount.") % {"text": as_text(value)}, str(error)) from error
    if found < 0:
        raise CellError(_("The amount is negative."), _("Type an amount of 0 or more."))
    return found


def _identifier(name: str, clean_one: Callable[[str], str]) -> Callable[[Any], str]:
    def read(value: Any) -> str:
        """The bare digits."""
        try:
            return clean_one(as_text(value))
        except identifiers.IdentifierError as error:
            message = _("“%(text)s” is not a valid %(name)s.") % {"text": as_text(value), "name": name}
            raise CellError(message, str(error)) from error

    return read


nip = _identifier("NIP", identifiers.clean_nip)
regon = _identifier("REGON", identifiers.clean_regon)
krs = _identifier("KRS", identifiers.clean_krs)


def email(value: Any) -> str:
    """One e-mail address, in lower case."""
    written = as_text(value).lower().removeprefix("mailto:")
    try:
        validate_email(written)
    except ValidationError as error:
        raise CellError(
            _("“%(text)s” is not an e-mail address.") % {"text": as_text(value)}, _("Type it as name@example.org.")
        ) from error
    return written


def emails(value: Any) -> tuple[str, ...]:
    """E-mail addresses, parted by semicolons, commas or spaces."""
    return tuple(dict.fromkeys(email(part) for part in as_text(value).replace(",", " ").replace(";", " ").split()))


def phones(value: Any) -> tuple[str, ...]:
    """Phone numbers, parted by semicolons or commas; each has at least seven digits."""
    found = several(as_text(value).replace(",", ";"))
    for number in found:
        if sum(letter.isdecimal() for letter in number) < 7:
            raise CellError(
                _("“%(text)s” is not a phone number.") % {"text": number},
                _("Type at least seven digits; part several numbers with a semicolon."),
            )
    return found


def website(value: Any) -> str:
    """The address of a page; https:// is put in front where it is missing."""
    written = as_text(value)
    if " " in written or "." not in written:
        raise CellError(
            _("“%(text)s” is not the address of a page.") % {"text": written}, _("Type it as www.example.org.")
        )
    return _not_longer(written if "://" in written else f"https://{written}", 200)


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
