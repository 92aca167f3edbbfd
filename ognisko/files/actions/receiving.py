"""A file arrives: whole with a form, or in chunks that go on after a broken connection.

The row says how much has arrived, and a chunk is on the disk before the row says so: whatever ends in between, the
sender goes on from what the row says and nothing acknowledged is lost. A chunk that comes twice, or two browsers that
send the same file, meet the lock of the row: one is taken, the other is told where to go on.
"""

from __future__ import annotations

import hashlib
from typing import Any
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models.functions import Now

from ognisko.core.turns import take_turns
from ognisko.files import rules
from ognisko.files.actions import shelf
from ognisko.files.models import File, State
from ognisko.files.permissions import Grant
from ognisko.files.rules import MEGABYTE, Refusal, Refused

CHUNK = MEGABYTE
"""The largest chunk; Django keeps a body of up to 2.5 MB in memory."""
TRIES = 50
"""So often a place for one file may be filled and refused within a day before its sender is asked to wait."""


class NoSuchFile(Exception):
    """There is no such file for this grant; whether somebody else has it stays unsaid."""


class TooMany(Exception):
    """The holder has as many files as it may."""


class WrongOffset(Exception):
    """The chunk does not begin where the last one ended; `received` says where to go on."""

    def __init__(self, received: int) -> None:
        super().__init__(received)
        self.received = received


@transaction.atomic
def begin(grant: Grant, *, name: str, size: int, fingerprint: str, by: int | None) -> File:
    """Make room for a file in chunks, or find the one that the same browser has begun.

    Raises Refused where the size alone forbids it, TooMany, DiskFull.
    """
    if size <= 0:
        raise Refused(Refusal.EMPTY)
    if size > grant.limits.megabytes * MEGABYTE:
        raise Refused(Refusal.TOO_LARGE)
    take_turns(f"files {grant.holder}")
    begun = (
        File.objects.of(grant.holder)
        .filter(state=State.RECEIVING, fingerprint=fingerprint, sent_size=size)
        .exclude(fingerprint="")
        .first()
    )
    if begun is not None:
        return begun
    _refuse_too_many(grant)
    shelf.refuse_without_room(size)
    return File.objects.create(
        holder=grant.holder,
        name=rules.given_name(name),
        size=size,
        sent_size=size,
        fingerprint=fingerprint[:64],
        uploaded_by_id=by,
    )


@transaction.atomic
def take(key: UUID, grant: Grant, *, offset: int, chunk: bytes) -> int:
    """Add a chunk and say how much there is now. Raises NoSuchFile, WrongOffset, DiskFull."""
    file = _locked(key, grant)
    if file.state != State.RECEIVING or offset != file.received or offset + len(chunk) > file.sent_size:
        raise WrongOffset(file.received)
    if not chunk or len(chunk) > CHUNK:
        raise WrongOffset(file.received)
    shelf.put_chunk(key, offset, chunk)
    file.received = offset + len(chunk)
    file.save(update_fields=["received"])
    return file.received


def finish(key: UUID, grant: Grant, *, name: str = "", sha256: str = "") -> File:
    """Judge what has arrived and lay it on the shelf; asked again, the answer is the same.

    `sha256` is the sender's own, where its browser can count it. Raises NoSuchFile, WrongOffset, Refused, DiskFull.
    """
    with transaction.atomic():
        file = _locked(key, grant)
        if file.state == State.RECEIVING:
            if file.received != file.sent_size:
                raise WrongOffset(file.received)
            content = shelf.part_of(key).read_bytes()
            sent = hashlib.sha256(content).hexdigest()
            file.sent_sha256 = sent
            if sha256 and sha256 != sent:
                _refuse(file, Refusal.CHANGED)
            else:
                _judge(file, content, name or file.name, grant)
    shelf.part_of(key).unlink(missing_ok=True)
    if file.state == State.REFUSED:
        raise Refused(Refusal(file.refusal))
    return file


def receive(upload: UploadedFile[Any], grant: Grant, *, by: int | None) -> File:
    """Take a file that came whole with a form; judged like any other. Raises Refused, TooMany, DiskFull."""
    size, name = upload.size or 0, upload.name or ""
    if size > grant.limits.megabytes * MEGABYTE:
        raise Refused(Refusal.TOO_LARGE)
    content = upload.read()
    with transaction.atomic():
        take_turns(f"files {grant.holder}")
        _refuse_too_many(grant)
        shelf.refuse_without_room(size)
        sent = hashlib.sha256(content).hexdigest()
        file = File.objects.create(
            holder=grant.holder, name=rules.given_name(name), size=size, sent_size=size,
            received=size, sent_sha256=sent, uploaded_by_id=by,
        )  # fmt: skip
        _judge(file, content, name, grant)
    if file.state == State.REFUSED:
        raise Refused(Refusal(file.refusal))
    return file


@transaction.atomic
def cancel(key: UUID, grant: Grant) -> None:
    """Forget a file that is on its way, refused or not saved yet; what its holder keeps is not touched."""
    try:
        file = _locked(key, grant)
    except NoSuchFile:
        return
    if file.state in (State.RECEIVING, State.REFUSED, State.READY):
        forget(file)


def forget(file: File) -> None:
    """Delete the row, and its bytes once that is certain."""
    paths, key = (file.path, file.thumbnail_path), file.key
    file.delete()

    def and_its_bytes() -> None:
        for path in paths:
            default_storage.delete(path)
        shelf.part_of(key).unlink(missing_ok=True)

    transaction.on_commit(and_its_bytes)


def _judge(file: File, content: bytes, name: str, grant: Grant) -> None:
    """Accept or refuse; the bytes are on the disk before the row says that they are kept."""
    try:
        verdict = rules.judged(content, name, grant.limits)
    except Refused as refused:
        _refuse(file, refused.refusal)
        return
    default_storage.save(file.path, ContentFile(verdict.content))
    if verdict.thumbnail:
        default_storage.save(file.thumbnail_path, ContentFile(verdict.thumbnail))
    file.kind = verdict.kind
    file.name = rules.shown_name(name, verdict.kind)
    file.size = len(verdict.content)
    file.sha256 = hashlib.sha256(verdict.content).hexdigest()
    file.state = State.READY
    _save(file)


def _refuse(file: File, refusal: Refusal) -> None:
    file.state, file.refusal = State.REFUSED, refusal
    _save(file)


def _save(file: File) -> None:
    file.changed_at = Now()
    file.save()


def _locked(key: UUID, grant: Grant) -> File:
    file = File.objects.select_for_update().of(grant.holder).filter(key=key).first()
    if file is None:
        raise NoSuchFile
    return file


def _refuse_too_many(grant: Grant) -> None:
    """Twice as many as there may be, for one is replaced before the other is let go; the form counts exactly.

    And so many tries within a day that nobody fills the disk by failing.
    """
    states = list(File.objects.of(grant.holder).values_list("state", flat=True))
    there = sum(state in (State.RECEIVING, State.READY, State.KEPT) for state in states)
    if there >= 2 * grant.most or states.count(State.REFUSED) >= TRIES * max(1, grant.most):
        raise TooMany
