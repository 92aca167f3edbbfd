"""Pages of projects and offices: whole ways through them, without scripts."""

import csv
import io
from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ognisko.accounts.models import Role, User
from ognisko.accounts.tests.factories import UserFactory
from ognisko.core.spreadsheets import read_workbook
from ognisko.ledger.actions import close
from ognisko.ledger.models import Entry
from ognisko.people.rules import Kind
from ognisko.projects import actions
from ognisko.projects.models import (
    Area,
    Assignment,
    Funder,
    HoursException,
    Joining,
    Office,
    OpeningHours,
    Operator,
    Partner,
    Project,
)
from ognisko.projects.tests import factories

pytestmark = pytest.mark.django_db

DAY = date(2024, 3, 1)


@pytest.fixture
def coordinator(client: Client) -> Client:
    client.force_login(UserFactory(name="Iwona Sobczak", roles=[Role.COORDINATOR]))
    return client


def address(name: str, *args: int, **query: str) -> str:
    return reverse(f"projects:{name}", args=args, query=query or None)


def toasts(response: HttpResponse) -> list[tuple[str, str]]:
    """Texts of the messages with the addresses that take the changes back."""
    return [(str(one), (one.extra_tags or "").removeprefix("undo:")) for one in get_messages(response.wsgi_request)]


def undo(client: Client, response: HttpResponse) -> HttpResponse:
    return client.post(toasts(response)[-1][1])


def rows_of(response: HttpResponse) -> list[list[str]]:
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";"))


# Projects -------------------------------------------------------------------------------------------------------------


def project_data(**more: str) -> dict[str, str]:
    return {
        "name": "Ośrodek wsparcia", "short_name": "OWES", "status": "running", "since": "15.01.2024",
        "until": "31 grudnia 2025", "currency": "PLN", "value": "12 480,00", "funding": "10000",
    } | more  # fmt: skip


def test_a_project_is_added_and_changed_its_last_day_inside(coordinator: Client) -> None:
    response = coordinator.post(address("project_add"), project_data(new_funder="Miasto Łódź", requires_joining="on"))
    project = Project.objects.get()
    assert (response.status_code, response["Location"]) == (302, reverse("desk:project", args=[project.pk]))
    assert (project.period.upper, str(project.value), str(project.funder), project.requires_joining) == (
        date(2026, 1, 1), "12480.00", "Miasto Łódź", True,
    )  # fmt: skip
    page = coordinator.get(address("project_edit", project.pk)).content.decode()
    assert 'value="2025-12-31"' in page
    coordinator.post(address("project_edit", project.pk), project_data(funder=str(project.funder_id), until=""))
    assert Project.objects.get().period.upper is None


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"until": "14.01.2024"}, "until"),
        ({"funding": "20 000"}, "funding"),
        ({"short_name": "zajęty"}, "short_name"),
        ({"name": ""}, "name"),
        ({"new_funder": "Nowy", "funder": "known"}, "new_funder"),
    ],
)
def test_what_is_wrong_with_a_project_stands_at_its_field(
    coordinator: Client, wrong: dict[str, str], field: str
) -> None:
    factories.ProjectFactory(short_name="zajęty")
    if "funder" in wrong:
        wrong = wrong | {"funder": str(factories.FunderFactory().pk)}
    response = coordinator.post(address("project_add"), project_data(**wrong))
    assert (response.status_code, list(response.context["form"].errors)) == (422, [field])


