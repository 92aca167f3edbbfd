"""The letters that steps send: kept as messages of the application, then mailed to those who write it."""

from collections.abc import Mapping
from datetime import datetime
from email.utils import formataddr, parseaddr
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ognisko.accounts.models import User
from ognisko.core.money import money_text
from ognisko.core.polish import date_text
from ognisko.grants.models import Application, Message
from ognisko.grants.rules.life import Step
from ognisko.ledger.models import NOW

LETTERS: Mapping[Step, tuple[Any, Any]] = {
    Step.SUBMIT: (
        gettext_lazy("We have your application %(number)s"),
        gettext_lazy(
            "Your application “%(title)s” in the call “%(call)s” came in on %(when)s and has the number %(number)s."
            "\n\nKeep this letter: the mark of what you submitted is %(hash)s."
        ),
    ),
    Step.SUBMIT_LATE: (
        gettext_lazy("Your application came after the deadline"),
        gettext_lazy(
            "Your application “%(title)s” in the call “%(call)s” came in on %(when)s, after the deadline %(deadline)s."
            " Everything that you wrote is kept. An officer will decide whether it can be admitted, and you will get"
            " a letter."
        ),
    ),
    Step.ADMIT_LATE: (
        gettext_lazy("Your application %(number)s was admitted"),
        gettext_lazy("Your application “%(title)s” came late, and was admitted: %(reason)s"),
    ),
    Step.WITHDRAW: (
        gettext_lazy("You have withdrawn the application %(number)s"),
        gettext_lazy("The application “%(title)s” in the call “%(call)s” is withdrawn; nothing more happens to it."),
    ),
    Step.CALL_FOR_CORRECTIONS: (
        gettext_lazy("Correct your application %(number)s by %(until)s"),
        gettext_lazy("Something in the application “%(title)s” has to be corrected by %(until)s:\n\n%(reason)s"),
    ),
    Step.CORRECT: (
        gettext_lazy("We have the corrected application %(number)s"),
        gettext_lazy("The corrections of the application “%(title)s” came in on %(when)s."),
    ),
    Step.ACCEPT_FORMALLY: (
        gettext_lazy("The application %(number)s is formally correct"),
        gettext_lazy("The application “%(title)s” passed the formal check and goes to assessors."),
    ),
    Step.REJECT: (
        gettext_lazy("The application %(number)s was rejected"),
        gettext_lazy("The application “%(title)s” did not pass the formal check:\n\n%(reason)s\n\nYou can appeal."),
    ),
    Step.APPEAL: (
        gettext_lazy("Your appeal concerning %(number)s was upheld"),
        gettext_lazy("Your appeal was upheld, the application “%(title)s” goes on:\n\n%(reason)s"),
    ),
    Step.AWARD: (
        gettext_lazy("Your application %(number)s gets a grant"),
        gettext_lazy("The undertaking “%(title)s” gets %(amount)s. We will write to you about the agreement."),
    ),
    Step.RESERVE: (
        gettext_lazy("The application %(number)s is on the reserve list"),
        gettext_lazy("The application “%(title)s” is on the reserve list. If money is left, we will write to you."),
    ),
    Step.DECLINE: (
        gettext_lazy("The application %(number)s gets no grant"),
        gettext_lazy("The application “%(title)s” gets no grant in this call:\n\n%(reason)s"),
    ),
    Step.GIVE_UP: (
        gettext_lazy("The grant %(number)s is given up"),
        gettext_lazy("The grant for “%(title)s” is given up:\n\n%(reason)s"),
    ),
    Step.AGREE: (
        gettext_lazy("The agreement on %(number)s is signed"),
        gettext_lazy("The agreement on “%(title)s” is signed, for %(amount)s."),
    ),
    Step.REPORT: (
        gettext_lazy("We have the report on %(number)s"),
        gettext_lazy("The report on “%(title)s” came in on %(when)s."),
    ),
    Step.CALL_FOR_REPORT_CORRECTIONS: (
        gettext_lazy("Correct the report on %(number)s"),
        gettext_lazy("Something in the report on “%(title)s” has to be corrected:\n\n%(reason)s"),
    ),
    Step.CORRECT_REPORT: (
        gettext_lazy("We have the corrected report on %(number)s"),
        gettext_lazy("The corrected report on “%(title)s” came in on %(when)s."),
    ),
    Step.ACCEPT: (
        gettext_lazy("The report on %(number)s is accepted"),
        gettext_lazy("The report on “%(title)s” is accepted. Thank you for your work."),
    ),
    Step.DEMAND_RETURN: (
        gettext_lazy("Money to return from the grant %(number)s"),
        gettext_lazy("A part of the grant for “%(title)s” has to be returned by %(return_on)s:\n\n%(reason)s"),
    ),
    Step.CLOSE: (
        gettext_lazy("The grant %(number)s is settled"),
        gettext_lazy("The grant for “%(title)s” is settled. You find its certificate on the page of the grant."),
    ),
    Step.TERMINATE: (
        gettext_lazy("The agreement on %(number)s is terminated"),
        gettext_lazy("The agreement on “%(title)s” is terminated:\n\n%(reason)s"),
    ),
    Step.REOPEN: (
        gettext_lazy("The grant %(number)s is open again"),
        gettext_lazy("The settlement of “%(title)s” was opened again:\n\n%(reason)s"),
    ),
    Step.WRITE_OFF: (
        gettext_lazy("A part of the grant %(number)s need not come back"),
        gettext_lazy("We do not ask for this part of the grant for “%(title)s” any more:\n\n%(reason)s"),
    ),
    Step.WAIVE_INTEREST: (
        gettext_lazy("Interest on the grant %(number)s is waived"),
        gettext_lazy("We do not ask for this interest on the grant for “%(title)s” any more:\n\n%(reason)s"),
    ),
}
"""Subject and text of the letter that follows a step."""

