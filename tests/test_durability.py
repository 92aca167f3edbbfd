"""What a centre has acknowledged stays: kill -9 of the web server and of PostgreSQL amid saving loses no session."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from http.cookiejar import CookieJar
from typing import Any

import psutil
import psycopg
import pytest

from ognisko.advice.rules import SESSION
from ognisko.config import environment as env
from ognisko.config import postgres
from tests.journeys.centre import Centre, centre

EMAIL, PASSWORD = "anna@osrodek.example", "kasztan-na-rynku-7"
THREADS = 3
STEADY = 1.5
"""Seconds of saving before, between and after the two deaths."""

REVIVED_WITHIN = 60.0


class _Here(urllib.request.HTTPRedirectHandler):
    """The answer to a form is looked at before one goes on."""

    def redirect_request(self, *args: Any) -> None:
        return None


class Clerk:
    """Somebody who fills in forms over HTTP, with cookies and the hidden fields of each form."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.opener = urllib.request.build_opener(_Here, urllib.request.HTTPCookieProcessor(CookieJar()))

    def get(self, path: str) -> str:
        """A page."""
        with self.opener.open(f"{self.address}{path}", timeout=10) as answer:
            return str(answer.read().decode())

    def post(self, path: str, page: str, **typed: object) -> str:
        """Send the form of a page; the address that one is sent on to."""
        data = urllib.parse.urlencode({"csrfmiddlewaretoken": hidden(page, "csrfmiddlewaretoken"), **typed}).encode()
        request = urllib.request.Request(f"{self.address}{path}", data, {"Referer": f"{self.address}{path}"})
        try:
            with self.opener.open(request, timeout=10) as answer:
                problems = re.findall(r'<div class="problem".*?</div></div>', answer.read().decode(), re.DOTALL)
                raise AssertionError(f"{path} was not taken: {problems}")
        except urllib.error.HTTPError as answer:
            if answer.code != 302:
                raise
            return str(answer.headers["Location"])

    def log_in(self) -> None:
        """As on the login page."""
        page = self.get("/konto/login/")
        assert self.post("/konto/login/", page, login=EMAIL, password=PASSWORD) == "/"


def hidden(page: str, name: str) -> str:
    """The value of a hidden field."""
    found = re.search(rf'<input type="hidden" name="{name}" value="([^"]+)"', page)
    assert found is not None, f"the page has no field {name}"
    return found[1]


def option(page: str, label: str) -> str:
    """The value of a choice."""
    found = re.search(rf'<option value="(\d+)"[^>]*>{label}</option>', page)
    assert found is not None, f"the page has no choice {label}"
    return found[1]


@dataclass
class Load:
    """Clerks who save sessions until they are told to stop; `acknowledged` has the token of each that was taken."""

    centre: Centre
    party: str
    kind: str
    acknowledged: list[str] = field(default_factory=list)
    broken: list[BaseException] = field(default_factory=list)
    stop: threading.Event = field(default_factory=threading.Event)

    def clerk(self) -> None:
        """One clerk; whoever gets no answer sends the same form again, as a person would."""
        try:
            clerk = Clerk(self.centre.address)
            clerk.log_in()
            while not self.stop.is_set():
                if page := self._answered(clerk.get, "/doradztwo/dodaj/"):
                    self._save(clerk, page)
        except BaseException as error:  # noqa: BLE001  # told by the test, in its own thread
            self.broken.append(error)

    def _save(self, clerk: Clerk, page: str) -> None:
        token = hidden(page, "token")
        typed = {
            "token": token, "party": self.party, "day": date.today().isoformat(), "minutes": "0:45",  # noqa: DTZ011
            "kind": self.kind, "form": "in_person", "subject": "w czasie awarii", "save": "1",
        }  # fmt: skip
        while not self.stop.is_set():
            if location := self._answered(clerk.post, "/doradztwo/dodaj/", page, **typed):
                assert location.startswith("/doradztwo/"), location
                self.acknowledged.append(token)
                return

    def _answered(self, ask: Any, *asked: Any, **typed: Any) -> str:
        """The answer; empty where there was none, or the page that says that the database is away."""
        try:
            return str(ask(*asked, **typed))
        except urllib.error.HTTPError as error:
            if error.code != 503:
                raise
        except (urllib.error.URLError, OSError, EOFError):
            pass
        time.sleep(0.1)
        return ""


