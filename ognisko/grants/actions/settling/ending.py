"""The end of a grant, by two persons: settled, terminated, opened again."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ognisko.accounts.models import User
from ognisko.grants.actions.life import ReasonMissingError, hold, take_step
from ognisko.grants.actions.settling.accepting import lower_instalments, move, post_application, settle_money
from ognisko.grants.actions.settling.reporting import NotNowError
from ognisko.grants.models import ENDINGS, RELIEFS, About, Application, Decision, DecisionLine
from ognisko.grants.queries.money import money_of
from ognisko.grants.rules import life
from ognisko.grants.rules.deadlines import due_day
from ognisko.grants.rules.life import Actor, Stage, Step
from ognisko.grants.rules.money import Kind
from ognisko.ledger.models import NOW

STEPS: Mapping[About, Step] = {
    About.CLOSING: Step.CLOSE, About.TERMINATION: Step.TERMINATE, About.REOPENING: Step.REOPEN,
}  # fmt: skip
WHO: Mapping[Step, Actor] = {
    Step.CLOSE: Actor.OFFICER, Step.TERMINATE: Actor.APPROVER, Step.REOPEN: Actor.APPROVER,
}  # fmt: skip


class NotSettledError(Exception):
    """Something is still promised, to be accounted for or owed."""

    def __str__(self) -> str:
        return _("The grant cannot be closed yet: not all of its money is accounted for or returned.")


class SamePersonError(Exception):
    """Whoever proposed cannot approve."""

    def __str__(self) -> str:
        return _("A second person approves: not the one who proposed.")


@transaction.atomic
def propose(application: Application, about: About, *, reason: str = "", by: User) -> Decision:
    """Propose to close, terminate or open a grant again; the same once more is one proposal.

    Raises ReasonMissingError, NotSettledError, NotNowError where another proposal waits.
    """
    row = hold(application)
    step = STEPS[about]
    life.transition(row.at, step, WHO[step])
    if about is not About.CLOSING and not reason.strip():
        raise ReasonMissingError
    if about is About.CLOSING:
        _check_settled(row, by)
    if standing := open_proposal(row):
        if standing.about == about:
            return standing
        raise NotNowError
    decision = Decision.objects.create(call=row.call, about=about, proposed_by=by, note=reason[:1000])
    DecisionLine.objects.create(decision=decision, application=row, step=step, reason=reason)
    return decision


def open_proposal(row: Application) -> Decision | None:
    """The one proposal on the end or the money of a grant that waits for its second person; one query."""
    waiting = DecisionLine.objects.filter(
        application=row, decision__approved_at=None, decision__sent_back_at=None,
        decision__about__in=(*ENDINGS, *RELIEFS),
    )  # fmt: skip
    line = waiting.select_related("decision").first()
    return line.decision if line else None


def _check_settled(row: Application, by: User) -> None:
    """A last instalment that was paid after the acceptance is accounted for by the documents that waited for it."""
    if row.at is Stage.ACCEPTED and money_of(row).unaccounted:
        settle_money(row, by=by)
    if not life.may_close(money_of(row)):
        raise NotSettledError


@transaction.atomic
def approve(decision: Decision, *, note: str = "", by: User) -> Application:
    """The second person approves, and the step is taken. Raises SamePersonError, NotNowError, NotSettledError."""
    line = decision.lines.get()
    row = hold(line.application_id)
    decision = Decision.objects.select_for_update(of=("self",)).get(pk=decision.pk)
    if decision.approved_at:
        return row
    if decision.proposed_by_id == by.pk:
        raise SamePersonError
    if not decision.is_open or About(decision.about) not in STEPS:
        raise NotNowError
    decision.approved_by, decision.approved_at, decision.approval_note = by, NOW, note
    decision.save(update_fields=["approved_by", "approved_at", "approval_note"])
    step = STEPS[About(decision.about)]
    if step is Step.CLOSE:
        _check_settled(row, by)
    columns: dict[str, Any] = {}
    if step is Step.TERMINATE:
        columns["return_due_on"] = row.return_due_on or due_day(timezone.localdate(), row.call.return_days)
    take_step(row, step, who=WHO[step], by=by, reason=line.reason, decision=decision, **columns)
    if step is Step.TERMINATE:
        _terminated(row, decision, by)
    post_application(row, by=by)
    return row


def _terminated(row: Application, decision: Decision, by: User) -> None:
    """What was not paid goes back to the call's budget, what was paid and not admitted has to come back."""
    money = money_of(row)
    lower_instalments(row, money.to_pay)
    found = ((Kind.REDUCED, money.to_pay), (Kind.NOT_ADMITTED, money.unaccounted))
    today = timezone.localdate()
    move(row, tuple(one for one in found if one[1] > 0), on=today, by=by, decision=decision)


@transaction.atomic
def send_back(decision: Decision, *, reason: str, by: User) -> Decision:
    """Send a proposal back with a reason; whoever proposed may take their own back so. Raises ReasonMissingError."""
    decision = Decision.objects.select_for_update(of=("self",)).get(pk=decision.pk)
    if not decision.is_open:
        return decision
    if not reason.strip():
        raise ReasonMissingError
    decision.sent_back_by, decision.sent_back_at, decision.sent_back_reason = by, NOW, reason[:1000]
    decision.save(update_fields=["sent_back_by", "sent_back_at", "sent_back_reason"])
    return decision
