"""What the forms of calls share: fields in groups, refusals at their fields, the reason of a closed period, clocks."""

import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from ognisko.grants.actions.calls import CallRefusedError
from ognisko.grants.rules import deadlines
from ognisko.grants.rules.deadlines import ClockError
from ognisko.ledger.actions import ClosedPeriodError
from ognisko.people.rules import objection
from ognisko.places.models import Place
from ognisko.places.queries import PICKED
from ognisko.places.queries import found as places_found
from ognisko.ui.forms import PickerField, WatchedForm

type Group = tuple[str | Promise, Sequence[tuple[str, str]]]

_CLOCK = re.compile(r"(\d{1,2})(?:[:.]?([0-5]\d))?")


class CallForm(WatchedForm):
    """Fields in groups with widths; ``reason`` is asked for only after a change fell into a closed period."""

    groups: Sequence[Group] = ()

    reason = forms.CharField(
        label=_("reason of the correction"),
        help_text=_("It stays visible beside the number that changes."),
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
        max_length=500,
    )
    reason_wanted = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.label = capfirst(field.label) if field.label else field.label

    def objection(self, text: str) -> str:
        """No PESEL in the texts of a call: the public reads them."""
        return objection(text, about_person=False)

    def refuse(self, refused: CallRefusedError | ClosedPeriodError) -> None:
        """A rule that only the action knows stands at the field where it was broken."""
        if isinstance(refused, ClosedPeriodError):
            self.reason_wanted = True
            self.fields["reason"].required = True
            self.add_error("reason", str(refused))
        else:
            self.add_error(refused.field if refused.field in self.fields else None, str(refused))

    @property
    def given_reason(self) -> str:
        """The reason typed, if any."""
        return str(self.cleaned_data.get("reason", ""))

    @property
    def values(self) -> dict[str, Any]:
        """What was understood, without the reason."""
        return {name: value for name, value in self.cleaned_data.items() if name != "reason"}

    def shown_groups(self) -> list[tuple[str | Promise, list[tuple[BoundField, str]]]]:
        """The groups with their bound fields and widths."""
        groups = [(heading, [(self[name], width) for name, width in names]) for heading, names in self.groups]
        if self.reason_wanted or (self.is_bound and self.data.get(self.add_prefix("reason"))):
            groups.append((_("Closed period"), [(self["reason"], "full")]))
        return groups


class ClockField(forms.CharField):
    """A time of the day with 24:00 for its end; a pair of days to add and the time."""

    default_error_messages = {"invalid": _("Type the time as hours and minutes, for example 16:00 or 24:00.")}

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=5, **options)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Phones show digits first."""
        return {"inputmode": "numeric", "class": "numeric", "autocomplete": "off"}

    def clean(self, value: Any) -> Any:
        """Hours with or without minutes."""
        text = super().clean(value)
        if not text:
            return None
        match = _CLOCK.fullmatch(text)
        hour, minute = (int(match[1]), int(match[2] or 0)) if match else (25, 0)
        if (hour, minute) == (24, 0):
            return 1, time(0)
        if hour > 23:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return 0, time(hour, minute)


def instant(form: forms.Form, prefix: str, *, opens: bool = False) -> datetime | None:
    """The moment of the fields ``PREFIX_on`` and ``PREFIX_at``; a time that the clock skips is an error beside it."""
    day, at = form.cleaned_data.get(f"{prefix}_on"), form.cleaned_data.get(f"{prefix}_at")
    if day is None or at is None:
        if (day is None) != (at is None) and not {f"{prefix}_on", f"{prefix}_at"} & form.errors.keys():
            form.add_error(f"{prefix}_at" if at is None else f"{prefix}_on", _("Give both the day and the time."))
        return None
    days, clock = at
    try:
        return (deadlines.opening if opens else deadlines.deadline)(day + timedelta(days=days), clock)
    except ClockError as skipped:
        form.add_error(f"{prefix}_at", str(skipped))
        return None


def clock_of(prefix: str, moment: datetime | None, *, opens: bool = False) -> dict[str, Any]:
    """A moment as the two fields show it: midnight that ends a day is its 24:00."""
    if moment is None:
        return {}
    local = timezone.localtime(moment)
    day: date = local.date()
    if not opens and local.time() == time(0):
        return {f"{prefix}_on": day - timedelta(days=1), f"{prefix}_at": "24:00"}
    return {f"{prefix}_on": day, f"{prefix}_at": f"{local:%H:%M}"}


class _Lookup:
    """The address of the look-up of places; found when it is shown, since forms are made before addresses are."""

    def __str__(self) -> str:
        query = "&".join(f"level={int(level)}" for level in PICKED)
        return f"{reverse_lazy('places:lookup')}?{query}"


def place_field(label: Any, **options: Any) -> PickerField:
    """A unit of the country, by name or TERC."""
    return PickerField(
        Place.objects.current().of_levels(PICKED),
        url=_Lookup(),
        search=lambda text: places_found(text, 12),
        label=label,
        required=False,
        **options,
    )
