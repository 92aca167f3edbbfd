"""What a holder keeps: files are held, removed, brought back, erased; what nobody held is swept."""

import time
from collections.abc import Collection
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now

from ognisko.accounts.models import User
from ognisko.files.actions.receiving import forget
from ognisko.files.models import File, State

WAITS = timedelta(hours=24)
"""So long a file lies that nobody held: on its way, refused, or received with a form that was never sent."""
COMES_BACK = timedelta(days=30)
"""So long a removed file can be brought back; then its bytes go and its row stays."""


class NotThere(Exception):
    """A file of another holder, one that was swept, or one whose bytes are gone."""


@transaction.atomic
def settle(
    holder: str, *, keep: Collection[UUID] = (), remove: Collection[UUID] = (), by: User | None, to: str = ""
) -> list[File]:
    """Hold what was received for this holder and remove what is no longer wanted; what the holder keeps now.

    Called by the owning domain's action, in its transaction, with what its form's field said. `to` renames the holder,
    for a record that got its key only now. Asked again with the same, nothing changes. Raises NotThere. `by` is for the
    history, which knows it from the request.
    """
    files = {file.key: file for file in File.objects.select_for_update().of(holder).order_by("pk")}
    if any(key not in files or files[key].state not in (State.READY, State.KEPT) for key in keep):
        raise NotThere
    for key, file in files.items():
        state = file.state
        if key in remove and file.state in (State.READY, State.KEPT):
            state = State.REMOVED
        elif key in keep:
            state = State.KEPT
        target = to if to and state in (State.KEPT, State.REMOVED) else file.holder
        if (state, target) != (file.state, file.holder):
            file.state, file.holder, file.changed_at = state, target, Now()
            file.save(update_fields=["state", "holder", "changed_at"])
    return list(File.objects.of(to or holder).kept())


@transaction.atomic
def restore(holder: str, keys: Collection[UUID], *, by: User | None) -> None:
    """Bring removed files back, within COMES_BACK. Raises NotThere."""
    files = list(File.objects.select_for_update().of(holder).filter(key__in=list(keys)).order_by("pk"))
    if len(files) != len(set(keys)) or any(file.emptied_at for file in files):
        raise NotThere
    for file in files:
        if file.state == State.REMOVED:
            file.state, file.changed_at = State.KEPT, Now()
            file.save(update_fields=["state", "changed_at"])


@transaction.atomic
def erase(holder: str, *, by: User | None) -> int:
    """Erase all of a holder's files at once, bytes and names, as a person may ask; how many there were."""
    files = list(File.objects.select_for_update().of(holder).exclude(emptied_at__isnull=False, name="").order_by("pk"))
    for file in files:
        if file.state in (State.RECEIVING, State.REFUSED, State.READY):
            forget(file)
        else:
            file.name, file.fingerprint = "", ""
            _empty(file)
    return len(files)


def sweep() -> int:
    """Forget what nobody held for WAITS and empty what was removed for COMES_BACK; how many files it were.

    One transaction each, so that a long night's work holds nobody up. Bytes without a row are left by a crash between
    the disk and the database.
    """
    stale = Q(state__in=(State.RECEIVING, State.REFUSED, State.READY), changed_at__lt=Now() - WAITS)
    tried = Q(state=State.KEPT, holder__startswith="files.example:", changed_at__lt=Now() - WAITS)
    gone = Q(state=State.REMOVED, emptied_at__isnull=True, changed_at__lt=Now() - COMES_BACK)
    number = 0
    for key in list(File.objects.filter(stale | tried | gone).values_list("pk", flat=True)):
        with transaction.atomic():
            file = File.objects.select_for_update(skip_locked=True).filter(stale | tried | gone, pk=key).first()
            if file is None:
                continue
            if file.state == State.REMOVED:
                _empty(file)
            else:
                forget(file)
            number += 1
    return number + _sweep_orphans()


def _empty(file: File) -> None:
    paths = (file.path, file.thumbnail_path)
    file.state, file.emptied_at = State.REMOVED, Now()
    file.save(update_fields=["state", "emptied_at", "name", "fingerprint"])

    def and_its_bytes() -> None:
        for path in paths:
            default_storage.delete(path)

    transaction.on_commit(and_its_bytes)


def _sweep_orphans() -> int:
    """Delete bytes older than WAITS that belong to no row, and drafts of a killed process."""
    root, number = Path(settings.MEDIA_ROOT), 0
    found = [path for part in ("receiving", "kept") for path in (root / part).rglob("*") if path.is_file()]
    old = [path for path in found if path.stat().st_mtime < time.time() - WAITS.total_seconds()]
    keys = {path: path.name.partition(".")[0] for path in old}
    known = {
        key.hex
        for key in File.objects.filter(
            key__in=[UUID(key) for key in keys.values() if len(key) == 32], emptied_at__isnull=True
        ).values_list("key", flat=True)
    }
    for path, key in keys.items():
        if key not in known or path.suffix == ".draft":
            path.unlink(missing_ok=True)
            number += 1
    return number
