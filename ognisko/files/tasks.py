"""Background work of files."""

from procrastinate.contrib.django import app

from ognisko.files import actions


@app.periodic(cron="40 1 * * *")
@app.task(name="files.sweep", queueing_lock="files.sweep")
def sweep(timestamp: int) -> int:
    """Every night: what nobody held for a day is forgotten, what was removed a month ago loses its bytes."""
    return actions.sweep()
