"""Writing an application: each task is a page, each page keeps what was typed."""

from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from ognisko.accounts.permissions import acting
from ognisko.files.actions import NotThere
from ognisko.grants.actions import applying as actions
from ognisko.grants.actions import submitting
from ognisko.grants.forms.applying import ApplicantForm, DeclarationsForm, DocumentsForm, members_of
from ognisko.grants.models import Application
from ognisko.grants.queries import applying as queries
from ognisko.grants.queries.tasks import APPLICANT_TASK, DOCUMENTS_TASK, may_change, tasks_of
from ognisko.grants.rules import parts
from ognisko.grants.rules.life import Stage
from ognisko.grants.views.applying.base import after, entered, found_or_404, of_author, show
from ognisko.projects.models import Operator
from ognisko.questionnaires.actions import SheetClosedError
from ognisko.questionnaires.queries import fix_others, for_script, page_of, place_meant, told
from ognisko.questionnaires.rules.posted import revision_in, typed_in

DEVICE = "ognisko_device"
OPEN = frozenset({Stage.DRAFT, Stage.CORRECTIONS})


@of_author
def applicant(request: HttpRequest, row: Application) -> HttpResponse:
    """Who applies, the people of the group in rows, the patron, whom to speak with."""
    if row.at not in OPEN:
        return redirect("grants:mine", row.token)
    data = request.POST or None
    form = ApplicantForm(data, row=row)
    people = members_of(row, data, more=int("dodaj" in request.GET))
    if data and form.is_valid() and (not row.is_of_group or people.is_valid()):
        try:
            members = people.people() if row.is_of_group else []
            row = actions.say_who_applies(row, form.applicant(members), by=acting(request))
        except actions.ClosedError as closed:
            messages.error(request, str(closed))
            return redirect("grants:mine", row.token)
        if data.get("go") == "add":
            return redirect(f"{request.path}?dodaj=1#osoba-{len(members)}")
        return redirect(request.path if data.get("go") == "save" else after(row, "applicant"))
    context = {"form": form, "people": people, "may_change": may_change(row, APPLICANT_TASK)}
    return show(request, "applicant", row, "applicant", context, status=422 if data else 200)


@of_author
def page(request: HttpRequest, row: Application, number: int) -> HttpResponse:
    """One page of the questionnaire; what is typed is saved whichever button is pressed."""
    if row.at not in OPEN:
        return redirect("grants:mine", row.token)
    conflicts: Any = ()
    if request.method == "POST":
        try:
            saved = _save(request, row)
            row.sheet, conflicts = saved.sheet, saved.conflicts
            if not conflicts:
                return _onward(request, row, number)
        except (actions.ClosedError, SheetClosedError) as closed:
            messages.error(request, str(closed))
            return redirect("grants:mine", row.token)
    answer = _answers(request, row, number, conflicts)
    if _device(request) is None:
        answer.set_cookie(
            DEVICE, str(uuid4()), max_age=365 * 86400, httponly=True, samesite="Lax", secure=request.is_secure()
        )
    return answer


def _save(request: HttpRequest, row: Application) -> Any:
    typed = typed_in(request.POST, row.sheet.version.content, meant=place_meant)
    revision = revision_in(request.POST, row.sheet.revision)
    return actions.answer(row, typed, revision=revision, by=acting(request), device=_device(request))


def _device(request: HttpRequest) -> UUID | None:
    try:
        return UUID(request.COOKIES.get(DEVICE, ""))
    except ValueError:
        return None


def _onward(request: HttpRequest, row: Application, number: int) -> HttpResponse:
    """Where the pressed button leads; rows are added and taken out on the way."""
    what, _colon, where = request.POST.get("go", "save").partition(":")
    *marks, name = where.split("/")
    here = reverse("grants:mine_page", args=[row.token, number])
    if what == "add":
        mark = f"r{uuid4().hex[:8]}"
        actions.add_row(row, name, marks, mark=mark, by=acting(request))
        return redirect(f"{here}#q-{'-'.join((*marks, mark, name))}")
    if what == "remove":
        actions.remove_row(row, name, marks, by=acting(request))
        return redirect(f"{here}#q-{'-'.join((*marks[:-1], name))}")
    if what == "next":
        return redirect(after(row, f"page.{number}"))
    return redirect(here)


