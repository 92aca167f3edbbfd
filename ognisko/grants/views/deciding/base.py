"""What these pages share: the way up, files, forms, a decision's own page."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _

from ognisko.core.spreadsheets import csv_bytes, write_table
from ognisko.grants.models import Application, Call

KINDS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "txt": "text/plain; charset=windows-1250",
    "xml": "application/xml",
}


def call_or_404(pk: int) -> Call:
    """The call of an address."""
    return get_object_or_404(Call.objects.select_related("programme"), pk=pk)


def grant_or_404(pk: int) -> Application:
    """The application of an address, with its call."""
    return get_object_or_404(Application.objects.select_related("call__programme", "place"), pk=pk)


def crumbs(call: Call, *more: tuple[str, str]) -> list[tuple[str, str]]:
    """The way up from a page of a call."""
    return [(_("Grants"), reverse("grants:calls")), (call.name, call.get_absolute_url()), *more]


def table_file(requested: str, name: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> HttpResponse:
    """A list as a file: CSV, or XLSX for anything else that is asked for."""
    if requested == "csv":
        return file_of(csv_bytes(columns, rows), name, "csv")
    return file_of(write_table(columns, rows, name[:31]), name, "xlsx")


def file_of(content: bytes, name: str, ending: str) -> HttpResponse:
    """A file to keep."""
    disposition = f'attachment; filename="{slugify(name) or "granty"}.{ending}"'
    return HttpResponse(content, content_type=KINDS[ending], headers={"Content-Disposition": disposition})


def form_page(
    request: HttpRequest, form: Any, *, heading: str, back: str, breadcrumbs: Any, **more: Any
) -> HttpResponse:
    """The page of a form; one with errors is answered as such."""
    wrong = form.is_bound and form.errors
    context = {"form": form, "heading": heading, "back": back, "breadcrumbs": breadcrumbs, **more}
    return render(request, more.pop("template", "grants/deciding_form.html"), context, status=422 if wrong else 200)
