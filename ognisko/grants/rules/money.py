"""Each posting takes an amount from one account and puts it on another, so the money of a call always balances.

No account goes below zero but the two that money comes from outside by: the funder's and that of interest. The accounts
of one grant say at any time what was promised, paid, accounted for and is owed; the call's own account says what is
left to award. Nothing is ever changed: a mistake is reversed by a posting of its own.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import Enum
from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from ognisko.core.money import money_text

GROSZ, NOTHING = Decimal("0.01"), Decimal("0.00")


class Account(Enum):
    """Where money stands: the first two and the last two of a call, the others of one grant."""

    FUNDER = "funder"
    BUDGET = "budget"
    AWARDED = "awarded"
    AGREED = "agreed"
    HELD = "held"
    ADMITTED = "admitted"
    DUE = "due"
    RETURNED = "returned"
    WRITTEN_OFF = "written off"
    INTEREST = "interest"
    INTEREST_DUE = "interest due"
    INTEREST_PAID = "interest paid"


NAMES: Mapping[Account, Any] = {
    Account.FUNDER: gettext_lazy("Funder"),
    Account.BUDGET: gettext_lazy("Budget of the call"),
    Account.AWARDED: gettext_lazy("Awarded, without an agreement"),
    Account.AGREED: gettext_lazy("Agreed, to pay"),
    Account.HELD: gettext_lazy("Paid, to account for"),
    Account.ADMITTED: gettext_lazy("Admitted"),
    Account.DUE: gettext_lazy("To return"),
    Account.RETURNED: gettext_lazy("Returned"),
    Account.WRITTEN_OFF: gettext_lazy("Written off"),
    Account.INTEREST: gettext_lazy("Interest charged"),
    Account.INTEREST_DUE: gettext_lazy("Interest to pay"),
    Account.INTEREST_PAID: gettext_lazy("Interest paid"),
}
"""What people call the accounts."""

OUTSIDE = frozenset({Account.FUNDER, Account.INTEREST})
"""Accounts that money enters by: their balance is the negative of all that came in."""

OF_CALL = frozenset({Account.FUNDER, Account.BUDGET})
"""Accounts that all grants of a call share."""


class Kind(models.TextChoices):
    """What happened to money."""

    FUNDED = "funded", pgettext_lazy("grant money", "budget of the call")
    AWARDED = "awarded", pgettext_lazy("grant money", "awarded")
    RELEASED = "released", pgettext_lazy("grant money", "released")
    AGREED = "agreed", pgettext_lazy("grant money", "agreed")
    RAISED = "raised", pgettext_lazy("grant money", "raised by an annex")
    REDUCED = "reduced", pgettext_lazy("grant money", "reduced")
    PAID = "paid", pgettext_lazy("grant money", "paid")
    ADMITTED = "admitted", pgettext_lazy("grant money", "admitted")
    NOT_ADMITTED = "not admitted", pgettext_lazy("grant money", "not admitted")
    ADMITTED_AFTER_ALL = "admitted after all", pgettext_lazy("grant money", "admitted after all")
    UNSPENT = "unspent", pgettext_lazy("grant money", "unspent")
    RETURNED = "returned", pgettext_lazy("grant money", "returned")
    WRITTEN_OFF = "written off", pgettext_lazy("grant money", "written off")
    INTEREST_CHARGED = "interest charged", pgettext_lazy("grant money", "interest charged")
    INTEREST_WAIVED = "interest waived", pgettext_lazy("grant money", "interest waived")
    INTEREST_PAID = "interest paid", pgettext_lazy("grant money", "interest paid")


MOVES: Mapping[Kind, tuple[Account, Account]] = {
    Kind.FUNDED: (Account.FUNDER, Account.BUDGET),
    Kind.AWARDED: (Account.BUDGET, Account.AWARDED),
    Kind.RELEASED: (Account.AWARDED, Account.BUDGET),
    Kind.AGREED: (Account.AWARDED, Account.AGREED),
    Kind.RAISED: (Account.BUDGET, Account.AGREED),
    Kind.REDUCED: (Account.AGREED, Account.BUDGET),
    Kind.PAID: (Account.AGREED, Account.HELD),
    Kind.ADMITTED: (Account.HELD, Account.ADMITTED),
    Kind.NOT_ADMITTED: (Account.HELD, Account.DUE),
    Kind.ADMITTED_AFTER_ALL: (Account.DUE, Account.ADMITTED),
    Kind.UNSPENT: (Account.HELD, Account.DUE),
    Kind.RETURNED: (Account.DUE, Account.RETURNED),
    Kind.WRITTEN_OFF: (Account.DUE, Account.WRITTEN_OFF),
    Kind.INTEREST_CHARGED: (Account.INTEREST, Account.INTEREST_DUE),
    Kind.INTEREST_WAIVED: (Account.INTEREST_DUE, Account.INTEREST),
    Kind.INTEREST_PAID: (Account.INTEREST_DUE, Account.INTEREST_PAID),
}
"""From which account to which each kind takes its amount."""


class Refused(ValueError):
    """A posting would break a rule; the message says which."""


@dataclass(frozen=True)
class Posting:
    """An amount that moves in a grant on a day; `grant` is empty for what concerns the call alone.

    A reversal moves the amount back.
    """

    kind: Kind
    amount: Decimal
    on: date
    grant: str = ""
    reversal: bool = False

    @property
    def moves(self) -> tuple[Account, Account]:
        """From which account to which."""
        source, target = MOVES[self.kind]
        return (target, source) if self.reversal else (source, target)


type Place = tuple[str, Account]
"""An account of a grant; the grant is empty for an account of the call."""


def balances(postings: Iterable[Posting]) -> dict[Place, Decimal]:
    """The balance of each account that was ever touched; all of them together are zero."""
    found: dict[Place, Decimal] = defaultdict(lambda: NOTHING)
    for posting in postings:
        source, target = places(posting)
        found[source] -= posting.amount
        found[target] += posting.amount
    return dict(found)


def places(posting: Posting) -> tuple[Place, Place]:
    """The two accounts that a posting touches."""
    source, target = (("" if account in OF_CALL else posting.grant, account) for account in posting.moves)
    return source, target


def posted(postings: Sequence[Posting], new: Sequence[Posting], currency: str = "PLN") -> tuple[Posting, ...]:
    """The ledger with the new postings, which come about together or not at all. Raises Refused."""
    check(balances(postings), new, currency)
    return (*postings, *new)


def check(stands: Mapping[Place, Decimal], new: Sequence[Posting], currency: str = "PLN") -> None:
    """Raise Refused unless these postings may be added to accounts that stand like this.

    An amount is positive and no finer than a grosz, a posting names its grant, and no account is below zero after all
    of them. The caller holds the call's lock: two awards at once must not both find the budget free.
    """
    for one in new:
        if one.amount <= 0 or one.amount != one.amount.quantize(GROSZ):
            raise Refused(_("An amount is positive and has at most two decimal places."))
        if (one.kind is Kind.FUNDED) != (not one.grant):
            raise Refused(_("Say which grant this is for."))
    moved = balances(new)
    for place, amount in moved.items():
        after = stands.get(place, NOTHING) + amount
        if place[1] not in OUTSIDE and after < 0:
            sentence = _("%(account)s: %(amount)s is missing.")
            values = {"account": NAMES[place[1]], "amount": money_text(-after, currency)}
            raise Refused(sentence % values)


@dataclass(frozen=True)
class Money:
    """The money of one grant, or of all grants of a call, as people ask for it."""

    awarded: Decimal
    agreed: Decimal
    paid: Decimal
    admitted: Decimal
    unaccounted: Decimal
    due: Decimal
    returned: Decimal
    written_off: Decimal
    interest_due: Decimal
    interest_paid: Decimal

    @property
    def settled(self) -> bool:
        """Whether nothing is promised, to be accounted for or owed any more."""
        return not (self.awarded or self.to_pay or self.unaccounted or self.due or self.interest_due)

    @property
    def to_pay(self) -> Decimal:
        """What was agreed and is not paid yet."""
        return self.agreed - self.paid


def money_of(postings: Iterable[Posting], grant: str | None = None) -> Money:
    """The money of a grant, or without one of all grants, from their postings."""
    return money_on(balances(postings), grant)


def money_on(accounts: Mapping[Place, Decimal], grant: str | None = None) -> Money:
    """The money of a grant, or without one of all grants; `agreed` and `paid` are all that ever was, less reversals.

    What was awarded and became an agreement is no longer `awarded`.
    """
    stands: dict[Account, Decimal] = defaultdict(lambda: NOTHING)
    for (of, account), amount in accounts.items():
        if grant is None or of == grant:
            stands[account] += amount
    paid = sum(
        (stands[one] for one in (Account.HELD, Account.ADMITTED, Account.DUE, Account.RETURNED, Account.WRITTEN_OFF)),
        NOTHING,
    )
    return Money(
        awarded=stands[Account.AWARDED],
        agreed=stands[Account.AGREED] + paid,
        paid=paid,
        admitted=stands[Account.ADMITTED],
        unaccounted=stands[Account.HELD],
        due=stands[Account.DUE],
        returned=stands[Account.RETURNED],
        written_off=stands[Account.WRITTEN_OFF],
        interest_due=stands[Account.INTEREST_DUE],
        interest_paid=stands[Account.INTEREST_PAID],
    )


def left_to_award(postings: Iterable[Posting]) -> Decimal:
    """What is left of a call's budget."""
    return balances(postings).get(("", Account.BUDGET), NOTHING)


def instalments(amount: Decimal, percents: Sequence[Decimal]) -> tuple[Decimal, ...]:
    """An amount in instalments of given percentages, each to the grosz; the last takes what rounding leaves.

    Raises Refused where the percentages are not a hundred together.
    """
    if sum(percents, NOTHING) != 100 or any(one <= 0 for one in percents):
        raise Refused(_("The instalments are positive and make a hundred percent together."))
    parts: list[Decimal] = []
    until = NOTHING
    for percent in percents:
        until += percent
        parts.append((amount * until / 100).quantize(GROSZ, ROUND_HALF_UP) - sum(parts, NOTHING))
    return tuple(parts)
