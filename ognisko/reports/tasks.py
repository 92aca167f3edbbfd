"""Background work of reports: forgetting what nobody writes on any more."""

from procrastinate.contrib.django import app

from ognisko.reports.actions import drafts


@app.periodic(cron="35 3 * * *")
@app.task(name="reports.forget_old_block_drafts", queueing_lock="reports.forget_old_block_drafts")
def forget_old_block_drafts(timestamp: int) -> int:
    """Every night: drafts of blocks that nobody has touched for thirty days are forgotten."""
    return drafts.forget_old_block_drafts()
