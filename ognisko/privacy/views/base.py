"""What these pages share: the way up, files, forms."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _

from ognisko.core.spreadsheets import csv_bytes, write_table

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def crumbs(*more: tuple[str, str]) -> list[tuple[str, str]]:
    """The way up from a page below RODO."""
    return [(_("Settings"), reverse("projects:settings")), (_("RODO"), reverse("privacy:home")), *more]


def posted(request: HttpRequest) -> QueryDict | None:
    """What was sent; None where the form is only asked for."""
    return request.POST if request.method == "POST" else None


def say(request: HttpRequest, text: str, undo: str = "") -> None:
    """A toast, with a button that takes the change back where there is an address for it."""
    messages.success(request, text, extra_tags=f"undo:{undo}" if undo else "")


def table_file(requested: str, name: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> HttpResponse:
    """A list as a file: CSV, or XLSX for anything else that is asked for."""
    if requested == "csv":
        content, kind, ending = csv_bytes(columns, rows), "text/csv; charset=utf-8", "csv"
    else:
        content, kind, ending = write_table(columns, rows, name), XLSX, "xlsx"
    disposition = f'attachment; filename="{slugify(name) or "rodo"}.{ending}"'
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": disposition})


def pdf_file(content: bytes, name: str) -> HttpResponse:
    """A document to print."""
    disposition = f'attachment; filename="{slugify(name) or "rodo"}.pdf"'
    return HttpResponse(content, content_type="application/pdf", headers={"Content-Disposition": disposition})


def form_page(
    request: HttpRequest, form: Any, *, heading: str, back: str, breadcrumbs: Any, template: str = "privacy/form.html",
    **more: Any,
) -> HttpResponse:  # fmt: skip
    """The page of a form; one with errors is answered as such."""
    wrong = form.is_bound and (form.errors or more.get("wrong"))
    context = {"form": form, "heading": heading, "back": back, "breadcrumbs": breadcrumbs, **more}
    return render(request, template, context, status=422 if wrong else 200)
