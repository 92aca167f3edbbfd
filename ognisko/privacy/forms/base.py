"""What the forms of this app share: fields in groups with widths, and texts in which no PESEL may stand."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.functional import Promise
from django.utils.text import capfirst

from ognisko.people.rules import objection
from ognisko.ui.forms import WatchedForm

type Group = tuple[str | Promise, Sequence[tuple[str, str]]]


class RegisterForm(WatchedForm):
    """Fields in groups, as the pages show them. The registers speak of kinds of people, never of one person."""

    groups: Sequence[Group] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.label = capfirst(field.label) if field.label else field.label

    def objection(self, text: str) -> str:
        """The rule of parties for texts that are about nobody in particular."""
        return objection(text, about_person=False)

    def shown_groups(self) -> list[tuple[str | Promise, list[tuple[BoundField, str]]]]:
        """The groups with their bound fields and widths."""
        return [(heading, [(self[name], width) for name, width in names]) for heading, names in self.groups]


def long_text(label: Any, help_text: Any = "", *, required: bool = False, rows: int = 3) -> forms.CharField:
    """A text of several lines."""
    return forms.CharField(
        label=label, help_text=help_text, required=required, widget=forms.Textarea(attrs={"rows": rows})
    )
