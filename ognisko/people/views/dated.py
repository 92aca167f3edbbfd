"""What is dated about a party: kinds, statuses, the seat and other addresses, people with a role."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from ognisko.accounts.models import User
from ognisko.accounts.permissions import acting, allowed
from ognisko.people import actions
from ognisko.people.forms import AddressForm, CorrectionForm, EndForm, KindForm, MemberForm, SeatForm, StatusForm
from ognisko.people.models import Address, Membership, Party, PartyStatus
from ognisko.people.permissions import can_change_parties
from ognisko.people.rules import Kind
from ognisko.people.views.base import next_page, party_or_404, saved, way_up


def _page(
    request: HttpRequest,
    party: Party,
    form: CorrectionForm,
    act: Callable[[str], Any],
    *,
    heading: str,
    lead: str = "",
    rows: Any = (),
    after: str = "",
) -> HttpResponse:
    """The page of one dated change: the form, and beside it what holds and held."""
    if saved(form, act):
        messages.success(request, _("Saved."))
        return redirect(next_page(request, after or party.get_absolute_url()))
    context = {
        "party": party,
        "form": form,
        "heading": heading,
        "lead": lead,
        "rows": rows,
        "today": timezone.localdate(),
        "next": next_page(request, after),
        "breadcrumbs": way_up(party, heading),
    }
    return render(request, "people/change.html", context)


@allowed(can_change_parties)
def kind_set(request: HttpRequest, pk: int) -> HttpResponse:
    """From a day on the party is of another kind; what it did from then on counts with the new one."""
    party = party_or_404(request, pk)
    form = KindForm(request.POST or None, party=party, initial={"kind": party.kind_now, "since": timezone.localdate()})

    def act(reason: str) -> None:
        wanted = form.cleaned_data
        actions.set_kind(party, wanted["kind"], since=wanted["since"], by=acting(request), reason=reason)

    return _page(
        request,
        party,
        form,
        act,
        heading=_("New kind"),
        lead=_("The kind until then ends the day before. What the party did from that day on is counted again."),
        rows=party.kinds.order_by("-period"),
    )


@allowed(can_change_parties)
def status_set(request: HttpRequest, pk: int) -> HttpResponse:
    """From a day on the party is a social economy entity or a social enterprise."""
    party = party_or_404(request, pk)
    form = StatusForm(request.POST or None, initial={"since": timezone.localdate()})

    def act(reason: str) -> None:
        wanted = form.cleaned_data
        actions.set_status(
            party, wanted["status"], since=wanted["since"], until=wanted["until"], by=acting(request), reason=reason
        )

    return _page(
        request,
        party,
        form,
        act,
        heading=_("New status"),
        lead=_("A status stands beside the kind: an association stays one when it becomes a social economy entity."),
        rows=party.statuses.order_by("-period"),
    )


@allowed(can_change_parties)
def status_end(request: HttpRequest, pk: int) -> HttpResponse:
    """A status ends; the day typed is its last one."""
    row = get_object_or_404(PartyStatus.objects.select_related("party"), pk=pk)
    party = party_or_404(request, row.party_id)
    form = EndForm(request.POST or None, initial={"last_day": timezone.localdate()})

    def act(reason: str) -> None:
        day = form.cleaned_data["on"]
        actions.end_status(row, on=day, by=acting(request), reason=reason)

    heading = _("End of the status: %(status)s") % {"status": row}
    return _page(request, party, form, act, heading=heading, rows=party.statuses.order_by("-period"))


@allowed(can_change_parties)
def seat_move(request: HttpRequest, pk: int) -> HttpResponse:
    """From a day on the seat is elsewhere."""
    party = party_or_404(request, pk)
    form = SeatForm(request.POST or None, initial={"since": timezone.localdate() if party.seat_now else None})

    def act(reason: str) -> None:
        actions.move_seat(party, form.draft, by=acting(request), reason=reason)

    seats = party.addresses.filter(purpose=Address.Purpose.SEAT).select_related("place").order_by("-period")
    return _page(
        request,
        party,
        form,
        act,
        heading=_("New seat"),
        lead=_("Figures by municipality and county count what the party did by its seat on that day."),
        rows=seats,
    )


@allowed(can_change_parties)
def address_add(request: HttpRequest, pk: int) -> HttpResponse:
    """A mailing address, or a place where the party is active."""
    party = party_or_404(request, pk)
    form = AddressForm(request.POST or None)

    def act(reason: str) -> None:
        actions.add_address(party, form.draft, by=acting(request))

    others = party.addresses.exclude(purpose=Address.Purpose.SEAT).select_related("place").order_by("-period")
    return _page(request, party, form, act, heading=_("Another address"), rows=others)


@allowed(can_change_parties)
def address_end(request: HttpRequest, pk: int) -> HttpResponse:
    """An address other than the seat holds no more."""
    row = get_object_or_404(Address.objects.exclude(purpose=Address.Purpose.SEAT), pk=pk)
    party = party_or_404(request, row.party_id)
    form = EndForm(request.POST or None, initial={"last_day": timezone.localdate()})

    def act(reason: str) -> None:
        actions.end_address(row, on=form.cleaned_data["on"], by=acting(request))

    return _page(request, party, form, act, heading=_("End of the address: %(address)s") % {"address": row})


@allowed(can_change_parties)
def member_add(request: HttpRequest, pk: int) -> HttpResponse:
    """A person has a role in the party: one who is here already, or a new one."""
    party = party_or_404(request, pk)
    if party.kind_now == Kind.PERSON:
        raise Http404
    form = MemberForm(request.POST or None, party=party)
    if form.is_valid() and _member_added(form, party, by=acting(request)):
        messages.success(request, _("Saved."))
        return redirect(next_page(request, party.get_absolute_url()))
    context = {"party": party, "form": form, "breadcrumbs": way_up(party, _("Another person"))}
    return render(request, "people/member_add.html", context)


def _member_added(form: MemberForm, party: Party, by: User) -> bool:
    """Add the person with the role; where they had it on one of these days already, say so at the first day."""
    wanted = form.cleaned_data
    role = {"role": wanted["role"], "since": wanted["since"], "is_contact": wanted["is_contact"]}
    try:
        if draft := form.new_person:
            actions.add_new_member(draft, party, **role, by=by)
        else:
            actions.add_membership(wanted["person"], party, **role, by=by)
    except actions.OverlappingMembershipError as overlapping:
        form.add_error("since", str(overlapping))
        return False
    return True


@allowed(can_change_parties)
def membership_end(request: HttpRequest, pk: int) -> HttpResponse:
    """A person has a role no more; the day typed is the last one."""
    row = get_object_or_404(Membership.objects.select_related("person", "party"), pk=pk)
    party = party_or_404(request, row.party_id)
    form = EndForm(request.POST or None, initial={"last_day": timezone.localdate()})

    def act(reason: str) -> None:
        actions.end_membership(row, on=form.cleaned_data["on"], by=acting(request))

    heading = _("End of the role: %(membership)s") % {"membership": row}
    return _page(request, party, form, act, heading=heading, after=reverse("people:members", args=[party.pk]))