def test_the_list_of_projects_sorts_filters_and_exports(coordinator: Client) -> None:
    for name, status in (("Żuraw", "ended"), ("Łąka", "running"), ("Lato", "running")):
        factories.ProjectFactory(short_name=name, status=status)
    factories.joining(Project.objects.get(short_name="Łąka"), factories.party())
    shown = [str(one) for one in coordinator.get(address("projects")).context["page"]]
    assert shown == ["Lato", "Łąka", "Żuraw"]
    turned = coordinator.get(address("projects", sort="-participants", status="running"))
    assert [str(one) for one in turned.context["page"]] == ["Łąka", "Lato"]
    head, *rows = rows_of(coordinator.get(address("projects", format="csv", status="running")))
    assert (len(head), [row[0] for row in rows], rows[1][-1]) == (12, ["Lato", "Łąka"], "1")
    sheet = read_workbook(coordinator.get(address("projects", format="xlsx")).content)[0]
    assert [row.cells[0] for row in sheet.rows[1:]] == ["Lato", "Łąka", "Żuraw"]


def test_a_list_without_projects_says_what_to_do(coordinator: Client) -> None:
    assert address("project_add") in coordinator.get(address("projects")).content.decode()
    factories.ProjectFactory()
    nothing = coordinator.get(address("projects", q="nic takiego")).content.decode()
    assert "Nic nie pasuje do tych filtrów" in nothing


def test_an_area_grows_without_scripts_and_is_saved(coordinator: Client) -> None:
    project = factories.ProjectFactory()
    first = {"one_text": "powiat sieradzki", "lines": "gmina Burzenin\nAtlantyda", "since": "2024-01-01", "do": "add"}
    grown = coordinator.post(address("area", project.pk), first)
    form = grown.context["form"]
    assert (grown.status_code, form.data.getlist("chosen"), form.data["lines"]) == (
        422,
        ["101400", "101405"],
        "Atlantyda",
    )
    assert Area.objects.count() == 0
    second = {"chosen": form.data.getlist("chosen"), "lines": "", "since": "2024-01-01", "do": "save"}
    assert coordinator.post(address("area", project.pk), second).status_code == 302
    assert sorted(Area.objects.values_list("place_id", flat=True)) == [101400, 101405]


def test_a_partner_is_added_ended_cancelled_and_brought_back(coordinator: Client) -> None:
    project = factories.ProjectFactory()
    party = factories.party("Bürgerhaus Leipzig", Kind.FOREIGN_ORGANISATION, factories.GERMANY)
    data = {"party": party.pk, "role": "partner", "since": "2024-01-01", "until": "2024-12-31"}
    coordinator.post(address("partner_add", project.pk), data)
    row = Partner.objects.get()
    assert (row.party, row.period.upper) == (party, date(2025, 1, 1))
    coordinator.post(address("partner_end", row.pk), {"until": "2024-06-30"})
    row.refresh_from_db()
    assert row.period.upper == date(2024, 7, 1)
    response = coordinator.post(address("partner_cancel", row.pk))
    row.refresh_from_db()
    assert row.is_cancelled
    undo(coordinator, response)
    row.refresh_from_db()
    assert (row.is_cancelled, row.period.upper) == (False, date(2024, 7, 1))


def test_what_is_wrong_with_a_partner_stands_at_its_field(coordinator: Client) -> None:
    project = factories.ProjectFactory()
    person = factories.party("Anna Kowalska", Kind.PERSON)
    data = {"party": person.pk, "role": "partner", "since": "2019-01-01"}
    wrong = coordinator.post(address("partner_add", project.pk), data)
    assert (wrong.status_code, sorted(wrong.context["form"].errors)) == (422, ["party", "since"])
    leader = factories.party("Lider")
    actions.add_partner(project, leader, since=DAY, role=Partner.Role.LEADER, by=None)
    data = {"party": factories.party("Drugi").pk, "role": "leader", "since": "2024-05-01"}
    assert list(coordinator.post(address("partner_add", project.pk), data).context["form"].errors) == ["role"]


# Joinings -------------------------------------------------------------------------------------------------------------


