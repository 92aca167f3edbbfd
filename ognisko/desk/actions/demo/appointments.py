"""The demo's advice hours, with fictional appointments of the last and of the next weeks.

Like all that is near today they depend on the day of loading; the year 2024 knows nothing of them.
"""

import uuid
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from random import Random

from ognisko.accounts.models import User
from ognisko.advice.actions import SessionDraft, record_session
from ognisko.advice.actions.appointments import AppointmentDraft, book_appointment, cancel_appointment, mark_missed
from ognisko.advice.actions.hours import HoursDraft, add_hours
from ognisko.advice.models import AdviceHours, Appointment, Kind
from ognisko.advice.queries.offers import free_slots, hours_offered
from ognisko.bookings.rules import ZONE
from ognisko.people.models import Party
from ognisko.projects.models import Office, Project

HOURS = (
    ("Łódź", "legal", 1, "11:00", "17:00", ("doradca2", "animatorka"), 60, 0),
    ("Kutno", "legal", 1, "11:00", "17:00", ("doradca",), 60, 0),
    ("Sieradz", "legal", 1, "11:00", "17:00", ("doradczyni",), 60, 0),
    ("Sieradz", "finance", 4, "09:00", "13:00", ("doradczyni",), 45, 15),
    ("Tomaszów Mazowiecki", "business", 3, "10:00", "14:00", ("doradczyni2",), 60, 0),
)
"""Office, kind, day of the week, from, to, who, minutes of an appointment and of the break."""

VISITORS = (
    ("Barbara Nowicka", "statut stowarzyszenia zwykłego"),
    ("Zdzisław Kempa", "umowa użyczenia lokalu"),
    ("Agnieszka Wójt", "zmiana wpisu w KRS"),
    ("Roman Stolarczyk", "rozliczenie darowizny"),
    ("Danuta Cieślik", "pierwsze kroki fundacji"),
    ("Mirosława Gruszka", "regulamin zbiórki"),
    ("Kazimierz Lewandowicz", "ochrona danych w klubie"),
    ("Teresa Piątek", "wolontariat w świetlicy"),
)


def plan_appointments(
    staff: Mapping[str, User],
    offices: Mapping[str, Office],
    kinds: Mapping[str, Kind],
    pools: Mapping[str, Sequence[Party]],
    project: Project,
    today: date,
) -> None:
    """Offer the hours, and book, keep, miss and cancel some of them."""
    since = date(today.year, 1, 1) - timedelta(days=366)
    for office, kind, weekday, opens, closes, logins, minutes, buffer in HOURS:
        draft = HoursDraft(
            office=offices[office], kind=kinds[kind], weekday=weekday, opens=time.fromisoformat(opens),
            closes=time.fromisoformat(closes), advisors=[staff[login] for login in logins], since=since,
            slot_minutes=minutes, buffer_minutes=buffer,
        )  # fmt: skip
        _book(add_hours(draft, by=None), list(pools["sieradz" if office == "Sieradz" else "kutno"]), project, today)


def _book(hours: AdviceHours, parties: Sequence[Party], project: Project, today: date) -> None:
    """Some hours of the last three weeks and of the next two: by residents and by parties that the centre knows."""
    rng = Random(hours.pk)  # noqa: S311  # not for secrets: the demo is to be the same every time
    first = today - timedelta(days=21)
    asked_at = datetime.combine(first - timedelta(days=1), time(9), ZONE)
    rows = list(hours_offered(first, today + timedelta(days=14), kind=hours.kind_id, office=hours.office_id))
    free = free_slots(rows, first, today + timedelta(days=14), now=asked_at, public=False)
    for number, slot in enumerate(rng.sample(free, min(9, len(free)))):
        name, about = VISITORS[(number + hours.pk) % len(VISITORS)]
        party = parties[number % len(parties)] if number % 3 == 0 else None
        draft = AppointmentDraft(
            kind=hours.kind, office=hours.office, start=slot.start, minutes=slot.minutes, name=name, email="",
            phone=f"600 000 {100 + number}", about=about, party=party, token=uuid.UUID(int=rng.getrandbits(128)),
        )  # fmt: skip
        _follow(book_appointment(draft, by=hours.who.all()[0].user, now=asked_at), number, project, asked_at)


def _follow(row: Appointment, number: int, project: Project, asked_at: datetime) -> None:
    """What came of it: most were kept, one was missed, one cancelled; some wait to be recorded."""
    if number == 7:
        cancel_appointment(row, by=row.advisor, reason="szkolenie", now=asked_at)
    elif row.is_over and number % 4 == 1:
        mark_missed(row, by=row.advisor)
    elif row.is_over and row.party and row.starts_at.astimezone(ZONE).date() < datetime.now(ZONE).date():
        start = row.starts_at.astimezone(ZONE)
        session = SessionDraft(
            day=start.date(), starts_at=start.time(), minutes=row.allocation.minutes, kind=row.kind,
            advisor=row.advisor, party=row.party, project=project, office=row.office, subject=row.about,
            token=uuid.uuid4(), appointment=row.pk,
        )  # fmt: skip
        record_session(session, by=row.advisor)
