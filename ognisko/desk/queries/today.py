"""What a member of staff sees first: their latest work, what they have to see to, their week, their projects."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby

from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, npgettext, pgettext_lazy

from ognisko.accounts.models import Role, User
from ognisko.advice import queries as advice
from ognisko.advice.models import Session
from ognisko.core.minutes import hours_text
from ognisko.core.polish import date_text
from ognisko.desk.queries.visits import VisitDay, visits_of
from ognisko.grants.queries.waiting import Waiting, waiting_for
from ognisko.people.models import Task
from ognisko.projects.models import Project
from ognisko.projects.queries import assigned_projects, projects_for_lists
from ognisko.reports.queries import IndicatorRow, indicator_rows
from ognisko.ui.rules import Day

SESSIONS_SHOWN, SESSIONS_READ, TASKS_SHOWN, GRANTS_SHOWN = 8, 40, 20, 10
"""Days are shown whole, until there are so many sessions; a day that the reading may have cut has no sum."""

WEEKDAYS = (
    pgettext_lazy("weekday", "Mon"),
    pgettext_lazy("weekday", "Tue"),
    pgettext_lazy("weekday", "Wed"),
    pgettext_lazy("weekday", "Thu"),
    pgettext_lazy("weekday", "Fri"),
    pgettext_lazy("weekday", "Sat"),
    pgettext_lazy("weekday", "Sun"),
)

WEEKDAYS_IN_FULL = (
    pgettext_lazy("weekday", "Monday"),
    pgettext_lazy("weekday", "Tuesday"),
    pgettext_lazy("weekday", "Wednesday"),
    pgettext_lazy("weekday", "Thursday"),
    pgettext_lazy("weekday", "Friday"),
    pgettext_lazy("weekday", "Saturday"),
    pgettext_lazy("weekday", "Sunday"),
)


@dataclass(frozen=True)
class SessionDay:
    """The sessions of one day, the latest first, with their sum; ``url`` opens them as a list."""

    day: date
    name: str
    minutes: int | None
    url: str
    sessions: Sequence[Session]


@dataclass(frozen=True)
class DueTask:
    """Something to see to: where it came from, and how it stands ("late", "today" or "" with the day in words)."""

    task: Task
    note: str
    state: str
    when: str


@dataclass(frozen=True)
class Share:
    """A project in the week: its hours, their list, and its colour and pattern."""

    name: str
    minutes: int
    url: str
    series: int


@dataclass(frozen=True)
class Week:
    """The hours of a week by day, as bars, and by project."""

    minutes: int
    url: str
    days: Sequence[Day]
    shares: Sequence[Share]


@dataclass(frozen=True)
class ProjectFigures:
    """A project's indicators against the time gone by; ``elapsed`` in percent, None without an end."""

    project: Project
    elapsed: int | None
    rows: Sequence[IndicatorRow]


@dataclass(frozen=True)
class Today:
    """The whole page; ``is_centre`` where the sessions are the centre's, since the user has none."""

    day: date
    sentence: str
    days: Sequence[SessionDay]
    is_centre: bool
    tasks: Sequence[DueTask]
    tasks_note: str
    week: Week | None
    projects: Sequence[ProjectFigures]
    visits: Sequence[VisitDay]
    office_visits: Sequence[VisitDay]
    grants: Sequence[Waiting]
    more_grants: int

    @property
    def weekday(self) -> str:
        """The name of the day, in Polish in lower case as people write it."""
        return str(WEEKDAYS_IN_FULL[self.day.weekday()])


def today_of(user: User, day: date, today: date) -> Today:
    """The page of a day for a user, in a fixed number of queries however much there is."""
    sessions = advice.latest_sessions(user, day, SESSIONS_READ)
    is_centre = not sessions and not user.has_role(Role.ADVISOR, Role.ANIMATOR)
    if is_centre:
        sessions = advice.latest_sessions(None, day, SESSIONS_READ)
    tasks = _due_tasks(user, today)
    hours = advice.hours_by_week(user, day - timedelta(days=day.weekday()))
    mine, others = visits_of(user, day, today)
    grants = waiting_for(user, timezone.now(), today)
    return Today(
        day=day,
        sentence=_sentence(hours, tasks, day, today),
        days=_by_day(sessions, today, "" if is_centre else "me"),
        is_centre=is_centre,
        tasks=tasks,
        tasks_note=_tasks_note(tasks),
        week=_week(hours, today) if user.writes and (hours.total or not is_centre) else None,
        projects=_projects(user, today),
        visits=mine,
        office_visits=others,
        grants=grants[:GRANTS_SHOWN],
        more_grants=max(len(grants) - GRANTS_SHOWN, 0),
    )


def _list_of(**wanted: object) -> str:
    query = {name: str(value) for name, value in wanted.items() if value != ""}
    return f"{reverse('advice:sessions')}?{urlencode(query)}"


def _by_day(sessions: Sequence[Session], today: date, advisor: str) -> list[SessionDay]:
    """Whole days, so that the sum of a day is that of the list it opens."""
    made: list[SessionDay] = []
    for day, group in groupby(sessions, key=lambda session: session.day):
        rows = list(group)
        is_cut = len(sessions) == SESSIONS_READ and rows[-1] is sessions[-1]
        if made and (is_cut or sum(len(each.sessions) for each in made) + len(rows) > SESSIONS_SHOWN):
            break
        url = _list_of(advisor=advisor, since=day, until=day)
        minutes = None if is_cut else sum(row.minutes for row in rows)
        made.append(SessionDay(day, _day_name(day, today), minutes, url, rows))
    return made


