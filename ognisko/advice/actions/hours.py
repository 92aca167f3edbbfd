"""Writes of advice hours, and of the times that an advisor keeps free."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from psycopg.types.range import DateRange

from ognisko.accounts.models import User
from ognisko.advice.models import AdviceHours, Appointment, HoursAdvisor, Kind
from ognisko.advice.queries.offers import clock
from ognisko.bookings import actions as bookings
from ognisko.bookings.models import Allocation, Resource
from ognisko.bookings.rules import ZONE
from ognisko.projects.models import Office


@dataclass(frozen=True)
class HoursDraft:
    """Advice hours as they are typed; ``until`` is the first day on which they hold no more."""

    office: Office
    kind: Kind
    weekday: int
    opens: time
    closes: time
    advisors: Sequence[User]
    since: date
    until: date | None = None
    form: str = "in_person"
    slot_minutes: int = 60
    buffer_minutes: int = 0
    notice_hours: int = 24
    change_hours: int = 4
    ahead_days: int = 28
    reminder_hours: int = 24


@transaction.atomic
def add_hours(draft: HoursDraft, *, by: User | None) -> AdviceHours:
    """Offer hours of advice from a day on."""
    row = AdviceHours.objects.create(**_columns(draft))
    _set_advisors(row, draft.advisors)
    return row


@transaction.atomic
def change_hours(row: AdviceHours, draft: HoursDraft, *, by: User | None) -> AdviceHours:
    """Make the hours what the draft says; what is booked stays as it was booked."""
    row = AdviceHours.objects.select_for_update().get(pk=row.pk)
    for name, value in _columns(draft).items():
        setattr(row, name, value)
    row.save()
    _set_advisors(row, draft.advisors)
    return row


def _columns(draft: HoursDraft) -> dict[str, object]:
    names = ("office", "kind", "weekday", "opens", "closes", "form", "slot_minutes", "buffer_minutes", "notice_hours",
             "change_hours", "ahead_days", "reminder_hours")  # fmt: skip
    return {name: getattr(draft, name) for name in names} | {"period": DateRange(draft.since, draft.until)}


def _set_advisors(row: AdviceHours, advisors: Sequence[User]) -> None:
    """Only those who differ are touched, so that the history tells what changed."""
    bookings.advisors_as_resources(advisors)
    wanted = {user.pk for user in advisors}
    standing = {one.user_id: one for one in row.who.all()}
    HoursAdvisor.objects.filter(pk__in=[one.pk for user, one in standing.items() if user not in wanted]).delete()
    HoursAdvisor.objects.bulk_create(HoursAdvisor(hours=row, user_id=user) for user in sorted(wanted - standing.keys()))


@transaction.atomic
def end_hours(row: AdviceHours, until: date, *, by: User | None) -> AdviceHours:
    """The hours hold no more from that day on; what is booked later stays booked. Never before they began."""
    row = AdviceHours.objects.select_for_update().get(pk=row.pk)
    first = row.period.lower
    end = max(until, first + timedelta(days=1)) if first else until
    row.period = DateRange(first, end)
    row.save(update_fields=["period"])
    return row


@transaction.atomic
def resume_hours(row: AdviceHours, *, by: User | None) -> AdviceHours:
    """Undo an end: the hours hold until further notice."""
    row = AdviceHours.objects.select_for_update().get(pk=row.pk)
    row.period = DateRange(row.period.lower, None)
    row.save(update_fields=["period"])
    return row


class AppointmentsStandError(Exception):
    """Somebody has booked an hour in the time that is to be kept free."""

    def __init__(self, appointments: Sequence[Appointment]) -> None:
        super().__init__(appointments)
        self.appointments = appointments

    def __str__(self) -> str:
        names = ", ".join(
            f"{row.name} ({row.starts_at.astimezone(ZONE):%d.%m} {clock(row.starts_at)})" for row in self.appointments
        )
        if not names:
            return _("This time is kept free already.")
        return _("Booked in this time: %(names)s. Move or cancel these first.") % {"names": names}


@transaction.atomic
def keep_free(
    resource: Resource, start: datetime, end: datetime, why: str, *, by: User | None, token: uuid.UUID | None = None
) -> Allocation:
    """Nobody can book the advisor in this time, in any office. Raises AppointmentsStandError."""
    try:
        with transaction.atomic():
            return bookings.take([resource], start, end, token=token, who=why, by=by)
    except bookings.TakenError as error:
        rows = Appointment.objects.select_related("allocation").filter(
            allocation__in=Allocation.objects.standing(timezone.now()).filter(
                resource=resource, period__overlap=(start, end)
            )
        )
        raise AppointmentsStandError(list(rows)) from error


def give_free(allocation: Allocation, *, by: User | None) -> None:
    """The time can be booked again."""
    bookings.cancel(allocation, by=by)
