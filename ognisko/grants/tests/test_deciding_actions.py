"""From the ranking to the money paid: two persons decide, nothing is awarded twice, nothing is paid twice."""

import threading
import zipfile
from collections.abc import Callable
from decimal import Decimal
from functools import partial
from io import BytesIO

import pytest
from django.db import connection
from django.utils import timezone

from ognisko.accounts.models import User
from ognisko.accounts.tests.factories import UserFactory
from ognisko.core.spreadsheets import Row, SheetRows
from ognisko.grants.actions import agreements, awarding, payments
from ognisko.grants.actions.deciding import (
    ChangedError,
    NotOpenDecisionError,
    NotReadyToDecideError,
    SamePersonError,
    send_back,
)
from ognisko.grants.actions.submitting import withdraw
from ognisko.grants.models import Agreement, Application, Call, Decision, Instalment, Posting
from ognisko.grants.queries.agreements import agreement_docx, agreement_pdf
from ognisko.grants.queries.money import balances, money_of
from ognisko.grants.queries.payments import file_batch
from ognisko.grants.queries.ranking import checks, ranked
from ognisko.grants.rules.life import Actor, Stage, Step
from ognisko.grants.rules.money import Account, Kind, Refused
from ognisko.grants.rules.transfers import faults
from ognisko.grants.tests.deciding import agreed_call, assessed_call, awarded_call, filled, stages
from ognisko.ledger.queries import verify

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture
def officer(db: None) -> User:
    return UserFactory(roles=["grants_officer"])


@pytest.fixture
def second(db: None) -> User:
    return UserFactory(roles=["coordinator"])


FIVE = [(50, 30), (40, 40), (50, 25), (30, 30), (20, 10)]
"""80, 80 with less for the idea, 75, 60, and 30 below the threshold; the money is enough for two."""


def test_the_list_follows_from_cards_rules_and_money(officer: User) -> None:
    found = ranked(assessed_call(officer, FIVE))
    assert [
        (line.place, line.application.serial, str(line.points), line.standing, line.running) for line in found.lines
    ] == [
        (1, 1, "80.00", "funded", Decimal("450.00")), (2, 2, "80.00", "funded", Decimal("900.00")),
        (3, 3, "75.00", "reserve", None), (4, 4, "60.00", "reserve", None), (None, 5, "30.00", "below", None),
    ]  # fmt: skip
    assert (found.pot, found.spent, found.left, found.next_amount, found.passed) == (
        Decimal(1000), Decimal(900), Decimal(100), Decimal(450), 4,
    )  # fmt: skip
    assert "Pomysł" in found.funded[1].behind_by
    assert all(one.is_met for one in checks(found))


def test_two_persons_decide_on_the_whole_list(officer: User, second: User) -> None:
    call = assessed_call(officer, FIVE)
    decision = awarding.propose_ranking(call, by=officer)
    assert stages(call) == [Stage.RANKED] * 5
    with pytest.raises(SamePersonError):
        awarding.approve_ranking(decision, by=officer)
    awarding.approve_ranking(decision, by=second, note="Zgoda.")
    assert stages(call) == [Stage.AWARDED, Stage.AWARDED, Stage.RESERVE, Stage.RESERVE, Stage.NOT_FUNDED]
    call.refresh_from_db()
    assert call.left_to_award == Decimal(100)
    declined = Application.objects.get(call=call, serial=5)
    assert "30" in declined.changes.get(step=Step.DECLINE).reason
    assert declined.messages.filter(step=Step.DECLINE).count() == 1
    assert list(Application.objects.filter(call=call, awarded_on=TODAY).values_list("awarded", flat=True)) == [
        Decimal(450), Decimal(450),
    ]  # fmt: skip
    with pytest.raises(NotOpenDecisionError):
        awarding.approve_ranking(decision, by=UserFactory(roles=["director"]))
    assert list(verify()) == []


def test_a_list_that_is_not_what_was_proposed_is_not_approved(officer: User, second: User) -> None:
    call = assessed_call(officer, FIVE)
    decision = awarding.propose_ranking(call, by=officer)
    withdraw(Application.objects.get(call=call, serial=1), by=officer)
    with pytest.raises(ChangedError) as refused:
        awarding.approve_ranking(decision, by=second)
    assert len(refused.value.changes) == 2  # the first is gone, the third moved up
    send_back(decision, by=second, reason="Jeden wniosek wycofano.")
    again = awarding.propose_ranking(call, by=officer)
    awarding.approve_ranking(again, by=second)
    assert stages(call) == [Stage.WITHDRAWN, Stage.AWARDED, Stage.AWARDED, Stage.RESERVE, Stage.NOT_FUNDED]


