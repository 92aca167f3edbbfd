"""Rows of sessions: how one is recognised, what it adds and changes, what is refused."""

from collections.abc import Iterator
from datetime import date, time
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from ognisko.accounts.models import Role, User
from ognisko.accounts.tests.factories import UserFactory
from ognisko.advice.actions import SessionDraft, cancel_session, change_session, record_session
from ognisko.advice.models import Kind, Session, SessionParty
from ognisko.advice.rules import SHIPPED_KINDS
from ognisko.advice.sheets import SESSIONS
from ognisko.advice.tests import factories
from ognisko.core.tests.books import brought_in, changes, counted, said
from ognisko.ledger.actions import close
from ognisko.ledger.models import Entry
from ognisko.ledger.queries import verify
from ognisko.people.models import Party
from ognisko.people.rules import Kind as PartyKind
from ognisko.people.sheets import PARTIES
from ognisko.projects.models import Joining, Office, Project
from ognisko.projects.sheets import JOININGS, PROJECTS

pytestmark = pytest.mark.django_db

LAKA = {"Nazwa": "Stowarzyszenie „Łąka”", "Rodzaj": "stowarzyszenie", "Gmina": "Sieradz, miasto", "NIP": "7250000105"}
ZORZA = {"Nazwa": "Zorza", "Rodzaj": "fundacja", "Gmina": "Łódź"}
PROJECT = {"Nazwa skrócona": "Sąsiedzi", "Nazwa": "Sąsiedzi działają", "Od": "1.01.2024", "Wymaga przystąpienia": "tak"}
ROW = {
    "Data": "13 marca 2024",
    "Czas trwania": "1,5",
    "Rodzaj": "prawne",
    "Doradca": "anna@osrodek.example",
    "Podmiot": "Łąka",
}


@pytest.fixture(autouse=True)
def anna() -> Iterator[User]:
    """An advisor, the kinds of sessions, two parties and an office, in English."""
    for number, kind in enumerate(SHIPPED_KINDS):
        Kind.objects.get_or_create(
            key=kind.key,
            defaults={"name": kind.name, "name_en": kind.name_en, "category": kind.category, "position": number},
        )
    user = UserFactory(email="anna@osrodek.example", name="Anna Kowalska")
    brought_in((PARTIES, [{**LAKA, "Nazwa skrócona": "Łąka"}, ZORZA]))
    factories.office("Biuro Sieradz")
    with translation.override("en"):
        yield user


def told(book: Any) -> list[tuple[int, str, str, str]]:
    """Row, column, message and advice of each error."""
    return [(one.row, one.column, one.message, one.advice) for one in book.errors]


def known_of(session: Session) -> dict[str, Any]:
    """All that a row can say of a session."""
    return {
        "number": session.number,
        "when": (session.day, session.starts_at, session.minutes),
        "kind": (session.kind.key, session.form),
        "who": (session.advisor.email, session.party.name, session.people_count),
        "others": [one.party.name for one in session.participations.all()],
        "where": (
            session.project and session.project.short_name,
            session.office and session.office.name,
            session.place_id,
        ),
        "subject": session.subject,
    }


def test_a_row_adds_a_session_with_all_that_it_says() -> None:
    row = {
        **ROW,
        "Numer": "17/2024",
        "Godzina": "9.30",
        "Forma": "Zoom",
        "Inne podmioty": "Zorza; Łąka",
        "Liczba osób": 3.0,
        "Projekt": "Sąsiedzi działają",
        "Biuro": "biuro sieradz",
        "Gmina": "Łódź",
        "Temat": "statut",
        "Doradca": "anna kowalska",
        "Rodzaj": "Doradztwo prawne",
    }
    joinings = [
        {"Projekt": "Sąsiedzi", "Podmiot": name, "Data przystąpienia": "1.03.2024"} for name in ("Łąka", "Zorza")
    ]
    book = brought_in((PROJECTS, [PROJECT]), (JOININGS, joinings), (SESSIONS, [row]))
    assert (said(book), counted(book)["Sesje"]) == ([], (1, 0, 0))
    assert known_of(Session.objects.get()) == {
        "number": "17/2024",
        "when": (date(2024, 3, 13), time(9, 30), 90),
        "kind": ("legal", "online"),
        "who": ("anna@osrodek.example", "Stowarzyszenie „Łąka”", 3),
        "others": ["Zorza"],
        "where": ("Sąsiedzi", "Biuro Sieradz", factories.LODZ),
        "subject": "statut",
    }
    assert list(verify()) == []