def _answers(request: HttpRequest, row: Application, number: int, conflicts: Any) -> HttpResponse:
    mine = {one.key: one.typed for one in conflicts}
    checked = "sprawdz" in request.GET
    now, _pages, _found, worked = page_of(
        row.sheet, number, checked=checked, typed=mine, conflicts=conflicts, currency=row.call.currency
    )
    standing = _standing(row, worked, now.nodes)
    if row.at is Stage.CORRECTIONS:
        fix_others(now.nodes, worked.definition, row.correctable)
    context = {
        "now": now,
        "standing": standing,
        "conflicts": conflicts,
        "checked": checked,
        "for_script": for_script(row.sheet, worked),
        "sheet": row.sheet,
    }
    return show(request, "page", row, f"page.{now.number}", context)


def _standing(row: Application, worked: Any, nodes: Any) -> queries.Standing | None:
    """How the budget stands where this page has it; what breaks a limit is said in its row."""
    name = parts.names(row.call.fields)["budget"]
    table = next((node for node in nodes if node.name == name), None)
    if table is None:
        return None
    table.sums.pop(parts.names(row.call.fields)["line_price"], None)
    table.beside = "grants/applying/standing.html"
    standing = queries.standing_of(row, worked)
    told_of = [one for one in table.nodes if any(node.typed for node in one.nodes)]  # an empty row is told nothing yet
    for one in told_of:
        one.problem = standing.by_row.get(one.key, "")
    return replace(standing, by_row={one.key: one.problem for one in told_of if one.problem})


@of_author
def autosave(request: HttpRequest, row: Application, number: int) -> HttpResponse:
    """Keep what was typed so far; the answer says when, and how the budget stands."""
    if request.method != "POST":
        return HttpResponse(status=405)
    try:
        saved = _save(request, row)
    except (actions.ClosedError, SheetClosedError) as closed:
        return JsonResponse({"closed": str(closed)}, status=409)
    row.sheet = saved.sheet
    now, _pages, _found, worked = page_of(row.sheet, number, currency=row.call.currency)
    said = told(saved.sheet, saved.conflicts)
    if standing := _standing(row, worked, now.nodes):
        said["beside"] = render_to_string("grants/applying/standing.html", {"standing": standing})
        said["rows"] = standing.by_row
    return JsonResponse(said)


@of_author
def documents(request: HttpRequest, row: Application) -> HttpResponse:
    """The files that the call asks for."""
    if row.at not in OPEN:
        return redirect("grants:mine", row.token)
    posted = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = DocumentsForm(*posted, row=row, user=acting(request))
    if form.is_bound and form.is_valid():
        try:
            actions.keep_documents(row, form.chosen(), by=acting(request))
            return redirect(request.path if request.POST.get("go") == "save" else after(row, "documents"))
        except NotThere:
            form.add_error(None, _("A file that you chose is no longer there. Choose it again."))
        except actions.ClosedError as closed:
            messages.error(request, str(closed))
            return redirect("grants:mine", row.token)
    context = {"form": form, "may_change": may_change(row, DOCUMENTS_TASK)}
    return show(request, "documents", row, "documents", context, status=422 if form.is_bound else 200)


@of_author
def declarations(request: HttpRequest, row: Application) -> HttpResponse:
    """What is done with data, in words, and the boxes that are kept with what is handed in."""
    if row.at is not Stage.DRAFT:
        return redirect("grants:mine", row.token)
    centre = Operator.objects.filter(is_centre=True).values_list("party__name", flat=True).first() or "Ognisko"
    sentences = queries.declarations(row, centre)
    form = DeclarationsForm(request.POST or None, sentences=sentences, is_declared=bool(row.declared))
    if request.method == "POST" and form.is_valid():
        try:
            actions.declare(row, sentences, by=acting(request))
        except actions.ClosedError:
            return redirect("grants:mine", row.token)
        return redirect(after(row, "declarations"))
    context = {"form": form, "centre": centre}
    return show(request, "declarations", row, "declarations", context, status=422 if request.method == "POST" else 200)


@entered
def check(request: HttpRequest, application: UUID) -> HttpResponse:
    """Everything at once, what is missing, and the button that hands in; pressed twice it is one application."""
    refused = ""
    if request.method == "POST":
        sent = found_or_404(queries.application_sent_by(acting(request), application))
        try:
            given = submitting.correct if sent.at is Stage.CORRECTIONS else submitting.submit
            given(sent, by=acting(request))
            return redirect("grants:mine_receipt", application)
        except (submitting.NotOpenError, submitting.NotReadyError) as error:
            refused = str(error)
    row = found_or_404(queries.application_of(acting(request), application))
    if row.at not in OPEN:
        return redirect("grants:mine", row.token)
    _now, pages, _found, _worked = page_of(row.sheet, checked=True, currency=row.call.currency)
    missing = [task for task in tasks_of(row) if not task.is_done]
    context = {"pages": pages, "refused": refused, "missing": missing, "members": row.members.all()}
    return show(request, "check", row, "check", context, status=422 if refused else 200)
