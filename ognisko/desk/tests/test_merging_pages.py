"""The pages of doubles: the list of likely pairs, side by side, the merge, the way back; old links lead on."""

import datetime

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ognisko.accounts.models import Role, User
from ognisko.accounts.tests.factories import UserFactory
from ognisko.advice.tests.factories import session
from ognisko.desk.actions.merging import merge_parties
from ognisko.desk.queries import care
from ognisko.ledger.actions import close
from ognisko.people import queries
from ognisko.people.actions import refresh_what_today_changes
from ognisko.people.models import Different, Merge, Party
from ognisko.people.queries.doubles import Pair, pairs, similar
from ognisko.people.queries.meant import meant_by
from ognisko.people.rules import Kind, closeness
from ognisko.people.tests.factories import PartyFactory
from ognisko.projects.tests.factories import LODZ

pytestmark = pytest.mark.django_db


@pytest.fixture
def chief(client: Client) -> User:
    user = UserFactory(roles=[Role.COORDINATOR])
    client.force_login(user)
    return user


@pytest.fixture
def two() -> tuple[Party, Party]:
    return PartyFactory(name="Stowarzyszenie „Zielona Przystań”"), PartyFactory(name="Zielona Przystań Sieradz")


def address(kept: Party, gone: Party) -> str:
    return reverse("desk:merge", args=[kept.pk], query={"z": gone.pk})


def texts(response: object) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]  # type: ignore[attr-defined]


# Likely pairs ---------------------------------------------------------------------------------------------------------


def test_pairs_share_a_number_an_address_or_a_very_similar_name_in_one_municipality() -> None:
    first = PartyFactory(name="Stowarzyszenie „Zielona Przystań”", email="a@b.example")
    second = PartyFactory(name="Zielona Przystań")
    PartyFactory(name="Fundacja Zielona Przystań", place=LODZ)
    third = PartyFactory(name="Koło Nad Pisią", email="A@b.example", place=LODZ)
    PartyFactory(name="Zielona Przystań", kind=Kind.PERSON, email="a@b.example")
    PartyFactory(name="Zielona Przystań", is_demo=True)
    assert pairs() == [Pair(first.pk, third.pk, ("email",)), Pair(first.pk, second.pk, ("alike",))]


def test_similar_names_are_found_without_comparing_each_with_each_and_none_is_missed() -> None:
    words = ["zielona przystan", "zielona przysta", "zielone przystanie", "blekitna lagoda", "blekitna laguna", "las"]
    names = dict(enumerate(words))
    by_hand = {
        (one, other) for one in names for other in names if one < other and closeness(names[one], names[other]) >= 0.75
    }
    assert {tuple(sorted(pair)) for pair in similar(names)} == by_hand != set()


def test_a_pair_that_is_no_double_leaves_the_list_and_can_come_back(
    client: Client, chief: User, two: tuple[Party, Party]
) -> None:
    one, other = two
    found = pairs()
    client.post(reverse("desk:apart"), {"a": other.pk, "b": one.pk})
    left = pairs()
    client.post(reverse("desk:apart_undo", query={"a": one.pk, "b": other.pk}))
    assert (len(found), left, pairs() == found, Different.objects.count()) == (1, [], True, 0)


def test_the_list_asks_the_same_number_of_questions_for_one_pair_and_for_thirty(client: Client, chief: User) -> None:
    counts = []
    for number in (1, 29):
        for _ in range(number):
            one = PartyFactory(email=f"{len(counts)}-{_}@wspolny.example", nip="")
            PartyFactory(email=one.contacts.get().value, place=LODZ)
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("desk:doubles"))
        counts.append((len(captured), len(pairs())))
    assert (counts[0][0] == counts[1][0], counts[0][1] < 30 <= counts[1][1]) == (True, True)


# One of two -----------------------------------------------------------------------------------------------------------


