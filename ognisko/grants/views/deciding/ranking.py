"""The ranking list, what it is made of, the publication of results, appeals."""

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST

from ognisko.accounts.models import User
from ognisko.accounts.permissions import acting, allowed
from ognisko.grants.actions import awarding
from ognisko.grants.actions.deciding import NotReadyToDecideError
from ognisko.grants.actions.life import ReasonMissingError
from ognisko.grants.forms.deciding import AnswerForm, AppealForm, ProposeForm
from ognisko.grants.models import About, Appeal, Application, Call
from ognisko.grants.permissions import can_run_calls, can_see_grants, writes
from ognisko.grants.queries.decisions import happened, open_appeals, what_follows
from ognisko.grants.queries.ranking import Ranked, checks, open_ranking, proposed_lines, ranked
from ognisko.grants.queries.scores import scores_of
from ognisko.grants.queries.tabs import call_tabs, crumbs
from ognisko.grants.rules import deadlines
from ognisko.grants.rules.life import Forbidden
from ognisko.grants.rules.ranking import Standing
from ognisko.grants.rules.scoring import decimal_of
from ognisko.grants.views.deciding.base import call_or_404, form_page, list_file
from ognisko.grants.views.deciding.decisions import for_decision, told
from ognisko.ui.rules import Column


@allowed(can_see_grants)
def ranking(request: HttpRequest, call: int) -> HttpResponse:
    """The list as it is computed now, and its decision beside it."""
    row = call_or_404(call)
    if requested := request.GET.get("format"):
        return list_file(requested, _("Ranking list"), _heads(row), _rows(ranked(row)))
    return _page(request, row)


def _heads(call: Call) -> list[str]:
    return [
        _("Place"), _("Number"), _("Applicant"), pgettext("grant", "Activity"), pgettext("place", "Municipality"),
        _("Points"), _("Ahead was put by"), pgettext("money", "Asked for"), _("Recommended"), _("Amount"),
        _("Running total"), _("What comes of it"),
    ]  # fmt: skip


def _rows(found: Ranked) -> Iterator[list[Any]]:
    for line in found.lines:
        row = line.application
        yield [
            line.place, row.number, row.applicant_name, row.title, str(row.place), line.points, line.behind_by,
            row.amount, row.recommended, line.amount or None, line.running, str(Standing(line.standing).label),
        ]  # fmt: skip
    for row in found.rejected:
        yield [None, row.number, row.applicant_name, row.title, str(row.place), None, "", row.amount, None, None, None,
               str(row.at.label)]  # fmt: skip


def _page(
    request: HttpRequest, call: Call, problems: Sequence[str] = (), form: ProposeForm | None = None, status: int = 200
) -> HttpResponse:
    user, found, waiting = acting(request), ranked(call), open_ranking(call)
    approved = call.decisions.filter(about=About.RANKING, approved_at__isnull=False).select_related(
        "proposed_by", "approved_by").first()  # fmt: skip
    context = {
        **for_decision(user, waiting), "call": call, "found": found, "checks": checks(found), "columns": _columns(call),
        "tabs": call_tabs(call, "ranking"), "breadcrumbs": crumbs(call), "problems": problems,
        "may_run": can_run_calls(user), "form": form or ProposeForm(), "approved": approved,
        "to_decide": proposed_lines(found), "follows": what_follows(waiting) if waiting else "",
        "happened": happened(call), "has_reserve": bool(found.reserve) and approved is not None,
        "appeals": Appeal.objects.filter(application__call=call, answered_at=None).count(),
    }  # fmt: skip
    return render(request, "grants/ranking.html", context, status=status)


def _columns(call: Call) -> list[Column]:
    unit = {"currency": "zł" if call.currency == "PLN" else "€"}
    return [
        Column("place", _("Place")), Column("number", pgettext("short", "No.")),
        Column("who", _("Applicant and activity")), Column("where", pgettext("place", "Municipality")),
        Column("points", _("Points"), numeric=True), Column("amount", _("Amount (%(currency)s)") % unit, numeric=True),
        Column("running", _("Running total (%(currency)s)") % unit, numeric=True),
    ]  # fmt: skip


