"""Clean input of the pages of desk."""

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.urls import reverse_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ognisko.core.bounds import whole_number
from ognisko.core.spreadsheets import SpreadsheetError
from ognisko.desk.actions.erasure import Wish
from ognisko.desk.actions.workbook import LARGEST, refuse_no_xlsx
from ognisko.desk.queries.mentions import Concern, Found
from ognisko.desk.queries.personal import Person
from ognisko.ledger.actions import ClosedPeriodError
from ognisko.people.models import Erasure, Party
from ognisko.people.queries import found, staff
from ognisko.people.rules import CHOSEN, objection
from ognisko.ui.forms import DateField, PickerField, WatchedForm


class WorkbookForm(forms.Form):
    """A workbook as .xlsx, of a size that can be read; its bytes are the cleaned file."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("An Excel workbook (.xlsx), at most %(size)s MB.") % {"size": LARGEST // 1024**2},
        max_length=255,
        widget=forms.FileInput(
            attrs={"accept": ".xlsx,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
        ),
    )

    def clean_file(self) -> tuple[str, bytes]:
        """The file's name and bytes; what is no workbook is refused before anything is kept."""
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        name = file.name or ""
        if (file.size or 0) > LARGEST:
            raise forms.ValidationError(
                _("The file is larger than %(size)s MB. Split it into smaller ones."),
                params={"size": LARGEST // 1024**2},
            )
        if not name.lower().endswith(".xlsx"):
            raise forms.ValidationError(
                _("Only .xlsx is read here. Open the file in your spreadsheet and save it as a workbook (.xlsx).")
            )
        content = file.read()
        try:
            refuse_no_xlsx(content)
        except SpreadsheetError as error:
            raise forms.ValidationError(str(error)) from error
        return name, content


class ReasonForm(forms.Form):
    """Why rows go into a closed period."""

    reason = forms.CharField(
        label=_("Reason of the correction"),
        help_text=_("It stays with every entry that the file adds to the closed period."),
        max_length=300,
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["reason"].widget.attrs["autocomplete"] = "off"


class NewTaskForm(forms.Form):
    """A new task as a party's page offers it; the form of people takes what it sends, and says what is wrong."""

    title = forms.CharField(label=_("What is to be done"), max_length=200)
    due_on = DateField(label=_("Due"))
    assignee = forms.ModelChoiceField(staff(), label=_("Who"), empty_label=_("choose a person"))
    token = forms.UUIDField(required=False, initial=uuid.uuid4, widget=forms.HiddenInput)


class CareFilterForm(forms.Form):
    """Whose parties, and for how long nobody has been in touch with them."""

    who = forms.ChoiceField(label=_("In the care of"), required=False)
    quiet = forms.TypedChoiceField(
        label=_("No contact for"),
        choices=[
            ("", _("any time")),
            ("1", _("a month")),
            ("3", _("three months")),
            ("6", _("half a year")),
            ("12", _("a year")),
            ("24", _("two years")),
        ],
        coerce=int,
        empty_value=0,  # type: ignore[arg-type]  # a number like the others
        required=False,
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.people = {str(user.pk): user for user in staff()}
        self.fields["who"].choices = [  # type: ignore[attr-defined]
            ("", gettext("me")),
            ("all", gettext("anybody")),
            ("none", gettext("nobody")),
            *((key, user.name) for key, user in self.people.items()),
        ]


class HandOverForm(forms.Form):
    """Parties that another caretaker takes over: those ticked, or all that the list shows."""

    party = forms.TypedMultipleChoiceField(coerce=int, required=False)
    every = forms.BooleanField(required=False)
    caretaker = forms.ModelChoiceField(staff(), label=_("New caretaker"), empty_label=_("choose a person"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        chosen = self.data.getlist("party") if hasattr(self.data, "getlist") else []
        self.fields["party"].choices = [(one, one) for one in chosen if whole_number(one)]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Something is chosen."""
        cleaned = super().clean() or {}
        if not cleaned.get("party") and not cleaned.get("every") and not self.errors:
            raise forms.ValidationError(_("Tick the parties that somebody else takes over."))
        return cleaned


class DoubleForm(forms.Form):
    """Which party is the double of the one whose page this is."""

    z = PickerField(
        Party.objects.all(),
        url=reverse_lazy("people:lookup"),
        search=found,
        label=_("The other party"),
        help_text=_("By name, number, e-mail or municipality."),
    )

    def __init__(self, *args: Any, party: Party, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["z"].queryset = Party.objects.exclude(pk=party.pk)  # type: ignore[attr-defined]
        self.fields["z"].widget.url = reverse_lazy("people:lookup", query={"without": party.pk})


class MergeForm(WatchedForm):
    """What stays of what the two say differently, and why where a closed period is corrected."""

    reason = forms.CharField(
        label=_("Reason of correction"),
        required=False,
        max_length=300,
        help_text=_("It stays visible beside the corrected records."),
    )

    def __init__(self, *args: Any, about_person: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        self.about_person = about_person
        for key in CHOSEN:
            self.fields[key] = forms.ChoiceField(choices=[("kept", ""), ("gone", "")], required=False)

    def objection(self, text: str) -> str:
        """The rule of parties."""
        return objection(text, about_person=self.about_person)

    @property
    def from_gone(self) -> tuple[str, ...]:
        """What the double says better."""
        return tuple(key for key in CHOSEN if self[key].data == "gone")

    def ask_reason(self, closed: ClosedPeriodError) -> None:
        """Say that the period is closed, beside the field for the reason."""
        self.add_error("reason", str(closed))


class ErasureForm(forms.Form):
    """Why a person is erased, which texts of others lose their name, and their name typed once more."""

    ground = forms.TypedChoiceField(label=_("Ground (RODO art. 17)"), coerce=int, choices=Erasure.Ground.choices)
    asked_on = DateField(
        label=_("Asked for on"),
        required=False,
        help_text=_("Empty where nobody asked: the data were not needed any more."),
    )
    reason = forms.CharField(
        label=_("Remarks"), required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("They stay in the register of erasures. Write nothing that tells who it was."),
    )  # fmt: skip
    taken = forms.MultipleChoiceField(required=False)
    name = forms.CharField(label=_("Type the person's full name"), max_length=300)

    def __init__(
        self, *args: Any, person: Person, found: Sequence[Found], concerns: Sequence[Concern], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.person, self.found, self.concerns = person, found, concerns
        self.fields["taken"].choices = [(one.ref, one.title) for one in found if not one.certain]  # type: ignore[attr-defined]
        self.fields["name"].widget.attrs["autocomplete"] = "off"
        if concerns:
            self.fields["reason"].label = _("Why all the same")
            self.fields["reason"].required = True

    @property
    def ticked(self) -> set[str]:
        """The records that stand ticked: as sent, or those that surely name the person."""
        return set(self["taken"].data or []) if self.is_bound else {one.ref for one in self.found if one.sure}

    def clean_reason(self) -> str:
        """The register keeps the remarks, so they must not name the person."""
        reason: str = self.cleaned_data["reason"]
        if self.person.identity.mentions(reason):
            raise forms.ValidationError(_("This tells who it was. Write it without name, address and number."))
        return reason

    def clean_name(self) -> str:
        """Letter for letter, so that nobody erases the wrong person."""
        name: str = self.cleaned_data["name"]
        if name.split() != self.person.party.name.split():
            raise forms.ValidationError(_("That is another name than the one at the top of the page."))
        return name

    @property
    def wish(self) -> Wish:
        """What was decided."""
        taken = set(self.cleaned_data["taken"])
        asked = [one for one in self.found if not one.certain]
        return Wish(
            ground=self.cleaned_data["ground"],
            asked_on=self.cleaned_data["asked_on"],
            reason=self.cleaned_data["reason"],
            left=tuple(one.ref for one in asked if one.sure and one.ref not in taken),
            taken=tuple(one.ref for one in asked if not one.sure and one.ref in taken),
        )
