"""Background work of parties."""

from procrastinate.contrib.django import app

from ognisko.people import actions


@app.periodic(cron="5 22,23 * * *")
@app.task(name="people.refresh_what_today_changes", queueing_lock="people.refresh_what_today_changes")
def refresh_what_today_changes(timestamp: int) -> int:
    """Five minutes after midnight in Warsaw: kinds and seats that were dated ahead hold from today, also in lists.

    The queue's clock is UTC, so the task is due at both hours that can be midnight here; at the other one it finds
    nothing to change.
    """
    return actions.refresh_what_today_changes()
