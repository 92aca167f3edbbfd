"""Payments and money: what is due, batches and their files, what the bank paid, every posting."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ognisko.accounts.permissions import acting, allowed
from ognisko.core.spreadsheets import SpreadsheetError, read_workbook
from ognisko.grants.actions import payments as actions
from ognisko.grants.actions.deciding import NotReadyToDecideError
from ognisko.grants.actions.money import fund
from ognisko.grants.formats.elixir import NotForElixir, elixir
from ognisko.grants.formats.paid import NotAStatement
from ognisko.grants.formats.pain001 import Options, Version, pain001
from ognisko.grants.forms.deciding import BatchForm, FundForm, MetForm, PaidForm, StatementForm, TakeBackForm
from ognisko.grants.models import Call, PaymentBatch, Posting
from ognisko.grants.permissions import can_pay, can_run_calls, can_see_grants
from ognisko.grants.queries.decisions import accounts_of, postings_of, total_of
from ognisko.grants.queries.payments import file_batch, instalments_of, obstacle, with_grant
from ognisko.grants.queries.tabs import call_tabs, crumbs
from ognisko.grants.rules.money import Kind, Refused
from ognisko.grants.rules.transfers import faults
from ognisko.grants.views.deciding.agreements import posting_columns
from ognisko.grants.views.deciding.base import call_or_404, file_of, form_page, list_file
from ognisko.grants.views.deciding.decisions import for_decision, told
from ognisko.ui.rules import Column, page_of


@allowed(can_see_grants)
def payments(request: HttpRequest, call: int) -> HttpResponse:
    """Instalments of a call: due, waiting, in a batch, paid."""
    row = call_or_404(call)
    if requested := request.GET.get("format"):
        heads = [_("Reference"), _("Applicant"), _("Amount"), _("Due on"), _("Condition"), _("Met on"), _("Batch"),
                 _("Paid on")]  # fmt: skip
        rows = (
            [one.reference, one.agreement.application.applicant_name, one.amount, one.due_on, one.condition,
             one.condition_met_on, one.batch.number if one.batch else "", one.paid_on]
            for one in instalments_of(row)
        )  # fmt: skip
        return list_file(requested, _("Payments"), heads, rows)
    return _list(request, row)


def _list(
    request: HttpRequest, call: Call, form: BatchForm | None = None, problems: Any = (), status: int = 200
) -> HttpResponse:
    user, today = acting(request), timezone.localdate()
    rows = [(one, obstacle(one, today)) for one in instalments_of(call)]
    due = [one for one, why in rows if not why]
    context = {
        "call": call, "tabs": call_tabs(call, "payments"), "breadcrumbs": crumbs(call), "may_pay": can_pay(user),
        "may_run": can_run_calls(user), "due": due, "form": form or BatchForm(rows=instalments_of(call)),
        "waiting": [(one, why) for one, why in rows if why and not one.batch_id and not one.posting_id],
        "paid": [one for one, _why in rows if one.posting_id], "today": today, "problems": problems,
        "batches": call.batches.select_related("decision__proposed_by", "decision__approved_by").prefetch_related(
            "instalments"),
        "statement_form": StatementForm(), "total": sum(one.amount for one in due), "any": bool(rows),
        "columns": [Column("tick", ""), Column("what", _("Instalment")), Column("account", _("Account")),
                    Column("amount", _("Amount"), numeric=True)],
    }  # fmt: skip
    return render(request, "grants/payments.html", context, status=status)


@allowed(can_pay)
@require_POST
def propose(request: HttpRequest, call: int) -> HttpResponse:
    """Propose a batch of the ticked instalments."""
    row = call_or_404(call)
    form = BatchForm(request.POST, rows=instalments_of(row))
    if not form.is_valid():
        return _list(request, row, form, status=422)
    try:
        made = actions.propose_batch(row, form.numbers, pays_on=form.cleaned_data["pays_on"], by=acting(request))
    except NotReadyToDecideError as problem:
        return _list(request, row, form, told(problem), 422)
    messages.success(request, _("The batch waits for its second person."))
    return redirect("grants:batch", made.pk)


def _batch_or_404(pk: int) -> PaymentBatch:
    related = ("call__programme", "decision__proposed_by", "decision__approved_by", "decision__sent_back_by")
    return get_object_or_404(PaymentBatch.objects.select_related(*related), pk=pk)


@allowed(can_see_grants)
def batch(request: HttpRequest, batch: int) -> HttpResponse:
    """A batch: its transfers with what a bank would refuse, its decision, its files."""
    return _batch_page(request, _batch_or_404(batch))


def _batch_page(
    request: HttpRequest, row: PaymentBatch, form: PaidForm | None = None, problems: Any = (), status: int = 200
) -> HttpResponse:
    user = acting(request)
    rows = list(with_grant().filter(batch=row).order_by("agreement__serial", "number"))
    found: dict[str, list[str]] = {}
    for one in faults(file_batch(row)) if rows else ():
        found.setdefault(one.reference, []).append(one.sentence)
    context = {
        **for_decision(user, row.decision), "batch": row, "call": row.call, "problems": [*problems, *found.get("", [])],
        "rows": [(one, found.get(one.reference, [])) for one in rows], "may_pay": can_pay(user),
        "total": sum(one.amount for one in rows), "unpaid": [one for one in rows if not one.posting_id],
        "form": form or PaidForm(rows=with_grant().filter(batch=row)), "is_approved": bool(row.decision.approved_at),
        "breadcrumbs": crumbs(row.call, (_("Payments"), reverse("grants:payments", args=[row.call_id]))),
        "columns": [Column("tick", ""), Column("what", _("Transfer")), Column("account", _("Account")),
                    Column("amount", _("Amount"), numeric=True), Column("state", _("State"))],
    }  # fmt: skip
    return render(request, "grants/batch.html", context, status=status)


FILES = {"elixir": "txt", "pain001": "xml", "pain001-03": "xml"}
"""The bank's formats and how their files end."""