def test_a_short_row_takes_the_usual() -> None:
    brought_in((SESSIONS, [ROW]))
    assert known_of(Session.objects.get()) == {
        "number": "",
        "when": (date(2024, 3, 13), None, 90),
        "kind": ("legal", "in_person"),
        "who": ("anna@osrodek.example", "Stowarzyszenie „Łąka”", 1),
        "others": [],
        "where": (None, None, None),
        "subject": "",
    }


def test_a_repeated_file_adds_nothing_and_two_equal_rows_are_two_sessions() -> None:
    rows = [ROW, ROW, {**ROW, "Numer": "1"}, {**ROW, "Temat": "statut"}]
    assert counted(brought_in((SESSIONS, rows))) == {"Sesje": (4, 0, 0)}
    assert counted(brought_in((SESSIONS, rows))) == {"Sesje": (0, 0, 4)}
    assert counted(brought_in((SESSIONS, [*rows, ROW]))) == {"Sesje": (1, 0, 4)}
    assert Session.objects.count() == 5


def test_a_row_is_recognised_after_its_session_was_changed_or_cancelled_here(anna: User) -> None:
    rows = [ROW, {**ROW, "Temat": "statut"}]
    brought_in((SESSIONS, rows))
    first, second = Session.objects.order_by("id")
    change_session(first, SessionDraft(date(2023, 5, 5), 60, first.kind, anna, first.party), by=None)
    cancel_session(second, by=None)
    assert counted(brought_in((SESSIONS, rows))) == {"Sesje": (0, 0, 2)}


def test_a_row_is_recognised_when_somebody_has_typed_it_in_already(anna: User) -> None:
    laka, legal = Party.objects.get(short_name="Łąka"), Kind.objects.get(key="legal")
    record_session(SessionDraft(date(2024, 3, 13), 90, legal, anna, laka), by=anna)
    assert counted(brought_in((SESSIONS, [ROW, ROW]))) == {"Sesje": (1, 0, 1)}


def test_the_length_of_a_session_may_be_written_in_many_ways() -> None:
    written = ["1,5", 1.5, "1:30", time(1, 30), "90 min", "1 h 30 min"]
    brought_in((SESSIONS, [{**ROW, "Czas trwania": one, "Temat": str(number)} for number, one in enumerate(written)]))
    assert list(Session.objects.values_list("minutes", flat=True)) == [90] * 6


def test_a_session_found_by_its_number_changes_where_the_row_says_something_else(anna: User) -> None:
    laka, zorza = Party.objects.get(short_name="Łąka"), Party.objects.get(name="Zorza")
    ewa = factories.party("Ewa Lis", PartyKind.PERSON)
    draft = SessionDraft(
        date(2024, 3, 13), 90, Kind.objects.get(key="legal"), anna, laka, number="17", present=[ewa], people_count=4,
        office=Office.objects.get(), subject="statut", confidential_note="tylko dla mnie",
    )  # fmt: skip
    record_session(draft, by=anna)
    row = {
        **ROW, "Numer": 17.0, "Data": "14.03.2024", "Godzina": "10:00", "Czas trwania": 2, "Rodzaj": "kluczowe",
        "Forma": "online", "Podmiot": "Zorza", "Inne podmioty": "Łąka", "Gmina": "Łódź",
    }  # fmt: skip
    assert counted(brought_in((SESSIONS, [{**ROW, "Numer": "17"}]))) == {"Sesje": (0, 0, 1)}
    book = brought_in((SESSIONS, [row]))
    assert changes(book.outcomes["Sesje"]) == [
        (
            "Zorza, 14.03.2024",
            (
                ("Data", "13.03.2024", "14.03.2024"),
                ("Godzina", "–", "10:00"),
                ("Czas trwania", "1,5 h", "2 h"),
                ("Rodzaj", "prawne", "kluczowe"),
                ("Forma", "osobiście", "online"),
                ("Podmiot", "Stowarzyszenie „Łąka”", "Zorza"),
                ("Inne podmioty", "–", "Stowarzyszenie „Łąka”"),
                ("Gmina", "–", "Łódź"),
            ),
        )
    ]
    session = Session.objects.get()
    capacity = SessionParty.Capacity
    assert (session.confidential_note, session.people_count, session.subject, session.office, session.party) == (
        "tylko dla mnie", 4, "statut", Office.objects.get(), zorza,
    )  # fmt: skip
    assert {(one.party, one.capacity) for one in session.participations.all()} == {
        (ewa, capacity.PRESENT), (laka, capacity.PARTY),
    }  # fmt: skip
    assert list(verify()) == []


