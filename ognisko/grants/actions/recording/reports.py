"""Reports of recorded grants, accepted elsewhere: what was admitted, what came back, and whether that was all."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction

from ognisko.accounts.models import User
from ognisko.grants.actions.agreements import report_due
from ognisko.grants.actions.recording.path import Lines, Move, drop_unpaid, held, move_many, save, stands
from ognisko.grants.entries import OF_APPLICATIONS
from ognisko.grants.models import Application
from ognisko.grants.rules import settling
from ognisko.grants.rules.life import Step
from ognisko.grants.rules.money import Kind, Money, Refused
from ognisko.ledger.actions import post


@dataclass(frozen=True)
class ReportDraft:
    """A report that was accepted; what was paid and neither admitted nor returned is owed."""

    application: int
    accepted_on: date
    admitted: Decimal
    engaged: int | None = None
    reached: int | None = None
    volunteer_minutes: int | None = None
    returned: Decimal = Decimal(0)
    returned_on: date | None = None


@transaction.atomic
def record_reports(drafts: Sequence[ReportDraft], *, by: User | None, reason: str = "") -> None:
    """Record accepted reports: what was not paid goes back to the call, what is owed keeps the grant open.

    Raises rules.life.Forbidden, rules.money.Refused, ledger.actions.ClosedPeriodError.
    """
    rows, calls = held(draft.application for draft in drafts)
    before = stands(calls, rows)
    lines, moves = Lines(by), list[Move]()
    for draft in drafts:
        row = rows[draft.application]
        row.report_due_on = report_due(row)
        row.accepted_on = draft.accepted_on
        row.engaged, row.reached, row.volunteer_minutes = draft.engaged, draft.reached, draft.volunteer_minutes
        lines.take(row, [Step.START, Step.REPORT, Step.ACCEPT], draft.accepted_on)
        moves += _settled(row, before[row.pk], draft)
    columns = ("accepted_on", "engaged", "reached", "volunteer_minutes", "report_due_on")
    drop_unpaid(rows)
    move_many(calls, moves, by=by, reason=reason)
    for draft in drafts:
        row, money = rows[draft.application], before[draft.application]
        _end(lines, row, money.paid - draft.admitted - draft.returned, draft.returned_on or draft.accepted_on)
    save(list(rows.values()), *columns)
    lines.save()
    post(OF_APPLICATIONS, list(rows), by=by, reason=reason)


def _settled(row: Application, money: Money, draft: ReportDraft) -> list[Move]:
    if draft.admitted > money.paid or draft.returned > money.paid - draft.admitted:
        raise Refused("more is accounted for than was paid")
    found: list[Move] = [
        (row, kind, amount, draft.accepted_on) for kind, amount in settling.moves(money, draft.admitted, draft.admitted)
    ]
    if draft.returned:
        found.append((row, Kind.RETURNED, draft.returned, draft.returned_on or draft.accepted_on))
    return found


def _end(lines: Lines, row: Application, owed: Decimal, on: date) -> None:
    lines.take(row, [Step.DEMAND_RETURN if owed else Step.CLOSE], on)


@transaction.atomic
def record_returns(drafts: Sequence[tuple[int, Decimal, date]], *, by: User | None, reason: str = "") -> None:
    """Record what came back later of grants that owe: application, amount and day; what owes nothing more is closed.

    Raises rules.life.Forbidden, rules.money.Refused, ledger.actions.ClosedPeriodError.
    """
    rows, calls = held(number for number, _amount, _on in drafts)
    move_many(calls, [(rows[number], Kind.RETURNED, amount, on) for number, amount, on in drafts], by=by, reason=reason)
    owed = stands(calls, rows)
    lines = Lines(by)
    for number, _amount, on in drafts:
        if not owed[number].due:
            lines.take(rows[number], [Step.CLOSE], on)
    save(list(rows.values()))
    lines.save()
    post(OF_APPLICATIONS, list(rows), by=by, reason=reason)
