"""What the pages of parties share: the party that is asked for, the way up, a change that may need a reason."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from ognisko.accounts.permissions import acting
from ognisko.ledger.actions import ClosedPeriodError
from ognisko.people.actions import refuse_gone
from ognisko.people.forms import CorrectionForm
from ognisko.people.models import Erasure, Party
from ognisko.people.permissions import can_see_party
from ognisko.people.queries import parties_of_any_time
from ognisko.ui.rules import table_file


def party_of_any_time(request: HttpRequest, pk: int) -> Party:
    """The party, if this user may see it; also one that was merged into another."""
    party = get_object_or_404(parties_of_any_time(), pk=pk)
    if not can_see_party(acting(request), party):
        raise Http404
    if request.method == "POST" and party.is_person and Erasure.objects.filter(party=party).exists():
        raise Http404
    return party


def party_or_404(request: HttpRequest, pk: int) -> Party:
    """The party, if this user may see it; raises PartyMergedError, which leads to the page of the kept one."""
    party = party_of_any_time(request, pk)
    refuse_gone(party)
    return party


def way_up(party: Party | None = None, last: str = "") -> list[tuple[str, str]]:
    """Breadcrumbs of a page of parties."""
    crumbs = [(_("Parties"), reverse("people:parties"))]
    if party is not None:
        crumbs.append((str(party), party.get_absolute_url()))
    return [*crumbs, (last, "")] if last else crumbs


def saved(form: CorrectionForm, act: Callable[[str], Any]) -> bool:
    """Do it with the reason that was typed; in a closed period the form asks for one."""
    if not form.is_valid():
        return False
    try:
        act(form.cleaned_data["reason"])
    except ClosedPeriodError as closed:
        form.ask_reason(closed)
        return False
    return True


def next_page(request: HttpRequest, otherwise: str) -> str:
    """Where to go on: the address given, if it is one of ours."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    return wanted if url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure()) else otherwise


exported = table_file
"""The same, for views that still call it so."""
