"""Categories, forms and kinds of sessions, durations typed as from–to, days of a week: pure, without ORM."""

import datetime
import re
from contextlib import suppress
from typing import NamedTuple

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ognisko.core.minutes import hours_text
from ognisko.core.polish import DateError, fold, parse_date
from ognisko.core.search import vector
from ognisko.people.rules import Kind

SESSION, APPOINTMENT = 31, 32
"""Numbers of sessions and of appointments as sources in the ledger; for ever."""


class Category(models.IntegerChoices):
    """What a kind of session counts as. Education counts in services and in no advice; animation in neither."""

    ADVICE = 1, _("advice")
    EDUCATION = 2, _("individual education")
    ANIMATION = 3, _("animation")


class Form(models.TextChoices):
    """How a session was held."""

    IN_PERSON = "in_person", _("in person")
    PHONE = "phone", _("by phone")
    ONLINE = "online", _("online")
    EMAIL = "email", _("by e-mail")


LONGEST_SESSION = 16 * 60
"""A longer session is a typing error: minutes."""


def searched(subject: str, number: str) -> str:
    """The lexemes by which search finds a session: what was done and its number, nothing of the confidential note."""
    return vector(subject, number)


class ShippedKind(NamedTuple):
    """A kind of session that every centre begins with."""

    key: str
    name: str
    name_en: str
    category: Category


SHIPPED_KINDS = (
    ShippedKind("general", "ogólne", "general", Category.ADVICE),
    ShippedKind("key", "kluczowe", "key", Category.ADVICE),
    ShippedKind("legal", "prawne", "legal", Category.ADVICE),
    ShippedKind("finance", "finansowo-księgowe", "finance and accounting", Category.ADVICE),
    ShippedKind("business", "biznesowe", "business", Category.ADVICE),
    ShippedKind("marketing", "marketingowe", "marketing", Category.ADVICE),
    ShippedKind("it", "informatyczne (IT)", "IT", Category.ADVICE),
    ShippedKind("reintegration", "reintegracyjne", "reintegration", Category.ADVICE),
    ShippedKind("specialist", "usługa specjalistyczna", "specialist service", Category.ADVICE),
    ShippedKind("education", "edukacja indywidualna", "individual education", Category.EDUCATION),
    ShippedKind("animation", "spotkanie animacyjne indywidualne", "individual animation meeting", Category.ANIMATION),
    ShippedKind("animation_group", "spotkanie animacyjne grupowe", "group animation meeting", Category.ANIMATION),
)
"""The kinds that come with the program, in the order of forms; a centre adds its own and renames these."""


def kind_title(category: int, polish_name: str, shown_name: str) -> str:
    """What a session is called: "doradztwo kluczowe", but "usługa specjalistyczna" and "edukacja indywidualna".

    Names of most kinds of advice are Polish adjectives that agree with the neuter *doradztwo* and end in -e; they need
    the noun. Other names stand for themselves.
    """
    if category == Category.ADVICE and polish_name.partition(" ")[0].endswith("e"):
        return gettext("%(kind)s advice") % {"kind": shown_name}
    return shown_name


_CLOCK = r"(\d{1,2})(?:[:.]([0-5]\d))?"
_SPAN = re.compile(rf"{_CLOCK}\s*[-–—]\s*{_CLOCK}")


class SpanError(ValueError):
    """The text is a span of time that cannot be; the message says why."""


def span_of(text: str) -> tuple[datetime.time, int] | None:
    """Read "9:00–10:30" or "9-10.30": the start and whole minutes; None for a text that is no span at all.

    Raises SpanError where the end is not after the start, or an hour does not exist.
    """
    match = _SPAN.fullmatch(text.strip())
    if not match:
        return None
    hours = [int(match[1]), int(match[3])]
    minutes = [int(match[2] or 0), int(match[4] or 0)]
    if max(hours) > 23:
        raise SpanError(gettext("There is no such hour. Type the time as 9:00–10:30."))
    length = (hours[1] - hours[0]) * 60 + minutes[1] - minutes[0]
    if length <= 0:
        raise SpanError(gettext("The hour “to” is earlier than “from”."))
    return datetime.time(hours[0], minutes[0]), length


# The week grid --------------------------------------------------------------------------------------------------------

CELLS = ("day", "time", "party", "kind", "subject", "project", "form", "office")
"""The cells of a row, in the order in which they are typed and pasted: what changes most stands first."""

