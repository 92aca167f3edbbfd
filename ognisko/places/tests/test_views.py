"""Pages of places and who may see them."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from ognisko.accounts.models import Role, User
from ognisko.places import permissions
from ognisko.places.actions import load_terc
from ognisko.places.tests.factories import terc_file

pytestmark = pytest.mark.django_db


def client_of(*roles: Role) -> Client:
    """A client logged in as somebody with these roles."""
    client = Client()
    client.force_login(User.objects.create_user("anna@example.org", name="Anna Lis", roles=list(roles)))
    return client


def test_everybody_logged_in_may_look_up_and_staff_may_browse() -> None:
    users = [
        AnonymousUser(),
        User(email="a@example.org"),
        User(email="b@example.org", roles=[Role.ASSESSOR]),
        User(email="c@example.org", roles=[Role.ADVISOR]),
        User(email="d@example.org", roles=[Role.AUDITOR]),
    ]
    assert [(permissions.can_look_up(user), permissions.can_browse(user)) for user in users] == [
        (False, False), (True, False), (True, False), (True, True), (True, True),
    ]  # fmt: skip


def test_a_stranger_is_sent_to_log_in_and_an_assessor_finds_no_pages() -> None:
    addresses = [reverse("places:lookup"), reverse("places:overview"), reverse("places:place", args=[100000])]
    strangers = [Client().get(address).status_code for address in addresses]
    assessor = client_of(Role.ASSESSOR)
    assert (strangers, [assessor.get(address).status_code for address in addresses]) == ([302] * 3, [200, 404, 404])


def test_the_lookup_offers_places_with_where_they_lie() -> None:
    answer = client_of(Role.ADVISOR).get(reverse("places:lookup"), {"q": "sieradz"})
    with translation.override("pl"):
        options = [(option.value, option.label, option.note) for option in answer.context["options"][:3]]
    assert options == [
        (101401, "Sieradz (miasto)", "powiat sieradzki, województwo łódzkie"),
        (101408, "Sieradz (gmina wiejska)", "powiat sieradzki, województwo łódzkie"),
        (101400, "powiat sieradzki", "województwo łódzkie"),
    ]


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ({"q": ""}, []),
        ({}, []),
        ({"q": "bałuty", "level": "5"}, [106102]),
        ({"q": "106101", "level": ["x", "3"]}, [106101]),
    ],
)
def test_the_lookup_can_be_narrowed_and_offers_nothing_for_nothing(query: dict[str, str], codes: list[int]) -> None:
    answer = client_of().get(reverse("places:lookup"), query)
    assert [option.value for option in answer.context["options"]] == codes


@pytest.mark.parametrize("code", [100000, 101400, 101408, 106101, 106102, 900616, 900276])
def test_every_kind_of_place_has_a_page(code: int) -> None:
    assert client_of(Role.ADVISOR).get(reverse("places:place", args=[code])).status_code == 200


def test_the_overview_counts_what_is_loaded() -> None:
    answer = client_of(Role.ADVISOR).get(reverse("places:overview"))
    counts = [(place.name, place.counties, place.municipalities) for place in answer.context["voivodeships"]]
    assert [row for row in counts if row[1]] == [("łódzkie", 24, 177)]
    assert len(counts) == 16


def test_a_page_shows_the_names_over_time() -> None:
    units = ("16 OPOLSKIE", "1601 brzeski")
    load_terc(terc_file(*units, "160101 1 Brzeg"))
    load_terc(terc_file(*units, "160101 1 Brzeg nad Odrą", as_of="2025-01-01"))
    answer = client_of(Role.ADVISOR).get(reverse("places:place", args=[160101]))
    assert answer.context["names"] == [
        ("Brzeg nad Odrą (miasto)", "od 1 stycznia 2025"),
        ("Brzeg (miasto)", "do 31 grudnia 2024"),
    ]


def test_a_page_takes_the_same_queries_for_one_unit_and_for_thirty() -> None:
    client = client_of(Role.ADVISOR)
    taken = []
    for count in (1, 30):
        load_terc(
            terc_file("16 OPOLSKIE", "1601 brzeski", *(f"1601{number:02} 2 Wola" for number in range(1, count + 1)))
        )
        client.get(reverse("places:place", args=[160100]))
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(reverse("places:place", args=[160100]))
        taken.append((len(answer.context["inside"]), len(queries)))
    assert [units for units, _ in taken] == [1, 30]
    assert taken[0][1] == taken[1][1]
