"""Writes of appointments: asked for by the public, booked by staff, confirmed, moved, cancelled, missed, kept.

Each letter is put into the queue in the transaction of its change: none is sent for what did not happen, none is lost.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from ognisko.accounts.models import User
from ognisko.advice.actions.reminders import reminded_by_another_letter
from ognisko.advice.entries import APPOINTMENTS
from ognisko.advice.models import AdviceHours, Appointment, Kind, Session
from ognisko.advice.queries.offers import FreeSlot, free_slots, hours_offered
from ognisko.bookings import actions as bookings
from ognisko.bookings.actions import HOLD, GoneError, TakenError
from ognisko.bookings.models import Allocation, Resource
from ognisko.bookings.rules import ZONE
from ognisko.core.turns import take_turns
from ognisko.ledger.actions import post
from ognisko.people.actions import hold_parties
from ognisko.people.models import Party
from ognisko.projects.actions import hold_offices
from ognisko.projects.models import Office

__all__ = ["HOLD", "GoneError", "TakenError"]

MOST_OF_AN_EMAIL, MOST_OF_AN_ADDRESS = 3, 20
"""How many hours one e-mail, and one computer's address, may ask for within an hour; a library shares one address."""

FORGOTTEN_AFTER = timedelta(days=1)
"""How long the data of somebody who never confirmed are kept."""


class TooManyError(Exception):
    """Too many hours were asked for at once from here. The same words whatever the limit was."""

    def __str__(self) -> str:
        return _("Too many hours were booked from here within an hour. Try again later, or call the office.")


class TooLateError(Exception):
    """By the link an appointment is moved or cancelled only until some hours before it."""

    def __init__(self, hours: int) -> None:
        super().__init__(hours)
        self.hours = hours

    def __str__(self) -> str:
        return ngettext(
            "Less than %(count)s hour is left. Please answer the letter or call the office.",
            "Less than %(count)s hours are left. Please answer the letter or call the office.",
            self.hours,
        ) % {"count": self.hours}


class NotPossibleError(Exception):
    """An appointment that has not taken place yet is not missed, nor is one that was kept or cancelled."""

    def __str__(self) -> str:
        return _("Only an appointment that was due and was not kept can be marked as missed.")


