"""What an entry is, what measures and sources are, and the difference that posting appends: pure, without ORM.

The ledger knows the apps above it only as numbers. Each app's ``entries.py`` declares its measures and sources with the
classes below; ``ledger.queries.sources`` finds them.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import IntEnum
from typing import Any, NamedTuple


class Unit(IntEnum):
    """What a quantity is counted in; copied onto each entry so that no later renaming rewrites history.

    Money has one unit for each currency, since amounts of different currencies are never added up.
    """

    COUNT = 1
    MINUTES = 2
    PLN = 10
    EUR = 11


class EntryValues(NamedTuple):
    """All that an entry says but its own number, who posted it and what it reverses.

    Two entries that agree in all of this are the same statement: it is what a reversal mirrors and what a difference
    compares. ``project`` and ``office`` 0 mean none; ``place`` and ``party_place`` are numbers of ``places.Place``.
    """

    occurred_on: date
    measure: int
    unit: int
    quantity: Decimal
    project: int = 0
    office: int = 0
    party: int | None = None
    party_kind: int | None = None
    party_status: int | None = None
    person_attributes: int = 0
    place: int | None = None
    party_place: int | None = None
    topic: int | None = None
    activity_kind: int | None = None
    activity: int | None = None


@dataclass(frozen=True)
class Measure:
    """Something that is counted. The number is for ever: entries carry it, a new meaning needs a new number.

    A *flow* is added up over a period (hours, joinings). A *stock* is asked for at a day (partners, area): its start
    posts +1 and its end -1.
    """

    number: int
    key: str
    label: Any
    unit: Unit | None
    stock: bool = False
    topics: Callable[[], Mapping[int, str]] | None = None
    """Names of the topic numbers of its entries, such as the kinds of advice."""
    activity_kind: int | None = None
    activities: Callable[[], Mapping[int, str]] | None = None
    """Names of the activities of its entries, such as calls, and which kind of activity they are."""


@dataclass(frozen=True)
class Source:
    """A kind of record that counts.

    ``facts`` loads what counts of any number of records in a fixed number of queries, ``entries`` is the pure function
    from the facts of one record to the entries that it should have, ``ids`` are all records that may have entries (in
    steps, so that verify can walk millions), ``links`` gives a title and an address for records behind a figure.
    """

    number: int
    key: str
    label: Any
    facts: Callable[[Sequence[int]], Mapping[int, Any]]
    entries: Callable[[Any], Iterable[EntryValues]]
    ids: Callable[[], Iterator[int]]
    links: Callable[[Sequence[int]], "Mapping[int, RecordLink]"]
    measures: tuple[Measure, ...] = ()


@dataclass(frozen=True)
class RecordLink:
    """How a record is shown behind a number: what it is, in which words, and where its page is."""

    title: str
    note: str
    url: str


@dataclass(frozen=True)
class PartyOnDay:
    """What the ledger keeps of a party as it was on the day: number, kind, status bits, seat and coarse attributes."""

    party: int
    kind: int | None
    status: int
    place: int | None
    attributes: int = 0


def of_party(values: EntryValues, party: PartyOnDay | None) -> EntryValues:
    """The same entry, for this party as it was on the day."""
    if party is None:
        return values
    return values._replace(
        party=party.party,
        party_kind=party.kind,
        party_status=party.status,
        person_attributes=party.attributes,
        party_place=party.place,
    )


AGE_BANDS = (0, 18, 25, 30, 45, 60, 75)
"""Lower limits of the age bands in years of age reached in the year of the entry; band 0 is unknown or refused."""


def person_attributes(sex: int, birth_year: int | None, on: date) -> int:
    """Pack a person's coarse attributes: sex in the tens (0 unknown or refused), age band from 1 in the ones.

    Coarse on purpose: they stay in the ledger when the person's own record is erased.
    """
    if birth_year is None:
        return sex * 10
    age = max(0, on.year - birth_year)
    return sex * 10 + sum(age >= limit for limit in AGE_BANDS)


def age_band(birth_year: int, year: int) -> int:
    """The band of somebody born in a year, in another year."""
    return person_attributes(0, birth_year, date(year, 1, 1))


def coarse_birth_year(birth_year: int | None, years: Collection[int]) -> int | None:
    """The earliest year of birth that gives the same age band in each of the years; None where nothing was counted.

    It stays in place of an erased person's year of birth: whatever is posted again for one of these years says what it
    said before, and of the person no more is known than the ledger tells.
    """
    if birth_year is None or not years:
        return None
    bands = {year: age_band(birth_year, year) for year in years}
    found = birth_year
    while found > OLDEST and all(age_band(found - 1, year) == band for year, band in bands.items()):
        found -= 1
    return found


OLDEST = 1880
"""The earliest year of birth that a person can have here."""


class Difference(NamedTuple):
    """What a record's entries lack (``missing``) and what stands there that should not (``surplus``: numbers)."""

    missing: list[EntryValues]
    surplus: list[int]

    def __bool__(self) -> bool:
        return bool(self.missing or self.surplus)


