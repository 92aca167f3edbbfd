"""Reads of the registers, of what holds for projects, and of whose data were kept long enough.

RODO art. 5(1)(e): data are kept no longer than is necessary. Nothing is removed here; whoever erases reads that list.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from ognisko.accounts.models import User
from ognisko.people.models import Party
from ognisko.people.queries import parties_for_lists
from ognisko.people.rules import Kind
from ognisko.privacy.models import Activity, Basis, Breach, Controller, Terms
from ognisko.privacy.rules import years_after
from ognisko.projects.models import Project

READY = Path(__file__).resolve().parent / "formats" / "ready.json"


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


def terms_of(project: Project) -> tuple[Terms | None, list[Basis]]:
    """The terms, if somebody has written them, and the bases; two queries."""
    terms = Terms.objects.select_related("project").filter(project=project).first()
    return terms, list(Basis.objects.filter(project=project).order_by("id"))


# Whose data were kept long enough -------------------------------------------------------------------------------------


# A project whose retention has passed gives a reason no more for what was done up to that day. Everything else does:
# work in a project that still keeps, or that nobody has said how long it keeps; contact outside projects, or after a
# project's retention, in the last years; a role in an organisation; a login; somebody's open task; a consent in force;
# an hour of advice that is booked.
_REASONLESS = """
    select p.id from people_party p
    where p.kind_now = %(person)s and p.user_id is null and p.created_at < %(cut)s
    and not exists (select from people_membership m where m.person_id = p.id
        and (upper_inf(m.period) or upper(m.period) > %(today)s))
    and not exists (select from people_task t where t.party_id = p.id
        and (t.done_at is null or t.done_at >= %(cut)s))
    and not exists (select from people_note n where n.party_id = p.id and n.written_at >= %(cut)s)
    and not exists (select from people_consent c where c.party_id = p.id and not c.is_cancelled
        and c.withdrawn_on is null and c.replaced_on is null)
    and not exists (select from advice_appointment a join bookings_allocation b on b.id = a.allocation_id
        where a.party_id = p.id and upper(b.period) >= %(cut)s)
    and not exists (select from projects_joining j where j.party_id = p.id and not j.is_cancelled
        and j.project_id <> all(%(passed)s::int[]))
    and not exists (
        select from (
            select e.project::int, e.occurred_on from ledger_entry e where e.party = p.id and e.reverses_id is null
            and not exists (select from ledger_entry r where r.reverses_id = e.id)
            union all
            select coalesce(s.project_id, 0)::int, s.day from advice_sessionparty o
            join advice_session s on s.id = o.session_id where o.party_id = p.id and s.cancelled_at is null
        ) as met(project, day)
        left join unnest(%(passed)s::int[], %(days)s::date[]) as k(project, day) on k.project = met.project
        where case
            when met.project <> 0 and k.project is null then true
            when met.project = 0 or met.day > k.day then met.day >= %(cut)s
            else false
        end)
"""


def retention_passed(today: date) -> QuerySet[Party]:
    """Persons whose data nothing gives a reason to keep on that day, in Polish order.

    The retention of each project of theirs has passed; outside projects the centre's years after the last contact
    have. A project without a day or years keeps its persons.
    """
    passed = {
        terms.project_id: until
        for terms in Terms.objects.select_related("project")
        if (until := terms.kept_until) and until < today
    }
    values: dict[str, Any] = {
        "person": Kind.PERSON.value,
        "today": today,
        "cut": years_after(today, -controller().contact_years),
        "passed": list(passed),
        "days": list(passed.values()),
    }
    with connection.cursor() as cursor:
        cursor.execute(_REASONLESS, values)
        found = [number for (number,) in cursor]
    return parties_for_lists().filter(pk__in=found, erasure=None)


@dataclass(frozen=True)
class Passed:
    """A person to be erased, with why: their projects with the last day of retention, and the last contact."""

    party: Party
    projects: tuple[tuple[Project, date | None], ...]
    last_contact: date | None


def passed_rows(parties: Sequence[Party]) -> Iterator[Passed]:
    """The reasons for these persons; two queries for any number."""
    projects = Project.objects.defer("words").select_related("data_terms").in_bulk()
    until = {pk: _until(project) for pk, project in projects.items()}
    met = _met([party.pk for party in parties])
    for party in parties:
        numbers, last = met.get(party.pk, ([], None))
        known = sorted((projects[pk] for pk in numbers if pk in projects), key=lambda one: one.short_name)
        yield Passed(party, tuple((one, until[one.pk]) for one in known), last)


def _until(project: Project) -> date | None:
    terms: Terms | None = getattr(project, "data_terms", None)
    return terms.kept_until if terms else None


def _met(ids: list[int]) -> Mapping[int, tuple[list[int], date | None]]:
    """The projects of each person and the last day on which the centre did something with them."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            select party, array_agg(distinct project) filter (where project <> 0), max(day) from (
                select e.party, e.project::int, e.occurred_on from ledger_entry e
                where e.party = any(%(ids)s) and e.reverses_id is null
                and not exists (select from ledger_entry r where r.reverses_id = e.id)
                union all
                select o.party_id, coalesce(s.project_id, 0), s.day from advice_sessionparty o
                join advice_session s on s.id = o.session_id
                where o.party_id = any(%(ids)s) and s.cancelled_at is null
                union all
                select j.party_id, j.project_id, j.joined_on from projects_joining j
                where j.party_id = any(%(ids)s) and not j.is_cancelled
                union all
                select n.party_id, 0, n.written_at::date from people_note n where n.party_id = any(%(ids)s)
            ) as met(party, project, day) group by party
            """,
            {"ids": ids},
        )
        return {party: (projects or [], day) for party, projects, day in cursor}
