"""What the pages of an applicant share: who comes in, the list of tasks beside the page."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from ognisko.accounts.permissions import acting
from ognisko.grants.models import Application
from ognisko.grants.queries import applying as queries
from ognisko.grants.queries.tasks import tasks_of


def entered[**P](
    view: Callable[Concatenate[HttpRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Whoever is not known yet is sent for a link by mail, and comes back here."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect(reverse("accounts:enter", query={"dalej": request.path}))
        answer = view(request, *args, **kwargs)
        answer.headers.setdefault("Cache-Control", "no-store, private")
        return answer

    return guarded


def of_author[**P](
    view: Callable[Concatenate[HttpRequest, Application, P], HttpResponse],
) -> Callable[..., HttpResponse]:
    """Only those who write an application see it; for all others, staff too, there is nothing here."""

    @wraps(view)
    def guarded(request: HttpRequest, /, application: UUID, *args: Any, **kwargs: Any) -> HttpResponse:
        row = found_or_404(queries.application_of(acting(request), application))
        return view(request, row, *args, **kwargs)

    return entered(guarded)


def found_or_404(row: Application | None) -> Application:
    """The application; 404 where it is not this person's."""
    if row is None:
        raise Http404
    return row


def show(
    request: HttpRequest, template: str, row: Application, now: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """A page of an application with the list of its tasks."""
    tasks = tasks_of(row)
    instant = queries.clock()
    framed = {
        "row": row,
        "tasks": tasks,
        "steps": queries.rows_of(row, tasks, now),
        "window": queries.window_of(row, instant),
        "ready": all(task.is_done for task in tasks),
        "part": next((number for number, task in enumerate(tasks, 1) if task.key == now), len(tasks) + 1),
        "parts": len(tasks) + 1,
    }
    return render(request, f"grants/applying/{template}.html", framed | context, status=status)


def after(row: Application, key: str) -> str:
    """The address of the step that follows."""
    keys = [(one.key, one.url) for one in queries.rows_of(row, tasks_of(row))]
    at = next((number for number, (name, _url) in enumerate(keys) if name == key), len(keys) - 1)
    return keys[min(at + 1, len(keys) - 1)][1]
