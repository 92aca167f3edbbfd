"""What holds from a day to a day: kinds, statuses, seats, addresses, memberships."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from ognisko.accounts.models import User
from ognisko.ledger.actions import post_again_for_party
from ognisko.people.actions.drafts import (
    EARLIEST,
    AddressDraft,
    PartyDraft,
    address_of,
    hold_parties,
    locked_party,
    period,
    refresh,
)
from ognisko.people.actions.parties import add_party
from ognisko.people.actions.refusals import refusing
from ognisko.people.models import (
    Address,
    Membership,
    Party,
    PartyKind,
    PartyStatus,
)
from ognisko.people.rules import Kind, Status


@transaction.atomic
def set_kind(party: Party, kind: Kind, *, since: date, by: User | None, reason: str = "") -> None:
    """The party is of this kind from ``since`` on: the kind it was until then ends, later kinds give way.

    What the party did from that day on is posted again with the new kind.
    """
    party = locked_party(party.pk)
    _end_on(PartyKind.objects.filter(party=party), since)
    PartyKind.objects.create(party=party, kind=kind, period=period(since))
    post_again_for_party(party.pk, since=since, by=by, reason=reason)
    refresh([party.pk])


@transaction.atomic
def set_status(
    party: Party, status: Status, *, since: date, until: date | None = None, by: User | None, reason: str = ""
) -> None:
    """The party has the status from ``since`` on, up to ``until`` where that is known.

    What was said of the same status before gives way between the two days and nowhere else: a status of years ago
    leaves the present one alone.
    """
    party = locked_party(party.pk)
    _give_way(party, status, since, until)
    PartyStatus.objects.create(party=party, status=status, period=period(since, until))
    post_again_for_party(party.pk, since=since, by=by, reason=reason)


@transaction.atomic
def end_status(row: PartyStatus, *, on: date, by: User | None, reason: str = "") -> None:
    """This row of a status lasts up to that day, other rows stay; one that begins then or later is removed.

    A day after its present end makes it last longer, at most up to the next row of the same status. A row that
    somebody has removed meanwhile stays away.
    """
    locked_party(row.party_id)
    standing = PartyStatus.objects.filter(pk=row.pk).first()
    if standing is None:
        return
    first, end = standing.period.lower, standing.period.upper
    concerned = on if end is None else min(on, end)
    if first is not None and on <= first:
        concerned = first
        standing.delete()
    else:
        same = PartyStatus.objects.filter(party=standing.party_id, status=standing.status)
        after = same.filter(period__fully_gt=standing.period).order_by("period").first()
        standing.period = period(first, min(on, after.period.lower) if after else on)
        standing.save(update_fields=["period"])
    post_again_for_party(standing.party_id, since=concerned, by=by, reason=reason)


def _give_way(party: Party, status: Status, since: date, until: date | None) -> None:
    """Cut these days out of the status's rows: what lies before and after them stays."""
    rows = PartyStatus.objects.filter(party=party, status=status, period__overlap=period(since, until))
    for row in rows:
        first, end = row.period.lower, row.period.upper
        parts = []
        if first is None or first < since:
            parts.append(period(first, since))
        if until is not None and (end is None or until < end):
            parts.append(period(until, end))
        if not parts:
            row.delete()
            continue
        row.period = parts[0]
        row.save(update_fields=["period"])
        for rest in parts[1:]:
            PartyStatus.objects.create(party=party, status=status, period=rest)


@transaction.atomic
def move_seat(party: Party, address: AddressDraft, *, by: User | None, reason: str = "") -> None:
    """The party's seat is there from the address's first day on: the seat until then ends, later ones give way."""
    party = locked_party(party.pk)
    seats = Address.objects.filter(party=party, purpose=Address.Purpose.SEAT)
    if address.since is None:
        seats.delete()
    else:
        _end_on(seats, address.since)
    address_of(party, address).save()
    post_again_for_party(party.pk, since=address.since or EARLIEST, by=by, reason=reason)
    refresh([party.pk])


def _end_on(rows: Any, day: date) -> None:
    """End what holds on that day, remove what begins on it or later."""
    rows.filter(period__startswith__gte=day).delete()
    for row in rows.filter(period__contains=day):
        row.period = period(row.period.lower, day)
        row.save(update_fields=["period"])


@transaction.atomic
def add_address(party: Party, address: AddressDraft, *, by: User | None) -> Address:
    """Add an address that is not the seat (mailing, place of activity)."""
    hold_parties([party.pk])
    row = address_of(party, address)
    row.save()
    return row


@transaction.atomic
def end_address(address: Address, *, on: date, by: User | None) -> None:
    """The party is not there any more from that day on; an address that never held is removed. Seats move instead."""
    _end_on(Address.objects.filter(pk=address.pk).exclude(purpose=Address.Purpose.SEAT), on)


class OverlappingMembershipError(Exception):
    """The person had this role in the party on one of these days already: one role is held once a day."""

    def __init__(self, person: Party, role: str) -> None:
        super().__init__(person, role)
        self.person = person
        self.role = role

    def __str__(self) -> str:
        if not self.role:
            return _("%(person)s was here on one of these days already. Choose a later day.") % {"person": self.person}
        return _("%(person)s was here as “%(role)s” on one of these days already. Choose a later day.") % {
            "person": self.person,
            "role": self.role,
        }


@transaction.atomic
def add_membership(
    person: Party, party: Party, *, role: str, since: date | None, is_contact: bool = False, by: User | None
) -> Membership:
    """The person has a role in the party from that day on; said again it only changes who is first to contact.

    Raises OverlappingMembershipError where the role was held before until a later day.
    """
    hold_parties([person.pk, party.pk])
    row = Membership.objects.filter(person=person, party=party, role=role, period__upper_inf=True).first()
    if row is None:
        row = Membership(person=person, party=party, role=role, period=period(since))
    row.is_contact = is_contact
    with refusing({"people_membership_once_a_day": OverlappingMembershipError(person, role)}):
        row.save()
    return row


@transaction.atomic
def add_new_member(
    draft: PartyDraft, party: Party, *, role: str, since: date | None, is_contact: bool = False, by: User | None
) -> Membership:
    """Add a person who is not here yet, together with their role in the party; raises OverlappingMembershipError."""
    return add_membership(add_party(draft, by=by), party, role=role, since=since, is_contact=is_contact, by=by)


@transaction.atomic
def end_membership(membership: Membership, *, on: date, by: User | None) -> None:
    """The person has the role no more from that day on; a role that never began is removed."""
    membership = Membership.objects.select_for_update().get(pk=membership.pk)
    if membership.period.lower is not None and membership.period.lower >= on:
        membership.delete()
        return
    membership.period = period(membership.period.lower, on)
    membership.save(update_fields=["period"])


@transaction.atomic
def add_memberships(rows: Sequence[tuple[Party, Party, str, bool]], *, by: User | None) -> list[Membership]:
    """Add memberships (person, party, role, first to contact) that hold from an unknown day, in one statement."""
    return Membership.objects.bulk_create(
        Membership(person=person, party=party, role=role, is_contact=is_contact, period=period(None))
        for person, party, role, is_contact in rows
    )
