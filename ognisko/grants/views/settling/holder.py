"""The holder's pages: report, documents, files, requests for changes. Only for those who write the application."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ognisko.accounts.models import User
from ognisko.accounts.permissions import acting, allowed
from ognisko.grants.actions.settling import reporting
from ognisko.grants.actions.settling.reporting import WRITING, MissingError, NotNowError
from ognisko.grants.formats.certificate import certificate_file
from ognisko.grants.forms.settling import BillForm, ChangeForm, PicturesForm
from ognisko.grants.models import Application, Report
from ognisko.grants.permissions import writes
from ognisko.grants.queries import settling as queries
from ognisko.grants.queries.money import money_of
from ognisko.grants.rules.life import Stage
from ognisko.questionnaires.actions import SheetClosedError, add_row, remove_row, save_answers
from ognisko.questionnaires.queries import for_script, page_of, place_meant
from ognisko.questionnaires.rules.posted import revision_in, typed_in


def _anybody(user: User) -> bool:
    return True


def _mine(request: HttpRequest, application: UUID) -> Application:
    """The grant of an author; a stranger, or a grant that was not awarded, is not there."""
    rows = Application.objects.select_related("call__programme", "call__report_form", "sheet")
    row = get_object_or_404(rows, token=application, stage__in=queries.CARRYING)
    if not writes(acting(request), row):
        raise Http404
    return row


def _refused(request: HttpRequest, row: Application, problem: Exception) -> HttpResponse:
    messages.error(request, str(problem))
    return redirect("grants:report", row.token)


@allowed(_anybody)
def report(request: HttpRequest, application: UUID) -> HttpResponse:
    """The whole report at a look: what is written, documents by line, files, what comes next."""
    return _report_page(request, _mine(request, application))


def _report_page(request: HttpRequest, row: Application, missing: Any = ()) -> HttpResponse:
    reports = list(row.reports.select_related("sheet__version"))
    draft = next((one for one in reports if not one.submitted_at), None)
    sent = next((one for one in reversed(reports) if one.submitted_at), None)
    pages: Any = page_of(draft.sheet, currency=row.call.currency)[1] if draft else ()
    money = money_of(row)
    context = {
        "row": row, "currency": row.call.currency, "bills": queries.bills_of(row, acting(request).pk),
        "money": money, "interest": queries.interest_until(row, money, timezone.localdate()),
        "draft": draft, "sent": sent, "pages": pages, "missing": missing,
        "writing": row.at in WRITING, "requests": row.change_requests.select_related("answered_by"),
        "may_ask": row.at in (Stage.AGREED, Stage.CARRIED_OUT), "is_closed": row.at is Stage.CLOSED,
        "has_certificate": row.at is Stage.CLOSED and row.accepted_on is not None,
        "has_form": row.call.report_form_id is not None, "wrong": sum(one.wrong for one in pages),
    }  # fmt: skip
    return render(request, "grants/settling/report.html", context)


@allowed(_anybody)
def answers(request: HttpRequest, application: UUID, number: int = 1) -> HttpResponse:
    """The questions of the report, saved by themselves while somebody writes."""
    row = _mine(request, application)
    try:
        draft = reporting.draft_of_report(row, by=acting(request))
        conflicts: Any = ()
        if request.method == "POST":
            conflicts = _saved(request, draft)
            if not conflicts:
                return _gone_on(request, row, draft, number)
    except (NotNowError, SheetClosedError) as refused:
        return _refused(request, row, refused)
    draft.sheet.refresh_from_db()
    checked = "sprawdz" in request.GET
    now, pages, _faults, worked = page_of(
        draft.sheet, number, checked=checked, conflicts=conflicts, currency=row.call.currency
    )
    context = {
        "row": row, "sheet": draft.sheet, "now": now, "pages": pages, "title": row.title,
        "for_script": for_script(draft.sheet, worked),
        "conflicts": conflicts, "checked": checked,
    }  # fmt: skip
    return render(request, "grants/settling/answers.html", context)


def _saved(request: HttpRequest, draft: Report) -> Any:
    """Keep what the page asked."""
    typed = typed_in(request.POST, draft.sheet.version.content, meant=place_meant)
    revision = revision_in(request.POST, draft.sheet.revision)
    return save_answers(draft.sheet, typed, revision=revision, by=acting(request)).conflicts


def _gone_on(request: HttpRequest, row: Application, draft: Report, number: int) -> HttpResponse:
    """Where the pressed button leads."""
    what, _colon, where = request.POST.get("go", "save").partition(":")
    *marks, name = where.split("/")
    if what == "add":
        add_row(draft.sheet, name, marks, mark=f"r{uuid4().hex[:8]}", by=acting(request))
    elif what == "remove":
        remove_row(draft.sheet, name, marks, by=acting(request))
    draft.sheet.refresh_from_db()
    now, pages, _faults, _sheet = page_of(draft.sheet, number)
    at = pages.index(now) + 1
    if what == "next" and at >= len(pages):
        return redirect("grants:report", row.token)
    if what in {"next", "back"}:
        at = at + 1 if what == "next" else max(at - 1, 1)
    return redirect("grants:report_answers_page", row.token, at)


def _sent(request: HttpRequest) -> tuple[Any, Any]:
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


@allowed(_anybody)
def bill(request: HttpRequest, application: UUID, token: UUID | None = None) -> HttpResponse:
    """Add an accounting document, or change it."""
    row = _mine(request, application)
    if row.at not in WRITING:
        raise Http404
    found = get_object_or_404(row.documents, token=token) if token else None
    form = BillForm(_sent(request), row, acting(request), found)
    if request.method == "POST" and form.is_valid():
        try:
            reporting.save_document(row, form.draft(), by=acting(request))
        except NotNowError as refused:
            return _refused(request, row, refused)
        messages.success(request, _("The document is saved."))
        return redirect("grants:bill_add" if request.POST.get("go") == "another" else "grants:report", row.token)
    return render(request, "grants/settling/bill.html", {"row": row, "form": form, "bill": found})


@allowed(_anybody)
@require_POST
def bill_remove(request: HttpRequest, application: UUID, token: UUID) -> HttpResponse:
    """Take a document out."""
    row = _mine(request, application)
    try:
        reporting.remove_document(row, token, by=acting(request))
    except NotNowError as refused:
        return _refused(request, row, refused)
    messages.success(request, _("The document is taken out."))
    return redirect("grants:report", row.token)


@allowed(_anybody)
def pictures(request: HttpRequest, application: UUID) -> HttpResponse:
    """Photographs and other files of the report."""
    row = _mine(request, application)
    if row.at not in WRITING:
        raise Http404
    form = PicturesForm(_sent(request), row, acting(request))
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data["photos"]
        try:
            reporting.keep_pictures(row, chosen.keep, chosen.remove, by=acting(request))
        except NotNowError as refused:
            return _refused(request, row, refused)
        messages.success(request, _("The files are saved."))
        return redirect("grants:report", row.token)
    return render(request, "grants/settling/pictures.html", {"row": row, "form": form})


@allowed(_anybody)
@require_POST
def submit(request: HttpRequest, application: UUID) -> HttpResponse:
    """Hand the report in; what is missing is told on the same page."""
    row = _mine(request, application)
    try:
        reporting.submit_report(row, by=acting(request))
    except MissingError as missing:
        return _report_page(request, row, missing.sentences)
    except NotNowError as refused:
        return _refused(request, row, refused)
    messages.success(request, _("We have your report. You will get a letter once we have read it."))
    return redirect("grants:report", row.token)


@allowed(_anybody)
def change(request: HttpRequest, application: UUID) -> HttpResponse:
    """Ask for a change of the budget, the days or the plan."""
    row = _mine(request, application)
    if row.at not in (Stage.AGREED, Stage.CARRIED_OUT):
        raise Http404
    form = ChangeForm(request.POST if request.method == "POST" else None, row)
    if request.method == "POST" and form.is_valid():
        try:
            reporting.ask_change(row, **form.values, by=acting(request))
        except NotNowError as refused:
            return _refused(request, row, refused)
        messages.success(request, _("We have your request. The answer comes by e-mail and stands here."))
        return redirect("grants:report", row.token)
    return render(request, "grants/settling/change.html", {"row": row, "form": form})


@allowed(_anybody)
def certificate(request: HttpRequest, application: UUID) -> HttpResponse:
    """The certificate of a settled grant, for its authors and for staff who see grants."""
    row = _mine(request, application)
    if row.at is not Stage.CLOSED or row.accepted_on is None:
        raise Http404
    return certificate_file(row)
