"""The command `ognisko`: each subcommand makes one call into an app's actions or queries and says what came of it.

Django and the apps are imported inside the subcommands, so that help and complaints about the environment are there
at once. Exit codes are part of the interface; EXIT_CODES below is what people read.
"""

from __future__ import annotations

import contextlib
import csv
import json
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ognisko import __version__
from ognisko.config import environment as env
from ognisko.config import preparation

if TYPE_CHECKING:
    from ognisko.accounts.models import User
    from ognisko.config.postgres import Cluster
    from ognisko.desk.actions.workbook import ImportResult

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


@main.command(epilog=EXIT_CODES)
@click.option("--host", help="Address to listen on; overrides HOST.")
@click.option("--port", type=click.IntRange(1, 65535), help="Port to listen on; overrides PORT.")
def serve(host: str | None, port: int | None) -> None:
    """Run the centre: database, web server and background worker under one process.

    Whichever of them dies is started again. Ctrl+C or SIGTERM stops all of them and ends with 0. The
    embedded database is brought up to date first; an external one is refused until `ognisko migrate` has
    been run on it.

    \b
    Examples:
      ognisko serve
      PORT=8123 ognisko serve
    """
    _listen_on(host, port)
    with server() as cluster:
        with preparation.static_files(say), preparation.dictionary():
            _tables()
        _serve(cluster, lambda: say(f"Ognisko answers at {env.address()}   (Ctrl+C stops it)"))


@main.command(epilog=EXIT_CODES)
def migrate() -> None:
    """Create the tables or bring them up to date.

    Runs as the owner of the database (DATABASE_OWNER_URL; embedded: by itself), creates the extensions
    and the application's role where they are missing, and grants that role what it needs, no more.
    Repeating it changes nothing.
    """
    with server():
        preparation.migrate(verbosity=1)
        if env.embedded():
            preparation.State().put("migrations", preparation.fingerprint("migrations", "database.py"))
        _erase_again()


@main.command(epilog=EXIT_CODES)
@click.option("--load", "only_load", is_flag=True, help="Load the data and end; start no server.")
@click.option("--host", help="Address to listen on; overrides HOST.")
@click.option("--port", type=click.IntRange(1, 65535), help="Port to listen on; overrides PORT.")
def demo(only_load: bool, host: str | None, port: int | None) -> None:
    """Run a populated centre to look around in.

    A fictional centre in the Łódź region, in 2024. Its data are loaded once; the next start takes seconds.
    To begin anew, remove the data folder (OGNISKO_DATA).

    \b
    Examples:
      ognisko demo
      ognisko demo --port 8123
      ognisko demo --load          only the data, no server
    """
    if env.production():
        raise Fault("A demo does not belong into production: OGNISKO_PRODUCTION is 1.", UNAVAILABLE)
    os.environ.setdefault("OGNISKO_WITHOUT_MFA", "1")
    if only_load:
        with server():
            _tables()
            _load_demo()
        return
    _listen_on(host, port)
    with server() as cluster:
        with preparation.static_files(say), preparation.dictionary():
            _tables()
            _load_demo()
        _serve(cluster, _welcome)


def _load_demo() -> None:
    """Load the demo's data unless they are there; the action decides, and a mark in the data folder saves asking it."""
    state = preparation.State()
    if env.embedded() and state.get("demo"):
        return
    import django

    django.setup()
    from ognisko.desk.actions import load_demo

    with progress("Loading the demo") as shown:
        load_demo(progress=shown)
    if env.embedded():
        state.put("demo", "loaded")


def _welcome() -> None:
    """Print where the centre is and who may log in."""
    say(f"\nOgnisko answers at {env.address()}   (Ctrl+C stops it)\n")
    from ognisko.desk.rules import DEMO_LOGINS

    for role, email, password in DEMO_LOGINS:
        say(f"  {role:<20} {email:<36} {password}")
    say("")


def _listen_on(host: str | None, port: int | None) -> None:
    """Pass options on to the children, which read the environment; refuse a port that is taken before any work."""
    from ognisko.config.server import refuse_taken_port

    env.refuse_unless_ready()
    if host:
        os.environ["HOST"] = host
    if port:
        os.environ["PORT"] = str(port)
    refuse_taken_port()


def _tables() -> None:
    """Bring the tables up to date in the embedded database; in another one, refuse those that are not."""
    preparation.tables(say)
    if not env.embedded():
        import django

        django.setup()
        from ognisko.config import database as roles

        if complaint := roles.unready():
            raise Fault(complaint, UNAVAILABLE)
    _erase_again()


