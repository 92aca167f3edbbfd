"""Writes: the register with its ready set, breaches, the personal data of projects."""

from ognisko.privacy.actions.breaches import (
    BreachError,
    change_breach,
    close_breach,
    reopen_breach,
    report_breach,
)
from ognisko.privacy.actions.registers import (
    EndsBeforeBeginningError,
    add_activity,
    change_activity,
    end_activity,
    resume_activity,
    save_controller,
    take_over,
)
from ognisko.privacy.actions.terms import BasisDraft, TermsDraft, save_terms

__all__ = [
    "BasisDraft",
    "BreachError",
    "EndsBeforeBeginningError",
    "TermsDraft",
    "add_activity",
    "change_activity",
    "change_breach",
    "close_breach",
    "end_activity",
    "reopen_breach",
    "report_breach",
    "resume_activity",
    "save_controller",
    "save_terms",
    "take_over",
]
