"""Loading the register, once and again, over the years."""

import datetime
from pathlib import Path

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import translation

from ognisko.places.actions import LoadResult, OlderState, load_terc
from ognisko.places.formats.terc import TercError
from ognisko.places.models import Place, PlaceName
from ognisko.places.queries import gazetteer, note
from ognisko.places.rules import Kind, Level
from ognisko.places.tests.factories import terc_file

pytestmark = pytest.mark.django_db

REGISTER = Path(__file__).parents[4] / "shared" / "data" / "TERC_2024-01-01.csv"
needs_register = pytest.mark.skipif(not REGISTER.exists(), reason=f"the TERC file of GUS is not at {REGISTER}")

FIRST, SECOND, THIRD = (datetime.date(year, 1, 1) for year in (2024, 2025, 2026))
# Opolskie: the first migration knows the voivodeship and nothing in it.
OPOLSKIE = ("16 OPOLSKIE", "1601 brzeski", "160101 1 Brzeg", "160102 2 Skarbimierz")


def names_of(code: int) -> list[tuple[str, int, datetime.date | None, datetime.date | None]]:
    """The names of a place from the oldest, with their days."""
    names = PlaceName.objects.filter(place=code).order_by("period")
    return [(name.name, name.kind, name.period.lower, name.period.upper) for name in names]


def counts(result: LoadResult) -> tuple[int, int, int, int, int, int]:
    """Units, created, renamed, unchanged, ended, returned."""
    return (result.units, result.created, result.renamed, result.unchanged, result.ended, result.returned)


def test_a_new_database_knows_the_voivodeships_lodzkie_and_the_countries() -> None:
    levels = [(level.name, Place.objects.of_levels([level]).count()) for level in Level]
    assert levels == [("VOIVODESHIP", 16), ("COUNTY", 24), ("MUNICIPALITY", 177), ("COUNTRY", 44), ("DISTRICT", 5)]


@needs_register
def test_the_whole_register_loads_and_a_second_load_changes_nothing() -> None:
    first, second = load_terc(REGISTER), load_terc(REGISTER)
    assert (counts(first), counts(second)) == ((2910, 2688, 0, 222, 0, 0), (2910, 0, 0, 2910, 0, 0))
    levels = {level.name: Place.objects.of_levels([level]).count() for level in Level if level != Level.COUNTRY}
    assert levels == {"VOIVODESHIP": 16, "COUNTY": 380, "MUNICIPALITY": 2477, "DISTRICT": 37}
    assert PlaceName.objects.exclude(period=DateRange(None, None)).count() == 0


@needs_register
def test_every_unit_of_the_register_is_found_again_by_what_a_page_says_of_it() -> None:
    load_terc(REGISTER)
    places = list(Place.objects.exclude(level=Level.COUNTRY).select_related("parent__parent__parent"))
    all_places = gazetteer()
    with translation.override("pl"):
        written = {f"{place}, {note(place)}": place for place in places}
        assert {text: all_places.named(text) for text in written} == written
    assert [all_places.named(place.code) for place in places] == places


def test_a_load_says_in_one_line_what_it_did() -> None:
    with translation.override("pl"):
        said = str(load_terc(terc_file(*OPOLSKIE)))
    assert said == (
        "Jednostki: 4, stan na 1 stycznia 2024: nowe 3, ze zmienioną nazwą lub rodzajem 0, zniesione 0, bez zmian 1."
    )


def test_progress_ends_with_every_unit_done() -> None:
    told: list[tuple[int, int]] = []
    load_terc(terc_file(*OPOLSKIE), progress=lambda done, total: told.append((done, total)))
    assert told == [(4, 4)]