def test_many_join_at_once_by_name_number_and_pasted_lines_without_scripts(coordinator: Client) -> None:
    project = factories.ProjectFactory()
    picked = factories.party("KGW „Jarzębinki”")
    numbered = factories.party("Fundacja „Ciepły Kąt”", nip="7250000000")
    named = factories.party("Stowarzyszenie „Łąka”")
    factories.parties(["Klub Zryw", "Klub Zryw Plus"])
    before = factories.party("Dawny uczestnik")
    factories.joining(project, before, DAY)
    first = {
        "one_text": "jarzebinki",
        "lines": "725-000-00-00\nstowarzyszenie łąka\nzryw\nNie ma takiego\nDawny uczestnik",
        "joined_on": "13.03.2024",
        "do": "add",
    }
    grown = coordinator.post(address("joining_add", project.pk), first)
    form = grown.context["form"]
    assert form.data.getlist("chosen") == [str(one.pk) for one in (picked, numbered, named, before)]
    assert (form.data["lines"], len(form.errors["lines"])) == ("zryw\nNie ma takiego", 2)
    second = {"chosen": form.data.getlist("chosen"), "joined_on": "2024-03-13", "do": "save"}
    response = coordinator.post(address("joining_add", project.pk), second)
    assert response["Location"] == address("joinings", project.pk)
    joined = Joining.objects.filter(joined_on=date(2024, 3, 13)).order_by("party__sort_key")
    assert [row.party for row in joined] == [numbered, picked, named]
    assert toasts(response) == [("Przystąpiły 3 podmioty. 1 już wcześniej uczestniczył.", "")]


def test_nobody_chosen_and_a_day_outside_are_said_at_their_fields(coordinator: Client) -> None:
    project = factories.ProjectFactory()
    response = coordinator.post(address("joining_add", project.pk), {"joined_on": "2019-01-01", "do": "save"})
    assert (response.status_code, sorted(response.context["form"].errors)) == (422, ["joined_on", "one"])


def test_the_way_from_a_session_leads_back_to_it_and_nowhere_else(coordinator: Client) -> None:
    project, party = factories.ProjectFactory(), factories.party()
    way = {"party": str(party.pk), "day": "2024-03-13", "next": "/doradztwo/dodaj/"}
    form = coordinator.get(address("joining_add", project.pk, **way)).context["form"]
    assert (list(form.initial["chosen"]), form.initial["joined_on"]) == ([party], date(2024, 3, 13))
    data = {"chosen": [party.pk], "joined_on": "2024-03-13", "do": "save"}
    there = coordinator.post(address("joining_add", project.pk), data | {"next": "/doradztwo/dodaj/"})
    assert there["Location"] == "/doradztwo/dodaj/"
    again = coordinator.post(address("joining_add", project.pk), data | {"next": "https://zle.example/"})
    assert again["Location"] == address("joinings", project.pk)


def test_leaving_and_a_mistake_are_taken_back_by_one_click(coordinator: Client) -> None:
    row = factories.joining(factories.ProjectFactory(), factories.party(), DAY)
    response = coordinator.post(address("joining_leave", row.pk), {"left_on": "2024-06-01"})
    row.refresh_from_db()
    assert row.left_on == date(2024, 6, 1)
    undo(coordinator, response)
    response = coordinator.post(address("joining_cancel", row.pk))
    row.refresh_from_db()
    assert (row.left_on, row.is_cancelled) == (None, True)
    undo(coordinator, response)
    row.refresh_from_db()
    assert not row.is_cancelled


def test_a_closed_period_asks_for_a_reason_and_loses_nothing(coordinator: Client) -> None:
    project, party = factories.ProjectFactory(), factories.party()
    close(date(2024, 1, 1), date(2025, 1, 1), by=None)
    data: dict[str, Any] = {"chosen": [party.pk], "joined_on": "2024-03-13", "do": "save"}
    asked = coordinator.post(address("joining_add", project.pk), data)
    assert (asked.status_code, list(asked.context["form"].errors)) == (422, ["reason"])
    assert (asked.context["form"].data.getlist("chosen"), Joining.objects.count()) == ([str(party.pk)], 0)
    coordinator.post(address("joining_add", project.pk), data | {"reason": "deklaracja przyszła później"})
    row = Joining.objects.get()
    asked = coordinator.post(address("joining_cancel", row.pk))
    assert (asked.status_code, list(asked.context["form"].errors)) == (422, ["reason"])
    coordinator.post(address("joining_cancel", row.pk), {"reason": "podpisała inna osoba"})
    assert set(Entry.objects.values_list("correction_reason", flat=True)) == {
        "deklaracja przyszła później", "podpisała inna osoba",
    }  # fmt: skip


