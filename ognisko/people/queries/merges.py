"""Reads of merges: as whom a double goes on, what was merged and can be taken back."""

from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet

from ognisko.people.models import NOW, UNDONE_WITHIN, Merge, Party


def goes_on_as(party: Party) -> Party:
    """The party that stands for this one today; itself where it was not merged. Doubles of doubles are followed."""
    while party.merged_into_id is not None:
        party = Party.everyone.get(pk=party.merged_into_id)
    return party


def merges_for_lists() -> QuerySet[Merge]:
    """Merges with what a list shows of them, the latest first; ``may_undo`` by the database's clock."""
    recent = Q(undone_at=None, at__gt=ExpressionWrapper(NOW - UNDONE_WITHIN, output_field=NOW.output_field))
    return (
        Merge.objects.select_related("kept", "gone", "by", "undone_by")
        .defer("moved")
        .annotate(may_undo=ExpressionWrapper(recent, output_field=BooleanField()))
    )


def merged_into(kept: Party) -> list[Merge]:
    """The doubles that go on as this party, the latest first."""
    return list(merges_for_lists().filter(kept=kept, undone_at=None))
