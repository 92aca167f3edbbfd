"""Pages of parties: whole answers, rights by role, changes and their undo."""

import re
from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from ognisko.accounts.models import Role
from ognisko.accounts.tests.factories import UserFactory
from ognisko.core.spreadsheets import read_workbook
from ognisko.ledger.actions import close
from ognisko.people import actions
from ognisko.people.forms import AddPartyForm
from ognisko.people.forms.party import FAMILY
from ognisko.people.models import Contact, Membership, Note, Party, Tag, Task
from ognisko.people.rules import Kind, Sex, Status
from ognisko.people.tests.factories import PartyFactory, TaskFactory
from ognisko.people.views.party import _added

pytestmark = pytest.mark.django_db


@pytest.fixture
def user(client):
    user = UserFactory(name="Hanna Wrzosek")
    client.force_login(user)
    return user


def words(html: str) -> str:
    """The text of an answer as a person reads it."""
    main = re.search(r"<main.*?</main>", html, re.DOTALL)
    text = re.sub(r"<[^>]+>", " ", main[0] if main else html)
    return " ".join(text.replace("\xa0", " ").split())


def rows(html: str) -> list[list[str]]:
    body = re.search(r"<tbody>(.*?)</tbody>", html, re.DOTALL)
    found = re.findall(r"<tr>(.*?)</tr>", body[1], re.DOTALL) if body else []
    return [[words(cell) for cell in re.findall(r"<t[dh].*?>(.*?)</t[dh]>", row, re.DOTALL)] for row in found]


READ = {
    "people:parties": (), "people:lookup": (), "people:tasks": (), "people:members": ("party",),
}  # fmt: skip
WRITE = {
    "people:party_add": (), "people:duplicates": (), "people:party_edit": ("party",), "people:kind_set": ("party",),
    "people:status_set": ("party",), "people:seat_move": ("party",), "people:address_add": ("party",),
    "people:member_add": ("party",), "people:note_add": ("party",), "people:task_add": (),
}  # fmt: skip
POST = {"people:bulk": (), "people:bulk_undo": (), "people:task_finish": ("task",), "people:task_reopen": ("task",)}


@pytest.mark.parametrize(
    ("role", "read", "write"),
    [
        (role, 200 if role != Role.ASSESSOR else 404, 404 if role in {Role.ASSESSOR, Role.AUDITOR} else 200)
        for role in Role
    ],
)
def test_each_role_sees_and_changes_what_it_may(client, role: Role, read: int, write: int) -> None:
    client.force_login(UserFactory(roles=[role.value]))
    ids = {"party": PartyFactory().pk, "task": TaskFactory().pk}

    def answers(names, method: str) -> set[int]:
        return {
            getattr(client, method)(reverse(name, args=[ids[arg] for arg in args])).status_code
            for name, args in names.items()
        }

    assert answers(READ, "get") == {read}
    assert answers(WRITE, "get") == {write}
    assert answers(POST, "get") == {405 if write == 200 else 404}
    assert answers(POST, "post") == {302 if write == 200 else 404}


def test_nobody_logged_in_is_sent_to_log_in(client) -> None:
    answer = client.get("/podmioty/")
    assert (answer.status_code, answer.url.split("?")[1]) == (302, "next=/podmioty/")


def test_the_list_shows_parties_in_polish_order_with_kind_seat_and_caretaker(client, user) -> None:
    meadow = PartyFactory(name="Łąka", caretaker=user, tags=["rzeka"])
    actions.set_status(meadow, Status.SOCIAL_ECONOMY_ENTITY, since=date(2023, 1, 1), by=None)
    PartyFactory(name="Lisiecka Anna", kind=Kind.PERSON, place=None)
    shown = [row[1:6] for row in rows(client.get("/podmioty/").content.decode())]
    assert shown == [
        ["Lisiecka Anna", "osoba", "–", "–", "–"],
        ["Łąka", "stowarzyszenie podmiot ekonomii społecznej (PES)", "Sieradz (miasto)", "Hanna Wrzosek", "rzeka"],
    ]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("q=LAKA", ["Łąka"]),
        ("kind=persons", ["Anna"]),
        (f"kind={Kind.ASSOCIATION.value}", ["Łąka"]),
        ("place=101400", ["Łąka"]),
        ("place_text=powiat sieradzki", ["Łąka"]),
        ("caretaker=none", ["Anna", "Łąka"]),
        ("kind=nonsense&caretaker=x&tag=abc&status=9", ["Anna", "Łąka"]),
        ("sort=-name", ["Łąka", "Anna"]),
        ("sort=nonsense", ["Anna", "Łąka"]),
    ],
)
def test_the_list_is_narrowed_and_sorted_by_the_address(client, user, query: str, names: list[str]) -> None:
    PartyFactory(name="Łąka")
    PartyFactory(name="Anna", kind=Kind.PERSON, place=None)
    assert [row[1] for row in rows(client.get(f"/podmioty/?{query}").content.decode())] == names


