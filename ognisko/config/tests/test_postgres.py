"""The embedded PostgreSQL: who may do what in it, and what happens when it is killed."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.db import connection

from ognisko.config import database, postgres

IMPATIENT = {"fsync": "off", "shared_buffers": "16MB"}


@pytest.fixture
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[postgres.Cluster]:
    cluster = postgres.Cluster(tmp_path_factory.mktemp("pg"), IMPATIENT)
    with cluster.running():
        yield cluster


def _pid(cluster: postgres.Cluster) -> int:
    return int((cluster.pgdata / "postmaster.pid").read_text().splitlines()[0])


def _rows(cluster: postgres.Cluster, statement: str) -> list[tuple[object, ...]]:
    with psycopg.connect(cluster.conninfo(postgres.APPLICATION)) as session:
        return session.execute(statement).fetchall()


def test_the_server_runs_as_long_as_somebody_uses_it(cluster: postgres.Cluster) -> None:
    with cluster.running():
        pid = _pid(cluster)
    assert (cluster.alive(), _pid(cluster)) == (True, pid)


def test_the_last_one_out_stops_the_server(tmp_path: Path) -> None:
    cluster = postgres.Cluster(tmp_path, IMPATIENT)
    with cluster.running():
        assert _rows(cluster, "select 1") == [(1,)]
    assert not cluster.alive()
    assert not (cluster.pgdata / "postmaster.pid").exists()


def test_whoever_used_a_folder_before_it_was_made_anew_stops_nobody_elses_server(tmp_path: Path) -> None:
    cluster, older = postgres.Cluster(tmp_path, IMPATIENT), contextlib.ExitStack()
    older.enter_context(cluster.running())
    (cluster.home / "postgres.users").unlink()
    with postgres.Cluster(tmp_path, IMPATIENT).running():
        older.close()
        assert _rows(cluster, "select 1") == [(1,)]
    assert not cluster.alive()


def test_a_killed_server_is_revived_with_everything_that_was_committed(cluster: postgres.Cluster) -> None:
    with psycopg.connect(cluster.conninfo(postgres.OWNER), autocommit=True) as session:
        session.execute("create table kept (n int)")
        session.execute("grant select on kept to ognisko_app")
        session.execute("insert into kept values (7)")
        os.kill(_pid(cluster), signal.SIGKILL)
    for _tenth in range(100):
        if not cluster.alive():
            break
        time.sleep(0.1)
    assert cluster.revive()
    assert _rows(cluster, "select n from kept") == [(7,)]
    assert not cluster.revive()


def test_a_stale_pid_file_of_somebody_elses_process_does_not_hinder_a_start(tmp_path: Path) -> None:
    cluster = postgres.Cluster(tmp_path, IMPATIENT)
    with cluster.running():
        stale = (cluster.pgdata / "postmaster.pid").read_text().splitlines()
    stale[0] = str(os.getpid())
    (cluster.pgdata / "postmaster.pid").write_text("\n".join(stale) + "\n")
    with cluster.running():
        assert _pid(cluster) != os.getpid()
        assert _rows(cluster, "select 1") == [(1,)]


def test_commands_that_start_at_once_share_one_server(tmp_path: Path) -> None:
    script = (
        "import sys, time, psycopg; from pathlib import Path; from ognisko.config import postgres\n"
        f"cluster = postgres.Cluster(Path(sys.argv[1]), {IMPATIENT!r})\n"
        "with cluster.running():\n"
        "    with psycopg.connect(cluster.conninfo('ognisko_app')) as session:\n"
        "        print(session.execute('select pg_postmaster_start_time()').fetchone()[0])\n"
        "    time.sleep(1.5)\n"
    )
    family = [
        subprocess.Popen([sys.executable, "-c", script, str(tmp_path)], stdout=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    answers = [child.communicate(timeout=60)[0] for child in family]
    assert [child.returncode for child in family] == [0, 0, 0]
    assert len(set(answers)) == 1
    assert not postgres.Cluster(tmp_path).alive()


def test_nobody_reaches_the_server_over_a_network(cluster: postgres.Cluster) -> None:
    assert _rows(cluster, "show listen_addresses") == [("",)]
    assert cluster.socket_folder.stat().st_mode & 0o077 == 0


def test_a_long_path_gets_its_socket_elsewhere(tmp_path: Path) -> None:
    cluster = postgres.Cluster(tmp_path / ("long" * 30), IMPATIENT)
    with cluster.running():
        assert _rows(cluster, "select 1") == [(1,)]
    assert cluster.socket_folder != cluster.folder


@pytest.mark.django_db
def test_the_application_owns_no_table_and_is_no_superuser() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select current_user, rolsuper, rolcreaterole from pg_roles where rolname = current_user")
        assert cursor.fetchone() == (postgres.APPLICATION, False, False)
        cursor.execute("select count(*) from pg_class where relowner = current_user::regrole")
        assert cursor.fetchone() == (0,)
    assert database.unready() == ""


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "alter table ledger_entry disable trigger all",
        "truncate ledger_entry",
        "drop table ledger_entry",
        "create table mine (n int)",
        "set session_replication_role = replica",
    ],
)
def test_the_application_cannot_lift_the_guards(statement: str) -> None:
    from django.db import Error

    with connection.cursor() as cursor, pytest.raises(Error) as refusal:
        cursor.execute(statement)
    assert refusal.value.__cause__ is not None
    assert refusal.value.__cause__.sqlstate == "42501"


@pytest.mark.django_db
def test_the_application_takes_the_lock_with_which_a_period_is_closed() -> None:
    with connection.cursor() as cursor:
        cursor.execute("lock table ledger_entry in share row exclusive mode")
        cursor.execute(
            "select mode from pg_locks where relation = 'ledger_entry'::regclass and pid = pg_backend_pid()"
            " and mode not like 'Access%'"
        )
        assert cursor.fetchall() == [("ShareRowExclusiveLock",)]


def test_migrating_again_changes_nothing_and_grants_what_later_tables_need(
    owner_connection: psycopg.Connection,
) -> None:
    owner_connection.execute("create table later (n int)")
    with connection.cursor() as cursor:
        cursor.execute("insert into later values (1)")
    database.migrate(verbosity=0)
    assert database.unready() == ""


def test_a_first_start_that_was_interrupted_is_finished(tmp_path: Path) -> None:
    cluster = postgres.Cluster(tmp_path, IMPATIENT)
    with cluster.running():
        pass
    (cluster.folder / "ready").unlink()
    with cluster.running():
        assert _rows(cluster, "select 1") == [(1,)]
    assert (cluster.folder / "ready").exists()
