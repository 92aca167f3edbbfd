"""Forms of offices: what they are, when they are open, days that differ."""

from datetime import date, time, timedelta
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from ognisko.places.rules import Level
from ognisko.projects.actions import OfficeDraft
from ognisko.projects.forms.base import StaffForm, place_field, require_order
from ognisko.projects.models import Office, Operator
from ognisko.projects.queries import Timetable, weekday_name
from ognisko.projects.rules import Hours
from ognisko.ui.forms import DateField, TimeField

SHIFTS = (1, 2)
"""An office may close at noon and open again: two times a day."""

LONGEST_EXCEPTION = 92


class OfficeForm(StaffForm):
    """What an office is."""

    groups = (
        ("", [("name", "half"), ("operator", "half"), ("place", "half"), ("address", "half"), ("is_active", "full")]),
    )

    name = forms.CharField(label=_("name"), max_length=100)
    operator = forms.ModelChoiceField(
        Operator.objects.select_related("party"), label=_("operator"), help_text=_("Who runs it.")
    )
    place = place_field(_("municipality"), [Level.MUNICIPALITY])
    address = forms.CharField(
        label=_("address"), max_length=200, required=False, help_text=_("Street and number, postal code, town.")
    )
    is_active = forms.BooleanField(
        label=_("in use"),
        required=False,
        initial=True,
        help_text=_("An office that is not in use is open no more from today on; what was counted stays."),
    )

    @property
    def draft(self) -> OfficeDraft:
        """The office as it was typed."""
        return OfficeDraft(**{name: value for name, value in self.cleaned_data.items() if name != "reason"})

    @staticmethod
    def initial_of(office: Office) -> dict[str, Any]:
        """The office as the form shows it."""
        return {name: getattr(office, name) for name in ("name", "operator", "place", "address", "is_active")}


class HoursForm(StaffForm):
    """The weekly hours of an office from a day on: up to two times on each day of the week."""

    groups = (("", [("since", "narrow")]),)

    since = DateField(
        label=_("from this day on"), help_text=_("Until the day before, the hours so far hold. Later hours give way.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for weekday in range(1, 8):
            name = capfirst(weekday_name(weekday))
            for shift in SHIFTS:
                for end, label in (("opens", _("opens")), ("closes", _("closes"))):
                    self.fields[f"{end}_{weekday}_{shift}"] = TimeField(
                        required=False, label=f"{name}, {label}" if shift == 1 else f"{name}, {label} (2)"
                    )

    def days(self) -> list[tuple[str, list[tuple[BoundField, BoundField]]]]:
        """Each day of the week with the fields of its times."""
        return [
            (
                capfirst(weekday_name(weekday)),
                [(self[f"opens_{weekday}_{shift}"], self[f"closes_{weekday}_{shift}"]) for shift in SHIFTS],
            )
            for weekday in range(1, 8)
        ]

    def clean(self) -> dict[str, Any]:
        """Both ends or none, in order; the second time of a day after the first."""
        cleaned = super().clean() or {}
        for weekday in range(1, 8):
            earlier: time | None = None
            for shift in SHIFTS:
                earlier = self._clean_shift(cleaned, weekday, shift, earlier)
        return cleaned

    def _clean_shift(self, cleaned: dict[str, Any], weekday: int, shift: int, earlier: time | None) -> time | None:
        names = [f"{end}_{weekday}_{shift}" for end in ("opens", "closes")]
        if set(names) & self.errors.keys():
            return earlier
        opens, closes = (cleaned.get(name) for name in names)
        if opens and not closes:
            self.add_error(names[1], _("Type when it closes."))
        elif closes and not opens:
            self.add_error(names[0], _("Type when it opens."))
        elif opens and closes and closes <= opens:
            self.add_error(names[1], _("It closes before it opens."))
        elif opens and earlier and opens < earlier:
            self.add_error(names[0], _("It opens before it closed for the first time that day."))
        return closes or earlier

    @property
    def hours(self) -> list[tuple[int, time, time]]:
        """Weekday, opens, closes; days without times are closed."""
        found = []
        for weekday in range(1, 8):
            for shift in SHIFTS:
                opens, closes = (self.cleaned_data[f"{end}_{weekday}_{shift}"] for end in ("opens", "closes"))
                if opens:
                    found.append((weekday, opens, closes))
        return found

    @staticmethod
    def initial_of(timetable: Timetable | None, since: date) -> dict[str, Any]:
        """The hours that hold now, to be changed from a day on."""
        initial: dict[str, Any] = {"since": since}
        for weekday, hours in timetable.days if timetable else ():
            for shift, (opens, closes) in zip(SHIFTS, hours, strict=False):
                initial |= {f"opens_{weekday}_{shift}": opens, f"closes_{weekday}_{shift}": closes}
        return initial


class ExceptionForm(StaffForm):
    """One day or several on which an office is closed, or open at other hours."""

    groups = (
        (
            "",
            [("day", "narrow"), ("last_day", "narrow"), ("opens", "narrow"), ("closes", "narrow"), ("why", "full")],
        ),
    )

    day = DateField(label=_("day"))
    last_day = DateField(label=_("to (last day)"), required=False)
    opens = TimeField(label=_("opens"), required=False)
    closes = TimeField(label=_("closes"), required=False)
    why = forms.CharField(
        label=_("why"), max_length=200, required=False, help_text=_("For example: training, a bridge day, an event.")
    )

    def clean(self) -> dict[str, Any]:
        """Both ends or none, in order; at most three months at a time."""
        cleaned = super().clean() or {}
        require_order(self, "day", "last_day")
        opens, closes = cleaned.get("opens"), cleaned.get("closes")
        if bool(opens) != bool(closes):
            self.add_error("closes" if opens else "opens", _("Type both times, or none when the office is closed."))
        elif opens and closes and closes <= opens:
            self.add_error("closes", _("It closes before it opens."))
        day, last = cleaned.get("day"), cleaned.get("last_day")
        if day and last and (last - day).days >= LONGEST_EXCEPTION:
            self.add_error("last_day", _("Three months at most. For longer, change the weekly hours."))
        return cleaned

    @property
    def hours(self) -> Hours | None:
        """The other hours; None when the office is closed."""
        opens, closes = self.cleaned_data["opens"], self.cleaned_data["closes"]
        return (opens, closes) if opens and closes else None

    @property
    def range(self) -> tuple[date, date]:
        """The first day, and the day after the last."""
        first: date = self.cleaned_data["day"]
        return first, (self.cleaned_data["last_day"] or first) + timedelta(days=1)


class DaysFilter(forms.Form):
    """From which day to which; ``do`` is the last day, as it stands in the address of a number that opens."""

    od = DateField(label=_("From"), required=False)
    do = DateField(label=_("To"), required=False)

    def period(self, today: date) -> tuple[date, date]:
        """The first day and the day after the last; the present year where nothing is asked for."""
        self.is_valid()
        start = self.cleaned_data.get("od") or date(today.year, 1, 1)
        last = self.cleaned_data.get("do") or date(start.year, 12, 31)
        return start, max(start, last) + timedelta(days=1)
