"""Whose tasks are due: what the letters of the morning say."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from ognisko.accounts.models import STAFF_ROLES, User
from ognisko.people.models import Reminder, Task


@dataclass(frozen=True)
class Digest:
    """The tasks of one person on a day: those whose day has passed, and those of the day itself."""

    user: User
    day: date
    overdue: Sequence[Task]
    due: Sequence[Task]

    @property
    def count(self) -> int:
        """How many tasks there are."""
        return len(self.overdue) + len(self.due)


def digests(day: date) -> list[Digest]:
    """One for each person who wants letters, had none on this day and has something due or overdue; one query.

    Nobody who has left, and nobody from outside: they could not open the links.
    """
    rows = (
        Task.objects.open()
        .filter(
            due_on__lte=day,
            assignee__is_active=True,
            assignee__wants_reminders=True,
            assignee__roles__overlap=[role.value for role in STAFF_ROLES],
        )
        .exclude(assignee__in=Reminder.objects.filter(day=day).values("user"))
        .select_related("assignee", "party")
        .order_by("assignee", "due_on", "id")
    )
    return [_digest(tasks[0].assignee, day, tasks) for tasks in _by_person(rows)]


def _by_person(rows: Iterable[Task]) -> list[list[Task]]:
    return [list(tasks) for _person, tasks in groupby(rows, key=lambda task: task.assignee_id)]


def _digest(user: User, day: date, tasks: Sequence[Task]) -> Digest:
    overdue = [task for task in tasks if task.due_on < day]
    return Digest(user, day, overdue, tasks[len(overdue) :])
