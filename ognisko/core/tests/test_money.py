"""Amounts of money."""

from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from ognisko.core.money import MoneyError, money_text, parse_money


@pytest.mark.parametrize(
    ("amount", "currency", "text"),
    [
        (Decimal(12480), "PLN", "12\u00a0480,00\u00a0zł"),
        (Decimal("0.5"), "EUR", "0,50\u00a0€"),
        (-6000, "PLN", "\u22126\u00a0000,00\u00a0zł"),
        (Decimal("1.005"), "CHF", "1,01\u00a0CHF"),
    ],
)
def test_an_amount_reads_as_in_polish(amount: Decimal | int, currency: str, text: str) -> None:
    assert money_text(amount, currency) == text


@pytest.mark.parametrize(
    "text",
    [
        "12 480,00", "12480", "12480,0", "12480.00", "12 480.00", "12.480,00", "12\u00a0480,00\u00a0zł", "12480 PLN",
        "12\u202f480 zł.", 12480, 12480.0, Decimal("12480.000"),
    ],
)  # fmt: skip
def test_an_amount_is_understood_in_the_ways_people_write_it(text: str) -> None:
    assert parse_money(text) == Decimal("12480.00")


def test_a_negative_amount_keeps_its_sign() -> None:
    assert [parse_money(text) for text in ("-1,5", "\u22121,50 zł", "- 1,50")] == [Decimal("-1.50")] * 3


def test_the_dust_of_a_spreadsheet_is_wiped_off() -> None:
    assert parse_money(12.299999999999999) == Decimal("12.30")


@pytest.mark.parametrize("text", ["", "dużo", "12.480", "1,234", "1 23,00", "12,480.00", "1,2,3", "zł", "1.2.3", True])
def test_what_is_no_amount_or_could_be_two_is_answered_with_an_example(text: str) -> None:
    with translation.override("pl"), pytest.raises(MoneyError) as caught:
        parse_money(text)
    assert str(caught.value) == "Wpisz kwotę w złotych i groszach, na przykład 12 480,00."


def test_a_fraction_of_a_grosz_in_a_spreadsheet_is_refused() -> None:
    with translation.override("pl"), pytest.raises(MoneyError) as caught:
        parse_money(0.333)
    assert str(caught.value) == "Wpisz kwotę z najwyżej dwoma miejscami po przecinku, na przykład 12 480,00."


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=2))
def test_every_amount_that_is_shown_reads_back(amount: Decimal) -> None:
    assert parse_money(money_text(amount)) == amount
