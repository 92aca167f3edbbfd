"""From quotas of hours to sessions: who, when, how long. Pure and deterministic."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from random import Random

from ognisko.core import holidays

QUARTER = 15
MONTH_WEIGHTS = (8, 10, 11, 12, 11, 9, 5, 5, 12, 14, 13, 8)
"""How busy the months are: quiet holidays, a busy autumn."""


def durations(minutes: int, at_least: int, rng: Random) -> list[int]:
    """Part the minutes into sessions of whole quarters, mostly an hour or two, at least so many; the sum is exact."""
    if minutes % QUARTER or minutes < at_least * 2 * QUARTER:
        raise ValueError(f"{minutes} minutes make no {at_least} sessions of half an hour")
    parts: list[int] = []
    left = minutes
    while left:
        wanted = max(0, at_least - len(parts) - 1) * 2 * QUARTER
        longest = left - wanted
        mean = left // max(1, at_least - len(parts)) if wanted else 90
        length = min(longest, QUARTER * max(2, round(min(180, mean * rng.uniform(0.6, 1.4)) / QUARTER)))
        if 0 < left - length < 2 * QUARTER and not wanted:
            length = left if left <= 180 + QUARTER else length - 2 * QUARTER
        parts.append(length)
        left -= length
    return parts


@dataclass
class Calendar:
    """Working days of a year and when each advisor is free: no two sessions of one advisor at a time."""

    year: int
    rng: Random
    _free_from: dict[tuple[int, date], int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        days = (date(self.year, 1, 1) + timedelta(days=offset) for offset in range(366))
        self._days = [
            day for day in days if day.year == self.year and day.isoweekday() <= 5 and not holidays.is_holiday(day)
        ]
        self._weights = [MONTH_WEIGHTS[day.month - 1] for day in self._days]

    def take(self, advisor: int, minutes: int, since: date | None) -> tuple[date, time]:
        """A working day on or after ``since``, with an hour at which the advisor is free for so long."""
        for _attempt in range(500):
            day = self.rng.choices(self._days, self._weights)[0]
            if since is not None and day < since:
                continue
            start = self._free_from.get((advisor, day), 8 * 60 + self.rng.randrange(0, 5) * QUARTER)
            if start + minutes <= 17 * 60:
                self._free_from[advisor, day] = start + minutes + QUARTER * self.rng.randrange(0, 4)
                return day, time(start // 60, start % 60)
        raise LookupError(f"no day left for advisor {advisor} after {since}")

    def some_day(self, first_month: int, last_month: int) -> date:
        """A working day within these months."""
        return self.rng.choice([day for day in self._days if first_month <= day.month <= last_month])

    @property
    def days(self) -> Sequence[date]:
        """The working days."""
        return self._days