def test_missing_cards_conflicts_and_ties_keep_a_list_from_being_proposed(officer: User) -> None:
    call = assessed_call(officer, [(50, 30), (50, 30), (50, 30)], ties=[])
    row = Application.objects.filter(call=call, serial=1).get()
    card = row.assessments.all()[0]
    row.conflicts.create(assessor=card.assessor)
    with pytest.raises(NotReadyToDecideError) as refused:
        awarding.propose_ranking(call, by=officer)
    assert len(refused.value.sentences) == 2  # the conflict, and three equal where the money is for two
    row.assessments.update(submitted_at=None)
    assert [one.is_met for one in checks(ranked(call))] == [True, False, True, True, True, True]


def test_a_grant_given_up_frees_money_for_the_reserve_list(officer: User, second: User) -> None:
    call = assessed_call(officer, FIVE)
    awarding.approve_ranking(awarding.propose_ranking(call, by=officer), by=second)
    first = Application.objects.get(call=call, serial=1)
    awarding.give_up(first, who=Actor.OFFICER, by=officer, reason="Grupa się rozpadła.")
    awarding.give_up(first, who=Actor.OFFICER, by=officer, reason="Grupa się rozpadła.")
    assert Call.objects.get(pk=call.pk).left_to_award == Decimal(550)
    decision = awarding.propose_ranking(call, by=officer)
    assert [(line.application.serial, line.step) for line in decision.lines.all()] == [(3, Step.AWARD)]
    awarding.approve_ranking(decision, by=second)
    assert stages(call) == [Stage.GIVEN_UP, Stage.AWARDED, Stage.AWARDED, Stage.RESERVE, Stage.NOT_FUNDED]
    assert list(verify()) == []


def test_an_appeal_in_time_is_answered_once_and_brings_the_application_back(officer: User, second: User) -> None:
    call = assessed_call(officer, FIVE)
    awarding.approve_ranking(awarding.propose_ranking(call, by=officer), by=second)
    row = Application.objects.get(call=call, serial=5)
    appeal = awarding.file_appeal(row, by=officer, text="Karta pomija załącznik.")
    assert awarding.file_appeal(row, by=officer, text="Jeszcze raz.") == appeal
    awarding.answer_appeal(appeal, is_upheld=True, answer="Rzeczywiście.", by=second)
    awarding.answer_appeal(appeal, is_upheld=False, answer="Inaczej.", by=second)
    row.refresh_from_db()
    appeal.refresh_from_db()
    assert (row.stage, appeal.is_upheld, appeal.answer) == (Stage.REVIEW, True, "Rzeczywiście.")


def test_an_appeal_after_its_time_is_refused(officer: User, second: User) -> None:
    call = assessed_call(officer, FIVE, appeal_days=7)
    awarding.approve_ranking(awarding.propose_ranking(call, by=officer), by=second)
    row = Application.objects.get(call=call, serial=2)
    with pytest.raises(awarding.TooLateError):
        awarding.file_appeal(row, by=officer, text="Za mało.")


def test_results_are_published_after_a_decision(officer: User, second: User) -> None:
    call = assessed_call(officer, FIVE)
    with pytest.raises(NotReadyToDecideError):
        awarding.publish_results(call, by=officer)
    awarding.approve_ranking(awarding.propose_ranking(call, by=officer), by=second)
    first = awarding.publish_results(call, by=officer)
    assert (first.results_at is not None, first.revision) == (True, call.revision + 1)
    assert awarding.publish_results(call, by=officer).results_at == first.results_at


def test_agreements_have_numbers_without_gaps_and_instalments_that_make_the_grant(officer: User, second: User) -> None:
    call = awarded_call(officer, second, 3, instalments=[Decimal(80), Decimal(20)])
    made = agreements.prepare_all(call, by=officer)
    assert [one.number for one in made] == [f"U/{TODAY.year}/00{number}" for number in (1, 2, 3)]
    assert agreements.prepare_all(call, by=officer) == []
    assert agreements.prepare_agreement(made[0].application, by=officer) == made[0]
    assert [(one.number, one.amount, bool(one.condition)) for one in made[0].instalments.all()] == [
        (1, Decimal("360.00"), False), (2, Decimal("90.00"), True),
    ]  # fmt: skip
    assert agreements.lacks(made[0]) != []
    filled(made[0], officer)
    with pytest.raises(Refused):
        agreements.change_agreement(
            made[0], signatories="x", account="", account_holder="x", terms="",
            parts=[agreements.Part(Decimal(1))], by=officer,
        )  # fmt: skip


