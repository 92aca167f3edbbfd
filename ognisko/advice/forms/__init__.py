"""Forms of sessions, of their list, of their kinds and of the week grid."""

from ognisko.advice.forms.defaults import defaults
from ognisko.advice.forms.lists import BulkForm, KindForm, ReasonForm, SessionFilterForm
from ognisko.advice.forms.pasted import PasteForm, another_token, pasted
from ognisko.advice.forms.reading import Reader
from ognisko.advice.forms.session import ROWS_AT_A_TIME, SessionForm
from ognisko.advice.forms.week import NEW, Sent, WeekRow, cells_of, saved_row, sent

__all__ = [
    "NEW",
    "ROWS_AT_A_TIME",
    "BulkForm",
    "KindForm",
    "PasteForm",
    "Reader",
    "ReasonForm",
    "Sent",
    "SessionFilterForm",
    "SessionForm",
    "WeekRow",
    "another_token",
    "cells_of",
    "defaults",
    "pasted",
    "saved_row",
    "sent",
]
