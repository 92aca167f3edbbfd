"""Another PostgreSQL than the embedded one: its owner migrates, the application works in it."""

import base64
import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator

import psycopg
import pytest
from django.core.management import call_command
from django.db import connection

from ognisko.config import database, postgres

# Roles belong to the whole server, which other processes of the run use too.
ROLE, OWNER = f"centre_app_{os.getpid()}", f"centre_owner_{os.getpid()}"


@pytest.fixture
def superuser(transactional_db: None) -> Iterator[psycopg.Connection]:
    kept = dict(connection.settings_dict)
    connection.close()
    address = postgres.default_cluster().conninfo(postgres.SUPERUSER, kept["NAME"])
    with psycopg.connect(address, autocommit=True) as session:
        yield session
    connection.close()
    connection.settings_dict.update(kept)


@pytest.fixture
def external(superuser: psycopg.Connection) -> Iterator[dict[str, str]]:
    """Settings that name the tests' server as a stranger's: an owner, and a role for the application yet to be made."""
    database, folder = connection.settings_dict["NAME"], connection.settings_dict["HOST"]
    superuser.execute(f"create role {OWNER} login createrole in role {postgres.OWNER}")
    yield {
        "DATABASE_URL": f"postgresql://{ROLE}:secret@/{database}?host={folder}",
        "DATABASE_OWNER_URL": f"postgresql://{OWNER}@/{database}?host={folder}",
    }
    for role in (ROLE, OWNER):
        if superuser.execute("select 1 from pg_roles where rolname = %s", [role]).fetchone():
            superuser.execute(f"drop owned by {role}")
            superuser.execute(f"drop role {role}")


def ognisko(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "ognisko.config.cli", *arguments],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **environment},
        timeout=300,
    )


def _tables(name: str) -> list[str]:
    """All that pg_dump says of a database's tables, triggers, constraints and indexes."""
    address = postgres.default_cluster().conninfo(postgres.SUPERUSER, name)
    pg_dump = postgres._binaries() / "pg_dump"
    done = subprocess.run(
        [pg_dump, "--schema-only", "--restrict-key=none", address], capture_output=True, text=True, check=True
    )
    return done.stdout.splitlines()


def test_growing_fast_makes_the_same_tables_as_django_alone(superuser: psycopg.Connection) -> None:
    """Of some apps; all of them would take a minute."""
    made = {}
    for way in (database.growing_fast, contextlib.nullcontext):
        name = f"draft_{os.getpid()}_{way.__name__}"
        superuser.execute(f'create database "{name}"')
        try:
            connection.settings_dict["NAME"] = name
            connection.settings_dict["USER"] = postgres.SUPERUSER
            database.create_extensions()
            with way():
                for app in ("ledger", "places", "bookings"):
                    call_command("migrate", app, interactive=False, verbosity=0)
            connection.close()
            made[way] = _tables(name)
        finally:
            superuser.execute(f'drop database "{name}" with (force)')
    fast, slow = made.values()
    assert [line for line in fast if line.startswith("CREATE TABLE public.bookings")] != []
    assert fast == slow


def test_migrate_makes_the_applications_role_and_grants_it_what_it_needs(external: dict[str, str]) -> None:
    migrated = ognisko("migrate", **external)
    assert (migrated.returncode, migrated.stderr) == (0, "")
    verified = ognisko("ledger", "verify", DATABASE_URL=external["DATABASE_URL"])
    assert (verified.returncode, verified.stderr.splitlines()[-1]) == (0, "Every record agrees with its entries.")
    with psycopg.connect(external["DATABASE_URL"]) as session:
        assert session.execute("select count(*) from pg_class where relowner = current_user::regrole").fetchone() == (
            0,
        )


def test_migrate_without_an_owner_says_what_is_missing(external: dict[str, str]) -> None:
    owner_as_application = external["DATABASE_OWNER_URL"]
    result = ognisko("migrate", DATABASE_URL=owner_as_application)
    assert result.returncode == 3
    assert result.stderr.startswith("DATABASE_OWNER_URL is not set.")


def test_an_owner_that_must_not_make_roles_says_what_to_ask_for(
    external: dict[str, str], superuser: psycopg.Connection
) -> None:
    superuser.execute(f"alter role {OWNER} nocreaterole")
    result = ognisko("migrate", **external)
    assert result.returncode == 3
    assert f"create role {ROLE} login" in result.stderr
    assert "Traceback" not in result.stderr


def test_production_does_not_serve_as_the_owner_of_the_tables(external: dict[str, str], tmp_path: object) -> None:
    result = ognisko(
        "serve",
        OGNISKO_PRODUCTION="1",
        OGNISKO_DATA=str(tmp_path),
        DATABASE_URL=external["DATABASE_OWNER_URL"],
        OGNISKO_SECRET_KEY="kF3vN8qLw2Zx7YbT5mRc9JdH4sGpAe6UoViXtKnQWyBMrEzD12",
        OGNISKO_PROTECTION_KEYS="a:" + base64.b64encode(bytes(range(32))).decode(),
        OGNISKO_PROTECTION_SEARCH_KEY=base64.b64encode(bytes(range(50, 82))).decode(),
        OGNISKO_ADDRESS="https://ognisko.example.org",
        OGNISKO_MAIL_URL="smtp://mail.example.org",
        OGNISKO_MAIL_FROM="ognisko@example.org",
        OGNISKO_BEHIND_PROXY="1",
        PORT="8991",
    )
    assert result.returncode == 3
    assert "The role of DATABASE_URL owns tables" in result.stderr
    assert "Traceback" not in result.stderr
