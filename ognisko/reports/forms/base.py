"""What the forms of this app share: texts that may be kept, choices from the calendar, versions."""

from typing import Any, Self

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ognisko.people.rules import objection
from ognisko.reports.models import Figure
from ognisko.ui.forms import WatchedForm

FIRST_YEAR = 1990


class SafeForm(WatchedForm):
    """A form that refuses what nothing may keep: a PESEL in any text."""

    def objection(self, text: str) -> str:
        """The rule of parties."""
        return objection(text, about_person=False)


class VersionedForm(SafeForm):
    """A form of what two people may change: it knows which version it was filled in for."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def anew(self, version: int, told: str) -> Self:
        """The same form as it was filled in, for the version that stands now; it says what happened meanwhile."""
        data: Any = self.data.copy()  # type: ignore[attr-defined]  # what was posted is a QueryDict
        data[self.add_prefix("version")] = str(version)
        again = type(self)(data, prefix=self.prefix, initial=self.initial)
        again.add_error(None, told)
        return again


def choice_of(form: forms.Form, name: str) -> forms.ChoiceField:
    """A field whose choices come from the database or the calendar."""
    field = form.fields[name]
    if not isinstance(field, forms.ChoiceField):
        raise TypeError(name)
    return field


def years() -> list[int]:
    """The years that a list offers: this one and the five before."""
    this = timezone.localdate().year
    return list(range(this, this - 6, -1))


def figures_by_section() -> list[tuple[str, list[tuple[str, str]]]]:
    """All figures as choices, under the sections of the catalogue."""
    found: dict[str, list[tuple[str, str]]] = {}
    for figure in Figure.objects.only("key", "section", "name", "name_en"):
        found.setdefault(figure.section, []).append((figure.key, f"{figure} ({figure.key})"))
    return list(found.items())


class ReasonForm(SafeForm):
    """Why a closed period is opened again; kept with the closing."""

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("It stays visible beside the closing."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
