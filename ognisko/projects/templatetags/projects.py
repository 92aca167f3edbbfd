"""How dates, hours and money of projects read on a page."""

from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any

from django import template

from ognisko.core.minutes import hours_text
from ognisko.core.money import money_text
from ognisko.core.polish import date_text, range_text

register = template.Library()


@register.filter
def period_text(period: Any) -> str:
    """A range of the database in words, with its last day inside: "1 stycznia 2024 – 31 grudnia 2025"."""
    return range_text(period.lower, period.upper - timedelta(days=1) if period.upper else None)


@register.filter
def day_text(day: date | None) -> str:
    """A day in words; empty where there is none."""
    return date_text(day) if day else ""


@register.filter
def hours(minutes: int) -> str:
    """Minutes as hours, without the unit."""
    return hours_text(minutes)


@register.filter
def clock(moment: time) -> str:
    """A time of day as people write it: 9:00."""
    return f"{moment.hour}:{moment.minute:02}"


@register.filter
def money(amount: Decimal | None, currency: str) -> str:
    """An amount with its currency; empty where there is none."""
    return money_text(amount, currency) if amount is not None else ""
