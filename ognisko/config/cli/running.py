"""Commands that run the centre: serve, migrate, demo."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from ognisko.config import environment as env
from ognisko.config import preparation
from ognisko.config.cli.base import EXIT_CODES, UNAVAILABLE, Fault, main, progress, say, server

if TYPE_CHECKING:
    from ognisko.config.postgres import Cluster


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
