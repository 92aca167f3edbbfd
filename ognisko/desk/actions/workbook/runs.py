"""A workbook handed in on the page: kept while it is checked and waits for the word to import it."""

import hashlib
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.db import connection
from django.utils import timezone

from ognisko.accounts.models import User
from ognisko.desk.actions.workbook.importing import ImportResult, Progress, import_workbook
from ognisko.desk.models import ImportedWorkbook

WAITS = timedelta(days=1)
"""After so long a file that was checked and not imported is forgotten: it may hold data of persons."""

TOLD_EVERY = 0.5
"""Seconds between two notes of how far the work is."""

_Status = ImportedWorkbook.Status


def hand_in(content: bytes, file_name: str, *, by: User) -> ImportedWorkbook:
    """Keep a file until it is imported or left; files that were left a day ago are forgotten."""
    ImportedWorkbook.objects.filter(imported_at=None, handed_in_at__lt=timezone.now() - WAITS).delete()
    return ImportedWorkbook.objects.create(
        file_name=file_name[-255:],
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        content=content,
        by=by,
    )


def check(run: ImportedWorkbook, *, progress: Progress | None = None) -> None:
    """Say what importing the file would do; one with errors is given up, since it must be corrected anyway."""
    with _failing_visibly(run):
        result = import_workbook(
            bytes(run.content or b""), by=run.by, dry_run=True, reason=run.reason, progress=progress
        )
        _keep(run, result)


def check_again(run: ImportedWorkbook, *, reason: str) -> bool:
    """Mark a file that only lacks a reason as being checked anew with one; whether it was waiting for that."""
    waiting = ImportedWorkbook.objects.filter(pk=run.pk, status=_Status.CHECKED).exclude(content=None)
    return _marked(run, waiting.update(status=_Status.CHECKING, reason=reason[:300], done=0, total=0))


def begin(run: ImportedWorkbook) -> bool:
    """Mark a checked file as being imported; whether it was waiting for that, so that two clicks import once."""
    waiting = ImportedWorkbook.objects.filter(pk=run.pk, status=_Status.CHECKED, result__number_of_errors=0)
    return _marked(run, waiting.exclude(content=None).update(status=_Status.IMPORTING, done=0, total=0))


def carry_out(run: ImportedWorkbook, *, progress: Progress | None = None) -> None:
    """Import a file that `begin` has marked."""
    with _failing_visibly(run):
        result = import_workbook(
            bytes(run.content or b""),
            by=run.by,
            dry_run=False,
            file_name=run.file_name,
            reason=run.reason,
            progress=progress,
            run=run,
        )
        if result.errors:
            _keep(run, result)


def discard(run: ImportedWorkbook) -> None:
    """Forget a file that is not wanted; one that is being imported or has come in stays."""
    ImportedWorkbook.objects.filter(pk=run.pk, imported_at=None).exclude(status=_Status.IMPORTING).delete()


def _marked(run: ImportedWorkbook, rows: int) -> bool:
    run.refresh_from_db()
    return bool(rows)


def _keep(run: ImportedWorkbook, result: ImportResult) -> None:
    run.refresh_from_db(fields=["status"])
    run.status = _Status.CHECKED
    run.result = result.as_json()
    if result.errors and not result.needs_only_a_reason:
        run.content = None
    run.save(update_fields=["status", "result", "content"])


@contextmanager
def _failing_visibly(run: ImportedWorkbook) -> Iterator[None]:
    """A mistake of ours leaves the file marked as failed, so that its page does not wait for ever."""
    try:
        yield
    except Exception:
        ImportedWorkbook.objects.filter(pk=run.pk).update(status=_Status.FAILED, content=None)
        raise


@contextmanager
def progress_of(run: ImportedWorkbook) -> Iterator[Progress]:
    """Note on the record how far the work is, for its page to show.

    On a connection of its own: what the import's own transaction writes nobody sees before its end.
    """
    beside = connection.copy()
    told = 0.0

    def progress(done: int, total: int) -> None:
        """`done` of `total` are done."""
        nonlocal told
        if time.monotonic() - told >= TOLD_EVERY:
            told = time.monotonic()
            with beside.cursor() as cursor:
                cursor.execute(
                    "update desk_importedworkbook set done = %s, total = %s where id = %s", [done, total, run.pk]
                )

    try:
        yield progress
    finally:
        beside.close()
