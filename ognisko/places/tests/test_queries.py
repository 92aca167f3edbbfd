"""Finding places as people ask for them."""

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import translation

from ognisko.places import queries
from ognisko.places.actions import load_terc
from ognisko.places.models import Place, PlaceName
from ognisko.places.queries import AmbiguousPlace, PlaceError, UnknownPlace, found, gazetteer, named
from ognisko.places.rules import Level
from ognisko.places.tests.factories import MunicipalityFactory, terc_file

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("text", "limit", "codes"),
    [
        ("Sier", 3, [101401, 101408, 101400]),
        ("łódź", 4, [106101, 106100, 100600, 100000]),
        ("LODZ", 2, [106101, 106100]),
        ("sieradz wiejska", 1, [101408]),
        ("aleksandrow zgierski", 5, [102004]),
        ("106101", 5, [106101]),
        ("niem", 5, [900276]),
        ("50", 5, []),
        ("%", 5, []),
        ("nigdzie", 5, []),
    ],
)
def test_a_search_offers_the_closest_first_and_municipalities_before_larger_units(
    text: str, limit: int, codes: list[int]
) -> None:
    assert [place.code for place in found(text, limit)] == codes


def test_a_search_offers_districts_only_when_asked() -> None:
    asked = found("bałuty", levels=[Level.DISTRICT])
    assert ([place.code for place in found("bałuty")], [place.code for place in asked]) == ([], [106102])


def test_a_search_leaves_out_what_has_ended() -> None:
    Place.objects.filter(code=101408).update(ended_on="2025-01-01")
    assert [place.code for place in found("Sieradz", 2)] == [101401, 101400]


def test_a_search_and_its_notes_take_one_query(django_assert_num_queries: object) -> None:
    with django_assert_num_queries(1), translation.override("pl"):  # type: ignore[operator]
        notes = {place.code: queries.note(place) for place in found("łódzkie", 200)}
    assert [notes[code] for code in (100000, 101400, 101408, 106101)] == [
        "województwo", "województwo łódzkie", "powiat sieradzki, województwo łódzkie", "województwo łódzkie",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Łódź", 106101), ("lodz", 106101), ("miasto Łódź", 106101), ("Gmina Łódź", 106101), ("106101", 106101),
        ("1061011", 106101), (106101, 106101), ("Sieradz, gmina wiejska", 101408), ("gm. Sieradz", 101408),
        ("m. Sieradz", 101401), ("Sieradz (miasto)", 101401), ("powiat piotrkowski", 101000),
        ("pow. piotrkowski", 101000), ("piotrkowski", 101000), ("woj. łódzkie", 100000), ("łódzkie", 100000),
        ("10", 100000),
        ("Zelów, miasto", 100108), ("Zelów (obszar wiejski)", 100108),
        ("Brzeziny, gmina wiejska, pow. brzeziński", 102102),
        ("Łódź (miasto na prawach powiatu)", 106100), ("powiat Łódź", 106100), ("Łódź-Bałuty", 106102),
        ("Skierniewice", 106301), ("gm. Skierniewice", 101508), ("Niemcy", 900276), ("Polska", 900616),
    ],
)  # fmt: skip
def test_a_cell_of_a_spreadsheet_names_a_place(text: str | int, code: int) -> None:
    assert named(text).code == code


@pytest.mark.parametrize(
    ("text", "error", "message", "candidates"),
    [
        (
            "Sieradz",
            AmbiguousPlace,
            (
                "„Sieradz” może oznaczać kilka miejsc: Sieradz (miasto), powiat sieradzki, Sieradz (gmina wiejska), "
                "powiat sieradzki. Dopisz rodzaj gminy albo powiat."
            ),
            [101401, 101408],
        ),
        (
            "Zgieżr",
            UnknownPlace,
            "Nie ma miejsca „Zgieżr”. Sprawdź pisownię albo podaj sześć cyfr kodu TERC.",
            [102000, 102003, 102009],
        ),
        ("109999", UnknownPlace, "Nie ma miejsca o kodzie 109999.", []),
        (
            "Sieradz, pow. łaski",
            UnknownPlace,
            "Nie ma miejsca „Sieradz, pow. łaski”. Sprawdź pisownię albo podaj sześć cyfr kodu TERC.",
            [101401, 101408],
        ),
    ],
)  # fmt: skip
def test_a_cell_that_is_not_exactly_one_place_says_what_it_may_be(
    text: str, error: type[PlaceError], message: str, candidates: list[int]
) -> None:
    with translation.override("pl"), pytest.raises(error) as caught:
        named(text)
    assert (str(caught.value), sorted(place.code for place in caught.value.candidates)) == (message, candidates)


def test_gmina_means_the_rural_one_only_beside_its_own_town() -> None:
    MunicipalityFactory(code=100190, name="Pabianice nad Nerem", kind=1)
    MunicipalityFactory(code=100290, name="Pabianice nad Nerem", kind=2)
    with pytest.raises(AmbiguousPlace):
        named("gmina Pabianice nad Nerem")


def test_a_former_name_and_an_ended_unit_are_still_understood() -> None:
    units = ("16 OPOLSKIE", "1601 brzeski")
    load_terc(terc_file(*units, "160101 1 Brzeg", "160102 2 Skarbimierz"))
    load_terc(terc_file(*units, "160101 1 Brzeg nad Odrą", as_of="2025-01-01"))
    assert [named(text).code for text in ("Brzeg", "Brzeg nad Odrą", "gmina Skarbimierz")] == [160101, 160101, 160102]
    assert PlaceName.objects.filter(place=160102, period=DateRange(None, "2025-01-01")).count() == 1


def test_any_number_of_cells_is_resolved_in_two_queries(django_assert_num_queries: object) -> None:
    with django_assert_num_queries(2), translation.override("pl"):  # type: ignore[operator]
        places = gazetteer()
        codes = [places.named(text).code for text in ["Łódź", "gm. Sieradz", "powiat piotrkowski"] * 10]
    assert codes == [106101, 101408, 101000] * 10
