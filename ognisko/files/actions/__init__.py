"""Writes: receiving.py takes files in, keeping.py holds and removes them, shelf.py is where their bytes lie."""

from ognisko.files.actions.keeping import NotThere, erase, restore, settle, sweep
from ognisko.files.actions.receiving import (
    CHUNK,
    NoSuchFile,
    TooMany,
    WrongOffset,
    begin,
    cancel,
    finish,
    receive,
    take,
)
from ognisko.files.actions.shelf import DiskFull, Shelf

__all__ = [
    "CHUNK", "DiskFull", "NoSuchFile", "NotThere", "Shelf", "TooMany", "WrongOffset", "begin", "cancel", "erase",
    "finish", "receive", "restore", "settle", "sweep", "take",
]  # fmt: skip
