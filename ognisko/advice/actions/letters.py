"""The letters of appointments: text from a template, with the appointment as a calendar file."""

from email.message import MIMEPart
from email.utils import formataddr, parseaddr

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from ognisko.accounts.models import User
from ognisko.advice.actions.appointments import may_change
from ognisko.advice.models import Appointment
from ognisko.advice.queries.appointments import address_of, appointments_for_lists, centre_name, for_visitor, place_text
from ognisko.advice.queries.offers import clock, when_text
from ognisko.bookings.formats.ics import invitation

WITH_CALENDAR = frozenset({"booked", "moved", "cancelled", "reminder"})
"""Letters to whoever booked that carry the calendar file; an advisor subscribes to a calendar instead."""


def send_letter(number: int, letter: str, *, advisor: int = 0, language: str = "") -> bool:
    """Send a letter as things stand now, to an advisor or to whoever booked; return False where nobody is to get it."""
    row = appointments_for_lists().filter(pk=number).first()
    if row is None or (letter == "reminder" and not _still_reminds(row)):
        return False
    to = (
        User.objects.filter(pk=advisor, is_active=True).values_list("email", flat=True).first()
        if advisor
        else row.email
    )
    if not to:
        return False
    with translation.override(language or row.language):
        message(row, letter, to=to).send()
    return True


def _still_reminds(row: Appointment) -> bool:
    """Between queueing and sending it may have been cancelled or moved; moved it is reminded of when its time comes."""
    return row.is_confirmed and not row.is_over and row.reminders.filter(starts_at=row.starts_at).exists()


def _email_of(advisor: int) -> str:
    return User.objects.filter(pk=advisor, is_active=True).values_list("email", flat=True).first() or ""


def message(row: Appointment, letter: str, *, to: str) -> EmailMessage:
    """The letter in the present language."""
    centre = centre_name()
    context = {
        "row": row,
        "when": when_text(row.starts_at, row.ends_at),
        "where": place_text(row),
        "centre": centre,
        "reason": row.change_reason,
        "may_change": may_change(row),
        "visit_url": address_of("advice:visit", row.secret),
        "book_url": address_of("advice:offer", row.kind.key, row.office_id),
        "staff_url": address_of("advice:appointment", row.pk),
        "held_until": clock(row.allocation.held_until) if row.allocation.held_until else "",
    }
    _name, sender = parseaddr(settings.DEFAULT_FROM_EMAIL)
    made = EmailMessage(
        subject=_subject(row, letter),
        body=render_to_string(f"advice/letters/{letter}.txt", context),
        from_email=formataddr((centre, sender)),
        to=[to],
        reply_to=[row.advisor.email] if not letter.startswith("advisor_") else None,
    )
    if letter in WITH_CALENDAR:
        made.attach(_calendar(row))
    return made


def _subject(row: Appointment, letter: str) -> str:
    words = {"kind": row.kind.title, "when": when_text(row.starts_at, row.ends_at), "name": row.name}
    return {
        "confirm": _("Confirm the hour: %(kind)s, %(when)s"),
        "booked": _("Booked: %(kind)s, %(when)s"),
        "moved": _("Moved: %(kind)s, now %(when)s"),
        "cancelled": _("Cancelled: %(kind)s, %(when)s"),
        "reminder": _("Reminder: %(kind)s, %(when)s"),
        "advisor_booked": _("New appointment: %(name)s, %(when)s"),
        "advisor_moved": _("Moved appointment: %(name)s, now %(when)s"),
        "advisor_cancelled": _("Cancelled appointment: %(name)s, %(when)s"),
        "advisor_given_away": _("No longer with you: %(name)s"),
    }[letter] % words


def _calendar(row: Appointment) -> MIMEPart:
    """The calendar file as a part that mail programmes take for an invitation."""
    part = MIMEPart()
    part.set_content(
        invitation(for_visitor(row)).decode(),
        subtype="calendar",
        charset="utf-8",
        disposition="attachment",
        filename="ognisko.ics",
        params={"method": "REQUEST" if row.is_confirmed else "CANCEL"},
    )
    return part
