"""What the pages of this app share: the way between them, the usual period, lists as files."""

import json
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from ognisko.reports.models import Report
from ognisko.reports.rules import Period
from ognisko.ui.rules import Tab, attachment, table_file


def tabs(active: str) -> list[Tab]:
    """The pages of this app beside each other."""
    pages = [
        ("reports", _("Reports")), ("figures", _("Figures")), ("ledger", _("Ledger")), ("closings", _("Closings")),
    ]  # fmt: skip
    return [Tab(label, reverse(f"reports:{name}"), name == active) for name, label in pages]


def usual_period() -> Period:
    """The year of the latest yearly report that has ended, else the last full year."""
    today = timezone.localdate()
    ended = Report.objects.filter(period__endswith__lte=today).values_list("period", flat=True)[:10]
    for dates in ended:
        if year := Period(dates.lower, dates.upper).whole_year:
            return Period.year(year)
    return Period.year(today.year - 1)


def to_panel(request: HttpRequest) -> bool:
    """Whether the answer goes into the side panel instead of being a page."""
    return asked_for_by(request) == "panel"


def asked_for_by(request: HttpRequest) -> str:
    """The id of the element that htmx will put the answer into; empty for a page."""
    htmx = getattr(request, "htmx", None)
    return (htmx.target or "") if htmx else ""


def as_file(
    request: HttpRequest, name: str, columns: Sequence[Any], rows: Iterable[Sequence[Any]]
) -> HttpResponse | None:
    """The whole list as CSV, XLSX or JSON when the address asks for it; None otherwise, and then no row is read."""
    asked, file = request.GET.get("format"), slugify(name) or "lista"
    if asked == "json":
        keys = [str(column) for column in columns]
        found = [dict(zip(keys, map(_plain, row), strict=True)) for row in rows]
        return attachment(json.dumps(found, ensure_ascii=False, indent=2).encode(), f"{file}.json", "application/json")
    return table_file(asked, file, name, columns, rows) if asked else None


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value if isinstance(value, (int, str)) or value is None else str(value)
