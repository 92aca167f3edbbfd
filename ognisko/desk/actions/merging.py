"""Two parties that were one all along become one: everything moves, is posted anew, and can be taken back for a day."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models import Max, Q
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from ognisko.accounts.models import User
from ognisko.advice.actions import merging as advice
from ognisko.advice.queries import not_joined
from ognisko.grants.actions import merging as grants
from ognisko.ledger.actions import ClosedPeriodError, post_again_for_party
from ognisko.ledger.models import Closing, Entry
from ognisko.ledger.queries import closings_in_force
from ognisko.people.actions import EARLIEST, PartyMergedError, RefusedError, refresh
from ognisko.people.actions import merging as people
from ognisko.people.actions.journal import ContradictedError, Journal, Step, take_back
from ognisko.people.models import Merge, Party
from ognisko.people.queries.merges import merges_for_lists
from ognisko.projects.actions import merging as projects
from ognisko.reports.queries.figures import FigureValue, figures_for_values, values
from ognisko.reports.rules import Period

MOVES = people.MOVES | projects.MOVES | advice.MOVES | grants.MOVES
"""Every column that names a party and goes over; a test holds it against all tables, so that nothing is lost."""

BY_ENTRIES = frozenset({"ledger.Entry.party"})
"""Columns that posting anew brings over."""


class TooLateError(RefusedError):
    """A merge is undone within a day of the database's clock."""

    def __str__(self) -> str:
        return _("A merge can be undone for a day. This one is older.")


class MergedOnError(RefusedError):
    """The kept party is a double itself by now: the later merge has to be undone first."""

    def __init__(self, kept: Party) -> None:
        super().__init__(kept)
        self.kept = kept

    def __str__(self) -> str:
        return _("%(kept)s was itself merged into another party since. Undo that merge first.") % {"kept": self.kept}


@transaction.atomic
def merge_parties(kept: int, gone: int, *, from_gone: Collection[str] = (), by: User | None, reason: str = "") -> Merge:
    """The party ``gone`` goes on as ``kept``; ``from_gone`` names what it says better (people.rules.CHOSEN).

    Sent twice it makes one merge. Raises people's CannotMergeError and PartyMergedError, projects' refusals, and
    ClosedPeriodError where entries in a closed period change and there is no reason.
    """
    try:
        stays, goes = people.locked_pair(kept, gone)
    except PartyMergedError:
        if standing := Merge.objects.filter(kept=kept, gone=gone, undone_at=None).first():
            return standing
        raise
    journal = Journal()
    projects.move_party(stays, goes, journal)
    advice.move_party(stays, goes, journal)
    grants.move_party(stays, goes, journal)
    people.move_party(stays, goes, from_gone, journal)
    refresh([kept])
    _post(kept, gone, journal.steps, by=by, reason=reason)
    row = Merge.objects.create(kept=stays, gone=goes, by=by, reason=reason, moved=journal.steps)
    row.refresh_from_db(fields=["at"])
    return row


def _post(kept: int, gone: int, steps: Sequence[Step], *, by: User | None, reason: str) -> None:
    projects.post_moved(steps, by=by, reason=reason)
    for party in (gone, kept):
        post_again_for_party(party, since=EARLIEST, by=by, reason=reason)


@transaction.atomic
def undo_merge(merge: Merge, *, by: User | None, late: bool = False) -> Merge:
    """Both parties are what they were, with every row; what was recorded since stays with the kept one.

    Said twice it is done once. Raises TooLateError, MergedOnError and ContradictedError; then nothing has changed.
    Where a period was closed since, the entries are corrections with a reason of their own. ``late`` where it was
    undone in time once, and a backup from before is back.
    """
    numbers = sorted((merge.kept_id, merge.gone_id))
    rows = {row.pk: row for row in Party.everyone.select_for_update().filter(pk__in=numbers).order_by("pk")}
    merge = Merge.objects.select_for_update().get(pk=merge.pk)
    if merge.undone_at is not None:
        return merge
    if not late and not merges_for_lists().get(pk=merge.pk).may_undo:  # type: ignore[attr-defined]  # annotated
        raise TooLateError
    if not merge.moved:
        raise ContradictedError(_("the person was erased"))
    if rows[merge.kept_id].merged_into_id is not None:
        raise MergedOnError(rows[merge.kept_id])
    before = not_joined(merge.kept_id)
    take_back(merge.moved)
    people.withdraw_again(merge, by=by)
    if not_joined(merge.kept_id) - before:
        raise ContradictedError(_("a session recorded since then rests on a joining that would go back"))
    refresh(numbers)
    _post_back(merge, by)
    merge.undone_at, merge.undone_by = Now(), by
    merge.save(update_fields=["undone_at", "undone_by"])
    merge.refresh_from_db()
    return merge


