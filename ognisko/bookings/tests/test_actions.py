"""Nobody takes what somebody else has: holds run out, moves keep their number, races have one winner."""

import threading
import uuid
from datetime import datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from psycopg.types.range import TimestamptzRange

from ognisko.accounts.tests.factories import UserFactory
from ognisko.bookings import tasks
from ognisko.bookings.actions import (
    HOLD,
    GoneError,
    TakenError,
    advisors_as_resources,
    cancel,
    confirm,
    move,
    release_run_out,
    renew_feed,
    take,
)
from ognisko.bookings.models import Allocation, Resource
from ognisko.bookings.queries import blocks, busy
from ognisko.bookings.rules import ZONE

State = Allocation.State
START = datetime(2035, 3, 12, 11, tzinfo=ZONE)
END = START + timedelta(hours=1)


@pytest.fixture
def pool(db: None) -> list[Resource]:
    return advisors_as_resources([UserFactory(name="Hanna Wrzosek"), UserFactory(name="Paweł Dudziak")])


def told(allocation: Allocation) -> tuple[str, datetime, int, int]:
    allocation.refresh_from_db()
    return str(allocation.resource), allocation.starts_at.astimezone(ZONE), allocation.state, allocation.sequence


def test_an_advisor_is_one_resource_however_often_asked_for(pool: list[Resource]) -> None:
    again = advisors_as_resources([resource.user for resource in pool])
    assert again == pool


def test_the_first_free_of_a_pool_is_taken_and_a_full_pool_refuses(pool: list[Resource]) -> None:
    first, second = take(pool, START, END), take(pool, START, END)
    assert [str(first.resource), str(second.resource)] == ["Hanna Wrzosek", "Paweł Dudziak"]
    with pytest.raises(TakenError):
        take(pool, START + timedelta(minutes=59), END + timedelta(hours=1))
    after = take(pool, END, END + timedelta(hours=1))
    assert told(after) == ("Hanna Wrzosek", END, State.CONFIRMED, 0)


def test_one_submit_takes_one_time(pool: list[Resource]) -> None:
    token = uuid.uuid4()
    assert take(pool, START, END, token=token) == take(pool, START, END, token=token)
    assert Allocation.objects.count() == 1


def test_a_hold_keeps_the_time_until_it_runs_out_and_blocks_nobody_afterwards(pool: list[Resource]) -> None:
    now = timezone.now()
    held = take(pool[:1], START, END, hold=HOLD, now=now)
    with pytest.raises(TakenError):
        take(pool[:1], START, END, now=now + timedelta(minutes=14))
    assert told(held)[2] == State.HELD
    other = take(pool[:1], START, END, now=now + HOLD)
    assert [told(one)[2] for one in (held, other)] == [State.RELEASED, State.CONFIRMED]
    with pytest.raises(TakenError):
        confirm(held, now=now + HOLD)
    assert told(held)[2] == State.RELEASED


def test_a_hold_is_confirmed_in_time_late_or_with_another_of_the_pool(pool: list[Resource]) -> None:
    now = timezone.now()
    in_time = take(pool[:1], START, END, hold=HOLD, now=now)
    confirm(in_time, now=now + timedelta(minutes=1))
    late = take(pool[:1], END, END + timedelta(hours=1), hold=HOLD, now=now)
    release_run_out(now=now + HOLD)
    confirm(late, now=now + timedelta(hours=1))
    lost = take(pool[1:], START, END, hold=HOLD, now=now)
    take(pool[1:], START, END, now=now + HOLD)
    cancel(in_time)
    confirm(lost, pool[:1], now=now + timedelta(hours=1))
    assert [told(one)[0::2] for one in (in_time, late, lost)] == [
        ("Hanna Wrzosek", State.CANCELLED),
        ("Hanna Wrzosek", State.CONFIRMED),
        ("Hanna Wrzosek", State.CONFIRMED),
    ]


