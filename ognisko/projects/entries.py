"""What joinings, partnerships, areas and offices' days count as."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from ognisko.ledger.rules import EntryValues, Measure, PartyOnDay, Source, Unit, of_party
from ognisko.projects import queries
from ognisko.projects.queries import AreaFacts, JoiningFacts, OfficeDayFacts, PartnerFacts
from ognisko.projects.rules import AREA, JOINING, OFFICE_DAY, PARTNER

JOINED = Measure(21, "projects.joined", _("joinings"), Unit.COUNT)
PARTICIPANTS = Measure(22, "projects.participants", _("participants"), Unit.COUNT, stock=True)
PARTNERS = Measure(23, "projects.partners", _("partners besides the leader"), Unit.COUNT, stock=True)
AREAS = Measure(24, "projects.area", _("area"), Unit.COUNT, stock=True)
OPEN = Measure(25, "offices.open", _("hours open"), Unit.MINUTES)


def _state(
    measure: Measure,
    project: int,
    since: date,
    until: date | None,
    party: PartyOnDay | None,
    place: int | None = None,
) -> Iterator[EntryValues]:
    """A stock: +1 at the start, -1 at the end. The end mirrors the party as it was at the start.

    Otherwise a figure that filters by kind would see a party come as a group and never leave.
    """
    base = EntryValues(since, measure.number, Unit.COUNT, Decimal(1), project=project, place=place)
    yield of_party(base, party)
    if until:
        yield of_party(base._replace(occurred_on=until, quantity=Decimal(-1)), party)


def joining_entries(facts: JoiningFacts) -> Iterator[EntryValues]:
    """A joining is one flow on its day, and a participant until the day of leaving; cancelled it is nothing."""
    if facts.is_cancelled:
        return
    joined = EntryValues(facts.joined_on, JOINED.number, Unit.COUNT, Decimal(1), project=facts.project)
    yield of_party(joined, facts.party)
    yield from _state(PARTICIPANTS, facts.project, facts.joined_on, facts.left_on, facts.party)


def partner_entries(facts: PartnerFacts) -> Iterator[EntryValues]:
    """A partner counts from its first to its last day; the leader is no partner besides itself."""
    if facts.is_cancelled or facts.is_leader:
        return
    yield from _state(PARTNERS, facts.project, facts.since, facts.until, facts.party)


def area_entries(facts: AreaFacts) -> Iterator[EntryValues]:
    """A unit belongs to a project's area from its first to its last day."""
    if facts.is_cancelled:
        return
    yield from _state(AREAS, facts.project, facts.since, facts.until, None, facts.place)


def office_day_entries(facts: OfficeDayFacts) -> Iterator[EntryValues]:
    """A day of an office counts the minutes that it was open; a closed day is nothing."""
    if facts.minutes:
        yield EntryValues(
            facts.day, OPEN.number, Unit.MINUTES, Decimal(facts.minutes), office=facts.office, place=facts.place
        )


JOININGS = Source(
    JOINING,
    "projects.joining",
    _("joining"),
    queries.joining_facts,
    joining_entries,
    queries.joining_ids,
    queries.joining_links,
    (JOINED, PARTICIPANTS),
)
PARTNERSHIPS = Source(
    PARTNER,
    "projects.partner",
    _("partnership"),
    queries.partner_facts,
    partner_entries,
    queries.partner_ids,
    queries.partner_links,
    (PARTNERS,),
)
PROJECT_AREAS = Source(
    AREA,
    "projects.area",
    _("area of a project"),
    queries.area_facts,
    area_entries,
    queries.area_ids,
    queries.area_links,
    (AREAS,),
)
OFFICE_DAYS = Source(
    OFFICE_DAY,
    "projects.office_day",
    _("day of an office"),
    queries.office_day_facts,
    office_day_entries,
    queries.office_day_ids,
    queries.office_day_links,
    (OPEN,),
)
SOURCES = (JOININGS, PARTNERSHIPS, PROJECT_AREAS, OFFICE_DAYS)
