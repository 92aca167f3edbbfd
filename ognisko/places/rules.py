"""What the code of a place says, and what people write when they mean a place; pure.

A code is one integer. In Poland it is the six TERC digits: a municipality WWPPGG, a county WWPP00, a voivodeship
WW0000. A country is 900000 and its ISO 3166-1 number, so a seat abroad fits into the same column of the ledger, and
Poland itself is 900616. One BETWEEN over `unit_range` takes a unit and everything below it.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.db.models import IntegerChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ognisko.core.polish import fold

COUNTRIES = 900_000
POLAND = 900_616
# Counties of these numbers are cities with county rights: one municipality, number 01, and at most districts beside it.
FIRST_CITY_COUNTY = 61


class Level(IntegerChoices):
    """What kind of unit a place is."""

    VOIVODESHIP = 1, _("voivodeship")
    COUNTY = 2, _("county")
    MUNICIPALITY = 3, _("municipality")
    COUNTRY = 4, _("country")
    DISTRICT = 5, _("district of a city")


class Kind(IntegerChoices):
    """The kind of a municipality or district, the seventh digit of TERC (RODZ); it changes over the years."""

    NONE = 0, _("no kind")
    URBAN = 1, pgettext_lazy("kind of municipality", "town")
    RURAL = 2, _("rural municipality")
    URBAN_RURAL = 3, _("urban-rural municipality")
    DISTRICT = 8, pgettext_lazy("kind of unit", "district")
    DELEGATION = 9, pgettext_lazy("kind of unit", "delegation")


def level_of(code: int, kind: int = Kind.NONE) -> Level:
    """The level that a code stands for; only the kind tells a district of a city from a municipality."""
    if code >= COUNTRIES:
        return Level.COUNTRY
    if code % 10_000 == 0:
        return Level.VOIVODESHIP
    if code % 100 == 0:
        return Level.COUNTY
    return Level.DISTRICT if kind in (Kind.DISTRICT, Kind.DELEGATION) else Level.MUNICIPALITY


def country_of(code: int) -> int:
    """The country of a place: itself abroad, else Poland."""
    return code if code >= COUNTRIES else POLAND


def voivodeship_of(code: int) -> int | None:
    """The voivodeship of a place; None for a country."""
    return code // 10_000 * 10_000 if code < COUNTRIES else None


def county_of(code: int) -> int | None:
    """The county of a place; None where there is none: for a voivodeship, a country."""
    return code // 100 * 100 if code < COUNTRIES and code % 10_000 else None


def in_city_county(code: int) -> bool:
    """Whether the place is a city with county rights, or a part of one."""
    return code < COUNTRIES and code // 100 % 100 >= FIRST_CITY_COUNTY


def municipality_of(code: int) -> int | None:
    """The municipality of a place: itself, or the city of a district; None for a larger unit."""
    if code >= COUNTRIES or code % 100 == 0:
        return None
    return code // 100 * 100 + 1 if in_city_county(code) else code


def parent_of(code: int) -> int | None:
    """The unit right above: district, city, county, voivodeship, Poland; None for a country."""
    if code >= COUNTRIES:
        return None
    if (city := municipality_of(code)) not in (None, code):
        return city
    if code % 100:
        return county_of(code)
    return voivodeship_of(code) if code % 10_000 else POLAND


def unit_range(code: int) -> tuple[int, int]:
    """The lowest and highest code of a unit and everything below it, both included.

    A city with county rights takes its districts. Poland takes every unit of TERC, but not its own code, which says
    only that something is in Poland.
    """
    if code == POLAND:
        return 10_000, COUNTRIES - 1
    if code > COUNTRIES:
        return code, code
    if code % 10_000 == 0:
        return code, code + 9_999
    if code % 100 == 0:
        return code, code + 99
    if code == municipality_of(code) and in_city_county(code):
        return code, code + 98
    return code, code


def search_text(code: int, name: str, kind: int, above: Iterable[str]) -> str:
    """What a search looks through, folded: the name, a bar, then the kind, the units above and the code.

    The bar lets a search tell a name from the rest. The kind is in Polish whatever the language of the page: people
    search by what stands on the stamp.
    """
    words = {
        Level.VOIVODESHIP: "województwo",
        Level.COUNTY: "miasto na prawach powiatu" if in_city_county(code) else "powiat",
        Level.MUNICIPALITY: KIND_WORDS.get(kind, ""),
        Level.DISTRICT: KIND_WORDS.get(kind, ""),
    }.get(level_of(code, kind), "")
    digits = f"{code:06}" if code < COUNTRIES else ""
    return f"{fold(name)} | {fold(' '.join([words, *above, digits]))}".strip()


KIND_WORDS: dict[int, str] = {
    Kind.URBAN: "miasto gmina miejska",
    Kind.RURAL: "gmina wiejska",
    Kind.URBAN_RURAL: "gmina miejsko-wiejska",
    Kind.DISTRICT: "dzielnica",
    Kind.DELEGATION: "delegatura",
}


# --- what people write ---


@dataclass(frozen=True)
class Wanted:
    """What a written place asks for; all names folded, empty where the text says nothing.

    `longer_name` takes in a bracket that is no qualifier: the register itself has "Dobra (Szczecińska)".
    """

    name: str = ""
    longer_name: str = ""
    code: int | None = None
    level: Level | None = None
    kind: Kind | None = None
    county: str = ""
    voivodeship: str = ""


# Longest first, since "gmina" begins "gmina wiejska". A name follows: "gmina wiejska Sieradz".
_KIND_PREFIXES: tuple[tuple[str, Level, Kind | None], ...] = (
    ("miasto na prawach powiatu", Level.COUNTY, None),
    ("gmina miejsko wiejska", Level.MUNICIPALITY, Kind.URBAN_RURAL),
    ("gm miejsko wiejska", Level.MUNICIPALITY, Kind.URBAN_RURAL),
    ("miasto i gmina", Level.MUNICIPALITY, Kind.URBAN_RURAL),
    ("gmina i miasto", Level.MUNICIPALITY, Kind.URBAN_RURAL),
    ("gmina m w", Level.MUNICIPALITY, Kind.URBAN_RURAL),
    ("gm m w", Level.MUNICIPALITY, Kind.URBAN_RURAL),
    ("gmina miejska", Level.MUNICIPALITY, Kind.URBAN),
    ("gm miejska", Level.MUNICIPALITY, Kind.URBAN),
    ("gmina miasto", Level.MUNICIPALITY, Kind.URBAN),
    ("miasto stoleczne", Level.MUNICIPALITY, Kind.URBAN),
    ("gmina wiejska", Level.MUNICIPALITY, Kind.RURAL),
    ("gm wiejska", Level.MUNICIPALITY, Kind.RURAL),
    ("gmina w", Level.MUNICIPALITY, Kind.RURAL),
    ("gm w", Level.MUNICIPALITY, Kind.RURAL),
    ("m st", Level.MUNICIPALITY, Kind.URBAN),
    ("miasto", Level.MUNICIPALITY, Kind.URBAN),
    ("gmina", Level.MUNICIPALITY, None),
    ("gm", Level.MUNICIPALITY, None),
    ("m", Level.MUNICIPALITY, Kind.URBAN),
    ("delegatura", Level.DISTRICT, Kind.DELEGATION),
    ("dzielnica", Level.DISTRICT, Kind.DISTRICT),
)
_LEVEL_WORDS = {
    "powiat": Level.COUNTY,
    "pow": Level.COUNTY,
    "wojewodztwo": Level.VOIVODESHIP,
    "woj": Level.VOIVODESHIP,
    "panstwo": Level.COUNTRY,
}
_COUNTY_PREFIXES = ("powiat ", "pow ")
_VOIVODESHIP_PREFIXES = ("wojewodztwo ", "woj ")


def read_code(text: str) -> int | None:
    """The code that digits stand for: six TERC digits or seven with the kind, four of a county, two of a voivodeship.

    A spreadsheet drops the zero in front of 0201011 and 020101; an odd number of digits gets it back, except seven.
    """
    digits = re.sub(r"[\s.]0*$" if "." in text else r"\s", "", text.strip())
    if not (digits.isascii() and digits.isdigit()) or len(digits) > 7:
        return None
    if len(digits) == 7:
        return int(digits[:6])
    if len(digits) % 2:
        digits = "0" + digits
    return int(digits.ljust(6, "0"))


def read_name(text: str) -> Wanted:
    """What a written place asks for: "gm. Sieradz", "Sieradz, gmina wiejska", "Brzeziny (pow. brzeziński)", "106101".

    Commas, brackets, slashes and semicolons part the name from what says which one. A unit alone, "powiat sieradzki",
    is wanted itself; after a name it says where the name lies.
    """
    code = read_code(text)
    if code is not None:
        return Wanted(code=code)
    wanted = Wanted()
    for part in filter(None, (fold(part) for part in re.split(r"[,;()/|]", text))):
        wanted = _with_part(wanted, part)
    if not wanted.name and wanted.county:
        return replace(wanted, name=wanted.county, county="", level=Level.COUNTY)
    if not wanted.name and wanted.voivodeship:
        return replace(wanted, name=wanted.voivodeship, voivodeship="", level=Level.VOIVODESHIP)
    return wanted


def _with_part(wanted: Wanted, part: str) -> Wanted:
    if level := _LEVEL_WORDS.get(part):
        return replace(wanted, level=level)
    for prefix in _COUNTY_PREFIXES:
        if part.startswith(prefix):
            return replace(wanted, county=part.removeprefix(prefix))
    for prefix in _VOIVODESHIP_PREFIXES:
        if part.startswith(prefix):
            return replace(wanted, voivodeship=part.removeprefix(prefix))
    for prefix, level, kind in _KIND_PREFIXES:
        if part == prefix:
            return replace(wanted, level=level, kind=kind)
        if part.startswith(prefix + " ") and not wanted.name:
            return replace(_with_part(wanted, part.removeprefix(prefix + " ")), level=level, kind=kind)
    if not wanted.name:
        return replace(wanted, name=part)
    return wanted if wanted.longer_name else replace(wanted, longer_name=f"{wanted.name} {part}")
