"""How hours that are offered fall into slots, and which of them are free: pure, without ORM.

All reckoning is done in UTC, where an hour is an hour: on the two days a year on which the clocks change, a slot is
still as long as it says.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/Warsaw")
"""The centre's clock."""

type Span = tuple[datetime, datetime]
"""From a moment up to but not including another."""


class Window(NamedTuple):
    """Hours of one day by the clock on the wall, parted into slots of ``minutes`` with ``buffer`` minutes between."""

    opens: time
    closes: time
    minutes: int
    buffer: int = 0


def slots(day: date, window: Window) -> list[Span]:
    """The slots of a day's hours: none outside them, none over another, with the buffer between.

    An hour that the clock skips offers nothing; one that it shows twice is offered where it lies within the hours both
    times.
    """
    start, end = _opening(day, window.opens), _closing(day, window.closes)
    length, step = timedelta(minutes=window.minutes), timedelta(minutes=window.minutes + window.buffer)
    found = []
    while length and start + length <= end:
        found.append((start.astimezone(ZONE), (start + length).astimezone(ZONE)))
        start += step
    return found


def _opening(day: date, opens: time) -> datetime:
    """The moment from which on the clock shows no earlier time any more."""
    return max(_moments(day, opens))


def _closing(day: date, closes: time) -> datetime:
    """The moment up to which the clock has shown no later time yet."""
    return min(_moments(day, closes))


def _moments(day: date, at: time) -> list[datetime]:
    """The moment at which the clock shows a time; two where it shows it twice, or one before and one after a gap."""
    return [datetime.combine(day, at.replace(fold=fold), ZONE).astimezone(UTC) for fold in (0, 1)]


def within(window: Window, opens: time, closes: time) -> Window:
    """The part of the hours that lies between two other times, such as those of a day that differs."""
    return window._replace(opens=max(window.opens, opens), closes=min(window.closes, closes))


def overlaps(one: Span, other: Span, apart: timedelta = timedelta(0)) -> bool:
    """Say whether two spans share a moment, or stand closer than they should."""
    return one[0] < other[1] + apart and other[0] < one[1] + apart


def free_among(span: Span, busy: Mapping[int, Sequence[Span]], who: Iterable[int], buffer: int = 0) -> tuple[int, ...]:
    """Who of them is free for the span, with so many minutes before and after it; those with the least to do first."""
    apart = timedelta(minutes=buffer)
    free = [one for one in who if not any(overlaps(span, taken, apart) for taken in busy.get(one, ()))]
    return tuple(sorted(free, key=lambda one: (_load(busy.get(one, ()), span[0]), one)))


def _load(taken: Sequence[Span], at: datetime) -> float:
    """Seconds that somebody's day holds already."""
    day = at.astimezone(ZONE).date()
    return sum((end - start).total_seconds() for start, end in taken if start.astimezone(ZONE).date() == day)


def slot_key(start: datetime, minutes: int) -> str:
    """A slot as it stands in an address: the moment in UTC and its minutes, 202611231300-60."""
    return f"{start.astimezone(UTC):%Y%m%d%H%M}-{minutes}"


_KEY = re.compile(r"(20\d\d)([01]\d)([0-3]\d)([0-2]\d)([0-5]\d)-([1-9]\d{0,2})", re.ASCII)


def slot_of(text: str | None) -> tuple[datetime, int] | None:
    """The moment and minutes that an address asks for; None where it is no slot."""
    match = _KEY.fullmatch(text or "")
    if not match:
        return None
    year, month, day, hour, minute, minutes = (int(part) for part in match.groups())
    try:
        return datetime(year, month, day, hour, minute, tzinfo=UTC).astimezone(ZONE), minutes
    except ValueError:
        return None
