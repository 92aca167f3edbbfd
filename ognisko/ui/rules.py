"""What lists, tabs, marks and verdicts are: data and pure functions that the tags and the views of every app share."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse

from ognisko.core.spreadsheets import CSV, XLSX, csv_bytes, write_table


@dataclass(frozen=True)
class Column:
    """One column of a table; it sorts by `sort`, a comma-separated list of query fields, or not at all."""

    key: str
    label: str
    sort: str = ""
    numeric: bool = False


@dataclass(frozen=True)
class Tab:
    """One view of the same things: a link in a segmented control, not a panel that hides."""

    label: str
    url: str
    active: bool = False


@dataclass(frozen=True)
class Option:
    """One line that a picker offers; `value` is what the form sends, `label` what the text box shows afterwards."""

    value: str | int
    label: str
    note: str = ""
    icon: str = ""


@dataclass(frozen=True)
class Bar:
    """One bar of a small chart; `url` opens the records behind it, `series` 1 to 6 picks colour and pattern."""

    label: str
    value: Decimal
    text: str
    url: str = ""
    series: int = 1


@dataclass(frozen=True)
class Day:
    """One day of the week's bars: the parts of its hours by series, from the axis upwards, and whether it is today."""

    name: str
    number: str
    parts: tuple[tuple[int, Decimal], ...] = ()
    text: str = ""
    url: str = ""
    today: bool = False


@dataclass(frozen=True)
class Span:
    """One stretch of a ribbon of kinds and statuses; start and end are fractions of the axis, lane 1 is the top one.

    Tones: `before` (a kind that has ended), `now` (the present kind), `strong` (a status beside the kind).
    """

    label: str
    note: str
    start: Decimal
    end: Decimal
    tone: str = "now"
    lane: int = 1


@dataclass(frozen=True)
class Tick:
    """One mark on the axis of a ribbon, at a fraction of its length."""

    label: str
    at: Decimal


# The marks fill like the moon, from nothing through a quarter and a half to full; the two that break the row are shapes
# of their own. A mark is always followed by a word, so it never carries the meaning alone. 16 × 16, currentColor.
RING = '<circle cx="8" cy="8" r="6.25" fill="none" stroke="currentColor" stroke-width="1.6"/>'
SHAPES: dict[str, tuple[str, str]] = {
    "missing": (
        "plain",
        RING.replace("/>", ' stroke-dasharray="2.9 2.01"/>'),
    ),
    "draft": ("plain", RING),
    "submitted": ("news", RING + '<path d="M8 3.4V8h4.6A4.6 4.6 0 0 0 8 3.4Z" fill="currentColor"/>'),
    "progress": ("news", RING + '<path d="M8 2v12A6 6 0 0 0 8 2Z" fill="currentColor"/>'),
    "attention": ("careful", RING + '<path d="M8 2v12A6 6 0 0 0 8 2Z" fill="currentColor"/>'),
    "done": (
        "good",
        (
            '<circle cx="8" cy="8" r="7" fill="currentColor"/>'
            '<path class="mark-cut" d="m4.9 8.2 2.2 2.2 4.1-4.4" fill="none" stroke-width="1.7"/>'
        ),
    ),
    "refused": ("plain", RING + '<path d="m3.8 12.2 8.4-8.4" stroke="currentColor" stroke-width="1.6"/>'),
    "late": (
        "error",
        (
            '<path d="M8 1.2a1 1 0 0 1 .9.5l6.4 11.3a1 1 0 0 1-.9 1.5H1.6a1 1 0 0 1-.9-1.5L7.1 1.7a1 1 0 0 1 .9-.5Z" '
            'fill="currentColor"/><path class="mark-cut" d="M8 5.7v4M8 11.4v1.2" fill="none" stroke-width="1.6"/>'
        ),
    ),
}
TONES = ("good", "careful", "error", "news", "plain")

# Below this distance from the pace a project counts as on plan: a week's work should not change the verdict.
PACE_TOLERANCE = Decimal("0.03")


def sorted_by[M: Model](queryset: QuerySet[M], columns: Sequence[Column], requested: str) -> tuple[QuerySet[M], str]:
    """Only what a column declares can sort: an unknown or unsortable request leaves the query set and returns "".

    `requested` is a column's key, with a minus for descending; it comes from the address bar and is never trusted.
    The primary key breaks ties, or pages of equal rows would overlap.
    """
    key = requested.removeprefix("-")
    fields = next((column.sort for column in columns if column.key == key and column.sort), "")
    if not fields:
        return queryset, ""
    sign = "-" if requested.startswith("-") else ""
    order = [_turned(f"{sign}{field.strip()}") for field in fields.split(",")]
    return queryset.order_by(*order, "pk"), requested


def page_of(queryset: Any, request: HttpRequest, per_page: int = 50) -> Page[Any]:
    """A page that does not exist becomes the nearest one that does: a stale link still answers."""
    return Paginator(queryset, per_page).get_page(request.GET.get("page"))


def table_file(
    requested: str, name: str, title: str, columns: Sequence[Any], rows: Iterable[Sequence[Any]]
) -> HttpResponse:
    """A list as the file that the address asks for, csv or xlsx, with all its rows; another word is no address."""
    if requested == "csv":
        return attachment(csv_bytes(columns, rows), f"{name}.csv", CSV)
    if requested == "xlsx":
        return attachment(write_table(columns, rows, title), f"{name}.xlsx", XLSX)
    raise Http404


def attachment(content: bytes, name: str, content_type: str) -> HttpResponse:
    """A file to keep."""
    return HttpResponse(content, content_type, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def verdict(value: Decimal, target: Decimal, elapsed: Decimal) -> tuple[str, Decimal]:
    """A target is judged against the time gone by: "above", "on" or "below", and how much is missing to the pace.

    `elapsed` is a fraction of the project's time. A target of nothing is met from the start.
    """
    if target <= 0:
        return "on", Decimal(0)
    share = value / target
    if share >= 1 or share > elapsed + PACE_TOLERANCE:
        return "above", Decimal(0)
    if share < elapsed - PACE_TOLERANCE:
        return "below", (target * elapsed - value).quantize(Decimal(1))
    return "on", Decimal(0)


def initials_of(name: str) -> str:
    """The first letters of the first and the last word; one letter for one word."""
    words = [word.strip("„”\"'") for word in name.split()]
    words = [word for word in words if word]
    if not words:
        return ""
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()


def _turned(field: str) -> str:
    """A field that already carries a minus turns round when the column is turned: two minuses are none."""
    return field.removeprefix("--")