def test_an_agreement_is_signed_by_the_decision_of_two(officer: User, second: User) -> None:
    call = awarded_call(officer, second, 1)
    (one,) = agreements.prepare_all(call, by=officer)
    with pytest.raises(NotReadyToDecideError):
        agreements.propose_signed([one], signed_on=TODAY, by=officer)
    filled(one, officer)
    decision = agreements.propose_signed([one], signed_on=TODAY, by=officer)
    with pytest.raises(agreements.AgreedError):
        filled(one, officer)
    with pytest.raises(SamePersonError):
        agreements.approve_agreement(decision, by=officer)
    agreements.approve_agreement(decision, by=second)
    row = Application.objects.get(call=call)
    assert (row.stage, Agreement.objects.get().signed_on) == (Stage.AGREED, TODAY)
    assert (money_of(row).awarded, money_of(row).agreed) == (Decimal(0), Decimal(450))
    started = agreements.start(row, by=officer)
    assert (started.stage, started.report_due_on is not None) == (Stage.CARRIED_OUT, True)


def test_the_agreement_is_a_pdf_and_a_document_to_edit(officer: User, second: User) -> None:
    _call, (one,) = agreed_call(officer, second, 1)
    assert agreement_pdf(one, whole=False).startswith(b"%PDF-1.7")
    with zipfile.ZipFile(BytesIO(agreement_docx(one, whole=False))) as archive:
        text = archive.read("word/document.xml").decode()
    assert one.number in text
    assert "Deski" in text


def paid_batch(call: Call, officer: User, second: User) -> list[Instalment]:
    rows = list(Instalment.objects.filter(agreement__application__call=call))
    batch = payments.propose_batch(call, [row.pk for row in rows], pays_on=TODAY, by=officer)
    payments.approve_batch(batch.decision, by=second)
    return rows


def test_a_batch_is_approved_by_another_and_paid_once(officer: User, second: User) -> None:
    call, _agreements = agreed_call(officer, second)
    rows = list(Instalment.objects.filter(agreement__application__call=call))
    batch = payments.propose_batch(call, [row.pk for row in rows], pays_on=TODAY, by=officer)
    assert faults(file_batch(batch)) == ()
    days = {row.pk: TODAY for row in rows}
    with pytest.raises(NotReadyToDecideError):
        payments.mark_paid(call, days, by=officer)
    with pytest.raises(NotReadyToDecideError):
        payments.propose_batch(call, [rows[0].pk], pays_on=TODAY, by=officer)
    with pytest.raises(SamePersonError):
        payments.approve_batch(batch.decision, by=officer)
    payments.approve_batch(batch.decision, by=second)
    assert len(payments.mark_paid(call, days, by=officer)) == 2
    assert payments.mark_paid(call, days, by=officer) == []
    assert Posting.objects.filter(call=call, kind=Kind.PAID).count() == 2
    assert list(verify()) == []


def test_a_batch_sent_back_frees_its_instalments(officer: User, second: User) -> None:
    call, _agreements = agreed_call(officer, second, 1)
    (row,) = Instalment.objects.filter(agreement__application__call=call)
    first = payments.propose_batch(call, [row.pk], pays_on=TODAY, by=officer)
    send_back(first.decision, by=second, reason="Zły dzień.")
    again = payments.propose_batch(call, [row.pk], pays_on=TODAY, by=officer)
    assert first.number != again.number


def test_the_banks_file_marks_what_matches_and_tells_the_rest(officer: User, second: User) -> None:
    call, _agreements = agreed_call(officer, second, 3)
    rows = paid_batch(call, officer, second)
    references = [row.reference for row in rows]
    sheet = SheetRows("x", (
        Row(1, ("Data operacji", "Kwota", "Tytuł")),
        Row(2, (TODAY.isoformat(), "-450,00", f"{references[0]} Ławki na Rybnej")),
        Row(3, (TODAY.isoformat(), "-440,00", references[1])),
        Row(4, (TODAY.isoformat(), "-12,00", "prowizja")),
    ))  # fmt: skip
    found, _statement = payments.mark_from_statement(call, [sheet], by=officer)
    assert (list(found.paid), list(found.other_amount), len(found.unknown)) == ([references[0]], [references[1]], 1)
    again, _statement = payments.mark_from_statement(call, [sheet], by=officer)
    assert (list(again.paid), len(again.twice)) == ([], 1)
    assert Posting.objects.filter(call=call, kind=Kind.PAID).count() == 1


