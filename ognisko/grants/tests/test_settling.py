"""Settling: from the signed agreement to the closed grant, with every balance at the end."""

import uuid
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from ognisko.accounts.models import User
from ognisko.accounts.tests.factories import UserFactory
from ognisko.files import actions as files
from ognisko.files.permissions import Grant
from ognisko.files.tests.samples import picture
from ognisko.grants.actions import agreements
from ognisko.grants.actions.life import ReasonMissingError
from ognisko.grants.actions.money import move_money
from ognisko.grants.actions.settling import accepting, ending, reminding, reporting, returning
from ognisko.grants.models import About, Application, Balance, Document, InterestRate, Message, Report
from ognisko.grants.queries.money import money_of
from ognisko.grants.rules import settling
from ognisko.grants.rules.life import Stage
from ognisko.grants.rules.money import Account, Kind
from ognisko.grants.rules.money import Posting as Move
from ognisko.grants.rules.settling import Impossible, Outcome, outcome
from ognisko.grants.tests.factories import paid_grant
from ognisko.ledger.queries import verify
from ognisko.places.models import Place
from ognisko.questionnaires.actions import save_answers

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
D = Decimal


@pytest.fixture
def owner() -> User:
    return UserFactory(roles=[])


@pytest.fixture
def officer() -> User:
    return UserFactory(roles=["grants_officer"])


@pytest.fixture
def second() -> User:
    return UserFactory(roles=["director"])


def grant(officer: User, owner: User, *, agreed: str = "450.00", paid: str = "450.00") -> Application:
    row = paid_grant(officer, owner, Place.objects.get(pk=101401), agreed=agreed, paid=paid)
    return agreements.start(row, by=officer)


def bill(row: Application, amount: str, owner: User, *, number: str = "FV 1") -> Document:
    token = uuid.uuid4()
    holder = reporting.bill_holder(row.pk, token)
    scan = files.receive(SimpleUploadedFile("skan.png", picture("PNG")), Grant(holder), by=owner.pk)
    draft = reporting.DocumentDraft(
        token=token, line=row.lines.order_by("position")[0], number=number, issued_on=TODAY, paid_on=TODAY,
        issuer="Tartak Sosna", what="Deski", amount=D(amount), grant=D(amount), own=D(0), keep=(scan.key,),
    )  # fmt: skip
    return reporting.save_document(row, draft, by=owner)


def reported(row: Application, owner: User) -> Report:
    report = reporting.draft_of_report(row, by=owner)
    answers = {"story": "Ławki stoją.", "engaged": "12", "reached": "80", "volunteer_hours": "40,5"}
    save_answers(report.sheet, answers, revision=report.sheet.revision, by=owner)
    return reporting.submit_report(row, by=owner)


def accepted(row: Application, officer: User, admitted: dict[int, tuple[Decimal, str]]) -> Application:
    accepting.admit(row, admitted, by=officer)
    return accepting.accept(row, by=officer, engaged=12, reached=80, volunteer_minutes=2430)


def closed(row: Application, officer: User, second: User) -> Application:
    return ending.approve(ending.propose(row, About.CLOSING, by=officer), by=second)


def stands(row: Application) -> dict[str, Decimal]:
    """Every balance that is not nothing, of the call and the grant."""
    return {one.account: one.amount for one in Balance.objects.filter(call=row.call) if one.amount}


def test_a_grant_of_which_all_is_admitted_is_closed_by_two_persons(owner: User, officer: User, second: User) -> None:
    row = grant(officer, owner)
    one = bill(row, "450.00", owner)
    report = reported(row, owner)
    assert (report.engaged, report.reached, report.volunteer_minutes, len(report.hash)) == (12, 80, 2430, 64)
    accepted(row, officer, {one.pk: (D(450), "")})
    row = closed(row, officer, second)
    row.refresh_from_db()
    assert (row.stage, row.accepted_on, row.engaged, row.reached, row.volunteer_minutes) == (
        Stage.CLOSED, TODAY, 12, 80, 2430,
    )  # fmt: skip
    assert stands(row) == {
        Account.FUNDER.value: D(-1000), Account.BUDGET.value: D(550), Account.ADMITTED.value: D(450),
    }  # fmt: skip
    assert list(verify()) == []


