"""Commands that bring registers in, and figures and reports out: import, figures, report, proof."""

from __future__ import annotations

import csv
import json
import sys
from dataclasses import asdict
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

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
    write,
)

if TYPE_CHECKING:
    from ognisko.desk.actions.workbook import ImportResult


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

            write(file, import_template())
        say(f"{file} is an empty workbook. Fill it in, then: ognisko import {file} --dry-run")
        return
    if not file.exists():
        raise Fault(f"There is no file {file}.")
    with database(), progress("Checking" if dry_run else "Importing") as shown:
        from ognisko.desk.actions.workbook import import_workbook

        result = import_workbook(file, by=user_of(email), dry_run=dry_run, reason=reason, progress=shown)
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
        write(output, content)
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
