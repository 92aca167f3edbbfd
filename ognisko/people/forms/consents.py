"""Forms of consents: texts in versions, recording for one person or many, withdrawing, the list's filter."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from ognisko.people.forms.base import SafeForm
from ognisko.people.models import ConsentPurpose, ConsentSource, ConsentWording
from ognisko.people.queries import consents as queries
from ognisko.people.queries.consents import ConsentFilter
from ognisko.ui.forms import DateField

TEXT = forms.Textarea(attrs={"rows": 8})


def _not_ahead(day: date | None) -> None:
    """Nobody has agreed to anything tomorrow."""
    if day and day > timezone.localdate():
        raise forms.ValidationError(_("This day has not come yet."))


class PurposeForm(SafeForm):
    """What a consent is called and what it is for."""

    name = forms.CharField(
        label=gettext_lazy("Name"), max_length=100, help_text=gettext_lazy("Short, for lists: Newsletter, Image.")
    )
    about = forms.CharField(
        label=gettext_lazy("What it is for"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("One purpose in one consent: whoever wants the newsletter need not agree to a picture."),
    )


class WordingForm(SafeForm):
    """A version of the text."""

    text = forms.CharField(
        label=gettext_lazy("Text of the consent"),
        widget=TEXT,
        help_text=gettext_lazy("As the person reads it: who asks, for what, and that it can be withdrawn at any time."),
    )
    valid_from = DateField(label=gettext_lazy("Valid from"))


class NewPurposeForm(PurposeForm, WordingForm):
    """A purpose with the first version of its text."""

    field_order = ("name", "about", "text", "valid_from")


class ChangePurposeForm(PurposeForm):
    """The name, and whether people are still asked."""

    is_used = forms.BooleanField(
        label=gettext_lazy("We ask people for it"),
        required=False,
        help_text=gettext_lazy("Without the tick it leaves the forms; what was recorded stays."),
    )


class _RecordForm(SafeForm):
    given_on = DateField(label=gettext_lazy("Given on"), help_text=gettext_lazy("The day on the form."))
    source = forms.ChoiceField(
        label=gettext_lazy("How"), choices=ConsentSource.choices, initial=ConsentSource.PAPER.value
    )
    kept_at = forms.CharField(
        label=gettext_lazy("Where the proof lies"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Binder, folder or letter, so that it can be shown (art. 7 RODO)."),
    )

    def clean_given_on(self) -> date:
        """Not ahead."""
        day: date = self.cleaned_data["given_on"]
        _not_ahead(day)
        return day

    def refuse_versions_of_later(self, name: str, wordings: list[ConsentWording]) -> None:
        """Nobody has read a text before it was there."""
        day = self.cleaned_data.get("given_on")
        for one in wordings:
            if day and one.valid_from > day:
                self.add_error(
                    name,
                    _(
                        "“%(purpose)s”, version %(number)s holds from %(day)s only. Choose an older version or check "
                        "the day."
                    )
                    % {"purpose": one.purpose, "number": one.number, "day": f"{one.valid_from:%d.%m.%Y}"},
                )


class WordingsField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Versions as a person tells them apart."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, wording: Any) -> str:
        """Purpose, version and its first day."""
        return label_of(wording)


def label_of(wording: ConsentWording) -> str:
    """A version in words."""
    return _("%(purpose)s, version %(number)s (from %(day)s)") % {
        "purpose": wording.purpose, "number": wording.number, "day": f"{wording.valid_from:%d.%m.%Y}",
    }  # fmt: skip


class ConsentForm(_RecordForm):
    """One person agrees to one or several texts."""

    about_person = True
    wordings = WordingsField(ConsentWording.objects.none(), label=gettext_lazy("Agrees to"), required=False)
    older = WordingsField(
        ConsentWording.objects.none(),
        label=gettext_lazy("Older versions, for a form that turned up late"),
        required=False,
    )
    field_order = ("wordings", "given_on", "source", "kept_at", "older")

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["wordings"].queryset = queries.current_wordings(today)  # type: ignore[attr-defined]
        self.fields["older"].queryset = queries.older_wordings(today)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """One version of a text at a time, and at least one text."""
        cleaned = super().clean()
        chosen = [*(cleaned.get("wordings") or ()), *(cleaned.get("older") or ())]
        if not chosen and not {"wordings", "older"} & self.errors.keys():
            self.add_error("wordings", _("Tick what the person agrees to."))
        if len({one.purpose_id for one in chosen}) < len(chosen):
            self.add_error("older", _("Choose one version of each text."))
        self.refuse_versions_of_later("wordings", list(cleaned.get("wordings") or ()))
        self.refuse_versions_of_later("older", list(cleaned.get("older") or ()))
        cleaned["chosen"] = chosen
        return cleaned


class BulkConsentForm(_RecordForm):
    """Many persons agreed on one paper list to one text."""

    wording = forms.ModelChoiceField(ConsentWording.objects.none(), label=gettext_lazy("Version"), empty_label=None)
    party = forms.TypedMultipleChoiceField(coerce=int, required=False, choices=(), label=gettext_lazy("Chosen"))
    everybody = forms.BooleanField(
        label=gettext_lazy("Everybody whom the list above shows, on all its pages"), required=False
    )
    field_order = ("wording", "given_on", "source", "kept_at", "everybody")

    def __init__(self, *args: Any, purpose: ConsentPurpose, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        wording: Any = self.fields["wording"]
        wording.queryset = purpose.wordings.filter(valid_from__lte=today).select_related("purpose").order_by("-number")
        wording.label_from_instance = label_of
        wording.initial = wording.queryset.first()
        ticked = self.data.getlist("party") if self.is_bound else []  # type: ignore[attr-defined]
        self.fields["party"].choices = [(one, one) for one in ticked if one.isdigit() and len(one) < 10]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Somebody is ticked, and the text was there on that day."""
        cleaned = super().clean()
        if not cleaned.get("party") and not cleaned.get("everybody") and "party" not in self.errors:
            self.add_error("party", _("Tick those who signed the list."))
        if wording := cleaned.get("wording"):
            self.refuse_versions_of_later("wording", [wording])
        return cleaned


