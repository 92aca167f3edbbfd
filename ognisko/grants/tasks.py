"""Background work of grants."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app


@app.task(name="grants.mail_message", retry=RetryStrategy(max_attempts=8, exponential_wait=4))
def mail_message(message: int) -> None:
    """Mail a message; tried again for hours while the mail server does not answer."""
    from ognisko.grants.actions import letters

    letters.mail_message(message)
