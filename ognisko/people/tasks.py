"""Background work of parties."""

from procrastinate.contrib.django import app

from ognisko.people import actions


@app.periodic(cron="5 0 * * *")
@app.task(name="people.refresh_what_today_changes", queueing_lock="people.refresh_what_today_changes")
def refresh_what_today_changes(timestamp: int) -> int:
    """Every night just after midnight: kinds and seats that were dated ahead hold from today, also in lists."""
    return actions.refresh_what_today_changes()