def test_what_was_cancelled_or_has_begun_is_not_confirmed(pool: list[Resource]) -> None:
    held = take(pool, START, END, hold=HOLD)
    with pytest.raises(GoneError):
        confirm(held, now=START)
    cancel(held)
    with pytest.raises(GoneError):
        confirm(held)


def test_a_move_keeps_the_number_in_calendars_and_frees_the_old_time(pool: list[Resource]) -> None:
    one = take(pool[:1], START, END)
    uid = one.uid
    take(pool[:1], END, END + timedelta(hours=1))
    moved = move(one, pool, END, END + timedelta(hours=1))
    assert (told(moved), moved.uid) == (("Paweł Dudziak", END, State.CONFIRMED, 1), uid)
    take(pool[:1], START, END)
    with pytest.raises(TakenError):
        move(moved, pool[:1], START, END)
    assert told(moved) == ("Paweł Dudziak", END, State.CONFIRMED, 1)
    half = timedelta(minutes=30)
    assert told(move(moved, pool[1:], END + half, END + 3 * half))[1:] == (END + half, State.CONFIRMED, 2)
    cancel(moved)
    cancel(moved)
    assert told(moved)[2:] == (State.CANCELLED, 3)
    with pytest.raises(GoneError):
        move(moved, pool, START, END)


def test_the_database_refuses_what_is_written_past_the_actions(pool: list[Resource]) -> None:
    taken = take(pool, START, END)
    wrong = [
        {"resource": taken.resource, "period": TimestamptzRange(START, END)},
        {"resource": pool[1], "period": TimestamptzRange(START, None)},
        {"resource": pool[1], "period": TimestamptzRange(START, START)},
        {"resource": pool[1], "period": TimestamptzRange(START, END), "state": State.HELD},
    ]
    for values in wrong:
        with pytest.raises(DatabaseError), transaction.atomic():
            Allocation.objects.create(**values)


def test_busy_are_confirmed_times_and_holds_that_still_run(pool: list[Resource]) -> None:
    now = timezone.now()
    first, second = (resource.user_id for resource in pool)
    held = take(pool[:1], START, END, hold=HOLD, now=now)
    take(pool[1:], START, END, who="urlop", now=now)
    day = (START - timedelta(hours=1), END + timedelta(hours=1))
    assert busy([first, second], *day, now) == {first: [(START, END)], second: [(START, END)]}
    assert busy([first, second], *day, now, without=held.pk) == {first: [], second: [(START, END)]}
    assert busy([first, second], *day, now + HOLD) == {first: [], second: [(START, END)]}
    assert [one.who for one in blocks(pool[1], now)] == ["urlop"]


def test_the_task_releases_what_has_run_out(pool: list[Resource]) -> None:
    held = take(pool[:1], START, END, hold=timedelta(seconds=-1))
    running = take(pool[1:], START, END, hold=HOLD)
    assert tasks.release_run_out(timestamp=0) == 1
    assert [told(one)[2] for one in (held, running)] == [State.RELEASED, State.HELD]


def test_a_renewed_calendar_has_another_address(pool: list[Resource]) -> None:
    before = pool[0].feed
    assert renew_feed(pool[0], by=pool[0].user).feed != before


@pytest.mark.django_db(transaction=True)
def test_of_eight_who_want_one_time_at_once_exactly_one_gets_it() -> None:
    pool = advisors_as_resources([UserFactory(), UserFactory()])
    clients, rounds = 8, 4
    barrier = threading.Barrier(clients)
    won: list[tuple[int, int]] = []

    def client() -> None:
        try:
            for number in range(rounds):
                start = START + timedelta(hours=number)
                barrier.wait()
                try:
                    taken = take(pool, start, start + timedelta(hours=1), token=uuid.uuid4(), hold=HOLD)
                except TakenError:
                    continue
                won.append((number, taken.resource_id))
        finally:
            connection.close()

    threads = [threading.Thread(target=client) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(won) == [(number, resource.pk) for number in range(rounds) for resource in pool]
    assert Allocation.objects.count() == rounds * len(pool)
