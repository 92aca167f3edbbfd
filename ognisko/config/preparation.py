"""What must be done once before pages are served, and never again until something changes.

A fingerprint of the files concerned is kept in the data folder; while it is the same, a start skips the work. That is
the difference between a second start in two seconds and one in twenty.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from ognisko.config import environment as env

Say = Callable[[str], None]

FONTS = ("fontpkg_figtree", "fontpkg_literata")


class CannotPrepare(Exception):
    """Static files could not be collected; the message is what the collector said."""


@contextlib.contextmanager
def static_files(say: Say) -> Iterator[None]:
    """Collect, compress and fingerprint the static files of all apps beside what the block does, unless done already.

    In a process of its own: subsetting fonts and migrating take about as long, and there are two cores.
    """
    state = State()
    wanted = fingerprint("static", "files", "actions.py", packages=FONTS)
    if state.get("static") == wanted and (env.data_folder() / "static" / "staticfiles.json").exists():
        yield
        return
    say("Collecting static files …")
    command = [sys.executable, "-m", "django", "collectstatic", "--noinput", "--clear", "--verbosity=0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as collector:
        try:
            yield
            said, _nothing = collector.communicate()
        except BaseException:
            collector.kill()
            raise
    if collector.returncode:
        raise CannotPrepare(f"Static files cannot be collected:\n{said.strip()}")
    State().put("static", wanted)


@contextlib.contextmanager
def dictionary() -> Iterator[None]:
    """Make the dictionary that search reads, beside what the block does, unless it is there.

    In a process of its own: making it takes some ten seconds and 750 MB, reading it 20 MB. Whoever needs it meanwhile
    waits for the lock of its folder. If it cannot be made here, the first search says why.
    """
    if any((env.data_folder() / "dictionary").glob("*.dic")):
        yield
        return
    code = "import django; django.setup(); from ognisko.core import search; search.prepare()"
    with subprocess.Popen([sys.executable, "-c", code]) as maker:
        try:
            yield
        except BaseException:
            maker.kill()
            raise


def tables(say: Say) -> None:
    """Bring the tables of the embedded database up to date, unless they are; another database is never touched here."""
    wanted = fingerprint("migrations", "database.py")
    if env.embedded() and State().get("migrations") != wanted:
        say("Preparing the database …")
        migrate()
        State().put("migrations", wanted)


def migrate(verbosity: int = 0) -> None:
    """Bring the tables up to date as their owner."""
    import django

    django.setup()
    from ognisko.config import database

    database.migrate(verbosity=verbosity)


class State:
    """What has been done to this data folder; forgotten with the database that it was done to."""

    def __init__(self) -> None:
        folder = env.make_data_folder()
        self.file = folder / "prepared.json"
        try:
            self.database = str((folder / "postgres" / "ready").stat().st_mtime_ns)
        except FileNotFoundError:
            self.database = ""
        try:
            self.done: dict[str, str] = json.loads(self.file.read_text(encoding="utf-8"))
        except (FileNotFoundError, ValueError):
            self.done = {}
        if self.done.get("database") != self.database:
            self.done = {"database": self.database}

    def get(self, name: str) -> str | None:
        """The fingerprint with which this was done last."""
        return self.done.get(name)

    def put(self, name: str, value: str) -> None:
        """Remember that this is done; the file is replaced whole."""
        self.done[name] = value
        draft = self.file.with_suffix(f".{os.getpid()}")
        draft.write_text(json.dumps(self.done), encoding="utf-8")
        draft.replace(self.file)


def fingerprint(*parts: str, packages: Iterable[str] = ()) -> str:
    """A hash over the files under these parts of every installed app and of `packages`: their names and contents.

    Contents and not times, so that a fresh checkout of the same files changes nothing. Apps are looked up without
    importing them: this runs at every start, and importing them takes most of a second.
    """
    from django.conf import settings

    digest = hashlib.sha256()
    for app in (*settings.INSTALLED_APPS, *packages):
        folder = _folder(app)
        for part in parts:
            for file in _files(folder / part):
                content = hashlib.sha256(file.read_bytes()).hexdigest()
                digest.update(f"{app} {file.relative_to(folder)} {content}\n".encode())
    return digest.hexdigest()


def _folder(package: str) -> Path:
    """Where a package lies; looking up a part of a package would import the whole."""
    top, *rest = package.split(".")
    spec = importlib.util.find_spec(top)
    if spec is None or not spec.submodule_search_locations:
        raise CannotPrepare(f"The package {top} is not installed. Run `make install`.")
    return Path(spec.submodule_search_locations[0], *rest)


def _files(start: Path) -> Iterable[Path]:
    if start.is_file():
        return [start]
    return sorted(file for file in start.rglob("*") if file.is_file() and file.suffix != ".pyc")
