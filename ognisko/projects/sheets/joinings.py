"""The sheet of joinings: which party takes part in which project from which day."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import batched

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from psycopg.types.range import DateRange

from ognisko.core import cells
from ognisko.core.sheets import Book, Column, Line, Sheet, Write, Writing
from ognisko.people.sheets.known import Known, Parties, day_after, overlap, party_in, record, refuse_closed
from ognisko.projects import actions
from ognisko.projects.models import Joining
from ognisko.projects.queries import services_resting_on
from ognisko.projects.sheets.known import Joined, KnownJoining, KnownProject, project_in

CHUNK = 2_000

COLUMNS = (
    Column(
        "project", "Projekt", cells.text(200), gettext_lazy("The short name, as in the sheet Projekty."), required=True,
        refers=("Projekty", "short_name"), width=24,
    ),
    Column(
        "party", "Podmiot", cells.text(320), gettext_lazy("Name, NIP, KRS or REGON; a person by name."), required=True,
        refers=("Podmioty", "name"), width=40,
    ),
    Column(
        "joined_on", "Data przystąpienia", cells.day, gettext_lazy("The first day in the project."), required=True,
        also=("Data", "Od", "Przystąpienie"),
    ),
    Column("last_day", "Ostatni dzień udziału", cells.day, gettext_lazy("Empty while it takes part."), also=("Do",)),
)  # fmt: skip


def plan(book: Book, lines: Sequence[Line]) -> Write:
    """A joining is recognised by project, party and day."""
    joined = book.once(Joined)
    added: list[tuple[Line, KnownProject, Known]] = []
    changed: list[tuple[Joining, date]] = []
    for line in lines:
        project, party = project_in(book, line, "project"), party_in(book, line, "party")
        day, last = line["joined_on"], line["last_day"]
        if day and last and last < day:
            book.error(line, "last_day", _("The last day is earlier than the first."), _("Check both dates."))
        if project is None or party is None or day is None:
            continue
        left = day_after(last) if "last_day" not in line.broken else None
        if not project.contains(day):
            book.error(
                line,
                "joined_on",
                _("The day lies outside the project %(project)s.") % {"project": project.short_name},
                _("Check the day, or the dates of the project."),
            )
            # Known all the same: the sessions of the party bring no second error.
            joined.add(project, party, KnownJoining(DateRange(None, None), row=line.number))
            continue
        period = DateRange(day, left)
        clash = next((one for one in joined.of(project, party) if overlap(one.period, period)), None)
        if clash is None:
            joined.add(project, party, KnownJoining(period, row=line.number))
            if not refuse_closed(book, line, "joined_on", [day, left], project.pk) and not line.broken:
                book.creates(line)
                added.append((line, project, party))
        elif clash.joining is None or clash.row or clash.period.lower != day:
            _refuse_clash(book, line, clash)
        elif left is None or left == clash.period.upper:
            clash.row = line.number
            book.skips(line)
        elif not _services_forbid(book, line, clash.joining, left) and not refuse_closed(
            book, line, "last_day", [left, clash.period.upper], project.pk
        ):
            old = clash.period.upper - timedelta(days=1) if clash.period.upper else None
            book.changes(line, f"{party.name} – {project.short_name}", [("last_day", old, last)])
            changed.append((clash.joining, left))
            clash.row, clash.period = line.number, period

    def write(writing: Writing) -> None:
        """New joinings in bulk, endings one by one."""
        book.once(Parties).load()
        for chunk in batched(added, CHUNK, strict=False):
            actions.join(
                [
                    actions.JoiningDraft(
                        known.project, record(party), line["joined_on"],
                        day_after(line["last_day"]),
                    )
                    for line, known, party in chunk
                    if known.project is not None
                ],
                by=writing.by,
                reason=writing.reason,
            )  # fmt: skip
            writing.step(len(chunk))
        for joining, left in changed:
            actions.leave(joining, on=left, by=writing.by, reason=writing.reason)
            writing.step(1)

    return write


def _refuse_clash(book: Book, line: Line, clash: KnownJoining) -> None:
    if clash.row:
        book.error(
            line, "party", _("The same joining stands in row %(number)s.") % {"number": clash.row},
            _("Leave one of the two rows."),
        )  # fmt: skip
    else:
        book.error(
            line,
            "joined_on",
            _("It has joined already, on %(day)s.") % {"day": f"{clash.period.lower:%d.%m.%Y}"},
            _("Correct the day, or take the row out."),
        )


def _services_forbid(book: Book, line: Line, joining: Joining, left: date) -> bool:
    """Name an error where services recorded after the new last day rest on the joining; whether there are any."""
    if not joining.project.requires_joining:
        return False
    records, last = services_resting_on(joining, left)
    if last is not None:
        book.error(
            line,
            "last_day",
            _("Services are recorded after this day, the last on %(day)s.") % {"day": f"{last:%d.%m.%Y}"},
            _("Give a later day, or cancel those services first."),
        )
    return records > 0


JOININGS = Sheet(
    "Przystąpienia",
    90,
    COLUMNS,
    plan,
    gettext_lazy("Which party has joined which project on which day."),
    (
        {"project": "Sąsiedzi 2024", "party": "Grupa „Podwórko na Polnej”", "joined_on": date(2024, 3, 5)},
        {"project": "Sąsiedzi 2024", "party": "7250000105", "joined_on": "1.02.2024", "last_day": date(2024, 11, 30)},
    ),
    also=("Przystąpienie",),
)  # fmt: skip
