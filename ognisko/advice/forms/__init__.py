"""Forms of sessions, of their list and of their kinds."""

from ognisko.advice.forms.lists import BulkForm, KindForm, ReasonForm, SessionFilterForm
from ognisko.advice.forms.session import ROWS_AT_A_TIME, SessionForm, defaults

__all__ = ["ROWS_AT_A_TIME", "BulkForm", "KindForm", "ReasonForm", "SessionFilterForm", "SessionForm", "defaults"]
