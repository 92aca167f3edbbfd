"""Rows of offices, hours, projects, partners and joinings: what they add, what they change, what is refused."""

from collections.abc import Iterator
from datetime import date, time
from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation

from ognisko.accounts.tests.factories import UserFactory
from ognisko.core.tests.books import brought_in, changes, counted, said
from ognisko.ledger.actions import close
from ognisko.ledger.models import Entry
from ognisko.ledger.queries import verify
from ognisko.people.sheets import PARTIES
from ognisko.projects.actions import add_partner, set_area, set_hours
from ognisko.projects.models import Area, HoursException, Joining, Office, OfficeDay, OpeningHours, Partner, Project
from ognisko.projects.sheets import EXCEPTIONS, HOURS, JOININGS, OFFICES, PARTNERS, PROJECTS
from ognisko.projects.tests import factories

pytestmark = pytest.mark.django_db

LODZ, SIERADZ, SIERADZ_COUNTY = 106101, 101401, 101400
LAKA = {"Nazwa": "Stowarzyszenie „Łąka”", "Rodzaj": "stowarzyszenie", "Gmina": "Sieradz, miasto"}
OFFICE = {"Nazwa": "Biuro Sieradz", "Operator": LAKA["Nazwa"], "Gmina": "Sieradz, miasto", "Adres": "ul. Polna 1"}
PROJECT = {"Nazwa skrócona": "Sąsiedzi", "Nazwa": "Sąsiedzi działają", "Od": "1.01.2024", "Do": "31.12.2024"}


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def told(book: Any) -> list[tuple[int, str, str, str]]:
    """Row, column, message and advice of each error."""
    return [(one.row, one.column, one.message, one.advice) for one in book.errors]


# Offices --------------------------------------------------------------------------------------------------------------


def test_an_office_is_added_with_its_operator_repeated_and_changed() -> None:
    assert counted(brought_in((PARTIES, [LAKA]), (OFFICES, [OFFICE])))["Biura"] == (1, 0, 0)
    assert counted(brought_in((OFFICES, [OFFICE])))["Biura"] == (0, 0, 1)
    assert counted(brought_in((OFFICES, [{**OFFICE, "Nazwa": "biuro SIERADZ", "Adres": "ul. Nowa 2"}])))["Biura"] == (
        0, 1, 0,
    )  # fmt: skip
    zorza = {**LAKA, "Nazwa": "Zorza"}
    book = brought_in(
        (PARTIES, [zorza]), (OFFICES, [{**OFFICE, "Operator": "Zorza", "Adres": "ul. Inna", "Czynne": "nie"}])
    )
    assert changes(book.outcomes["Biura"]) == [
        (
            "Biuro Sieradz",
            (
                ("Operator", "Stowarzyszenie „Łąka”", "Zorza"),
                ("Adres", "ul. Nowa 2", "ul. Inna"),
                ("Czynne", "yes", "no"),
            ),
        )
    ]
    office = Office.objects.get()
    assert (office.name, office.operator.party.name, office.place_id, office.address, office.is_active) == (
        "Biuro Sieradz", "Zorza", SIERADZ, "ul. Inna", False,
    )  # fmt: skip


def test_an_office_does_not_move_and_stands_once_in_the_sheet() -> None:
    factories.office("Biuro Sieradz")
    book = brought_in((PARTIES, [LAKA]), (OFFICES, [{**OFFICE, "Gmina": "Łódź"}, OFFICE]))
    assert told(book) == [
        (2, "Gmina", "Biuro Sieradz is recorded in Sieradz (town).",
         "An office that has moved is a new office: give it a name of its own."),
        (3, "Nazwa", "This office stands in row 2 already.", "Leave one of the two rows."),
    ]  # fmt: skip


def week(
    since: str = "2.01.2024", closes: Any = "17:00", days: tuple[str, ...] = ("poniedziałek", "wt.")
) -> list[dict[str, Any]]:
    return [
        {
            "Biuro": "Biuro Sieradz",
            "Obowiązuje od": since,
            "Dzień tygodnia": day,
            "Otwarte od": time(9),
            "Otwarte do": closes,
        }
        for day in days
    ]


