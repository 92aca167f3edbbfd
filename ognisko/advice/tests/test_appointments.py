"""Hours of advice are booked, confirmed, moved, cancelled, missed and kept; letters and calendars follow."""

import re
import threading
import uuid
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar
from procrastinate.contrib.django.models import ProcrastinateJob

from ognisko.accounts.models import User
from ognisko.accounts.tests.factories import UserFactory
from ognisko.advice import tasks
from ognisko.advice.actions import SessionDraft, cancel_session, record_session
from ognisko.advice.actions.appointments import (
    MOST_OF_AN_ADDRESS,
    GoneError,
    KeptAlreadyError,
    NotPossibleError,
    TakenError,
    TooLateError,
    TooManyError,
    ask_for_appointment,
    book_appointment,
    cancel_appointment,
    confirm_appointment,
    forget_unconfirmed,
    mark_missed,
    move_appointment,
    unmark_missed,
)
from ognisko.advice.actions.hours import (
    AppointmentsStandError,
    change_hours,
    end_hours,
    keep_free,
    resume_hours,
)
from ognisko.advice.models import AdviceHours, Appointment, Kind
from ognisko.advice.queries.appointments import AppointmentFilter, appointments_found, feed_of
from ognisko.advice.queries.offers import free_slots, hours_offered, nearest, offers
from ognisko.advice.tests import factories
from ognisko.advice.tests.factories import advice_hours, asked, hours_draft
from ognisko.bookings.actions import advisors_as_resources
from ognisko.bookings.models import Allocation
from ognisko.bookings.rules import ZONE
from ognisko.ledger.actions import ClosedPeriodError, close
from ognisko.ledger.models import Entry
from ognisko.ledger.queries import verify
from ognisko.projects.actions import set_exception

pytestmark = pytest.mark.django_db

MONDAY = date(2035, 3, 12)
NOW = datetime(2035, 3, 5, 9, tzinfo=ZONE)
"""A Monday a week before."""


def at(hour: int, minute: int = 0, day: date = MONDAY) -> datetime:
    return datetime.combine(day, time(hour, minute), ZONE)


@pytest.fixture
def hanna() -> User:
    return UserFactory(name="Hanna Wrzosek", email="hanna@osrodek.example")


@pytest.fixture
def pawel() -> User:
    return UserFactory(name="Paweł Dudziak", email="pawel@osrodek.example")


@pytest.fixture
def law(hanna: User) -> AdviceHours:
    """Law on Mondays from eleven to five, by Hanna."""
    return advice_hours(hanna)


def deliver() -> list[Any]:
    """Let the worker do what is queued; return the letters."""
    before = len(mail.outbox)
    for job in ProcrastinateJob.objects.filter(task_name="advice.send_letter", status="todo").order_by("id"):
        tasks.send_letter(**job.args)
        connection.cursor().execute("delete from procrastinate_jobs where id = %s", [job.pk])
    return mail.outbox[before:]


def shown(free: Any) -> list[str]:
    return [f"{slot.start:%d.%m %H:%M}" for slot in free]


def free_on(day: date, *, now: datetime = NOW, public: bool = True) -> list[str]:
    rows = hours_offered(day, day + timedelta(days=1))
    return shown(free_slots(rows, day, day + timedelta(days=1), now=now, public=public))


# What is offered ------------------------------------------------------------------------------------------------------


def test_hours_are_offered_a_slot_at_a_time_but_not_what_is_taken_in_another_office(law: AdviceHours) -> None:
    elsewhere = advice_hours(law.who.get().user, office=factories.office("biuro Kutno"), kind=law.kind)
    book_appointment(asked(elsewhere, at(12)), by=None, now=NOW)
    own = list(free_slots(hours_offered(MONDAY, MONDAY + timedelta(1)), MONDAY, MONDAY + timedelta(1), now=NOW))
    assert shown(slot for slot in own if slot.office == law.office) == [
        "12.03 11:00", "12.03 13:00", "12.03 14:00", "12.03 15:00", "12.03 16:00",
    ]  # fmt: skip
    with pytest.raises(TakenError):
        book_appointment(asked(law, at(12)), by=None, now=NOW)