@allowed(can_run_calls)
@require_POST
def propose(request: HttpRequest, call: int) -> HttpResponse:
    """Propose the whole list to a second person."""
    row, form = call_or_404(call), ProposeForm(request.POST)
    if not form.is_valid():
        return _page(request, row, form=form, status=422)
    try:
        awarding.propose_ranking(row, by=acting(request), **form.cleaned_data)
    except awarding.AlreadyProposedError as problem:
        messages.info(request, str(problem))
    except (NotReadyToDecideError, Forbidden) as problem:
        return _page(request, call_or_404(call), told(problem), form, 422)
    else:
        messages.success(request, _("The list waits for its second person."))
    return redirect("grants:ranking", row.pk)


@allowed(can_run_calls)
@require_POST
def publish(request: HttpRequest, call: int) -> HttpResponse:
    """Show the results to everybody."""
    row = call_or_404(call)
    try:
        awarding.publish_results(row, by=acting(request))
    except NotReadyToDecideError as problem:
        return _page(request, row, told(problem), status=422)
    messages.success(request, _("The results are public."))
    return redirect("grants:ranking", row.pk)


@allowed(can_see_grants)
def points(request: HttpRequest, application: int) -> HttpResponse:
    """The cards behind the points of an application: in the panel, or on a page of their own."""
    row = get_object_or_404(Application.objects.select_related("call__programme"), pk=application)
    score = scores_of(row.call, [row.pk]).get(row.pk)
    if score is None:
        raise Http404
    criteria = list(row.call.criteria.all())
    cards = [
        (card, [card.points.get(one.code) for one in criteria], str(card.assessor_id) in score.counted)
        for card in row.assessments.done().select_related("assessor").order_by("is_third", "id")
    ]
    means = [(one, decimal_of(score.by_criterion.get(one.code, 0))) for one in criteria]  # type: ignore[arg-type]  # 0 is a fraction
    context = {
        "application": row, "call": row.call, "criteria": criteria, "cards": cards, "means": means, "score": score,
        "points": decimal_of(score.points), "priorities": list(row.priorities.all()), "breadcrumbs": crumbs(
            row.call, (_("Ranking list"), reverse("grants:ranking", args=[row.call_id]))),
    }  # fmt: skip
    in_panel = request.headers.get("HX-Request")
    return render(request, "grants/points_panel.html" if in_panel else "grants/points.html", context)


@allowed(can_see_grants)
def appeals(request: HttpRequest) -> HttpResponse:
    """Appeals that wait for an answer."""
    answered = Appeal.objects.filter(answered_at__isnull=False).select_related("application__call", "answered_by")
    context = {
        "open": list(open_appeals()), "answered": answered.order_by("-answered_at")[:30],
        "may_run": can_run_calls(acting(request)), "breadcrumbs": crumbs(),
    }  # fmt: skip
    return render(request, "grants/appeals.html", context)


@allowed(can_run_calls)
def appeal(request: HttpRequest, appeal: int) -> HttpResponse:
    """Answer an appeal."""
    row = get_object_or_404(Appeal.objects.select_related("application__call__programme"), pk=appeal)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            awarding.answer_appeal(row, by=acting(request), **form.cleaned_data)
        except (Forbidden, ReasonMissingError) as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, _("The applicant gets the answer by e-mail."))
            return redirect("grants:appeals")
    up = crumbs(row.application.call, (_("Appeals"), reverse("grants:appeals")))
    heading = _("Appeal of %(number)s") % {"number": row.application.number}
    return form_page(
        request, form, heading=heading, back=reverse("grants:appeals"), breadcrumbs=up, appeal=row,
        save=_("Send the answer"), template="grants/appeal.html",
    )  # fmt: skip


def _has_account(user: User) -> bool:
    return user.is_authenticated


@allowed(_has_account)
def my_appeal(request: HttpRequest, application: UUID) -> HttpResponse:
    """An applicant's appeal, while there is time for it."""
    user = acting(request)
    row = get_object_or_404(Application.objects.select_related("call__programme"), token=application)
    if not writes(user, row):
        raise Http404
    form = AppealForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            awarding.file_appeal(row, by=user, **form.cleaned_data)
        except awarding.TooLateError as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, _("We have your appeal. We will answer by e-mail."))
            return redirect("grants:my_appeal", row.token)
    window = awarding.appeal_until(row)
    context = {
        "application": row, "form": form, "filed": row.appeals.last(), "until": window.closes if window else None,
        "is_open": window is not None and deadlines.is_within(window, timezone.now()),
    }  # fmt: skip
    return render(request, "grants/my_appeal.html", context, status=422 if form.errors else 200)
