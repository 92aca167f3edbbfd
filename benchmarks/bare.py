"""The yardstick of the last evening: a Django view that inserts a numbered row and does nothing else.

No session, no form, no check; the number comes from a locked row, so it has no gaps either. It runs on the same web
server with the same processes and threads, in the same database.
"""

import os

import django
from django.conf import settings
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import path

from ognisko.config import postgres

if not settings.configured:
    database = postgres.connection_settings(postgres.APPLICATION) | {"CONN_MAX_AGE": 600}
    settings.configure(
        ROOT_URLCONF=__name__, DATABASES={"default": database}, SECRET_KEY=os.urandom(50).hex(), ALLOWED_HOSTS=["*"],
        USE_TZ=True,
    )  # fmt: skip
    django.setup()

TABLES = """
    drop table if exists bare_row, bare_counter;
    create table bare_counter (id int primary key, last int not null);
    create table bare_row (number int primary key, who text not null, at timestamptz not null default now());
    insert into bare_counter values (1, 0);
    grant all on bare_row, bare_counter to public;
"""


def insert(request: HttpRequest) -> HttpResponse:
    """One row with the next number."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("update bare_counter set last = last + 1 where id = 1 returning last")
        number = cursor.fetchone()[0]
        cursor.execute("insert into bare_row (number, who) values (%s, %s)", [number, request.POST.get("who", "")])
    return HttpResponse(str(number))


urlpatterns = [path("", insert)]


def application(environment: dict[str, object], start: object) -> object:
    """The WSGI application; made at the first request, so that the benchmark can read TABLES without a server."""
    global _handler  # noqa: PLW0603  # one for each process
    if _handler is None:
        from django.core.wsgi import get_wsgi_application

        _handler = get_wsgi_application()
    return _handler(environment, start)  # type: ignore[operator]


_handler: object = None
