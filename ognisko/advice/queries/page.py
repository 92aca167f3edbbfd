"""What the page of one session shows: the session, its entries in words."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from ognisko.accounts.models import User
from ognisko.advice.models import Session
from ognisko.advice.rules import SESSION
from ognisko.ledger.models import Entry
from ognisko.ledger.queries import measures
from ognisko.people.models import Party


def session_of_page(number: int) -> Session:
    """A session with all that its page shows; raises Session.DoesNotExist."""
    return (
        Session.objects.select_related(
            "party", "kind", "advisor", "project", "office", "place", "follow_up__assignee", "appointment__allocation"
        )
        .prefetch_related("participations__party")
        .get(pk=number)
    )


@dataclass(frozen=True)
class EntryLine:
    """An entry of the ledger in words; ``reason`` is filled where it corrects a closed period."""

    measure: str
    quantity: Decimal
    unit: int
    party: str
    is_in_force: bool
    is_reversal: bool
    reason: str
    posted_at: datetime
    posted_by: str


def entry_lines(session: Session) -> list[EntryLine]:
    """All that the ledger says of a session, in the order of posting; three queries."""
    rows = list(Entry.objects.filter(source_kind=SESSION, source=session.pk).order_by("id"))
    reversed_ones = {row.reverses_id for row in rows if row.reverses_id}
    parties = Party.everyone.in_bulk({row.party for row in rows if row.party})
    users = User.objects.in_bulk({row.posted_by for row in rows})
    known = measures()
    return [
        EntryLine(
            measure=str(known[row.measure].label),
            quantity=row.quantity,
            unit=row.unit,
            party=str(parties.get(row.party, "")),
            is_in_force=row.reverses_id is None and row.pk not in reversed_ones,
            is_reversal=row.reverses_id is not None,
            reason=row.correction_reason or "",
            posted_at=row.posted_at,
            posted_by=str(users.get(row.posted_by, "")),
        )
        for row in rows
    ]
