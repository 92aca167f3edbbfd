"""What a session counts as: pure, and after any sequence of edits the same as its last state."""

import uuid
from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ognisko.accounts.tests.factories import UserFactory
from ognisko.advice import queries
from ognisko.advice.actions import SessionDraft, cancel_session, change_session, record_session, restore_session
from ognisko.advice.entries import SESSIONS, entries
from ognisko.advice.models import Kind
from ognisko.advice.queries import SessionFacts
from ognisko.advice.rules import SESSION, Category
from ognisko.advice.tests.factories import LODZ, SIERADZ, KindFactory, ProjectFactory, office, party
from ognisko.ledger.queries import in_force, verify
from ognisko.ledger.rules import EntryValues, PartyOnDay, Unit, normal
from ognisko.people.models import Party
from ognisko.people.rules import Kind as PartyKind

DAY = date(2024, 3, 13)
LEAD = PartyOnDay(7, PartyKind.ASSOCIATION, 1, SIERADZ)
OTHER = PartyOnDay(8, PartyKind.PERSON, 0, LODZ, 21)


def facts(**changes: object) -> SessionFacts:
    made = SessionFacts(
        day=DAY, minutes=90, category=Category.ADVICE, kind=3, people_count=1, project=5, office=2, place=SIERADZ,
        lead=LEAD, others=(), is_cancelled=False,
    )  # fmt: skip
    return replace(made, **changes)  # type: ignore[arg-type]


def entry(measure: int, quantity: int, of: PartyOnDay = LEAD) -> EntryValues:
    return EntryValues(
        DAY, measure, Unit.MINUTES, Decimal(quantity), project=5, office=2, party=of.party, party_kind=of.kind,
        party_status=of.status, person_attributes=of.attributes, place=SIERADZ, party_place=of.place, topic=3,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("category", "first"), [(Category.ADVICE, 31), (Category.EDUCATION, 41), (Category.ANIMATION, 51)]
)
def test_a_session_with_one_party_counts_its_hours_person_hours_party_hours_and_as_individual(
    category: Category, first: int
) -> None:
    assert list(entries(facts(category=category, people_count=4))) == [
        entry(first, 90),
        entry(first + 1, 360),
        entry(first + 2, 90),
        entry(first + 3, 90),
    ]


def test_with_several_parties_the_hours_count_once_and_for_each_party_and_nothing_is_individual() -> None:
    assert list(entries(facts(others=(OTHER,), people_count=2))) == [
        entry(31, 90),
        entry(32, 180),
        entry(33, 90),
        entry(33, 90, OTHER),
    ]


def test_a_cancelled_session_counts_as_nothing() -> None:
    assert list(entries(facts(is_cancelled=True))) == []


@pytest.mark.django_db
def test_the_entries_are_computed_without_a_query() -> None:
    known = facts(others=(OTHER,))
    with CaptureQueriesContext(connection) as ran:
        list(entries(known))
    assert [query["sql"] for query in ran.captured_queries] == []


@pytest.mark.django_db
def test_facts_of_one_and_of_thirty_sessions_take_three_queries() -> None:
    from ognisko.advice.tests import factories

    advised, advisor = party(), UserFactory()
    others = [party("Fundacja „Ciepły Kąt”")]
    rows = [factories.session(party=advised, advisor=advisor, others=others).pk for _ in range(30)]
    counts = []
    for ids in (rows[:1], rows):
        with CaptureQueriesContext(connection) as ran:
            assert len(queries.facts(ids)) == len(ids)
        counts.append(len(ran))
    assert counts == [3, 3]


@pytest.mark.django_db
def test_without_a_place_a_session_was_held_where_its_office_is() -> None:
    from ognisko.advice.tests import factories

    advised, sieradz = party(place=LODZ), office()
    there = factories.session(party=advised, office=sieradz)
    nowhere = factories.session(party=advised)
    assert {number: found.place for number, found in queries.facts([there.pk, nowhere.pk]).items()} == {
        there.pk: SIERADZ,
        nowhere.pk: None,
    }


# Any sequence of edits ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Edit:
    """One change of a session in a generated sequence: a cancelling, a restoring, or other values."""

    action: str
    minutes: int = 60
    kind: int = 0
    lead: int = 0
    others: frozenset[int] = frozenset()
    project: int = 0
    days: int = 0
    people: int = 1


changes = st.builds(
    Edit,
    action=st.just("change"),
    minutes=st.integers(1, 960),
    kind=st.integers(0, 2),
    lead=st.integers(0, 2),
    others=st.frozensets(st.integers(0, 2)),
    project=st.integers(0, 2),
    days=st.integers(0, 400),
    people=st.integers(1, 2000),
)
edits = st.lists(st.one_of(changes, st.sampled_from([Edit("cancel"), Edit("restore")])), max_size=8)


@pytest.mark.django_db
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(edits)
def test_after_any_sequence_of_edits_the_net_entries_are_those_of_the_last_state(sequence: list[Edit]) -> None:
    names = uuid.uuid4().hex[:8]
    parties: list[Party] = [party(f"{names} {number}") for number in range(3)]
    kinds: list[Kind] = [
        KindFactory(key=f"k{names}{category}", name=f"k{names}{category}", category=category) for category in Category
    ]
    projects = [None, *(ProjectFactory(short_name=f"p{names}{number}") for number in range(2))]
    advisor = UserFactory()

    def draft(edit: Edit) -> SessionDraft:
        return SessionDraft(
            day=DAY + timedelta(days=edit.days),
            minutes=edit.minutes,
            kind=kinds[edit.kind],
            advisor=advisor,
            party=parties[edit.lead],
            other_parties=[parties[number] for number in sorted(edit.others)],
            people_count=edit.people,
            project=projects[edit.project],
        )

    session = record_session(draft(Edit("change")), by=advisor)
    for edit in sequence:
        match edit.action:
            case "cancel":
                session = cancel_session(session, by=advisor)
            case "restore":
                session = restore_session(session, by=advisor)
            case _:
                session = change_session(session, draft(edit), by=advisor)
    wanted = Counter(normal(values) for values in entries(queries.facts([session.pk])[session.pk]))
    live = in_force(SESSION, [session.pk]).get(session.pk, [])
    assert Counter(normal(values) for _number, values in live) == wanted
    assert [found for found in verify() if found.source is SESSIONS] == []
