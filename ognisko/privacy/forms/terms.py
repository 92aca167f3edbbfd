"""The form of a project's personal data: terms, and the purposes with their bases as rows."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ognisko.privacy.actions import BasisDraft, TermsDraft
from ognisko.privacy.forms.base import RegisterForm, long_text
from ognisko.privacy.models import Basis, Terms
from ognisko.privacy.rules import Article6, Article9, CountedFrom, Part
from ognisko.ui.forms import DateField

ROWS = 3
"""So many empty rows for new bases, also without scripts."""


class BasisForm(RegisterForm):
    """A purpose with its basis; a row without a purpose is no row."""

    groups = (("", [("purpose", "half"), ("article6", "half"), ("description", "half"), ("article9", "half")]),)

    pk = forms.IntegerField(required=False, widget=forms.HiddenInput)
    purpose = forms.CharField(label=gettext_lazy("purpose"), max_length=300, required=False)
    article6 = forms.ChoiceField(
        label=gettext_lazy("legal basis"), choices=[("", gettext_lazy("choose")), *Article6.choices], required=False
    )
    article9 = forms.ChoiceField(
        label=gettext_lazy("basis for special categories"),
        choices=[("", gettext_lazy("no such data")), *Article9.choices],
        required=False,
    )
    description = forms.CharField(label=gettext_lazy("agreement or act"), max_length=300, required=False)

    def clean(self) -> dict[str, Any]:
        """A purpose has a basis; a basis has a purpose."""
        cleaned = super().clean()
        if cleaned.get("purpose") and not cleaned.get("article6") and "article6" not in self.errors:
            self.add_error("article6", _("Choose the basis of this purpose."))
        others = cleaned.get("article6") or cleaned.get("article9") or cleaned.get("description")
        if others and not cleaned.get("purpose") and "purpose" not in self.errors:
            self.add_error("purpose", _("Say for what purpose; empty this row to remove it."))
        return cleaned


class Bases:
    """The rows of a project's bases: those that stand, and a few empty ones."""

    def __init__(self, data: Any, standing: list[Basis]) -> None:
        initial = [
            {"pk": one.pk, "purpose": one.purpose, "article6": one.article6, "article9": one.article9,
             "description": one.description}
            for one in standing
        ]  # fmt: skip
        count = len(initial) + ROWS
        if data is not None:
            while f"b{count}-purpose" in data and count < 40:
                count += 1
        initial += [{}] * (count - len(initial))
        self.known = {one.pk for one in standing}
        self.forms = [BasisForm(data, prefix=f"b{number}", initial=row) for number, row in enumerate(initial)]

    def is_valid(self) -> bool:
        """Each row; all are looked at, so that all errors show at once."""
        well = [form.is_valid() for form in self.forms]
        return all(well)

    @property
    def drafts(self) -> list[BasisDraft]:
        """The rows that say something."""
        return [
            BasisDraft(data["purpose"], data["article6"], data["article9"], data["description"],
                       data["pk"] if data["pk"] in self.known else 0)
            for data in (form.cleaned_data for form in self.forms) if data.get("purpose")
        ]  # fmt: skip


class TermsForm(RegisterForm):
    """The centre's part, the retention and the information for people."""

    groups = (
        (gettext_lazy("Who answers for the data"), [("part", "half"), ("controller", "half")]),
        (gettext_lazy("How long they are kept"), [("keep_until", "narrow"), ("keep_years", "narrow"),
                                                  ("counted_from", "half"), ("settled_on", "narrow"),
                                                  ("keep_basis", "full")]),
        (gettext_lazy("Information for people (art. 13)"), [("clause", "full")]),
    )  # fmt: skip

    part = forms.ChoiceField(label=gettext_lazy("the centre is"), choices=Part.choices, initial=Part.CONTROLLER.value)
    controller = forms.CharField(
        label=gettext_lazy("who is the controller"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Where the centre is not alone: for example the managing authority."),
    )
    keep_until = DateField(
        label=gettext_lazy("kept until"), required=False, help_text=gettext_lazy("A fixed day, or years below.")
    )
    keep_years = forms.IntegerField(label=gettext_lazy("kept for years"), required=False, min_value=0, max_value=100)
    counted_from = forms.ChoiceField(
        label=gettext_lazy("counted"), choices=CountedFrom.choices, initial=CountedFrom.END_YEAR.value
    )
    settled_on = DateField(
        label=gettext_lazy("settled on"), required=False, help_text=gettext_lazy("The day of the last settlement.")
    )
    keep_basis = forms.CharField(
        label=gettext_lazy("what says how long"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("For example: § 22 of the funding agreement."),
    )
    clause = long_text(
        gettext_lazy("information for people"),
        gettext_lazy("What participants get to read: who, why, on what basis, how long, their rights."),
        rows=10,
    )

    def clean(self) -> dict[str, Any]:
        """A day or years; another controller has a name."""
        cleaned = super().clean()
        if cleaned.get("keep_until") and cleaned.get("keep_years") is not None:
            self.add_error("keep_years", _("Choose a fixed day or years, not both."))
        if cleaned.get("part") not in (None, "", Part.CONTROLLER) and not cleaned.get("controller"):
            self.add_error("controller", _("Say who the controller is."))
        return cleaned

    @property
    def draft(self) -> TermsDraft:
        """What the action takes."""
        return TermsDraft(**self.cleaned_data)

    @classmethod
    def initial_of(cls, terms: Terms | None) -> dict[str, Any]:
        """The terms as the form shows them."""
        return {name: getattr(terms, name) for name in cls.base_fields} if terms else {}