@allowed(can_pay)
@require_POST
def batch_file(request: HttpRequest, batch: int, kind: str) -> HttpResponse:
    """The file for the bank, once two persons have agreed."""
    row = _batch_or_404(batch)
    if kind not in FILES:
        raise Http404
    if not row.decision.approved_at:
        return _batch_page(request, row, problems=[_("No file before a second person has approved.")], status=422)
    content = file_batch(row)
    try:
        if kind == "elixir":
            made = elixir(content)
        else:
            version = Version.V03 if kind == "pain001-03" else Version.V09
            made = pain001(content, timezone.now(), Options(version))
    except NotForElixir as problem:
        return _batch_page(request, row, problems=[str(problem)], status=422)
    actions.note_exported(row, by=acting(request))
    return file_of(made, f"przelewy-{row.number}-{kind}", FILES[kind])


@allowed(can_pay)
@require_POST
def paid(request: HttpRequest, batch: int) -> HttpResponse:
    """Mark the ticked transfers of a batch as paid."""
    row = _batch_or_404(batch)
    form = PaidForm(request.POST, rows=with_grant().filter(batch=row))
    if not form.is_valid():
        return _batch_page(request, row, form, status=422)
    try:
        days = dict.fromkeys(form.numbers, form.cleaned_data["paid_on"])
        made = actions.mark_paid(row.call, days, by=acting(request))
    except (NotReadyToDecideError, Refused) as problem:
        return _batch_page(request, row, form, told(problem), 422)
    messages.success(request, _("Marked as paid: %(count)s.") % {"count": len(made)})
    return redirect("grants:batch", row.pk)


@allowed(can_pay)
@require_POST
def statement(request: HttpRequest, call: int) -> HttpResponse:
    """Mark what the bank's file proves paid, and show what it does not."""
    row, form = call_or_404(call), StatementForm(request.POST, request.FILES)
    context: dict[str, Any] = {
        "call": row, "tabs": call_tabs(row, "payments"), "form": form, "breadcrumbs": crumbs(row),
        "back": reverse("grants:payments", args=[row.pk]),
    }  # fmt: skip
    if form.is_valid():
        try:
            sheets = read_workbook(form.cleaned_data["file"].read())
            found, read = actions.mark_from_statement(row, sheets, by=acting(request))
            context |= {"found": found, "unread": read.unread}
        except (SpreadsheetError, NotAStatement, NotReadyToDecideError, Refused) as problem:
            form.add_error("file", str(problem))
    return render(request, "grants/statement.html", context, status=422 if form.errors else 200)