def _day_name(day: date, today: date) -> str:
    if day == today:
        return _("today")
    if day == today - timedelta(days=1):
        return _("yesterday")
    return _short_day(day) if day.year == today.year else date_text(day)


def _short_day(day: date) -> str:
    """A day near by: "pt. 14 marca"; the year is the present one."""
    words = date_text(day).rsplit(" ", 1)[0]
    return f"{WEEKDAYS[day.weekday()]} {words}"


def _due_tasks(user: User, today: date) -> list[DueTask]:
    """My open tasks, the overdue ones first; one query."""
    rows = (
        Task.objects.open()
        .filter(assignee=user)
        .select_related("party", "created_by", "session")
        .defer("session__confidential_note")
        .order_by("due_on", "id")
    )
    return [_due_task(row, user, today) for row in rows[:TASKS_SHOWN]]


def _due_task(task: Task, user: User, today: date) -> DueTask:
    session = getattr(task, "session", None)
    if session is not None:
        note = _("from the session of %(day)s") % {"day": _without_year(session.day, today)}
    elif task.created_by_id != user.pk:
        note = _("from %(colleague)s") % {"colleague": task.created_by}
    else:
        note = ""
    late = (today - task.due_on).days
    if late > 0:
        when = ngettext("%(count)s day overdue", "%(count)s days overdue", late) % {"count": late}
        return DueTask(task, note, "late", when)
    if late == 0:
        return DueTask(task, note, "today", _("today"))
    return DueTask(
        task, note, "", _short_day(task.due_on) if task.due_on.year == today.year else date_text(task.due_on)
    )


def _without_year(day: date, today: date) -> str:
    return date_text(day).rsplit(" ", 1)[0] if day.year == today.year else date_text(day)


def _tasks_note(tasks: Sequence[DueTask]) -> str:
    """How many there are, and how many of them are late: "5 spraw, 1 po terminie"."""
    if not tasks:
        return ""
    late = sum(row.state == "late" for row in tasks)
    count = npgettext("today", "%(count)s task", "%(count)s tasks", len(tasks)) % {"count": len(tasks)}
    overdue = _("%(count)s overdue") % {"count": late}
    return f"{count}, {overdue}" if late else count


def _sentence(hours: "advice.WeekHours", tasks: Sequence[DueTask], day: date, today: date) -> str:
    """How the day stands, in a sentence or two."""
    minutes = sum(hours.minutes.get(day, {}).values())
    if day != today:
        return (
            _("On this day you recorded %(hours)s h.") % {"hours": hours_text(minutes)}
            if minutes
            else _("On this day you recorded nothing.")
        )
    words = [_("Good day.")]
    if minutes:
        words.append(_("Today you have recorded %(hours)s h.") % {"hours": hours_text(minutes)})
    else:
        words.append(_("Nothing is recorded for today yet."))
    late, due = (sum(row.state == state for row in tasks) for state in ("late", "today"))
    if late:
        words.append(ngettext("%(count)s task is overdue.", "%(count)s tasks are overdue.", late) % {"count": late})
    if due:
        words.append(ngettext("%(count)s task is due today.", "%(count)s tasks are due today.", due) % {"count": due})
    return " ".join(words)


def _week(hours: "advice.WeekHours", today: date) -> Week:
    """Five days, and the weekend where something was done then; the largest projects have a colour of their own."""
    by_project = hours.by_project
    series = {project: min(number, 6) for number, project in enumerate(by_project, start=1)}
    end = hours.monday + timedelta(days=6)
    days = [
        Day(
            name=str(WEEKDAYS[day.weekday()]),
            number=str(day.day),
            parts=tuple((series[project], Decimal(parts[project])) for project in by_project if project in parts),
            text=hours_text(sum(parts.values())) if parts else "",
            url=_list_of(advisor="me", since=day, until=day) if parts else "",
            today=day == today,
        )
        for day, parts in hours.minutes.items()
        if parts or day.weekday() < 5
    ]
    shares = [
        Share(
            str(project or _("no project")),
            minutes,
            _list_of(advisor="me", since=hours.monday, until=end, project=project.pk if project else 0),
            series[project],
        )
        for project, minutes in by_project.items()
    ]
    return Week(hours.total, _list_of(advisor="me", since=hours.monday, until=end), days, shares)


def _projects(user: User, today: date) -> list[ProjectFigures]:
    """Indicators of my projects; of all that run for those who answer for or check the whole centre."""
    if user.has_role(Role.DIRECTOR, Role.AUDITOR):
        projects = list(projects_for_lists().running(today))  # type: ignore[attr-defined]  # a ProjectQuerySet
    else:
        projects = list(assigned_projects(user, today))
    rows: Mapping[int, list[IndicatorRow]] = {project.pk: [] for project in projects}
    for row in indicator_rows(projects, today):
        rows[row.indicator.project_id].append(row)
    made = []
    for project in projects:
        elapsed = rows[project.pk][0].elapsed if rows[project.pk] else None
        percent = round(elapsed * 100) if elapsed is not None else None
        made.append(ProjectFigures(project, percent, rows[project.pk]))
    return made
