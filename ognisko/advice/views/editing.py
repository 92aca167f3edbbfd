"""The form of a session: quick to fill in, with both ways out where somebody has not joined the project."""

from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from ognisko.accounts.models import User
from ognisko.accounts.permissions import acting, allowed
from ognisko.advice import actions, queries
from ognisko.advice.actions.appointments import KeptAlreadyError
from ognisko.advice.forms import NEW, ROWS_AT_A_TIME, SessionForm, defaults
from ognisko.advice.forms.appointments import appointment_to_keep, initial_of_kept
from ognisko.advice.models import Session
from ognisko.advice.permissions import can_edit_session, can_record_sessions, can_see_sessions
from ognisko.advice.views.base import own_address, way_up
from ognisko.core.bounds import whole_number
from ognisko.core.minutes import hours_text
from ognisko.core.polish import date_text, fold
from ognisko.ledger.actions import ClosedPeriodError
from ognisko.people.actions import ErasedError
from ognisko.people.models import Party
from ognisko.people.queries import found as parties_found
from ognisko.projects.actions import RefusedError
from ognisko.ui.rules import Option

LOOKED_THROUGH, OFFERED = 60, 12
"""Of so many parties that match a text the nearest are offered."""


@allowed(can_record_sessions)
def session_add(request: HttpRequest) -> HttpResponse:
    """A new session; what the address says (?party=…&day=…&kind=…) is filled in."""
    if request.method == "POST":
        form = SessionForm(_posted(request), user=acting(request))
        if added := _more_rows(form, request):
            return _page(request, added)
        if form.is_valid() and (session := _record(form, request)):
            return _after_recording(request, form, session)
        return _page(request, form)
    party = _party(request.GET.get("party", ""))
    initial = defaults(acting(request), party=party, given=request.GET.dict())
    if party and "next" not in initial:
        initial["next"] = party.get_absolute_url()
    if number := whole_number(request.GET.get("appointment")):
        initial |= _of_appointment(number, acting(request))
    return _page(request, SessionForm(user=acting(request), initial=initial))


