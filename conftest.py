"""Tests run on a PostgreSQL of their own, as the application's role, and an ERROR in the log fails them.

The embedded server lives in `tests/` of the data folder and gives up durability for speed. Its tables are made once, by
their owner, in a template database named after a fingerprint of the migrations; each process of a run clones it. A
test that commits (`transaction=True`) leaves its database behind and the next one has a clone of its own: a flush could
not empty the ledger, whose trigger refuses TRUNCATE, without lifting the very guard that tests should meet. All clones
go at the end of the run. Where ext4 has no journal it walks past every file removed in the last minutes when it makes
one, so that a clone made after a removal takes two seconds instead of a tenth.
"""

from __future__ import annotations

import contextlib
import fcntl
import logging
import os
from collections.abc import Generator, Iterator
from typing import Any

import hypothesis
import psutil
import psycopg
import pytest
from psycopg import sql

from ognisko.config import environment as env

if "PYTEST_XDIST_WORKER" in os.environ:  # the environment is inherited from the process that did what follows
    _FOLDER = env.data_folder()
else:
    _FOLDER = env.data_folder() / "tests"
    for _setting in env.SETTINGS:
        os.environ.pop(_setting.name, None)
    os.environ["OGNISKO_DATA"] = str(_FOLDER)
    os.environ["DJANGO_SETTINGS_MODULE"] = "ognisko.config.settings"

from ognisko.config import postgres  # after the environment is set

hypothesis.settings.register_profile("ognisko", deadline=None)  # no timing in tests: the machine may be busy
hypothesis.settings.load_profile("ognisko")

CLUSTER = postgres.Cluster(
    _FOLDER,
    {
        "fsync": "off",
        "synchronous_commit": "off",
        "full_page_writes": "off",
        "shared_buffers": "128MB",
        "max_connections": "200",
        "autovacuum": "off",
    },
)


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Set Django up before pytest-django looks whether it is."""
    import django
    from django.conf import settings

    (_FOLDER / "static").mkdir(parents=True, exist_ok=True)
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.WITHOUT_MFA = True  # tests of the second factor ask for it
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    django.setup()


# The database ---------------------------------------------------------------------------------------------------------


class Databases:
    """The databases of one process of a test run: the template, and the clones that its tests use in turn."""

    def __init__(self, worker: str) -> None:
        self.name = f"test_{os.getpid()}_{worker}"
        self.clones: list[str] = []
        self.template = f"template_{_fingerprint()}"

    def prepare(self) -> None:
        """Make the template unless somebody has made it, and clone it."""
        with (_FOLDER / "template.lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            self._remove_what_is_left()
            if not self._exists(self.template):
                self._make_template()
        self.clone()

    def clone(self) -> None:
        """Give the tests a fresh copy of the template."""
        from django.db import connections

        connections.close_all()
        clone = f"{self.name}_{len(self.clones)}"
        self.clones.append(clone)
        self._superuser(
            f'create database "{clone}" template "{self.template}" owner {postgres.OWNER} strategy file_copy'
        )
        connections["default"].settings_dict["NAME"] = clone

    def drop(self) -> None:
        """Remove the clones."""
        from django.db import connections

        connections.close_all()
        for clone in self.clones:
            self._superuser(f'drop database if exists "{clone}" with (force)')

    def _make_template(self) -> None:
        from django.db import connection

        from ognisko.config import database

        draft = f"draft_{os.getpid()}"
        self._superuser(f'drop database if exists "{draft}" with (force)')
        self._superuser(f'create database "{draft}" owner {postgres.OWNER}')
        connection.settings_dict["NAME"] = draft
        database.migrate(verbosity=0)
        connection.close()
        self._superuser(f'alter database "{draft}" rename to "{self.template}"')

    def _remove_what_is_left(self) -> None:
        """Databases of runs that were killed, and templates of other migrations; what is in use stays."""
        for name in self._names():
            kind, _, rest = name.partition("_")
            if kind == "template" and name != self.template:
                with contextlib.suppress(psycopg.Error):
                    self._superuser(f'drop database "{name}"')
            if kind in {"test", "draft"} and not psutil.pid_exists(int(rest.partition("_")[0])):
                self._superuser(f'drop database if exists "{name}" with (force)')

    def _names(self) -> list[str]:
        with psycopg.connect(CLUSTER.conninfo(postgres.SUPERUSER, "postgres")) as connection:
            return [name for (name,) in connection.execute("select datname from pg_database where not datistemplate")]

    def _exists(self, name: str) -> bool:
        return name in self._names()

    def _superuser(self, statement: str) -> None:
        with psycopg.connect(CLUSTER.conninfo(postgres.SUPERUSER, "postgres"), autocommit=True) as connection:
            connection.execute(sql.SQL(statement))  # type: ignore[arg-type]  # names of our own making


def _fingerprint() -> str:
    from ognisko.config import preparation

    return preparation.fingerprint("migrations", "database.py")[:16]


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest, django_test_environment: None, django_db_blocker: Any
) -> Iterator[None]:
    """Replace pytest-django's: the application must not own the tables of its tests."""
    from django.test import TransactionTestCase

    databases = Databases(os.environ.get("PYTEST_XDIST_WORKER", "main"))
    with CLUSTER.running(), django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        databases.prepare()
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda case: databases.clone())
        yield
        databases.drop()


@pytest.fixture
def owner_connection(transactional_db: None) -> Iterator[psycopg.Connection]:
    """A connection as the owner of the tables, for tests of what only an owner may do; it commits each statement."""
    from django.db import connection

    name = connection.settings_dict["NAME"]
    with psycopg.connect(CLUSTER.conninfo(postgres.OWNER, name), autocommit=True) as owner:
        yield owner


@pytest.fixture(autouse=True)
def _nothing_remembered() -> Iterator[None]:
    """Each test begins with an empty cache (rate limits) and in Polish."""
    from django.core.cache import cache
    from django.utils import translation

    cache.clear()
    with translation.override("pl"):
        yield


# The log --------------------------------------------------------------------------------------------------------------


class _Errors(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """An ERROR in the log fails the test, unless it is marked `expects_error_log`: then its absence does."""
    errors = _Errors()
    root = logging.getLogger()
    root.addHandler(errors)
    try:
        result = yield
    finally:
        root.removeHandler(errors)
    expected = item.get_closest_marker("expects_error_log") is not None
    if errors.records and not expected:
        formatter = logging.Formatter("%(levelname)s %(name)s: %(message)s")
        pytest.fail("The log has errors:\n" + "\n".join(formatter.format(record) for record in errors.records))
    if expected and not errors.records:
        pytest.fail("The test expects an ERROR in the log, and there is none.")
    return result
