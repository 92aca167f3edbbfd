"""The component tags: every page is made of these, so a change of look is made once.

Each tag is compiled with its signature: a missing or unknown argument is a TemplateSyntaxError before any page is
served. All of them are shown with their states at /ui/.
"""

import functools
import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from itertools import groupby
from typing import Any
from zipfile import ZipFile

from django import template
from django.core.paginator import Page
from django.forms import BaseForm, BoundField, CheckboxInput
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.text import slugify
from django.utils.translation import gettext as _
from lucide import IconDoesNotExist
from lucide._compat import open_binary

from ognisko.core.polish import number_text
from ognisko.ui import rules

register = template.Library()

VARIANTS = ("main", "second", "quiet", "invitation", "irreversible")
BUTTON_SIZES = ("normal", "small", "closing")
NUMBER_SIZES = ("text", "table", "large", "huge", "prose")
WIDTHS = ("narrow", "half", "full")
MESSAGE_ICONS = {"good": "circle-check", "careful": "triangle-alert", "error": "circle-alert", "news": "info"}
VERDICT_ICONS = {"above": "arrow-up", "on": "equal", "below": "arrow-down"}


# Marks ---------------------------------------------------------------------------------------------------------------


@functools.cache
def _icon_paths(name: str) -> str:
    """The inside of one lucide icon, read from the package's archive once per process."""
    with open_binary("lucide", "lucide.zip") as data, ZipFile(data) as archive:
        try:
            source = archive.read(f"{name}.svg").decode()
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


# Buttons -------------------------------------------------------------------------------------------------------------


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


# Forms ---------------------------------------------------------------------------------------------------------------


@register.inclusion_tag("ui/field.html")
def field(bound: BoundField, width: str = "half", hide_label: bool = False) -> dict[str, Any]:
    """A field is a label, a hint, a control and its errors, in this order; Django ties them by aria-describedby."""
    _one_of("width", width, WIDTHS)
    widget = bound.field.widget
    return {
        "field": bound,
        "width": width,
        "hide_label": hide_label,
        "single_box": isinstance(widget, CheckboxInput),
        "group": bool(widget.use_fieldset),
        "optional": not bound.field.required and not isinstance(widget, CheckboxInput),
    }


@register.inclusion_tag("ui/error_summary.html")
def error_summary(form: BaseForm, *others: BaseForm) -> dict[str, Any]:
    """All that has to be put right, above the form, each a link to its field; nothing when nothing is wrong."""
    problems: list[tuple[str, str, str]] = []
    for one in (form, *others):
        if not one.is_bound:
            continue
        problems += [("", "", str(error)) for error in one.non_field_errors()]
        for bound in one:
            anchor = bound.auto_id if bound.is_hidden else bound.id_for_label or bound.auto_id
            problems += [(f"#{anchor}", str(bound.label).rstrip(".:?"), str(error)) for error in bound.errors]
    return {"problems": problems}


@register.inclusion_tag("ui/filter_bar.html", takes_context=True)
def filter_bar(context: template.Context, form: BaseForm) -> dict[str, Any]:
    """Filters are a GET form: with scripts #results follows the typing, without them a button shows the answer.

    On a phone the results come first: of three and more filters a script folds all but the first, unless one is used.
    """
    request = context.get("request")
    query = request.GET if request else {}
    fields = [bound for bound in form if not bound.is_hidden]
    first, more = (fields[:1], fields[1:]) if len(fields) > 2 else (fields, [])
    return {
        "form": form,
        "first": first,
        "more": more,
        "more_in_use": any(query.get(bound.html_name) or bound.errors for bound in more),
        "hidden": [bound for bound in form if bound.is_hidden],
        "path": request.path if request else "",
        "sort": query.get("sort", ""),
        "filtered": any(query.get(bound.html_name) for bound in fields),
    }


# Blocks --------------------------------------------------------------------------------------------------------------


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


# Lists ---------------------------------------------------------------------------------------------------------------


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
    return status(item.status, _word_of(item.status)) if item.status else SafeString("")


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


# Small pictures of numbers -------------------------------------------------------------------------------------------


