"""Reads of projects: lists, participants, partners, staff, and what a party's page shows of them."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.db.models import Count, IntegerField, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from psycopg.types.range import DateRange

from ognisko.accounts.models import User
from ognisko.core.polish import fold, sort_key
from ognisko.core.timeline import TimelineItem, newest_first
from ognisko.ledger.models import Entry
from ognisko.people.models import Party
from ognisko.projects.models import Area, Assignment, Funder, Joining, Office, Operator, Partner, Project
from ognisko.projects.rules import AREA, JOINING, OFFICE_DAY, PARTNER


def joined_pairs(projects: Collection[int], parties: Collection[int]) -> dict[tuple[int, int], list[DateRange]]:
    """When the parties were participants of the projects, by (project, party); the rows stay locked till commit.

    Locked, so that a joining is not cancelled while a session relies on it.
    """
    rows = (
        Joining.objects.select_for_update(no_key=True)
        .filter(project__in=projects, party__in=parties, is_cancelled=False)
        .order_by("id")
    )
    joined: dict[tuple[int, int], list[DateRange]] = {}
    for row in rows:
        joined.setdefault((row.project_id, row.party_id), []).append(DateRange(row.joined_on, row.left_on))
    return joined


def services_resting_on(joining: Joining, since: date) -> tuple[int, date | None]:
    """How many records of services the party has in the project while joined, from a day on, and the last one's day.

    Asked of the ledger, since the domains that give services are on higher floors.
    """
    found = Entry.objects.filter(
        party=joining.party_id, project=joining.project_id, occurred_on__gte=since, reverses=None, reversed_by=None
    ).exclude(source_kind__in=(JOINING, PARTNER, AREA, OFFICE_DAY))
    if joining.left_on is not None:
        found = found.filter(occurred_on__lt=joining.left_on)
    records = found.order_by().values("source_kind", "source").distinct().count()
    return records, found.aggregate(last=Max("occurred_on"))["last"]


# Lists ----------------------------------------------------------------------------------------------------------------


def projects_for_lists() -> QuerySet[Project]:
    """Projects with what every list shows of them."""
    return Project.objects.select_related("funder", "coordinator")


def participants_of(project: Project, on: date) -> QuerySet[Joining]:
    """Joinings in force on a day: who is a participant then."""
    return project.joinings.filter(_standing_on(on))


def _standing_on(on: date) -> Q:
    return Q(is_cancelled=False, joined_on__lte=on) & (Q(left_on=None) | Q(left_on__gt=on))


def polish_order(thing: object | None) -> str:
    """A key that puts what people read in Polish order; what is missing comes first."""
    return sort_key(str(thing)) if thing is not None else ""


def projects_found(
    *,
    today: date,
    text: str = "",
    status: str = "",
    funder: Funder | None = None,
    on: date | None = None,
) -> list[Project]:
    """Projects that match the filters, in Polish order of their short names, each with its ``participants`` of today.

    A list, since the order is Polish and a centre has dozens of projects, not thousands.
    """
    counts = (
        Joining.objects.filter(_standing_on(today), project=OuterRef("pk"))
        .order_by()
        .values("project")
        .annotate(count=Count("*"))
    )
    found = projects_for_lists().annotate(
        participants=Coalesce(Subquery(counts.values("count"), output_field=IntegerField()), 0)
    )
    if status:
        found = found.filter(status=status)
    if funder:
        found = found.filter(funder=funder)
    if on:
        found = found.filter(period__contains=on)
    words = fold(text).split()
    return sorted(
        (project for project in found if all(word in _searched(project) for word in words)),
        key=polish_order,
    )


def _searched(project: Project) -> str:
    return fold(f"{project.short_name} {project.name} {project.number} {project.funder or ''}")


def joinings_found(
    project: Project,
    *,
    today: date,
    state: str = "",
    text: str = "",
    joined_from: date | None = None,
    joined_to: date | None = None,
    on: date | None = None,
) -> QuerySet[Joining]:
    """Joinings of a project that match the filters, the latest first; those recorded by mistake only when asked for.

    ``joined_to`` is the last day, inside the range.
    """
    found = Joining.objects.filter(project=project).select_related("party__seat_now", "project")
    match state:
        case "current":
            found = found.filter(_standing_on(today))
        case "left":
            found = found.filter(is_cancelled=False, left_on__lte=today)
        case "cancelled":
            found = found.filter(is_cancelled=True)
        case _:
            found = found.filter(is_cancelled=False)
    if text:
        found = found.filter(party__in=Party.objects.matching(text))
    if joined_from:
        found = found.filter(joined_on__gte=joined_from)
    if joined_to:
        found = found.filter(joined_on__lte=joined_to)
    if on:
        found = found.filter(_standing_on(on))
    return found


def joined_on_day(project: Project, parties: Collection[Party], day: date) -> set[int]:
    """The numbers of those parties that are participants on the day already."""
    return set(participants_of(project, day).filter(party__in=parties).values_list("party_id", flat=True))


def partners_of(project: Project) -> QuerySet[Partner]:
    """Leader and partners of a project with their seats, also those whose time is over; none recorded by mistake."""
    return project.partners.filter(is_cancelled=False).select_related("party__seat_now")


def areas_of(project: Project, on: date) -> QuerySet[Area]:
    """The units that a project works in on a day."""
    return project.areas.filter(is_cancelled=False, period__contains=on).select_related("place__parent")


def funders_for_lists() -> list[Funder]:
    """Funders in Polish order, each with the number of its projects as ``count``."""
    return sorted(Funder.objects.annotate(count=Count("projects")), key=polish_order)


def operators_for_lists() -> QuerySet[Operator]:
    """Operators with their seats and the number of their offices as ``count``; the centre's own first."""
    return Operator.objects.select_related("party__seat_now").annotate(count=Count("offices"))


