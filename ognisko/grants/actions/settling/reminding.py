"""Letters around the day on which a report is due: a week before, and the day after it passed."""

from datetime import date, timedelta
from uuid import NAMESPACE_URL, uuid5

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from ognisko.accounts.models import User
from ognisko.core.polish import date_text
from ognisko.grants.actions.letters import send_message
from ognisko.grants.actions.life import hold
from ognisko.grants.actions.settling.reporting import NotNowError
from ognisko.grants.models import Application
from ognisko.grants.rules.life import Stage

BEFORE = timedelta(days=7)


def remind_of_reports(today: date | None = None) -> int:
    """Write to those whose report is due within a week or is late, once before and once after; how many letters."""
    today = today or timezone.localdate()
    waiting = Application.objects.filter(stage=Stage.CARRIED_OUT, report_due_on__lte=today + BEFORE)
    return sum(_remind(number, today) for number in waiting.order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def _remind(number: int, today: date) -> bool:
    row = hold(number)
    if row.at is not Stage.CARRIED_OUT or row.report_due_on is None:
        return False
    late = row.report_due_on < today
    token = uuid5(NAMESPACE_URL, f"report {row.pk} {row.report_due_on} {late}")
    if row.messages.filter(token=token).exists():
        return False
    _write(row, today, token=token, by=None)
    return True


@transaction.atomic
def remind(application: Application, *, by: User) -> bool:
    """Write once more, as an officer asks; one letter a day. Raises NotNowError."""
    row = hold(application)
    if row.at is not Stage.CARRIED_OUT or row.report_due_on is None:
        raise NotNowError
    today = timezone.localdate()
    token = uuid5(NAMESPACE_URL, f"report {row.pk} asked {today}")
    if row.messages.filter(token=token).exists():
        return False
    _write(row, today, token=token, by=by)
    return True


def _write(row: Application, today: date, *, token: object, by: User | None) -> None:
    assert row.report_due_on is not None  # noqa: S101  # those who call have looked
    words = {"title": row.title, "day": date_text(row.report_due_on), "number": row.number}
    with translation.override(row.sheet.language):
        if row.report_due_on < today:
            subject = _("The report on %(number)s is late")
            text = _(
                "The report on “%(title)s” was due on %(day)s, and we do not have it yet. Submit it now, or write to us"
                " what holds you up."
            )
        else:
            subject = _("The report on %(number)s is due on %(day)s")
            text = _(
                "The report on “%(title)s” is due on %(day)s. What you write is saved by itself, so you can begin today"
                " and finish later."
            )
        send_message(row, subject % words, text % words, by=by, token=token)  # type: ignore[arg-type]  # a uuid
