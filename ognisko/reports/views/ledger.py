"""The ledger itself: every entry with what became of it, and the closings of periods."""

from urllib.parse import urlencode

from django.conf import settings
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
from ognisko.reports.views.base import as_file, asked_for_by, tabs
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
def entry(request: HttpRequest, pk: int) -> HttpResponse:
    """The record behind an entry: a number for ever, which published documents name."""
    found = queries.entry_of(pk)
    if found is None:
        raise Http404
    link = queries.entry_rows([found])[0].url
    return redirect(link or f"{reverse('reports:ledger')}?od={found.occurred_on}&do={found.occurred_on}")


@allowed(can_see_reports)
def closings(request: HttpRequest) -> HttpResponse:
    """The periods that were closed; directors and administrators look through a checklist and close another."""
    may_close = can_close(acting(request))
    if request.method == "POST" and not may_close:
        raise Http404
    asked = request.POST if request.method == "POST" else request.GET
    form = ClosingForm(asked if may_close and ("czesc" in asked or request.method == "POST") else None)
    found: list[queries.Checked] = []
    if form.is_bound and form.is_valid():
        query = urlencode({name: form.data.get(name, "") for name in ("rok", "czesc", "projekt")})
        found = queries.checked(form.period, form.project, query)
        if request.method == "POST" and _close(request, form, found):
            return redirect("reports:closings")
    context = {
        "form": form, "rows": queries.closing_rows(), "columns": _closing_columns(), "may_close": may_close,
        "checked": found, "open_points": queries.open_points(found), "tabs": tabs("closings"),
    }  # fmt: skip
    return render(request, "reports/closings.html", context, status=422 if request.method == "POST" else 200)


def _close(request: HttpRequest, form: ClosingForm, found: list[queries.Checked]) -> bool:
    """Close the period, unless points are open and nobody says why; the form then says what is missing."""
    reason = form.cleaned_data["reason"]
    if queries.open_points(found) and not reason:
        form.ask_reason()
        return False
    period = form.period
    try:
        actions.close(period.start, period.end, by=acting(request), project=form.project, remarks=reason)
    except CannotCloseError as refused:
        form.add_error(None, str(refused))
        return False
    messages.success(request, _("Closed: %(period)s.") % {"period": period.text})
    return True


def _closing_columns() -> list[Column]:
    return [
        Column("period", _("Period")),
        Column("project", _("Of what")),
        Column("closed", _("Closed")),
        Column("corrections", _("Corrections since"), numeric=True),
        Column("reopened", ""),
    ]


@allowed(can_see_reports)
def to_mend(request: HttpRequest, check: str) -> HttpResponse:
    """The records that one check of a period found, each with the way to its page."""
    asked, form = queries.check_of(check), ClosingForm(request.GET)
    if asked is None or not {"rok", "czesc"}.issubset(request.GET) or not form.is_valid():
        raise Http404
    found = list(asked.find(form.period, form.project))
    columns = [_("day"), _("record"), _("what is the matter"), _("address")]
    rows = [(one.on, one.title, one.note, f"{settings.ADDRESS}{one.url}") for one in found]
    if file := as_file(request, asked.key, columns, rows):
        return file
    query = urlencode({name: form.data.get(name, "") for name in ("rok", "czesc", "projekt")})
    context = {
        "check": asked, "page": page_of(found, request), "count": len(found), "period": form.period.text,
        "back": f"{reverse('reports:closings')}?{query}",
    }  # fmt: skip
    template = "reports/to_mend_count.html" if asked_for_by(request) else "reports/to_mend.html"
    return render(request, template, context)


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
