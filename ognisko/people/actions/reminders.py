"""Letters of the morning: what is due or overdue, once a day and person."""

import logging
from datetime import datetime

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ognisko.core.holidays import is_holiday
from ognisko.people.models import Reminder
from ognisko.people.queries.reminders import Digest, digests

logger = logging.getLogger(__name__)

SATURDAY = 5


def send_reminders(now: datetime) -> int:
    """Send each person their letter of the day, from the set hour of a working day on; return how many were sent.

    Whoever has it already gets no second one, however often this runs. One letter that cannot be sent holds up no
    other, and is tried again when this runs next.
    """
    day = now.date()
    if now.hour < settings.REMINDER_HOUR or day.weekday() >= SATURDAY or is_holiday(day):
        return 0
    return sum(remind(digest) for digest in digests(day))


def remind(digest: Digest) -> bool:
    """Send one letter; False where it went out before or could not be sent.

    Race: two workers may hold the same digest. The row comes first and is committed, so the second finds it standing
    and sends nothing; the other way round a crash between sending and keeping would send it twice.
    """
    with transaction.atomic():
        row, is_new = Reminder.objects.get_or_create(user=digest.user, day=digest.day, defaults={"tasks": digest.count})
    if not is_new:
        return False
    try:
        with translation.override("pl"):
            send_mail(subject_of(digest), text_of(digest), None, [digest.user.email])
    except OSError:
        logger.warning("The reminder of user %s could not be sent; it is tried again in an hour.", digest.user.pk)
        row.delete()
        return False
    return True


def subject_of(digest: Digest) -> str:
    """How much waits, in one line: "Na dziś: 3 zadania, w tym 1 po terminie"."""
    words = ngettext("For today: %(count)s task", "For today: %(count)s tasks", digest.count) % {"count": digest.count}
    if not digest.overdue:
        return words
    return words + ", " + _("%(count)s of them overdue") % {"count": len(digest.overdue)}


def text_of(digest: Digest) -> str:
    """The letter: what is overdue, what is due, each with a link to it."""
    context = {
        "digest": digest,
        "tasks_url": settings.ADDRESS + reverse("people:tasks"),
        "letters_url": settings.ADDRESS + reverse("accounts:reminders"),
    }
    return render_to_string("people/mail/reminder.txt", context)
