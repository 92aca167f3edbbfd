"""Forms of indicators."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ognisko.reports.forms.base import SafeForm
from ognisko.reports.models import Figure
from ognisko.ui.forms import MoneyField, PickerField


class IndicatorForm(SafeForm):
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
