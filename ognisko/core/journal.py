"""A file of lines that only grows, outside the database: what must be known even after an older backup is back."""

import fcntl
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any


class JournalError(Exception):
    """The file cannot be read or written; the message says which and why."""


def make(path: Path) -> bool:
    """Make the file, readable by its owner alone, unless it is there; return whether it was made."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError:
        return False
    except OSError as reason:
        raise JournalError(f"{path} cannot be made: {reason.strerror}.") from reason
    return True


def append(path: Path, line: Mapping[str, Any]) -> None:
    """Add a line and wait until it is on the disk. The file has to be there already: a missing one is a missing disk.

    A line that a crash cut short is closed first, so that it does not take the next one with it.
    """
    try:
        with os.fdopen(os.open(path, os.O_RDWR | os.O_APPEND), "r+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            size = file.seek(0, os.SEEK_END)
            if size:
                file.seek(size - 1)
                torn = file.read(1) != b"\n"
            else:
                torn = False
            text = json.dumps(line, ensure_ascii=False, sort_keys=True)
            file.write(f"{'\n' * torn}{text}\n".encode())
            file.flush()
            os.fsync(file.fileno())
    except OSError as reason:
        raise JournalError(f"{path} cannot be written: {reason.strerror}.") from reason


def lines(path: Path) -> list[dict[str, Any]]:
    """All lines in order; one that a crash cut short is left out, since what it was about did not happen."""
    try:
        content = path.read_text(encoding="utf-8")
    except OSError as reason:
        raise JournalError(f"{path} cannot be read: {reason.strerror}.") from reason
    found = []
    for text in content.splitlines():
        try:
            line = json.loads(text)
        except ValueError:
            continue
        if isinstance(line, dict):
            found.append(line)
    return found
