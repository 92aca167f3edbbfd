"""One search over parties, sessions, projects and documents: who finds what, and what nobody finds."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from ognisko.accounts.models import Role, User
from ognisko.accounts.tests.factories import UserFactory
from ognisko.advice.actions import SessionDraft, cancel_session, change_session, draft_of, record_session
from ognisko.advice.models import Session
from ognisko.advice.tests.factories import KindFactory
from ognisko.desk.queries.search import search
from ognisko.people import actions
from ognisko.people.actions import AddressDraft, PartyDraft, add_parties
from ognisko.people.models import Contact, Identifier, Party
from ognisko.people.rules import Kind
from ognisko.people.tests.factories import PartyFactory
from ognisko.places.models import Place
from ognisko.projects.tests.factories import ProjectFactory
from ognisko.reports.tests.factories import report

pytestmark = pytest.mark.django_db

NIP, KRS = "7251801126", "0000123456"
PESEL = "44051401359"
"""A number whose check digit is right; it is in every description of the PESEL."""


@pytest.fixture
def user() -> User:
    return UserFactory(name="Hanna Wrzosek")


@pytest.fixture
def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def a_session(party: Party, advisor: User, subject: str, **more: object) -> Session:
    draft = SessionDraft(
        day=date(2024, 3, 13), minutes=60, kind=KindFactory(key="key"), advisor=advisor, party=party, subject=subject,
        **more,
    )  # fmt: skip
    return record_session(draft, by=advisor)


def titles(user: User, text: str, only: str = "") -> list[tuple[str, str]]:
    """What is found, by kind."""
    return [(group.source.key, one.title) for group in search(user, text, only=only).groups for one in group.items]


def test_one_text_finds_parties_projects_documents_and_sessions_in_any_form_of_the_word(user) -> None:
    party = PartyFactory(name="Spółdzielnia Socjalna „Łódzki Zakątek”")
    ProjectFactory(short_name="Spółdzielnie w regionie")
    report({"type": "text", "text": "Wsparliśmy sześć spółdzielni."})
    a_session(party, user, "Statut spółdzielni")
    everything = [
        ("podmioty", "Spółdzielnia Socjalna „Łódzki Zakątek”"),
        ("projekty", "Spółdzielnie w regionie"),
        ("dokumenty", "Doradztwo"),
        ("doradztwo", "Statut spółdzielni"),
    ]
    for asked in ("spółdzielnia", "spoldzielniom", "SPÓŁDZIELNIĘ", "spoldz"):
        assert titles(user, asked) == everything
    assert titles(user, "spoldzielni", only="projekty") == [everything[1]]
    assert titles(user, "spoldzielni lodzkich") == [everything[0]]
    assert titles(user, "raport roczny") == [("dokumenty", "Raport roczny 2024")]


@pytest.mark.parametrize(
    "asked", [NIP, "725-180-11-26", "NIP 725 180 11 26", KRS, "123456", "501 234 567", "48 501", "biuro", "Zgierzu"]
)
def test_a_party_is_found_by_its_numbers_its_phone_its_address_and_its_place(user, asked) -> None:
    [party] = add_parties(
        [
            PartyDraft(
                name="Fundacja „Poranek”",
                kinds=[(Kind.FOUNDATION, None, None)],
                addresses=[AddressDraft(Place.objects.get(code=102003))],
                identifiers={Identifier.Type.NIP: NIP, Identifier.Type.KRS: KRS},
                contacts=[(Contact.Type.PHONE, "+48 501 234 567"), (Contact.Type.EMAIL, "biuro@poranek.example")],
            )
        ],
        by=None,
    )
    PartyFactory()
    assert "Zgierz" in str(party.addresses.get().place)
    wanted = [] if asked == "48 501" else [("podmioty", "Fundacja „Poranek”")]
    assert titles(user, asked) == wanted


def test_the_number_that_is_exactly_ones_own_comes_first(user) -> None:
    for number, name in (("1234567890", "Aaa"), ("0000123456", "Zzz")):
        party = PartyFactory(name=f"Fundacja {name}")
        Identifier.objects.create(party=party, type=Identifier.Type.KRS, value=number)
        actions.refresh([party.pk])
    assert [title for _kind, title in titles(user, "123456")] == ["Fundacja Zzz", "Fundacja Aaa"]


def test_a_name_that_begins_with_the_text_comes_before_one_that_has_it_inside(user) -> None:
    for name in ("Akademia Łąki", "Łąka kwietna"):
        PartyFactory(name=name)
    assert titles(user, "łąka") == [("podmioty", "Łąka kwietna"), ("podmioty", "Akademia Łąki")]


def test_mistyped_words_and_names_are_found_where_nothing_fits_exactly(user) -> None:
    party = PartyFactory(name="Fundacja „Krzemionka”")
    a_session(party, user, "Księgowość")
    found = search(user, "ksiegwoosc")
    assert (found.is_loose, [one.title for one in found.merged()]) == (True, ["Księgowość"])
    assert titles(user, "Krzemoinka") == [("podmioty", "Fundacja „Krzemionka”")]
    assert titles(user, "fundcja krzemionka") == [("podmioty", "Fundacja „Krzemionka”")]


def test_what_is_renamed_is_found_by_its_new_name_alone(user) -> None:
    party = PartyFactory(name="Stowarzyszenie Brzoza")
    session = a_session(party, user, "Regulamin")
    actions.change_party(party, name="Stowarzyszenie Kalina", by=user)
    change_session(session, SessionDraft(**{**vars(draft_of(session)), "subject": "Uchwała"}), by=user)
    project = ProjectFactory(short_name="Jesion")
    project.short_name = "Klon"
    project.save(update_fields=["short_name"])
    assert [titles(user, word, "") for word in ("brzoza", "regulamin", "jesion")] == [[], [], []]
    assert [titles(user, word) for word in ("kalina", "uchwała", "klon")] == [
        [("podmioty", "Stowarzyszenie Kalina")],
        [("doradztwo", "Uchwała")],
        [("projekty", "Klon")],
    ]


def test_nobody_finds_a_session_by_its_confidential_note_and_a_cancelled_one_is_left_out(user) -> None:
    director = UserFactory(roles=[Role.DIRECTOR])
    party = PartyFactory(name="Fundacja Kąt")
    session = a_session(party, user, "Rozmowa", confidential_note="Niewypłacalność i szantaż")
    assert [titles(one, word) for one in (user, director) for word in ("szantaż", "niewypłacalność")] == [[]] * 4
    assert titles(user, "rozmowa") == [("doradztwo", "Rozmowa")]
    cancel_session(session, by=user)
    assert titles(user, "rozmowa") == []


def test_somebody_from_outside_finds_nothing_and_has_no_page(user) -> None:
    a_session(PartyFactory(name="Fundacja Kąt"), user, "Statut")
    outside = UserFactory(roles=[Role.ASSESSOR])
    assert titles(outside, "statut") == titles(outside, "kąt") == []
    client = Client()
    client.force_login(outside)
    assert client.get("/szukaj/?q=statut").status_code == 404


def test_the_page_works_without_scripts_and_says_what_to_try_where_nothing_is_found(browser) -> None:
    party = PartyFactory(name="Fundacja Kąt")
    html = browser.get("/szukaj/?q=kat").content.decode()
    assert f'<a href="{party.get_absolute_url()}">' in html
    assert 'value="kat"' in html
    nothing = browser.get("/szukaj/?q=xyzxyz").content.decode()
    assert "Nic nie pasuje do „xyzxyz”" in nothing
    assert "Spróbuj jednego słowa" in nothing
    assert "Czego szukasz?" in browser.get("/szukaj/").content.decode()


def test_the_dialog_gets_lines_alone_the_best_first_and_a_way_to_all(browser, user) -> None:
    party = PartyFactory(name="Statut i spółka")
    session = a_session(party, user, "Zmiany statutu")
    answer = browser.get("/szukaj/?q=statut", headers={"HX-Request": "true", "HX-Target": "search-results"})
    html = answer.content.decode()
    assert "<html" not in html
    assert re.findall(r'data-href="(.*?)"', html) == [
        party.get_absolute_url(), session.get_absolute_url(), "/szukaj/?q=statut",
    ]  # fmt: skip


def test_much_of_one_kind_leaves_room_for_the_others(user) -> None:
    for number in range(12):
        PartyFactory(name=f"Ogród {number}")
    a_session(Party.objects.earliest("id"), user, "Ogrody społeczne")
    merged = search(user, "ogród").merged()
    assert (len(merged), merged[-1].title) == (9, "Ogrody społeczne")


@pytest.mark.parametrize("asked", [PESEL, "440514 01359", f"Jan {PESEL}"])
def test_a_pesel_is_not_searched_for_and_not_left_in_the_address(browser, asked, caplog) -> None:
    with CaptureQueriesContext(connection) as captured, caplog.at_level("DEBUG"):
        answer = browser.get("/szukaj/", {"q": asked})
        lines = browser.get("/szukaj/", {"q": asked}, headers={"HX-Request": "true", "HX-Target": "search-results"})
    assert (answer.status_code, answer["Location"]) == (302, "/szukaj/")
    assert "Ognisko nie szuka po numerze PESEL" in lines.content.decode()
    assert 'href="/podmioty/pesel/"' not in lines.content.decode()
    said = [query["sql"] for query in captured] + [
        record.getMessage() for record in caplog.records if record.name.startswith(("ognisko", "django.request"))
    ]
    assert [line for line in said if "01359" in line] == []


def test_who_may_find_by_pesel_is_led_to_the_page_for_it(browser, user) -> None:
    user.roles = [Role.COORDINATOR]
    user.save()
    answer = browser.get("/szukaj/", {"q": PESEL})
    lines = browser.get("/szukaj/", {"q": PESEL}, headers={"HX-Request": "true", "HX-Target": "search-results"})
    assert (answer.status_code, answer["Location"]) == (302, "/podmioty/pesel/")
    assert 'href="/podmioty/pesel/"' in lines.content.decode()


@pytest.mark.parametrize("asked", ["\x00", "%", "'; drop", "a" * 5000, "łąka & | ! <->", "()", ":*", "²²²²²", "٣٣٣٣٣"])
def test_nothing_that_is_typed_breaks_the_page(browser, asked) -> None:
    assert browser.get("/szukaj/", {"q": asked}).status_code == 200


def test_the_number_of_queries_is_the_same_for_one_find_and_for_many(browser, user) -> None:
    party = PartyFactory(name="Ogród 0")
    a_session(party, user, "Ogród")
    browser.get("/szukaj/?q=ogrod")
    counts = []
    for number in range(1, 12):
        with CaptureQueriesContext(connection) as captured:
            browser.get("/szukaj/?q=ogrod")
        counts.append(len(captured))
        a_session(PartyFactory(name=f"Ogród {number}"), user, f"Ogród {number}")
    assert len(set(counts[:8])) == 1
