"""Writes to projects themselves, to the dictionaries beside them, and to who works for them."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Q
from psycopg.types.range import DateRange

from ognisko.accounts.models import Role, User
from ognisko.people.actions.refusals import refusing
from ognisko.people.models import Party
from ognisko.projects.actions.refusals import EndsBeforeBeginningError, JoinedOutsideError, NameTakenError
from ognisko.projects.models import Assignment, Funder, Joining, Office, Operator, Project


@dataclass(frozen=True)
class ProjectDraft:
    """A project as it is typed; ``until`` is the first day after it, None while it has no end."""

    name: str
    short_name: str
    since: date
    until: date | None = None
    number: str = ""
    funder: Funder | None = None
    new_funder: str = ""
    status: str = Project.Status.RUNNING
    value: Decimal | None = None
    funding: Decimal | None = None
    currency: str = "PLN"
    coordinator: User | None = None
    requires_joining: bool = False
    tasks: str = ""
    public_text: str = ""


@transaction.atomic
def add_project(draft: ProjectDraft, *, by: User | None) -> Project:
    """Add a project, and its funder where a new one is named. Raises NameTakenError and EndsBeforeBeginningError."""
    return _save(Project(**_columns(draft)))


@transaction.atomic
def change_project(project: Project, draft: ProjectDraft, *, by: User | None) -> Project:
    """Make the project what the draft says.

    Raises NameTakenError, EndsBeforeBeginningError and, where joinings would be left outside the new dates,
    JoinedOutsideError.
    """
    project = Project.objects.select_for_update().get(pk=project.pk)
    for name, value in _columns(draft).items():
        setattr(project, name, value)
    outside = Q(joined_on__lt=draft.since) | (Q(joined_on__gte=draft.until) if draft.until else Q())
    if count := Joining.objects.filter(outside, project=project, is_cancelled=False).count():
        raise JoinedOutsideError(count)
    return _save(project)


def _columns(draft: ProjectDraft) -> dict[str, Any]:
    if draft.until is not None and draft.until <= draft.since:
        raise EndsBeforeBeginningError
    return {
        "name": draft.name,
        "short_name": draft.short_name,
        "period": DateRange(draft.since, draft.until),
        "number": draft.number,
        "funder": _funder_named(draft.new_funder) if draft.new_funder else draft.funder,
        "status": draft.status,
        "value": draft.value,
        "funding": draft.funding,
        "currency": draft.currency,
        "coordinator": draft.coordinator,
        "requires_joining": draft.requires_joining,
        "tasks": draft.tasks,
        "public_text": draft.public_text,
    }


def _save(project: Project) -> Project:
    with refusing({"projects_project_short_name_key": NameTakenError("short_name")}):
        project.save()
    return project


def _funder_named(name: str) -> Funder:
    """One funder for a name however its letters are cased."""
    return Funder.objects.filter(name__iexact=name).first() or Funder.objects.create(name=name)


# Dictionaries ---------------------------------------------------------------------------------------------------------


@transaction.atomic
def save_funder(funder: Funder | None, name: str, *, by: User | None) -> Funder:
    """Add a funder (None) or give it another name. Raises NameTakenError."""
    if Funder.objects.filter(name__iexact=name).exclude(pk=funder.pk if funder else 0).exists():
        raise NameTakenError
    funder = Funder.objects.select_for_update().get(pk=funder.pk) if funder else Funder()
    funder.name = name
    with refusing({"projects_funder_name_key": NameTakenError()}):
        funder.save()
    return funder


@transaction.atomic
def save_operator(party: Party, *, is_centre: bool, by: User | None) -> Operator:
    """The organisation runs the centre, or a part of a project; one runs the centre, so another one gives way."""
    standing = list(Operator.objects.select_for_update().order_by("pk"))
    operator = next((row for row in standing if row.party_id == party.pk), None) or Operator(party=party)
    if is_centre:
        Operator.objects.filter(is_centre=True).exclude(pk=operator.pk).update(is_centre=False)
    operator.is_centre = is_centre
    operator.save()
    return operator


# Staff ----------------------------------------------------------------------------------------------------------------


@transaction.atomic
def assign(
    user: User,
    *,
    role: Role,
    project: Project | None = None,
    office: Office | None = None,
    since: date | None = None,
    until: date | None = None,
    by: User | None,
) -> Assignment:
    """The member of staff works in this role for the project, at the office, or both; said again it stays one."""
    if since is not None and until is not None and until <= since:
        raise EndsBeforeBeginningError
    standing = Assignment.objects.filter(user=user, role=role, project=project, office=office, period__upper_inf=True)
    return standing.first() or Assignment.objects.create(
        user=user, role=role, project=project, office=office, period=DateRange(since, until)
    )


@transaction.atomic
def end_assignment(assignment: Assignment, *, on: date, by: User | None) -> None:
    """The assignment ends on that day; one that never began is removed."""
    assignment = Assignment.objects.select_for_update().get(pk=assignment.pk)
    if assignment.period.lower is not None and assignment.period.lower >= on:
        assignment.delete()
        return
    assignment.period = DateRange(assignment.period.lower, on)
    assignment.save(update_fields=["period"])


@transaction.atomic
def resume_assignment(assignment: Assignment, *, by: User | None) -> Assignment:
    """Undo an end: the assignment goes on."""
    assignment = Assignment.objects.select_for_update().get(pk=assignment.pk)
    assignment.period = DateRange(assignment.period.lower, None)
    assignment.save(update_fields=["period"])
    return assignment
