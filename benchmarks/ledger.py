"""The ledger at 10^4 to 10^7 entries: all figures, drill-down, posting, bulk posting, verification.

Synthetic entries of ten years, of which one is asked: 40 measures, 60 projects, 12 offices, 2,500 municipalities,
200,000 parties; two in a hundred entries are reversed. Beside each stands a yardstick of the same run.
"""

import json
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from pathlib import Path

import duckdb
import psycopg
from django.db import connection, transaction

from benchmarks.harness import Results, median_of, medians_of
from ognisko.ledger.actions import post
from ognisko.ledger.queries import answers, frozen, member_entries, rows_of
from ognisko.ledger.rules import Counts, EntryValues, Level, Question, RecordLink, Source, Unit

START, END = date(2024, 1, 1), date(2025, 1, 1)

GENERATE = """
insert into ledger_entry (id, occurred_on, posted_at, posted_by, measure, unit, quantity, source_kind, source, project,
    office, party, party_kind, party_status, person_attributes, place, party_place, topic)
overriding system value
select i, date '2015-01-01' + (i * 3652 / %(rows)s)::int, now(), 1, 1 + (abs(hashint8extended(i, 1)) %% 40), 2,
    15 + (abs(hashint8extended(i, 2)) %% 12) * 15, 31, i, (abs(hashint8extended(i, 3)) %% 60),
    (abs(hashint8extended(i, 4)) %% 12), 1 + (abs(hashint8extended(i, 5)) %% 200000),
    1 + (abs(hashint8extended(i, 6)) %% 40),
    (abs(hashint8extended(i, 7)) %% 4), 0,
    (2 + 2 * (abs(hashint8extended(i, 8)) %% 10)) * 10000 + (1 + abs(hashint8extended(i, 11)) %% 25) * 100
        + 1 + abs(hashint8extended(i, 12)) %% 10,
    (2 + 2 * (abs(hashint8extended(i, 9)) %% 10)) * 10000 + (1 + abs(hashint8extended(i, 13)) %% 25) * 100
        + 1 + abs(hashint8extended(i, 14)) %% 10, 1 + (abs(hashint8extended(i, 10)) %% 9)
from generate_series(1, %(rows)s::bigint) i
"""

REVERSE = """
insert into ledger_entry (reverses_id, occurred_on, posted_at, posted_by, measure, unit, quantity, source_kind, source,
    project, office, party, party_kind, party_status, person_attributes, place, party_place, topic)
select id, occurred_on, now(), 1, measure, unit, -quantity, source_kind, source, project, office, party, party_kind,
    party_status, person_attributes, place, party_place, topic
from ledger_entry where id %% 50 = 0
"""


def questions() -> list[Question]:
    """Ninety-nine questions of the kinds that a year's report asks."""
    asked = [Question((1 + n % 40,), projects=(n % 60,), topics=(1 + n % 9,)) for n in range(30)]
    asked += [Question((1 + n % 40, 1 + (n + 1) % 40), offices=(n % 12,)) for n in range(12)]
    asked += [Question((1 + n % 40,), seat=_county(n)) for n in range(12)]
    asked += [
        Question((1 + n % 40,), Counts.PARTIES, projects=(n % 60,), kinds=tuple(range(20, 31))) for n in range(15)
    ]
    asked += [Question((1 + n % 40,), Counts.PARTIES, offices=(n % 12,), kinds=(10, 11)) for n in range(10)]
    asked += [Question((1 + n % 40,), Counts.PARTIES, seat=_county(n)) for n in range(10)]
    asked += [Question((1 + n % 40,), Counts.MONTHS, projects=(n % 60,)) for n in range(4)]
    asked += [Question((1 + n % 40,), Counts.SEATS, Level.COUNTY, projects=(n % 60,)) for n in range(4)]
    asked += [Question((40,), Counts.PARTIES, stock=True, projects=(n,)) for n in range(2)]
    return asked


def _county(n: int) -> tuple[int, int]:
    code = (2 + 2 * (n % 10)) * 10_000 + (1 + n % 25) * 100
    return code, code + 99


def fill(superuser: psycopg.Connection, rows: int) -> None:
    """Make the ledger anew with so many entries, in the order of their dates."""
    superuser.execute("set session_replication_role = replica")
    superuser.execute("truncate ledger_entry restart identity cascade")
    superuser.execute(GENERATE, {"rows": rows})
    superuser.execute("select setval(pg_get_serial_sequence('ledger_entry', 'id'), %s)", [rows])
    superuser.execute(REVERSE, {})
    superuser.execute("set session_replication_role = origin")
    superuser.execute("vacuum analyze ledger_entry")


