"""Projects: what their rows say, what stands, what is written."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ognisko.accounts.models import User
from ognisko.core.cells import CellError
from ognisko.core.polish import fold
from ognisko.core.sheets import Book, Line, Sheet, Write, Writing
from ognisko.people.sheets.known import Known, Parties, Places, day_after, party_in, record, refuse_closed, user_in
from ognisko.places.models import Place
from ognisko.projects import actions
from ognisko.projects.models import Area, Funder, Joining, Partner
from ognisko.projects.sheets.known import KnownProject, Projects
from ognisko.projects.sheets.projects.columns import CURRENCIES, PROJECT_COLUMNS, STATUSES
from ognisko.projects.sheets.projects.partners import _refuse_other_leader

_PLAIN = ("name", "number", "status", "value", "funding", "currency", "requires_joining", "tasks", "public_text")


@dataclass
class _Row:
    """A row that could be read, with whom and what its cells mean; ``leader`` only where it is new."""

    line: Line
    known: KnownProject
    leader: Known | None
    coordinator: User | None
    area: list[Place] | None


def plan_projects(book: Book, lines: Sequence[Line]) -> Write:
    """A project is recognised by its short name."""
    projects = book.once(Projects)
    rows = [row for line in lines if (row := _read(book, line, projects))]
    areas = _areas()
    joined = _joined_days()
    todo: list[tuple[_Row, bool, bool]] = []
    for row in rows:
        line, known = row.line, row.known
        if known.project is None:
            _refuse_closed_area(book, row)
            if not line.broken:
                book.creates(line)
                todo.append((row, True, True))
            continue
        changes = _changes(row)
        is_basic = bool(changes)
        _refuse_what_joinings_forbid(book, row, joined)
        if row.leader is not None:
            changes.append(("leader", None, row.leader.name))
        area = areas.get(known.project.pk, set())
        if row.area is not None and {place.code for place in row.area} != area:
            labels = book.once(Places).labels
            changes.append(("area", {labels[code] for code in area}, {str(place) for place in row.area}))
            _refuse_closed_area(book, row)
        else:
            row.area = None
        if line.broken:
            continue
        if changes:
            book.changes(line, known.short_name, changes)
            todo.append((row, False, is_basic))
        else:
            book.skips(line)

    def write(writing: Writing) -> None:
        """Projects are few: one after the other."""
        book.once(Parties).load()
        for row, is_new, is_basic in todo:
            draft = _draft(row)
            if is_new:
                row.known.project = actions.add_project(draft, by=writing.by)
                projects.by_pk[row.known.project.pk] = row.known
            elif is_basic and row.known.project:
                row.known.project = actions.change_project(row.known.project, draft, by=writing.by)
            project = row.known.project
            assert project is not None  # noqa: S101  # added above, or recorded
            if row.leader:
                actions.add_partner(
                    project, record(row.leader), since=draft.since, until=draft.until, role=Partner.Role.LEADER,
                    by=writing.by, reason=writing.reason,
                )  # fmt: skip
            if row.area is not None:
                actions.set_area(project, row.area, since=draft.since, by=writing.by, reason=writing.reason)
            writing.step(1)

    return write


def _read(book: Book, line: Line, projects: Projects) -> _Row | None:
    """Which project a row means; also a broken row is made known, so that those who name it bring no second error."""
    leader = party_in(book, line, "leader", person=False)
    coordinator = user_in(book, line, "coordinator")
    area = _area(book, line)
    since, until = line["since"], line["until"]
    if since and until and until < since:
        book.error(line, "until", _("The last day is earlier than the first."), _("Check both dates."))
    value, funding = line["value"], line["funding"]
    if value is not None and funding is not None and funding > value:
        book.error(line, "funding", _("The funding is more than the value."), _("Check both amounts."))
    if line["short_name"] is None:
        return None
    known = projects.by_short_name.get(fold(line["short_name"]))
    if known is None:
        known = KnownProject(line["short_name"], line["name"] or "")
        projects.add(known, line["number"] or "")
    if known.row:
        book.error(
            line, "short_name", _("This project stands in row %(number)s already.") % {"number": known.row},
            _("Leave one of the two rows."),
        )  # fmt: skip
        return None
    known.row = line.number
    if since is not None and not {"since", "until"} & line.broken:
        known.since, known.until = since, day_after(until) or known.until
    if line["requires_joining"] is not None:
        known.requires_joining = line["requires_joining"]
    if leader is known.led_by:
        leader = None
    elif leader is not None and known.led_by is not None:
        _refuse_other_leader(book, line, "leader", known.led_by)
    known.led_by = known.led_by or leader
    return _Row(line, known, leader, coordinator, area)


def _area(book: Book, line: Line) -> list[Place] | None:
    """The places of a cell, each once; wrong ones are named."""
    if line["area"] is None:
        return None
    found: dict[int, Place] = {}
    for written in line["area"]:
        try:
            place = book.once(Places).meant(written)
            found[place.code] = place
        except CellError as error:
            book.error(line, "area", error.message, error.advice)
    return list(found.values())


def _areas() -> dict[int, set[int]]:
    """The area of each project from now on."""
    found: dict[int, set[int]] = {}
    rows = Area.objects.filter(is_cancelled=False, period__upper_inf=True)
    for project, place in rows.values_list("project_id", "place_id"):
        found.setdefault(project, set()).add(place)
    return found


def _joined_days() -> dict[int, tuple[date, date]]:
    """The first and the last day on which somebody joined each project."""
    found: dict[int, tuple[date, date]] = {}
    rows = Joining.objects.filter(is_cancelled=False).order_by("joined_on").values_list("project_id", "joined_on")
    for project, day in rows:
        found[project] = (found.get(project, (day, day))[0], day)
    return found


def _refuse_what_joinings_forbid(book: Book, row: _Row, joined: dict[int, tuple[date, date]]) -> None:
    first, last = joined.get(row.known.pk, (None, None))
    if first and last and not (row.known.contains(first) and row.known.contains(last)):
        book.error(
            row.line,
            "until" if row.known.contains(first) else "since",
            _("Joinings are recorded that would lie outside these dates."),
            _("Check the dates, or cancel those joinings first."),
        )


def _refuse_closed_area(book: Book, row: _Row) -> None:
    """The area counts from the project's first day on; the leader counts nothing."""
    if row.area:
        refuse_closed(book, row.line, "area", [row.known.since], row.known.pk)


