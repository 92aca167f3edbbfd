"""Hours part into slots: never outside, never over another, as long as they say also when the clocks change."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ognisko.bookings.rules import ZONE, Window, free_among, overlaps, slot_key, slot_of, slots, within

SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)
"""Days on which the clocks change at two or three in the night."""

times = st.times(time(0), time(23, 59)).map(lambda at: at.replace(second=0, microsecond=0))
days = st.dates(date(2020, 1, 1), date(2035, 12, 31)) | st.sampled_from([SPRING, AUTUMN])
windows = st.builds(Window, times, times, st.integers(5, 240), st.integers(0, 60))


def clocks(day: date, window: Window) -> list[str]:
    return [f"{start:%H:%M}–{end:%H:%M}" for start, end in slots(day, window)]


def test_law_on_mondays_from_eleven_to_five_is_six_hours() -> None:
    assert clocks(date(2026, 11, 23), Window(time(11), time(17), 60)) == [
        "11:00–12:00",
        "12:00–13:00",
        "13:00–14:00",
        "14:00–15:00",
        "15:00–16:00",
        "16:00–17:00",
    ]


def test_a_break_stands_between_two_slots_and_what_is_left_over_is_not_offered() -> None:
    assert clocks(date(2026, 11, 23), Window(time(9), time(11), 45, 15)) == ["09:00–09:45", "10:00–10:45"]


def test_an_hour_that_the_clock_skips_offers_nothing() -> None:
    assert clocks(SPRING, Window(time(1), time(4), 60)) == ["01:00–03:00", "03:00–04:00"]


def test_a_slot_lasts_its_minutes_over_the_hour_that_comes_twice() -> None:
    assert clocks(AUTUMN, Window(time(1), time(4), 60)) == ["01:00–02:00", "02:00–02:00", "02:00–03:00", "03:00–04:00"]


@given(days, windows)
@example(SPRING, Window(time(2, 30), time(4), 30))
@example(SPRING, Window(time(1), time(2, 30), 30))
@example(AUTUMN, Window(time(2, 30), time(4), 15))
@example(AUTUMN, Window(time(1), time(2, 30), 15))
def test_slots_keep_to_their_hours_their_length_and_their_breaks(day: date, window: Window) -> None:
    found = slots(day, window)
    for start, end in found:
        moments = (start.astimezone(UTC), end.astimezone(UTC))
        assert moments[1] - moments[0] == timedelta(minutes=window.minutes)
        assert start.date() == day
        assert window.opens <= start.time().replace(fold=0)
        assert end.time().replace(fold=0) <= window.closes
    for one, other in pairwise(found):
        assert other[0].astimezone(UTC) - one[1].astimezone(UTC) == timedelta(minutes=window.buffer)


@given(days, windows, times, times)
def test_other_hours_of_a_day_only_take_slots_away(day: date, window: Window, opens: time, closes: time) -> None:
    part = within(window, opens, closes)
    for start, end in slots(day, part):
        assert max(window.opens, opens) <= start.time().replace(fold=0)
        assert end.time().replace(fold=0) <= min(window.closes, closes)


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, 23, hour, minute, tzinfo=ZONE)


def test_whoever_is_taken_or_needs_a_break_is_not_free_and_the_least_busy_comes_first() -> None:
    busy = {1: [(at(9), at(10))], 2: [(at(12), at(14))], 3: [(at(10, 50), at(11))], 4: []}
    assert free_among((at(10), at(11)), busy, [1, 2, 3, 4]) == (4, 1, 2)
    assert free_among((at(10), at(11)), busy, [1, 2, 3, 4], buffer=15) == (4, 2)


def test_spans_that_touch_do_not_overlap() -> None:
    assert not overlaps((at(9), at(10)), (at(10), at(11)))
    assert overlaps((at(9), at(10)), (at(9, 59), at(11)))


@given(
    st.integers(26_297_280, 63_072_000).map(lambda minute: datetime.fromtimestamp(60 * minute, UTC)),
    st.integers(1, 999),
)
def test_a_slot_in_an_address_is_read_as_it_was_written(moment: datetime, minutes: int) -> None:

    assert slot_of(slot_key(moment, minutes)) == (moment, minutes)


@pytest.mark.parametrize("text", [None, "", "²", "202611231300", "202613231300-60", "202611231300-0", "9" * 99])
def test_what_is_no_slot_is_none(text: str | None) -> None:
    assert slot_of(text) is None
