"""Reads of offices: their hours over time, the days counted, what is ahead."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Max, Q, QuerySet, Sum
from django.db.models.functions import TruncMonth
from django.utils.translation import gettext as _

from ognisko.core import holidays
from ognisko.projects.models import HoursException, Office, OfficeDay, OpeningHours
from ognisko.projects.rules import Hours, minutes_open


def open_minutes(office: Office, start: date, end: date) -> dict[date, int]:
    """How long the office was open on each day from ``start`` up to but not ``end``, by its hours as recorded now."""
    hours = list(OpeningHours.objects.filter(office=office, period__overlap=(start, end)))
    exceptions = {row.day: row for row in HoursException.objects.filter(office=office, day__gte=start, day__lt=end)}
    result = {}
    for offset in range((end - start).days):
        day = start + timedelta(days=offset)
        exception = exceptions.get(day)
        result[day] = minutes_open(
            [(row.opens, row.closes) for row in hours if row.weekday == day.isoweekday() and day in row.period],
            is_holiday=holidays.is_holiday(day),
            exception=(exception.opens, exception.closes)
            if exception and exception.opens and exception.closes
            else None,
            is_exception=exception is not None,
        )
    return result


def offices_for_lists() -> QuerySet[Office]:
    """Offices with what every list shows of them, and ``counted_until``: the last day that was counted."""
    return Office.objects.select_related("place", "operator__party").annotate(counted_until=Max("days__day"))


def weekday_name(weekday: int) -> str:
    """A day of the week in words, Monday being 1."""
    return str(dict(OpeningHours._meta.get_field("weekday").flatchoices)[weekday])


@dataclass(frozen=True)
class Timetable:
    """The weekly hours of an office in a period; ``until`` is the first day after it, None while they hold."""

    since: date | None
    until: date | None
    days: tuple[tuple[int, tuple[Hours, ...]], ...]
    minutes: int

    @property
    def last_day(self) -> date | None:
        """The last day on which they hold."""
        return self.until - timedelta(days=1) if self.until else None

    @property
    def named_days(self) -> list[tuple[str, tuple[Hours, ...]]]:
        """Each day of the week in words with its hours."""
        return [(weekday_name(weekday), hours) for weekday, hours in self.days]

    def holds_on(self, day: date) -> bool:
        """Whether these are the hours of that day."""
        return (self.since is None or self.since <= day) and (self.until is None or day < self.until)


def timetables(office: Office) -> list[Timetable]:
    """The weekly hours over time, the latest first; a time without hours is one too, but none after the last hours.

    Each row of hours has dates of its own, so a timetable lasts from one change of any row to the next.
    """
    rows = list(OpeningHours.objects.filter(office=office).order_by("weekday", "opens"))
    changes = sorted({day for row in rows for day in (row.period.lower, row.period.upper) if day})
    if not changes:
        return []
    ends: list[date | None] = [*changes[1:], None]
    found = []
    for since, until in zip(changes, ends, strict=True):
        held = [row for row in rows if since in row.period]
        days = tuple(
            (weekday, tuple((row.opens, row.closes) for row in held if row.weekday == weekday))
            for weekday in range(1, 8)
        )
        minutes = sum(minutes_open(hours, is_holiday=False, exception=None, is_exception=False) for _, hours in days)
        found.append(Timetable(since, until, days, minutes))
    return found[::-1]


@dataclass(frozen=True)
class OfficeMonth:
    """What was counted in one month: days open, minutes, and how many days were counted at all."""

    first: date
    days_open: int
    minutes: int
    days: int

    @property
    def last(self) -> date:
        """The last day of the month."""
        return (self.first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def months_of(office: Office, year: int) -> list[OfficeMonth]:
    """The months of a year that have counted days; one query."""
    rows = (
        OfficeDay.objects.filter(office=office, day__year=year)
        .annotate(month=TruncMonth("day"))
        .order_by()
        .values("month")
        .annotate(opened=Count("id", filter=Q(minutes__gt=0)), sum=Sum("minutes"), counted=Count("id"))
        .order_by("month")
    )
    return [OfficeMonth(row["month"], row["opened"], row["sum"], row["counted"]) for row in rows]


def years_of(office: Office) -> list[int]:
    """The years that have counted days, the latest first."""
    return [day.year for day in OfficeDay.objects.filter(office=office).dates("day", "year", order="DESC")]


@dataclass(frozen=True)
class CountedDay:
    """A counted day of an office, with what made it differ from the week's usual hours."""

    day: date
    minutes: int
    note: str


def days_of(office: Office, start: date, end: date) -> list[CountedDay]:
    """The days counted from ``start`` up to but not ``end``, with exceptions and holidays named; two queries."""
    exceptions = {row.day: row for row in HoursException.objects.filter(office=office, day__gte=start, day__lt=end)}
    rows = OfficeDay.objects.filter(office=office, day__gte=start, day__lt=end).order_by("day")
    return [CountedDay(row.day, row.minutes, _note(row.day, exceptions.get(row.day))) for row in rows]


def _note(day: date, exception: HoursException | None) -> str:
    if exception is None:
        return holidays.holiday_name(day)
    return exception.reason or _("other hours on this day")


def exceptions_of(office: Office, year: int) -> QuerySet[HoursException]:
    """Exceptions of a year, the earliest first."""
    return HoursException.objects.filter(office=office, day__year=year).order_by("day")


def holidays_of(year: int) -> list[tuple[date, str]]:
    """Public holidays of a year, on which an office is closed unless an exception says otherwise."""
    first = date(year, 1, 1)
    days = [first + timedelta(days=offset) for offset in range((date(year + 1, 1, 1) - first).days)]
    return [(day, holidays.holiday_name(day)) for day in days if holidays.is_holiday(day)]
