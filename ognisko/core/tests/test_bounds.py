"""Numbers and days from an address stay within bounds."""

from datetime import date

import pytest

from ognisko.core.bounds import LARGEST_NUMBER, asked_day, whole_number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", 0),
        ("17", 17),
        ("0017", 17),
        ("0" * 5000 + "17", 17),
        (str(LARGEST_NUMBER), LARGEST_NUMBER),
        (str(LARGEST_NUMBER + 1), None),
        ("9" * 4400, None),
        ("²", None),
        ("٣", None),
        ("-1", None),
        ("+1", None),
        (" 1", None),
        ("1_000", None),
        ("1.0", None),
        ("1\0", None),
        ("", None),
        (None, None),
    ],
)
def test_a_whole_number_has_ascii_digits_and_a_largest(text: str | None, number: int | None) -> None:
    assert whole_number(text) == number


def test_the_largest_number_can_be_another() -> None:
    assert [whole_number(text, 2100) for text in ("2100", "2101", "99999")] == [2100, None, None]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2025-03-13", date(2025, 3, 13)),
        ("13 marca 2025", date(2025, 3, 13)),
        ("1900-01-01", date(1900, 1, 1)),
        ("2100-12-31", date(2100, 12, 31)),
        ("1899-12-31", None),
        ("2101-01-01", None),
        ("9999-12-31", None),
        ("0001-01-01", None),
        ("31.02.2025", None),
        ("²", None),
        ("", None),
        (None, None),
    ],
)
def test_a_day_lies_in_our_years(text: str | None, day: date | None) -> None:
    assert asked_day(text) == day
