"""A call is open from its opening up to, not including, its deadline; one instant from the database decides.

The instant is the database's, taken at the first statement of the transaction: web servers' clocks differ, and a queue
before a lock must not make anybody late. All comparing is done in UTC: Python compares two times of one zone by the
clock on the wall, which shows 02:30 twice on the night of the autumn change.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from ognisko.core.holidays import is_holiday

ZONE = ZoneInfo("Europe/Warsaw")
"""The clock by which people read a deadline."""


class ClockError(ValueError):
    """The clock never shows this time on this day; the message says why."""


class State(Enum):
    """What a call is at an instant."""

    PREPARED = "prepared"
    PLANNED = "planned"
    OPEN = "open"
    LATE = "late"
    EVALUATION = "evaluation"
    DECIDED = "decided"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class Arrival(Enum):
    """What becomes of an application that arrives at an instant."""

    EARLY = "early"
    IN_TIME = "in time"
    LATE = "late"
    REFUSED = "refused"


@dataclass(frozen=True)
class Calendar:
    """The instants of a call; the later ones are None until they come about.

    Within the late window what arrives is kept as late with all that was typed, and an officer may admit it.
    """

    opens: datetime
    deadline: datetime
    late_until: datetime | None = None
    announced: bool = True
    decided_at: datetime | None = None
    closed_at: datetime | None = None
    cancelled_at: datetime | None = None


@dataclass(frozen=True)
class Window:
    """A time in which something may be done, such as the corrections that an officer called for."""

    opens: datetime
    closes: datetime


def opening(day: date, at: time) -> datetime:
    """The first moment at which the clock of Warsaw shows this time. Raises ClockError where it skips it."""
    return min(_moments(day, at)).astimezone(ZONE)


def deadline(day: date, at: time) -> datetime:
    """The last moment at which the clock shows this time: before it nobody reads that they are late.

    24:00 of a day is midnight of the next one. Raises ClockError where the clock skips the time.
    """
    return max(_moments(day, at)).astimezone(ZONE)


def end_of(day: date) -> datetime:
    """The deadline that takes the whole day in."""
    return deadline(day + timedelta(days=1), time(0))


def _moments(day: date, at: time) -> list[datetime]:
    local = [datetime.combine(day, at.replace(fold=fold, tzinfo=None), ZONE) for fold in (0, 1)]
    found = [moment.astimezone(UTC) for moment in local]
    if any(moment.astimezone(ZONE).replace(tzinfo=None, fold=0) != local[0].replace(tzinfo=None) for moment in found):
        raise ClockError(
            _("There is no %(time)s on %(day)s: the clocks go forward that night.")
            % {"time": f"{at:%H:%M}", "day": f"{day:%d.%m.%Y}"}
        )
    return found


def state(call: Calendar, now: datetime) -> State:
    """What the call is at the instant; what an officer decided comes before what the clock says."""
    at = _utc(now)
    for instant, name in (
        (call.cancelled_at, State.CANCELLED),
        (call.closed_at, State.CLOSED),
        (call.decided_at, State.DECIDED),
    ):
        if instant is not None and _utc(instant) <= at:
            return name
    if not call.announced:
        return State.PREPARED
    return {
        Arrival.EARLY: State.PLANNED,
        Arrival.IN_TIME: State.OPEN,
        Arrival.LATE: State.LATE,
        Arrival.REFUSED: State.EVALUATION,
    }[_by_the_clock(call, at, None)]


def arrival(call: Calendar, now: datetime, extended_until: datetime | None = None) -> Arrival:
    """What becomes of an application that arrives now; one applicant may have been given a later deadline.

    A call that is not announced, cancelled, decided or closed takes nothing, whatever the clock says.
    """
    at = _utc(now)
    if state(call, now) in {State.PREPARED, State.CANCELLED, State.CLOSED, State.DECIDED}:
        return Arrival.REFUSED
    return _by_the_clock(call, at, extended_until)


def _by_the_clock(call: Calendar, at: datetime, extended_until: datetime | None) -> Arrival:
    last = max(_utc(moment) for moment in (call.deadline, extended_until) if moment is not None)
    if at < _utc(call.opens):
        return Arrival.EARLY
    if at < last:
        return Arrival.IN_TIME
    if call.late_until is not None and at < _utc(call.late_until):
        return Arrival.LATE
    return Arrival.REFUSED


def is_within(window: Window, now: datetime) -> bool:
    """Whether the window is open at the instant: from its opening up to, not including, its end."""
    return _utc(window.opens) <= _utc(now) < _utc(window.closes)


def time_left(until: datetime, now: datetime) -> timedelta:
    """How long it is until then, by a clock that nobody moves; nothing once it is past."""
    return max(_utc(until) - _utc(now), timedelta(0))


def faults(call: Calendar) -> tuple[str, ...]:
    """What is wrong with the order of a call's instants, in sentences."""
    found = []
    if _utc(call.deadline) <= _utc(call.opens):
        found.append(_("The deadline comes before the opening."))
    if call.late_until is not None and _utc(call.late_until) < _utc(call.deadline):
        found.append(_("The late window ends before the deadline."))
    return tuple(found)


def due_day(since: date, days: int, *, working: bool = False) -> date:
    """The last day of a term of so many days, the day of its beginning not counted.

    Working days leave out Saturdays, Sundays and public holidays. A term in calendar days that would end on such a day
    ends on the next working one (Civil Code art. 115; Code of Administrative Procedure art. 57 § 4).
    """
    day = since
    if working:
        while days:
            day += timedelta(days=1)
            days -= _works(day)
        return day
    day += timedelta(days=days)
    while not _works(day):
        day += timedelta(days=1)
    return day


def _works(day: date) -> bool:
    return day.weekday() < 5 and not is_holiday(day)


def _utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise TypeError("An instant has a zone; this one has none.")
    return moment.astimezone(UTC)
