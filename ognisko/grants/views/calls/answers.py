"""What the views of calls share: trying an action, pages of forms, exports."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.text import slugify
from django.utils.translation import gettext as _

from ognisko.grants.actions.calls import CallRefusedError
from ognisko.grants.forms.calls.base import CallForm
from ognisko.grants.models import Call
from ognisko.grants.queries.tabs import crumbs
from ognisko.ledger.actions import ClosedPeriodError
from ognisko.ui.rules import table_file


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
    """The whole list as a file when the address asks for one; None otherwise."""
    kind = request.GET.get("format")
    return table_file(kind, slugify(name) or "lista", name, columns, rows) if kind else None