def _changes(row: _Row) -> list[tuple[str, Any, Any]]:
    project, line = row.known.project, row.line
    assert project is not None  # noqa: S101  # asked for recorded projects alone
    changes: list[tuple[str, Any, Any]] = []
    for key in _PLAIN:
        old, new = getattr(project, key), line[key]
        if new is not None and new != old and not (key == "name" and fold(new) == fold(old)):
            changes.append((key, _word(key, old), _word(key, new)))
    if line["since"] and line["since"] != project.period.lower:
        changes.append(("since", project.period.lower, line["since"]))
    if line["until"] and day_after(line["until"]) != project.period.upper:
        last = project.period.upper - timedelta(days=1) if project.period.upper else None
        changes.append(("until", last, line["until"]))
    if line["funder"] and fold(line["funder"]) != fold(project.funder.name if project.funder else ""):
        changes.append(("funder", project.funder, line["funder"]))
    if row.coordinator and row.coordinator.pk != project.coordinator_id:
        changes.append(("coordinator", project.coordinator, row.coordinator))
    return changes


def _word(key: str, value: Any) -> Any:
    options = {"status": STATUSES, "currency": CURRENCIES}.get(key)
    if options is None:
        return Decimal(value) if key in ("value", "funding") and value is not None else value
    return next(word for word, stands_for in options.load().items() if stands_for == value)


def _draft(row: _Row) -> actions.ProjectDraft:
    """The project as the row says, and as it is where the row says nothing."""
    line, project = row.line, row.known.project
    given = {key: line[key] for key in _PLAIN if line[key] is not None}
    if project is not None:
        given = {key: getattr(project, key) for key in _PLAIN} | given
        if fold(given["name"]) == fold(project.name):
            given["name"] = project.name
    funder = Funder.objects.filter(name__iexact=line["funder"]).first() if line["funder"] else None
    assert row.known.since is not None  # noqa: S101  # required, and broken rows are not written
    return actions.ProjectDraft(
        short_name=project.short_name if project else line["short_name"],
        since=row.known.since,
        until=row.known.until,
        funder=funder or (project.funder if project and not line["funder"] else None),
        new_funder=line["funder"] if line["funder"] and funder is None else "",
        coordinator=row.coordinator or (project.coordinator if project else None),
        **given,
    )


PROJECTS = Sheet(
    "Projekty",
    70,
    PROJECT_COLUMNS,
    plan_projects,
    gettext_lazy(
        "Projects, recognised by their short name. Indicators and targets are set on the page of the project."
    ),
    (
        {
            "short_name": "Sąsiedzi 2024",
            "name": "Sąsiedzi działają. Wsparcie grup z powiatu kutnowskiego",
            "number": "12/2024",
            "funder": "Fundusz Dobrego Sąsiedztwa",
            "status": "w toku",
            "since": date(2024, 1, 1),
            "until": "31 grudnia 2024",
            "value": "250 000,00",
            "funding": Decimal("240000.00"),
            "leader": "Stowarzyszenie „Lipowa Aleja”",
            "coordinator": "anna.kowalska@osrodek.example",
            "requires_joining": "tak",
            "area": "powiat kutnowski; Zgierz, miasto",
        },
    ),
    also=("Projekt",),
)
