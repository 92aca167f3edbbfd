"""What the views of calls share: trying an action, pages of forms, exports."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _

from ognisko.core.spreadsheets import csv_bytes, write_table
from ognisko.grants.actions.calls import CallRefusedError
from ognisko.grants.forms.calls.base import CallForm
from ognisko.grants.models import Call
from ognisko.ledger.actions import ClosedPeriodError

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def posted(request: HttpRequest) -> QueryDict | None:
    """What was sent; None where the form is only asked for."""
    return request.POST if request.method == "POST" else None


def attempt(form: CallForm, action: Callable[[], object]) -> bool:
    """Try the action; what it refuses becomes an error of the form."""
    try:
        action()
    except (CallRefusedError, ClosedPeriodError) as refused:
        form.refuse(refused)
        return False
    return True


def crumbs(call: Call | None = None) -> list[tuple[str, str]]:
    """The way up from a page of calls."""
    path = [(_("Grants"), reverse("grants:calls"))]
    return [*path, (str(call), call.get_absolute_url())] if call else path


def form_page(
    request: HttpRequest, form: Any, *, heading: str, back: str, template: str = "grants/calls/form.html",
    call: Call | None = None, **context: Any,
) -> HttpResponse:  # fmt: skip
    """The page of a form; one with errors is answered as such."""
    status = 422 if form.is_bound and not form.is_valid() else 200
    context = {"save": _("Save"), "path": crumbs(call)} | context
    return render(request, template, context | {"form": form, "heading": heading, "back": back}, status=status)


def exported(
    request: HttpRequest, name: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> HttpResponse | None:
    """The whole list as CSV or XLSX when the address asks for it; None otherwise."""
    kind = request.GET.get("format")
    if kind == "csv":
        content, content_type = csv_bytes(columns, rows), "text/csv; charset=utf-8"
    elif kind == "xlsx":
        content, content_type = write_table(columns, rows, name), XLSX
    else:
        return None
    filename = f"{slugify(name) or 'lista'}.{kind}"
    return HttpResponse(
        content, content_type=content_type, headers={"Content-Disposition": f'attachment; filename="{filename}"'}
    )
