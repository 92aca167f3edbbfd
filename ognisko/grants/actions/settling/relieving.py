"""Sparing somebody who owes: arrears are written off, interest is waived, by two persons and with a reason."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from ognisko.accounts.models import User
from ognisko.core.money import money_text
from ognisko.grants.actions.life import ReasonMissingError, hold, take_step
from ognisko.grants.actions.settling.accepting import move
from ognisko.grants.actions.settling.ending import SamePersonError, open_proposal
from ognisko.grants.actions.settling.reporting import NotNowError
from ognisko.grants.models import RELIEFS, About, Application, Decision, DecisionLine
from ognisko.grants.queries.money import money_of
from ognisko.grants.queries.settling import interest_rules, returns_of
from ognisko.grants.rules import life, settling
from ognisko.grants.rules.interest import Payment
from ognisko.grants.rules.life import Actor, Step
from ognisko.grants.rules.money import NOTHING
from ognisko.ledger.models import NOW

STEPS: Mapping[About, Step] = {About.WRITE_OFF: Step.WRITE_OFF, About.WAIVER: Step.WAIVE_INTEREST}


@transaction.atomic
def propose_relief(application: Application, about: About, *, amount: Decimal, reason: str, by: User) -> Decision:
    """Propose to write arrears off or to waive interest; the same once more is one proposal.

    Raises ReasonMissingError, NotNowError where another proposal waits, settling.Impossible, life.Forbidden.
    """
    row = hold(application)
    life.transition(row.at, STEPS[about], Actor.APPROVER)
    if not reason.strip():
        raise ReasonMissingError
    if standing := open_proposal(row):
        if standing.about == about and standing.lines.get().amount == amount:
            return standing
        raise NotNowError
    _moves(row, about, amount, timezone.localdate())
    decision = Decision.objects.create(call=row.call, about=about, proposed_by=by, note=reason[:1000])
    DecisionLine.objects.create(
        decision=decision, application=row, step=STEPS[about], amount=amount, reason=reason[:1000]
    )
    return decision


def _moves(row: Application, about: About, amount: Decimal, on: date) -> tuple[settling.Move, ...]:
    """The postings of a relief, with the interest that has grown by its day: what is waived was charged first."""
    spared = {About.WRITE_OFF: {"written_off": amount}, About.WAIVER: {"waived": amount}}[about]
    payment = Payment(on, NOTHING, **spared)
    return settling.returned(
        money_of(row), returns_of(row), payment, row.return_due_on, interest_rules(), row.call.currency
    )


@transaction.atomic
def approve_relief(decision: Decision, *, note: str = "", by: User) -> Application:
    """The second person approves: the money is posted with the decision, the holder gets a letter.

    Raises SamePersonError, NotNowError, settling.Impossible where less is owed by now, life.Forbidden.
    """
    line = decision.lines.get()
    row = hold(line.application_id)
    decision = Decision.objects.select_for_update(of=("self",)).get(pk=decision.pk)
    if decision.approved_at:
        return row
    if decision.proposed_by_id == by.pk:
        raise SamePersonError
    about = About(decision.about)
    if not decision.is_open or about not in RELIEFS or line.amount is None:
        raise NotNowError
    today = timezone.localdate()
    found = _moves(row, about, line.amount, today)
    decision.approved_by, decision.approved_at, decision.approval_note = by, NOW, note
    decision.save(update_fields=["approved_by", "approved_at", "approval_note"])
    said = f"{money_text(line.amount, row.call.currency)}. {line.reason}"
    take_step(row, STEPS[about], who=Actor.APPROVER, by=by, reason=said, decision=decision)
    move(row, found, on=today, by=by, decision=decision, reason=line.reason[:500])
    return row
