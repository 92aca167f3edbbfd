"""Officers look at a call's applications, check them, call for corrections and write to applicants."""

from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.db.models import QuerySet
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_POST

from ognisko.accounts.permissions import acting, allowed
from ognisko.grants.actions import assessing, checking
from ognisko.grants.actions.assessing import ConflictError
from ognisko.grants.actions.checking import CardNotReadyError
from ognisko.grants.actions.letters import send_message
from ognisko.grants.actions.submitting import admit_late, moment
from ognisko.grants.forms.assessing import (
    ApplicationFilterForm,
    BulkForm,
    CorrectionsForm,
    ExtensionForm,
    MessageForm,
    PrioritiesForm,
    ReasonForm,
)
from ognisko.grants.models import Application, Call
from ognisko.grants.permissions import can_run_calls, can_see_grants
from ognisko.grants.queries import applications as queries
from ognisko.grants.queries.reviews import assessors
from ognisko.grants.queries.scores import scores_of
from ognisko.grants.queries.tabs import call_tabs, crumbs
from ognisko.grants.rules.deadlines import due_day, end_of
from ognisko.grants.rules.life import Actor, Forbidden, Stage, Step
from ognisko.grants.rules.life import allowed as may_happen
from ognisko.people.rules import Kind
from ognisko.questionnaires.actions import SheetClosedError, save_answers
from ognisko.questionnaires.models import AnswerSheet
from ognisko.questionnaires.queries import for_script, place_meant
from ognisko.questionnaires.queries import page_of as sheet_page
from ognisko.questionnaires.rules.posted import revision_in, typed_in
from ognisko.ui.rules import Column, Tab, page_of, sorted_by, table_file


def call_or_404(call: int) -> Call:
    """The call with its programme."""
    return get_object_or_404(Call.objects.select_related("programme"), pk=call)


def application_or_404(application: int) -> Application:
    """An application that was handed in: drafts are their writers' own."""
    found = Application.objects.select_related("call__programme", "place", "where", "party", "patron", "sheet__version")
    row = get_object_or_404(found, pk=application)
    if row.submitted_at is None:
        raise Http404
    return row


def way_up(call: Call, row: Application | None = None, last: str = "") -> list[tuple[str, str]]:
    """Breadcrumbs of the pages of a call's applications."""
    if row is None:
        return crumbs(call)
    path = crumbs(call, (pgettext("tab of a call", "Applications"), reverse("grants:applications", args=[call.pk])))
    return [*path, (row.number or str(row), row.get_absolute_url())] if last else path


# The list -------------------------------------------------------------------------------------------------------------


def columns(*, selects: bool) -> list[Column]:
    """Columns of the list; the first one ticks rows for those who may change them."""
    return [
        *([Column("tick", _("Choose"))] if selects else []),
        Column("number", _("Number"), "serial"),
        Column("title", _("Title and applicant"), "title"),
        Column("place", _("Municipality"), "place__sort_key"),
        Column("amount", _("Amount"), "amount", numeric=True),
        Column("submitted", _("Submitted"), "submitted_at"),
        Column("cards", _("Cards"), "cards_done", numeric=True),
        Column("stage", pgettext("grant", "Stage"), "stage"),
    ]


@allowed(can_see_grants)
def applications(request: HttpRequest, call: int) -> HttpResponse:
    """A call's applications: narrowed, sorted, exported, changed many at once."""
    row = call_or_404(call)
    form = ApplicationFilterForm(request.GET)
    form.is_valid()
    runs = can_run_calls(acting(request))
    heads = columns(selects=runs)
    found, sort = sorted_by(queries.for_list(queries.listed(row, form.wanted)), heads, request.GET.get("sort", ""))
    if requested := request.GET.get("format"):
        return _exported(requested, row, found)
    context = {
        "call": row, "tabs": call_tabs(row, "applications"), "views": _views(row, form.wanted.view), "form": form,
        "columns": heads, "sort": sort, "page": page_of(found, request), "breadcrumbs": way_up(row),
        "narrowed": any(request.GET.get(name) for name in form.fields),
        "bulk": BulkForm(among=[], people=assessors(), initial={"token": uuid4()}, auto_id="bulk_%s") if runs else None,
    }  # fmt: skip
    return render(request, "grants/assessing/applications.html", context)


