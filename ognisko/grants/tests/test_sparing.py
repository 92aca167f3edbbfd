"""Money that comes back early, arrears that are written off, interest that is waived: with every balance."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ognisko.accounts.models import User
from ognisko.accounts.tests.factories import UserFactory
from ognisko.grants.actions import agreements
from ognisko.grants.actions.life import ReasonMissingError
from ognisko.grants.actions.settling import ending, relieving, reporting, returning
from ognisko.grants.models import About, Application, Decision, InterestRate
from ognisko.grants.queries.money import money_of
from ognisko.grants.queries.settling import interest_until
from ognisko.grants.rules.life import Forbidden, Stage
from ognisko.grants.rules.money import Account, Kind
from ognisko.grants.rules.settling import Impossible
from ognisko.grants.tests.test_settling import accepted, bill, closed, grant, officer, owner, reported, second, stands
from ognisko.ledger.queries import verify

__all__ = ["officer", "owner", "second"]

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
D = Decimal


def last(row: Application) -> int:
    return row.postings.order_by("-pk")[0].pk


def owing(officer: User, owner: User, *, late: int = 0) -> Application:
    """A grant of 450 of which 340 are admitted and 110 are to return, so many days after their day, at 10 percent."""
    InterestRate.objects.create(since=TODAY - timedelta(days=900), percent=D("10.00"))
    row = grant(officer, owner)
    one, other = bill(row, "300.00", owner), bill(row, "100.00", owner, number="FV 2")
    reported(row, owner)
    accepted(row, officer, {one.pk: (D(300), ""), other.pk: (D(40), "Zakup prywatny.")})
    row = returning.demand_return(row, reason="Nie wszystko wydano.", by=officer)
    Application.objects.filter(pk=row.pk).update(return_due_on=TODAY - timedelta(days=late))
    row.refresh_from_db()
    return row


def test_money_that_comes_back_before_the_report_carries_no_interest(owner: User, officer: User, second: User) -> None:
    row = grant(officer, owner)
    one = bill(row, "400.00", owner)
    back = returning.record_return(row, amount=D(50), on=TODAY, seen=last(row), by=officer)
    assert [(one.kind, one.amount) for one in back] == [(Kind.UNSPENT, D(50)), (Kind.RETURNED, D(50))]
    with pytest.raises(Impossible):
        returning.record_return(row, amount=D(500), on=TODAY, seen=last(row), by=officer)
    reported(row, owner)
    accepted(row, officer, {one.pk: (D(400), "")})
    row = closed(row, officer, second)
    assert (row.stage, stands(row)) == (
        Stage.CLOSED,
        {
            Account.FUNDER.value: D(-1000), Account.BUDGET.value: D(550), Account.ADMITTED.value: D(400),
            Account.RETURNED.value: D(50),
        },
    )  # fmt: skip
    assert list(verify()) == []


def test_an_early_return_that_was_a_mistake_is_to_be_accounted_for_again(owner: User, officer: User) -> None:
    row = grant(officer, owner)
    before = stands(row)
    returning.record_return(row, amount=D(50), on=TODAY, seen=last(row), by=officer)
    returning.take_return_back(row, reason="To przelew kogoś innego.", by=officer)
    assert stands(row) == before


def test_what_came_back_early_is_not_admitted_a_second_time(owner: User, officer: User) -> None:
    row = grant(officer, owner)
    one = bill(row, "450.00", owner)
    returning.record_return(row, amount=D(50), on=TODAY, seen=last(row), by=officer)
    reported(row, owner)
    with pytest.raises(Impossible, match="zwrócon"):
        accepted(row, officer, {one.pk: (D(450), "")})
    row = accepted(row, officer, {one.pk: (D(400), "Resztę zwrócono.")})
    assert (money_of(row).admitted, money_of(row).due, money_of(row).settled) == (D(400), D(0), True)


def test_arrears_are_written_off_by_two_persons_and_the_grant_is_closed(
    owner: User, officer: User, second: User
) -> None:
    row = owing(officer, owner)
    letters = row.messages.count()
    decision = relieving.propose_relief(row, About.WRITE_OFF, amount=D(110), reason="Powódź.", by=officer)
    assert stands(row)[Account.DUE.value] == D(110)
    with pytest.raises(ending.SamePersonError):
        relieving.approve_relief(decision, by=officer)
    relieving.approve_relief(decision, by=second)
    relieving.approve_relief(decision, by=second)
    posting = row.postings.get(kind=Kind.WRITTEN_OFF)
    assert (posting.amount, posting.decision, posting.reason) == (D(110), decision, "Powódź.")
    change = row.changes.order_by("-pk")[0]
    assert (change.step, change.source, change.target, change.by, "110,00" in change.reason) == (
        "write off", "returning", "returning", second, True,
    )  # fmt: skip
    assert row.messages.count() == letters + 1
    row = closed(row, officer, second)
    assert stands(row) == {
        Account.FUNDER.value: D(-1000), Account.BUDGET.value: D(550), Account.ADMITTED.value: D(340),
        Account.WRITTEN_OFF.value: D(110),
    }  # fmt: skip
    assert list(verify()) == []


def test_interest_that_nobody_charged_yet_is_charged_and_waived_together(
    owner: User, officer: User, second: User
) -> None:
    # 110 zł × 100 days × 10 % / 365 = 3,01 zł, in whole złoty 3 zł.
    row = owing(officer, owner, late=100)
    assert interest_until(row, money_of(row), TODAY) == D(3)
    with pytest.raises(Impossible, match="1,00"):
        relieving.propose_relief(row, About.WAIVER, amount=D(4), reason="Choroba.", by=officer)
    decision = relieving.propose_relief(row, About.WAIVER, amount=D(3), reason="Choroba.", by=officer)
    relieving.approve_relief(decision, by=second)
    assert interest_until(row, money_of(row), TODAY) == D(0)
    made = row.postings.filter(decision=decision).values_list("kind", "amount")
    assert list(made) == [(Kind.INTEREST_CHARGED, D(3)), (Kind.INTEREST_WAIVED, D(3))]
    returning.record_return(row, amount=D(110), on=TODAY, seen=last(row), by=officer)
    row = closed(row, officer, second)
    assert stands(row) == {
        Account.FUNDER.value: D(-1000), Account.BUDGET.value: D(550), Account.ADMITTED.value: D(340),
        Account.RETURNED.value: D(110),
    }  # fmt: skip
    assert list(verify()) == []


def test_what_is_written_off_carries_no_interest_from_then_on(owner: User, officer: User, second: User) -> None:
    row = owing(officer, owner, late=100)
    decision = relieving.propose_relief(row, About.WRITE_OFF, amount=D(60), reason="Powódź.", by=officer)
    relieving.approve_relief(decision, by=second)
    assert (money_of(row).due, money_of(row).interest_due) == (D(50), D(3))
    # 50 zł × 365 days × 10 % / 365 = 5 zł beside the 3 zł that stand.
    assert interest_until(row, money_of(row), TODAY + timedelta(days=365)) == D(5)
    returning.record_return(row, amount=D(58), on=TODAY + timedelta(days=365), seen=last(row), by=officer)
    assert (money_of(row).settled, money_of(row).interest_paid) == (True, D(8))


def test_one_proposal_of_a_grant_waits_at_a_time(owner: User, officer: User, second: User) -> None:
    row = owing(officer, owner)
    with pytest.raises(ReasonMissingError):
        relieving.propose_relief(row, About.WRITE_OFF, amount=D(110), reason=" ", by=officer)
    with pytest.raises(Impossible):
        relieving.propose_relief(row, About.WRITE_OFF, amount=D(111), reason="Powódź.", by=officer)
    one = relieving.propose_relief(row, About.WRITE_OFF, amount=D(110), reason="Powódź.", by=officer)
    assert relieving.propose_relief(row, About.WRITE_OFF, amount=D(110), reason="Powódź.", by=officer) == one
    with pytest.raises(reporting.NotNowError):
        ending.propose(row, About.TERMINATION, reason="Nic nie robią.", by=officer)
    returning.record_return(row, amount=D(20), on=TODAY, seen=last(row), by=officer)
    with pytest.raises(Impossible, match="20,00"):
        relieving.approve_relief(one, by=second)
    assert (money_of(row).due, Decision.objects.get(pk=one.pk).is_open) == (D(90), True)


def test_nothing_is_written_off_before_a_report_is_accepted(owner: User, officer: User) -> None:
    row = grant(officer, owner)
    with pytest.raises(Forbidden):
        relieving.propose_relief(row, About.WRITE_OFF, amount=D(10), reason="Powódź.", by=officer)


def test_a_write_off_goes_by_clicks_of_two_who_may_pay(owner: User, officer: User) -> None:
    row = owing(officer, owner)
    accountant, auditor = UserFactory(roles=["accountant"]), UserFactory(roles=["auditor"])
    advisor = UserFactory(roles=["advisor"])
    page = reverse("grants:settlement", args=[row.pk])
    propose = reverse("grants:settlement_money", args=[row.pk, "umorz"])
    clients = {}
    for name, user in (("accountant", accountant), ("officer", officer), ("auditor", auditor), ("advisor", advisor)):
        clients[name] = Client()
        clients[name].force_login(user)
    typed = {"amount": "110,00", "reason": "Powódź."}
    found = {name: clients[name].post(propose, typed).status_code for name in ("auditor", "advisor")}
    assert found == {"auditor": 404, "advisor": 404}
    wrong = clients["accountant"].post(propose, {"amount": "200,00", "reason": "Powódź."})
    assert ("90,00" in wrong.content.decode(), Decision.objects.filter(about="write-off").count()) == (True, 0)
    assert clients["accountant"].post(propose, typed).status_code == 302
    decision = Decision.objects.get(about="write-off")
    approve = reverse("grants:settlement_decide", args=[row.pk, decision.pk, "zatwierdz"])
    answers = {name: clients[name].post(approve).status_code for name in ("auditor", "advisor", "accountant")}
    assert (answers, money_of(row).due) == ({"auditor": 404, "advisor": 404, "accountant": 302}, D(110))
    assert 'value="zatwierdz"' not in clients["auditor"].get(page).content.decode()
    clients["officer"].post(approve)
    assert (money_of(row).due, money_of(row).written_off) == (D(0), D(110))


def test_a_return_is_not_recorded_for_a_day_to_come(owner: User, officer: User) -> None:
    row = owing(officer, owner)
    client = Client()
    client.force_login(officer)
    typed = {"seen": last(row), "on": str(TODAY + timedelta(days=1)), "amount": "110,00"}
    page = client.post(reverse("grants:settlement_money", args=[row.pk, "wplata"]), typed)
    assert (set(page.context["forms"]["wplata"].errors), money_of(row).returned) == ({"on"}, D(0))


def test_a_holder_reads_where_money_goes_back_to(owner: User, officer: User) -> None:
    row = owing(officer, owner, late=100)
    row.call.payer_account = "PL83101010230000261395100000"
    row.call.save(update_fields=["payer_account"])
    client = Client()
    client.force_login(owner)
    page = client.get(reverse("grants:report", args=[row.token])).content.decode()
    assert ("83 1010 1023 0000 2613 9510 0000" in page.replace("\xa0", " "), "3,00" in page) == (True, True)


def test_a_change_of_money_in_work_stays_with_the_budget(owner: User, officer: User) -> None:
    """What came back early is not promised any more, and nothing else moved."""
    row = agreements.start(grant(officer, owner), by=officer)
    returning.record_return(row, amount=D(50), on=TODAY, seen=last(row), by=officer)
    money = money_of(row)
    assert (money.agreed, money.paid, money.unaccounted, money.due, money.returned) == (
        D(450), D(450), D(400), D(0), D(50),
    )  # fmt: skip
