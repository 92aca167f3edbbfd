"""Where bytes lie: a file is there whole under its name or not at all, and on the disk before anybody is told so."""

import contextlib
import errno
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.core.files.base import File as Content
from django.core.files.storage import FileSystemStorage

_FULL = {errno.ENOSPC, errno.EDQUOT}
MEGABYTE = 1024 * 1024


class DiskFull(Exception):
    """There is no room for uploads; nothing of this one was kept."""


@contextlib.contextmanager
def full_disk_named() -> Iterator[None]:
    """A full disk is a DiskFull, any other error of the system stays what it is."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise DiskFull from error
        raise


class Shelf(FileSystemStorage):
    """Django's storage of files, made durable: written beside, synced, renamed; readable by us alone."""

    def _save(self, name: str, content: Content) -> str:  # type: ignore[type-arg]
        """A second file of the same name takes the place of the first: names are keys, the content is the same."""
        target = Path(self.path(name))
        _make_folder(target.parent)
        draft = target.with_name(f"{target.name}.{os.getpid()}.draft")
        try:
            with full_disk_named():
                handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
                try:
                    for piece in content.chunks():
                        _write(handle, piece)
                    os.fsync(handle)
                finally:
                    os.close(handle)
                draft.replace(target)
                _sync_folder(target.parent)
        except BaseException:
            draft.unlink(missing_ok=True)
            raise
        return name

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        """The name itself: it is a key that nothing else has."""
        return name


def part_of(key: UUID) -> Path:
    """Where a file that is on its way grows; always on this machine's disk."""
    return Path(settings.MEDIA_ROOT) / "receiving" / f"{key.hex}.part"


def put_chunk(key: UUID, offset: int, chunk: bytes) -> None:
    """Write a chunk at its place and see it to the disk; what stood behind it is cut off. Raises DiskFull."""
    part = part_of(key)
    _make_folder(part.parent)
    with full_disk_named():
        handle = os.open(part, os.O_WRONLY | os.O_CREAT, 0o600)
        try:
            os.ftruncate(handle, offset)
            os.lseek(handle, offset, os.SEEK_SET)
            _write(handle, chunk)
            os.fsync(handle)
        finally:
            os.close(handle)


def refuse_without_room(size: int) -> None:
    """Raise DiskFull where a file of this size would leave less than the reserve, on which the database lives too."""
    folder = Path(settings.MEDIA_ROOT)
    _make_folder(folder)
    if shutil.disk_usage(folder).free < size + settings.UPLOAD_RESERVE_MEGABYTES * MEGABYTE:
        raise DiskFull


def _write(handle: int, content: bytes) -> None:
    left = memoryview(content)
    while left:
        left = left[os.write(handle, left) :]


def _make_folder(folder: Path) -> None:
    with full_disk_named():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def _sync_folder(folder: Path) -> None:
    """A new name survives a power cut only once its folder is on the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
