"""Fields of sessions: how long it took, parties and places by name."""

import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse_lazy
from django.utils.text import format_lazy

from ognisko.advice.rules import SpanError, span_of
from ognisko.people.models import Party
from ognisko.people.queries import found as parties_found
from ognisko.places.models import Place
from ognisko.places.queries import found as places_found
from ognisko.places.rules import Level
from ognisko.ui.forms import DurationField, PickerField

PARTIES = reverse_lazy("advice:party_lookup")
PLACES = format_lazy(
    "{}?level={}&level={}", reverse_lazy("places:lookup"), Level.MUNICIPALITY.value, Level.COUNTRY.value
)


class Spent(int):
    """Whole minutes, with the start where the text told it (9:00–10:30)."""

    starts_at: datetime.time | None = None


class TimeSpentField(DurationField):
    """How long a session took: 1,5 or 1:30 or 90 min, or from–to as 9:00–10:30, which tells the start as well."""

    def to_python(self, value: Any) -> int | None:
        """A span first, then everything that a duration takes."""
        try:
            span = span_of(value) if isinstance(value, str) else None
        except SpanError as wrong:
            raise ValidationError(str(wrong), code="span") from wrong
        if span is None:
            return super().to_python(value)
        spent = Spent(span[1])
        spent.starts_at = span[0]
        return spent


class AnswerField(forms.ModelChoiceField):  # type: ignore[type-arg]  # no generic class at run time
    """A choice in which "none" is an answer among the others, so that the field is not marked as optional."""

    def validate(self, value: Any) -> None:
        """None is as good as any."""


def offer(form: forms.BaseForm, name: str, choices: list[Any]) -> None:
    """Let a field of the form choose among these, whatever it was declared with."""
    field = form.fields[name]
    if not isinstance(field, forms.ChoiceField):
        raise TypeError(f"{name} chooses nothing")
    field.choices = choices


def party_field(label: Any, **options: Any) -> PickerField:
    """A party chosen by name, with the day when it was last with the advisor."""
    options.setdefault("required", False)
    return PickerField(Party.objects.all(), url=PARTIES, search=parties_found, label=label, **options)


def place_field(label: Any, **options: Any) -> PickerField:
    """A municipality, or a country abroad, chosen by name."""
    seats = Place.objects.current().seats()
    return PickerField(seats, url=PLACES, search=places_found, label=label, required=False, **options)
