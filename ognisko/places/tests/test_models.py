"""Places and what the database holds of their rules."""

import datetime

import pytest
from django.db import IntegrityError
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import translation

from ognisko.places.models import Place, PlaceName
from ognisko.places.rules import Kind, Level
from ognisko.places.tests.factories import MunicipalityFactory

pytestmark = pytest.mark.django_db


def test_a_place_says_what_tells_it_from_its_namesakes() -> None:
    codes = (101401, 101408, 100108, 106101, 106100, 106102, 101400, 100000, 900276)
    with translation.override("pl"):
        polish = [str(Place.objects.get(code=code)) for code in codes]
    with translation.override("en"):
        english = [str(Place.objects.get(code=code)) for code in codes]
    assert polish == [
        "Sieradz (miasto)", "Sieradz (gmina wiejska)", "Zelów (gmina miejsko-wiejska)", "Łódź",
        "Łódź (miasto na prawach powiatu)", "Łódź-Bałuty (delegatura)", "powiat sieradzki", "województwo łódzkie",
        "Niemcy",
    ]  # fmt: skip
    assert english == [
        "Sieradz (town)", "Sieradz (rural municipality)", "Zelów (urban-rural municipality)", "Łódź",
        "Łódź (city with county rights)", "Łódź-Bałuty (delegation)", "sieradzki county", "łódzkie voivodeship",
        "Niemcy",
    ]  # fmt: skip


def test_a_place_knows_its_digits_and_its_range() -> None:
    places = [Place.objects.get(code=code) for code in (101408, 101400, 100000, 106102, 900276)]
    assert [(place.terc, place.range) for place in places] == [
        ("1014082", (101408, 101408)), ("1014", (101400, 101499)), ("10", (100000, 109999)),
        ("1061029", (106102, 106102)), ("", (900276, 900276)),
    ]  # fmt: skip


def test_places_stand_in_polish_order() -> None:
    names = Place.objects.of_levels([Level.VOIVODESHIP]).values_list("name", flat=True)
    assert list(names) == [
        "dolnośląskie", "kujawsko-pomorskie", "lubelskie", "lubuskie", "łódzkie", "małopolskie", "mazowieckie",
        "opolskie", "podkarpackie", "podlaskie", "pomorskie", "śląskie", "świętokrzyskie", "warmińsko-mazurskie",
        "wielkopolskie", "zachodniopomorskie",
    ]  # fmt: skip


def test_a_seat_is_a_municipality_or_a_country_abroad() -> None:
    seats = Place.objects.seats()
    assert [seats.filter(code=code).exists() for code in (101408, 900276, 900616, 101400, 106102)] == [
        True, True, False, False, False,
    ]  # fmt: skip


def test_one_place_has_one_name_on_a_day() -> None:
    PlaceName.objects.filter(place=101408).update(period=DateRange(None, datetime.date(2024, 1, 1)))
    with pytest.raises(IntegrityError, match="places_name_once_a_day"):
        PlaceName.objects.create(
            place_id=101408, name="Sieradz", kind=Kind.RURAL, period=DateRange(datetime.date(2023, 12, 31), None)
        )


def test_a_name_holds_from_its_first_day_to_the_day_before_the_next() -> None:
    name = PlaceName(period=DateRange(datetime.date(2024, 1, 1), datetime.date(2025, 1, 1)))
    days = [
        datetime.date(2023, 12, 31),
        datetime.date(2024, 1, 1),
        datetime.date(2024, 12, 31),
        datetime.date(2025, 1, 1),
    ]
    assert [name.holds_on(day) for day in days] == [False, True, True, False]


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"code": 1_234_567}, "places_place_code_fits_level"),
        ({"level": Level.COUNTRY}, "places_place_code_fits_level"),
        ({"parent_id": None}, "places_place_code_fits_level"),
        ({"kind": Kind.NONE}, "places_place_kind_fits_level"),
        ({"level": Level.COUNTY}, "places_place_kind_fits_level"),
    ],
)
def test_the_database_refuses_a_place_whose_code_or_kind_does_not_fit(changes: dict[str, int], constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint):
        MunicipalityFactory(**{"parent_id": 100100, **changes})