def test_hours_are_set_from_a_day_on_and_past_days_are_counted() -> None:
    factories.office("Biuro Sieradz")
    assert counted(brought_in((HOURS, week()), today=date(2024, 1, 10))) == {"Godziny biur": (2, 0, 0)}
    assert counted(brought_in((HOURS, week()), today=date(2024, 1, 10))) == {"Godziny biur": (0, 0, 2)}
    assert dict(OfficeDay.objects.filter(minutes__gt=0).values_list("day", "minutes")) == {
        date(2024, 1, 2): 480, date(2024, 1, 8): 480, date(2024, 1, 9): 480,
    }  # fmt: skip
    assert list(verify()) == []


def test_a_changed_week_is_set_anew_and_later_weeks_stay() -> None:
    office = factories.office("Biuro Sieradz")
    set_hours(office, [(1, time(9), time(17)), (2, time(9), time(17))], since=date(2024, 1, 2), by=None)
    set_hours(office, [(1, time(8), time(12))], since=date(2024, 6, 1), by=None)
    book = brought_in((HOURS, week(closes="18.00")), today=date(2024, 1, 10))
    assert changes(book.outcomes["Godziny biur"]) == [
        (
            "Biuro Sieradz",
            (("Otwarte od", "pon 09:00–17:00; wto 09:00–17:00", "pon 09:00–18:00; wto 09:00–18:00"),),
        ),
        ("Biuro Sieradz", ()),
    ]
    assert [
        (one.weekday, one.opens, one.closes, one.since, one.until)
        for one in OpeningHours.objects.order_by("period", "weekday")
    ] == [
        (1, time(9), time(18), date(2024, 1, 2), date(2024, 6, 1)),
        (2, time(9), time(18), date(2024, 1, 2), date(2024, 6, 1)),
        (1, time(8), time(12), date(2024, 6, 1), None),
    ]


def test_hours_that_cannot_be_are_refused() -> None:
    factories.office("Biuro Sieradz")
    rows = [
        *week(closes="8:00", days=("środa",)),
        *week(days=("piątek",)),
        {**week(days=("piątek",))[0], "Otwarte od": "16:00", "Otwarte do": "19:00"},
        {**week(days=("piątek",))[0], "Biuro": "Biuro Sieraz"},
        {**week(days=("piątek",))[0], "Biuro": "Wyspa"},
    ]
    assert told(brought_in((HOURS, rows))) == [
        (2, "Otwarte do", "The office closes before it opens.", "Check both times."),
        (4, "Otwarte od", "These hours overlap with those of row 3.", "Correct one of the two rows."),
        (5, "Biuro", "There is no office “Biuro Sieraz”.", "Did you mean “Biuro Sieradz”?"),
        (6, "Biuro", "There is no office “Wyspa”.", "Check the name, or add it to the sheet Biura."),
    ]


def test_hours_that_count_in_a_closed_period_need_a_reason() -> None:
    factories.office("Biuro Sieradz")
    close(date(2024, 1, 1), date(2024, 4, 1), by=None)
    book = brought_in((HOURS, week()))
    assert [(one.row, one.column, one.needs_reason) for one in book.errors] == [(2, "Obowiązuje od", True)]
    assert said(brought_in((HOURS, week()), reason="zapomniane godziny", today=date(2024, 1, 10))) == []
    assert set(Entry.objects.values_list("correction_reason", flat=True)) == {"zapomniane godziny"}


def test_exceptions_are_added_changed_and_repeated() -> None:
    factories.office("Biuro Sieradz", since=date(2024, 1, 2))
    rows = [
        {"Biuro": "Biuro Sieradz", "Dzień": "2.05.2024", "Powód": "szkolenie"},
        {"Biuro": "Biuro Sieradz", "Dzień": date(2024, 5, 6), "Otwarte od": "10:00", "Otwarte do": 14.0},
    ]
    assert counted(brought_in((EXCEPTIONS, rows))) == {"Wyjątki godzin": (2, 0, 0)}
    assert counted(brought_in((EXCEPTIONS, rows))) == {"Wyjątki godzin": (0, 0, 2)}
    book = brought_in((EXCEPTIONS, [{**rows[0], "Otwarte od": "9:00", "Otwarte do": "12:00", "Powód": "szkolenie"}]))
    assert changes(book.outcomes["Wyjątki godzin"]) == [
        (
            "Biuro Sieradz, 02.05.2024",
            (("Otwarte od", "–", "9:00"), ("Otwarte do", "–", "12:00"), ("Powód", "szkolenie", "szkolenie")),
        )
    ]
    assert [(one.day, one.opens, one.closes, one.reason) for one in HoursException.objects.order_by("day")] == [
        (date(2024, 5, 2), time(9), time(12), "szkolenie"),
        (date(2024, 5, 6), time(10), time(14), ""),
    ]


