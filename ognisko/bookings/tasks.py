"""Background work of bookings."""

from procrastinate.contrib.django import app

from ognisko.bookings import actions


@app.periodic(cron="*/5 * * * *")
@app.task(name="bookings.release_run_out", queueing_lock="bookings.release_run_out")
def release_run_out(timestamp: int) -> int:
    """Every five minutes: holds that nobody confirmed in time are released. Whoever wants the time does not wait."""
    return actions.release_run_out()
