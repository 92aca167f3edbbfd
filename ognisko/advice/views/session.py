"""The page of one session, and cancelling and restoring it."""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ognisko.accounts.permissions import acting, allowed
from ognisko.advice import queries
from ognisko.advice.actions import cancel_session, restore_session
from ognisko.advice.forms import ReasonForm
from ognisko.advice.models import Session, SessionParty
from ognisko.advice.permissions import can_edit_session, can_read_confidential_note, can_see_sessions
from ognisko.advice.views.base import is_for_panel, own_address, way_up
from ognisko.ledger.actions import ClosedPeriodError


def _session(number: int) -> Session:
    try:
        return queries.session_of_page(number)
    except Session.DoesNotExist as error:
        raise Http404 from error


@allowed(can_see_sessions)
def session(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything about one session; beside a list as a panel."""
    found = _session(pk)
    taking_part = list(found.participations.all())
    entries = queries.entry_lines(found)
    context = {
        "session": found,
        "others": [row.party for row in taking_part if row.capacity == SessionParty.Capacity.PARTY],
        "present": [row.party for row in taking_part if row.capacity == SessionParty.Capacity.PRESENT],
        "entries": [line for line in entries if line.is_in_force],
        "corrections": [line for line in entries if line.reason],
        "may_edit": can_edit_session(acting(request), found),
        "note": found.confidential_note if can_read_confidential_note(acting(request), found) else "",
    }
    if is_for_panel(request):
        return render(request, "advice/session_panel.html", context)
    context |= {
        "breadcrumbs": way_up((str(found.party), found.party.get_absolute_url())),
    }
    return render(request, "advice/session.html", context)


@allowed(can_see_sessions)
@require_POST
def session_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """The session counts as nothing from now on; undo brings it back."""
    text, undo = _("The session is cancelled."), reverse("advice:session_restore", args=[pk])
    return _set(request, pk, cancel_session, text, undo)


@allowed(can_see_sessions)
@require_POST
def session_restore(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo a cancelling."""
    text, undo = _("The session counts again."), reverse("advice:session_cancel", args=[pk])
    return _set(request, pk, restore_session, text, undo)


def _set(request: HttpRequest, pk: int, change: Callable[..., Session], text: str, undo: str) -> HttpResponse:
    """Cancel or restore; in a closed period a page asks for the reason first."""
    found = _session(pk)
    if not can_edit_session(acting(request), found):
        raise Http404
    form = ReasonForm(request.POST if "reason" in request.POST else None)
    back = own_address(request, request.POST.get("next") or _referring_page(request)) or found.get_absolute_url()
    if not form.is_bound or form.is_valid():
        try:
            change(found, by=acting(request), reason=form.cleaned_data["reason"] if form.is_bound else "")
        except ClosedPeriodError:
            pass
        else:
            messages.success(request, text, extra_tags=f"undo:{undo}")
            return redirect(back)
    context = {"session": found, "form": form, "next": back, "cancels": change is cancel_session}
    return render(request, "advice/session_reason.html", context)


def _referring_page(request: HttpRequest) -> str:
    """The path of the page that the button stood on; a form that was sent is no page to go back to."""
    came_from = urlsplit(request.headers.get("referer", ""))
    path = f"{came_from.path}?{came_from.query}" if came_from.query else came_from.path
    return path if came_from.path != request.path else ""
