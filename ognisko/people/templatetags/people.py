"""Filters for what is dated about a party."""

from datetime import datetime, timedelta
from typing import Any

from django import template
from django.utils import timezone

from ognisko.core.polish import date_text, range_text

register = template.Library()


@register.filter
def held(row: Any) -> str:
    """When a dated row holds, in words; the period's end is the first day after, people say the last day."""
    last = row.period.upper - timedelta(days=1) if row.period.upper else None
    return range_text(row.period.lower, last)


@register.filter
def moment(value: datetime) -> str:
    """A day and time in words: "13 marca 2025, 9:05"."""
    local = timezone.localtime(value)
    return f"{date_text(local.date())}, {local.hour}:{local:%M}"


@register.filter
def day(value: Any) -> str:
    """A day in words: "13 marca 2025"."""
    return date_text(value) if value else ""
