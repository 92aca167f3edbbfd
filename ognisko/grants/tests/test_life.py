"""Random walks over the whole life of grants: the money always balances and no forbidden transition happens."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from ognisko.grants.rules.life import (
    MONEY,
    TRANSITIONS,
    Actor,
    Follow,
    Forbidden,
    Stage,
    Step,
    allowed,
    may_close,
    may_post,
    transition,
)
from ognisko.grants.rules.money import (
    OF_CALL,
    OUTSIDE,
    Kind,
    Money,
    Posting,
    Refused,
    balances,
    left_to_award,
    money_of,
    posted,
)

D = Decimal
S = Step

DAY = date(2026, 6, 1)
BUDGET = D(10_000)


def walked(*steps: tuple[S, Actor], start: Stage = Stage.DRAFT) -> list[str]:
    stages = [start]
    for step, who in steps:
        stages.append(transition(stages[-1], step, who).target)
    return [stage.value for stage in stages]


def test_an_application_goes_from_the_draft_to_a_settled_grant() -> None:
    applicant, officer, approver = Actor.APPLICANT, Actor.OFFICER, Actor.APPROVER
    assert walked(
        (S.SUBMIT, applicant), (S.CALL_FOR_CORRECTIONS, officer), (S.CORRECT, applicant), (S.ACCEPT_FORMALLY, officer),
        (S.RANK, Actor.PANEL), (S.RESERVE, approver), (S.AWARD, approver), (S.AGREE, officer), (S.START, officer),
        (S.ANNEX, officer), (S.REPORT, applicant), (S.ACCEPT, officer), (S.DEMAND_RETURN, officer), (S.CLOSE, officer),
    ) == [
        "draft", "submitted", "corrections", "submitted", "review", "ranked", "reserve", "awarded", "agreed",
        "carried out", "carried out", "reported", "accepted", "returning", "closed",
    ]  # fmt: skip


def test_what_each_part_may_do_is_read_from_the_table() -> None:
    assert {who: [one.step for one in allowed(Stage.SUBMITTED, who)] for who in Actor} == {
        Actor.APPLICANT: [S.WITHDRAW],
        Actor.OFFICER: [S.CALL_FOR_CORRECTIONS, S.ACCEPT_FORMALLY, S.REJECT],
        Actor.PANEL: [],
        Actor.APPROVER: [],
        Actor.CLOCK: [],
    }


@pytest.mark.parametrize(
    ("stage", "step", "who"),
    [
        (Stage.SUBMITTED, S.AWARD, Actor.APPROVER),
        (Stage.RANKED, S.AWARD, Actor.OFFICER),
        (Stage.AWARDED, S.WITHDRAW, Actor.APPLICANT),
        (Stage.CLOSED, S.ANNEX, Actor.OFFICER),
        (Stage.DRAFT, S.SUBMIT, Actor.OFFICER),
    ],
)
def test_what_is_not_in_the_table_is_forbidden(stage: Stage, step: Step, who: Actor) -> None:
    with pytest.raises(Forbidden):
        transition(stage, step, who)


def test_from_each_stage_lead_only_these_ways() -> None:
    """The whole graph written once more, by stages: a new way is a decision, not a slip in the table."""
    ways = {stage.value: sorted({one.target.value for who in Actor for one in allowed(stage, who)}) for stage in Stage}
    assert ways == {
        "draft": ["late", "submitted"],
        "submitted": ["corrections", "rejected", "review", "withdrawn"],
        "late": ["rejected", "submitted", "withdrawn"],
        "corrections": ["submitted", "withdrawn"],
        "withdrawn": [],
        "rejected": ["submitted"],
        "review": ["ranked", "withdrawn"],
        "ranked": ["awarded", "not funded", "reserve", "withdrawn"],
        "reserve": ["awarded", "not funded", "review", "withdrawn"],
        "not funded": ["review"],
        "awarded": ["agreed", "given up"],
        "given up": [],
        "agreed": ["agreed", "carried out", "terminated"],
        "carried out": ["carried out", "reported", "terminated"],
        "reported": ["accepted", "report corrections", "returning", "terminated"],
        "report corrections": ["reported", "returning", "terminated"],
        "accepted": ["accepted", "closed", "returning", "terminated"],
        "returning": ["closed", "returning", "terminated"],
        "closed": ["reported"],
        "terminated": ["closed", "terminated"],
    }


def test_no_step_leads_two_ways_from_one_stage() -> None:
    pairs = [(source, one.step) for one in TRANSITIONS for source in one.sources]
    assert len(pairs) == len(set(pairs))


def test_every_stage_is_reached_and_only_two_end() -> None:
    reached, found = set[Stage](), {Stage.DRAFT}
    while found - reached:
        stage = min(found - reached, key=lambda one: one.value)
        reached.add(stage)
        found |= {one.target for who in Actor for one in allowed(stage, who)}
    assert reached == set(Stage)
    ends = {stage for stage in Stage if not any(allowed(stage, who) for who in Actor)}
    assert ends == {Stage.WITHDRAWN, Stage.GIVEN_UP}


def test_whatever_awards_agrees_or_closes_needs_two_persons() -> None:
    assert {one.step for one in TRANSITIONS if one.two_persons} == {
        S.AWARD, S.RESERVE, S.DECLINE, S.AGREE, S.ANNEX, S.CLOSE, S.TERMINATE, S.REOPEN,
        S.WRITE_OFF, S.WAIVE_INTEREST,
    }  # fmt: skip


def test_money_moves_only_in_the_stages_of_a_grant() -> None:
    assert [kind for kind in Kind if not any(may_post(stage, kind) for stage in Stage)] == [Kind.FUNDED]
    assert {one.target for one in TRANSITIONS if Follow.MONEY in one.follows} <= set(MONEY)
    assert not may_post(Stage.CLOSED, Kind.PAID)


amounts = st.integers(1, 600_000).map(lambda grosze: D(grosze) / 100)
grants = st.sampled_from(["MG/1", "MG/2", "MG/3"])


WAY = [
    (S.AWARD, Actor.APPROVER), (S.AGREE, Actor.OFFICER), (S.START, Actor.OFFICER), (S.REPORT, Actor.APPLICANT),
    (S.CORRECT_REPORT, Actor.APPLICANT), (S.ACCEPT, Actor.OFFICER), (S.CLOSE, Actor.OFFICER),
]  # fmt: skip
"""The usual way from the list to the closing."""

LEAVING = {S.WITHDRAW, S.DECLINE, S.GIVE_UP, S.TERMINATE}


class Life(RuleBasedStateMachine):
    """Three grants of one call, stepped and posted at random; a model of plain sums beside the ledger."""

    def __init__(self) -> None:
        super().__init__()
        self.ledger = posted((), [Posting(Kind.FUNDED, BUDGET, DAY)])
        self.stages = dict.fromkeys(["MG/1", "MG/2", "MG/3"], Stage.RANKED)
        self.ever_paid: dict[str, D] = dict.fromkeys(self.stages, D(0))
        self.seen: dict[str, list[Stage]] = {grant: [Stage.RANKED] for grant in self.stages}

    def money(self, grant: str) -> Money:
        return money_of(self.ledger, grant)

    @rule(grant=grants, step=st.sampled_from(S), who=st.sampled_from(Actor))
    def step(self, grant: str, step: Step, who: Actor) -> None:
        self.follow(grant, step, who)

    @rule(grant=grants, data=st.data(), leave=st.integers(0, 9))
    def step_that_is_allowed(self, grant: str, data: st.DataObject, leave: int) -> None:
        choices = [(one.step, who) for who in Actor for one in allowed(self.stages[grant], who)]
        if stay := [choice for choice in choices if leave == 0 or choice[0] not in LEAVING]:
            self.follow(grant, *data.draw(st.sampled_from(stay)))

    @rule(grant=grants, shares=st.lists(st.sampled_from([D(1), D("0.5"), D("0.01")]), min_size=len(Kind)))
    def go_on(self, grant: str, shares: list[D]) -> None:
        """One step of the usual way, and the money that goes with it, whole or in part."""
        for step, who in WAY:
            if any(one.step is step for one in allowed(self.stages[grant], who)):
                self.follow(grant, step, who)
                break
        for kind, share in zip(Kind, shares, strict=False):
            self.attempt(Posting(kind, (self.source(kind, grant) * share).quantize(D("0.01")), DAY, grant))

    def source(self, kind: Kind, grant: str) -> D:
        """What there is to move."""
        source = Posting(kind, D(1), DAY, grant).moves[0]
        if source in OF_CALL | OUTSIDE:
            return D(1000)
        return balances(self.ledger).get((grant, source), D(0))

    def follow(self, grant: str, step: Step, who: Actor) -> None:
        try:
            target = transition(self.stages[grant], step, who).target
        except Forbidden:
            return
        if target is Stage.CLOSED and not may_close(self.money(grant)):
            return
        self.stages[grant] = target
        self.seen[grant].append(target)

    @rule(grant=grants, kind=st.sampled_from(Kind), amount=amounts)
    def post(self, grant: str, kind: Kind, amount: D) -> None:
        self.attempt(Posting(kind, amount, DAY, grant))

    @rule(grant=grants, data=st.data())
    def post_what_the_stage_lets(self, grant: str, data: st.DataObject) -> None:
        if kinds := sorted(MONEY.get(self.stages[grant], ()), key=lambda kind: kind.value):
            kind = data.draw(st.sampled_from(kinds))
            source = self.source(kind, grant)
            amount = data.draw(st.sampled_from([source, source / 2]) | amounts).quantize(D("0.01"))
            self.attempt(Posting(kind, amount, DAY, grant))

    @precondition(lambda self: len(self.ledger) > 1)
    @rule(data=st.data())
    def reverse(self, data: st.DataObject) -> None:
        one = data.draw(st.sampled_from(self.ledger[1:]))
        self.attempt(replace(one, reversal=not one.reversal))

    def attempt(self, new: Posting) -> None:
        if not may_post(self.stages[new.grant], new.kind):
            return
        try:
            self.ledger = posted(self.ledger, [new])
        except Refused:
            return
        if new.kind is Kind.PAID:
            self.ever_paid[new.grant] += -new.amount if new.reversal else new.amount

    @invariant()
    def the_money_balances(self) -> None:
        found = balances(self.ledger)
        assert sum(found.values()) == 0
        assert all(amount >= 0 for (_grant, account), amount in found.items() if account not in OUTSIDE)

    @invariant()
    def the_budget_is_never_passed(self) -> None:
        every = money_of(self.ledger)
        assert left_to_award(self.ledger) + every.awarded + every.agreed == BUDGET
        assert every.agreed + every.awarded <= BUDGET

    @invariant()
    def what_was_paid_is_somewhere(self) -> None:
        for grant, paid in self.ever_paid.items():
            money = self.money(grant)
            assert money.paid == paid
            assert money.admitted + money.unaccounted + money.due + money.returned + money.written_off == paid

    @invariant()
    def a_closed_grant_owes_nothing(self) -> None:
        assert all(self.money(grant).settled for grant, stage in self.stages.items() if stage is Stage.CLOSED)

    @invariant()
    def money_without_an_award_is_none(self) -> None:
        for grant, seen in self.seen.items():
            if Stage.AWARDED not in seen:
                assert not any(of == grant for of, _account in balances(self.ledger))


TestLife = Life.TestCase
TestLife.settings = settings(max_examples=60, stateful_step_count=40)
