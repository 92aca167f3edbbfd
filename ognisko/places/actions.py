"""Writes of places: what the register says, nothing else."""

import datetime
import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from ognisko.core.polish import date_text, number_text, sort_key
from ognisko.places import rules
from ognisko.places.formats import terc
from ognisko.places.models import Place, PlaceName
from ognisko.places.rules import Level

# One load at a time: two would each miss what the other creates. The number is the lock's name, nothing more.
_LOADING = 5_073_651


class OlderState(ValueError):
    """A newer state of the register is loaded already; the file would turn names back."""


@dataclass(frozen=True, slots=True)
class LoadResult:
    """What a load did: `units` in the file are `created`, `renamed` (a new name or kind), or `unchanged`.

    `ended` units are no longer in the file, `returned` ones are in it again and are counted among the others too.
    """

    as_of: datetime.date
    units: int
    created: int
    renamed: int
    unchanged: int
    ended: int
    returned: int = 0

    def __str__(self) -> str:
        """One line for whoever loaded."""
        return _(
            "%(units)s units as of %(day)s: "
            "%(created)s new, %(renamed)s renamed, %(ended)s ended, %(unchanged)s unchanged."
        ) % {
            "units": number_text(self.units),
            "day": date_text(self.as_of),
            "created": number_text(self.created),
            "renamed": number_text(self.renamed),
            "ended": number_text(self.ended),
            "unchanged": number_text(self.unchanged),
        }


def _attributes(unit: terc.Unit, register: terc.Register) -> dict[str, Any]:
    """What a row of Place holds of a unit of the register, but for its dates."""
    return {
        "level": unit.level,
        "parent_id": unit.parent,
        "name": unit.name,
        "kind": unit.kind,
        "sort_key": sort_key(unit.name),
        "search": rules.search_text(unit.code, unit.name, unit.kind, register.names_above(unit)),
    }


@transaction.atomic
def load_terc(
    source: str | os.PathLike[str] | bytes, *, progress: Callable[[int, int], None] | None = None
) -> LoadResult:
    """Bring the units up to the state of a TERC file, whole or not at all; loading it again changes nothing.

    A new name or kind is dated with the state's day (STAN_NA). Files are loaded in the order of their days. A file may
    hold only some voivodeships with their counties; the units of the others are left alone. A unit that its
    voivodeship no longer lists has ended on that day and stays, because the ledger refers to it. `progress` is told how
    many of the file's units are done. Raises terc.TercError and OlderState.
    """
    register = terc.read(source)
    day, units = register.as_of, register.units
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [_LOADING])
    _poland()
    known = {place.code: place for place in Place.objects.exclude(level=Level.COUNTRY)}
    names = {name.place_id: name for name in PlaceName.objects.filter(period__endswith__isnull=True)}
    covered = {rules.voivodeship_of(unit.code) for unit in units.values() if unit.level == Level.COUNTY}
    before = {rules.voivodeship_of(place.code) for place in known.values() if place.level == Level.COUNTY}
    _refuse_older(day, [known[code] for code in covered if code in known])

    created: list[Place] = []
    changed: list[Place] = []
    new_names: list[PlaceName] = []
    closed: list[PlaceName] = []
    renamed = returned = 0
    for done, unit in enumerate(units.values(), start=1):
        values = _attributes(unit, register)
        place = known.get(unit.code)
        if place is None:
            created.append(Place(code=unit.code, as_of=day, **values))
            # In a voivodeship that was loaded before, a new unit is new; elsewhere we only did not know it yet.
            since = day if rules.voivodeship_of(unit.code) in before else None
            new_names.append(_name(unit, since))
        else:
            is_renamed = (place.name, place.kind) != (unit.name, unit.kind)
            is_back = place.ended_on is not None
            renamed += is_renamed
            returned += is_back
            if is_renamed:
                new_names += _renamed(names.get(unit.code), unit, day, place.as_of, closed)
            elif is_back:
                new_names.append(_name(unit, day))
            # A voivodeship keeps the day of the latest state that covered it.
            is_dated = is_renamed or is_back or unit.code in covered
            if _update(place, values | {"ended_on": None, "as_of": day if is_dated else place.as_of}):
                changed.append(place)
        if progress and (done % 500 == 0 or done == len(units)):
            progress(done, len(units))

    ended = [
        place
        for place in known.values()
        if not place.ended_on and place.code not in units and rules.voivodeship_of(place.code) in covered
    ]
    for place in ended:
        place.ended_on = place.as_of = day
        if name := names.get(place.code):
            closed.append(_until(name, day))

    Place.objects.bulk_create(created, batch_size=1000)
    Place.objects.bulk_update(
        changed + ended, ["level", "parent", "name", "kind", "as_of", "ended_on", "sort_key", "search"], batch_size=500
    )
    # The old name ends before the new one begins, or the database sees two on one day. A name that would end on the day
    # it began was never in force.
    never = [name for name in closed if name.period.lower == name.period.upper == day]
    PlaceName.objects.filter(pk__in=[name.pk for name in never]).delete()
    PlaceName.objects.bulk_update([name for name in closed if name not in never], ["name", "kind", "period"])
    PlaceName.objects.bulk_create(new_names, batch_size=1000)
    return LoadResult(
        as_of=day,
        units=len(units),
        created=len(created),
        renamed=renamed,
        unchanged=len(units) - len(created) - renamed,
        ended=len(ended),
        returned=returned,
    )


def _poland() -> None:
    Place.objects.get_or_create(
        code=rules.POLAND,
        defaults={
            "level": Level.COUNTRY,
            "name": "Polska",
            "sort_key": sort_key("Polska"),
            "search": rules.search_text(rules.POLAND, "Polska", 0, []),
        },
    )


def _refuse_older(day: datetime.date, voivodeships: list[Place]) -> None:
    newest = max((place.as_of for place in voivodeships if place.as_of), default=day)
    if newest > day:
        raise OlderState(
            _("The file shows the state of %(file)s, but that of %(loaded)s is already loaded. Load a newer file.")
            % {"file": date_text(day), "loaded": date_text(newest)}
        )


def _name(unit: terc.Unit, since: datetime.date | None) -> PlaceName:
    return PlaceName(place_id=unit.code, name=unit.name, kind=unit.kind, period=DateRange(since, None))


def _until(name: PlaceName, day: datetime.date) -> PlaceName:
    name.period = DateRange(name.period.lower, day)
    return name


def _renamed(
    current: PlaceName | None, unit: terc.Unit, day: datetime.date, as_of: datetime.date | None, closed: list[PlaceName]
) -> list[PlaceName]:
    """A new name from the day on; but a corrected file of the same day corrects the name in its place."""
    if current is not None and as_of == day:
        current.name, current.kind = unit.name, unit.kind
        closed.append(current)
        return []
    if current is not None:
        closed.append(_until(current, day))
    return [_name(unit, day)]


def _update(place: Place, values: dict[str, Any]) -> bool:
    """Set what differs; whether anything did."""
    different = {field: value for field, value in values.items() if getattr(place, field) != value}
    for field, value in different.items():
        setattr(place, field, value)
    return bool(different)
