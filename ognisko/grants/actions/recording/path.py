"""The path of recorded applications, in bulk: what was decided, agreed and paid, each on its day.

Every step is one of the table of rules/life.py and leaves its line, dated as the register dates it; no letter goes out.
What two persons decide here on a page was decided elsewhere then, so there is no decision of two users to record. An
application that somebody writes or wrote here never takes this way.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from ognisko.accounts.models import User
from ognisko.grants.actions.agreements import variant_of
from ognisko.grants.actions.life import hold_all
from ognisko.grants.actions.money import NotNowError, hold_call
from ognisko.grants.actions.recording.applications import GrantDraft, cover_awards, noon, record_grants
from ognisko.grants.entries import OF_APPLICATIONS, OF_POSTINGS
from ognisko.grants.models import Agreement, Application, Author, Call, Instalment, Posting, StageChange
from ognisko.grants.queries.money import balances
from ognisko.grants.rules import life, money
from ognisko.grants.rules.life import Actor, Stage, Step
from ognisko.grants.rules.money import Kind
from ognisko.grants.rules.numbers import pattern
from ognisko.ledger.actions import post

CHUNK = 500
"""So many rows one statement updates."""

_RANKED = (Step.ACCEPT_FORMALLY, Step.RANK)
DECISIONS: Mapping[tuple[Stage, Stage], tuple[Step, ...]] = {
    (Stage.SUBMITTED, Stage.AWARDED): (*_RANKED, Step.AWARD),
    (Stage.SUBMITTED, Stage.RESERVE): (*_RANKED, Step.RESERVE),
    (Stage.SUBMITTED, Stage.NOT_FUNDED): (*_RANKED, Step.DECLINE),
    (Stage.SUBMITTED, Stage.REJECTED): (Step.REJECT,),
    (Stage.SUBMITTED, Stage.WITHDRAWN): (Step.WITHDRAW,),
    (Stage.RESERVE, Stage.AWARDED): (Step.AWARD,),
    (Stage.RESERVE, Stage.NOT_FUNDED): (Step.DECLINE,),
    (Stage.RESERVE, Stage.WITHDRAWN): (Step.WITHDRAW,),
}
"""By which steps a recorded application comes from where it is to what was decided; no other decision is recorded."""


@dataclass(frozen=True)
class DecisionDraft:
    """What was decided on an application."""

    application: int
    stage: Stage
    on: date
    amount: Decimal | None = None
    reason: str = ""


@dataclass(frozen=True)
class AgreementDraft:
    """An agreement that was signed."""

    application: int
    number: str
    signed_on: date
    account: str = ""
    account_holder: str = ""


@dataclass(frozen=True)
class PaymentDraft:
    """An instalment that was paid."""

    application: int
    amount: Decimal
    on: date


type Move = tuple[Application, Kind, Decimal, date]


def held(numbers: Iterable[int]) -> tuple[dict[int, Application], dict[int, Call]]:
    """Lock recorded applications by number, then their calls. Raises NotNowError where somebody writes one here."""
    rows = {row.pk: row for row in hold_all(set(numbers))}
    if Author.objects.filter(application__in=rows).exists():
        raise NotNowError(_("This application was written here. Go on with it on its page."))
    return rows, {call: hold_call(call) for call in sorted({row.call_id for row in rows.values()})}


class Lines:
    """Takes steps of many applications and keeps the line of each."""

    def __init__(self, by: User | None) -> None:
        self.by = by
        self.made: list[StageChange] = []

    def take(self, row: Application, steps: Iterable[Step], on: date, reason: str = "") -> None:
        """Take steps one after the other on a day; the reason stands with the last. Raises rules.life.Forbidden."""
        path = list(steps)
        for step in path:
            found = next((one for one in life.TRANSITIONS if one.step is step and row.at in one.sources), None)
            if found is None:
                raise life.Forbidden(_("This cannot be done now: something has changed. Look at the page again."))
            who, target = min(found.who, key=list(Actor).index), found.target
            said = reason if step is path[-1] else ""
            self.made.append(
                StageChange(
                    application=row, step=step, source=row.at, target=target, actor=who, by=self.by, at=noon(on),
                    reason=said,
                )
            )  # fmt: skip
            row.stage = target

    def save(self) -> None:
        """Write the lines."""
        StageChange.objects.bulk_create(self.made)


def save(rows: Sequence[Application], *columns: str) -> None:
    """Write the stage and other columns of many applications."""
    Application.objects.bulk_update(rows, ["stage", *columns], batch_size=CHUNK)


def move_many(calls: Mapping[int, Call], moves: Sequence[Move], *, by: User | None, reason: str = "") -> list[Posting]:
    """Post amounts of many grants whose calls are locked; answers the postings in the order of the amounts.

    Raises NotNowError, rules.money.Refused, ledger.actions.ClosedPeriodError.
    """
    for row, kind, _amount, _on in moves:
        if not life.may_post(row.at, kind):
            raise NotNowError(_("This cannot be done now: something has changed. Look at the page again."))
    for call in calls.values():
        mine = [one for one in moves if one[0].call_id == call.pk]
        stands = balances(call, [row.pk for row, _kind, _amount, _on in mine])
        money.check(stands, [money.Posting(kind, amount, on, str(row.pk)) for row, kind, amount, on in mine],
                    call.currency)  # fmt: skip
    made = Posting.objects.bulk_create(
        Posting(call_id=row.call_id, application=row, kind=kind, amount=amount, on=on, by=by, reason=reason)
        for row, kind, amount, on in moves
    )
    post(OF_POSTINGS, [one.pk for one in made], by=by, reason=reason, fresh=True)
    return made


@transaction.atomic
def record_applications(drafts: Sequence[GrantDraft], *, by: User | None, reason: str = "") -> list[Application]:
    """Record applications of which nothing is decided yet, each with the line of its submission.

    Raises NumberTakenError, ledger.actions.ClosedPeriodError.
    """
    rows = record_grants(drafts, by=by, reason=reason)
    StageChange.objects.bulk_create(
        StageChange(
            application=row, step=Step.SUBMIT, source=Stage.DRAFT, target=Stage.SUBMITTED, actor=Actor.APPLICANT, by=by,
            at=noon(draft.submitted_on),
        )
        for row, draft in zip(rows, drafts, strict=True)
    )  # fmt: skip
    return rows


@transaction.atomic
def record_decisions(drafts: Sequence[DecisionDraft], *, by: User | None, reason: str = "") -> None:
    """Record what was decided; where more was awarded than a call has, its budget is raised to that.

    Raises NotNowError, rules.money.Refused, ledger.actions.ClosedPeriodError.
    """
    rows, calls = held(draft.application for draft in drafts)
    lines, moves = Lines(by), list[Move]()
    for draft in drafts:
        row = rows[draft.application]
        steps = DECISIONS.get((row.at, draft.stage))
        if steps is None:
            raise NotNowError(_("This cannot be done now: something has changed. Look at the page again."))
        lines.take(row, steps, draft.on, draft.reason)
        if draft.stage is Stage.AWARDED and draft.amount:
            row.awarded, row.awarded_on = draft.amount, draft.on
            moves.append((row, Kind.AWARDED, draft.amount, draft.on))
    for call in calls.values():
        awards = [(amount, on) for row, _kind, amount, on in moves if row.call_id == call.pk]
        if awards:
            cover_awards(call, awards, by=by, reason=reason)
    save(list(rows.values()), "awarded", "awarded_on")
    lines.save()
    move_many(calls, moves, by=by, reason=reason)
    post(OF_APPLICATIONS, list(rows), by=by, reason=reason)


@transaction.atomic
def record_agreements(drafts: Sequence[AgreementDraft], *, by: User | None, reason: str = "") -> None:
    """Record agreements that were signed, each with one instalment of the whole grant until payments part it.

    Raises NotNowError, rules.money.Refused.
    """
    rows, calls = held(draft.application for draft in drafts)
    lines, moves, agreements = Lines(by), list[Move](), list[Agreement]()
    taken = {(call, serial) for call, serial in Agreement.objects.filter(application__call__in=calls).values_list(
        "application__call_id", "serial")}  # fmt: skip
    for draft in drafts:
        row = rows[draft.application]
        lines.take(row, [Step.AGREE], draft.signed_on)
        moves.append((row, Kind.AGREED, row.awarded or Decimal(0), draft.signed_on))
        agreements.append(
            Agreement(
                application=row, serial=_serial(calls[row.call_id], draft, taken), number=draft.number,
                variant=variant_of(row), account=draft.account, signed_on=draft.signed_on, prepared_by=by,
                account_holder=draft.account_holder or (row.patron_name or row.applicant_name)[:150],
            )
        )  # fmt: skip
    save(list(rows.values()))
    lines.save()
    made = Agreement.objects.bulk_create(agreements)
    Instalment.objects.bulk_create(
        Instalment(agreement=one, number=1, amount=one.application.awarded or Decimal(0)) for one in made
    )
    for call in calls.values():
        call.save(update_fields=["last_agreement"])
    move_many(calls, moves, by=by, reason=reason)


def _serial(call: Call, draft: AgreementDraft, taken: set[tuple[int, int]]) -> int:
    """The serial of a number of the call's pattern, so that it is never given again; otherwise the next one."""
    serial = pattern(call.agreement_pattern).serial(draft.signed_on.year, draft.number)
    if not serial or (call.pk, serial) in taken:
        serial = call.last_agreement + 1
    call.last_agreement = max(call.last_agreement, serial)
    taken.add((call.pk, serial))
    return serial


