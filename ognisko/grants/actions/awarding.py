"""From the ranking list to awards: proposed as a whole, approved by another person, never more than the budget."""

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from ognisko.accounts.models import User
from ognisko.grants.actions.deciding import (
    ChangedError,
    NotOpenDecisionError,
    NotReadyToDecideError,
    approve,
    hold_decision,
    propose,
)
from ognisko.grants.actions.letters import send_message
from ognisko.grants.actions.life import ReasonMissingError, hold, hold_all, take_step
from ognisko.grants.actions.money import hold_call, move_money
from ognisko.grants.models import About, Appeal, Application, Call, Decision, DecisionLine
from ognisko.grants.queries.money import money_of
from ognisko.grants.queries.ranking import UNDECIDED, changes, checks, open_ranking, proposed_lines, ranked
from ognisko.grants.rules import deadlines, money
from ognisko.grants.rules.life import Actor, Stage, Step
from ognisko.grants.rules.money import Kind


class AlreadyProposedError(Exception):
    """A list waits for its second person."""

    def __str__(self) -> str:
        return _("A list already waits for its second person.")


class TooLateError(Exception):
    """The time for an appeal is over, or there is nothing to appeal against; the message says which."""


def _on_list(call: Call) -> list[Application]:
    """Lock all whom the next list may decide on."""
    stages = [*UNDECIDED, Stage.RESERVE]
    return hold_all(Application.objects.filter(call=call, stage__in=stages).values_list("pk", flat=True))


@transaction.atomic
def propose_ranking(call: Call, *, by: User, note: str = "", close_reserve: bool = False) -> Decision:
    """Propose the list as it is computed now; those without a place on it yet are put on it.

    Raises NotReadyToDecideError with what has to be mended, AlreadyProposedError.
    """
    held = {row.pk: row for row in _on_list(call)}
    standing = hold_call(call.pk)
    if open_ranking(standing):
        raise AlreadyProposedError
    found = ranked(standing)
    if unmet := [one.sentence for one in checks(found) if one.is_blocking and not one.is_met]:
        raise NotReadyToDecideError(unmet)
    lines = proposed_lines(found, close_reserve=close_reserve)
    if not lines:
        raise NotReadyToDecideError([_("There is nothing to decide on.")])
    for line in lines:
        if (row := held.get(line.application.pk)) and row.at is Stage.REVIEW:
            take_step(row, Step.RANK, who=Actor.OFFICER, by=by)
    made = [
        DecisionLine(
            application_id=line.application.pk, step=line.step, amount=line.amount, rank=line.rank,
            points=line.points, reason=line.reason,
        )
        for line in lines
    ]  # fmt: skip
    return propose(standing, About.RANKING, made, by=by, note=note, close_reserve=close_reserve)


@transaction.atomic
def approve_ranking(decision: Decision, *, by: User, note: str = "", at: datetime | None = None) -> Decision:
    """Award, put on reserve and decline as was proposed, all or nothing; money is posted, letters go out.

    The list is computed again under the locks. ``at`` is the instant of a decision that was taken earlier and is
    recorded now. Raises SamePersonError, NotOpenDecisionError, ChangedError,
    rules.money.Refused.
    """
    held = {row.pk: row for row in _on_list(decision.call)}
    call = hold_call(decision.call_id)
    row = hold_decision(decision, by=by)
    now = proposed_lines(ranked(call), close_reserve=bool(row.content.get("close_reserve")))
    lines = list(row.lines.all())
    if differing := changes(row, now, call.currency):
        raise ChangedError(differing)
    if {line.application_id for line in lines} - held.keys():
        raise NotOpenDecisionError
    approve(row, by=by, note=note, at=at)
    today = timezone.localdate(at)
    moves: list[tuple[Application | None, money.Posting]] = []
    for line in lines:
        application = held[line.application_id]
        columns = {}
        if line.step == Step.AWARD and line.amount is not None:
            columns = {"awarded": line.amount, "awarded_on": today}
            moves.append((application, money.Posting(Kind.AWARDED, line.amount, today, str(application.pk))))
        step = Step(line.step)
        take_step(application, step, who=Actor.APPROVER, by=by, reason=line.reason, decision=row, **columns)
    if moves:
        move_money(call, moves, by=by, decision=row)
    return row


