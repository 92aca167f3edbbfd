"""Handing an application in: one instant decides, a number without gaps, a copy that nobody can change."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import prefetch_related_objects
from django.utils import timezone
from django.utils.translation import gettext as _

from ognisko.accounts.models import User
from ognisko.core.polish import date_text
from ognisko.files.models import File
from ognisko.grants.actions.life import hold, step_locked, take_step
from ognisko.grants.actions.parties import applicant_party, patron_party
from ognisko.grants.models import APPLICANT, Application, BudgetLine, Submission
from ognisko.grants.queries.tasks import Task, looked_at
from ognisko.grants.rules import numbers, parts
from ognisko.grants.rules.budget import Source
from ognisko.grants.rules.deadlines import Arrival, arrival
from ognisko.grants.rules.life import Actor, Stage, Step
from ognisko.questionnaires.actions import close_locked
from ognisko.questionnaires.models import AnswerSheet
from ognisko.questionnaires.rules.answers import Sheet


class NotOpenError(Exception):
    """The call takes nothing now; the message says when it opened or closed. What was typed stays in the draft."""


class NotReadyError(Exception):
    """Something is missing; ``tasks`` say what."""

    def __init__(self, tasks: Sequence[Task]) -> None:
        super().__init__(_("Something is missing before you can submit."))
        self.tasks = tasks


@dataclass(frozen=True)
class Receipt:
    """What came of handing in: the application as it is now, and what was kept of it."""

    application: Application
    submission: Submission


@transaction.atomic
def submit(application: Application, *, by: User | None, at: datetime | None = None) -> Receipt:
    """Hand a draft in. A second click, a retry, two at once are one application. Raises NotOpenError, NotReadyError.

    The instant is the database's at the first statement, before any lock, so that a queue makes nobody late. What comes
    within the late window is kept as late, without a number, for an officer to admit. The call is locked last and for
    the number alone. ``at`` is the instant of what came in earlier and is recorded now; no page gives it.
    """
    arrived = at or _clock()
    row = _hold_with_answers(application)
    if row.at is not Stage.DRAFT:
        if standing := row.submissions.order_by("number").first():
            return Receipt(row, standing)
        raise NotOpenError(_("This cannot be done now: something has changed. Look at the page again."))
    came = arrival(row.call.calendar, arrived, row.extended_until)
    if came in {Arrival.EARLY, Arrival.REFUSED}:
        raise NotOpenError(_refusal(row, came, arrived))
    worked = _ready(row)
    late = came is Arrival.LATE
    submission = _keep(row, worked, arrived, number=1, late=late, by=by)
    columns = _read(row, worked) | {"submitted_at": arrived}
    if not late:
        columns |= _parties(row, by) | _number(row, arrived)
    step = Step.SUBMIT_LATE if late else Step.SUBMIT
    return Receipt(step_locked(row, step, who=Actor.APPLICANT, by=by, **columns), submission)


@transaction.atomic
def admit_late(application: Application, *, by: User, reason: str) -> Application:
    """Take a late application in, with a reason; it gets its number now and keeps the time at which it came."""
    row = hold(application)
    if row.at is not Stage.LATE:
        return row
    arrived = row.submitted_at or _clock()
    columns = _parties(row, by) | _number(row, arrived)
    return take_step(row, Step.ADMIT_LATE, who=Actor.OFFICER, by=by, reason=reason, **columns)


@transaction.atomic
def withdraw(application: Application, *, by: User) -> Application:
    """Take an application back, until it is decided on; its number stays taken."""
    row = hold(application)
    if row.at is Stage.WITHDRAWN:
        return row
    return take_step(row, Step.WITHDRAW, who=Actor.APPLICANT, by=by)


@transaction.atomic
def call_for_corrections(
    application: Application, fields: Sequence[str], *, until: datetime, by: User, reason: str
) -> Application:
    """Ask for corrections of the named questions by a time; the applicant gets a copy of the answers to change."""
    row = hold(application)
    if row.at is Stage.CORRECTIONS:
        return row
    copy = AnswerSheet.objects.create(
        version=row.sheet.version, owner=row.sheet.owner, language=row.sheet.language, answers=row.sheet.answers
    )
    return take_step(
        row, Step.CALL_FOR_CORRECTIONS, who=Actor.OFFICER, by=by, reason=reason,
        sheet=copy, correctable=list(fields), corrections_until=until,
    )  # fmt: skip


@transaction.atomic
def correct(application: Application, *, by: User | None) -> Receipt:
    """Hand the corrections in while there is time; both versions are kept. Raises NotOpenError, NotReadyError."""
    arrived = _clock()
    row = _hold_with_answers(application)
    if row.at is not Stage.CORRECTIONS:
        return Receipt(row, row.submissions.order_by("-number")[0])
    if row.corrections_until and arrived >= row.corrections_until:
        raise NotOpenError(_("The time for corrections ended on %(when)s.") % {"when": moment(row.corrections_until)})
    worked = _ready(row)
    row.lines.all().delete()
    submission = _keep(row, worked, arrived, number=row.submissions.count() + 1, late=False, by=by)
    return Receipt(step_locked(row, Step.CORRECT, who=Actor.APPLICANT, by=by, **_read(row, worked)), submission)


def _hold_with_answers(application: Application) -> Application:
    """Lock an application and its answers until the transaction ends, as both are now.

    Race: whoever saves a draft holds the application and changes the sheet. A lock on the application alone waits for
    them and then still reads the answers of before; with the sheet locked too, PostgreSQL reads it again.
    """
    locked = Application.objects.select_for_update(of=("self", "sheet")).defer("words", "story")
    row = locked.select_related("call", "sheet__version", "place").get(pk=application.pk)
    prefetch_related_objects([row], "members", "call__categories")
    return row


def _ready(row: Application) -> Sheet:
    """The answers worked out, where nothing is missing. Raises NotReadyError."""
    tasks, worked = looked_at(row)
    if missing := [task for task in tasks if not task.is_done]:
        raise NotReadyError(missing)
    return worked


def _clock() -> datetime:
    with connection.cursor() as cursor:
        cursor.execute("select clock_timestamp()")
        instant: datetime = cursor.fetchone()[0]
    return instant


def moment(at: datetime) -> str:
    """A day and a time of the clock of Warsaw, as people read a deadline."""
    local = timezone.localtime(at)
    return f"{date_text(local.date())}, {local:%H:%M}"


def _refusal(row: Application, came: Arrival, arrived: datetime) -> str:
    if row.call.cancelled_at:
        return _("This call was cancelled. What you wrote is kept.")
    if came is Arrival.EARLY:
        return _("The call opens on %(when)s. What you wrote is kept.") % {"when": moment(row.call.opens_at)}
    words = {"deadline": moment(row.extended_until or row.call.deadline), "when": moment(arrived)}
    return _("The call closed on %(deadline)s, and it was %(when)s when this arrived. What you wrote is kept.") % words


def _keep(
    row: Application, worked: Sheet, arrived: datetime, *, number: int, late: bool, by: User | None
) -> Submission:
    """The copy that nobody can change: its hash is of all that was handed in, in one written form."""
    if found := close_locked(row.sheet, worked):
        raise NotReadyError([Task("answers", _("Answers"), "", is_done=False, wrong=len(found))])
    content = content_of(row)
    return Submission.objects.create(
        application=row, number=number, sheet=row.sheet, content=content, arrived_at=arrived, was_late=late, by=by,
        hash=fingerprint(row, content),
    )  # fmt: skip


def fingerprint(row: Application, content: Mapping[str, Any]) -> str:
    """SHA-256 of the call, the version of the questionnaire, the answers and the content, in one written form."""
    whole = [row.call_id, row.sheet.version_id, row.sheet.answers, content]
    written = json.dumps(whole, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()


MEMBER = ("name", "role", "email", "phone", "is_adult", "holds_office")
"""What of each person of a group is handed in."""


def content_of(row: Application) -> dict[str, Any]:
    """Who applies, with whom, as JSON; answers are on the sheet."""
    return {
        "applicant": {name: _plain(getattr(row, f"{name}_id" if name == "place" else name)) for name in APPLICANT},
        "members": [{name: getattr(member, name) for name in MEMBER} for member in row.members.all()],
        "files": _files(row),
        "declared": row.declared,
    }


def _plain(value: Any) -> Any:
    return value if isinstance(value, str | int | bool | None) else str(value)


def _files(row: Application) -> list[Mapping[str, Any]]:
    """Each document's files, by what they say (the holder ends with the document's number)."""
    kept = File.objects.kept().filter(holder__regex=rf"^grants\.application:{row.pk}\.[0-9]+$").order_by("pk")
    return [{"name": one.name, "sha256": one.sha256, "size": one.size} for one in kept]


def _read(row: Application, worked: Sheet) -> dict[str, Any]:
    """What lists, figures and the settlement need, from the answers; the budget in force is written."""
    found = parts.read_parts(worked, row.sheet.answers, row.call.fields)
    categories = {one.code: one for one in row.call.categories.all()}
    BudgetLine.objects.bulk_create(
        BudgetLine(
            application=row, mark=line.key, position=position, category=categories.get(line.category), name=line.name,
            unit=found.units.get(line.key, "")[:40], quantity=line.quantity, price=line.price,
            grant=line.part(Source.GRANT), financial=line.part(Source.FINANCIAL), in_kind=line.part(Source.IN_KIND),
            volunteers=line.part(Source.VOLUNTEERS),
        )
        for position, line in enumerate(found.lines)
    )  # fmt: skip
    return {
        "title": found.title[:300],
        "summary": found.summary,
        "amount": found.amount,
        "own_amount": found.own,
        "since": found.since,
        "until": found.until,
        "where_id": found.where,
    }


def _parties(row: Application, by: User | None) -> dict[str, Any]:
    today = timezone.localdate()
    return {"party": applicant_party(row, today, by=by), "patron": patron_party(row, today, by=by)}


def _number(row: Application, arrived: datetime) -> dict[str, Any]:
    """The next number of the call: the update holds the call's row until the transaction ends, so there are no gaps.

    All who hand in wait here for one another, so it comes last and is one statement.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "update grants_call set last_serial = last_serial + 1 where id = %s returning last_serial", [row.call_id]
        )
        serial: int = cursor.fetchone()[0]
    year = timezone.localtime(arrived).year
    return {"serial": serial, "number": numbers.pattern(row.call.number_pattern).number(year, serial)}
