"""An assessor's own pages: what waits for them, the declaration before anything is shown, the card."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from ognisko.accounts.permissions import acting, allowed
from ognisko.grants.actions import assessing as actions
from ognisko.grants.actions.checking import CardNotReadyError
from ognisko.grants.forms.assessing import DeclarationForm
from ognisko.grants.models import Application, Assessment
from ognisko.grants.permissions import can_assess, can_open_card
from ognisko.grants.queries.applications import Shown, shown_to, veil_of
from ognisko.grants.queries.reviews import waiting_for
from ognisko.grants.rules.life import Forbidden, Stage
from ognisko.grants.views.assessing import drawn, saved


@allowed(can_assess)
def to_assess(request: HttpRequest) -> HttpResponse:
    """What waits for me, by deadline; what I handed in below it."""
    cards = list(waiting_for(acting(request)))
    rows = [(card, _title(card.application)) for card in cards]
    context = {
        "waiting": [row for row in rows if row[0].submitted_at is None and row[0].application.at is Stage.REVIEW],
        "done": [row for row in rows if row[0].submitted_at is not None],
        "today": timezone.localdate(),
    }
    return render(request, "grants/assessing/to_assess.html", context)


def _title(row: Application) -> str:
    """The title as an assessor may see it before they declare themselves."""
    if not row.call.is_anonymised:
        return row.title
    return veil_of(row).over(row.title)


@allowed(can_assess)
def card(request: HttpRequest, assessment: int) -> HttpResponse:
    """The declaration first; then the application beside the card."""
    user = acting(request)
    found = Assessment.objects.select_related(
        "application__call__programme", "application__sheet__version", "sheet__version"
    )
    row = get_object_or_404(found, pk=assessment, assessor=user, taken_off_at=None)
    if row.is_impartial is None:
        return _declaration(request, row)
    if not can_open_card(user, row):
        raise Http404
    return _card(request, row)


def _declaration(request: HttpRequest, row: Assessment) -> HttpResponse:
    form = DeclarationForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        wanted = form.cleaned_data
        try:
            actions.declare(row, impartial=wanted["impartial"], reason=wanted["reason"], by=acting(request))
        except Forbidden as moved:
            messages.error(request, str(moved))
            return redirect("grants:to_assess")
        if not wanted["impartial"]:
            messages.success(request, _("Thank you. The officer gives this application to somebody else."))
            return redirect("grants:to_assess")
        return redirect("grants:card", row.pk)
    application, call = row.application, row.application.call
    context: dict[str, Any] = {"form": form, "call": call, "number": application.number, "title": _title(application)}
    if not call.is_anonymised:
        context |= {"applicant": application.applicant_name, "patron": application.patron_name}
    return render(request, "grants/assessing/declaration.html", context)


def _card(request: HttpRequest, row: Assessment) -> HttpResponse:
    """The card saves by itself; a button hands it in and locks it."""
    user, sheet = acting(request), row.sheet
    if sheet is None:
        raise Http404
    checked = False
    wrong: tuple[str, ...] = ()
    if request.method == "POST" and row.submitted_at is None:
        sheet = saved(request, sheet)
        if request.POST.get("go") == "hand_in":
            try:
                actions.hand_in(row, by=user)
                messages.success(request, _("Card handed in. Thank you."))
                return redirect("grants:card", row.pk)
            except CardNotReadyError as lacking:
                checked, wrong = True, tuple(lacking.sentences)
            except Forbidden as moved:
                messages.error(request, str(moved))
                return redirect("grants:to_assess")
        else:
            return redirect("grants:card", row.pk)
    return render(request, "grants/assessing/card.html", _shown(row, shown_for(row, request), checked, wrong))


def shown_for(row: Assessment, request: HttpRequest) -> Shown:
    """The application as this assessor may read it."""
    return shown_to(row.application, acting(request), anonymised=row.application.call.is_anonymised)


def _shown(row: Assessment, shown: Shown, checked: bool, wrong: tuple[str, ...]) -> dict[str, Any]:
    """The template gets what may be shown, never the application itself."""
    assert row.sheet is not None  # noqa: S101  # _card has made sure
    call = row.application.call
    return drawn(row.sheet, call.currency, checked=checked, sentences_=wrong) | {
        "shown": shown, "call_name": call.name, "currency": call.currency, "until": call.review_until,
        "most": call.most, "locked": row.submitted_at, "handed_back": row.handed_back, "assessment": row.pk,
        "open": row.application.at is Stage.REVIEW, "is_anonymised": call.is_anonymised,
    }  # fmt: skip
