"""What an officer does with a grant in work: begin it, look at documents, call for corrections, accept, answer."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ognisko.accounts.models import User
from ognisko.core.polish import date_text
from ognisko.grants.actions.letters import send_message
from ognisko.grants.actions.life import ReasonMissingError, hold, take_step
from ognisko.grants.actions.money import move_money, take_back
from ognisko.grants.actions.settling.reporting import NotNowError
from ognisko.grants.models import Application, ChangeRequest, Posting, Visit
from ognisko.grants.queries.money import money_of
from ognisko.grants.rules import settling
from ognisko.grants.rules.deadlines import due_day
from ognisko.grants.rules.life import Actor, Stage, Step
from ognisko.grants.rules.money import NOTHING, Kind
from ognisko.grants.rules.money import Posting as Move
from ognisko.ledger.models import NOW


class UndecidedError(Exception):
    """Documents of which nobody has said yet how much is admitted."""

    def __init__(self, numbers: list[str]) -> None:
        super().__init__(_("Say first how much is admitted of: %(numbers)s.") % {"numbers": ", ".join(numbers)})


class BudgetGrowsError(Exception):
    """The lines of a changed budget must take together what they took before; the amount changes by an annex."""

    def __str__(self) -> str:
        return _("The lines must come to the same sum as before. A different amount needs an annex.")


@transaction.atomic
def admit(application: Application, found: Mapping[int, tuple[Decimal, str]], *, by: User) -> None:
    """Say how much of each document is admitted; less than its part of the grant needs a reason.

    Raises NotNowError, ReasonMissingError.
    """
    row = hold(application)
    if row.at is not Stage.REPORTED:
        raise NotNowError
    for bill in row.documents.filter(pk__in=list(found)):
        amount, reason = found[bill.pk]
        if not NOTHING <= amount <= bill.grant:
            raise NotNowError
        if amount < bill.grant and not reason.strip():
            raise ReasonMissingError
        said = reason.strip() if amount < bill.grant else ""
        if (bill.admitted, bill.reason) != (amount, said):
            bill.admitted, bill.reason, bill.admitted_by = amount, said, by
            bill.save(update_fields=["admitted", "reason", "admitted_by"])


@transaction.atomic
def call_for_report_corrections(application: Application, *, until: date, reason: str, by: User) -> Application:
    """Ask the holder to correct the report by a day; the submitted one stays as it is."""
    row = hold(application)
    if row.at is Stage.REPORT_CORRECTIONS:
        return row
    row.reports.filter(pk=row.reports.order_by("-number").values("pk")[:1]).update(
        remarks=reason, corrections_until=until
    )
    said = "\n\n".join(filter(None, (reason.strip(), _("Correct it by %(day)s.") % {"day": date_text(until)})))
    return take_step(
        row, Step.CALL_FOR_REPORT_CORRECTIONS, who=Actor.OFFICER, by=by, reason=said if reason.strip() else ""
    )


@transaction.atomic
def accept(
    application: Application,
    *,
    by: User,
    engaged: int | None = None,
    reached: int | None = None,
    volunteer_minutes: int | None = None,
) -> Application:
    """Accept the report: what it counts as, and its documents' money. Raises UndecidedError, settling.Impossible."""
    row = hold(application)
    if row.at is Stage.ACCEPTED:
        return row
    if open_ones := list(row.documents.filter(admitted=None).values_list("number", flat=True)):
        raise UndecidedError(open_ones)
    take_step(
        row, Step.ACCEPT, who=Actor.OFFICER, by=by, accepted_on=timezone.localdate(), engaged=engaged, reached=reached,
        volunteer_minutes=volunteer_minutes,
    )  # fmt: skip
    post_application(row, by=by)
    settle_money(row, by=by)
    return row


def post_application(row: Application, *, by: User) -> None:
    """Entries of the grant: accepting is what makes it carried out."""
    from ognisko.grants.entries import OF_APPLICATIONS
    from ognisko.ledger.actions import post

    post(OF_APPLICATIONS, [row.pk], by=by)