def _views(call: Call, active: str) -> list[Tab]:
    counts = queries.counts(call)
    words = {
        "": _("All"), "check": _("To check"), "corrections": _("Wait for corrections"), "late": _("Late"),
        "review": _("In review"), "ranked": _("On the list"), "out": _("Out"),
    }  # fmt: skip
    address = reverse("grants:applications", args=[call.pk])
    return [
        Tab(f"{word} ({counts[name]})", f"{address}?view={name}" if name else address, name == active)
        for name, word in words.items()
        if counts[name] or name in {"", active}
    ]


def _exported(requested: str, call: Call, found: QuerySet[Application]) -> HttpResponse:
    heads = [
        _("Number"), _("Title"), _("Applicant"), _("Kind"), _("Municipality"), _("TERC code"), _("Patron"),
        _("Amount asked for"), _("Own contribution"), _("Submitted"), pgettext("grant", "Stage"), _("Points"),
        _("Recommended amount"), _("Awarded"),
    ]  # fmt: skip
    return table_file(requested, call.address, str(call)[:31], heads, _rows(call, found))


def _rows(call: Call, found: QuerySet[Application]) -> Iterator[list[Any]]:
    scores = scores_of(call)
    for row in found:
        result = scores.get(row.pk)
        yield [
            row.number, row.title, row.applicant_name, str(Kind(row.applicant_kind).label), str(row.place),
            row.place.terc, row.patron_name, row.amount, row.own_amount, timezone.localtime(row.submitted_at),
            str(row.at.label), float(result.points) if result and result.counted else "", row.recommended,
            row.awarded,
        ]  # fmt: skip


@allowed(can_run_calls)
@require_POST
def applications_bulk(request: HttpRequest, call: int) -> HttpResponse:
    """One message, one assessor or the ranking list for many applications."""
    row = call_or_404(call)
    back = reverse("grants:applications", args=[row.pk]) + (f"?{query}" if (query := request.POST.get("query")) else "")
    among = list(queries.arrived(row).values_list("pk", flat=True))
    form = BulkForm(request.POST, among=among, people=assessors())
    if not form.is_valid():
        for problems in form.errors.values():
            messages.error(request, " ".join(str(problem) for problem in problems))
        return redirect(back)
    messages.success(request, _bulk(row, form.cleaned_data, request))
    return redirect(back)


def _bulk(call: Call, wanted: dict[str, Any], request: HttpRequest) -> str:
    by, chosen = acting(request), wanted["application"]
    if wanted["what"] == "rank":
        went, wait = assessing.rank_ready(call, chosen, by=by)
        return _("On the ranking list: %(went)d. Still waiting for cards: %(wait)d.") % {"went": went, "wait": wait}
    done = 0
    for one in call.applications.filter(pk__in=chosen).select_related("call", "sheet"):
        try:
            if wanted["what"] == "give":
                assessing.give(one, wanted["assessor"], by=by)
            else:
                send_message(
                    one, wanted["subject"], wanted["text"], by=by, token=checking.part_of(wanted["token"], one)
                )
            done += 1
        except (ConflictError, Forbidden):
            continue
    told = ngettext("Done for %(count)d application.", "Done for %(count)d applications.", done) % {"count": done}
    if left := len(chosen) - done:
        told += " " + _("Left out, because they cannot be given: %(count)d.") % {"count": left}
    return told


@allowed(can_run_calls)
def extension(request: HttpRequest, call: int) -> HttpResponse:
    """More time for one applicant, with a reason."""
    row = call_or_404(call)
    drafts = row.applications.filter(stage=Stage.DRAFT).order_by("applicant_name", "pk")
    form = ExtensionForm(request.POST or None, drafts=drafts, call=row)
    if request.method == "POST" and form.is_valid():
        wanted = form.cleaned_data
        checking.extend_deadline(
            wanted["application"], until=wanted["until"], reason=wanted["reason"], by=acting(request)
        )
        messages.success(request, _("More time given. The applicant gets a letter."))
        return redirect("grants:applications", row.pk)
    note = _("The deadline of the call is %(when)s. Whoever wrote a draft can be given more time.")
    context = {
        "form": form, "heading": _("Extend the deadline for one applicant"), "button": _("Give more time"),
        "breadcrumbs": way_up(row), "note": note % {"when": moment(row.deadline)},
    }  # fmt: skip
    return render(request, "grants/assessing/step.html", context)