class KeptAlreadyError(Exception):
    """One appointment becomes one session."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.session = session

    def __str__(self) -> str:
        return _("A session of this appointment is recorded already.")


@dataclass(frozen=True)
class AppointmentDraft:
    """An hour of advice as somebody asks for it. The token is made with the form: one submit books one hour."""

    kind: Kind
    office: Office
    start: datetime
    minutes: int
    name: str
    email: str
    token: uuid.UUID
    form: str = ""
    """How it is held; empty where the hours offer but one way."""
    phone: str = ""
    about: str = ""
    party: Party | None = None
    language: str = "pl"
    address_key: str = ""


@transaction.atomic
def ask_for_appointment(draft: AppointmentDraft, *, now: datetime | None = None) -> Appointment:
    """Hold a free hour for somebody from the public until they confirm it by the mailed link, or time runs out.

    Raises TakenError where the hour is not free any more, and TooManyError.
    """
    now = now or timezone.now()
    take_turns(draft.token)
    if standing := _booked_before(draft.token):
        return standing
    _refuse_flood(draft, now)
    row = _book(draft, now, public=True, by=None)
    send(row, "confirm")
    return row


@transaction.atomic
def book_appointment(draft: AppointmentDraft, *, by: User | None, now: datetime | None = None) -> Appointment:
    """Book a free hour for somebody, by staff: it is confirmed at once.

    Raises TakenError, and people.actions.PartyMergedError and ErasedError.
    """
    now = now or timezone.now()
    take_turns(draft.token)
    if standing := _booked_before(draft.token):
        return standing
    hold_parties([draft.party.pk] if draft.party else [])
    row = _book(draft, now, public=False, by=by)
    send(row, "booked")
    reminded_by_another_letter(row, now)
    _tell_advisor(row, "advisor_booked", by)
    return row


def _booked_before(token: uuid.UUID) -> Appointment | None:
    return Appointment.objects.select_related("allocation__resource__user").filter(allocation__token=token).first()


def _refuse_flood(draft: AppointmentDraft, now: datetime) -> None:
    recent = Appointment.objects.filter(booked_at__gt=now - timedelta(hours=1), booked_by=None)
    if recent.filter(email=draft.email.lower()).count() >= MOST_OF_AN_EMAIL:
        raise TooManyError
    if draft.address_key and recent.filter(address_key=draft.address_key).count() >= MOST_OF_AN_ADDRESS:
        raise TooManyError


def _book(draft: AppointmentDraft, now: datetime, *, public: bool, by: User | None) -> Appointment:
    slot, resources = _hold_slot(draft.kind, draft.office, draft.start, draft.minutes, draft.form, now, public=public)
    allocation = bookings.take(
        resources, slot.start, slot.end, token=draft.token, hold=HOLD if public else None, by=by, now=now
    )
    hours = slot.hours[allocation.resource.user_id or 0]
    return Appointment.objects.create(
        allocation=allocation, hours=hours, kind=hours.kind, office=hours.office, form=hours.form, name=draft.name,
        email=draft.email.lower(), phone=draft.phone, about=draft.about, party=draft.party, language=draft.language,
        address_key=draft.address_key, booked_by=by, booked_at=now, confirmed_at=None if public else now,
    )  # fmt: skip


def _hold_slot(
    kind: Kind,
    office: Office,
    start: datetime,
    minutes: int,
    form: str,
    now: datetime,
    *,
    public: bool,
    without: int | None = None,
) -> tuple[FreeSlot, list[Resource]]:
    """Lock whoever advises at that time, and find the slot as it is free now, with who is free in it.

    Locked first, looked at afterwards: breaks and hours in another office hold also between two who book at once.
    """
    day = start.astimezone(ZONE).date()
    rows = list(hours_offered(day, day + timedelta(days=1), kind=kind.pk, office=office.pk))
    advisors = {one.user_id for row in rows for one in row.who.all()}
    resources = {one.user_id: one for one in Resource.objects.filter(user__in=advisors).select_related("user")}
    bookings.hold_resources(one.pk for one in resources.values())
    found = free_slots(rows, day, day + timedelta(days=1), now=now, public=public, without=without)
    for slot in found:
        if (slot.start, slot.minutes) == (start, minutes) and form in ("", slot.form):
            return slot, [resources[user] for user in slot.advisors if user in resources]
    raise TakenError


@transaction.atomic
def confirm_appointment(row: Appointment, *, now: datetime | None = None) -> Appointment:
    """By the mailed link: the hour is theirs. Also when the time to confirm has run out, if somebody is still free.

    Raises TakenError and GoneError.
    """
    now = now or timezone.now()
    if row.allocation.state == Allocation.State.CONFIRMED:
        return row
    hours: Mapping[int, AdviceHours] = {}
    others: list[Resource] = []
    try:
        minutes, own = row.allocation.minutes, row.allocation_id
        slot, others = _hold_slot(
            row.kind, row.office, row.starts_at, minutes, row.form, now, public=False, without=own
        )
        hours = slot.hours
    except TakenError:
        # The hours were changed since, or nobody else is free: what is still held stays theirs, but an hour that has
        # run out would be taken in a closed office, in a break, or of an advisor who is not there.
        allocation = bookings.lock(row.allocation)
        if allocation.has_run_out(now) and allocation.starts_at > now:
            raise
    allocation = bookings.confirm(row.allocation, others, now=now)
    row = _locked(row)
    if row.confirmed_at is None:
        row.confirmed_at = now
        row.hours = hours.get(allocation.resource.user_id or 0, row.hours)
        row.save(update_fields=["confirmed_at", "hours"])
        send(row, "booked")
        reminded_by_another_letter(row, now)
        _tell_advisor(row, "advisor_booked", None)
    return row


def _locked(row: Appointment) -> Appointment:
    rows = Appointment.objects.select_for_update(of=("self",))
    return rows.select_related("allocation__resource__user", "hours", "kind", "office", "party", "session").get(
        pk=row.pk
    )


def may_change(row: Appointment, now: datetime | None = None) -> bool:
    """Say whether it can still be moved or cancelled by the link."""
    return row.starts_at - (now or timezone.now()) >= timedelta(hours=row.hours.change_hours)


@transaction.atomic
def move_appointment(
    row: Appointment, start: datetime, minutes: int, *, by: User | None, reason: str = "", now: datetime | None = None
) -> Appointment:
    """Give somebody another free hour of the same kind in the same office; calendars know it as the same, moved.

    Without ``by`` it is moved by the link, with the limits of the public. Raises TakenError, GoneError, TooLateError.
    """
    now = now or timezone.now()
    if by is None and not may_change(row, now):
        raise TooLateError(row.hours.change_hours)
    if row.starts_at <= now:
        raise GoneError
    before = row.advisor
    slot, resources = _hold_slot(
        row.kind, row.office, start, minutes, "", now, public=by is None, without=row.allocation_id
    )
    allocation = bookings.move(row.allocation, resources, slot.start, slot.end, by=by, now=now)
    row = _locked(row)
    row.hours = slot.hours[allocation.resource.user_id or 0]
    row.form, row.change_reason = row.hours.form, reason
    row.save(update_fields=["hours", "form", "change_reason"])
    send(row, "moved")
    reminded_by_another_letter(row, now)
    if row.advisor == before:
        _tell_advisor(row, "advisor_moved", by)
    else:
        _tell_advisor(row, "advisor_booked", by)
        _tell(before, row, "advisor_given_away", by)
    return row


@transaction.atomic
def cancel_appointment(
    row: Appointment, *, by: User | None, reason: str = "", now: datetime | None = None
) -> Appointment:
    """The hour is free again. Without ``by`` it is cancelled by the link, until some hours before. Raises TooLateError.

    An appointment that was due is missed or kept, and no longer cancelled: that raises GoneError.
    """
    now = now or timezone.now()
    if row.allocation.state == Allocation.State.CANCELLED:
        return row
    if row.starts_at <= now:
        raise GoneError
    if by is None and row.is_confirmed and not may_change(row, now):
        raise TooLateError(row.hours.change_hours)
    was_confirmed = row.is_confirmed
    bookings.cancel(row.allocation, by=by)
    row = _locked(row)
    if row.cancelled_at is not None:
        return row
    row.cancelled_at, row.change_reason = now, reason
    row.save(update_fields=["cancelled_at", "change_reason"])
    if was_confirmed:
        send(row, "cancelled")
        _tell_advisor(row, "advisor_cancelled", by)
    return row


@transaction.atomic
def mark_missed(row: Appointment, *, by: User | None, reason: str = "", now: datetime | None = None) -> Appointment:
    """Nobody came: it counts as a missed appointment. Raises NotPossibleError, ledger.actions.ClosedPeriodError."""
    now = now or timezone.now()
    _hold(row)
    row = _locked(row)
    if not row.is_confirmed or row.is_kept or row.starts_at > now:
        raise NotPossibleError
    return _set_missed(row, now, by=by, reason=reason)


@transaction.atomic
def unmark_missed(row: Appointment, *, by: User | None, reason: str = "") -> Appointment:
    """Undo: they came after all."""
    _hold(row)
    return _set_missed(_locked(row), None, by=by, reason=reason)


def _hold(row: Appointment) -> None:
    """What a missed appointment counts as rests on its party and its office."""
    parties = [row.party_id] if row.party_id else []
    hold_parties(parties, also_erased=parties)
    hold_offices([row.office_id])


def _set_missed(row: Appointment, at: datetime | None, *, by: User | None, reason: str) -> Appointment:
    if (row.missed_at is None) != (at is None):
        row.missed_at = at
        row.save(update_fields=["missed_at"])
        post(APPOINTMENTS, [row.pk], by=by, reason=reason)
    return row


def keep_appointment(number: int, session: Session, *, by: User | None, reason: str = "") -> None:
    """The appointment became this session, in the transaction that records it; it is not missed any more.

    Raises KeptAlreadyError where another session of it counts.
    """
    row = _locked(Appointment(pk=number))
    if row.is_kept and row.session != session:
        assert row.session is not None  # noqa: S101  # kept by it
        raise KeptAlreadyError(row.session)
    row.session, row.party = session, session.party
    row.save(update_fields=["session", "party"])
    _set_missed(row, None, by=by, reason=reason)


# Letters and tidying --------------------------------------------------------------------------------------------------


def send(row: Appointment, letter: str) -> None:
    """Put a letter to whoever booked into the queue; without an e-mail there is none.

    The queue knows numbers only: nothing of a person stays in it.
    """
    if row.email:
        app.configure_task("advice.send_letter").defer(appointment=row.pk, letter=letter, advisor=0, language="")


def _tell_advisor(row: Appointment, letter: str, by: User | None) -> None:
    _tell(row.advisor, row, letter, by)


def _tell(advisor: User, row: Appointment, letter: str, by: User | None) -> None:
    """The advisor hears what others change of their day, and not what they changed themselves."""
    if advisor != by:
        language = (get_language() if by else "") or "pl"
        app.configure_task("advice.send_letter").defer(
            appointment=row.pk, letter=letter, advisor=advisor.pk, language=language
        )


@transaction.atomic
def forget_unconfirmed(*, now: datetime | None = None) -> int:
    """Whoever did not confirm within a day is forgotten, and so are the digests of addresses; return how many people.

    The allocation stays: released, without a name.
    """
    before = (now or timezone.now()) - FORGOTTEN_AFTER
    bookings.release_run_out(now=now)
    old = Appointment.objects.filter(booked_at__lt=before)
    old.exclude(address_key="").update(address_key="")
    gone = old.filter(confirmed_at=None, allocation__state__in=_NEVER_TOOK_PLACE)
    numbers: Sequence[int] = list(gone.select_for_update(of=("self",)).values_list("pk", flat=True))
    Appointment.objects.filter(pk__in=numbers).delete()
    return len(numbers)


_NEVER_TOOK_PLACE = (Allocation.State.RELEASED, Allocation.State.CANCELLED)
