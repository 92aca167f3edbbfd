"""Partners of projects: what their rows say, what stands, what is written."""

from collections.abc import Sequence
from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ognisko.core import cells
from ognisko.core.sheets import Book, Column, Line, Sheet, Write, Writing
from ognisko.people.sheets.known import Known, Parties, day_after, party_in, record, refuse_closed
from ognisko.projects import actions
from ognisko.projects.models import Partner
from ognisko.projects.sheets.known import KnownProject, project_in
from ognisko.projects.sheets.projects.columns import ROLES

PARTNER_COLUMNS = (
    Column("project", "Projekt", cells.text(200), required=True, refers=("Projekty", "short_name"), width=24),
    Column(
        "party", "Podmiot", cells.text(320), gettext_lazy("Name, NIP, KRS or REGON."), required=True,
        refers=("Podmioty", "name"), width=40,
    ),
    Column("role", "Rola", None, gettext_lazy("Empty: partner."), options=ROLES),
    Column("since", "Od", cells.day, gettext_lazy("The first day; empty: since the project began.")),
    Column("until", "Do", cells.day, gettext_lazy("The last day; empty: until further notice.")),
)  # fmt: skip


def plan_partners(book: Book, lines: Sequence[Line]) -> Write:
    """A partnership is recognised by project and organisation."""
    standing: dict[tuple[int, int], Partner] = {
        (row.project_id, row.party_id): row for row in Partner.objects.filter(is_cancelled=False).order_by("period")
    }
    seen: dict[tuple[KnownProject, Known], int] = {}
    added: list[tuple[Line, KnownProject, Known]] = []
    changed: list[tuple[Line, Partner]] = []
    for line in lines:
        project, party = project_in(book, line, "project"), party_in(book, line, "party", person=False)
        if project is None or party is None or line.broken:
            continue
        since, until = line["since"] or project.since, line["until"]
        if since and until and until < since:
            book.error(line, "until", _("The last day is earlier than the first."), _("Check both dates."))
            continue
        if (project, party) in seen:
            book.error(
                line, "party", _("This partner stands in row %(number)s already.") % {"number": seen[project, party]},
                _("Leave one of the two rows."),
            )  # fmt: skip
            continue
        seen[project, party] = line.number
        found = standing.get((project.pk, party.pk)) if project.pk and party.pk else None
        if found is None and line["role"] == Partner.Role.LEADER and project.led_by is party:
            book.skips(line)
        elif found is None and line["role"] == Partner.Role.LEADER and project.led_by is not None:
            _refuse_other_leader(book, line, "role", project.led_by)
        elif found is None:
            if line["role"] == Partner.Role.LEADER:
                project.led_by = party
            if not refuse_closed(book, line, "since", [since, day_after(until)], project.pk):
                book.creates(line)
                added.append((line, project, party))
        elif line["role"] and line["role"] != found.role:
            book.error(
                line, "role", _("It is recorded in another role."),
                _("End that partnership on the page of the project first, or correct the cell."),
            )  # fmt: skip
        elif until and day_after(until) != found.period.upper:
            if not refuse_closed(book, line, "until", [day_after(until), found.period.upper], project.pk):
                last = found.period.upper - timedelta(days=1) if found.period.upper else None
                book.changes(line, f"{party.name} – {project.short_name}", [("until", last, until)])
                changed.append((line, found))
        else:
            book.skips(line)

    def write(writing: Writing) -> None:
        """Partners are few: one after the other."""
        book.once(Parties).load()
        for line, known, party in added:
            project = known.project
            assert project is not None  # noqa: S101  # the sheet of projects was written before
            actions.add_partner(
                project, record(party), since=line["since"] or project.period.lower, until=day_after(line["until"]),
                role=line["role"] or Partner.Role.PARTNER, by=writing.by, reason=writing.reason,
            )  # fmt: skip
            writing.step(1)
        for line, partner in changed:
            actions.change_partner(partner, until=day_after(line["until"]), by=writing.by, reason=writing.reason)
            writing.step(1)

    return write


def _refuse_other_leader(book: Book, line: Line, key: str, leader: Known) -> None:
    book.error(
        line, key, _("%(name)s is recorded as the leader.") % {"name": leader.name},
        _("End its leadership on the page of the project first, or correct the cell."),
    )  # fmt: skip


PARTNERS = Sheet(
    "Partnerzy",
    80,
    PARTNER_COLUMNS,
    plan_partners,
    gettext_lazy("Organisations that take part in a project beside its leader."),
    ({"project": "Sąsiedzi 2024", "party": "725-000-01-05", "role": "lider"},),
    also=("Partner",),
)
