"""Calendar files are what calendars understand: a stable uid, a growing sequence, a status, moments in UTC."""

from datetime import UTC, datetime
from typing import Any

from icalendar import Calendar

from ognisko.bookings.formats.ics import Booking, feed, invitation
from ognisko.bookings.rules import ZONE

BOOKING = Booking(
    uid="7@osrodek.example",
    sequence=2,
    starts_at=datetime(2026, 7, 6, 11, tzinfo=ZONE),
    ends_at=datetime(2026, 7, 6, 12, tzinfo=ZONE),
    changed_at=datetime(2026, 7, 1, 8, tzinfo=UTC),
    title="Doradztwo prawne: Zażółć, Gęślą; jaźń",
    place="ul. Lipowa 12, Kutno",
    url="https://osrodek.example/dyzury/wizyta/1/",
    organizer=("Fundacja „Ośrodek”", "osrodek@osrodek.example"),
    attendee=("Jan Nowak", "jan@dom.example"),
)


def read(content: bytes) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    calendar = Calendar.from_ical(content)
    events = [
        {name: value.to_ical().decode() for name, value in event.items() if name not in ("ORGANIZER", "ATTENDEE")}
        for event in calendar.walk("VEVENT")
    ]
    return {name: str(calendar[name]) for name in ("PRODID", "VERSION", "METHOD")}, events


def test_an_invitation_says_when_where_and_which_version() -> None:
    head, events = read(invitation(BOOKING))
    assert head == {"PRODID": "-//Ognisko//Ognisko//PL", "VERSION": "2.0", "METHOD": "REQUEST"}
    assert events == [
        {
            "UID": "7@osrodek.example",
            "SEQUENCE": "2",
            "DTSTAMP": "20260701T080000Z",
            "DTSTART": "20260706T090000Z",
            "DTEND": "20260706T100000Z",
            "SUMMARY": "Doradztwo prawne: Zażółć\\, Gęślą\\; jaźń",
            "LOCATION": "ul. Lipowa 12\\, Kutno",
            "URL": "https://osrodek.example/dyzury/wizyta/1/",
            "STATUS": "CONFIRMED",
        }
    ]
    (event,) = Calendar.from_ical(invitation(BOOKING)).walk("VEVENT")
    assert (str(event["ORGANIZER"]), event["ORGANIZER"].params["CN"]) == (
        "mailto:osrodek@osrodek.example",
        "Fundacja „Ośrodek”",
    )
    assert str(event["ATTENDEE"]) == "mailto:jan@dom.example"


def test_a_cancelled_booking_is_taken_out_of_the_calendar() -> None:
    head, (event,) = read(invitation(Booking(**{**vars(BOOKING), "is_cancelled": True, "sequence": 3})))
    assert (head["METHOD"], event["STATUS"], event["SEQUENCE"], event["UID"]) == (
        "CANCEL",
        "CANCELLED",
        "3",
        "7@osrodek.example",
    )


def test_a_feed_publishes_all_of_them_under_a_name() -> None:
    head, events = read(feed([BOOKING, Booking(**{**vars(BOOKING), "uid": "8"})], "Hanna Wrzosek"))
    assert (head["METHOD"], [event["UID"] for event in events]) == ("PUBLISH", ["7@osrodek.example", "8"])