def test_nothing_is_offered_on_holidays_on_closed_days_outside_the_dates_and_too_late(law: AdviceHours) -> None:
    easter = date(2035, 3, 26)
    assert (free_on(easter), free_on(MONDAY + timedelta(days=1))) == ([], [])
    set_exception(law.office, MONDAY, hours=(time(12), time(14)), reason="zebranie", by=None)
    assert free_on(MONDAY) == ["12.03 12:00", "12.03 13:00"]
    set_exception(law.office, MONDAY, hours=None, reason="urlop", by=None)
    assert free_on(MONDAY) == []
    set_exception(law.office, easter, hours=(time(10), time(12)), reason="dyżur", by=None)
    assert free_on(easter) == ["26.03 11:00"]
    end_hours(law, easter, by=None)
    assert free_on(easter) == []
    resume_hours(law, by=None)
    next_week = MONDAY + timedelta(days=7)
    late = at(15, 30, next_week - timedelta(days=1))
    assert free_on(next_week, now=late) == ["19.03 16:00"]
    assert free_on(next_week, now=late, public=False) == [f"19.03 {hour}:00" for hour in range(11, 17)]
    assert free_on(MONDAY + timedelta(days=35), now=NOW) == []


def test_a_break_is_kept_also_from_what_is_booked_in_other_hours(hanna: User) -> None:
    first = advice_hours(hanna, slot_minutes=45, buffer_minutes=15)
    other = advice_hours(hanna, office=factories.office("biuro Kutno"), kind=first.kind, slot_minutes=30)
    book_appointment(asked(other, at(12, 30), minutes=30), by=None, now=NOW)
    rows = AdviceHours.objects.filter(pk=first.pk).select_related("kind", "office").prefetch_related("who__user")
    assert shown(free_slots(rows, MONDAY, MONDAY + timedelta(1), now=NOW)) == [
        "12.03 11:00", "12.03 14:00", "12.03 15:00", "12.03 16:00",
    ]  # fmt: skip


def test_a_time_kept_free_offers_nothing_and_is_refused_where_somebody_has_booked(
    law: AdviceHours, hanna: User
) -> None:
    resource = advisors_as_resources([hanna])[0]
    kept = keep_free(resource, at(11), at(13), "szkolenie", by=hanna)
    assert free_on(MONDAY)[0] == "12.03 13:00"
    book_appointment(asked(law, at(14), name="Jan Nowak"), by=None, now=NOW)
    with pytest.raises(AppointmentsStandError) as refused:
        keep_free(resource, at(13), at(16), "wyjazd", by=hanna)
    assert str(refused.value) == "W tym czasie są umówieni: Jan Nowak (12.03 14:00). Najpierw ich przenieś lub odwołaj."
    assert Allocation.objects.filter(who="wyjazd").count() == 0
    assert [booking.title for booking in feed_of(resource, NOW)] == ["szkolenie", "Doradztwo prawne: Jan Nowak"]
    assert kept.who == "szkolenie"


def test_offers_and_free_hours_need_a_fixed_number_of_queries(law: AdviceHours) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked_for:
            offers(NOW)
        return len(asked_for)

    offers(NOW)
    before = queries()
    for number in range(6):
        row = advice_hours(UserFactory(), office=factories.office(f"biuro {number}"), kind=law.kind)
        book_appointment(asked(row, at(11)), by=None, now=NOW)
    assert (queries(), len(offers(NOW))) == (before, 7)


def test_nearest_hours_are_the_next_ones_or_the_last_before(law: AdviceHours) -> None:
    free = free_slots(hours_offered(MONDAY, MONDAY + timedelta(1)), MONDAY, MONDAY + timedelta(1), now=NOW)
    assert shown(nearest(free, at(13), 3)) == ["12.03 13:00", "12.03 14:00", "12.03 15:00"]
    assert shown(nearest(free, at(16), 3)) == ["12.03 14:00", "12.03 15:00", "12.03 16:00"]


# Booking --------------------------------------------------------------------------------------------------------------


