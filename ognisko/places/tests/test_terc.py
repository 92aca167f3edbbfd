"""Reading TERC files."""

import datetime

import pytest
from django.utils import translation

from ognisko.places.formats.terc import Register, TercError, Unit, read
from ognisko.places.rules import Kind, Level
from ognisko.places.tests.factories import HEADER, terc_file

WHOLE = terc_file(
    "10 ŁÓDZKIE", "1001 bełchatowski", "100101 1 Bełchatów", "100108 3 Zelów", "100108 4 Zelów", "100108 5 Zelów",
    "1061 Łódź", "106101 1 Łódź", "106102 9 Łódź-Bałuty",
)  # fmt: skip
UNITS = {
    100000: Unit(100000, Level.VOIVODESHIP, Kind.NONE, "łódzkie"),
    100100: Unit(100100, Level.COUNTY, Kind.NONE, "bełchatowski"),
    100101: Unit(100101, Level.MUNICIPALITY, Kind.URBAN, "Bełchatów"),
    100108: Unit(100108, Level.MUNICIPALITY, Kind.URBAN_RURAL, "Zelów"),
    106100: Unit(106100, Level.COUNTY, Kind.NONE, "Łódź"),
    106101: Unit(106101, Level.MUNICIPALITY, Kind.URBAN, "Łódź"),
    106102: Unit(106102, Level.DISTRICT, Kind.DELEGATION, "Łódź-Bałuty"),
}


@pytest.mark.parametrize("content", [WHOLE, b"\xef\xbb\xbf" + WHOLE, WHOLE.replace(b"\r\n", b"\n")])
def test_the_parts_of_an_urban_rural_municipality_are_one_unit_with_it(content: bytes) -> None:
    assert read(content) == Register(datetime.date(2024, 1, 1), UNITS)


def test_another_state_of_the_register_is_read_with_its_own_day() -> None:
    assert read(terc_file("10 ŁÓDZKIE", as_of="2026-01-01")).as_of == datetime.date(2026, 1, 1)


def test_the_names_above_a_unit_leave_out_its_own() -> None:
    register = read(WHOLE)
    names = [register.names_above(UNITS[code]) for code in (100101, 106102, 106101, 100000)]
    assert names == [["bełchatowski", "łódzkie"], ["Łódź", "łódzkie"], ["łódzkie"], []]


def rows(*lines: str) -> bytes:
    """A file with these rows under the right head, after the voivodeship."""
    return "\n".join([HEADER, "10;;;;ŁÓDZKIE;;2024-01-01", *lines]).encode()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "Wiersz 1: kolumny pliku TERC to WOJ;POW;GMI;RODZ;NAZWA;NAZWA_DOD;STAN_NA."),
        (b"SIMC;NAZWA\n", "Wiersz 1: kolumny pliku TERC to WOJ;POW;GMI;RODZ;NAZWA;NAZWA_DOD;STAN_NA."),
        (f"{HEADER}\n".encode(), "W pliku nie ma żadnej jednostki."),
        (
            f"{HEADER}\n10;;;;ŁÓDZKIE;;2024-01-01\n10;01;;;beł".encode("cp1250"),
            "Wiersz 2: plik nie jest zapisany w UTF-8.",
        ),
        (rows("10;01;;;bełchatowski;powiat"), "Wiersz 3: liczba kolumn jest inna niż 7."),
        (rows("10;01;;;bełchatowski;;kiedyś"), "Wiersz 3, kolumna STAN_NA: „kiedyś” nie jest datą."),
        (
            rows("10;01;;;bełchatowski;;2025-01-01"),
            "Wiersz 3, kolumna STAN_NA: data różni się od wcześniejszych wierszy.",
        ),
        (rows("10;1;;;bełchatowski;;2024-01-01"), "Wiersz 3, kolumna POW: „1” to nie dwie cyfry."),
        (rows("10;;01;1;Bełchatów;;2024-01-01"), "Wiersz 3, kolumna GMI: brakuje numeru jednostki nadrzędnej."),
        (rows(";01;;;bełchatowski;;2024-01-01"), "Wiersz 3, kolumna POW: brakuje numeru jednostki nadrzędnej."),
        (rows(";;;;bełchatowski;;2024-01-01"), "Wiersz 3, kolumna WOJ: brakuje numeru."),
        (rows("99;;;;zamorskie;;2024-01-01"), "Wiersz 3, kolumna WOJ: nie ma województwa 99."),
        (rows("10;01;;7;bełchatowski;;2024-01-01"), "Wiersz 3, kolumna RODZ: „7” nie jest rodzajem tej jednostki."),
        (rows("10;01;01;;Bełchatów;;2024-01-01"), "Wiersz 3, kolumna RODZ: „” nie jest rodzajem tej jednostki."),
        (rows("10;01;;;;powiat;2024-01-01"), "Wiersz 3, kolumna NAZWA: brakuje nazwy."),
        (rows("10;;;;ŁÓDZKIE;;2024-01-01"), "Wiersz 3, kolumna GMI: jednostka 100000 występuje dwa razy."),
        (
            rows("10;01;;;bełchatowski;;2024-01-01", "10;01;08;4;Zelów;;2024-01-01"),
            "Wiersz 4, kolumna RODZ: brakuje wiersza całej gminy 100108.",
        ),
        (rows("10;01;01;1;Bełchatów;;2024-01-01"), "Brakuje jednostki nadrzędnej dla 100101 Bełchatów."),
        (rows('10;01;;;"bełcha"towski;;2024-01-01'), "Wiersz 3: wiersz jest uszkodzony."),
    ],
)
def test_an_error_names_the_row_and_the_column(content: bytes, message: str) -> None:
    with translation.override("pl"), pytest.raises(TercError) as caught:
        read(content)
    assert str(caught.value) == message
