"""Reads of files, and the one answer by which a file leaves."""

from collections.abc import Iterable
from uuid import UUID

from django.core.files.storage import default_storage
from django.http import FileResponse
from django.utils.http import content_disposition_header

from ognisko.files.models import File, FileQuerySet, State


def files_of(holder: str) -> FileQuerySet:
    """What the holder keeps, oldest first."""
    return File.objects.of(holder).kept()


def on_their_way(holder: str) -> FileQuerySet:
    """What was begun and not finished: choosing the same file again goes on where it stopped."""
    return File.objects.of(holder).filter(state=State.RECEIVING, received__gt=0)


def waiting(holder: str, keys: Iterable[UUID]) -> FileQuerySet:
    """Those of the keys that were received for this holder and not saved yet."""
    return File.objects.of(holder).filter(state=State.READY, key__in=list(keys))


def answer_with(file: File) -> FileResponse:
    """The file as an attachment that no browser opens in our name, whatever it holds.

    The kind is never told, so nothing is shown in the page of Ognisko; a reader who opened it all the same would be in
    a sandbox without scripts. Who may have it was asked before.
    """
    response = FileResponse(default_storage.open(file.path), content_type="application/octet-stream")
    response.headers["Content-Disposition"] = content_disposition_header(True, file.name) or "attachment"
    response.headers["Content-Length"] = str(file.size)
    return _inert(response)


def thumbnail_of(file: File) -> FileResponse:
    """The small picture, drawn by us: the one thing from an upload that a page shows."""
    return _inert(FileResponse(default_storage.open(file.thumbnail_path), content_type="image/jpeg"))


def _inert(response: FileResponse) -> FileResponse:
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["Cache-Control"] = "private, no-store"
    return response
