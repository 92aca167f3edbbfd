"""Verification: every record's entries are recomputed and compared with those that stand in the ledger."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import batched

from django.db import connection

from ognisko.ledger.models import Entry
from ognisko.ledger.queries.base import IN_FORCE, VALUES, sources
from ognisko.ledger.rules import EntryValues, Source, difference


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
            yield from verify_range(source, [number for number in ids if number < 2**62], low, high)
            progress(len(ids))
            low = high + 1
    unknown = Entry.objects.exclude(source_kind__in=sources()).values_list("source_kind", flat=True).distinct()
    if kinds := list(unknown):
        raise LookupError(f"no app declares the sources {kinds}, but the ledger has entries of them")


def verify_range(source: Source, ids: Sequence[int], low: int, high: int) -> Iterator[RecordDifference]:
    """Compare these records with the entries of all records from ``low`` to ``high``."""
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
