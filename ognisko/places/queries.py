"""Reads of places."""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from difflib import get_close_matches

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from ognisko.core.polish import fold, range_text
from ognisko.places import rules
from ognisko.places.models import Place, PlaceName, PlaceQuerySet
from ognisko.places.rules import Kind, Level, Wanted

PICKED = (Level.MUNICIPALITY, Level.COUNTY, Level.VOIVODESHIP, Level.COUNTRY)


class PlaceError(ValueError):
    """A written place is not exactly one; `candidates` are the places it may mean, the message says what to write."""

    def __init__(self, message: str, candidates: list[Place]):
        super().__init__(message)
        self.candidates = candidates


class AmbiguousPlace(PlaceError):
    """The text fits several places."""


class UnknownPlace(PlaceError):
    """The text fits no place; the candidates are spelled alike."""


def found(text: str, limit: int = 20, levels: Iterable[int] = PICKED) -> PlaceQuerySet:
    """Places for a picker: every word in the name, kind, unit above or code; municipalities and full words first.

    Districts of cities only if asked for: a seat is a municipality.
    """
    places = Place.objects.current().of_levels(levels).select_related("parent__parent__parent")
    return places.matching(text)[:limit]


def note(place: Place) -> str:
    """Where a place lies, in words: "powiat sieradzki, województwo łódzkie". Reads the parents; select them before."""
    above, names = [], {place.name}
    unit = place
    while unit.level not in (Level.VOIVODESHIP, Level.COUNTRY) and unit.parent is not None:
        unit = unit.parent
        if unit.name not in names:  # Łódź lies in Łódź, and nobody asks twice
            above.append(str(unit))
            names.add(unit.name)
    return ", ".join(above) or str(Level(place.level).label)


def overview() -> PlaceQuerySet:
    """The voivodeships with how many counties and municipalities each has loaded."""
    return (
        Place.objects.current()
        .of_levels([Level.VOIVODESHIP])
        .annotate(
            counties=Count("children", filter=Q(children__ended_on=None), distinct=True),
            municipalities=Count("children__children", filter=Q(children__children__ended_on=None), distinct=True),
        )
    )


def inside(place: Place) -> PlaceQuerySet:
    """The units right below a place, the ended ones last."""
    return place.children.order_by("ended_on", "sort_key", "code")


def names_of(place: Place) -> list[tuple[str, str]]:
    """The names that a place has had, the present one first, each with the days in words."""
    day = datetime.timedelta(days=1)
    return [
        (str(name), range_text(name.period.lower, name.period.upper and name.period.upper - day))
        for name in place.names.order_by("-period")
    ]


def path_to(place: Place) -> list[tuple[str, str]]:
    """The label and address of each unit above a place and of itself, the largest first. Select the parents before."""
    path = [place]
    while path[0].level not in (Level.VOIVODESHIP, Level.COUNTRY) and path[0].parent is not None:
        path.insert(0, path[0].parent)
    return [(_("Places"), reverse("places:overview")), *((str(unit), unit.get_absolute_url()) for unit in path)]


def named(text: str | int) -> Place:
    """The one place that a cell of a spreadsheet means; for many cells use one `gazetteer()`.

    Raises AmbiguousPlace and UnknownPlace.
    """
    return gazetteer().named(text)


def gazetteer() -> "Gazetteer":
    """All places with their former names, to resolve any number of texts without further queries."""
    former = PlaceName.objects.filter(period__endswith__isnull=False).values_list("place_id", "name")
    return Gazetteer(list(Place.objects.all()), list(former))


