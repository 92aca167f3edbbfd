"""The real server on the benchmark's data, or the bare one beside it; and people who send requests to either."""

import contextlib
import http.client
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

from ognisko.config import environment as env
from ognisko.config.server import children
from tests.journeys.centre import free_port

UP_WITHIN = 120.0


@dataclass(frozen=True)
class Answer:
    """What became of one request: whose it was, which turn, and how it went; no status is a broken line."""

    place: int
    turn: int
    status: int
    location: str
    began: float
    took: float
    text: str


@dataclass
class Crowd:
    """A process of clients under way."""

    process: subprocess.Popen[str]
    plan: dict[str, Any]
    cpu: float = 0.0

    def answers(self) -> list[Answer]:
        """Wait for the clients, and give what they were answered."""
        written, _nothing = self.process.communicate()
        if self.process.returncode:
            raise RuntimeError("the clients broke off")
        found = json.loads(written)
        self.cpu = found["cpu"]
        return [Answer(*one) for one in found["done"]]

    def stopped(self) -> list[Answer]:
        """Let each client finish what it is at; what they were answered."""
        self.process.terminate()
        return self.answers()


@dataclass
class Served:
    """A server that answers on a port of its own."""

    port: int
    process: subprocess.Popen[str]
    log: Path
    environment: dict[str, str] = field(default_factory=dict)

    def crowd(self, jobs: Sequence[dict[str, Any]], threads: int, **plan: Any) -> Crowd:
        """Start clients with jobs; they begin at once."""
        whole = {"host": "127.0.0.1", "port": self.port, "jobs": list(jobs), "threads": threads, **plan}
        process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.clients"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert process.stdin is not None
        json.dump(whole, process.stdin)
        process.stdin.close()
        process.stdin = None
        return Crowd(process, whole)

    def ask(self, jobs: Sequence[dict[str, Any]], threads: int = 1, **plan: Any) -> list[Answer]:
        """What clients are answered, texts too."""
        return self.crowd(jobs, threads, keeps=True, **plan).answers()

    def wait(self, seconds: float = UP_WITHIN) -> None:
        """Until it answers; a server that ended says why."""
        deadline = time.monotonic() + seconds
        while True:
            with contextlib.suppress(OSError, http.client.HTTPException):
                line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
                line.request("GET", "/zdrowie")
                if line.getresponse().status in {200, 404}:
                    return
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"The server does not answer:\n{self.log.read_text()}")
            time.sleep(0.2)

    def web(self) -> list[psutil.Process]:
        """The master of the web server and its workers."""
        family = [psutil.Process(self.process.pid), *psutil.Process(self.process.pid).children(recursive=True)]
        return [one for one in family if "granian" in " ".join(one.cmdline())]

    def worker(self) -> list[psutil.Process]:
        """The background worker."""
        family = psutil.Process(self.process.pid).children(recursive=True)
        return [one for one in family if "procrastinate" in " ".join(one.cmdline())]


@contextlib.contextmanager
def served(*, bare: bool = False, mail: str = "", **settings: str) -> Iterator[Served]:
    """`ognisko serve` on the data of this benchmark, or the same web server with the bare view."""
    port, folder = free_port(), env.data_folder()
    given = {"OGNISKO_MAIL_URL": mail or f"file:{folder / 'mail'}", "OGNISKO_WITHOUT_MFA": "1", **settings}
    environment = {**os.environ, "OGNISKO_DATA": str(folder), "OGNISKO_LOG_LEVEL": "WARNING", **given}
    log = folder / ("bare.log" if bare else "serve.log")
    with log.open("w", encoding="utf-8") as written:
        process = subprocess.Popen(
            _bare_command(port) if bare else [sys.executable, "-m", "ognisko.config.cli", "serve", "--port", str(port)],
            env=environment, stdin=subprocess.DEVNULL, stdout=written, stderr=written, text=True,
        )  # fmt: skip
    running = Served(port, process, log, environment)
    try:
        running.wait()
        yield running
    finally:
        process.terminate()
        try:
            process.wait(60)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _bare_command(port: int) -> list[str]:
    """The command of the real web server with another application: the same processes and threads."""
    web, _worker = children()
    swapped = {"ognisko.config.wsgi:application": "benchmarks.bare:application"}
    return [f"--port={port}" if one.startswith("--port=") else swapped.get(one, one) for one in web.command]


def seconds_of(processes: Sequence[psutil.Process]) -> float:
    """The processor time that processes have used so far."""
    total = 0.0
    for one in processes:
        with contextlib.suppress(psutil.Error):
            times = one.cpu_times()
            total += times.user + times.system + times.children_user + times.children_system
    return total
