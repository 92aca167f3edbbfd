"""Blocks of a page: sections, parts, cards, messages, help, large numbers, dialogs."""

from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from ognisko.ui.templatetags.ui.marks import number
from ognisko.ui.templatetags.ui.shared import MESSAGE_ICONS, _block, _one_of, register


@register.simple_block_tag
def section(content: str, heading: str, note: str = "", link_label: str = "", link_url: str = "") -> SafeString:
    """A section opens with a 2 px ink rule and a heading; at its end stand a note or one link."""
    return _block(
        "section", content, {"heading": heading, "note": note, "link_label": link_label, "link_url": link_url}
    )


@register.simple_block_tag
def part(content: str, heading: str, note: str = "") -> SafeString:
    """A part of a section or of the pane opens with a 1.5 px rule and a smaller heading."""
    return _block("part", content, {"heading": heading, "note": note})


@register.simple_block_tag
def card(content: str, heading: str, url: str = "", note: str = "") -> SafeString:
    """A card is a rule with a heading, one of a few beside each other (in .cards); the heading is the link."""
    return _block("card", content, {"heading": heading, "url": url, "note": note})


@register.simple_block_tag(name="message")
def message_block(content: str, tone: str, icon: str = "") -> SafeString:
    """What happened and what next, on the wash of its tone, with an icon."""
    _one_of("tone", tone, MESSAGE_ICONS)
    return _block("message", content, {"tone": tone, "icon": icon or MESSAGE_ICONS[tone]})


@register.simple_block_tag(name="help")
def help_block(content: str, summary: str) -> SafeString:
    """Help stands where it is needed, folded."""
    return _block("help", content, {"summary": summary})


@register.simple_tag
def history(what: str, number: int = 0, label: str = "") -> SafeString:
    """Who changed what, folded; the latest changes come when it is opened, so that a page asks nothing for them.

    `what` is the word of a history (`RECORDS` of an app's history.py), `number` the record's; `label` says of what,
    where the page shows more than that.
    """
    return _block("history", "", {"url": reverse("history", args=[what, number]), "label": label})


@register.simple_block_tag
def definition_list(content: str) -> SafeString:
    """Pairs of a name and a value; names keep one column."""
    return format_html('<dl class="definitions">{}</dl>', SafeString(content))


@register.simple_block_tag
def stats(content: str) -> SafeString:
    """The few large numbers of a page, side by side."""
    return format_html('<dl class="stats">{}</dl>', SafeString(content))


@register.simple_tag
def stat(label: str, value: Any, url: str = "", unit: str = "", size: str = "large") -> SafeString:
    """One large number with its name above it."""
    shown = number(value, url, unit, size)
    return format_html('<div class="stat stat-{}"><dt>{}</dt><dd>{}</dd></div>', size, label, shown)


@register.simple_block_tag
def empty_state(content: str, title: str, text: str = "", icon: str = "sprout") -> SafeString:
    """An empty list says what to do next; the actions come as content."""
    return _block("empty_state", content, {"title": title, "text": text, "icon": icon})


@register.simple_block_tag
def dialog(content: str, anchor: str, title: str) -> SafeString:
    """A native dialog; any button with commandfor and command="show-modal" opens it (see `button … opens=`)."""
    return _block("dialog", content, {"id": anchor, "title": title})
