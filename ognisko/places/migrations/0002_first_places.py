"""What every centre starts with: the voivodeships, the whole of Łódzkie, and countries; `load_terc` brings the rest.

terc_lodzkie.csv holds those units in the form of the register of GUS, without the rows that only repeat a unit's parts.
"""

from pathlib import Path
from typing import Any

from django.db import migrations
from django.db.backends.postgresql.psycopg_any import DateRange

from ognisko.core.polish import sort_key
from ognisko.places import rules
from ognisko.places.formats import terc

# ISO 3166-1 numbers: Poland, the European Union and Economic Area, and the neighbours with whom centres work.
COUNTRIES = {
    8: "Albania", 20: "Andora", 40: "Austria", 56: "Belgia", 70: "Bośnia i Hercegowina", 100: "Bułgaria",
    112: "Białoruś", 191: "Chorwacja", 196: "Cypr", 203: "Czechy", 208: "Dania", 233: "Estonia", 246: "Finlandia",
    250: "Francja", 268: "Gruzja", 276: "Niemcy", 300: "Grecja", 348: "Węgry", 352: "Islandia", 372: "Irlandia",
    380: "Włochy", 428: "Łotwa", 438: "Liechtenstein", 440: "Litwa", 442: "Luksemburg", 470: "Malta", 498: "Mołdawia",
    499: "Czarnogóra", 528: "Holandia", 578: "Norwegia", 616: "Polska", 620: "Portugalia", 642: "Rumunia",
    688: "Serbia", 703: "Słowacja", 705: "Słowenia", 724: "Hiszpania", 752: "Szwecja", 756: "Szwajcaria",
    792: "Turcja", 804: "Ukraina", 807: "Macedonia Północna", 826: "Wielka Brytania", 840: "Stany Zjednoczone",
}  # fmt: skip


def create(apps: Any, schema_editor: Any) -> None:
    """Insert the units with open-ended names, the larger ones first."""
    place, place_name = apps.get_model("places", "Place"), apps.get_model("places", "PlaceName")
    rows = [
        place(
            code=rules.COUNTRIES + number,
            level=rules.Level.COUNTRY,
            name=name,
            sort_key=sort_key(name),
            search=rules.search_text(rules.COUNTRIES + number, name, rules.Kind.NONE, []),
        )
        for number, name in COUNTRIES.items()
    ]
    register = terc.read(Path(__file__).with_name("terc_lodzkie.csv"))
    units = sorted(register.units.values(), key=lambda unit: (unit.level, unit.code))
    rows += [
        place(
            code=unit.code,
            level=unit.level,
            parent_id=unit.parent,
            name=unit.name,
            kind=unit.kind,
            as_of=register.as_of,
            sort_key=sort_key(unit.name),
            search=rules.search_text(unit.code, unit.name, unit.kind, register.names_above(unit)),
        )
        for unit in units
    ]
    place.objects.bulk_create(rows)
    place_name.objects.bulk_create(
        place_name(place_id=unit.code, name=unit.name, kind=unit.kind, period=DateRange(None, None)) for unit in units
    )


class Migration(migrations.Migration):
    """Data only."""

    dependencies = [("places", "0001_initial")]
    operations = [migrations.RunPython(create, migrations.RunPython.noop)]
