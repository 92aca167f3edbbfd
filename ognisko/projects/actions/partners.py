"""Writes to a project's partners and area: they count as stocks, from a first to a last day."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from psycopg.types.range import DateRange

from ognisko.accounts.models import User
from ognisko.ledger.actions import post
from ognisko.people.actions import hold_parties
from ognisko.people.actions.refusals import refusing
from ognisko.people.models import Party
from ognisko.places.models import Place
from ognisko.projects.actions.refusals import (
    AlreadyPartnerError,
    EndsBeforeBeginningError,
    LeaderTakenError,
)
from ognisko.projects.entries import PARTNERSHIPS, PROJECT_AREAS
from ognisko.projects.models import Area, Partner, Project

_REFUSALS = {
    "projects_partner_once_a_day": AlreadyPartnerError(),
    "projects_partner_one_leader_a_day": LeaderTakenError(),
}


@transaction.atomic
def add_partner(
    project: Project,
    party: Party,
    *,
    since: date,
    until: date | None = None,
    role: str = Partner.Role.PARTNER,
    by: User | None,
    reason: str = "",
) -> Partner:
    """The organisation takes part in the project from that day on, up to ``until`` where that is known.

    Raises AlreadyPartnerError, LeaderTakenError and EndsBeforeBeginningError.
    """
    _in_order(since, until)
    hold_parties([party.pk])
    with refusing(_REFUSALS):
        row = Partner.objects.create(project=project, party=party, role=role, period=DateRange(since, until))
    post(PARTNERSHIPS, [row.pk], by=by, reason=reason)
    return row


@transaction.atomic
def change_partner(
    partner: Partner, *, until: date | None, cancelled: bool | None = None, by: User | None, reason: str = ""
) -> Partner:
    """The partnership ends, or goes on (None); ``cancelled`` says whether it was recorded by mistake, None keeps that.

    Raises AlreadyPartnerError, LeaderTakenError and EndsBeforeBeginningError.
    """
    hold_parties([partner.party_id], also_erased=[partner.party_id])
    partner = Partner.objects.select_for_update().get(pk=partner.pk)
    _in_order(partner.period.lower, until)
    partner.period = DateRange(partner.period.lower, until)
    if cancelled is not None:
        partner.is_cancelled = cancelled
    with refusing(_REFUSALS):
        partner.save(update_fields=["period", "is_cancelled"])
    post(PARTNERSHIPS, [partner.pk], by=by, reason=reason)
    return partner


def _in_order(since: date, until: date | None) -> None:
    if until is not None and until <= since:
        raise EndsBeforeBeginningError


@transaction.atomic
def set_area(project: Project, places: Sequence[Place], *, since: date, by: User | None, reason: str = "") -> None:
    """The project works in these units from that day on: others end, those that stay go on.

    A unit that was to begin or to end later gives way, so that what is said last holds from that day on.
    """
    Project.objects.select_for_update().get(pk=project.pk)
    wanted = {place.pk for place in places}
    lasting, touched = [], []
    for row in Area.objects.select_for_update().filter(project=project, is_cancelled=False).order_by("period"):
        if row.period.upper is not None and row.period.upper < since:
            continue
        if row.place_id in wanted:
            wanted.discard(row.place_id)
            lasting.append(row)
            continue
        if row.period.upper == since:
            continue
        row.is_cancelled = row.period.lower >= since
        row.period = row.period if row.is_cancelled else DateRange(row.period.lower, since)
        row.save(update_fields=["period", "is_cancelled"])
        touched.append(row.pk)
    # Only now is there room for the rows that stay: their later doubles are gone.
    for row in lasting:
        row.period = DateRange(min(row.period.lower, since), None)
        row.save(update_fields=["period"])
        touched.append(row.pk)
    rows = Area.objects.bulk_create(
        Area(project=project, place_id=place, period=DateRange(since, None)) for place in sorted(wanted)
    )
    post(PROJECT_AREAS, [*touched, *(row.pk for row in rows)], by=by, reason=reason)