@allowed(can_see_sessions)
def session_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a session; the ledger follows by difference."""
    session = get_object_or_404(Session.objects.select_related("party", "kind", "project", "office", "place"), pk=pk)
    if not can_edit_session(acting(request), session):
        raise Http404
    if request.method != "POST":
        return _page(request, SessionForm(user=acting(request), session=session))
    form = SessionForm(_posted(request), user=acting(request), session=session)
    if added := _more_rows(form, request):
        return _page(request, added)
    if form.is_valid() and _change(form, request):
        messages.success(request, _("Saved."))
        return redirect(session)
    return _page(request, form)


@allowed(can_record_sessions)
def party_lookup(request: HttpRequest) -> HttpResponse:
    """What the picker of parties offers for `q`, each with the day when it was last with this advisor.

    In the week grid (?nowy=1) a new party is one of the options, since it is added in its row.
    """
    text = request.GET.get("q", "").strip()
    found = list(parties_found(text, LOOKED_THROUGH))
    last = queries.last_days(acting(request), found)
    found = sorted(found, key=lambda party: _nearness(party, text, last.get(party.pk)))[:OFFERED]
    options = [Option(party.pk, str(party), _party_note(party, last.get(party.pk)), party.icon) for party in found]
    context = {"options": options, "text": text}
    if request.GET.get("nowy"):
        return render(request, "advice/week_options.html", context | {"new": NEW})
    return render(request, "ui/options.html", context | {"add_url": "#id_new_name"})


def _nearness(party: Party, text: str, last: date | None) -> tuple[bool, bool, int]:
    """Whom the advisor met lately comes first, then names with a word that begins so: three letters have to do."""
    begins = f" {fold(text)}" in f" {fold(party.name)}"
    return (not (begins and last), not begins, -(last or date.min).toordinal())


def _party_note(party: Party, last: date | None) -> str:
    parts = [str(party.seat_now)] if party.seat_now else []
    if last:
        parts.append(_("last with you on %(day)s") % {"day": date_text(last)})
    return " · ".join(parts) or str(party.get_kind_now_display() or "")


def _of_appointment(number: int, user: User) -> dict[str, Any]:
    """What a kept appointment fills in; 404 where somebody else is to record it."""
    try:
        return initial_of_kept(appointment_to_keep(number, user))
    except ValidationError as error:
        raise Http404 from error


def _posted(request: HttpRequest) -> Any:
    """What was sent; a project chosen by one of the ways out takes the place of the one in the field."""
    if chosen := request.POST.get("project_instead"):
        data = request.POST.copy()
        data["project"] = chosen
        return data
    return request.POST


def _more_rows(form: SessionForm, request: HttpRequest) -> SessionForm | None:
    """More pickers of parties or people, with everything typed kept, where that button was used."""
    name = request.POST.get("add_rows")
    if name not in ("other", "present"):
        return None
    typed = form.as_typed() | {f"{other}_rows": len(form.rows(other)) for other in ("other", "present")}
    typed[f"{name}_rows"] += ROWS_AT_A_TIME
    return SessionForm(user=form.user, session=form.session, initial=typed | {"more": True})


def _record(form: SessionForm, request: HttpRequest) -> Session | None:
    """Record what is typed; None where the form now says what stands in the way."""
    joining, by, reason = "with_joining" in request.POST, acting(request), form.cleaned_data["reason"]
    try:
        if form.is_new_party:
            token = form.cleaned_data["token"]
            session = actions.record_session_with_new_party(
                form.new_party(), form.draft_for, token=token, joining=joining, by=by, reason=reason
            )
        else:
            record = actions.record_session_with_joining if joining else actions.record_session
            session = record(form.draft(), by=by, reason=reason)
    except (actions.NotJoinedError, ClosedPeriodError, RefusedError, KeptAlreadyError) as error:
        _explain(form, error)
        return None
    if not (form.is_with(session.party) and _says_the_same(session, form.draft_for(session.party))):
        form.begin_anew(session)
        return None
    return session


def _change(form: SessionForm, request: HttpRequest) -> Session | None:
    assert form.session is not None  # noqa: S101  # for the type checker: only the edit view comes here
    change = actions.change_session_with_joining if "with_joining" in request.POST else actions.change_session
    try:
        return change(form.session, form.draft(), by=acting(request), reason=form.cleaned_data["reason"])
    except (actions.NotJoinedError, ClosedPeriodError, RefusedError) as error:
        _explain(form, error)
        return None


def _explain(form: SessionForm, error: Exception) -> None:
    if isinstance(error, actions.NotJoinedError):
        form.offer_ways_out(error)
    elif isinstance(error, ClosedPeriodError):
        form.ask_reason(error)
    elif isinstance(error, actions.NoteStandsError):
        form.add_error("advisor", str(error))
    elif isinstance(error, KeptAlreadyError):
        form.add_error(None, str(error))
    else:
        form.add_error("party" if isinstance(error, ErasedError) else "project", str(error))


def _says_the_same(session: Session, draft: actions.SessionDraft) -> bool:
    """Say whether the recorded session is the one of the draft: a second click is, a form gone back to is not."""

    def bare(one: actions.SessionDraft) -> actions.SessionDraft:
        parties = {party.pk for party in one.other_parties} - {one.party.pk}
        present = {party.pk for party in one.present} - parties - {one.party.pk}
        count = max(one.people_count, len(one.present))
        return replace(
            one, other_parties=tuple(sorted(parties)), present=tuple(sorted(present)), people_count=count,  # type: ignore[arg-type]
            follow_up=None, token=None, appointment=None, confidential_note=one.confidential_note or "",
        )  # fmt: skip

    return bare(actions.draft_of(session)) == bare(draft)


def _after_recording(request: HttpRequest, form: SessionForm, session: Session) -> HttpResponseRedirect:
    undo = reverse("advice:session_cancel", args=[session.pk])
    text = _("Saved %(hours)s h.") % {"hours": hours_text(session.minutes)}
    messages.success(request, text, extra_tags=f"undo:{undo}")
    if "save_next" in request.POST:
        kept = {"day": session.day.isoformat(), "kind": session.kind_id, "form": session.form}
        kept |= {"project": session.project_id or "", "office": session.office_id or ""}
        return HttpResponseRedirect(f"{reverse('advice:session_add')}?{urlencode(kept)}")
    return HttpResponseRedirect(own_address(request, form.cleaned_data["next"]) or reverse("advice:sessions"))


def _page(request: HttpRequest, form: SessionForm) -> HttpResponse:
    session = form.session
    steps = [(str(session), session.get_absolute_url())] if session else []
    context = {"form": form, "session": session, "breadcrumbs": way_up(*steps)}
    return render(request, "advice/session_form.html", context)


def _party(number: str) -> Party | None:
    return Party.objects.filter(pk=pk).first() if (pk := whole_number(number)) else None
