"""What the page of one party shows: numbers from the ledger, one timeline of all domains, the ribbon of what it was."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ognisko.accounts.models import User
from ognisko.advice.queries import projects_of as advice_projects_of
from ognisko.advice.queries import timeline as advice_timeline
from ognisko.advice.queries import timeline_count as advice_count
from ognisko.advice.queries.visits import timeline as visits_timeline
from ognisko.advice.queries.visits import unrecorded_timeline
from ognisko.core.minutes import hours, hours_text
from ognisko.core.polish import number_text, range_text
from ognisko.core.timeline import TimelineItem, newest_first
from ognisko.ledger.models import Entry
from ognisko.ledger.queries import links, measure_of_key
from ognisko.ledger.rules import RecordLink, Unit
from ognisko.people.models import Address, Contact, Erasure, Party, PartyKind, PartyStatus
from ognisko.people.queries import caretaker_since, members_of, memberships_of
from ognisko.people.queries import timeline as people_timeline
from ognisko.people.queries.consents import consents_of
from ognisko.people.queries.merges import merged_into
from ognisko.people.rules import Kind, Status
from ognisko.projects.models import Project
from ognisko.projects.queries import joinings_of
from ognisko.projects.queries import timeline as projects_timeline
from ognisko.ui.rules import Span, Tick

EVERYTHING = 100_000
"""More items than any party has."""

type Timeline = Callable[[User, Party, date | None, int, int | None], list[TimelineItem]]


@dataclass(frozen=True)
class Topic:
    """One tab of the timeline: its word in the address, its name, and the domains that it asks."""

    key: str
    label: Any
    sources: tuple[Timeline, ...]


TOPICS = (
    Topic("", gettext_lazy("Everything"), (people_timeline, advice_timeline, unrecorded_timeline, projects_timeline)),
    Topic("doradztwo", gettext_lazy("Advice"), (advice_timeline,)),
    Topic("wizyty", gettext_lazy("Appointments"), (visits_timeline,)),
    Topic("projekty", gettext_lazy("Projects"), (projects_timeline,)),
    Topic("notatki", gettext_lazy("Notes and changes"), (people_timeline,)),
)


@dataclass(frozen=True)
class TimelinePage:
    """A stretch of the timeline, the day before which the next one begins, and how much that is; None for nothing."""

    items: list[TimelineItem]
    earlier: date | None
    earlier_count: int = 0


def timeline(
    user: User, party: Party, topic: Topic, before: date | None = None, limit: int = 30, project: int | None = None
) -> TimelinePage:
    """The latest items of all domains of a topic, whole days only, so that the next stretch can begin before a day.

    A domain that gave as many as it was asked for may have more on its last day: what is as old as that is left for
    the next stretch, unless nothing would remain; then everything is asked for. Sessions are many and counted by the
    database; of the others a party has few, so they are read whole and counted here.
    """
    given = {
        source: source(user, party, before, limit if source is advice_timeline else EVERYTHING, project)
        for source in topic.sources
    }
    cut = max((items[limit - 1].on for items in given.values() if len(items) >= limit), default=None)
    merged = newest_first([item for items in given.values() for item in items])
    if cut is None:
        return TimelinePage(merged, None)
    whole = [item for item in merged if item.on > cut]
    if not whole:
        return timeline(user, party, topic, before, limit * 10, project)
    earlier = whole[-1].on
    sessions = advice_count(party, earlier, project) if advice_timeline in given else 0
    others = [item for source, items in given.items() if source is not advice_timeline for item in items]
    return TimelinePage(whole, earlier, sessions + sum(item.on < earlier for item in others))


def all_items(user: User, party: Party, topic: Topic, project: int | None = None) -> list[TimelineItem]:
    """The whole timeline, for export."""
    return newest_first([item for source in topic.sources for item in source(user, party, None, EVERYTHING, project)])


def projects_of(party: Party) -> list[Project]:
    """The projects by which the timeline can be narrowed: those of its sessions, and those that the party joined."""
    joined = joinings_of(party).order_by().values("project")
    return list(Project.objects.filter(Q(pk__in=advice_projects_of(party)) | Q(pk__in=joined)).defer("words"))


# Numbers --------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class PartyNumber:
    """One large number of the page: what it is called, which measures it adds up, whether it stands there when zero."""

    key: str
    label: Any
    measures: tuple[str, ...]
    counts_records: bool = False
    always: bool = True


NUMBERS = (
    PartyNumber("doradztwo", gettext_lazy("advice"), ("advice.party_hours",)),
    PartyNumber("edukacja", gettext_lazy("individual education"), ("education.party_hours",), always=False),
    PartyNumber("animacja", gettext_lazy("animation"), ("animation.party_hours",), always=False),
    PartyNumber(
        "sesje",
        gettext_lazy("sessions"),
        ("advice.party_hours", "education.party_hours", "animation.party_hours"),
        counts_records=True,
    ),
    PartyNumber("przystapienia", gettext_lazy("joinings"), ("projects.joined",), counts_records=True),
    PartyNumber(
        "nieobecnosci", gettext_lazy("missed appointments"), ("advice.no_shows",), counts_records=True, always=False
    ),
)


@dataclass(frozen=True)
class Shown:
    """A number as the page shows it; it opens where there are records behind it."""

    key: str
    label: Any
    value: str
    unit: str
    records: int
    url: str = ""


def _entries(party: Party, number: PartyNumber) -> QuerySet[Entry]:
    measures = [measure_of_key(key).number for key in number.measures]
    return Entry.objects.filter(party=party.pk, measure__in=measures, reverses=None, reversed_by=None)


def numbers(party: Party) -> list[Shown]:
    """The party's numbers from the entries in force; one query."""
    found = Entry.objects.filter(party=party.pk, reverses=None, reversed_by=None).order_by()
    sums = {
        measure: (quantity, count)
        for measure, quantity, count in found.values("measure")
        .annotate(quantity=Sum("quantity"), count=Count("id"))
        .values_list("measure", "quantity", "count")
    }
    shown = []
    for number in NUMBERS:
        parts = [sums.get(measure_of_key(key).number, (Decimal(0), 0)) for key in number.measures]
        records = sum(count for _quantity, count in parts)
        if records or number.always:
            quantity = sum((quantity for quantity, _count in parts), Decimal(0))
            shown.append(_shown(party, number, quantity, records))
    return shown


