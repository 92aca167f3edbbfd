"""Tables, pages, exports, timelines, tabs, toasts."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any

from django import template
from django.core.paginator import Page
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from ognisko.ui import rules
from ognisko.ui.templatetags.ui.marks import _mark, number, status
from ognisko.ui.templatetags.ui.shared import _address, _block, _one_of, _plain_number, register


@register.simple_block_tag(takes_context=True)
def table(
    context: template.Context,
    content: str,
    columns: Sequence[rules.Column],
    page: Any = None,
    caption: str = "",
    sort: str = "",
    dense: bool = False,
) -> SafeString:
    """The head of a table sorts by plain links; the rows come as content and stack on phones by td[data-label]."""
    heads = [_head(context, column, sort) for column in columns]
    count = page.paginator.count if isinstance(page, Page) else None
    return _block("table", content, {"heads": heads, "caption": caption, "count": count, "dense": dense})


def _head(context: template.Context, column: rules.Column, sort: str) -> dict[str, Any]:
    """A sorted column turns round at the next click; numbers start with the largest."""
    first = f"-{column.key}" if column.numeric else column.key
    turned = column.key if sort.startswith("-") else f"-{column.key}"
    active = bool(sort) and sort.removeprefix("-") == column.key
    return {
        "column": column,
        "active": active,
        "descending": sort.startswith("-"),
        "url": _address(context, sort=turned if active else first, page=None) if column.sort else "",
    }


@register.inclusion_tag("ui/pagination.html", takes_context=True)
def pagination(context: template.Context, page: Page[Any]) -> dict[str, Any]:
    """One page says nothing about pages; more keep the query string, so filters and order stay."""
    paginator = page.paginator
    numbers = [
        {"number": entry, "url": _address(context, page=entry) if isinstance(entry, int) else ""}
        for entry in paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
    ]
    return {
        "page": page,
        "count": paginator.count,
        "several": paginator.num_pages > 1,
        "numbers": numbers,
        "previous": _address(context, page=page.number - 1) if page.has_previous() else "",
        "next": _address(context, page=page.number + 1) if page.has_next() else "",
    }


@register.inclusion_tag("ui/export_links.html", takes_context=True)
def export_links(context: template.Context, *others: str) -> dict[str, Any]:
    """The export is the list just as it is filtered and sorted, all its pages; CSV, XLSX and what else is named."""
    return {"links": [(name.upper(), _address(context, format=name, page=None)) for name in ("csv", "xlsx", *others)]}


@register.inclusion_tag("ui/timeline.html")
def timeline(items: Sequence[Any]) -> dict[str, Any]:
    """What happened, newest first, under the years; the caller gives the order. Items are core's TimelineItem."""
    rows = [{"item": item, "when": _when(item.on, item.until), "end": _end_of(item)} for item in items]
    years = [(year, list(group)) for year, group in groupby(rows, key=lambda row: row["item"].on.year)]
    return {"years": years}


def _when(on: date, until: date | None) -> str:
    """The year stands above the group, so a row says only day and month; a range within a month names it once."""
    if until is None or until == on:
        return date_format(on, "j E")
    if (until.year, until.month) == (on.year, on.month):
        return f"{on.day}–{date_format(until, 'j E')}"
    return f"{date_format(on, 'j E')} – {date_format(until, 'j E')}"


def _end_of(item: Any) -> SafeString:
    """At the end of a row stands its amount, with the mark of a status before it, or the status in words."""
    amount = _plain_number(item.amount) if isinstance(item.amount, Decimal) else item.amount
    if amount:
        _one_of("status", item.status or "done", rules.SHAPES)
        tone = rules.SHAPES[item.status][0] if item.status else "plain"
        shown = number(amount, item.url, item.unit)
        return (
            format_html('<span class="status tone-{}">{}{}</span>', tone, _mark(item.status), shown)
            if item.status
            else shown
        )
    return status(item.status, item.status_text or _word_of(item.status)) if item.status else SafeString("")


def _word_of(kind: str) -> str:
    """The word of a status where a caller gives only the shape."""
    return {
        "missing": _("missing"),
        "draft": _("draft"),
        "submitted": _("submitted"),
        "progress": _("in progress"),
        "attention": _("to complete"),
        "done": _("done"),
        "refused": _("refused"),
        "late": _("late"),
    }[kind]


@register.inclusion_tag("ui/tabs.html")
def tabs(items: Sequence[rules.Tab], label: str = "") -> dict[str, Any]:
    """Views of the same things as one segmented control of links."""
    return {"items": items, "label": label or _("Views")}


@register.inclusion_tag("ui/breadcrumbs.html")
def breadcrumbs(items: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """The way up; the last one may have no address."""
    return {"items": items}


@register.inclusion_tag("ui/toasts.html", takes_context=True)
def toasts(context: template.Context, oob: bool = False) -> dict[str, Any]:
    """Messages of Django as toasts; an extra tag "undo:<url>" gives a button that takes the change back.

    They stay until dismissed or the next page. A fragment sends them along with `oob=True`.
    """
    shown = []
    for one in context.get("messages") or ():
        undo = next((tag[5:] for tag in (one.extra_tags or "").split() if tag.startswith("undo:")), "")
        shown.append({"text": one.message, "level": one.level_tag, "undo": undo})
    return {"shown": shown, "oob": oob, "csrf_token": context.get("csrf_token", "")}
