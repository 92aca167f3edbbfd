"""The import of a registers' workbook: read, plan every sheet, and write all of it or nothing."""

from ognisko.desk.actions.workbook.importing import ImportResult, Progress, import_workbook
from ognisko.desk.actions.workbook.reading import LARGEST, refuse_no_xlsx
from ognisko.desk.actions.workbook.runs import (
    TASKS,
    begin,
    carry_out,
    check,
    check_again,
    discard,
    file_of,
    forget_left,
    give_up_crashed,
    hand_in,
    progress_of,
    seal_anew,
)

__all__ = [
    "LARGEST",
    "TASKS",
    "ImportResult",
    "Progress",
    "begin",
    "carry_out",
    "check",
    "check_again",
    "discard",
    "file_of",
    "forget_left",
    "give_up_crashed",
    "hand_in",
    "import_workbook",
    "progress_of",
    "refuse_no_xlsx",
    "seal_anew",
]
