"""The ledger itself: every entry with what became of it, and the closings of periods."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from ognisko.accounts.permissions import acting, allowed
from ognisko.ledger import actions
from ognisko.ledger.actions import CannotCloseError
from ognisko.ledger.models import Closing
from ognisko.reports import queries
from ognisko.reports.forms import ClosingForm, LedgerForm, ReasonForm
from ognisko.reports.permissions import can_close, can_see_reports
from ognisko.reports.rules import Period
from ognisko.reports.views.base import as_file, tabs
from ognisko.ui.rules import Column, page_of


@allowed(can_see_reports)
def ledger(request: HttpRequest) -> HttpResponse:
    """All entries, reversed ones and reversals too, narrowed by what the address asks for."""
    form = LedgerForm(request.GET)
    found = queries.entries(form.wanted())
    columns = [
        _("number"), _("day"), _("measure"), _("quantity"), _("unit"), _("party"), _("kind of party"), _("project"),
        _("office"), _("record"), _("subject"), _("posted at"), _("posted by"), _("reverses"),
        _("reason of correction"),
    ]  # fmt: skip
    rows = (
        (
            row.entry.pk, row.entry.occurred_on, row.measure, row.quantity, row.unit, row.party, row.kind, row.project,
            row.office, row.record, row.note, row.entry.posted_at, row.posted_by, row.entry.reverses_id,
            row.entry.correction_reason or "",
        )
        for row in queries.all_rows(found)
    )  # fmt: skip
    if file := as_file(request, "ksiega", columns, rows):
        return file
    page = page_of(found, request)
    page.object_list = queries.entry_rows(page.object_list)
    context = {"form": form, "page": page, "columns": _columns(), "tabs": tabs("ledger")}
    return render(request, "reports/ledger.html", context)


def _columns() -> list[Column]:
    return [
        Column("day", _("Day")),
        Column("measure", _("What")),
        Column("record", _("Record and party")),
        Column("project", _("Project and office")),
        Column("posted", _("Posted")),
        Column("quantity", _("Quantity"), numeric=True),
    ]


@allowed(can_see_reports)
def closings(request: HttpRequest) -> HttpResponse:
    """The periods that were closed; directors and administrators close another."""
    may_close = can_close(acting(request))
    if request.method == "POST" and not may_close:
        raise Http404
    form = ClosingForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        period: Period = form.period
        try:
            actions.close(period.start, period.end, by=acting(request), project=form.cleaned_data["projekt"] or 0)
        except CannotCloseError as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Closed: %(period)s.") % {"period": period.text})
            return redirect("reports:closings")
    columns = [
        Column("period", _("Period")),
        Column("project", _("Of what")),
        Column("closed", _("Closed")),
        Column("corrections", _("Corrections since"), numeric=True),
        Column("reopened", ""),
    ]
    context = {"form": form, "rows": queries.closing_rows(), "columns": columns, "may_close": may_close}
    status = 422 if form.is_bound else 200
    return render(request, "reports/closings.html", {**context, "tabs": tabs("closings")}, status=status)


@allowed(can_close)
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a closed period again, with a reason that stays."""
    closing = get_object_or_404(Closing, pk=pk, reopened_at=None)
    period = Period(closing.period.lower, closing.period.upper)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        actions.reopen(closing, by=acting(request), reason=form.cleaned_data["reason"])
        messages.success(request, _("The period is open again: %(period)s.") % {"period": period.text})
        return redirect("reports:closings")
    crumbs = [(_("Closings"), reverse("reports:closings"))]
    context = {"form": form, "period": period.text, "breadcrumbs": crumbs, "back": reverse("reports:closings")}
    return render(request, "reports/reopen.html", context, status=422 if form.is_bound else 200)
