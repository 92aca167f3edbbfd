"""Today: my latest work, what waits for me, my week and my projects, in a fixed number of queries."""

import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ognisko.accounts.models import Role, User
from ognisko.accounts.tests.factories import UserFactory
from ognisko.advice.actions import FollowUpDraft
from ognisko.advice.actions.appointments import book_appointment, cancel_appointment
from ognisko.advice.models import AdviceHours, Appointment
from ognisko.advice.tests import factories
from ognisko.advice.tests.factories import KindFactory, ProjectFactory
from ognisko.bookings.rules import ZONE
from ognisko.people.actions import add_task, finish_task
from ognisko.people.models import Party
from ognisko.projects.actions import assign
from ognisko.projects.models import Project
from ognisko.reports.models import Figure, Indicator

pytestmark = pytest.mark.django_db

ADVICE_HOURS = 31


@pytest.fixture
def advisor() -> User:
    return UserFactory(name="Hanna Wrzosek")


@pytest.fixture
def browser(advisor: User) -> Client:
    return browser_of(advisor)


def browser_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def advised() -> Party:
    return factories.party()


def with_indicator(project: Project, target: int = 10) -> Indicator:
    figure = Figure.objects.create(
        key=f"p{project.pk}.advice", section="Próba", name="Godziny doradztwa", description="", unit="hours",
        measures=[ADVICE_HOURS],
    )  # fmt: skip
    figure.projects.add(project)
    return Indicator.objects.create(project=project, figure=figure, target=target)


def page_of(client: Client, query: str = "") -> Any:
    response = client.get(f"/{query}")
    assert response.status_code == 200
    return response.context["page"]


def test_my_latest_sessions_stand_under_their_days_with_hours_that_open(
    browser: Client, advisor: User, advised: Party
) -> None:
    today = timezone.localdate()
    yesterday = today - datetime.timedelta(days=1)
    first = factories.session(party=advised, advisor=advisor, day=yesterday, minutes=60)
    second = factories.session(party=advised, advisor=advisor, day=today, minutes=90)
    third = factories.session(party=advised, advisor=advisor, day=today, minutes=30)
    factories.session(party=advised, day=today)
    page = page_of(browser)
    assert [(day.name, day.minutes, list(day.sessions)) for day in page.days] == [
        ("dziś", 120, [third, second]),
        ("wczoraj", 60, [first]),
    ]
    assert page.days[0].url == f"/doradztwo/?advisor=me&since={today}&until={today}"
    content = browser.get("/").content.decode()
    assert f'href="{second.get_absolute_url()}"' in content
    assert (page.is_centre, page.sentence) == (False, "Dzień dobry. Dziś masz zapisane 2 h.")


def test_days_are_shown_whole_so_that_a_sum_is_that_of_the_list_it_opens(
    browser: Client, advisor: User, advised: Party
) -> None:
    today, kind = timezone.localdate(), KindFactory()
    for days, times in ((0, 5), (1, 5)):
        for _ in range(times):
            day = today - datetime.timedelta(days=days)
            factories.session(party=advised, advisor=advisor, kind=kind, day=day, minutes=60)
    (shown,) = page_of(browser).days
    assert (len(shown.sessions), shown.minutes) == (5, 300)
    for _ in range(40):
        factories.session(party=advised, advisor=advisor, kind=kind, day=today, minutes=60)
    (cut,) = page_of(browser).days
    assert (len(cut.sessions), cut.minutes) == (40, None)


def test_a_newcomer_is_told_what_to_do_first(browser: Client) -> None:
    page, content = page_of(browser), browser.get("/").content.decode()
    assert (page.days, page.tasks, page.projects, page.sentence) == (
        [],
        [],
        [],
        "Dzień dobry. Na dziś nic jeszcze nie wpisano.",
    )
    assert "Zapisz pierwszą sesję" in content


def test_what_waits_for_me_says_since_when_and_from_where(browser: Client, advisor: User, advised: Party) -> None:
    today = timezone.localdate()
    colleague = UserFactory(name="Paweł Dudziak")
    session_day = today - datetime.timedelta(days=5)
    factories.session(
        party=advised,
        advisor=advisor,
        day=session_day,
        follow_up=FollowUpDraft("Wysłać wzór uchwały", today - datetime.timedelta(days=2), advisor),
    )
    add_task(title="Oddzwonić", due_on=today, assignee=advisor, party=advised, by=advisor)
    add_task(title="Umówić", due_on=today + datetime.timedelta(days=1), assignee=advisor, party=None, by=colleague)
    add_task(title="Cudze", due_on=today, assignee=colleague, party=None, by=advisor)
    finish_task(add_task(title="Było", due_on=today, assignee=advisor, party=None, by=advisor), by=advisor)
    page = page_of(browser)
    assert [(row.task.title, row.state) for row in page.tasks] == [
        ("Wysłać wzór uchwały", "late"),
        ("Oddzwonić", "today"),
        ("Umówić", ""),
    ]
    assert page.tasks[0].when == "2 dni po terminie"
    assert page.tasks[0].note.startswith("z sesji ")
    assert page.tasks[2].note == "przekazuje: Paweł Dudziak"
    assert page.tasks_note == "3 zadania, 1 po terminie"
    assert page.sentence.endswith("1 sprawa jest po terminie. 1 sprawa jest na dziś.")


