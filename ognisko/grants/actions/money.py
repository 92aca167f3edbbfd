"""Money moves by postings alone: checked by the rules for a good sentence, by the database for certain."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from ognisko.accounts.models import User
from ognisko.grants.entries import OF_POSTINGS
from ognisko.grants.models import Application, Call, Decision, Posting
from ognisko.grants.queries.money import balances
from ognisko.grants.rules import life, money
from ognisko.grants.rules.money import Kind
from ognisko.ledger.actions import ClosedPeriodError, post


class NotNowError(Exception):
    """Money does not move like this in the stage that the grant is in."""


def hold_call(call: int) -> Call:
    """Lock a call until the transaction ends; whoever also locks applications does that first, by number."""
    return Call.objects.select_for_update(of=("self",), no_key=True).select_related("programme").get(pk=call)


@transaction.atomic
def move_money(
    call: Call,
    moves: Sequence[tuple[Application | None, money.Posting]],
    *,
    by: User | None,
    decision: Decision | None = None,
    reason: str = "",
) -> list[Posting]:
    """Post amounts that come about together; in a closed period the reason stands with the entries.

    Raises NotNowError, rules.money.Refused, ledger.actions.ClosedPeriodError.

    Race: two awards at once must not both find the budget free, so the call is locked here; the constraint on its
    ``left_to_award`` refuses what a missing lock would let through.
    """
    hold_call(call.pk)
    for application, posting in moves:
        if application is not None and not life.may_post(application.at, posting.kind):
            raise NotNowError(_("This cannot be done now: something has changed. Look at the page again."))
    grants = [application.pk for application, _posting in moves if application]
    money.check(balances(call, grants), [posting for _application, posting in moves], call.currency)
    made = [
        Posting.objects.create(
            call=call,
            application=application,
            kind=posting.kind,
            amount=posting.amount,
            on=posting.on,
            decision=decision,
            reason=reason,
            by=by,
        )
        for application, posting in moves
    ]
    _count(made, by, reason)
    return made


def _count(made: Sequence[Posting], by: User | None, reason: str) -> None:
    """A reason makes a correction of an entry, so it is told to the ledger only where a period is closed."""
    numbers = [one.pk for one in made]
    try:
        with transaction.atomic():
            post(OF_POSTINGS, numbers, by=by, fresh=True)
    except ClosedPeriodError:
        post(OF_POSTINGS, numbers, by=by, reason=reason, fresh=True)


@transaction.atomic
def take_back(posting: Posting, *, on: date, by: User, reason: str) -> Posting:
    """Reverse a posting that was a mistake, once. Raises rules.money.Refused."""
    hold_call(posting.call_id)
    if standing := Posting.objects.filter(reverses=posting).first():
        return standing
    grant = str(posting.application_id or "")
    against = money.Posting(Kind(posting.kind), posting.amount, on, grant, reversal=True)
    money.check(balances(posting.call, [posting.application_id or 0]), [against], posting.call.currency)
    made = Posting.objects.create(
        call=posting.call,
        application=posting.application,
        kind=posting.kind,
        amount=posting.amount,
        on=on,
        is_reversal=True,
        reverses=posting,
        decision=posting.decision,
        reason=reason,
        by=by,
    )
    _count([made], by, reason)
    return made


@transaction.atomic
def fund(call: Call, amount: Decimal, *, on: date, by: User | None, reason: str = "") -> Posting:
    """Put money into a call's budget; more may be added later, each time with its reason."""
    return move_money(call, [(None, money.Posting(Kind.FUNDED, amount, on))], by=by, reason=reason)[0]