def test_a_closed_period_asks_for_a_reason_for_partners_and_areas_too(coordinator: Client) -> None:
    project, party = factories.ProjectFactory(), factories.party()
    close(date(2024, 1, 1), date(2025, 1, 1), by=None)
    partner = {"party": party.pk, "role": "partner", "since": "2024-01-01"}
    area = {"chosen": [101400], "since": "2024-01-01", "do": "save"}
    for name, data in (("partner_add", partner), ("area", area)):
        asked = coordinator.post(address(name, project.pk), data)
        assert (asked.status_code, list(asked.context["form"].errors)) == (422, ["reason"])
        assert coordinator.post(address(name, project.pk), data | {"reason": "aneks"}).status_code == 302
    assert (Partner.objects.count(), Area.objects.count()) == (1, 1)


def test_participants_are_filtered_and_exported(coordinator: Client) -> None:
    project = factories.ProjectFactory()
    first, second = factories.parties(["Żuraw", "Łąka"])
    factories.joining(project, first, DAY)
    factories.joining(project, second, DAY, date(2024, 5, 1))
    assert rows_of(coordinator.get(address("joinings", project.pk, format="csv", sort="party")))[1:] == [
        ["Łąka", "stowarzyszenie", "Sieradz (miasto)", "2024-03-01", "2024-05-01", "nie"],
        ["Żuraw", "stowarzyszenie", "Sieradz (miasto)", "2024-03-01", "", "nie"],
    ]
    current = coordinator.get(address("joinings", project.pk, state="current"))
    assert [str(row.party) for row in current.context["page"]] == ["Żuraw"]


# Offices --------------------------------------------------------------------------------------------------------------


def test_an_office_is_added_with_hours_and_its_days_open(coordinator: Client) -> None:
    data = {"name": "Biuro", "operator": factories.operator().pk, "place": factories.SIERADZ, "is_active": "on"}
    response = coordinator.post(address("office_add"), data)
    office = Office.objects.get()
    assert response["Location"] == address("hours", office.pk)
    hours = {"since": "2024-01-01", "opens_1_1": "8", "closes_1_1": "12:00", "opens_1_2": "13:00", "closes_1_2": "16"}
    coordinator.post(address("hours", office.pk), hours)
    assert [(row.weekday, row.opens.hour, row.closes.hour) for row in OpeningHours.objects.all()] == [
        (1, 8, 12),
        (1, 13, 16),
    ]
    actions.count_days(office, date(2024, 1, 1), date(2024, 2, 1), by=None)
    page = coordinator.get(address("office", office.pk, rok="2024"))
    assert (page.context["total_days"], page.context["total_minutes"]) == (4, 4 * 420)
    link = f"{address('days', office.pk)}?od=2024-01-01&amp;do=2024-01-31"
    assert link in page.content.decode()
    query = {"od": "2024-01-01", "do": "2024-01-31"}
    records = coordinator.get(address("days", office.pk, **query))
    assert (len(records.context["days"]), records.context["minutes"]) == (31, 4 * 420)
    panel = coordinator.get(address("days", office.pk, **query), headers={"HX-Request": "true", "HX-Target": "panel"})
    assert "<html" not in panel.content.decode()
    assert rows_of(coordinator.get(address("days", office.pk, format="csv", **query)))[8] == [
        "2024-01-08", "poniedziałek", "7", "420", "",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"opens_1_1": "8:00"}, "closes_1_1"),
        ({"closes_1_1": "8:00"}, "opens_1_1"),
        ({"opens_1_1": "9:00", "closes_1_1": "8:00"}, "closes_1_1"),
        ({"opens_1_1": "8", "closes_1_1": "12", "opens_1_2": "11", "closes_1_2": "13"}, "opens_1_2"),
        ({"opens_1_1": "25:00"}, "opens_1_1"),
    ],
)
def test_hours_that_cannot_be_are_said_at_their_field(coordinator: Client, typed: dict[str, str], field: str) -> None:
    response = coordinator.post(address("hours", factories.office().pk), {"since": "2024-01-01"} | typed)
    assert (response.status_code, list(response.context["form"].errors)) == (422, [field])


