"""Filters of the pages that mix domains."""

from django import template

from ognisko.ledger.models import Closing
from ognisko.reports.rules import Period

register = template.Library()


@register.filter
def closing_text(closing: Closing) -> str:
    """The closed period in words: the year 2024, 1 January – 30 June 2025."""
    return Period(closing.period.lower, closing.period.upper).text
