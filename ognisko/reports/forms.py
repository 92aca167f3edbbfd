"""Forms of figures, indicators, the ledger and its closings."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.db.models import Q
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ognisko.core.bounds import LAST_YEAR, whole_number
from ognisko.core.polish import MONTHS_PL_NOMINATIVE
from ognisko.ledger.queries import measures
from ognisko.people.models import Party
from ognisko.people.queries import found as found_parties
from ognisko.projects.models import Office, Project
from ognisko.reports.models import Figure
from ognisko.reports.queries import EntryFilters
from ognisko.reports.rules import Period
from ognisko.ui.forms import DateField, MoneyField, PickerField

FIRST_YEAR = 1990


def _choice(form: forms.Form, name: str) -> forms.ChoiceField:
    """A field whose choices come from the database or the calendar."""
    field = form.fields[name]
    if not isinstance(field, forms.ChoiceField):
        raise TypeError(name)
    return field


def years() -> list[int]:
    """The years that a list offers: this one and the five before."""
    this = timezone.localdate().year
    return list(range(this, this - 6, -1))


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
        _choice(self, "rok").choices = [(one, str(one)) for one in sorted(set(known), reverse=True)]
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
        _choice(self, "miara").choices = [*everything, *((number, label) for label, number in named)]
        for name, model in (("projekt", Project), ("biuro", Office)):
            rows = [(row.pk, str(row)) for row in model._default_manager.all()]
            _choice(self, name).choices = [*everything, (0, _("none")), *rows]

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


class ClosingForm(forms.Form):
    """A period to close: a month, a quarter or a year, of the centre or of one project."""

    rok = forms.IntegerField(label=_("Year"), min_value=FIRST_YEAR, max_value=LAST_YEAR)
    czesc = forms.ChoiceField(label=_("Part of the year"))
    projekt = forms.TypedChoiceField(label=_("Of what"), coerce=int, empty_value=None, required=False)

    def __init__(self, data: Any = None) -> None:
        last_month = timezone.localdate().replace(day=1) - timedelta(days=1)
        super().__init__(data, initial={"rok": last_month.year, "czesc": f"m{last_month.month}"})
        quarters = [(f"q{number}", gettext("quarter %(number)s") % {"number": number}) for number in range(1, 5)]
        _choice(self, "czesc").choices = [
            ("rok", _("the whole year")),
            (_("Quarters"), quarters),
            (_("Months"), [(f"m{number}", _month(number)) for number in range(1, 13)]),
        ]
        rows = [(row.pk, str(row)) for row in Project.objects.all()]
        _choice(self, "projekt").choices = [("", _("the whole centre")), (_("One project"), rows)]

    def clean(self) -> dict[str, Any]:
        """A period that goes on is not closed yet."""
        data = super().clean() or self.cleaned_data
        if not self.errors and self.period.end > timezone.localdate():
            self.add_error("czesc", _("This period is not over yet. It can be closed from the day after its last."))
        return data

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


class ReasonForm(forms.Form):
    """Why a closed period is opened again; kept with the closing."""

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("It stays visible beside the closing."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class IndicatorForm(forms.Form):
    """A figure that a funder counts, and what it should come to."""

    figure = PickerField(
        Figure.objects.all(),
        search=lambda text: Figure.objects.filter(Q(name__icontains=text) | Q(key__icontains=text))[:20],
        label=_("Figure"),
        label_from=lambda figure: f"{figure.name} ({figure.key})",
        help_text=_("Type a part of the name or of the key, as in the catalogue of figures."),
    )
    target = MoneyField(
        label=_("Target"), min_value=0, help_text=_("What the figure should come to by the end of the project.")
    )
    name = forms.CharField(
        label=_("Name in this project"),
        max_length=200,
        required=False,
        help_text=_("As the funding agreement calls it. Left empty, the figure's own name is used."),
    )

    def clean_target(self) -> Any:
        """A target of nothing measures nothing."""
        target = self.cleaned_data["target"]
        if target == 0:
            raise forms.ValidationError(gettext("Type a number above zero."))
        return target


class TargetForm(IndicatorForm):
    """Another target or name for an indicator that stands; its figure stays."""

    figure = None  # type: ignore[assignment]  # takes the field out, as Django documents
