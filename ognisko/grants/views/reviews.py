"""Officers give applications to assessors, see how the review goes, and lead the panel."""

from decimal import Decimal
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from ognisko.accounts.models import User
from ognisko.accounts.permissions import acting, allowed
from ognisko.core.bounds import whole_number
from ognisko.grants.actions import assessing as actions
from ognisko.grants.actions.assessing import ConflictError, PlanChangedError, TooMuchError
from ognisko.grants.forms.assessing import AssessorForm, ConflictForm, HandBackForm, PanelForm, PlanForm
from ognisko.grants.models import Assessment, Call
from ognisko.grants.permissions import can_run_calls, can_see_grants
from ognisko.grants.queries.reviews import assessors, panel_of, plan_of, progress_of
from ognisko.grants.queries.tabs import call_tabs
from ognisko.grants.rules.life import Forbidden
from ognisko.grants.views.assessing import application_or_404, call_or_404, way_up


@allowed(can_see_grants)
def reviews(request: HttpRequest, call: int) -> HttpResponse:
    """How far the review is: by application and by assessor, what is missing, where two differ."""
    row = call_or_404(call)
    progress = progress_of(row)
    context = {
        "call": row, "tabs": call_tabs(row, "reviews"), "progress": progress, "breadcrumbs": way_up(row),
        "runs": can_run_calls(acting(request)), "open": sum(one.open for one in progress.people),
        "give": AssessorForm(people=assessors(), auto_id=False),
    }  # fmt: skip
    return render(request, "grants/assessing/reviews.html", context)


@allowed(can_run_calls)
def give(request: HttpRequest, application: int) -> HttpResponse:
    """Give one application to one assessor, as a third one too."""
    row = application_or_404(application)
    form = AssessorForm(request.POST or None, people=assessors())
    if request.method == "POST" and form.is_valid():
        third = request.POST.get("third") == "yes"
        try:
            actions.give(row, form.cleaned_data["assessor"], by=acting(request), is_third=third)
            messages.success(request, _("Given to %(name)s.") % {"name": form.cleaned_data["assessor"]})
        except (ConflictError, Forbidden) as refused:
            messages.error(request, str(refused))
        return redirect(row)
    return _asked(request, row.call, form, _("Give to an assessor"), _("Give"), row.get_absolute_url())


@allowed(can_run_calls)
def conflict(request: HttpRequest, application: int) -> HttpResponse:
    """Write down that somebody must not assess an application."""
    row = application_or_404(application)
    form = ConflictForm(request.POST or None, people=assessors())
    if request.method == "POST" and form.is_valid():
        wanted = form.cleaned_data
        try:
            actions.note_conflict(row, wanted["assessor"], reason=wanted["reason"], by=acting(request))
            messages.success(
                request, _("Noted. %(name)s will not get this application.") % {"name": wanted["assessor"]}
            )
        except Forbidden as moved:
            messages.error(request, str(moved))
        return redirect(row)
    return _asked(request, row.call, form, _("Note a conflict of interest"), _("Note it"), row.get_absolute_url())


def _asked(request: HttpRequest, call: Call, form: object, heading: str, button: str, back: str) -> HttpResponse:
    context = {"form": form, "heading": heading, "button": button, "breadcrumbs": way_up(call), "back": back}
    return render(request, "grants/assessing/step.html", context)


def _card_or_404(assessment: int) -> Assessment:
    found = Assessment.objects.select_related("application__call__programme", "assessor")
    return get_object_or_404(found, pk=assessment)


@allowed(can_run_calls)
@require_POST
def take_off(request: HttpRequest, assessment: int) -> HttpResponse:
    """Take an application off an assessor."""
    card = _card_or_404(assessment)
    try:
        actions.take_off(card, by=acting(request))
        messages.success(request, _("Taken off %(name)s.") % {"name": card.assessor})
    except Forbidden as moved:
        messages.error(request, str(moved))
    return redirect(card.application)


@allowed(can_run_calls)
def hand_back(request: HttpRequest, assessment: int) -> HttpResponse:
    """Open a card that was handed in, with a reason."""
    card = _card_or_404(assessment)
    form = HandBackForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.hand_back(card, reason=form.cleaned_data["reason"], by=acting(request))
            messages.success(request, _("Handed back. %(name)s gets a letter.") % {"name": card.assessor})
        except Forbidden as moved:
            messages.error(request, str(moved))
        return redirect(card.application)
    back = card.application.get_absolute_url()
    return _asked(request, card.application.call, form, _("Hand a card back"), _("Hand back"), back)