def test_a_tick_finishes_a_task_and_the_toast_takes_it_back(browser: Client, advisor: User) -> None:
    task = add_task(title="Oddzwonić", due_on=timezone.localdate(), assignee=advisor, party=None, by=advisor)
    response = browser.post(f"/zadania/{task.pk}/zrobione/", {"next": "/"})
    assert response["Location"] == "/"
    page = browser.get("/")
    (toast,) = page.context["messages"]
    assert page.context["page"].tasks == []
    assert toast.extra_tags.startswith(f"undo:/zadania/{task.pk}/przywroc/")
    browser.post(toast.extra_tags.removeprefix("undo:"))
    assert [row.task for row in page_of(browser).tasks] == [task]


def test_my_week_shows_hours_by_day_and_by_project(browser: Client, advisor: User, advised: Party) -> None:
    monday = datetime.date(2024, 3, 11)
    project = ProjectFactory(short_name="OWES Sieradz")
    for days, minutes, where in (
        (0, 120, project),
        (0, 60, None),
        (2, 90, project),
        (5, 30, project),
        (7, 600, project),
    ):
        day = monday + datetime.timedelta(days=days)
        factories.session(party=advised, advisor=advisor, day=day, minutes=minutes, project=where)
    week = page_of(browser, "?day=2024-03-13").week
    assert week.minutes == 300
    assert [(day.name, day.number, day.parts, day.text) for day in week.days] == [
        ("pn.", "11", ((1, Decimal(120)), (2, Decimal(60))), "3"),
        ("wt.", "12", (), ""),
        ("śr.", "13", ((1, Decimal(90)),), "1,5"),
        ("cz.", "14", (), ""),
        ("pt.", "15", (), ""),
        ("sb.", "16", ((1, Decimal(30)),), "0,5"),
    ]
    assert [(share.name, share.minutes, share.url) for share in week.shares] == [
        ("OWES Sieradz", 240, f"/doradztwo/?advisor=me&since=2024-03-11&until=2024-03-17&project={project.pk}"),
        ("bez projektu", 60, "/doradztwo/?advisor=me&since=2024-03-11&until=2024-03-17&project=0"),
    ]


def test_my_projects_stand_against_their_time(browser: Client, advisor: User, advised: Party) -> None:
    today = timezone.localdate()
    half = datetime.timedelta(days=50)
    mine = ProjectFactory(short_name="OWES Sieradz", period=(today - half, today + half))
    with_indicator(mine)
    with_indicator(ProjectFactory())
    assign(advisor, role=Role.ADVISOR, project=mine, by=None)
    factories.session(party=advised, advisor=advisor, day=today, minutes=90, project=mine)
    (shown,) = page_of(browser).projects
    assert (shown.project, shown.elapsed) == (mine, 50)
    assert [(row.value.value, row.target, row.verdict) for row in shown.rows] == [(Decimal("1.5"), 10, "below")]
    assert "minęło 50% czasu" in browser.get("/").content.decode()


@pytest.mark.parametrize(
    ("role", "is_centre", "projects", "week"),
    [(Role.DIRECTOR, True, 1, False), (Role.AUDITOR, True, 1, False), (Role.ACCOUNTANT, True, 0, False)],
)
def test_who_has_no_sessions_of_their_own_sees_the_centres(
    advised: Party, role: Role, is_centre: bool, projects: int, week: bool
) -> None:
    session = factories.session(party=advised, project=ProjectFactory())
    page = page_of(browser_of(UserFactory(roles=[role.value])))
    assert [row.sessions for row in page.days] == [[session]]
    assert (page.is_centre, len(page.projects), page.week is not None) == (is_centre, projects, week)


def test_an_earlier_day_says_what_was_recorded_then_and_leads_on(
    browser: Client, advisor: User, advised: Party
) -> None:
    day = datetime.date(2024, 3, 13)
    session = factories.session(party=advised, advisor=advisor, day=day)
    factories.session(party=advised, advisor=advisor, day=day + datetime.timedelta(days=1))
    response = browser.get("/?day=13.03.2024")
    assert [row.sessions for row in response.context["page"].days] == [[session]]
    assert response.context["page"].sentence == "Tego dnia masz zapisane 1,5 h."
    content = response.content.decode()
    assert "środa, tydzień 11" in content
    assert 'href="?day=2024-03-12"' in content
    assert 'href="?day=2024-03-14"' in content
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    assert page_of(browser, f"?day={tomorrow}").day == timezone.localdate()
    assert page_of(browser, "?day=kiedyś").day == timezone.localdate()


