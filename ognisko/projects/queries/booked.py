"""What somebody has booked at an office, for who closes it on a day: told by the apps above, which alone know it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.utils import timezone

from ognisko.core import holidays
from ognisko.projects.models import HoursException, Office
from ognisko.projects.rules import Hours

AHEAD: Final = timedelta(days=400)
"""Nothing is booked further ahead than a year."""


@dataclass(frozen=True)
class Booked:
    """Something booked at an office: who and what, when, and the page where it is moved or cancelled."""

    who: str
    what: str
    starts_at: datetime
    ends_at: datetime
    url: str

    @property
    def day(self) -> date:
        """The day in Warsaw."""
        return timezone.localtime(self.starts_at).date()

    def is_within(self, hours: Hours | None) -> bool:
        """Say whether it lies within the hours; nothing does where the office is closed."""
        if hours is None:
            return False
        start, end = timezone.localtime(self.starts_at), timezone.localtime(self.ends_at)
        return hours[0] <= start.time() and end.time() <= hours[1] and start.date() == end.date()


type Booker = Callable[[Office, date, date], list[Booked]]
"""What is booked at an office from a day up to but not another and has not begun yet, in a fixed number of queries."""

_BOOKERS: list[Booker] = []


def tell_of_bookings(booker: Booker) -> None:
    """An app above says what it knows of bookings, once, when it is ready."""
    if booker not in _BOOKERS:
        _BOOKERS.append(booker)


def booked_at(office: Office, first: date, last: date) -> list[Booked]:
    """All that is booked at the office, the earliest first."""
    return sorted((row for booker in _BOOKERS for row in booker(office, first, last)), key=lambda row: row.starts_at)


def left_outside(office: Office, days: Iterable[date], hours: Hours | None) -> list[Booked]:
    """What of these days would lie outside the office's hours, were they these."""
    wanted = set(days)
    if not wanted:
        return []
    rows = booked_at(office, min(wanted), max(wanted) + timedelta(days=1))
    return [row for row in rows if row.day in wanted and not row.is_within(hours)]


def booked_while_closed(office: Office, today: date) -> list[Booked]:
    """What is booked on days on which the office is closed or open at other hours: it has to be moved."""
    rows = booked_at(office, today, today + AHEAD)
    differ: Mapping[date, HoursException] = {
        row.day: row for row in HoursException.objects.filter(office=office, day__in={row.day for row in rows})
    }
    return [row for row in rows if _is_outside(row, differ.get(row.day))]


def _is_outside(row: Booked, differs: HoursException | None) -> bool:
    """An exception stands above a holiday."""
    if differs is None:
        return holidays.is_holiday(row.day)
    hours = (differs.opens, differs.closes) if differs.opens and differs.closes else None
    return not row.is_within(hours)
