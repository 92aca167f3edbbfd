"""Filters for money, points and accounts, as people read them."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django import template
from django.utils import timezone

from ognisko.core.money import SYMBOLS, money_text
from ognisko.core.polish import number_text
from ognisko.grants.rules.accounts import account_text

register = template.Library()


@register.filter
def money(amount: Decimal | None, currency: str = "PLN") -> str:
    """An amount with its currency; a dash where there is none."""
    return "–" if amount is None else money_text(amount, currency)


@register.filter
def amount(value: Decimal | None) -> str:
    """An amount without its currency, for a column whose head names it; a dash where there is none."""
    return "–" if value is None else number_text(value, places=2)


@register.filter
def symbol(currency: str) -> str:
    """How people write a currency."""
    return SYMBOLS.get(currency, currency)


@register.filter
def points(value: Any) -> str:
    """Points as people write them: "94,5"."""
    return "–" if value is None else number_text(value)


@register.filter
def account(number: str) -> str:
    """A bank account in groups of digits."""
    return account_text(number) if number else "–"


@register.filter
def short_moment(value: datetime) -> str:
    """A day and a time of this year, short: "12.03, 15:42"."""
    local = timezone.localtime(value)
    year = "" if local.year == timezone.localdate().year else f".{local.year}"
    return f"{local.day}.{local.month:02}{year}, {local.hour}:{local.minute:02}"