def test_exceptions_that_cannot_be_are_refused() -> None:
    factories.office("Biuro Sieradz")
    day = {"Biuro": "Biuro Sieradz", "Dzień": "2.05.2024"}
    assert told(
        brought_in((EXCEPTIONS, [day, day, {**day, "Otwarte od": "9:00"}, {**day, "Otwarte od": 9, "Otwarte do": 8}]))
    ) == [
        (3, "Dzień", "This day stands in row 2 already.", "Leave one of the two rows."),
        (4, "Otwarte do", "One of the two times is missing.", "Give both, or none for a day that is closed."),
        (5, "Otwarte do", "The office closes before it opens.", "Check both times."),
    ]


# Projects -------------------------------------------------------------------------------------------------------------


def test_a_project_is_added_with_leader_area_and_funder() -> None:
    anna = UserFactory(email="anna@osrodek.example")
    row = {
        **PROJECT, "Numer umowy": "12/2024", "Finansujący": "Fundusz Dobrego Sąsiedztwa", "Stan": "W toku",
        "Wartość": "250 000,00", "Dofinansowanie": 240000.0, "Waluta": "zł", "Lider": LAKA["Nazwa"],
        "Koordynator": "anna@osrodek.example", "Wymaga przystąpienia": "tak", "Obszar": "powiat sieradzki; Łódź",
        "Zadania": "Doradztwo\nAnimacja", "Tekst publiczny": "Dla sąsiadów.",
    }  # fmt: skip
    assert counted(brought_in((PARTIES, [LAKA]), (PROJECTS, [row])))["Projekty"] == (1, 0, 0)
    assert counted(brought_in((PROJECTS, [row]))) == {"Projekty": (0, 0, 1)}
    project = Project.objects.get()
    assert {
        "basics": (project.short_name, project.name, project.number, project.status, project.requires_joining),
        "money": (project.value, project.funding, project.currency, str(project.funder)),
        "dates": (project.since, project.until),
        "coordinator": project.coordinator,
        "texts": (project.tasks, project.public_text),
        "partners": [(one.party.name, one.role, one.since, one.until) for one in Partner.objects.all()],
        "area": [(one.place_id, one.since) for one in Area.objects.order_by("place_id")],
    } == {
        "basics": ("Sąsiedzi", "Sąsiedzi działają", "12/2024", "running", True),
        "money": (Decimal("250000.00"), Decimal("240000.00"), "PLN", "Fundusz Dobrego Sąsiedztwa"),
        "dates": (date(2024, 1, 1), date(2025, 1, 1)),
        "coordinator": anna,
        "texts": ("Doradztwo\nAnimacja", "Dla sąsiadów."),
        "partners": [(LAKA["Nazwa"], "leader", date(2024, 1, 1), date(2025, 1, 1))],
        "area": [(SIERADZ_COUNTY, date(2024, 1, 1)), (LODZ, date(2024, 1, 1))],
    }
    assert list(verify()) == []


def test_a_project_changes_where_its_row_says_something_else() -> None:
    brought_in((PROJECTS, [{**PROJECT, "Finansujący": "Fundusz", "Zadania": "Doradztwo"}]))
    project = Project.objects.get()
    set_area(project, [factories.Place.objects.get(code=LODZ)], since=project.since, by=None)
    row = {
        **PROJECT, "Nazwa": "SĄSIEDZI DZIAŁAJĄ", "Do": "30.06.2025", "Wartość": "1000", "Stan": "zakończony",
        "Finansujący": "Inny Fundusz", "Obszar": "Sieradz, miasto",
    }  # fmt: skip
    book = brought_in((PROJECTS, [row]))
    assert changes(book.outcomes["Projekty"]) == [
        (
            "Sąsiedzi",
            (
                ("Stan", "w toku", "zakończony"),
                ("Wartość", "–", "1\u00a0000"),
                ("Do", "31.12.2024", "30.06.2025"),
                ("Finansujący", "Fundusz", "Inny Fundusz"),
                ("Obszar", "Łódź", "Sieradz (town)"),
            ),
        )
    ]
    project.refresh_from_db()
    assert (project.name, project.tasks, project.until, str(project.funder)) == (
        "Sąsiedzi działają", "Doradztwo", date(2025, 7, 1), "Inny Fundusz",
    )  # fmt: skip
    assert list(Area.objects.filter(is_cancelled=False).values_list("place", flat=True)) == [SIERADZ]
    assert list(verify()) == []


