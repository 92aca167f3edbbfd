"""What joinings, partners, areas and days of offices count as; whole entries are compared."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from ognisko.ledger.queries import in_force, verify
from ognisko.ledger.rules import EntryValues, Unit
from ognisko.people.models import Party
from ognisko.people.rules import Kind
from ognisko.places.models import Place
from ognisko.projects import actions
from ognisko.projects.entries import AREAS, JOINED, OPEN, PARTICIPANTS, PARTNERS, SOURCES
from ognisko.projects.models import Area, OfficeDay, Partner, Project
from ognisko.projects.rules import AREA, JOINING, OFFICE_DAY, PARTNER
from ognisko.projects.tests import factories
from ognisko.projects.tests.factories import SIERADZ

pytestmark = pytest.mark.django_db


@pytest.fixture
def project() -> Project:
    return factories.ProjectFactory()


@pytest.fixture
def party() -> Party:
    return factories.party()


def entries(kind: int, record: int) -> list[EntryValues]:
    return [values for _number, values in in_force(kind, [record]).get(record, [])]


def entry(
    on: date, measure: Any, quantity: int, project: Project, party: Party | None = None, **more: Any
) -> EntryValues:
    of_whom = {}
    if party:
        of_whom = {"party": party.pk, "party_kind": Kind.ASSOCIATION, "party_status": 0, "party_place": SIERADZ}
    return EntryValues(on, measure.number, Unit.COUNT, Decimal(quantity), project=project.pk, **of_whom, **more)


def test_a_joining_counts_on_its_day_and_as_a_participant(project: Project, party: Party) -> None:
    row = factories.joining(project, party, date(2024, 3, 1))
    assert entries(JOINING, row.pk) == [
        entry(date(2024, 3, 1), JOINED, 1, project, party),
        entry(date(2024, 3, 1), PARTICIPANTS, 1, project, party),
    ]


def test_leaving_takes_the_participant_off_and_undo_brings_it_back(project: Project, party: Party) -> None:
    row = factories.joining(project, party, date(2024, 3, 1))
    before = entries(JOINING, row.pk)
    actions.leave(row, on=date(2024, 9, 1), by=None)
    assert entries(JOINING, row.pk) == [*before, entry(date(2024, 9, 1), PARTICIPANTS, -1, project, party)]
    actions.leave(row, on=None, by=None)
    assert entries(JOINING, row.pk) == before


def test_a_cancelled_joining_counts_as_nothing_and_undo_brings_it_back(project: Project, party: Party) -> None:
    row = factories.joining(project, party, date(2024, 3, 1))
    before = entries(JOINING, row.pk)
    actions.cancel_joining(row, by=None)
    assert entries(JOINING, row.pk) == []
    actions.cancel_joining(row, cancelled=False, by=None)
    assert entries(JOINING, row.pk) == before


def test_a_partner_counts_from_its_first_to_its_last_day(project: Project, party: Party) -> None:
    row = actions.add_partner(project, party, since=date(2024, 1, 1), until=date(2025, 1, 1), by=None)
    whole = [
        entry(date(2024, 1, 1), PARTNERS, 1, project, party),
        entry(date(2025, 1, 1), PARTNERS, -1, project, party),
    ]
    assert entries(PARTNER, row.pk) == whole
    actions.change_partner(row, until=None, by=None)
    assert entries(PARTNER, row.pk) == whole[:1]
    actions.change_partner(row, until=None, cancelled=True, by=None)
    assert entries(PARTNER, row.pk) == []


def test_the_leader_is_no_partner_besides_itself(project: Project, party: Party) -> None:
    row = actions.add_partner(project, party, since=date(2024, 1, 1), role=Partner.Role.LEADER, by=None)
    assert entries(PARTNER, row.pk) == []


def test_a_unit_of_an_area_counts_until_another_area_is_set(project: Project) -> None:
    places = {place.pk: place for place in Place.objects.filter(code__in=[101400, 101900])}
    actions.set_area(project, list(places.values()), since=date(2024, 1, 1), by=None)
    actions.set_area(project, [places[101400]], since=date(2024, 7, 1), by=None)
    rows = {row.place_id: row.pk for row in Area.objects.filter(project=project)}
    began = date(2024, 1, 1)
    assert entries(AREA, rows[101400]) == [entry(began, AREAS, 1, project, place=101400)]
    assert entries(AREA, rows[101900]) == [
        entry(began, AREAS, 1, project, place=101900),
        entry(date(2024, 7, 1), AREAS, -1, project, place=101900),
    ]


def test_a_day_of_an_office_counts_its_minutes_and_a_closed_day_nothing() -> None:
    office = factories.office(since=date(2024, 1, 1))
    actions.count_days(office, date(2024, 3, 8), date(2024, 3, 10), by=None)
    friday, saturday = OfficeDay.objects.order_by("day")
    assert entries(OFFICE_DAY, friday.pk) == [
        EntryValues(date(2024, 3, 8), OPEN.number, Unit.MINUTES, Decimal(480), office=office.pk, place=SIERADZ)
    ]
    assert entries(OFFICE_DAY, saturday.pk) == []


def test_the_functions_from_facts_to_entries_run_no_query(
    project: Project, party: Party, django_assert_num_queries: Any
) -> None:
    factories.joining(project, party)
    actions.add_partner(project, factories.party("Partner"), since=date(2024, 1, 1), by=None)
    actions.set_area(project, [Place.objects.get(code=101400)], since=date(2024, 1, 1), by=None)
    actions.count_days(factories.office(since=date(2024, 1, 1)), date(2024, 1, 2), date(2024, 1, 3), by=None)
    facts = [(source, source.facts(list(source.ids()))) for source in SOURCES]
    with django_assert_num_queries(0):
        counts = [len(list(source.entries(one))) for source, found in facts for one in found.values()]
    assert counts == [2, 1, 1, 1]
    assert list(verify()) == []


def test_facts_of_many_records_take_as_many_queries_as_of_one(project: Project, django_assert_num_queries: Any) -> None:
    many = [factories.joining(project, one).pk for one in factories.parties([f"Koło {n}" for n in range(12)])]
    for ids in (many[:1], many):
        with django_assert_num_queries(2):
            assert len(SOURCES[0].facts(ids)) == len(ids)