@allowed(can_run_calls)
def met(request: HttpRequest, instalment: int) -> HttpResponse:
    """Note that the condition of an instalment is met."""
    row = get_object_or_404(with_grant(), pk=instalment)
    form = MetForm(request.POST if request.method == "POST" else None)
    back = reverse("grants:payments", args=[row.agreement.application.call_id])
    if form.is_valid():
        actions.meet_condition(row, on=form.cleaned_data["on"], by=acting(request))
        messages.success(request, _("Noted: the condition is met."))
        return redirect(back)
    heading = _("Condition of %(number)s") % {"number": row.reference}
    up = crumbs(row.agreement.application.call, (_("Payments"), back))
    return form_page(request, form, heading=heading, back=back, breadcrumbs=up, lead=row.condition)


@allowed(can_see_grants)
def money(request: HttpRequest, call: int) -> HttpResponse:
    """The accounts of a call and every posting."""
    row = call_or_404(call)
    if requested := request.GET.get("format"):
        heads = [_("Number"), _("Day"), _("What happened"), _("Takes back"), _("Amount"), _("Application"), _("Reason"),
                 _("Who"), _("Proposed by"), _("Approved by"), _("Entered at")]  # fmt: skip
        return list_file(requested, _("Money of the call"), heads, (_line(one) for one in postings_of(row)))
    return _money_page(request, row)


def _line(one: Posting) -> list[Any]:
    decision = one.decision
    return [
        one.pk, one.on, str(Kind(one.kind).label), one.reverses_id, -one.amount if one.is_reversal else one.amount,
        one.application.number if one.application else "", one.reason, str(one.by or ""),
        str(decision.proposed_by) if decision else "", str(decision.approved_by or "") if decision else "",
        timezone.localtime(one.at).replace(tzinfo=None),
    ]  # fmt: skip


def _money_page(request: HttpRequest, call: Call, form: FundForm | None = None, status: int = 200) -> HttpResponse:
    accounts = accounts_of(call)
    page = page_of(postings_of(call), request)
    context = {
        "call": call, "tabs": call_tabs(call, "money"), "breadcrumbs": crumbs(call), "accounts": accounts,
        "sum": total_of(accounts), "page": page, "columns": posting_columns(), "form": form or FundForm(),
        "may_run": can_run_calls(acting(request)), "may_pay": can_pay(acting(request)), "in_call": True,
        "kinds": actions.TAKEN_BACK,
    }  # fmt: skip
    return render(request, "grants/money.html", context, status=status)


@allowed(can_run_calls)
@require_POST
def put_in(request: HttpRequest, call: int) -> HttpResponse:
    """Put money into the budget of a call."""
    row, form = call_or_404(call), FundForm(request.POST)
    if form.is_valid():
        found = form.cleaned_data
        fund(row, found["amount"], on=found["on"], by=acting(request), reason=found["reason"])
        messages.success(request, _("The budget of the call has grown."))
        return redirect("grants:money", row.pk)
    return _money_page(request, row, form, 422)


@allowed(can_pay)
def take_back(request: HttpRequest, posting: int) -> HttpResponse:
    """Take a posting back that was a mistake."""
    row = get_object_or_404(Posting.objects.select_related("call__programme", "application"), pk=posting)
    if Kind(row.kind) not in actions.TAKEN_BACK or row.is_reversal:
        raise Http404
    form = TakeBackForm(request.POST if request.method == "POST" else None)
    back = reverse("grants:money", args=[row.call_id])
    if form.is_valid():
        try:
            actions.take_posting_back(row, by=acting(request), **form.cleaned_data)
        except (NotReadyToDecideError, Refused) as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, _("Taken back."))
            return redirect(back)
    up = crumbs(row.call, (_("Money"), back))
    return form_page(request, form, heading=_("Take a posting back"), back=back, breadcrumbs=up, posting=row)
