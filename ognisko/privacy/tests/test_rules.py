"""How long data are kept, and the 72 hours of a breach."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from ognisko.privacy.rules import NOTIFY_WITHIN, CountedFrom, Deadline, deadline_of, kept_until, years_after

END, SETTLED = date(2024, 2, 29), date(2025, 5, 15)
DAYS = st.dates(min_value=date(1990, 1, 1), max_value=date(2150, 12, 31))


def until(**said: object) -> date | None:
    known = {"until": None, "years": None, "counted_from": CountedFrom.END, "last_day": END, "settled_on": SETTLED}
    return kept_until(**{**known, **said})  # type: ignore[arg-type]


def test_years_run_from_the_end_or_the_settlement_or_the_last_day_of_its_year() -> None:
    assert {one.value: until(years=5, counted_from=one) for one in CountedFrom} == {
        "end": date(2029, 2, 28),
        "end_year": date(2029, 12, 31),
        "settled": date(2030, 5, 15),
        "settled_year": date(2030, 12, 31),
    }


def test_a_fixed_day_stands_and_nothing_said_or_no_day_to_count_from_gives_none() -> None:
    assert until(until=date(2031, 1, 1)) == date(2031, 1, 1)
    assert until() is None
    assert until(years=5, last_day=None) is None
    assert until(years=5, counted_from=CountedFrom.SETTLED, settled_on=None) is None


@given(DAYS, st.integers(0, 100))
def test_so_many_years_later_is_the_same_day_or_the_last_of_february(day: date, years: int) -> None:
    later = years_after(day, years)
    assert (later.year, later.month) == (day.year + years, day.month)
    assert later.day == day.day or (day.month, day.day, later.day) == (2, 29, 28)


NOTICED = datetime(2026, 3, 2, 10, tzinfo=UTC)


def stands(now: datetime, **said: object) -> Deadline:
    known = {"noticed_at": NOTICED, "notified_at": None, "not_needed": False, "is_closed": False}
    return deadline_of(**{**known, **said}, now=now)  # type: ignore[arg-type]


def test_the_72_hours_run_from_the_noticing_and_say_how_many_are_left_or_passed() -> None:
    at = NOTICED + NOTIFY_WITHIN
    assert stands(NOTICED) == Deadline(at, "running", 72)
    assert stands(at) == Deadline(at, "running", 0)
    assert stands(at + timedelta(hours=5, minutes=59)) == Deadline(at, "overdue", 5)


def test_who_was_told_in_time_or_late_or_need_not_be_told_has_no_clock_any_more() -> None:
    at, later = NOTICED + NOTIFY_WITHIN, NOTICED + timedelta(days=30)
    assert stands(later, notified_at=at) == Deadline(at, "told")
    assert stands(later, notified_at=at + timedelta(seconds=1)) == Deadline(at, "late")
    assert stands(later, not_needed=True) == Deadline(at, "not_needed")
    assert stands(later, is_closed=True) == Deadline(at, "closed")