def test_what_is_not_admitted_and_unspent_comes_back_with_interest_before_the_closing(
    owner: User, officer: User, second: User
) -> None:
    InterestRate.objects.create(since=TODAY - timedelta(days=900), percent=D("10.00"))
    row = grant(officer, owner)
    first, other = bill(row, "300.00", owner), bill(row, "100.00", owner, number="FV 2")
    reported(row, owner)
    accepted(row, officer, {first.pk: (D(300), ""), other.pk: (D(40), "Część zakupu prywatna.")})
    assert stands(row) == {
        Account.FUNDER.value: D(-1000), Account.BUDGET.value: D(550), Account.ADMITTED.value: D(340),
        Account.DUE.value: D(110),
    }  # fmt: skip
    with pytest.raises(ending.NotSettledError):
        ending.propose(row, About.CLOSING, by=officer)
    row = returning.demand_return(row, reason="Nie wszystko wydano.", by=officer)
    assert row.return_due_on is not None
    late = row.return_due_on + timedelta(days=100)
    # 110 zł × 100 days × 10 % / 365 = 3,01 zł, in whole złoty 3 zł.
    seen = row.postings.order_by("-pk")[0].pk
    back = returning.record_return(row, amount=D(113), on=late, seen=seen, by=officer)
    again = returning.record_return(row, amount=D(113), on=late, seen=seen, by=officer)
    assert [(one.kind, one.amount) for one in back] == [
        (Kind.INTEREST_CHARGED, D(3)), (Kind.RETURNED, D(110)), (Kind.INTEREST_PAID, D(3)),
    ]  # fmt: skip
    assert [one.kind for one in again] == [Kind.RETURNED, Kind.INTEREST_PAID]
    row = closed(row, officer, second)
    assert row.stage == Stage.CLOSED
    assert stands(row) == {
        Account.FUNDER.value: D(-1000), Account.BUDGET.value: D(550), Account.ADMITTED.value: D(340),
        Account.RETURNED.value: D(110), Account.INTEREST.value: D(-3), Account.INTEREST_PAID.value: D(3),
    }  # fmt: skip
    assert money_of(row).settled
    assert list(verify()) == []


def test_a_last_instalment_is_accounted_for_and_the_rest_of_the_agreement_is_released(
    owner: User, officer: User, second: User
) -> None:
    row = grant(officer, owner, paid="300.00")
    one = bill(row, "400.00", owner)
    reported(row, owner)
    row = accepted(row, officer, {one.pk: (D(400), "")})
    assert (money_of(row).to_pay, money_of(row).admitted) == (D(100), D(300))
    move_money(row.call, [(row, Move(Kind.PAID, D(100), TODAY, str(row.pk)))], by=officer)
    row = closed(row, officer, second)
    assert stands(row) == {
        Account.FUNDER.value: D(-1000), Account.BUDGET.value: D(600), Account.ADMITTED.value: D(400),
    }  # fmt: skip


def test_whoever_proposed_a_closing_does_not_approve_it(owner: User, officer: User) -> None:
    row = grant(officer, owner)
    one = bill(row, "450.00", owner)
    reported(row, owner)
    accepted(row, officer, {one.pk: (D(450), "")})
    decision = ending.propose(row, About.CLOSING, by=officer)
    assert ending.propose(row, About.CLOSING, by=officer) == decision
    with pytest.raises(ending.SamePersonError):
        ending.approve(decision, by=officer)
    ending.send_back(decision, reason="Brakuje notatki z wizyty.", by=officer)
    assert ending.propose(row, About.CLOSING, by=officer) != decision


def test_a_submitted_twice_report_is_one_and_its_corrections_are_the_next(owner: User, officer: User) -> None:
    row = grant(officer, owner)
    one = bill(row, "450.00", owner)
    report = reported(row, owner)
    assert reporting.submit_report(row, by=owner) == report
    with pytest.raises(reporting.NotNowError):
        bill(row, "1.00", owner)
    accepting.admit(row, {one.pk: (D(450), "")}, by=officer)
    accepting.call_for_report_corrections(row, until=TODAY, reason="Brakuje zdjęć.", by=officer)
    assert reporting.draft_of_report(row, by=owner).sheet.answers == report.sheet.answers
    reporting.submit_report(row, by=owner)
    row.refresh_from_db()
    assert (row.stage, [one.number for one in row.reports.all()]) == (Stage.REPORTED, [1, 2])
    assert row.reports.get(number=1).remarks == "Brakuje zdjęć."


def test_a_report_without_answers_or_scans_says_what_is_missing(owner: User, officer: User) -> None:
    row = grant(officer, owner)
    one = bill(row, "450.00", owner)
    with pytest.raises(reporting.MissingError):
        reporting.submit_report(row, by=owner)
    files.erase(reporting.bill_holder(row.pk, one.token), by=owner)
    with pytest.raises(reporting.MissingError) as missing:
        reported(row, owner)
    assert len(missing.value.sentences) == 1
    assert Application.objects.get(pk=row.pk).stage == Stage.CARRIED_OUT


def test_less_than_a_documents_part_needs_a_reason(owner: User, officer: User) -> None:
    row = grant(officer, owner)
    one = bill(row, "450.00", owner)
    reported(row, owner)
    with pytest.raises(accepting.UndecidedError):
        accepting.accept(row, by=officer)
    with pytest.raises(ReasonMissingError):
        accepting.admit(row, {one.pk: (D(400), "")}, by=officer)


