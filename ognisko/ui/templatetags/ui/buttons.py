"""Buttons and links that look like them."""

from typing import Any

from django.utils.text import slugify

from ognisko.ui.templatetags.ui.shared import BUTTON_SIZES, VARIANTS, _one_of, register


@register.inclusion_tag("ui/button.html")
def button(
    text: str,
    variant: str = "main",
    icon: str = "",
    name: str = "",
    value: str = "",
    size: str = "normal",
    disabled_reason: str = "",
    opens: str = "",
    confirm: str = "",
) -> dict[str, Any]:
    """A button submits its form; with `opens` it opens the dialog of that id. A disabled one says why beside it."""
    _one_of("variant", variant, VARIANTS)
    _one_of("size", size, BUTTON_SIZES)
    return {
        "text": text,
        "variant": variant,
        "icon": icon,
        "name": name,
        "value": value,
        "size": size,
        "disabled_reason": disabled_reason,
        "reason_id": f"reason-{slugify(text)}",
        "opens": opens,
        "confirm": confirm,
    }


@register.inclusion_tag("ui/link_button.html")
def link_button(
    text: str, url: str, variant: str = "second", icon: str = "", size: str = "normal", panel: bool = False
) -> dict[str, Any]:
    """A link that looks like a button leads somewhere; with `panel` it opens beside the page."""
    _one_of("variant", variant, VARIANTS)
    _one_of("size", size, BUTTON_SIZES)
    return {"text": text, "url": url, "variant": variant, "icon": icon, "size": size, "panel": panel}
