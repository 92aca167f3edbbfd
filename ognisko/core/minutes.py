"""Time is kept in whole minutes and shown as hours once, at the end.

Three times twenty minutes is an hour; three times 0.33 hours is not.
"""

import datetime
import re
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext as _

from ognisko.core.polish import number_text


class DurationError(ValueError):
    """The text is no duration; the message says what to type."""


def hours(minutes: int) -> Decimal:
    """Whole minutes as hours, exact to a hundredth, rounded half up: 90 gives 1.5, 20 gives 0.33."""
    return (Decimal(minutes) / 60).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP).normalize() + 0


def hours_text(minutes: int) -> str:
    """Whole minutes as hours in Polish form, without the unit: 90 gives "1,5"."""
    return number_text(hours(minutes))


_CLOCK = re.compile(r"(\d+):([0-5]\d)")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?|[.,]\d+")
_WORDS = re.compile(
    r"(?:(?P<hours>\d+(?:[.,]\d+)?)\s*(?:h|g|godz|godziny|godzina|godzin|hours?)(?![^\W\d_])\.?)?\s*"
    r"(?:(?P<minutes>\d+)\s*(?:m|min|minuty|minuta|minut|minutes?|')?\.?)?"
)


LONGEST_TEXT = 40
"""A longer text is no duration; Python itself would refuse to read thousands of digits, in words of its own."""


def _whole_minutes(hour_count: Decimal) -> int:
    return int((hour_count * 60).to_integral_value(rounding=ROUND_HALF_UP))


def parse_duration(value: str | int | float | Decimal | datetime.time | datetime.timedelta) -> int:
    """The whole minutes that a person meant: "1,5", "1.5", "1:30", "90 min", "1 h 30 min"; a bare number is hours.

    Numbers, times and durations from a spreadsheet are taken too; a time of day 1:30 is an hour and a half. Raises
    DurationError.
    """
    if isinstance(value, datetime.timedelta):
        return _not_negative(_whole_minutes(Decimal(str(value.total_seconds())) / 3600))
    if isinstance(value, datetime.time):
        return value.hour * 60 + value.minute
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        number = Decimal(str(value))
        return _not_negative(_whole_minutes(number)) if number.is_finite() else _refuse()
    text = " ".join(str(value).lower().split())
    if len(text) > LONGEST_TEXT:
        return _refuse()
    if match := _CLOCK.fullmatch(text):
        return int(match[1]) * 60 + int(match[2])
    if _NUMBER.fullmatch(text):
        return _whole_minutes(Decimal(text.replace(",", ".")))
    if text and (match := _WORDS.fullmatch(text)):
        return _whole_minutes(Decimal((match["hours"] or "0").replace(",", "."))) + int(match["minutes"] or 0)
    return _refuse()


def _not_negative(minutes: int) -> int:
    return minutes if minutes >= 0 else _refuse()


def _refuse() -> int:
    raise DurationError(_("Type how long it took, for example 1,5 or 1:30 or 90 min."))
