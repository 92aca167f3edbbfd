"""The officer's pages: the report beside the budget, what is admitted, what comes back, the end by two persons."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ognisko.accounts.models import User
from ognisko.accounts.permissions import acting, allowed
from ognisko.grants.actions import agreements
from ognisko.grants.actions.life import ReasonMissingError
from ognisko.grants.actions.money import NotNowError as MoneyNotNowError
from ognisko.grants.actions.settling import accepting, ending, relieving, reminding, returning
from ognisko.grants.actions.settling.reporting import NotNowError
from ognisko.grants.forms.settling import (
    AcceptForm,
    AdmitForm,
    AnswerForm,
    CorrectionsForm,
    EarlyForm,
    NoteForm,
    ReasonForm,
    ReliefForm,
    ReturnForm,
    VisitForm,
)
from ognisko.grants.models import ENDINGS, RELIEFS, About, Application, Call, Decision
from ognisko.grants.permissions import (
    can_approve,
    can_decide,
    can_pay,
    can_run_calls,
    can_see_grants,
    may_decide,
    writes,
)
from ognisko.grants.queries import settling as queries
from ognisko.grants.queries.tabs import call_tabs, crumbs
from ognisko.grants.rules.life import Forbidden, Stage
from ognisko.grants.rules.money import Refused
from ognisko.grants.rules.settling import Impossible
from ognisko.questionnaires.queries import page_of
from ognisko.ui.rules import Column, table_file
from ognisko.ui.rules import page_of as pages_of

PROBLEMS = (
    NotNowError, MoneyNotNowError, ReasonMissingError, Impossible, Refused, Forbidden, accepting.UndecidedError,
    accepting.BudgetGrowsError, ending.NotSettledError, ending.SamePersonError,
)  # fmt: skip

type Act = Callable[[Application, Any, User], object]

type Acts = Mapping[str, tuple[type[forms.Form] | None, Act, Any]]

ACTS: Acts = {
    "poczatek": (None, lambda row, _data, by: agreements.start(row, by=by), lambda: _("The work has begun.")),
    "poprawki": (CorrectionsForm, lambda row, data, by: accepting.call_for_report_corrections(row, **data, by=by),
                 lambda: _("The holder gets a letter.")),
    "przyjmij": (AcceptForm, lambda row, data, by: accepting.accept(row, **data, by=by),
                 lambda: _("The report is accepted.")),
    "zwrot": (ReasonForm, lambda row, data, by: returning.demand_return(row, **data, by=by),
              lambda: _("The holder gets a letter with the amount's day.")),
    "wizyta": (VisitForm, lambda row, data, by: accepting.record_visit(row, **data, by=by),
               lambda: _("The visit is recorded.")),
    "zakoncz": (NoteForm, lambda row, data, by: ending.propose(row, About.CLOSING, **data, by=by),
                lambda: _("Proposed. A second person approves it.")),
    "rozwiaz": (ReasonForm, lambda row, data, by: ending.propose(row, About.TERMINATION, **data, by=by),
                lambda: _("Proposed. A second person approves it.")),
    "otworz": (ReasonForm, lambda row, data, by: ending.propose(row, About.REOPENING, **data, by=by),
               lambda: _("Proposed. A second person approves it.")),
}  # fmt: skip
"""What an address does: its form, its action, and what is said afterwards; for those who run calls."""

MONEY_ACTS: Acts = {
    "wplata": (ReturnForm, lambda row, data, by: returning.record_return(row, **data, by=by),
               lambda: _("The return is recorded.")),
    "cofnij": (ReasonForm, lambda row, data, by: returning.take_return_back(row, **data, by=by),
               lambda: _("The return is taken back.")),
    "oddane": (EarlyForm, lambda row, data, by: returning.record_return(row, **data, by=by),
               lambda: _("The return is recorded.")),
    "umorz": (ReliefForm, lambda row, data, by: relieving.propose_relief(row, About.WRITE_OFF, **data, by=by),
              lambda: _("Proposed. A second person approves it.")),
    "odsetki": (ReliefForm, lambda row, data, by: relieving.propose_relief(row, About.WAIVER, **data, by=by),
                lambda: _("Proposed. A second person approves it.")),
}  # fmt: skip
"""The same for those who may pay."""

APPROVALS: Mapping[About, Callable[..., Application]] = {
    **dict.fromkeys(ENDINGS, ending.approve), **dict.fromkeys(RELIEFS, relieving.approve_relief),
}  # fmt: skip
"""What approves a proposal, by what it is about."""


def _row(request: HttpRequest, application: int) -> Application:
    rows = Application.objects.select_related("call__programme", "sheet", "party")
    row: Application = get_object_or_404(rows, pk=application, stage__in=queries.CARRYING)
    return row


def _worked_row(request: HttpRequest, application: int, may: Callable[[User], bool] = can_run_calls) -> Application:
    """A grant that this user may change: who writes an application is not its officer."""
    row = _row(request, application)
    if not may(acting(request)) or writes(acting(request), row):
        raise Http404
    return row


@allowed(can_see_grants)
def settlement(request: HttpRequest, application: int) -> HttpResponse:
    """The report beside the budget, with what may be done now."""
    return _page(request, _row(request, application), {})


def _page(request: HttpRequest, row: Application, wrong: Mapping[str, forms.Form]) -> HttpResponse:
    user, today = acting(request), timezone.localdate()
    context = queries.settlement(row, user.pk)
    report = context["report"]
    works, own = can_run_calls(user), writes(user, row)
    last = context["postings"].order_by("-pk").first()
    money, interest = context["money"], context["interest"]
    seen = {"seen": last.pk if last else 0, "on": today}
    starts: dict[str, Any] = {
        "poprawki": {"until": today + timedelta(days=row.call.correction_days)},
        "przyjmij": {name: getattr(report, name) for name in ("engaged", "reached", "volunteer_minutes")}
        if report else {},
        "wplata": seen | {"amount": money.due + interest + money.interest_due},
        "oddane": seen,
        "umorz": {"amount": money.due},
        "odsetki": {"amount": money.interest_due + interest},
        "wizyta": {"on": today},
    }  # fmt: skip
    asked = {
        name: wrong.get(name) or form(initial=starts.get(name, {}), auto_id=f"id_{name}_%s")
        for name, (form, _act, _said) in (*ACTS.items(), *MONEY_ACTS.items())
        if form
    }
    admitting = row.at is Stage.REPORTED and works and not own
    context |= {
        "row": row, "currency": row.call.currency, "forms": asked, "wrong": wrong, "may_work": works and not own,
        "may_pay": can_pay(user) and not own, "admitting": admitting,
        "lines": _lines(context["bills"], wrong, admitting=admitting),
        "answers": page_of(report.sheet, currency=row.call.currency)[1] if report else (), "stage": row.at.name,
        "asked": [(one, None if one.answered_at else wrong.get(f"r{one.pk}") or AnswerForm(None, one))
                  for one in context["requests"]],
        "waiting": [(one, can_approve(user, one) and not own) for one in context["proposals"]],
        "may_return_early": row.at in returning.EARLY and not money.due and money.unaccounted > 0,
        "may_relieve": row.at in (Stage.ACCEPTED, Stage.RETURNING, Stage.TERMINATED) and not context["proposals"],
        "can_close": money.settled and row.at in (Stage.ACCEPTED, Stage.RETURNING, Stage.TERMINATED),
        "overdue": row.report_due_on and row.report_due_on < today and row.at is Stage.CARRIED_OUT,
        "breadcrumbs": crumbs(row.call, (_("Settlement"), reverse("grants:reports", args=[row.call_id]))),
    }  # fmt: skip
    return render(request, "grants/settling/settlement.html", context)


def _lines(bills: queries.Bills, wrong: Mapping[str, forms.Form], *, admitting: bool) -> list[Any]:
    return [
        (line, [(bill, (wrong.get(f"d{bill.bill.pk}") or AdmitForm(None, bill)) if admitting else None)
                for bill in line.rows])
        for line in bills.lines
    ]  # fmt: skip


@allowed(can_run_calls)
@require_POST
def act(request: HttpRequest, application: int, what: str) -> HttpResponse:
    """One of ACTS, or what is admitted of the documents; what is wrong is told at its field."""
    if what == "dokumenty":
        return _admit(request, _worked_row(request, application))
    return _act(request, _worked_row(request, application), ACTS, what)


@allowed(can_pay)
@require_POST
def act_on_money(request: HttpRequest, application: int, what: str) -> HttpResponse:
    """One of MONEY_ACTS."""
    return _act(request, _worked_row(request, application, can_pay), MONEY_ACTS, what)


def _act(request: HttpRequest, row: Application, acts: Acts, what: str) -> HttpResponse:
    if what not in acts:
        raise Http404
    made, action, said = acts[what]
    form = made(request.POST, auto_id=f"id_{what}_%s") if made else None
    if form and not form.is_valid():
        return _page(request, row, {what: form})
    try:
        action(row, form.cleaned_data if form else {}, acting(request))
    except PROBLEMS as problem:
        if form is None:
            messages.error(request, str(problem))
            return redirect("grants:settlement", row.pk)
        form.add_error(None, str(problem))
        return _page(request, _row(request, row.pk), {what: form})
    messages.success(request, said())
    return redirect("grants:settlement", row.pk)


def _admit(request: HttpRequest, row: Application) -> HttpResponse:
    """Keep what is admitted of every document."""
    rows = [bill for line in queries.bills_of(row, acting(request).pk).lines for bill in line.rows]
    found = [AdmitForm(request.POST, bill) for bill in rows]
    if [form for form in found if not form.is_valid()]:
        return _page(request, row, {f"d{form.bill.pk}": form for form in found})
    try:
        amounts = {form.bill.pk: (form.cleaned_data["admitted"], form.cleaned_data["reason"]) for form in found}
        accepting.admit(row, amounts, by=acting(request))
    except PROBLEMS as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, _("What is admitted is saved."))
    return redirect("grants:settlement", row.pk)


@allowed(can_see_grants)
@require_POST
def answer(request: HttpRequest, application: int, request_id: int) -> HttpResponse:
    """Answer a request for a change."""
    row = _worked_row(request, application)
    asked = get_object_or_404(row.change_requests, pk=request_id)
    form = AnswerForm(request.POST, asked)
    if not form.is_valid():
        return _page(request, row, {f"r{asked.pk}": form})
    data = form.cleaned_data
    try:
        accepting.answer_change(asked, agreed=data["agreed"] == "yes", answer=data["answer"], by=acting(request))
    except PROBLEMS as problem:
        form.add_error(None, str(problem))
        return _page(request, row, {f"r{asked.pk}": form})
    messages.success(request, _("The answer is sent."))
    return redirect("grants:settlement", row.pk)


@allowed(can_see_grants)
@require_POST
def decide(request: HttpRequest, application: int, decision: int, what: str) -> HttpResponse:
    """The second person approves a proposal, or sends it back with a reason."""
    row = _worked_row(request, application, can_decide)
    found = get_object_or_404(Decision, pk=decision, lines__application=row, about__in=APPROVALS)
    if not may_decide(acting(request), found):
        raise Http404
    by, note = acting(request), request.POST.get("note", "").strip()[:1000]
    try:
        with transaction.atomic():
            if what == "zatwierdz":
                APPROVALS[About(found.about)](found, note=note, by=by)
            elif what == "odeslij":
                ending.send_back(found, reason=note, by=by)
            else:
                raise Http404
    except PROBLEMS as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, _("Approved.") if what == "zatwierdz" else _("Sent back."))
    return redirect("grants:settlement", row.pk)


@allowed(can_see_grants)
def reports(request: HttpRequest, call: int) -> HttpResponse:
    """The grants of a call by the day of their report; late ones first to be seen, the same as a file."""
    found = get_object_or_404(Call.objects.select_related("programme"), pk=call)
    only, today = request.GET.get("stan", ""), timezone.localdate()
    rows = queries.reports_of(found, today, only=only)
    names = [_("Number"), _("Title"), _("Who"), _("State"), _("Report due on"), _("Days late"), _("Report came in")]
    if requested := request.GET.get("format"):
        table = [[one.row.number, one.row.title, one.row.applicant_name, one.row.get_stage_display(),
                  one.row.report_due_on, one.days_late, one.reported_at and timezone.localdate(one.reported_at)]
                 for one in rows]  # fmt: skip
        return table_file(requested, f"{_('reports')}-{found.address}", _("Reports"), names, table)
    context = {
        "call": found, "tabs": call_tabs(found, "reports"), "page": pages_of(rows, request), "only": only,
        "columns": [Column(str(at), name) for at, name in enumerate([*names[:6], ""])],
        "late": sum(one.days_late > 0 for one in rows), "may_work": can_run_calls(acting(request)),
        "breadcrumbs": crumbs(found),
    }  # fmt: skip
    return render(request, "grants/settling/reports.html", context)


@allowed(can_run_calls)
@require_POST
def remind(request: HttpRequest, application: int) -> HttpResponse:
    """Write to the holder of a grant that the report is due; one letter a day."""
    row = _worked_row(request, application)
    try:
        sent = reminding.remind(row, by=acting(request))
    except NotNowError as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, _("A letter went out.") if sent else _("They got a letter today already."))
    return redirect("grants:reports", row.call_id)
