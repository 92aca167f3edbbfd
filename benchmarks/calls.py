"""What people and officers open all evening: a call's public page, and the list of its applications.

Queries and rows that the database reads are counted with no application and with two thousand: neither may grow with
them. A page of the list shows fifty rows, so it is compared between fifty and two thousand.
"""

import statistics
from collections.abc import Callable

import psycopg
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from benchmarks import crowd
from benchmarks.evening import STANDING, lasted
from benchmarks.harness import Results
from benchmarks.serving import served
from ognisko.grants.models import Call

SHOWN = 50
"""Rows on a page of the list."""

VISITORS, SECONDS, ASKED = 8, 8, 40


def measure(superuser: psycopg.Connection, results: Results) -> None:
    """Counts at nothing, at one page and at all; then times on the real server."""
    call = crowd.new_call()
    public, staff = f"/konkursy/{call.address}/", f"/granty/nabory/{call.pk}/wnioski/"
    officer = Client(SERVER_NAME="localhost")
    officer.force_login(crowd.officer())
    pages = {"public call page": (Client(SERVER_NAME="localhost"), public), "officer's list": (officer, staff)}
    found: dict[str, list[tuple[int, int]]] = {name: [] for name in pages}
    for wanted in (0, SHOWN, STANDING - SHOWN):
        if wanted:
            crowd.handed_in(Call.objects.get(pk=call.pk), wanted)
        superuser.execute("vacuum analyze")
        for name, (client, address) in pages.items():
            found[name].append(counted(superuser, client, address))
    for name, (none, page, all_) in found.items():
        for which, (queries, rows) in ((0, none), (SHOWN, page), (STANDING, all_)):
            results.add(f"{name}, {which} applications", f"{queries} queries, {rows} rows")
    (nothing, *_between), everything = found["public call page"], found["public call page"][-1]
    results.add(
        "public call page: as many queries and rows at 0", _word(nothing == everything), "yes", nothing == everything
    )
    _nothing, page, all_ = found["officer's list"]
    results.add(f"officer's list: as many queries at {SHOWN}", _word(page[0] == all_[0]), "yes", page[0] == all_[0])
    results.add(f"officer's list: as many rows at {SHOWN}", _word(page[1] == all_[1]), "yes", page[1] == all_[1])
    times(public, staff, results)


def _word(met: bool) -> str:
    return "yes" if met else "no"


def counted(superuser: psycopg.Connection, client: Client, address: str) -> tuple[int, int]:
    """Queries of a page, and rows read for it: the middle of five, since the database also reads for itself."""
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(address)
    if answer.status_code != 200:
        raise AssertionError(f"{address} answered {answer.status_code}")
    queries = len(captured)
    return queries, int(statistics.median(_rows(superuser, lambda: client.get(address)) for _one in range(5)))


def _rows(superuser: psycopg.Connection, ask: Callable[[], object]) -> int:
    before = _read(superuser)
    ask()
    return _read(superuser) - before


def _read(superuser: psycopg.Connection) -> int:
    with connection.cursor() as cursor:
        cursor.execute("select pg_stat_force_next_flush()")
        cursor.execute("select 1")
    row = superuser.execute("select sum(seq_tup_read + coalesce(idx_tup_fetch, 0)) from pg_stat_user_tables").fetchone()
    assert row is not None
    return int(row[0])


def times(public: str, staff: str, results: Results) -> None:
    """Answers a second of the public page, and how long an officer waits for the list, over HTTP."""
    session = crowd.session_of(crowd.officer())
    with served() as server:
        visit = {"path": public}
        server.crowd([visit], VISITORS, repeats=True, seconds=2).answers()
        answers = server.crowd([visit], VISITORS, repeats=True, seconds=SECONDS).answers()
        rate = sum(one.status == 200 for one in answers) / lasted(answers)
        whole = all(one.status == 200 for one in answers)
        results.add("public call page, a second", f"{rate:.0f}", "600", rate >= 600 and whole)
        listed = server.crowd([{"path": staff, "session": session}] * ASKED, 1).answers()
        p50 = 1000 * statistics.median(one.took for one in listed[5:])
        whole = all(one.status == 200 for one in listed)
        results.add(f"officer's list of {STANDING}, p50", f"{p50:.0f} ms", "90 ms", p50 <= 90 and whole)
