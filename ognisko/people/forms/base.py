"""What the forms of parties share: data that nothing may keep are refused, corrections have a reason."""

import re
import uuid
from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import ProhibitNullCharactersValidator, URLValidator, validate_email
from django.urls import reverse_lazy
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ognisko.core.polish import fold
from ognisko.ledger.actions import ClosedPeriodError
from ognisko.people.models import Party, Tag
from ognisko.people.queries import found
from ognisko.people.rules import objection
from ognisko.places.models import Place
from ognisko.places.queries import found as found_places
from ognisko.places.rules import Level
from ognisko.ui.forms import PickerField, WatchedForm


class SafeForm(WatchedForm):
    """A form that refuses what nothing may keep yet: a PESEL in any text, health and labour status of a person."""

    about_person = False

    def objection(self, text: str) -> str:
        """The rule of parties, strict where the form is about a person."""
        return objection(text, about_person=self.about_person)


class CorrectionForm(SafeForm):
    """A form whose change may fall into a closed period; then it asks for a reason, and nothing typed is lost."""

    reason = forms.CharField(
        label=gettext_lazy("Reason of correction"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("It stays visible beside the corrected records."),
    )
    _closed = False

    @property
    def asks_reason(self) -> bool:
        """The field is shown once it is needed, and stays while it is filled."""
        return self._closed or bool(self.is_bound and self["reason"].data)

    def ask_reason(self, closed: ClosedPeriodError) -> None:
        """Say that the period is closed, beside the field for the reason."""
        self._closed = True
        self.add_error("reason", str(closed))


class ListField(forms.Field):
    """Several values in one line, parted by commas or new lines; each is cleaned by ``each``, kept once, in order."""

    widget = forms.TextInput

    def __init__(self, *, each: Callable[[str], str], separators: str = r"[,;\n]", **options: Any):
        super().__init__(**options)
        self.each = each
        self.separators = separators

    def prepare_value(self, value: Any) -> Any:
        """A list from the database is shown as it would be typed."""
        return ", ".join(value) if isinstance(value, list | tuple) else value

    def to_python(self, value: Any) -> list[str]:
        """Every value for itself; the first wrong one is named."""
        ProhibitNullCharactersValidator()(value)
        parts = (part.strip() for part in re.split(self.separators, str(value or "")))
        return list(dict.fromkeys(self.each(part) for part in parts if part))

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare the values, not how they are parted."""
        return list(initial or []) != self.to_python(data)


def clean_email(text: str) -> str:
    """An e-mail address in lower case."""
    try:
        validate_email(text)
    except ValidationError as wrong:
        raise ValidationError(_("“%(text)s” is no e-mail address.") % {"text": text}) from wrong
    return text.lower()


def clean_phone(text: str) -> str:
    """A phone number as it was typed, if it can be dialled."""
    digits = re.sub(r"[\s().+/-]|wew\.?|ext\.?", "", text)
    if not (digits.isascii() and digits.isdigit()) or not 3 <= len(digits) <= 18:
        raise ValidationError(_("“%(text)s” is no phone number.") % {"text": text})
    return " ".join(text.split())


def clean_website(text: str) -> str:
    """An address with its scheme, which is added where it is missing."""
    address = text if "://" in text else f"https://{text}"
    try:
        URLValidator(schemes=["http", "https"])(address)
    except ValidationError as wrong:
        raise ValidationError(_("“%(text)s” is no address of a website.") % {"text": text}) from wrong
    return address


def clean_tag(text: str) -> str:
    """A tag as it is written already, if it exists; else as it is typed."""
    if len(text) > 50:
        raise ValidationError(_("A tag has at most 50 letters."))
    return next((tag.name for tag in Tag.objects.all() if fold(tag.name) == fold(text)), text)


def seat_field(label: str | Promise, **options: Any) -> PickerField:
    """A municipality, or a country abroad, found by name."""
    return PickerField(
        Place.objects.current().seats(),
        url=_places(Level.MUNICIPALITY, Level.COUNTRY),
        search=lambda text: found_places(text, 20, (Level.MUNICIPALITY, Level.COUNTRY)),
        label=label,
        **options,
    )


def area_field(label: str | Promise, **options: Any) -> PickerField:
    """A municipality, county or voivodeship, found by name."""
    levels = (Level.MUNICIPALITY, Level.COUNTY, Level.VOIVODESHIP)
    return PickerField(
        Place.objects.current().of_levels(levels),
        url=_places(*levels),
        search=lambda text: found_places(text, 20, levels),
        label=label,
        **options,
    )


def party_field(label: str | Promise, *, kinds: str = "", **options: Any) -> PickerField:
    """A party found by name, place or number."""
    url = reverse_lazy("people:lookup", query={"kind": kinds} if kinds else None)
    return PickerField(Party.objects.all(), url=url, search=found, label=label, **options)


def _places(*levels: Level) -> Any:
    return reverse_lazy("places:lookup", query={"level": [level.value for level in levels]})


class TokenField(forms.UUIDField):
    """A hidden mark made with the form: one submit makes one record, however often it is sent."""

    widget = forms.HiddenInput

    def __init__(self) -> None:
        super().__init__(required=False, initial=uuid.uuid4)