_OF_REPORT = (Step.REPORT, Step.CORRECT_REPORT)


def write_letter(application: Application, step: Step, *, by: User | None, reason: str = "") -> Message:
    """Keep the letter of a step, in the language of the application; it is mailed once the transaction is through."""
    subject, text = LETTERS[step]
    with translation.override(application.sheet.language):
        words = _words(application, step, reason)
        return send_message(application, str(subject) % words, str(text) % words, step=step, by=by)


def send_message(
    application: Application,
    subject: str,
    text: str,
    *,
    by: User | None,
    step: str = "",
    to_applicant: bool = True,
    token: UUID | None = None,
) -> Message:
    """Keep a message and have it mailed; the same token twice is one message."""
    from ognisko.grants import tasks

    with transaction.atomic(savepoint=False):
        told = {"token": token} if token else {}
        if token and (standing := Message.objects.filter(token=token).first()):
            return standing
        made = Message.objects.create(
            application=application, to_applicant=to_applicant, step=step, subject=subject, text=text, by=by, **told
        )
        tasks.mail_message.defer(message=made.pk)
        return made


def _words(application: Application, step: Step, reason: str) -> dict[str, Any]:
    call = application.call
    report = application.reports.order_by("-number").values_list("submitted_at", flat=True)
    when = report.first() if step in _OF_REPORT else application.submitted_at
    hashed = application.submissions.order_by("-number").values_list("hash", flat=True).first()
    until = application.corrections_until
    return {
        "number": application.number,
        "title": application.title,
        "call": call.name,
        "reason": reason,
        "when": _moment(when) if when else "",
        "deadline": _moment(application.extended_until or call.deadline),
        "until": _moment(until) if until else "",
        "return_on": date_text(application.return_due_on) if application.return_due_on else "",
        "amount": money_text(application.awarded, call.currency) if application.awarded else "",
        "hash": hashed or "",
    }


def _moment(at: datetime) -> str:
    local = timezone.localtime(at)
    return f"{date_text(local.date())}, {local:%H:%M}"


def mail_message(number: int) -> bool:
    """Mail a message to those whom it concerns; a second call mails nothing."""
    waiting = Message.objects.select_related("application__call__programme", "application__sheet")
    message = waiting.filter(pk=number, mailed_at=None).first()
    if message is None:
        return False
    row = message.application
    with translation.override(row.sheet.language):
        if message.to_applicant:
            to = sorted({row.contact_email, *row.authors.values_list("user__email", flat=True)} - {""})
            path = reverse("grants:mine", args=[row.token])
        else:
            to, path = [row.call.contact_email] if row.call.contact_email else [], row.get_absolute_url()
        if to:
            _name, sender = parseaddr(settings.DEFAULT_FROM_EMAIL)
            EmailMessage(
                subject=message.subject or _("A message about %(title)s") % {"title": str(row)},
                body=f"{message.text}\n\n{settings.ADDRESS.rstrip('/')}{path}\n",
                from_email=formataddr((row.call.programme.name, sender)),
                to=to,
                reply_to=[row.call.contact_email] if message.to_applicant and row.call.contact_email else None,
            ).send()
        Message.objects.filter(pk=number).update(mailed_at=NOW)
    return bool(to)