def settle_money(row: Application, *, by: User | None) -> None:
    """Bring the accounts of a locked grant to what its documents admit. Raises settling.Impossible, NotNowError."""
    bills = list(row.documents.all())
    claimed = sum((one.grant for one in bills), NOTHING)
    admitted = sum((one.admitted or NOTHING for one in bills), NOTHING)
    today = timezone.localdate()
    money = money_of(row)
    too_much = settling.to_take_back(money, admitted)
    for posting in row.postings.filter(kind=Kind.ADMITTED, is_reversal=False, reversed_by=None).order_by("-pk"):
        if too_much > 0 and by:
            take_back(posting, on=today, by=by, reason=_("The settlement changed."))
            too_much -= posting.amount
    found = settling.moves(money_of(row), claimed, admitted)
    lower_instalments(row, sum((amount for kind, amount in found if kind is Kind.REDUCED), NOTHING))
    move(row, found, on=today, by=by)


def lower_instalments(row: Application, amount: Decimal) -> None:
    """What is not paid out any more leaves the last instalments that nobody has sent to the bank."""
    if amount <= 0 or not hasattr(row, "agreement"):
        return
    for one in row.agreement.instalments.filter(paid_on=None).order_by("-number"):
        if amount <= 0:
            break
        if one.batch_id:
            raise NotNowError(_("A payment is on its way to the bank. Wait until it is marked as paid."))
        part = min(one.amount, amount)
        amount -= part
        if part == one.amount:
            one.delete()
        else:
            one.amount -= part
            one.save(update_fields=["amount"])


def move(
    row: Application, found: tuple[settling.Move, ...], *, on: date, by: User | None, **more: Any
) -> list[Posting]:
    """Post amounts of one grant."""
    if not found:
        return []
    moves = [(row, Move(kind, amount, on, str(row.pk))) for kind, amount in found]
    return move_money(row.call, moves, by=by, **more)


@transaction.atomic
def answer_change(request: ChangeRequest, *, agreed: bool, answer: str, by: User) -> ChangeRequest:
    """Answer a request: agreed lines and days are in force at once. Raises BudgetGrowsError, ReasonMissingError.

    The sum of the lines stays: another amount is an annex, which two persons sign.
    """
    row = hold(request.application)
    request = ChangeRequest.objects.get(pk=request.pk)
    if request.answered_at:
        return request
    if not agreed and not answer.strip():
        raise ReasonMissingError
    if agreed:
        if row.at not in (Stage.AGREED, Stage.CARRIED_OUT):
            raise NotNowError
        _change_lines(row, request)
        _change_days(row, request)
    request.is_agreed, request.answer, request.answered_by, request.answered_at = agreed, answer, by, NOW
    request.save()
    said = _("We agree to the change that you asked for.") if agreed else _("We cannot agree to the change.")
    send_message(
        row, _("Your request for a change, %(number)s") % {"number": row.number},
        "\n\n".join(filter(None, (said, request.what, answer))), by=by,
    )  # fmt: skip
    return request


def _change_lines(row: Application, request: ChangeRequest) -> None:
    wanted = {int(one["line"]): Decimal(one["grant"]) for one in request.lines}
    lines = [one for one in row.lines.select_for_update().filter(pk__in=wanted) if not one.is_removed]
    if sum((wanted[one.pk] - one.grant for one in lines), NOTHING) != 0:
        raise BudgetGrowsError
    for one in lines:
        one.grant = wanted[one.pk]
        one.save(update_fields=["grant"])


def _change_days(row: Application, request: ChangeRequest) -> None:
    if request.until is None:
        return
    row.until = request.until
    if row.report_due_on:
        row.report_due_on = due_day(request.until, row.call.report_days)
    row.save(update_fields=["until", "report_due_on"])


@transaction.atomic
def record_visit(application: Application, *, on: date, found: str, publicity_kept: bool | None, by: User) -> Visit:
    """What was seen on a visit; the same once more within an hour is one visit."""
    row = hold(application)
    again = row.visits.filter(on=on, by=by, found=found, recorded_at__gt=timezone.now() - timedelta(hours=1)).first()
    return again or Visit.objects.create(application=row, on=on, by=by, found=found, publicity_kept=publicity_kept)
