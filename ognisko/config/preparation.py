"""What must be done once before pages are served, and never again until something changes.

A fingerprint of the files concerned is kept in the data folder; while it is the same, a start skips the work. That is
the difference between a second start in two seconds and one in twenty.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
from collections.abc import Callable, Iterable
from pathlib import Path

from ognisko.config import environment as env

Say = Callable[[str], None]

FONTS = ("fontpkg_figtree", "fontpkg_literata")


def prepare(say: Say) -> None:
    """Collect static files and, in the embedded database, bring the tables up to date; nothing that is done already."""
    state = State()
    static = fingerprint("static", "files", packages=FONTS)
    if state.get("static") != static or not (env.data_folder() / "static" / "staticfiles.json").exists():
        say("Collecting static files …")
        collect_static()
        state.put("static", static)
    if env.embedded():
        migrations = fingerprint("migrations", "database.py")
        if state.get("migrations") != migrations:
            say("Preparing the database …")
            migrate()
            state.put("migrations", migrations)


def collect_static() -> None:
    """Collect, compress and fingerprint the static files of all apps."""
    import django

    django.setup()
    from django.core.management import call_command

    call_command("collectstatic", interactive=False, verbosity=0, clear=True)


def migrate(verbosity: int = 0) -> None:
    """Bring the tables up to date as their owner."""
    import django

    django.setup()
    from ognisko.config import database

    database.migrate(verbosity=verbosity)


class State:
    """What has been done to this data folder; forgotten with the database that it was done to."""

    def __init__(self) -> None:
        folder = env.data_folder()
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
    """A hash over names, sizes and times of the files under these parts of every installed app and of `packages`.

    Looks the apps up without importing them: this runs at every start, and importing them takes most of a second.
    """
    from django.conf import settings

    digest = hashlib.sha256()
    for app in (*settings.INSTALLED_APPS, *packages):
        spec = importlib.util.find_spec(app.rpartition(".apps.")[0] or app)
        for place in spec.submodule_search_locations or () if spec else ():
            for part in parts:
                for file in _files(Path(place) / part):
                    status = file.stat()
                    digest.update(f"{file}\0{status.st_size}\0{status.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def _files(start: Path) -> Iterable[Path]:
    if start.is_file():
        return [start]
    return sorted(file for file in start.rglob("*") if file.is_file() and file.suffix != ".pyc")