def test_the_list_takes_the_same_queries_for_one_and_for_thirty_rows(client, user, django_assert_num_queries) -> None:
    client.get("/podmioty/")
    counts = []
    for more in (1, 29):
        for _ in range(more):
            party = PartyFactory(tags=["rzeka"], caretaker=user)
            actions.set_status(party, Status.SOCIAL_ECONOMY_ENTITY, since=date(2023, 1, 1), by=None)
        with django_assert_num_queries(10) as captured:
            client.get("/podmioty/")
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_an_empty_list_says_what_to_do_next(client, user) -> None:
    assert "Nie ma jeszcze żadnego podmiotu" in words(client.get("/podmioty/").content.decode())
    PartyFactory(name="Łąka")
    assert "Nic nie pasuje" in words(client.get("/podmioty/?q=zzz").content.decode())


def test_the_export_has_all_that_the_filter_lets_through(client, user) -> None:
    PartyFactory(name="=Łąka", nip="7250018312", email="a@b.example", tags=["rzeka"], caretaker=user)
    PartyFactory(name="Anna", kind=Kind.PERSON)
    csv = client.get("/podmioty/?format=csv&kind=entities").content.decode("utf-8-sig").splitlines()
    assert csv[0] == (
        "Numer;Nazwa;Nazwa skrócona;Rodzaj;Status;Gmina;Kod TERC;Ulica;Kod pocztowy;Miejscowość;NIP;REGON;KRS;"
        "e-mail;telefon;strona;Opiekun;Etykiety;Dodano"
    )
    party = Party.objects.get(name="=Łąka")
    assert csv[1:] == [
        (
            f"{party.pk};'=Łąka;;stowarzyszenie;;Sieradz (miasto);1014011;;;;7250018312;;;a@b.example;;;Hanna Wrzosek;"
            f"rzeka;{timezone.localdate(party.created_at)}"
        )
    ]
    (sheet,) = read_workbook(client.get("/podmioty/?format=xlsx&kind=entities").content)
    assert [row.cells[1] for row in sheet.rows] == ["Nazwa", "=Łąka"]


NEW = {"kind": "20", "name": "Fundacja „Łąka”", "place": "101401"}


def test_adding_a_party_leads_to_its_page_and_twice_the_same_form_is_one_party(client, user) -> None:
    typed = {**NEW, "token": "6c84fb90-12c4-11e1-840d-7b25c5ee775a", "caretaker": user.pk}
    first = client.post("/podmioty/dodaj/", typed)
    party = Party.objects.get()
    again = client.post("/podmioty/dodaj/", {**typed, "anyway": party.pk})
    assert [first.status_code, first.url, again.url] == [302, f"/podmioty/{party.pk}/", f"/podmioty/{party.pk}/"]
    assert (party.name, party.kind_now, party.seat_now_id, party.caretaker) == ("Fundacja „Łąka”", 20, 101401, user)


def test_a_likely_duplicate_is_shown_on_submit_and_added_anyway(client, user) -> None:
    first = PartyFactory(name="Fundacja „Łąka”")
    answer = client.post("/podmioty/dodaj/", NEW)
    assert answer.status_code == 200
    assert f'value="{first.pk}"' in answer.content.decode()
    assert 'value="Fundacja „Łąka”"' in answer.content.decode()
    assert client.post("/podmioty/dodaj/", {**NEW, "anyway": first.pk}).status_code == 302
    assert Party.objects.count() == 2


