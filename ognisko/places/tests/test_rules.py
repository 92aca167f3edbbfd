"""What codes and written names say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ognisko.places.rules import (
    POLAND,
    Kind,
    Level,
    Wanted,
    country_of,
    county_of,
    level_of,
    municipality_of,
    parent_of,
    read_code,
    read_name,
    search_text,
    unit_range,
    voivodeship_of,
)

GERMANY = 900_276


@st.composite
def codes(draw: st.DrawFn) -> int:
    """Any code that TERC can hold: of a voivodeship, a county, a municipality or a district."""
    voivodeship = draw(st.integers(2, 32))
    county = draw(st.integers(0, 99))
    municipality = draw(st.integers(0, 99)) if county else 0
    return voivodeship * 10_000 + county * 100 + municipality


@given(codes(), codes())
def test_the_range_of_a_unit_holds_itself_and_exactly_what_lies_below_it(unit: int, other: int) -> None:
    above, code = [other], other
    while (code := parent_of(code) or 0) and code != POLAND:
        above.append(code)
    low, high = unit_range(unit)
    if unit % 10_000 == 0 or unit % 100 == 0 or municipality_of(other) == municipality_of(unit):
        assert (low <= other <= high) == (unit in above)
    else:
        assert low > other or other > high


@given(codes())
def test_every_polish_unit_lies_in_poland_and_in_its_voivodeship_and_county(code: int) -> None:
    low, high = unit_range(POLAND)
    assert low <= code <= high
    assert country_of(code) == POLAND
    for unit in (voivodeship_of(code), county_of(code)):
        if unit is not None:
            low, high = unit_range(unit)
            assert low <= code <= high


def test_the_units_above_a_place_follow_from_its_code() -> None:
    answers = [
        (code, level_of(code), municipality_of(code), county_of(code), voivodeship_of(code), parent_of(code))
        for code in (101408, 101400, 100000, 106101, 106102, 146505, GERMANY, POLAND)
    ]
    assert answers == [
        (101408, Level.MUNICIPALITY, 101408, 101400, 100000, 101400),
        (101400, Level.COUNTY, None, 101400, 100000, 100000),
        (100000, Level.VOIVODESHIP, None, None, 100000, POLAND),
        (106101, Level.MUNICIPALITY, 106101, 106100, 100000, 106100),
        (106102, Level.MUNICIPALITY, 106101, 106100, 100000, 106101),
        (146505, Level.MUNICIPALITY, 146501, 146500, 140000, 146501),
        (GERMANY, Level.COUNTRY, None, None, None, None),
        (POLAND, Level.COUNTRY, None, None, None, None),
    ]
    assert level_of(106102, Kind.DELEGATION) == Level.DISTRICT
    assert [country_of(code) for code in (101408, GERMANY)] == [POLAND, GERMANY]


def test_ranges_take_a_unit_and_all_below_it() -> None:
    assert [unit_range(code) for code in (100000, 101400, 101408, 106100, 106101, 106102, GERMANY, POLAND)] == [
        (100000, 109999), (101400, 101499), (101408, 101408), (106100, 106199), (106101, 106199), (106102, 106102),
        (GERMANY, GERMANY), (10000, 899999),
    ]  # fmt: skip


def test_a_search_looks_at_the_name_first_then_at_the_rest() -> None:
    assert [
        search_text(101408, "Sieradz", Kind.RURAL, ["sieradzki", "łódzkie"]),
        search_text(106100, "Łódź", Kind.NONE, ["łódzkie"]),
        search_text(20000, "dolnośląskie", Kind.NONE, []),
        search_text(GERMANY, "Niemcy", Kind.NONE, []),
    ] == [
        "sieradz | gmina wiejska sieradzki lodzkie 101408",
        "lodz | miasto na prawach powiatu lodzkie 106100",
        "dolnoslaskie | wojewodztwo 020000",
        "niemcy |",
    ]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("106101", 106101), ("1061011", 106101), ("20101", 20101), ("0201011", 20101), ("1061", 106100), ("201", 20100),
        ("10", 100000), ("2", 20000), ("106101.0", 106101), (" 10 61 01 1 ", 106101), ("Łódź", None), ("", None),
        ("10610112", None), ("10,5", None),
    ],
)  # fmt: skip
def test_digits_are_a_code_even_where_a_spreadsheet_dropped_the_zero(text: str, code: int | None) -> None:
    assert read_code(text) == code


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Łódź", Wanted("lodz")),
        ("gm. Sieradz", Wanted("sieradz", level=Level.MUNICIPALITY)),
        ("Gmina wiejska Sieradz", Wanted("sieradz", level=Level.MUNICIPALITY, kind=Kind.RURAL)),
        ("Sieradz, gmina wiejska", Wanted("sieradz", level=Level.MUNICIPALITY, kind=Kind.RURAL)),
        ("Sieradz (miasto)", Wanted("sieradz", level=Level.MUNICIPALITY, kind=Kind.URBAN)),
        ("m.st. Warszawa", Wanted("warszawa", level=Level.MUNICIPALITY, kind=Kind.URBAN)),
        ("Miasto i Gmina Zelów", Wanted("zelow", level=Level.MUNICIPALITY, kind=Kind.URBAN_RURAL)),
        ("gmina miejsko-wiejska Zelów", Wanted("zelow", level=Level.MUNICIPALITY, kind=Kind.URBAN_RURAL)),
        ("powiat łódzki wschodni", Wanted("lodzki wschodni", level=Level.COUNTY)),
        ("pow. sieradzki, woj. łódzkie", Wanted("sieradzki", level=Level.COUNTY, voivodeship="lodzkie")),
        ("województwo łódzkie", Wanted("lodzkie", level=Level.VOIVODESHIP)),
        ("Brzeziny; pow. brzeziński / łódzkie", Wanted("brzeziny", "brzeziny lodzkie", county="brzezinski")),
        ("Dobra (Szczecińska)", Wanted("dobra", "dobra szczecinska")),
        ("Łódź-Bałuty (delegatura)", Wanted("lodz baluty", level=Level.DISTRICT, kind=Kind.DELEGATION)),
        ("Łódź (miasto na prawach powiatu)", Wanted("lodz", level=Level.COUNTY)),
        ("Mława", Wanted("mlawa")),
        ("", Wanted()),
    ],
)
def test_a_written_place_parts_into_a_name_and_what_says_which(text: str, wanted: Wanted) -> None:
    assert read_name(text) == wanted
