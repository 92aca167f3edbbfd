"""Answer sheets: drafts that save by themselves, and what is submitted for ever."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ognisko.accounts.models import User
from ognisko.people.models import NOW
from ognisko.questionnaires.models import AnswerSheet, Edit, Version
from ognisko.questionnaires.rules import changes as rules
from ognisko.questionnaires.rules.answers import Fault, Sheet, faults, work_out
from ognisko.questionnaires.rules.changes import Change, RowChange
from ognisko.questionnaires.rules.definition import Definition, Type
from ognisko.questionnaires.rules.evaluation import evaluate, text
from ognisko.questionnaires.rules.reading import read_answer


class SheetClosedError(Exception):
    """The sheet was submitted: nothing in it changes any more."""


@dataclass(frozen=True)
class Saved:
    """A sheet after a save: what could not be taken, because somebody else had changed it meanwhile."""

    sheet: AnswerSheet
    conflicts: tuple["Conflict", ...] = ()


@dataclass(frozen=True)
class Conflict:
    """An answer that two people changed at once: what stands there, what the writer typed, who was first."""

    key: str
    stands: Any
    typed: Any
    who: str


@transaction.atomic
def start_sheet(
    version: Version, *, owner: User | None = None, language: str = "pl", is_trial: bool = False
) -> AnswerSheet:
    """An empty sheet with the defaults of its questions and the rows that a repeat has to have."""
    sheet = AnswerSheet(version=version, owner=owner, language=language, is_trial=is_trial)
    sheet.answers = first_answers(version.content, timezone.localdate())
    sheet.save()
    sheet.refresh_from_db()
    return sheet


def first_answers(definition: Definition, today: date) -> dict[str, Any]:
    """What a sheet begins with: the defaults of its questions, and the rows that a repeat has to have."""
    empty = work_out(definition, {}, today)
    answers: dict[str, Any] = {}
    for name, placed in definition.placed.items():
        if placed.repeats:
            continue
        if (tree := definition.trees.get((name, "default"))) is not None:
            answers[name] = read_answer(placed.item, text(evaluate(tree, empty.seen_from(placed, ()))))
        if placed.item.type == Type.REPEAT and not placed.item.count:
            least = int(placed.item.least or 1)
            answers[name] = [{rules.MARK: f"r{row}"} for row in range(1, max(least, 1) + 1)]
    return answers


@transaction.atomic
def save_answers(
    sheet: AnswerSheet,
    typed: Mapping[str, Any],
    *,
    revision: int,
    by: User | None = None,
    device: UUID | None = None,
) -> Saved:
    """Take what somebody typed, who saw the sheet at ``revision``; raises SheetClosedError.

    Only answers that differ from what they saw are changes; whatever somebody else changed meanwhile comes back.
    """
    locked = _open(sheet)
    definition = locked.version.content
    seen = _answers_at(locked, revision)
    wanted = []
    for key, value in typed.items():
        placed = definition.placed.get(key.rsplit("/", 1)[-1])
        if placed is not None:
            wanted.append(Change(key, seen(key), read_answer(placed.item, value)))
    wanted = [change for change in wanted if change.before != change.after and (change.before or change.after)]
    done = rules.apply(definition, locked.answers, wanted)
    if done.taken:
        _write(locked, done.answers, done.taken, by, device)
    return Saved(locked, tuple(_told(locked, done.conflicts, revision)))


def _open(sheet: AnswerSheet) -> AnswerSheet:
    locked = AnswerSheet.objects.select_for_update(of=("self",)).select_related("version").get(pk=sheet.pk)
    if locked.submitted_at:
        raise SheetClosedError(_("This was submitted already; it can no longer be changed here."))
    return locked


def _answers_at(sheet: AnswerSheet, revision: int) -> Any:
    """How an answer stood at a revision: as it stands, unless it was changed since; then as before the first change."""
    now = dict(rules.keys(sheet.version.content, sheet.answers))
    since = sheet.edits.filter(revision__gt=revision).order_by("-id").values_list("key", "before")
    earlier = dict(since.iterator())
    return lambda key: earlier[key] if key in earlier else now.get(key)


def _write(
    sheet: AnswerSheet, answers: Mapping[str, Any], taken: Sequence[Change], by: User | None, device: UUID | None
) -> None:
    sheet.answers = answers
    sheet.revision += 1
    sheet.saved_at = NOW
    sheet.save(update_fields=["answers", "revision", "saved_at"])
    sheet.refresh_from_db(fields=["saved_at"])
    Edit.objects.bulk_create(
        Edit(
            sheet=sheet, revision=sheet.revision, key=change.key, before=change.before, after=change.after, by=by,
            device=device,
        )
        for change in taken
    )  # fmt: skip


def _told(sheet: AnswerSheet, conflicts: Sequence[Change], revision: int) -> list[Conflict]:
    if not conflicts:
        return []
    edits = sheet.edits.filter(revision__gt=revision, key__in=[one.key for one in conflicts]).select_related("by")
    who = {edit.key: str(edit.by) if edit.by else "" for edit in edits}
    return [Conflict(one.key, one.before, one.after, who.get(one.key, "")) for one in conflicts]


@transaction.atomic
def add_row(
    sheet: AnswerSheet, repeat: str, around: Sequence[str], *, mark: str, by: User | None = None
) -> AnswerSheet:
    """One row more at the end; the same mark twice is one row. Raises SheetClosedError."""
    return _with_row(sheet, RowChange(repeat, (*around, mark), added=True), by)


@transaction.atomic
def remove_row(sheet: AnswerSheet, repeat: str, marks: Sequence[str], *, by: User | None = None) -> AnswerSheet:
    """One row less. Raises SheetClosedError."""
    return _with_row(sheet, RowChange(repeat, tuple(marks), added=False), by)


def _with_row(sheet: AnswerSheet, change: RowChange, by: User | None) -> AnswerSheet:
    locked = _open(sheet)
    if change.repeat not in locked.version.content.placed:
        return locked
    made = rules.with_row(locked.version.content, locked.answers, change)
    if made != locked.answers:
        key = rules.key_of(change.repeat, change.marks)
        _write(locked, made, [Change(key, not change.added, change.added)], by, None)
    return locked


@transaction.atomic
def submit_sheet(sheet: AnswerSheet, *, by: User | None = None) -> list[Fault]:
    """Close the sheet with the hash of its answers, unless something is wrong with them: then its faults.

    A second submit of the same sheet changes nothing.
    """
    locked = AnswerSheet.objects.select_for_update(of=("self",)).select_related("version").get(pk=sheet.pk)
    return close_locked(locked, work_out(locked.version.content, locked.answers, timezone.localdate(), locked.language))


def close_locked(sheet: AnswerSheet, worked: Sheet) -> list[Fault]:
    """Close a sheet that the caller has locked and worked out, in the caller's transaction; else its faults."""
    if sheet.submitted_at:
        return []
    found = faults(worked)
    if not found:
        AnswerSheet.objects.filter(pk=sheet.pk).update(submitted_at=NOW, hash=fingerprint(sheet))
    return found


def fingerprint(sheet: AnswerSheet) -> str:
    """SHA-256 of the version and the answers in one written form."""
    written = json.dumps([sheet.version_id, sheet.answers], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()
