"""How long an office was open, and how much of a time has passed."""

from datetime import date, time

from hypothesis import given
from hypothesis import strategies as st

from ognisko.projects.rules import elapsed, minutes_between, minutes_open

times = st.builds(time, st.integers(0, 23), st.integers(0, 59))
hours = st.tuples(times, times).filter(lambda pair: pair[0] < pair[1])
weekly = st.lists(hours, max_size=6)


def open_by_the_minute(times: list[tuple[time, time]]) -> int:
    """The same, counted minute by minute."""
    return len(
        {
            minute
            for opens, closes in times
            for minute in range(opens.hour * 60 + opens.minute, closes.hour * 60 + closes.minute)
        }
    )


@given(weekly)
def test_overlapping_hours_are_counted_once(times: list[tuple[time, time]]) -> None:
    assert minutes_open(times, is_holiday=False, exception=None, is_exception=False) == open_by_the_minute(times)


@given(weekly, st.randoms())
def test_the_order_of_hours_does_not_matter(times: list[tuple[time, time]], random: object) -> None:
    shuffled = list(times)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert minutes_open(shuffled, is_holiday=False, exception=None, is_exception=False) == minutes_open(
        times, is_holiday=False, exception=None, is_exception=False
    )


@given(weekly, hours)
def test_a_holiday_closes_and_an_exception_stands_above_it(
    times: list[tuple[time, time]], other: tuple[time, time]
) -> None:
    assert minutes_open(times, is_holiday=True, exception=None, is_exception=False) == 0
    assert minutes_open(times, is_holiday=True, exception=other, is_exception=True) == minutes_between(*other)
    assert minutes_open(times, is_holiday=False, exception=None, is_exception=True) == 0


def test_the_share_of_time_that_has_passed_stays_between_nothing_and_all() -> None:
    start, end = date(2024, 1, 1), date(2025, 1, 1)
    assert [elapsed(start, end, day) for day in (date(2023, 6, 1), start, date(2024, 7, 2), end, date(2030, 1, 1))] == [
        0.0, 0.0, 0.5, 1.0, 1.0,
    ]  # fmt: skip
    assert elapsed(start, start, start) == 1.0
