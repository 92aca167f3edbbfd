"""Which project or office a cell means; those that the workbook adds can be named in its later sheets."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from psycopg.types.range import DateRange

from ognisko.core.cells import nearest
from ognisko.core.polish import fold
from ognisko.core.sheets import Book, Line
from ognisko.people.sheets.known import Known, Parties
from ognisko.projects.models import Joining, Office, Partner, Project


@dataclass(eq=False, slots=True)
class KnownOffice:
    """An office that is recorded, or that a row of the workbook adds."""

    name: str
    office: Office | None = None
    row: int = 0


@dataclass(eq=False, slots=True)
class KnownProject:
    """A project that is recorded, or that a row of the workbook adds or changes.

    ``since``, ``until`` (the first day after), ``requires_joining`` and ``led_by`` are as the workbook will leave them.
    """

    short_name: str
    name: str
    since: date | None = None
    until: date | None = None
    requires_joining: bool = False
    led_by: Known | None = None
    project: Project | None = None
    row: int = 0

    @property
    def pk(self) -> int:
        """The number of a recorded project; 0 for one that the workbook adds."""
        return self.project.pk if self.project else 0

    def contains(self, day: date) -> bool:
        """Whether the day lies within the project; a row whose dates are wrong says nothing about it."""
        return (self.since is None or self.since <= day) and (self.until is None or day < self.until)


class Offices:
    """All offices by folded name."""

    def __init__(self, book: Book) -> None:
        self.by_name: dict[str, KnownOffice] = {}
        for office in Office.objects.select_related("operator__party", "place").order_by("id"):
            self.by_name[fold(office.name)] = KnownOffice(office.name, office)


class Projects:
    """All projects by folded short name, name and number of the agreement."""

    def __init__(self, book: Book) -> None:
        self.by_short_name: dict[str, KnownProject] = {}
        self.by_name: dict[str, list[KnownProject]] = {}
        self.by_pk: dict[int, KnownProject] = {}
        for project in Project.objects.select_related("funder", "coordinator").order_by("id"):
            known = KnownProject(
                project.short_name, project.name, project.period.lower, project.period.upper, project.requires_joining,
                project=project,
            )  # fmt: skip
            self.by_pk[project.pk] = known
            self.add(known, project.number)
        parties = book.once(Parties).by_pk
        for row in Partner.objects.filter(role=Partner.Role.LEADER, is_cancelled=False).order_by("period"):
            until = self.by_pk[row.project_id].until
            # A leader that left before the end leads no more.
            if row.period.upper is None or (until is not None and row.period.upper >= until):
                self.by_pk[row.project_id].led_by = parties[row.party_id]

    def add(self, known: KnownProject, number: str = "") -> None:
        """Let later rows mean this project too."""
        self.by_short_name[fold(known.short_name)] = known
        for word in {fold(known.name), fold(number)} - {""}:
            self.by_name.setdefault(word, []).append(known)


def office_in(book: Book, line: Line, key: str) -> KnownOffice | None:
    """The office that a cell means; None with an error named, or where the cell is empty or broken."""
    written = line[key]
    if written is None:
        return None
    offices = book.once(Offices)
    if found := offices.by_name.get(fold(written)):
        return found
    near = nearest(written, (one.name for one in offices.by_name.values()))
    _unknown(book, line, key, _("There is no office “%(text)s”.") % {"text": written}, near, "Biura")
    return None


def project_in(book: Book, line: Line, key: str) -> KnownProject | None:
    """The project that a cell means, by short name, name or number; None as for an office."""
    written = line[key]
    if written is None:
        return None
    projects = book.once(Projects)
    folded = fold(written)
    if found := projects.by_short_name.get(folded):
        return found
    named = projects.by_name.get(folded, [])
    if len(named) == 1:
        return named[0]
    if named:
        book.error(
            line,
            key,
            _("“%(text)s” can mean several projects.") % {"text": written},
            _("Write the short name: %(names)s.") % {"names": ", ".join(one.short_name for one in named)},
        )
        return None
    near = nearest(written, (one.short_name for one in projects.by_short_name.values()))
    _unknown(book, line, key, _("There is no project “%(text)s”.") % {"text": written}, near, "Projekty")
    return None


def _unknown(book: Book, line: Line, key: str, message: str, near: str, sheet: str) -> None:
    book.error(
        line,
        key,
        message,
        _("Did you mean “%(word)s”?") % {"word": near}
        if near
        else _("Check the name, or add it to the sheet %(sheet)s.") % {"sheet": sheet},
    )


@dataclass(eq=False, slots=True)
class KnownJoining:
    """A time in which a party takes part in a project, recorded or added by a row."""

    period: DateRange
    joining: Joining | None = None
    row: int = 0


class Joined:
    """When which party takes part in which project, after the workbook's joinings."""

    def __init__(self, book: Book) -> None:
        self._by_pair: dict[tuple[KnownProject, Known], list[KnownJoining]] = {}
        projects, parties = book.once(Projects).by_pk, book.once(Parties).by_pk
        for row in Joining.objects.filter(is_cancelled=False).select_related("project").order_by("joined_on"):
            period = DateRange(row.joined_on, row.left_on)
            self.add(projects[row.project_id], parties[row.party_id], KnownJoining(period, row))

    def of(self, project: KnownProject, party: Known) -> Sequence[KnownJoining]:
        """The party's times in the project."""
        return self._by_pair.get((project, party), ())

    def add(self, project: KnownProject, party: Known, joining: KnownJoining) -> None:
        """Count one more time."""
        self._by_pair.setdefault((project, party), []).append(joining)