def test_days_off_are_taken_where_the_office_would_be_open_and_taken_back(coordinator: Client) -> None:
    office = factories.office(since=date(2024, 1, 1))
    data = {"day": "2024-05-01", "last_day": "2024-05-07", "why": "długi weekend"}
    coordinator.post(address("exception_add", office.pk), data)
    assert [row.day.day for row in HoursException.objects.order_by("day")] == [2, 6, 7]
    data = {"day": "2024-06-08", "opens": "10:00", "closes": "14:00", "why": "piknik, cały dzień"}
    response = coordinator.post(address("exception_add", office.pk), data)
    removed = undo(coordinator, response)
    assert not HoursException.objects.filter(day=date(2024, 6, 8)).exists()
    undo(coordinator, removed)
    row = HoursException.objects.get(day=date(2024, 6, 8))
    assert (row.opens.hour, row.closes.hour, row.reason) == (10, 14, "piknik, cały dzień")


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"day": "9999-12-31"},
        {"day": "²"},
        {"day": "2024-06-08", "opens": "10:00"},
        {"day": "2024-06-08", "opens": "14:00", "closes": "10:00"},
        {"day": "2024-06-08", "opens": "²", "closes": "x"},
        {"day": "2024-06-08", "reason": "x" * 201},
        {"day": "2024-06-08", "reason": "a\0b"},
        {"day": "2024-06-08", "reason": "Anna 44051401359"},
    ],
)
def test_an_undo_of_a_day_off_trusts_its_address_as_little_as_a_form(
    coordinator: Client, query: dict[str, str]
) -> None:
    office = factories.office(since=date(2024, 1, 1))
    assert coordinator.post(address("exception_restore", office.pk, **query)).status_code == 404
    assert not HoursException.objects.exists()


def test_a_pesel_is_refused_in_pasted_lines_and_nothing_typed_is_lost(coordinator: Client) -> None:
    factories.party("Stowarzyszenie Lipa")
    project = factories.ProjectFactory()
    lines = "Stowarzyszenie Lipa\nAnna 44051401359"
    response = coordinator.post(
        address("joining_add", project.pk), {"joined_on": "2024-03-01", "lines": lines, "chosen": ["²", "9" * 4400]}
    )
    form = response.context["form"]
    assert (form.errors["lines"], form["lines"].value()) == (
        ["Tu jest numer PESEL. Usuń go i zapisz ponownie: PESEL zapisujemy tylko w danych chronionych osoby."],
        lines,
    )
    assert not Joining.objects.exists()


def test_a_reason_about_a_person_tells_nothing_of_their_health(coordinator: Client) -> None:
    row = factories.joining(factories.ProjectFactory(), factories.party("Jan Olczak", Kind.PERSON), DAY)
    close(date(2024, 1, 1), date(2025, 1, 1), by=None)
    for name in ("joining_leave", "joining_cancel"):
        data = {"left_on": "2024-04-01", "reason": "jest bezrobotny"}
        refused = coordinator.post(address(name, row.pk), data)
        assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["reason"])


