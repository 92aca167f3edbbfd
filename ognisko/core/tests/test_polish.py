"""Polish text, order, dates and numbers."""

import datetime
from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from ognisko.core.polish import (
    DateError,
    date_text,
    fold,
    month_short,
    month_text,
    nbsp,
    number_text,
    parse_date,
    range_text,
    sort_key,
)

ALPHABET = "aąbcćdeęfghijklłmnńoópqrsśtuvwxyzźż"
DAY = datetime.date(2025, 3, 13)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Stowarzyszenie „Łąka”", "stowarzyszenie laka"),
        ("ZAŻÓŁĆ GĘŚLĄ JAŹŃ", "zazolc gesla jazn"),
        ("  Fundacja – «Pomoc»\u00a0dla   nas ", "fundacja pomoc dla nas"),
        ("Sp. z o.o.", "sp z o o"),
        ("O’Neil, D'Artagnan", "oneil dartagnan"),
        ("Straße, Čapek, Ångström, Đặng, Œuvre", "strasse capek angstrom dang oeuvre"),
        ("a\u0328", "a"),
        ("Ⅳ ﬁ", "iv fi"),
        ("„”", ""),
        ("Łódź-Bałuty", "lodz baluty"),
    ],
)
def test_folding_leaves_lower_case_words_without_accents_or_punctuation(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text())
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_names_stand_in_polish_order_byte_by_byte() -> None:
    names = [
        "", "1 Maja", "2 Maja", "10 Maja", "Azja", "ąbc", "Bytom", "Cz", "Ćma", "lód", "Lubań", "Łask", "Łódź", "łza",
        "Mazury", "Szkoła nr 2", "Szkoła nr 10", "Szkoła nr 10 w Łodzi", "Śrem", "Zzz", "Źrebak", "Żary",
    ]  # fmt: skip
    assert sorted(set(names), key=lambda name: sort_key(name).encode()) == names


def test_a_name_sorts_the_same_with_quotes_in_capitals_and_from_separate_accents() -> None:
    keys = {sort_key(name) for name in ("„Łąka”", "łąka", "ŁĄKA", "ł\u0061\u0328ka", "  łąka. ")}
    assert keys == {"l~a~ka"}


def test_a_foreign_letter_stands_with_its_base_letter() -> None:
    assert sort_key("Čapek") == sort_key("Capek")


@given(st.text(ALPHABET), st.text(ALPHABET))
def test_the_key_orders_any_two_words_as_the_polish_alphabet_does(one: str, other: str) -> None:
    by_alphabet = [ALPHABET.index(letter) for letter in one] < [ALPHABET.index(letter) for letter in other]
    assert (sort_key(one).encode() < sort_key(other).encode()) == by_alphabet


@given(st.integers(0, 10**14), st.integers(0, 10**14))
def test_the_key_orders_numbers_by_value(one: int, other: int) -> None:
    assert (sort_key(f"nr {one}") < sort_key(f"nr {other}")) == (one < other)


def test_a_one_letter_word_stays_with_the_next_word_and_a_number_with_its_unit() -> None:
    assert nbsp("Dom w Łodzi i w Kutnie za 12 480 zł, 5 h, a to 3 osoby") == (
        "Dom w\u00a0Łodzi i\u00a0w\u00a0Kutnie za 12\u00a0480\u00a0zł, 5\u00a0h, a\u00a0to 3 osoby"
    )


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        (2418, None, "2\u00a0418"),
        (999, None, "999"),
        (Decimal("437.50"), None, "437,5"),
        (Decimal("100.00"), None, "100"),
        (Decimal("1E+3"), None, "1\u00a0000"),
        (Decimal("0.125"), 2, "0,13"),
        (Decimal("-1234567.8"), 2, "\u22121\u00a0234\u00a0567,80"),
        (Decimal("-0.001"), 2, "0,00"),
        (0, None, "0"),
    ],
)
def test_numbers_read_as_in_polish(value: Decimal | int, places: int | None, text: str) -> None:
    assert number_text(value, places) == text


def test_a_float_is_refused_as_a_number() -> None:
    with pytest.raises(TypeError):
        number_text(0.1)  # type: ignore[arg-type]


def test_dates_read_as_in_polish_and_follow_the_language_of_the_page() -> None:
    with translation.override("pl"):
        assert (date_text(DAY), month_text(DAY), month_short(DAY)) == ("13 marca 2025", "marzec 2025", "mar")
    with translation.override("en"):
        assert (date_text(DAY), month_text(DAY), month_short(DAY)) == ("13 March 2025", "March 2025", "Mar")


@pytest.mark.parametrize(
    ("since", "until", "text"),
    [
        (DAY, DAY, "13 marca 2025"),
        (DAY, datetime.date(2025, 3, 15), "13–15 marca 2025"),
        (DAY, datetime.date(2025, 4, 2), "13 marca – 2 kwietnia 2025"),
        (DAY, datetime.date(2026, 4, 2), "13 marca 2025 – 2 kwietnia 2026"),
        (DAY, None, "od 13 marca 2025"),
        (None, DAY, "do 13 marca 2025"),
        (None, None, ""),
    ],
)
def test_a_range_says_nothing_twice(since: datetime.date | None, until: datetime.date | None, text: str) -> None:
    with translation.override("pl"):
        assert range_text(since, until) == text


@pytest.mark.parametrize(
    "text",
    [
        "13.03.2025", "13.3.2025", "13. 3. 2025", "13-03-2025", "13/03/2025", "2025-03-13", "13 marca 2025",
        "13 marzec 2025", "13 Marca 2025 r.", "13 marca 2025 roku", " 13\u00a0marca  2025 ", "13 March 2025",
        DAY, datetime.datetime(2025, 3, 13, 9, 30, tzinfo=datetime.UTC),
    ],
)  # fmt: skip
def test_a_date_is_understood_in_the_ways_people_write_it(text: str | datetime.date) -> None:
    assert parse_date(text) == DAY


@pytest.mark.parametrize("text", ["", "wczoraj", "13.03.25", "13.03", "marca 2025", "3 maja", "2025-03-13T10:00"])
def test_what_is_no_date_is_answered_with_an_example(text: str) -> None:
    with translation.override("pl"), pytest.raises(DateError) as caught:
        parse_date(text)
    assert str(caught.value) == "Wpisz datę z rokiem z czterech cyfr, na przykład 13.03.2025."


@pytest.mark.parametrize("text", ["30.02.2025", "2025-13-01", "31 czerwca 2025", "5 smarca 2025"])
def test_a_day_that_never_was_is_named(text: str) -> None:
    with translation.override("pl"), pytest.raises(DateError) as caught:
        parse_date(text)
    assert str(caught.value) == f"Nie ma takiego dnia: {text}. Sprawdź dzień i miesiąc."


@given(st.dates())
def test_every_date_written_in_words_is_read_back(day: datetime.date) -> None:
    with translation.override("pl"):
        written = date_text(day)
    if day.year >= 1000:
        assert parse_date(written) == day
