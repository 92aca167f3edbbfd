"""Writes of sessions: one transaction a change, posted to the ledger in it."""

from ognisko.advice.actions.kinds import (
    KindExistsError,
    add_kind,
    change_kind,
    ensure_kinds,
)
from ognisko.advice.actions.sessions import (
    FollowUpDraft,
    NoteStandsError,
    NotJoinedError,
    RefusedChange,
    SessionDraft,
    cancel_session,
    change_many_sessions,
    change_session,
    change_session_with_joining,
    draft_of,
    record_session,
    record_session_with_joining,
    record_session_with_new_party,
    record_sessions,
    restore_session,
)

__all__ = [
    "FollowUpDraft",
    "KindExistsError",
    "NotJoinedError",
    "NoteStandsError",
    "RefusedChange",
    "SessionDraft",
    "add_kind",
    "cancel_session",
    "change_kind",
    "change_many_sessions",
    "change_session",
    "change_session_with_joining",
    "draft_of",
    "ensure_kinds",
    "record_session",
    "record_session_with_joining",
    "record_session_with_new_party",
    "record_sessions",
    "restore_session",
]
