"""Forms of breaches: a short one for whoever notices, a full one for those who assess."""

import uuid
from datetime import datetime, time
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ognisko.privacy.forms.base import RegisterForm, long_text
from ognisko.privacy.models import Breach
from ognisko.privacy.rules import NOTIFY_WITHIN, Risk
from ognisko.ui.forms import DateField, TimeField


class _MomentsForm(RegisterForm):
    """A form whose moments are a day and a time each."""

    moments: tuple[str, ...] = ()

    def clean(self) -> dict[str, Any]:
        """A day and its time make a moment, which is not ahead; a time without a day is an error, and so is a gap."""
        cleaned = super().clean()
        for name in self.moments:
            day, at = cleaned.get(f"{name}_day"), cleaned.get(f"{name}_time")
            if at and not day and f"{name}_day" not in self.errors:
                self.add_error(f"{name}_day", _("Give the day too."))
            cleaned[name] = timezone.make_aware(datetime.combine(day, at or time(0))) if day else None
            if cleaned[name] and cleaned[name] > timezone.now():
                self.add_error(f"{name}_day", _("This moment has not come yet."))
        happened, noticed = cleaned.get("happened_at"), cleaned.get("noticed_at")
        if happened and noticed and happened > noticed:
            self.add_error("happened_at_day", _("It was noticed before it happened. Check both days."))
        return cleaned

    @property
    def values(self) -> dict[str, Any]:
        """What the action takes: moments instead of days and times."""
        halves = {f"{name}_{half}" for name in self.moments for half in ("day", "time")}
        return {name: value for name, value in self.cleaned_data.items() if name not in halves}


def _moment(moment: datetime | None) -> tuple[Any, Any]:
    local = timezone.localtime(moment) if moment else None
    return (local.date(), local.time().replace(second=0, microsecond=0)) if local else (None, None)


class ReportForm(_MomentsForm):
    """What whoever noticed a breach knows at once; the rest comes later."""

    moments = ("noticed_at", "happened_at")
    groups = (
        ("", [("what", "full"), ("noticed_at_day", "narrow"), ("noticed_at_time", "narrow"),
              ("happened_at_day", "narrow"), ("happened_at_time", "narrow")]),
        (gettext_lazy("What you know already"), [("people", "half"), ("people_count", "narrow"), ("data", "full"),
                                                 ("measures", "full")]),
    )  # fmt: skip

    what = long_text(
        gettext_lazy("what happened"),
        gettext_lazy("A lost list, a letter to the wrong person, a stolen laptop. Name no persons."),
        required=True,
        rows=4,
    )
    noticed_at_day = DateField(label=gettext_lazy("noticed on"))
    noticed_at_time = TimeField(
        label=gettext_lazy("noticed at"), help_text=gettext_lazy("The 72 hours run from this moment.")
    )
    happened_at_day = DateField(label=gettext_lazy("happened on"), required=False)
    happened_at_time = TimeField(label=gettext_lazy("happened at"), required=False)
    people = forms.CharField(
        label=gettext_lazy("whose data"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Kinds of people: participants of a training."),
    )
    people_count = forms.IntegerField(
        label=gettext_lazy("how many people"), required=False, min_value=0, max_value=100_000_000
    )
    data = long_text(gettext_lazy("which data"))  # type: ignore[assignment]  # a field, no attribute
    measures = long_text(gettext_lazy("what was done"), gettext_lazy("What you did at once, what is still to be done."))
    token = forms.UUIDField(required=False, initial=uuid.uuid4, widget=forms.HiddenInput)


class AssessForm(_MomentsForm):
    """The whole entry of the log."""

    moments = ("noticed_at", "happened_at", "notified_at")
    groups = (
        (gettext_lazy("What happened"), [("what", "full"), ("noticed_at_day", "narrow"), ("noticed_at_time", "narrow"),
                                         ("happened_at_day", "narrow"), ("happened_at_time", "narrow"),
                                         ("people", "half"), ("people_count", "narrow"), ("data", "full")]),
        (gettext_lazy("What it means"), [("consequences", "full"), ("measures", "full"), ("risk", "half"),
                                         ("risk_reasons", "full")]),
        (gettext_lazy("Telling UODO (art. 33)"), [("notify", "half"), ("notified_at_day", "narrow"),
                                                  ("notified_at_time", "narrow"), ("late_reasons", "full"),
                                                  ("not_notified_reasons", "full")]),
        (gettext_lazy("Telling the people (art. 34)"), [("people_told_on", "narrow"), ("not_told_reasons", "full")]),
    )  # fmt: skip

    what = ReportForm.base_fields["what"]
    noticed_at_day = ReportForm.base_fields["noticed_at_day"]
    noticed_at_time = ReportForm.base_fields["noticed_at_time"]
    happened_at_day = ReportForm.base_fields["happened_at_day"]
    happened_at_time = ReportForm.base_fields["happened_at_time"]
    people = ReportForm.base_fields["people"]
    people_count = ReportForm.base_fields["people_count"]
    data = ReportForm.base_fields["data"]  # type: ignore[assignment]
    consequences = long_text(gettext_lazy("possible consequences"), gettext_lazy("For the people, not for the centre."))
    measures = ReportForm.base_fields["measures"]
    risk = forms.ChoiceField(
        label=gettext_lazy("risk for people"),
        choices=[("", gettext_lazy("not assessed yet")), *Risk.choices],
        required=False,
        help_text=gettext_lazy("Any risk: UODO is told. A high one: the people too."),
    )
    risk_reasons = long_text(gettext_lazy("why we think so"))
    notify = forms.ChoiceField(label=gettext_lazy("UODO is to be told"), choices=Breach.Notify.choices, required=False)
    notified_at_day = DateField(label=gettext_lazy("told on"), required=False)
    notified_at_time = TimeField(label=gettext_lazy("told at"), required=False)
    late_reasons = long_text(gettext_lazy("why later than in 72 hours"))
    not_notified_reasons = long_text(gettext_lazy("why UODO is not told"))
    people_told_on = DateField(label=gettext_lazy("the people were told on"), required=False)
    not_told_reasons = long_text(gettext_lazy("why the people were not told"))

    def clean(self) -> dict[str, Any]:
        """Each decision has its reason: not telling where there is a risk, telling late, not telling the people."""
        cleaned = super().clean()
        notify, notified, noticed = cleaned.get("notify"), cleaned.get("notified_at"), cleaned.get("noticed_at")
        if notify == Breach.Notify.NO and not cleaned.get("not_notified_reasons"):
            self.add_error("not_notified_reasons", _("Say why, art. 33(5) asks for it."))
        if notify == Breach.Notify.NO and notified:
            self.add_error("notify", _("UODO was told, so the answer is yes."))
        if notify == Breach.Notify.NO and cleaned.get("risk") in (Risk.LIKELY, Risk.HIGH):
            self.add_error("notify", _("Where there is a risk, UODO has to be told (art. 33(1))."))
        if notified and noticed and notified < noticed:
            self.add_error("notified_at_day", _("UODO can't be told before the breach was noticed."))
        if notified and noticed and notified > noticed + NOTIFY_WITHIN and not cleaned.get("late_reasons"):
            self.add_error("late_reasons", _("Say why, art. 33(1) asks for it."))
        return cleaned

    @classmethod
    def initial_of(cls, breach: Breach) -> dict[str, Any]:
        """The entry as the form shows it."""
        initial = {name: getattr(breach, name) for name in cls.base_fields if hasattr(breach, name)}
        for name in cls.moments:
            initial[f"{name}_day"], initial[f"{name}_time"] = _moment(getattr(breach, name))
        return initial
