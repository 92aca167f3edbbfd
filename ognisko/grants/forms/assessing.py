"""Forms of the review: filters, reasons, dates, who gives what to whom. Nothing is saved here."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from ognisko.accounts.models import User
from ognisko.grants.models import Application, Call, Priority
from ognisko.grants.queries.applications import Wanted
from ognisko.grants.rules.deadlines import ClockError, deadline
from ognisko.grants.rules.life import Stage
from ognisko.people.rules import Kind
from ognisko.places.models import Place
from ognisko.places.queries import found as found_places
from ognisko.places.rules import Level
from ognisko.ui.forms import DateField, MoneyField, PickerField, TimeField

AREAS = (Level.MUNICIPALITY, Level.COUNTY, Level.VOIVODESHIP)
ANY = ("", gettext_lazy("any"))


def long_text(label: Any, hint: Any = "", rows: int = 4, most: int = 2000) -> forms.CharField:
    """A text of some sentences."""
    return forms.CharField(
        label=label, help_text=hint, max_length=most, widget=forms.Textarea(attrs={"rows": rows}),
    )  # fmt: skip


class ApplicationFilterForm(forms.Form):
    """By what a call's applications are narrowed."""

    q = forms.CharField(
        label=gettext_lazy("Number, title, applicant or place"), required=False, widget=forms.SearchInput
    )
    stage = forms.ChoiceField(label=pgettext_lazy("grant", "stage"), choices=[ANY, *Stage.choices], required=False)
    kind = forms.TypedChoiceField(
        label=gettext_lazy("Who applies"), choices=[ANY, *Kind.choices], coerce=int, required=False, empty_value=None
    )
    place = PickerField(
        Place.objects.current().of_levels(AREAS),
        url=reverse_lazy("places:lookup", query={"level": [level.value for level in AREAS]}),
        search=lambda text: found_places(text, 20, AREAS), label=gettext_lazy("Seat in"), required=False,
    )  # fmt: skip
    view = forms.CharField(required=False, widget=forms.HiddenInput)

    @property
    def wanted(self) -> Wanted:
        """The filter; what cannot be understood narrows nothing."""
        cleaned = self.cleaned_data if self.is_valid() or hasattr(self, "cleaned_data") else {}
        return Wanted(
            view=cleaned.get("view") or "", text=cleaned.get("q") or "", stage=cleaned.get("stage") or "",
            place=cleaned.get("place"), kind=cleaned.get("kind"),
        )  # fmt: skip


class ReasonForm(forms.Form):
    """Why; the applicant reads it."""

    reason = long_text(gettext_lazy("Reason"), gettext_lazy("The applicant will read it."))


class HandBackForm(forms.Form):
    """Why a card goes back to its assessor."""

    reason = long_text(gettext_lazy("Reason"), gettext_lazy("The assessor will read it."), most=500)


