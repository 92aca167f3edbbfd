"""Forms of appointments: booked by the public or by staff, moved, cancelled, and listed."""

import re
import uuid
from collections.abc import Sequence
from datetime import date
from typing import Any, Self

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ognisko.accounts.models import User
from ognisko.advice.actions.appointments import AppointmentDraft
from ognisko.advice.forms.fields import offer, party_field
from ognisko.advice.models import Appointment, Kind
from ognisko.advice.permissions import can_change_appointment
from ognisko.advice.queries.appointments import AppointmentFilter, appointments_for_lists, parties_with_email
from ognisko.advice.queries.offers import FreeSlot, advising_staff
from ognisko.bookings.rules import ZONE, slot_of
from ognisko.core.polish import date_text
from ognisko.people.models import Contact
from ognisko.people.rules import Kind as PartyKind
from ognisko.people.rules import objection
from ognisko.projects.models import Office
from ognisko.projects.queries import weekday_name
from ognisko.ui.forms import DateField, WatchedForm


class SlotForm(WatchedForm):
    """Somebody books one free hour. ``slot`` is the hour in the address; other hours are offered once it is gone."""

    token = forms.UUIDField(widget=forms.HiddenInput)
    slot = forms.CharField(widget=forms.HiddenInput, max_length=40)
    name = forms.CharField(
        label=_("First and last name"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    email = forms.EmailField(label=_("E-mail"), widget=forms.EmailInput(attrs={"autocomplete": "email"}))
    phone = forms.CharField(
        label=_("Phone"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )
    about = forms.CharField(
        label=_("What about"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, data: Any = None, *, slot: str = "", alternatives: Sequence[FreeSlot] | None = None) -> None:
        super().__init__(data, initial={"token": uuid.uuid4(), "slot": slot})
        self.alternatives = alternatives
        if alternatives:
            self.fields["slot"] = forms.ChoiceField(
                label=_("Next free hours"),
                widget=forms.RadioSelect,
                choices=[(one.key, capfirst(one.long_text)) for one in alternatives],
            )

    def objection(self, text: str) -> str:
        """The rule of all texts: nothing keeps a PESEL yet."""
        return objection(text, about_person=False)

    def clean_phone(self) -> str:
        """Digits, with what people write between them."""
        phone: str = self.cleaned_data["phone"].strip()
        if phone and not (re.fullmatch(r"[+\d\s().-]+", phone) and 7 <= len(re.sub(r"\D", "", phone)) <= 15):
            raise ValidationError(_("Type the number with digits, for example 600 000 000."))
        return phone

    def clean_slot(self) -> str:
        """An hour as addresses have it."""
        slot: str = self.cleaned_data["slot"]
        if slot_of(slot) is None:
            raise ValidationError(_("Choose an hour."))
        return slot

    def draft(self, kind: Kind, office: Office, **more: Any) -> AppointmentDraft:
        """The hour as it is asked for."""
        data = self.cleaned_data
        found = slot_of(data["slot"])
        assert found is not None  # noqa: S101  # clean_slot has made sure
        start, minutes = found
        return AppointmentDraft(
            kind=kind, office=office, start=start, minutes=minutes, name=data["name"], email=data["email"],
            phone=data["phone"], about=data["about"], token=data["token"], party=data.get("party"), **more,
        )  # fmt: skip

    def is_of(self, row: Appointment) -> bool:
        """Say whether this is what was booked with this form: a second click is, a form gone back to is not."""
        data = self.cleaned_data
        found = slot_of(data["slot"])
        return found is not None and (row.starts_at, row.name, row.email) == (
            found[0],
            data["name"],
            data["email"].lower(),
        )

    def once_more(self, message: str, alternatives: Sequence[FreeSlot] = ()) -> Self:
        """The same form with all that was typed, to be sent anew; with other hours to choose from where there are.

        The hour that is gone is chosen no more; the token is a new one, since the next submit books another hour.
        """
        data = MultiValueDict({**dict(self.data.lists()), "token": [str(uuid.uuid4())]})  # type: ignore[attr-defined]
        if alternatives:
            data["slot"] = ""
        form = type(self)(data, alternatives=alternatives)
        form.is_valid()
        form.errors.pop("slot", None)
        form.add_error("slot" if alternatives else None, message)
        return form


class StaffSlotForm(SlotForm):
    """Staff book for somebody: a known party, or whoever calls; an e-mail only if letters are to be sent."""

    party = party_field(
        _("Party"), help_text=_("Leave it empty for somebody new: the party is made when the session is recorded.")
    )

    field_order = ("token", "slot", "party", "name", "email", "phone", "about")

    def __init__(self, data: Any = None, *, slot: str = "", alternatives: Sequence[FreeSlot] | None = None) -> None:
        super().__init__(data, slot=slot, alternatives=alternatives)
        self.fields["name"].required = False
        self.fields["name"].help_text = _("Of the party, if left empty.")
        self.fields["email"].required = False
        self.fields["email"].help_text = _("With an e-mail letters are sent: booked, moved, cancelled.")

    def clean(self) -> dict[str, Any]:
        """A party or a name."""
        data = super().clean() or self.cleaned_data
        if not data.get("name") and "name" not in self.errors:
            if data.get("party"):
                data["name"] = str(data["party"])[:150]
            elif "party" not in self.errors:
                self.add_error("name", _("Choose a party or type a name."))
        return data


class MoveForm(WatchedForm):
    """Another free hour instead; staff say why."""

    slot = forms.ChoiceField(label=_("New hour"), error_messages={"required": _("Choose an hour.")})
    reason = forms.CharField(label=_("Why"), max_length=300, required=False, help_text=_("Goes into the letter."))

    def __init__(self, data: Any = None, *, free: Sequence[FreeSlot], public: bool) -> None:
        super().__init__(data)
        days: dict[date, list[tuple[str, str]]] = {}
        for one in free:
            days.setdefault(one.day, []).append((one.key, one.text))
        offer(
            self,
            "slot",
            [
                ("", "–"),
                *((f"{weekday_name(day.isoweekday())}, {date_text(day)}", slots) for day, slots in days.items()),
            ],
        )
        if public:
            del self.fields["reason"]

    def objection(self, text: str) -> str:
        """A text about a person, sent to them."""
        return objection(text, about_person=True)


class CancelForm(WatchedForm):
    """Why staff cancel an appointment; it goes into the letter."""

    reason = forms.CharField(label=_("Why"), max_length=300, help_text=_("Goes into the letter."))

    def objection(self, text: str) -> str:
        """A text about a person, sent to them."""
        return objection(text, about_person=True)


class FreeFilterForm(forms.Form):
    """Which free hours staff look at."""

    kind = forms.TypedChoiceField(label=_("Kind"), coerce=int, empty_value=None, required=False)
    office = forms.TypedChoiceField(label=_("Office"), coerce=int, empty_value=None, required=False)
    since = DateField(label=_("From"), required=False)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        kinds = Kind.objects.filter(advice_hours__isnull=False).distinct()
        offices = Office.objects.filter(advice_hours__isnull=False).distinct()
        offer(self, "kind", [("", _("all")), *((row.pk, str(row)) for row in kinds)])
        offer(self, "office", [("", _("all")), *((row.pk, str(row)) for row in offices)])


STATES = (
    ("", _("coming")),
    ("record", pgettext_lazy("appointments", "to be recorded")),
    ("kept", pgettext_lazy("appointments", "kept")),
    ("missed", pgettext_lazy("appointments", "missed")),
    ("cancelled", pgettext_lazy("appointments", "cancelled")),
    ("held", pgettext_lazy("appointments", "waiting for confirmation")),
    ("all", _("all")),
)


class AppointmentFilterForm(forms.Form):
    """Which appointments the list shows."""

    q = forms.CharField(label=_("Search"), required=False, widget=forms.TextInput(attrs={"type": "search"}))
    state = forms.ChoiceField(label=_("State"), choices=STATES, required=False)
    since = DateField(label=_("From"), required=False)
    until = DateField(label=_("To"), required=False)
    advisor = forms.ChoiceField(label=pgettext_lazy("appointment", "Advisor"), required=False)
    kind = forms.TypedChoiceField(label=_("Kind"), coerce=int, empty_value=None, required=False)
    office = forms.TypedChoiceField(label=_("Office"), coerce=int, empty_value=None, required=False)

    def __init__(self, data: Any, *, user: User) -> None:
        super().__init__(data)
        self.user = user
        others = [(str(one.pk), str(one)) for one in advising_staff() if one.pk != user.pk]
        offer(self, "advisor", [("", _("all")), ("me", _("mine")), *others])
        for name, model in (("kind", Kind), ("office", Office)):
            offer(self, name, [("", _("all")), *((row.pk, str(row)) for row in model.objects.all())])

    def clean(self) -> dict[str, Any]:
        """A range runs forwards."""
        data = super().clean() or self.cleaned_data
        if data.get("since") and data.get("until") and data["until"] < data["since"]:
            self.add_error("until", _("The range ends before it begins."))
        return data

    def wanted(self) -> AppointmentFilter:
        """The filter; what is wrong in it lets everything through, and its error stands beside the field."""
        self.is_valid()
        data = self.cleaned_data
        advisor = data.get("advisor") or None
        return AppointmentFilter(
            state=data.get("state") or "",
            since=data.get("since"),
            until=data.get("until"),
            advisor=self.user.pk if advisor == "me" else int(advisor) if advisor else None,
            kind=data.get("kind"),
            office=data.get("office"),
            text=(data.get("q") or "").strip(),
        )


# What a kept appointment tells the form of its session ----------------------------------------------------------------


def appointment_to_keep(number: int, user: User) -> Appointment:
    """The appointment that a session is recorded of; refused where the user may not, or where it is no longer open."""
    row = appointments_for_lists().filter(pk=number).first()
    if row is None or not can_change_appointment(user, row):
        raise ValidationError(_("This appointment is not yours to record."))
    if not row.is_confirmed or row.starts_at.astimezone(ZONE).date() > timezone.localdate():
        raise ValidationError(_("This appointment is not due, or it was cancelled."))
    return row


def contacts_given(number: int | None) -> list[tuple[int, str]]:
    """The e-mail and the phone that were given with an appointment, for a party that is made of it."""
    row = Appointment.objects.filter(pk=number).only("email", "phone").first() if number else None
    if row is None:
        return []
    pairs = ((Contact.Type.EMAIL, row.email), (Contact.Type.PHONE, row.phone))
    return [(type_.value, value) for type_, value in pairs if value]


def initial_of_kept(row: Appointment) -> dict[str, Any]:
    """What the form of a session begins with: the party with this e-mail, or a new person of this name."""
    parties = [row.party] if row.party else parties_with_email(row.email)
    start = row.starts_at.astimezone(ZONE)
    new = {"new_name": row.name, "new_kind": PartyKind.PERSON} if not parties else {}
    return new | {
        "appointment": row.pk,
        "party": parties[0] if len(parties) == 1 else None,
        "day": start.date(),
        "starts_at": start.time(),
        "minutes": row.allocation.minutes,
        "kind": row.kind_id,
        "office": row.office_id,
        "form": row.form,
        "subject": row.about[:300],
        "advisor": row.advisor.pk,
        "next": row.get_absolute_url(),
    }
