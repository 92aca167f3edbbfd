"""Protected data of a person: recorded by many, shown to few, each look recorded first. Nothing here is cached."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from ognisko.accounts.models import User
from ognisko.accounts.permissions import acting, allowed
from ognisko.people import actions
from ognisko.people.forms import FindForm, ProtectedForm, ViewingFilterForm
from ognisko.people.models import Party, ProtectedFact
from ognisko.people.permissions import can_record_protected, can_see_protected, can_see_viewings
from ognisko.people.queries import protected as queries
from ognisko.people.views.base import exported, party_or_404, saved, way_up
from ognisko.ui.rules import Column, page_of, sorted_by


def person_or_404(request: HttpRequest, pk: int) -> Party:
    """The person; groups and organisations have no protected data."""
    party = party_or_404(request, pk)
    if not party.is_person:
        raise Http404
    return party


@allowed(can_record_protected)
@never_cache
@sensitive_post_parameters()
def protected_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Record or change; what is recorded already is named, and never sent to the page."""
    party = person_or_404(request, pk)
    form = ProtectedForm(request.POST or None, party=party, by=acting(request))
    if _recorded(form, party, by=acting(request)):
        messages.success(request, _("The protected data are saved."))
        return redirect(party.get_absolute_url())
    context = {
        "party": party,
        "form": form,
        "recorded": queries.recorded(party),
        "may_see": can_see_protected(acting(request)),
        "breadcrumbs": way_up(party, _("Protected data")),
    }
    return render(request, "people/protected_edit.html", context)


def _recorded(form: ProtectedForm, party: Party, by: User) -> bool:
    """Record what was typed; whoever learns whose a number is has looked at that person's data."""

    def act(reason: str) -> None:
        actions.record_protected(party, form.draft, by=by, reason=reason)

    try:
        return saved(form, act)
    except actions.PeselTakenError as taken:
        form.say_taken(taken.party)
        return False
    finally:
        if form.taken:
            actions.note_taken(form.taken, by=by)


@allowed(can_see_protected)
@require_POST
@never_cache
def protected_show(request: HttpRequest, pk: int) -> HttpResponse:
    """The values, after the viewing is recorded: in their place on the person's page, or on a page of their own."""
    party = person_or_404(request, pk)
    facts = actions.show(party, by=acting(request))
    context = {"party": party, "facts": facts, "breadcrumbs": way_up(party, _("Protected data"))}
    in_place = bool(request.headers.get("HX-Request"))
    return render(request, "people/protected_shown.html" if in_place else "people/protected.html", context)


@allowed(can_see_protected)
def protected_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back what was recorded by mistake; the page says what goes, and that it does not come back."""
    fact = get_object_or_404(ProtectedFact.objects.defer("ciphertext", "search_hash"), pk=pk)
    party = person_or_404(request, fact.party_id)
    if request.method == "POST":
        actions.remove_protected(fact, by=acting(request))
        messages.success(request, _("Removed."))
        return redirect(party.get_absolute_url())
    context = {"party": party, "fact": fact, "breadcrumbs": way_up(party, _("Protected data"))}
    return render(request, "people/protected_remove.html", context)


@allowed(can_see_protected)
@never_cache
@sensitive_post_parameters()
def pesel_find(request: HttpRequest) -> HttpResponse:
    """Open the person who has exactly this PESEL; the number travels in the form, never in an address."""
    form = FindForm(request.POST or None)
    if form.is_valid():
        if found := actions.find_by_pesel(form.cleaned_data["pesel"], by=acting(request)):
            return redirect(found.get_absolute_url())
        form.add_error("pesel", _("Nobody is recorded with this PESEL."))
    return render(request, "people/pesel_find.html", {"form": form, "breadcrumbs": way_up(last=_("Find by PESEL"))})


def _columns() -> list[Column]:
    return [
        Column("at", _("When"), "at"),
        Column("by", _("Who"), "by__name"),
        Column("parties", _("Whose data")),
        Column("kinds", _("What")),
        Column("purpose", _("Where and what for"), "purpose"),
    ]


@allowed(can_see_viewings)
def viewings(request: HttpRequest) -> HttpResponse:
    """Who looked at whose protected data, when and what for; the latest first."""
    form = ViewingFilterForm(request.GET)
    found = queries.viewings(form.wanted)
    rows, sort = sorted_by(found, _columns(), request.GET.get("sort", "-at"))
    if requested := request.GET.get("format"):
        heads = [column.label for column in _columns()] + [_("Details")]
        return exported(requested, "podglady", _("Viewings"), heads, _as_rows(queries.viewing_rows(rows, named=None)))
    page = page_of(rows, request)
    context = {
        "form": form,
        "columns": _columns(),
        "page": page,
        "sort": sort,
        "rows": queries.viewing_rows(page),
        "narrowed": any(request.GET.get(name) for name in [*form.fields, "party_text"]),
        "breadcrumbs": [(_("Settings"), reverse("projects:settings")), (_("RODO"), reverse("privacy:home"))],
    }
    return render(request, "people/viewings.html", context)


def _as_rows(rows: list[queries.ViewingRow]) -> list[list[str]]:
    return [
        [
            f"{timezone.localtime(row.viewing.at):%Y-%m-%d %H:%M:%S}", str(row.viewing.by), row.names, row.kinds,
            row.viewing.get_purpose_display(), row.viewing.detail,
        ]
        for row in rows
    ]  # fmt: skip
