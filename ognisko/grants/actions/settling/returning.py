"""Money that has to come back: demanded with a day, recorded with its interest."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from ognisko.accounts.models import User
from ognisko.grants.actions.life import ReasonMissingError, hold, take_step
from ognisko.grants.actions.money import take_back
from ognisko.grants.actions.settling.accepting import move, post_application, settle_money
from ognisko.grants.actions.settling.reporting import NotNowError
from ognisko.grants.models import Application, Posting
from ognisko.grants.queries.money import money_of
from ognisko.grants.queries.settling import interest_rules, returns_of
from ognisko.grants.rules import settling
from ognisko.grants.rules.deadlines import due_day
from ognisko.grants.rules.interest import Payment
from ognisko.grants.rules.life import Actor, Stage, Step
from ognisko.grants.rules.money import Kind

BACK = (Kind.RETURNED, Kind.INTEREST_PAID)
EARLY = (Stage.CARRIED_OUT, Stage.REPORTED, Stage.REPORT_CORRECTIONS)
"""Stages in which money comes back before anybody has asked for it: its holder did not spend it."""


@transaction.atomic
def demand_return(application: Application, *, reason: str, by: User) -> Application:
    """Demand what is to be returned, by a day; a report that was never corrected is settled as it stands.

    Documents of which nobody said how much is admitted then count as nothing. Raises NotNowError where nothing is due.
    """
    row = hold(application)
    if row.at is Stage.RETURNING:
        return row
    due = due_day(timezone.localdate(), row.call.return_days)
    take_step(row, Step.DEMAND_RETURN, who=Actor.OFFICER, by=by, reason=reason, return_due_on=due)
    settle_money(row, by=by)
    if money_of(row).due <= 0:
        raise NotNowError
    post_application(row, by=by)
    return row


@transaction.atomic
def record_return(application: Application, *, amount: Decimal, on: date, seen: int, by: User) -> list[Posting]:
    """Money came back: what it covers, and the interest that it carries after its day.

    Before the report is accepted it is money that was not spent, unless the settlement was opened again and something
    is owed; it carries no interest.

    ``seen`` is the last posting that the page knew: the same return sent twice is one. Raises settling.Impossible,
    NotNowError.
    """
    row = hold(application)
    later = list(row.postings.filter(pk__gt=seen, kind__in=BACK, is_reversal=False))
    if later:
        if sum(one.amount for one in later) == amount and {one.on for one in later} == {on}:
            return later
        raise NotNowError
    money = money_of(row)
    if row.at in EARLY and not money.due and not money.interest_due:
        found = settling.early(money, amount, row.call.currency)
    else:
        found = settling.returned(
            money, returns_of(row), Payment(on, amount), row.return_due_on, interest_rules(), row.call.currency
        )
    return move(row, found, on=on, by=by)


@transaction.atomic
def take_return_back(application: Application, *, reason: str, by: User) -> list[Posting]:
    """Reverse the return that was recorded last, with its interest; a mistake stays to be read. Raises NotNowError."""
    row = hold(application)
    if row.at not in (*EARLY, Stage.ACCEPTED, Stage.RETURNING, Stage.TERMINATED):
        raise NotNowError
    if not reason.strip():
        raise ReasonMissingError
    kinds = (*BACK, Kind.INTEREST_CHARGED)
    standing = row.postings.filter(kind__in=kinds, is_reversal=False, reversed_by=None).order_by("-pk")
    last = standing.filter(kind__in=BACK).select_related("call").first()
    if last is None:
        raise NotNowError
    together = _recorded_with(last, list(standing.select_related("call")[:3]))
    if row.at in EARLY:
        together += _made_unspent(row, together[-1])
    return [take_back(one, on=timezone.localdate(), by=by, reason=reason[:500]) for one in together]


def _recorded_with(last: Posting, standing: Sequence[Posting]) -> list[Posting]:
    """The rows of one return, the last first: interest paid, money returned, interest charged, within a moment."""
    order = (Kind.INTEREST_PAID, Kind.RETURNED, Kind.INTEREST_CHARGED)
    found = [last]
    for one in standing:
        follows = order.index(Kind(one.kind)) > order.index(Kind(found[-1].kind))
        if one.pk < last.pk and follows and one.on == last.on and last.at - one.at < timedelta(seconds=2):
            found.append(one)
    return found


def _made_unspent(row: Application, last: Posting) -> list[Posting]:
    """The row that made money unspent because it came back early: without the return it is to be accounted for."""
    rows = row.postings.filter(pk__lt=last.pk, is_reversal=False, reversed_by=None).select_related("call")
    before = rows.order_by("-pk").first()
    is_its = before and (before.kind, before.amount, before.on) == (Kind.UNSPENT, last.amount, last.on)
    return [before] if before and is_its else []
