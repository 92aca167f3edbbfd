"""Writes of programmes and calls; every change of a call grows its ``revision``, by which the public page is kept."""

from ognisko.grants.actions.calls.announcing import add_money, announce, cancel, extend_deadline
from ognisko.grants.actions.calls.lists import (
    CostDraft,
    CriterionDraft,
    DocumentDraft,
    PriorityDraft,
    save_costs,
    save_criteria,
    save_documents,
    save_priorities,
)
from ognisko.grants.actions.calls.programmes import ProgrammeDraft, add_programme, change_programme, set_running
from ognisko.grants.actions.calls.refusals import CallRefusedError
from ognisko.grants.actions.calls.saying import (
    answer_question,
    ask,
    publish_rules,
    publish_story,
    save_rate,
    save_rules,
)
from ognisko.grants.actions.calls.sections import (
    ApplicantsDraft,
    BasicsDraft,
    DatesDraft,
    FormsDraft,
    MoneyDraft,
    NumbersDraft,
    ScoringDraft,
    add_call,
    change_call,
    copy_call,
)

__all__ = [
    "ApplicantsDraft",
    "BasicsDraft",
    "CallRefusedError",
    "CostDraft",
    "CriterionDraft",
    "DatesDraft",
    "DocumentDraft",
    "FormsDraft",
    "MoneyDraft",
    "NumbersDraft",
    "PriorityDraft",
    "ProgrammeDraft",
    "ScoringDraft",
    "add_call",
    "add_money",
    "add_programme",
    "announce",
    "answer_question",
    "ask",
    "cancel",
    "change_call",
    "change_programme",
    "copy_call",
    "extend_deadline",
    "publish_rules",
    "publish_story",
    "save_costs",
    "save_criteria",
    "save_documents",
    "save_priorities",
    "save_rate",
    "save_rules",
    "set_running",
]
