"""Time and quantities of sessions in words."""

from collections.abc import Mapping
from decimal import Decimal

from django import template

from ognisko.advice.rules import Form
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


@register.filter
def form_word(form: str) -> str:
    """How an appointment is held, in words."""
    return str(Form(form).label)


@register.filter
def entry(names: Mapping[int, str], number: int) -> str:
    """The name that belongs to a number."""
    return names.get(number, "")
