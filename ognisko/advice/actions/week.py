"""Writes of the week grid: a row becomes its session or changes it, or stays a draft of its author."""

import uuid
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from ognisko.accounts.models import User
from ognisko.advice.actions.sessions import (
    NotJoinedError,
    SessionDraft,
    cancel_session,
    change_session,
    change_session_with_joining,
    record_session,
    record_session_with_joining,
    record_session_with_new_party,
    record_sessions,
    restore_session,
)
from ognisko.advice.models import DraftRow, Session
from ognisko.core.bounds import whole_number
from ognisko.core.turns import take_turns
from ognisko.ledger.actions import ClosedPeriodError
from ognisko.people.actions import PartyDraft, add_parties, hold_parties
from ognisko.people.models import Party

FORGOTTEN_AFTER = timedelta(days=1)
"""How long a row that was thrown away can be brought back."""


@dataclass(frozen=True)
class RowDraft:
    """A row as it was typed, to be kept until it is complete."""

    token: uuid.UUID
    week: date
    day: date | None
    cells: Mapping[str, Any]


class OthersRowError(Exception):
    """The token is of somebody else's row."""


@transaction.atomic
def keep_rows(rows: Sequence[RowDraft], *, by: User) -> None:
    """Keep unfinished rows for their author; a row that is kept, or was thrown away, is written over.

    Raises OthersRowError, and people.actions.ErasedError where a row names somebody who was erased since: an old page
    would bring back the name.
    """
    named = {number for row in rows if (number := whole_number(str(row.cells.get("party") or "")))}
    hold_parties(named, also_merged=True)
    tokens = [row.token for row in rows]
    if DraftRow.everything.filter(token__in=tokens).exclude(author=by).exists():
        raise OthersRowError
    DraftRow.everything.bulk_create(
        [DraftRow(token=row.token, author=by, week=row.week, day=row.day, cells=dict(row.cells)) for row in rows],
        update_conflicts=True,
        unique_fields=["token"],
        update_fields=["week", "day", "cells", "thrown_at"],
    )


@transaction.atomic
def drop_rows(tokens: Collection[uuid.UUID], *, by: User) -> None:
    """Forget unfinished rows: they have become sessions."""
    DraftRow.everything.filter(token__in=tokens, author=by).delete()


@transaction.atomic
def throw_row(token: uuid.UUID, *, by: User) -> bool:
    """The author does not want the row any more; return whether there was one. For a day it can be brought back."""
    return bool(DraftRow.objects.filter(token=token, author=by).update(thrown_at=timezone.now()))


@transaction.atomic
def bring_row_back(token: uuid.UUID, *, by: User) -> date | None:
    """Undo: the row stands again as it was typed; return the Monday of its week, or None where it is forgotten."""
    row = DraftRow.everything.select_for_update().filter(token=token, author=by).first()
    if row is None or Session.objects.filter(token=token, cancelled_at=None, advisor=by).exists():
        return None
    row.thrown_at = None
    row.save(update_fields=["thrown_at"])
    return row.week


@transaction.atomic
def forget_thrown_rows(*, now: datetime | None = None) -> int:
    """What was thrown away a day ago is forgotten; return how many rows."""
    before = (now or timezone.now()) - FORGOTTEN_AFTER
    return DraftRow.everything.filter(thrown_at__lt=before).delete()[0]


@transaction.atomic
def record_row(draft: SessionDraft, *, joining: bool = False, by: User, reason: str = "") -> Session:
    """The row becomes a session, with the joining of its party if asked for; raises what recording raises."""
    assert draft.token is not None  # noqa: S101  # every row has one
    session = (record_session_with_joining if joining else record_session)(draft, by=by, reason=reason)
    drop_rows([draft.token], by=by)
    return session


@transaction.atomic
def record_row_with_new_party(
    party: PartyDraft,
    draft_for: Callable[[Party], SessionDraft],
    *,
    token: uuid.UUID,
    joining: bool = False,
    by: User,
    reason: str = "",
) -> Session:
    """The party is added and the row becomes a session with it."""
    session = record_session_with_new_party(party, draft_for, token=token, joining=joining, by=by, reason=reason)
    drop_rows([token], by=by)
    return session


@transaction.atomic
def change_row(session: Session, draft: SessionDraft, *, joining: bool = False, by: User, reason: str = "") -> Session:
    """The session of the row becomes what the row says; raises what changing raises."""
    changed = (change_session_with_joining if joining else change_session)(session, draft, by=by, reason=reason)
    drop_rows([session.token], by=by)
    return changed


@transaction.atomic
def change_row_with_new_party(
    session: Session,
    party: PartyDraft,
    draft_for: Callable[[Party], SessionDraft],
    *,
    joining: bool = False,
    by: User,
    reason: str = "",
) -> Session:
    """The party is added and the session of the row becomes one with it."""
    led_by = Session.objects.select_for_update(of=("self",)).select_related("party").get(pk=session.pk).party
    # Two clicks add one party: the second waits for the session, and finds it with another than both have seen it with.
    is_second = led_by.pk != session.party_id and led_by.name == party.name
    added = led_by if is_second else add_parties([party], by=by)[0]
    return change_row(session, draft_for(added), joining=joining, by=by, reason=reason)


@transaction.atomic
def cancel_row(session: Session, *, by: User, reason: str = "") -> Session:
    """The session of the row counts as nothing, and what was typed over it is forgotten; raises what cancelling raises.

    Refused it leaves the row as it was typed.
    """
    cancelled = cancel_session(session, by=by, reason=reason)
    drop_rows([session.token], by=by)
    return cancelled


@transaction.atomic
def restore_row(session: Session, *, by: User, reason: str = "") -> Session:
    """Undo: the session of the row counts again."""
    restored = restore_session(session, by=by, reason=reason)
    drop_rows([session.token], by=by)
    return restored


@transaction.atomic
def record_rows(drafts: Sequence[SessionDraft], rows: Sequence[RowDraft], *, by: User) -> list[SessionDraft]:
    """Pasted rows: those that have a draft become sessions, the rest is kept; a fixed number of statements for any.

    Returns the drafts that were refused although they looked complete: somebody has closed their period or taken back
    a joining since they were read. Only then are they tried one by one, so that they hold up nobody; they are kept too.
    """
    take_turns(f"pasted rows of {by.pk}")
    refused: list[SessionDraft] = []
    try:
        with transaction.atomic():
            record_sessions(drafts, by=by)
    except (NotJoinedError, ClosedPeriodError):
        refused = [draft for draft in drafts if not _recorded(draft, by)]
    recorded = {draft.token for draft in drafts if draft.token} - {draft.token for draft in refused}
    keep_rows([row for row in rows if row.token not in recorded], by=by)
    drop_rows(recorded, by=by)
    return refused


def _recorded(draft: SessionDraft, by: User) -> bool:
    try:
        with transaction.atomic():
            record_session(draft, by=by)
    except (NotJoinedError, ClosedPeriodError):
        return False
    return True
