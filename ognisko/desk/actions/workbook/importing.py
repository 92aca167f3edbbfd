"""Planning and writing a workbook: whole or not at all, and again without doubles."""

import hashlib
import os
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import pghistory
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ognisko.accounts.models import User
from ognisko.advice.actions import NotJoinedError
from ognisko.core.sheets import Book, Preview, RowError, Write, Writing
from ognisko.desk.actions.workbook.reading import lines_of, pages_of
from ognisko.desk.models import ImportedWorkbook
from ognisko.desk.queries.workbook import sheets
from ognisko.desk.rules import causes_of
from ognisko.grants.actions.calls import CallRefusedError
from ognisko.grants.actions.money import NotNowError
from ognisko.grants.actions.recording import NumberTakenError
from ognisko.grants.rules.life import Forbidden
from ognisko.grants.rules.money import Refused
from ognisko.ledger.actions import ClosedPeriodError
from ognisko.people.actions import PeselTakenError
from ognisko.projects.actions import RefusedError

type Progress = Callable[[int, int], None]

KEPT_ERRORS = 10_000
"""So many errors of one file are kept for its page and its list; more help nobody."""

OF_GRANTS = (CallRefusedError, Forbidden, NotNowError, NumberTakenError, Refused)
"""What recording grants refuses; planning has looked for all of it."""

_LOCK = 7_311_204
"""One import at a time: two would each miss what the other adds. The number is the lock's name, nothing more."""


@dataclass(frozen=True)
class ImportResult:
    """What a workbook comes to: rows by sheet that create, change or say nothing new, first changes, every error.

    With an error nothing was written, and the counts say what the rows without errors would have done.
    """

    created: dict[str, int]
    changed: dict[str, int]
    skipped: dict[str, int]
    errors: list[RowError]
    previews: list[Preview]
    rows: int
    sha256: str
    imported_before: datetime | None = None
    reason: str = field(default="", compare=False)

    @property
    def needs_only_a_reason(self) -> bool:
        """Say whether all that keeps the file out is that it reaches into closed periods without a reason."""
        return bool(self.errors) and all(error.needs_reason for error in self.errors)

    def as_json(self) -> dict[str, Any]:
        """All of it that a page shows, as plain data."""
        return {
            "created": self.created,
            "changed": self.changed,
            "skipped": self.skipped,
            "rows": self.rows,
            "number_of_errors": len(self.errors),
            "needs_reason": self.needs_only_a_reason,
            "causes": [asdict(cause) for cause in causes_of(map(asdict, self.errors))[:KEPT_ERRORS]],
            "errors": [asdict(error) for error in self.errors[:KEPT_ERRORS]],
            "previews": [asdict(preview) for preview in self.previews],
        }


def import_workbook(
    source: str | os.PathLike[str] | bytes,
    *,
    by: User | None,
    dry_run: bool,
    file_name: str = "",
    reason: str = "",
    progress: Progress | None = None,
    run: ImportedWorkbook | None = None,
) -> ImportResult:
    """Bring in a workbook, whole or not at all; a dry run writes nothing and says the same.

    Repeatable: what is recorded already is recognised and skipped. Names every error of every row. A ``reason`` lets
    rows into closed periods, as corrections. ``progress`` is told how much of how much is done; in an import each row
    counts twice, once checked and once written. ``run`` is the record of the file where it waited for this.
    """
    content = source if isinstance(source, bytes) else Path(source).read_bytes()
    file_name = file_name or ("" if isinstance(source, bytes) else Path(source).name)
    book = Book(today=timezone.localdate(), reason=reason.strip(), by=by)
    meter = _Meter(progress, phases=1 if dry_run else 2)
    if dry_run:
        _plan(book, content, meter)
        return _result(book, content, meter)
    sheet = ""
    try:
        with pghistory.context(user=by.pk if by else None, file=file_name), transaction.atomic():
            _take_turns()
            _check_references_at_once()
            planned = _plan(book, content, meter)
            result = _result(book, content, meter)
            if result.errors:
                return result
            writing = Writing(by, book.reason, meter.step)
            for name, write in planned:
                sheet = name
                write(writing)
            _remember(result, len(content), file_name, by, run)
    except (IntegrityError, ClosedPeriodError, NotJoinedError, PeselTakenError, RefusedError, *OF_GRANTS) as error:
        # Planning has looked for all of these: somebody has saved something in between.
        said = str(error)
        if isinstance(error, (IntegrityError, PeselTakenError)):
            said = _("Something saved meanwhile contradicts a row.")
        book.errors.append(RowError(sheet, 0, "", said, _("Nothing was written. Check the file once more.")))
        return _result(book, content, meter)
    meter.finish()
    return result