def test_a_closed_period_asks_for_a_reason_for_hours_and_days_off(coordinator: Client) -> None:
    office = factories.office(since=date(2024, 1, 1))
    actions.count_days(office, date(2024, 1, 8), date(2024, 1, 13), by=None)
    close(date(2024, 1, 1), date(2024, 2, 1), by=None)
    day = {"day": "2024-01-09", "why": "remont"}
    hours = {"since": "2024-01-10", "opens_1_1": "8:00", "closes_1_1": "9:00"}
    for name, data in (("exception_add", day), ("hours", hours)):
        asked = coordinator.post(address(name, office.pk), data)
        assert (asked.status_code, list(asked.context["form"].errors)) == (422, ["reason"])
        assert coordinator.post(address(name, office.pk), data | {"reason": "spis z natury"}).status_code == 302
    assert set(Entry.objects.exclude(correction_reason=None).values_list("correction_reason", flat=True)) == {
        "spis z natury"
    }


# Staff and settings ---------------------------------------------------------------------------------------------------


def test_staff_are_assigned_and_leave_and_come_back(coordinator: Client) -> None:
    project, office, user = factories.ProjectFactory(), factories.office(), UserFactory()
    data = {"user": user.pk, "role": Role.ADVISOR, "project": project.pk, "office": office.pk, "since": "2024-01-01"}
    response = coordinator.post(address("assignment_add", project=str(project.pk)), data)
    assert response["Location"] == project.get_absolute_url()
    row = Assignment.objects.get()
    ended = coordinator.post(address("assignment_end", row.pk))
    row.refresh_from_db()
    assert row.period.upper == timezone.localdate()
    undo(coordinator, ended)
    row.refresh_from_db()
    assert row.period.upper is None
    nowhere = coordinator.post(
        address("assignment_add"), {"user": user.pk, "role": Role.ADVISOR, "since": "2024-01-01"}
    )
    assert list(nowhere.context["form"].errors) == ["project"]


def test_operators_and_funders_are_added_and_changed(coordinator: Client) -> None:
    party = factories.party("Fundacja Ośrodek", Kind.FOUNDATION)
    coordinator.post(address("operator_add"), {"party": party.pk, "is_centre": "on"})
    operator = Operator.objects.get()
    assert (operator.party, operator.is_centre) == (party, True)
    coordinator.post(address("operator_edit", operator.pk), {})
    operator.refresh_from_db()
    assert not operator.is_centre
    coordinator.post(address("funder_add"), {"name": "Miasto Łódź"})
    funder = Funder.objects.get()
    coordinator.post(address("funder_edit", funder.pk), {"name": "Miasto Sieradz"})
    taken = coordinator.post(address("funder_add"), {"name": "miasto sieradz"})
    assert (Funder.objects.get().name, list(taken.context["form"].errors)) == ("Miasto Sieradz", ["name"])


# Who may what, and at what cost ---------------------------------------------------------------------------------------

READS = ["projects", "joinings", "offices", "office", "days", "settings", "operators", "funders"]
RECORDS = ["joining_add", "joining_leave"]
STEERS = [
    "project_add", "project_edit", "area", "partner_add", "partner_end", "office_add", "office_edit", "hours",
    "exception_add", "assignment_add", "operator_add", "operator_edit", "funder_add", "funder_edit",
]  # fmt: skip


@pytest.fixture
def addresses() -> dict[str, str]:
    office = factories.office(since=DAY)
    row = factories.joining(factories.ProjectFactory(), factories.party(), DAY)
    partner = actions.add_partner(row.project, factories.party("Partner"), since=DAY, by=None)
    numbers = {
        "joinings": row.project_id, "joining_add": row.project_id, "joining_leave": row.pk, "office": office.pk,
        "days": office.pk, "project_edit": row.project_id, "area": row.project_id, "partner_add": row.project_id,
        "partner_end": partner.pk, "office_edit": office.pk, "hours": office.pk, "exception_add": office.pk,
        "operator_edit": office.operator_id, "funder_edit": factories.FunderFactory().pk,
    }  # fmt: skip
    return {name: address(name, *([numbers[name]] if name in numbers else [])) for name in (*READS, *RECORDS, *STEERS)}


