"""Commands that keep what is there in order: erasures, protect, places."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from ognisko.config.cli.base import EXIT_CODES, NO, UNAVAILABLE, Fault, database, main, progress, say


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
