"""Assessors: a declaration first, cards that lock, a third one where two differ, plans that can be drawn again."""

from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ognisko.accounts.models import User
from ognisko.accounts.tests.factories import UserFactory
from ognisko.grants.actions import reminding
from ognisko.grants.actions.assessing import (
    ConflictError,
    PlanChangedError,
    TooMuchError,
    declare,
    fingerprint,
    give,
    give_as_planned,
    hand_back,
    hand_in,
    note_conflict,
    rank_ready,
    recommend,
    take_off,
)
from ognisko.grants.actions.checking import CardNotReadyError
from ognisko.grants.actions.life import ReasonMissingError
from ognisko.grants.models import Application, Call, Conflict, Priority
from ognisko.grants.queries.reviews import plan_of, progress_of
from ognisko.grants.queries.scores import scores_of
from ognisko.grants.rules.life import Forbidden, Stage
from ognisko.grants.rules.scoring import Result
from ognisko.grants.tests.factories import open_call
from ognisko.grants.tests.reviewing import accepted, assessor, declared, filled, scored, submitted

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer() -> User:
    return UserFactory(roles=["grants_officer"])


@pytest.fixture
def call(officer: User) -> Call:
    return open_call(officer, discrepancy_points=Decimal(20), least_percent=Decimal(50))


@pytest.fixture
def row(call: Call, officer: User) -> Application:
    return accepted(call, officer)


def test_two_who_agree_make_the_score_and_the_application_is_ranked(
    call: Call, row: Application, officer: User
) -> None:
    first, second = assessor(), assessor("Borys Las")
    scored(row, first, officer, 50, 30)
    assert (scores_of(call)[row.pk].waits_for, rank_ready(call, by=officer)) == (1, (0, 1))
    scored(row, second, officer, 40, 30)
    assert scores_of(call)[row.pk] == Result(
        points=Fraction(75), counted=(str(first.pk), str(second.pk)),
        by_criterion={"idea": Fraction(45), "costs": Fraction(30)},
    )  # fmt: skip
    assert rank_ready(call, by=officer) == (1, 0)
    assert Application.objects.get(pk=row.pk).at is Stage.RANKED


def test_two_who_differ_call_a_third_who_decides(call: Call, row: Application, officer: User) -> None:
    first, second, third = assessor(), assessor("Borys Las"), assessor("Celina Rzeka")
    scored(row, first, officer, 60, 30)
    scored(row, second, officer, 30, 20)
    (reviewed,) = progress_of(call).discrepant
    assert (reviewed.application, reviewed.needs, reviewed.is_ready) == (row, 1, False)
    scored(row, third, officer, 55, 30, is_third=True)
    result = scores_of(call)[row.pk]
    assert (result.points, result.counted, result.waits_for) == (
        Fraction("87.5"), (str(first.pk), str(third.pk)), 0,
    )  # fmt: skip
    assert (progress_of(call).discrepant, len(progress_of(call).ready)) == ([], 1)


def test_points_of_priorities_are_added(call: Call, row: Application, officer: User) -> None:
    row.priorities.set([Priority.objects.create(call=call, name="Zieleń", points=Decimal("2.5"))])
    scored(row, assessor(), officer, 50, 30)
    scored(row, assessor("Borys Las"), officer, 50, 30)
    assert scores_of(call)[row.pk].points == Fraction("82.5")


def test_the_scores_of_a_call_take_four_queries_for_one_and_for_many(call: Call, officer: User) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            scores_of(call)
        return len(found)

    numbers = []
    for _ in range(3):
        scored(accepted(call, officer), assessor(), officer, 50, 30)
        numbers.append(asked())
    assert numbers == [3, 3, 3]


def test_nothing_is_written_before_the_declaration_and_who_steps_back_is_a_conflict(
    row: Application, officer: User
) -> None:
    who = assessor()
    card = give(row, who, by=officer)
    assert (card.sheet, card.is_impartial) == (None, None)
    with pytest.raises(ReasonMissingError):
        declare(card, impartial=False, by=who)
    back = declare(card, impartial=False, reason="Sąsiadka.", by=who)
    assert (back.is_impartial, back.sheet) == (False, None)
    assert [(one.assessor, one.reason) for one in Conflict.objects.all()] == [(who, "Sąsiadka.")]
    assert declare(card, impartial=True, by=who).is_impartial is False
    with pytest.raises(ConflictError):
        give(row, who, by=officer)


def test_nobody_declares_for_somebody_else(row: Application, officer: User) -> None:
    with pytest.raises(Forbidden):
        declare(give(row, assessor(), by=officer), impartial=True, by=officer)


