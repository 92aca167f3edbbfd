"""Handing in: one instant decides, one application whatever is clicked, numbers without gaps, copies that stay."""

import threading
import time
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.utils import timezone

from ognisko.accounts.models import User
from ognisko.accounts.tests.factories import UserFactory
from ognisko.grants.actions.applying import answer
from ognisko.grants.actions.life import ReasonMissingError, hold, take_step
from ognisko.grants.actions.submitting import (
    NotOpenError,
    NotReadyError,
    admit_late,
    correct,
    fingerprint,
    submit,
)
from ognisko.grants.actions.submitting import call_for_corrections as ask
from ognisko.grants.models import Application, Call, Submission
from ognisko.grants.rules.life import Actor, Stage, Step
from ognisko.grants.rules.numbers import gaps
from ognisko.grants.tests.factories import draft, open_call
from ognisko.ledger.queries import verify
from ognisko.places.models import Place
from ognisko.questionnaires.models import AnswerSheet

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner() -> User:
    return UserFactory(roles=[])


@pytest.fixture
def officer() -> User:
    return UserFactory(roles=["grants_officer"])


@pytest.fixture
def place() -> Place:
    return Place.objects.get(pk=101401)


@pytest.fixture
def call(officer: User) -> Call:
    return open_call(officer)


def test_a_submitted_application_has_a_number_a_copy_that_stays_and_a_party(
    call: Call, owner: User, place: Place
) -> None:
    receipt = submit(draft(call, owner, place), by=owner)
    row = Application.objects.get(pk=receipt.application.pk)
    assert (row.stage, row.number, row.title, row.amount, row.own_amount) == (
        Stage.SUBMITTED, f"MG/{timezone.localdate().year}/0001", "Ławki na Rybnej", Decimal("450.00"), Decimal("70.00"),
    )  # fmt: skip
    assert [(line.name, line.grant, line.volunteers) for line in row.lines.all()] == [
        ("Deski", Decimal("450.00"), Decimal("0.00")), ("Praca", Decimal("0.00"), Decimal("70.00")),
    ]  # fmt: skip
    assert row.party is not None
    assert row.party.name == row.applicant_name
    assert [(one.number, one.was_late, len(one.hash)) for one in row.submissions.all()] == [(1, False, 64)]
    assert [change.step for change in row.changes.all()] == [Step.SUBMIT]
    assert [message.step for message in row.messages.all()] == [Step.SUBMIT]
    assert list(verify()) == []


def test_a_second_click_is_the_same_application(call: Call, owner: User, place: Place) -> None:
    row = draft(call, owner, place)
    assert submit(row, by=owner) == submit(row, by=owner)
    assert Call.objects.get(pk=call.pk).last_serial == 1


def test_after_the_deadline_nothing_is_accepted_and_the_time_is_said(officer: User, owner: User, place: Place) -> None:
    call = open_call(officer, opens_at=timezone.now() - timedelta(days=3), deadline=timezone.now() - timedelta(hours=1))
    row = draft(call, owner, place)
    with pytest.raises(NotOpenError, match=r"closed on|zamkn|zakończ"):
        submit(row, by=owner)
    row.refresh_from_db()
    assert (row.stage, row.sheet.submitted_at) == (Stage.DRAFT, None)


def test_what_comes_within_the_late_window_is_kept_and_can_be_admitted(
    officer: User, owner: User, place: Place
) -> None:
    call = open_call(
        officer, opens_at=timezone.now() - timedelta(days=3), deadline=timezone.now() - timedelta(hours=1),
        late_until=timezone.now() + timedelta(days=1),
    )  # fmt: skip
    row = submit(draft(call, owner, place), by=owner).application
    assert (row.stage, row.number, row.party) == (Stage.LATE, "", None)
    admitted = admit_late(row, by=officer, reason="Awaria prądu w całej gminie.")
    assert (admitted.stage, admitted.serial, admitted.submitted_at) == (Stage.SUBMITTED, 1, row.submitted_at)
    assert list(verify()) == []


def test_a_missing_answer_keeps_the_draft_and_names_the_part(call: Call, owner: User, place: Place) -> None:
    row = draft(call, owner, place)
    AnswerSheet.objects.filter(pk=row.sheet_id).update(answers={"budget": []})
    with pytest.raises(NotReadyError) as refused:
        submit(row, by=owner)
    assert refused.value.tasks[0].key == "page.1"


def test_corrections_are_a_second_version_and_the_first_stays(
    call: Call, owner: User, officer: User, place: Place
) -> None:
    row = submit(draft(call, owner, place), by=owner).application
    first = row.submissions.get()
    asked = ask(row, ["title"], until=timezone.now() + timedelta(days=5), by=officer, reason="Popraw tytuł.")
    AnswerSheet.objects.filter(pk=asked.sheet_id).update(answers=row.sheet.answers | {"title": "Ławki i skrzynie"})
    receipt = correct(asked, by=owner)
    assert (receipt.application.stage, receipt.application.title) == (Stage.SUBMITTED, "Ławki i skrzynie")
    assert [one.sheet.answers["title"] for one in row.submissions.all()] == ["Ławki na Rybnej", "Ławki i skrzynie"]
    assert row.submissions.get(number=1).hash == first.hash != receipt.submission.hash


def test_a_rejection_needs_a_reason(call: Call, owner: User, officer: User, place: Place) -> None:
    row = submit(draft(call, owner, place), by=owner).application
    with pytest.raises(ReasonMissingError):
        take_step(hold(row), Step.REJECT, who=Actor.OFFICER, by=officer)


@pytest.mark.django_db(transaction=True)
def test_eight_who_submit_at_once_get_eight_numbers_without_gaps(officer: User, place: Place) -> None:
    call = open_call(officer)
    drafts = [draft(call, UserFactory(roles=[]), place) for _ in range(8)]
    ready = threading.Barrier(8)
    failed: list[BaseException] = []

    def send(row: Application) -> None:
        try:
            ready.wait()
            submit(row, by=None)
        except BaseException as error:  # noqa: BLE001  # told below, in the thread of the test
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=send, args=(row,)) for row in drafts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    serials = sorted(Application.objects.filter(call=call).values_list("serial", flat=True))
    assert (failed, serials, gaps(serials)) == ([], list(range(1, 9)), ())


@pytest.mark.django_db(transaction=True)
def test_a_sentence_saved_while_the_button_is_pressed_is_handed_in_with_its_mark(officer: User, place: Place) -> None:
    row = draft(open_call(officer), UserFactory(roles=[]), place)
    held, pressed = threading.Event(), threading.Event()

    def write() -> None:
        try:
            with transaction.atomic():
                answer(row, {"summary": "Zdanie z ostatniej chwili."}, revision=0, by=officer)
                held.set()
                pressed.wait()
                wait_for_a_lock()
        finally:
            connection.close()

    writer = threading.Thread(target=write)
    writer.start()
    held.wait()
    pressed.set()
    submission = submit(row, by=None).submission
    writer.join()
    kept = Submission.objects.select_related("application__sheet").get(pk=submission.pk)
    assert (kept.sheet.answers["summary"], kept.application.summary, kept.hash) == (
        "Zdanie z ostatniej chwili.", "Zdanie z ostatniej chwili.", fingerprint(kept.application, kept.content),
    )  # fmt: skip


def wait_for_a_lock() -> None:
    """Until somebody waits for what this transaction holds."""
    with connection.cursor() as cursor:
        while True:
            cursor.execute(
                "select exists (select from pg_stat_activity where pg_backend_pid() = any(pg_blocking_pids(pid)))"
            )
            if cursor.fetchone()[0]:
                return
            time.sleep(0.01)
