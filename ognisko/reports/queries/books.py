"""Entries of the ledger and its closings as pages show them: reversals, corrections and their reasons stay visible."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import batched
from typing import Any

from django.db.models import (
    Count,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    SmallIntegerField,
    Subquery,
    Value,
)
from django.urls import reverse
from django.utils.translation import gettext as _

from ognisko.accounts.models import User
from ognisko.ledger import queries as ledger
from ognisko.ledger.models import Closing, Entry
from ognisko.people.models import Party
from ognisko.people.rules import Kind
from ognisko.projects.models import Office, Project
from ognisko.reports.queries.figures import ENTRY_UNITS
from ognisko.reports.rules import Period, shown, value_text


@dataclass(frozen=True)
class EntryRow:
    """One entry in words. ``mark`` is "" for one in force, else "reversed" or "reversal"."""

    entry: Entry
    measure: str
    quantity: Decimal
    unit: str
    party: str
    party_id: int | None
    kind: str
    project: str
    office: str
    record: str
    note: str
    url: str
    posted_by: str
    mark: str

    @property
    def quantity_text(self) -> str:
        """The quantity in Polish form."""
        return value_text(self.quantity)


@dataclass(frozen=True)
class EntryFilters:
    """Which entries a list shows; empty lets everything through."""

    start: date | None = None
    end: date | None = None
    measure: int | None = None
    project: int | None = None
    office: int | None = None
    party: int | None = None
    only_corrections: bool = False


def entries(filters: EntryFilters) -> QuerySet[Entry]:
    """All entries that pass, reversed ones and reversals too, the latest first."""
    reversal = Entry.objects.filter(reverses=OuterRef("pk"))
    found = Entry.objects.annotate(is_reversed=Exists(reversal)).order_by("-occurred_on", "-id")
    wanted: dict[str, Any] = {
        "occurred_on__gte": filters.start,
        "occurred_on__lt": filters.end,
        "measure": filters.measure,
        "project": filters.project,
        "office": filters.office,
        "party": filters.party,
    }
    found = found.filter(**{name: value for name, value in wanted.items() if value is not None})
    if filters.only_corrections:
        found = found.filter(Q(correction_reason__isnull=False) | Q(reverses__isnull=False) | Q(is_reversed=True))
    return found


def entry_rows(page: Iterable[Entry]) -> list[EntryRow]:
    """Entries in words; one look-up for each kind of thing that they name."""
    rows = list(page)
    links = ledger.links(rows)
    parties = Party.everyone.only("name").in_bulk({row.party for row in rows if row.party})
    projects = Project.objects.only("short_name").in_bulk({row.project for row in rows if row.project})
    offices = Office.objects.only("name").in_bulk({row.office for row in rows if row.office})
    users = _users(row.posted_by for row in rows)
    made = []
    for row in rows:
        link = links.get((row.source_kind, row.source))
        unit = ENTRY_UNITS.get(row.unit, "")
        measure = ledger.measures().get(row.measure)
        made.append(
            EntryRow(
                row,
                str(measure.label) if measure else str(row.measure),
                shown(row.quantity, unit),
                unit,
                str(parties.get(row.party, "")) if row.party else "",
                row.party,
                str(Kind(row.party_kind).label) if row.party_kind else "",
                str(projects.get(row.project, "")) if row.project else "",
                str(offices.get(row.office, "")) if row.office else "",
                link.title if link else "",
                link.note if link else "",
                link.url if link else "",
                users.get(row.posted_by, ""),
                _mark(row),
            )
        )
    return made


def _mark(entry: Any) -> str:
    if entry.reverses_id:
        return "reversal"
    return "reversed" if getattr(entry, "is_reversed", False) else ""


def _users(numbers: Iterable[int]) -> Mapping[int, str]:
    found = User.objects.only("name", "email").in_bulk({number for number in numbers if number})
    return {number: str(user) for number, user in found.items()} | {0: _("the system")}


def all_rows(found: QuerySet[Entry]) -> Iterator[EntryRow]:
    """All entries in words, a few thousand at a time."""
    for some in batched(found.iterator(chunk_size=2_000), 2_000, strict=False):
        yield from entry_rows(some)


@dataclass(frozen=True)
class ClosingRow:
    """A closing with the names of what it closed and who did it."""

    closing: Closing
    project: str
    closed_by: str
    reopened_by: str
    corrections: int

    @property
    def period(self) -> Period:
        """The days that were closed."""
        return Period(self.closing.period.lower, self.closing.period.upper)

    @property
    def period_text(self) -> str:
        """The period in words."""
        return self.period.text

    @property
    def corrections_url(self) -> str:
        """Where the corrections since are listed."""
        query = {"od": self.period.start, "do": self.period.last, "korekty": "on"}
        return reverse(
            "reports:ledger", query=query | ({"projekt": self.closing.project} if self.closing.project else {})
        )


def closing_rows() -> list[ClosingRow]:
    """All closings, the latest period first, with how many entries were corrected since; three queries."""
    corrections = (
        Entry.objects.filter(
            correction_reason__isnull=False,
            posted_at__gt=OuterRef("closed_at"),
            occurred_on__contained_by=OuterRef("period"),
        )
        .annotate(closed=ExpressionWrapper(OuterRef("project"), output_field=SmallIntegerField()))
        .filter(Q(closed=0) | Q(project=F("closed")))
        .order_by()
        .annotate(all=Value(1))
        .values("all")
        .annotate(n=Count("id"))
        .values("n")
    )
    rows = list(Closing.objects.annotate(corrections=Subquery(corrections)).order_by("-period", "project"))
    users = _users(number for row in rows for number in (row.closed_by, row.reopened_by or 0))
    projects = Project.objects.only("short_name").in_bulk({row.project for row in rows if row.project})
    return [
        ClosingRow(
            row,
            str(projects.get(row.project, "")) if row.project else "",
            users.get(row.closed_by, ""),
            users.get(row.reopened_by, "") if row.reopened_by else "",
            row.corrections or 0,
        )
        for row in rows
    ]