@pytest.fixture
def serving() -> Iterator[Centre]:
    """A centre with nothing but its first administrator."""
    folder = env.data_folder() / "durability" / os.environ.get("PYTEST_XDIST_WORKER", "main")
    with centre("serve", folder) as running:
        _command(running, "createadmin", "--email", EMAIL, "--name", "Anna Sowa", "--password", PASSWORD)
        yield running


def _command(running: Centre, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "ognisko.config.cli", *arguments],
        env=running.environment, check=True, capture_output=True, text=True, timeout=120,
    )  # fmt: skip


def _kill_the_web_server(running: Centre) -> None:
    family = psutil.Process(running.process.pid).children(recursive=True)
    web = [process for process in family if "granian" in " ".join(process.cmdline())]
    assert len(web) > 1, "a master and its workers"
    for process in web:
        process.kill()


def _kill_postgresql(running: Centre) -> None:
    pid_file = running.folder / "data" / "postgres" / "data" / "postmaster.pid"
    os.kill(int(pid_file.read_text().splitlines()[0]), signal.SIGKILL)


def _entries_of(running: Centre, tokens: list[str]) -> dict[str, int]:
    """How many entries each session of these tokens has."""
    cluster = postgres.Cluster(running.folder / "data")
    with psycopg.connect(cluster.conninfo(postgres.SUPERUSER)) as connection:
        found = connection.execute(
            "select session.token::text, count(entry.id) from advice_session session"
            " left join ledger_entry entry on entry.source_kind = %s and entry.source = session.id"
            " where session.token = any(%s::uuid[]) group by session.token",
            [SESSION, tokens],
        )
        return dict(found.fetchall())


def test_every_acknowledged_session_survives_the_death_of_web_server_and_database(serving: Centre) -> None:
    clerk = Clerk(serving.address)
    clerk.log_in()
    page = clerk.get("/podmioty/dodaj/")
    named = {
        "token": hidden(page, "token"),
        "name": "Stowarzyszenie „Trwałość”",
        "kind": option(page, "stowarzyszenie"),
    }
    party = clerk.post("/podmioty/dodaj/", page, **named)
    kind = option(clerk.get("/doradztwo/dodaj/"), "prawne")
    load = Load(serving, party=party.strip("/").split("/")[-1], kind=kind)
    threads = [threading.Thread(target=load.clerk) for _ in range(THREADS)]
    taken = []
    for thread in threads:
        thread.start()
    try:
        for kill in (_kill_the_web_server, _kill_postgresql, None):
            before = len(load.acknowledged)
            deadline = time.monotonic() + REVIVED_WITHIN
            while len(load.acknowledged) == before and not load.broken and time.monotonic() < deadline:
                time.sleep(0.05)
            time.sleep(STEADY)
            taken.append(len(load.acknowledged) - before)
            if kill is not None:
                kill(serving)
    finally:
        load.stop.set()
        for thread in threads:
            thread.join(REVIVED_WITHIN)
    assert load.broken == []
    assert all(taken), f"nothing was saved before, between or after: {taken}"
    serving.wait(REVIVED_WITHIN)
    for death in ("The web server ended", "The database ended; it is running again."):
        assert death in serving.log
    entries = _entries_of(serving, load.acknowledged)
    assert [token for token in load.acknowledged if not entries.get(token)] == []
    assert _command(serving, "ledger", "verify").returncode == 0
