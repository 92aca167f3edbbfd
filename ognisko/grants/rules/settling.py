"""What the admitted documents of a grant make of its money, and what a payment that came back covers.

Admitted is never more than paid: what the documents admit beyond it waits for the last instalment. What was paid and
is not admitted is to be returned, the refused part of the documents before what nobody spent. What was agreed and the
documents do not need any more is not paid out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from ognisko.core.money import money_text
from ognisko.grants.rules import interest
from ognisko.grants.rules.money import NOTHING, Kind, Money

type Move = tuple[Kind, Decimal]


class Impossible(ValueError):
    """Money cannot move like this; the message says why."""


@dataclass(frozen=True)
class Outcome:
    """What a settlement comes to: of what was paid, and of what was agreed and is not paid yet."""

    admitted: Decimal
    not_admitted: Decimal
    unspent: Decimal
    to_pay: Decimal
    released: Decimal

    @property
    def to_return(self) -> Decimal:
        """What of the paid money has to come back."""
        return self.not_admitted + self.unspent


def outcome(agreed: Decimal, paid: Decimal, claimed: Decimal, admitted: Decimal) -> Outcome:
    """What documents that claim and admit so much make of a grant of which so much was agreed and paid."""
    needed = min(admitted, agreed)
    within = min(needed, paid)
    refused = min(max(claimed - admitted, NOTHING), paid - within)
    to_pay = needed - within
    return Outcome(within, refused, paid - within - refused, to_pay, agreed - paid - to_pay)


def to_take_back(money: Money, admitted: Decimal) -> Decimal:
    """What was admitted before and is not any more: those postings are taken back first."""
    return max(money.admitted - min(admitted, money.paid), NOTHING)


def moves(money: Money, claimed: Decimal, admitted: Decimal) -> tuple[Move, ...]:
    """The postings that bring a grant's accounts to its documents; none where they stand like that. Raises Impossible.

    Called again after a later instalment, or after the settlement was opened again.
    """
    rest = min(admitted, money.paid) - money.admitted
    held = min(rest, money.unaccounted)
    after_all = rest - held
    if after_all > money.due:
        raise Impossible(_("This part was returned already. Take the return back first."))
    left = money.unaccounted - held
    refused = min(max(claimed - admitted, NOTHING), left)
    released = money.to_pay - max(min(admitted, money.agreed) - money.paid, NOTHING)
    found = (
        (Kind.ADMITTED, held), (Kind.ADMITTED_AFTER_ALL, after_all), (Kind.NOT_ADMITTED, refused),
        (Kind.UNSPENT, left - refused), (Kind.REDUCED, released),
    )  # fmt: skip
    return tuple((kind, amount) for kind, amount in found if amount > 0)


def owed_at_first(money: Money) -> Decimal:
    """All that had to come back, whatever became of it."""
    return money.due + money.returned + money.written_off


def interest_on(
    money: Money, before: Sequence[interest.Payment], due_on: date | None, on: date, rules: interest.Rules
) -> Decimal:
    """The interest that stands on a day beside what is charged already."""
    steps = interest.settled(owed_at_first(money), due_on or date.max, [*before, interest.Payment(on, NOTHING)], rules)
    return max(steps[-1].interest_left - money.interest_due, NOTHING)


def early(money: Money, amount: Decimal, currency: str = "PLN") -> tuple[Move, ...]:
    """The postings of money that came back before anybody asked for it: it is unspent. Raises Impossible."""
    if (over := amount - money.unaccounted) > 0:
        raise Impossible(_("This is %(amount)s too much.") % {"amount": money_text(over, currency)})
    return ((Kind.UNSPENT, amount), (Kind.RETURNED, amount))


def returned(
    money: Money,
    before: Sequence[interest.Payment],
    payment: interest.Payment,
    due_on: date | None,
    rules: interest.Rules,
    currency: str = "PLN",
) -> tuple[Move, ...]:
    """The postings of money that came back, or is not asked for any more, and the interest that is charged by its day.

    Without a day by which it was due there is no interest. Raises Impossible where it is too much, or comes before
    returns that were recorded with their interest.
    """
    steps = interest.settled(owed_at_first(money), due_on or date.max, [*before, payment], rules)
    too_much = max(steps[-1].over, payment.written_off - money.due, payment.waived - steps[-1].interest)
    if too_much > 0:
        raise Impossible(_("This is %(amount)s too much.") % {"amount": money_text(too_much, currency)})
    arrears = sum((one.to_arrears for one in steps), NOTHING) - money.returned
    paid = sum((one.to_interest for one in steps), NOTHING)
    charged = paid + steps[-1].interest_left + payment.waived - money.interest_due - money.interest_paid
    found = (
        (Kind.INTEREST_CHARGED, charged), (Kind.RETURNED, arrears), (Kind.INTEREST_PAID, paid - money.interest_paid),
        (Kind.WRITTEN_OFF, payment.written_off), (Kind.INTEREST_WAIVED, payment.waived),
    )  # fmt: skip
    if any(amount < 0 for _kind, amount in found):
        raise Impossible(_("A later return was recorded already. Take it back first."))
    return tuple((kind, amount) for kind, amount in found if amount > 0)


@dataclass(frozen=True)
class Bill:
    """An accounting document as the sums need it."""

    line: int
    grant: Decimal
    own: Decimal
    admitted: Decimal | None


@dataclass(frozen=True)
class LineSum:
    """A line of the budget beside its documents."""

    approved: Decimal
    spent: Decimal
    own: Decimal
    admitted: Decimal

    @property
    def over(self) -> Decimal:
        """What the documents take beyond the approved amount."""
        return max(self.spent - self.approved, NOTHING)


def sum_of(approved: Decimal, bills: Sequence[Bill]) -> LineSum:
    """Documents of one line, or of all."""
    return LineSum(
        approved, sum((one.grant for one in bills), NOTHING), sum((one.own for one in bills), NOTHING),
        sum((one.admitted or NOTHING for one in bills), NOTHING),
    )  # fmt: skip


def amounts_agree(amount: Decimal, grant: Decimal, own: Decimal) -> bool:
    """Whether the parts of a document fit into it."""
    return grant + own <= amount and amount > 0
