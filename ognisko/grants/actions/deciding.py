"""Decisions of two persons: what is the same for all of them. One proposes, another approves or sends back."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ognisko.accounts.models import User
from ognisko.grants.models import About, Call, Decision, DecisionLine, Instalment


class SamePersonError(Exception):
    """Whoever proposed cannot approve."""

    def __str__(self) -> str:
        return _("You proposed this yourself. Another person approves it.")


class NotOpenDecisionError(Exception):
    """The decision was taken or sent back meanwhile."""

    def __str__(self) -> str:
        return _("This decision does not wait any more: somebody approved it or sent it back.")


class ChangedError(Exception):
    """What was proposed is not what would be decided now; ``changes`` say what differs."""

    def __init__(self, changes: Iterable[str]) -> None:
        self.changes = tuple(changes)
        super().__init__(_("Something has changed since this was proposed. Send it back and propose it anew."))


class NotReadyToDecideError(Exception):
    """Something has to be mended before this can be proposed; ``sentences`` say what."""

    def __init__(self, sentences: Iterable[str]) -> None:
        self.sentences = tuple(sentences)
        super().__init__(" ".join(self.sentences))


def propose(
    call: Call, about: About, lines: Iterable[DecisionLine], *, by: User, note: str = "", **content: object
) -> Decision:
    """Keep a proposal with its lines; the caller has locked what it is about."""
    made = Decision.objects.create(call=call, about=about, proposed_by=by, note=note, content=content)
    rows = list(lines)
    for line in rows:
        line.decision = made
    DecisionLine.objects.bulk_create(rows)
    return made


def hold_decision(decision: Decision, *, by: User) -> Decision:
    """Lock a decision that waits for its second person; applications and the call are locked before it.

    Raises SamePersonError, NotOpenDecisionError.
    """
    row = Decision.objects.select_for_update(of=("self",)).get(pk=decision.pk)
    if not row.is_open:
        raise NotOpenDecisionError
    if row.proposed_by_id == by.pk:
        raise SamePersonError
    return row


def approve(row: Decision, *, by: User, note: str = "", at: datetime | None = None) -> Decision:
    """Write down who approved, and when; the caller has locked the decision, and does what follows from it."""
    row.approved_by, row.approved_at, row.approval_note = by, at or timezone.now(), note
    row.save(update_fields=["approved_by", "approved_at", "approval_note"])
    return row


@transaction.atomic
def send_back(decision: Decision, *, by: User, reason: str) -> Decision:
    """End a proposal without its consequences: the second person sends it back, the first one takes it back.

    Instalments of a batch are free for another one. A second click changes nothing. Raises NotOpenDecisionError.
    """
    row = Decision.objects.select_for_update(of=("self",)).get(pk=decision.pk)
    if row.sent_back_at:
        return row
    if row.approved_at:
        raise NotOpenDecisionError
    row.sent_back_by, row.sent_back_at, row.sent_back_reason = by, timezone.now(), reason
    row.save(update_fields=["sent_back_by", "sent_back_at", "sent_back_reason"])
    Instalment.objects.filter(batch__decision=row, posting=None).update(batch=None)
    return row
