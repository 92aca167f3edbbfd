"""Annexes: a change of the amount, the last day or the budget's lines, in force once a second person approved it."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from ognisko.accounts.models import User
from ognisko.core.money import money_text
from ognisko.grants.actions.deciding import ChangedError, NotReadyToDecideError, approve, hold_decision, propose
from ognisko.grants.actions.life import hold, take_step
from ognisko.grants.actions.money import hold_call, move_money
from ognisko.grants.entries import OF_APPLICATIONS
from ognisko.grants.models import About, Agreement, Annex, Application, Call, Decision, DecisionLine, Instalment
from ognisko.grants.rules import deadlines, money
from ognisko.grants.rules.life import Actor, Stage, Step
from ognisko.grants.rules.money import NOTHING, Kind
from ognisko.ledger.actions import post


@transaction.atomic
def propose_annex(
    agreement: Agreement,
    *,
    what: str,
    change: Decimal,
    until: date | None,
    signed_on: date | None,
    by: User,
    lines: Mapping[int, Decimal] | None = None,
) -> Annex:
    """Propose a change of the amount, the last day or the budget; ``lines`` are new parts of the grant by number.

    Raises NotReadyToDecideError, also where the lines would come to more than the grant.
    """
    row = hold(agreement.application_id)
    call = hold_call(row.call_id)
    if row.at not in {Stage.AGREED, Stage.CARRIED_OUT}:
        raise NotReadyToDecideError([_("An annex is made while the agreement is carried out.")])
    if Annex.objects.filter(
        agreement=agreement, decision__approved_at=None, decision__sent_back_at=None, decision__isnull=False
    ).exists():
        raise NotReadyToDecideError([_("An annex of this agreement already waits for its second person.")])
    changed = _changed(row, lines or {})
    if not change and until is None and not changed:
        raise NotReadyToDecideError([_("Change the amount, the last day or the budget.")])
    _check_change(agreement, call, change)
    _check_lines(row, change, changed)
    line = DecisionLine(application=row, step=Step.ANNEX, amount=abs(change), reason=what)
    before = row.until or call.activity_until
    decision = propose(
        call, About.ANNEX, [line], by=by, change=str(change), until=until.isoformat() if until else "", budget=changed,
        awarded_before=str(row.awarded or NOTHING), until_before=before.isoformat(),
    )  # fmt: skip
    last = agreement.annexes.aggregate(last=Max("number"))["last"] or 0
    return Annex.objects.create(
        agreement=agreement, number=last + 1, what=what, amount_change=change, until=until, signed_on=signed_on,
        lines=changed, decision=decision,
    )  # fmt: skip


def _changed(row: Application, lines: Mapping[int, Decimal]) -> list[dict[str, Any]]:
    """The lines that get another part of the grant, with what they had."""
    return [
        {"line": one.pk, "name": one.name, "was": str(one.grant), "grant": str(lines[one.pk])}
        for one in row.lines.filter(is_removed=False)
        if one.pk in lines and lines[one.pk] != one.grant
    ]


def _check_change(agreement: Agreement, call: Call, change: Decimal) -> None:
    free = sum((one.amount for one in _unpaid(agreement)), Decimal(0))
    if change > call.left_to_award:
        words = {"amount": money_text(call.left_to_award, call.currency)}
        raise NotReadyToDecideError([_("Only %(amount)s is left in the budget of the call.") % words])
    if -change > free:
        words = {"amount": money_text(free, call.currency)}
        raise NotReadyToDecideError([_("Only %(amount)s is not paid yet and can be taken off.") % words])


def _check_lines(row: Application, change: Decimal, changed: Sequence[Mapping[str, Any]]) -> None:
    """The lines never come to more than the grant; an annex of days alone is not asked for them."""
    if not change and not changed:
        return
    awarded = (row.awarded or NOTHING) + change
    new = {one["line"]: Decimal(one["grant"]) for one in changed}
    total = sum((new.get(one.pk, one.grant) for one in row.lines.filter(is_removed=False)), NOTHING)
    if total > awarded:
        words = {"sum": money_text(total, row.call.currency), "amount": money_text(awarded, row.call.currency)}
        sentence = _("The lines of the budget come to %(sum)s, and the grant will be %(amount)s. Lower the lines.")
        raise NotReadyToDecideError([sentence % words])


def _unpaid(agreement: Agreement) -> list[Instalment]:
    return list(agreement.instalments.filter(posting=None, batch=None).order_by("-number"))


@transaction.atomic
def approve_annex(decision: Decision, *, by: User, note: str = "") -> Decision:
    """Bring an annex into force: money is posted, instalments, days and lines follow.

    Raises SamePersonError, ChangedError where a line is not what it was, NotReadyToDecideError, rules.money.Refused.
    """
    (line,) = decision.lines.all()
    application = hold(line.application_id)
    call = hold_call(decision.call_id)
    row = hold_decision(decision, by=by)
    annex = Annex.objects.select_related("agreement").get(decision=row)
    change = annex.amount_change
    _check_change(annex.agreement, call, change)
    _check_lines(application, change, annex.lines)
    approve(row, by=by, note=note)
    _change_lines(application, annex.lines)
    columns: dict[str, Any] = {"awarded": (application.awarded or Decimal(0)) + change}
    if annex.until:
        columns["until"] = annex.until
        if application.report_due_on:
            columns["report_due_on"] = deadlines.due_day(annex.until, call.report_days)
    take_step(application, Step.ANNEX, who=Actor.OFFICER, by=by, reason=annex.what, decision=row, **columns)
    if change:
        kind = Kind.RAISED if change > 0 else Kind.REDUCED
        moved = money.Posting(kind, abs(change), timezone.localdate(), str(application.pk))
        move_money(call, [(application, moved)], by=by, decision=row, reason=annex.what[:500])
        _follow(annex.agreement, change)
    post(OF_APPLICATIONS, [application.pk], by=by, reason=annex.what)
    return row


def _change_lines(row: Application, changed: Sequence[Mapping[str, Any]]) -> None:
    """Documents of the report are checked against these from now on."""
    lines = {one.pk: one for one in row.lines.select_for_update().filter(pk__in=[one["line"] for one in changed])}
    for one in changed:
        line = lines[one["line"]]
        if line.is_removed or line.grant != Decimal(one["was"]):
            raise ChangedError([_("%(name)s: the line has changed.") % {"name": one["name"]}])
        line.grant = Decimal(one["grant"])
        line.save(update_fields=["grant"])


def _follow(agreement: Agreement, change: Decimal) -> None:
    """More money is an instalment of its own; less is taken off the last ones that are not paid."""
    if change > 0:
        last = agreement.instalments.aggregate(last=Max("number"))["last"] or 0
        Instalment.objects.create(agreement=agreement, number=last + 1, amount=change)
        return
    off = -change
    for one in _unpaid(agreement):
        taken = min(off, one.amount)
        off -= taken
        if taken == one.amount:
            one.delete()
        else:
            one.amount -= taken
            one.save(update_fields=["amount"])
        if not off:
            return