def test_a_card_is_handed_in_whole_or_not_at_all(row: Application, officer: User) -> None:
    who = assessor()
    card = filled(declared(row, who, officer), 61, 30)
    with pytest.raises(CardNotReadyError) as refused:
        hand_in(card, by=who)
    assert len(refused.value.sentences) == 1
    with pytest.raises(CardNotReadyError) as refused:
        hand_in(filled(card, 60, 30, recommended="450.01"), by=who)
    assert "450,00" in refused.value.sentences[0]
    done = hand_in(filled(card, 60, 30, recommended="400.00"), by=who)
    assert (done.points, done.recommended) == ({"idea": "60", "costs": "30"}, Decimal("400.00"))
    assert hand_in(card, by=who).submitted_at == done.submitted_at


def test_a_card_handed_back_keeps_what_was_written_and_counts_no_more(
    call: Call, row: Application, officer: User
) -> None:
    who = assessor()
    done = scored(row, who, officer, 60, 30)
    first = done.sheet
    with pytest.raises(ReasonMissingError):
        hand_back(done, reason="", by=officer)
    back = hand_back(done, reason="Brak uzasadnienia kosztów.", by=officer)
    assert first is not None
    assert back.sheet is not None
    assert (back.submitted_at, back.points, back.handed_back) == (None, {}, "Brak uzasadnienia kosztów.")
    assert (back.sheet.answers, back.sheet.submitted_at) == (first.answers, None)
    assert scores_of(call)[row.pk].counted == ()
    assert hand_in(filled(back, 50, 30), by=who).points == {"idea": "50", "costs": "30"}


def test_what_was_handed_in_is_not_taken_off_and_a_conflict_takes_off_what_is_open(
    row: Application, officer: User
) -> None:
    first, second = assessor(), assessor("Borys Las")
    done, open_ = scored(row, first, officer, 60, 30), declared(row, second, officer)
    with pytest.raises(Forbidden):
        take_off(done, by=officer)
    note_conflict(row, second, reason="Wspólna spółdzielnia.", by=officer)
    open_.refresh_from_db()
    assert open_.taken_off_at is not None
    with pytest.raises(ConflictError):
        give(row, second, by=officer)


def test_an_application_is_given_only_under_review_and_never_to_who_writes_it(
    call: Call, row: Application, officer: User
) -> None:
    with pytest.raises(Forbidden):
        give(submitted(call), assessor(), by=officer)
    with pytest.raises(ConflictError):
        give(row, row.authors.get().user, by=officer)


def test_a_plan_is_even_leaves_conflicts_out_and_is_saved_as_it_was_seen(call: Call, officer: User) -> None:
    rows = [accepted(call, officer) for _ in range(4)]
    people = [assessor(), assessor("Borys Las"), assessor("Celina Rzeka"), assessor("Daniel Głaz")]
    Conflict.objects.create(application=rows[0], assessor=people[0])
    wanted = {one.pk: None for one in people}
    plan, _rows = plan_of(call, wanted, "ziarno")
    assert plan == plan_of(call, wanted, "ziarno")[0]
    assert (sorted(plan.load.values()), plan.unfilled) == ([2, 2, 2, 2], {})
    assert str(people[0].pk) not in plan.by_application[str(rows[0].pk)]
    seen = fingerprint(plan.by_application)
    assert len(give_as_planned(call, wanted, seed="ziarno", seen=seen, by=officer)) == 8
    given = {str(row.pk): {str(card.assessor_id) for card in row.assessments.all()} for row in rows}
    assert given == {one: set(names) for one, names in plan.by_application.items()}


def test_a_plan_that_would_be_another_one_is_not_saved(call: Call, row: Application, officer: User) -> None:
    people: dict[int, int | None] = {assessor().pk: None, assessor("Borys Las").pk: None}
    seen = fingerprint(plan_of(call, people, "ziarno")[0].by_application)
    accepted(call, officer)
    with pytest.raises(PlanChangedError):
        give_as_planned(call, people, seed="ziarno", seen=seen, by=officer)
    assert row.assessments.count() == 0


def test_the_panel_recommends_no_more_than_was_asked_for(row: Application, officer: User) -> None:
    with pytest.raises(TooMuchError):
        recommend(row, amount=Decimal("450.01"), note="", by=officer)
    said = recommend(row, amount=Decimal("400.00"), note="Bez jednej ławki.", by=officer)
    assert (said.recommended, said.panel_note) == (Decimal("400.00"), "Bez jednej ławki.")


def test_a_reminder_names_no_applicant_and_goes_to_those_who_have_open_cards(
    call: Call, row: Application, officer: User
) -> None:
    first, second = assessor(), assessor("Borys Las")
    declared(row, first, officer)
    scored(row, second, officer, 50, 30)
    call.review_until = timezone.localdate() + timedelta(days=3)
    call.save(update_fields=["review_until"])
    assert reminding.remind_of_deadlines() == 1
    assert (reminding.mail_assessor(first.pk, call.pk), reminding.mail_assessor(second.pk, call.pk)) == (True, False)
    (letter,) = mail.outbox
    assert letter.to == [first.email]
    assert row.applicant_name not in letter.body