def test_an_assessor_from_outside_sees_no_desk_and_goes_on_to_the_cards() -> None:
    answer = browser_of(UserFactory(roles=[Role.ASSESSOR.value])).get("/")
    assert (answer.status_code, answer["Location"]) == (302, "/do-oceny/")


def test_who_has_no_role_sees_no_desk() -> None:
    answer = browser_of(UserFactory(roles=[])).get("/")
    assert (answer.status_code, answer.templates[0].name) == (200, "desk/welcome.html")
    assert "Nic tu jeszcze na Ciebie nie czeka" in answer.content.decode()
    assert "page" not in answer.context


def test_the_page_takes_the_same_queries_however_much_there_is(browser: Client, advisor: User, advised: Party) -> None:
    today = timezone.localdate()
    kind = KindFactory()

    def add_more() -> None:
        project = ProjectFactory()
        with_indicator(project)
        assign(advisor, role=Role.ADVISOR, project=project, by=None)
        for days in range(3):
            factories.session(
                party=advised,
                advisor=advisor,
                kind=kind,
                day=today - datetime.timedelta(days=days),
                project=project,
                follow_up=FollowUpDraft("Oddzwonić", today, advisor),
            )

    counts = []
    for times in (1, 5):
        for _ in range(times):
            add_more()
        browser.get("/")
        with CaptureQueriesContext(connection) as ran:
            browser.get("/")
        counts.append(len(ran))
    assert counts[0] == counts[1]
    assert counts[0] <= 25


# Appointments ---------------------------------------------------------------------------------------------------------


def booked(hours: AdviceHours, day: datetime.date, hour: int, **values: Any) -> Appointment:
    """An hour booked a week before."""
    start = datetime.datetime.combine(day, datetime.time(hour), ZONE)
    asked_at = start - datetime.timedelta(days=7)
    return book_appointment(factories.asked(hours, start, **values), by=None, now=asked_at)


def shown(days: Any) -> list[tuple[str, list[tuple[str, bool]]]]:
    return [(day.name, [(visit.row.name, visit.may_record) for visit in day.visits]) for day in days]


def test_my_appointments_of_today_and_of_the_next_days_stand_first(browser: Client, advisor: User) -> None:
    today = factories.workday(timezone.localdate())
    tomorrow = factories.workday(today + datetime.timedelta(days=1))
    opens, closes = datetime.time(8), datetime.time(20)
    kind, places = KindFactory(key="legal"), factories.office()
    everyday = {
        day.isoweekday(): factories.advice_hours(
            advisor, weekday=day.isoweekday(), opens=opens, closes=closes, kind=kind, office=places
        )
        for day in (today, tomorrow)
    }
    booked(everyday[tomorrow.isoweekday()], tomorrow, 10, name="Jan Nowak", about="statut")
    cancelled = booked(everyday[tomorrow.isoweekday()], tomorrow, 12, name="Ewa Zając")
    cancel_appointment(cancelled, by=advisor)
    page, content = page_of(browser), browser.get("/").content.decode()
    assert [row for _day, rows in shown(page.visits) for row in rows] == [("Jan Nowak", False)]
    assert ("Moje wizyty" in content, "Wizyty u innych" in content, page.office_visits) == (True, False, [])


def test_a_coordinator_sees_the_appointments_of_their_offices(advisor: User) -> None:
    day = factories.workday(timezone.localdate() + datetime.timedelta(days=1))
    sieradz, kutno = factories.office(), factories.office("biuro Kutno")
    kind = KindFactory(key="legal")
    other = UserFactory(name="Paweł Dudziak")
    booked(factories.advice_hours(advisor, weekday=day.isoweekday(), kind=kind, office=sieradz), day, 11, name="Jan")
    booked(factories.advice_hours(other, weekday=day.isoweekday(), kind=kind, office=kutno), day, 12, name="Ewa")
    coordinator = UserFactory(roles=[Role.COORDINATOR])
    everything = page_of(browser_of(coordinator))
    assert [name for _day, rows in shown(everything.office_visits) for name, _may in rows] == ["Jan", "Ewa"]
    assign(coordinator, role=Role.COORDINATOR, office=kutno, since=day - datetime.timedelta(days=30), by=None)
    page = page_of(browser_of(coordinator))
    assert [name for _day, rows in shown(page.office_visits) for name, _may in rows] == ["Ewa"]
    assert "Paweł Dudziak" in browser_of(coordinator).get("/").content.decode()


def test_what_has_begun_is_recorded_from_here_by_whose_it_is(browser: Client, advisor: User) -> None:
    day = factories.workday(timezone.localdate() - datetime.timedelta(days=3), -1)
    hours = factories.advice_hours(advisor, weekday=day.isoweekday())
    row = booked(hours, day, 11, name="Jan Nowak")
    page, content = page_of(browser, f"?day={day}"), browser.get(f"/?day={day}").content.decode()
    assert [rows for _day, rows in shown(page.visits)] == [[("Jan Nowak", True)]]
    assert f"/doradztwo/dodaj/?appointment={row.pk}" in content