def _shown(party: Party, number: PartyNumber, quantity: Decimal, records: int) -> Shown:
    value, unit = (number_text(records), "") if number.counts_records else (hours_text(int(quantity)), "h")
    address = f"{party.get_absolute_url()}?liczba={number.key}" if records else ""
    return Shown(number.key, number.label, value, unit, records, address)


@dataclass(frozen=True)
class Record:
    """One record behind a number: when, what, how much, where its page is."""

    on: date
    link: RecordLink
    amount: str


def number_of(key: str) -> PartyNumber | None:
    """The number of that name in the address."""
    return next((number for number in NUMBERS if number.key == key), None)


def entries_behind(party: Party, number: PartyNumber) -> QuerySet[Entry]:
    """The entries in force behind a number, the latest first."""
    return _entries(party, number).order_by("-occurred_on", "-id")


def total_of(party: Party, number: PartyNumber) -> Shown:
    """The number again, computed from the entries that its list shows."""
    found = _entries(party, number).order_by().aggregate(quantity=Sum("quantity"), count=Count("id"))
    return _shown(party, number, found["quantity"] or Decimal(0), found["count"])


def records(entries: Sequence[Entry]) -> list[Record]:
    """The records of these entries; one look-up for each kind of record."""
    found = links(entries)
    return [
        Record(
            entry.occurred_on,
            found.get((entry.source_kind, entry.source), RecordLink("", "", "")),
            hours_text(int(entry.quantity)) if entry.unit == Unit.MINUTES else number_text(entry.quantity),
        )
        for entry in entries
    ]


def record_rows(entries: QuerySet[Entry]) -> Iterator[list[Any]]:
    """The records as rows of a file; time in hours."""
    rows = list(entries)
    for entry, record in zip(rows, records(rows), strict=True):
        amount = hours(int(entry.quantity)) if entry.unit == Unit.MINUTES else entry.quantity
        yield [record.on, record.link.title, record.link.note, amount]


