"""Background work of advice: letters of appointments and before them, and forgetting what nobody needs any more."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from ognisko.advice.actions import appointments, letters, reminders, week


@app.task(name="advice.send_letter", retry=RetryStrategy(max_attempts=6, exponential_wait=4))
def send_letter(appointment: int, letter: str, advisor: int = 0, language: str = "") -> None:
    """Send one letter; tried again for more than an hour while the mail server does not answer."""
    letters.send_letter(appointment, letter, advisor=advisor, language=language)


@app.periodic(cron="20 * * * *")
@app.task(name="advice.forget_unconfirmed", queueing_lock="advice.forget_unconfirmed")
def forget_unconfirmed(timestamp: int) -> int:
    """Every hour: whoever did not confirm within a day is forgotten."""
    return appointments.forget_unconfirmed()


@app.periodic(cron="*/15 * * * *")
@app.task(name="advice.remind_of_appointments", queueing_lock="advice.remind_of_appointments")
def remind_of_appointments(timestamp: int) -> int:
    """Every quarter of an hour: the letters before appointments; a missed run is made good."""
    return reminders.remind_of_appointments()


@app.periodic(cron="25 * * * *")
@app.task(name="advice.forget_thrown_rows", queueing_lock="advice.forget_thrown_rows")
def forget_thrown_rows(timestamp: int) -> int:
    """Every hour: drafts of the week grid that were thrown away a day ago are forgotten."""
    return week.forget_thrown_rows()
