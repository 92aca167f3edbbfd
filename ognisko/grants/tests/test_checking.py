"""The formal check: by a card, with corrections by a deadline that lapse, a late one admitted or rejected."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ognisko.accounts.models import User
from ognisko.accounts.tests.factories import UserFactory
from ognisko.grants.actions.checking import (
    CardNotReadyError,
    accept_formally,
    ask_for_corrections,
    begin_check,
    extend_deadline,
    let_corrections_lapse,
    reject_formally,
    set_priorities,
)
from ognisko.grants.actions.life import ReasonMissingError
from ognisko.grants.actions.submitting import correct, submit
from ognisko.grants.models import Application, Call, Priority
from ognisko.grants.queries.applications import Wanted, counts, differences, for_list, listed
from ognisko.grants.rules.deadlines import ZONE
from ognisko.grants.rules.life import Forbidden, Stage, Step
from ognisko.grants.tests.factories import draft, open_call
from ognisko.grants.tests.reviewing import FORMALLY_RIGHT, submitted
from ognisko.ledger.queries import verify
from ognisko.places.models import Place
from ognisko.questionnaires.models import AnswerSheet

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer() -> User:
    return UserFactory(roles=["grants_officer"])


@pytest.fixture
def call(officer: User) -> Call:
    return open_call(officer)


def fill(row: Application, officer: User) -> None:
    AnswerSheet.objects.filter(pk=begin_check(row, by=officer).sheet_id).update(answers=FORMALLY_RIGHT)


def test_an_application_is_accepted_once_its_card_is_full(call: Call, officer: User) -> None:
    row = submitted(call)
    with pytest.raises(CardNotReadyError):
        accept_formally(row, by=officer)
    fill(row, officer)
    assert accept_formally(row, by=officer).at is Stage.REVIEW
    assert accept_formally(row, by=officer).at is Stage.REVIEW
    assert [(one.is_positive, one.done_at is not None) for one in row.checks.all()] == [(True, True)]
    assert [one.step for one in row.changes.all()] == [Step.SUBMIT, Step.ACCEPT_FORMALLY]


def test_what_comes_back_corrected_is_checked_anew_and_both_versions_differ_where_they_should(
    call: Call, officer: User
) -> None:
    row = submitted(call)
    until = timezone.now() + timedelta(days=5)
    asked = ask_for_corrections(row, ["title"], until=until, by=officer, reason="Popraw tytuł.")
    assert (asked.at, asked.correctable, asked.corrections_until) == (Stage.CORRECTIONS, ["title"], until)
    AnswerSheet.objects.filter(pk=asked.sheet_id).update(answers=row.sheet.answers | {"title": "Ławki i skrzynie"})
    receipt = correct(asked, by=None)
    assert begin_check(receipt.application, by=officer).done_at is None
    assert [one.is_positive for one in row.checks.all()] == [False, None]
    versions = list(row.submissions.select_related("sheet__version"))
    ((version, changed),) = differences(versions, "PLN")
    assert (version.number, [(one.label, one.before, one.after) for one in changed]) == (
        2, [("Tytuł", "Ławki na Rybnej", "Ławki i skrzynie")],
    )  # fmt: skip


def test_corrections_that_do_not_come_lapse_and_the_first_version_counts(call: Call, officer: User) -> None:
    row = submitted(call)
    until = timezone.now() + timedelta(days=1)
    asked = ask_for_corrections(row, ["title"], until=until, by=officer, reason="Popraw tytuł.")
    AnswerSheet.objects.filter(pk=asked.sheet_id).update(answers={"title": "Pół słowa"})
    assert let_corrections_lapse() == 0
    Application.objects.filter(pk=row.pk).update(corrections_until=timezone.now() - timedelta(minutes=1))
    assert let_corrections_lapse() == 1
    lapsed = Application.objects.get(pk=row.pk)
    assert (lapsed.at, lapsed.sheet_id) == (Stage.SUBMITTED, row.sheet_id)
    assert let_corrections_lapse() == 0


def test_a_rejection_has_a_reason_and_closes_the_check(call: Call, officer: User) -> None:
    row = submitted(call)
    with pytest.raises(ReasonMissingError):
        reject_formally(row, by=officer, reason=" ")
    assert reject_formally(row, by=officer, reason="Spoza regionu.").at is Stage.REJECTED
    assert [(one.is_positive, one.remarks) for one in row.checks.all()] == [(False, "Spoza regionu.")]
    with pytest.raises(Forbidden):
        begin_check(row, by=officer)


def test_a_late_one_can_be_rejected_without_a_number_and_counts_as_nothing(officer: User) -> None:
    now = timezone.now()
    call = open_call(
        officer, opens_at=now - timedelta(days=3), deadline=now - timedelta(hours=1),
        late_until=now + timedelta(days=1),
    )  # fmt: skip
    row = submitted(call)
    rejected = reject_formally(row, by=officer, reason="Po terminie.")
    assert (row.at, rejected.at, rejected.number) == (Stage.LATE, Stage.REJECTED, "")
    assert list(verify()) == []
    assert counts(call)["out"] == 1


def test_one_applicant_can_be_given_more_time_with_a_reason(officer: User) -> None:
    now = timezone.now()
    call = open_call(officer, opens_at=now - timedelta(days=3), deadline=now - timedelta(hours=1))
    owner = UserFactory(roles=[])
    row = draft(call, owner, Place.objects.get(pk=101401))
    until = (now + timedelta(days=2)).astimezone(ZONE)
    with pytest.raises(ReasonMissingError):
        extend_deadline(row, until=until, by=officer, reason="")
    extend_deadline(row, until=until, by=officer, reason="Awaria prądu.")
    extend_deadline(row, until=until, by=officer, reason="Awaria prądu.")
    assert row.messages.count() == 1
    assert submit(row, by=owner).application.at is Stage.SUBMITTED


def test_priorities_are_those_of_the_call_and_only_until_it_is_ranked(call: Call, officer: User) -> None:
    own = Priority.objects.create(call=call, name="Zieleń", points=5)
    other = Priority.objects.create(call=open_call(officer), name="Inny", points=5)
    row = set_priorities(submitted(call), [own, other], by=officer)
    assert list(row.priorities.all()) == [own]


def test_the_list_finds_by_text_stage_kind_and_place_and_leaves_drafts_out(call: Call, officer: User) -> None:
    first, second = submitted(call, applicant_name="Grupa Wierzba"), submitted(call, applicant_name="Grupa Topola")
    draft(call, officer, Place.objects.get(pk=101401))
    fill(second, officer)
    accept_formally(second, by=officer)
    assert list(listed(call, Wanted())) == [first, second]
    assert list(listed(call, Wanted(text="wierzba"))) == [first]
    assert list(listed(call, Wanted(view="review"))) == [second]
    assert list(listed(call, Wanted(stage="submitted", kind=first.applicant_kind, place=first.place))) == [first]
    assert counts(call) == {"": 2, "check": 1, "corrections": 0, "late": 0, "review": 1, "ranked": 0, "out": 0}


def test_the_list_takes_as_many_queries_for_one_as_for_many(call: Call) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            list(for_list(listed(call, Wanted())))
            counts(call)
        return len(found)

    submitted(call)
    one = asked()
    for _ in range(4):
        submitted(call)
    assert (one, asked()) == (2, 2)
