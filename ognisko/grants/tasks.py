"""Background work of grants."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app


@app.task(name="grants.mail_message", retry=RetryStrategy(max_attempts=8, exponential_wait=4))
def mail_message(message: int) -> None:
    """Mail a message; tried again for hours while the mail server does not answer."""
    from ognisko.grants.actions import letters

    letters.mail_message(message)


@app.task(name="grants.mail_assessor", retry=RetryStrategy(max_attempts=8, exponential_wait=4))
def mail_assessor(assessor: int, call: int) -> None:
    """Mail an assessor which cards of a call they still have."""
    from ognisko.grants.actions import reminding

    reminding.mail_assessor(assessor, call)


@app.periodic(cron="15 5 * * *")
@app.task(name="grants.remind_assessors", queueing_lock="grants.remind_assessors")
def remind_assessors(timestamp: int) -> None:
    """Every morning: assessors with open cards hear of a deadline three days and one day before it."""
    from ognisko.grants.actions import reminding

    reminding.remind_of_deadlines()


@app.periodic(cron="10 0 * * *")
@app.task(name="grants.let_corrections_lapse", queueing_lock="grants.let_corrections_lapse")
def let_corrections_lapse(timestamp: int) -> int:
    """Every night: whoever sent no corrections in time is checked as they first applied."""
    from ognisko.grants.actions import checking

    return checking.let_corrections_lapse()


@app.periodic(cron="30 6 * * *")
@app.task(name="grants.remind_of_reports", queueing_lock="grants.remind_of_reports")
def remind_of_reports(timestamp: int) -> int:
    """Every morning: letters before a report is due and after it is late; a missed day is made good."""
    from ognisko.grants.actions.settling import reminding

    return reminding.remind_of_reports()
