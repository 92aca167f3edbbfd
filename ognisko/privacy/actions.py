"""Writes: the register with its ready set, the breach log, the personal data of projects.

Lines of the register are ended and breaches closed, nothing is ever removed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from ognisko.accounts.models import User
from ognisko.core.turns import take_turns
from ognisko.privacy.models import Activity, Basis, Breach, Controller, Terms
from ognisko.privacy.rules import CountedFrom, Part
from ognisko.projects.models import Project

# The register ---------------------------------------------------------------------------------------------------------


class EndsBeforeBeginningError(Exception):
    """An activity ends on a day before its first."""

    def __str__(self) -> str:
        return _("The activity began later. Check the day.")


@dataclass(frozen=True)
class ActivityDraft:
    """A line of the register as it is typed."""

    name: str
    purposes: str
    people: str
    data: str
    since: date
    until: date | None = None
    part: str = Part.CONTROLLER
    legal_basis: str = ""
    recipients: str = ""
    transfers: str = ""
    joint_controllers: str = ""
    processors: str = ""
    retention: str = ""
    security: str = ""


@transaction.atomic
def add_activity(draft: ActivityDraft, *, by: User | None) -> Activity:
    """A new line of the register."""
    return Activity.objects.create(**asdict(draft))


@transaction.atomic
def change_activity(activity: Activity, draft: ActivityDraft, *, by: User | None) -> Activity:
    """The line says something else; the history keeps what it said. Raises EndsBeforeBeginningError."""
    activity = Activity.objects.select_for_update().get(pk=activity.pk)
    for name, value in asdict(draft).items():
        setattr(activity, name, value)
    if activity.until and activity.until < activity.since:
        raise EndsBeforeBeginningError
    activity.save()
    return activity


@transaction.atomic
def end_activity(activity: Activity, *, on: date, by: User | None) -> None:
    """The centre does this no more; the line stays in the register. Raises EndsBeforeBeginningError."""
    activity = Activity.objects.select_for_update().get(pk=activity.pk)
    if on < activity.since:
        raise EndsBeforeBeginningError
    activity.until = on
    activity.save(update_fields=["until"])


@transaction.atomic
def resume_activity(activity: Activity, *, by: User | None) -> None:
    """Undo: it goes on."""
    activity = Activity.objects.select_for_update().get(pk=activity.pk)
    activity.until = None
    activity.save(update_fields=["until"])


def ready_drafts(lines: Sequence[Mapping[str, str]], since: date) -> dict[str, ActivityDraft]:
    """Lines of the ready set as drafts, by their words in it."""
    drafts = {}
    for line in lines:
        values: dict[str, Any] = {name: text for name, text in line.items() if name != "ready"}
        drafts[line["ready"]] = ActivityDraft(**values, since=since)
    return drafts


@transaction.atomic
def take_over(lines: Mapping[str, ActivityDraft], *, by: User | None) -> list[Activity]:
    """Make lines of the ready set, by their words in it, the centre's own; those that are there already stay.

    Two who click at once wait for each other, so that each line comes once.
    """
    take_turns("privacy ready set")
    there = set(Activity.objects.filter(ready__in=lines).values_list("ready", flat=True))
    return Activity.objects.bulk_create(
        Activity(**asdict(line), ready=ready) for ready, line in lines.items() if ready not in there
    )


@dataclass(frozen=True)
class ControllerDraft:
    """The centre as controller, as it is typed."""

    contact: str = ""
    officer: str = ""
    officer_contact: str = ""
    contact_years: int = 5


@transaction.atomic
def save_controller(draft: ControllerDraft, *, by: User | None) -> Controller:
    """Say who can be asked about the data; one row."""
    standing, _made = Controller.objects.select_for_update().get_or_create(only=True)
    for name, value in asdict(draft).items():
        setattr(standing, name, value)
    standing.save()
    return standing


# Breaches -------------------------------------------------------------------------------------------------------------


class BreachError(Exception):
    """A breach can't be closed before it is said how high the risk is and what became of the notification."""

    def __str__(self) -> str:
        return _("Say first how high the risk is, and when UODO was told or why it is not.")


