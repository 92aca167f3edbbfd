"""A centre of its own for a test: a real server on a free port, with a data folder that begins empty."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

from django.conf import settings

from ognisko.config import environment as env
from ognisko.config.environment import SETTINGS
from ognisko.core import search
from ognisko.ui.actions import build_fonts

UP_WITHIN = 300.0
"""Seconds until the first page answers: the data are made, and others may use the machine."""

DOWN_WITHIN = 60.0


@dataclass
class Centre:
    """A running server."""

    address: str
    folder: Path
    process: subprocess.Popen[str]

    @property
    def log(self) -> str:
        """What the server has said so far."""
        return (self.folder / "log.txt").read_text(encoding="utf-8")

    @property
    def environment(self) -> dict[str, str]:
        """For a command that works on the same data."""
        return environment(self.folder)

    def letters(self, to: str) -> list[EmailMessage]:
        """The letters sent to somebody so far, in the order of their files."""
        found = []
        for file in sorted((self.folder / "mail").glob("*.log")):
            for text in file.read_bytes().split(b"-" * 79):
                letter = message_from_bytes(text.strip(), policy=default)
                if letter["to"] == to:
                    found.append(letter)
        return found

    def wait_for_letter(self, to: str, subject: str) -> EmailMessage:
        """The letter to somebody whose subject begins so; the worker sends it within seconds."""
        deadline = time.monotonic() + UP_WITHIN
        while time.monotonic() < deadline:
            for letter in self.letters(to):
                if letter["subject"].startswith(subject):
                    return letter
            time.sleep(0.2)
        raise RuntimeError(f"No letter to {to} begins with {subject}:\n{self.log}")

    def answers(self) -> bool:
        """Whether a page answers, with its database."""
        try:
            with urllib.request.urlopen(f"{self.address}/zdrowie", timeout=5) as response:
                return bool(response.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def wait(self, seconds: float) -> None:
        """Until a page answers; a server that ended or does not come up says why."""
        deadline = time.monotonic() + seconds
        while not self.answers():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"The centre does not answer:\n{self.log}")
            time.sleep(0.2)


def environment(folder: Path) -> dict[str, str]:
    """No setting but the data folder and a folder for letters, whatever the shell says."""
    settings = {setting.name for setting in SETTINGS}
    kept = {name: value for name, value in os.environ.items() if name not in settings}
    given = {"OGNISKO_MAIL_URL": f"file:{folder / 'mail'}", "OGNISKO_WITHOUT_MFA": "1"}
    return {**kept, "OGNISKO_DATA": str(folder / "data"), **given}


def free_port() -> int:
    """A port of this machine that nobody uses just now."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


def copy_what_takes_long(data: Path) -> None:
    """Give a new data folder the fonts and the dictionary, which are made once for all tests."""
    build_fonts(settings.UI_FONTS)
    search.prepare()
    shutil.copytree(settings.UI_FONTS, data / "fonts")
    shutil.copytree(env.data_folder() / "dictionary", data / "dictionary")


@contextlib.contextmanager
def centre(command: str, folder: Path) -> Iterator[Centre]:
    """`ognisko demo` or `ognisko serve` on a folder without data, ended by its own number."""
    shutil.rmtree(folder, ignore_errors=True)
    copy_what_takes_long(folder / "data")
    port = free_port()
    with (folder / "log.txt").open("w", encoding="utf-8") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "ognisko.config.cli", command, "--port", str(port)],
            env=environment(folder),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            text=True,
        )
    running = Centre(f"http://127.0.0.1:{port}", folder, process)
    try:
        running.wait(UP_WITHIN)
        yield running
    finally:
        _end(process)


def _end(process: subprocess.Popen[str]) -> None:
    if process.poll() is not None:
        return
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(DOWN_WITHIN)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(DOWN_WITHIN)