def _erase_again() -> None:
    """Nobody who was erased comes back with an older backup: it is made good for before anything is served.

    Nothing is served where the file of erasures can't be read. Where it is there and empty, nothing is asked.
    """
    from django.conf import settings

    with contextlib.suppress(OSError):
        if settings.ERASURES.stat().st_size == 0 and env.embedded():
            return
    import django

    django.setup()
    from ognisko.core.journal import JournalError
    from ognisko.desk.actions.erasure import catch_up

    try:
        done = catch_up()
    except JournalError as reason:
        raise Fault(f"Who was erased can't be looked up, so nothing is served: {reason}", UNAVAILABLE) from reason
    if done:
        say(f"Erased again, since the database was older than the erasure: {', '.join(one.key for one in done)}.")


def _serve(cluster: Cluster | None, ready: Callable[[], None]) -> None:
    from ognisko.config import server as supervisor

    if "django.db" in sys.modules:
        from django.db import connections

        connections.close_all()
    supervisor.serve(cluster, say, ready)


@main.command("import", epilog=EXIT_CODES)
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE.xlsx")
@click.option("--dry-run", is_flag=True, help="Only say what would be created, changed and skipped, and every error.")
@click.option("--template", is_flag=True, help="Write an empty workbook with lists, notes and examples to FILE.xlsx.")
@click.option("--by", "email", metavar="E-MAIL", help="In whose name; the history then says so.")
@click.option(
    "--reason", default="", metavar="TEXT", help="Why rows reach into closed periods: they become corrections."
)
def import_(file: Path, dry_run: bool, template: bool, email: str | None, reason: str) -> None:
    """Bring in registers from a spreadsheet.

    A file goes in whole or not at all: one wrong row, and nothing is written. Each error is named with its
    sheet, row and column and what to do about it. The same file can be imported again; what is there
    already is recognised and skipped.

    \b
    Examples:
      ognisko import --template registers.xlsx     the empty workbook, explained
      ognisko import registers.xlsx --dry-run      what would happen
      ognisko import registers.xlsx
    """
    if template:
        if dry_run:
            raise Fault("--template writes a workbook and --dry-run reads one. Give one of them.")
        with database():
            from ognisko.desk.queries.workbook import import_template

            _write(file, import_template())
        say(f"{file} is an empty workbook. Fill it in, then: ognisko import {file} --dry-run")
        return
    if not file.exists():
        raise Fault(f"There is no file {file}.")
    with database(), progress("Checking" if dry_run else "Importing") as shown:
        from ognisko.desk.actions.workbook import import_workbook

        result = import_workbook(file, by=_user(email), dry_run=dry_run, reason=reason, progress=shown)
    _show_import(result, dry_run)
    if result.errors:
        sys.exit(NO)


def _show_import(result: ImportResult, dry_run: bool) -> None:
    """Print one line for each sheet, and one for each cause of errors with its rows and what to do about it."""
    from ognisko.desk.rules import causes_of

    for sheet in dict.fromkeys((*result.created, *result.changed, *result.skipped)):
        created, changed, skipped = (
            counts.get(sheet, 0) for counts in (result.created, result.changed, result.skipped)
        )
        click.echo(f"{sheet}: create {created}, change {changed}, skip {skipped}")
    for cause in causes_of(map(asdict, result.errors)):
        click.echo(": ".join(filter(None, (cause.where, f"{cause.message} {cause.advice}".strip()))))
    if result.errors:
        say(f"Errors: {len(result.errors)}. Nothing was written. Mend the file and try again.")
    elif dry_run:
        say("Nothing was written: this was a dry run.")


@main.command(epilog=EXIT_CODES)
@click.option("--year", type=click.IntRange(FIRST_YEAR, LAST_YEAR), required=True, help="The calendar year.")
@click.option("--format", "kind", type=click.Choice(["csv", "json"]), default="csv", show_default=True)
def figures(year: int, kind: str) -> None:
    """Print all figures of a year, computed from the ledger.

    Columns: id, value, unit, records (how many records stand behind the value).

    \b
    Examples:
      ognisko figures --year 2024
      ognisko figures --year 2024 --format json > figures.json
    """
    with database():
        from ognisko.reports.queries import figures_of_year

        rows = [
            {"id": key, "value": _plain(figure.value), "unit": figure.unit, "records": figure.records}
            for key, figure in figures_of_year(year).items()
        ]
    if kind == "json":
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    writer = csv.DictWriter(sys.stdout, ["id", "value", "unit", "records"], lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)


def _plain(value: Decimal | int) -> str:
    """A number as machines read it: a decimal point, no thousands, no superfluous zeros."""
    text = f"{Decimal(value):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


