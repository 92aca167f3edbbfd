"""Drafts of blocks: kept while somebody types, forgotten once the block is saved or they do not want it."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from ognisko.accounts.models import User
from ognisko.reports.models import BlockDraft, Section

type Typed = Mapping[str, Sequence[str]]
"""The values of a form's fields as they were typed, by name."""

FORGOTTEN_AFTER = timedelta(days=30)
"""How long a draft that nobody touches is kept."""


@transaction.atomic
def keep_block_draft(
    section: Section, kind: str, at: int | None, data: Typed, *, version: int, by: User, now: datetime | None = None
) -> BlockDraft:
    """Keep what was typed so far; one draft of a block and person. Nothing of the report changes."""
    values = {"data": {name: list(texts) for name, texts in data.items()}, "version": version}
    draft, _is_new = BlockDraft.objects.update_or_create(
        author=by, section=section, kind=kind, at=at, defaults={**values, "saved_at": now or timezone.now()}
    )
    return draft


@transaction.atomic
def forget_block_draft(section: Section, kind: str, at: int | None, *, by: User) -> None:
    """The block was saved, or its author began anew."""
    BlockDraft.objects.filter(author=by, section=section, kind=kind, at=at).delete()


@transaction.atomic
def forget_old_block_drafts(*, now: datetime | None = None) -> int:
    """Drafts that nobody has touched for thirty days are forgotten; return how many."""
    before = (now or timezone.now()) - FORGOTTEN_AFTER
    return BlockDraft.objects.filter(saved_at__lt=before).delete()[0]
