"""iCalendar (RFC 5545) and invitations by mail (RFC 5546): one booking as a file, many as a feed.

Moments are written in UTC, which every calendar shows by its own clock: no file has to explain our daylight saving.
The uid of a booking stays for good and its sequence grows, so that a calendar changes the entry that it has.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from icalendar import Calendar, Event, vCalAddress, vText

PRODUCT = "-//Ognisko//Ognisko//PL"


@dataclass(frozen=True)
class Booking:
    """A booking as calendars know it; an organizer and an attendee are a name and an e-mail."""

    uid: str
    sequence: int
    starts_at: datetime
    ends_at: datetime
    changed_at: datetime
    title: str
    place: str = ""
    text: str = ""
    url: str = ""
    is_cancelled: bool = False
    organizer: tuple[str, str] | None = None
    attendee: tuple[str, str] | None = None


def invitation(booking: Booking) -> bytes:
    """The booking as an invitation, or as the news that it is cancelled."""
    return _calendar([booking], method="CANCEL" if booking.is_cancelled else "REQUEST").to_ical()


def feed(bookings: Iterable[Booking], name: str) -> bytes:
    """Bookings to subscribe to; read again each hour."""
    calendar = _calendar(bookings, method="PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("name", name)
    calendar.add("refresh-interval", timedelta(hours=1), parameters={"value": "DURATION"})
    return calendar.to_ical()


def _calendar(bookings: Iterable[Booking], *, method: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", method)
    for booking in bookings:
        calendar.add_component(_event(booking))
    return calendar


def _event(booking: Booking) -> Event:
    event = Event()
    event.add("uid", booking.uid)
    event.add("sequence", booking.sequence)
    event.add("dtstamp", booking.changed_at.astimezone(UTC))
    event.add("dtstart", booking.starts_at.astimezone(UTC))
    event.add("dtend", booking.ends_at.astimezone(UTC))
    event.add("summary", booking.title)
    event.add("status", "CANCELLED" if booking.is_cancelled else "CONFIRMED")
    for name, value in (("location", booking.place), ("description", booking.text), ("url", booking.url)):
        if value:
            event.add(name, value)
    if booking.organizer:
        event.add("organizer", _address(*booking.organizer), encode=False)
    if booking.attendee:
        address = _address(*booking.attendee)
        address.params["partstat"] = vText("ACCEPTED")
        event.add("attendee", address, encode=False)
    return event


def _address(name: str, email: str) -> vCalAddress:
    address = vCalAddress(f"mailto:{email}")
    if name:
        address.params["cn"] = vText(name)
    return address