def difference(wanted: Iterable[EntryValues], live: Collection[tuple[int, EntryValues]]) -> Difference:
    """Compare the entries that a record should have with those in force: equal ones stay, the rest is made good.

    Both sides are multisets: two equal entries of one record (two hours lent twice) are two.
    """
    if not live:  # a record posted for the first time, by the ten thousand in an import
        return Difference([normal(values) for values in wanted], [])
    left = Counter(normal(values) for values in wanted)
    surplus = []
    for number, values in live:
        if left[normal(values)]:
            left[normal(values)] -= 1
        else:
            surplus.append(number)
    return Difference(list(left.elements()), surplus)


def normal(values: EntryValues) -> EntryValues:
    """The values with the quantity as the database keeps it: two decimals, of which 60 and 60.00 are the same."""
    kept = Decimal(values.quantity).quantize(_CENT)
    return values if kept == values.quantity else values._replace(quantity=kept)


_CENT = Decimal("0.01")


class Counts(IntEnum):
    """What a question computes from the entries that it looks at."""

    SUM = 1
    ENTRIES = 2
    PARTIES = 3
    PLACES = 4
    SEATS = 5
    DAYS = 6
    MONTHS = 7


KEYED = frozenset({Counts.PARTIES, Counts.PLACES, Counts.SEATS, Counts.DAYS, Counts.MONTHS})
"""Counts of distinct things; each thing stands for the entries behind it."""


class Level(IntEnum):
    """At which level places are told apart when they are counted."""

    MUNICIPALITY = 1
    COUNTY = 100
    VOIVODESHIP = 10_000
    COUNTRY = 1_000_000


@dataclass(frozen=True)
class Question:
    """A question to the ledger: which entries, and what to compute from them. Empty filters let everything through.

    ``place`` and ``seat`` are ranges of place numbers, both ends included, so that a unit takes all below it.
    ``status`` is a mask of status bits that must all be set. A ``stock`` is asked for at the end of the period, from
    all entries before it.
    """

    measures: tuple[int, ...]
    counts: Counts = Counts.SUM
    level: Level = Level.MUNICIPALITY
    stock: bool = False
    projects: tuple[int, ...] = ()
    offices: tuple[int, ...] = ()
    place: tuple[int, int] | None = None
    seat: tuple[int, int] | None = None
    kinds: tuple[int, ...] = ()
    status: int = 0
    topics: tuple[int, ...] = ()
    activity_kind: int | None = None
    activities: tuple[int, ...] = ()


class Answer(NamedTuple):
    """What a question came to: its value, and how many entries in force it rests on."""

    value: Decimal
    entries: int


class Breakdown(IntEnum):
    """By what an answer can be taken apart; the part None is "unknown or none".

    Some say what a party is (kind, status, seat, sex, age), the others what was done (month, project, place ...). A
    person's sex and age are 0 where they are unknown or refused, None for all who are not persons.
    """

    MONTH = 1
    PROJECT = 2
    OFFICE = 3
    TOPIC = 4
    KIND = 5
    SEAT_COUNTY = 6
    PARTY = 7
    STATUS = 8
    SEX = 9
    AGE = 10
    SEAT_MUNICIPALITY = 11
    SEAT_VOIVODESHIP = 12
    PLACE_MUNICIPALITY = 13
    PLACE_COUNTY = 14
    PLACE_VOIVODESHIP = 15
    SPAN = 16
    """By spans that the asker brings: what the ledger does not know of a person, such as what is kept encrypted."""


class Span(NamedTuple):
    """Something numbered that is true of a party from a day on, up to but not including another; None is open.

    Only a number: what it says is not the ledger's to know. No two of one party share a day.
    """

    number: int
    party: int
    since: date | None
    until: date | None


OF_PARTY = frozenset(
    {
        Breakdown.KIND,
        Breakdown.STATUS,
        Breakdown.SEX,
        Breakdown.AGE,
        Breakdown.SEAT_MUNICIPALITY,
        Breakdown.SEAT_COUNTY,
        Breakdown.SEAT_VOIVODESHIP,
        Breakdown.PARTY,
        Breakdown.SPAN,
    }
)
"""Breakdowns by what a party is: a thing that is counted once stands in one part, that of its last state."""

PERSON = 1
"""The kind whose entries carry sex and age; the number is for ever."""


class Frozen(NamedTuple):
    """An answer to keep: with the numbers of the entries in force that it rests on, in their order."""

    answer: Answer
    members: list[int]
