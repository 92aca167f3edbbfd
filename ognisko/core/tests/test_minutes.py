"""Durations in whole minutes."""

import datetime
from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from ognisko.core.minutes import DurationError, hours, hours_text, parse_duration


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("1,5", 90), ("1.5", 90), ("1:30", 90), ("90 min", 90), ("90min.", 90), ("1 h 30 min", 90), ("1h30", 90),
        ("1 godz. 30 min", 90), ("1,5 h", 90), ("2 godziny", 120), ("2", 120), ("0,33", 20), ("1,67", 100), (",5", 30),
        ("45'", 45), ("0:05", 5), ("0", 0), ("120:00", 7200), (2, 120), (1.5, 90), (Decimal("0.25"), 15),
        (datetime.time(1, 30), 90), (datetime.timedelta(hours=25, minutes=5), 1505), ("\u00a01,5 ", 90),
    ],
)  # fmt: skip
def test_a_duration_is_understood_in_the_ways_people_write_it(text: str, minutes: int) -> None:
    assert parse_duration(text) == minutes


@pytest.mark.parametrize("text", ["", "długo", "1:60", "-1", -1, "1,5,5", "h", True, "1 dzień", float("nan")])
def test_what_is_no_duration_is_answered_with_examples(text: str) -> None:
    with translation.override("pl"), pytest.raises(DurationError) as caught:
        parse_duration(text)
    assert str(caught.value) == "Wpisz, ile to trwało, na przykład 1,5 albo 1:30, albo 90 min."


@pytest.mark.parametrize(
    ("minutes", "text"),
    [(90, "1,5"), (60, "1"), (20, "0,33"), (100, "1,67"), (0, "0"), (145_080, "2\u00a0418"), (-30, "\u22120,5")],
)
def test_minutes_show_as_hours(minutes: int, text: str) -> None:
    assert hours_text(minutes) == text


def test_hours_are_exact_to_a_hundredth() -> None:
    assert [str(hours(minutes)) for minutes in (90, 600, 6000, 20)] == ["1.5", "10", "100", "0.33"]


@given(st.integers(0, 600_000))
def test_what_is_shown_as_hours_reads_back_as_the_same_minutes(minutes: int) -> None:
    assert parse_duration(str(hours(minutes))) == minutes


@pytest.mark.parametrize("text", ["9" * 5_000, "9" * 5_000 + ":30", "1," + "0" * 5_000, "9" * 5_000 + " min"])
def test_thousands_of_digits_are_refused_in_our_words(text: str) -> None:
    with pytest.raises(DurationError) as refused, translation.override("pl"):
        parse_duration(text)
    assert str(refused.value) == "Wpisz, ile to trwało, na przykład 1,5 albo 1:30, albo 90 min."