class WithdrawForm(SafeForm):
    """A person agrees no more."""

    on = DateField(label=gettext_lazy("From this day"))
    source = forms.ChoiceField(
        label=gettext_lazy("How"), choices=ConsentSource.choices, initial=ConsentSource.IN_PERSON.value
    )

    def clean_on(self) -> date:
        """Not ahead."""
        day: date = self.cleaned_data["on"]
        _not_ahead(day)
        return day


class ConsentFilterForm(forms.Form):
    """For which purpose, and who."""

    STATES = (
        (queries.WITH, gettext_lazy("agree")),
        (queries.WITHOUT, gettext_lazy("without a consent")),
        (queries.OLDER, gettext_lazy("agree to an older version")),
        (queries.WITHDRAWN, gettext_lazy("have withdrawn")),
    )

    q = forms.CharField(label=gettext_lazy("Search"), required=False)
    purpose = forms.ModelChoiceField(
        ConsentPurpose.objects.all(), label=gettext_lazy("Consent"), required=False, empty_label=None
    )
    state = forms.ChoiceField(label=pgettext_lazy("consent", "Who"), choices=STATES, required=False)
    source = forms.ChoiceField(
        label=gettext_lazy("How"), choices=[("", gettext_lazy("any")), *ConsentSource.choices], required=False
    )

    @property
    def wanted(self) -> ConsentFilter | None:
        """What was asked for and understood, for the first purpose where none was; None where there are no purposes."""
        self.is_valid()
        purpose = self.cleaned_data.get("purpose") or ConsentPurpose.objects.first()
        if purpose is None:
            return None
        cleaned = self.cleaned_data
        state = cleaned.get("state") or queries.WITH
        return ConsentFilter(purpose, state, cleaned.get("q", ""), cleaned.get("source", ""))
