"""What the commands share: exit codes, faults in a sentence, the database for the length of a command, progress."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ognisko import __version__
from ognisko.config import environment as env

if TYPE_CHECKING:
    from ognisko.accounts.models import User
    from ognisko.config.postgres import Cluster

NO = 1
WRONG_INPUT = 2
UNAVAILABLE = 3

FIRST_YEAR, LAST_YEAR = 1990, 2999
"""Years that commands take."""

EXIT_CODES = """
\b
Exit codes:
  0  done; the answer is yes
  1  done; the answer is no: differences found, rows with errors
  2  the command or its input makes no sense; nothing was changed
  3  the environment, the database or the port does not allow it
"""


class Fault(click.ClickException):
    """Something went wrong that is no mistake in the programme: one clear message, no traceback."""

    def __init__(self, message: str, exit_code: int = WRONG_INPUT) -> None:
        super().__init__(message)
        self.exit_code = exit_code  # type: ignore[misc]  # click calls it a class variable

    def show(self, file: Any = None) -> None:
        """Print the message as it is; it is a sentence already."""
        click.echo(self.format_message(), err=True, file=file)


class Commands(click.Group):
    """Turns what the environment and the database complain about into a sentence and exit code 3."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the subcommand."""
        from ognisko.config.postgres import DatabaseUnavailable
        from ognisko.config.preparation import CannotPrepare
        from ognisko.config.server import CannotServe

        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ognisko.config.settings")
        try:
            return super().invoke(ctx)
        except (env.InvalidEnvironment, DatabaseUnavailable, CannotPrepare, CannotServe) as reason:
            raise Fault(str(reason), UNAVAILABLE) from reason
        except PermissionError as reason:
            raise Fault(f"{reason.filename or 'A file'} cannot be used: {reason.strerror}.", UNAVAILABLE) from reason
        except Exception as reason:
            if complaint := _database_complaint(reason):
                raise Fault(complaint, UNAVAILABLE) from reason
            raise


def _database_complaint(reason: Exception) -> str:
    """A sentence about a database that is away or has no tables; empty for anything else."""
    if "django.db" not in sys.modules:
        return ""
    from django.db import InterfaceError, OperationalError, ProgrammingError

    if isinstance(reason, (OperationalError, InterfaceError)):
        return f"The database does not answer: {str(reason).strip()}"
    if isinstance(reason, ProgrammingError) and getattr(reason.__cause__, "sqlstate", "") in {"42P01", "42703"}:
        return "The database has no tables yet, or older ones. Run `ognisko migrate`."
    return ""


@contextlib.contextmanager
def database() -> Iterator[Cluster | None]:
    """The database runs and Django is set up for the length of the block."""
    with server() as cluster:
        import django

        django.setup()
        yield cluster


@contextlib.contextmanager
def server() -> Iterator[Cluster | None]:
    """The embedded PostgreSQL runs for the length of the block; with DATABASE_URL there is nothing to run."""
    env.refuse_unless_ready()
    if not env.embedded():
        yield None
        return
    from ognisko.config import postgres

    cluster = postgres.default_cluster()
    with cluster.running():
        yield cluster


class Progress:
    """Progress of long work on stderr, drawn on a terminal alone. Called with how much of how much is done."""

    def __init__(self, label: str) -> None:
        self.label = label
        self.bar: Any = None
        self.count = 0

    def __call__(self, done: int, total: int) -> None:
        """`done` of `total` are done."""
        if self.bar is None or self.bar.length != total:
            self.close()
            self.bar = click.progressbar(length=total, label=self.label, file=sys.stderr, show_pos=True)
            self.bar.__enter__()
        self.bar.update(done - self.bar.pos)

    def step(self, records: int) -> None:
        """So many more are done, of a number that nobody knows."""
        self.count += records
        if sys.stderr.isatty():
            click.echo(f"\r{self.label}  {self.count:,}", nl=False, err=True)

    def close(self) -> None:
        """Leave the last state on the screen."""
        if self.bar is not None:
            self.bar.__exit__(None, None, None)
            self.bar = None
        elif self.count and sys.stderr.isatty():
            click.echo(err=True)


@contextlib.contextmanager
def progress(label: str) -> Iterator[Progress]:
    """Show progress under this label."""
    shown = Progress(label)
    try:
        yield shown
    finally:
        shown.close()


def say(text: str) -> None:
    """Tell the person at the terminal; stdout stays free for what was asked for."""
    click.echo(text, err=True)


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog=EXIT_CODES,
)
@click.version_option(__version__, "-V", "--version", message="Ognisko %(version)s")
def main() -> None:
    """Run a support centre: record once, where it happens; count always.

    Settings come from the environment (`ognisko settings` lists them). Without any, everything lives in
    one data folder with a PostgreSQL of its own, which starts and stops with the commands.

    \b
    A first look:
      ognisko demo                            a populated centre at http://127.0.0.1:8000
    \b
    A centre's own start:
      ognisko migrate                         create the tables
      ognisko createadmin                     the first person who may log in
      ognisko import --template registers.xlsx
      ognisko import registers.xlsx --dry-run
      ognisko import registers.xlsx
      ognisko serve
    """


def user_of(email: str | None) -> User | None:
    """The user of this address; None when none is named."""
    if email is None:
        return None
    from django.contrib.auth import get_user_model

    users = get_user_model()
    try:
        return users.objects.get(email__iexact=email)
    except users.DoesNotExist as reason:
        raise Fault(f"Nobody here has the address {email}.") from reason


def write(file: Path, content: bytes) -> None:
    """Write the whole file or none of it."""
    draft = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        draft.write_bytes(content)
        draft.replace(file)
    except OSError as reason:
        raise Fault(f"{file} cannot be written: {reason.strerror}.") from reason
    finally:
        draft.unlink(missing_ok=True)
