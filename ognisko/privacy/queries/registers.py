"""The processing register with the lines that follow from projects, the ready set, the breach log."""

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from django.db.models import QuerySet

from ognisko.accounts.models import User
from ognisko.privacy.models import Activity, Breach, Controller, Terms
from ognisko.projects.models import Project

READY = Path(__file__).resolve().parent.parent / "formats" / "ready.json"


def activities(*, ended: bool = False, part: str = "", text: str = "") -> QuerySet[Activity]:
    """Lines of the register that stand, or that were ended."""
    found = Activity.objects.filter(until__isnull=not ended)
    if part:
        found = found.filter(part=part)
    return found.filter(name__icontains=text) if text else found


def project_lines() -> Sequence[Terms]:
    """Projects whose personal data are described, with their bases: they stand in the register by themselves."""
    found = Terms.objects.select_related("project__funder").prefetch_related("project__data_bases")
    return list(found.order_by("project__short_name"))


def projects_without_retention() -> list[Project]:
    """Projects of which nobody has said how long their data are kept: they keep their persons for ever."""
    found = Project.objects.defer("words").select_related("data_terms").order_by("short_name")
    return [one for one in found if not hasattr(one, "data_terms") or one.data_terms.kept_until is None]


@cache
def _ready() -> tuple[dict[str, Any], ...]:
    return tuple(json.loads(READY.read_text(encoding="utf-8")))


def ready_set() -> list[dict[str, Any]]:
    """Ordinary activities of a centre that are not in the register yet."""
    there = set(Activity.objects.filter(ready__isnull=False).values_list("ready", flat=True))
    return [dict(line) for line in _ready() if line["ready"] not in there]


def breaches(user: User, *, all_of_them: bool) -> QuerySet[Breach]:
    """The log, the latest first; who may not read it sees what they reported."""
    found = Breach.objects.select_related("reported_by", "closed_by")
    return found if all_of_them else found.filter(reported_by=user)


def breaches_waiting() -> list[Breach]:
    """Breaches that are not closed, the first noticed first."""
    return list(Breach.objects.filter(closed_at=None).order_by("noticed_at", "id"))


def controller() -> Controller:
    """Who can be asked about the data; an empty row where nobody has said it yet."""
    return Controller.objects.first() or Controller()
