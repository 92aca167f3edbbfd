"""Random walks over the whole life of grants, by the actions: money always balances, no forbidden step happens."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from ognisko.accounts.tests.factories import UserFactory
from ognisko.grants.actions import agreements, annexes, awarding, payments
from ognisko.grants.actions.deciding import (
    ChangedError,
    NotOpenDecisionError,
    NotReadyToDecideError,
    SamePersonError,
    send_back,
)
from ognisko.grants.actions.life import hold
from ognisko.grants.actions.submitting import withdraw
from ognisko.grants.models import Agreement, Application, Balance, Call, Decision, Instalment, Posting, StageChange
from ognisko.grants.queries.money import balances
from ognisko.grants.rules import life, money
from ognisko.grants.rules.life import Actor, Stage
from ognisko.grants.tests.deciding import assessed_call, filled
from ognisko.ledger.queries import verify

TODAY = timezone.localdate()
REFUSALS = (
    life.Forbidden, money.Refused, ChangedError, NotOpenDecisionError, NotReadyToDecideError, SamePersonError,
    agreements.AgreedError, awarding.AlreadyProposedError,
)  # fmt: skip
"""What an action may say no with; anything else is a fault of the program."""

WHICH = st.integers(0, 3)


class LifeOfGrants(RuleBasedStateMachine):
    """Four applications, money for two; two officers who do whatever comes to their minds, in any order.

    Each walk is a transaction that is thrown away.
    """

    def __init__(self) -> None:
        super().__init__()
        self.walk = transaction.atomic()
        self.walk.__enter__()
        self.people = [UserFactory(roles=["coordinator"]), UserFactory(roles=["grants_officer"])]
        points = [(50, 30), (45, 30), (40, 30), (20, 10)]
        self.call = assessed_call(self.people[0], points, 1000, instalments=[Decimal(60), Decimal(40)])

    def tried(self, action: Callable[..., Any], *given: Any, **named: Any) -> Any:
        """Let an action say no, but only in its own words."""
        try:
            return action(*given, **named)
        except REFUSALS:
            return None

    def row(self, which: int) -> Application:
        return Application.objects.filter(call=self.call).order_by("serial")[which]

    def agreement(self, which: int) -> Agreement | None:
        return Agreement.objects.filter(application=self.row(which)).first()

    def instalments(self) -> list[int]:
        rows = Instalment.objects.filter(agreement__application__call=self.call)
        return list(rows.order_by("pk").values_list("pk", flat=True))

    @rule(who=st.integers(0, 1), close=st.booleans())
    def a_list_is_proposed(self, who: int, close: bool) -> None:  # drawn
        self.tried(awarding.propose_ranking, self.call, by=self.people[who], close_reserve=close)

    @rule(who=st.integers(0, 1))
    def whatever_waits_is_approved(self, who: int) -> None:
        approvals: dict[str, Callable[..., Any]] = {
            "ranking": awarding.approve_ranking, "agreement": agreements.approve_agreement,
            "annex": annexes.approve_annex, "payment": payments.approve_batch,
        }  # fmt: skip
        for one in Decision.objects.filter(call=self.call, approved_at=None, sent_back_at=None):
            self.tried(approvals[one.about], one, by=self.people[who])

    @rule(who=st.integers(0, 1))
    def whatever_waits_is_sent_back(self, who: int) -> None:
        for one in Decision.objects.filter(call=self.call, approved_at=None, sent_back_at=None)[:1]:
            self.tried(send_back, one, by=self.people[who], reason="Popraw.")

    @rule(which=WHICH)
    def somebody_withdraws(self, which: int) -> None:
        self.tried(withdraw, self.row(which), by=self.people[0])

    @rule(which=WHICH)
    def somebody_gives_up(self, which: int) -> None:
        self.tried(awarding.give_up, self.row(which), who=Actor.OFFICER, by=self.people[0], reason="Rezygnacja.")

    @rule()
    def agreements_are_prepared_and_filled_in(self) -> None:
        for one in self.tried(agreements.prepare_all, self.call, by=self.people[0]) or ():
            self.tried(filled, one, self.people[0])

    @rule(who=st.integers(0, 1))
    def agreements_come_back_signed(self, who: int) -> None:
        rows = list(Agreement.objects.filter(application__call=self.call, application__stage=Stage.AWARDED))
        self.tried(agreements.propose_signed, rows, signed_on=TODAY, by=self.people[who])

    @rule(which=WHICH, change=st.sampled_from(["50", "-100", "-400", "90", "0"]), part=st.integers(0, 110))
    def an_annex_is_proposed(self, which: int, change: str, part: int) -> None:
        """New lines come to some percent of what the grant will be; more than a hundred is refused."""
        if one := self.agreement(which):
            row = self.row(which)
            lines = list(row.lines.order_by("position"))
            each = ((row.awarded or 0) + Decimal(change)) * part / 100 / len(lines)
            amounts = {line.pk: each.quantize(Decimal("0.01")) for line in lines} if each >= 0 else {}
            self.tried(
                annexes.propose_annex, one, what="Zmiana.", change=Decimal(change), until=None, signed_on=TODAY,
                by=self.people[1], lines=amounts,
            )  # fmt: skip

    @rule(which=WHICH)
    def the_work_begins(self, which: int) -> None:
        self.tried(agreements.start, self.row(which), by=self.people[0])

    @rule()
    @precondition(lambda self: self.instalments())
    def conditions_are_met_and_a_batch_is_proposed(self) -> None:
        free = Instalment.objects.filter(pk__in=self.instalments(), batch=None, posting=None)
        for one in free:
            payments.meet_condition(one, on=TODAY, by=self.people[0])
        ready = [one.pk for one in free.filter(agreement__signed_on__isnull=False)]
        self.tried(payments.propose_batch, self.call, ready, pays_on=TODAY, by=self.people[0])

    @rule()
    @precondition(lambda self: self.instalments())
    def the_bank_pays_what_it_was_told_to(self) -> None:
        approved = Instalment.objects.filter(
            agreement__application__call=self.call, batch__decision__approved_at__isnull=False
        )
        days = dict.fromkeys(approved.values_list("pk", flat=True), TODAY)
        self.tried(payments.mark_paid, self.call, days, by=self.people[0])

    @rule()
    def a_payment_is_taken_back(self) -> None:
        paid = Posting.objects.filter(call=self.call, kind="paid", is_reversal=False, reversed_by=None)
        if one := paid.order_by("-id").first():
            self.tried(payments.take_posting_back, one, on=TODAY, by=self.people[0], reason="Bank odrzucił.")

    @invariant()
    def all_accounts_are_zero_together_and_as_the_rules_say(self) -> None:
        numbers = list(Application.objects.filter(call=self.call).values_list("pk", flat=True))
        stands = {place: amount for place, amount in balances(self.call, numbers).items() if amount}
        postings = [
            money.Posting(money.Kind(one.kind), one.amount, one.on, str(one.application_id or ""), one.is_reversal)
            for one in Posting.objects.filter(call=self.call)
        ]
        assert stands == {place: amount for place, amount in money.balances(postings).items() if amount}
        assert sum(stands.values()) == 0
        assert Call.objects.get(pk=self.call.pk).left_to_award == money.left_to_award(postings) >= 0

    @invariant()
    def no_forbidden_step_was_taken(self) -> None:
        for one in StageChange.objects.filter(application__call=self.call):
            line = life.transition(Stage(one.source), life.Step(one.step), Actor(one.actor))
            assert line.target == one.target

    @invariant()
    def nothing_is_paid_twice_and_no_more_than_agreed(self) -> None:
        for one in Agreement.objects.filter(application__call=self.call, signed_on__isnull=False):
            row = hold(one.application_id)
            paid = Balance.objects.filter(application=row, account="held").aggregate(all=Sum("amount"))["all"] or 0
            marked = one.instalments.filter(posting__isnull=False).aggregate(all=Sum("amount"))["all"] or 0
            whole = one.instalments.aggregate(all=Sum("amount"))["all"]
            assert (paid, whole) == (marked, row.awarded)

    @invariant()
    def the_lines_of_a_budget_never_come_to_more_than_its_grant(self) -> None:
        for one in Application.objects.filter(call=self.call, awarded__isnull=False).exclude(stage=Stage.GIVEN_UP):
            assert (one.lines.aggregate(all=Sum("grant"))["all"] or 0) <= one.awarded

    @invariant()
    def every_decision_has_two_persons(self) -> None:
        for one in Decision.objects.filter(call=self.call, approved_at__isnull=False):
            assert one.approved_by_id != one.proposed_by_id

    def teardown(self) -> None:
        try:
            assert list(verify()) == []
        finally:
            transaction.set_rollback(True)
            self.walk.__exit__(None, None, None)


@pytest.mark.django_db
def test_random_walks_keep_the_money_balanced_and_take_no_forbidden_step() -> None:
    few = settings(max_examples=6, stateful_step_count=14, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(LifeOfGrants, settings=few)
