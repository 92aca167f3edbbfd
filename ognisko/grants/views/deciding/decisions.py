"""A decision's page: what was proposed, by whom; another person approves it or sends it back."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ognisko.accounts.models import User
from ognisko.accounts.permissions import acting, allowed
from ognisko.grants.actions.agreements import approve_agreement
from ognisko.grants.actions.annexes import approve_annex
from ognisko.grants.actions.awarding import approve_ranking
from ognisko.grants.actions.deciding import (
    ChangedError,
    NotOpenDecisionError,
    NotReadyToDecideError,
    SamePersonError,
    send_back,
)
from ognisko.grants.actions.payments import approve_batch
from ognisko.grants.forms.deciding import NoteForm, ReasonForm
from ognisko.grants.models import About, Decision
from ognisko.grants.permissions import can_approve, can_decide, can_see_grants, may_decide
from ognisko.grants.queries.tabs import crumbs
from ognisko.grants.rules.life import Forbidden
from ognisko.grants.rules.money import Refused

APPROVALS: Mapping[str, Callable[..., Decision]] = {
    About.RANKING: approve_ranking,
    About.AGREEMENT: approve_agreement,
    About.ANNEX: approve_annex,
    About.PAYMENT: approve_batch,
}
"""What approves a decision, by what it is about."""

PROBLEMS = (SamePersonError, NotOpenDecisionError, ChangedError, NotReadyToDecideError, Refused, Forbidden)
"""Why a decision is not taken; the page says it."""


def decision_or_404(pk: int) -> Decision:
    """The decision of an address."""
    related = ("call__programme", "proposed_by", "approved_by", "sent_back_by", "batch", "annex")
    return get_object_or_404(Decision.objects.select_related(*related), pk=pk, about__in=APPROVALS)


def place_of(decision: Decision) -> str:
    """The page to which a decision belongs."""
    if decision.about == About.PAYMENT:
        return reverse("grants:batch", args=[decision.batch.pk])
    names = {About.RANKING: "grants:ranking", About.AGREEMENT: "grants:agreements"}
    if name := names.get(About(decision.about)):
        return reverse(name, args=[decision.call_id])
    line = decision.lines.first()
    return reverse("grants:grant", args=[line.application_id]) if line else decision.call.get_absolute_url()


def told(problem: Exception) -> Sequence[str]:
    """What went wrong, in sentences."""
    more = getattr(problem, "changes", None) or getattr(problem, "sentences", None)
    if isinstance(problem, ChangedError):
        return (str(problem), *problem.changes)
    return more or (str(problem),)


def for_decision(user: User, decision: Decision | None) -> dict[str, Any]:
    """What the pane of a decision shows."""
    if decision is None:
        return {"decision": None}
    return {
        "decision": decision,
        "may_approve": can_approve(user, decision),
        "may_send_back": decision.is_open and may_decide(user, decision),
        "is_mine": decision.proposed_by_id == user.pk,
        "note_form": NoteForm(prefix="zgoda"),
        "reason_form": ReasonForm(prefix="zwrot"),
    }


@allowed(can_see_grants)
def decision(request: HttpRequest, decision: int) -> HttpResponse:
    """What was proposed, line by line."""
    return _page(request, decision_or_404(decision))


def _page(
    request: HttpRequest, row: Decision, problems: Sequence[str] = (), status: int = 200, **more: Any
) -> HttpResponse:
    context = {
        **for_decision(acting(request), row), "call": row.call, "place": place_of(row), "problems": problems,
        "lines": row.lines.select_related("application"), "breadcrumbs": crumbs(row.call), **more,
    }  # fmt: skip
    return render(request, "grants/decision.html", context, status=status)


@allowed(can_decide)
@require_POST
def approve(request: HttpRequest, decision: int) -> HttpResponse:
    """The second person says yes."""
    row, user = decision_or_404(decision), acting(request)
    if not may_decide(user, row):
        raise Http404
    form = NoteForm(request.POST, prefix="zgoda")
    if not form.is_valid():
        return _page(request, row, status=422, note_form=form)
    try:
        APPROVALS[row.about](row, by=user, note=form.cleaned_data["note"])
    except PROBLEMS as problem:
        return _page(request, decision_or_404(decision), told(problem), 422, note_form=form)
    messages.success(request, _("Approved."))
    return redirect(place_of(row))


@allowed(can_decide)
@require_POST
def back(request: HttpRequest, decision: int) -> HttpResponse:
    """Send a proposal back, or take one's own back, with a reason."""
    row, user = decision_or_404(decision), acting(request)
    if not may_decide(user, row):
        raise Http404
    form = ReasonForm(request.POST, prefix="zwrot")
    if not form.is_valid():
        return _page(request, row, status=422, reason_form=form)
    try:
        send_back(row, by=user, reason=form.cleaned_data["reason"])
    except PROBLEMS as problem:
        return _page(request, decision_or_404(decision), told(problem), 422, reason_form=form)
    messages.success(request, _("Sent back."))
    return redirect(place_of(row))
