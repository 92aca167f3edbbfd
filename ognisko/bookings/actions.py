"""Taking, confirming, moving and giving back a time.

Whoever wants a time locks the resource, releases what has run out, looks, and writes: so nobody has to wait for the
task that tidies up, and of two who click at once one is told plainly. The exclusion constraint has the last word, also
over whatever might be written past these actions.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from psycopg.types.range import TimestamptzRange

from ognisko.accounts.models import User
from ognisko.bookings.models import Allocation, Resource
from ognisko.core.turns import take_turns
from ognisko.people.actions.refusals import refusing

HOLD = timedelta(minutes=15)
"""How long a time is kept for somebody who has not confirmed it yet."""


class TakenError(Exception):
    """The time is taken by now."""

    def __str__(self) -> str:
        return _("This time is taken by now.")


class GoneError(Exception):
    """The allocation was cancelled, or its time has come, so that nothing can be confirmed or moved any more."""

    def __str__(self) -> str:
        return _("This booking no longer holds.")


def advisors_as_resources(users: Iterable[User]) -> list[Resource]:
    """The resources of these advisors, made where they are missing, in the order of their numbers."""
    wanted = list(users)
    Resource.objects.bulk_create([Resource(user=user) for user in wanted], ignore_conflicts=True)
    return list(Resource.objects.filter(user__in=wanted).select_related("user").order_by("id"))


def hold_resources(ids: Iterable[int]) -> None:
    """Nobody else takes anything of these resources until the transaction ends.

    In the order of their numbers, so that two who want the same pool never wait for each other.
    """
    rows = Resource.objects.select_for_update(no_key=True).filter(pk__in=set(ids)).order_by("pk")
    list(rows.values_list("pk"))


@transaction.atomic
def take(
    resources: Sequence[Resource],
    start: datetime,
    end: datetime,
    *,
    token: uuid.UUID | None = None,
    who: str = "",
    hold: timedelta | None = None,
    by: User | None = None,
    now: datetime | None = None,
) -> Allocation:
    """Take the first of the resources that is free for the time; with ``hold`` only until it is confirmed.

    Idempotent by token. Raises TakenError where none of them is free.
    """
    now = now or timezone.now()
    if token is not None:
        take_turns(token)
        if standing := Allocation.objects.select_related("resource__user").filter(token=token).first():
            return standing
    chosen = _free(resources, start, end, now)
    with refusing({"bookings_allocation_never_twice": TakenError()}):
        return Allocation.objects.create(
            resource=chosen,
            period=TimestamptzRange(start, end),
            state=Allocation.State.HELD if hold else Allocation.State.CONFIRMED,
            held_until=now + hold if hold else None,
            who=who,
            by=by,
            token=token or uuid.uuid4(),
        )


def _free(
    resources: Sequence[Resource], start: datetime, end: datetime, now: datetime, *, without: int | None = None
) -> Resource:
    """Lock the resources, release what has run out, and find the first that is free."""
    ids = [resource.pk for resource in resources]
    hold_resources(ids)
    release_run_out(ids, now=now)
    rows = Allocation.objects.standing(now).filter(resource__in=ids, period__overlap=TimestamptzRange(start, end))
    taken = set(rows.exclude(pk=without or 0).order_by().values_list("resource_id", flat=True))
    for resource in resources:
        if resource.pk not in taken:
            return resource
    raise TakenError


def release_run_out(resources: Iterable[int] | None = None, *, now: datetime | None = None) -> int:
    """Release the holds that have run out, of these resources or of all; return how many."""
    found = Allocation.objects.run_out(now or timezone.now())
    if resources is not None:
        found = found.filter(resource__in=list(resources))
    return found.update(state=Allocation.State.RELEASED)


@transaction.atomic
def confirm(
    allocation: Allocation, others: Sequence[Resource] = (), *, by: User | None = None, now: datetime | None = None
) -> Allocation:
    """The time is taken for good; also after the hold has run out, as long as nobody else took it and it lies ahead.

    ``others`` serve as well where its own resource was taken meanwhile; once the hold has run out, its own serves only
    as one of them. Raises TakenError, and GoneError where it was cancelled or its time has come.
    """
    now = now or timezone.now()
    allocation = lock(allocation)
    if allocation.state == Allocation.State.CONFIRMED:
        return allocation
    if allocation.state == Allocation.State.CANCELLED or allocation.starts_at <= now:
        raise GoneError
    candidates = list(dict.fromkeys([allocation.resource, *others]))
    if others and allocation.has_run_out(now):
        candidates = [one for one in candidates if one in others]
    allocation.resource = _free(candidates, allocation.starts_at, allocation.ends_at, now, without=allocation.pk)
    allocation.state = Allocation.State.CONFIRMED
    with refusing({"bookings_allocation_never_twice": TakenError()}):
        allocation.save(update_fields=["state", "resource"])
    return allocation


@transaction.atomic
def move(
    allocation: Allocation,
    resources: Sequence[Resource],
    start: datetime,
    end: datetime,
    *,
    by: User | None = None,
    now: datetime | None = None,
) -> Allocation:
    """Take another time, or another of the resources, instead; calendars know it as the same, changed.

    Raises TakenError and GoneError; then the time stays as it was.
    """
    now = now or timezone.now()
    hold_resources([allocation.resource_id, *(resource.pk for resource in resources)])
    allocation = lock(allocation)
    if allocation.state != Allocation.State.CONFIRMED:
        raise GoneError
    same_first = sorted(resources, key=lambda resource: resource.pk != allocation.resource_id)
    chosen = _free(same_first, start, end, now, without=allocation.pk)
    allocation.resource, allocation.period = chosen, TimestamptzRange(start, end)
    allocation.sequence += 1
    with refusing({"bookings_allocation_never_twice": TakenError()}):
        allocation.save(update_fields=["resource", "period", "sequence"])
    return allocation


@transaction.atomic
def cancel(allocation: Allocation, *, by: User | None = None) -> Allocation:
    """The time is free again; a second click changes nothing."""
    allocation = lock(allocation)
    if allocation.state != Allocation.State.CANCELLED:
        allocation.state = Allocation.State.CANCELLED
        allocation.sequence += 1
        allocation.save(update_fields=["state", "sequence"])
    return allocation


def lock(allocation: Allocation) -> Allocation:
    """The allocation as it stands, locked until the transaction ends; after its resource, as everybody locks them.

    It may have been moved to another resource while we waited for the first one.
    """
    hold_resources([allocation.resource_id])
    rows = Allocation.objects.select_for_update(of=("self",)).select_related("resource__user")
    current = rows.get(pk=allocation.pk)
    return current if current.resource_id == allocation.resource_id else lock(current)


@transaction.atomic
def renew_feed(resource: Resource, *, by: User | None) -> Resource:
    """The calendar has a new secret address; the old one leads nowhere from now on."""
    resource = Resource.objects.select_for_update().get(pk=resource.pk)
    resource.feed = uuid.uuid4()
    resource.save(update_fields=["feed"])
    return resource