@dataclass(frozen=True)
class BreachDraft:
    """An entry of the log as it is typed: in part by whoever noticed it, in full by those who assess it."""

    what: str
    noticed_at: datetime
    happened_at: datetime | None = None
    people: str = ""
    people_count: int | None = None
    data: str = ""
    consequences: str = ""
    measures: str = ""
    risk: str = ""
    risk_reasons: str = ""
    notify: str = ""
    notified_at: datetime | None = None
    late_reasons: str = ""
    not_notified_reasons: str = ""
    people_told_on: date | None = None
    not_told_reasons: str = ""


def draft_of(breach: Breach) -> BreachDraft:
    """The entry as it stands, to change a part of it."""
    return BreachDraft(**{one.name: getattr(breach, one.name) for one in fields(BreachDraft)})


@transaction.atomic
def report_breach(draft: BreachDraft, *, by: User, token: UUID | None = None) -> Breach:
    """Log a breach; a second submit of the same form gives the entry of the first."""
    if token is not None:
        take_turns(token)
        if standing := Breach.objects.filter(token=token).first():
            return standing
    return Breach.objects.create(**asdict(draft), reported_by=by, token=token)


@transaction.atomic
def change_breach(breach: Breach, draft: BreachDraft, *, by: User) -> Breach:
    """Assess it, say what was done and who was told. Raises BreachError where that would undo a closing's ground."""
    breach = Breach.objects.select_for_update().get(pk=breach.pk)
    for name, value in asdict(draft).items():
        setattr(breach, name, value)
    if breach.closed_at and not _is_decided(breach):
        raise BreachError
    breach.save()
    return breach


def _is_decided(breach: Breach) -> bool:
    """As the constraint has it."""
    said_why = breach.notify == Breach.Notify.NO and bool(breach.not_notified_reasons)
    return bool(breach.risk) and (breach.notified_at is not None or said_why)


@transaction.atomic
def close_breach(breach: Breach, *, by: User) -> None:
    """Nothing more is to be done about it. Raises BreachError."""
    breach = Breach.objects.select_for_update().get(pk=breach.pk)
    if not _is_decided(breach):
        raise BreachError
    if breach.closed_at is None:
        Breach.objects.filter(pk=breach.pk).update(closed_at=Now(), closed_by=by)


@transaction.atomic
def reopen_breach(breach: Breach, *, by: User) -> None:
    """Undo: something is to be done after all."""
    Breach.objects.select_for_update().filter(pk=breach.pk).update(closed_at=None, closed_by=None)


# Personal data of projects --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class TermsDraft:
    """The terms as they are typed or imported."""

    part: str = Part.CONTROLLER
    controller: str = ""
    keep_until: date | None = None
    keep_years: int | None = None
    counted_from: str = CountedFrom.END_YEAR
    settled_on: date | None = None
    keep_basis: str = ""
    clause: str = ""


@dataclass(frozen=True)
class BasisDraft:
    """A purpose with its basis; ``pk`` where it stands already."""

    purpose: str
    article6: str
    article9: str = ""
    description: str = ""
    pk: int = 0


@transaction.atomic
def save_terms(project: Project, draft: TermsDraft, bases: Sequence[BasisDraft], *, by: User | None) -> Terms:
    """Make the project's terms and bases what the drafts say; a basis that is not among them is removed.

    The project's row is held, so that two who save at once leave one's bases and not a mixture.
    """
    Project.objects.select_for_update(no_key=True).get(pk=project.pk)
    terms = Terms.objects.filter(project=project).first() or Terms(project=project)
    for name, value in asdict(draft).items():
        setattr(terms, name, value)
    terms.save()
    standing = {basis.pk: basis for basis in Basis.objects.filter(project=project)}
    kept = {one.pk for one in bases}
    for pk, basis in standing.items():
        if pk not in kept:
            basis.delete()
    for one in bases:
        basis = standing.get(one.pk) or Basis(project=project)
        basis.purpose, basis.article6, basis.article9 = one.purpose, one.article6, one.article9
        basis.description = one.description
        basis.save()
    return terms
