"""What an applicant types; nothing is saved here, and a PESEL is refused in every text."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from ognisko.accounts.models import User
from ognisko.core.identifiers import IdentifierError, clean_krs, clean_nip, clean_regon
from ognisko.files.forms import FilesField
from ognisko.grants.actions.applying import Applicant, Asking
from ognisko.grants.models import Application, Call
from ognisko.grants.queries.tasks import document_holder, documents_of
from ognisko.grants.rules.eligibility import Patron, Unmet
from ognisko.people.rules import ENTITIES, GROUPS, ORGANISATIONS, Kind, objection
from ognisko.places.models import Place
from ognisko.places.queries import found as found_places
from ognisko.places.rules import Level
from ognisko.ui.forms import DateField, MoneyField, PickerField, WatchedForm

CLEANERS: Mapping[str, Callable[[str], str]] = {
    "nip": clean_nip, "krs": clean_krs, "regon": clean_regon, "patron_nip": clean_nip, "patron_krs": clean_krs,
}  # fmt: skip
LEVELS = (Level.MUNICIPALITY, Level.COUNTRY)


class ApplyingForm(WatchedForm):
    """A form that refuses what nothing may keep, such as a PESEL."""

    def objection(self, text: str) -> str:
        """The rule of parties."""
        return objection(text, about_person=False)


def _place() -> PickerField:
    return PickerField(
        Place.objects.current().seats(),
        url=reverse_lazy("places:lookup", query={"level": [level.value for level in LEVELS]}),
        search=lambda text: found_places(text, 20, LEVELS),
        label=gettext_lazy("Municipality of the seat"),
        help_text=gettext_lazy("Where the group meets or the organisation is registered. Begin to type the name."),
    )


def _kinds(call: Call) -> list[Any]:
    """Those of the call first; the others are there too, so that whoever does not fit is told so."""
    fit = [Kind(kind) for kind in call.kinds] or sorted(ENTITIES)
    others = [kind for kind in Kind if kind not in fit]
    listed: list[Any] = [(kind.value, kind.label) for kind in fit]
    return [("", _("choose")), *listed, (_("others"), [(kind.value, kind.label) for kind in others])]


def _organisations(kinds: Sequence[int]) -> list[Any]:
    fit = [Kind(kind) for kind in kinds] or sorted(ORGANISATIONS)
    return [("", _("choose")), *((kind.value, kind.label) for kind in fit)]


class EligibilityForm(ApplyingForm):
    """Whether they may apply, before anything is written; asks only what the call has a condition on."""

    name = forms.CharField(label=gettext_lazy("Name of the group or organisation"), max_length=200)
    kind = forms.TypedChoiceField(label=gettext_lazy("Who applies"), coerce=int, empty_value=None)
    place = _place()
    adults = forms.IntegerField(
        label=gettext_lazy("How many adults are in the group"), required=False, min_value=0, max_value=500,
        help_text=gettext_lazy("Only for a group without legal form."),
    )  # fmt: skip
    patron_name = forms.CharField(
        label=gettext_lazy("Patron organisation"), max_length=200, required=False,
        help_text=gettext_lazy("Which organisation answers for the group, if one does."),
    )  # fmt: skip
    patron_kind = forms.TypedChoiceField(
        label=gettext_lazy("Kind of the patron"), coerce=int, empty_value=None, required=False
    )
    registered_on = DateField(
        label=gettext_lazy("When the organisation was registered"), required=False,
        help_text=gettext_lazy("Only for an organisation: the day in KRS or in another register."),
    )  # fmt: skip
    income = MoneyField(
        label=gettext_lazy("Income of the last closed year"), required=False, min_value=0,
        help_text=gettext_lazy("Only for an organisation."),
    )  # fmt: skip
    token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    ABOUT: Mapping[str, str] = {
        "kind": "kind", "place": "place", "area": "place", "patron": "patron_name", "no patron": "patron_name",
        "patron kind": "patron_kind", "adults": "adults", "registered": "registered_on", "old": "registered_on",
        "young": "registered_on", "no income": "income", "income": "income",
    }  # fmt: skip
    """At which field a condition that is not met is said."""

    def __init__(self, *args: Any, call: Call, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = _kinds(call)  # type: ignore[attr-defined]  # a field of choices
        self.fields["patron_kind"].choices = _organisations(call.patron_kinds)  # type: ignore[attr-defined]
        groups = not call.kinds or not GROUPS.isdisjoint(call.kinds)
        if not groups or not call.least_adults:
            del self.fields["adults"]
        if not groups or call.patron == Patron.NEVER:
            del self.fields["patron_name"], self.fields["patron_kind"]
        if call.oldest_months is None and call.youngest_months is None:
            del self.fields["registered_on"]
        if call.most_income is None:
            del self.fields["income"]

    def asking(self) -> Asking:
        """Who wants to apply."""
        data = self.cleaned_data
        return Asking(
            data["name"], Kind(data["kind"]), data["place"], data.get("registered_on"), data.get("income"),
            data.get("adults") or 0, data.get("patron_name", ""), data.get("patron_kind"),
        )  # fmt: skip

    def say(self, unmet: Sequence[Unmet]) -> None:
        """What does not fit, each at the field that it is about."""
        for one in unmet:
            name = self.ABOUT.get(one.code, "")
            self.add_error(name if name in self.fields else None, one.sentence)


class ApplicantForm(ApplyingForm):
    """Who applies, the patron of a group, and the person to speak with."""

    applicant_kind = forms.TypedChoiceField(label=gettext_lazy("Who applies"), coerce=int)
    applicant_name = forms.CharField(label=gettext_lazy("Name of the group or organisation"), max_length=200)
    place = _place()
    address = forms.CharField(label=gettext_lazy("Street, postcode, town"), max_length=200, required=False)
    nip = forms.CharField(label="NIP", max_length=20, required=False)
    krs = forms.CharField(label="KRS", max_length=20, required=False)
    regon = forms.CharField(label="REGON", max_length=20, required=False)
    registered_on = DateField(label=gettext_lazy("Registered on"), required=False)
    yearly_income = MoneyField(label=gettext_lazy("Income of the last closed year"), required=False, min_value=0)
    patron_name = forms.CharField(
        label=gettext_lazy("Patron organisation"), max_length=200, required=False,
        help_text=gettext_lazy("It signs the agreement for you and answers for the money."),
    )  # fmt: skip
    patron_kind = forms.TypedChoiceField(
        label=gettext_lazy("Kind of the patron"), coerce=int, empty_value=None, required=False
    )
    patron_nip = forms.CharField(label=gettext_lazy("Patron's NIP"), max_length=20, required=False)
    patron_krs = forms.CharField(label=gettext_lazy("Patron's KRS"), max_length=20, required=False)
    contact_name = forms.CharField(label=gettext_lazy("First and last name"), max_length=150)
    contact_email = forms.EmailField(label=gettext_lazy("E-mail"))
    contact_phone = forms.CharField(
        label=gettext_lazy("Phone"), max_length=40, required=False, widget=forms.TextInput(attrs={"type": "tel"})
    )

    OF_ORGANISATION = ("nip", "krs", "regon", "registered_on", "yearly_income")
    OF_PATRON = ("patron_name", "patron_kind", "patron_nip", "patron_krs")
    OF_CONTACT = ("contact_name", "contact_email", "contact_phone")

    def __init__(self, *args: Any, row: Application, **kwargs: Any):
        kwargs["initial"] = {name: getattr(row, name) for name in self.base_fields}
        super().__init__(*args, **kwargs)
        call = row.call
        self.fields["applicant_kind"].choices = _kinds(call)[1:]  # type: ignore[attr-defined]  # a field of choices
        self.fields["patron_kind"].choices = _organisations(call.patron_kinds)  # type: ignore[attr-defined]
        left_out: tuple[str, ...] = self.OF_ORGANISATION if row.is_of_group else self.OF_PATRON
        if row.is_of_group and call.patron == Patron.NEVER and not row.patron_name:
            left_out += self.OF_PATRON
        for name in left_out:
            del self.fields[name]

    def clean(self) -> dict[str, Any]:
        """Numbers of registers have right checksums; a patron has a kind."""
        data = super().clean()
        for name, cleaner in CLEANERS.items():
            if data.get(name):
                try:
                    data[name] = cleaner(data[name])
                except IdentifierError as wrong:
                    self.add_error(name, str(wrong))
        registered = data.get("registered_on")
        if registered and registered > timezone.localdate():
            self.add_error("registered_on", _("This day is still to come."))
        if data.get("patron_name") and not data.get("patron_kind"):
            self.add_error("patron_kind", _("Say what kind of organisation the patron is."))
        return data

    def applicant(self, members: Sequence[Mapping[str, Any]]) -> Applicant:
        """The columns of the application and the people."""
        return Applicant(self.cleaned_data, members)

    def bound(self, names: Sequence[str]) -> list[forms.BoundField]:
        """The fields of a part of the page that are asked."""
        return [self[name] for name in names if name in self.fields]


class MemberForm(ApplyingForm):
    """A person of the group; an empty row is nobody."""

    name = forms.CharField(label=gettext_lazy("First and last name"), max_length=150)
    role = forms.CharField(label=gettext_lazy("Role in the group"), max_length=100, required=False)
    email = forms.EmailField(label=gettext_lazy("E-mail"), required=False)
    phone = forms.CharField(label=gettext_lazy("Phone"), max_length=40, required=False)
    is_adult = forms.BooleanField(label=gettext_lazy("is of age"), required=False, initial=True)
    holds_office = forms.BooleanField(label=gettext_lazy("sits on the board of an organisation"), required=False)


if TYPE_CHECKING:
    _FormSet = forms.BaseFormSet[MemberForm]
else:
    _FormSet = forms.BaseFormSet


class BaseMembers(_FormSet):
    """The people of a group in their rows."""

    deletion_widget = forms.CheckboxInput

    def add_fields(self, form: Any, index: int | None) -> None:
        """A row is taken out by a box, so that it works without scripts."""
        super().add_fields(form, index)
        form.fields["DELETE"].label = pgettext_lazy("a person of a list", "take out")

    def people(self) -> list[dict[str, Any]]:
        """Those who stay, in their order."""
        kept = [form.cleaned_data for form in self.forms if form.cleaned_data.get("name")]
        return [
            {name: data[name] for name in MemberForm.base_fields} for data in kept if not data.get("DELETE")
        ]  # fmt: skip


def members_of(row: Application, data: Any, *, more: int = 0) -> BaseMembers:
    """The rows of a group: those who are there, and empty ones up to what the call asks for."""
    initial = list(row.members.values(*MemberForm.base_fields))
    empty = max(row.call.least_adults - len(initial), more)
    made = forms.formset_factory(MemberForm, BaseMembers, extra=empty, can_delete=True, max_num=60, absolute_max=60)
    return made(data, initial=initial, prefix="osoba")  # type: ignore[return-value]  # of the class that was given


class DocumentsForm(forms.Form):
    """A field for the files of each document that the call asks for."""

    def __init__(self, *args: Any, row: Application, user: User, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.documents = documents_of(row)
        for one in self.documents:
            label = one.name if one.is_required else _("%(document)s (if you have it)") % {"document": one.name}
            field = FilesField(label=label, help_text=one.hint, required=False)
            field.belongs_to(document_holder(row, one.pk), user=user)
            self.fields[f"document_{one.pk}"] = field

    def chosen(self) -> dict[int, Any]:
        """What to keep and to let go, by the number of the document."""
        return {one.pk: self.cleaned_data[f"document_{one.pk}"] for one in self.documents}


class DeclarationsForm(forms.Form):
    """A box for each sentence; all are needed."""

    def __init__(self, *args: Any, sentences: Sequence[str], is_declared: bool, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for number, sentence in enumerate(sentences):
            self.fields[f"sentence_{number}"] = forms.BooleanField(
                label=sentence, initial=is_declared, error_messages={"required": _("Without this you cannot apply.")}
            )


class MessageForm(ApplyingForm):
    """A message to the officer."""

    text = forms.CharField(
        label=gettext_lazy("Your message"), max_length=5000, widget=forms.Textarea(attrs={"rows": 5})
    )
    token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)


class InviteForm(ApplyingForm):
    """Who is to write too."""

    email = forms.EmailField(label=gettext_lazy("E-mail"), max_length=254)
    name = forms.CharField(label=gettext_lazy("First and last name"), max_length=150, required=False)

    def clean_email(self) -> str:
        """In lower case, as people are known."""
        email: str = self.cleaned_data["email"].lower()
        if "\0" in email:
            raise ValidationError(_("Type an e-mail address."))
        return email
