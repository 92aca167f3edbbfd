"""What the tags share, and the library that all of them are registered in."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import SafeString

from ognisko.core.polish import number_text

register = template.Library()

VARIANTS = ("main", "second", "quiet", "invitation", "irreversible")
BUTTON_SIZES = ("normal", "small", "closing")
NUMBER_SIZES = ("text", "table", "large", "huge", "prose")
WIDTHS = ("narrow", "half", "full")
MESSAGE_ICONS = {"good": "circle-check", "careful": "triangle-alert", "error": "circle-alert", "news": "info"}
VERDICT_ICONS = {"above": "arrow-up", "on": "equal", "below": "arrow-down"}


def _block(name: str, content: str, values: Mapping[str, Any]) -> SafeString:
    """The template of a block tag; its content is what the page's template rendered, so it is safe already."""
    return SafeString(render_to_string(f"ui/{name}.html", {**values, "content": SafeString(content)}).strip())


def _address(context: template.Context, **changes: Any) -> str:
    """The present query string with changes; None takes a parameter out."""
    request = context.get("request")
    query = request.GET.copy() if request else None
    if query is None:
        kept = {key: value for key, value in changes.items() if value is not None}
        return "?" + "&".join(f"{key}={escape(value)}" for key, value in kept.items())
    for key, value in changes.items():
        query.pop(key, None)
        if value is not None:
            query[key] = str(value)
    return f"?{query.urlencode()}"


def _one_of(argument: str, value: str, allowed: Any) -> None:
    """A value outside the documented ones is a mistake in the template, not a new look."""
    if value not in allowed:
        raise template.TemplateSyntaxError(f"{argument} is {value!r}, but must be one of: {', '.join(allowed)}.")


def _decimal(value: Any) -> Decimal:
    """Any number of a template as a Decimal; an empty one is zero."""
    try:
        return Decimal(str(value)) if value not in (None, "") else Decimal(0)
    except InvalidOperation as wrong:
        raise template.TemplateSyntaxError(f"{value!r} is not a number.") from wrong


def _plain_number(value: Decimal) -> str:
    """Thousands apart, a decimal comma, no needless zeros."""
    return number_text(value.normalize() if value == value.to_integral() else value)
