"""Reads of sessions: facts for the ledger, lists, and what their form begins with."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    IntegerField,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    When,
)
from django.db.models.functions import Greatest
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from ognisko.accounts.models import User
from ognisko.advice.models import Kind, Session, SessionParty, SessionQuerySet
from ognisko.advice.permissions import can_see_sessions
from ognisko.advice.rules import Category, Form
from ognisko.core.minutes import hours, hours_text
from ognisko.core.polish import fold
from ognisko.core.search import Asked, Found, some_of
from ognisko.core.timeline import TimelineItem
from ognisko.ledger.rules import PartyOnDay, RecordLink
from ognisko.people.models import Party
from ognisko.people.queries import parties_on
from ognisko.projects.models import Assignment, Joining, Project


@dataclass(frozen=True)
class SessionFacts:
    """What counts of a session; ``others`` are parties on their own behalf besides the lead party."""

    day: date
    minutes: int
    category: Category
    kind: int
    people_count: int
    project: int
    office: int
    place: int | None
    lead: PartyOnDay
    others: tuple[PartyOnDay, ...]
    is_cancelled: bool


def facts(ids: Sequence[int]) -> Mapping[int, SessionFacts]:
    """Facts of sessions; three queries. Where no place is given, a session took place where its office is."""
    rows = list(
        Session.objects.filter(id__in=ids)
        .order_by()
        .values_list(
            "id", "day", "minutes", "kind__category", "kind_id", "people_count", "project_id", "office_id", "place_id",
            "office__place_id", "party_id", "cancelled_at",
        )
    )  # fmt: skip
    others: dict[int, list[int]] = {}
    taking_part = SessionParty.objects.filter(session__in=ids, capacity=SessionParty.Capacity.PARTY).order_by("id")
    for session, party in taking_part.values_list("session_id", "party_id"):
        others.setdefault(session, []).append(party)
    parties = parties_on((party, row[1]) for row in rows for party in (row[10], *others.get(row[0], ())))
    return {
        number: SessionFacts(
            day,
            minutes,
            Category(category),
            kind,
            people_count,
            project or 0,
            office or 0,
            place or office_place,
            parties[lead, day],
            tuple(parties[party, day] for party in others.get(number, ())),
            cancelled_at is not None,
        )
        for (
            number, day, minutes, category, kind, people_count, project, office, place, office_place, lead,
            cancelled_at,
        ) in rows
    }  # fmt: skip


def session_ids() -> Iterator[int]:
    """All numbers of sessions, in order."""
    return iter(Session.objects.order_by("id").values_list("id", flat=True).iterator(chunk_size=10_000))


def links(ids: Sequence[int]) -> Mapping[int, RecordLink]:
    """Sessions behind a number: the lead party, the subject, the session's page."""
    rows = Session.objects.filter(id__in=ids).select_related("party", "kind")
    return {row.pk: RecordLink(str(row.party), row.subject or str(row.kind), row.get_absolute_url()) for row in rows}


def kind_names() -> Mapping[int, str]:
    """Names of the kinds by number, the topics of advice in the ledger."""
    return {kind.pk: str(kind) for kind in Kind.objects.all()}


def sessions_for_lists() -> SessionQuerySet:
    """Sessions with what every list shows of them; the confidential note is not even read."""
    rows = Session.objects.select_related("party", "kind", "advisor", "project", "office")
    return rows.defer("confidential_note", "words")


# Lists --------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class SessionFilter:
    """Which sessions a list shows; what is left out lets everything through. Project and office 0 mean none."""

    since: date | None = None
    until: date | None = None
    """The last day, inside the range."""
    advisor: int | None = None
    kind: int | None = None
    category: int | None = None
    project: int | None = None
    office: int | None = None
    party: int | None = None
    form: str = ""
    text: str = ""
    cancelled: bool = False
    """Show cancelled sessions too."""


def sessions_found(wanted: SessionFilter) -> QuerySet[Session]:
    """Sessions that pass the filter, as lists show them; the text is looked for in the subject and the party."""
    found = sessions_for_lists() if wanted.cancelled else sessions_for_lists().held()
    if wanted.since:
        found = found.filter(day__gte=wanted.since)
    if wanted.until:
        found = found.filter(day__lte=wanted.until)
    for column in ("advisor", "kind", "project", "office"):
        if (value := getattr(wanted, column)) is not None:
            found = found.filter(**{f"{column}_id": value or None})
    if wanted.category is not None:
        found = found.filter(kind__category=wanted.category)
    if wanted.party is not None:
        found = found.filter(_of_party(wanted.party))
    if wanted.form:
        found = found.filter(form=wanted.form)
    if wanted.text:
        in_party = Q()
        for word in fold(wanted.text).split():
            in_party &= Q(party__search__contains=word)
        found = found.filter(Q(subject__icontains=wanted.text) | (in_party or Q(pk=None)))
    return found


