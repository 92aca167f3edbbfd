"""One process supervises the centre: what is killed comes back, and Ctrl+C ends all of it."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from tests.journeys.centre import copy_what_takes_long


@pytest.fixture
def port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


@pytest.fixture
def centre(tmp_path: Path, port: int) -> Iterator[subprocess.Popen[str]]:
    log = (tmp_path / "log").open("w+")
    copy_what_takes_long(tmp_path / "data")
    process = subprocess.Popen(
        [sys.executable, "-m", "ognisko.config.cli", "serve"],
        env={**os.environ, "OGNISKO_DATA": str(tmp_path / "data"), "PORT": str(port), "OGNISKO_WEB_PROCESSES": "1"},
        stdout=log,
        stderr=log,
        text=True,
    )
    yield process
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        process.wait(60)


def _until(what: Callable[[], bool], seconds: float, process: subprocess.Popen[str] | None = None) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and (process is None or process.poll() is None):
        if what():
            return True
        time.sleep(0.1)
    return False


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/zdrowie", timeout=2) as response:
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def test_what_is_killed_comes_back_and_ctrl_c_ends_everything(
    centre: subprocess.Popen[str], port: int, tmp_path: Path
) -> None:
    assert _until(lambda: _answers(port), 300, centre), (tmp_path / "log").read_text()
    family = psutil.Process(centre.pid).children(recursive=True)
    web = next(child for child in family if "granian" in child.cmdline())

    web.kill()
    web.wait(10)
    assert _until(lambda: _answers(port), 60), (tmp_path / "log").read_text()

    pid_file = tmp_path / "data" / "postgres" / "data" / "postmaster.pid"
    os.kill(int(pid_file.read_text().splitlines()[0]), signal.SIGKILL)
    assert _until(lambda: not _answers(port), 5)
    assert _until(lambda: _answers(port), 60), (tmp_path / "log").read_text()

    family = psutil.Process(centre.pid).children(recursive=True)
    centre.send_signal(signal.SIGINT)
    assert centre.wait(60) == 0
    assert psutil.wait_procs(family, timeout=5)[1] == []
    assert not pid_file.exists()
    assert (tmp_path / "log").read_text().rstrip().endswith("Stopping …")


def test_a_port_in_use_is_said_to_be(port: int, tmp_path: Path) -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", port))
        holder.listen()
        result = subprocess.run(
            [sys.executable, "-m", "ognisko.config.cli", "serve", "--port", str(port)],
            env={**os.environ, "OGNISKO_DATA": str(tmp_path / "data")},
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
    assert result.returncode == 3
    assert f"Port {port} on 127.0.0.1 cannot be used" in result.stderr
    assert "Traceback" not in result.stderr
