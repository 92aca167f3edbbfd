"""Notes and tasks."""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models.functions import Now

from ognisko.accounts.models import User
from ognisko.core.turns import take_turns
from ognisko.people.actions.drafts import hold_parties
from ognisko.people.models import (
    Note,
    Party,
    Task,
)


@transaction.atomic
def add_note(party: Party, text: str, *, by: User, token: UUID | None = None) -> Note:
    """Keep something worth knowing about a party; a second submit of the same form gives the note of the first."""
    if token is not None:
        take_turns(token)
        if standing := Note.objects.filter(token=token).first():
            return standing
    hold_parties([party.pk])
    return Note.objects.create(party=party, text=text, author=by, token=token)


@transaction.atomic
def add_task(
    *, title: str, due_on: date, assignee: User, party: Party | None, by: User, token: UUID | None = None
) -> Task:
    """Give a member of staff something to see to; a second submit of the same form gives the task of the first."""
    if token is not None:
        take_turns(token)
        if standing := Task.objects.filter(token=token).first():
            return standing
    hold_parties([party.pk] if party else [])
    return Task.objects.create(title=title, due_on=due_on, assignee=assignee, party=party, created_by=by, token=token)


@transaction.atomic
def finish_task(task: Task, *, by: User) -> Task:
    """The task is done; said twice it stays as it was."""
    Task.objects.open().filter(pk=task.pk).update(done_at=Now(), done_by=by)
    task.refresh_from_db()
    return task


@transaction.atomic
def reopen_task(task: Task, *, by: User) -> Task:
    """Undo: the task is to be done again."""
    Task.objects.filter(pk=task.pk).update(done_at=None, done_by=None)
    task.refresh_from_db()
    return task
