"""The breach log: reported by whoever notices, assessed by those who answer."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ognisko.accounts.permissions import acting, allowed
from ognisko.privacy import actions, queries
from ognisko.privacy.forms import AssessForm, ReportForm
from ognisko.privacy.models import Breach
from ognisko.privacy.permissions import (
    can_keep_registers,
    can_read_registers,
    can_report_breaches,
    can_see_breach,
    can_see_privacy,
)
from ognisko.privacy.views.base import crumbs, form_page, named_file, posted, say
from ognisko.ui.rules import Column, page_of, sorted_by


def _way(*more: tuple[str, str]) -> list[tuple[str, str]]:
    return crumbs((_("Breaches"), reverse("privacy:breaches")), *more)


@allowed(can_see_privacy)
def breaches(request: HttpRequest) -> HttpResponse:
    """The log for those who read it; what I reported for everybody else."""
    user, now = acting(request), timezone.now()
    reads = can_read_registers(user)
    if not reads and not can_report_breaches(user):
        raise Http404
    columns = [
        Column("what", _("What happened")), Column("noticed", _("Noticed"), "noticed_at"),
        Column("deadline", _("72 hours")), Column("risk", _("Risk"), "risk"), Column("state", _("State"), "closed_at"),
    ]  # fmt: skip
    found, sort = sorted_by(queries.breaches(user, all_of_them=reads), columns, request.GET.get("sort", ""))
    if requested := request.GET.get("format"):
        return named_file(requested, _("Breaches"), [_label(name) for name in EXPORTED], _rows(found))
    page = page_of(found, request)
    context = {
        "page": page, "rows": [(one, one.deadline(now)) for one in page], "columns": columns, "sort": sort,
        "reads": reads, "may_report": can_report_breaches(user), "breadcrumbs": crumbs(),
    }  # fmt: skip
    return render(request, "privacy/breaches.html", context)


EXPORTED = (
    "id", "what", "happened_at", "noticed_at", "people", "people_count", "data", "consequences", "measures", "risk",
    "risk_reasons", "notify", "notified_at", "late_reasons", "not_notified_reasons", "people_told_on",
    "not_told_reasons", "reported_by", "reported_at", "closed_at", "closed_by",
)  # fmt: skip


def _label(name: str) -> str:
    return _("Number") if name == "id" else str(Breach._meta.get_field(name).verbose_name)  # type: ignore[union-attr]  # columns


def _rows(found: Any) -> Iterator[list[Any]]:
    for breach in found:
        said = {"risk": breach.get_risk_display(), "notify": breach.get_notify_display()}
        said |= {name: str(getattr(breach, name) or "") for name in ("reported_by", "closed_by")}
        yield [said.get(name, getattr(breach, name)) for name in EXPORTED]


@allowed(can_report_breaches)
def report(request: HttpRequest) -> HttpResponse:
    """What whoever noticed a breach knows at once."""
    now = timezone.localtime()
    initial = {"noticed_at_day": now.date(), "noticed_at_time": now.time().replace(second=0, microsecond=0)}
    form = ReportForm(posted(request), initial=initial)
    if form.is_valid():
        values = form.values
        token = values.pop("token")
        made = actions.report_breach(actions.BreachDraft(**values), token=token, by=acting(request))
        say(request, _("Reported. The director sees it on their page of today."))
        return redirect(made)
    return form_page(
        request, form, heading=_("Report a breach"), back=reverse("privacy:breaches"), breadcrumbs=_way(),
        template="privacy/report.html",
    )  # fmt: skip


def _breach_or_404(request: HttpRequest, pk: int) -> Breach:
    breach = get_object_or_404(Breach.objects.select_related("reported_by", "closed_by"), pk=pk)
    if not can_see_breach(acting(request), breach):
        raise Http404
    return breach


@allowed(can_see_privacy)
def breach(request: HttpRequest, pk: int) -> HttpResponse:
    """One entry of the log with its history."""
    found = _breach_or_404(request, pk)
    context = {
        "breach": found,
        "deadline": found.deadline(timezone.now()),
        "may_keep": can_keep_registers(acting(request)),
        "breadcrumbs": _way(),
    }
    return render(request, "privacy/breach.html", context)


@allowed(can_keep_registers)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Assess it: consequences, risk, who is told and when."""
    found = _breach_or_404(request, pk)
    form = AssessForm(posted(request), initial=AssessForm.initial_of(found))
    if form.is_valid():
        try:
            actions.change_breach(found, actions.BreachDraft(**form.values), by=acting(request))
        except actions.BreachError as refused:
            form.add_error("risk", str(refused))
        else:
            say(request, _("Saved."))
            return redirect(found)
    return form_page(
        request, form, heading=_("Assess the breach"), back=found.get_absolute_url(),
        breadcrumbs=_way((capfirst(str(found)), found.get_absolute_url())),
    )  # fmt: skip


@allowed(can_keep_registers)
@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Nothing more is to be done; a toast takes it back."""
    found = _breach_or_404(request, pk)
    try:
        actions.close_breach(found, by=acting(request))
    except actions.BreachError as refused:
        messages.error(request, str(refused))
        return redirect("privacy:breach_edit", pk)
    undo = reverse("privacy:breach_reopen", args=[pk])
    say(request, _("Closed: %(breach)s.") % {"breach": found}, undo)
    return redirect(found)


@allowed(can_keep_registers)
@require_POST
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Something is to be done after all."""
    found = _breach_or_404(request, pk)
    actions.reopen_breach(found, by=acting(request))
    say(request, _("Open again: %(breach)s.") % {"breach": found})
    return redirect(found)