# Staff ----------------------------------------------------------------------------------------------------------------


def staff_of(*, project: Project | None = None, office: Office | None = None) -> QuerySet[Assignment]:
    """Who works, or worked, for a project or at an office."""
    rows = Assignment.objects.select_related("user", "project", "office")
    return rows.filter(project=project) if project else rows.filter(office=office)


def assigned_projects(user: User, on: date) -> QuerySet[Project]:
    """Projects that the member of staff works for on a day and that run then; forms choose among them first."""
    return projects_for_lists().filter(
        pk__in=Assignment.objects.filter(user=user, period__contains=on, project__period__contains=on).values("project")
    )


def assigned_offices(user: User, on: date) -> QuerySet[Office]:
    """Offices that the member of staff works at on a day."""
    return Office.objects.select_related("place", "operator__party").filter(
        is_active=True,
        pk__in=Assignment.objects.filter(user=user, period__contains=on, office__isnull=False).values("office"),
    )


# The party's page -----------------------------------------------------------------------------------------------------


def joinings_of(party: Party) -> QuerySet[Joining]:
    """The projects that a party joined, the latest first; none recorded by mistake."""
    return Joining.objects.filter(party=party, is_cancelled=False).select_related("project")


def timeline(
    user: User, party: Party, before: date | None = None, limit: int = 20, project: int | None = None
) -> list[TimelineItem]:
    """What a party did in projects before a day, newest first: it joined, left, was a partner. Three queries.

    Every member of staff sees it; ``user`` is there because all domains are asked in one form. ``project`` keeps one.
    """
    of_project: dict[str, Any] = {"project": project} if project else {}
    joinings = joinings_of(party).filter(**of_project)
    joined = joinings.filter(**({"joined_on__lt": before} if before else {}))[:limit]
    left = joinings.filter(left_on__isnull=False, **({"left_on__lt": before} if before else {}))
    partner = Partner.objects.filter(
        party=party, is_cancelled=False, **of_project, **({"period__startswith__lt": before} if before else {})
    ).select_related("project")
    items = [_item(row.joined_on, "log-in", _("Joined %(project)s"), row.project) for row in joined]
    items += [
        _item(row.left_on, "log-out", _("Left %(project)s"), row.project)
        for row in left.order_by("-left_on")[:limit]
        if row.left_on
    ]
    items += [
        _item(
            row.period.lower,
            "handshake",
            _("Leader of %(project)s") if row.role == Partner.Role.LEADER else _("Partner of %(project)s"),
            row.project,
        )
        for row in partner.order_by("-period")[:limit]
    ]
    return newest_first(items)[:limit]


def _item(on: date, icon: str, title: str, project: Project) -> TimelineItem:
    return TimelineItem(
        on=on, icon=icon, title=title % {"project": project}, text=project.name, url=project.get_absolute_url()
    )


def centre_name(otherwise: str = "") -> str:
    """The name of the organisation that runs the centre; until one is recorded what the caller says."""
    return Operator.objects.filter(is_centre=True).values_list("party__name", flat=True).first() or otherwise
