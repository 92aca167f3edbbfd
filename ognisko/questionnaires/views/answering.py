"""Pages on which a sheet is answered. Whoever has the link may answer: it is a secret of 122 bits."""

from typing import Any
from uuid import UUID, uuid4

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from ognisko.accounts.models import User
from ognisko.questionnaires import actions, queries
from ognisko.questionnaires.actions import SheetClosedError
from ognisko.questionnaires.models import AnswerSheet
from ognisko.questionnaires.permissions import can_try
from ognisko.questionnaires.rules.posted import revision_in, typed_in

DEVICE = "ognisko_device"


def _sheet_or_404(request: HttpRequest, address: UUID) -> AnswerSheet:
    """The sheet of the link; a trial is for whoever began it, what a domain holds is answered on its own pages."""
    sheet = get_object_or_404(AnswerSheet.objects.select_related("version", "version__questionnaire"), address=address)
    if sheet.is_trial and not (isinstance(request.user, User) and can_try(request.user, sheet)):
        raise Http404
    if queries.is_held(sheet):
        raise Http404
    return sheet


def answer(request: HttpRequest, address: UUID, number: int = 1) -> HttpResponse:
    """One page of a sheet; what is typed is saved whichever button is pressed."""
    sheet = _sheet_or_404(request, address)
    if sheet.submitted_at:
        return redirect("questionnaires:check", sheet.address)
    saved, typed = None, {}
    if request.method == "POST":
        typed = typed_in(request.POST, sheet.version.content, meant=queries.place_meant)
        try:
            saved = _save(request, sheet, typed)
        except SheetClosedError:
            return redirect("questionnaires:check", sheet.address)
        if not saved.conflicts and (went := _gone_on(request, saved.sheet, number)):
            return went
    return _page(request, saved.sheet if saved else sheet, number, saved.conflicts if saved else ())


def _save(request: HttpRequest, sheet: AnswerSheet, typed: dict[str, Any]) -> actions.Saved:
    return actions.save_answers(
        sheet,
        typed,
        revision=revision_in(request.POST, sheet.revision),
        by=request.user if isinstance(request.user, User) else None,
        device=_device(request),
    )


def _device(request: HttpRequest) -> UUID | None:
    """A mark of the browser, so that a person's own earlier tab is told from somebody else."""
    try:
        return UUID(request.COOKIES.get(DEVICE, ""))
    except ValueError:
        return None


def _gone_on(request: HttpRequest, sheet: AnswerSheet, number: int) -> HttpResponse | None:
    """Where the pressed button leads; None where the page stays to be shown with what is wrong."""
    by = request.user if isinstance(request.user, User) else None
    what, _colon, where = request.POST.get("go", "save").partition(":")
    *marks, name = where.split("/")
    if what == "add":
        actions.add_row(sheet, name, marks, mark=f"r{uuid4().hex[:8]}", by=by)
    elif what == "remove":
        actions.remove_row(sheet, name, marks, by=by)
    now, pages, _faults, _sheet = queries.page_of(sheet, number)
    if what in {"next", "check"}:
        at = pages.index(now) + 1
        if what == "check" or at >= len(pages):
            return redirect("questionnaires:check", sheet.address)
        return redirect("questionnaires:answer_page", sheet.address, at + 1)
    if what == "back":
        return redirect("questionnaires:answer_page", sheet.address, max(pages.index(now), 1))
    if what == "page" and where.isascii() and where.isdigit():
        return redirect("questionnaires:answer_page", sheet.address, min(int(where), len(pages)))
    address = reverse("questionnaires:answer_page", args=[sheet.address, number])
    return redirect(f"{address}#q-{where.replace('/', '-')}" if what in {"add", "remove"} else address)


def _page(request: HttpRequest, sheet: AnswerSheet, number: int, conflicts: Any) -> HttpResponse:
    checked = "sprawdz" in request.GET
    now, pages, _faults, worked = queries.page_of(
        sheet, number, checked=checked, typed={one.key: one.typed for one in conflicts}, conflicts=conflicts
    )
    context = {
        "sheet": sheet,
        "now": now,
        "pages": pages,
        "title": worked.definition.words(worked.definition.title, sheet.language),
        "for_script": queries.for_script(sheet, worked),
        "conflicts": conflicts,
        "checked": checked,
    }
    answer = render(request, "questionnaires/answer.html", context)
    if _device(request) is None:
        answer.set_cookie(
            DEVICE, str(uuid4()), max_age=365 * 86400, httponly=True, samesite="Lax", secure=request.is_secure()
        )
    return answer


@require_POST
def autosave(request: HttpRequest, address: UUID) -> HttpResponse:
    """Keep what was typed so far and say so; the page's script asks every few seconds and when a field is left."""
    sheet = _sheet_or_404(request, address)
    try:
        saved = _save(request, sheet, typed_in(request.POST, sheet.version.content, meant=queries.place_meant))
    except SheetClosedError as closed:
        return JsonResponse({"closed": str(closed)}, status=409)
    return JsonResponse(queries.told(saved.sheet, saved.conflicts))


def check(request: HttpRequest, address: UUID) -> HttpResponse:
    """Everything at once: what is missing or wrong, with links there; then the button that submits."""
    sheet = _sheet_or_404(request, address)
    if request.method == "POST" and sheet.is_trial:
        actions.submit_sheet(sheet, by=request.user if isinstance(request.user, User) else None)
        return redirect("questionnaires:check", sheet.address)
    _now, pages, _faults, worked = queries.page_of(sheet, checked=True)
    context = {
        "sheet": sheet,
        "pages": pages,
        "title": worked.definition.words(worked.definition.title, sheet.language),
        "ready": not any(page.wrong for page in pages),
    }
    return render(request, "questionnaires/check.html", context)


@require_GET
def places(request: HttpRequest) -> HttpResponse:
    """Municipalities for what is typed: public facts, for whoever answers, with an account or without."""
    written = request.GET.get("q", "").replace("\0", "").strip()[:100]
    return render(request, "ui/options.html", {"options": queries.place_options(written), "text": written})
