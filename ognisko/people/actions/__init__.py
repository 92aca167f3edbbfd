"""Writes to parties: one transaction a change; what changes for a past day is posted to the ledger again."""

from ognisko.people.actions.dated import (
    OverlappingMembershipError,
    add_address,
    add_membership,
    add_memberships,
    add_new_member,
    end_address,
    end_membership,
    end_status,
    move_seat,
    set_kind,
    set_status,
)
from ognisko.people.actions.drafts import (
    EARLIEST,
    AddressDraft,
    PartyDraft,
    hold_parties,
    period,
    refresh,
    refresh_what_today_changes,
)
from ognisko.people.actions.parties import (
    add_parties,
    add_party,
    change_party,
    restore_caretakers,
    set_caretaker,
    tag_parties,
    untag_parties,
)
from ognisko.people.actions.refusals import PartyMergedError, RefusedError, refuse_gone
from ognisko.people.actions.reminders import remind, send_reminders
from ognisko.people.actions.work import add_note, add_task, finish_task, reopen_task

__all__ = [
    "EARLIEST",
    "AddressDraft",
    "OverlappingMembershipError",
    "PartyDraft",
    "PartyMergedError",
    "RefusedError",
    "add_address",
    "add_membership",
    "add_memberships",
    "add_new_member",
    "add_note",
    "add_parties",
    "add_party",
    "add_task",
    "change_party",
    "end_address",
    "end_membership",
    "end_status",
    "finish_task",
    "hold_parties",
    "move_seat",
    "period",
    "refresh",
    "refresh_what_today_changes",
    "refuse_gone",
    "remind",
    "reopen_task",
    "restore_caretakers",
    "send_reminders",
    "set_caretaker",
    "set_kind",
    "set_status",
    "tag_parties",
    "untag_parties",
]
