"""What comes back late carries interest as tax arrears do, by a table of rates with dates; all of it is data.

Simple interest: arrears × days × rate / 365 for each period of a rate, the periods' sum rounded once (regulation of the
Minister of Finance of 22 December 2015, Dz.U. 2015 poz. 2233). Whole złoty, up to 49 grosz dropped (Tax Ordinance
art. 63 § 1); not charged up to the least amount (art. 54 § 1 pt 5); a payment that does not cover all counts towards
the arrears and the interest in proportion (art. 55 § 2). An agreement may say otherwise: each of these is a setting.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import Enum
from fractions import Fraction
from math import floor

NOTHING = Decimal("0.00")


class Order(Enum):
    """What a payment that does not cover everything counts towards."""

    PROPORTIONAL = "proportional"
    ARREARS_FIRST = "arrears first"
    INTEREST_FIRST = "interest first"


@dataclass(frozen=True)
class Rate:
    """So many percent a year from a day on, until the next rate."""

    since: date
    percent: Decimal


@dataclass(frozen=True)
class Rules:
    """How interest is reckoned: the table of rates, the unit of rounding, the amount up to which none is charged."""

    rates: tuple[Rate, ...]
    unit: Decimal = Decimal(1)
    not_charged_up_to: Decimal = NOTHING
    days_a_year: int = 365
    order: Order = Order.PROPORTIONAL


@dataclass(frozen=True)
class Payment:
    """Money that came back on a day, or what was written off of the arrears or waived of their interest on it."""

    on: date
    amount: Decimal
    written_off: Decimal = NOTHING
    waived: Decimal = NOTHING


@dataclass(frozen=True)
class Step:
    """What a payment covered, what was owed after it, and what of it was too much; `interest` is before a waiver."""

    on: date
    interest: Decimal
    to_arrears: Decimal
    to_interest: Decimal
    arrears: Decimal
    interest_left: Decimal
    over: Decimal


def exact(arrears: Decimal, since: date, until: date, rules: Rules) -> Fraction:
    """Interest on arrears for the days after `since` up to and with `until`, not rounded.

    `since` is the due date: a day that is paid on time. Days before the first rate of the table carry none.
    """
    rates = sorted(rules.rates, key=lambda rate: rate.since)
    total = Fraction(0)
    for number, rate in enumerate(rates):
        last = rates[number + 1].since - timedelta(days=1) if number + 1 < len(rates) else until
        first = max(rate.since, since + timedelta(days=1))
        days = (min(last, until) - first).days + 1
        if days > 0:
            total += Fraction(arrears) * days * Fraction(rate.percent) / 100 / rules.days_a_year
    return total


def charged(interest: Fraction, rules: Rules) -> Decimal:
    """Interest as it is charged: to the unit, half of it up; nothing where it does not exceed the least amount."""
    if interest <= Fraction(rules.not_charged_up_to):
        return NOTHING
    units = floor(interest / Fraction(rules.unit) + Fraction(1, 2))
    return (units * rules.unit).quantize(Decimal("0.01"))


def interest(arrears: Decimal, since: date, until: date, rules: Rules) -> Decimal:
    """What is charged on arrears that were due on one day and come on another."""
    return charged(exact(arrears, since, until, rules), rules)


def settled(arrears: Decimal, due: date, payments: Sequence[Payment], rules: Rules) -> tuple[Step, ...]:
    """How payments cover arrears and their interest, one after the other.

    Interest that is not charged because it is small goes on growing with the days; once it is charged, what a payment
    leaves of it stands and no interest runs on it. What is written off carries none from its day on; what it carried
    until then stays owed until somebody waives it.
    """
    steps = []
    left, standing, growing, last = arrears, NOTHING, Fraction(0), due
    for payment in sorted(payments, key=lambda one: one.on):
        if payment.on > last:
            growing += exact(left, last, payment.on, rules)
            last = payment.on
        # What stands was rounded when it was charged: rounding its rest again would make or lose money.
        if fresh := charged(growing, replace(rules, not_charged_up_to=NOTHING) if standing else rules):
            standing, growing = standing + fresh, Fraction(0)
        owed = standing
        left -= min(payment.written_off, left)
        standing -= min(payment.waived, standing)
        to_arrears, to_interest = _divided(payment.amount, left, standing, rules.order)
        left, standing = left - to_arrears, standing - to_interest
        over = payment.amount - to_arrears - to_interest
        steps.append(Step(payment.on, owed, to_arrears, to_interest, left, standing, over))
    return tuple(steps)


def _divided(amount: Decimal, arrears: Decimal, owed: Decimal, order: Order) -> tuple[Decimal, Decimal]:
    """What of a payment goes to the arrears and what to the interest; never more than each of them is."""
    if amount >= arrears + owed:
        return arrears, owed
    if order is Order.ARREARS_FIRST:
        to_arrears = min(amount, arrears)
        return to_arrears, amount - to_arrears
    if order is Order.INTEREST_FIRST:
        to_interest = min(amount, owed)
        return amount - to_interest, to_interest
    share = (amount * arrears / (arrears + owed)).quantize(Decimal("0.01"), ROUND_HALF_UP)
    to_arrears = max(min(share, arrears), amount - owed)
    return to_arrears, amount - to_arrears
