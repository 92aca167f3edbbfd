"""The officer's look at an application: the formal card, corrections by a deadline, priorities, more time for one."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID, uuid5

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ognisko.accounts.models import User
from ognisko.grants.actions.letters import send_message
from ognisko.grants.actions.life import ReasonMissingError, hold, take_step
from ognisko.grants.actions.submitting import call_for_corrections, moment
from ognisko.grants.models import Application, Call, FormalCheck, Priority
from ognisko.grants.rules.cards import formal_card
from ognisko.grants.rules.life import Actor, Forbidden, Stage, Step
from ognisko.ledger.models import NOW
from ognisko.questionnaires.actions import (
    add_questionnaire,
    draft_of,
    publish,
    save_draft,
    start_sheet,
    submit_sheet,
)
from ognisko.questionnaires.models import Questionnaire, Use, Version
from ognisko.questionnaires.rules.answers import Fault
from ognisko.questionnaires.rules.definition import Definition, to_json

FORMAL = UUID("6f1d4f0c-6a43-4c61-9d0e-2f3b8a5f6f10")
"""The token of the formal card that serves calls without one of their own."""


class CardNotReadyError(Exception):
    """Something on the card is missing or wrong; ``sentences`` say what besides the faults of single answers."""

    def __init__(self, found: Sequence[Fault] = (), sentences: Sequence[str] = ()) -> None:
        super().__init__(_("Something on the card is missing."))
        self.faults, self.sentences = found, sentences


@transaction.atomic
def card_of_ours(token: UUID, use: Use, definition: Definition, *, by: User | None) -> Version:
    """The published version of a card that follows from rules; a new one where the rules give another card now."""
    titled = definition.words(definition.title, definition.languages[0])[:200]
    made = add_questionnaire(titled, use, definition, by=by, token=token)
    Questionnaire.objects.select_for_update().get(pk=made.pk)
    last = made.versions.order_by("-number")[0]
    author = by or made.created_by
    if author is None:
        raise RuntimeError("a card is published by somebody")
    if last.definition != to_json(definition):
        draft = draft_of(made, by=author)
        last = save_draft(draft, definition, changed=draft.changed, by=author)
    return publish(last, by=author)


@transaction.atomic
def begin_check(application: Application, *, by: User) -> FormalCheck:
    """The open check of an application, begun now if there is none. Raises Forbidden where nothing is to check."""
    row = hold(application)
    if row.at is not Stage.SUBMITTED:
        raise Forbidden(_("This cannot be done now: something has changed. Look at the page again."))
    if standing := row.checks.filter(done_at=None).first():
        return standing
    version = row.call.formal_form or card_of_ours(FORMAL, Use.FORMAL_CHECK, formal_card(), by=by)
    return FormalCheck.objects.create(application=row, sheet=start_sheet(version, owner=by), by=by)


@transaction.atomic
def accept_formally(application: Application, *, by: User) -> Application:
    """Close the card and send the application on to assessors. Raises CardNotReadyError, Forbidden.

    A second click finds it accepted and changes nothing.
    """
    row = hold(application)
    if row.at is Stage.REVIEW:
        return row
    check = begin_check(row, by=by)
    if found := submit_sheet(check.sheet, by=by):
        raise CardNotReadyError(found)
    _close(check, by, positive=True)
    return take_step(row, Step.ACCEPT_FORMALLY, who=Actor.OFFICER, by=by)


@transaction.atomic
def reject_formally(application: Application, *, by: User, reason: str) -> Application:
    """Turn an application down with a reason that the applicant reads. Raises ReasonMissingError, Forbidden."""
    row = hold(application)
    if row.at is Stage.REJECTED:
        return row
    if row.at is Stage.SUBMITTED:
        check = begin_check(row, by=by)
        submit_sheet(check.sheet, by=by)
        _close(check, by, positive=False, remarks=reason)
    return take_step(row, Step.REJECT, who=Actor.OFFICER, by=by, reason=reason)


@transaction.atomic
def ask_for_corrections(
    application: Application, fields: Sequence[str], *, until: datetime, by: User, reason: str
) -> Application:
    """Send an application back for corrections of the named questions by a time. Raises ReasonMissingError, Forbidden.

    The check that found it ends here; what comes back is checked anew.
    """
    row = hold(application)
    if row.at is Stage.CORRECTIONS:
        return row
    check = begin_check(row, by=by)
    submit_sheet(check.sheet, by=by)
    _close(check, by, positive=False, remarks=reason)
    return call_for_corrections(row, fields, until=until, by=by, reason=reason)


def _close(check: FormalCheck, by: User, *, positive: bool, remarks: str = "") -> None:
    check.is_positive, check.done_at, check.by, check.remarks = positive, NOW, by, remarks
    check.save(update_fields=["is_positive", "done_at", "by", "remarks"])


def let_corrections_lapse() -> int:
    """Whoever sent no corrections in time is checked as they first applied; how many. Each in its own transaction."""
    late = Application.objects.filter(stage=Stage.CORRECTIONS, corrections_until__lt=NOW)
    return sum(_lapse(number) for number in late.order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def _lapse(number: int) -> bool:
    row = hold(number)
    if row.at is not Stage.CORRECTIONS or row.corrections_until is None or row.corrections_until > timezone.now():
        return False
    last = row.submissions.select_related("sheet").order_by("-number")[0]
    take_step(row, Step.LET_CORRECTIONS_LAPSE, who=Actor.CLOCK, by=None, sheet=last.sheet)
    return True


@transaction.atomic
def set_priorities(application: Application, priorities: Iterable[Priority], *, by: User) -> Application:
    """Say which priorities of the call an application meets, until it is ranked."""
    row = hold(application)
    if row.at not in {Stage.SUBMITTED, Stage.REVIEW}:
        raise Forbidden(_("This cannot be done now: something has changed. Look at the page again."))
    row.priorities.set([one for one in priorities if one.call_id == row.call_id])
    return row


@transaction.atomic
def extend_deadline(application: Application, *, until: datetime, by: User, reason: str) -> Application:
    """Give one applicant more time, with a reason that they read."""
    if not reason.strip():
        raise ReasonMissingError
    row = hold(application)
    if row.at is not Stage.DRAFT:
        raise Forbidden(_("This cannot be done now: something has changed. Look at the page again."))
    if row.extended_until == until:
        return row
    row.extended_until = until
    row.save(update_fields=["extended_until"])
    words = {"title": str(row), "until": moment(until), "reason": reason}
    subject = _("You can submit until %(until)s") % words
    text = _("You have more time for the application “%(title)s”: until %(until)s.\n\n%(reason)s") % words
    send_message(row, subject, text, by=by)
    return row


def part_of(token: UUID, application: Application) -> UUID:
    """The token of one message among many that were sent at once."""
    return uuid5(token, str(application.pk))


def evaluation_token(call: Call) -> UUID:
    """The token of the card that follows from a call's criteria."""
    return uuid5(call.token, "evaluation card")
