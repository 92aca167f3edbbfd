"""Reads of projects and offices for pages of this app and of those above."""

from datetime import date, time
from typing import Any

import pytest
from psycopg.types.range import DateRange

from ognisko.accounts.models import Role
from ognisko.accounts.tests.factories import UserFactory
from ognisko.core.timeline import TimelineItem
from ognisko.projects import actions, queries
from ognisko.projects.models import Partner, Project
from ognisko.projects.queries import OfficeMonth
from ognisko.projects.tests import factories

pytestmark = pytest.mark.django_db

DAY = date(2024, 3, 1)


def test_the_timeline_of_a_party_tells_joining_leaving_and_partnership_newest_first() -> None:
    user, party = UserFactory(), factories.party()
    owes = factories.ProjectFactory(short_name="OWES", name="Ośrodek wsparcia")
    grants = factories.ProjectFactory(short_name="Granty", name="Mikrogranty")
    factories.joining(owes, party, DAY, date(2024, 9, 1))
    actions.cancel_joining(factories.joining(grants, party, DAY), by=None)
    actions.add_partner(grants, party, since=date(2024, 5, 1), role=Partner.Role.LEADER, by=None)
    expected = [
        TimelineItem(
            on=date(2024, 9, 1), icon="log-out", title="Wystąpienie: OWES", text=owes.name, url=owes.get_absolute_url()
        ),
        TimelineItem(
            on=date(2024, 5, 1), icon="handshake", title="Lider projektu Granty", text=grants.name,
            url=grants.get_absolute_url(),
        ),
        TimelineItem(on=DAY, icon="log-in", title="Przystąpienie: OWES", text=owes.name, url=owes.get_absolute_url()),
    ]  # fmt: skip
    shown = queries.timeline(user, party)
    assert shown == expected
    assert queries.timeline(user, party, before=date(2024, 5, 1)) == shown[2:]
    assert queries.timeline(user, party, limit=1) == shown[:1]


def test_a_member_of_staff_finds_their_projects_and_offices_of_the_day_first() -> None:
    user = UserFactory()
    mine, over, other = (factories.ProjectFactory() for _ in range(3))
    office = factories.office()
    actions.assign(user, role=Role.ADVISOR, project=mine, office=office, since=DAY, by=None)
    actions.assign(user, role=Role.ADVISOR, project=over, since=DAY, until=date(2024, 4, 1), by=None)
    actions.assign(UserFactory(), role=Role.ADVISOR, project=other, since=DAY, by=None)
    assert list(queries.assigned_projects(user, date(2024, 5, 1))) == [mine]
    assert set(queries.assigned_projects(user, date(2024, 3, 5))) == {mine, over}
    assert list(queries.assigned_offices(user, date(2024, 5, 1))) == [office]
    assert list(queries.assigned_offices(user, date(2024, 2, 1))) == []


def test_timetables_tell_the_hours_over_time() -> None:
    office = factories.office(since=date(2024, 1, 1))
    actions.set_hours(office, [(1, time(8), time(12))], since=date(2024, 6, 1), by=None)
    later, earlier = queries.timetables(office)
    assert [(table.since, table.last_day, table.minutes) for table in (later, earlier)] == [
        (date(2024, 6, 1), None, 240),
        (date(2024, 1, 1), date(2024, 5, 31), 2400),
    ]
    assert later.named_days[:2] == [("poniedziałek", ((time(8), time(12)),)), ("wtorek", ())]
    assert queries.timetables(factories.office("bez godzin")) == []


def test_months_and_days_of_an_office_come_from_its_counted_days() -> None:
    office = factories.office(since=date(2024, 1, 1))
    actions.set_exception(office, date(2024, 1, 3), hours=None, reason="remont", by=None)
    actions.count_days(office, date(2024, 1, 1), date(2024, 2, 3), by=None)
    january, february = queries.months_of(office, 2024)
    assert january == OfficeMonth(date(2024, 1, 1), 21, 21 * 480, 31)
    assert (february, february.last) == (OfficeMonth(date(2024, 2, 1), 2, 960, 2), date(2024, 2, 29))
    days = queries.days_of(office, date(2024, 1, 1), date(2024, 1, 5))
    assert [(row.day.day, row.minutes, row.note) for row in days] == [
        (1, 0, "Nowy Rok"), (2, 480, ""), (3, 0, "remont"), (4, 480, ""),
    ]  # fmt: skip
    assert queries.years_of(office) == [2024]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({}, ["Żuraw", "Łąka", "Zryw"]),
        ({"state": "current"}, ["Żuraw", "Zryw"]),
        ({"state": "left"}, ["Łąka"]),
        ({"state": "cancelled"}, ["Pomyłka"]),
        ({"text": "laka"}, ["Łąka"]),
        ({"joined_from": date(2024, 3, 2)}, ["Żuraw", "Łąka"]),
        ({"joined_to": date(2024, 3, 1)}, ["Zryw"]),
        ({"on": date(2024, 3, 2)}, ["Łąka", "Zryw"]),
    ],
)
def test_joinings_are_found_by_who_and_when(filters: dict[str, Any], expected: list[str]) -> None:
    project = factories.ProjectFactory()
    zryw, laka, zuraw, mistake = factories.parties(["Zryw", "Łąka", "Żuraw", "Pomyłka"])
    factories.joining(project, zryw, date(2024, 3, 1))
    factories.joining(project, laka, date(2024, 3, 2), date(2024, 6, 1))
    factories.joining(project, zuraw, date(2024, 3, 3))
    actions.cancel_joining(factories.joining(project, mistake, DAY), by=None)
    found = queries.joinings_found(project, today=date(2024, 12, 1), **filters)
    assert [str(row.party) for row in found] == expected


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({}, ["Lato", "Łąka", "Żuraw"]),
        ({"text": "laka 12"}, ["Łąka"]),
        ({"status": Project.Status.ENDED}, ["Żuraw"]),
        ({"on": date(2023, 5, 1)}, ["Lato", "Żuraw"]),
    ],
)
def test_projects_are_found_in_polish_order(filters: dict[str, Any], expected: list[str]) -> None:
    factories.ProjectFactory(short_name="Żuraw", status=Project.Status.ENDED)
    factories.ProjectFactory(short_name="Łąka", number="UM/12", period=DateRange(date(2024, 1, 1), None))
    factories.ProjectFactory(short_name="Lato")
    assert [str(one) for one in queries.projects_found(today=date(2024, 12, 1), **filters)] == expected