@register.inclusion_tag("ui/progress.html")
def progress(value: Any, maximum: Any, label: str) -> dict[str, Any]:
    """How much of a long work is done, in words beside the bar."""
    value, maximum = _decimal(value), _decimal(maximum)
    share = min(value / maximum, Decimal(1)) if maximum > 0 else Decimal(0)
    return {
        "value": value,
        "maximum": maximum,
        "label": label,
        "percent": int(share * 100),
        "id": f"progress-{slugify(label)}",
    }


@register.inclusion_tag("ui/target_bar.html")
def target_bar(
    value: Any,
    target: Any,
    elapsed: Any = None,
    label: str = "",
    url: str = "",
    value_text: str = "",
    target_text: str = "",
) -> dict[str, Any]:
    """A number against its target, an ember tick for the time gone by, and the verdict in words.

    `elapsed` is a fraction from 0 to 1, or None where no time runs.
    """
    value, target = _decimal(value), _decimal(target)
    share = value / target if target > 0 else Decimal(0)
    judged, missing = rules.verdict(value, target, _decimal(elapsed)) if elapsed is not None else ("", Decimal(0))
    return {
        "label": label,
        "url": url,
        "value_text": value_text or _plain_number(value),
        "target_text": target_text or _plain_number(target),
        "width": f"{float(min(share, Decimal(1)) * 100):.2f}",
        "tick": f"{float(min(_decimal(elapsed), Decimal(1)) * 100):.2f}" if elapsed is not None else "",
        "percent": int(share * 100 + Decimal("0.5")),
        "verdict": judged,
        "verdict_icon": VERDICT_ICONS.get(judged, ""),
        "missing": _plain_number(missing) if missing > 0 else "",
    }


@register.inclusion_tag("ui/share_bars.html")
def share_bars(bars: Sequence[rules.Bar]) -> dict[str, Any]:
    """Parts of a number as labelled bars; each series has a pattern beside its colour."""
    largest = max((bar.value for bar in bars), default=Decimal(0))
    rows = [{"bar": bar, "width": f"{float(bar.value / largest * 100):.2f}" if largest > 0 else "0"} for bar in bars]
    return {"rows": rows}


@register.inclusion_tag("ui/week_bars.html")
def week_bars(days: Sequence[rules.Day], label: str = "") -> dict[str, Any]:
    """The hours of a week's days, one bar a day, stacked by series; the highest day fills the height."""
    height = 105
    largest = max((sum((part for _series, part in day.parts), Decimal(0)) for day in days), default=Decimal(0))
    columns = []
    for day in days:
        top = Decimal(height)
        bars = []
        for series, part in day.parts:
            size = part / largest * height if largest > 0 else Decimal(0)
            top -= size
            bars.append({"series": series, "y": f"{top:.1f}", "height": f"{size:.1f}"})
        columns.append({"day": day, "bars": bars})
    return {"columns": columns, "height": height, "label": label or _("Hours by day")}


@register.inclusion_tag("ui/ribbon.html")
def ribbon(spans: Sequence[rules.Span], ticks: Sequence[rules.Tick] = (), now: Any = None) -> dict[str, Any]:
    """What a party has been and when: kinds and statuses on one axis of time, on phones as rows.

    `now` is the fraction of the axis where today is, or None.
    """
    lanes = max((span.lane for span in spans), default=1)
    drawn = [
        {
            "span": span,
            "x": f"{float(_decimal(span.start) * 100):.2f}",
            "width": f"{float((_decimal(span.end) - _decimal(span.start)) * 100):.2f}",
            "y": 20 + (span.lane - 1) * 58,
        }
        for span in spans
    ]
    axis = 20 + lanes * 58 + 2
    marks = [{"tick": tick, "x": f"{float(_decimal(tick.at) * 100):.2f}"} for tick in ticks]
    return {
        "spans": drawn,
        "ticks": marks,
        "axis": axis,
        "height": axis + 26,
        "now": f"{float(_decimal(now) * 100):.2f}" if now is not None else "",
    }


# Shared by the tags above --------------------------------------------------------------------------------------------


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