@main.command(epilog=EXIT_CODES)
@click.argument("year", type=click.IntRange(FIRST_YEAR, LAST_YEAR))
@click.option(
    "--format", "kind", type=click.Choice(["pdf", "xlsx", "csv", "json", "html"]), default="pdf", show_default=True
)
@click.option("--output", "-o", type=click.Path(dir_okay=False, allow_dash=True, path_type=Path), required=True,
              help="The file to write; - is stdout.")  # fmt: skip
def report(year: int, kind: str, output: Path) -> None:
    """Write the annual report of a year to a file.

    \b
    Examples:
      ognisko report 2024 --format pdf -o report.pdf
      ognisko report 2024 --format xlsx -o report.xlsx      with the records behind each figure
      ognisko report 2024 --format json -o -
    """
    with database():
        from ognisko.reports.queries import NoReportError, report_file

        try:
            content = report_file(year, kind)
        except NoReportError as reason:
            raise Fault(f"There is no report of the year {year}.") from reason
    if str(output) == "-":
        sys.stdout.buffer.write(content)
    else:
        _write(output, content)
        say(f"Written: {output}")


@main.command("proof", epilog=EXIT_CODES)
def prove() -> None:
    """Prove that every published report is what it was.

    Computes the fingerprint of each published report again, and each of its values from the ledger as it stood then.
    Prints one line a report and ends with 1 if any is not what it was. It changes nothing.
    """
    wrong = 0
    with database():
        from ognisko.reports.queries import proofs

        for found in proofs():
            wrong += not found.holds
            said = "as published" if found.holds else "NOT AS PUBLISHED"
            click.echo(f"{said}  {found.publication.sha256}  {found.publication} {' '.join(found.wrong)}".rstrip())
    if wrong:
        say(f"{wrong} published reports are not what they were.")
        sys.exit(NO)
    say("Every published report is what it was.")


@main.group(epilog=EXIT_CODES)
def ledger() -> None:
    """Check the record of everything that counts, and close its periods."""


@ledger.command(epilog=EXIT_CODES)
def verify() -> None:
    """Recompute every record's entries and name each difference.

    Prints one line for each record whose entries are not what the record says, and ends with 1 if there is
    any. It changes nothing.
    """
    found = 0
    with database(), progress("Records checked") as shown:
        from ognisko.ledger.queries import verify as differences

        for difference in differences(progress=shown.step):
            found += 1
            click.echo(str(difference))
    if found:
        say(f"{found} records differ from their entries.")
        sys.exit(NO)
    say("Every record agrees with its entries.")


@ledger.command(epilog=EXIT_CODES)
@click.argument("period", metavar="PERIOD")
@click.option("--project", "project_id", type=click.IntRange(1), help="Only this project, by its number.")
@click.option("--by", "email", metavar="E-MAIL", required=True, help="Who closes it.")
@click.confirmation_option("--yes", prompt="Afterwards every change inside the period needs a reason. Close it?")
def close(period: str, project_id: int | None, email: str) -> None:
    """End a PERIOD: a year (2024), a quarter (2024-Q1) or a month (2024-03).

    Entries dated inside it are accepted afterwards only as corrections, with a reason, and stay visible as
    such. Reopening is possible, and is an event on record too.

    A period is closed once it is over.

    \b
    Examples:
      ognisko ledger close 2024 --by anna@example.org
      ognisko ledger close 2024-Q1 --project 7 --by anna@example.org --yes
    """
    start, end = _period(period)
    with database():
        from ognisko.ledger.actions import CannotCloseError
        from ognisko.ledger.actions import close as close_period

        _refuse_unfinished(period, end)
        _refuse_unknown_project(project_id)
        try:
            close_period(start, end, by=_user(email), project=project_id or 0)
        except CannotCloseError as reason:
            say(str(reason))
            sys.exit(NO)
    say(f"Closed: {period}.")


def _period(text: str) -> tuple[date, date]:
    """First day, and the day after the last one."""
    year, _, rest = text.partition("-")
    months = (
        {"": (1, 12)} | {f"Q{n}": (3 * n - 2, 3 * n) for n in range(1, 5)} | {f"{n:02}": (n, n) for n in range(1, 13)}
    )
    if not (year.isascii() and year.isdigit() and len(year) == 4 and rest.upper() in months):
        raise Fault(f"“{text}” is no period. Write a year (2024), a quarter (2024-Q1) or a month (2024-03).")
    if not FIRST_YEAR <= int(year) <= LAST_YEAR:
        raise Fault(f"“{text}” can't be closed. Write a year between {FIRST_YEAR} and {LAST_YEAR}.")
    first, last = months[rest.upper()]
    end = date(int(year) + 1, 1, 1) if last == 12 else date(int(year), last + 1, 1)
    return date(int(year), first, 1), end


