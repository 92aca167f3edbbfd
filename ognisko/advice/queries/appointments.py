"""Reads of appointments: lists, pages, what counts, what calendars show."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from email.utils import parseaddr
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from ognisko.advice.models import Appointment
from ognisko.advice.rules import Form
from ognisko.bookings.formats.ics import Booking
from ognisko.bookings.models import Allocation, Resource
from ognisko.bookings.rules import ZONE
from ognisko.ledger.rules import PartyOnDay, RecordLink
from ognisko.people.models import Contact, Party
from ognisko.people.queries import parties_on
from ognisko.projects import queries as projects

type Row = Mapping[str, Any]

CONFIRMED = Allocation.State.CONFIRMED


# What counts ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class AppointmentFacts:
    """What counts of an appointment: only that it was missed."""

    day: date
    kind: int
    office: int
    place: int
    party: PartyOnDay | None
    is_missed: bool


def appointment_facts(ids: Sequence[int]) -> Mapping[int, AppointmentFacts]:
    """Facts of appointments; a fixed number of queries."""
    rows = list(
        Appointment.objects.filter(id__in=ids)
        .order_by()
        .values_list("id", "allocation__period", "kind_id", "office_id", "office__place_id", "party_id", "missed_at")
    )
    days = {row[0]: row[1].lower.astimezone(ZONE).date() for row in rows}
    parties = parties_on((row[5], days[row[0]]) for row in rows if row[5])
    return {
        number: AppointmentFacts(
            days[number], kind, office, place, parties[party, days[number]] if party else None, missed_at is not None
        )
        for number, _period, kind, office, place, party, missed_at in rows
    }


def appointment_ids() -> Iterator[int]:
    """All numbers of appointments, in order."""
    return iter(Appointment.objects.order_by("id").values_list("id", flat=True).iterator(chunk_size=10_000))


def appointment_links(ids: Sequence[int]) -> Mapping[int, RecordLink]:
    """Appointments behind a number: the party or the name that was given, the kind, the appointment's page."""
    rows = Appointment.objects.filter(id__in=ids).select_related("party", "kind")
    return {row.pk: RecordLink(str(row.party or row.name), row.kind.title, row.get_absolute_url()) for row in rows}


# Lists ----------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class AppointmentFilter:
    """Which appointments a list shows; what is left out lets everything through."""

    state: str = ""
    since: date | None = None
    until: date | None = None
    """The last day, inside the range."""
    advisor: int | None = None
    kind: int | None = None
    office: int | None = None
    text: str = ""


def appointments_for_lists() -> QuerySet[Appointment]:
    """Appointments with what lists and pages show of them."""
    return Appointment.objects.select_related(
        "allocation__resource__user", "hours", "kind", "office", "party", "session", "booked_by"
    )


def appointments_found(wanted: AppointmentFilter, now: datetime | None = None) -> QuerySet[Appointment]:
    """Appointments that pass the filter: coming ones the earliest first, all others the latest first."""
    now = now or timezone.now()
    found = _in_state(appointments_for_lists(), wanted.state, now)
    if wanted.since:
        found = found.filter(allocation__period__startswith__gte=midnight(wanted.since))
    if wanted.until:
        found = found.filter(allocation__period__startswith__lt=midnight(wanted.until + timedelta(days=1)))
    if wanted.advisor is not None:
        found = found.filter(allocation__resource__user=wanted.advisor)
    if wanted.kind is not None:
        found = found.filter(kind=wanted.kind)
    if wanted.office is not None:
        found = found.filter(office=wanted.office)
    if wanted.text:
        words = Q(name__icontains=wanted.text) | Q(about__icontains=wanted.text) | Q(email__icontains=wanted.text)
        found = found.filter(words | Q(party__name__icontains=wanted.text))
    order = "allocation__period" if not wanted.state else "-allocation__period"
    return found.order_by(order, "id")


def _in_state(rows: QuerySet[Appointment], state: str, now: datetime) -> QuerySet[Appointment]:
    begun = Q(allocation__period__startswith__lte=now)
    kept = Q(session__isnull=False, session__cancelled_at=None)
    held = Q(allocation__state=Allocation.State.HELD, allocation__held_until__gt=now)
    match state:
        case "":
            return rows.filter(~begun, allocation__state=CONFIRMED)
        case "record":
            return rows.filter(begun, ~kept, allocation__state=CONFIRMED, missed_at=None)
        case "kept":
            return rows.filter(kept)
        case "missed":
            return rows.exclude(missed_at=None)
        case "cancelled":
            return rows.filter(allocation__state=Allocation.State.CANCELLED)
        case "held":
            return rows.filter(held)
        case _:
            return rows.filter(Q(allocation__state__in=[CONFIRMED, Allocation.State.CANCELLED]) | held)