def test_projects_that_cannot_be_are_refused() -> None:
    standing = factories.ProjectFactory(short_name="Stary", name="Stary projekt")
    led_by = factories.party("Fundacja „Zorza”")
    add_partner(standing, led_by, since=date(2020, 1, 1), role=Partner.Role.LEADER, by=None)
    factories.joining(standing, led_by, date(2024, 1, 15))
    old = {"Nazwa skrócona": "stary", "Nazwa": "Stary projekt", "Od": "1.01.2020"}
    rows = [
        {**PROJECT, "Do": "31.12.2023", "Wartość": 100, "Dofinansowanie": 200},
        {**PROJECT, "Nazwa skrócona": "SĄSIEDZI"},
        {**old, "Od": "1.02.2024", "Lider": LAKA["Nazwa"]},
        {**PROJECT, "Nazwa skrócona": "Trzeci", "Obszar": "Łódź; Atlantyda", "Koordynator": "nikt", "Lider": "Ewa Lis"},
    ]
    people = [LAKA, {"Nazwa": "Ewa Lis", "Rodzaj": "osoba"}]
    assert told(brought_in((PARTIES, people), (PROJECTS, rows))) == [
        (2, "Do", "The last day is earlier than the first.", "Check both dates."),
        (2, "Dofinansowanie", "The funding is more than the value.", "Check both amounts."),
        (3, "Nazwa skrócona", "This project stands in row 2 already.", "Leave one of the two rows."),
        (4, "Lider", "Fundacja „Zorza” is recorded as the leader.",
         "End its leadership on the page of the project first, or correct the cell."),
        (5, "Lider", "Ewa Lis is a person.", "Name a group or an organisation from the sheet Podmioty."),
        (5, "Koordynator", "Nobody who logs in here is known as “nikt”.",
         "Write the e-mail with which they log in. An administrator adds new people."),
        (5, "Obszar", "No place is called “Atlantyda”. Check the spelling or give the six digits of TERC.", ""),
        (4, "Od", "Joinings are recorded that would lie outside these dates.",
         "Check the dates, or cancel those joinings first."),
    ]  # fmt: skip


def test_partners_are_added_ended_and_repeated() -> None:
    brought_in((PARTIES, [LAKA]), (PROJECTS, [PROJECT]))
    row = {"Projekt": "Sąsiedzi działają", "Podmiot": LAKA["Nazwa"]}
    assert counted(brought_in((PARTNERS, [row]))) == {"Partnerzy": (1, 0, 0)}
    assert counted(brought_in((PARTNERS, [row]))) == {"Partnerzy": (0, 0, 1)}
    book = brought_in((PARTNERS, [{**row, "Do": "30.06.2024"}]))
    assert changes(book.outcomes["Partnerzy"]) == [(f"{LAKA['Nazwa']} – Sąsiedzi", (("Do", "–", "30.06.2024"),))]
    assert [(one.role, one.since, one.until) for one in Partner.objects.all()] == [
        ("partner", date(2024, 1, 1), date(2024, 7, 1))
    ]
    assert list(verify()) == []


def test_partners_that_cannot_be_are_refused() -> None:
    zorza = {**LAKA, "Nazwa": "Zorza"}
    brought_in((PARTIES, [LAKA, zorza]), (PROJECTS, [{**PROJECT, "Lider": LAKA["Nazwa"]}]))
    row = {"Projekt": "Sąsiedzi", "Podmiot": "Zorza"}
    rows = [row, row, {**row, "Podmiot": LAKA["Nazwa"], "Rola": "partner"}, {**row, "Projekt": "Sąsiad"}]
    assert told(brought_in((PARTNERS, rows))) == [
        (3, "Podmiot", "This partner stands in row 2 already.", "Leave one of the two rows."),
        (4, "Rola", "It is recorded in another role.",
         "End that partnership on the page of the project first, or correct the cell."),
        (5, "Projekt", "There is no project “Sąsiad”.", "Did you mean “Sąsiedzi”?"),
    ]  # fmt: skip
    book = brought_in((PARTNERS, [{**row, "Rola": "lider"}, {**row, "Do": "1.01.2023"}]))
    assert told(book) == [
        (2, "Rola", "Stowarzyszenie „Łąka” is recorded as the leader.",
         "End its leadership on the page of the project first, or correct the cell."),
        (3, "Do", "The last day is earlier than the first.", "Check both dates."),
    ]  # fmt: skip