def _refuse_unfinished(text: str, end: date) -> None:
    """Refuse a period that lasts today still: what happens until its end would all be corrections."""
    from django.utils import timezone

    if end > timezone.localdate():
        raise Fault(f"{text} is not over yet. It can be closed from {end} on.")


def _refuse_unknown_project(number: int | None) -> None:
    from ognisko.projects.models import Project

    if number is not None and not Project.objects.filter(pk=number).exists():
        raise Fault(f"There is no project with the number {number}.")


@main.group(epilog=EXIT_CODES, invoke_without_command=True)
@click.pass_context
def erasures(ctx: click.Context) -> None:
    """List who was erased, by key; erase them again after a restore.

    Prints one line an erasure: when, key, number of the party, whether file and database know it.

    \b
    Examples:
      ognisko erasures
      ognisko erasures replay --from /safe/erasures.jsonl
    """
    if ctx.invoked_subcommand:
        return
    with database():
        from django.conf import settings

        from ognisko.core.journal import JournalError, lines
        from ognisko.people.models import Erasure

        try:
            written = {line["key"]: line for line in lines(settings.ERASURES)}
        except JournalError as reason:
            raise Fault(str(reason), UNAVAILABLE) from reason
        known = {one.key: one for one in Erasure.objects.order_by("done_at")}
    for key in (*known, *(key for key in written if key not in known)):
        at = known[key].done_at.isoformat() if key in known else written[key].get("at", "")
        number = known[key].party_id if key in known else written[key].get("party", "")
        where = "file and database" if key in known and key in written else "database" if key in known else "file"
        click.echo(f"{at}  {key}  {number}  {where}")


@erasures.command(name="replay", epilog=EXIT_CODES)
@click.option(
    "--from",
    "file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Another file than the own one.",
)
def replay_erasures(file: Path | None) -> None:
    """Erase again whoever the file knows as erased and the database still holds. Repeating it changes nothing.

    `ognisko serve` and `ognisko migrate` do the same by themselves with the file of OGNISKO_ERASURES.
    """
    with database():
        from ognisko.core.journal import JournalError, lines
        from ognisko.desk.actions.erasure import catch_up, replay

        try:
            done = [*(replay(lines(file)) if file else ()), *catch_up()]
        except JournalError as reason:
            raise Fault(str(reason), UNAVAILABLE) from reason
    for one in done:
        click.echo(one.key)
    say(f"Erased again: {len(done)}.")


@main.group(epilog=EXIT_CODES)
def protect() -> None:
    """Look after what is kept encrypted: PESEL numbers, labour status, disability."""


@protect.command("check", epilog=EXIT_CODES)
def check_protected() -> None:
    """Decrypt every protected record and name those that no key opens.

    Says which record of which person it is, never what it holds. Ends with 1 if there is any. It changes nothing.
    """
    found = 0
    with database(), progress("Records opened") as shown:
        from ognisko.people.queries.protected import unreadable
        from ognisko.people.rules import Fact

        for fact in unreadable(shown.step):
            found += 1
            click.echo(f"record {fact.pk}, person {fact.party_id}, {Fact(fact.kind).name}, key {fact.key_id}")
    if found:
        say(f"{found} protected records cannot be read. Is one of the keys missing from OGNISKO_PROTECTION_KEYS?")
        sys.exit(NO)
    say("Every protected record can be read.")


@protect.command("rotate", epilog=EXIT_CODES)
def rotate_protected() -> None:
    """Encrypt every protected record anew with the first of OGNISKO_PROTECTION_KEYS.

    Put a new key in front, restart, run this; when it says that nothing is left, the old key can go. It can be
    stopped and begun again, and people may work meanwhile. Ends with 1 if a record could not be opened.
    """
    with database(), progress("Records encrypted anew") as shown:
        from ognisko.desk.actions.workbook import seal_anew
        from ognisko.people.actions import rotate

        done, left = rotate(shown.step)
        files = seal_anew()
    say(f"{done} records and {files} waiting workbooks were encrypted anew.")
    if left:
        say(f"{left} records cannot be opened and stay as they are; `ognisko protect check` names them.")
        sys.exit(NO)
    say("The first key opens everything; the others can go.")


@main.group(epilog=EXIT_CODES)
def places() -> None:
    """Keep the register of territorial units (TERC)."""


