"""Sources and measures, entries in force, closings, the records behind entries."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps
from django.db import connection
from django.db.models import Q, QuerySet

from ognisko.ledger.models import Closing, Entry
from ognisko.ledger.rules import EntryValues, Measure, RecordLink, Source

VALUES = (
    "occurred_on, measure, unit, quantity, project, office, party, party_kind, party_status, person_attributes, "
    "place, party_place, topic, activity_kind, activity"
)
"""The columns of EntryValues, in its order."""

IN_FORCE = "e.reverses_id is null and not exists (select from ledger_entry r where r.reverses_id = e.id)"

POLAND = 900_616


@cache
def sources() -> Mapping[int, Source]:
    """All kinds of records that count, by number: the SOURCES of each installed app's entries.py.

    Raises ValueError where two sources or two measures share a number or a key.
    """
    found = [
        source
        for config in apps.get_app_configs()
        if find_spec(f"{config.name}.entries")
        for source in import_module(f"{config.name}.entries").SOURCES
    ]
    measures = {id(measure): measure for source in found for measure in source.measures}.values()
    for things in (found, list(measures)):
        for attribute in ("number", "key"):
            if len({getattr(thing, attribute) for thing in things}) != len(things):
                raise ValueError(f"two of them share a {attribute}: {[getattr(t, attribute) for t in things]}")
    return {source.number: source for source in found}


@cache
def measures() -> Mapping[int, Measure]:
    """All measures that some source posts, by number."""
    return {measure.number: measure for source in sources().values() for measure in source.measures}


def measure_of_key(key: str) -> Measure:
    """The measure of this name; raises KeyError for one that no source posts."""
    return {measure.key: measure for measure in measures().values()}[key]


def in_force(source_kind: int, ids: Sequence[int]) -> dict[int, list[tuple[int, EntryValues]]]:
    """The entries in force of these records: neither reversed nor reversals themselves; one query."""
    found: dict[int, list[tuple[int, EntryValues]]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            f"select source, id, {VALUES} from ledger_entry e"  # noqa: S608  # constants of this module
            f" where source_kind = %s and source = any(%s) and {IN_FORCE} order by id",
            [source_kind, list(ids)],
        )
        for source, number, *values in cursor:
            found.setdefault(source, []).append((number, EntryValues(*values)))
    return found


def closings_in_force() -> QuerySet[Closing]:
    """Closings that hold today: not reopened."""
    return Closing.objects.filter(reopened_at=None)


def closed_on(day: date, project: int = 0) -> Closing | None:
    """The closing that makes an entry of this day and project a correction, if any."""
    return closings_in_force().filter(Q(project=0) | Q(project=project), period__contains=day).first()


def links(entries: Iterable[Entry]) -> dict[tuple[int, int], RecordLink]:
    """Title, note and address of the records behind these entries; one look-up for each kind of record."""
    wanted: dict[int, set[int]] = {}
    for entry in entries:
        wanted.setdefault(entry.source_kind, set()).add(entry.source)
    return {
        (kind, number): link
        for kind, numbers in wanted.items()
        for number, link in sources()[kind].links(sorted(numbers)).items()
    }
