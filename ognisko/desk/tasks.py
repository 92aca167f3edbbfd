"""Background work of the pages of desk: files too large to be checked or imported while somebody waits.

The names of the tasks stand in TASKS too, where a run that waits for its turn is told from one that has crashed.
"""

from django.utils import translation
from procrastinate.contrib.django import app

from ognisko.desk.actions import workbook
from ognisko.desk.models import ImportedWorkbook


@app.task(name="desk.check_workbook")
def check_workbook(run: int, language: str) -> None:
    """Say what importing the file would do, in the language of who handed it in."""
    _work(run, language, ImportedWorkbook.Status.CHECKING)


@app.task(name="desk.import_workbook")
def import_workbook(run: int, language: str) -> None:
    """Import a file that was checked."""
    _work(run, language, ImportedWorkbook.Status.IMPORTING)


@app.periodic(cron="*/5 * * * *")
@app.task(name="desk.tidy_workbooks", queueing_lock="desk.tidy_workbooks")
def tidy_workbooks(timestamp: int) -> None:
    """Every five minutes: what has crashed is said to have failed, files that were left a day ago are forgotten."""
    workbook.give_up_crashed()
    workbook.forget_left()


def _work(number: int, language: str, status: str) -> None:
    """Go on with a file unless it was discarded or finished meanwhile."""
    run = ImportedWorkbook.objects.filter(pk=number, status=status).exclude(content=None).first()
    if run is None:
        return
    action = workbook.check if status == ImportedWorkbook.Status.CHECKING else workbook.carry_out
    with translation.override(language), workbook.progress_of(run) as progress:
        action(run, progress=progress)
