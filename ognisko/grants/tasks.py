"""Background work of grants."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app


@app.task(name="grants.mail_message", retry=RetryStrategy(max_attempts=8, exponential_wait=4))
def mail_message(message: int) -> None:
    """Mail a message; tried again for hours while the mail server does not answer."""
    from ognisko.grants.actions import letters

    letters.mail_message(message)


@app.periodic(cron="30 6 * * *")
@app.task(name="grants.remind_of_reports", queueing_lock="grants.remind_of_reports")
def remind_of_reports(timestamp: int) -> int:
    """Every morning: letters before a report is due and after it is late; a missed day is made good."""
    from ognisko.grants.actions.settling import reminding

    return reminding.remind_of_reports()
