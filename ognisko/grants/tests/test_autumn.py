"""The night in which 02:30 comes twice, from the button to the receipt: the database's clock decides, no other one."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import psycopg
import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ognisko.accounts.models import User
from ognisko.accounts.tests.factories import UserFactory
from ognisko.grants.models import Application, Call
from ognisko.grants.rules.deadlines import deadline, opening
from ognisko.grants.tests.factories import draft, open_call
from ognisko.places.models import Place

pytestmark = pytest.mark.django_db(transaction=True)

NIGHT, HALF_PAST_TWO = date(2026, 10, 25), time(2, 30)
FIRST, SECOND = (at(NIGHT, HALF_PAST_TWO).astimezone(UTC) for at in (opening, deadline))
"""02:30 of summer time and, an hour later, 02:30 of winter time."""

MOMENT, HOUR = timedelta(microseconds=1), timedelta(hours=1)
CLOCKS = (-HOUR, timedelta(0), HOUR)
"""By how much the web server's clock is wrong."""

type Stop = Callable[[datetime, timedelta], None]


@pytest.fixture
def stop(owner_connection: psycopg.Connection, monkeypatch: pytest.MonkeyPatch) -> Stop:
    """`stop(instant, wrong)` stops the database's clock at an instant, and the web server's beside it.

    A function of the same name that is found first stands for PostgreSQL's clock.
    """
    owner_connection.execute("create schema night; grant usage on schema night to public")
    owner_connection.execute(
        "create function night.clock_timestamp() returns timestamptz language sql"
        " as $$ select current_setting('night.at')::timestamptz $$"
    )

    def stopped(instant: datetime, wrong: timedelta) -> None:
        with connection.cursor() as cursor:
            cursor.execute("set search_path to night, pg_catalog, public")
            cursor.execute("select set_config('night.at', %s, false)", [instant.isoformat()])

        class Wrong(datetime):
            @classmethod
            def now(cls, tz: Any = None) -> datetime:  # type: ignore[override]
                return (instant + wrong).astimezone(tz)

        monkeypatch.setattr(timezone, "datetime", Wrong)

    return stopped


@pytest.fixture
def officer() -> User:
    return UserFactory(roles=["grants_officer"])


def call_until(instant: datetime, officer: User, **columns: Any) -> Call:
    """A call that opened three weeks before."""
    opened = instant - timedelta(days=21)
    return open_call(officer, opens_at=opened, announced_at=opened, deadline=instant, **columns)


def pressed(call: Call, stop: Stop, instant: datetime, wrong: timedelta) -> tuple[str, datetime | None, str]:
    """Somebody hands in at an instant by the web server: the stage, the time kept, what they read."""
    stop(instant, wrong)
    owner = UserFactory(roles=[])
    row = draft(call, owner, Place.objects.get(pk=101401))
    client = Client()
    client.force_login(owner)
    answer = client.post(reverse("grants:mine_check", args=[row.token]), follow=True)
    kept = Application.objects.get(pk=row.pk)
    text = answer.content.decode()
    said = [one for one in (ACCEPTED, LATE, REFUSED) if one in text]
    return kept.stage, kept.submitted_at, " ".join(said)


ACCEPTED = "Wniosek złożony"
LATE = "Wniosek przyszedł po terminie"
REFUSED = "Nabór zamknął się 25 października 2026"


@pytest.mark.parametrize("wrong", CLOCKS, ids=["an hour behind", "right", "an hour ahead"])
@pytest.mark.parametrize("closes", [FIRST, SECOND], ids=["summer time", "winter time"])
def test_nothing_is_refused_before_the_deadline_and_nothing_taken_after_it(
    closes: datetime, wrong: timedelta, stop: Stop, officer: User
) -> None:
    call = call_until(closes, officer)
    instants = [closes - HOUR, closes - MOMENT, closes, closes + MOMENT, closes + HOUR]
    assert [pressed(call, stop, instant, wrong) for instant in instants] == [
        ("submitted", closes - HOUR, ACCEPTED),
        ("submitted", closes - MOMENT, ACCEPTED),
        ("draft", None, REFUSED),
        ("draft", None, REFUSED),
        ("draft", None, REFUSED),
    ]


@pytest.mark.parametrize("wrong", CLOCKS, ids=["an hour behind", "right", "an hour ahead"])
def test_what_comes_in_the_hour_that_is_there_twice_is_late_after_the_first_and_in_time_before_the_second(
    wrong: timedelta, stop: Stop, officer: User
) -> None:
    at = FIRST + timedelta(minutes=15)
    first = call_until(FIRST, officer, late_until=SECOND)
    second = call_until(SECOND, officer, late_until=SECOND + HOUR)
    assert [pressed(first, stop, at, wrong), pressed(second, stop, at, wrong)] == [
        ("late", at, LATE),
        ("submitted", at, ACCEPTED),
    ]
