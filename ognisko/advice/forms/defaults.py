"""What a new session begins with, so that little is left to type."""

import datetime
import uuid
from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from ognisko.accounts.models import User
from ognisko.advice import queries
from ognisko.advice.rules import Form
from ognisko.people.models import Party


def defaults(user: User, *, party: Party | None, given: Mapping[str, str]) -> dict[str, Any]:
    """What a new session begins with: today, and what the user used last, with this party or at all.

    What the address says (?day=…&kind=…&project=…&office=…&form=…) wins. A project that is over gives way to the
    project that the user is assigned to.
    """
    today = timezone.localdate()
    last = queries.last_session(user, party)
    projects, offices = queries.assigned_numbers(user, today)
    project = last.project_id if last and last.project and today in last.project.period else min(projects, default=None)
    office = last.office_id if last else min(offices, default=None)
    values: dict[str, Any] = {
        "token": uuid.uuid4(),
        "party": party,
        "day": today,
        "kind": last.kind_id if last and last.kind.is_active else None,
        "form": last.form if last else Form.IN_PERSON,
        "project": project,
        "office": office,
        "advisor": user.pk,
        "task_due": today + datetime.timedelta(days=7),
        "task_assignee": user.pk,
        "people_count": 1,
    }
    taken = {name: given[name] for name in ("day", "kind", "project", "office", "form", "next") if name in given}
    return values | taken
