"""Forms of advice hours, and of the times that an advisor keeps free."""

import uuid
from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ognisko.accounts.models import User
from ognisko.advice.actions.hours import HoursDraft
from ognisko.advice.forms.fields import offer
from ognisko.advice.models import AdviceHours, Kind
from ognisko.advice.permissions import can_set_hours_of_others
from ognisko.advice.queries.offers import advising_staff
from ognisko.advice.rules import Category, Form
from ognisko.bookings.rules import ZONE
from ognisko.people.rules import objection
from ognisko.projects.models import Office
from ognisko.projects.queries import weekday_name
from ognisko.ui.forms import DateField, TimeField, WatchedForm

MOST_DAYS_FREE = 92


class HoursForm(WatchedForm):
    """Weekly hours of advice; an advisor sets their own, those who answer for the centre everybody's."""

    kind = forms.ModelChoiceField(Kind.objects.all(), label=_("Kind"), empty_label="–")
    office = forms.ModelChoiceField(Office.objects.filter(is_active=True), label=_("Office"), empty_label="–")
    form = forms.ChoiceField(label=_("How"), choices=Form, initial=Form.IN_PERSON)
    weekday = forms.TypedChoiceField(label=_("Day of the week"), coerce=int)
    opens = TimeField(label=pgettext_lazy("advice hours", "From"))
    closes = TimeField(label=pgettext_lazy("advice hours", "To"))
    slot_minutes = forms.IntegerField(label=_("Minutes of an appointment"), min_value=5, max_value=480, initial=60)
    buffer_minutes = forms.IntegerField(label=_("Minutes of a break after it"), min_value=0, max_value=240, initial=0)
    advisors = forms.ModelMultipleChoiceField(
        User.objects.all(),
        label=_("Who advises"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("With several, whoever is free gets the appointment; each of them can be booked at a time."),
        error_messages={"required": _("Tick at least one advisor.")},
    )
    since = DateField(label=_("From which day on"))
    until = DateField(label=_("Last day"), required=False, help_text=_("Empty: until further notice."))
    notice_hours = forms.IntegerField(
        label=_("Booked at least so many hours before"), min_value=0, max_value=720, initial=24
    )
    ahead_days = forms.IntegerField(
        label=_("Booked at most so many days ahead"), min_value=1, max_value=365, initial=28
    )
    change_hours = forms.IntegerField(
        label=_("Moved or cancelled at least so many hours before"), min_value=0, max_value=720, initial=4
    )
    reminder_hours = forms.IntegerField(
        label=_("Reminded by a letter so many hours before"),
        min_value=0,
        max_value=168,
        initial=24,
        help_text=_("A day is 24. With 0 there is no letter."),
    )

    def __init__(self, data: Any = None, *, user: User, row: AdviceHours | None = None) -> None:
        super().__init__(data, initial=_initial_of(row) if row else {"since": timezone.localdate(), "weekday": 1})
        self.user = user
        kinds = Kind.objects.filter(is_active=True, category__in=[Category.ADVICE, Category.EDUCATION])
        if row is not None:
            kinds = kinds | Kind.objects.filter(pk=row.kind_id)
        offer(self, "kind", [("", "–"), *((kind.pk, str(kind)) for kind in kinds)])
        offer(self, "weekday", [(day, capfirst(weekday_name(day))) for day in range(1, 8)])
        if can_set_hours_of_others(user):
            offer(self, "advisors", [(one.pk, str(one)) for one in advising_staff()])
        else:
            del self.fields["advisors"]

    def objection(self, text: str) -> str:
        """The rule of all texts."""
        return objection(text, about_person=False)

    def clean(self) -> dict[str, Any]:
        """An appointment fits into the hours, and the last day is not before the first."""
        data = super().clean() or self.cleaned_data
        opens, closes, minutes = data.get("opens"), data.get("closes"), data.get("slot_minutes")
        if opens and closes and closes <= opens:
            self.add_error("closes", _("The hour “to” is earlier than “from”."))
        elif opens and closes and minutes and _minutes(closes) - _minutes(opens) < minutes:
            self.add_error("slot_minutes", _("Not one appointment of this length fits into the hours."))
        if data.get("since") and data.get("until") and data["until"] < data["since"]:
            self.add_error("until", _("The range ends before it begins."))
        return data

    @property
    def draft(self) -> HoursDraft:
        """The hours as they were typed."""
        data = dict(self.cleaned_data)
        until = data.pop("until")
        advisors = list(data.pop("advisors", [self.user]))
        return HoursDraft(**data, advisors=advisors, until=until + timedelta(days=1) if until else None)


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute


def _initial_of(row: AdviceHours) -> dict[str, Any]:
    names = ("kind", "office", "form", "weekday", "opens", "closes", "slot_minutes", "buffer_minutes", "notice_hours",
             "ahead_days", "change_hours", "reminder_hours")  # fmt: skip
    return {name: getattr(row, name) for name in names} | {
        "since": row.since,
        "until": row.until - timedelta(days=1) if row.until else None,
        "advisors": [one.user_id for one in row.who.all()],
    }


class KeepFreeForm(WatchedForm):
    """A day, several days or hours of one day in which nobody can book an advisor."""

    token = forms.UUIDField(widget=forms.HiddenInput)
    day = DateField(label=_("Day"))
    last_day = DateField(label=_("Last day"), required=False, help_text=_("Only for several days."))
    opens = TimeField(label=pgettext_lazy("advice hours", "From"), required=False)
    closes = TimeField(label=pgettext_lazy("advice hours", "To"), required=False, help_text=_("Empty: the whole day."))
    why = forms.CharField(label=_("Why"), max_length=200, help_text=_("For example: leave, training, on the road."))

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"token": uuid.uuid4()})

    def objection(self, text: str) -> str:
        """A text about somebody of the staff: of leave one says that it is leave, and no more."""
        return objection(text, about_person=True)

    def clean(self) -> dict[str, Any]:
        """Both hours or none, in order; at most three months, and not in the past."""
        data = super().clean() or self.cleaned_data
        opens, closes, day, last = (data.get(name) for name in ("opens", "closes", "day", "last_day"))
        if bool(opens) != bool(closes):
            self.add_error("closes" if opens else "opens", _("Type both hours, or none for the whole day."))
        elif opens and closes and closes <= opens and (last is None or last == day):
            self.add_error("closes", _("The hour “to” is earlier than “from”."))
        if day and last and last < day:
            self.add_error("last_day", _("The range ends before it begins."))
        elif day and last and (last - day).days >= MOST_DAYS_FREE:
            self.add_error("last_day", _("Three months at most."))
        if day and (last or day) < timezone.localdate():
            self.add_error("day", _("This day is over."))
        return data

    @property
    def span(self) -> tuple[datetime, datetime]:
        """From which moment up to which, by the clock in Warsaw."""
        data = self.cleaned_data
        last = data["last_day"] or data["day"]
        if data["opens"]:
            return datetime.combine(data["day"], data["opens"], ZONE), datetime.combine(last, data["closes"], ZONE)
        return datetime.combine(data["day"], time(), ZONE), datetime.combine(last + timedelta(days=1), time(), ZONE)
