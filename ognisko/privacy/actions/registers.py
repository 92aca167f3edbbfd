"""The register of processing activities: lines are added, changed, ended; the ready set is taken over once."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from ognisko.accounts.models import User
from ognisko.core.turns import take_turns
from ognisko.privacy.models import Activity, Controller


class EndsBeforeBeginningError(Exception):
    """An activity ends on a day before its first."""

    def __str__(self) -> str:
        return _("The activity began later. Check the day.")


@transaction.atomic
def add_activity(values: Mapping[str, Any], *, by: User | None) -> Activity:
    """A new line of the register."""
    return Activity.objects.create(**values)


@transaction.atomic
def change_activity(activity: Activity, values: Mapping[str, Any], *, by: User | None) -> Activity:
    """The line says something else; the history keeps what it said. Raises EndsBeforeBeginningError."""
    activity = Activity.objects.select_for_update().get(pk=activity.pk)
    for name, value in values.items():
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


@transaction.atomic
def take_over(lines: Iterable[Mapping[str, Any]], *, since: date, by: User | None) -> list[Activity]:
    """Make lines of the ready set the centre's own; those that are there already stay as they are.

    Two who click at once wait for each other, so that each line comes once.
    """
    take_turns("privacy ready set")
    wanted = {line["ready"]: line for line in lines}
    there = set(Activity.objects.filter(ready__in=wanted).values_list("ready", flat=True))
    return [Activity.objects.create(**line, since=since) for key, line in wanted.items() if key not in there]


@transaction.atomic
def save_controller(values: Mapping[str, Any], *, by: User | None) -> Controller:
    """Say who can be asked about the data; one row."""
    standing, _made = Controller.objects.select_for_update().get_or_create(only=True)
    for name, value in values.items():
        setattr(standing, name, value)
    standing.save()
    return standing
