"""Forms of figures, indicators, reports, the ledger and its closings."""

from ognisko.reports.forms.base import ReasonForm, SafeForm, years
from ognisko.reports.forms.builder import NameForm, QuestionForm, RenameForm
from ognisko.reports.forms.closings import ClosingForm
from ognisko.reports.forms.documents import (
    BLOCK_FORMS,
    BlockForm,
    HeadEditForm,
    MoveForm,
    NewReportForm,
    PublishForm,
    TemplateForm,
    TitleForm,
)
from ognisko.reports.forms.filters import CatalogueForm, LedgerForm, PeriodForm
from ognisko.reports.forms.indicators import IndicatorForm, TargetForm

__all__ = [
    "BLOCK_FORMS",
    "BlockForm",
    "CatalogueForm",
    "ClosingForm",
    "HeadEditForm",
    "IndicatorForm",
    "LedgerForm",
    "MoveForm",
    "NameForm",
    "NewReportForm",
    "PeriodForm",
    "PublishForm",
    "QuestionForm",
    "ReasonForm",
    "RenameForm",
    "SafeForm",
    "TargetForm",
    "TemplateForm",
    "TitleForm",
    "years",
]
