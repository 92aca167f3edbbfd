"""Posting by difference: whatever happens to a record, its net entries are those of its last state."""

import threading
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from ognisko.ledger.actions import CannotCloseError, ClosedPeriodError, close, post
from ognisko.ledger.models import Closing, Entry
from ognisko.ledger.queries import answers, in_force
from ognisko.ledger.rules import EntryValues, Question
from ognisko.ledger.tests.shelf import HOURS, NUMBER, Shelf, hours, shelf_source

FIRST = date(2024, 1, 1)
days = st.integers(0, 60).map(lambda offset: FIRST + timedelta(days=offset))
states = st.lists(st.builds(hours, days, st.integers(1, 200), party=st.sampled_from([None, 1, 2])), max_size=4)


def standing(record: int) -> list[EntryValues]:
    """The entries in force of a record, in a fixed order."""
    return sorted((values for _, values in in_force(NUMBER, [record]).get(record, [])), key=repr)


def plain(state: list[EntryValues]) -> list[EntryValues]:
    """The same with quantities as the database gives them back."""
    return sorted((values._replace(quantity=values.quantity.quantize(Decimal("0.01"))) for values in state), key=repr)


@pytest.mark.django_db
@settings(max_examples=40)
@given(st.lists(states, min_size=1, max_size=6))
def test_after_any_sequence_of_edits_the_net_entries_are_those_of_the_last_state(
    history: list[list[EntryValues]],
) -> None:
    shelf: Shelf = {}
    with transaction.atomic():
        for state in history:
            shelf[1] = state
            post(shelf_source(shelf), [1], by=None)
        assert standing(1) == plain(history[-1])
        assert sum(Entry.objects.values_list("quantity", flat=True)) == sum(values.quantity for values in history[-1])
        transaction.set_rollback(True)


@pytest.mark.django_db
@settings(max_examples=40)
@given(st.lists(states, min_size=1, max_size=3), st.lists(states, min_size=1, max_size=4))
def test_a_closed_period_changes_by_corrections_alone(
    before: list[list[EntryValues]], after: list[list[EntryValues]]
) -> None:
    start, end = FIRST, FIRST + timedelta(days=31)
    question = [Question((HOURS.number,))]
    shelf: Shelf = {}
    with transaction.atomic():
        for state in before:
            shelf[1] = state
            post(shelf_source(shelf), [1], by=None)
        close(start, end, by=None)
        published = answers(question, start, end)[0].value
        for state in after:
            shelf[1] = state
            try:
                with transaction.atomic():
                    post(shelf_source(shelf), [1], by=None)
            except ClosedPeriodError:
                post(shelf_source(shelf), [1], by=None, reason="korekta")
        inside = Entry.objects.filter(occurred_on__gte=start, occurred_on__lt=end)
        corrections = sum(inside.exclude(correction_reason=None).values_list("quantity", flat=True))
        assert answers(question, start, end)[0].value == published + corrections
        assert standing(1) == plain(after[-1])
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_nothing_is_appended_where_nothing_changed() -> None:
    shelf = {1: [hours(FIRST, 60)], 2: [hours(FIRST, 30), hours(FIRST, 30)]}
    assert post(shelf_source(shelf), [1, 2], by=None) == 3
    assert post(shelf_source(shelf), [1, 2], by=None) == 0
    assert Entry.objects.count() == 3


@pytest.mark.django_db
def test_many_records_are_posted_like_few() -> None:
    shelf = {number: [hours(FIRST, number, party=number)] for number in range(1, 501)}
    assert post(shelf_source(shelf), list(shelf), by=None) == 500
    shelf |= {number: [hours(FIRST, 1, party=number)] for number in range(1, 301)}
    shelf |= {number: [] for number in range(400, 501)}
    assert post(shelf_source(shelf), list(shelf), by=None) == 2 * 299 + 101
    assert {record: [values for _, values in found] for record, found in in_force(NUMBER, list(shelf)).items()} == {
        number: plain(state) for number, state in shelf.items() if state
    }


@pytest.mark.django_db
def test_posting_outside_a_transaction_is_refused() -> None:
    with pytest.raises(RuntimeError, match="transaction"):
        _outside(lambda: post(shelf_source({1: []}), [1], by=None))


def _outside(call: Callable[[], object]) -> object:
    connection.in_atomic_block, before = False, connection.in_atomic_block
    try:
        return call()
    finally:
        connection.in_atomic_block = before


@pytest.mark.django_db
def test_a_period_is_not_closed_twice_nor_backwards() -> None:
    close(FIRST, date(2024, 2, 1), by=None)
    with pytest.raises(CannotCloseError):
        close(date(2024, 1, 15), date(2024, 3, 1), by=None)
    with pytest.raises(CannotCloseError):
        close(date(2024, 3, 1), date(2024, 3, 1), by=None)
    assert [(row.period.lower, row.period.upper) for row in Closing.objects.all()] == [(FIRST, date(2024, 2, 1))]


def _in_threads(*calls: Callable[[], None]) -> list[BaseException]:
    """Run the calls at once, each on a connection of its own; return what they raised."""
    errors: list[BaseException] = []

    def guarded(call: Callable[[], None]) -> None:
        try:
            call()
        except BaseException as error:  # noqa: BLE001  # told to the test
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=guarded, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return errors


@pytest.mark.django_db(transaction=True)
def test_posters_of_one_record_take_turns() -> None:
    shelf = {number: [hours(FIRST, 60)] for number in range(1, 4)}

    def poster() -> None:
        for _ in range(10):
            with transaction.atomic():
                post(shelf_source(shelf), [1, 2, 3], by=None)

    assert _in_threads(*[poster] * 6) == []
    assert [standing(number) for number in (1, 2, 3)] == [plain(state) for state in shelf.values()]
    assert Entry.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_no_poster_slips_past_a_closing() -> None:
    """What is posted after the closing's lock has seen the closing: no entry without a reason is younger than it."""
    starts = [date(2024, 1, 1) + timedelta(days=offset) for offset in range(12)]
    shelf = {number: [hours(day, 60)] for number, day in enumerate(starts * 8)}
    source = shelf_source(shelf)

    def poster(numbers: list[int]) -> None:
        for number in numbers:
            try:
                with transaction.atomic():
                    post(source, [number], by=None)
            except ClosedPeriodError:
                pass

    def closer() -> None:
        for day in starts:
            close(day, day + timedelta(days=1), by=None)

    numbers = list(shelf)
    assert _in_threads(closer, *[lambda part=part: poster(numbers[part::4]) for part in range(4)]) == []
    with connection.cursor() as cursor:
        cursor.execute(
            "select count(*) from ledger_entry e join ledger_closing c on c.period @> e.occurred_on"
            " where e.posted_at > c.closed_at"
        )
        assert cursor.fetchone() == (0,)
    assert Closing.objects.count() == 12
