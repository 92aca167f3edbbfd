"""A batch of transfers is checked before it becomes a file: what a bank would refuse is said with the transfer's name.

One batch leaves one account in one currency on one day. References are unique, since it is by them that the bank's
answer finds its payments again.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from ognisko.grants.rules.accounts import is_polish

NOTHING = Decimal("0.00")


@dataclass(frozen=True)
class Side:
    """Who pays or is paid: name, address in at most two lines, account as an IBAN, the bank's BIC where it is known."""

    name: str
    account: str
    street: str = ""
    town: str = ""
    bic: str = ""


@dataclass(frozen=True)
class Transfer:
    """One transfer; the reference is ours, at most 35 characters."""

    reference: str
    to: Side
    amount: Decimal
    title: str


@dataclass(frozen=True)
class Batch:
    """Transfers from one account on one day; `number` names the batch and is never used twice."""

    number: str
    payer: Side
    on: date
    transfers: tuple[Transfer, ...]
    currency: str = "PLN"

    @property
    def total(self) -> Decimal:
        """What the batch takes from the account."""
        return sum((one.amount for one in self.transfers), NOTHING)


@dataclass(frozen=True)
class Fault:
    """What a bank would refuse: of which transfer (empty: of the whole batch), a sentence."""

    reference: str
    sentence: str


def faults(batch: Batch) -> tuple[Fault, ...]:
    """Everything for which the batch cannot become a file."""
    return tuple(_faults(batch))


def _faults(batch: Batch) -> Iterator[Fault]:
    if not batch.transfers:
        yield Fault("", _("There is no transfer in this batch."))
    uses = Counter(one.reference for one in batch.transfers)
    for one in batch.transfers:
        if uses[one.reference] > 1:
            yield Fault(one.reference, _("Two transfers have the same reference."))
        if not one.reference.strip() or len(one.reference) > 35:
            yield Fault(one.reference, _("A reference has from 1 to 35 characters."))
        if one.amount <= 0 or one.amount != one.amount.quantize(NOTHING):
            yield Fault(one.reference, _("An amount is positive and has at most two decimal places."))
        if not one.to.name.strip():
            yield Fault(one.reference, _("The name of the receiver is missing."))
        if not one.title.strip():
            yield Fault(one.reference, _("The title of the transfer is missing."))
        if not one.to.account:
            yield Fault(one.reference, _("The account of the receiver is missing."))
        elif batch.currency == "PLN" and not is_polish(one.to.account):
            yield Fault(one.reference, _("A transfer in złoty goes to a Polish account."))