def test_a_payment_taken_back_waits_to_be_paid_again(officer: User, second: User) -> None:
    call, _agreements = agreed_call(officer, second, 1)
    (row,) = paid_batch(call, officer, second)
    payments.mark_paid(call, {row.pk: TODAY}, by=officer)
    row.refresh_from_db()
    assert row.posting is not None
    payments.take_posting_back(row.posting, on=TODAY, by=officer, reason="Bank odrzucił.")
    row.refresh_from_db()
    assert (row.posting, row.paid_on, row.batch) == (None, None, None)
    grant = Application.objects.get(call=call)
    assert (money_of(grant).paid, money_of(grant).to_pay) == (Decimal(0), Decimal(450))
    award = Posting.objects.get(call=call, kind=Kind.AWARDED)
    with pytest.raises(NotReadyToDecideError):
        payments.take_posting_back(award, on=TODAY, by=officer, reason="x")


def at_once(what: list[Callable[[], object]]) -> list[object]:
    """Run all at the same moment, each in a thread; what came of each, an exception included."""
    ready, came = threading.Barrier(len(what)), []

    def run(one: Callable[[], object]) -> None:
        try:
            ready.wait()
            came.append(one())
        except Exception as error:  # noqa: BLE001  # told to the test
            came.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(one,)) for one in what]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return came


@pytest.mark.django_db(transaction=True)
def test_eight_who_approve_at_once_never_award_more_than_the_budget(officer: User) -> None:
    approvers = [UserFactory(roles=["coordinator"]) for _one in range(8)]
    for _round in range(3):
        call = assessed_call(officer, FIVE)
        decision = awarding.propose_ranking(call, by=officer)
        came = at_once([partial(awarding.approve_ranking, decision, by=user) for user in approvers])
        call.refresh_from_db()
        assert sorted(type(one).__name__ for one in came) == ["Decision"] + ["NotOpenDecisionError"] * 7
        assert (call.left_to_award, Posting.objects.filter(call=call, kind=Kind.AWARDED).count()) == (Decimal(100), 2)
        assert sum(balances(call, list(call.applications.values_list("pk", flat=True))).values()) == 0
    assert list(verify()) == []


@pytest.mark.django_db(transaction=True)
def test_who_withdraws_while_the_list_is_approved_is_either_out_or_awarded(officer: User, second: User) -> None:
    call = assessed_call(officer, FIVE)
    decision = awarding.propose_ranking(call, by=officer)
    row = Application.objects.get(call=call, serial=1)
    at_once([lambda: awarding.approve_ranking(decision, by=second), lambda: withdraw(row, by=officer)])
    row.refresh_from_db()
    decision = Decision.objects.get(pk=decision.pk)
    assert (row.stage, decision.is_open) in {(Stage.AWARDED, False), (Stage.WITHDRAWN, True)}
    assert balances(call, [row.pk]).get((str(row.pk), Account.AWARDED), 0) == (450 if row.stage == Stage.AWARDED else 0)


@pytest.mark.django_db(transaction=True)
def test_one_instalment_is_paid_once_whoever_marks_it(officer: User, second: User) -> None:
    call, _agreements = agreed_call(officer, second, 1)
    (row,) = paid_batch(call, officer, second)
    came = at_once([lambda: payments.mark_paid(call, {row.pk: TODAY}, by=officer)] * 6)
    assert sorted(len(one) for one in came if isinstance(one, list)) == [0, 0, 0, 0, 0, 1]
    assert Posting.objects.filter(call=call, kind=Kind.PAID).count() == 1


@pytest.mark.django_db(transaction=True)
def test_agreements_prepared_at_once_have_numbers_without_gaps(officer: User, second: User) -> None:
    call = awarded_call(officer, second, 4)
    rows = list(call.applications.order_by("serial"))
    at_once([lambda row=row: agreements.prepare_agreement(row, by=officer) for row in rows])
    assert sorted(Agreement.objects.filter(application__call=call).values_list("serial", flat=True)) == [1, 2, 3, 4]
