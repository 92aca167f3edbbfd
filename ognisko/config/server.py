"""One process supervises the centre: the embedded PostgreSQL, the web server and the background worker.

Children are processes of their own: whichever dies, even by kill -9, is started again, after a growing pause when it
keeps dying. Each child leads a process group, so that whatever it left behind is ended with it, and asks the kernel
(on Linux) to be ended when the supervisor is killed, so that no orphan keeps the port.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from functools import partial
from types import FrameType

from ognisko.config import environment as env
from ognisko.config.postgres import Cluster, DatabaseUnavailable

STEP = 0.2  # seconds between two looks
LONGEST_PAUSE = 30.0  # seconds before a child that keeps dying is started again
STEADY = 60.0  # seconds after which a child counts as healthy again
PATIENCE = 20.0  # seconds for children to finish what they are doing
WORKER_YIELDS = 10  # niceness: on the last evening of a call letters wait for a free moment, and people do not

Say = Callable[[str], None]

_LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


class CannotServe(Exception):
    """The web server cannot be started; the message says why and what to do."""


class Child:
    """A process that is started again when it dies."""

    def __init__(self, name: str, command: list[str], *, yields: int = 0) -> None:
        self.name = name
        self.command = command
        self.yields = yields
        self.process: subprocess.Popen[bytes] | None = None
        self.deaths = 0
        self.started = 0.0
        self.due = 0.0

    def look(self, say: Say) -> None:
        """Start the process if it is due; notice its death."""
        now = time.monotonic()
        if self.process is not None and (code := self.process.poll()) is not None:
            self.end(signal.SIGKILL)
            self.process = None
            self.deaths = 1 if now - self.started > STEADY else self.deaths + 1
            pause = 0.0 if self.deaths == 1 else min(LONGEST_PAUSE, 0.5 * 2 ** (self.deaths - 1))
            self.due = now + pause
            say(f"The {self.name} ended ({_how(code)}); starting it again" + (f" in {pause:.0f} s." if pause else "."))
        if self.process is None and now >= self.due:
            self.started = now
            self.process = subprocess.Popen(  # the supervisor has no threads, so preexec_fn is safe
                self.command,
                start_new_session=True,
                preexec_fn=partial(_begin, self.yields),  # noqa: PLW1509
                stdin=subprocess.DEVNULL,
            )

    def end(self, how: signal.Signals) -> None:
        """Signal the process; SIGKILL also reaches whatever it has started."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                if how == signal.SIGKILL:
                    os.killpg(self.process.pid, how)
                else:
                    self.process.send_signal(how)


def children() -> tuple[Child, Child]:
    """The web server and the background worker."""
    web = [
        sys.executable, "-m", "granian", "ognisko.config.wsgi:application",
        "--interface=wsgi",
        "--no-ws",
        f"--host={env.text('HOST', '127.0.0.1')}",
        f"--port={env.number('PORT', 8000)}",
        f"--workers={env.number('OGNISKO_WEB_PROCESSES', 2, most=64)}",
        f"--blocking-threads={env.number('OGNISKO_WEB_THREADS', 4, most=64)}",
        "--blocking-threads-idle-timeout=600",
        "--respawn-failed-workers",
        "--respawn-interval=0.5",
        "--workers-kill-timeout=10",
        "--log-level=warning",
    ]  # fmt: skip
    worker = [
        sys.executable, "-m", "ognisko.config.cli", "manage", "procrastinate", "worker",
        "--shutdown-graceful-timeout=15",
        "--delete-jobs=successful",
    ]  # fmt: skip
    return Child("web server", web), Child("background worker", worker, yields=WORKER_YIELDS)


def serve(cluster: Cluster | None, say: Say, ready: Callable[[], None]) -> None:
    """Supervise until Ctrl+C or SIGTERM; `ready` is called once, when the first page answers.

    Raises CannotServe when the web server never comes up.
    """
    with _stop_requested() as stop:
        family = web, worker = children()
        try:
            answered = False
            while not stop():
                if _revived(cluster, say):
                    worker.end(signal.SIGTERM)  # it survives an outage, but no longer hears of new jobs
                web.look(say)
                if answered:
                    worker.look(say)
                elif _answers():
                    answered = True  # only now the worker: at the start the two would compete for the processors
                    ready()
                elif web.deaths >= 3:
                    raise CannotServe("The web server does not start; the lines above say why.")
                time.sleep(STEP)
        finally:
            say("Stopping …")
            _stop(family)


def _revived(cluster: Cluster | None, say: Say) -> bool:
    """Start the embedded database again if it ended; whether it was."""
    if cluster is None:
        return False
    try:
        if cluster.revive():
            say("The database ended; it is running again.")
            return True
    except DatabaseUnavailable as reason:
        say(f"{reason}\nTrying again in 5 s.")
        time.sleep(5)
    return False


def _stop(family: tuple[Child, ...]) -> None:
    """Ask all children to finish, and end those that do not within PATIENCE."""
    deadline = time.monotonic() + PATIENCE
    try:
        for child in family:
            child.end(signal.SIGTERM)
        for child in family:
            if child.process is not None:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    child.process.wait(timeout=max(0.1, deadline - time.monotonic()))
    finally:
        for child in family:
            child.end(signal.SIGKILL)


@contextlib.contextmanager
def _stop_requested() -> Iterator[Callable[[], bool]]:
    """Ctrl+C, SIGTERM and a closed terminal ask for a stop; a third one does not wait for the children."""
    asked: list[int] = []

    def ask(number: int, frame: FrameType | None) -> None:
        asked.append(number)
        if len(asked) == 3:
            raise KeyboardInterrupt

    kept = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    try:
        yield lambda: bool(asked)
    finally:
        for number, handler in kept.items():
            signal.signal(number, handler)


def refuse_taken_port() -> None:
    """Say at once that the web server could not listen, before a minute is spent on preparations."""
    host, port = env.text("HOST", "127.0.0.1"), env.number("PORT", 8000)
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except OSError as reason:
            raise CannotServe(
                f"Port {port} on {host} cannot be used ({reason.strerror}). Choose another one with PORT, such as "
                f"PORT={port + 1 if port < 65535 else 8000}."
            ) from reason


def _answers() -> bool:
    host = env.text("HOST", "127.0.0.1")
    near = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104
    request = urllib.request.Request(f"http://{near}:{env.number('PORT', 8000)}/zdrowie", headers={"Host": _host()})
    try:
        with urllib.request.urlopen(request, timeout=2) as response:  # noqa: S310  # our own http address
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _host() -> str:
    return env.address().partition("://")[2]


def _how(code: int) -> str:
    return signal.Signals(-code).name if code < 0 else f"exit code {code}"


def _begin(yields: int) -> None:
    """In the child: let others go first, and be terminated when the parent dies. Linux alone knows the latter."""
    if yields:
        os.nice(yields)
    if _LIBC is not None:
        _LIBC.prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG
