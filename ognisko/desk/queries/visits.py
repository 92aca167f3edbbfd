"""The appointments of a day and of the next ones, as Today shows them: mine, and those of the offices I answer for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from ognisko.accounts.models import User
from ognisko.accounts.permissions import can_steer
from ognisko.advice.models import Appointment
from ognisko.advice.permissions import can_change_appointment
from ognisko.advice.queries.visits import visits_between
from ognisko.bookings.rules import ZONE
from ognisko.core.polish import date_text
from ognisko.projects.queries import assigned_offices, weekday_name

NEXT_DAYS, VISITS_SHOWN = 7, 12
"""How far ahead Today looks, and how many appointments it lists at most; all of them are in their own list."""

IN_DAYS = (pgettext_lazy("day", "today"), pgettext_lazy("day", "tomorrow"))


@dataclass(frozen=True)
class Visit:
    """An appointment; ``may_record`` where it has begun, became no session yet and is the reader's to record."""

    row: Appointment
    may_record: bool


@dataclass(frozen=True)
class VisitDay:
    """The appointments of one day, the earliest first."""

    day: date
    name: str
    visits: Sequence[Visit]


def visits_of(user: User, day: date, today: date) -> tuple[list[VisitDay], list[VisitDay]]:
    """My appointments, and of those who answer for the centre also the others' in their offices, or in all of them.

    Of a day that is over only its own. Two queries, and one more for the offices.
    """
    last = day + timedelta(days=NEXT_DAYS + 1 if day == today else 1)
    mine = visits_between(day, last, advisor=user.pk, limit=VISITS_SHOWN)
    others: list[Appointment] = []
    if can_steer(user):
        offices = assigned_offices(user, today).order_by().values_list("pk", flat=True)
        others = visits_between(day, last, advisor=user.pk, offices=offices, limit=VISITS_SHOWN)
    return _by_day(user, mine, today), _by_day(user, others, today)


def _by_day(user: User, rows: Sequence[Appointment], today: date) -> list[VisitDay]:
    return [
        VisitDay(day, _name(day, today), [Visit(row, _may_record(user, row)) for row in group])
        for day, group in groupby(rows, key=lambda row: row.starts_at.astimezone(ZONE).date())
    ]


def _may_record(user: User, row: Appointment) -> bool:
    waits = row.is_over and not row.is_kept and row.missed_at is None
    return waits and can_change_appointment(user, row)


def _name(day: date, today: date) -> str:
    if 0 <= (day - today).days < len(IN_DAYS):
        return str(IN_DAYS[(day - today).days])
    words = date_text(day).rsplit(" ", 1)[0] if day.year == today.year else date_text(day)
    return _("%(weekday)s, %(day)s") % {"weekday": weekday_name(day.isoweekday()), "day": words}
