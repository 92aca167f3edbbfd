"""The money of a call always balances, no account but the funder's is overdrawn, late returns carry their interest."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ognisko.grants.rules.interest import Order, Payment, Rate, Rules, Step, charged, exact, interest, settled
from ognisko.grants.rules.money import (
    Account,
    Kind,
    Money,
    Posting,
    Refused,
    balances,
    instalments,
    left_to_award,
    money_of,
    posted,
)

D = Decimal
F = Fraction

DAY = date(2026, 6, 1)
FUNDED = Posting(Kind.FUNDED, D(10_000), DAY)


def moved(kind: Kind, amount: str | int, grant: str = "MG/1", *, reversal: bool = False) -> Posting:
    return Posting(kind, D(amount), DAY, grant, reversal)


STORY = (
    FUNDED,
    moved(Kind.AWARDED, 5000),
    moved(Kind.AGREED, 5000),
    moved(Kind.REDUCED, 500),
    moved(Kind.PAID, 4500),
    moved(Kind.ADMITTED, "4000.50"),
    moved(Kind.NOT_ADMITTED, 300),
    moved(Kind.UNSPENT, "199.50"),
    moved(Kind.INTEREST_CHARGED, 12),
    moved(Kind.RETURNED, "499.50"),
    moved(Kind.INTEREST_PAID, 12),
)
"""A grant cut by an annex, paid, partly not admitted, partly not spent, returned late."""


def test_a_grant_from_the_award_to_the_closing_stands_in_the_ledger() -> None:
    ledger = posted((), STORY)
    assert money_of(ledger, "MG/1") == Money(
        awarded=D(0),
        agreed=D(4500),
        paid=D(4500),
        admitted=D("4000.50"),
        unaccounted=D(0),
        due=D(0),
        returned=D("499.50"),
        written_off=D(0),
        interest_due=D(0),
        interest_paid=D(12),
    )
    assert money_of(ledger, "MG/1").settled
    assert (left_to_award(ledger), sum(balances(ledger).values())) == (D(5500), 0)


def test_a_grant_is_not_settled_while_anything_is_promised_held_or_owed() -> None:
    assert [money_of(STORY[:count], "MG/1").settled for count in range(1, len(STORY) + 1)] == [
        True, False, False, False, False, False, False, False, False, False, True,
    ]  # fmt: skip


def test_no_more_is_awarded_than_the_budget_holds() -> None:
    ledger = posted((FUNDED,), [moved(Kind.AWARDED, 6000, "MG/1"), moved(Kind.AWARDED, 4000, "MG/2")])
    with pytest.raises(Refused, match=r"^Budżet naboru: brakuje 0,01\u00a0zł\.$"):
        posted(ledger, [moved(Kind.AWARDED, "0.01", "MG/3")])


def test_a_decision_on_several_grants_is_posted_whole_or_not_at_all() -> None:
    awards = [moved(Kind.AWARDED, 6000, f"MG/{number}") for number in (1, 2)]
    with pytest.raises(Refused):
        posted((FUNDED,), awards)
    assert posted((FUNDED,), [Posting(Kind.FUNDED, D(2000), DAY), *awards])[-1] == awards[-1]


def test_one_grant_does_not_pay_with_the_money_of_another() -> None:
    ledger = posted((FUNDED,), [moved(Kind.AWARDED, 5000), moved(Kind.AGREED, 5000)])
    with pytest.raises(Refused):
        posted(ledger, [moved(Kind.PAID, 1, "MG/2")])


@pytest.mark.parametrize(
    "one",
    [
        moved(Kind.AWARDED, 0),
        moved(Kind.AWARDED, "-5"),
        moved(Kind.AWARDED, "0.001"),
        moved(Kind.AWARDED, 5, ""),
        moved(Kind.FUNDED, 5),
    ],
)
def test_an_amount_is_positive_to_the_grosz_and_has_its_grant(one: Posting) -> None:
    with pytest.raises(Refused):
        posted((FUNDED,), [one])


def test_a_mistake_is_reversed_and_nothing_is_left_of_it() -> None:
    ledger = posted((FUNDED,), [moved(Kind.AWARDED, 44_650 // 10), moved(Kind.AWARDED, 4465, reversal=True)])
    assert balances(ledger) == {
        ("", Account.FUNDER): D(-10_000),
        ("", Account.BUDGET): D(10_000),
        ("MG/1", Account.AWARDED): D(0),
    }


def test_instalments_are_to_the_grosz_and_make_the_whole() -> None:
    assert instalments(D(5000), [D(80), D(20)]) == (D(4000), D(1000))
    assert instalments(D(100), [D("33.33"), D("33.33"), D("33.34")]) == (D("33.33"), D("33.33"), D("33.34"))
    with pytest.raises(Refused):
        instalments(D(100), [D(80), D(10)])


@given(st.decimals(D("0.01"), D(100_000), places=2), st.lists(st.integers(1, 30), max_size=3))
def test_instalments_always_make_the_whole(amount: D, percents: list[int]) -> None:
    parts = instalments(amount, [D(one) for one in (*percents, 100 - sum(percents))])
    assert (sum(parts), min(parts) >= 0) == (amount, True)


# Interest -------------------------------------------------------------------------------------------------------------

TAX = Rules((Rate(date(2023, 10, 9), D("14.5")), Rate(date(2025, 5, 8), D("13.5"))), not_charged_up_to=D("8.70"))
DUE = date(2025, 4, 30)


def test_each_rate_counts_for_its_own_days_and_the_sum_is_rounded_once() -> None:
    """Seven days from the first to the seventh of May at one rate, thirteen from the eighth at the other."""
    assert exact(D(10_000), DUE, date(2025, 5, 20), TAX) == F(10_000) * (7 * F("0.145") + 13 * F("0.135")) / 365
    assert interest(D(10_000), DUE, date(2025, 5, 20), TAX) == D(76)


def test_who_returns_on_the_due_date_pays_no_interest() -> None:
    assert [exact(D(10_000), DUE, DUE + timedelta(days=days), TAX) for days in (-5, 0)] == [0, 0]


@pytest.mark.parametrize(
    ("exactly", "amount"), [("8.70", 0), ("8.71", 9), ("9.49", 9), ("9.50", 10), ("76.99", 77), ("0", 0)]
)
def test_interest_is_in_whole_zloty_and_not_charged_when_it_is_small(exactly: str, amount: int) -> None:
    assert charged(F(exactly), TAX) == amount


def test_an_agreement_may_round_to_the_grosz_and_charge_everything() -> None:
    assert charged(F("8.705"), Rules((), unit=D("0.01"))) == D("8.71")


def test_a_payment_that_is_too_small_is_divided_as_the_rules_say() -> None:
    """1,000 due; after 365 days at 13.5 % 135 of interest; 500 come, then the rest a year later."""
    due, year = date(2026, 1, 1), date(2027, 1, 1)

    def first(order: Order) -> Step:
        return settled(D(1000), due, [Payment(year, D(500))], Rules(TAX.rates, order=order))[0]

    assert [(first(order).to_arrears, first(order).to_interest, first(order).interest_left) for order in Order] == [
        (D("440.53"), D("59.47"), D("75.53")),
        (D(500), D(0), D(135)),
        (D(365), D(135), D(0)),
    ]


def test_the_last_payment_covers_everything_and_what_is_too_much_is_said() -> None:
    due, year = date(2026, 1, 1), date(2027, 1, 1)
    rules = Rules(TAX.rates, order=Order.ARREARS_FIRST)
    assert settled(D(1000), due, [Payment(year, D(1000)), Payment(date(2028, 1, 1), D(200))], rules) == (
        Step(year, D(135), D(1000), D(0), D(0), D(135), D(0)),
        Step(date(2028, 1, 1), D(135), D(0), D(135), D(0), D(0), D(65)),
    )


def test_small_interest_grows_until_it_is_charged() -> None:
    payments = [Payment(DUE + timedelta(days=10), D(10)), Payment(DUE + timedelta(days=40), D(2000))]
    steps = settled(D(1000), DUE, payments, TAX)
    first, second = (payment.on for payment in payments)
    assert charged(exact(D(1000), DUE, first, TAX) + exact(D(990), first, second, TAX), TAX) == 15
    assert [(step.interest, step.to_arrears, step.over) for step in steps] == [
        (D(0), D(10), D(0)),
        (D(15), D(990), D(995)),
    ]


days = st.integers(0, 800).map(lambda count: DUE + timedelta(days=count))
amounts = st.decimals(D("0.01"), D(3000), places=2)


@given(amounts, st.lists(st.builds(Payment, days, amounts), max_size=5), st.sampled_from(Order))
def test_every_grosz_of_a_payment_goes_somewhere_and_nothing_is_paid_twice(
    arrears: D, payments: list[Payment], order: Order
) -> None:
    steps = settled(arrears, DUE, payments, Rules(TAX.rates, order=order))
    assert [step.to_arrears + step.to_interest + step.over for step in steps] == [
        one.amount for one in sorted(payments, key=lambda one: one.on)
    ]
    assert all(
        min(step.to_arrears, step.to_interest, step.arrears, step.interest_left, step.over) >= 0 for step in steps
    )
    assert all(step.over == 0 or step.arrears == step.interest_left == 0 for step in steps)
    assert arrears - sum(step.to_arrears for step in steps) == (steps[-1].arrears if steps else arrears)


@given(amounts, days, days)
def test_interest_never_shrinks_with_time(arrears: D, one: date, other: date) -> None:
    early, late = sorted((one, other))
    assert exact(arrears, DUE, early, TAX) <= exact(arrears, DUE, late, TAX)