def test_a_terminated_grant_is_returned_and_closed_and_counts_as_nothing_carried_out(
    owner: User, officer: User, second: User
) -> None:
    row = grant(officer, owner, paid="300.00")
    row = ending.approve(ending.propose(row, About.TERMINATION, reason="Nic nie robią.", by=officer), by=second)
    assert (row.stage, money_of(row).due, row.return_due_on is not None) == (Stage.TERMINATED, D(300), True)
    seen = row.postings.order_by("-pk")[0].pk
    returning.record_return(row, amount=D(300), on=TODAY, seen=seen, by=officer)
    row = closed(row, officer, second)
    assert stands(row) == {
        Account.FUNDER.value: D(-1000), Account.BUDGET.value: D(700), Account.RETURNED.value: D(300),
    }  # fmt: skip
    assert list(verify()) == []


def test_a_closed_grant_is_opened_again_and_admitted_less(owner: User, officer: User, second: User) -> None:
    row = grant(officer, owner)
    one = bill(row, "450.00", owner)
    reported(row, owner)
    accepted(row, officer, {one.pk: (D(450), "")})
    row = closed(row, officer, second)
    row = ending.approve(ending.propose(row, About.REOPENING, reason="Kontrola.", by=second), by=officer)
    row = accepted(row, officer, {one.pk: (D(400), "Rachunek podwójny.")})
    assert (row.stage, money_of(row).admitted, money_of(row).due) == (Stage.ACCEPTED, D(400), D(50))
    assert list(verify()) == []


def test_an_agreed_change_moves_money_between_lines_and_never_adds_any(owner: User, officer: User) -> None:
    row = grant(officer, owner)
    boards, work = row.lines.order_by("position")
    ask = {"what": "Więcej na pracę", "why": "Deski potaniały", "by": owner}
    request = reporting.ask_change(row, **ask, token=uuid.uuid4(), lines={boards.pk: D(400), work.pk: D(60)})
    with pytest.raises(accepting.BudgetGrowsError):
        accepting.answer_change(request, agreed=True, answer="", by=officer)
    accepting.answer_change(request, agreed=False, answer="Suma się nie zgadza.", by=officer)
    until = TODAY + timedelta(days=20)
    token = uuid.uuid4()
    lines = {boards.pk: D(400), work.pk: D(50)}
    request = reporting.ask_change(row, **ask, token=token, lines=lines, until=until)
    assert reporting.ask_change(row, **ask, token=token) == request
    accepting.answer_change(request, agreed=True, answer="", by=officer)
    row.refresh_from_db()
    assert ([one.grant for one in row.lines.order_by("position")], row.until) == ([D(400), D(50)], until)
    assert row.report_due_on is not None
    assert row.report_due_on > until


def test_a_late_report_is_reminded_of_once(owner: User, officer: User) -> None:
    row = grant(officer, owner)
    assert row.report_due_on is not None
    before = Message.objects.count()
    sent = [reminding.remind_of_reports(row.report_due_on + timedelta(days=day)) for day in (-9, -3, -2, 1, 5)]
    assert (sent, Message.objects.count() - before) == ([0, 1, 0, 1, 0], 2)


@pytest.mark.parametrize(
    ("sums", "expected"),
    [
        ((450, 450, 450, 450), (450, 0, 0, 0, 0)),
        ((450, 450, 400, 340), (340, 60, 50, 0, 0)),
        ((450, 300, 400, 400), (300, 0, 0, 100, 50)),
        ((450, 450, 600, 500), (450, 0, 0, 0, 0)),
        ((450, 0, 0, 0), (0, 0, 0, 0, 450)),
    ],
)
def test_documents_say_what_becomes_of_a_grant(sums: tuple[int, ...], expected: tuple[int, ...]) -> None:
    assert outcome(*map(D, sums)) == Outcome(*map(D, expected))


def test_too_much_that_came_back_is_refused(owner: User, officer: User, second: User) -> None:
    row = grant(officer, owner)
    row = ending.approve(ending.propose(row, About.TERMINATION, reason="Nic nie robią.", by=officer), by=second)
    with pytest.raises(Impossible, match="50,00"):
        returning.record_return(row, amount=D(500), on=TODAY, seen=row.postings.order_by("-pk")[0].pk, by=officer)


def test_a_bill_never_covers_more_than_its_amount() -> None:
    assert [settling.amounts_agree(D(10), D(6), D(4)), settling.amounts_agree(D(10), D(6), D(5))] == [True, False]


def test_a_return_that_was_a_mistake_is_taken_back_with_its_interest(owner: User, officer: User, second: User) -> None:
    InterestRate.objects.create(since=TODAY - timedelta(days=900), percent=D("10.00"))
    row = grant(officer, owner)
    row = ending.approve(ending.propose(row, About.TERMINATION, reason="Nic nie robią.", by=officer), by=second)
    before = stands(row)
    assert row.return_due_on is not None
    late = row.return_due_on + timedelta(days=100)
    seen = row.postings.order_by("-pk")[0].pk
    returning.record_return(row, amount=D(200), on=late, seen=seen, by=officer)
    returning.take_return_back(row, reason="To nie ten przelew.", by=officer)
    assert stands(row) == before
    seen = row.postings.order_by("-pk")[0].pk
    returning.record_return(row, amount=D(450), on=TODAY, seen=seen, by=officer)
    assert money_of(row).settled
