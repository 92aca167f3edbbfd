"""A report as one HTML file that needs nothing else: style and charts inside, no scripts."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import get_language

if TYPE_CHECKING:
    from ognisko.reports.queries.chapters import ReportView


def html(view: "ReportView") -> bytes:
    """The file; its numbers lead to their definitions at the end, and from there into Ognisko."""
    context = {"view": view, "address": settings.ADDRESS, "language": get_language()}
    return render_to_string("reports/standalone.html", context).encode()