CARRIED = ("day", "kind", "project", "form", "office")
"""What a new row takes over from the one above."""

_WEEKDAYS = (
    ("poniedzialek", "pn", "monday"), ("wtorek", "wt", "tuesday"), ("sroda", "sr", "wednesday"),
    ("czwartek", "cz", "thursday"), ("piatek", "pt", "friday"), ("sobota", "sb", "saturday"),
    ("niedziela", "nd", "ndz", "sunday"),
)  # fmt: skip
_DAY_OF_MONTH = re.compile(r"([0-9]{1,2})\.?")
_DAY_AND_MONTH = re.compile(r"([0-9]{1,2})[./ ]([0-9]{1,2})\.?")


class DayError(ValueError):
    """The text is no day of a week; the message says what to type."""


def monday_of(day: datetime.date) -> datetime.date:
    """The Monday of the week in which the day lies."""
    return day - datetime.timedelta(days=day.weekday())


def day_in_week(text: str, monday: datetime.date) -> datetime.date:
    """The day that is meant on the page of a week: "wt", "13", "13.03" or a whole date, also one of another week.

    A day and month without a year mean the year in which they lie nearest to the week. Raises DayError.
    """
    written = " ".join(text.split())
    days = [monday + datetime.timedelta(days=number) for number in range(7)]
    if match := _DAY_OF_MONTH.fullmatch(written):
        for day in days:
            if day.day == int(match[1]):
                return day
        raise DayError(gettext("This week has no such day. Type the month too, for example 13.03."))
    if match := _DAY_AND_MONTH.fullmatch(written):
        return _nearest(int(match[1]), int(match[2]), monday)
    folded = fold(written)
    named = {place for place, names in enumerate(_WEEKDAYS) if any(name.startswith(folded) for name in names)}
    if len(folded) > 1 and len(named) == 1:
        return days[named.pop()]
    try:
        return parse_date(written)
    except DateError as error:
        raise DayError(gettext("Type the day as 13, 13.03, wt or 13.03.2025.")) from error


def _nearest(day: int, month: int, monday: datetime.date) -> datetime.date:
    found = []
    for year in (monday.year - 1, monday.year, monday.year + 1):
        with suppress(ValueError):
            found.append(datetime.date(year, month, day))
    if not found:
        raise DayError(gettext("There is no such day. Check the day and the month."))
    return min(found, key=lambda one: abs((one - monday).days))


def time_text(starts_at: datetime.time | None, minutes: int) -> str:
    """How a cell shows when and how long: 9:00–10:30, or hours alone where the start is unknown or it ends next day."""
    if starts_at is None:
        return hours_text(minutes)
    end = starts_at.hour * 60 + starts_at.minute + minutes
    if end >= 24 * 60:
        return hours_text(minutes)
    return f"{starts_at.hour}:{starts_at.minute:02}–{end // 60}:{end % 60:02}"


_KINDS_OF_PARTY = (
    ("stowarzyszenie zwykle", Kind.SIMPLE_ASSOCIATION), ("stowarzyszenie", Kind.ASSOCIATION),
    ("towarzystwo", Kind.ASSOCIATION), ("fundacja", Kind.FOUNDATION), ("kolo gospodyn", Kind.RURAL_HOUSEWIVES_CIRCLE),
    ("kgw", Kind.RURAL_HOUSEWIVES_CIRCLE), ("ochotnicza straz", Kind.VOLUNTEER_FIRE_BRIGADE),
    ("osp", Kind.VOLUNTEER_FIRE_BRIGADE), ("uks", Kind.SPORTS_CLUB), ("lks", Kind.SPORTS_CLUB),
    ("spoldzielnia socjalna", Kind.SOCIAL_COOPERATIVE), ("spoldzielnia", Kind.COOPERATIVE),
    ("grupa inicjatywna", Kind.INITIATIVE_GROUP), ("grupa", Kind.INFORMAL_GROUP),
    ("mlodziezowa rada", Kind.YOUTH_COUNCIL), ("gmina", Kind.LOCAL_GOVERNMENT), ("urzad", Kind.LOCAL_GOVERNMENT),
)  # fmt: skip


def kind_by_name(name: str) -> Kind | None:
    """What a party of this name most likely is; None where the name does not tell. Somebody confirms it."""
    folded = f"{fold(name)} "
    return next((kind for word, kind in _KINDS_OF_PARTY if folded.startswith(f"{word} ")), None)