@pytest.mark.parametrize(
    ("role", "opened"),
    [
        (Role.DIRECTOR, {*READS, *RECORDS, *STEERS}),
        (Role.COORDINATOR, {*READS, *RECORDS, *STEERS}),
        (Role.ADMINISTRATOR, {*READS, *RECORDS, *STEERS}),
        (Role.ADVISOR, {*READS, *RECORDS}),
        (Role.AUDITOR, {*READS}),
        (Role.ASSESSOR, set()),
    ],
)
def test_who_may_open_which_page(client: Client, addresses: dict[str, str], role: Role, opened: set[str]) -> None:
    client.force_login(UserFactory(roles=[role]))
    answers = {name: client.get(url).status_code for name, url in addresses.items()}
    assert answers == {name: 200 if name in opened else 404 for name in addresses}


def test_whoever_is_not_logged_in_is_sent_to_log_in(client: Client, addresses: dict[str, str]) -> None:
    assert {client.get(url).status_code for url in addresses.values()} == {302}


def test_an_auditor_is_offered_no_change(client: Client, addresses: dict[str, str]) -> None:
    client.force_login(UserFactory(roles=[Role.AUDITOR]))
    pages = "".join(client.get(addresses[name]).content.decode() for name in READS)
    assert [url for name, url in addresses.items() if name in (*RECORDS, *STEERS) and f'"{url}"' in pages] == []


def test_one_click_changes_are_no_pages(coordinator: Client) -> None:
    row = factories.joining(factories.ProjectFactory(), factories.party(), DAY)
    names = [
        "joining_cancel",
        "joining_restore",
        "joining_stay",
        "partner_cancel",
        "assignment_end",
        "exception_remove",
    ]
    assert [coordinator.get(address(name, row.pk)).status_code for name in names] == [405] * 6


@pytest.mark.parametrize("name", ["projects", "joinings", "offices", "operators", "funders"])
def test_a_list_of_thirty_takes_as_many_queries_as_a_list_of_one(
    coordinator: Client, django_assert_max_num_queries: Any, name: str
) -> None:
    project = factories.ProjectFactory(funder=factories.FunderFactory(), coordinator=User.objects.first())
    url = address(name, project.pk) if name == "joinings" else address(name)
    seats = [factories.SIERADZ, factories.LODZ, factories.GERMANY]

    def fill(count: int) -> None:
        for number in range(count):
            party = factories.party(f"{name} {number} z {count}", place=seats[number % 3])
            factories.joining(project, party, DAY)
            Operator.objects.create(party=party)
            factories.office(f"biuro {number} z {count}")
            factories.joining(
                factories.ProjectFactory(funder=factories.FunderFactory(), coordinator=UserFactory()), party, DAY
            )

    fill(1)
    coordinator.get(url)
    with django_assert_max_num_queries(20) as few:
        coordinator.get(url)
    fill(29)
    with django_assert_max_num_queries(20) as many:
        coordinator.get(url)
    assert len(many) == len(few)


def test_the_page_of_an_office_takes_as_many_queries_for_a_year_as_for_a_week(
    coordinator: Client, django_assert_max_num_queries: Any
) -> None:
    office = factories.office(since=date(2024, 1, 1))
    counts = []
    for end in (date(2024, 1, 8), date(2024, 12, 31)):
        actions.count_days(office, date(2024, 1, 1), end, by=None)
        actions.set_exception(office, end + timedelta(days=1), hours=None, reason="", by=None)
        actions.assign(UserFactory(), role=Role.ADVISOR, office=office, since=DAY, by=None)
        coordinator.get(address("office", office.pk, rok="2024"))
        with django_assert_max_num_queries(25) as captured:
            coordinator.get(address("office", office.pk, rok="2024"))
        counts.append(len(captured))
    assert counts[0] == counts[1]
