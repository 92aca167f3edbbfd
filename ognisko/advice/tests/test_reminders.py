"""Whoever booked an hour is reminded of it once, with the calendar file; of a moved one again, never of a cancelled."""

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from ognisko.accounts.models import User
from ognisko.accounts.tests.factories import UserFactory
from ognisko.advice import tasks
from ognisko.advice.actions.appointments import (
    ask_for_appointment,
    book_appointment,
    cancel_appointment,
    confirm_appointment,
    move_appointment,
)
from ognisko.advice.actions.reminders import remind, remind_of_appointments
from ognisko.advice.models import AdviceHours, VisitReminder
from ognisko.advice.tests.factories import KindFactory, advice_hours, asked
from ognisko.bookings.rules import ZONE

pytestmark = pytest.mark.django_db

MONDAY = date(2035, 3, 12)
NOW = datetime(2035, 3, 5, 9, tzinfo=ZONE)
"""A Monday a week before."""


def at(hour: int, minute: int = 0, day: date = MONDAY) -> datetime:
    return datetime.combine(day, time(hour, minute), ZONE)


@pytest.fixture
def hanna() -> User:
    return UserFactory(name="Hanna Wrzosek", email="hanna@osrodek.example")


@pytest.fixture
def law(hanna: User) -> AdviceHours:
    return advice_hours(hanna)


def queued() -> list[str]:
    """The letters to whoever booked that wait in the queue; they are taken out of it."""
    jobs = ProcrastinateJob.objects.filter(task_name="advice.send_letter", status="todo").order_by("id")
    found = [job.args["letter"] for job in jobs if not job.args["advisor"]]
    with connection.cursor() as cursor:
        cursor.execute("delete from procrastinate_jobs")
    return found


def reminded(now: datetime) -> list[str]:
    remind_of_appointments(now=now)
    return queued()


def test_a_letter_goes_out_a_day_before_and_never_twice(law: AdviceHours) -> None:
    row = book_appointment(asked(law, at(11)), by=None, now=NOW)
    book_appointment(asked(law, at(12), email=""), by=None, now=NOW)
    assert queued() == ["booked"]
    before = at(11) - timedelta(days=1)
    assert (reminded(before - timedelta(minutes=1)), reminded(before), reminded(before)) == ([], ["reminder"], [])
    assert remind(row.pk, now=before) is False
    with pytest.raises(IntegrityError), transaction.atomic():
        VisitReminder.objects.create(appointment=row, starts_at=row.starts_at)


def test_a_run_that_was_missed_is_made_good_until_the_appointment_begins(law: AdviceHours) -> None:
    for hour in (11, 12):
        book_appointment(asked(law, at(hour)), by=None, now=NOW)
    queued()
    assert (reminded(at(11)), reminded(at(13))) == (["reminder"], [])


def test_a_moved_one_is_reminded_of_again_and_a_cancelled_one_never(law: AdviceHours, hanna: User) -> None:
    row = book_appointment(asked(law, at(11)), by=None, now=NOW)
    queued()
    sunday, later = at(12, day=MONDAY - timedelta(days=1)), MONDAY + timedelta(days=7)
    assert reminded(sunday) == ["reminder"]
    row = move_appointment(row, at(11, day=later), 60, by=hanna, now=sunday)
    assert queued() == ["moved"]
    assert (reminded(at(9)), reminded(at(11, day=later - timedelta(days=1)))) == ([], ["reminder"])
    other = book_appointment(asked(law, at(14)), by=None, now=NOW)
    cancel_appointment(other, by=hanna, now=NOW)
    queued()
    assert reminded(at(9)) == []


def test_a_letter_of_the_last_hours_reminds_by_itself(law: AdviceHours, hanna: User) -> None:
    late = at(9)
    book_appointment(asked(law, at(11)), by=hanna, now=late)
    held = ask_for_appointment(asked(law, at(12)), now=NOW)
    confirm_appointment(held, now=late)
    moved = book_appointment(asked(law, at(13, day=MONDAY + timedelta(days=7))), by=hanna, now=late)
    move_appointment(moved, at(13), 60, by=hanna, now=late)
    queued()
    assert reminded(late) == []


def test_each_offer_of_hours_says_how_long_before_and_none_with_nought(hanna: User) -> None:
    pawel = UserFactory()
    early, never = advice_hours(hanna, reminder_hours=72), advice_hours(pawel, kind=KindFactory(), reminder_hours=0)
    for hours in (early, never):
        book_appointment(asked(hours, at(11)), by=None, now=NOW)
    queued()
    assert reminded(at(11) - timedelta(days=3)) == ["reminder"]
    assert VisitReminder.objects.values_list("appointment__hours", flat=True).get() == early.pk


def test_the_letter_has_the_calendar_file_and_the_link_and_is_not_sent_after_a_change(law: AdviceHours) -> None:
    start = timezone.now().astimezone(ZONE) + timedelta(days=20)
    monday = (start - timedelta(days=start.weekday())).date() + timedelta(days=7)
    row = book_appointment(asked(law, at(11, day=monday)), by=None, now=timezone.now())
    queued()
    VisitReminder.objects.create(appointment=row, starts_at=row.starts_at)
    tasks.send_letter(appointment=row.pk, letter="reminder")
    (letter,) = mail.outbox
    assert (letter.to, letter.subject.partition(":")[0]) == (["jan@dom.example"], "Przypomnienie")
    assert f"/dyzury/wizyta/{row.secret}/" in letter.body
    (part,) = letter.attachments
    content: Any = part
    assert (content.get_content_type(), content.get_param("method")) == ("text/calendar", "REQUEST")
    cancel_appointment(row, by=None)
    tasks.send_letter(appointment=row.pk, letter="reminder")
    assert len(mail.outbox) == 1
