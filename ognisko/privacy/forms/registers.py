"""Forms of the processing register and of the centre as controller."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from ognisko.privacy.actions import ActivityDraft, ready_drafts
from ognisko.privacy.forms.base import RegisterForm, long_text
from ognisko.privacy.models import Activity
from ognisko.privacy.rules import Part
from ognisko.ui.forms import DateField


class ActivityForm(RegisterForm):
    """One line of the register."""

    groups = (
        (gettext_lazy("What is done"), [("name", "half"), ("part", "half"), ("purposes", "full"),
                                        ("legal_basis", "full"), ("since", "narrow"), ("until", "narrow")]),
        (gettext_lazy("Whose and which data"), [("people", "half"), ("data", "half")]),
        (gettext_lazy("To whom they go"), [("recipients", "half"), ("transfers", "half"), ("joint_controllers", "half"),
                                           ("processors", "half")]),
        (gettext_lazy("How they are kept"), [("retention", "half"), ("security", "half")]),
    )  # fmt: skip

    name = forms.CharField(label=gettext_lazy("Activity"), max_length=200)
    part = forms.ChoiceField(
        label=gettext_lazy("the centre is"),
        choices=Part.choices,
        initial=Part.CONTROLLER.value,
        help_text=gettext_lazy("A processor has a register of its own kind, art. 30(2)."),
    )
    purposes = long_text(gettext_lazy("purposes"), required=True)
    legal_basis = long_text(
        gettext_lazy("legal basis"), gettext_lazy("Art. 6(1), for special categories also art. 9(2).")
    )
    people = long_text(
        gettext_lazy("whose data"), gettext_lazy("Kinds of people: participants, volunteers, staff."), required=True
    )
    data = long_text(gettext_lazy("which data"), gettext_lazy("Kinds of data: names, addresses, hours."), required=True)  # type: ignore[assignment]
    recipients = long_text(gettext_lazy("recipients"), gettext_lazy("Who gets them: funders, auditors, a bank."))
    transfers = long_text(gettext_lazy("transfers outside the EEA"), gettext_lazy("To which country, and by what."))
    joint_controllers = long_text(gettext_lazy("joint controllers, or the controller on whose behalf"))
    processors = long_text(gettext_lazy("processors"), gettext_lazy("Who keeps or sends them for you, by a contract."))
    retention = long_text(gettext_lazy("how long they are kept"))
    security = long_text(gettext_lazy("security measures"), gettext_lazy("In general, art. 32(1)."))
    since = DateField(label=gettext_lazy("since"))
    until = DateField(
        label=pgettext_lazy("activity", "ended on"), required=False, help_text=gettext_lazy("Empty while it goes on.")
    )

    def clean(self) -> dict[str, Any]:
        """It ends after it begins."""
        cleaned = super().clean()
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", _("The last day is earlier than the first."))
        return cleaned

    @classmethod
    def initial_of(cls, activity: Activity) -> dict[str, Any]:
        """The line as the form shows it."""
        return {name: getattr(activity, name) for name in cls.base_fields}


class ActivityFilterForm(forms.Form):
    """By what the register is narrowed."""

    q = forms.CharField(label=gettext_lazy("Search"), required=False)
    part = forms.ChoiceField(
        label=gettext_lazy("The centre is"), choices=[("", gettext_lazy("any")), *Part.choices], required=False
    )
    state = forms.ChoiceField(
        label=gettext_lazy("State"),
        choices=[("", gettext_lazy("going on")), ("ended", pgettext_lazy("activities", "ended"))],
        required=False,
    )

    @property
    def chosen(self) -> dict[str, Any]:
        """What was asked for and understood."""
        self.is_valid()
        cleaned = self.cleaned_data
        return {"text": cleaned.get("q", ""), "part": cleaned.get("part", ""), "ended": cleaned.get("state") == "ended"}


class ReadyForm(RegisterForm):
    """Which lines of the ready set the centre takes over."""

    line = forms.MultipleChoiceField(
        label=gettext_lazy("Activities to take over"), widget=forms.CheckboxSelectMultiple, choices=()
    )
    since = DateField(label=gettext_lazy("since"))

    def __init__(self, *args: Any, lines: list[dict[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["line"].choices = [(line["ready"], line["name"]) for line in lines]  # type: ignore[attr-defined]
        self.fields["line"].initial = [line["ready"] for line in lines]
        self.fields["line"].error_messages["required"] = _("Tick at least one.")
        self.lines = lines

    @property
    def drafts(self) -> dict[str, ActivityDraft]:
        """The lines that are ticked, by their words in the ready set."""
        return ready_drafts(
            [line for line in self.lines if line["ready"] in self.cleaned_data["line"]], self.cleaned_data["since"]
        )


class DayForm(RegisterForm):
    """A day on which something ends."""

    on = DateField(label=gettext_lazy("Last day"))


class ControllerForm(RegisterForm):
    """Who can be asked about the data."""

    groups = (
        (gettext_lazy("The centre"), [("contact", "full")]),
        (gettext_lazy("Data protection officer"), [("officer", "half"), ("officer_contact", "half")]),
        (gettext_lazy("Retention outside projects"), [("contact_years", "narrow")]),
    )

    contact = long_text(
        gettext_lazy("contact"), gettext_lazy("Address, e-mail, phone: they stand on forms and in the register.")
    )
    officer = forms.CharField(
        label=gettext_lazy("first and last name"),
        max_length=150,
        required=False,
        help_text=gettext_lazy("Leave it empty where the centre has none."),
    )
    officer_contact = forms.CharField(label=gettext_lazy("contact"), max_length=200, required=False)
    contact_years = forms.IntegerField(
        label=gettext_lazy("years after the last contact"),
        min_value=0,
        max_value=100,
        help_text=gettext_lazy("How long the centre keeps people with whom it works outside projects."),
    )
