"""Migrations, roles and grants: what the owner of the database does, in the embedded PostgreSQL and in any other."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.commands import migrate as django_migrate
from django.db import DatabaseError, ProgrammingError, connection
from django.db.migrations import AddConstraint, AddField, AddIndex, CreateModel, Migration
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import ProjectState
from pgtrigger.migrations import AddTrigger
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
        with growing_fast():
            call_command("migrate", interactive=False, verbosity=verbosity)
        close_back_doors()
        grant_tables(role)


# Growing -------------------------------------------------------------------------------------------------------------

GROWTH = (CreateModel, AddField, AddIndex, AddConstraint, AddTrigger)
"""What adds to a table and looks at nothing beyond it but the names of the tables that it refers to."""


class GrowingState(ProjectState):
    """While a migration only adds, a model that grows is drawn anew alone.

    Django draws every model that is related to it over any number of others as well, which here means nearly all, for
    each of hundreds of operations: 50 of the 55 seconds of a first migration. The others then refer to the model as it
    was, which is why anything but growth begins with all models drawn anew.
    """

    only_grows = False
    stale = False

    def clone(self) -> ProjectState:
        """The copy is of the same kind."""
        copy: ProjectState = super().clone()
        copy.__class__ = GrowingState
        return copy

    def reload_model(self, app_label: str, model_name: str, delay: bool = False) -> None:
        """Draw a model anew."""
        if not self.only_grows:
            super().reload_model(app_label, model_name, delay)
        elif "apps" in self.__dict__:
            self.stale = self.is_delayed = True
            self._reload({(app_label, model_name.lower())})  # type: ignore[attr-defined]  # the stubs lack it

    def freshen(self) -> None:
        """Forget the drawn models if some are stale; all are drawn anew when they are needed."""
        if self.stale:
            self.__dict__.pop("apps", None)
            self.stale = False


class GrowingExecutor(MigrationExecutor):
    """Django's executor with a GrowingState."""

    def _create_project_state(self, with_applied_migrations: bool = False) -> ProjectState:
        create = super()._create_project_state  # type: ignore[misc]  # the stubs lack it
        state: ProjectState = create(with_applied_migrations)
        state.__class__ = GrowingState
        return state

    def apply_migration(
        self, state: Any, migration: Migration, fake: bool = False, fake_initial: bool = False
    ) -> ProjectState:
        """Apply one; only all of its operations decide how."""
        state.only_grows = all(type(operation) in GROWTH for operation in migration.operations)
        if not state.only_grows:
            state.freshen()
        return super().apply_migration(state, migration, fake, fake_initial)


@contextlib.contextmanager
def growing_fast() -> Iterator[None]:
    """Django's command `migrate` knows its executor by this name alone."""
    name = "MigrationExecutor"
    kept = getattr(django_migrate, name)
    setattr(django_migrate, name, GrowingExecutor)
    try:
        yield
    finally:
        setattr(django_migrate, name, kept)


# Roles and grants -----------------------------------------------------------------------------------------------------


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
