"""Forms of a party itself: adding one, changing its basics, and what the list is narrowed by."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ognisko.core.identifiers import IdentifierError, clean_krs, clean_nip, clean_regon
from ognisko.people import queries
from ognisko.people.actions import AddressDraft, PartyDraft
from ognisko.people.forms.base import (
    CorrectionForm,
    ListField,
    SafeForm,
    TokenField,
    area_field,
    clean_email,
    clean_phone,
    clean_tag,
    clean_website,
    seat_field,
)
from ognisko.people.models import Contact, Identifier, Party, Tag
from ognisko.people.queries import Duplicate, PartyFilter
from ognisko.people.rules import ENTITIES, FAMILIES, GROUPS, Kind, Sex, Status
from ognisko.ui.forms import DateField

CLEANERS = {
    "nip": (Identifier.Type.NIP, clean_nip),
    "krs": (Identifier.Type.KRS, clean_krs),
    "regon": (Identifier.Type.REGON, clean_regon),
}
CONTACTS = {
    "emails": Contact.Type.EMAIL,
    "phones": Contact.Type.PHONE,
    "websites": Contact.Type.WEBSITE,
}
SEVERAL = gettext_lazy("Part several with commas.")


@dataclass(frozen=True)
class Family:
    """A variant of the form: which kinds it offers and which fields it needs."""

    key: str
    label: Any
    kinds: frozenset[Kind]
    has_identifiers: bool = True

    @property
    def is_person(self) -> bool:
        """Persons have a sex and a year of birth, no numbers of registers and no kind to choose."""
        return self.key == "person"


FAMILY = {
    family.key: family
    for family in (
        Family("organisation", gettext_lazy("Organisation or institution"), ENTITIES - GROUPS),
        Family("group", gettext_lazy("Group without legal form"), GROUPS, has_identifiers=False),
        Family("person", gettext_lazy("Person"), frozenset({Kind.PERSON}), has_identifiers=False),
    )
}


class BasicsForm(SafeForm):
    """What is known of a party and is not dated."""

    ways = CONTACTS

    name = forms.CharField(label=gettext_lazy("Name"), max_length=300)
    short_name = forms.CharField(
        label=gettext_lazy("Short name"),
        max_length=100,
        required=False,
        help_text=gettext_lazy("What everybody calls it; the search finds it too."),
    )
    nip = forms.CharField(label="NIP", required=False)
    krs = forms.CharField(label="KRS", required=False)
    regon = forms.CharField(label="REGON", required=False)
    emails = ListField(label=gettext_lazy("E-mail"), each=clean_email, required=False, help_text=SEVERAL)
    phones = ListField(label=gettext_lazy("Phone"), each=clean_phone, required=False, help_text=SEVERAL)
    websites = ListField(label=gettext_lazy("Website"), each=clean_website, separators=r"[,;\s]", required=False)
    sex = forms.TypedChoiceField(
        label=gettext_lazy("Sex"),
        choices=Sex.choices,
        coerce=int,
        initial=Sex.UNKNOWN.value,
        required=False,
    )
    birth_year = forms.IntegerField(
        label=gettext_lazy("Year of birth"),
        required=False,
        help_text=gettext_lazy("Empty means unknown or refused."),
    )
    description = forms.CharField(
        label=gettext_lazy("In short"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Who they are and what they do, in a sentence or two."),
    )
    tags = ListField(label=gettext_lazy("Tags"), each=clean_tag, required=False)
    caretaker = forms.ModelChoiceField(
        queries.staff(), label=gettext_lazy("Caretaker"), required=False, empty_label=gettext_lazy("nobody")
    )

    def __init__(self, *args: Any, is_person: bool, has_identifiers: bool, party: Party | None = None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.party = party
        self.about_person = is_person
        if is_person:
            self.fields["name"].label = _("First and last name")
        dropped = {"short_name", "websites"} if is_person else {"sex", "birth_year"}
        for name in dropped | (set() if has_identifiers else CLEANERS.keys()):
            del self.fields[name]
        used = [tag.name for tag in queries.tags_by_use()[:12]]
        self.fields["tags"].help_text = _("In use: %(tags)s.") % {"tags": ", ".join(used)} if used else SEVERAL

    def clean_name(self) -> str:
        """Spaces in a row are one."""
        return " ".join(self.cleaned_data["name"].split())

    def _clean_number(self, name: str) -> str:
        typed = self.cleaned_data[name].strip()
        try:
            return CLEANERS[name][1](typed) if typed else ""
        except IdentifierError as wrong:
            raise ValidationError(str(wrong)) from wrong

    def clean_nip(self) -> str:
        """Ten digits with a right check digit."""
        return self._clean_number("nip")

    def clean_krs(self) -> str:
        """Ten digits."""
        return self._clean_number("krs")

    def clean_regon(self) -> str:
        """Nine or fourteen digits with right check digits."""
        return self._clean_number("regon")

    def clean_birth_year(self) -> int | None:
        """A year in which somebody who may be alive was born."""
        year: int | None = self.cleaned_data["birth_year"]
        if year is not None and not 1900 <= year <= timezone.localdate().year:
            raise ValidationError(_("Type the year with four digits, for example 1984."))
        return year

    def clean(self) -> dict[str, Any]:
        """A number that another party has is an error that names the party."""
        cleaned = super().clean()
        self.name_holders()
        return cleaned

    def name_holders(self) -> bool:
        """Say beside each number which party has it already; return whether one has.

        Asked for again when the database refused a number that somebody else saved a moment before.
        """
        holders = queries.holders(self.identifiers, without=self.party.pk if self.party else None)
        for name, (type_, _cleaner) in CLEANERS.items():
            if holder := holders.get(type_):
                link = format_html('<a class="link" href="{}">{}</a>', holder.get_absolute_url(), holder)
                self.add_error(name, format_html(_("{} has this number already."), link))
        return bool(holders)

    @property
    def identifiers(self) -> dict[int, str]:
        """The numbers by register, as far as they are right."""
        return {
            type_: self.cleaned_data[name]
            for name, (type_, _cleaner) in CLEANERS.items()
            if self.cleaned_data.get(name)
        }

    @property
    def contacts(self) -> list[tuple[int, str]]:
        """E-mail addresses, phone numbers, websites, as the actions take them."""
        return [(type_, value) for name, type_ in CONTACTS.items() for value in self.cleaned_data.get(name) or ()]

    @property
    def basics(self) -> dict[str, Any]:
        """The columns of the party itself."""
        columns = ("name", "short_name", "description", "caretaker", "sex", "birth_year")
        return {name: self.cleaned_data[name] for name in columns if name in self.fields}

    def clean_sex(self) -> int:
        """Nothing chosen is unknown."""
        return self.cleaned_data["sex"] or Sex.UNKNOWN


class AddPartyForm(BasicsForm):
    """Everything about a new party on one page: who it is, where, how to reach it."""

    kind = forms.TypedChoiceField(label=gettext_lazy("Kind"), coerce=lambda value: Kind(int(value)))
    since = DateField(
        label=gettext_lazy("It is so since"),
        required=False,
        help_text=gettext_lazy("Empty means always, or unknown."),
    )
    place = seat_field(gettext_lazy("Municipality"), required=False)
    street = forms.CharField(label=gettext_lazy("Street and number"), max_length=200, required=False)
    postal_code = forms.RegexField(
        r"^\d{2}-\d{3}$",
        label=gettext_lazy("Postal code"),
        required=False,
        error_messages={"invalid": gettext_lazy("Type the postal code as 98-200.")},
    )
    town = forms.CharField(label=gettext_lazy("Town"), max_length=100, required=False)
    anyway = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)
    token = TokenField()

    def __init__(self, *args: Any, family: Family, **kwargs: Any):
        super().__init__(*args, is_person=family.is_person, has_identifiers=family.has_identifiers, **kwargs)
        self.family = family
        self.duplicates: list[Duplicate] = []
        field = self.fields["kind"]
        field.choices = [(kind.value, kind.label) for kind in Kind if kind in family.kinds]  # type: ignore[attr-defined]
        if family.is_person:
            del self.fields["since"]
            field.widget = forms.HiddenInput()
            field.initial = Kind.PERSON.value
            self.fields["place"].help_text = _("Where the person lives or, if unknown, acts.")
        self.order_fields(["kind", "name", "short_name", "since"])

    def clean(self) -> dict[str, Any]:
        """A likely duplicate has to be looked at: it is added once somebody says that these are others."""
        cleaned = super().clean()
        if (cleaned.get("street") or cleaned.get("town") or cleaned.get("postal_code")) and not (
            cleaned.get("place") or self.errors.get("place")
        ):
            self.add_error("place", _("An address needs its municipality, so that the figures know where it is."))
        if cleaned.get("name"):
            self.duplicates = queries.duplicates(cleaned["name"], self.identifiers, cleaned.get("emails") or [])
            if self.duplicates and not looked_at(self.duplicates, cleaned.get("anyway", "")):
                self.add_error(
                    None, _("This may be here already. Look at the list, then open the right one or add a new one.")
                )
        return cleaned

    @property
    def draft(self) -> PartyDraft:
        """What the action adds."""
        cleaned = self.cleaned_data
        token: UUID | None = cleaned["token"]
        since: date | None = cleaned.get("since")
        place = cleaned["place"]
        seat = AddressDraft(place, cleaned["street"], cleaned["postal_code"], cleaned["town"]) if place else None
        return PartyDraft(
            kinds=[(cleaned["kind"], since, None)],
            addresses=[seat] if seat else [],
            identifiers=self.identifiers,
            contacts=self.contacts,
            tags=cleaned["tags"],
            token=token,
            **self.basics,
        )


def looked_at(duplicates: Sequence[Duplicate], anyway: str) -> bool:
    """Say whether each of these was shown when somebody said that none of them is meant."""
    return {str(one.party.pk) for one in duplicates} <= set(anyway.split(","))


class EditPartyForm(BasicsForm, CorrectionForm):
    """Change the basics; sex and year of birth may count in a closed period, then a reason is asked for."""

    def __init__(self, *args: Any, party: Party, **kwargs: Any):
        numbers = {row.type: row.value for row in party.identifiers.all()}
        ways = [(row.type, row.value) for row in party.contacts.all()]
        initial = {name: getattr(party, name) for name in ("name", "short_name", "description", "sex", "birth_year")}
        initial |= {"caretaker": party.caretaker_id, "tags": [tag.name for tag in party.tags.all()]}
        initial |= {name: numbers.get(type_, "") for name, (type_, _cleaner) in CLEANERS.items()}
        initial |= {name: [value for type_, value in ways if type_ == wanted] for name, wanted in CONTACTS.items()}
        is_group = party.kind_now in GROUPS and not numbers
        super().__init__(
            *args,
            is_person=party.is_person,
            has_identifiers=not (is_group or (party.is_person and not numbers)),
            party=party,
            initial=initial,
            **kwargs,
        )
        self.fields["caretaker"].queryset = queries.staff(besides=party.caretaker_id)  # type: ignore[attr-defined]


class DuplicatesForm(forms.Form):
    """What is typed so far, as much of it as can be read."""

    name = forms.CharField(required=False)
    nip = forms.CharField(required=False)
    krs = forms.CharField(required=False)
    regon = forms.CharField(required=False)
    emails = forms.CharField(required=False)
    anyway = forms.CharField(required=False)

    @property
    def found(self) -> list[Duplicate]:
        """Possible duplicates; a number or an address that is not finished yet finds nothing."""
        typed = self.cleaned_data
        numbers: dict[int, str] = {}
        for name, (type_, cleaner) in CLEANERS.items():
            try:
                numbers[type_] = cleaner(typed[name])
            except IdentifierError:
                continue
        return queries.duplicates(typed["name"], numbers, [text.strip() for text in typed["emails"].split(",")])


class PartyFilterForm(forms.Form):
    """By what the list of parties is narrowed."""

    q = forms.CharField(label=gettext_lazy("Name, number, e-mail or place"), required=False, widget=forms.SearchInput)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), required=False)
    status = forms.ChoiceField(
        label=gettext_lazy("Status today"), choices=[("", gettext_lazy("any")), *Status.choices], required=False
    )
    place = area_field(gettext_lazy("Seat in"), required=False)
    caretaker = forms.ChoiceField(label=gettext_lazy("Caretaker"), required=False)
    tag = forms.ModelChoiceField(
        Tag.objects.all(), label=gettext_lazy("Tag"), required=False, empty_label=gettext_lazy("any tag")
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [  # type: ignore[attr-defined]
            ("", _("any")),
            (_("Sets"), [(key, label) for key, (label, _kinds) in FAMILIES.items()]),
            (_("Single kinds"), [(str(kind.value), kind.label) for kind in Kind]),
        ]
        self._staff = {str(user.pk): user for user in queries.staff()}
        people = [(key, user.name) for key, user in self._staff.items()]
        self.fields["caretaker"].choices = [("", _("any")), ("none", _("nobody")), *people]  # type: ignore[attr-defined]

    @property
    def wanted(self) -> PartyFilter:
        """The filter; what cannot be understood narrows nothing."""
        cleaned = self.cleaned_data if self.is_valid() or hasattr(self, "cleaned_data") else {}
        kind = cleaned.get("kind") or ""
        kinds = frozenset({Kind(int(kind))}) if kind.isdigit() else FAMILIES[kind][1] if kind else frozenset()
        caretaker = cleaned.get("caretaker") or ""
        return PartyFilter(
            text=cleaned.get("q") or "",
            kinds=kinds,
            status=int(cleaned["status"]) if cleaned.get("status") else None,
            place=cleaned.get("place"),
            caretaker=self._staff.get(caretaker),
            without_caretaker=caretaker == "none",
            tag=cleaned.get("tag"),
        )
