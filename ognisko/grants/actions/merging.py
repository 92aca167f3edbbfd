"""What grants know of a double goes over to the party that is kept."""

from django.db import transaction

from ognisko.grants.models import Application, Member
from ognisko.people.actions.journal import Journal
from ognisko.people.models import Party

MOVES = frozenset({"grants.Application.party", "grants.Application.patron", "grants.Member.party"})
"""Columns that `move_party` brings over."""


@transaction.atomic
def move_party(kept: Party, gone: Party, journal: Journal) -> None:
    """Applications, groups under its patronage and people of groups are the kept party's; what was submitted stays."""
    for model, column in ((Application, "party"), (Application, "patron"), (Member, "party")):
        rows = model._base_manager.select_for_update().filter(**{column: gone}).order_by("pk")
        journal.move(model, f"{column}_id", list(rows.values_list("pk", flat=True)), to=kept.pk, was=gone.pk)