class CorrectionsForm(forms.Form):
    """Which questions, by when, and what is wrong with them."""

    fields_ = forms.MultipleChoiceField(
        label=gettext_lazy("What may be corrected"), widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Only these questions will be open; everything else stays as it was handed in."),
    )  # fmt: skip
    until = DateField(label=gettext_lazy("Until the end of the day"))
    reason = long_text(gettext_lazy("What has to be corrected"), gettext_lazy("The applicant will read it."), rows=6)

    def __init__(self, *args: Any, pages: list[tuple[str, list[tuple[str, str]]]], today: date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["fields_"].choices = pages  # type: ignore[attr-defined]
        self.today = today

    def clean_until(self) -> date:
        """A day that is still to come."""
        until: date = self.cleaned_data["until"]
        if until <= self.today:
            raise forms.ValidationError(_("Choose a day after today."))
        return until


class MessageForm(forms.Form):
    """A message to the applicant."""

    token = forms.UUIDField(widget=forms.HiddenInput)
    subject = forms.CharField(label=gettext_lazy("Subject"), max_length=200)
    text = long_text(gettext_lazy("Message"), rows=5, most=5000)


class PrioritiesForm(forms.Form):
    """Which priorities of the call an application meets."""

    priorities = forms.ModelMultipleChoiceField(
        Priority.objects.none(), label=gettext_lazy("Priorities that it meets"), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip

    def __init__(self, *args: Any, call: Call, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["priorities"].queryset = call.priorities.all()  # type: ignore[attr-defined]


class ExtensionForm(forms.Form):
    """A later deadline for one applicant."""

    application = forms.ModelChoiceField(
        Application.objects.none(), label=gettext_lazy("Draft of"), empty_label=gettext_lazy("choose")
    )
    day = DateField(label=gettext_lazy("Until the day"))
    time = TimeField(label=gettext_lazy("at"))
    reason = long_text(gettext_lazy("Reason"), gettext_lazy("The applicant will read it."))

    def __init__(self, *args: Any, drafts: QuerySet[Application], call: Call, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.call = call
        choice = self.fields["application"]
        choice.queryset = drafts  # type: ignore[attr-defined]
        choice.label_from_instance = lambda row: f"{row.applicant_name}, {row.contact_email}"  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The moment, later than the deadline of the call."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("day") and cleaned.get("time") is not None:
            try:
                cleaned["until"] = deadline(cleaned["day"], cleaned["time"])
            except ClockError as wrong:
                self.add_error("time", str(wrong))
                return cleaned
            if cleaned["until"] <= self.call.deadline:
                self.add_error("day", _("Choose a time after the deadline of the call."))
        return cleaned


class BulkForm(forms.Form):
    """What to do with the applications that are ticked."""

    what = forms.ChoiceField(choices=[(one, one) for one in ("message", "give", "rank")])
    application = forms.TypedMultipleChoiceField(
        coerce=int, error_messages={"required": gettext_lazy("Tick at least one application.")}
    )
    token = forms.UUIDField(widget=forms.HiddenInput)
    assessor = forms.ModelChoiceField(
        User.objects.none(), label=gettext_lazy("Assessor"), required=False, empty_label=gettext_lazy("choose")
    )
    subject = forms.CharField(label=gettext_lazy("Subject"), max_length=200, required=False)
    text = forms.CharField(
        label=gettext_lazy("Message"), max_length=5000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(self, *args: Any, among: list[int], people: QuerySet[User], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["application"].choices = [(one, one) for one in among]  # type: ignore[attr-defined]
        self.fields["assessor"].queryset = people  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Each thing needs its own fields."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("what") == "give" and not cleaned.get("assessor"):
            self.add_error("assessor", _("Choose an assessor."))
        if cleaned.get("what") == "message":
            for name in ("subject", "text"):
                if not cleaned.get(name):
                    self.add_error(name, _("Write what the message says."))
        return cleaned


class AssessorForm(forms.Form):
    """Somebody who can assess."""

    assessor = forms.ModelChoiceField(
        User.objects.none(), label=gettext_lazy("Assessor"), empty_label=gettext_lazy("choose")
    )

    def __init__(self, *args: Any, people: QuerySet[User], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["assessor"].queryset = people  # type: ignore[attr-defined]


class ConflictForm(AssessorForm):
    """Somebody who must not assess, and why."""

    reason = forms.CharField(label=gettext_lazy("Why they must not assess it"), max_length=500)


class PlanForm(forms.Form):
    """Among whom applications are shared out, and by which seed."""

    people = forms.ModelMultipleChoiceField(
        User.objects.none(), label=gettext_lazy("Among whom"), widget=forms.CheckboxSelectMultiple
    )
    most = forms.IntegerField(
        label=gettext_lazy("At most so many for one person"), required=False, min_value=1, max_value=999
    )
    seed = forms.CharField(
        label=gettext_lazy("Seed of the draw"), max_length=60,
        help_text=gettext_lazy("The same seed gives the same plan; write another one to draw again."),
    )  # fmt: skip

    def __init__(self, *args: Any, people: QuerySet[User], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["people"].queryset = people  # type: ignore[attr-defined]


class DeclarationForm(forms.Form):
    """Whether one is impartial, before anything is shown."""

    impartial = forms.TypedChoiceField(
        label=gettext_lazy("Your declaration"), widget=forms.RadioSelect, coerce=lambda text: text == "yes",
        choices=[
            ("yes", gettext_lazy("I am impartial: nothing ties me to the applicant, and nothing sets us at odds.")),
            ("no", gettext_lazy("I step back: I should not assess this application.")),
        ],
    )  # fmt: skip
    reason = forms.CharField(
        label=gettext_lazy("Why you step back"), required=False, max_length=500,
        help_text=gettext_lazy("Only officers read it."), widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Who steps back says why."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("impartial") is False and not (cleaned.get("reason") or "").strip():
            self.add_error("reason", _("Say in a sentence why: the officer gives the application to somebody else."))
        return cleaned


class PanelForm(forms.Form):
    """What the panel says of one application."""

    amount = MoneyField(label=gettext_lazy("Recommended amount"), required=False, min_value=0)
    note = forms.CharField(
        label=gettext_lazy("Note of the panel"), required=False, max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
