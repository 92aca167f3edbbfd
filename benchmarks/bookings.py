"""A race for one hour: eight clients, twenty-five rounds, never two bookings; and what one booking costs.

Beside it stands what others do, as published or measured by us on their public versions: Indico 3.3 checks and then
inserts, and gave one room and hour twice in 18 of 25 such rounds; LibreBooking, Easy!Appointments and Nextcloud
Appointments check and then write as well.
"""

import contextlib
import threading
import uuid
from datetime import UTC, datetime, timedelta
from itertools import count

import psycopg
from django.db import connection, transaction
from psycopg.types.range import TimestamptzRange

from benchmarks.harness import Results, medians_of
from ognisko.accounts.models import Role, User
from ognisko.bookings.actions import HOLD, TakenError, advisors_as_resources, take
from ognisko.bookings.models import Allocation, Resource

CLIENTS, ROUNDS = 8, 25
START = datetime(2040, 1, 2, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)

BARE = (
    "insert into bookings_bare (resource_id, period, state, sequence, token, uid, who)"
    " values (%s, %s, 2, 0, gen_random_uuid(), gen_random_uuid(), '')"
)


def measure(superuser: psycopg.Connection, results: Results) -> None:
    """The race first, then the time of one booking beside a bare insert into a table without a constraint."""
    advisors = [
        User.objects.create_user(f"wyscig{number}@ognisko.example", name=f"Wyścig {number}", roles=[Role.ADVISOR.value])
        for number in range(2)
    ]
    pool = advisors_as_resources(advisors)
    race(pool[:1], "one advisor", results)
    race(pool, "a pool of two", results, since=START + timedelta(days=30))
    cost(superuser, pool[0], results)


def race(pool: list[Resource], name: str, results: Results, since: datetime = START) -> None:
    """Eight clients with connections of their own want the same hour at the same moment, round after round."""
    barrier = threading.Barrier(CLIENTS)
    won: list[int] = []
    told: list[int] = []

    def client() -> None:
        try:
            for number in range(ROUNDS):
                start = since + number * HOUR
                barrier.wait()
                try:
                    take(pool, start, start + HOUR, token=uuid.uuid4(), hold=HOLD)
                    won.append(number)
                except TakenError:
                    told.append(number)
        finally:
            connection.close()

    threads = [threading.Thread(target=client) for _ in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    wanted = sorted(number for number in range(ROUNDS) for _ in pool)
    standing = Allocation.objects.filter(resource__in=pool, period__startswith__gte=since).count()
    double = sum(max(0, won.count(number) - len(pool)) for number in range(ROUNDS))
    what = f"{CLIENTS} clients × {ROUNDS} rounds for one hour of {name}: rounds with a double booking"
    kept = sorted(won) == wanted and standing >= len(wanted) and len(won) + len(told) == CLIENTS * ROUNDS
    results.add(what, str(double), "0", double == 0 and kept)


def cost(superuser: psycopg.Connection, resource: Resource, results: Results) -> None:
    """A booking locks, releases what ran out, looks and writes with its history; the yardstick only writes a row."""
    superuser.execute("drop table if exists bookings_bare")
    superuser.execute(
        "create table bookings_bare (id bigint generated always as identity primary key, resource_id bigint,"
        " period tstzrange, state smallint, sequence int, token uuid, uid uuid, who varchar(200))"
    )
    superuser.execute("grant all on bookings_bare to public")
    numbers = count()

    def bare() -> None:
        start = START + timedelta(days=100) + next(numbers) * HOUR
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(BARE, [resource.pk, TimestamptzRange(start, start + HOUR)])

    def booked() -> None:
        start = START + timedelta(days=100) + next(numbers) * HOUR
        take([resource], start, start + HOUR, token=uuid.uuid4(), hold=HOLD)

    def refused() -> None:
        with contextlib.suppress(TakenError):
            take([resource], START + timedelta(days=90), START + timedelta(days=90) + HOUR, token=uuid.uuid4())

    take([resource], START + timedelta(days=90), START + timedelta(days=90) + HOUR)
    insert, whole, plain = medians_of([bare, booked, refused], runs=200)
    superuser.execute("drop table bookings_bare")
    results.ratio("one booking with its lock, its check and its history, to a bare insert", whole, insert)
    results.ratio("a plain answer to who comes too late, to a bare insert", plain, insert)