def test_a_session_with_a_confidential_note_changes_hands_only_by_its_advisor_or_the_director(anna: User) -> None:
    laka, legal = Party.objects.get(short_name="Łąka"), Kind.objects.get(key="legal")
    draft = SessionDraft(date(2024, 3, 13), 90, legal, anna, laka, number="17", confidential_note="tylko dla mnie")
    record_session(draft, by=anna)
    ewa = UserFactory(email="ewa@osrodek.example")
    row = {**ROW, "Numer": "17", "Doradca": ewa.email}
    message = "This session has a confidential note. Only its advisor or the director can give it to somebody else."
    refused = [(2, "Doradca", message, "")]
    coordinator = UserFactory(roles=[Role.COORDINATOR])
    assert [told(brought_in((SESSIONS, [row]), by=user)) for user in (None, coordinator)] == [refused, refused]
    assert told(brought_in((SESSIONS, [row]), by=UserFactory(roles=[Role.DIRECTOR]))) == []
    session = Session.objects.get()
    assert (session.advisor, session.confidential_note) == (ewa, "tylko dla mnie")


@pytest.mark.parametrize(("now", "shown"), [("18/2024", "18/2024"), ("", "–")])
def test_a_number_that_a_session_came_in_with_is_not_given_to_another(now: str, shown: str) -> None:
    brought_in((SESSIONS, [{**ROW, "Numer": "17/2024"}]))
    Session.objects.update(number=now)
    book = brought_in((SESSIONS, [{**ROW, "Numer": "17/2024", "Temat": "statut"}]))
    assert (told(book), counted(book)) == (
        [
            (
                2,
                "Numer",
                f"The number 17/2024 belonged to the session of 13.03.2024, which now has: {shown}.",
                "If the row means that session, write its present number. If it is another one, give it a new one.",
            )
        ],
        {},
    )


def test_rows_that_cannot_be_are_refused() -> None:
    rows = [
        {**ROW, "Numer": "1"},
        {**ROW, "Numer": "1"},
        {**ROW, "Czas trwania": 90},
        {**ROW, "Czas trwania": 0},
        {**ROW, "Data": "1.02.2025"},
        {**ROW, "Rodzaj": "prawnicze"},
        {**ROW, "Doradca": "ana@osrodek.example", "Podmiot": "Łączka", "Projekt": "Brak", "Biuro": "Biuro Sieraz"},
        {**ROW, "Inne podmioty": "Zorza; Zorzka; Nikt", "Gmina": "Sieradz"},
        {**ROW, "Liczba osób": "kilka"},
    ]
    assert told(brought_in((SESSIONS, rows))) == [
        (7, "Rodzaj", "“prawnicze” is not on the list.", "Did you mean “prawne”?"),
        (10, "Liczba osób", "“kilka” is not a whole number.", "Type digits alone, for example 3."),
        (
            4,
            "Czas trwania",
            "90 h can't be the length of a session.",
            "Type hours, at most 16, or minutes with their unit: 90 min.",
        ),
        (
            5,
            "Czas trwania",
            "0 h can't be the length of a session.",
            "Type hours, at most 16, or minutes with their unit: 90 min.",
        ),
        (6, "Data", "This day is still to come.", "Sessions are recorded once they were held. Check the year."),
        (
            8,
            "Doradca",
            "Nobody who logs in here is known as “ana@osrodek.example”.",
            "Did you mean “anna@osrodek.example”?",
        ),
        (8, "Podmiot", "There is no party “Łączka”.", "Did you mean “Stowarzyszenie „Łąka””?"),
        (8, "Projekt", "There is no project “Brak”.", "Check the name, or add it to the sheet Projekty."),
        (8, "Biuro", "There is no office “Biuro Sieraz”.", "Did you mean “Biuro Sieradz”?"),
        (
            9,
            "Gmina",
            (
                "“Sieradz” can mean several places: Sieradz (town), sieradzki county, Sieradz (rural municipality), "
                "sieradzki county. Add the kind of municipality or the county."
            ),
            "",
        ),
        (9, "Inne podmioty", "There is no party “Zorzka”.", "Did you mean “Zorza”?"),
        (
            9,
            "Inne podmioty",
            "There is no party “Nikt”.",
            "Check the name, or add the party to the sheet Podmioty or Osoby.",
        ),
        (3, "Numer", "The number 1 stands in row 2 already.", "Correct one of the two, or empty it."),
    ]
    assert Session.objects.count() == 0


