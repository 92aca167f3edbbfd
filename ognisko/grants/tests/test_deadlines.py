"""One instant decides whether an application is in time, also in the night in which 02:30 comes twice."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ognisko.grants.rules.deadlines import (
    ZONE,
    Arrival,
    Calendar,
    ClockError,
    State,
    Window,
    arrival,
    deadline,
    due_day,
    end_of,
    faults,
    is_within,
    opening,
    state,
    time_left,
)

SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)
CALL = Calendar(
    opens=opening(date(2026, 10, 1), time(9)),
    deadline=deadline(AUTUMN, time(2, 30)),
    late_until=deadline(AUTUMN, time(4)),
)
"""Closes at 02:30 of the night in which the clock shows 02:30 at 00:30 and again at 01:30 of UTC."""

SECOND = timedelta(seconds=1)
moments = st.integers(0, 90 * 86_400).map(lambda seconds: datetime(2026, 9, 1, tzinfo=UTC) + timedelta(seconds=seconds))


def utc(hour: int, minute: int = 0, second: int = 0) -> datetime:
    return datetime(2026, 10, 25, hour, minute, second, tzinfo=UTC)


def test_a_deadline_at_a_time_that_comes_twice_is_the_second_one() -> None:
    assert [deadline(AUTUMN, time(2, 30)).astimezone(UTC), opening(AUTUMN, time(2, 30)).astimezone(UTC)] == [
        utc(1, 30),
        utc(0, 30),
    ]


def test_nothing_before_the_deadline_is_refused_and_nothing_from_it_on_is_in_time() -> None:
    assert [
        arrival(CALL, at).value
        for at in (utc(0, 15), utc(0, 30), utc(0, 45), utc(1, 29, 59), utc(1, 30), utc(2, 59, 59), utc(3))
    ] == ["in time", "in time", "in time", "in time", "late", "late", "refused"]


def test_the_clock_on_the_wall_would_have_judged_otherwise() -> None:
    """At 02:45 the first time people have 45 minutes left, though the wall shows a quarter past the deadline."""
    first = datetime(2026, 10, 25, 2, 45, tzinfo=ZONE)
    assert first > CALL.deadline.replace(fold=0)
    assert (arrival(CALL, first), time_left(CALL.deadline, first)) == (Arrival.IN_TIME, timedelta(minutes=45))


def test_a_time_that_the_clock_skips_is_no_deadline() -> None:
    with pytest.raises(ClockError):
        deadline(SPRING, time(2, 30))
    assert [deadline(SPRING, time(1, 59)).astimezone(UTC).hour, deadline(SPRING, time(3)).astimezone(UTC).hour] == [
        0,
        1,
    ]


def test_the_end_of_a_day_takes_its_last_second_in() -> None:
    call = Calendar(opening(date(2026, 3, 1), time(0)), end_of(SPRING))
    last = datetime(2026, 3, 29, 23, 59, 59, 999_999, tzinfo=ZONE)
    assert [arrival(call, last), arrival(call, last + timedelta(microseconds=1))] == [Arrival.IN_TIME, Arrival.REFUSED]


def test_a_call_goes_through_its_states() -> None:
    decided = Calendar(CALL.opens, CALL.deadline, CALL.late_until, decided_at=utc(12), closed_at=utc(20))
    instants = (CALL.opens - SECOND, CALL.opens, utc(1, 30), utc(3), utc(12), utc(20))
    assert [state(decided, at).value for at in instants] == [
        "planned",
        "open",
        "late",
        "evaluation",
        "decided",
        "closed",
    ]


def test_a_call_that_is_not_announced_or_was_cancelled_takes_nothing() -> None:
    hidden = Calendar(CALL.opens, CALL.deadline, announced=False)
    cancelled = Calendar(CALL.opens, CALL.deadline, cancelled_at=utc(0))
    assert [(state(call, utc(0, 5)), arrival(call, utc(0, 5))) for call in (hidden, cancelled)] == [
        (State.PREPARED, Arrival.REFUSED),
        (State.CANCELLED, Arrival.REFUSED),
    ]


def test_one_applicant_may_have_a_later_deadline() -> None:
    until = utc(6)
    assert [arrival(CALL, at, until) for at in (utc(2), utc(5, 59, 59), utc(6))] == [
        Arrival.IN_TIME,
        Arrival.IN_TIME,
        Arrival.REFUSED,
    ]


def test_corrections_are_taken_within_their_window() -> None:
    window = Window(opening(AUTUMN, time(2, 30)), deadline(AUTUMN, time(2, 30)))
    assert [is_within(window, at) for at in (utc(0, 29, 59), utc(0, 30), utc(1, 29, 59), utc(1, 30))] == [
        False,
        True,
        True,
        False,
    ]


def test_instants_in_a_wrong_order_are_named() -> None:
    assert faults(CALL) == ()
    assert faults(Calendar(CALL.deadline, CALL.opens, CALL.opens - SECOND)) == (
        "Termin składania wypada przed otwarciem naboru.",
        "Czas dla spóźnionych kończy się przed terminem składania.",
    )


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(TypeError):
        state(CALL, utc(1).replace(tzinfo=None))


@pytest.mark.parametrize(
    ("since", "days", "working", "day"),
    [
        (date(2026, 11, 6), 5, True, date(2026, 11, 16)),  # a weekend, then the eleventh of November, then a weekend
        (date(2026, 11, 9), 2, False, date(2026, 11, 12)),
        (date(2026, 11, 2), 14, False, date(2026, 11, 16)),
        (date(2026, 11, 2), 0, True, date(2026, 11, 2)),
    ],
)
def test_terms_end_on_working_days(since: date, days: int, working: bool, day: date) -> None:
    assert due_day(since, days, working=working) == day


@given(moments)
def test_whether_something_is_in_time_depends_on_the_instant_and_not_on_the_zone_it_is_written_in(at: datetime) -> None:
    assert arrival(CALL, at) == arrival(CALL, at.astimezone(ZONE))
    assert (arrival(CALL, at) is Arrival.IN_TIME) == (CALL.opens.astimezone(UTC) <= at < utc(1, 30))


@given(st.lists(moments, min_size=2).map(sorted))
def test_a_call_never_opens_again_by_itself(instants: list[datetime]) -> None:
    order = [Arrival.EARLY, Arrival.IN_TIME, Arrival.LATE, Arrival.REFUSED]
    found = [order.index(arrival(CALL, at)) for at in instants]
    assert found == sorted(found)
