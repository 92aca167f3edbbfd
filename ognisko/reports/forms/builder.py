"""Forms of the figure builder: the question, which is a part of the address, and what the figure is called."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from ognisko.ledger.queries import measures
from ognisko.ledger.rules import Counts
from ognisko.people.rules import FAMILIES, Kind, Status
from ognisko.places.models import Place
from ognisko.places.queries import found as found_places
from ognisko.places.rules import Level
from ognisko.projects.models import Office, Project
from ognisko.reports.actions import FigureDraft
from ognisko.reports.forms.base import SafeForm, VersionedForm, choice_of
from ognisko.reports.models import Figure
from ognisko.reports.queries import activity_names, topic_names
from ognisko.reports.rules import BREAKDOWN_LABELS, UNITS, Period, problems, units_for
from ognisko.ui.forms import DateField, PickerField

LEVELS = (Level.MUNICIPALITY, Level.COUNTY, Level.VOIVODESHIP, Level.COUNTRY)


def _place(label: Any) -> PickerField:
    """A unit of any level, found by name."""
    return PickerField(
        Place.objects.current().of_levels(LEVELS),
        url=reverse_lazy("places:lookup", query={"level": [level.value for level in LEVELS]}),
        search=lambda text: found_places(text, 20, LEVELS),
        label=label,
        required=False,
    )


def _several(label: Any) -> forms.TypedMultipleChoiceField:
    return forms.TypedMultipleChoiceField(label=label, coerce=int, required=False, widget=forms.CheckboxSelectMultiple)


class QuestionForm(forms.Form):
    """What is counted, of whom, where and when; all of it stands in the address, so that it can be sent on."""

    miara = forms.TypedMultipleChoiceField(
        label=_("What is counted"), coerce=int, widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one measure.")},
    )  # fmt: skip
    liczy = forms.TypedChoiceField(label=_("What is computed"), coerce=int, choices=Figure.Counts)
    poziom = forms.TypedChoiceField(label=_("At which level places are told apart"), coerce=int, choices=Figure.Level)
    jednostka = forms.ChoiceField(label=_("Noun after the value"), required=False)
    zaokr = forms.TypedChoiceField(label=_("Rounding"), coerce=int, choices=Figure.ROUNDINGS)
    od = DateField(label=_("From"))
    do = DateField(label=_("To"))
    projekt = _several(_("Projects"))
    biuro = _several(_("Offices"))
    temat = _several(_("Kinds of work"))
    nabor = _several(_("Calls"))
    rodzina = forms.MultipleChoiceField(
        label=_("Kinds of party"), required=False, widget=forms.CheckboxSelectMultiple,
        choices=[(key, words) for key, (words, _kinds) in FAMILIES.items()],
    )  # fmt: skip
    rodzaj = _several(_("Single kinds"))
    status = _several(_("Status of party"))
    miejsce = _place(_("Held in"))
    siedziba = _place(_("Party seated in"))
    wg = forms.ChoiceField(label=_("Take apart"), required=False)

    def __init__(self, data: Any, *, otherwise: Period) -> None:
        given = data.copy()
        for name, usual in (
            ("liczy", Counts.SUM), ("poziom", 1), ("zaokr", 2), ("od", otherwise.start), ("do", otherwise.last),
        ):  # fmt: skip
            if not given.get(name):
                given[name] = str(int(usual) if isinstance(usual, int) else usual)
        super().__init__(given)
        known = measures()
        labels = sorted((str(one.label), number) for number, one in known.items())
        choice_of(self, "miara").choices = [(number, label) for label, number in labels]
        choice_of(self, "projekt").choices = _rows(Project.objects.all())
        choice_of(self, "biuro").choices = _rows(Office.objects.all())
        choice_of(self, "temat").choices = [
            (key, name) for name, key in sorted((name, key) for key, name in topic_names(known.values()).items())
        ]
        choice_of(self, "nabor").choices = [
            (key, name) for name, key in sorted((name, key) for key, name in activity_names(known.values()).items())
        ]
        choice_of(self, "rodzaj").choices = Kind.choices
        choice_of(self, "status").choices = Status.choices
        choice_of(self, "jednostka").choices = [
            ("", _("the usual one")), *((key, words % {"n": 5} if key not in {"PLN", "EUR"} else words)
                                        for key, words in UNITS.items()),
        ]  # fmt: skip
        choice_of(self, "wg").choices = [("", _("as it suits")), *BREAKDOWN_LABELS.items()]

    @property
    def is_asked(self) -> bool:
        """Whether anything is asked yet."""
        return bool(self.data.get("miara"))

    def clean(self) -> dict[str, Any]:
        """A question that would say something false is refused, with the reason."""
        data = super().clean() or self.cleaned_data
        if data.get("od") and data.get("do") and data["do"] < data["od"]:
            self.add_error("do", _("The range ends before it begins."))
        if data.get("miara") and data.get("liczy"):
            counted = [measures()[number] for number in data["miara"]]
            offered = units_for(counted, data["liczy"])
            unit = data.get("jednostka") or next(iter(offered), "")
            state = any(one.stock for one in counted)
            if found := list(problems(counted, data["liczy"], unit or "hours", state)):
                self.add_error("jednostka" if offered else "miara", " ".join(found))
            data["jednostka"] = unit
        return data

    @property
    def period(self) -> Period:
        """The days to ask about."""
        return Period(self.cleaned_data["od"], self.cleaned_data["do"] + timedelta(days=1))

    def draft(self, **named: Any) -> FigureDraft:
        """The figure that is asked for."""
        data = self.cleaned_data
        kinds = set(data["rodzaj"]).union(*(FAMILIES[key][1] for key in data["rodzina"]))
        return FigureDraft(
            measures=data["miara"],
            counts=data["liczy"],
            level=data["poziom"],
            projects=list(Project.objects.filter(pk__in=data["projekt"])),
            offices=list(Office.objects.filter(pk__in=data["biuro"])),
            place=data["miejsce"],
            seat=data["siedziba"],
            kinds=kinds,
            status=sum(set(data["status"])),
            topics=data["temat"],
            activities=data["nabor"],
            unit=data["jednostka"],
            decimals=data["zaokr"],
            **named,
        )


def _rows(found: Iterable[Any]) -> list[tuple[int, str]]:
    return [(one.pk, str(one)) for one in found]


class NameForm(SafeForm):
    """What a figure is called, under which key others name it."""

    name = forms.CharField(
        label=_("Name"), max_length=200,
        help_text=_("As it stands in a sentence: hours of legal advice in the region."),
    )  # fmt: skip
    name_en = forms.CharField(label=_("Name in English"), max_length=200, required=False)
    key = forms.CharField(
        label=_("Key"),
        max_length=80,
        help_text=_("Reports name the figure by it: small letters, digits, dots and dashes. It never changes."),
        validators=[
            RegexValidator(r"^[a-z0-9][a-z0-9.-]*$", _("Only small letters without tails, digits, dots and dashes."))
        ],
    )
    section = forms.CharField(
        label=_("Section of the catalogue"), max_length=100, widget=forms.TextInput(attrs={"list": "sections"})
    )
    description = forms.CharField(
        label=_("What is counted, in your words"), required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It stands beside the definition that Ognisko writes by itself."),
    )  # fmt: skip


class RenameForm(NameForm, VersionedForm):
    """The same for a figure that stands: its key stays."""

    key = None  # type: ignore[assignment]  # takes the field out, as Django documents
