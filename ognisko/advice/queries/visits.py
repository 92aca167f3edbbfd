"""Appointments where somebody's day or somebody's page shows them: mine, an office's, a party's."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db.models import DurationField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet, Value
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from ognisko.accounts.models import User
from ognisko.advice.models import Appointment, VisitReminder
from ognisko.advice.permissions import can_see_appointments
from ognisko.advice.queries.appointments import CONFIRMED, appointments_for_lists, midnight
from ognisko.advice.queries.offers import clock
from ognisko.bookings.models import Allocation
from ognisko.bookings.rules import ZONE
from ognisko.core.timeline import TimelineItem
from ognisko.people.models import Party
from ognisko.projects.models import Office
from ognisko.projects.queries.booked import Booked


def visits_between(
    first: date, last: date, *, advisor: int | None = None, offices: Iterable[int] | None = None, limit: int
) -> list[Appointment]:
    """Confirmed appointments from the first day up to but not the last, the earliest first; one query.

    Of an advisor, or of all but the advisor in some offices; without offices in all of them.
    """
    found = appointments_for_lists().filter(
        allocation__state=CONFIRMED,
        allocation__period__startswith__gte=midnight(first),
        allocation__period__startswith__lt=midnight(last),
    )
    if offices is None:
        return list(found.filter(allocation__resource__user=advisor).order_by("allocation__period", "id")[:limit])
    numbers = set(offices)
    others = found.exclude(allocation__resource__user=advisor)
    others = others.filter(office__in=numbers) if numbers else others
    return list(others.order_by("allocation__period", "id")[:limit])


def timeline(
    user: User, party: Party, before: date | None, limit: int, project: int | None = None
) -> list[TimelineItem]:
    """The party's appointments in their states: to come, to be recorded, kept, missed, cancelled; the latest first.

    Only a kept one belongs to a project, that of its session. What was asked for and never confirmed is nothing that
    happened.
    """
    if not can_see_appointments(user):
        return []
    found = appointments_for_lists().filter(party=party).exclude(confirmed_at=None)
    if before:
        found = found.filter(allocation__period__startswith__lt=midnight(before))
    if project:
        found = found.filter(session__project=project)
    return [_timeline_item(row) for row in found.order_by("-allocation__period", "-id")[:limit]]


def unrecorded_timeline(
    user: User, party: Party, before: date | None, limit: int, project: int | None = None
) -> list[TimelineItem]:
    """The same without those that were kept: beside the sessions that they became they would stand there twice."""
    if not can_see_appointments(user) or project:
        return []
    found = appointments_for_lists().filter(party=party).exclude(confirmed_at=None)
    found = found.exclude(Q(session__isnull=False) & Q(session__cancelled_at=None))
    if before:
        found = found.filter(allocation__period__startswith__lt=midnight(before))
    return [_timeline_item(row) for row in found.order_by("-allocation__period", "-id")[:limit]]


def _timeline_item(row: Appointment) -> TimelineItem:
    start = row.starts_at.astimezone(ZONE)
    where = str(row.office) if row.form == "in_person" else str(row.get_form_display())
    reason = row.change_reason if row.allocation.state == Allocation.State.CANCELLED else ""
    mark, word = row.status
    when = f"{clock(row.starts_at)}–{clock(row.ends_at)}"
    return TimelineItem(
        on=start.date(),
        time=start.time(),
        icon="calendar-clock",
        title=_("Appointment: %(kind)s") % {"kind": row.kind.title},
        text=". ".join(part.rstrip(".") for part in (when, f"{row.advisor}, {where}", capfirst(reason)) if part),
        status=mark,
        status_text=word,
        url=row.get_absolute_url(),
    )


def booked_at(office: Office, first: date, last: date) -> list[Booked]:
    """Appointments to come at an office, for who closes it; by phone and online too: they are given from there."""
    found = appointments_for_lists().filter(
        office=office,
        allocation__state=CONFIRMED,
        allocation__period__startswith__gte=max(midnight(first), timezone.now()),
        allocation__period__startswith__lt=midnight(last),
    )
    return [
        Booked(
            str(row.party or row.name),
            _("%(kind)s: %(advisor)s") % {"kind": row.kind.title, "advisor": row.advisor},
            row.starts_at,
            row.ends_at,
            row.get_absolute_url(),
        )
        for row in found.order_by("allocation__period", "id")
    ]


# Reminders ------------------------------------------------------------------------------------------------------------


def to_be_reminded(now: datetime) -> QuerySet[Appointment, int]:
    """Numbers of the confirmed appointments that are near and of whose time no letter has reminded; the nearest first.

    How near that is each offer of hours says itself; without an e-mail nobody is reminded.
    """
    hours = ExpressionWrapper(F("hours__reminder_hours") * Value(timedelta(hours=1)), output_field=DurationField())
    begins = "allocation__period__startswith"
    reminded = VisitReminder.objects.filter(appointment=OuterRef("pk"), starts_at=OuterRef(begins))
    found = Appointment.objects.filter(
        ~Exists(reminded),
        allocation__state=CONFIRMED,
        hours__reminder_hours__gt=0,
        allocation__period__startswith__gt=now,
        allocation__period__startswith__lte=Value(now) + hours,
    )
    return found.exclude(email="").order_by(begins, "pk").values_list("pk", flat=True)
