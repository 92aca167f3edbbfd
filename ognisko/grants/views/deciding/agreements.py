"""Agreements: the list of a call, one of them, its documents, signing, annexes, the page of a grant."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST

from ognisko.accounts.permissions import acting, allowed
from ognisko.grants.actions import agreements as actions
from ognisko.grants.actions.annexes import propose_annex
from ognisko.grants.actions.awarding import give_up as give_up_grant
from ognisko.grants.actions.deciding import NotReadyToDecideError
from ognisko.grants.actions.payments import TAKEN_BACK
from ognisko.grants.forms.deciding import AgreementForm, AnnexForm, GiveUpForm, SignedForm
from ognisko.grants.models import About, Agreement, Annex, Call
from ognisko.grants.permissions import can_pay, can_run_calls, can_see_grants
from ognisko.grants.queries import agreements as queries
from ognisko.grants.queries.decisions import accounts_of, postings_of, waiting_decisions
from ognisko.grants.queries.money import money_of
from ognisko.grants.queries.tabs import call_tabs, crumbs
from ognisko.grants.rules.life import Actor, Forbidden, Stage
from ognisko.grants.rules.money import Refused
from ognisko.grants.views.deciding.base import call_or_404, file_of, form_page, grant_or_404, list_file
from ognisko.grants.views.deciding.decisions import told
from ognisko.ui.rules import Column


def _agreement_or_404(pk: int) -> Agreement:
    related = ("application__call__programme", "application__place")
    return get_object_or_404(Agreement.objects.select_related(*related), pk=pk)


def _of_call(call: Call) -> Any:
    return Agreement.objects.filter(application__call=call)


@allowed(can_see_grants)
def agreements(request: HttpRequest, call: int) -> HttpResponse:
    """Awards of a call with their agreements."""
    row = call_or_404(call)
    if requested := request.GET.get("format"):
        heads = [
            _("Number of the agreement"), _("Number"), _("Applicant"), pgettext("grant", "Activity"), _("Amount"),
            pgettext("agreement", "Prepared"), pgettext("agreement", "Sent"), _("Signed on"), _("Stage"),
        ]  # fmt: skip
        return list_file(requested, _("Agreements"), heads, _rows(row))
    return _list(request, row)


def _rows(call: Call) -> Any:
    for row in queries.grants_of(call):
        one = getattr(row, "agreement", None)
        days = [one.prepared_at.date(), one.sent_at and one.sent_at.date(), one.signed_on] if one else [None] * 3
        yield [one.number if one else "", row.number, row.applicant_name, row.title, row.awarded, *days,
               str(row.at.label)]  # fmt: skip


def _list(
    request: HttpRequest, call: Call, form: SignedForm | None = None, problems: Any = (), status: int = 200
) -> HttpResponse:
    rows = [(row, getattr(row, "agreement", None)) for row in queries.grants_of(call)]
    waiting = list(waiting_decisions(call, About.AGREEMENT))
    in_decision = {line.application_id for one in waiting for line in one.lines.all()}
    context = {
        "call": call, "rows": rows, "tabs": call_tabs(call, "agreements"), "breadcrumbs": crumbs(call),
        "may_run": can_run_calls(acting(request)), "problems": problems,
        "form": form or SignedForm(rows=_of_call(call)), "waiting": waiting, "in_decision": in_decision,
        "without": sum(1 for row, one in rows if one is None),
        "columns": [Column("tick", ""), Column("number", _("Agreement")), Column("who", _("Applicant and activity")),
                    Column("amount", _("Amount"), numeric=True), Column("state", _("State"))],
    }  # fmt: skip
    return render(request, "grants/agreements.html", context, status=status)


@allowed(can_run_calls)
@require_POST
def prepare(request: HttpRequest, call: int) -> HttpResponse:
    """Prepare the agreements on all awards that lack one."""
    made = actions.prepare_all(call_or_404(call), by=acting(request))
    messages.success(request, _("Agreements prepared: %(count)s.") % {"count": len(made)})
    return redirect("grants:agreements", call)


@allowed(can_run_calls)
@require_POST
def signed(request: HttpRequest, call: int) -> HttpResponse:
    """Propose that the ticked agreements came back signed."""
    row = call_or_404(call)
    form = SignedForm(request.POST, rows=_of_call(row))
    if not form.is_valid():
        return _list(request, row, form, status=422)
    try:
        chosen = form.cleaned_data["agreements"]
        actions.propose_signed(chosen, signed_on=form.cleaned_data["signed_on"], by=acting(request))
    except NotReadyToDecideError as problem:
        return _list(request, row, form, told(problem), 422)
    messages.success(request, _("The agreements wait for their second person."))
    return redirect("grants:agreements", row.pk)


@allowed(can_see_grants)
def agreement(request: HttpRequest, agreement: int) -> HttpResponse:
    """One agreement: what it says, and until it is signed a form to fill it in."""
    row, user = _agreement_or_404(agreement), acting(request)
    waits = actions.open_agreement_decision(row)
    may_edit = can_run_calls(user) and row.application.at is Stage.AWARDED and waits is None
    if request.method == "POST" and not can_run_calls(user):
        raise Http404
    form = AgreementForm(request.POST if request.method == "POST" else None, agreement=row)
    if form.is_valid():
        try:
            actions.change_agreement(row, by=user, **form.values)
        except (actions.AgreedError, Refused) as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, _("Saved."))
            return redirect("grants:agreement", row.pk)
    back = reverse("grants:agreements", args=[row.application.call_id])
    return form_page(
        request, form, heading=row.number, back=back, breadcrumbs=crumbs(row.application.call, (_("Agreements"), back)),
        template="grants/agreement.html", agreement=row, may_edit=may_edit, waits=waits, application=row.application,
        lacks=actions.lacks(row) if may_edit else (), call=row.application.call, may_run=can_run_calls(user),
        may_pay=can_pay(user), parts=list(row.instalments.all()),
    )  # fmt: skip


@allowed(can_see_grants)
def agreement_file(request: HttpRequest, agreement: int, ending: str) -> HttpResponse:
    """The agreement as a PDF, or as a document to edit."""
    row = _agreement_or_404(agreement)
    if ending not in {"pdf", "docx"}:
        raise Http404
    made = queries.agreement_pdf if ending == "pdf" else queries.agreement_docx
    return file_of(made(row, whole=can_pay(acting(request))), f"umowa-{row.number}", ending)


@allowed(can_run_calls)
@require_POST
def sent(request: HttpRequest, agreement: int) -> HttpResponse:
    """Note that an agreement went out for signing."""
    row = actions.mark_sent(_agreement_or_404(agreement), by=acting(request))
    messages.success(request, _("Noted as sent."))
    return redirect("grants:agreement", row.pk)


@allowed(can_run_calls)
def annex(request: HttpRequest, agreement: int) -> HttpResponse:
    """Propose an annex."""
    row = _agreement_or_404(agreement)
    form = AnnexForm(request.POST if request.method == "POST" else None, row=row.application)
    back = reverse("grants:grant", args=[row.application_id])
    if form.is_valid():
        found = form.cleaned_data
        try:
            propose_annex(
                row, what=found["what"], change=form.change, until=found["until"], signed_on=found["signed_on"],
                lines=form.lines, by=acting(request),
            )  # fmt: skip
        except NotReadyToDecideError as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, _("The annex waits for its second person."))
            return redirect(back)
    heading = _("Annex to %(number)s") % {"number": row.number}
    grant, call = row.application, row.application.call
    up = crumbs(call, (row.number, reverse("grants:agreement", args=[row.pk])))
    return form_page(
        request, form, heading=heading, back=back, breadcrumbs=up, template="grants/annex.html", application=grant,
        call=call,
    )  # fmt: skip


@allowed(can_see_grants)
def annex_file(request: HttpRequest, agreement: int, number: int, ending: str) -> HttpResponse:
    """An annex as a PDF, or as a document to edit."""
    rows = Annex.objects.select_related("agreement__application__call__programme", "decision")
    row = get_object_or_404(rows, agreement=agreement, number=number)
    if ending not in {"pdf", "docx"}:
        raise Http404
    content = queries.annex_pdf(row) if ending == "pdf" else queries.annex_docx(row)
    return file_of(content, f"aneks-{row.number}-{row.agreement.number}", ending)


@allowed(can_see_grants)
def grant(request: HttpRequest, application: int) -> HttpResponse:
    """The page of a grant: what was agreed, what is paid, what comes next."""
    row, user = grant_or_404(application), acting(request)
    one = Agreement.objects.filter(application=row).prefetch_related("instalments").first()
    annexes = Annex.objects.filter(agreement=one).select_related("decision") if one else []
    accounts = accounts_of(row.call, row)
    context = {
        "application": row, "call": row.call, "agreement": one, "annexes": annexes, "accounts": accounts,
        "money": money_of(row), "postings": postings_of(row.call, row), "breadcrumbs": crumbs(row.call),
        "parts": list(one.instalments.all()) if one else [], "may_run": can_run_calls(user), "may_pay": can_pay(user),
        "may_start": row.at is Stage.AGREED, "may_give_up": row.at is Stage.AWARDED,
        "may_annex": row.at in {Stage.AGREED, Stage.CARRIED_OUT},
        "may_prepare": row.at is Stage.AWARDED and one is None, "columns": posting_columns(),
        "kinds": TAKEN_BACK,
    }  # fmt: skip
    return render(request, "grants/grant.html", context)


def posting_columns() -> list[Column]:
    """Heads of a list of postings."""
    return [
        Column("on", _("Day")), Column("kind", _("What happened")), Column("amount", _("Amount"), numeric=True),
        Column("who", _("Who, by which decision")), Column("action", ""),
    ]  # fmt: skip


@allowed(can_run_calls)
@require_POST
def prepare_one(request: HttpRequest, application: int) -> HttpResponse:
    """Prepare the agreement on one award."""
    row = grant_or_404(application)
    try:
        made = actions.prepare_agreement(row, by=acting(request))
    except NotReadyToDecideError as problem:
        messages.error(request, str(problem))
        return redirect("grants:grant", row.pk)
    return redirect("grants:agreement", made.pk)


@allowed(can_run_calls)
@require_POST
def start(request: HttpRequest, application: int) -> HttpResponse:
    """The work begins."""
    row = grant_or_404(application)
    try:
        actions.start(row, by=acting(request))
    except Forbidden as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, _("The work has begun."))
    return redirect("grants:grant", row.pk)


@allowed(can_run_calls)
def give_up(request: HttpRequest, application: int) -> HttpResponse:
    """An officer notes that a grant is given up."""
    row = grant_or_404(application)
    form = GiveUpForm(request.POST if request.method == "POST" else None)
    back = reverse("grants:grant", args=[row.pk])
    if form.is_valid():
        try:
            give_up_grant(row, who=Actor.OFFICER, by=acting(request), reason=form.cleaned_data["reason"])
        except (Forbidden, Refused) as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, _("The grant is given up; its money is free for the reserve list."))
            return redirect(back)
    heading = _("Give up the grant of %(number)s") % {"number": row.number}
    up = crumbs(row.call, (row.number, back))
    return form_page(request, form, heading=heading, back=back, breadcrumbs=up, save=_("Give the grant up"))
