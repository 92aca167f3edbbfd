"""Forms that ask: which figures, which period, which entries. They are a part of the address."""

from datetime import timedelta
from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from ognisko.core.bounds import LAST_YEAR, whole_number
from ognisko.ledger.queries import measures
from ognisko.people.models import Party
from ognisko.people.queries import found as found_parties
from ognisko.projects.models import Office, Project
from ognisko.reports.forms.base import FIRST_YEAR, choice_of, years
from ognisko.reports.queries import EntryFilters
from ognisko.reports.rules import Period
from ognisko.ui.forms import DateField, PickerField


class CatalogueForm(forms.Form):
    """Which figures, and of which year."""

    q = forms.CharField(
        label=_("Find a figure"),
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("Name, section or key")}),
    )
    rok = forms.TypedChoiceField(label=_("Year"), coerce=int, required=False)

    def __init__(self, data: Any, *, year: int) -> None:
        super().__init__({"q": data.get("q", ""), "rok": data.get("rok") or year})
        known = [*years(), year]
        if asked := _asked_year(data):
            known.append(asked)
        choice_of(self, "rok").choices = [(one, str(one)) for one in sorted(set(known), reverse=True)]
        self.is_valid()
        self.year = self.cleaned_data.get("rok") or year
        self.text = self.cleaned_data.get("q", "")


class PeriodForm(forms.Form):
    """From a day to a day, both included; a page that was asked for a year shows its first and last day."""

    od = DateField(label=_("From"))
    do = DateField(label=_("To"))

    def __init__(self, data: Any, *, otherwise: Period) -> None:
        super().__init__(_asked(data, otherwise))
        self.period = otherwise
        if self.is_valid():
            self.period = Period(self.cleaned_data["od"], self.cleaned_data["do"] + timedelta(days=1))

    def clean(self) -> dict[str, Any]:
        """A range runs forwards."""
        data = super().clean() or self.cleaned_data
        if data.get("od") and data.get("do") and data["do"] < data["od"]:
            self.add_error("do", _("The range ends before it begins."))
        return data


def _asked_year(data: Any) -> int | None:
    """The year that the address asks for, if the centre can have one like it."""
    year = whole_number(data.get("rok"), LAST_YEAR)
    return year if year and year >= FIRST_YEAR else None


def _asked(data: Any, otherwise: Period) -> dict[str, Any]:
    """What the address says: two days, one of them, a year, or nothing."""
    year = _asked_year(data)
    period = Period.year(year) if year else otherwise
    return {"od": data.get("od") or period.start.isoformat(), "do": data.get("do") or period.last.isoformat()}


class LedgerForm(forms.Form):
    """Which entries of the ledger; part of the address, so that a list can be sent to a colleague."""

    od = DateField(label=_("From"), required=False)
    do = DateField(label=_("To"), required=False)
    miara = forms.TypedChoiceField(label=_("Measure"), coerce=int, empty_value=None, required=False)
    projekt = forms.TypedChoiceField(label=_("Project"), coerce=int, empty_value=None, required=False)
    biuro = forms.TypedChoiceField(label=_("Office"), coerce=int, empty_value=None, required=False)
    podmiot = PickerField(
        Party.objects.all(),
        url=reverse_lazy("people:lookup"),
        search=found_parties,
        label=_("Party"),
        required=False,
    )
    korekty = forms.BooleanField(label=_("Only corrections and reversals"), required=False)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        everything: list[tuple[Any, Any]] = [("", _("all"))]
        named = sorted((str(measure.label), number) for number, measure in measures().items())
        choice_of(self, "miara").choices = [*everything, *((number, label) for label, number in named)]
        for name, model in (("projekt", Project), ("biuro", Office)):
            rows = [(row.pk, str(row)) for row in model._default_manager.all()]
            choice_of(self, name).choices = [*everything, (0, _("none")), *rows]

    def wanted(self) -> EntryFilters:
        """The filters; what is wrong in one lets everything through, and its error stands beside the field."""
        self.is_valid()
        data = self.cleaned_data
        last, party = data.get("do"), data.get("podmiot")
        return EntryFilters(
            start=data.get("od"),
            end=last + timedelta(days=1) if last else None,
            measure=data.get("miara"),
            project=data.get("projekt"),
            office=data.get("biuro"),
            party=party.pk if party else None,
            only_corrections=bool(data.get("korekty")),
        )
