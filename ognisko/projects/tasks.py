"""Background work of this app: each night, how long the offices were open."""

from procrastinate.contrib.django import app

from ognisko.projects import actions


@app.periodic(cron="5 22,23 * * *")
@app.task(name="projects.count_past_days", queueing_lock="projects.count_past_days")
def count_past_days(timestamp: int) -> int:
    """Count the days past of every office, five minutes after midnight in Warsaw; return how many.

    The queue's clock is UTC, so the task is due at both hours that can be midnight here: in winter the first of them
    finds nothing new, in summer the second. Missed nights are made good by the next one.
    """
    return actions.count_past_days()
