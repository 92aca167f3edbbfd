"""The history of every record: who changed what, when, from what to what, and who may read it."""

import re
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

import pghistory
import pytest
from django.apps import apps
from django.test import Client

from ognisko.accounts.actions import change_user, reset_second_factor
from ognisko.accounts.models import Role, User
from ognisko.accounts.tests.factories import UserFactory
from ognisko.advice.actions import change_session, draft_of
from ognisko.advice.actions.appointments import book_appointment, move_appointment
from ognisko.advice.actions.hours import change_hours
from ognisko.advice.models import Kind
from ognisko.advice.tests.factories import advice_hours, asked, hours_draft, session
from ognisko.bookings.rules import ZONE
from ognisko.core.history import Change, Table, changes
from ognisko.core.spreadsheets import read_workbook
from ognisko.desk.queries.history import RECORDS, history
from ognisko.people import actions as people
from ognisko.people.models import Party
from ognisko.people.rules import Kind as PartyKind
from ognisko.people.tests.factories import PartyFactory
from ognisko.places.models import Place
from ognisko.projects import actions as projects
from ognisko.projects.tests.factories import SIERADZ, ProjectFactory
from ognisko.projects.tests.factories import office as make_office

pytestmark = pytest.mark.django_db

UNTOLD = {
    "people.Reminder": "a letter that was sent is never changed",
    "people.Merge": "the list of merges tells each of them, and its undoing",
    "people.Different": "said and taken back in the list of likely doubles; it changes no party",
    "people.Erasure": "the register of erasures tells it, and nothing changes it",
    "people.DataCopy": "made once and never changed; the page of the person's data lists them",
    "advice.VisitReminder": "a letter that was sent is never changed",
    "questionnaires.AnswerSheet": "what was answered when is told by the edits of the sheet",
    "files.File": "kept as it came; taken and removed, which its own page says",
    "reports.BlockDraft": "what is typed and put right a minute later is nobody's business",
    "advice.DraftRow": "what is typed and put right a minute later is nobody's business",
}
"""Tables that are tracked and on no page, each with its reason."""


@pytest.fixture
def user() -> User:
    return UserFactory(name="Hanna Wrzosek", roles=[Role.COORDINATOR.value])