def _of_party(party: int) -> Q:
    """Sessions that a party led or took part in; a subquery, since a join would show a session twice."""
    return Q(party_id=party) | Q(pk__in=SessionParty.objects.filter(party_id=party).values("session_id"))


@dataclass(frozen=True)
class Totals:
    """What a list of sessions comes to; cancelled ones count as nothing."""

    sessions: int
    minutes: int


def totals(sessions: QuerySet[Session]) -> Totals:
    """Number and minutes of the sessions that were not cancelled; one query."""
    found = sessions.order_by().filter(cancelled_at=None).aggregate(sessions=Count("id"), minutes=Sum("minutes"))
    return Totals(found["sessions"], found["minutes"] or 0)


def export_columns() -> list[str]:
    """The head of the exported list; the confidential note never leaves."""
    return [
        _("Day"), _("From"), _("Hours"), _("Kind"), _("Form"), _("Party"), _("Advisor"), _("People present"),
        _("Project"), _("Office"), _("Municipality"), _("What was done"), _("Number in the register"),
        pgettext("session", "Cancelled"),
    ]  # fmt: skip


def export_rows(sessions: QuerySet[Session]) -> Iterator[Sequence[object]]:
    """The list as rows, all of its pages; one query."""
    for row in sessions.select_related("place"):
        yield (
            row.day, row.starts_at, hours(row.minutes), row.kind.title, Form(row.form).label, str(row.party),
            str(row.advisor), row.people_count, str(row.project or ""), str(row.office or ""), str(row.place or ""),
            row.subject, row.number, row.cancelled_at,
        )  # fmt: skip


def timeline(
    user: User, party: Party, before: date | None, limit: int, project: int | None = None
) -> list[TimelineItem]:
    """What the centre advised this party, led or together with others, the latest first; before a day if given.

    Every member of staff sees the same: the confidential note is not among it. ``project`` keeps one project's.
    """
    return [_timeline_item(row, party) for row in _timeline_rows(party, before, project)[:limit]]


def timeline_count(party: Party, before: date | None, project: int | None = None) -> int:
    """How many items the timeline has before a day; one query."""
    return _timeline_rows(party, before, project).count()


def _timeline_rows(party: Party, before: date | None, project: int | None) -> QuerySet[Session]:
    found = sessions_for_lists().held().filter(_of_party(party.pk))
    if before:
        found = found.filter(day__lt=before)
    return found.filter(project_id=project) if project else found


def projects_of(party: Party) -> set[int]:
    """Numbers of the projects in which the centre advised this party; one query."""
    found = Session.objects.held().filter(_of_party(party.pk), project__isnull=False)
    return set(found.order_by().values_list("project_id", flat=True).distinct())


def with_last_session(parties: QuerySet[Party], until: date) -> QuerySet[Party]:
    """Parties with ``last_session``: the latest day up to ``until`` on which they were advised, led or taking part."""
    led = Session.objects.held().filter(party=OuterRef("pk"), day__lte=until).order_by("-day")
    together = SessionParty.objects.filter(party=OuterRef("pk"), session__cancelled_at=None, session__day__lte=until)
    return parties.annotate(
        last_session=Greatest(
            Subquery(led.values("day")[:1]),
            Subquery(together.order_by("-session__day").values("session__day")[:1]),
        )
    )


def _timeline_item(session: Session, party: Party) -> TimelineItem:
    who = ", ".join(str(part) for part in (session.advisor, session.project) if part)
    led = "" if session.party_id == party.pk else _("together with %(party)s") % {"party": session.party}
    return TimelineItem(
        on=session.day,
        time=session.starts_at,
        icon="notebook-pen",
        title=session.kind.title[:1].upper() + session.kind.title[1:],
        text=". ".join(part for part in (session.subject.rstrip("."), led, who) if part),
        amount=hours_text(session.minutes),
        unit="h",
        url=session.get_absolute_url(),
    )


def latest_sessions(advisor: User | None, until: date, limit: int) -> list[Session]:
    """The latest sessions up to a day, of one advisor or of the whole centre; one query."""
    found = sessions_for_lists().held().filter(day__lte=until)
    found = found.order_by("-day", F("starts_at").desc(nulls_last=True), "-id")
    return list((found.filter(advisor=advisor) if advisor else found)[:limit])


