"""A call is announced once nothing is missing, cancelled with a reason, its deadline only ever moved on."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from ognisko.accounts.models import User
from ognisko.grants.actions.calls.refusals import CallRefusedError
from ognisko.grants.actions.calls.sections import refuse_ended, save_call
from ognisko.grants.actions.letters import send_message
from ognisko.grants.actions.money import fund, hold_call
from ognisko.grants.actions.submitting import moment
from ognisko.grants.entries import OF_CALLS
from ognisko.grants.models import Call, Posting
from ognisko.grants.queries.calls import checks_before_announcement, now_by_the_database, writers_of
from ognisko.ledger.actions import post


@transaction.atomic
def announce(call: Call, *, by: User, reason: str = "") -> Call:
    """Show a call to everybody; a second click changes nothing. Raises CallRefusedError, ClosedPeriodError."""
    row = hold_call(call.pk)
    if row.announced_at:
        return row
    refuse_ended(row)
    missing = [check.text for check in checks_before_announcement(row) if not check.is_done]
    if missing:
        raise CallRefusedError(_("Still missing: %(what)s.") % {"what": "; ".join(missing)})
    now = now_by_the_database()
    if row.deadline <= now:
        raise CallRefusedError(_("The deadline has passed. Set the dates anew first."))
    save_call(row, announced_at=now)
    post(OF_CALLS, [row.pk], by=by, reason=reason)
    return row


@transaction.atomic
def cancel(call: Call, *, reason: str, by: User, correction: str = "") -> Call:
    """Call a call off; its page says why and what was written is kept. Raises CallRefusedError, ClosedPeriodError."""
    row = hold_call(call.pk)
    if row.cancelled_at:
        return row
    if row.results_at:
        raise CallRefusedError(_("The results are published, so the call can no longer be cancelled."))
    save_call(row, cancelled_at=now_by_the_database(), cancel_reason=reason)
    post(OF_CALLS, [row.pk], by=by, reason=correction)
    return row


@transaction.atomic
def extend_deadline(call: Call, until: datetime, *, reason: str, by: User) -> Call:
    """Give everybody more time; whoever has a draft gets a letter with the reason. Raises CallRefusedError.

    The late window moves with the deadline. The same time once more changes nothing.
    """
    row = hold_call(call.pk)
    refuse_ended(row)
    if until == row.deadline:
        return row
    if row.results_at:
        raise CallRefusedError(_("The results are published, so the deadline stays."), "deadline_on")
    if until < row.deadline:
        raise CallRefusedError(
            _("The deadline is %(when)s. It can only be made later.") % {"when": moment(row.deadline)}, "deadline_on"
        )
    late = row.late_until and until + (row.late_until - row.deadline)
    save_call(row, deadline=until, late_until=late)
    if row.announced_at:
        _tell_writers(row, reason, by)
    return row


def _tell_writers(row: Call, reason: str, by: User) -> None:
    for draft in writers_of(row):
        with translation.override(draft.sheet.language):
            words = {"call": row.name, "when": moment(row.deadline), "reason": reason}
            send_message(
                draft,
                _("You have more time: “%(call)s” until %(when)s") % words,
                _("The deadline of the call “%(call)s” is now %(when)s.\n\n%(reason)s\n\nYour draft is waiting.")
                % words,
                by=by,
            )


@transaction.atomic
def add_money(call: Call, amount: Decimal, *, by: User, reason: str = "") -> Posting:
    """Put money into the budget; what comes after the announcement needs a reason. Raises CallRefusedError."""
    row = hold_call(call.pk)
    refuse_ended(row)
    if row.announced_at and not reason.strip():
        raise CallRefusedError(_("Say why the budget grows: the call is announced."), "why")
    made = fund(row, amount, on=timezone.localdate(), by=by, reason=reason)
    row.refresh_from_db()
    save_call(row)
    return made
