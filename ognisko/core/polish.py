"""Polish text, order, dates and numbers, the same on every page, in every file and in every search.

The embedded database has no Polish collation, so order comes from `sort_key`, kept in a column and compared byte by
byte; search without Polish letters comes from `fold`. Both run a hundred thousand times in an import, hence the
translation tables that learn each character once.
"""

import datetime
import re
import unicodedata
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import get_language
from django.utils.translation import gettext as _

NBSP = "\u00a0"
MINUS = "\u2212"

# Letters that Unicode does not decompose into a base letter and an accent.
_FOREIGN = {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ħ": "h", "ŧ": "t"}

# A tilde sorts after every ASCII letter, so "a~" stands after "a", "az" and before "b".
_POLISH_ORDER = {
    "ą": "a~", "ć": "c~", "ę": "e~", "ł": "l~", "ń": "n~", "ó": "o~", "ś": "s~", "ź": "z~", "ż": "z~~",
}  # fmt: skip
_POLISH_PLAIN = {letter: key[0] for letter, key in _POLISH_ORDER.items()}

_APOSTROPHES = "'’‘ʼ`´"


class _Letters(dict[int, str]):
    """A table for `str.translate` that works out each character once.

    Letters and digits become lower case without accents, apostrophes vanish (O’Neil, oneil), all else parts words.
    """

    def __init__(self, own: dict[str, str]):
        super().__init__()
        self.own = own

    def __missing__(self, code: int) -> str:
        self[code] = result = "".join(self._plain(letter) for letter in chr(code).lower())
        return result

    def _plain(self, letter: str) -> str:
        if known := self.own.get(letter) or _FOREIGN.get(letter):
            return known
        if letter in _APOSTROPHES or unicodedata.combining(letter):
            return ""
        base = unicodedata.normalize("NFKD", letter)
        if base != letter:
            return "".join(self._plain(part) for part in base.lower())
        return letter if letter.isalnum() else " "


_PLAIN = _Letters(_POLISH_PLAIN)
_ORDERED = _Letters(_POLISH_ORDER)


def fold(text: str) -> str:
    """Two spellings that a person takes for the same fold to the same text: lower case, no accents, no punctuation.

    "Stowarzyszenie „Łąka”" and "STOWARZYSZENIE LAKA" both give "stowarzyszenie laka". Punctuation parts words, so
    "o.o." and "o. o." are alike.
    """
    return " ".join(text.translate(_PLAIN).split())


def _number_key(match: re.Match[str]) -> str:
    digits = match[0].lstrip("0") or "0"
    return chr(0x30 + min(len(digits), 15)) + digits


def sort_key(text: str) -> str:
    """Keys compared byte by byte stand in Polish alphabetical order, whatever the case; numbers by value.

    a ą b c ć d e ę … z ź ż; letters of other languages stand with their base letter; punctuation counts as a space;
    "Szkoła nr 2" comes before "Szkoła nr 10". Keep the key in a column with `db_collation="C"`.
    """
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    key = " ".join(text.translate(_ORDERED).split())
    return re.sub("[0-9]+", _number_key, key)


_ONE_LETTER_WORD = re.compile(r"(?<!\w)([^\W\d_]) (?=\S)")
_BEFORE_UNIT = re.compile(r"(?<=\d) (?=(?:\d{3}|zł|gr|h|min|%|r\.|km|m²)(?!\w))")


def nbsp(text: str) -> str:
    """A one-letter word never ends a line, a number never parts from its unit or its thousands.

    Polish typography hangs neither "w" nor "z" at the end of a line. For plain text only, markup has words too.
    """
    return _BEFORE_UNIT.sub(NBSP, _ONE_LETTER_WORD.sub(rf"\1{NBSP}", text))


def number_text(value: Decimal | int, places: int | None = None) -> str:
    """A number in Polish form: "2 418", "437,5"; thousands apart by a non-breaking space, zeros at the end left out.

    With `places` exactly so many decimals, rounded half up as people do. A float is a TypeError: it has no exact value.
    """
    if isinstance(value, float):
        raise TypeError("number_text takes Decimal or int, never float")
    number = Decimal(value)
    if places is not None:
        number = number.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    whole, _dot, fraction = f"{abs(number):,f}".partition(".")
    if places is None:
        fraction = fraction.rstrip("0")
    text = whole.replace(",", NBSP) + ("," + fraction if fraction else "")
    return MINUS + text if number < 0 else text


MONTHS_PL = "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia".split()
MONTHS_PL_NOMINATIVE = (
    "styczeń luty marzec kwiecień maj czerwiec lipiec sierpień wrzesień październik listopad grudzień".split()
)
MONTHS_SHORT_PL = "sty lut mar kwi maj cze lip sie wrz paź lis gru".split()
MONTHS_EN = "January February March April May June July August September October November December".split()

_MONTH_NUMBERS = {
    fold(name): number
    for names in (MONTHS_PL, MONTHS_PL_NOMINATIVE, MONTHS_EN)
    for number, name in enumerate(names, start=1)
}


SPELT = {"a": "aą", "c": "cć", "e": "eę", "l": "lł", "n": "nń", "o": "oó", "s": "sś", "z": "zźż"}
"""Which letters a folded one may stand for."""


class DateError(ValueError):
    """The text is no date; the message says what to type."""


def _months() -> list[str]:
    return MONTHS_EN if (get_language() or "pl").startswith("en") else MONTHS_PL


def date_text(day: datetime.date) -> str:
    """A date in words: "13 marca 2025"; the month in the language of the page."""
    return f"{day.day} {_months()[day.month - 1]} {day.year}"


def short_month(month: int) -> str:
    """The short name of a month under a bar: sty, lut, mar."""
    is_english = (get_language() or "pl").startswith("en")
    return MONTHS_EN[month - 1][:3] if is_english else MONTHS_SHORT_PL[month - 1]


def month_text(day: datetime.date) -> str:
    """The month of a date in words, in the nominative: "marzec 2025"."""
    names = MONTHS_EN if (get_language() or "pl").startswith("en") else MONTHS_PL_NOMINATIVE
    return f"{names[day.month - 1]} {day.year}"


def month_short(day: datetime.date) -> str:
    """The month of a date in three letters, for charts and narrow tables: "mar"."""
    return month_text(day)[:3]


def range_text(since: datetime.date | None, until: datetime.date | None) -> str:
    """A range of days in words, saying nothing twice: "13–15 marca 2025", "13 marca – 2 kwietnia 2025".

    `until` is the last day, inside the range. An open end reads "from 13 March 2025" or "until 13 March 2025"; with
    both ends open the text is empty.
    """
    if until is None:
        return _("from %(day)s") % {"day": date_text(since)} if since else ""
    if since is None:
        return _("until %(day)s") % {"day": date_text(until)}
    if since == until:
        return date_text(since)
    if since.year != until.year:
        return f"{date_text(since)} – {date_text(until)}"
    if since.month != until.month:
        return f"{since.day} {_months()[since.month - 1]} – {date_text(until)}"
    return f"{since.day}–{date_text(until)}"


_DATE_FORMS = (
    re.compile(r"(?P<d>\d{1,2})\s*[./-]\s*(?P<m>\d{1,2})\s*[./-]\s*(?P<y>\d{4})"),
    re.compile(r"(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})"),
    re.compile(r"(?P<d>\d{1,2})\.?\s+(?P<m>[^\W\d_]+)\s+(?P<y>\d{4})"),
)
_YEAR_MARK = re.compile(r"\s*(r\.?|roku)$", re.IGNORECASE)


def parse_date(text: str | datetime.date) -> datetime.date:
    """The date that a person wrote: "13.03.2025", "2025-03-13", "13 marca 2025" or "13 marzec 2025 r.".

    The year has four digits: 25 could be 1925 in a date of birth. A date, also with a time, gives its day. Raises
    DateError.
    """
    if isinstance(text, datetime.datetime):
        return text.date()
    if isinstance(text, datetime.date):
        return text
    written = _YEAR_MARK.sub("", " ".join(text.split()))
    for form in _DATE_FORMS:
        if match := form.fullmatch(written):
            month = match["m"] if match["m"].isdigit() else _MONTH_NUMBERS.get(fold(match["m"]), 0)
            try:
                return datetime.date(int(match["y"]), int(month), int(match["d"]))
            except ValueError as error:
                message = _("There is no such day: %(text)s. Check the day and the month.") % {"text": written}
                raise DateError(message) from error
    raise DateError(_("Type the date with a four-digit year, for example 13.03.2025."))
