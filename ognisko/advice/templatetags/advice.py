"""Time and quantities of sessions in words."""

from decimal import Decimal

from django import template

from ognisko.core.minutes import hours_text
from ognisko.core.polish import number_text
from ognisko.ledger.rules import Unit

register = template.Library()


@register.filter
def hours(minutes: int) -> str:
    """Whole minutes as hours: 90 gives "1,5"."""
    return hours_text(minutes)


@register.filter
def entry_quantity(quantity: Decimal, unit: int) -> str:
    """The quantity of an entry with its unit; time in hours."""
    return f"{hours_text(int(quantity))} h" if unit == Unit.MINUTES else number_text(quantity)
