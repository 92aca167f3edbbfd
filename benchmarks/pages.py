"""The main pages: number of queries and time to answer, with the demo's data and with a hundred times as much."""

import statistics
import time
from collections.abc import Iterator

import psycopg
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from benchmarks.harness import Results
from ognisko.accounts.models import User
from ognisko.advice.models import Session
from ognisko.desk.rules import demo_email
from ognisko.people.models import Party
from ognisko.projects.models import Project

TABLES = {
    "people_party": {"name": "name || ' ' || copy", "sort_key": "sort_key || copy", "user_id": "null"},
    "people_partykind": {"party_id": "party_id + {people_party} * copy"},
    "people_address": {"party_id": "party_id + {people_party} * copy"},
    "projects_joining": {"party_id": "party_id + {people_party} * copy"},
    "advice_session": {
        "party_id": "party_id + {people_party} * copy",
        "token": "gen_random_uuid()",
        "follow_up_id": "null",
        "number": "''",
    },
    "advice_sessionparty": {
        "party_id": "party_id + {people_party} * copy",
        "session_id": "session_id + {advice_session} * copy",
    },
    "ledger_entry": {
        "party": "party + {people_party} * copy",
        "source": "source + case source_kind when 31 then {advice_session} else {projects_joining} end * copy",
    },
}
"""Tables that grow, and the columns that differ in a copy; {table} is by how much its numbers are shifted."""

WHICH = {"ledger_entry": "where source_kind in (21, 31) and reverses_id is null"}
"""Only entries of what is copied."""


def multiply(superuser: psycopg.Connection, times: int) -> None:
    """Copy the demo's parties, joinings, sessions and entries so many times, with numbers of their own."""
    superuser.execute("set session_replication_role = replica")
    widths = {table: superuser.execute(f"select max(id) + 1 from {table}").fetchone()[0] for table in TABLES}
    for table, changes in TABLES.items():
        columns = [
            name
            for (name,) in superuser.execute(
                "select column_name from information_schema.columns where table_name = %s order by ordinal_position",
                [table],
            )
        ]
        changed = {"id": f"id + {widths[table]} * copy", **changes}
        selected = [changed.get(name, name).format(**widths) for name in columns]
        superuser.execute(
            f"insert into {table} ({', '.join(columns)}) overriding system value"
            f" select {', '.join(selected)} from {table}, generate_series(1, {times - 1}) copy {WHICH.get(table, '')}"
        )
        superuser.execute(f"select setval(pg_get_serial_sequence('{table}', 'id'), (select max(id) from {table}))")
    superuser.execute("set session_replication_role = origin")
    superuser.execute("vacuum analyze")


def addresses() -> Iterator[tuple[str, str]]:
    """The main pages by name."""
    session = Session.objects.order_by("id").first()
    party = session.party if session else Party.objects.earliest("id")
    project = Project.objects.filter(requires_joining=True).earliest("id")
    yield "today", "/"
    yield "parties", "/podmioty/"
    yield "parties, searched", "/podmioty/?q=stowarzyszenie+mosty"
    yield "party", party.get_absolute_url()
    yield "sessions", "/doradztwo/"
    yield "session form", "/doradztwo/dodaj/"
    yield "project", project.get_absolute_url()
    yield "figures of the year", "/liczby/?rok=2024"
    yield "figure with its records", "/liczby/centre.services/?rok=2024"
    yield "report", "/raporty/2024/"


def measure(size: str, results: Results, runs: int = 9) -> dict[str, int]:
    """Each page asked several times in one process: queries, median time; returns the queries by page."""
    client = Client(SERVER_NAME="localhost")
    client.force_login(User.objects.get(email=demo_email("doradczyni")))
    counts = {}
    for name, address in addresses():
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            answer = client.get(address)
        counts[name] = len(captured)  # the next request empties the log
        if answer.status_code != 200:
            raise AssertionError(f"{address} answered {answer.status_code}")
        times = []
        for _ in range(runs):
            start = time.perf_counter()
            client.get(address)
            times.append(time.perf_counter() - start)
        results.add(f"{size}: {name}", f"{counts[name]} queries, {statistics.median(times) * 1000:.0f} ms")
    return counts