# Ribbon ---------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Ribbon:
    """What a party was and when, as fractions of an axis of years."""

    spans: list[Span]
    ticks: list[Tick]
    now: Decimal


def about(party: Party, today: date) -> dict[str, Any]:
    """Who the party is: all that its page shows beside the timeline, whoever looks."""
    addresses = list(party.addresses.select_related("place").filter(period__contains=today).order_by("purpose", "id"))
    contacts = list(party.contacts.all())
    members = list(members_of(party, today))
    since, before = caretaker_since(party)
    return {
        "today": today,
        "erasure": Erasure.objects.filter(party=party).first() if party.is_person else None,
        "ribbon": ribbon_of(party, today),
        "numbers": numbers(party),
        "phone": next((row.value for row in contacts if row.type == Contact.Type.PHONE), ""),
        "contacts": contacts,
        "identifiers": list(party.identifiers.all()),
        "seat": next((row for row in addresses if row.purpose == Address.Purpose.SEAT), None),
        "mailing": [row for row in addresses if row.purpose == Address.Purpose.MAILING],
        "activity": [row for row in addresses if row.purpose == Address.Purpose.ACTIVITY],
        "tags": list(party.tags.all()),
        "caretaker_since": since,
        "caretaker_before": before,
        "members": members,
        "more_members": len(members) - 4,
        "memberships": list(memberships_of(party, today)),
        "joinings": list(joinings_of(party)),
        "consents": list(consents_of(party, today)) if party.is_person else [],
        "note": party.notes.select_related("author").first(),
        "merges": merged_into(party),
    }


def ribbon_of(party: Party, today: date) -> Ribbon | None:
    """The party's kinds and statuses over the years; nothing for a person, who is one all the time. Two queries."""
    if party.is_person:
        return None
    return ribbon(list(party.kinds.order_by("period")), list(party.statuses.order_by("status", "period")), today)


MOST_TICKS = 9


def ribbon(kinds: Sequence[PartyKind], statuses: Sequence[PartyStatus], today: date) -> Ribbon | None:
    """Spans on an axis from the year of the first date known to today; kinds in the top lane, each status in its own.

    What holds for ever begins at the left end. Only what is dated makes an axis: without any date, and without a
    status, there is nothing that years could show.
    """
    known = [day for row in (*kinds, *statuses) for day in (row.period.lower, row.period.upper) if day]
    if not kinds or not known:
        return None
    start = date(min(*known, today).year, 1, 1)
    end = max(*known, today) + timedelta(days=1)
    if (end - start).days < 365:
        start = date(start.year - 1, 1, 1)
    length = Decimal((end - start).days)

    def at(day: date | None, otherwise: date) -> Decimal:
        return Decimal(((day or otherwise) - start).days) / length

    lanes = {status: lane for lane, status in enumerate(dict.fromkeys(row.status for row in statuses), start=2)}
    spans = [
        Span(
            str(Kind(row.kind).label),
            _held(row),
            at(row.period.lower, start),
            at(row.period.upper, end),
            _tone(row, today),
        )
        for row in kinds
    ]
    spans += [
        Span(
            _short(Status(row.status)), _held(row), at(row.period.lower, start), at(row.period.upper, end), "strong",
            lanes[row.status],
        )
        for row in statuses
    ]  # fmt: skip
    years = list(range(start.year, end.year + 1))
    step = -(-len(years) // MOST_TICKS)
    ticks = [Tick(str(year), at(date(year, 1, 1), start)) for year in years[::step]]
    return Ribbon(spans, [tick for tick in ticks if tick.at < Decimal("0.97")], at(today, end))


def _held(row: PartyKind | PartyStatus) -> str:
    last = row.period.upper - timedelta(days=1) if row.period.upper else None
    return range_text(row.period.lower, last)


def _tone(row: PartyKind, today: date) -> str:
    return "before" if row.period.upper and row.period.upper <= today else "now"


def _short(status: Status) -> str:
    return {Status.SOCIAL_ECONOMY_ENTITY: _("PES"), Status.SOCIAL_ENTERPRISE: _("PS")}[status]
