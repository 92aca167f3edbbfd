"""Writes to offices, their hours and the record of how long they were open."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from psycopg.types.range import DateRange

from ognisko.accounts.models import User
from ognisko.ledger.actions import ClosedPeriodError, post
from ognisko.ledger.models import Entry
from ognisko.people.actions.refusals import refusing
from ognisko.places.models import Place
from ognisko.projects.actions.refusals import NameTakenError, OfficeHasCountedError
from ognisko.projects.entries import OFFICE_DAYS
from ognisko.projects.models import HoursException, Office, OfficeDay, OpeningHours, Operator
from ognisko.projects.queries import open_minutes
from ognisko.projects.rules import Hours

_REFUSALS = {"projects_office_name_key": NameTakenError()}


@dataclass(frozen=True)
class OfficeDraft:
    """An office as it is typed."""

    name: str
    operator: Operator
    place: Place
    address: str = ""
    is_active: bool = True


@transaction.atomic
def add_office(draft: OfficeDraft, *, by: User | None) -> Office:
    """Add an office; its hours follow by ``set_hours``. Raises NameTakenError."""
    with refusing(_REFUSALS):
        return Office.objects.create(
            name=draft.name,
            operator=draft.operator,
            place=draft.place,
            address=draft.address,
            is_active=draft.is_active,
        )


def hold_offices(ids: Iterable[int]) -> None:
    """These offices stay in their municipality until the transaction ends, since what is recorded now counts there."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select id from projects_office where id = any(%s) order by id for key share", [sorted(set(ids))]
        )


@transaction.atomic
def change_office(office: Office, draft: OfficeDraft, *, by: User | None) -> Office:
    """Make the office what the draft says; one that goes out of use is open no more from today on.

    An office whose work has been counted stays in its municipality, since its entries say so: one that moves to
    another is a new office. Raises OfficeHasCountedError and NameTakenError.
    """
    office = Office.objects.select_for_update(of=("self",)).select_related("place").get(pk=office.pk)
    if draft.place.pk != office.place_id and Entry.objects.filter(office=office.pk).exists():
        raise OfficeHasCountedError(office)
    ends = office.is_active and not draft.is_active
    office.name, office.operator, office.place = draft.name, draft.operator, draft.place
    office.address, office.is_active = draft.address, draft.is_active
    with refusing(_REFUSALS):
        office.save()
    if ends:
        today = timezone.localdate()
        _count_up_to(office, today, by=by)
        set_hours(office, [], since=today, by=by)
    return office


@transaction.atomic
def set_hours(
    office: Office, hours: Sequence[tuple[int, time, time]], *, since: date, by: User | None, reason: str = ""
) -> None:
    """The office is open at these hours (weekday 1 to 7, opens, closes) from that day on; what held until then ends."""
    Office.objects.select_for_update().get(pk=office.pk)
    OpeningHours.objects.filter(office=office, period__startswith__gte=since).delete()
    for row in OpeningHours.objects.filter(office=office, period__contains=since):
        row.period = DateRange(row.period.lower, since)
        row.save(update_fields=["period"])
    OpeningHours.objects.bulk_create(
        OpeningHours(office=office, weekday=weekday, opens=opens, closes=closes, period=DateRange(since, None))
        for weekday, opens, closes in hours
    )
    _count_again(office, since, by=by, reason=reason)


@transaction.atomic
def set_exception(
    office: Office, day: date, *, hours: Hours | None, reason: str, by: User | None, correction: str = ""
) -> HoursException:
    """On that day the office has other hours, or is closed (None); a day that was counted already is counted again."""
    return set_exceptions(office, [day], hours=hours, reason=reason, by=by, correction=correction)[0]


@transaction.atomic
def set_exceptions(
    office: Office, days: Sequence[date], *, hours: Hours | None, reason: str, by: User | None, correction: str = ""
) -> list[HoursException]:
    """The same on each of these days, such as a week off; said again for a day it replaces what was said before."""
    Office.objects.select_for_update().get(pk=office.pk)
    opens, closes = hours or (None, None)
    rows = []
    for day in days:
        row, _created = HoursException.objects.update_or_create(
            office=office, day=day, defaults={"opens": opens, "closes": closes, "reason": reason}
        )
        rows.append(row)
    _count_again(office, min(days), max(days) + timedelta(days=1), by=by, reason=correction)
    return rows


@transaction.atomic
def remove_exception(exception: HoursException, *, by: User | None, correction: str = "") -> None:
    """The usual hours hold again on that day."""
    office, day = exception.office, exception.day
    Office.objects.select_for_update().get(pk=office.pk)
    exception.delete()
    _count_again(office, day, day + timedelta(days=1), by=by, reason=correction)


def _count_again(office: Office, since: date, until: date | None = None, *, by: User | None, reason: str = "") -> None:
    """Days that the nightly task has counted follow a change of the hours."""
    counted = OfficeDay.objects.filter(office=office, day__gte=since)
    last = counted.order_by("-day").values_list("day", flat=True).first()
    if last is not None:
        end = last + timedelta(days=1)
        count_days(office, since, min(end, until) if until else end, by=by, reason=reason)


@transaction.atomic
def count_days(office: Office, start: date, end: date, *, by: User | None, reason: str = "") -> int:
    """Record how long the office was open on each past day from ``start`` up to but not ``end``; return how many.

    Repeatable: a day is one record; only days whose minutes changed are written and posted again. Days that are not
    past are left out, since they may still change.
    """
    end = min(end, timezone.localdate())
    Office.objects.select_for_update().get(pk=office.pk)
    minutes = open_minutes(office, start, end)
    standing = {row.day: row for row in OfficeDay.objects.filter(office=office, day__gte=start, day__lt=end)}
    changed = [row for day, row in standing.items() if row.minutes != minutes[day]]
    for row in changed:
        row.minutes = minutes[row.day]
    OfficeDay.objects.bulk_update(changed, ["minutes"])
    added = OfficeDay.objects.bulk_create(
        OfficeDay(office=office, day=day, minutes=count) for day, count in minutes.items() if day not in standing
    )
    rows = [*changed, *added]
    post(OFFICE_DAYS, [row.pk for row in rows], by=by, reason=reason)
    return len(rows)


def count_past_days(*, by: User | None = None) -> int:
    """Nightly: count every day past that is not counted yet, for each office in use, back to its last counted day.

    Each office is a transaction of its own, so that a night that is cut short keeps what it has done.
    """
    today = timezone.localdate()
    return sum(_count_up_to(office, today, by=by) for office in Office.objects.filter(is_active=True))


def _count_up_to(office: Office, today: date, *, by: User | None) -> int:
    """Count the office's days before ``today`` that are not counted yet.

    A period may have been closed before its last days were counted; those are then corrections, and only those, so the
    days are counted one by one.
    """
    last = OfficeDay.objects.filter(office=office).order_by("-day").values_list("day", flat=True).first()
    first = OpeningHours.objects.filter(office=office).order_by("period").first()
    start = last + timedelta(days=1) if last else (first.period.lower if first else None)
    if start is None or start >= today:
        return 0
    try:
        return count_days(office, start, today, by=by)
    except ClosedPeriodError:
        days = [start + timedelta(days=offset) for offset in range((today - start).days)]
        return sum(_count_late(office, day, by=by) for day in days)


def _count_late(office: Office, day: date, *, by: User | None) -> int:
    end = day + timedelta(days=1)
    try:
        return count_days(office, day, end, by=by)
    except ClosedPeriodError:
        return count_days(office, day, end, by=by, reason=_("The day was counted after its period had been closed."))
