"""The page of a project: targets, participants, partners, what was recorded last."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.translation import gettext as _
from psycopg.types.range import DateRange

from ognisko.accounts.models import Role
from ognisko.accounts.tests.factories import UserFactory
from ognisko.core.timeline import TimelineItem
from ognisko.desk.queries import project as of_project
from ognisko.people.rules import Kind
from ognisko.places.models import Place
from ognisko.projects import actions
from ognisko.projects.entries import JOINED, JOININGS
from ognisko.projects.models import Partner, Project
from ognisko.projects.tests import factories
from ognisko.reports.models import Figure, Indicator

pytestmark = pytest.mark.django_db


@pytest.fixture
def today() -> date:
    return timezone.localdate()


@pytest.fixture
def project(today: date) -> Project:
    """A project of 200 days, of which 100 have passed."""
    period = DateRange(today - timedelta(days=100), today + timedelta(days=100))
    return factories.ProjectFactory(period=period, tasks="Doradztwo\n\n Animacja ", value=Decimal(12480))


@pytest.fixture
def advisor(client: Client) -> Client:
    client.force_login(UserFactory(roles=[Role.ADVISOR]))
    return client


def indicator(project: Project, key: str, target: int) -> Indicator:
    figure = Figure.objects.create(
        key=key, section="projekty", name=f"Przystąpienia {key}", description="-", unit="organisations",
        measures=[JOINED.number],
    )  # fmt: skip
    figure.projects.add(project)
    return Indicator.objects.create(project=project, figure=figure, target=target)


def test_a_target_stands_against_the_time_that_has_passed(advisor: Client, project: Project, today: date) -> None:
    indicator(project, "p.joined", 4)
    for party in factories.parties(["Koło A", "Koło B", "Koło C"]):
        factories.joining(project, party, today - timedelta(days=5))
    page = advisor.get(project.get_absolute_url())
    (row,) = page.context["indicators"]
    assert (row.value.value, row.target, row.share, row.elapsed, row.verdict) == (
        3,
        4,
        Decimal("0.75"),
        Decimal("0.5"),
        "above",
    )
    assert (page.context["elapsed_percent"], page.context["participants"], page.context["tasks"]) == (
        50, 3, ["Doradztwo", "Animacja"],
    )  # fmt: skip
    assert f'href="{row.url}"'.replace("&", "&amp;") in page.content.decode()


def test_partners_stand_with_their_countries_and_those_whose_time_is_over_last(project: Project, today: date) -> None:
    since = project.period.lower
    leader = factories.party("Fundacja Ośrodek", Kind.FOUNDATION)
    over = factories.party("Bürgerhaus", Kind.FOREIGN_ORGANISATION, factories.GERMANY)
    unknown = factories.party("Bez siedziby", place=None)
    actions.add_partner(project, over, since=since, until=today, by=None)
    actions.add_partner(project, leader, since=since, role=Partner.Role.LEADER, by=None)
    actions.add_partner(project, unknown, since=since, by=None)
    mistake = actions.add_partner(project, factories.party("Pomyłka"), since=since, by=None)
    actions.change_partner(mistake, until=None, cancelled=True, by=None)
    lines = of_project.partner_lines(project, today)
    assert [(str(line.partner), line.country, line.is_over) for line in lines] == [
        ("Fundacja Ośrodek", "Polska", False), ("Bez siedziby", "", False), ("Bürgerhaus", "Niemcy", True),
    ]  # fmt: skip


def test_each_record_stands_once_among_the_last(project: Project, today: date) -> None:
    party = factories.party()
    row = factories.joining(project, party, today - timedelta(days=9))
    actions.leave(row, on=today - timedelta(days=2), by=None)
    actions.cancel_joining(factories.joining(project, factories.party("Pomyłka"), today), by=None)
    other = factories.party("Koło B")
    factories.joining(project, other, today - timedelta(days=4))
    assert of_project.latest_records(project, today) == [
        TimelineItem(
            on=today - timedelta(days=2), icon="log-out", title=str(party), amount="",
            text=_("%(what)s, the end") % {"what": JOININGS.label}, url=party.get_absolute_url(),
        ),
        TimelineItem(
            on=today - timedelta(days=4), icon="log-in", title=str(other), text=str(JOININGS.label), amount="",
            url=other.get_absolute_url(),
        ),
    ]  # fmt: skip


def test_who_may_not_change_a_project_is_offered_no_change(client: Client, project: Project) -> None:
    actions.set_area(project, [Place.objects.get(code=101400)], since=project.period.lower, by=None)
    offered = {}
    for role in (Role.COORDINATOR, Role.ADVISOR, Role.AUDITOR):
        client.force_login(UserFactory(roles=[role]))
        page = client.get(project.get_absolute_url()).content.decode()
        assert "powiat sieradzki" in page
        offered[role] = (
            f"/projekty/{project.pk}/zmien/" in page,
            f"/projekty/{project.pk}/przystapienia/nowe/" in page,
        )
    assert offered == {Role.COORDINATOR: (True, True), Role.ADVISOR: (False, True), Role.AUDITOR: (False, False)}
    client.force_login(UserFactory(roles=[Role.ASSESSOR]))
    assert client.get(project.get_absolute_url()).status_code == 404


def test_the_page_takes_no_more_queries_for_thirty_of_each_than_for_one(
    advisor: Client, project: Project, today: date, django_assert_max_num_queries: Any
) -> None:
    counts = []
    for batch, size in (("a", 1), ("b", 29)):
        for number in range(size):
            indicator(project, f"p.{batch}{number}", 4)
            party = factories.party(f"Koło {batch}{number}", place=[factories.LODZ, factories.GERMANY][number % 2])
            factories.joining(project, party, today - timedelta(days=number))
            actions.add_partner(project, party, since=project.period.lower, by=None)
            office = factories.office(f"biuro {batch}{number}")
            actions.assign(UserFactory(), role=Role.ADVISOR, project=project, office=office, since=today, by=None)
        places = Place.objects.filter(code__range=(101402, 101401 + size))
        actions.set_area(project, list(places), since=project.period.lower, by=None)
        advisor.get(project.get_absolute_url())
        with django_assert_max_num_queries(40) as captured:
            advisor.get(project.get_absolute_url())
        counts.append(len(captured))
    assert counts[1] <= counts[0]