def test_two_are_compared_merged_and_taken_back(client: Client, chief: User, two: tuple[Party, Party]) -> None:
    kept, gone = two
    session(party=gone)
    page = client.get(address(kept, gone)).content.decode()
    assert ("Stowarzyszenie „Zielona Przystań”" in page, "Sesje" in page, Merge.objects.count()) == (True, True, 0)
    answer = client.post(address(kept, gone), {"name": "gone"})
    merge = Merge.objects.get()
    assert (answer.url, Party.objects.get().name, merge.by) == (kept.get_absolute_url(), gone.name, chief)
    again = client.post(address(kept, gone), {"name": "gone"})
    assert (again.url, Merge.objects.count()) == (kept.get_absolute_url(), 1)
    back = client.post(reverse("desk:merge_undo", args=[merge.pk]))
    assert (back.url, Party.objects.count()) == (gone.get_absolute_url(), 2)


def test_a_closed_period_asks_for_a_reason_and_nothing_chosen_is_lost(
    client: Client, chief: User, two: tuple[Party, Party]
) -> None:
    kept, gone = two
    session(party=gone)
    close(datetime.date(2024, 1, 1), datetime.date(2025, 1, 1), by=chief)
    answer = client.post(address(kept, gone), {"name": "gone", "reason": ""})
    page = answer.content.decode()
    assert ("Ten okres jest zamknięty" in page, 'id="name_gone" checked' in page) == (True, True)
    client.post(address(kept, gone), {"name": "gone", "reason": "podwójny wpis"})
    assert Merge.objects.get().reason == "podwójny wpis"


def test_what_cannot_be_one_is_said_on_the_page(client: Client, chief: User, two: tuple[Party, Party]) -> None:
    person = PartyFactory(kind=Kind.PERSON)
    page = client.get(address(two[0], person)).content.decode()
    assert "Osoba i grupa lub organizacja nie mogą być jednym podmiotem." in page


def test_an_undo_that_comes_too_late_says_so(client: Client, chief: User, two: tuple[Party, Party]) -> None:
    merge = merge_parties(two[0].pk, two[1].pk, by=chief)
    Merge.objects.update(at=merge.at - datetime.timedelta(days=2))
    answer = client.post(reverse("desk:merge_undo", args=[merge.pk]))
    assert texts(answer) == ["Połączenie można cofnąć w ciągu doby. To jest starsze."]
    assert "można było cofnąć do" in client.get(reverse("desk:merges")).content.decode()


# Gone from everywhere -------------------------------------------------------------------------------------------------


def test_old_links_lead_to_the_kept_party_and_its_history_stays_readable(
    client: Client, chief: User, two: tuple[Party, Party]
) -> None:
    kept, gone = two
    third = PartyFactory(name="Trzecie")
    merge_parties(kept.pk, gone.pk, by=chief)
    merge_parties(third.pk, kept.pk, by=chief)
    answer = client.get(gone.get_absolute_url())
    assert (answer.url, texts(answer)) == (
        third.get_absolute_url(),
        ["Podmiot Zielona Przystań Sieradz połączono z tym podmiotem."],
    )
    assert client.get(reverse("people:party_edit", args=[gone.pk])).url == third.get_absolute_url()
    history = client.get(reverse("history", args=["podmiot", gone.pk]))
    assert (history.status_code, "Trzecie" in history.content.decode()) == (200, True)
    note = client.post(reverse("people:note_add", args=[gone.pk]), {"text": "Ważne"})
    assert note.url == third.get_absolute_url()


def test_a_double_is_in_no_list_no_picker_no_search_and_no_duplicate_check(
    client: Client, chief: User, two: tuple[Party, Party]
) -> None:
    kept, gone = two
    merge_parties(kept.pk, gone.pk, by=chief)
    refresh_what_today_changes()
    today = datetime.date(2025, 1, 1)
    found = [
        list(queries.listed(queries.PartyFilter("przystan"), today)),
        list(queries.offered("zielona", frozenset(Kind))),
        [one.party for one in queries.duplicates("Zielona Przystań", {}, [])],
        list(care.in_care(care.CareFilter(), today)),
        list(meant_by(["Zielona Przystań"])["Zielona Przystań"]),
    ]
    assert found == [[kept]] * 5
    page = client.get(reverse("desk:search"), {"q": "przystań"}).content.decode()
    assert (kept.get_absolute_url() in page, gone.get_absolute_url() in page) == (True, False)
