"""Forms of what is dated or added to a party: kinds, statuses, seats, addresses, roles, notes, tasks, many at once."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ognisko.core.bounds import whole_number
from ognisko.people import queries
from ognisko.people.actions import AddressDraft, PartyDraft
from ognisko.people.forms.base import (
    CorrectionForm,
    ListField,
    SafeForm,
    TokenField,
    clean_email,
    clean_phone,
    clean_tag,
    party_field,
    seat_field,
)
from ognisko.people.models import Address, Contact, Party
from ognisko.people.rules import ENTITIES, Kind, Status
from ognisko.ui.forms import DateField


class KindForm(CorrectionForm):
    """From a day on the party is of another kind."""

    kind = forms.TypedChoiceField(label=gettext_lazy("It is"), coerce=lambda value: Kind(int(value)))
    since = DateField(label=gettext_lazy("From this day"))

    def __init__(self, *args: Any, party: Party, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.party = party
        kinds = [Kind.PERSON] if party.is_person else sorted(ENTITIES)
        self.fields["kind"].choices = [(kind.value, kind.label) for kind in kinds]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Saying what holds already changes nothing, and would only cut the history into pieces."""
        cleaned = super().clean()
        kind, since = cleaned.get("kind"), cleaned.get("since")
        if (
            kind
            and since
            and self.party.kinds.filter(kind=kind, period__contains=since, period__upper_inf=True).exists()
        ):
            self.add_error("kind", _("On that day it is of this kind already."))
        return cleaned


class StatusForm(CorrectionForm):
    """The party gains a status from a day on, for a known time or until further notice."""

    status = forms.TypedChoiceField(
        label=gettext_lazy("Status"), choices=Status.choices, coerce=lambda value: Status(int(value))
    )
    since = DateField(label=gettext_lazy("From this day"))
    last_day = DateField(
        label=gettext_lazy("Last day"), required=False, help_text=gettext_lazy("Empty while it holds.")
    )

    def clean(self) -> dict[str, Any]:
        """The last day is not before the first; actions take the first day after."""
        cleaned = super().clean()
        since, last = cleaned.get("since"), cleaned.get("last_day")
        if since and last and last < since:
            self.add_error("last_day", _("The last day is before the first."))
        cleaned["until"] = last + timedelta(days=1) if last else None
        return cleaned


class EndForm(CorrectionForm):
    """Something that holds ends; the day typed is its last one."""

    last_day = DateField(label=gettext_lazy("Last day"))

    def clean(self) -> dict[str, Any]:
        """Actions take the first day on which it holds no more."""
        cleaned = super().clean()
        last = cleaned.get("last_day")
        cleaned["on"] = last + timedelta(days=1) if last else None
        return cleaned


class _WhereForm(CorrectionForm):
    place = seat_field(gettext_lazy("Municipality"))
    street = forms.CharField(label=gettext_lazy("Street and number"), max_length=200, required=False)
    postal_code = forms.RegexField(
        r"^\d{2}-\d{3}$",
        label=gettext_lazy("Postal code"),
        required=False,
        error_messages={"invalid": gettext_lazy("Type the postal code as 98-200.")},
    )
    town = forms.CharField(label=gettext_lazy("Town"), max_length=100, required=False)

    def _draft(self, purpose: int) -> AddressDraft:
        cleaned = self.cleaned_data
        return AddressDraft(
            cleaned["place"], cleaned["street"], cleaned["postal_code"], cleaned["town"], purpose, cleaned["since"]
        )


class SeatForm(_WhereForm):
    """From a day on the seat is there."""

    since = DateField(
        label=gettext_lazy("From this day"),
        required=False,
        help_text=gettext_lazy("Empty puts a wrong seat right: it was there from the beginning."),
    )

    @property
    def draft(self) -> AddressDraft:
        """What the action takes."""
        return self._draft(Address.Purpose.SEAT)


class AddressForm(_WhereForm):
    """A mailing address, or a place where the party is active."""

    purpose = forms.TypedChoiceField(
        label=gettext_lazy("Purpose"),
        choices=[choice for choice in Address.Purpose.choices if choice[0] != Address.Purpose.SEAT],
        coerce=int,
    )
    since = DateField(label=gettext_lazy("From this day"), required=False)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.order_fields(["purpose"])

    @property
    def draft(self) -> AddressDraft:
        """What the action takes."""
        return self._draft(self.cleaned_data["purpose"])


