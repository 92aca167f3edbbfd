"""A kind of record for the ledger's own tests: facts are the entries that a record should have, kept on a shelf."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

from ognisko.ledger.rules import EntryValues, Measure, RecordLink, Source, Unit

HOURS = Measure(901, "shelf.hours", "hours", Unit.MINUTES)
MEMBERS = Measure(902, "shelf.members", "members", Unit.COUNT, stock=True)
NUMBER = 901

type Shelf = dict[int, list[EntryValues]]


def shelf_source(shelf: Shelf) -> Source:
    """The source whose records are those on the shelf."""

    def facts(ids: Sequence[int]) -> Mapping[int, list[EntryValues]]:
        return {number: shelf[number] for number in ids if number in shelf}

    def ids() -> Iterator[int]:
        return iter(sorted(shelf))

    def links(ids: Sequence[int]) -> Mapping[int, RecordLink]:
        return {number: RecordLink(f"record {number}", "", f"/{number}/") for number in ids}

    return Source(NUMBER, "shelf", "shelf", facts, iter, ids, links, (HOURS, MEMBERS))


def hours(day: date, minutes: int, **values: object) -> EntryValues:
    """An entry of so many minutes on a day."""
    return EntryValues(day, HOURS.number, Unit.MINUTES, Decimal(minutes))._replace(**values)
