"""What the holder of a grant hands in: documents, the report, its corrections, requests for changes."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from ognisko.accounts.models import User
from ognisko.files import actions as files
from ognisko.files.models import File
from ognisko.grants.actions.life import hold, take_step
from ognisko.grants.models import Application, BudgetLine, ChangeRequest, Document, Report
from ognisko.grants.rules.life import Actor, Stage, Step
from ognisko.grants.rules.settling import amounts_agree
from ognisko.ledger.models import NOW
from ognisko.questionnaires.actions import start_sheet, submit_sheet
from ognisko.questionnaires.models import AnswerSheet

WRITING = (Stage.CARRIED_OUT, Stage.REPORT_CORRECTIONS)
"""Stages in which the holder changes the report and its documents."""


class NotNowError(Exception):
    """The report cannot be changed in this stage, or the call has no form of it."""

    def __init__(self, text: str = "") -> None:
        super().__init__(text or _("This cannot be done now: something has changed. Look at the page again."))


class MissingError(Exception):
    """Something is missing before the report can be submitted; ``sentences`` say what."""

    def __init__(self, sentences: Sequence[str]) -> None:
        super().__init__(_("Something is missing before you can submit."))
        self.sentences = tuple(sentences)


@dataclass(frozen=True)
class DocumentDraft:
    """An accounting document as the holder typed it; the token is of the page, so a second click is the same one."""

    token: UUID
    line: BudgetLine
    number: str
    issued_on: date
    paid_on: date
    issuer: str
    what: str
    amount: Decimal
    grant: Decimal
    own: Decimal
    issuer_nip: str = ""
    keep: tuple[UUID, ...] = ()
    remove: tuple[UUID, ...] = ()


def bill_holder(application: int, token: UUID) -> str:
    """What the files of an accounting document belong to."""
    return f"grants.application:{application}.{token}"


def report_holder(application: int) -> str:
    """What the photographs and files of a report belong to."""
    return f"grants.application:{application}.report"


def _writable(application: Application) -> Application:
    row = hold(application)
    if row.at not in WRITING:
        raise NotNowError
    return row


@transaction.atomic
def draft_of_report(application: Application, *, by: User) -> Report:
    """The report that is being written: begun now, after a call for corrections with the answers as they were."""
    row = _writable(application)
    if standing := row.reports.filter(submitted_at=None).select_related("sheet__version").first():
        return standing
    last = row.reports.order_by("-number").select_related("sheet__version").first()
    if row.call.report_form is None:
        raise NotNowError(_("The form of the report is not ready yet. You can already add documents."))
    sheet = start_sheet(row.call.report_form, owner=by)
    if last:
        AnswerSheet.objects.filter(pk=sheet.pk).update(version=last.sheet.version, answers=last.sheet.answers)
        sheet.refresh_from_db()
    return Report.objects.create(application=row, number=last.number + 1 if last else 1, sheet=sheet)


@transaction.atomic
def save_document(application: Application, draft: DocumentDraft, *, by: User) -> Document:
    """Add a document or change it; what an officer had admitted of it is to be looked at again. Raises NotNowError."""
    row = _writable(application)
    if draft.line.application_id != row.pk or not amounts_agree(draft.amount, draft.grant, draft.own):
        raise NotNowError
    columns = {
        "line": draft.line, "number": draft.number, "issued_on": draft.issued_on, "paid_on": draft.paid_on,
        "issuer": draft.issuer, "issuer_nip": draft.issuer_nip, "what": draft.what, "amount": draft.amount,
        "grant": draft.grant, "own": draft.own, "admitted": None, "reason": "", "admitted_by": None,
    }  # fmt: skip
    made, _new = Document.objects.update_or_create(token=draft.token, application=row, defaults=columns)
    files.settle(bill_holder(row.pk, draft.token), keep=draft.keep, remove=draft.remove, by=by)
    return made


@transaction.atomic
def remove_document(application: Application, token: UUID, *, by: User) -> None:
    """Take a document out with its files; one that is gone is gone. Raises NotNowError."""
    row = _writable(application)
    kept = [one.key for one in File.objects.of(bill_holder(row.pk, token)).kept()]
    files.settle(bill_holder(row.pk, token), remove=kept, by=by)
    row.documents.filter(token=token).delete()


@transaction.atomic
def keep_pictures(application: Application, keep: Sequence[UUID], remove: Sequence[UUID], *, by: User) -> None:
    """Photographs and other files of the report. Raises NotNowError."""
    row = _writable(application)
    files.settle(report_holder(row.pk), keep=keep, remove=remove, by=by)


@transaction.atomic
def submit_report(application: Application, *, by: User, at: datetime | None = None) -> Report:
    """Hand the report or its corrections in; a second click is the same report. Raises MissingError, NotNowError.

    ``at`` is the instant of a report that came earlier and is recorded now.
    """
    row = hold(application)
    if row.at is Stage.REPORTED and (standing := row.reports.order_by("-number").first()):
        return standing
    report = draft_of_report(row, by=by)
    bills = list(row.documents.select_related("line").order_by("pk"))
    files_of = _files(row, bills)
    lacking = [
        _("Document %(number)s has no scan or photograph.") % {"number": bill.number}
        for bill in bills
        if not files_of.get(bill_holder(row.pk, bill.token))
    ]
    if lacking:
        raise MissingError(lacking)
    if faults := submit_sheet(report.sheet, by=by):
        raise MissingError([_("Some questions of the report have no good answer yet: %(count)s.")
                            % {"count": len(faults)}])  # fmt: skip
    answers = report.sheet.answers
    hours = _number(answers.get("volunteer_hours"))
    report.engaged, report.reached = _whole(answers.get("engaged")), _whole(answers.get("reached"))
    report.volunteer_minutes = None if hours is None else int(hours * 60)
    report.submitted_at, report.submitted_by, report.hash = at or NOW, by, _hash(report, bills, files_of)
    report.save()
    report.refresh_from_db()
    step = Step.REPORT if row.at is Stage.CARRIED_OUT else Step.CORRECT_REPORT
    take_step(row, step, who=Actor.APPLICANT, by=by)
    return report


def _files(row: Application, bills: Sequence[Document]) -> Mapping[str, list[list[Any]]]:
    holders = [report_holder(row.pk), *(bill_holder(row.pk, one.token) for one in bills)]
    found: dict[str, list[list[Any]]] = {}
    for one in File.objects.filter(holder__in=holders).kept().order_by("pk"):
        found.setdefault(one.holder, []).append([one.name, one.sha256, one.size])
    return found


def _hash(report: Report, bills: Sequence[Document], files_of: Mapping[str, Any]) -> str:
    """Of all that was handed in, in one written form: answers, documents, files."""
    rows = [
        [one.line.mark, one.number, str(one.issued_on), str(one.paid_on), one.issuer, one.issuer_nip, one.what,
         str(one.amount), str(one.grant), str(one.own), str(one.token)]
        for one in bills
    ]  # fmt: skip
    written = json.dumps(
        [report.application_id, report.number, report.sheet.version_id, report.sheet.answers, rows, files_of],
        ensure_ascii=False, sort_keys=True, separators=(",", ":"),
    )  # fmt: skip
    return hashlib.sha256(written.encode()).hexdigest()


def _number(given: Any) -> Decimal | None:
    try:
        found = Decimal(str(given)) if given not in (None, "") else None
    except InvalidOperation:
        return None
    return found if found is None or (found.is_finite() and 0 <= found < 10_000_000) else None


def _whole(given: Any) -> int | None:
    found = _number(given)
    return None if found is None else int(found)


@transaction.atomic
def ask_change(
    application: Application,
    what: str,
    why: str,
    *,
    token: UUID,
    by: User,
    until: date | None = None,
    lines: Mapping[int, Decimal] | None = None,
) -> ChangeRequest:
    """Ask for a change of the budget's lines, the days or the plan; one at a time. Raises NotNowError."""
    row = hold(application)
    if standing := ChangeRequest.objects.filter(token=token).first():
        return standing
    if row.at not in (Stage.AGREED, Stage.CARRIED_OUT):
        raise NotNowError
    if row.change_requests.filter(answered_at=None).exists():
        raise NotNowError(_("Your last request waits for an answer. Ask for the next change after it."))
    known = {one.pk: one for one in row.lines.all()}
    changed = [
        {"line": pk, "name": known[pk].name, "was": str(known[pk].grant), "grant": str(amount)}
        for pk, amount in (lines or {}).items()
        if pk in known and known[pk].grant != amount
    ]
    return ChangeRequest.objects.create(
        application=row, token=token, what=what, why=why, until=until, lines=changed, asked_by=by
    )