def test_a_number_that_somebody_saved_a_moment_before_becomes_an_error(user) -> None:
    form = AddPartyForm({**NEW, "nip": "7250018312"}, family=FAMILY["organisation"])
    assert form.is_valid()
    other = PartyFactory(name="KGW „Jarzębinki”", nip="7250018312")
    assert _added(form, by=user) is None
    assert list(form.errors["nip"]) == [
        f'Ten numer ma już <a class="link" href="{other.get_absolute_url()}">{other}</a>.'
    ]
    assert list(Party.objects.all()) == [other]


def test_the_form_of_a_person_knows_that_it_is_one(client, user) -> None:
    html = client.get("/podmioty/dodaj/?kind=person").content.decode()
    assert re.findall(r'name="kind" value="(\d*)"', html) == [str(Kind.PERSON.value)]


def test_the_variants_of_the_form_offer_their_kinds(client, user) -> None:
    def fields(query: str) -> set[str]:
        return set(re.findall(r'<(?:input|select|textarea)[^>]*? name="(\w+)"', words_free(client, query)))

    def words_free(client, query: str) -> str:
        html = client.get(f"/podmioty/dodaj/{query}").content.decode()
        return re.search(r"<main.*?</main>", html, re.DOTALL)[0]

    person, group, organisation = fields("?kind=person"), fields("?kind=group"), fields("")
    assert organisation - group == {"nip", "krs", "regon"}
    assert person - group == {"sex", "birth_year"}
    assert group - person == {"since", "short_name", "websites"}


def test_possible_duplicates_are_shown_while_one_types(client, user) -> None:
    party = PartyFactory(name="Fundacja „Łąka”", nip="7250018312")
    empty = client.get("/podmioty/podobne", {"name": "Zupełnie inna"})
    assert empty.content.decode().strip() == ""
    found = client.get("/podmioty/podobne", {"name": "fundacja laka", "nip": "725-001-83-12"}).content.decode()
    assert words(found) == (
        "Ten podmiot może już tu być Fundacja „Łąka” stowarzyszenie, Sieradz (miasto) · ten sam NIP, ta sama nazwa "
        "To żaden z nich: dodaj nowy"
    )
    assert f'href="/podmioty/{party.pk}/"' in found


def test_the_picker_offers_parties_of_the_kinds_asked_for(client, user) -> None:
    PartyFactory(name="Ogród za Szkołą", kind=Kind.INFORMAL_GROUP, caretaker=user)
    PartyFactory(name="Mirosława Ogrodnik", kind=Kind.PERSON, place=None)
    both = client.get("/podmioty/szukaj?q=ogr").content.decode()
    assert [words(option) for option in re.findall(r'<li class="picker-option".*?</li>', both, re.DOTALL)] == [
        "Ogród za Szkołą grupa nieformalna · Sieradz (miasto) · opiekun: Hanna Wrzosek",
        "Mirosława Ogrodnik osoba",
    ]
    persons = client.get("/podmioty/szukaj?q=ogr&kind=persons").content.decode()
    assert re.findall(r'data-label="(.*?)"', persons) == ["Mirosława Ogrodnik"]
    add = client.get("/podmioty/szukaj?q=nowy&add=1").content.decode()
    assert re.findall(r'data-href="(.*?)"', add) == ["/podmioty/dodaj/?name=nowy"]


def test_basics_are_changed_and_what_is_not_shown_stays(client, user) -> None:
    party = PartyFactory(kind=Kind.PERSON, name="Anna Lisiecka")
    actions.change_party(party, contacts=[(Contact.Type.WEBSITE, "https://anna.example")], by=None)
    typed = {"name": "Anna Lis", "sex": "1", "birth_year": "1984", "phones": "600 000 413", "tags": "rzeka"}
    assert client.post(f"/podmioty/{party.pk}/zmien/", typed).url == f"/podmioty/{party.pk}/"
    party.refresh_from_db()
    assert (party.name, party.sex, party.birth_year) == ("Anna Lis", Sex.FEMALE, 1984)
    assert [str(row) for row in party.contacts.all()] == ["600 000 413", "https://anna.example"]
    assert [str(tag) for tag in party.tags.all()] == ["rzeka"]