# One application ------------------------------------------------------------------------------------------------------


@allowed(can_see_grants)
def application(request: HttpRequest, application: int) -> HttpResponse:
    """Everything known of one application: answers, budget, people, documents, versions, life, messages, cards."""
    row, user = application_or_404(application), acting(request)
    versions = list(row.submissions.select_related("sheet__version").order_by("number"))
    without = [queries.budget_name(row.call)]
    steps = {one.step for one in may_happen(row.at, Actor.OFFICER)} if can_run_calls(user) else set()
    context = {
        "application": row, "call": row.call, "breadcrumbs": way_up(row.call, row),
        "sections": queries.sections_of(
            versions[-1].sheet if versions else row.sheet, row.call.currency, without=without
        ),
        "costs": queries.costs_of(row), "documents": list(queries.documents_of(row, user)),
        "people": list(row.members.all()), "versions": versions,
        "differences": queries.differences(versions, row.call.currency),
        "life": list(row.changes.select_related("by")), "letters": list(row.messages.select_related("by")),
        "checks": list(row.checks.select_related("by")), "cards": queries.standing_cards(row),
        "result": scores_of(row.call, [row.pk]).get(row.pk),
        "conflicts": list(row.conflicts.select_related("assessor")),
        "runs": can_run_calls(user), "steps": {step.name for step in steps},
        "message": MessageForm(initial={"token": uuid4()}),
        "priorities": _priorities(row) if Step.ACCEPT_FORMALLY in steps or row.at is Stage.REVIEW else None,
        "asked": _asked(row),
    }  # fmt: skip
    return render(request, "grants/assessing/application.html", context)


def _priorities(row: Application) -> PrioritiesForm | None:
    """The form, where the call has priorities."""
    form = PrioritiesForm(call=row.call, initial={"priorities": list(row.priorities.values_list("pk", flat=True))})
    return form if row.call.priorities.exists() else None


def _asked(row: Application) -> list[str]:
    """The labels of the questions that wait for corrections."""
    if row.at is not Stage.CORRECTIONS:
        return []
    return [label for _page, asked in queries.questions_of(row) for name, label in asked if name in row.correctable]


@allowed(can_run_calls)
def check(request: HttpRequest, application: int) -> HttpResponse:
    """The formal card beside the application; it saves by itself, and a button accepts."""
    row, user = application_or_404(application), acting(request)
    try:
        sheet = checking.begin_check(row, by=user).sheet
        if request.method == "POST":
            sheet = saved(request, sheet)
            if request.POST.get("go") == "accept":
                checking.accept_formally(row, by=user)
                messages.success(request, _("Formally correct. The application goes to assessors."))
                return redirect(row)
            if request.POST.get("go") in {"corrections", "reject"}:
                return redirect(f"grants:application_{request.POST['go']}", row.pk)
    except Forbidden as moved:
        messages.error(request, str(moved))
        return redirect(row)
    except CardNotReadyError:
        return render(request, "grants/assessing/check.html", _check(row, sheet, request, checked=True))
    return render(request, "grants/assessing/check.html", _check(row, sheet, request))


def _check(row: Application, sheet: AnswerSheet, request: HttpRequest, *, checked: bool = False) -> dict[str, Any]:
    return drawn(sheet, row.call.currency, checked=checked) | {
        "application": row, "call": row.call, "breadcrumbs": way_up(row.call, row, "check"),
        "sections": queries.sections_of(
            queries.last_sheet(row), row.call.currency, without=[queries.budget_name(row.call)]
        ),
        "costs": queries.costs_of(row), "documents": list(queries.documents_of(row, acting(request))),
        "people": list(row.members.all()),
    }  # fmt: skip


def drawn(
    sheet: AnswerSheet, currency: str, *, checked: bool = False, sentences_: tuple[str, ...] = ()
) -> dict[str, Any]:
    """What a page needs to draw a card that saves by itself."""
    sheet.refresh_from_db(fields=["answers", "revision", "saved_at"])
    now, _pages, _faults, worked = sheet_page(sheet, checked=checked, currency=currency)
    return {
        "sheet": sheet,
        "now": now,
        "checked": checked,
        "wrong": sentences_,
        "for_script": for_script(sheet, worked),
    }


