"""Payments: instalments that are due go to the bank in a batch that two persons approved, and are paid once."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ognisko.accounts.models import User
from ognisko.core.spreadsheets import SheetRows
from ognisko.grants.actions.deciding import ChangedError, NotReadyToDecideError, approve, hold_decision, propose
from ognisko.grants.actions.life import hold_all
from ognisko.grants.actions.money import hold_call, move_money, take_back
from ognisko.grants.formats.paid import Matched, NotAStatement, Statement, matched, read_statement
from ognisko.grants.models import About, Call, Decision, DecisionLine, Instalment, PaymentBatch, Posting
from ognisko.grants.queries.payments import batch_of, obstacle, with_grant
from ognisko.grants.rules import life, money, transfers
from ognisko.grants.rules.money import Kind

TAKEN_BACK = frozenset({Kind.FUNDED, Kind.PAID, Kind.RETURNED, Kind.INTEREST_PAID})
"""What may be taken back by itself: other postings follow from a step, and are undone by another step."""


@transaction.atomic
def meet_condition(instalment: Instalment, *, on: date, by: User) -> Instalment:
    """Note the day on which the condition of an instalment was met; the first one stays."""
    Instalment.objects.filter(pk=instalment.pk, condition_met_on=None).update(condition_met_on=on)
    instalment.refresh_from_db(fields=["condition_met_on"])
    return instalment


def _hold(call: Call, numbers: Sequence[int]) -> tuple[Call, list[Instalment]]:
    """Lock the grants of instalments, then the call, then the instalments."""
    hold_all(set(Instalment.objects.filter(pk__in=numbers).values_list("agreement__application_id", flat=True)))
    held = hold_call(call.pk)
    list(Instalment.objects.select_for_update(of=("self",)).filter(pk__in=numbers).order_by("pk"))
    return held, list(with_grant().filter(pk__in=numbers, agreement__application__call=call).order_by("pk"))


@transaction.atomic
def propose_batch(call: Call, numbers: Sequence[int], *, pays_on: date, by: User, note: str = "") -> PaymentBatch:
    """Propose a batch of instalments that are due. Raises NotReadyToDecideError with what each lacks."""
    held, rows = _hold(call, numbers)
    wrong = [f"{row.reference}: {why}" for row in rows if (why := obstacle(row, pays_on))]
    if not rows:
        wrong.append(_("Choose at least one instalment."))
    number = f"{held.pk}/{pays_on.year}/{held.batches.count() + 1:03}"
    batch = batch_of(held, number, pays_on, rows)
    wrong += [f"{one.reference}: {one.sentence}" if one.reference else one.sentence for one in transfers.faults(batch)]
    if not held.payer_account or not held.payer_name:
        wrong.append(_("Name the payer and its account in the settings of the call."))
    if wrong:
        raise NotReadyToDecideError(dict.fromkeys(wrong))
    sums: dict[int, DecisionLine] = {}
    for row in rows:
        grant = row.agreement.application_id
        line = sums.setdefault(grant, DecisionLine(application_id=grant, amount=0))
        line.amount = (line.amount or 0) + row.amount
    decision = propose(held, About.PAYMENT, sums.values(), by=by, note=note, instalments=_said(rows))
    made = PaymentBatch.objects.create(call=held, number=number, pays_on=pays_on, decision=decision)
    Instalment.objects.filter(pk__in=[row.pk for row in rows]).update(batch=made)
    return made


def _said(rows: Sequence[Instalment]) -> list[list[str]]:
    """What the second person agrees to: which instalment, how much, to which account."""
    return [[row.reference, str(row.amount), row.agreement.account] for row in rows]


@transaction.atomic
def approve_batch(decision: Decision, *, by: User, note: str = "", at: datetime | None = None) -> Decision:
    """Let a batch go to the bank; money is posted once the bank paid. Raises SamePersonError, ChangedError."""
    numbers = list(Instalment.objects.filter(batch__decision=decision).values_list("pk", flat=True))
    _call, rows = _hold(decision.call, numbers)
    row = hold_decision(decision, by=by)
    differing = _said(rows) != row.content["instalments"]
    stuck = [one for one in rows if not life.may_post(one.agreement.application.at, Kind.PAID)]
    if differing or stuck:
        raise ChangedError(
            [_("%(number)s: nothing can be paid now.") % {"number": one.reference} for one in stuck]
            or [_("An amount or an account has changed.")]
        )
    return approve(row, by=by, note=note, at=at)


@transaction.atomic
def note_exported(batch: PaymentBatch, *, by: User) -> PaymentBatch:
    """Note when the bank's file was made for the first time; it may be made again."""
    PaymentBatch.objects.filter(pk=batch.pk, exported_at=None).update(exported_at=timezone.now())
    return batch


@transaction.atomic
def mark_paid(call: Call, days: Mapping[int, date], *, by: User) -> list[Instalment]:
    """Post instalments as paid, each on its day; what was posted before stays as it is. Returns the newly paid ones.

    Raises NotReadyToDecideError where an instalment is in no approved batch.
    """
    held, rows = _hold(call, sorted(days))
    waiting = [row for row in rows if row.posting_id is None]
    for row in waiting:
        if row.batch is None or row.batch.decision.approved_at is None:
            raise NotReadyToDecideError([_("%(number)s: no batch with it is approved.") % {"number": row.reference}])
        if days[row.pk] > timezone.localdate():
            raise NotReadyToDecideError([_("The day of payment is in the future.")])
    for row in waiting:
        grant, on = row.agreement.application, days[row.pk]
        assert row.batch is not None  # noqa: S101  # checked above
        move = money.Posting(Kind.PAID, row.amount, on, str(grant.pk))
        (row.posting,) = move_money(held, [(grant, move)], by=by, decision=row.batch.decision, reason=row.reference)
        row.paid_on = on
        row.save(update_fields=["posting", "paid_on"])
    return waiting


@transaction.atomic
def mark_from_statement(call: Call, sheets: Sequence[SheetRows], *, by: User) -> tuple[Matched, Statement]:
    """Mark what a bank's file proves paid; what does not match exactly is told and left. Raises NotAStatement."""
    statement = _read(sheets)
    rows = list(with_grant().filter(agreement__application__call=call, batch__decision__approved_at__isnull=False))
    expected = {row.reference: row.amount for row in rows if row.posting_id is None}
    found = matched(statement, expected, {row.reference: row.paid_on for row in rows if row.posting_id})
    by_reference = {row.reference: row.pk for row in rows}
    mark_paid(call, {by_reference[one]: carried.day for one, carried in found.paid.items()}, by=by)
    return found, statement


def _read(sheets: Sequence[SheetRows]) -> Statement:
    problem: NotAStatement | None = None
    for sheet in sheets:
        try:
            return read_statement(sheet)
        except NotAStatement as wrong:
            problem = problem or wrong
    raise problem or NotAStatement(_("The file has no rows."))


@transaction.atomic
def take_posting_back(posting: Posting, *, on: date, by: User, reason: str) -> Posting:
    """Take a posting back that was a mistake; an instalment that it paid waits to be paid again.

    Raises NotReadyToDecideError for what follows from a step, rules.money.Refused.
    """
    if Kind(posting.kind) not in TAKEN_BACK or posting.is_reversal:
        raise NotReadyToDecideError([_("This posting follows from a step. Undo the step instead.")])
    if posting.application_id:
        hold_all([posting.application_id])
    made = take_back(posting, on=on, by=by, reason=reason)
    Instalment.objects.filter(posting=posting).update(posting=None, paid_on=None, batch=None)
    return made
