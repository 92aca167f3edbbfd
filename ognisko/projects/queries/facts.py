"""Facts of the records that count, and how each is shown behind a number."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Model
from django.urls import reverse
from django.utils.translation import gettext as _

from ognisko.ledger.rules import PartyOnDay, RecordLink
from ognisko.people.queries import parties_on
from ognisko.projects.models import Area, Joining, OfficeDay, Partner


@dataclass(frozen=True)
class JoiningFacts:
    """What counts of a joining."""

    project: int
    joined_on: date
    left_on: date | None
    is_cancelled: bool
    party: PartyOnDay


@dataclass(frozen=True)
class PartnerFacts:
    """What counts of a partnership."""

    project: int
    since: date
    until: date | None
    is_leader: bool
    is_cancelled: bool
    party: PartyOnDay


@dataclass(frozen=True)
class AreaFacts:
    """What counts of a unit of a project's area."""

    project: int
    since: date
    until: date | None
    is_cancelled: bool
    place: int


@dataclass(frozen=True)
class OfficeDayFacts:
    """What counts of a day of an office."""

    office: int
    day: date
    minutes: int
    place: int


def joining_facts(ids: Sequence[int]) -> Mapping[int, JoiningFacts]:
    """Facts of joinings; two queries."""
    rows = list(
        Joining.objects.filter(id__in=ids).values_list(
            "id", "project_id", "party_id", "joined_on", "left_on", "is_cancelled"
        )
    )
    parties = parties_on((party, joined_on) for _, _, party, joined_on, _, _ in rows)
    return {
        number: JoiningFacts(project, joined_on, left_on, is_cancelled, parties[party, joined_on])
        for number, project, party, joined_on, left_on, is_cancelled in rows
    }


def partner_facts(ids: Sequence[int]) -> Mapping[int, PartnerFacts]:
    """Facts of partnerships; two queries."""
    rows = list(Partner.objects.filter(id__in=ids))
    parties = parties_on((row.party_id, row.period.lower) for row in rows)
    return {
        row.pk: PartnerFacts(
            row.project_id,
            row.period.lower,
            row.period.upper,
            row.role == Partner.Role.LEADER,
            row.is_cancelled,
            parties[row.party_id, row.period.lower],
        )
        for row in rows
    }


def area_facts(ids: Sequence[int]) -> Mapping[int, AreaFacts]:
    """Facts of areas; one query."""
    return {
        row.pk: AreaFacts(row.project_id, row.period.lower, row.period.upper, row.is_cancelled, row.place_id)
        for row in Area.objects.filter(id__in=ids)
    }


def office_day_facts(ids: Sequence[int]) -> Mapping[int, OfficeDayFacts]:
    """Facts of days of offices; one query."""
    rows = OfficeDay.objects.filter(id__in=ids).values_list("id", "office_id", "day", "minutes", "office__place_id")
    return {number: OfficeDayFacts(office, day, minutes, place) for number, office, day, minutes, place in rows}


def _ids_of(model: type[Model]) -> Callable[[], Iterator[int]]:
    def ids() -> Iterator[int]:
        """All numbers of the table, in order."""
        return iter(model._default_manager.order_by("id").values_list("id", flat=True).iterator(chunk_size=10_000))

    return ids


joining_ids = _ids_of(Joining)
partner_ids = _ids_of(Partner)
area_ids = _ids_of(Area)
office_day_ids = _ids_of(OfficeDay)


def joining_links(ids: Sequence[int]) -> Mapping[int, RecordLink]:
    """Joinings behind a number: the party, the project, the project's page."""
    rows = Joining.objects.filter(id__in=ids).select_related("party", "project")
    return {
        row.pk: RecordLink(
            str(row.party), _("joined %(project)s") % {"project": row.project}, row.party.get_absolute_url()
        )
        for row in rows
    }


def partner_links(ids: Sequence[int]) -> Mapping[int, RecordLink]:
    """Partnerships behind a number."""
    rows = Partner.objects.filter(id__in=ids).select_related("party", "project")
    return {
        row.pk: RecordLink(
            str(row.party), _("partner of %(project)s") % {"project": row.project}, row.project.get_absolute_url()
        )
        for row in rows
    }


def area_links(ids: Sequence[int]) -> Mapping[int, RecordLink]:
    """Units of areas behind a number."""
    rows = Area.objects.filter(id__in=ids).select_related("place", "project")
    return {
        row.pk: RecordLink(
            str(row.place), _("area of %(project)s") % {"project": row.project}, row.project.get_absolute_url()
        )
        for row in rows
    }


def office_day_links(ids: Sequence[int]) -> Mapping[int, RecordLink]:
    """Days of offices behind a number."""
    rows = OfficeDay.objects.filter(id__in=ids).select_related("office")
    return {
        row.pk: RecordLink(
            str(row.office),
            _("open on this day"),
            f"{reverse('projects:days', args=[row.office_id])}?od={row.day}&do={row.day}",
        )
        for row in rows
    }
