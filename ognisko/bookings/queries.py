"""Reads of what is taken."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet
from psycopg.types.range import TimestamptzRange

from ognisko.bookings.models import Allocation, Resource
from ognisko.bookings.rules import ZONE, Span


def busy(
    users: Iterable[int], start: datetime, end: datetime, now: datetime, *, without: int | None = None
) -> dict[int, list[Span]]:
    """When each of these advisors is taken between two moments, in any office; one query.

    Holds that have run out take nothing. ``without`` leaves one allocation out: the one that is to be moved.
    """
    found: dict[int, list[Span]] = {user: [] for user in users}
    rows = Allocation.objects.standing(now).filter(
        resource__user__in=found, period__overlap=TimestamptzRange(start, end)
    )
    for user, period in rows.exclude(pk=without or 0).order_by("period").values_list("resource__user_id", "period"):
        found[user].append((period.lower.astimezone(ZONE), period.upper.astimezone(ZONE)))
    return found


def blocks(resource: Resource, since: datetime) -> QuerySet[Allocation]:
    """Times that somebody has blocked for something of their own, from now on; the earliest first."""
    rows = Allocation.objects.filter(resource=resource, state=Allocation.State.CONFIRMED, period__endswith__gt=since)
    return rows.exclude(who="").order_by("period")