def test_the_leader_may_also_stand_among_the_partners() -> None:
    leader = {"Projekt": "Sąsiedzi", "Podmiot": LAKA["Nazwa"], "Rola": "lider"}
    sheets = ((PARTIES, [LAKA]), (PROJECTS, [{**PROJECT, "Lider": LAKA["Nazwa"]}]), (PARTNERS, [leader]))
    assert counted(brought_in(*sheets))["Partnerzy"] == (0, 0, 1)
    assert counted(brought_in(*sheets)) == {"Podmioty": (0, 0, 1), "Projekty": (0, 0, 1), "Partnerzy": (0, 0, 1)}
    assert Partner.objects.count() == 1


# Joinings -------------------------------------------------------------------------------------------------------------


def test_joinings_are_added_ended_and_repeated() -> None:
    row = {"Projekt": "Sąsiedzi", "Podmiot": LAKA["Nazwa"], "Data przystąpienia": "5 marca 2024"}
    assert counted(brought_in((PARTIES, [LAKA]), (PROJECTS, [PROJECT]), (JOININGS, [row])))["Przystąpienia"] == (
        1,
        0,
        0,
    )
    assert counted(brought_in((JOININGS, [row]))) == {"Przystąpienia": (0, 0, 1)}
    book = brought_in((JOININGS, [{**row, "Ostatni dzień udziału": "30.06.2024"}]))
    assert changes(book.outcomes["Przystąpienia"]) == [
        (f"{LAKA['Nazwa']} – Sąsiedzi", (("Ostatni dzień udziału", "–", "30.06.2024"),))
    ]
    again = {**row, "Data przystąpienia": "1.09.2024"}
    assert counted(brought_in((JOININGS, [again]))) == {"Przystąpienia": (1, 0, 0)}
    assert [(one.joined_on, one.left_on) for one in Joining.objects.order_by("joined_on")] == [
        (date(2024, 3, 5), date(2024, 7, 1)),
        (date(2024, 9, 1), None),
    ]
    assert list(verify()) == []


def test_joinings_that_cannot_be_are_refused() -> None:
    brought_in((PARTIES, [LAKA, {**LAKA, "Nazwa": "Zorza"}]), (PROJECTS, [PROJECT]))
    factories.joining(Project.objects.get(), factories.Party.objects.get(name="Zorza"), date(2024, 2, 1))
    row = {"Projekt": "Sąsiedzi", "Podmiot": LAKA["Nazwa"], "Data przystąpienia": "5.03.2024"}
    rows = [
        row,
        {**row, "Data przystąpienia": "6.03.2024"},
        {**row, "Podmiot": "Zorza", "Data przystąpienia": "2.02.2024"},
        {**row, "Data przystąpienia": "5.03.2025"},
        {**row, "Podmiot": "Zorza", "Data przystąpienia": "1.02.2024", "Ostatni dzień udziału": "1.01.2024"},
        {**row, "Podmiot": "7250000111"},
    ]
    assert told(brought_in((JOININGS, rows))) == [
        (3, "Podmiot", "The same joining stands in row 2.", "Leave one of the two rows."),
        (4, "Data przystąpienia", "It has joined already, on 01.02.2024.", "Correct the day, or take the row out."),
        (
            5,
            "Data przystąpienia",
            "The day lies outside the project Sąsiedzi.",
            "Check the day, or the dates of the project.",
        ),
        (6, "Ostatni dzień udziału", "The last day is earlier than the first.", "Check both dates."),
        (
            7,
            "Podmiot",
            "No party has the number 7250000111.",
            "Check the digits, or add the party to the sheet Podmioty.",
        ),
    ]


def test_joinings_in_a_closed_period_need_a_reason() -> None:
    brought_in((PARTIES, [LAKA, {"Nazwa": "Ewa Lis", "Rodzaj": "osoba"}]), (PROJECTS, [PROJECT]))
    close(date(2024, 1, 1), date(2024, 4, 1), by=None)
    rows = [
        {"Projekt": "Sąsiedzi", "Podmiot": LAKA["Nazwa"], "Data przystąpienia": "5.03.2024"},
        {"Projekt": "Sąsiedzi", "Podmiot": "Ewa Lis", "Data przystąpienia": "5.04.2024"},
    ]
    book = brought_in((JOININGS, rows))
    assert [(one.row, one.column, one.needs_reason) for one in book.errors] == [(2, "Data przystąpienia", True)]
    assert said(brought_in((JOININGS, rows), reason="spóźniona deklaracja")) == []
    assert Joining.objects.count() == 2
