"""Letters to assessors: which cards wait for them, by when. No letter says anything of who applies."""

from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ognisko.accounts.models import User
from ognisko.core.polish import date_text
from ognisko.grants import tasks
from ognisko.grants.models import Assessment, AssessmentQuerySet, Call
from ognisko.grants.rules.life import Stage

DAYS_BEFORE = (3, 1)
"""So many days before the deadline of the review."""


def open_cards() -> AssessmentQuerySet:
    """Cards that wait for their assessors."""
    return Assessment.objects.standing().filter(submitted_at=None, application__stage=Stage.REVIEW)


def remind_of_deadlines() -> int:
    """Mail those whose deadline is near; how many letters."""
    days = [timezone.localdate() + timedelta(days=before) for before in DAYS_BEFORE]
    rows = open_cards().filter(application__call__review_until__in=days)
    pairs = sorted(set(rows.values_list("assessor", "application__call")))
    for assessor, call in pairs:
        tasks.mail_assessor.defer(assessor=assessor, call=call)
    return len(pairs)


def mail_assessor(assessor: int, call: int) -> bool:
    """Mail an assessor how many cards wait and by when; nothing where none does any more."""
    user, about = User.objects.get(pk=assessor), Call.objects.get(pk=call)
    cards = list(open_cards().filter(assessor=user, application__call=about).select_related("application"))
    if not cards or not user.is_active:
        return False
    with translation.override("pl"):
        EmailMessage(
            subject=_("Cards wait for you: %(call)s") % {"call": about.name},
            body=_text(about, cards),
            to=[user.email],
            reply_to=[about.contact_email] if about.contact_email else None,
        ).send()
    return True


def _text(call: Call, cards: list[Assessment]) -> str:
    lines = [
        ngettext(
            "In the call “%(call)s” %(count)d card waits for you.",
            "In the call “%(call)s” %(count)d cards wait for you.",
            len(cards),
        )
        % {"call": call.name, "count": len(cards)}
    ]
    if call.review_until:
        lines.append(_("Hand them in by %(day)s.") % {"day": date_text(call.review_until)})
    lines += [f"{one.application.number}: {one.handed_back}" for one in cards if one.handed_back]
    lines.append(settings.ADDRESS.rstrip("/") + reverse("grants:to_assess"))
    return "\n\n".join(lines) + "\n"
