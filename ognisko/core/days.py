"""Days of the calendar: so many months on, and the moment at which a day begins here."""

from calendar import monthrange
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

WARSAW = ZoneInfo("Europe/Warsaw")


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or earlier below zero; the last one of a month that is too short for it.

    So the law counts too (Civil Code art. 112).
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def midnight(day: date) -> datetime:
    """The moment at which the day begins in Poland."""
    return datetime.combine(day, time(), WARSAW)