@transaction.atomic
def give_up(application: Application, *, who: Actor, by: User, reason: str) -> Application:
    """Give a grant up before its agreement: its money is free for the reserve list. A second click changes nothing."""
    row = hold(application)
    if row.at is Stage.GIVEN_UP:
        return row
    hold_call(row.call_id)
    take_step(row, Step.GIVE_UP, who=who, by=by, reason=reason)
    today = timezone.localdate()
    if left := money_of(row).awarded:
        move_money(row.call, [(row, money.Posting(Kind.RELEASED, left, today, str(row.pk)))], by=by, reason=reason)
    return row


@transaction.atomic
def publish_results(call: Call, *, by: User) -> Call:
    """Show the list to everybody; letters have gone out with the decision. Raises NotReadyToDecideError."""
    row = hold_call(call.pk)
    if row.results_at:
        return row
    if open_ranking(row):
        raise NotReadyToDecideError([_("A list already waits for its second person.")])
    if not row.decisions.filter(about=About.RANKING, approved_at__isnull=False).exists():
        raise NotReadyToDecideError([_("No list was approved yet.")])
    row.results_at = timezone.now()
    row.revision = F("revision") + 1
    row.save(update_fields=["results_at", "revision"])
    row.refresh_from_db(fields=["revision"])
    return row


APPEALABLE = {
    Stage.REJECTED: (Step.REJECT,),
    Stage.NOT_FUNDED: (Step.DECLINE,),
    Stage.RESERVE: (Step.RESERVE,),
}
"""Stages against which one may appeal, and the step whose day the time for it is counted from."""


def appeal_until(application: Application) -> "deadlines.Window | None":
    """From when until when an applicant may appeal; None where there is nothing to appeal against. One query."""
    steps = APPEALABLE.get(application.at)
    told = application.changes.filter(step__in=steps).order_by("-id").first() if steps else None
    if told is None:
        return None
    last = deadlines.due_day(timezone.localtime(told.at).date(), application.call.appeal_days)
    return deadlines.Window(told.at, deadlines.end_of(last))


@transaction.atomic
def file_appeal(application: Application, *, by: User, text: str) -> Appeal:
    """Keep an appeal that came in time; while one waits for its answer, a second is the same. Raises TooLateError."""
    row = hold(application)
    if standing := row.appeals.filter(answered_at=None).first():
        return standing
    window = appeal_until(row)
    if window is None:
        raise TooLateError(_("There is nothing to appeal against now."))
    if not deadlines.is_within(window, timezone.now()):
        raise TooLateError(_("The time for an appeal is over."))
    return Appeal.objects.create(application=row, text=text, by=by)


@transaction.atomic
def answer_appeal(appeal: Appeal, *, is_upheld: bool, answer: str, by: User) -> Appeal:
    """Uphold an appeal, which brings the application back, or dismiss it; the applicant gets the reasons."""
    if not answer.strip():
        raise ReasonMissingError
    row = hold(appeal.application_id)
    found = Appeal.objects.select_for_update().get(pk=appeal.pk)
    if found.answered_at:
        return found
    found.is_upheld, found.answer, found.answered_by, found.answered_at = is_upheld, answer, by, timezone.now()
    found.save(update_fields=["is_upheld", "answer", "answered_by", "answered_at"])
    if is_upheld:
        take_step(row, Step.APPEAL, who=Actor.APPROVER, by=by, reason=answer)
    else:
        subject = _("Your appeal concerning %(number)s was dismissed") % {"number": row.number}
        send_message(row, subject, answer, by=by)
    return found
