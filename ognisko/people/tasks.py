"""Background work of parties."""

from django.utils import timezone
from procrastinate.contrib.django import app

from ognisko.people import actions
from ognisko.people.actions import merging


@app.periodic(cron="5 22,23 * * *")
@app.task(name="people.refresh_what_today_changes", queueing_lock="people.refresh_what_today_changes")
def refresh_what_today_changes(timestamp: int) -> int:
    """Five minutes after midnight in Warsaw: kinds and seats that were dated ahead hold from today, also in lists.

    The queue's clock is UTC, so the task is due at both hours that can be midnight here; at the other one it finds
    nothing to change.
    """
    return actions.refresh_what_today_changes()


@app.periodic(cron="10 * * * *")
@app.task(name="people.send_reminders", queueing_lock="people.send_reminders")
def send_reminders(timestamp: int) -> int:
    """Every hour at ten past: the letters about due tasks, from the set hour on; a missed hour is made good."""
    return actions.send_reminders(timezone.localtime())


@app.periodic(cron="40 1 * * *")
@app.task(name="people.forget_journals", queueing_lock="people.forget_journals")
def forget_journals(timestamp: int) -> int:
    """Every night: a merge that can't be undone any more forgets what its rows said."""
    return merging.forget_journals()
