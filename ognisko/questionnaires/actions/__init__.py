"""Writes of questionnaires: versions as staff make them, sheets as people answer them."""

from ognisko.questionnaires.actions.sheets import (
    Saved,
    SheetClosedError,
    add_row,
    close_locked,
    first_answers,
    remove_row,
    save_answers,
    start_sheet,
    submit_sheet,
)
from ognisko.questionnaires.actions.versions import (
    EditedMeanwhileError,
    NotReadyError,
    add_questionnaire,
    archive,
    draft_of,
    publish,
    rename,
    save_draft,
    take_back,
)

__all__ = [
    "EditedMeanwhileError",
    "NotReadyError",
    "Saved",
    "SheetClosedError",
    "add_questionnaire",
    "add_row",
    "archive",
    "close_locked",
    "draft_of",
    "first_answers",
    "publish",
    "remove_row",
    "rename",
    "save_answers",
    "save_draft",
    "start_sheet",
    "submit_sheet",
    "take_back",
]