def test_the_public_holds_an_hour_and_confirms_it_by_the_mailed_link(law: AdviceHours, hanna: User) -> None:
    row = ask_for_appointment(asked(law, at(14), name="Jan Nowak", email="Jan@Dom.example"), now=NOW)
    assert (row.status, row.confirmed_at, row.advisor) == (("draft", "czeka na potwierdzenie"), None, hanna)
    (letter,) = deliver()
    assert (letter.to, letter.subject) == (
        ["jan@dom.example"],
        "Potwierdź godzinę: doradztwo prawne, poniedziałek, 12 marca 2035, 14:00–15:00",
    )
    assert f"/dyzury/wizyta/{row.secret}/" in letter.body
    assert not letter.attachments
    assert free_on(MONDAY) == [f"12.03 {hour}:00" for hour in (11, 12, 13, 15, 16)]
    confirmed = confirm_appointment(row, now=NOW + timedelta(minutes=5))
    assert confirm_appointment(confirmed, now=NOW + timedelta(minutes=6)).confirmed_at == NOW + timedelta(minutes=5)
    letters = deliver()
    assert [(one.to, one.subject.partition(":")[0]) for one in letters] == [
        (["jan@dom.example"], "Umówione"),
        (["hanna@osrodek.example"], "Nowa wizyta"),
    ]
    (part,) = letters[0].attachments
    assert (part.get_content_type(), part.get_param("method")) == ("text/calendar", "REQUEST")
    (event,) = Calendar.from_ical(part.get_content()).walk("VEVENT")
    assert (event["UID"].partition("@")[0], int(event["SEQUENCE"]), str(event["STATUS"])) == (
        str(row.allocation.uid), 0, "CONFIRMED",
    )  # fmt: skip


def test_nothing_of_a_person_stands_in_the_queue(law: AdviceHours) -> None:
    ask_for_appointment(asked(law, at(14), name="Jan Nowak", email="jan@dom.example", phone="600000000"), now=NOW)
    args = str(list(ProcrastinateJob.objects.values_list("args", flat=True)))
    assert not re.search("jan|nowak|600000000", args, re.IGNORECASE)


def test_who_comes_too_late_is_told_and_a_second_click_books_nothing_more(law: AdviceHours) -> None:
    first = asked(law, at(14))
    row = ask_for_appointment(first, now=NOW)
    assert ask_for_appointment(first, now=NOW) == row
    with pytest.raises(TakenError):
        ask_for_appointment(asked(law, at(14), email="inny@dom.example"), now=NOW)
    with pytest.raises(TakenError):
        ask_for_appointment(asked(law, at(14, 30)), now=NOW)
    other = ask_for_appointment(asked(law, at(14), email="inny@dom.example"), now=NOW + timedelta(minutes=15))
    with pytest.raises(TakenError):
        confirm_appointment(row, now=NOW + timedelta(minutes=16))
    assert Appointment.objects.filter(confirmed_at=None).count() == 2
    assert confirm_appointment(other, now=NOW + timedelta(minutes=16)).is_confirmed


def test_a_pool_gives_whoever_is_free_and_a_late_confirmation_another_of_it(hanna: User, pawel: User) -> None:
    row = advice_hours(hanna, pawel)
    first = ask_for_appointment(asked(row, at(14), email="a@dom.example"), now=NOW)
    second = ask_for_appointment(asked(row, at(14), email="b@dom.example"), now=NOW)
    assert {first.advisor, second.advisor} == {hanna, pawel}
    late = NOW + timedelta(minutes=20)
    taken = book_appointment(asked(row, at(14), email="c@dom.example"), by=hanna, now=late)
    assert taken.advisor == hanna
    moved = confirm_appointment(first, now=late)
    assert (moved.advisor, moved.is_confirmed) == (pawel, True)
    with pytest.raises(TakenError):
        confirm_appointment(second, now=late)


def test_an_hour_that_has_run_out_is_not_confirmed_into_a_closed_office_a_break_or_hours_that_ended(
    hanna: User,
) -> None:
    row, late = advice_hours(hanna), NOW + timedelta(minutes=20)
    closed, broken, ended = (
        ask_for_appointment(asked(row, at(hour), email=f"{hour}@dom.example"), now=NOW) for hour in (11, 13, 16)
    )
    change_hours(row, hours_draft(hanna, office=row.office, kind=row.kind, closes=time(16)), by=hanna)
    with pytest.raises(TakenError):
        confirm_appointment(ended, now=late)
    assert confirm_appointment(ended, now=NOW + timedelta(minutes=14)).is_confirmed
    change_hours(row, hours_draft(hanna, office=row.office, kind=row.kind, buffer_minutes=15), by=hanna)
    with pytest.raises(TakenError):
        confirm_appointment(broken, now=late)
    set_exception(row.office, MONDAY, hours=None, reason="szkolenie", by=hanna)
    with pytest.raises(TakenError):
        confirm_appointment(closed, now=late)
    with pytest.raises(GoneError):
        confirm_appointment(closed, now=at(11))
    assert confirm_appointment(closed, now=NOW + timedelta(minutes=14)).is_confirmed


