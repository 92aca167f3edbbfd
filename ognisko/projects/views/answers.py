"""What the views of this app share: trying an action, one-click changes with undo, exports, form pages."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.text import slugify

from ognisko.accounts.models import User
from ognisko.ledger.actions import ClosedPeriodError
from ognisko.projects.actions import RefusedError
from ognisko.projects.forms.base import ReasonForm, StaffForm
from ognisko.ui.rules import table_file


def posted(request: HttpRequest) -> QueryDict | None:
    """What was sent, also when every box was left empty; None where the form is only asked for."""
    return request.POST if request.method == "POST" else None


def who(request: HttpRequest) -> User:
    """The user; ``allowed`` has let nobody else in."""
    return cast("User", request.user)


@dataclass(frozen=True)
class Done[T]:
    """What an action returned; true even where it returned nothing."""

    value: T


def attempt[T](form: StaffForm, action: Callable[[], T]) -> Done[T] | None:
    """Try the action; what it refuses becomes an error of the form, a closed period asks for a reason."""
    try:
        return Done(action())
    except ClosedPeriodError as closed:
        form.ask_reason(closed)
    except RefusedError as refused:
        form.refuse(refused)
    return None


def say(request: HttpRequest, text: str, undo: str = "") -> None:
    """A toast, with a button that takes the change back where there is an address for it."""
    messages.success(request, text, extra_tags=f"undo:{undo}" if undo else "")


def carried_out(
    request: HttpRequest,
    action: Callable[[str], object],
    *,
    question: str,
    done: str,
    back: str,
    undo: str = "",
    crumbs: Sequence[tuple[str, str]] = (),
    about_person: bool = False,
) -> HttpResponse:
    """A change of one click. Where its period is closed, or a rule refuses it, a page says so and asks on."""
    form = ReasonForm(request.POST)
    form.about_person = about_person
    if form.is_valid() and attempt(form, lambda: action(form.given_reason)):
        say(request, done, undo)
        return redirect(back)
    return form_page(request, form, heading=question, back=back, crumbs=crumbs)


def form_page(
    request: HttpRequest,
    form: StaffForm,
    *,
    heading: str,
    back: str,
    crumbs: Sequence[tuple[str, str]] = (),
    template: str = "projects/form.html",
    **context: Any,
) -> HttpResponse:
    """The page of a form; one with errors is answered as such, so that scripts and tests can tell."""
    status = 422 if form.is_bound and form.errors else 200
    context |= {"form": form, "heading": heading, "back": back, "breadcrumbs": crumbs}
    return render(request, template, context, status=status)


def exported(
    request: HttpRequest, name: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> HttpResponse | None:
    """The whole list as a file when the address asks for it; None otherwise, and then no row is read."""
    requested = request.GET.get("format")
    return table_file(requested, slugify(name) or "lista", name, columns, rows) if requested else None
