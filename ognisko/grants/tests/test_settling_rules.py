"""Whatever documents come and whatever was paid: the postings of a settlement bring the accounts to one place."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from ognisko.grants.rules import interest, settling
from ognisko.grants.rules.interest import Payment, Rate
from ognisko.grants.rules.money import NOTHING, Kind, Money, Posting, money_of, posted

D = Decimal
DAY = date(2026, 3, 2)
RULES = interest.Rules((Rate(date(2020, 1, 1), D(11)),))

amounts = st.integers(0, 600_000).map(lambda grosze: D(grosze) / 100)
parts = st.integers(0, 100).map(lambda percent: D(percent) / 100)


def of(amount: Decimal, part: Decimal) -> Decimal:
    return (amount * part).quantize(D("0.01"))


@st.composite
def paid_grants(draw: st.DrawFn) -> tuple[Posting, ...]:
    """A grant that was agreed and paid, whole or in part."""
    agreed = draw(amounts) + 1
    made = [
        Posting(Kind.FUNDED, agreed, DAY),
        Posting(Kind.AWARDED, agreed, DAY, "1"),
        Posting(Kind.AGREED, agreed, DAY, "1"),
    ]
    if paid := of(agreed, draw(parts)):
        made.append(Posting(Kind.PAID, paid, DAY, "1"))
    return posted((), made)


def settled(ledger: tuple[Posting, ...], claimed: Decimal, admitted: Decimal) -> tuple[Posting, ...]:
    found = settling.moves(money_of(ledger, "1"), claimed, admitted)
    return posted(ledger, [Posting(kind, amount, DAY, "1") for kind, amount in found])


@given(paid_grants(), amounts, parts)
def test_a_settlement_leaves_nothing_to_account_for_and_says_what_the_outcome_said(
    ledger: tuple[Posting, ...], claimed: Decimal, part: Decimal
) -> None:
    before, admitted = money_of(ledger, "1"), of(claimed, part)
    expected = settling.outcome(before.agreed, before.paid, claimed, admitted)
    after = money_of(settled(ledger, claimed, admitted), "1")
    assert (after.unaccounted, after.admitted, after.due, after.to_pay) == (
        NOTHING, expected.admitted, expected.to_return, expected.to_pay,
    )  # fmt: skip
    assert after.admitted + after.due == after.paid == before.paid
    assert before.agreed - after.agreed == expected.released


@given(paid_grants(), amounts, parts)
def test_settling_once_more_moves_nothing(ledger: tuple[Posting, ...], claimed: Decimal, part: Decimal) -> None:
    admitted = of(claimed, part)
    ledger = settled(ledger, claimed, admitted)
    assert settling.moves(money_of(ledger, "1"), claimed, admitted) == ()


@given(paid_grants(), amounts, parts, parts)
def test_what_came_back_early_is_admitted_only_if_it_is_taken_back(
    ledger: tuple[Posting, ...], claimed: Decimal, part: Decimal, back: Decimal
) -> None:
    money = money_of(ledger, "1")
    if early := of(money.unaccounted, back):
        moved = [Posting(kind, amount, DAY, "1") for kind, amount in settling.early(money, early)]
        ledger = posted(ledger, moved)
    admitted = of(claimed, part)
    try:
        after = money_of(settled(ledger, claimed, admitted), "1")
    except settling.Impossible:
        assert min(admitted, money.paid) + early > money.paid
    else:
        assert (after.unaccounted, after.admitted + after.due + after.returned) == (NOTHING, money.paid)


def owing(due: Decimal, **columns: Decimal) -> Money:
    values = dict.fromkeys(Money.__dataclass_fields__, NOTHING) | {"due": due} | columns
    return Money(**values)


def test_interest_stands_until_it_is_paid_or_waived() -> None:
    # 1000 zł × 73 days × 11 % / 365 = 22 zł; after 400 zł are written off, 600 zł × 73 × 11 % / 365 = 13,20 zł.
    first, then = DAY + timedelta(days=73), DAY + timedelta(days=146)
    relief = Payment(first, NOTHING, written_off=D(400))
    spared = settling.returned(owing(D(1000)), [], relief, DAY, RULES)
    assert spared == ((Kind.INTEREST_CHARGED, D(22)), (Kind.WRITTEN_OFF, D(400)))
    money = owing(D(600), written_off=D(400), interest_due=D(22))
    assert settling.interest_on(money, [relief], DAY, then, RULES) == D(13)
    waiver = Payment(then, NOTHING, waived=D(35))
    assert settling.returned(money, [relief], waiver, DAY, RULES) == (
        (Kind.INTEREST_CHARGED, D(13)), (Kind.INTEREST_WAIVED, D(35)),
    )  # fmt: skip
    money = owing(D(600), written_off=D(400))
    back = settling.returned(money, [relief, waiver], Payment(then, D(600)), DAY, RULES)
    assert back == ((Kind.RETURNED, D(600)),)


@given(st.integers(1, 400_000), st.lists(st.tuples(st.sampled_from("rwi"), st.integers(0, 90), parts), max_size=6))
def test_returns_and_reliefs_in_any_order_leave_nothing_below_zero(
    due: int, steps: list[tuple[str, int, Decimal]]
) -> None:
    ledger = posted(
        (),
        [
            Posting(kind, D(due) / 100, DAY, "1" if kind is not Kind.FUNDED else "")
            for kind in (Kind.FUNDED, Kind.AWARDED, Kind.AGREED, Kind.PAID, Kind.UNSPENT)
        ],
    )
    on, events = DAY, list[Payment]()
    for what, days, part in steps:
        on += timedelta(days=days)
        money = money_of(ledger, "1")
        interest_now = settling.interest_on(money, events, DAY, on, RULES) + money.interest_due
        payment = {
            "r": Payment(on, of(money.due + interest_now, part)),
            "w": Payment(on, NOTHING, written_off=of(money.due, part)),
            "i": Payment(on, NOTHING, waived=of(interest_now, part)),
        }[what]
        if not (payment.amount or payment.written_off or payment.waived):
            continue
        found = settling.returned(money, events, payment, DAY, RULES)
        ledger = posted(ledger, [Posting(kind, amount, on, "1") for kind, amount in found])
        events.append(payment)
    money = money_of(ledger, "1")
    rest = settling.interest_on(money, events, DAY, on, RULES) + money.interest_due
    if money.due + rest:
        found = settling.returned(money, events, Payment(on, money.due + rest), DAY, RULES)
        ledger = posted(ledger, [Posting(kind, amount, on, "1") for kind, amount in found])
    assert money_of(ledger, "1").settled