def test_a_late_confirmation_is_of_the_hours_of_whoever_is_there_now(hanna: User, pawel: User) -> None:
    mine = advice_hours(hanna)
    row, late = ask_for_appointment(asked(mine, at(14)), now=NOW), NOW + timedelta(minutes=20)
    his = advice_hours(pawel, office=mine.office, kind=mine.kind, reminder_hours=5)
    end_hours(mine, date(2035, 3, 6), by=hanna)
    confirmed = confirm_appointment(row, now=late)
    assert (confirmed.advisor, confirmed.hours, confirmed.is_confirmed) == (pawel, his, True)
    assert Appointment.objects.get().hours == his


def test_many_bookings_of_one_mail_or_one_computer_are_refused_in_the_same_words(law: AdviceHours) -> None:
    for hour in (11, 12, 13):
        ask_for_appointment(asked(law, at(hour), email="jan@dom.example"), now=NOW)
    with pytest.raises(TooManyError) as by_mail:
        ask_for_appointment(asked(law, at(14), email="Jan@dom.example"), now=NOW)
    Appointment.objects.update(address_key="x" * 32, email="inny@dom.example", booked_at=NOW)
    extra = Appointment.objects.first()
    assert extra is not None
    for _number in range(MOST_OF_AN_ADDRESS - 3):
        free = Allocation.objects.create(resource=extra.allocation.resource, period=extra.allocation.period, state=4)
        Appointment.objects.create(
            allocation=free, hours=law, kind=law.kind, office=law.office, name="x", booked_at=NOW, address_key="x" * 32
        )
    with pytest.raises(TooManyError) as by_address:
        ask_for_appointment(asked(law, at(14), email="jan@dom.example", address_key="x" * 32), now=NOW)
    assert str(by_mail.value) == str(by_address.value)
    assert str(by_mail.value).startswith("Z tego miejsca zapisano zbyt wiele godzin")
    assert ask_for_appointment(asked(law, at(15), email="jan@dom.example"), now=NOW + timedelta(hours=2))


def test_whoever_does_not_confirm_is_forgotten_after_a_day(law: AdviceHours) -> None:
    gone = ask_for_appointment(asked(law, at(14), address_key="x"), now=NOW)
    kept = confirm_appointment(
        ask_for_appointment(asked(law, at(15), email="b@dom.example", address_key="x"), now=NOW), now=NOW
    )
    assert forget_unconfirmed(now=NOW + timedelta(hours=23)) == 0
    assert forget_unconfirmed(now=NOW + timedelta(hours=25)) == 1
    assert list(Appointment.objects.values_list("pk", "address_key")) == [(kept.pk, "")]
    assert Allocation.objects.get(pk=gone.allocation_id).state == Allocation.State.RELEASED


# Changes --------------------------------------------------------------------------------------------------------------


def booked(law: AdviceHours, start: datetime, **more: Any) -> Appointment:
    row = book_appointment(asked(law, start, **more), by=None, now=NOW)
    deliver()
    return row


def test_a_move_keeps_the_uid_and_raises_the_sequence(law: AdviceHours, hanna: User) -> None:
    row = booked(law, at(14), email="jan@dom.example")
    moved = move_appointment(row, at(16), 60, by=hanna, reason="zebranie rady", now=NOW)
    assert (moved.starts_at, moved.allocation.sequence) == (at(16), 1)
    (letter,) = deliver()
    assert (letter.to, "zebranie rady" in letter.body) == (["jan@dom.example"], True)
    (event,) = Calendar.from_ical(letter.attachments[0].get_content()).walk("VEVENT")
    assert (event["UID"].partition("@")[0], int(event["SEQUENCE"])) == (str(row.allocation.uid), 1)
    with pytest.raises(TakenError):
        move_appointment(moved, at(10), 60, by=hanna, now=NOW)
    assert free_on(MONDAY) == [f"12.03 {hour}:00" for hour in range(11, 16)]