def saved(request: HttpRequest, sheet: AnswerSheet) -> AnswerSheet:
    """Keep what a card's page sent; a closed sheet stays as it is."""
    typed = typed_in(request.POST, sheet.version.content, meant=place_meant)
    revision = revision_in(request.POST, sheet.revision)
    try:
        return save_answers(sheet, typed, revision=revision, by=acting(request)).sheet
    except SheetClosedError:
        return sheet


@allowed(can_run_calls)
def corrections(request: HttpRequest, application: int) -> HttpResponse:
    """Call for corrections of chosen questions by a day."""
    row, today = application_or_404(application), timezone.localdate()
    first = {"until": due_day(today, row.call.correction_days, working=True), "reason": _remarks(row)}
    form = CorrectionsForm(request.POST or None, pages=queries.questions_of(row), today=today, initial=first)
    return _step(
        request, row, form, _("Call for corrections"), _("Send back for corrections"),
        lambda wanted: checking.ask_for_corrections(
            row, wanted["fields_"], until=end_of(wanted["until"]), reason=wanted["reason"], by=acting(request)
        ),
        _("The applicant gets a letter and can correct what you chose."),
    )  # fmt: skip


def _remarks(row: Application) -> str:
    """What the officer noted on the open card: it begins the letter."""
    standing = row.checks.filter(done_at=None).select_related("sheet").first()
    note = standing.sheet.answers.get("notes", "") if standing else ""
    return note if isinstance(note, str) else ""


@allowed(can_run_calls)
def reject(request: HttpRequest, application: int) -> HttpResponse:
    """Turn an application down with a reason."""
    row = application_or_404(application)
    form = ReasonForm(request.POST or None, initial={"reason": _remarks(row)})
    return _step(
        request, row, form, _("Reject formally"), _("Reject"),
        lambda wanted: checking.reject_formally(row, reason=wanted["reason"], by=acting(request)),
        _("Rejected. The applicant gets a letter with the reason, and can appeal."),
    )  # fmt: skip


@allowed(can_run_calls)
def admit(request: HttpRequest, application: int) -> HttpResponse:
    """Take a late application in, with a reason."""
    row = application_or_404(application)
    return _step(
        request, row, ReasonForm(request.POST or None), _("Admit a late application"), _("Admit"),
        lambda wanted: admit_late(row, reason=wanted["reason"], by=acting(request)),
        _("Admitted. It has its number now, and the applicant gets a letter."),
    )  # fmt: skip


def _step(
    request: HttpRequest, row: Application, form: Form, heading: str, button: str, act: Callable[[Any], Any], told: str
) -> HttpResponse:
    """A form, one action, and back to the application; what cannot be done any more is said there."""
    if request.method == "POST" and form.is_valid():
        try:
            act(form.cleaned_data)
            messages.success(request, told)
        except Forbidden as moved:
            messages.error(request, str(moved))
        return redirect(row)
    context = {
        "form": form, "heading": heading, "button": button, "breadcrumbs": way_up(row.call, row, heading),
        "note": f"{row.number} {row.title}, {row.applicant_name}".strip(), "back": row.get_absolute_url(),
    }  # fmt: skip
    return render(request, "grants/assessing/step.html", context)


@allowed(can_run_calls)
def message(request: HttpRequest, application: int) -> HttpResponse:
    """Write to the applicant; the same form sent twice is one message."""
    row = application_or_404(application)
    form = MessageForm(request.POST or None, initial={"token": uuid4()})
    return _step(
        request, row, form, _("Message to the applicant"), _("Send"),
        lambda wanted: send_message(row, wanted["subject"], wanted["text"], by=acting(request), token=wanted["token"]),
        _("Sent. The applicant gets it by e-mail too."),
    )  # fmt: skip


@allowed(can_run_calls)
@require_POST
def priorities(request: HttpRequest, application: int) -> HttpResponse:
    """Tick the priorities that an application meets."""
    row = application_or_404(application)
    form = PrioritiesForm(request.POST, call=row.call)
    if form.is_valid():
        try:
            checking.set_priorities(row, form.cleaned_data["priorities"], by=acting(request))
            messages.success(request, _("Priorities saved."))
        except Forbidden as moved:
            messages.error(request, str(moved))
    return redirect(row)