def test_a_project_that_requires_joining_is_refused_to_who_has_not_joined_by_the_day() -> None:
    joining = {
        "Projekt": "Sąsiedzi",
        "Podmiot": "Łąka",
        "Data przystąpienia": "13.03.2024",
        "Ostatni dzień udziału": "20.03.2024",
    }
    rows = [
        {**ROW, "Projekt": "Sąsiedzi", "Data": day, "Inne podmioty": other}
        for day, other in (
            ("12.03.2024", "Łąka"), ("13.03.2024", "Łąka"), ("20.03.2024", "Zorza"), ("21.03.2024", "Łąka"),
        )
    ]  # fmt: skip
    refused = "had not joined Sąsiedzi by this day."
    advice = "Add the joining to the sheet Przystąpienia, or name another project."
    expected = [
        (2, "Podmiot", f"Stowarzyszenie „Łąka” {refused}", advice),
        (4, "Inne podmioty", f"Zorza {refused}", advice),
        (5, "Podmiot", f"Stowarzyszenie „Łąka” {refused}", advice),
    ]
    assert told(brought_in((PROJECTS, [PROJECT]), (JOININGS, [joining]), (SESSIONS, rows))) == expected
    brought_in((PROJECTS, [PROJECT]), (JOININGS, [joining]))
    assert told(brought_in((SESSIONS, rows))) == expected
    assert (Joining.objects.count(), Session.objects.count()) == (1, 0)


def test_a_session_in_a_closed_period_needs_a_reason_and_is_a_correction() -> None:
    close(date(2024, 1, 1), date(2024, 4, 1), by=None)
    rows = [ROW, {**ROW, "Data": "1.04.2024"}]
    book = brought_in((SESSIONS, rows))
    assert [(one.row, one.column, one.message, one.needs_reason) for one in book.errors] == [
        (2, "Data", "This period is closed.", True)
    ]
    assert said(brought_in((SESSIONS, rows), reason="spóźniony rejestr")) == []
    # Repeated without a reason it is skipped: nothing is written into the closed period.
    assert counted(brought_in((SESSIONS, rows))) == {"Sesje": (0, 0, 2)}
    assert set(Entry.objects.values_list("correction_reason", flat=True)) == {"spóźniony rejestr"}


def test_the_number_of_queries_is_the_same_for_one_row_and_for_thirty() -> None:
    counts = []
    for count in (1, 30):
        rows = [
            {**ROW, "Numer": f"{count}/{number}" if number % 2 else "-", "Temat": str(count)} for number in range(count)
        ]
        rows = [{key: value for key, value in row.items() if value != "-"} for row in rows]
        with CaptureQueriesContext(connection) as queries:
            brought_in((SESSIONS, [{**ROW, "Numer": f"x{count}"}, *rows]))
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert Project.objects.count() == 0
