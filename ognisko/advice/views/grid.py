"""What the page of a week is made of: its days with their rows, the row to type into, last week's rows to repeat."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone

from ognisko.accounts.models import User
from ognisko.advice import forms, queries
from ognisko.advice.actions import RowDraft
from ognisko.advice.models import Session
from ognisko.advice.rules import CARRIED, monday_of
from ognisko.core.polish import range_text
from ognisko.people.rules import Kind as PartyKind
from ognisko.projects.queries import weekday_name

NAMESPACE = uuid.UUID("5b1f9d52-7c0e-49f4-93a9-0f8f0f0a6c11")
"""Of the tokens of repeated rows; for ever, or a row repeated twice would be two."""

LONG = 30
"""More rows than a week that is typed by hand has."""

BLANK = uuid.UUID(int=0)
"""The token of the row from which a script makes new ones."""


@dataclass
class Day:
    """A day of the grid with its rows."""

    on: date
    today: date
    minutes: int = 0
    unfinished: int = 0
    """How many rows count as nothing yet."""
    rows: list[forms.WeekRow] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The day of the week."""
        return weekday_name(self.on.isoweekday())

    @property
    def is_today(self) -> bool:
        """Say whether this is today."""
        return self.on == self.today

    @property
    def url(self) -> str:
        """The list of the day's sessions."""
        return _list(self.on, self.on)


@dataclass
class Grid:
    """A week of one person."""

    reader: forms.Reader
    days: list[Day]
    hours: "queries.WeekHours"
    loose: list[forms.WeekRow] = field(default_factory=list)
    last_week: list["Repeated"] = field(default_factory=list)
    other_weeks: list[tuple[date, int]] = field(default_factory=list)
    blank: forms.WeekRow | None = None
    is_whole: bool = False
    """Whether all rows are to be typed into without scripts, however many there are."""

    def __post_init__(self) -> None:
        """What the selects offer is the same for every row."""
        self.kinds, self.projects = self.reader.choices("kind"), self.reader.choices("project")
        self.ways, self.offices = self.reader.choices("form"), self.reader.choices("office")
        self.party_kinds = [(kind.value, kind.label) for kind in PartyKind]

    @property
    def is_long(self) -> bool:
        """Say whether there are so many rows that saved ones are sent as text, which a script makes cells of.

        With all their lists to choose from two hundred rows are a megabyte.
        """
        return not self.is_whole and sum(len(day.rows) for day in self.days) > LONG

    @property
    def saved(self) -> forms.WeekRow:
        """A saved row of nothing, from which a script makes those that were sent as text."""
        cells = {"kind": self.kinds[0][0] if self.kinds else "", "form": self.ways[0][0]}
        return forms.WeekRow(BLANK, cells, Session(pk=0, token=BLANK, minutes=0))

    @property
    def monday(self) -> date:
        """The first day of the week."""
        return self.days[0].on

    @property
    def name(self) -> str:
        """The days of the week in words."""
        return range_text(self.monday, self.days[-1].on)

    @property
    def number(self) -> int:
        """The number of the week in its year."""
        return self.monday.isocalendar().week

    @property
    def url(self) -> str:
        """The list of the week's sessions."""
        return _list(self.monday, self.days[-1].on)

    @property
    def rows(self) -> Iterator[forms.WeekRow]:
        """All rows, from top to bottom."""
        yield from self.loose
        for day in self.days:
            yield from day.rows


@dataclass(frozen=True)
class Repeated:
    """A row of the week before, as it would stand in this one; ``is_there`` once it does."""

    session: Session
    draft: RowDraft
    is_there: bool


def grid_of(user: User, monday: date, *, typing_on: date | None = None, whole: bool = False) -> Grid:
    """The week as its page shows it; a fixed number of queries for any number of rows."""
    today = timezone.localdate()
    sessions, drafts = queries.sessions_of_week(user, monday), queries.drafts_of_week(user, monday)
    changing = queries.sessions_by_token(user, {draft.token for draft in drafts})
    reader = forms.Reader(user, monday, [draft.cells for draft in drafts])
    kept = [reader.kept(draft, changing.get(draft.token)) for draft in drafts]
    hours = queries.hours_by_week(user, monday)
    days = {on: Day(on, today, sum(parts.values())) for on, parts in hours.minutes.items()}
    unfinished = {row.token for row in kept}
    for session in sessions:
        if session.token not in unfinished:
            days[session.day].rows.append(forms.saved_row(session))
    loose: list[forms.WeekRow] = []
    for row in kept:
        home = days.get(row.day) if row.day else None
        (home.rows if home else loose).append(row)
        if home:
            home.unfinished += 1
    last = _last_typed(user, [row for day in days.values() for row in day.rows])
    typing_on = typing_on if typing_on in days else _day_to_type(days, today)
    days[typing_on].rows.append(_fresh(uuid.uuid4(), last, typing_on))
    return Grid(
        reader, list(days.values()), hours, loose, repeated(user, monday), queries.weeks_with_drafts(user, monday),
        _fresh(BLANK, last, typing_on), whole,
    )  # fmt: skip


def sums_of(user: User, monday: date, reader: forms.Reader) -> Grid:
    """The week with its sums and without its rows, for the answer to one of them; three queries."""
    today, hours = timezone.localdate(), queries.hours_by_week(user, monday)
    unfinished = queries.draft_rows_by_day(user, monday)
    days = [Day(on, today, sum(parts.values()), unfinished.get(on, 0)) for on, parts in hours.minutes.items()]
    return Grid(reader, days, hours)


def _last_typed(user: User, rows: list[forms.WeekRow]) -> dict[str, str]:
    """What a new row takes over: from the last row of the week, else from the session that was recorded last."""
    if rows:
        return rows[-1].cells
    session = queries.last_session(user)
    return forms.cells_of(session) if session else {}


def _fresh(token: uuid.UUID, last: dict[str, str], on: date) -> forms.WeekRow:
    cells = {name: last.get(name, "") for name in CARRIED}
    return forms.WeekRow(token, cells | {"day": f"{on:%d.%m}"}, is_fresh=True)


def _day_to_type(days: dict[date, Day], today: date) -> date:
    """Today, or in another week the last day that has rows, or its Monday."""
    if today in days:
        return today
    return max((on for on, day in days.items() if day.rows), default=min(days))


def repeated(user: User, monday: date) -> list[Repeated]:
    """Last week's sessions as rows of this week, on the same day of the week."""
    found = []
    for session in queries.sessions_of_week(user, monday - timedelta(days=7)):
        day = session.day + timedelta(days=7)
        cells = forms.cells_of(session) | {"day": f"{day:%d.%m}"}
        found.append((session, RowDraft(uuid.uuid5(NAMESPACE, f"{session.pk} {monday}"), monday, day, cells)))
    there = queries.tokens_there(user, {draft.token for _session, draft in found})
    return [Repeated(session, draft, draft.token in there) for session, draft in found]


def _list(since: date, until: date) -> str:
    query = {"advisor": "me", "since": since.isoformat(), "until": until.isoformat()}
    return f"{reverse('advice:sessions')}?{urlencode(query)}"


def monday_asked(day: date | None) -> date:
    """The Monday of the week that is asked for, or of this one."""
    return monday_of(day or timezone.localdate())
