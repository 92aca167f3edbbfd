"""Whoever closes an office is told before saving who is booked then, and keeps the list until the last one is moved."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from ognisko.accounts.models import Role, User
from ognisko.accounts.tests.factories import UserFactory
from ognisko.advice.actions.appointments import book_appointment, cancel_appointment
from ognisko.advice.models import Appointment
from ognisko.advice.queries.offers import free_slots, hours_offered
from ognisko.advice.tests import factories
from ognisko.advice.tests.factories import advice_hours, asked
from ognisko.projects.models import HoursException, Office

pytestmark = pytest.mark.django_db


@pytest.fixture
def coordinator() -> Client:
    client = Client()
    client.force_login(UserFactory(roles=[Role.COORDINATOR]))
    return client


def booked(advisor: User, hour: int, name: str) -> Appointment:
    """An appointment on the next Monday that is free."""
    hours = advice_hours(advisor)
    today = timezone.localdate()
    rows = hours_offered(today, today + timedelta(days=28))
    slot = next(
        one
        for one in free_slots(rows, today + timedelta(days=7), today + timedelta(days=28))
        if timezone.localtime(one.start).hour == hour and hours.pk in {row.pk for row in one.hours.values()}
    )
    return book_appointment(asked(hours, slot.start, name=name), by=None)


def test_closing_a_day_names_who_is_booked_and_saves_only_when_told_again(coordinator: Client) -> None:
    row = booked(UserFactory(), 11, "Jan Nowak")
    day = timezone.localtime(row.starts_at).date()
    address = f"/biura/{row.office_id}/wyjatki/nowy/"
    sent = {"day": str(day), "why": "remont"}
    warned = coordinator.post(address, {**sent, "do": "save"})
    content = warned.content.decode()
    assert ("Jan Nowak" in content, row.get_absolute_url() in content, "Zapisz mimo to" in content) == (True,) * 3
    assert (HoursException.objects.count(), 'value="remont"' in content) == (0, True)
    saved = coordinator.post(address, {**sent, "do": "anyway"})
    assert (saved.status_code, saved["Location"].partition("#")[2], HoursException.objects.count()) == (
        302,
        "booked",
        1,
    )
    page = coordinator.get(f"/biura/{row.office_id}/").content.decode()
    assert ("Do przeniesienia" in page, row.get_absolute_url() in page) == (True, True)
    cancel_appointment(row, by=None)
    assert "Do przeniesienia" not in coordinator.get(f"/biura/{row.office_id}/").content.decode()


def test_only_what_lies_outside_the_other_hours_is_named_and_nothing_of_another_office(coordinator: Client) -> None:
    early = booked(UserFactory(), 11, "Jan Nowak")
    late = booked(UserFactory(), 14, "Ewa Zając")
    day = timezone.localtime(early.starts_at).date()
    sent = {"day": str(day), "opens": "10:00", "closes": "12:00", "why": "zebranie", "do": "save"}
    warned = coordinator.post(f"/biura/{early.office_id}/wyjatki/nowy/", sent).content.decode()
    assert (early.name in warned, late.name in warned) == (False, timezone.localtime(late.starts_at).date() == day)
    other = factories.office("biuro Kutno")
    assert coordinator.post(f"/biura/{other.pk}/wyjatki/nowy/", sent).status_code == 302


def test_an_advisor_sees_no_list_on_the_office_page(coordinator: Client) -> None:
    row = booked(UserFactory(), 11, "Jan Nowak")
    day = timezone.localtime(row.starts_at).date()
    coordinator.post(f"/biura/{row.office_id}/wyjatki/nowy/", {"day": str(day), "why": "remont", "do": "anyway"})
    advisor = Client()
    advisor.force_login(UserFactory())
    page = advisor.get(Office.objects.get(pk=row.office_id).get_absolute_url()).content.decode()
    assert "Do przeniesienia" not in page
