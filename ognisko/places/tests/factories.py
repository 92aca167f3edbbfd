"""Registers and places for tests."""

import datetime

import factory

from ognisko.core.polish import sort_key
from ognisko.places import rules
from ognisko.places.models import Place
from ognisko.places.rules import Kind

HEADER = "WOJ;POW;GMI;RODZ;NAZWA;NAZWA_DOD;STAN_NA"


def terc_file(*units: str, as_of: str = "2024-01-01", header: str = HEADER) -> bytes:
    """A TERC file from units like "100101 1 Bełchatów", "1001 powiat", "10 łódzkie"; digits, kind if any, name."""
    rows = [header]
    for unit in units:
        code, *rest = unit.split(" ")
        kind = rest.pop(0) if len(code) == 6 else ""
        rows.append(f"{code[:2]};{code[2:4]};{code[4:6]};{kind};{' '.join(rest)};;{as_of}")
    return "\r\n".join([*rows, ""]).encode()


class MunicipalityFactory(factory.django.DjangoModelFactory[Place]):
    """A rural municipality of a county of its voivodeship, both of which the first migration brings."""

    class Meta:
        model = Place

    code = factory.Sequence(lambda number: 100150 + number)
    level = rules.Level.MUNICIPALITY
    parent_id = factory.LazyAttribute(lambda place: rules.parent_of(place.code))
    name = factory.Sequence(lambda number: f"Wola {number}")
    kind = Kind.RURAL
    as_of = datetime.date(2024, 1, 1)
    sort_key = factory.LazyAttribute(lambda place: sort_key(place.name))
    search = factory.LazyAttribute(lambda place: rules.search_text(place.code, place.name, place.kind, []))