def bare_sum() -> None:
    """The yardstick of all figures: read the year's rows once."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select sum(quantity), count(*) from ledger_entry where occurred_on >= %s and occurred_on < %s",
            [START, END],
        )
        cursor.fetchall()


def figures(superuser: psycopg.Connection, rows: int, results: Results) -> None:
    """All figures at once, beside a bare sum, beside one statement each, beside DuckDB; then one figure's records."""
    fill(superuser, rows)
    asked = questions()
    name = f"10^{len(str(rows)) - 1}"
    whole, bare = medians_of([lambda: answers(asked, START, END), bare_sum], runs=7 if rows <= 10**6 else 3)
    one_by_one = median_of(lambda: [answers([question], START, END) for question in asked], runs=1)
    results.ratio(
        f"{name}: 99 figures, to a bare sum of the year's rows", whole, bare, at_most=5 if rows >= 10**5 else None
    )
    results.ratio(f"{name}: 99 statements, to all figures at once", one_by_one, whole)
    kept, computed = medians_of(
        [lambda: frozen(asked, START, END), lambda: answers(asked, START, END)], runs=5 if rows <= 10**6 else 3
    )
    goal = 1.5 if rows >= 10**5 else None
    results.ratio(f"{name}: freezing 99 figures with their records, to computing them", kept, computed, at_most=goal)
    with tempfile.TemporaryDirectory() as folder:
        duck = Duck(superuser, Path(folder), asked)
        times = medians_of([duck.ask, lambda: answers(asked, START, END)], runs=3)
        same = duck.values() == [answer.value for answer in answers(asked, START, END)]
    results.ratio(f"{name}: DuckDB over the same rows, to all figures at once", times[0], times[1])
    results.add(f"{name}: DuckDB gives the same 99 values", "yes" if same else "no", "yes", same)
    members = partial(_first_members, asked[0])
    drill = median_of(members)
    results.ratio(f"{name}: first 50 records of a figure and their number", drill, bare)
    total = sum(answer.entries for answer in answers(asked, START, END))
    counted = sum(member_entries(question, START, END).count() for question in asked)
    results.add(
        f"{name}: records of all figures, counted the other way", f"{counted:,}", f"{total:,}", counted == total
    )


def _first_members(question: Question) -> None:
    found = member_entries(question, START, END)
    list(found[:50])
    found.count()


class Duck:
    """The same rows and the same questions in DuckDB, from Parquet."""

    def __init__(self, superuser: psycopg.Connection, folder: Path, asked: Sequence[Question]) -> None:
        rows, parquet = folder / "entry.csv", folder / "entry.parquet"
        with (
            rows.open("wb") as file,
            superuser.cursor().copy("copy ledger_entry to stdout (format csv, header)") as copy,
        ):
            for chunk in copy:
                file.write(chunk)
        self.db = duckdb.connect()
        self.db.execute(f"copy (from read_csv('{rows}')) to '{parquet}'")
        (folder / "q.json").write_text(
            json.dumps([row for n, question in enumerate(asked) for row in rows_of(n, question)])
        )
        self.db.execute(f"create table entry as from '{parquet}'")
        columns = "n int, measure int, counts int, level int, stock bool, project int, office int, seat_low int,"
        columns += "seat_high int, kinds int[], topics int[]"
        kinds = ", ".join("{}: '{}'".format(*column.split()) for column in columns.split(","))
        self.db.execute(f"create table q as from read_json('{folder / 'q.json'}', columns = {{{kinds}}})")

    def ask(self) -> list[tuple[int, Decimal]]:
        """All questions in one statement, written for DuckDB."""
        return self.db.execute(
            f"""
            with keyed as (
                select q.n, q.counts, case q.counts
                        when {Counts.PARTIES} then e.party
                        when {Counts.MONTHS} then year(e.occurred_on) * 12 + month(e.occurred_on)
                        when {Counts.SEATS} then e.party_place // q.level * q.level else 0 end as key,
                    sum(e.quantity) as quantity
                from entry e join q using (measure)
                where e.occurred_on < date '{END}' and (q.stock or e.occurred_on >= date '{START}')
                    and (q.project is null or q.project = e.project) and (q.office is null or q.office = e.office)
                    and (q.seat_low is null or e.party_place between q.seat_low and q.seat_high)
                    and (q.kinds is null or list_contains(q.kinds, e.party_kind))
                    and (q.topics is null or list_contains(q.topics, e.topic))
                group by all
            )
            select n, case when counts = {Counts.SUM} then sum(quantity)
                else count(*) filter (where quantity > 0 and key is not null) end
            from keyed group by n, counts order by n
            """
        ).fetchall()

    def values(self) -> list[Decimal]:
        """The values in the order of the questions."""
        found = {n: Decimal(str(value)) for n, value in self.ask()}
        return [found.get(n, Decimal(0)) for n in range(99)]


# Posting ------------------------------------------------------------------------------------------------------------


