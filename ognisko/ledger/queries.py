"""Reads of the ledger: sources, entries in force, answers to questions and their members, verification."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from itertools import batched, product
from typing import Any, LiteralString

from django.apps import apps
from django.db import connection
from django.db.models import F, Q, QuerySet

from ognisko.ledger.models import Closing, Entry
from ognisko.ledger.rules import (
    Answer,
    Breakdown,
    Counts,
    EntryValues,
    Level,
    Measure,
    Question,
    RecordLink,
    Source,
    difference,
)

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


# Answers ------------------------------------------------------------------------------------------------------------

_KEYS = f"""
    case counts
        when {Counts.PARTIES} then party
        when {Counts.DAYS} then occurred_on - date '2000-01-01'
        when {Counts.MONTHS} then (extract(year from occurred_on) * 12 + extract(month from occurred_on))::int
        when {Counts.PLACES} then case
            when level = {Level.COUNTRY} then case when place >= 900000 then place else {POLAND} + place * 0 end
            when place < 900000 and (level = {Level.VOIVODESHIP} or place %% 10000 >= 100)
                and (level >= {Level.COUNTY} or place %% 100 > 0) then place / level * level end
        when {Counts.SEATS} then case
            when level = {Level.COUNTRY} then case
                when party_place >= 900000 then party_place else {POLAND} + party_place * 0 end
            when party_place < 900000 and (level = {Level.VOIVODESHIP} or party_place %% 10000 >= 100)
                and (level >= {Level.COUNTY} or party_place %% 100 > 0) then party_place / level * level end
        else 0
    end
"""

_PARTS: Mapping[Breakdown, LiteralString] = {
    Breakdown.MONTH: "date_trunc('month', occurred_on)::date",
    Breakdown.PROJECT: "project",
    Breakdown.OFFICE: "office",
    Breakdown.TOPIC: "topic",
    Breakdown.KIND: "party_kind",
    Breakdown.SEAT_COUNTY: "case when party_place < 900000 then party_place / 100 * 100 else party_place end",
    Breakdown.PARTY: "party",
}

_PASSES = """
    e.measure::int = q.measure and case when
        (q.project is null or e.project = q.project)
        and (q.office is null or e.office = q.office)
        and (q.place_low is null or e.place between q.place_low and q.place_high)
        and (q.seat_low is null or e.party_place between q.seat_low and q.seat_high)
        and (q.kinds is null or e.party_kind = any(q.kinds))
        and (q.status = 0 or e.party_status & q.status = q.status)
        and (q.topics is null or e.topic = any(q.topics))
        and (q.activity_kind is null or e.activity_kind = q.activity_kind)
        and (q.activities is null or e.activity = any(q.activities))
    then true end
"""
# The planner takes each filter for a rare one and multiplies ten of them to "one row": it would read the year's entries
# once a question, in the order of the index, and sort what it found. The cast keeps it from that index and gives a hash
# of the questions; one CASE counts as one filter of a half. Half the time at 770,000 entries a year.

_WANTED = (
    "e.occurred_on, e.reverses_id, e.quantity, e.project, e.office, e.party, e.party_kind, e.place, e.party_place, "
    "e.topic"
)

_STATEMENT = f"""
    with question as materialized (
        select * from jsonb_to_recordset(%(questions)s) as question(
            n int, measure int, counts int, level int, stock bool, project smallint, office smallint,
            place_low int, place_high int, seat_low int, seat_high int, kinds smallint[], status int,
            topics smallint[], activity_kind smallint, activities int[])
    ),
    found as (
        select q.n, q.counts, q.level, {_WANTED} from ledger_entry e join question q on {_PASSES}
        where not q.stock and e.occurred_on >= %(start)s and e.occurred_on < %(end)s
            and e.measure = any(array(select distinct measure::smallint from question where not stock))
        union all
        select q.n, q.counts, q.level, {_WANTED} from ledger_entry e join question q on {_PASSES}
        where q.stock and e.occurred_on < %(end)s
            and e.measure = any(array(select distinct measure::smallint from question where stock))
    ),
    keyed as (
        select n, counts, {{part}} as part, {_KEYS} as key,
            sum(quantity) as quantity, sum(case when reverses_id is null then 1 else -1 end) as entries
        from found group by 1, 2, 3, 4
    )
    select n, part,
        case
            when counts = {Counts.SUM} then sum(quantity)
            when counts = {Counts.ENTRIES} then sum(entries)
            else count(*) filter (where quantity > 0 and key is not null)
        end,
        sum(entries)
    from keyed group by n, counts, part
