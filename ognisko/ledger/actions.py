"""Writes to the ledger: posting by difference, closing and reopening of periods."""

import time
from collections.abc import Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, OperationalError, connection, transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from ognisko.ledger.models import MIRRORED, Closing, Entry
from ognisko.ledger.queries import in_force, sources
from ognisko.ledger.rules import EntryValues, Source, difference

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ognisko.accounts.models import User

MANY = 200
"""From so many records on, one lock on the kind of record replaces a lock on each, and rows travel by COPY."""


class ClosedPeriodError(Exception):
    """An entry dated in a closed period was to be posted without a reason."""

    def __str__(self) -> str:
        return _("This period is closed. The change will be saved as a correction: give a reason.")


class CannotCloseError(Exception):
    """The period could not be closed; the message says why."""


def post(source: Source, ids: Sequence[int], *, by: "User | None", reason: str = "", fresh: bool = False) -> int:
    """Bring the entries of these records in line with the records; return how many entries were appended.

    Appends a reversal and a new entry where something changed, nothing where nothing did. Runs in the transaction of
    the change itself, so that a record and its entries never disagree. Raises ClosedPeriodError where an entry falls
    into a closed period and there is no reason.

    Race: two posters of one record would both append; a lock on the record makes them take turns (without it eight
    clients on twenty records met 271 unique violations). The entries are read after the lock, at read committed, so
    the second sees what the first did. ``fresh`` records were inserted in this very transaction: nobody else sees
    them, so there is nothing to wait for and nothing posted yet.
    """
    numbers = sorted(set(ids))
    if not numbers:
        return 0
    if not connection.in_atomic_block:
        raise RuntimeError("entries are posted in the transaction of the change itself")
    live: Mapping[int, list[tuple[int, EntryValues]]] = {}
    if not fresh:
        _lock(source.number, numbers)
        live = in_force(source.number, numbers)
    facts = source.facts(numbers)
    missing: list[tuple[int, EntryValues]] = []
    surplus: list[int] = []
    for number in numbers:
        wanted = source.entries(facts[number]) if number in facts else ()
        found = difference(wanted, live.get(number, ()))
        missing += [(number, values) for values in found.missing]
        surplus += found.surplus
    with _closed_period_named():
        _reverse(surplus, by, reason)
        _insert(source.number, missing, by, reason)
    return len(missing) + len(surplus)


def post_again_for_party(party: int, *, since: date, by: "User | None", reason: str = "") -> int:
    """Post again every record that counted for this party from a day on: its kind, status or seat changed for then."""
    concerned: dict[int, list[int]] = {}
    found = Entry.objects.filter(party=party, occurred_on__gte=since)
    for kind, record in found.values_list("source_kind", "source").distinct():
        concerned.setdefault(kind, []).append(record)
    return sum(post(sources()[kind], records, by=by, reason=reason) for kind, records in sorted(concerned.items()))


@contextmanager
def _closed_period_named() -> "Iterator[None]":
    try:
        yield
    except IntegrityError as error:
        diagnosis = getattr(error.__cause__, "diag", None)
        if diagnosis and diagnosis.constraint_name == "ledger_entry_closed_period":
            raise ClosedPeriodError from error
        raise


def _lock(source_kind: int, numbers: Sequence[int]) -> None:
    with connection.cursor() as cursor:
        if len(numbers) >= MANY:
            cursor.execute("select pg_advisory_xact_lock(%s, 0)", [source_kind])
        else:
            keys = [(source_kind << 48) | number for number in numbers]
            cursor.execute(
                "select pg_advisory_xact_lock_shared(%s, 0), (select count(pg_advisory_xact_lock(key))"
                " from unnest(%s::bigint[]) key)",
                [source_kind, keys],
            )


def _reverse(surplus: list[int], by: "User | None", reason: str) -> None:
    if not surplus:
        return
    columns = ", ".join(MIRRORED)
    with connection.cursor() as cursor:
        cursor.execute(
            f"insert into ledger_entry ({columns}, quantity, reverses_id, posted_by, correction_reason)"  # noqa: S608
            f" select {columns}, -quantity, id, %s, %s from ledger_entry where id = any(%s) order by id",
            [by.pk if by else 0, reason or None, surplus],
        )


def _insert(source_kind: int, missing: list[tuple[int, EntryValues]], by: "User | None", reason: str) -> None:
    if not missing:
        return
    columns = ", ".join((*EntryValues._fields, "source_kind", "source", "posted_by", "correction_reason"))
    rest = (by.pk if by else 0, reason or None)
    rows: list[tuple[Any, ...]] = [(*values, source_kind, record, *rest) for record, values in missing]
    with connection.cursor() as cursor:
        if len(rows) >= MANY:
            with cursor.copy(f"copy ledger_entry ({columns}) from stdin") as copy:
                for row in rows:
                    copy.write_row(row)
            return
        marks = ", ".join(["(" + ", ".join(["%s"] * len(rows[0])) + ")"] * len(rows))
        cursor.execute(
            f"insert into ledger_entry ({columns}) values {marks}",  # noqa: S608  # columns are constants
            [value for row in rows for value in row],
        )


@contextmanager
def held() -> "Iterator[int]":
    """Nobody posts until the transaction ends: the number of the last entry, which no later one comes before.

    Race: a poster that has passed its check must not commit after a closing or a freezing. The table lock waits for
    posters under way and holds up later ones until the transaction is committed (measured: without it 198 of 200
    closings were slipped past, with it none). Raises OperationalError after half a second: VACUUM blocks the lock, and
    it holds up posters while it waits, hence ``trying``.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set local lock_timeout = '500ms'")
        cursor.execute("lock table ledger_entry in share row exclusive mode")
        cursor.execute("set local lock_timeout to default")
        cursor.execute("select coalesce(max(id), 0) from ledger_entry")
        yield cursor.fetchone()[0]


def trying[T](work: "Callable[[], T]", tries: int = 20) -> T:
    """Do what holds the ledger, again where the lock was not to be had; raises CannotCloseError after ``tries``."""
    for _attempt in range(tries):
        try:
            return work()
        except OperationalError:
            time.sleep(0.1)
    raise CannotCloseError(_("Others are saving without a break just now. Try again in a minute."))


def close(
    start: date, end: date, *, by: "User | None", project: int = 0, remarks: str = "", tries: int = 20
) -> Closing:
    """End the period from ``start`` up to but not ``end``: later entries dated inside need a reason.

    ``remarks`` say why it is closed with points left open. Raises CannotCloseError.
    """
    if end <= start:
        raise CannotCloseError(_("The period ends before it begins."))

    def closed() -> Closing:
        with held():
            return Closing.objects.create(
                period=(start, end), project=project, closed_by=by.pk if by else 0, remarks=remarks
            )

    try:
        return trying(closed, tries)
    except IntegrityError as error:
        raise CannotCloseError(_("A part of this period is closed already.")) from error


@transaction.atomic
def reopen(closing: Closing, *, by: "User", reason: str) -> Closing:
    """Open a closed period again, with a reason; an event that stays visible."""
    closing = Closing.objects.select_for_update().get(pk=closing.pk, reopened_at=None)
    closing.reopened_at = Now()
    closing.reopened_by = by.pk
    closing.reopening_reason = reason
    closing.save()
    closing.refresh_from_db()
    return closing
