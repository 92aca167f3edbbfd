"""What these pages share: the way up, files, forms."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _

from ognisko.ui.rules import attachment, table_file


def crumbs(*more: tuple[str, str]) -> list[tuple[str, str]]:
    """The way up from a page below RODO."""
    return [(_("Settings"), reverse("projects:settings")), (_("RODO"), reverse("privacy:home")), *more]


def posted(request: HttpRequest) -> QueryDict | None:
    """What was sent; None where the form is only asked for."""
    return request.POST if request.method == "POST" else None


def say(request: HttpRequest, text: str, undo: str = "") -> None:
    """A toast, with a button that takes the change back where there is an address for it."""
    messages.success(request, text, extra_tags=f"undo:{undo}" if undo else "")


def named_file(requested: str, name: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> HttpResponse:
    """A list as a file that is called as its page."""
    return table_file(requested, slugify(name) or "rodo", name, columns, rows)


def pdf_file(content: bytes, name: str) -> HttpResponse:
    """A document to print."""
    return attachment(content, f"{slugify(name) or 'rodo'}.pdf", "application/pdf")


def form_page(
    request: HttpRequest, form: Any, *, heading: str, back: str, breadcrumbs: Any, template: str = "privacy/form.html",
    **more: Any,
) -> HttpResponse:  # fmt: skip
    """The page of a form; one with errors is answered as such."""
    wrong = form.is_bound and (form.errors or more.get("wrong"))
    context = {"form": form, "heading": heading, "back": back, "breadcrumbs": breadcrumbs, **more}
    return render(request, template, context, status=422 if wrong else 200)
