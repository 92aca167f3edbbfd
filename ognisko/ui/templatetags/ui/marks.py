"""Marks: icons, statuses, badges, initials, numbers that open."""

import functools
import re
from threading import Lock
from typing import Any
from zipfile import ZipFile

from django.utils.html import format_html
from django.utils.safestring import SafeString
from lucide import IconDoesNotExist
from lucide._compat import open_binary

from ognisko.ui import rules
from ognisko.ui.templatetags.ui.shared import (
    NUMBER_SIZES,
    _one_of,
    register,
)

_READING = Lock()


@functools.cache
def _icons() -> ZipFile:
    """The package's archive, open for as long as the process lives: reading its long list takes 50 ms."""
    return ZipFile(open_binary("lucide", "lucide.zip"))


@functools.cache
def _icon_paths(name: str) -> str:
    """The inside of one lucide icon, read once per process.

    Race: two threads that read the archive at once move each other's place in it, and Python takes it for a zip bomb.
    """
    try:
        with _READING:
            source = _icons().read(f"{name}.svg").decode()
    except KeyError as missing:
        raise IconDoesNotExist(f"There is no lucide icon {name!r}.") from missing
    inside = re.search(r"<svg[^>]*>(.*)</svg>", source, re.DOTALL)
    if inside is None:
        raise IconDoesNotExist(f"The lucide icon {name!r} is empty.")
    return re.sub(r"\s+", " ", inside[1]).replace(" />", "/>").replace("> <", "><").strip()


@register.simple_tag
def icon(name: str, size: int = 20) -> SafeString:
    """An icon stands beside a word and is hidden from screen readers: the word says it all."""
    return SafeString(
        f'<svg class="icon" width="{int(size)}" height="{int(size)}" viewBox="0 0 24 24" fill="none" '
        'stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round" '
        f'aria-hidden="true">{_icon_paths(name)}</svg>'
    )


def _mark(kind: str) -> SafeString:
    """One of the shapes of a status, without its word."""
    return SafeString(
        f'<svg class="mark" width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">{rules.SHAPES[kind][1]}</svg>'
    )


@register.simple_tag
def status(kind: str, text: str, tone: str = "") -> SafeString:
    """A status is a shape, a word and only then a colour; `tone` replaces the shape's own."""
    _one_of("status", kind, rules.SHAPES)
    tone = tone or rules.SHAPES[kind][0]
    _one_of("tone", tone, rules.TONES)
    return format_html('<span class="status tone-{}">{}<span>{}</span></span>', tone, _mark(kind), text)


@register.simple_tag
def badge(text: str, tone: str = "plain", shape: str = "") -> SafeString:
    """A badge is a status on its wash, for one fact per page head or row; `shape` is one of the statuses' shapes."""
    _one_of("tone", tone, rules.TONES)
    mark: str = ""
    if shape:
        _one_of("shape", shape, rules.SHAPES)
        mark = _mark(shape)
    return format_html('<span class="badge tone-{}">{}<span>{}</span></span>', tone, mark, text)


@register.simple_tag
def initials(name: str) -> SafeString:
    """The name itself always stands beside the initials, so they are hidden from screen readers."""
    return format_html('<span class="initials" aria-hidden="true">{}</span>', rules.initials_of(str(name)))


@register.simple_tag
def number(value: Any, url: str = "", unit: str = "", size: str = "text", panel: bool = True) -> SafeString:
    """A number that opens looks the same everywhere; without an address it is only a number.

    `value` is text already in the reader's form ("2 418"). With `panel` the records open beside the page, and without
    scripts on a page of their own.
    """
    _one_of("size", size, NUMBER_SIZES)
    inside = size in ("text", "table") and unit
    shown = format_html("{}\N{NO-BREAK SPACE}{}", value, unit) if inside else format_html("{}", value)
    after = format_html('\N{NO-BREAK SPACE}<span class="unit">{}</span>', unit) if unit and not inside else ""
    if not url:
        return format_html('<span class="number number-{}">{}</span>{}', size, shown, after)
    opens = format_html(' data-panel hx-get="{}" hx-target="#panel" hx-swap="innerHTML"', url) if panel else ""
    return format_html('<a class="number number-{}" href="{}"{}>{}</a>{}', size, url, opens, shown, after)
