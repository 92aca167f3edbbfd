"""Forms of the registers: what is typed becomes clean; nothing is saved here."""

from ognisko.privacy.forms.breaches import AssessForm, ReportForm
from ognisko.privacy.forms.registers import ActivityFilterForm, ActivityForm, ControllerForm, DayForm, ReadyForm
from ognisko.privacy.forms.terms import Bases, TermsForm

__all__ = [
    "ActivityFilterForm",
    "ActivityForm",
    "AssessForm",
    "Bases",
    "ControllerForm",
    "DayForm",
    "ReadyForm",
    "ReportForm",
    "TermsForm",
]
