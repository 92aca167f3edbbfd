"""Reads of the week grid: its sessions and drafts, and all that the cells of many rows may mean."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Coalesce
from psycopg.types.range import DateRange

from ognisko.accounts.models import User
from ognisko.advice.models import DraftRow, Kind, Session
from ognisko.advice.queries.lists import assigned_numbers
from ognisko.ledger.queries import closings_in_force
from ognisko.people.models import Party
from ognisko.people.queries.meant import meant_by
from ognisko.projects.models import Joining, Office, Project


def sessions_of_week(user: User, monday: date) -> list[Session]:
    """What the user recorded in the seven days from ``monday`` on, in the order of the week; one query."""
    found = Session.objects.held().filter(advisor=user, day__range=(monday, monday + timedelta(days=6)))
    return list(_with_names(found).order_by("day", "starts_at", "id"))


def sessions_by_token(user: User, tokens: Collection[uuid.UUID]) -> dict[uuid.UUID, Session]:
    """The user's own sessions that rows of these tokens have become; one query."""
    return {row.token: row for row in _with_names(Session.objects.filter(advisor=user, token__in=tokens))}


def _with_names(sessions: QuerySet[Session]) -> QuerySet[Session]:
    return sessions.select_related("party__seat_now", "kind", "advisor", "project", "office", "place")


def is_of_others(user: User, token: uuid.UUID) -> bool:
    """Say whether the token is of somebody else's session or draft; two queries."""
    others = Session.objects.exclude(advisor=user).filter(token=token)
    return others.exists() or DraftRow.everything.exclude(author=user).filter(token=token).exists()


def tokens_there(user: User, tokens: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Those of the tokens that are of the user's sessions or drafts by now, cancelled ones too; two queries."""
    sessions = Session.objects.filter(advisor=user, token__in=tokens).values_list("token", flat=True)
    drafts = DraftRow.objects.filter(author=user, token__in=tokens).values_list("token", flat=True)
    return {*sessions.order_by(), *drafts.order_by()}


def drafts_of_week(user: User, monday: date) -> list[DraftRow]:
    """Unfinished rows of the user that were typed in this week or lie in it; one query."""
    in_week = Q(day__range=(monday, monday + timedelta(days=6)))
    return list(DraftRow.objects.filter(Q(week=monday) | in_week, author=user))


def draft_rows_by_day(user: User, monday: date) -> dict[date, int]:
    """How many unfinished rows of the user lie on each day of the week; one query."""
    rows = DraftRow.objects.filter(author=user, day__range=(monday, monday + timedelta(days=6))).order_by()
    return {day: count for day, count in rows.values_list("day").annotate(rows=Count("id")) if day}


def draft_rows_by_author(since: date, until: date) -> list[tuple[User, int]]:
    """Who has unfinished rows in a period and how many, by name; two queries.

    For whoever closes the period: what is unfinished counts as nothing. A row whose day can't be read lies in the week
    in which it was typed.
    """
    found = DraftRow.objects.alias(on=Coalesce("day", "week")).filter(on__range=(since, until)).order_by()
    counted = dict(found.values_list("author").annotate(rows=Count("id")))
    return [(user, counted[user.pk]) for user in User.objects.filter(pk__in=counted).order_by("name", "id")]


def weeks_with_drafts(user: User, besides: date) -> list[tuple[date, int]]:
    """Mondays of the other weeks in which the user has unfinished rows, with their number; one query."""
    rows = DraftRow.objects.filter(author=user).exclude(week=besides).order_by("week").values_list("week")
    return list(rows.annotate(rows=Count("id")))


@dataclass(frozen=True)
class Known:
    """What the cells of rows may mean: everything is loaded at once, so that many rows cost no more than one."""

    kinds: Mapping[int, Kind]
    projects: Mapping[int, Project]
    offices: Mapping[int, Office]
    parties: Mapping[int, Party]
    meant: Mapping[str, Sequence[Party]]
    joined: Mapping[tuple[int, int], Sequence[DateRange]]
    closed: Sequence[tuple[date, date, int]]
    my_projects: Collection[int]
    my_offices: Collection[int]

    def is_closed(self, day: date, project: Project | None) -> bool:
        """Say whether an entry of this day and project would be a correction."""
        wanted = (0, project.pk if project else 0)
        return any(start <= day < end and closed in wanted for start, end, closed in self.closed)

    def has_joined(self, project: Project, party: Party | None, day: date) -> bool:
        """Say whether the party may be served in the project on that day; a party that is to be added may not yet."""
        if not project.requires_joining:
            return True
        return party is not None and any(day in period for period in self.joined.get((project.pk, party.pk), ()))

    def open_to(self, party: Party | None, day: date) -> list[Project]:
        """Projects of that day in which the party can be served at once."""
        return [
            project
            for project in self.projects.values()
            if project.status != Project.Status.PREPARED
            and day in project.period
            and self.has_joined(project, party, day)
        ]


def known(user: User, today: date, numbers: Collection[int], texts: Collection[str]) -> Known:
    """All that rows may mean which name parties by these numbers and texts; nine queries for any number of rows."""
    meant = meant_by(texts)
    parties = Party.objects.select_related("seat_now").in_bulk(list(numbers))
    possible = {*parties, *(party.pk for found in meant.values() for party in found)}
    joined: dict[tuple[int, int], list[DateRange]] = {}
    joinings = Joining.objects.filter(project__requires_joining=True, party__in=possible, is_cancelled=False)
    for project, party, since, until in joinings.values_list("project_id", "party_id", "joined_on", "left_on"):
        joined.setdefault((project, party), []).append(DateRange(since, until))
    projects, offices = assigned_numbers(user, today)
    return Known(
        kinds={row.pk: row for row in Kind.objects.all()},
        projects={row.pk: row for row in Project.objects.all()},
        offices={row.pk: row for row in Office.objects.all()},
        parties=parties,
        meant=meant,
        joined=joined,
        closed=[(row.period.lower, row.period.upper, row.project) for row in closings_in_force()],
        my_projects=projects,
        my_offices=offices,
    )
