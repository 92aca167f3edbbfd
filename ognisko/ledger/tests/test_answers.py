"""Answers of the one statement, against the same question worked out by hand over the entries in force."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from ognisko.ledger.actions import post
from ognisko.ledger.queries import answers, in_force, member_entries, parts
from ognisko.ledger.rules import Answer, Breakdown, Counts, EntryValues, Level, Question, Unit
from ognisko.ledger.tests.shelf import HOURS, MEMBERS, NUMBER, Shelf, shelf_source

START, END = date(2024, 1, 1), date(2024, 3, 1)
PLACES = [None, 100000, 101000, 101001, 101002, 146101, 900380, 900724]

entries = st.builds(
    EntryValues,
    st.integers(-20, 80).map(lambda offset: START + timedelta(days=offset)),
    st.sampled_from([HOURS.number, MEMBERS.number]),
    st.just(Unit.COUNT),
    st.sampled_from([Decimal(-1), Decimal(1), Decimal("2.50"), Decimal(60)]),
    st.sampled_from([0, 1, 2]),
    st.sampled_from([0, 7]),
    st.sampled_from([None, 1, 2, 3]),
    st.sampled_from([None, 1, 20]),
    st.sampled_from([None, 0, 1, 3]),
    st.just(0),
    st.sampled_from(PLACES),
    st.sampled_from(PLACES),
    st.sampled_from([None, 4, 5]),
    st.sampled_from([None, 8]),
    st.sampled_from([None, 1]),
)


def _some[T](values: st.SearchStrategy[T]) -> st.SearchStrategy[tuple[T, ...]]:
    return st.lists(values, max_size=2, unique=True).map(tuple)


questions = st.builds(
    Question,
    st.sampled_from([(HOURS.number,), (MEMBERS.number,), (HOURS.number, MEMBERS.number)]),
    st.sampled_from(Counts),
    st.sampled_from(Level),
    st.booleans(),
    _some(st.sampled_from([0, 1, 2])),
    _some(st.sampled_from([0, 7])),
    st.sampled_from([None, (101000, 101099), (900000, 999999)]),
    st.sampled_from([None, (100000, 109999)]),
    _some(st.sampled_from([1, 20])),
    st.sampled_from([0, 1, 2]),
    _some(st.sampled_from([4, 5])),
    st.sampled_from([None, 8]),
    _some(st.just(1)),
)


def _unit(place: int | None, level: Level) -> int | None:
    """The unit of that level in which a place lies; None where the place is larger than the level."""
    if place is None:
        return None
    if level == Level.COUNTRY:
        return place if place >= 900_000 else 900_616
    if place >= 900_000 or (level <= Level.COUNTY and place % 10_000 < 100):
        return None
    if level == Level.MUNICIPALITY and place % 100 == 0:
        return None
    return place // level * level


KEYS: dict[Counts, Callable[[EntryValues, Question], object]] = {
    Counts.PARTIES: lambda entry, _: entry.party,
    Counts.PLACES: lambda entry, question: _unit(entry.place, question.level),
    Counts.SEATS: lambda entry, question: _unit(entry.party_place, question.level),
    Counts.DAYS: lambda entry, _: entry.occurred_on,
    Counts.MONTHS: lambda entry, _: (entry.occurred_on.year, entry.occurred_on.month),
}


def _passes(entry: EntryValues, question: Question) -> bool:
    def within(value: int | None, allowed: tuple[int, int] | None) -> bool:
        return allowed is None or (value is not None and allowed[0] <= value <= allowed[1])

    return (
        entry.measure in question.measures
        and (question.stock or entry.occurred_on >= START)
        and entry.occurred_on < END
        and (not question.projects or entry.project in question.projects)
        and (not question.offices or entry.office in question.offices)
        and within(entry.place, question.place)
        and within(entry.party_place, question.seat)
        and (not question.kinds or entry.party_kind in question.kinds)
        and (question.status == 0 or (entry.party_status or 0) & question.status == question.status)
        and (not question.topics or entry.topic in question.topics)
        and (question.activity_kind is None or entry.activity_kind == question.activity_kind)
        and (not question.activities or entry.activity in question.activities)
    )


def by_hand(question: Question, standing: list[EntryValues]) -> Answer:
    """The answer worked out entry by entry."""
    found = [entry for entry in standing if _passes(entry, question)]
    if question.counts == Counts.SUM:
        return Answer(sum((entry.quantity for entry in found), Decimal(0)), len(found))
    if question.counts == Counts.ENTRIES:
        return Answer(Decimal(len(found)), len(found))
    sums: dict[object, Decimal] = {}
    for entry in found:
        key = KEYS[question.counts](entry, question)
        sums[key] = sums.get(key, Decimal(0)) + entry.quantity
    return Answer(Decimal(sum(total > 0 for key, total in sums.items() if key is not None)), len(found))


@pytest.mark.django_db
@settings(max_examples=60)
@given(st.lists(entries, max_size=12), st.lists(entries, max_size=12), st.lists(questions, min_size=1, max_size=8))
def test_the_statement_answers_as_one_would_by_hand(
    first: list[EntryValues], last: list[EntryValues], asked: list[Question]
) -> None:
    with transaction.atomic():
        shelf: Shelf = {1: first, 2: first}
        post(shelf_source(shelf), [1, 2], by=None)
        shelf[1] = last
        post(shelf_source(shelf), [1], by=None)
        standing = [values for found in in_force(NUMBER, [1, 2]).values() for _, values in found]
        found = answers(asked, START, END)
        assert found == [by_hand(question, standing) for question in asked]
        for question, answer in zip(asked, found, strict=True):
            members = member_entries(question, START, END)
            assert members.count() == answer.entries
            if question.counts == Counts.SUM:
                assert sum(members.values_list("quantity", flat=True)) == answer.value
        transaction.set_rollback(True)


@pytest.mark.django_db
@settings(max_examples=40)
@given(st.lists(entries, max_size=15), questions, st.sampled_from(Breakdown))
def test_parts_of_a_sum_add_up_to_the_whole(values: list[EntryValues], question: Question, by: Breakdown) -> None:
    question = Question(**{**question.__dict__, "counts": Counts.SUM})
    with transaction.atomic():
        post(shelf_source({1: values}), [1], by=None)
        whole = answers([question], START, END)[0]
        taken = parts(question, by, START, END).values()
        assert sum(part.value for part in taken) == whole.value
        assert sum(part.entries for part in taken) == whole.entries
        transaction.set_rollback(True)
