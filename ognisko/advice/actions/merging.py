"""What advice knows of a double goes over to the party that is kept."""

from django.db import transaction

from ognisko.advice.models import Appointment, DraftRow, Session, SessionParty
from ognisko.people.actions.journal import Journal
from ognisko.people.models import Party

MOVES = frozenset(
    {"advice.Session.party", "advice.SessionParty.party", "advice.Appointment.party", "advice.DraftRow.cells"}
)
"""Columns that `move_party` brings over; cells of drafts hold the number of a party."""


@transaction.atomic
def move_party(kept: Party, gone: Party, journal: Journal) -> None:
    """Sessions, appointments and drafts of the double are the kept party's; who came twice to one session came once."""
    _participations(kept, gone, journal)
    for model in (Session, SessionParty, Appointment):
        rows = model._base_manager.select_for_update().filter(party=gone).order_by("pk")
        journal.move(model, "party_id", list(rows.values_list("pk", flat=True)), to=kept.pk, was=gone.pk)
    _drafts(kept, gone, journal)


def _participations(kept: Party, gone: Party, journal: Journal) -> None:
    """Of two rows at one session one stays: leading says all, on its own behalf says more than present."""
    for lead, other in ((gone, kept), (kept, gone)):
        for row in SessionParty.objects.filter(party=other, session__party=lead):
            journal.drop(row)
    standing = {row.session_id: row for row in SessionParty.objects.filter(party=kept)}
    for row in SessionParty.objects.filter(party=gone, session__in=standing):
        journal.drop(row)
        if row.capacity == SessionParty.Capacity.PARTY:
            journal.change(standing[row.session_id], capacity=row.capacity)


def _drafts(kept: Party, gone: Party, journal: Journal) -> None:
    """Rows of the week grid that name the double, thrown away too; what became a session stays one after an undo."""
    named = DraftRow.everything.filter(cells__party__in=[gone.pk, str(gone.pk)])
    for draft in named.select_for_update().order_by("pk"):
        cells = draft.cells | {"party": str(kept.pk), "party_text": kept.name}
        journal.change(draft, optional=True, cells=cells)
