"""Assessors: who is given what, their declaration before anything is shown, the card that is handed in and locked."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from hashlib import sha256

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ognisko.accounts.models import User
from ognisko.core.money import money_text
from ognisko.grants.actions.checking import CardNotReadyError, card_of_ours, evaluation_token
from ognisko.grants.actions.life import ReasonMissingError, hold, hold_all, take_step
from ognisko.grants.models import Application, Assessment, Call, Conflict
from ognisko.grants.queries.reviews import plan_of
from ognisko.grants.queries.scores import scores_of, scoring_of
from ognisko.grants.rules import cards
from ognisko.grants.rules.life import Actor, Forbidden, Stage, Step
from ognisko.grants.rules.scoring import Card, faults
from ognisko.ledger.models import NOW
from ognisko.questionnaires.actions import start_sheet, submit_sheet
from ognisko.questionnaires.models import AnswerSheet, Use, Version
from ognisko.questionnaires.rules.answers import work_out


class ConflictError(Exception):
    """The assessor must not assess this application."""

    def __str__(self) -> str:
        return _("This assessor has a conflict of interest with the application.")


class PlanChangedError(Exception):
    """What was previewed is no longer what would be given."""

    def __str__(self) -> str:
        return _("Something has changed since you looked. Here is the plan as it is now.")


class TooMuchError(Exception):
    """The panel cannot recommend more than was asked for."""


def _moved_on() -> Forbidden:
    return Forbidden(_("This cannot be done now: something has changed. Look at the page again."))


@transaction.atomic
def give(application: Application, assessor: User, *, by: User, is_third: bool = False) -> Assessment:
    """Give an application to an assessor; to the same one twice is once. Raises ConflictError, Forbidden."""
    row = hold(application)
    if row.at is not Stage.REVIEW:
        raise _moved_on()
    if row.conflicts.filter(assessor=assessor).exists() or row.authors.filter(user=assessor).exists():
        raise ConflictError
    if standing := row.assessments.filter(assessor=assessor, taken_off_at=None).first():
        return standing
    return Assessment.objects.create(application=row, assessor=assessor, given_by=by, is_third=is_third)


@transaction.atomic
def give_as_planned(
    call: Call, people: Mapping[int, int | None], *, seed: str, seen: str, by: User
) -> list[Assessment]:
    """Give what a preview showed; ``seen`` is its fingerprint. Raises PlanChangedError where it would be another."""
    hold_all(call.applications.filter(stage=Stage.REVIEW).values_list("pk", flat=True))
    plan, rows = plan_of(call, people, seed)
    if fingerprint(plan.by_application) != seen:
        raise PlanChangedError
    standing = set(
        Assessment.objects.standing().filter(application__in=rows).values_list("application_id", "assessor_id")
    )
    wanted = [
        (int(application), int(assessor))
        for application, names in plan.by_application.items()
        for assessor in names
        if (int(application), int(assessor)) not in standing
    ]
    return Assessment.objects.bulk_create(
        Assessment(application_id=application, assessor_id=assessor, given_by=by) for application, assessor in wanted
    )


def fingerprint(plan: Mapping[str, Iterable[str]]) -> str:
    """A short mark of a plan: the same for the same one."""
    return sha256(repr(sorted((one, tuple(names)) for one, names in plan.items())).encode()).hexdigest()[:16]


@transaction.atomic
def take_off(assessment: Assessment, *, by: User) -> Assessment:
    """Take an application off an assessor who has not handed the card in; what they wrote stays with us."""
    locked = _held(assessment)
    if locked.taken_off_at is not None:
        return locked
    if locked.submitted_at is not None:
        raise _moved_on()
    locked.taken_off_at = NOW
    locked.save(update_fields=["taken_off_at"])
    return locked


def _held(assessment: Assessment) -> Assessment:
    """Lock the application, then the card: the order in which everybody locks."""
    application = hold(assessment.application_id)
    found = Assessment.objects.select_for_update(of=("self",)).select_related("sheet__version", "assessor")
    locked = found.get(pk=assessment.pk)
    locked.application = application
    return locked


@transaction.atomic
def note_conflict(application: Application, assessor: User, *, reason: str, by: User) -> Conflict:
    """Write down that somebody must not assess an application; an open card of theirs is taken off.

    Raises Forbidden where they have handed their card in: hand it back first.
    """
    row = hold(application)
    for card in row.assessments.standing().filter(assessor=assessor):
        take_off(card, by=by)
    made, _new = Conflict.objects.get_or_create(
        application=row, assessor=assessor, defaults={"reason": reason, "noted_by": by}
    )
    return made


@transaction.atomic
def declare(assessment: Assessment, *, impartial: bool, reason: str = "", by: User) -> Assessment:
    """Say before reading whether one is impartial; a no goes back to the officer with its reason, for good.

    A second declaration changes nothing. Raises ReasonMissingError, Forbidden.
    """
    locked = _held(assessment)
    if locked.assessor_id != by.pk or locked.taken_off_at is not None or locked.application.at is not Stage.REVIEW:
        raise _moved_on()
    if locked.is_impartial is not None:
        return locked
    if not impartial and not reason.strip():
        raise ReasonMissingError
    locked.is_impartial, locked.declared_at, locked.conflict = impartial, NOW, reason
    if impartial:
        locked.sheet = start_sheet(card_version(locked.application.call, by=by), owner=by)
    else:
        Conflict.objects.get_or_create(
            application=locked.application, assessor=by, defaults={"reason": reason, "noted_by": by}
        )
    locked.save(update_fields=["is_impartial", "declared_at", "conflict", "sheet"])
    return locked


def card_version(call: Call, *, by: User) -> Version:
    """The evaluation card of a call: its own where it asks for every criterion, else the one made of its criteria."""
    criteria = scoring_of(call).criteria
    if call.evaluation_form and cards.serves(call.evaluation_form.content, criteria):
        return call.evaluation_form
    hints = dict(call.criteria.values_list("code", "hint"))
    definition = cards.card(criteria, hints, call.name, call.most)
    return card_of_ours(evaluation_token(call), Use.EVALUATION, definition, by=by)


@transaction.atomic
def hand_in(assessment: Assessment, *, by: User) -> Assessment:
    """Lock the card and let its points count. Raises CardNotReadyError, Forbidden; a second click changes nothing."""
    locked = _held(assessment)
    if locked.assessor_id != by.pk or locked.taken_off_at is not None or locked.sheet is None:
        raise _moved_on()
    if locked.submitted_at is not None:
        return locked
    if locked.application.at is not Stage.REVIEW:
        raise _moved_on()
    scoring = scoring_of(locked.application.call)
    sheet = work_out(locked.sheet.version.content, locked.sheet.answers, timezone.localdate(), locked.sheet.language)
    points, recommended = cards.points_on(sheet, scoring.criteria), cards.recommended_on(sheet)
    wrong = [fault.sentence for fault in faults(Card(str(by.pk), points), scoring) if fault.criterion in points]
    asked = locked.application.amount
    if recommended is not None and recommended > asked:
        most = money_text(asked, locked.application.call.currency)
        wrong.append(_("Recommend at most what was asked for: %(amount)s.") % {"amount": most})
    if wrong or (found := submit_sheet(locked.sheet, by=by)):
        raise CardNotReadyError(() if wrong else found, wrong)
    locked.points = {code: cards.plain(value) for code, value in points.items()}
    locked.recommended, locked.submitted_at = recommended, NOW
    locked.save(update_fields=["points", "recommended", "submitted_at"])
    return locked


@transaction.atomic
def hand_back(assessment: Assessment, *, reason: str, by: User) -> Assessment:
    """Open a card that was handed in, with a reason for its assessor; the locked sheet stays as it was.

    Raises ReasonMissingError, Forbidden once the application is ranked.
    """
    from ognisko.grants import tasks

    if not reason.strip():
        raise ReasonMissingError
    locked = _held(assessment)
    if locked.submitted_at is None:
        return locked
    if locked.application.at is not Stage.REVIEW or locked.sheet is None or locked.taken_off_at is not None:
        raise _moved_on()
    old = locked.sheet
    locked.sheet = AnswerSheet.objects.create(
        version=old.version, owner=old.owner, language=old.language, answers=old.answers
    )
    locked.submitted_at, locked.points, locked.recommended, locked.handed_back = None, {}, None, reason
    locked.save(update_fields=["sheet", "submitted_at", "points", "recommended", "handed_back"])
    tasks.mail_assessor.defer(assessor=locked.assessor_id, call=locked.application.call_id)
    return locked


@transaction.atomic
def remind(call: Call, *, by: User) -> int:
    """Mail every assessor of a call who has open cards; how many people."""
    from ognisko.grants import tasks

    waiting = Assessment.objects.standing().filter(application__call=call, application__stage=Stage.REVIEW)
    people = sorted(set(waiting.filter(submitted_at=None).values_list("assessor", flat=True)))
    for one in people:
        tasks.mail_assessor.defer(assessor=one, call=call.pk)
    return len(people)


@transaction.atomic
def recommend(application: Application, *, amount: Decimal | None, note: str, by: User) -> Application:
    """Write down what the panel says: an amount, at most what was asked for, and a note. Raises TooMuchError."""
    row = hold(application)
    if row.at not in {Stage.REVIEW, Stage.RANKED}:
        raise _moved_on()
    if amount is not None and amount > row.amount:
        most = money_text(row.amount, row.call.currency)
        raise TooMuchError(_("Recommend at most what was asked for: %(amount)s.") % {"amount": most})
    if (row.recommended, row.panel_note) != (amount, note):
        row.recommended, row.panel_note = amount, note
        row.save(update_fields=["recommended", "panel_note"])
    return row


@transaction.atomic
def rank_ready(call: Call, applications: Iterable[int] | None = None, *, by: User) -> tuple[int, int]:
    """Put every application whose cards are all there on the ranking list; how many went, how many wait."""
    wanted = call.applications.filter(stage=Stage.REVIEW)
    if applications is not None:
        wanted = wanted.filter(pk__in=list(applications))
    rows = [row for row in hold_all(wanted.values_list("pk", flat=True)) if row.at is Stage.REVIEW]
    scores = scores_of(call, [row.pk for row in rows])
    ready = [row for row in rows if scores[row.pk].waits_for == 0]
    for row in ready:
        take_step(row, Step.RANK, who=Actor.OFFICER, by=by)
    return len(ready), len(rows) - len(ready)