def midnight(day: date) -> datetime:
    """The moment at which a day begins in Warsaw."""
    return datetime.combine(day, time(), ZONE)


def export_columns() -> list[str]:
    """The head of the exported list."""
    return [
        _("Day"), _("From"), _("To"), _("Kind"), _("Office"), _("How"), pgettext("appointment", "Advisor"),
        _("First and last name"), _("E-mail"), _("Phone"), _("What about"), _("Party"), _("State"),
    ]  # fmt: skip


def export_rows(rows: QuerySet[Appointment]) -> Iterator[Sequence[object]]:
    """The list as rows, all of its pages; one query."""
    for row in rows:
        start, end = row.starts_at.astimezone(ZONE), row.ends_at.astimezone(ZONE)
        yield (
            start.date(), start.time(), end.time(), row.kind.title, str(row.office), Form(row.form).label,
            str(row.advisor), row.name, row.email, row.phone, row.about, str(row.party or ""), row.status[1],
        )  # fmt: skip


def missed_by_email(emails: Sequence[str]) -> Mapping[str, int]:
    """How often whoever has this e-mail has missed an appointment, by the address in small letters; one query."""
    wanted = {email.lower() for email in emails if email}
    counts: dict[str, int] = {}
    if wanted:
        rows = Appointment.objects.exclude(missed_at=None).order_by()
        for email in rows.filter(email__in=wanted).values_list("email", flat=True):
            counts[email] = counts.get(email, 0) + 1
    return counts


# One appointment ------------------------------------------------------------------------------------------------------


def parties_with_email(email: str, limit: int = 5) -> list[Party]:
    """Parties that can be reached by this e-mail, in any case."""
    if not email:
        return []
    rows = Party.objects.filter(contacts__type=Contact.Type.EMAIL, contacts__value__iexact=email)
    return list(rows.distinct()[:limit])


# Calendars and letters ------------------------------------------------------------------------------------------------


def centre_name() -> str:
    """The name of the organisation that runs the centre, for letters."""
    return projects.centre_name("Ognisko")


def address_of(name: str, *args: object) -> str:
    """A whole address of a page, as letters and calendars need it."""
    return f"{settings.ADDRESS.rstrip('/')}{reverse(name, args=args)}"


def place_text(row: Appointment) -> str:
    """Where an appointment takes place."""
    if row.form != Form.IN_PERSON:
        return str(Form(row.form).label)
    return ", ".join(dict.fromkeys(part for part in (row.office.name, row.office.address) if part))


def for_visitor(row: Appointment, now: datetime | None = None) -> Booking:
    """The appointment as the calendar of whoever booked it shows it."""
    _sender_name, sender = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return Booking(
        uid=_uid(row.allocation),
        sequence=row.allocation.sequence,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        changed_at=now or timezone.now(),
        title=_("%(kind)s: %(advisor)s") % {"kind": capfirst(row.kind.title), "advisor": row.advisor},
        place=place_text(row),
        text=_("Move or cancel it here: %(url)s") % {"url": address_of("advice:visit", row.secret)},
        url=address_of("advice:visit", row.secret),
        is_cancelled=not row.is_confirmed,
        organizer=(centre_name(), sender),
        attendee=(row.name, row.email) if row.email else None,
    )


def _uid(allocation: Allocation) -> str:
    return f"{allocation.uid}@{urlsplit(settings.ADDRESS).hostname or 'ognisko'}"


KEPT_IN_FEED = timedelta(days=60)


def feed_of(resource: Resource, now: datetime | None = None) -> list[Booking]:
    """What an advisor's calendar shows: appointments with a name and no more, and times of their own; two queries.

    A cancelled one stays in it as cancelled for a while, or a phone would keep showing it.
    """
    now = now or timezone.now()
    since = now - KEPT_IN_FEED
    states = (CONFIRMED, Allocation.State.CANCELLED)
    rows = appointments_for_lists().filter(
        allocation__resource=resource, allocation__period__endswith__gt=since, allocation__state__in=states
    )
    own = Allocation.objects.filter(resource=resource, period__endswith__gt=since, state__in=states).exclude(who="")
    found = [
        Booking(
            uid=_uid(row.allocation),
            sequence=row.allocation.sequence,
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            changed_at=now,
            title=f"{capfirst(row.kind.title)}: {row.party or row.name}",
            place=place_text(row),
            url=address_of("advice:appointment", row.pk),
            is_cancelled=not row.is_confirmed,
        )
        for row in rows.exclude(confirmed_at=None)
    ]
    found += [
        Booking(
            uid=_uid(one),
            sequence=one.sequence,
            starts_at=one.starts_at,
            ends_at=one.ends_at,
            changed_at=now,
            title=one.who,
            is_cancelled=one.state != CONFIRMED,
        )
        for one in own
    ]
    return sorted(found, key=lambda booking: booking.starts_at)
