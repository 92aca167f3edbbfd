"""Taking turns: whoever means the same thing waits until the transaction of the one before has ended."""

from django.db import connection


def take_turns(*tokens: object) -> None:
    """Two submits of one form wait for each other, so that the second sees what the first recorded.

    A token is whatever both know: that of a form, or words for what is done once at a time. Several are taken in one
    order, so that two never wait for each other. Not for thousands: each fills a line of the database's table of locks.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_advisory_xact_lock(hashtextextended(token, 0)) from unnest(%s::text[]) token order by token",
            [[str(token) for token in tokens]],
        )
