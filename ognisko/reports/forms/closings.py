"""The form of a closing."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ognisko.core.bounds import LAST_YEAR
from ognisko.core.polish import MONTHS_PL_NOMINATIVE
from ognisko.projects.models import Project
from ognisko.reports.forms.base import FIRST_YEAR, SafeForm, choice_of
from ognisko.reports.rules import Period


class ClosingForm(SafeForm):
    """A period to close: a month, a quarter or a year, of the centre or of one project."""

    rok = forms.IntegerField(label=_("Year"), min_value=FIRST_YEAR, max_value=LAST_YEAR)
    czesc = forms.ChoiceField(label=_("Part of the year"))
    projekt = forms.TypedChoiceField(label=_("Of what"), coerce=int, empty_value=None, required=False)
    reason = forms.CharField(
        label=_("Why you close it with points left open"),
        help_text=_("It stays visible beside the closing."),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, data: Any = None) -> None:
        last_month = timezone.localdate().replace(day=1) - timedelta(days=1)
        super().__init__(data, initial={"rok": last_month.year, "czesc": f"m{last_month.month}"})
        quarters = [(f"q{number}", gettext("quarter %(number)s") % {"number": number}) for number in range(1, 5)]
        choice_of(self, "czesc").choices = [
            ("rok", _("the whole year")),
            (_("Quarters"), quarters),
            (_("Months"), [(f"m{number}", _month(number)) for number in range(1, 13)]),
        ]
        rows = [(row.pk, str(row)) for row in Project.objects.all()]
        choice_of(self, "projekt").choices = [("", _("the whole centre")), (_("One project"), rows)]

    def clean(self) -> dict[str, Any]:
        """A period that goes on is not closed yet."""
        data = super().clean() or self.cleaned_data
        if not self.errors and self.period.end > timezone.localdate():
            self.add_error("czesc", _("This period is not over yet. It can be closed from the day after its last."))
        return data

    def ask_reason(self) -> None:
        """Points are open: the same form once more, with the reason."""
        self.add_error("reason", _("Some points are open. Mend them, or say why you close the period all the same."))

    @property
    def project(self) -> int:
        """The number of the project to close, 0 for the whole centre."""
        return self.cleaned_data.get("projekt") or 0

    @property
    def period(self) -> Period:
        """The days to close."""
        year, part = self.cleaned_data["rok"], self.cleaned_data["czesc"]
        if part == "rok":
            return Period.year(year)
        number, length = int(part[1:]), 3 if part[0] == "q" else 1
        first = (number - 1) * length + 1
        last = first + length
        return Period(date(year, first, 1), date(year + (last > 12), last - 12 if last > 12 else last, 1))


def _month(number: int) -> str:
    return date(2024, number, 1).strftime("%m") + " " + MONTHS_PL_NOMINATIVE[number - 1]
