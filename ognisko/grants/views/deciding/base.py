"""What these pages share: files, forms, a decision's own page."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.text import slugify

from ognisko.grants.models import Application, Call
from ognisko.ui.rules import attachment, table_file

KINDS = {
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


def list_file(requested: str, name: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> HttpResponse:
    """A list as the file that the address asks for, named after what it lists."""
    return table_file(requested, slugify(name), name[:31], columns, rows)


def file_of(content: bytes, name: str, ending: str) -> HttpResponse:
    """A file to keep."""
    return attachment(content, f"{slugify(name) or 'granty'}.{ending}", KINDS[ending])


def form_page(
    request: HttpRequest, form: Any, *, heading: str, back: str, breadcrumbs: Any, **more: Any
) -> HttpResponse:
    """The page of a form; one with errors is answered as such."""
    wrong = form.is_bound and form.errors
    context = {"form": form, "heading": heading, "back": back, "breadcrumbs": breadcrumbs, **more}
    return render(request, more.pop("template", "grants/deciding_form.html"), context, status=422 if wrong else 200)