def test_kind_status_and_seat_are_dated_by_their_pages(client, user) -> None:
    party = PartyFactory(kind=Kind.INFORMAL_GROUP)
    back = f"/podmioty/{party.pk}/"
    posts = {
        "rodzaj": {"kind": "20", "since": "2021-05-14"},
        "status": {"status": "1", "since": "2023-09-01"},
        "siedziba": {"place": "106101", "since": "2024-01-01", "town": "Łódź"},
        "adresy/dodaj": {"place": "101401", "purpose": "3"},
    }
    assert {client.post(f"{back}{path}/", typed).url for path, typed in posts.items()} == {back}
    party.refresh_from_db()
    assert (party.kind_now, party.seat_now_id, party.kinds.count(), party.addresses.count()) == (20, 106101, 2, 3)
    status = party.statuses.get()
    assert client.post(f"/podmioty/statusy/{status.pk}/zakoncz/", {"last_day": "2024-12-31"}).url == back
    status.refresh_from_db()
    assert status.period.upper == date(2025, 1, 1)
    address = party.addresses.get(purpose=3)
    assert client.post(f"/podmioty/adresy/{address.pk}/zakoncz/", {"last_day": "2024-12-31"}).url == back


def test_people_are_added_shown_and_their_roles_end(client, user) -> None:
    party, anna = PartyFactory(), PartyFactory(kind=Kind.PERSON, name="Anna Lisiecka")
    page = f"/podmioty/{party.pk}/ludzie/"
    client.post(f"{page}dodaj/", {"person": anna.pk, "role": "prezeska", "is_contact": "on"})
    client.post(f"{page}dodaj/", {"new_name": "Jan Olczak", "role": "skarbnik", "since": "2024-01-01"})
    shown = words(client.get(page).content.decode())
    assert shown.index("Anna Lisiecka") < shown.index("Jan Olczak")
    row = Membership.objects.get(role="skarbnik")
    assert client.post(f"/podmioty/ludzie/{row.pk}/zakoncz/", {"last_day": "2024-12-31"}).url == page
    assert "Dawniej Jan Olczak , skarbnik 1 stycznia – 31 grudnia 2024" in words(client.get(page).content.decode())
    assert client.get(f"/podmioty/{anna.pk}/ludzie/dodaj/").status_code == 404


def test_many_parties_get_a_caretaker_and_undo_gives_the_old_one_back(client, user) -> None:
    old = UserFactory()
    parties = [PartyFactory(caretaker=old), PartyFactory(), PartyFactory()]
    chosen = [party.pk for party in parties[:2]]
    answer = client.post(
        "/podmioty/zmien-wiele/", {"what": "caretaker", "party": chosen, "caretaker": user.pk, "query": "sort=-name"}
    )
    assert answer.url == "/podmioty/?sort=-name"
    assert list(Party.objects.order_by("pk").values_list("caretaker", flat=True)) == [user.pk, user.pk, None]
    page = client.get(answer.url).content.decode()
    undo = "/podmioty/zmien-wiele/cofnij/?next=%2Fpodmioty%2F%3Fsort%3D-name"
    assert f'action="{undo}"' in page
    assert client.post(undo).url == "/podmioty/?sort=-name"
    assert list(Party.objects.order_by("pk").values_list("caretaker", flat=True)) == [old.pk, None, None]


def test_all_that_match_get_a_tag_and_undo_takes_it_off(client, user) -> None:
    PartyFactory(name="Łąka")
    PartyFactory(name="Anna", kind=Kind.PERSON)
    client.post("/podmioty/zmien-wiele/", {"what": "tag", "every": "on", "tag": "rzeka", "query": "kind=entities"})
    assert [party.name for party in Tag.objects.get(name="rzeka").parties.all()] == ["Łąka"]
    client.post("/podmioty/zmien-wiele/cofnij/")
    assert Tag.objects.get(name="rzeka").parties.count() == 0


def test_a_note_is_kept_with_its_author(client, user) -> None:
    party = PartyFactory()
    assert client.post(f"/podmioty/{party.pk}/notatki/dodaj/", {"text": "Dzwonić po 16:00."}).status_code == 302
    assert list(Note.objects.values_list("party", "text", "author")) == [(party.pk, "Dzwonić po 16:00.", user.pk)]