@transaction.atomic
def record_payments(drafts: Sequence[PaymentDraft], *, by: User | None, reason: str = "") -> None:
    """Record payments in the order of their days, each as an instalment of its own; the rest stays to be paid.

    Raises NotNowError, rules.money.Refused, ledger.actions.ClosedPeriodError.
    """
    rows, calls = held(draft.application for draft in drafts)
    ordered = sorted(drafts, key=lambda draft: (draft.application, draft.on))
    found = Agreement.objects.select_for_update(of=("self",)).filter(application__in=rows)
    agreements = {one.application_id: one for one in found}
    postings = move_many(
        calls, [(rows[one.application], Kind.PAID, one.amount, one.on) for one in ordered], by=by, reason=reason
    )
    parts = Instalment.objects.filter(agreement__in=agreements.values())
    drop_unpaid(agreements)
    last = dict(parts.order_by().values_list("agreement_id").annotate(last=Max("number")))
    made = list[Instalment]()
    for draft, posting in zip(ordered, postings, strict=True):
        agreement = agreements[draft.application]
        last[agreement.pk] = last.get(agreement.pk, 0) + 1
        made.append(
            Instalment(agreement=agreement, number=last[agreement.pk], amount=draft.amount, paid_on=draft.on,
                       posting=posting)
        )  # fmt: skip
    for number, one in stands(calls, rows).items():
        agreement = agreements[number]
        if one.to_pay > 0:
            made.append(Instalment(agreement=agreement, number=last[agreement.pk] + 1, amount=one.to_pay))
    Instalment.objects.bulk_create(made)


def drop_unpaid(grants: Iterable[int]) -> None:
    """Take instalments away that nobody was paid. Raises NotNowError where one is on its way to the bank."""
    parts = Instalment.objects.filter(agreement__application__in=grants, posting=None)
    if parts.filter(batch__isnull=False).exists():
        raise NotNowError(_("A payment is on its way to the bank. Wait until it is marked as paid."))
    parts.delete()


def stands(calls: Mapping[int, Call], rows: Mapping[int, Application]) -> dict[int, money.Money]:
    """The money of many grants; one query a call."""
    found: dict[int, money.Money] = {}
    for call in calls.values():
        mine = [row.pk for row in rows.values() if row.call_id == call.pk]
        accounts: dict[str, dict[Any, Decimal]] = {str(number): {} for number in mine}
        for (grant, account), amount in balances(call, mine).items():
            if grant:
                accounts[grant][grant, account] = amount
        found |= {number: money.money_on(accounts[str(number)], str(number)) for number in mine}
    return found
