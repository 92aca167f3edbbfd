"""Reads of advice hours: what is offered when, and which hours are free."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from ognisko.accounts.models import STAFF_ROLES, Role, User
from ognisko.advice.models import AdviceHours, Kind
from ognisko.bookings.models import Allocation
from ognisko.bookings.queries import busy
from ognisko.bookings.rules import ZONE, Span, Window, free_among, slot_key, slots, within
from ognisko.core import holidays
from ognisko.core.days import midnight
from ognisko.core.polish import date_text
from ognisko.projects.models import HoursException, Office
from ognisko.projects.queries import weekday_name

type Row = Mapping[str, Any]

STAFF_AHEAD = timedelta(days=92)
"""How far ahead staff may book."""


@dataclass(frozen=True)
class FreeSlot:
    """A free hour of advice, with who could give it, the one with the least to do first."""

    start: datetime
    end: datetime
    kind: Kind
    office: Office
    form: str
    hours: Mapping[int, AdviceHours]
    """The advice hours that it belongs to, by advisor."""
    advisors: tuple[int, ...]

    @property
    def minutes(self) -> int:
        """How long it lasts."""
        return int((self.end - self.start).total_seconds()) // 60

    @property
    def key(self) -> str:
        """How it stands in an address."""
        return slot_key(self.start, self.minutes)

    @property
    def day(self) -> date:
        """The day in Warsaw."""
        return self.start.astimezone(ZONE).date()

    @property
    def text(self) -> str:
        """The hours in words: 14:00–15:00."""
        return f"{clock(self.start)}–{clock(self.end)}"

    @property
    def long_text(self) -> str:
        """Day and hours in words."""
        return when_text(self.start, self.end)


def clock(moment: datetime) -> str:
    """A moment by the clock in Warsaw: 9:00."""
    local = moment.astimezone(ZONE)
    return f"{local.hour}:{local:%M}"


def when_text(start: datetime, end: datetime) -> str:
    """When something takes place: Monday, 23 November 2026, 14:00–15:00."""
    day = start.astimezone(ZONE).date()
    return _("%(weekday)s, %(day)s, %(from)s–%(to)s") % {
        "weekday": weekday_name(day.isoweekday()),
        "day": date_text(day),
        "from": clock(start),
        "to": clock(end),
    }


def hours_offered(
    first: date, last: date, *, kind: int | None = None, office: int | None = None
) -> QuerySet[AdviceHours]:
    """Advice hours that hold on some day from ``first`` up to but not ``last``, with who gives them; two queries."""
    found = AdviceHours.objects.filter(period__overlap=(first, last), office__is_active=True, kind__is_active=True)
    if kind is not None:
        found = found.filter(kind=kind)
    if office is not None:
        found = found.filter(office=office)
    return found.select_related("kind", "office").prefetch_related("who__user")


def horizon(rows: Iterable[AdviceHours], today: date) -> date:
    """The day after the last one on which the public may book."""
    return today + timedelta(days=max((row.ahead_days for row in rows), default=0) + 1)


def free_slots(
    rows: Iterable[AdviceHours],
    first: date,
    last: date,
    *,
    now: datetime | None = None,
    public: bool = True,
    without: int | None = None,
) -> list[FreeSlot]:
    """The free hours from ``first`` up to but not ``last``, the earliest first; a fixed number of queries.

    What is offered to the public keeps the notice and lies within the days ahead. Hours of several advisors at one time
    are one slot, for whoever of them is free. ``without`` is an allocation that is to be moved and takes nothing.
    """
    now, rows = now or timezone.now(), list(rows)
    today = now.astimezone(ZONE).date()
    first = max(first, today)
    if last <= first or not rows:
        return []
    offices = {row.office_id for row in rows}
    exceptions = {
        (row.office_id, row.day): row
        for row in HoursException.objects.filter(office__in=offices, day__gte=first, day__lt=last)
    }
    users = {one.user_id for row in rows for one in row.who.all() if one.user.is_active}
    taken = busy(users, midnight(first), midnight(last + timedelta(days=1)), now, without=without)
    merged: dict[tuple[int, int, str, datetime, datetime], FreeSlot] = {}
    for row in rows:
        for start, end in _spans(row, first, last, exceptions):
            if start <= now or (public and not _is_open_to_public(row, start, now, today)):
                continue
            who = [one.user_id for one in row.who.all() if one.user_id in users]
            free = free_among((start, end), taken, who, row.buffer_minutes)
            if free:
                key = (row.kind_id, row.office_id, row.form, start, end)
                found = merged.get(key)
                merged[key] = _with(found, row, free) if found else _slot(row, start, end, free)
    return sorted(merged.values(), key=lambda slot: (slot.start, slot.end, slot.office.name, slot.kind.position))


def _is_open_to_public(row: AdviceHours, start: datetime, now: datetime, today: date) -> bool:
    late = start < now + timedelta(hours=row.notice_hours)
    return not late and start.astimezone(ZONE).date() <= today + timedelta(days=row.ahead_days)


def _spans(
    row: AdviceHours, first: date, last: date, exceptions: Mapping[tuple[int, date], HoursException]
) -> Iterator[Span]:
    """The slots of advice hours, day by day: none on a holiday, fewer on a day on which the office differs."""
    day = first + timedelta(days=(row.weekday - first.isoweekday()) % 7)
    while day < last:
        if day in row.period and (window := _window(row, day, exceptions.get((row.office_id, day)))):
            yield from slots(day, window)
        day += timedelta(days=7)


def _window(row: AdviceHours, day: date, exception: HoursException | None) -> Window | None:
    """The hours of the day; an exception of the office stands above a holiday."""
    window = Window(row.opens, row.closes, row.slot_minutes, row.buffer_minutes)
    if exception is not None:
        if exception.opens is None or exception.closes is None:
            return None
        return within(window, exception.opens, exception.closes)
    return None if holidays.is_holiday(day) else window


def _slot(row: AdviceHours, start: datetime, end: datetime, free: tuple[int, ...]) -> FreeSlot:
    return FreeSlot(start, end, row.kind, row.office, row.form, dict.fromkeys(free, row), free)


def _with(slot: FreeSlot, row: AdviceHours, free: tuple[int, ...]) -> FreeSlot:
    others = tuple(one for one in free if one not in slot.hours)
    return replace(slot, hours={**dict.fromkeys(others, row), **slot.hours}, advisors=(*slot.advisors, *others))


@dataclass(frozen=True)
class Offer:
    """What the public can book in one office: a kind of advice, its weekly hours, and the next free hour."""

    kind: Kind
    office: Office
    rows: tuple[AdviceHours, ...]
    free: tuple[FreeSlot, ...]

    @property
    def next(self) -> FreeSlot | None:
        """The next free hour."""
        return self.free[0] if self.free else None

    @property
    def forms(self) -> list[str]:
        """How one is advised, in words."""
        return list(dict.fromkeys(str(row.get_form_display()) for row in self.rows))

    @property
    def week(self) -> list[str]:
        """The weekly hours in words, each once."""
        return list(dict.fromkeys(weekly_text(row) for row in self.rows))

    @property
    def days(self) -> list[tuple[date, list[FreeSlot]]]:
        """The free hours by day."""
        found: dict[date, list[FreeSlot]] = {}
        for slot in self.free:
            found.setdefault(slot.day, []).append(slot)
        return list(found.items())


def weekly_text(row: AdviceHours) -> str:
    """Hours of a week in words: Monday 11:00–17:00."""
    return f"{row.get_weekday_display()} {row.opens.hour}:{row.opens:%M}–{row.closes.hour}:{row.closes:%M}"


def offers(now: datetime | None = None, *, kind: int | None = None, office: int | None = None) -> list[Offer]:
    """What the public can book, by kind and office; a fixed number of queries."""
    now = now or timezone.now()
    today = now.astimezone(ZONE).date()
    rows = list(hours_offered(today, today + timedelta(days=366), kind=kind, office=office))
    free = free_slots(rows, today, horizon(rows, today), now=now)
    groups: dict[tuple[int, int], list[AdviceHours]] = {}
    for row in sorted(rows, key=lambda row: (row.kind.position, row.kind.name, row.office.name, row.weekday)):
        groups.setdefault((row.kind_id, row.office_id), []).append(row)
    return [
        Offer(
            group[0].kind,
            group[0].office,
            tuple(group),
            tuple(slot for slot in free if (slot.kind.pk, slot.office.pk) == key),
        )
        for key, group in groups.items()
    ]


def nearest(free: Sequence[FreeSlot], wanted: datetime, count: int = 6) -> list[FreeSlot]:
    """The next free hours after a moment; where too few follow, the latest before it."""
    after = [slot for slot in free if slot.start >= wanted]
    before = [slot for slot in free if slot.start < wanted]
    return sorted([*after[:count], *before[::-1][: max(0, count - len(after))]], key=lambda slot: slot.start)


# Management ---------------------------------------------------------------------------------------------------------


def hours_for_list(today: date) -> list[AdviceHours]:
    """All advice hours with how often each was booked; those that hold, then those that ended; two queries."""
    standing = Q(appointments__allocation__state=Allocation.State.CONFIRMED)
    rows = (
        AdviceHours.objects.select_related("kind", "office")
        .prefetch_related("who__user")
        .annotate(booked=Count("appointments", filter=standing))
    )
    return sorted(rows, key=lambda row: (has_ended(row, today), row.office.name, row.weekday, row.opens, row.pk))


def has_ended(row: AdviceHours, today: date) -> bool:
    """Say whether the hours hold no more from today on."""
    return row.until is not None and row.until <= today


def advising_staff() -> QuerySet[User]:
    """Who can give advice: staff who record work."""
    writing = [role.value for role in STAFF_ROLES if role != Role.AUDITOR]
    return User.objects.filter(is_active=True, roles__overlap=writing)