class MemberForm(SafeForm):
    """A person with a role: one who is here already, or a new one with a name and a way to reach them."""

    about_person = True

    person = party_field(gettext_lazy("Person"), kinds="persons", required=False)
    new_name = forms.CharField(
        label=gettext_lazy("First and last name"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Only for somebody who is not here yet."),
    )
    emails = ListField(label=gettext_lazy("E-mail"), each=clean_email, required=False)
    phones = ListField(label=gettext_lazy("Phone"), each=clean_phone, required=False)
    role = forms.CharField(label=gettext_lazy("Role"), max_length=100, required=False)
    since = DateField(label=gettext_lazy("From this day"), required=False)
    is_contact = forms.BooleanField(label=gettext_lazy("First to contact"), required=False)
    token = TokenField()

    def __init__(self, *args: Any, party: Party, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.party = party
        people = Party.objects.filter(kind_now=Kind.PERSON).exclude(pk=party.pk)
        self.fields["person"].queryset = people  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Exactly one of both ways names the person."""
        cleaned = super().clean()
        if not cleaned.get("person") and not cleaned.get("new_name") and not self.errors:
            self.add_error("person", _("Choose a person, or type the name of a new one below."))
        if cleaned.get("person") and cleaned.get("new_name"):
            self.add_error("new_name", _("A person is chosen above already. Leave one of the two empty."))
        return cleaned

    @property
    def new_person(self) -> PartyDraft | None:
        """The person to add, if it is a new one."""
        cleaned = self.cleaned_data
        if not cleaned["new_name"]:
            return None
        contacts = [(Contact.Type.EMAIL, value) for value in cleaned["emails"]]
        contacts += [(Contact.Type.PHONE, value) for value in cleaned["phones"]]
        return PartyDraft(
            " ".join(cleaned["new_name"].split()),
            [(Kind.PERSON, None, None)],
            contacts=contacts,
            token=cleaned["token"],
        )


class NoteForm(SafeForm):
    """Something worth knowing about a party."""

    text = forms.CharField(
        label=gettext_lazy("Note"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("All staff can read it."),
    )
    token = TokenField()

    def __init__(self, *args: Any, party: Party, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.about_person = party.is_person


class TaskForm(SafeForm):
    """Something to see to, by a day, by somebody."""

    title = forms.CharField(label=gettext_lazy("What is to be done"), max_length=200)
    due_on = DateField(label=gettext_lazy("Due"))
    assignee = forms.ModelChoiceField(
        queries.staff(), label=gettext_lazy("Who"), empty_label=gettext_lazy("choose a person")
    )
    party = party_field(gettext_lazy("Party"), required=False)
    token = TokenField()


class TaskFilterForm(forms.Form):
    """Whose tasks, and which of them."""

    who = forms.ChoiceField(
        label=gettext_lazy("Whose tasks"),
        choices=[("", gettext_lazy("my tasks")), ("all", gettext_lazy("everybody's tasks"))],
        required=False,
    )
    state = forms.ChoiceField(
        label=gettext_lazy("Which tasks"),
        choices=[("", gettext_lazy("to be done")), ("done", gettext_lazy("those done"))],
        required=False,
    )
    party = forms.CharField(required=False, widget=forms.HiddenInput)


class BulkForm(SafeForm):
    """One change for many parties: a caretaker or a tag."""

    what = forms.ChoiceField(choices=[("caretaker", ""), ("tag", "")])
    party = forms.TypedMultipleChoiceField(coerce=int, required=False)
    every = forms.BooleanField(required=False)
    caretaker = forms.ModelChoiceField(
        queries.staff(), label=gettext_lazy("Caretaker"), required=False, empty_label=gettext_lazy("nobody")
    )
    tag = ListField(label=gettext_lazy("Tag"), each=clean_tag, required=False)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        chosen = self.data.getlist("party") if hasattr(self.data, "getlist") else []
        self.fields["party"].choices = [(one, one) for one in chosen if whole_number(one)]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Somebody is chosen, and a tag has a name."""
        cleaned = super().clean()
        if not cleaned.get("party") and not cleaned.get("every"):
            raise forms.ValidationError(_("Tick the parties that you want to change."))
        if cleaned.get("what") == "tag" and not cleaned.get("tag") and not self.errors:
            self.add_error("tag", _("Type the tag."))
        return cleaned