class Gazetteer:
    """Resolves written places in memory: an import asks tens of thousands of times."""

    def __init__(self, places: list[Place], former_names: list[tuple[int, str]]):
        self._places = {place.code: place for place in places}
        self._by_name: dict[str, list[Place]] = defaultdict(list)
        self._by_former_name: dict[str, list[Place]] = defaultdict(list)
        for place in places:
            if place.ended_on is None:
                self._by_name[fold(place.name)].append(place)
        for code, name in former_names:
            self._by_former_name[fold(name)].append(self._places[code])
        for place in places:
            if place.ended_on is not None:
                self._by_former_name[fold(place.name)].append(place)

    def named(self, text: str | int) -> Place:
        """The one place that the text means. Raises AmbiguousPlace and UnknownPlace."""
        written = str(text).strip()
        wanted = rules.read_name(written)
        if wanted.code is not None:
            if wanted.code in self._places:
                return self._places[wanted.code]
            raise UnknownPlace(_("There is no place with the code %(code)s.") % {"code": written}, [])
        fitting = self._fitting(wanted, self._by_name) or self._fitting(wanted, self._by_former_name)
        if len(fitting) == 1:
            return fitting[0]
        if fitting:
            raise AmbiguousPlace(
                _("“%(text)s” can mean several places: %(places)s. Add the kind of municipality or the county.")
                % {"text": written, "places": ", ".join(map(self._with_county, fitting[:6]))},
                fitting,
            )
        alike = self._by_name.get(wanted.name) or [
            place for name in get_close_matches(wanted.name, self._by_name, n=3) for place in self._by_name[name]
        ]
        raise UnknownPlace(
            _("No place is called “%(text)s”. Check the spelling or give the six digits of TERC.") % {"text": written},
            alike,
        )

    def _fitting(self, wanted: Wanted, by_name: dict[str, list[Place]]) -> list[Place]:
        """Places that fit the text, narrowed step by step as a reader would."""
        places = list(dict.fromkeys(by_name.get(wanted.longer_name) or by_name.get(wanted.name, [])))
        if wanted.voivodeship:
            places = [place for place in places if self._lies_in(place, Level.VOIVODESHIP, wanted.voivodeship)]
        if wanted.county:
            places = [place for place in places if self._lies_in(place, Level.COUNTY, wanted.county)]
        if wanted.level is not None:
            return _of_kind([place for place in places if place.level == wanted.level], wanted.kind)
        # Łódź is a municipality and a county of one city: the smaller unit is meant. A city with county rights is
        # what its bare name means, which is also all that its label says; the rural Skierniewice beside it is a gmina.
        for level in PICKED:
            if of_level := [place for place in places if place.level == level]:
                cities = [place for place in of_level if rules.in_city_county(place.code)]
                return cities if len(cities) == 1 else of_level
        return places

    def _lies_in(self, place: Place, level: Level, name: str) -> bool:
        code = rules.county_of(place.code) if level == Level.COUNTY else rules.voivodeship_of(place.code)
        return code in self._places and fold(self._places[code].name) == name

    def _with_county(self, place: Place) -> str:
        county = self._places.get(rules.county_of(place.code) or 0)
        if county is None or county.code == place.code or rules.in_city_county(place.code):
            return str(place)
        return f"{place}, {county}"


def _of_kind(places: list[Place], kind: Kind | None) -> list[Place]:
    if kind is None:
        # Where a town and the rural municipality around it share a name, "gmina Sieradz" is the rural one; the town
        # calls itself a town.
        rural = {_surroundings(place) for place in places if place.kind != Kind.URBAN}
        rural |= {rules.voivodeship_of(code) for code in rural if code is not None}
        return [place for place in places if place.kind != Kind.URBAN or _surroundings(place) not in rural]
    exact = [place for place in places if place.kind == kind]
    # The town or the rural area of an urban-rural municipality is a part of it, and no unit of six digits.
    parts = [place for place in places if place.kind == Kind.URBAN_RURAL and kind in (Kind.URBAN, Kind.RURAL)]
    return exact or parts


def _surroundings(place: Place) -> int | None:
    """Where the namesake around a town lies: in its county; of a city with county rights, in a county beside it."""
    if rules.in_city_county(place.code):
        return rules.voivodeship_of(place.code)
    return rules.county_of(place.code)
