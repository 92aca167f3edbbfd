"""Whom each member of staff looks after: when the centre was last in touch, and handing over with a way back."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ognisko.accounts.models import Role, User
from ognisko.accounts.tests.factories import UserFactory
from ognisko.advice.actions import SessionDraft, cancel_session, record_session
from ognisko.advice.tests.factories import KindFactory
from ognisko.core.spreadsheets import read_workbook
from ognisko.desk.queries.care import CareFilter, contact_word, in_care
from ognisko.people.actions import add_note, finish_task
from ognisko.people.models import Party
from ognisko.people.tests.factories import PartyFactory, TaskFactory

pytestmark = pytest.mark.django_db

TODAY = date(2025, 3, 13)


@pytest.fixture
def hanna() -> User:
    return UserFactory(name="Hanna Wrzosek")


@pytest.fixture
def browser(hanna: User) -> Client:
    client = Client()
    client.force_login(hanna)
    return client


def advised(party: Party, by: User, day: date, **more: object):
    return record_session(
        SessionDraft(day=day, minutes=60, kind=KindFactory(key="key"), advisor=by, party=party, **more), by=by
    )


def names(user: User, **wanted: object) -> list[str]:
    return [party.name for party in in_care(CareFilter(user, **wanted), TODAY)]


def test_the_last_contact_is_the_latest_session_note_or_finished_task_of_the_past(hanna) -> None:
    parties = {
        name: PartyFactory(name=name, caretaker=hanna) for name in ("Nigdy", "Sesja", "Razem", "Notatka", "Zadanie")
    }
    advised(parties["Sesja"], hanna, date(2024, 5, 1))
    advised(parties["Sesja"], hanna, date(2025, 4, 1))
    cancel_session(advised(parties["Nigdy"], hanna, date(2025, 1, 1)), by=hanna)
    advised(PartyFactory(name="Czyjś"), hanna, date(2024, 6, 1), other_parties=[parties["Razem"]])
    add_note(parties["Notatka"], "Zmiana zarządu", by=hanna)
    TaskFactory(party=parties["Notatka"], assignee=hanna)
    finish_task(TaskFactory(party=parties["Zadanie"], assignee=hanna), by=hanna)
    today = timezone.localdate()
    rows = in_care(CareFilter(hanna), TODAY)
    assert [(row.name, row.last_contact, contact_word(row), row.open_tasks) for row in rows] == [
        ("Nigdy", None, "jeszcze żadnego", 0),
        ("Sesja", date(2024, 5, 1), "sesja", 0),
        ("Razem", date(2024, 6, 1), "sesja", 0),
        ("Notatka", today, "notatka", 1),
        ("Zadanie", today, "zrobione zadanie", 0),
    ]


def test_the_list_is_narrowed_to_a_caretaker_to_anybody_to_nobody_and_to_those_forgotten(hanna) -> None:
    zofia = UserFactory(name="Zofia")
    for name, caretaker, day in (("A", hanna, date(2024, 9, 12)), ("B", hanna, date(2024, 9, 13)), ("C", zofia, TODAY)):
        advised(PartyFactory(name=name, caretaker=caretaker), hanna, day)
    PartyFactory(name="D")
    assert [names(hanna), names(zofia), names(None), names(None, is_anybody=True)] == [
        ["A", "B"], ["C"], ["D"], ["A", "B", "C"],
    ]  # fmt: skip
    assert [names(hanna, quiet_months=months) for months in (1, 6, 12)] == [["A", "B"], ["A"], []]


def test_ticked_parties_change_hands_and_the_toast_takes_it_back(browser, hanna) -> None:
    zofia = UserFactory(name="Zofia")
    mine = [PartyFactory(caretaker=hanna) for _number in range(3)]
    answer = browser.post(
        "/opieka/przekaz/", {"party": [mine[0].pk, mine[1].pk], "caretaker": zofia.pk, "query": "quiet=6"}, follow=True
    )
    assert answer.redirect_chain == [("/opieka/?quiet=6", 302)]
    assert "Zofia ma pod opieką o 2 podmioty więcej." in answer.content.decode()
    assert [Party.objects.get(pk=party.pk).caretaker for party in mine] == [zofia, zofia, hanna]
    browser.post("/opieka/cofnij/?query=quiet%3D6")
    assert [Party.objects.get(pk=party.pk).caretaker for party in mine] == [hanna] * 3


def test_all_that_the_list_shows_change_hands_also_on_other_pages(browser, hanna) -> None:
    zofia = UserFactory(name="Zofia")
    for _number in range(55):
        PartyFactory(caretaker=hanna)
    browser.post("/opieka/przekaz/", {"every": "on", "caretaker": zofia.pk, "query": ""})
    assert (Party.objects.filter(caretaker=hanna).count(), Party.objects.filter(caretaker=zofia).count()) == (0, 55)


def test_nothing_ticked_or_nobody_chosen_is_said_and_changes_nothing(browser, hanna) -> None:
    party = PartyFactory(caretaker=hanna)
    for data in ({"caretaker": hanna.pk}, {"party": [party.pk]}, {"party": ["x"], "caretaker": hanna.pk}):
        assert browser.post("/opieka/przekaz/", data, follow=True).status_code == 200
    assert Party.objects.get(pk=party.pk).caretaker == hanna


def test_an_auditor_reads_the_list_but_hands_nothing_over(hanna) -> None:
    auditor = UserFactory(roles=[Role.AUDITOR])
    party = PartyFactory(caretaker=hanna)
    client = Client()
    client.force_login(auditor)
    page = client.get("/opieka/?who=all").content.decode()
    assert (party.name in page, "opieka/przekaz" in page) == (True, False)
    assert client.post("/opieka/przekaz/", {"party": [party.pk], "caretaker": auditor.pk}).status_code == 404


def test_the_export_has_every_line(browser, hanna) -> None:
    advised(PartyFactory(name="Fundacja Kąt", caretaker=hanna), hanna, date(2024, 5, 1))
    (sheet,) = read_workbook(browser.get("/opieka/?format=xlsx").content)
    head, row = (one.cells for one in sheet.rows)
    assert head[1:] == (
        "Nazwa", "Rodzaj", "Siedziba", "Opiekun", "Ostatni kontakt", "Co to było", "Otwarte zadania",
    )  # fmt: skip
    assert row[1:] == ("Fundacja Kąt", "stowarzyszenie", "Sieradz (miasto)", "Hanna Wrzosek", date(2024, 5, 1),
                       "sesja", 0)  # fmt: skip


def test_the_list_sorts_and_asks_as_often_for_thirty_as_for_one(browser, hanna) -> None:
    counts = []
    for number in (1, 29):
        for index in range(number):
            advised(PartyFactory(caretaker=hanna), hanna, TODAY - timedelta(days=index))
        with CaptureQueriesContext(connection) as captured:
            assert browser.get("/opieka/?sort=-last").status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1]
    dates = [row.last_contact for row in in_care(CareFilter(hanna), TODAY)]
    assert dates == sorted(dates)
