"""What the histories of sessions, appointments, advice hours and kinds tell.

The confidential note of a session and the person who booked are in no event at all, so they cannot be told.
"""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ognisko.accounts.models import User
from ognisko.advice.models import AdviceHours, Appointment, HoursAdvisor, Kind, Session, SessionParty
from ognisko.advice.permissions import can_see_appointments, can_see_sessions
from ognisko.bookings.models import Allocation
from ognisko.core.history import Record, Table
from ognisko.core.minutes import hours_text


def _hours(minutes: int) -> str:
    return f"{hours_text(minutes)} h"


SESSION = (
    Table(
        model=Session,
        began=pgettext_lazy("session", "recorded"),
        turns={"cancelled_at": (pgettext_lazy("session", "cancelled"), pgettext_lazy("session", "restored"))},
        quiet=frozenset({"token", "recorded_at", "follow_up_id"}),
        words={"minutes": _hours},
    ),
    Table(model=SessionParty, of=("session_id",), called=_("other party"), whole=("party_id",)),
)
HOURS = (
    Table(model=AdviceHours, began=pgettext_lazy("advice hours", "added")),
    Table(model=HoursAdvisor, of=("hours_id",), called=_("advisor"), whole=("user_id",)),
)
APPOINTMENT = (
    Table(
        model=Allocation,
        key="allocation_id",
        began=_("hour taken"),
        quiet=frozenset({"held_until", "by_id", "uid", "sequence", "created_at"}),
    ),
    Table(
        model=Appointment,
        began=_("booked"),
        turns={
            "missed_at": (pgettext_lazy("appointment", "missed"), _("not missed after all")),
            "session_id": (_("session recorded"), _("session taken off")),
            "confirmed_at": (_("confirmed by the one who booked"), ""),
        },
        quiet=frozenset({"allocation_id", "hours_id", "language", "booked_by_id", "booked_at", "cancelled_at"}),
    ),
)


def _sessions(user: User, record: Any) -> bool:
    return can_see_sessions(user)


def _appointments(user: User, record: Any) -> bool:
    return can_see_appointments(user)


RECORDS = (
    Record(what="sesja", model=Session, may=_sessions, tables=SESSION),
    Record(what="wizyta", model=Appointment, may=_appointments, tables=APPOINTMENT),
    Record(
        what="dyzur",
        model=AdviceHours,
        may=_appointments,
        tables=HOURS,
        back=lambda hours: reverse("advice:hours"),
    ),
    Record(
        what="rodzaje",
        model=None,
        may=_sessions,
        tables=(Table(model=Kind, of=(), titled="name", quiet=frozenset({"key", "position"})),),
        title=_("Kinds of session"),
        back=lambda record: reverse("advice:kinds"),
    ),
)