@places.command(epilog=EXIT_CODES)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def load(file: Path) -> None:
    """Load the TERC register of GUS from a CSV FILE.

    Repeatable: a unit that is there is recognised by its digits, a new name is dated from the state of the
    register, nothing is removed. The file comes from eteryt.stat.gov.pl (TERC, urzędowy).

    \b
    Example:
      ognisko places load TERC_Urzedowy_2024-01-01.csv
    """
    with database(), progress("Loading places") as shown:
        from ognisko.places.actions import OlderState, load_terc
        from ognisko.places.formats.terc import TercError

        try:
            result = load_terc(file, progress=shown)
        except (TercError, OlderState) as reason:
            raise Fault(str(reason)) from reason
    click.echo(str(result))


@main.command(epilog=EXIT_CODES)
@click.option("--email", prompt="E-mail", help="With what they log in.")
@click.option("--name", prompt="First and last name", help="As others see them.")
@click.password_option(help="Asked for when not given; at least 10 characters.")
def createadmin(email: str, name: str, password: str) -> None:
    """Create an administrator, who may log in and invite everybody else.

    \b
    Example:
      ognisko createadmin --email anna@example.org --name "Anna Kowalska"
    """
    with database():
        from django.contrib.auth import get_user_model
        from django.contrib.auth.password_validation import validate_password
        from django.core.exceptions import ValidationError
        from django.core.validators import validate_email
        from django.db import IntegrityError

        users = get_user_model()
        try:
            validate_email(email)
            validate_password(password, user=users(email=email, name=name))
        except ValidationError as reason:
            raise Fault("\n".join(reason.messages)) from reason
        try:
            users.objects.create_superuser(email=email, password=password, name=name)
        except IntegrityError as reason:
            raise Fault(f"Somebody with the address {email} exists already.") from reason
    say(f"{name} may log in at {env.address()}.")


@main.command("reset-second-factor", epilog=EXIT_CODES)
@click.argument("email", metavar="E-MAIL")
@click.option("--reason", required=True, metavar="TEXT", help="Why; the history and the person's letter say it.")
def reset_second_factor(email: str, reason: str) -> None:
    """Let somebody in who has lost their second factor, when no other administrator can.

    Their app, keys and recovery codes stop working and their sessions end; they set up new ones after the password.

    \b
    Example:
      ognisko reset-second-factor anna@example.org --reason "lost her phone, was here in person"
    """
    with database():
        from ognisko.accounts.actions import NoReasonError
        from ognisko.accounts.actions import reset_second_factor as reset

        user = _user(email)
        if user is None:
            raise Fault("Name somebody by their e-mail.")
        try:
            reset(user, reason=reason, by=None)
        except NoReasonError as missing:
            raise Fault("Give a reason: the history keeps it.") from missing
    say(f"{user} logs in with the password and then sets up a new second factor.")


@main.command(epilog=EXIT_CODES)
@click.option("--markdown", is_flag=True, help="As docs/settings.md.")
def settings(markdown: bool) -> None:
    """List the settings, all of which come from the environment.

    With OGNISKO_PRODUCTION=1 it also says what keeps Ognisko from starting, and then ends with 1.
    """
    if markdown:
        click.echo(env.as_markdown(), nl=False)
        return
    click.echo(env.as_text(), nl=False)
    if env.production() and (found := env.problems()):
        for sentence in found:
            say(f"Production: {sentence}")
        sys.exit(NO)


@main.command(hidden=True, context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def manage(arguments: tuple[str, ...]) -> None:
    """Run one of Django's own commands, for developers; what changes tables runs as their owner."""
    from django.core.management import execute_from_command_line

    with database():
        if arguments == ("migrate",):
            from ognisko.config import database as roles

            roles.migrate()
            return
        owner: contextlib.AbstractContextManager[None] = contextlib.nullcontext()
        if arguments and arguments[0] in {"migrate", "flush", "pgtrigger", "dbshell"}:
            from ognisko.config.database import as_owner

            owner = as_owner()
        with owner:
            execute_from_command_line(["ognisko manage", *arguments])


def _user(email: str | None) -> User | None:
    """The user of this address; None when none is named."""
    if email is None:
        return None
    from django.contrib.auth import get_user_model

    users = get_user_model()
    try:
        return users.objects.get(email__iexact=email)
    except users.DoesNotExist as reason:
        raise Fault(f"Nobody here has the address {email}.") from reason


def _write(file: Path, content: bytes) -> None:
    """Write the whole file or none of it."""
    draft = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        draft.write_bytes(content)
        draft.replace(file)
    except OSError as reason:
        raise Fault(f"{file} cannot be written: {reason.strerror}.") from reason
    finally:
        draft.unlink(missing_ok=True)


if __name__ == "__main__":
    main()
