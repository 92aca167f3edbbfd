"""Public holidays of Poland, which close offices; the rules by year come from the package `holidays`.

The eve of Christmas is one of them from 2025 on (act of 6 December 2024).
"""

import datetime
from functools import cache

import holidays


@cache
def _poland() -> holidays.HolidayBase:
    return holidays.country_holidays("PL", language="pl")


def is_holiday(day: datetime.date) -> bool:
    """Whether the day is a public holiday. An ordinary Saturday or Sunday is not one."""
    return day in _poland()


def holiday_name(day: datetime.date) -> str:
    """The Polish name of the day's public holiday, empty on other days."""
    return _poland().get(day, "") or ""
