"""Migrations, roles and grants: what the owner of the database does, in the embedded PostgreSQL and in any other."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, ProgrammingError, connection
from psycopg import sql

from ognisko.config.environment import InvalidEnvironment

EXTENSIONS = ("btree_gist", "pg_trgm", "unaccent")
LEDGER = "ledger_entry"
VIEWINGS = "people_viewing"


@contextlib.contextmanager
def as_owner() -> Iterator[None]:
    """Connect as the owner of the tables for the length of the block."""
    if settings.OWNER_DATABASE is None:
        raise InvalidEnvironment(
            "DATABASE_OWNER_URL is not set. Tables are made and changed by a role of their own, not by the "
            "application's: an owner could disable the guards of the ledger. Name that role's address."
        )
    kept = dict(connection.settings_dict)
    connection.close()
    connection.settings_dict.update(
        {name: settings.OWNER_DATABASE[name] for name in ("USER", "PASSWORD", "HOST", "PORT")}
    )
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.clear()
        connection.settings_dict.update(kept)


def migrate(*, verbosity: int = 1) -> None:
    """Create extensions and the application's role, bring the tables up to date, grant; repeatable."""
    application = settings.DATABASES["default"]
    role, password = str(application["USER"]), str(application["PASSWORD"])
    with as_owner():
        create_extensions()
        ensure_role(role, password)
        grant_defaults(role)
        call_command("migrate", interactive=False, verbosity=verbosity)
        close_back_doors()
        grant_tables(role)


def create_extensions() -> None:
    """Create the extensions that the tables use; PostgreSQL lets the owner of a database create these three."""
    with connection.cursor() as cursor:
        cursor.execute("select extname from pg_extension")
        there = {name for (name,) in cursor.fetchall()}
        for name in EXTENSIONS:
            if name not in there:
                try:
                    cursor.execute(sql.SQL("create extension {}").format(sql.Identifier(name)))
                except DatabaseError as reason:
                    raise InvalidEnvironment(
                        f"The extension {name} cannot be created ({str(reason).strip().splitlines()[0]}). Ask the "
                        f"database's administrator to run: create extension {name};"
                    ) from reason


def ensure_role(role: str, password: str) -> None:
    """Create the application's role where it is missing; an existing one is left as it is."""
    with connection.cursor() as cursor:
        cursor.execute("select 1 from pg_roles where rolname = %s", [role])
        if cursor.fetchone():
            return
        try:
            cursor.execute(
                sql.SQL("create role {} login password {}").format(sql.Identifier(role), sql.Literal(password or None))
            )
        except ProgrammingError as reason:
            raise InvalidEnvironment(
                f"The role {role} of DATABASE_URL does not exist, and the role of DATABASE_OWNER_URL must not create "
                f"roles. Ask the database's administrator to run: create role {role} login password '…';"
            ) from reason


def grant_defaults(role: str) -> None:
    """Whatever the owner creates from now on, the application may use."""
    _execute(
        role,
        "grant connect on database {database} to {role}",
        "grant usage on schema public to {role}",
        "alter default privileges in schema public grant select, insert, update, delete on tables to {role}",
        "alter default privileges in schema public grant usage, select on sequences to {role}",
    )


def grant_tables(role: str) -> None:
    """Grant on what is there already, and MAINTAIN on the ledger, whose closing takes a lock on the whole table.

    Who looked at protected data can only be added to.
    """
    _execute(
        role,
        "grant select, insert, update, delete on all tables in schema public to {role}",
        "grant usage, select on all sequences in schema public to {role}",
    )
    tables = connection.introspection.table_names()
    if LEDGER in tables:
        _execute(role, f"grant maintain on {LEDGER} to {{role}}")
    if VIEWINGS in tables:
        _execute(role, f"revoke update, delete, truncate on {VIEWINGS} from {{role}}")


def close_back_doors() -> None:
    """No setting of a session makes a trigger look away.

    Each installation of a trigger brings this function, which asks a setting that any role may set; with it the
    application could delete entries of the ledger. It is replaced after every migration.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "create or replace function public._pgtrigger_should_ignore(trigger_name name) returns boolean"
            " language sql immutable as 'select false'"
        )


def _execute(role: str, *statements: str) -> None:
    names = {"role": sql.Identifier(role), "database": sql.Identifier(connection.settings_dict["NAME"])}
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(sql.SQL(statement).format(**names))


def unready() -> str:
    """Why the application must not serve from this database, in one sentence; empty when all is well.

    Asked of an external database, whose roles and migrations are somebody's deliberate work.
    """
    from django.db.migrations.executor import MigrationExecutor

    with connection.cursor() as cursor:
        if cursor.connection.info.server_version < 170000:
            return "The database is older than PostgreSQL 17."
        cursor.execute("select rolsuper from pg_roles where rolname = current_user")
        if settings.PRODUCTION and cursor.fetchone()[0]:
            return (
                "The role of DATABASE_URL is a superuser and could disable the guards of the ledger. Use another one."
            )
        cursor.execute(
            "select count(*) from pg_class where relkind = 'r' and pg_has_role(relowner, 'usage')"
            " and relnamespace = 'public'::regnamespace"
        )
        if settings.PRODUCTION and cursor.fetchone()[0]:
            return (
                "The role of DATABASE_URL owns tables and could disable the guards of the ledger. Let another role "
                "own them, named in DATABASE_OWNER_URL when `ognisko migrate` runs."
            )
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return "The tables are not up to date. Run `ognisko migrate` with DATABASE_OWNER_URL."
    return ""
