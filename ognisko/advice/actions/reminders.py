"""Letters before an appointment: to whoever booked it, once about each time it was booked for."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from ognisko.advice.models import Appointment, VisitReminder
from ognisko.advice.queries.appointments import CONFIRMED
from ognisko.advice.queries.visits import to_be_reminded

MOST_AT_ONCE = 500


def remind_of_appointments(*, now: datetime | None = None) -> int:
    """Put a letter into the queue for each appointment whose time is near; return how many.

    One appointment is one transaction, so that one that cannot be locked or written holds up no other.
    """
    now = now or timezone.now()
    return sum(remind(number, now=now) for number in to_be_reminded(now)[:MOST_AT_ONCE])


@transaction.atomic
def remind(number: int, *, now: datetime) -> bool:
    """Queue one letter; False where it was queued before, or the appointment was moved or cancelled meanwhile.

    Race: the appointment is locked and looked at once more, and the row and the letter are written in one transaction:
    two workers queue one letter, and a crash queues none.
    """
    row = Appointment.objects.select_for_update(of=("self",)).select_related("allocation", "hours").get(pk=number)
    if row.allocation.state != CONFIRMED or not is_near(row, now) or not _keep(row):
        return False
    app.configure_task("advice.send_letter").defer(appointment=row.pk, letter="reminder", advisor=0, language="")
    return True


def is_near(row: Appointment, now: datetime) -> bool:
    """Say whether the time has come to remind of it, and it has not begun yet."""
    before = row.hours.reminder_hours
    return before > 0 and now < row.starts_at <= now + timedelta(hours=before)


def reminded_by_another_letter(row: Appointment, now: datetime) -> None:
    """A letter that says so late when the appointment is reminds of it by itself: no second one follows."""
    if is_near(row, now):
        _keep(row)


def _keep(row: Appointment) -> bool:
    _reminder, is_new = VisitReminder.objects.get_or_create(appointment=row, starts_at=row.starts_at)
    return is_new
