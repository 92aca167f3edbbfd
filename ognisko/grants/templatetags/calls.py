"""How amounts, days and instants of calls read on a page."""

import re
from datetime import date, datetime
from decimal import Decimal

from django import template
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from ognisko.core.money import money_text
from ognisko.core.polish import date_text, nbsp, number_text
from ognisko.grants.queries.calls.public import moment_words

register = template.Library()

_PARAGRAPHS = re.compile(r"\n\s*\n")


@register.filter
def money(amount: Decimal | None, currency: str) -> str:
    """An amount with its currency, whole ones without grosze; empty where there is none."""
    if amount is None:
        return ""
    text = money_text(amount, currency)
    return text.replace(",00", "")


@register.filter
def day(value: date | None) -> str:
    """A day in words; empty where there is none."""
    return date_text(value) if value else ""


@register.filter
def moment(value: datetime | None) -> str:
    """A day and a time by the clock of Warsaw; midnight that ends a day is its 24:00."""
    return moment_words(value) if value else ""


@register.filter
def opening(value: datetime) -> str:
    """A day and a time at which something opens; midnight is the beginning of its day."""
    return moment_words(value, opens=True)


@register.filter
def tidy(text: str) -> str:
    """No one-letter word ends a line."""
    return nbsp(text)


@register.filter
def local_day(value: datetime) -> date:
    """The day of an instant in Warsaw."""
    return timezone.localdate(value)


@register.filter
def points(value: Decimal | None) -> str:
    """Points without needless zeros."""
    return number_text(value.normalize()) if value is not None else ""


@register.filter
def paragraphs(text: str) -> SafeString:
    """Plain text as paragraphs; a line that begins with # is a heading. Nothing of it is markup."""
    return format_html_join("", "{}", ((_block(one),) for one in _PARAGRAPHS.split(text.strip()) if one.strip()))


def _block(text: str) -> SafeString:
    if text.lstrip().startswith("#"):
        head, _newline, rest = text.strip().partition("\n")
        title = format_html("<h2>{}</h2>", nbsp(head.lstrip("# ")))
        return title + _block(rest) if rest.strip() else title
    lines = format_html_join("<br>", "{}", ((nbsp(line),) for line in text.strip().splitlines()))
    return format_html("<p>{}</p>", lines)