@pytest.fixture
def client(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def told(what: str, record: Any, user: User) -> list[tuple[Change, ...]]:
    return [one.changes for one in history(RECORDS[what], record, user)]


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_every_tracked_table_is_told_somewhere() -> None:
    """A new table names its place: in an app's history.py, or above with a reason."""
    tracked = {
        model.pgh_tracked_model._meta.label
        for model in apps.get_models()
        if getattr(model, "pgh_tracked_model", None) is not None
    }
    shown = {table.model._meta.label for record in RECORDS.values() for table in record.tables}
    assert tracked - shown == set(UNTOLD)


def test_each_history_answers_and_has_a_page_to_go_back_to(client: Client) -> None:
    """Whole tables: without a record nothing is wrong either."""
    administrator = UserFactory(roles=[Role.ADMINISTRATOR.value])
    client.force_login(administrator)
    whole = [what for what, record in RECORDS.items() if record.model is None]
    assert [client.get(f"/historia/{what}/0/").status_code for what in whole] == [200] * len(whole)
    assert [client.get(f"/historia/{what}/7/").status_code for what in whole] == [404] * len(whole)
    assert client.get("/historia/nieznane/1/").status_code == 404


@pytest.mark.parametrize("what", sorted(what for what, record in RECORDS.items() if record.model))
def test_a_history_of_nothing_is_not_found(client: Client, what: str) -> None:
    assert client.get(f"/historia/{what}/999999/").status_code == 404


@pytest.mark.django_db(transaction=True)  # the history tells transactions apart by their time
def test_the_page_of_a_party_tells_who_changed_what_from_what_to_what(client: Client) -> None:
    client.post(
        "/podmioty/dodaj/?kind=group", {"kind": "10", "name": "Ogród", "place": "101401", "since": "2019-03-01"}
    )
    party = Party.objects.get()
    client.post(f"/podmioty/{party.pk}/zmien/", {"name": "Ogród za Szkołą", "tags": "zieleń", "emails": "a@b.example"})
    client.post(f"/podmioty/{party.pk}/rodzaj/", {"kind": "20", "since": "2021-05-14"})
    html = client.get(f"/historia/podmiot/{party.pk}/").content.decode()
    sections = re.findall(r'<section class="section">(.*?)</section>', html, re.DOTALL)
    changed = "Rodzaj grupa nieformalna, od 1 marca 2019 zmieniono na grupa nieformalna, 1 marca 2019 – 13 maja 2021"
    assert [words(part).partition("Hanna Wrzosek ")[2] for part in sections] == [
        f"{changed} Rodzaj stowarzyszenie, od 14 maja 2021",
        "Nazwa Ogród zmieniono na Ogród za Szkołą E-mail a@b.example Etykieta zieleń",
        "Dodano do rejestru Ogród Rodzaj grupa nieformalna, od 1 marca 2019 Siedziba Sieradz (miasto)",
    ]
    part = words(client.get(f"/historia/podmiot/{party.pk}/", headers={"HX-Request": "true"}).content.decode())
    assert part.endswith("Siedziba Sieradz (miasto) Na osobnej stronie")


def test_a_history_is_a_file_too_for_those_who_see_the_page(client: Client) -> None:
    party = PartyFactory(name="Ogród")
    (sheet,) = read_workbook(client.get(f"/historia/podmiot/{party.pk}/", {"format": "xlsx"}).content)
    assert sheet.rows[0].cells == ("Kiedy", "Kto", "Skąd", "Co", "Przed", "Po")
    assert sheet.rows[1].cells[1:] == ("system", None, "dodano do rejestru", None, "Ogród")
    assert client.get(f"/historia/podmiot/{party.pk}/", {"format": "pdf"}).status_code == 404
    client.force_login(UserFactory(roles=[Role.ASSESSOR.value]))
    assert client.get(f"/historia/podmiot/{party.pk}/", {"format": "csv"}).status_code == 404


def test_a_history_takes_a_fixed_number_of_queries(client: Client, django_assert_num_queries: Any) -> None:
    party = PartyFactory(email="a@b.example", nip="7250018312", tags=["rzeka"])
    client.get(f"/historia/podmiot/{party.pk}/")
    for more in (1, 19):
        for _ in range(more):
            person = PartyFactory(kind=PartyKind.PERSON)
            people.add_membership(person, party, role="członek", since=None, by=None)
        with django_assert_num_queries(19):
            client.get(f"/historia/podmiot/{party.pk}/")


def test_an_import_is_told_with_its_file(user: User) -> None:
    with pghistory.context(user=user.pk, file="rejestry.xlsx"):
        party = PartyFactory()
    (one,) = history(RECORDS["podmiot"], party, user)
    assert (one.by, one.where) == ("Hanna Wrzosek", "z pliku rejestry.xlsx")


@pytest.mark.django_db(transaction=True)
def test_a_session_tells_its_changes_and_never_its_note(user: User) -> None:
    held = session(party=PartyFactory(), advisor=user, confidential_note="Spór", minutes=90)
    other = PartyFactory(name="Fundacja „Ciepły Kąt”")
    change_session(
        held, replace(draft_of(held), minutes=120, other_parties=[other], confidential_note="Inny spór"), by=user
    )
    assert told("sesja", held, user) == [
        (Change("czas trwania", "1,5 h", "2 h"), Change("też z udziałem", "", "Fundacja „Ciepły Kąt”")),
        (Change("zapisana"),),
    ]


@pytest.mark.django_db(transaction=True)
def test_an_appointment_tells_where_it_was_moved_to_and_not_who_booked(user: User) -> None:
    law = advice_hours(user)
    now = datetime(2035, 3, 5, 9, tzinfo=ZONE)
    row = book_appointment(asked(law, datetime(2035, 3, 12, 14, tzinfo=ZONE)), by=user, now=now)
    moved = move_appointment(row, datetime(2035, 3, 12, 16, tzinfo=ZONE), 60, by=user, reason="zebranie rady", now=now)
    latest = told("wizyta", moved, user)[0]
    assert latest == (
        Change("kiedy", "12 marca 2035, 14:00–15:00", "12 marca 2035, 16:00–17:00"),
        Change("powód przeniesienia lub odwołania", "", "zebranie rady"),
    )
    assert row.name not in str(told("wizyta", moved, user))


@pytest.mark.django_db(transaction=True)
def test_advice_hours_tell_their_times_and_advisors(user: User) -> None:
    law, other = advice_hours(user), UserFactory(name="Paweł Dudziak")
    change_hours(law, hours_draft(other, office=law.office, kind=law.kind, opens=time(12), closes=time(15)), by=user)
    assert set(told("dyzur", law, user)[0]) >= {
        Change("od", "11:00", "12:00"),
        Change("do", "17:00", "15:00"),
        Change("kto doradza", "Hanna Wrzosek", ""),
        Change("kto doradza", "", "Paweł Dudziak"),
    }


@pytest.mark.django_db(transaction=True)
def test_a_project_an_office_and_a_person_tell_who_works_where(user: User) -> None:
    project, office = ProjectFactory(short_name="Sąsiedzi"), make_office(since=date(2024, 1, 1))
    projects.assign(user, role=Role.ADVISOR, project=project, office=office, since=date(2024, 1, 1), by=user)
    since = "od 1 stycznia 2024"
    assert told("projekt", project, user)[0] == (Change("doradztwo", "", f"Hanna Wrzosek, {office}, {since}"),)
    assert told("biuro", office, user)[0] == (Change("doradztwo", "", f"Hanna Wrzosek, Sąsiedzi, {since}"),)
    assert told("osoba", user, user)[0] == (Change("doradztwo", "", f"Sąsiedzi, {office}, {since}"),)


@pytest.mark.django_db(transaction=True)
def test_roles_and_the_reset_of_a_second_factor_stand_in_the_history_of_a_person(user: User) -> None:
    person = UserFactory(name="Jan Sowa", email="jan@osrodek.example")
    change_user(person, email=person.email, name=person.name, roles=["animator", "editor"], is_active=True, by=user)
    reset_second_factor(person, reason="zgubiony telefon", by=user)
    assert told("osoba", person, user) == [
        (Change("dlaczego cofnięto drugi krok", "", "zgubiony telefon"),),
        (Change("role", "doradztwo", "animacja, redakcja"),),
        (Change("dodano", "", "Jan Sowa"),),
    ]


def test_the_history_of_a_person_is_for_those_who_administer(client: Client, user: User) -> None:
    assert client.get(f"/historia/osoba/{user.pk}/").status_code == 404
    client.force_login(UserFactory(roles=[Role.DIRECTOR.value]))
    assert client.get(f"/historia/osoba/{user.pk}/").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_a_whole_table_says_of_which_row_it_speaks(user: User) -> None:
    kind = Kind.objects.create(key="probny", name="próbny")
    Kind.objects.filter(pk=kind.pk).update(name_en="trial")
    kind.delete()
    assert told("rodzaje", None, user)[:3] == [
        (Change("usunięto", "próbny"),),
        (Change("próbny: nazwa po angielsku", "", "trial"),),
        (Change("dodano", "", "próbny"),),
    ]


@pytest.mark.django_db(transaction=True)
def test_a_hidden_column_is_said_to_have_changed_and_no_more() -> None:
    party = PartyFactory(name="Przed")
    Party.objects.filter(pk=party.pk).update(name="Po", description="Opis")
    rows = list(Party.pgh_event_model.objects.order_by("pgh_id").values())  # type: ignore[attr-defined]
    table = Table(model=Party, hidden={"name": lambda user, record: False})
    said = [change for _row, change in changes(table, rows, {}, party.pk, lambda column: column not in table.hidden)]
    assert said == [
        Change("dodano"),
        Change("rodzaj", "", "stowarzyszenie"),
        Change("siedziba", "", "(usunięto od tego czasu)"),
        Change("nazwa", "", "zmieniono; treści tu nie widać"),
        Change("w skrócie", "", "Opis"),
    ]


def test_an_update_whose_beginning_is_not_there_is_not_told() -> None:
    rows = [{"code": SIERADZ, "name": "Sieradz", "pgh_label": "update"}]
    assert list(changes(Table(model=Place, titled="name"), rows, {})) == []
