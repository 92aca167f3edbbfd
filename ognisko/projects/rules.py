"""Numbers of the sources in the ledger, and how long an office was open on a day: pure, without ORM."""

from collections.abc import Iterable
from datetime import date, time

JOINING, PARTNER, AREA, OFFICE_DAY = 21, 22, 23, 24
"""Numbers of this app's sources in the ledger; for ever."""

type Hours = tuple[time, time]


def minutes_between(opens: time, closes: time) -> int:
    """Whole minutes from one time of a day to a later one."""
    return (closes.hour - opens.hour) * 60 + closes.minute - opens.minute


def minutes_open(weekly: Iterable[Hours], *, is_holiday: bool, exception: Hours | None, is_exception: bool) -> int:
    """How long an office was open: an exception stands above a holiday, a holiday above the weekly hours.

    Weekly hours that overlap (an old row and its successor) are counted once.
    """
    if is_exception:
        return minutes_between(*exception) if exception else 0
    if is_holiday:
        return 0
    return sum(minutes_between(opens, closes) for opens, closes in _merged(weekly))


def _merged(hours: Iterable[Hours]) -> list[Hours]:
    merged: list[Hours] = []
    for opens, closes in sorted(hours):
        if merged and opens <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(closes, merged[-1][1]))
        else:
            merged.append((opens, closes))
    return merged


def elapsed(start: date, end: date, today: date) -> float:
    """Which share of a period (``end`` excluded) has passed on a day, between 0 and 1."""
    days = (end - start).days
    return min(1.0, max(0.0, (today - start).days / days)) if days > 0 else 1.0
