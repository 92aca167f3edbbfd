"""What a cell of a workbook may hold, as a person writes it: parsers that say what is wrong and what to do.

A parser takes a cell that is not empty, in whatever type the spreadsheet keeps it.
"""

import datetime
import re
from collections.abc import Callable, Iterable
from decimal import Decimal
from difflib import get_close_matches
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from ognisko.core import identifiers, money
from ognisko.core.minutes import DurationError, parse_duration
from ognisko.core.polish import DateError, fold, number_text, parse_date


class CellError(ValueError):
    """A cell holds something else than its column asks for: `message` says what is wrong, `advice` what to do."""

    def __init__(self, message: str, advice: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.advice = advice


def nearest(written: str, words: Iterable[str]) -> str:
    """The word spelled most alike, or "" where none is near enough to be meant."""
    by_folded = {fold(word): word for word in words}
    found = get_close_matches(fold(written), by_folded, n=1, cutoff=0.7)
    return by_folded[found[0]] if found else ""


# Text -----------------------------------------------------------------------------------------------------------------

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
    """A date: Excel's own, 13.03.2025, "13 marca 2025", 2025-03-13, or Excel's count of days in an unformatted cell."""
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


def pesel(value: Any) -> str:
    """The eleven digits of a PESEL; zeros that a spreadsheet dropped in front are put back. No message repeats it."""
    written = as_text(value)
    try:
        return identifiers.clean_pesel(written if isinstance(value, str) else written.zfill(11))
    except identifiers.IdentifierError as error:
        raise CellError(_("This is not a valid PESEL."), str(error)) from None


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
