"""Writes to joinings: who takes part in which project from which day to which."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from psycopg.types.range import DateRange

from ognisko.accounts.models import User
from ognisko.ledger.actions import post
from ognisko.people.actions import hold_parties
from ognisko.people.actions.refusals import refusing
from ognisko.people.models import Party
from ognisko.projects.actions.refusals import (
    AlreadyJoinedError,
    LeavesBeforeJoiningError,
    OutsideProjectError,
    ServicesRestOnJoiningError,
)
from ognisko.projects.entries import JOININGS
from ognisko.projects.models import Joining, Project
from ognisko.projects.queries import services_resting_on


@dataclass(frozen=True)
class JoiningDraft:
    """A joining as it is typed or imported."""

    project: Project
    party: Party
    joined_on: date
    left_on: date | None = None


@transaction.atomic
def join(drafts: Sequence[JoiningDraft], *, by: User | None, reason: str = "") -> list[Joining]:
    """Record joinings, in the order of the drafts.

    The projects are locked, so that two clicks record one joining, and a day is held against the dates that the
    project has by then, not against those that a form was filled in with. Raises AlreadyJoinedError and
    OutsideProjectError.
    """
    hold_parties(draft.party.pk for draft in drafts)
    projects = _locked_projects(draft.project.pk for draft in drafts)
    for draft in drafts:
        _refuse_outside(projects[draft.project.pk], draft.joined_on)
    parties = {draft.party.pk for draft in drafts}
    standing = Joining.objects.filter(project__in=projects, party__in=parties, is_cancelled=False)
    taken: dict[tuple[int, int], list[DateRange]] = {}
    for row in standing:
        taken.setdefault((row.project_id, row.party_id), []).append(DateRange(row.joined_on, row.left_on))
    crossing = []
    for draft in drafts:
        mine = taken.setdefault((draft.project.pk, draft.party.pk), [])
        if any(_overlap(period, draft.joined_on, draft.left_on) for period in mine):
            crossing.append(draft.party)
        mine.append(DateRange(draft.joined_on, draft.left_on))
    if crossing:
        raise AlreadyJoinedError(crossing)
    rows = Joining.objects.bulk_create(
        Joining(project=draft.project, party=draft.party, joined_on=draft.joined_on, left_on=draft.left_on)
        for draft in drafts
    )
    post(JOININGS, [row.pk for row in rows], by=by, reason=reason, fresh=True)
    return rows


def _overlap(period: DateRange, since: date, until: date | None) -> bool:
    return (period.upper is None or since < period.upper) and (
        until is None or period.lower is None or period.lower < until
    )


@transaction.atomic
def leave(joining: Joining, *, on: date | None, by: User | None, reason: str = "") -> Joining:
    """The party is a participant no more from that day on; None undoes the leaving.

    Raises ServicesRestOnJoiningError, LeavesBeforeJoiningError and, where the party has joined again meanwhile,
    AlreadyJoinedError.
    """
    joining = _locked(joining)
    if on is not None:
        if on <= joining.joined_on:
            raise LeavesBeforeJoiningError
        _refuse_where_services_rest(joining, on)
    joining.left_on = on
    return _saved(joining, by, reason)


@transaction.atomic
def cancel_joining(joining: Joining, *, cancelled: bool = True, by: User | None, reason: str = "") -> Joining:
    """A joining recorded by mistake counts as nothing; ``cancelled=False`` brings it back.

    Raises ServicesRestOnJoiningError; on the way back AlreadyJoinedError where the party has joined again meanwhile,
    and OutsideProjectError where the project has other dates by now.
    """
    if cancelled:
        joining = _locked(joining)
        _refuse_where_services_rest(joining, joining.joined_on)
    else:
        # In the order of `join`: the party, the project, the joining.
        hold_parties([joining.party_id])
        project = _locked_projects([joining.project_id])[joining.project_id]
        joining = _locked(joining)
        _refuse_outside(project, joining.joined_on)
    joining.is_cancelled = cancelled
    return _saved(joining, by, reason)


def _locked_projects(numbers: Iterable[int]) -> dict[int, Project]:
    """Projects by number, as they are now: whoever changes one, or joins it, takes turns."""
    rows = Project.objects.select_for_update().filter(pk__in=set(numbers)).order_by("pk")
    return {project.pk: project for project in rows}


def _refuse_outside(project: Project, day: date) -> None:
    if day not in project.period:
        raise OutsideProjectError(project)


def _locked(joining: Joining) -> Joining:
    hold_parties([joining.party_id], also_erased=[joining.party_id])
    return Joining.objects.select_for_update(of=("self",)).select_related("party", "project").get(pk=joining.pk)


def _refuse_where_services_rest(joining: Joining, since: date) -> None:
    """Sessions lock the joinings that they rely on (queries.joined_pairs), so none slips in while this looks."""
    if not joining.project.requires_joining or joining.is_cancelled:
        return
    records, last = services_resting_on(joining, since)
    if last is not None:
        raise ServicesRestOnJoiningError(records, last)


def _saved(joining: Joining, by: User | None, reason: str) -> Joining:
    with refusing({"projects_joining_no_overlap": AlreadyJoinedError([joining.party])}):
        joining.save(update_fields=["left_on", "is_cancelled"])
    post(JOININGS, [joining.pk], by=by, reason=reason)
    return joining
