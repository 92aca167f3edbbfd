"""Forms of report documents: their head, their chapters, and one form for each kind of block."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ognisko.projects.models import Funder
from ognisko.reports.actions import ReportDraft
from ognisko.reports.forms.base import SafeForm, VersionedForm, choice_of, figures_by_section
from ognisko.reports.models import Report, Template
from ognisko.reports.rules import BREAKDOWN_LABELS, FIGURE_IN_TEXT, Period
from ognisko.ui.forms import DateField

LONGEST_DRAFT = 100_000
"""The longest text of a field that a draft keeps."""


class HeadForm(SafeForm):
    """What a report is called, its days, whom it is for."""

    title = forms.CharField(label=_("Title"), max_length=200)
    subtitle = forms.CharField(label=_("Subtitle"), max_length=300, required=False)
    od = DateField(label=_("From"))
    do = DateField(label=_("To"))
    funder = forms.ModelChoiceField(
        Funder.objects.all(), label=_("For the funder"), required=False, empty_label=_("for everybody")
    )

    def clean(self) -> dict[str, Any]:
        """A period runs forwards."""
        data = super().clean() or self.cleaned_data
        if data.get("od") and data.get("do") and data["do"] < data["od"]:
            self.add_error("do", _("The range ends before it begins."))
        return data

    def draft(self) -> ReportDraft:
        """The head of the report."""
        data = self.cleaned_data
        period = Period(data["od"], data["do"] + timedelta(days=1))
        return ReportDraft(data["title"], data["subtitle"], period, data["funder"])


class NewReportForm(HeadForm):
    """A new report begins empty, from a template, or from the chapters of another report."""

    source = forms.ChoiceField(label=_("Begin with"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        templates = [(f"t{one.pk}", str(one)) for one in Template.objects.all()]
        reports = [(f"r{one.pk}", str(one)) for one in Report.objects.all()]
        choice_of(self, "source").choices = [
            ("", _("an empty report")), (_("A template"), templates), (_("The chapters of another report"), reports)
        ]  # fmt: skip

    def chosen(self) -> Report | Template | None:
        """What to begin with."""
        chosen = self.cleaned_data["source"]
        if not chosen:
            return None
        model: Any = Template if chosen[0] == "t" else Report
        found: Report | Template | None = model.objects.filter(pk=chosen[1:]).first()
        return found


class HeadEditForm(HeadForm, VersionedForm):
    """The head of a report that stands."""


class TitleForm(VersionedForm):
    """The title of a chapter."""

    title = forms.CharField(label=_("Title of the chapter"), max_length=200)


class TemplateForm(SafeForm):
    """Under which name the chapters of a report are kept, for which funder."""

    name = forms.CharField(
        label=_("Name of the template"), max_length=200, help_text=_("A template of the same name is replaced.")
    )
    funder = forms.ModelChoiceField(
        Funder.objects.all(), label=_("For the funder"), required=False, empty_label=_("for everybody")
    )


class MoveForm(forms.Form):
    """Which of the things in an order, and where to; both counted from 0, on a version of the whole."""

    version = forms.IntegerField(min_value=1)
    at = forms.IntegerField(min_value=0)
    to = forms.IntegerField(required=False)


# Blocks ---------------------------------------------------------------------------------------------------------------


class BlockForm(VersionedForm):
    """What all kinds of blocks share."""

    def typed(self) -> dict[str, list[str]]:
        """What was typed into the fields, to be kept as a draft; nothing of what no text may hold."""
        data: Any = self.data  # what was posted is a QueryDict
        found = {name: data.getlist(self.add_prefix(name)) for name in self.fields if name != "version"}
        return {
            name: ["" if self.objection(text) else text[:LONGEST_DRAFT] for text in texts]
            for name, texts in found.items()
        }

    def withheld(self) -> list[str]:
        """Why something of it is not kept."""
        data: Any = self.data
        texts = [text for name in self.fields for text in data.getlist(self.add_prefix(name))]
        return list(dict.fromkeys(told for text in texts if (told := self.objection(text))))

    @classmethod
    def initial_of(cls, typed: Mapping[str, Sequence[str]]) -> dict[str, Any]:
        """A draft as the values that a form begins with."""
        several = {name for name, field in cls.base_fields.items() if isinstance(field, forms.MultipleChoiceField)}
        return {name: list(texts) if name in several else "".join(texts[:1]) for name, texts in typed.items()}

    def block(self) -> dict[str, Any]:
        """The block as data, in the form of reports.rules."""
        raise NotImplementedError


class TextForm(BlockForm):
    """Paragraphs with figures in braces."""

    text = forms.CharField(
        label=_("Text"),
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_("An empty line parts paragraphs. A key in braces stands for the value: {centre.advice}."),
    )

    def clean_text(self) -> str:
        """A figure that nobody defined is named at once."""
        text: str = self.cleaned_data["text"]
        known = {key for _section, rows in figures_by_section() for key, _label in rows}
        if unknown := [key for key in FIGURE_IN_TEXT.findall(text) if key not in known]:
            raise forms.ValidationError(
                gettext("These figures are not defined: %(keys)s.") % {"keys": ", ".join(dict.fromkeys(unknown))}
            )
        return text

    def block(self) -> dict[str, Any]:
        """A block of text."""
        return {"type": "text", "text": self.cleaned_data["text"]}


class HeadingForm(BlockForm):
    """A heading inside the chapter."""

    heading = forms.CharField(label=_("Heading"), max_length=200)

    def block(self) -> dict[str, Any]:
        """A heading."""
        return {"type": "heading", "heading": self.cleaned_data["heading"]}


class FiguresForm(BlockForm):
    """Large figures in a row."""

    kind = "figures"
    figures = forms.MultipleChoiceField(
        label=_("Figures"), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one figure.")},
    )  # fmt: skip

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        choice_of(self, "figures").choices = figures_by_section()
        self.before: list[str] = list((options.get("initial") or {}).get("figures", ()))

    def block(self) -> dict[str, Any]:
        """Those that stood there keep their order, others come behind."""
        chosen = self.cleaned_data["figures"]
        ordered = [key for key in self.before if key in chosen]
        return {"type": self.kind, "figures": [*ordered, *(key for key in chosen if key not in ordered)]}


class TableForm(FiguresForm):
    """Figures as rows under a title."""

    kind = "table"
    title = forms.CharField(label=_("Title"), max_length=200)
    field_order = ["title", "figures", "version"]

    def block(self) -> dict[str, Any]:
        """A table of figures."""
        return {**super().block(), "title": self.cleaned_data["title"]}


class ChartForm(BlockForm):
    """One figure taken apart."""

    title = forms.CharField(label=_("Title"), max_length=200, help_text=_("What the chart shows, in a few words."))
    figure = forms.ChoiceField(label=_("Figure"))
    by = forms.ChoiceField(label=_("Take apart"), choices=list(BREAKDOWN_LABELS.items()))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        choice_of(self, "figure").choices = figures_by_section()

    def block(self) -> dict[str, Any]:
        """A chart."""
        return {"type": "chart"} | {name: self.cleaned_data[name] for name in ("title", "figure", "by")}


BLOCK_FORMS: Mapping[str, type[BlockForm]] = {
    "text": TextForm,
    "heading": HeadingForm,
    "figures": FiguresForm,
    "chart": ChartForm,
    "table": TableForm,
}
"""Which form writes which kind of block."""


class PublishForm(SafeForm):
    """Publishing: the first time it takes a look, published anew a reason."""

    reason = forms.CharField(
        label=_("Why the report is published anew"),
        help_text=_("It stays visible beside the earlier version, which can still be read."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, is_first: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if is_first:
            del self.fields["reason"]