"""  # noqa: S608  # built from the constants above; every value travels as a parameter


def _rows(n: int, question: Question) -> Iterator[dict[str, Any]]:
    """A question as the statement reads it: a row for each measure, project and office; an empty filter is null.

    Single values and not lists, so that the entries are read once and looked up in a hash of the questions by measure:
    with lists to unnest, the planner read the year's entries once a question.
    """
    place, seat = question.place or (None, None), question.seat or (None, None)
    for measure, project, office in product(question.measures, question.projects or [None], question.offices or [None]):
        yield {
            "n": n,
            "measure": measure,
            "counts": question.counts,
            "level": question.level,
            "stock": question.stock,
            "project": project,
            "office": office,
            "place_low": place[0],
            "place_high": place[1],
            "seat_low": seat[0],
            "seat_high": seat[1],
            "kinds": question.kinds or None,
            "status": question.status,
            "topics": question.topics or None,
            "activity_kind": question.activity_kind,
            "activities": question.activities or None,
        }


def _ask(
    questions: Sequence[Question], start: date, end: date, part: LiteralString
) -> Iterator[tuple[int, Any, Answer]]:
    rows = json.dumps([row for n, question in enumerate(questions) for row in _rows(n, question)])
    with connection.cursor() as cursor:
        cursor.execute(_STATEMENT.format(part=part), {"questions": rows, "start": start, "end": end})
        for n, key, value, entries in cursor.fetchall():
            yield n, key, Answer(Decimal(value), int(entries))


def answers(questions: Sequence[Question], start: date, end: date) -> list[Answer]:
    """Answer all questions for the days from ``start`` up to but not ``end``, in one statement, in their order.

    Exact, because a reversal mirrors every column that a filter can see: reversed entries cancel inside the sums.
    Time is in minutes. A key counts where the sum of its quantities is positive.
    """
    found = {n: answer for n, _, answer in _ask(questions, start, end, "null::int")}
    return [found.get(n, Answer(Decimal(0), 0)) for n in range(len(questions))]


def parts(question: Question, by: Breakdown, start: date, end: date) -> dict[Any, Answer]:
    """Take one answer apart; parts of a sum add up to the whole, a party may count in several parts."""
    return {
        part: answer for _, part, answer in _ask([question], start, end, _PARTS[by]) if answer.entries or answer.value
    }


@dataclass(frozen=True)
class Members:
    """The entries in force behind an answer: one page of them, how many in all, and the sum of their quantities."""

    entries: list[Entry]
    total: int
    quantity: Decimal


def member_entries(question: Question, start: date, end: date) -> QuerySet[Entry]:
    """All entries in force that a question rests on, the latest first."""
    found = Entry.objects.filter(
        measure__in=question.measures, occurred_on__lt=end, reverses=None, reversed_by=None
    ).order_by("-occurred_on", "-id")
    if not question.stock:
        found = found.filter(occurred_on__gte=start)
    for column, allowed in (
        ("project", question.projects),
        ("office", question.offices),
        ("party_kind", question.kinds),
        ("topic", question.topics),
        ("activity", question.activities),
    ):
        if allowed:
            found = found.filter(**{f"{column}__in": allowed})
    if question.place:
        found = found.filter(place__range=question.place)
    if question.seat:
        found = found.filter(party_place__range=question.seat)
    if question.activity_kind is not None:
        found = found.filter(activity_kind=question.activity_kind)
    if question.status:
        found = found.alias(bits=F("party_status").bitand(question.status)).filter(bits=question.status)
    return found


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


# Verification -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class RecordDifference:
    """A record whose entries are not what its facts say."""

    source: Source
    record: int
    missing: tuple[EntryValues, ...]
    surplus: tuple[tuple[int, EntryValues], ...]

    def __str__(self) -> str:
        return f"{self.source.key} {self.record}: missing {list(self.missing)}, surplus {list(self.surplus)}"


def verify(step: int = 5_000, progress: Callable[[int], None] = lambda records: None) -> Iterator[RecordDifference]:
    """Recompute every record's entries, compare, and name each difference; set-based, in steps of ids.

    Entries of records that are gone, or that no source knows, are surplus: the steps cover the whole range of numbers.
    """
    for source in sources().values():
        low = -(2**62)
        for ids in batched([*source.ids(), 2**62], step, strict=False):
            high = ids[-1]
            yield from _verify_range(source, [number for number in ids if number < 2**62], low, high)
            progress(len(ids))
            low = high + 1
    unknown = Entry.objects.exclude(source_kind__in=sources()).values_list("source_kind", flat=True).distinct()
    if kinds := list(unknown):
        raise LookupError(f"no app declares the sources {kinds}, but the ledger has entries of them")


def _verify_range(source: Source, ids: Sequence[int], low: int, high: int) -> Iterator[RecordDifference]:
    live: dict[int, list[tuple[int, EntryValues]]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            f"select source, id, {VALUES} from ledger_entry e"  # noqa: S608  # constants of this module
            f" where source_kind = %s and source between %s and %s and {IN_FORCE} order by id",
            [source.number, low, high],
        )
        for record, number, *values in cursor.fetchall():
            live.setdefault(record, []).append((number, EntryValues(*values)))
    facts = source.facts(ids) if ids else {}
    for record in sorted({*ids, *live}):
        wanted = list(source.entries(facts[record])) if record in facts else []
        if found := difference(wanted, live.get(record, [])):
            surplus = tuple(pair for pair in live.get(record, []) if pair[0] in found.surplus)
            yield RecordDifference(source, record, tuple(found.missing), surplus)
