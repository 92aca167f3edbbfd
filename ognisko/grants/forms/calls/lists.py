"""Rows of a call: kinds of cost, documents, criteria, priorities. An empty row is none; works without scripts."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from ognisko.core.polish import number_text
from ognisko.grants.actions.calls import CostDraft, CriterionDraft, DocumentDraft, PriorityDraft
from ognisko.grants.forms.calls.base import CallForm
from ognisko.grants.forms.calls.sections import APPLYING, boxes, percent
from ognisko.ui.forms import MoneyField

EMPTY_ROWS, MOST_ROWS = 2, 60


class PointsField(MoneyField):
    """A number of points, shown without needless zeros."""

    def prepare_value(self, value: Any) -> Any:
        """7,5 and 40, not 7,50 and 40,00; typed text stays as it was typed."""
        return number_text(value).removesuffix(",00") if isinstance(value, Decimal) else value


class RowForm(forms.Form):
    """One row; without a name and with nothing else typed it is not there."""

    draft_of: Any = None
    wide: tuple[str, ...] = ("name",)

    id = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.label = capfirst(field.label) if field.label else field.label

    def shown(self) -> list[tuple[Any, str]]:
        """The fields with their widths."""
        return [
            (one, "full" if one.name in self.wide else "narrow") for one in self if one.name not in ("id", "DELETE")
        ]

    @property
    def draft(self) -> Any:
        """The row as it was typed."""
        return self.draft_of(**{name: value for name, value in self.cleaned_data.items() if name != "DELETE"})


class CostRow(RowForm):
    """A kind of cost."""

    draft_of = CostDraft

    name = forms.CharField(label=_("kind of cost"), max_length=100)
    most_per_piece = MoneyField(label=_("most for a piece"), required=False, min_value=0, max_digits=12)
    most = MoneyField(label=_("most in all"), required=False, min_value=0, max_digits=12)
    most_percent = percent(_("most, % of the grant"))


class DocumentRow(RowForm):
    """A document that an applicant adds."""

    draft_of = DocumentDraft
    wide = ("name", "hint", "is_required", "kinds")

    name = forms.CharField(label=_("document"), max_length=150)
    hint = forms.CharField(label=_("what it is, where it comes from"), max_length=300, required=False)
    is_required = forms.BooleanField(label=_("required"), required=False, initial=True)
    kinds = boxes(_("asked of"), APPLYING, coerce=int, help_text=_("Nothing ticked: of everybody."))


class CriterionRow(RowForm):
    """What assessors give points for."""

    draft_of = CriterionDraft
    wide = ("name", "hint")

    name = forms.CharField(label=_("criterion"), max_length=150)
    hint = forms.CharField(label=_("what to look at"), max_length=500, required=False)
    least = PointsField(label=_("points from"), min_value=0, max_digits=6, initial=0)
    most = PointsField(label=_("points to"), min_value=0, max_digits=6, initial=10)
    step = PointsField(label=_("in steps of"), max_digits=4, initial=1)
    weight = PointsField(label=_("weight"), max_digits=5, initial=1)
    least_percent = percent(_("threshold of its own, %"))

    def clean(self) -> dict[str, Any]:
        """A range that has something in it."""
        cleaned = super().clean() or self.cleaned_data
        least, most = cleaned.get("least"), cleaned.get("most")
        if least is not None and most is not None and most <= least:
            self.add_error("most", _("There are no points between these two."))
        for name in ("step", "weight"):
            if (value := cleaned.get(name)) is not None and value <= 0:
                self.add_error(name, _("Type more than nothing."))
        return cleaned


class PriorityRow(RowForm):
    """What a call favours."""

    draft_of = PriorityDraft

    name = forms.CharField(label=_("priority"), max_length=200)
    points = PointsField(label=_("points"), max_digits=5, initial=5)

    def clean_points(self) -> Any:
        """At least something."""
        points = self.cleaned_data["points"]
        if points <= 0:
            raise forms.ValidationError(_("Type more than nothing."))
        return points


def rows_of(form: type[RowForm]) -> Any:
    """A list of such rows with some empty ones at its end."""
    return forms.formset_factory(form, extra=EMPTY_ROWS, can_delete=True, max_num=MOST_ROWS, absolute_max=MOST_ROWS + 3)


class ListForm(CallForm):
    """The list as a whole: what the action refuses of it stands here."""
