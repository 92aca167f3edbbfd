"""Adding a party, changing its basics, its people, its history."""

from django.contrib import messages
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from ognisko.accounts.models import User
from ognisko.accounts.permissions import acting, allowed
from ognisko.core.bounds import whole_number
from ognisko.people import actions, queries
from ognisko.people.forms import AddPartyForm, EditPartyForm
from ognisko.people.forms.party import FAMILY, Family, looked_at
from ognisko.people.models import Party
from ognisko.people.permissions import can_change_parties, can_see_parties
from ognisko.people.queries.history import history as changes_of
from ognisko.people.rules import Kind
from ognisko.people.views.base import next_page, party_or_404, saved, way_up
from ognisko.ui.rules import Tab


@allowed(can_change_parties)
def party_add(request: HttpRequest) -> HttpResponse:
    """Add a party; likely duplicates are shown first."""
    family, kind = _wanted(request.GET.get("kind", ""))
    user = acting(request)
    initial = {
        "name": request.GET.get("name", ""),
        "kind": kind,
        "caretaker": user.pk if not family.is_person else None,
    }
    form = AddPartyForm(request.POST or None, family=family, initial=initial)
    if form.is_valid() and (party := _added(form, by=user)):
        messages.success(request, _("Added: %(party)s.") % {"party": party})
        return redirect(next_page(request, party.get_absolute_url()))
    context = {
        "form": form,
        "family": family,
        "tabs": _tabs(request, family),
        "duplicates": form.duplicates,
        "looked_at": looked_at(form.duplicates, form["anyway"].data or ""),
        "breadcrumbs": way_up(last=_("New party")),
    }
    return render(request, "people/party_add.html", context)


def _wanted(requested: str) -> tuple[Family, int | None]:
    """The variant of the form for a family or a single kind; an organisation unless something else is asked for."""
    if (number := whole_number(requested)) in Kind.values:
        kind = Kind(number)
        return next(family for family in FAMILY.values() if kind in family.kinds), kind
    family = FAMILY.get(requested, FAMILY["organisation"])
    return family, {"organisation": Kind.ASSOCIATION, "person": Kind.PERSON}.get(family.key)


def _tabs(request: HttpRequest, family: Family) -> list[Tab]:
    """The variants as links; what is typed as a name goes along."""
    kept = {key: value for key in ("name", "next") if (value := request.GET.get(key))}
    return [
        Tab(str(one.label), reverse("people:party_add", query={"kind": one.key, **kept}), one == family)
        for one in FAMILY.values()
    ]


def _added(form: AddPartyForm, by: User) -> Party | None:
    """The new party; None where somebody else saved one of its numbers a moment before."""
    try:
        return actions.add_party(form.draft, by=by)
    except IntegrityError:
        if not form.name_holders():
            raise
        return None


@allowed(can_change_parties)
def party_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what is not dated; what is dated has pages of its own, which this one leads to."""
    party = party_or_404(request, pk)
    form = EditPartyForm(request.POST or None, party=party)
    if _changed(form, party, by=acting(request)):
        messages.success(request, _("Saved."))
        return redirect(party.get_absolute_url())
    context = {
        "party": party,
        "form": form,
        "kinds": party.kinds.order_by("-period"),
        "statuses": party.statuses.order_by("-period"),
        "addresses": party.addresses.select_related("place").order_by("purpose", "-period"),
        "today": timezone.localdate(),
        "breadcrumbs": way_up(party, _("Change data")),
    }
    return render(request, "people/party_edit.html", context)


def _changed(form: EditPartyForm, party: Party, by: User) -> bool:
    def act(reason: str) -> None:
        actions.change_party(
            party,
            by=by,
            reason=reason,
            identifiers=_kept_numbers(form, party),
            contacts=_kept_ways(form, party),
            tags=form.cleaned_data["tags"],
            **form.basics,
        )

    try:
        return saved(form, act)
    except IntegrityError:
        if not form.name_holders():
            raise
        return False


def _kept_numbers(form: EditPartyForm, party: Party) -> dict[int, str]:
    """Numbers that the form does not show stay as they are."""
    return form.identifiers if "nip" in form.fields else {row.type: row.value for row in party.identifiers.all()}


def _kept_ways(form: EditPartyForm, party: Party) -> list[tuple[int, str]]:
    """Ways to reach the party that the form does not show stay as they are."""
    shown = {type_ for name, type_ in form.ways.items() if name in form.fields}
    hidden = [(row.type, row.value) for row in party.contacts.all() if row.type not in shown]
    return [*form.contacts, *hidden]


@allowed(can_see_parties)
def members(request: HttpRequest, pk: int) -> HttpResponse:
    """All people with a role in the party, and those who had one; for a person, where they have one."""
    party = party_or_404(request, pk)
    today = timezone.localdate()
    context = {
        "party": party,
        "members": queries.members_of(party, today),
        "former": queries.members_of(party, today, former=True),
        "memberships": queries.memberships_of(party, today),
        "may_change": can_change_parties(acting(request)),
        "breadcrumbs": way_up(party, _("People")),
    }
    return render(request, "people/members.html", context)


@allowed(can_see_parties)
def history(request: HttpRequest, pk: int) -> HttpResponse:
    """Who changed what about the party, and when."""
    party = party_or_404(request, pk)
    context = {"party": party, "sets": changes_of(party), "breadcrumbs": way_up(party, _("History of changes"))}
    return render(request, "people/history.html", context)