@dataclass(frozen=True)
class WeekHours:
    """Minutes of one advisor in a week, by day and project (None for no project)."""

    monday: date
    minutes: Mapping[date, Mapping[Project | None, int]]

    @property
    def total(self) -> int:
        """Minutes of the week."""
        return sum(part for day in self.minutes.values() for part in day.values())

    @property
    def by_project(self) -> dict[Project | None, int]:
        """Minutes of the week by project, the largest first."""
        sums: dict[Project | None, int] = {}
        for day in self.minutes.values():
            for project, part in day.items():
                sums[project] = sums.get(project, 0) + part
        return dict(sorted(sums.items(), key=lambda item: (-item[1], str(item[0] or ""))))


def hours_by_week(user: User, monday: date) -> WeekHours:
    """What the user recorded in the seven days from ``monday`` on, by day and project; two queries."""
    rows = (
        Session.objects.held()
        .filter(advisor=user, day__gte=monday, day__lt=monday + timedelta(days=7))
        .order_by("day")
        .values_list("day", "project_id")
        .annotate(minutes=Sum("minutes"))
    )
    found = list(rows)
    projects: Mapping[int | None, Project] = Project.objects.in_bulk({project for _, project, _ in found if project})
    by_day: dict[date, dict[Project | None, int]] = {monday + timedelta(days=number): {} for number in range(7)}
    for day, project, minutes in found:
        by_day[day][projects.get(project)] = minutes
    return WeekHours(monday, by_day)


# Search --------------------------------------------------------------------------------------------------------------


def found(user: User, asked: Asked, limit: int) -> list[Found]:
    """The latest so many sessions with these words in their subject or number; two queries.

    The words of the confidential note are in no index, and cancelled sessions are left out. A word that many have
    is met at once on the way from the latest session backwards.
    """
    if not asked or not can_see_sessions(user):
        return []
    pairs, are_all = some_of(Session.objects.held(), asked, "day")
    latest = [number for _day, number in pairs[::-1][:limit]]
    rows = sessions_for_lists().held().order_by("-day", "-id")
    rows = rows.filter(pk__in=latest) if are_all or asked.is_loose else rows.filter(words=asked.tsquery)[:limit]
    return [
        Found(
            kind="doradztwo",
            title=row.subject or str(row),
            url=row.get_absolute_url(),
            rank=0 if asked.text and row.number == asked.text else 3 if asked.is_loose else 2,
            note=" · ".join(str(part) for part in (row.party, row.kind.title, row.advisor, row.number) if part),
            icon="notebook-pen",
            on=row.day,
        )
        for row in rows
    ]


# The form -----------------------------------------------------------------------------------------------------------


def last_session(user: User, party: Party | None = None) -> Session | None:
    """The session that the user recorded last, with this party if any: its kind, project and office serve again."""
    mine = Session.objects.held().filter(advisor=user).select_related("kind", "project", "office")
    same_first = Case(When(party=party, then=0), default=1, output_field=IntegerField())
    return mine.order_by(same_first, "-recorded_at", "-id").first()


def assigned_numbers(user: User, on: date) -> tuple[set[int], set[int]]:
    """Numbers of the projects and of the offices that the user is assigned to on a day; one query."""
    rows = list(Assignment.objects.filter(user=user, period__contains=on).values_list("project_id", "office_id"))
    return {project for project, _office in rows if project}, {office for _project, office in rows if office}


def projects_open_to(parties: Iterable[Party], day: date) -> list[Project]:
    """Projects of a day in which these parties can be served at once: no joining required, or all have joined."""
    numbers = {party.pk for party in parties}
    joined = (
        Joining.objects.filter(Q(left_on=None) | Q(left_on__gt=day), party__in=numbers, joined_on__lte=day)
        .filter(is_cancelled=False)
        .order_by()
        .values("project")
        .annotate(parties=Count("party", distinct=True))
        .filter(parties=len(numbers))
        .values("project")
    )
    return list(Project.objects.running(day).filter(Q(requires_joining=False) | Q(pk__in=joined)))


def last_days(user: User, parties: Sequence[Party]) -> Mapping[int, date]:
    """When each party was last with this advisor; one query."""
    rows = Session.objects.held().filter(advisor=user, party__in=parties).order_by()
    return dict(rows.values_list("party_id").annotate(last=Max("day")))


def not_joined(party: int) -> set[int]:
    """Sessions of a project that requires joining, on days on which the party has not joined it; one query."""
    joined = Joining.objects.filter(
        Q(left_on=None) | Q(left_on__gt=OuterRef("day")),
        project=OuterRef("project"),
        party=party,
        joined_on__lte=OuterRef("day"),
        is_cancelled=False,
    )
    together = SessionParty.objects.filter(party=party, capacity=SessionParty.Capacity.PARTY).values("session_id")
    sessions = Session.objects.held().filter(Q(party=party) | Q(pk__in=together), project__requires_joining=True)
    return set(sessions.filter(~Exists(joined)).order_by().values_list("pk", flat=True))
