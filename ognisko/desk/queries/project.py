"""What the page of one project shows: targets, participants, partners, staff, and what was recorded last."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from ognisko.core.minutes import hours_text
from ognisko.core.money import money_text
from ognisko.core.timeline import TimelineItem
from ognisko.ledger.models import Entry
from ognisko.ledger.queries import links, measures, sources
from ognisko.ledger.rules import RecordLink, Unit
from ognisko.places.models import Place
from ognisko.places.rules import country_of
from ognisko.projects import queries
from ognisko.projects.models import Assignment, Partner, Project

LATEST = 8
"""So many records stand on the page; all of them are a click away."""

ICONS = {
    "advice.session": "notebook-pen",
    "projects.joining": "log-in",
    "projects.partner": "handshake",
    "projects.area": "map",
    "projects.office_day": "door-open",
}


@dataclass(frozen=True)
class PartnerLine:
    """A leader or partner with the country of its seat; empty where no seat is known."""

    partner: Partner
    country: str
    is_over: bool


def partner_lines(project: Project, today: date) -> list[PartnerLine]:
    """Those who take part now or will, then those whose time is over; two queries."""
    rows = list(queries.partners_of(project))
    countries = Place.objects.in_bulk(
        {country_of(row.party.seat_now_id) for row in rows if row.party.seat_now_id is not None}
    )
    lines = [
        PartnerLine(
            row,
            str(countries[country_of(row.party.seat_now_id)]) if row.party.seat_now_id is not None else "",
            row.period.upper is not None and row.period.upper <= today,
        )
        for row in rows
    ]
    return sorted(lines, key=lambda line: line.is_over)


def staff_lines(project: Project, today: date) -> list[Assignment]:
    """Assignments that hold today or begin later."""
    return [row for row in queries.staff_of(project=project) if row.period.upper is None or row.period.upper > today]


def offices_of(staff: list[Assignment]) -> list[Any]:
    """The offices at which the project's staff work for it, each once."""
    return list({row.office_id: row.office for row in staff if row.office is not None}.values())


def latest_records(project: Project, today: date) -> list[TimelineItem]:
    """The records that counted last in the project's time, each once, the latest first.

    Looks back a year from today, or from the project's end: one look through the ledger's index by day, whatever its
    size.
    """
    end = min(today + timedelta(days=1), project.period.upper or date.max)
    entries = Entry.objects.filter(
        project=project.pk,
        occurred_on__gte=end - timedelta(days=366),
        occurred_on__lt=end,
        reverses=None,
        reversed_by=None,
    ).order_by("-occurred_on", "-id")[: LATEST * 5]
    records: dict[tuple[int, int], Entry] = {}
    for entry in entries:
        records.setdefault((entry.source_kind, entry.source), entry)
    shown = list(records.items())[:LATEST]
    known = links(entry for _key, entry in shown)
    return [_item(entry, known[key]) for key, entry in shown if key in known]


def _item(entry: Entry, link: RecordLink) -> TimelineItem:
    source = sources()[entry.source_kind]
    amount, unit = _amount(entry)
    return TimelineItem(
        on=entry.occurred_on,
        icon="log-out" if entry.quantity < 0 else ICONS.get(source.key, "circle-dot"),
        title=link.title,
        text=_what(entry, str(source.label), link),
        amount=amount,
        unit=unit,
        url=link.url,
    )


def _what(entry: Entry, label: str, link: RecordLink) -> str:
    """Hours and money say of what; the rest says what kind of record it is, and whether that is its end."""
    if entry.quantity < 0:
        return _("%(what)s, the end") % {"what": label}
    if entry.unit == Unit.COUNT:
        return label
    return " · ".join(filter(None, [str(measures()[entry.measure].label), link.note]))


def _amount(entry: Entry) -> tuple[str, str]:
    """Hours and money as people read them; one joining is no amount."""
    if entry.unit == Unit.MINUTES:
        return hours_text(int(entry.quantity)), "h"
    if entry.unit in (Unit.PLN, Unit.EUR):
        return money_text(entry.quantity, Unit(entry.unit).name), ""
    return "", ""
