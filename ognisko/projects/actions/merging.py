"""What projects know of a double goes over to the party that is kept."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _
from psycopg.types.range import DateRange

from ognisko.accounts.models import User
from ognisko.ledger.actions import post
from ognisko.people.actions.journal import Journal, Step
from ognisko.people.actions.merging import CannotMergeError, settle
from ognisko.people.actions.refusals import refusing
from ognisko.people.models import Party
from ognisko.people.rules import united
from ognisko.projects.actions.partners import _REFUSALS as PARTNER_REFUSALS
from ognisko.projects.entries import PARTNERSHIPS
from ognisko.projects.models import Joining, Operator, Partner

MOVES = frozenset({"projects.Operator.party", "projects.Partner.party", "projects.Joining.party"})
"""Columns that `move_party` brings over."""


class BothOperateError(CannotMergeError):
    """Two operators have offices that counted; which one runs them is for a person to say."""

    def __str__(self) -> str:
        return _("Both run offices as operators. Give the offices of one to the other first.")


def post_moved(steps: Iterable[Step], *, by: User | None, reason: str = "") -> None:
    """Post the partnerships that a journal tells of: one that is new has no entry yet by which it could be found."""
    rows = [step["ids"] if "ids" in step else [step["pk"]] for step in steps if step["model"] == "projects.Partner"]
    post(PARTNERSHIPS, [number for numbers in rows for number in numbers], by=by, reason=reason)


@transaction.atomic
def move_party(kept: Party, gone: Party, journal: Journal) -> None:
    """Joinings, partnerships and operators of the double are the kept party's.

    Raises BothOperateError, and what partnerships refuse.
    """
    operators = list(Operator.objects.filter(party__in=[kept, gone]))
    if len(operators) > 1:
        raise BothOperateError
    mine = [row.pk for row in operators if row.party_id == gone.pk]
    journal.move(Operator, "party_id", mine, to=kept.pk, was=gone.pk)
    _joinings(kept, gone, journal)
    _partners(kept, gone, journal)


def _joinings(kept: Party, gone: Party, journal: Journal) -> None:
    """Who joined a project twice at a time joined once, on the earlier day, up to the later day of leaving.

    The other joining is kept as recorded by mistake: what counted is cancelled, not deleted.
    """
    rows = list(Joining.objects.select_for_update().filter(party__in=[kept, gone]).order_by("pk"))
    spans = []
    for project in dict.fromkeys(row.project_id for row in rows):
        held = [row for row in rows if row.project_id == project and not row.is_cancelled]
        for members, span in united([DateRange(row.joined_on, row.left_on) for row in held]):
            group = sorted((held[at] for at in members), key=lambda row: row.party_id != kept.pk)
            spans.append((group[0], span))
            for row in group[1:]:
                journal.change(row, is_cancelled=True)
    journal.move(Joining, "party_id", [row.pk for row in rows if row.party_id == gone.pk], to=kept.pk, was=gone.pk)
    for row, span in spans:
        journal.change(row, joined_on=span.lower, left_on=span.upper)


def _partners(kept: Party, gone: Party, journal: Journal) -> None:
    """One partnership in a project on a day: leading wins, then the kept party; the other fills what is left."""
    rows = list(Partner.objects.select_for_update().filter(party__in=[kept, gone]).order_by("period", "pk"))
    void = [row.pk for row in rows if row.is_cancelled and row.party_id == gone.pk]
    journal.move(Partner, "party_id", void, to=kept.pk, was=gone.pk)
    for project in dict.fromkeys(row.project_id for row in rows):
        held = [row for row in rows if row.project_id == project and not row.is_cancelled]
        held.sort(key=lambda row: (row.role != Partner.Role.LEADER, row.party_id != kept.pk))
        if held:
            with refusing(PARTNER_REFUSALS):
                settle(held, kept.pk, gone.pk, journal, drop=lambda row: journal.change(row, is_cancelled=True))