def _take_turns() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [_LOCK])


def _check_references_at_once() -> None:
    """Let foreign keys be checked after each statement instead of at the end.

    The history's triggers open a subtransaction for every row, and each of those walks all checks that wait for the
    end: measured, the time for 2,500 sessions grew with every 2,500 before them, from 0.4 s to 4 s at 50,000.
    """
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")


def _plan(book: Book, content: bytes, meter: "_Meter") -> list[tuple[str, Write]]:
    """Read the file and plan each sheet, in the order in which they may refer to each other."""
    pages = pages_of(book, content)
    meter.rows = sum(len(page.rows) for page in pages)
    planned = []
    while pages:
        # Let go of one after the other: a page that is read is needed no more, and a large one fills the memory.
        page = pages.pop(0)
        planned.append((page.sheet.name, page.sheet.plan(book, lines_of(book, page, meter.step))))
    return planned


def _result(book: Book, content: bytes, meter: "_Meter") -> ImportResult:
    digest = hashlib.sha256(content).hexdigest()
    before = ImportedWorkbook.objects.filter(sha256=digest, status=ImportedWorkbook.Status.IMPORTED).first()
    positions = {sheet.name: sheet.position for sheet in sheets()}
    outcomes = sorted(book.outcomes.items(), key=lambda item: positions[item[0]])
    return ImportResult(
        created={name: outcome.created for name, outcome in outcomes if outcome.created},
        changed={name: outcome.changed for name, outcome in outcomes if outcome.changed},
        skipped={name: outcome.skipped for name, outcome in outcomes if outcome.skipped},
        errors=sorted(book.errors, key=lambda error: (positions.get(error.sheet, 0), error.sheet, error.row)),
        previews=[preview for _name, outcome in outcomes for preview in outcome.previews],
        rows=meter.rows,
        sha256=digest,
        imported_before=before.imported_at if before else None,
        reason=book.reason,
    )


def _remember(result: ImportResult, size: int, file_name: str, by: User | None, run: ImportedWorkbook | None) -> None:
    """Keep the file's hash and what it did; the file itself is given up."""
    status = ImportedWorkbook.Status
    run = run or ImportedWorkbook(file_name=file_name[-255:], sha256=result.sha256, size=size, by=by)
    run.status = status.REPEATED if result.imported_before else status.IMPORTED
    run.content = None
    run.imported_at = timezone.now()
    run.reason = result.reason[:300]
    run.result = {"created": result.created, "changed": result.changed, "skipped": result.skipped, "rows": result.rows}
    run.save()


class _Meter:
    """Counts rows for a progress bar, and tells it of every hundredth part."""

    def __init__(self, progress: Progress | None, *, phases: int) -> None:
        self._progress, self._phases = progress, phases
        self._done = self._told = 0
        self.rows = 0

    def step(self, rows: int) -> None:
        """So many are done."""
        self._done += rows
        total = self.rows * self._phases
        if self._progress and (self._done - self._told) * 100 >= total:
            self._told = self._done
            self._progress(min(self._done, total), total)

    def finish(self) -> None:
        """All is done, also the rows that there was nothing to write of."""
        if self._progress and self.rows:
            self._progress(self.rows * self._phases, self.rows * self._phases)
