"""Commands of the ledger: verify, close."""

from __future__ import annotations

import sys
from datetime import date

import click

from ognisko.config.cli.base import (
    EXIT_CODES,
    FIRST_YEAR,
    LAST_YEAR,
    NO,
    Fault,
    database,
    main,
    progress,
    say,
    user_of,
)


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
            close_period(start, end, by=user_of(email), project=project_id or 0)
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