@allowed(can_run_calls)
def plan(request: HttpRequest, call: int) -> HttpResponse:
    """Share applications out among assessors: first a preview, then the same plan is saved."""
    row = call_or_404(call)
    everybody = assessors()
    form = PlanForm(request.POST or None, people=everybody, initial={"seed": uuid4().hex[:8]})
    context = {"call": row, "form": form, "tabs": call_tabs(row, "reviews"), "breadcrumbs": way_up(row)}
    if request.method == "POST" and form.is_valid():
        wanted = form.cleaned_data
        people = {one.pk: wanted["most"] for one in wanted["people"]}
        if request.POST.get("go") == "save":
            try:
                given = actions.give_as_planned(
                    row, people, seed=wanted["seed"], seen=request.POST.get("seen", ""), by=acting(request)
                )
                told = ngettext("%(count)d card given.", "%(count)d cards given.", len(given))
                messages.success(request, told % {"count": len(given)})
                return redirect("grants:reviews", row.pk)
            except PlanChangedError as changed:
                messages.error(request, str(changed))
        context |= _preview(row, people, wanted["seed"], {one.pk: one for one in everybody})
    return render(request, "grants/assessing/plan.html", context)


def _preview(call: Call, people: dict[int, int | None], seed: str, known: dict[int, User]) -> dict[str, object]:
    found, rows = plan_of(call, people, seed)
    everybody = known | {one.pk: one for one in User.objects.filter(pk__in=[int(name) for name in found.load])}
    return {
        "seen": actions.fingerprint(found.by_application),
        "planned": [
            (row, [everybody[int(name)] for name in found.by_application[str(row.pk)]], found.unfilled.get(str(row.pk)))
            for row in rows
        ],
        "load": sorted(
            ((everybody[int(name)], count) for name, count in found.load.items()), key=lambda one: str(one[0])
        ),
        "unfilled": sum(found.unfilled.values()),
    }  # fmt: skip


@allowed(can_run_calls)
@require_POST
def remind(request: HttpRequest, call: int) -> HttpResponse:
    """Mail every assessor who has open cards."""
    count = actions.remind(call_or_404(call), by=acting(request))
    told = ngettext("A letter goes to %(count)d assessor.", "Letters go to %(count)d assessors.", count)
    messages.success(request, told % {"count": count})
    return redirect("grants:reviews", call)


@allowed(can_run_calls)
@require_POST
def rank(request: HttpRequest, call: int) -> HttpResponse:
    """Put all whose cards are there on the ranking list."""
    went, wait = actions.rank_ready(call_or_404(call), by=acting(request))
    told = _("On the ranking list: %(went)d. Still waiting for cards: %(wait)d.")
    messages.success(request, told % {"went": went, "wait": wait})
    return redirect("grants:reviews", call)


# The panel ------------------------------------------------------------------------------------------------------------


@allowed(can_see_grants)
def panel(request: HttpRequest, call: int) -> HttpResponse:
    """The meeting of the panel: applications by points, one on the table with its cards side by side."""
    row = call_or_404(call)
    progress = progress_of(row)
    order = sorted(progress.rows, key=lambda one: (-one.result.points, one.application.serial or 0))
    chosen = whole_number(request.GET.get("wniosek")) or (order[0].application.pk if order else 0)
    table = panel_of(row, progress, chosen)
    numbers = [one.application.pk for one in order]
    place = numbers.index(chosen) if chosen in numbers else 0
    context = {
        "call": row, "order": order, "table": table, "breadcrumbs": way_up(row), "runs": can_run_calls(acting(request)),
        "before": numbers[place - 1] if place else None,
        "after": numbers[place + 1] if place + 1 < len(numbers) else None,
        "recommended": sum((one.application.recommended or Decimal(0) for one in order), Decimal("0.00")),
        "form": PanelForm(
            initial={"amount": table.reviewed.application.recommended, "note": table.reviewed.application.panel_note}
        ) if table else None,
    }  # fmt: skip
    return render(request, "grants/assessing/panel.html", context)


@allowed(can_run_calls)
@require_POST
def panel_save(request: HttpRequest, application: int) -> HttpResponse:
    """Keep what the panel says; by itself as it is typed, or by the button."""
    row, form = application_or_404(application), PanelForm(request.POST)
    told, tone = _("Saved."), "good"
    try:
        if form.is_valid():
            wanted = form.cleaned_data
            actions.recommend(row, amount=wanted["amount"], note=wanted["note"], by=acting(request))
        else:
            told, tone = " ".join(str(one) for found in form.errors.values() for one in found), "error"
    except (Forbidden, TooMuchError) as refused:
        told, tone = str(refused), "error"
    if request.headers.get("HX-Request"):
        return render(request, "grants/assessing/panel_said.html", {"told": told, "tone": tone})
    (messages.success if tone == "good" else messages.error)(request, told)
    return redirect(reverse("grants:panel", args=[row.call_id], query={"wniosek": row.pk}))
