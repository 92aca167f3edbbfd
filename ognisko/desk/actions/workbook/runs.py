"""A workbook handed in on the page: kept while it is checked and waits for the word to import it.

Whoever works on one holds its advisory lock, which PostgreSQL lets go when the work ends in whatever way. So a run that
is said to be under way, and whose lock is free, waits for its turn in the queue or has crashed.
"""

import hashlib
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.db import connection, transaction
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from ognisko.accounts.models import User
from ognisko.core.protection import packed, unpacked
from ognisko.desk.actions.workbook.importing import ImportResult, Progress, import_workbook
from ognisko.desk.models import ImportedWorkbook
from ognisko.people.queries.protected import keyring

WAITS = timedelta(days=1)
"""After so long a file that was checked and not imported is forgotten: it may hold data of persons."""

TASKS = ("desk.check_workbook", "desk.import_workbook")
"""Names of the background tasks that work on a file."""

TOLD_EVERY = 0.5
"""Seconds between two notes of how far the work is."""

_WORK = 7_311_205
"""The first half of the name of a run's advisory lock; the second is the run's number."""

_Status = ImportedWorkbook.Status
_UNDER_WAY = (_Status.CHECKING, _Status.IMPORTING)


def hand_in(content: bytes, file_name: str, *, by: User) -> ImportedWorkbook:
    """Keep a file, encrypted, until it is imported or left; files that were left a day ago are forgotten."""
    forget_left()
    run = ImportedWorkbook(
        file_name=file_name[-255:],
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        by=by,
    )
    run.content = packed(keyring().seal(content, *_bound(run)))
    run.save()
    return run


def _bound(run: ImportedWorkbook) -> tuple[object, ...]:
    """To what a kept file is bound by its encryption: it may hold protected data."""
    return "desk_importedworkbook", run.token


def file_of(run: ImportedWorkbook) -> bytes:
    """The file as it was handed in."""
    return keyring().open(unpacked(bytes(run.content or b"")), *_bound(run))


def seal_anew() -> int:
    """Encrypt the files that wait with the first key; return how many were not yet."""
    ring, done = keyring(), 0
    for number in ImportedWorkbook.objects.exclude(content=None).values_list("pk", flat=True):
        with transaction.atomic():
            run = ImportedWorkbook.objects.select_for_update().filter(pk=number).exclude(content=None).first()
            if run is None or unpacked(bytes(run.content or b"")).key_id == ring.current:
                continue
            run.content = packed(ring.seal(file_of(run), *_bound(run)))
            run.save(update_fields=["content"])
            done += 1
    return done


def forget_left() -> int:
    """Forget files that were handed in a day ago and have not come in; return how many. Work under way goes on."""
    left = ImportedWorkbook.objects.filter(imported_at=None, handed_in_at__lt=timezone.now() - WAITS)
    return left.exclude(status__in=_UNDER_WAY).delete()[1].get(ImportedWorkbook._meta.label, 0)


def give_up_crashed() -> int:
    """Mark as failed what is said to be under way and nobody works on nor will; return how many. Its file goes."""
    waiting = ProcrastinateJob.objects.filter(task_name__in=TASKS, status="todo").values_list("args__run", flat=True)
    found = ImportedWorkbook.objects.filter(status__in=_UNDER_WAY).exclude(pk__in=list(waiting))
    return sum(_given_up(number) for number in found.values_list("pk", flat=True))


@transaction.atomic
def _given_up(number: int) -> int:
    if not _is_free(number):
        return 0
    standing = ImportedWorkbook.objects.filter(pk=number, status__in=_UNDER_WAY)
    return standing.update(status=_Status.FAILED, content=None)


def _is_free(number: int) -> bool:
    """Take the run's lock up to the end of the transaction, unless somebody works on the run."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_xact_lock(%s, %s)", [_WORK, number])
        return bool(cursor.fetchone()[0])


def check(run: ImportedWorkbook, *, progress: Progress | None = None) -> None:
    """Say what importing the file would do; one with errors is given up, since it must be corrected anyway."""
    with _working(run, _Status.CHECKING) as held:
        if held:
            result = import_workbook(file_of(run), by=run.by, dry_run=True, reason=run.reason, progress=progress)
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
    with _working(run, _Status.IMPORTING) as held:
        if not held:
            return
        result = import_workbook(
            file_of(run),
            by=run.by,
            dry_run=False,
            file_name=run.file_name,
            reason=run.reason,
            progress=progress,
            run=run,
        )
        if result.errors:
            _keep(run, result)


@transaction.atomic
def discard(run: ImportedWorkbook) -> bool:
    """Forget a file that is not wanted, also one whose work has crashed; whether it is gone.

    One that is being worked on or has come in stays.
    """
    if not _is_free(run.pk):
        return False
    ImportedWorkbook.objects.filter(pk=run.pk, imported_at=None).delete()
    return not ImportedWorkbook.objects.filter(pk=run.pk).exists()


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
def _working(run: ImportedWorkbook, status: str) -> Iterator[bool]:
    """Hold the run's lock; whether there is still to be done what there was before it was held.

    A mistake of ours leaves the file marked as failed, so that its page does not wait for ever.
    """
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_lock(%s, %s)", [_WORK, run.pk])
    try:
        yield ImportedWorkbook.objects.filter(pk=run.pk, status=status).exclude(content=None).exists()
    except Exception:
        ImportedWorkbook.objects.filter(pk=run.pk).update(status=_Status.FAILED, content=None)
        raise
    finally:
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_unlock(%s, %s)", [_WORK, run.pk])


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