def test_tasks_are_mine_first_overdue_first_and_done_with_undo(client, user) -> None:
    late = TaskFactory(title="Umowa", due_on=date(2025, 1, 2), assignee=user)
    TaskFactory(title="Zgoda", due_on=date(2125, 1, 1), assignee=user)
    TaskFactory(title="Cudze", due_on=date(2025, 1, 1))

    def titles(query: str) -> list[str]:
        return [row[1] for row in rows(client.get(f"/zadania/{query}").content.decode())]

    assert titles("") == ["Umowa", "Zgoda"]
    assert titles("?who=all") == ["Cudze", "Umowa", "Zgoda"]
    assert rows(client.get("/zadania/").content.decode())[0][0] == "po terminie od 02.01.2025"
    client.post(f"/zadania/{late.pk}/zrobione/", {"next": "/zadania/"})
    assert f'action="/zadania/{late.pk}/przywroc/"' in client.get("/zadania/?state=done").content.decode()
    assert (titles(""), titles("?state=done")) == (["Zgoda"], ["Umowa"])
    client.post(f"/zadania/{late.pk}/przywroc/")
    assert titles("") == ["Umowa", "Zgoda"]


def test_the_task_list_takes_the_same_queries_for_one_and_for_thirty_rows(
    client, user, django_assert_num_queries
) -> None:
    client.get("/zadania/")
    for more in (1, 29):
        for _ in range(more):
            TaskFactory(assignee=user, party=PartyFactory())
        with django_assert_num_queries(5):
            client.get("/zadania/")


def test_a_task_is_added_for_a_party(client, user) -> None:
    party = PartyFactory()
    page = client.get(f"/zadania/dodaj/?party={party.pk}").content.decode()
    assert f'name="party" value="{party.pk}"' in page
    typed = {"title": "Sprawozdanie", "due_on": "31.03.2025", "assignee": user.pk, "party": party.pk}
    assert client.post("/zadania/dodaj/", typed).url == f"/podmioty/{party.pk}/"
    assert list(Task.objects.values_list("title", "due_on", "assignee", "party", "created_by")) == [
        ("Sprawozdanie", date(2025, 3, 31), user.pk, party.pk, user.pk)
    ]


def test_a_stranger_of_an_address_is_never_followed(client, user) -> None:
    task = TaskFactory(assignee=user)
    assert client.post(f"/zadania/{task.pk}/zrobione/", {"next": "https://evil.example/"}).url == "/zadania/"


def test_a_role_on_days_on_which_it_was_held_already_is_said_at_its_first_day(client, user) -> None:
    party, person = PartyFactory(), PartyFactory(name="Anna Lisiecka", kind=Kind.PERSON)
    row = actions.add_membership(person, party, role="prezeska", since=date(2020, 1, 1), by=None)
    actions.end_membership(row, on=date(2024, 1, 1), by=None)
    typed = {"person": person.pk, "role": "prezeska", "since": "2023-05-01"}
    answer = client.post(reverse("people:member_add", args=[party.pk]), typed)
    assert (answer.status_code, answer.context["form"].errors) == (
        200,
        {"since": ["Anna Lisiecka ma tu już rolę „prezeska” w części tych dni. Wybierz późniejszy dzień."]},
    )
    again = client.post(reverse("people:member_add", args=[party.pk]), typed | {"since": "2024-01-01"})
    assert (again.status_code, Membership.objects.count()) == (302, 2)


def test_tags_in_use_stand_in_the_hint_as_text(client, user) -> None:
    PartyFactory(tags=["<img src=x>"])
    answer = client.get("/podmioty/dodaj/").content.decode()
    assert ("&lt;img src=x&gt;" in answer, "<img src=x>" in answer) == (True, False)


def test_a_form_without_scripts_loses_nothing_that_was_typed(client, user) -> None:
    answer = client.post(
        "/podmioty/dodaj/", {"kind": "20", "name": "", "street": "Chojne 41", "place_text": "zzz", "emails": "biuro"}
    ).content.decode()
    assert {'value="Chojne 41"', 'value="zzz"', 'value="biuro"'} <= set(re.findall(r'value="[^"]*"', answer))
    assert "Popraw" in words(answer)


def test_a_closed_period_closes_nothing_where_nothing_was_counted(client, user) -> None:
    party = PartyFactory(kind=Kind.INFORMAL_GROUP)
    close(date(2021, 1, 1), date(2022, 1, 1), by=None)
    assert client.post(f"/podmioty/{party.pk}/rodzaj/", {"kind": "20", "since": "2021-05-14"}).status_code == 302