@dataclass
class Shelf:
    """Records whose facts are the entries that they should have: what posting costs without any domain."""

    records: dict[int, list[EntryValues]]

    @property
    def source(self) -> Source:
        """The shelf as a source of the ledger."""

        def ids() -> Iterator[int]:
            return iter(sorted(self.records))

        def links(ids: Sequence[int]) -> dict[int, RecordLink]:
            return {}

        return Source(31, "bench", "bench", lambda ids: {n: self.records[n] for n in ids}, iter, ids, links)


def _two(day: date, minutes: int) -> list[EntryValues]:
    return [EntryValues(day, measure, Unit.MINUTES, Decimal(minutes), project=3, party=7) for measure in (1, 2)]


INSERT_TWO = (
    "insert into ledger_entry (occurred_on, measure, unit, quantity, source_kind, source, project, office, party,"
    " person_attributes, posted_by) values (%s, 1, 2, 60, 31, %s, 3, 0, 7, 0, 0), (%s, 2, 2, 60, 31, %s, 3, 0, 7, 0, 0)"
)


def posting(results: Results) -> None:
    """One record of two entries: new, posted late, unchanged, corrected; beside a bare two-row insert.

    A new record is posted as advice posts a session that it has just saved: nobody else can see it, so there is
    nothing to lock and nothing to read. A record posted late was saved before, and pays for both.
    """
    shelf, numbers = Shelf({}), iter(range(10**9, 2 * 10**9))
    last = [0]

    def bare() -> None:
        number = next(numbers)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(INSERT_TWO, [START, number, START, number])

    def posted_first(*, fresh: bool) -> None:
        last[0] = next(numbers)
        shelf.records = {last[0]: _two(START, 60)}
        with transaction.atomic():
            post(shelf.source, [last[0]], by=None, fresh=fresh)

    def unchanged() -> None:
        with transaction.atomic():
            post(shelf.source, [last[0]], by=None)

    def corrected() -> None:
        shelf.records[last[0]][0] = shelf.records[last[0]][0]._replace(quantity=Decimal(next(numbers) % 1000 + 1))
        with transaction.atomic():
            post(shelf.source, [last[0]], by=None)

    insert, new, late, same, other = medians_of(
        [bare, partial(posted_first, fresh=True), partial(posted_first, fresh=False), unchanged, corrected], runs=300
    )
    results.ratio("posting a new record of two entries, to a bare insert", new, insert, at_most=1.5)
    results.ratio("posting a record that was saved before, to a bare insert", late, insert)
    results.ratio("posting an unchanged record, to a bare insert", same, insert)
    results.ratio("posting a correction (two rows), to a bare insert", other, insert)


def bulk(superuser: psycopg.Connection, results: Results, records: int = 50_000) -> None:
    """Bulk posting of computed rows, new as in an import or saved before, beside COPY into the same guarded table."""
    shelf = Shelf({3 * 10**9 + n: _two(START, 15 + n % 90) for n in range(records)})
    columns = (*EntryValues._fields, "source_kind", "source", "posted_by")

    def copied() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            with cursor.copy(f"copy ledger_entry ({', '.join(columns)}) from stdin") as copy:
                for number, state in shelf.records.items():
                    for values in state:
                        copy.write_row((*values, 31, number, 0))
            transaction.set_rollback(True)

    def posted(*, fresh: bool) -> None:
        with transaction.atomic():
            post(shelf.source, list(shelf.records), by=None, fresh=fresh)
            transaction.set_rollback(True)

    copy, ours, late = medians_of([copied, partial(posted, fresh=True), partial(posted, fresh=False)], runs=3)
    superuser.execute("vacuum analyze ledger_entry")
    results.add("bulk posting", f"{2 * records / ours:,.0f} rows a second")
    results.ratio("bulk posting of new records, to COPY of the same rows", ours, copy, at_most=2)
    results.ratio("bulk posting of records saved before, to COPY of the same rows", late, copy)


def verification(results: Results) -> None:
    """Verifying sessions beside reading the same records and running the pure function, nothing else."""
    from ognisko.advice.entries import SESSIONS
    from ognisko.ledger.queries import verify_range

    ids = list(SESSIONS.ids())

    def read() -> None:
        for start in range(0, len(ids), 5_000):
            for facts in SESSIONS.facts(ids[start : start + 5_000]).values():
                list(SESSIONS.entries(facts))

    def verified() -> None:
        for start in range(0, len(ids), 5_000):
            step = ids[start : start + 5_000]
            if list(verify_range(SESSIONS, step, step[0], step[-1])):
                raise AssertionError("a session and its entries disagree")

    yardstick, whole = medians_of([read, verified], runs=3)
    results.add("verification", f"{len(ids) / whole:,.0f} sessions a second")
    results.ratio(f"verifying {len(ids):,} sessions, to reading them and computing", whole, yardstick, at_most=6)