def test_a_new_name_and_a_new_kind_are_dated_with_the_state_that_shows_them() -> None:
    load_terc(terc_file(*OPOLSKIE))
    town = ("16 OPOLSKIE", "1601 brzeski", "160101 1 Brzeg nad Odrą", "160102 3 Skarbimierz")
    result = load_terc(terc_file(*town, as_of="2025-01-01"))
    again = load_terc(terc_file(*town, as_of="2026-01-01"))
    assert (counts(result), counts(again)) == ((4, 0, 2, 2, 0, 0), (4, 0, 0, 4, 0, 0))
    assert names_of(160101) == [("Brzeg", Kind.URBAN, None, SECOND), ("Brzeg nad Odrą", Kind.URBAN, SECOND, None)]
    assert names_of(160102) == [
        ("Skarbimierz", Kind.RURAL, None, SECOND),
        ("Skarbimierz", Kind.URBAN_RURAL, SECOND, None),
    ]
    with translation.override("pl"):
        assert str(Place.objects.get(code=160102)) == "Skarbimierz (gmina miejsko-wiejska)"


def test_a_unit_that_the_register_drops_ends_and_stays_and_may_return() -> None:
    load_terc(terc_file(*OPOLSKIE))
    dropped = load_terc(terc_file(*OPOLSKIE[:3], as_of="2025-01-01"))
    place = Place.objects.get(code=160102)
    assert (counts(dropped), place.ended_on, names_of(160102)[0][3]) == ((3, 0, 0, 3, 1, 0), SECOND, SECOND)
    back = load_terc(terc_file(*OPOLSKIE, as_of="2026-01-01"))
    assert (counts(back), names_of(160102)) == (
        (4, 0, 0, 4, 0, 1),
        [("Skarbimierz", Kind.RURAL, None, SECOND), ("Skarbimierz", Kind.RURAL, THIRD, None)],
    )


def test_a_unit_new_in_a_later_state_has_its_name_from_then_on() -> None:
    load_terc(terc_file(*OPOLSKIE))
    load_terc(terc_file(*OPOLSKIE, "160103 2 Nowa", as_of="2025-01-01"))
    assert names_of(160103) == [("Nowa", Kind.RURAL, SECOND, None)]


def test_a_file_of_one_voivodeship_leaves_the_others_alone() -> None:
    before = Place.objects.within(100000).current().count()
    result = load_terc(terc_file(*OPOLSKIE, "10 ŁÓDZKIE", as_of="2025-01-01"))
    assert (result.ended, Place.objects.within(100000).current().count()) == (0, before)


def test_a_corrected_file_of_the_same_day_corrects_names_in_their_place() -> None:
    load_terc(terc_file(*OPOLSKIE))
    load_terc(terc_file(*OPOLSKIE[:2], "160101 1 Bzreg", "160103 2 Nowa", as_of="2025-01-01"))
    load_terc(terc_file(*OPOLSKIE[:2], "160101 1 Brzeg nad Odrą", as_of="2025-01-01"))
    assert names_of(160101) == [("Brzeg", Kind.URBAN, None, SECOND), ("Brzeg nad Odrą", Kind.URBAN, SECOND, None)]
    assert (names_of(160103), Place.objects.get(code=160103).ended_on) == ([], SECOND)


def test_an_older_state_is_refused() -> None:
    load_terc(terc_file(*OPOLSKIE, as_of="2025-01-01"))
    with translation.override("pl"), pytest.raises(OlderState) as caught:
        load_terc(terc_file(*OPOLSKIE))
    assert str(caught.value) == (
        "Plik pokazuje stan na 1 stycznia 2024, a wczytany jest już stan na 1 stycznia 2025. Wczytaj nowszy plik."
    )


def test_a_damaged_file_changes_nothing() -> None:
    before = Place.objects.count()
    with pytest.raises(TercError):
        load_terc(terc_file(*OPOLSKIE, "160203 2 Sierota"))
    assert Place.objects.count() == before


def test_every_change_of_a_place_is_in_its_history() -> None:
    load_terc(terc_file(*OPOLSKIE))
    load_terc(terc_file(*OPOLSKIE[:2], "160101 1 Brzeg nad Odrą", OPOLSKIE[3], as_of="2025-01-01"))
    events = Place.objects.get(code=160101).events.order_by("pgh_id").values_list("pgh_label", "name")  # type: ignore[attr-defined]
    assert list(events) == [("insert", "Brzeg"), ("update", "Brzeg nad Odrą")]