def _post_back(merge: Merge, by: User | None) -> None:
    try:
        with transaction.atomic():
            _post(merge.kept_id, merge.gone_id, merge.moved, by=by, reason=merge.reason and _undoing(merge))
    except ClosedPeriodError:
        _post(merge.kept_id, merge.gone_id, merge.moved, by=by, reason=_undoing(merge))


def _undoing(merge: Merge) -> str:
    return _("Merge undone: %(merge)s") % {"merge": merge}


# Rehearsal ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ChangedFigure:
    """A figure of a closed period that the merge would change."""

    name: str
    key: str
    before: FigureValue
    after: FigureValue


@dataclass(frozen=True)
class ClosedPeriod:
    """A closed period with entries that would be corrected, and the figures that change by it."""

    closing: Closing
    entries: int
    figures: tuple[ChangedFigure, ...]


@dataclass(frozen=True)
class Rehearsal:
    """What a merge would do: how many rows of which table go over, which fall away as doubles, what is corrected."""

    moved: tuple[tuple[str, int], ...]
    dropped: tuple[tuple[str, str], ...]
    entries: int
    closed: tuple[ClosedPeriod, ...]


def rehearse(kept: int, gone: int, *, from_gone: Collection[str] = ()) -> Rehearsal:
    """Do it, look, and roll everything back; raises what merging raises, but asks for no reason.

    Only doing it tells rightly what it does to entries and figures: any other reckoning would be a second merge to keep
    in step with the first.
    """
    with transaction.atomic():
        rehearsal = _rehearsed(kept, gone, from_gone)
        transaction.set_rollback(True)
    return rehearsal


def _rehearsed(kept: int, gone: int, from_gone: Collection[str]) -> Rehearsal:
    both = Entry.objects.filter(party__in=[kept, gone])
    candidates = [closing for closing in closings_in_force().order_by("period") if _corrected(both, closing).exists()]
    figures = list(figures_for_values()) if candidates else []
    before = {closing.pk: values(figures, _period(closing)) for closing in candidates}
    last = Entry.objects.aggregate(last=Max("id"))["last"] or 0
    merge = merge_parties(kept, gone, from_gone=from_gone, by=None, reason="…")
    new = both.filter(id__gt=last)
    closed = []
    for closing in candidates:
        if count := _corrected(new, closing).count():
            after = values(figures, _period(closing))
            changed = tuple(
                ChangedFigure(figure.name, figure.key, before[closing.pk][figure.key], after[figure.key])
                for figure in figures
                if figure.key in after and before[closing.pk][figure.key].value != after[figure.key].value
            )
            closed.append(ClosedPeriod(closing, count, changed))
    return Rehearsal(_moved(merge.moved), _dropped(merge.moved), new.count(), tuple(closed))


def _corrected(entries: Any, closing: Closing) -> Any:
    of_project = Q(project=closing.project) if closing.project else Q()
    return entries.filter(of_project, occurred_on__gte=closing.period.lower, occurred_on__lt=closing.period.upper)


def _period(closing: Closing) -> Period:
    return Period(closing.period.lower, closing.period.upper)


def _moved(steps: Sequence[Step]) -> tuple[tuple[str, int], ...]:
    """Rows that go over, by the name of their table, in the order of the floors."""
    counts: dict[str, int] = {}
    for step in steps:
        if step["did"] == "moved":
            name = str(apps.get_model(step["model"])._meta.verbose_name_plural)
            counts[name] = counts.get(name, 0) + len(step["ids"])
    return tuple(counts.items())


def _dropped(steps: Sequence[Step]) -> tuple[tuple[str, str], ...]:
    """Rows that fall away, since the kept party has the same: the name of their table and what they say."""
    found = []
    for step in steps:
        model = apps.get_model(step["model"])
        if step["did"] == "dropped" and not step.get("replaced"):
            found.append((str(model._meta.verbose_name), step["title"]))
        elif step["did"] == "changed" and "is_cancelled" in step["after"] and _is_cancelling(step):
            row = model._base_manager.get(pk=step["pk"])
            found.append((str(model._meta.verbose_name), str(row)))
    return tuple(found)


def _is_cancelling(step: Mapping[str, Any]) -> bool:
    column = apps.get_model(step["model"])._meta.get_field("is_cancelled")
    return bool(column.to_python(step["after"]["is_cancelled"]))
