"""Letters about due tasks: one a day and person, on working days from the set hour, never twice."""

import re
import smtplib
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import IntegrityError, transaction
from django.test import Client

from ognisko.accounts.actions import set_reminders
from ognisko.accounts.models import Role, User
from ognisko.accounts.tests.factories import UserFactory
from ognisko.people import tasks
from ognisko.people.actions import finish_task, remind, send_reminders
from ognisko.people.models import Reminder
from ognisko.people.queries.reminders import digests
from ognisko.people.tests.factories import PartyFactory, TaskFactory

pytestmark = pytest.mark.django_db

THURSDAY = date(2025, 3, 13)


def at(hour: int, day: date = THURSDAY, minute: int = 10) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZoneInfo("Europe/Warsaw"))


@pytest.fixture
def hanna() -> User:
    return UserFactory(name="Hanna Wrzosek", email="hanna@example.org")


def test_the_letter_says_what_is_overdue_and_what_is_due_with_links(hanna) -> None:
    party = PartyFactory(name="Fundacja „Poranek”")
    late = TaskFactory(title="Zadzwonić", assignee=hanna, party=party, due_on=date(2025, 3, 10))
    now = [TaskFactory(title=title, assignee=hanna, due_on=THURSDAY) for title in ("Wysłać umowę", "Sprawdzić KRS")]
    TaskFactory(assignee=hanna, due_on=date(2025, 3, 14))
    finish_task(TaskFactory(assignee=hanna, due_on=THURSDAY), by=hanna)
    assert send_reminders(at(7)) == 1
    [letter] = mail.outbox
    assert (letter.to, letter.subject) == (["hanna@example.org"], "Na dziś: 3 zadania, w tym po terminie: 1")
    lines = [line.strip() for line in re.sub(r"https?://[^/]*", "", letter.body).splitlines() if line.strip()]
    assert lines == [
        "Dzień dobry,",
        "oto, co czeka na Ciebie 13 marca 2025.",
        "Po terminie (1 zadanie):",
        "- Zadzwonić",
        "Fundacja „Poranek”",
        "termin minął 10 marca 2025",
        f"/zadania/#zadanie-{late.pk}",
        "Na dziś (2 zadania):",
        "- Wysłać umowę",
        f"/zadania/#zadanie-{now[0].pk}",
        "- Sprawdzić KRS",
        f"/zadania/#zadanie-{now[1].pk}",
        "Wszystkie Twoje zadania: /zadania/",
        "Nie chcesz takich listów? Wyłącz je tutaj: /konto/powiadomienia/",
    ]


@pytest.mark.parametrize(("count", "words"), [(1, "1 zadanie"), (2, "2 zadania"), (5, "5 zadań"), (22, "22 zadania")])
def test_the_subject_counts_in_polish(hanna, count, words) -> None:
    for _number in range(count):
        TaskFactory(assignee=hanna, due_on=THURSDAY)
    send_reminders(at(7))
    assert [letter.subject for letter in mail.outbox] == [f"Na dziś: {words}"]


def test_a_second_run_on_the_day_sends_nothing_and_the_next_day_sends_again(hanna) -> None:
    TaskFactory(assignee=hanna, due_on=THURSDAY)
    assert [send_reminders(at(hour)) for hour in (7, 7, 8, 15)] == [1, 0, 0, 0]
    assert send_reminders(at(7, date(2025, 3, 14))) == 1
    assert list(Reminder.objects.order_by("day").values_list("user", "day", "tasks")) == [
        (hanna.pk, THURSDAY, 1),
        (hanna.pk, date(2025, 3, 14), 1),
    ]


def test_two_workers_with_the_same_digest_send_one_letter(hanna) -> None:
    TaskFactory(assignee=hanna, due_on=THURSDAY)
    [digest] = digests(THURSDAY)
    assert ([remind(digest), remind(digest)], len(mail.outbox)) == ([True, False], 1)
    with pytest.raises(IntegrityError, match="people_reminder_once_a_day"), transaction.atomic():
        Reminder.objects.create(user=hanna, day=THURSDAY, tasks=1)


@pytest.mark.parametrize(
    "moment", [at(6), at(9, date(2025, 3, 15)), at(9, date(2025, 3, 16)), at(9, date(2025, 5, 1))],
    ids=["before the hour", "Saturday", "Sunday", "holiday"],
)  # fmt: skip
def test_nothing_is_sent_before_the_hour_on_weekends_and_on_holidays(hanna, moment) -> None:
    TaskFactory(assignee=hanna, due_on=THURSDAY)
    assert (send_reminders(moment), mail.outbox) == (0, [])


def test_nobody_gets_a_letter_who_has_left_is_from_outside_or_does_not_want_one(hanna) -> None:
    away, outside = UserFactory(is_active=False), UserFactory(roles=[Role.ASSESSOR])
    for user in (hanna, away, outside):
        TaskFactory(assignee=user, due_on=THURSDAY)
    set_reminders(hanna, wants=False, by=hanna)
    assert (send_reminders(at(7)), mail.outbox) == (0, [])


def test_a_letter_that_cannot_be_sent_holds_up_no_other_and_is_tried_again(hanna, monkeypatch) -> None:
    other = UserFactory(email="zofia@example.org")
    for user in (hanna, other):
        TaskFactory(assignee=user, due_on=THURSDAY)
    sent = EmailBackend.send_messages

    def refusing(backend, letters):
        if letters[0].to == ["hanna@example.org"]:
            raise smtplib.SMTPServerDisconnected("away")
        return sent(backend, letters)

    with monkeypatch.context() as patch:
        patch.setattr(EmailBackend, "send_messages", refusing)
        assert send_reminders(at(7)) == 1
    assert send_reminders(at(8)) == 1
    assert [letter.to for letter in mail.outbox] == [["zofia@example.org"], ["hanna@example.org"]]


def test_the_task_of_the_queue_sends_by_the_clock_of_warsaw(hanna, monkeypatch) -> None:
    TaskFactory(assignee=hanna, due_on=THURSDAY)
    monkeypatch.setattr("django.utils.timezone.now", lambda: at(7).astimezone(ZoneInfo("UTC")))
    assert [tasks.send_reminders(timestamp=0), tasks.send_reminders(timestamp=0)] == [1, 0]


def test_a_person_switches_the_letters_off_and_on_for_themselves(hanna) -> None:
    client = Client()
    client.force_login(hanna)
    said = []
    for data in ({}, {"wants_reminders": "on"}):
        client.post("/konto/powiadomienia/", data)
        hanna.refresh_from_db()
        said.append((hanna.wants_reminders, "checked" in client.get("/konto/powiadomienia/").content.decode()))
    assert said == [(False, False), (True, True)]