def test_by_the_link_one_moves_and_cancels_until_some_hours_before(law: AdviceHours) -> None:
    row = booked(law, at(14), email="jan@dom.example")
    late = at(10, 1)
    for change in (lambda: move_appointment(row, at(16), 60, by=None, now=late),
                   lambda: cancel_appointment(row, by=None, now=late)):  # fmt: skip
        with pytest.raises(TooLateError):
            change()
    gone = cancel_appointment(row, by=None, now=at(10))
    assert (gone.status, cancel_appointment(gone, by=None, now=at(10)).allocation.sequence) == (
        ("refused", "odwołane"), 1,
    )  # fmt: skip
    letters = deliver()
    assert [one.to for one in letters] == [["jan@dom.example"], ["hanna@osrodek.example"]]
    part = letters[0].attachments[0]
    (event,) = Calendar.from_ical(part.get_content()).walk("VEVENT")
    assert (part.get_param("method"), str(event["STATUS"]), int(event["SEQUENCE"])) == ("CANCEL", "CANCELLED", 1)
    with pytest.raises(GoneError):
        move_appointment(gone, at(16), 60, by=UserFactory(), now=NOW)
    assert "12.03 14:00" in free_on(MONDAY)


def test_what_is_over_is_neither_moved_nor_cancelled(law: AdviceHours, hanna: User) -> None:
    row = booked(law, at(14))
    with pytest.raises(GoneError):
        cancel_appointment(row, by=hanna, now=at(14))
    with pytest.raises(GoneError):
        move_appointment(row, at(16), 60, by=hanna, now=at(14))


def test_changed_hours_leave_what_is_booked(law: AdviceHours, pawel: User) -> None:
    row = booked(law, at(14))
    draft = hours_draft(pawel, office=law.office, kind=law.kind, opens=time(12), closes=time(15))
    change_hours(law, draft, by=pawel)
    row.refresh_from_db()
    assert (row.starts_at, row.advisor.name) == (at(14), "Hanna Wrzosek")
    assert free_on(MONDAY) == ["12.03 12:00", "12.03 13:00", "12.03 14:00"]


# Kept and missed ------------------------------------------------------------------------------------------------------

PAST = datetime(2024, 3, 4, 9, tzinfo=ZONE)


def past(law: AdviceHours, **more: Any) -> Appointment:
    """An appointment of 11 March 2024."""
    return book_appointment(asked(law, at(14, day=date(2024, 3, 11)), **more), by=None, now=PAST)


def no_shows() -> list[tuple[Any, ...]]:
    rows = Entry.objects.filter(measure=61).order_by("id")
    return list(rows.values_list("occurred_on", "quantity", "office", "topic", "party", "place"))


def test_a_missed_appointment_counts_one_and_undo_takes_it_back(law: AdviceHours, hanna: User) -> None:
    party = factories.party()
    row = past(law, party=party)
    mark_missed(row, by=hanna)
    mark_missed(row, by=hanna)
    values = (date(2024, 3, 11), 1, law.office_id, law.kind_id, party.pk, 101401)
    assert no_shows() == [values]
    unmark_missed(row, by=hanna)
    assert no_shows() == [values, (values[0], -1, *values[2:])]
    assert list(verify()) == []


def test_only_what_was_due_and_not_kept_can_be_missed(law: AdviceHours, hanna: User) -> None:
    row = past(law)
    with pytest.raises(NotPossibleError):
        mark_missed(row, by=hanna, now=at(13, day=date(2024, 3, 11)))
    keep(row, hanna)
    with pytest.raises(NotPossibleError):
        mark_missed(row, by=hanna)


def test_in_a_closed_period_a_missed_appointment_needs_a_reason(law: AdviceHours, hanna: User) -> None:
    row = past(law)
    close(date(2024, 1, 1), date(2025, 1, 1), by=hanna)
    with pytest.raises(ClosedPeriodError):
        mark_missed(row, by=hanna)
    mark_missed(row, by=hanna, reason="zapomniane")
    assert Entry.objects.get().correction_reason == "zapomniane"


def keep(row: Appointment, by: User) -> Any:
    draft = SessionDraft(
        day=date(2024, 3, 11), minutes=60, kind=row.kind, advisor=by, party=factories.party("Osoba"),
        office=row.office, token=uuid.uuid4(), appointment=row.pk,
    )  # fmt: skip
    return record_session(draft, by=by)


def test_a_kept_appointment_becomes_one_session_that_knows_it(law: AdviceHours, hanna: User) -> None:
    row = past(law)
    mark_missed(row, by=hanna)
    session = keep(row, hanna)
    row.refresh_from_db()
    assert (row.session, session.appointment, row.party.name, row.missed_at) == (session, row, "Osoba", None)
    assert row.status == ("done", "sesja zapisana")
    assert sum(quantity for _day, quantity, *_rest in no_shows()) == 0
    with pytest.raises(KeptAlreadyError):
        keep(row, hanna)
    cancel_session(session, by=hanna)
    again = keep(row, hanna)
    row.refresh_from_db()
    assert row.session == again
    assert list(verify()) == []


def test_the_list_knows_what_is_to_come_to_record_kept_missed_and_cancelled(law: AdviceHours, hanna: User) -> None:
    rows = {hour: book_appointment(asked(law, at(hour, day=date(2024, 3, 11)), name=str(hour)), by=None, now=PAST)
            for hour in (11, 12, 13, 14)}  # fmt: skip
    keep(rows[11], hanna)
    mark_missed(rows[12], by=hanna)
    cancel_appointment(rows[13], by=hanna, reason="choroba", now=PAST)
    coming = booked(law, at(14), name="przyszła")

    def names(state: str, **more: Any) -> list[str]:
        return [row.name for row in appointments_found(AppointmentFilter(state, **more), now=NOW)]

    assert {state: names(state) for state in ("", "record", "kept", "missed", "cancelled", "held", "all")} == {
        "": ["przyszła"],
        "record": ["14"],
        "kept": ["11"],
        "missed": ["12"],
        "cancelled": ["13"],
        "held": [],
        "all": ["przyszła", "14", "13", "12", "11"],
    }
    day = date(2024, 3, 11)
    assert names("all", since=day, until=day, advisor=hanna.pk, text="1", office=law.office_id) == [
        "14",
        "13",
        "12",
        "11",
    ]
    assert names("all", kind=law.kind_id + 1) == []
    assert coming.is_over is False


def test_the_calendar_of_an_advisor_shows_names_and_changes_but_no_addresses(law: AdviceHours, hanna: User) -> None:
    row = booked(law, at(14), name="Jan Nowak", email="jan@dom.example", phone="600 000 000", about="statut")
    resource = advisors_as_resources([hanna])[0]
    held = ask_for_appointment(asked(law, at(15), email="b@dom.example"), now=NOW)
    (shown_one,) = feed_of(resource, NOW)
    assert (shown_one.title, shown_one.text, shown_one.attendee, shown_one.is_cancelled) == (
        "Doradztwo prawne: Jan Nowak", "", None, False,
    )  # fmt: skip
    cancel_appointment(row, by=hanna, reason="urlop", now=NOW)
    (shown_one,) = feed_of(resource, NOW)
    assert (shown_one.is_cancelled, shown_one.sequence) == (True, 1)
    assert held.confirmed_at is None


# A race ---------------------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_eight_residents_who_press_at_once_get_two_advisors_and_six_plain_answers() -> None:
    row = advice_hours(UserFactory(), UserFactory())
    drafts = [asked(row, at(14), email=f"{number}@dom.example") for number in range(8)]
    barrier, answers = threading.Barrier(8), []

    def resident(number: int) -> None:
        try:
            barrier.wait()
            try:
                answers.append(ask_for_appointment(drafts[number], now=NOW).advisor.pk)
            except TakenError:
                answers.append(0)
        finally:
            connection.close()

    threads = [threading.Thread(target=resident, args=[number]) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [0] * 6 + sorted(one.user_id for one in row.who.all())


def test_a_draft_without_a_second_way_of_meeting_takes_the_first(law: AdviceHours) -> None:
    row = book_appointment(replace(asked(law, at(11)), form="in_person"), by=None, now=NOW)
    assert (row.form, Kind.objects.get(pk=row.kind_id).key) == ("in_person", "legal")
