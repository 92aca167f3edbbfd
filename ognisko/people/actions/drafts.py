"""A party as it is typed or imported, before it is anything in the database."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone
from psycopg.types.range import DateRange

from ognisko.accounts.models import User
from ognisko.core import polish
from ognisko.core.search import vector
from ognisko.people.actions.refusals import PartyMergedError, refuse_erased
from ognisko.people.models import (
    Address,
    Contact,
    Party,
)
from ognisko.people.rules import Kind, Sex, Status
from ognisko.places.models import Place

EARLIEST = date(1900, 1, 1)


@dataclass(frozen=True)
class AddressDraft:
    """An address as it is typed or imported."""

    place: Place
    street: str = ""
    postal_code: str = ""
    town: str = ""
    purpose: int = Address.Purpose.SEAT
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class PartyDraft:
    """A party as it is typed or imported; kinds and statuses with their first day and the first day after."""

    name: str
    kinds: Sequence[tuple[Kind, date | None, date | None]]
    statuses: Sequence[tuple[Status, date | None, date | None]] = ()
    addresses: Sequence[AddressDraft] = ()
    identifiers: Mapping[int, str] = field(default_factory=dict)
    contacts: Sequence[tuple[int, str]] = ()
    tags: Sequence[str] = ()
    short_name: str = ""
    description: str = ""
    caretaker: User | None = None
    sex: int = Sex.UNKNOWN
    birth_year: int | None = None
    is_demo: bool = False
    token: UUID | None = None


def period(since: date | None, until: date | None = None) -> DateRange:
    """From ``since`` up to but not including ``until``; None is open."""
    return DateRange(since, until)


def address_of(party: Party, draft: AddressDraft) -> Address:
    """The address as a row that is not saved yet."""
    return Address(
        party=party,
        purpose=draft.purpose,
        place=draft.place,
        street=draft.street,
        postal_code=draft.postal_code,
        town=draft.town,
        period=period(draft.since, draft.until),
    )


def hold_parties(ids: Iterable[int], *, also_erased: Iterable[int] = (), also_merged: bool = False) -> None:
    """These parties change no kind, status, seat or coarse attribute until the transaction ends.

    Race: a record posts with the party as it is, while a change of the party posts again only what it sees. Whoever
    records something for a party therefore holds it first, before any other lock; a change waits, and then sees the
    entries. Without it a record and its entries came to disagree. Raises PartyMergedError where one of them is a
    double that was merged into another one, perhaps while this waited, and ErasedError where one is a person who was
    erased; ``also_erased`` are those of whom nothing new is told: what they are counted in may end or be cancelled.
    ``also_merged`` where a double does no harm.
    """
    numbers = set(ids)
    with connection.cursor() as cursor:
        cursor.execute(
            "select id, merged_into_id from people_party where id = any(%s) order by id for key share",
            [sorted(numbers)],
        )
        gone = [number for number, kept in cursor.fetchall() if kept is not None]
    if gone and not also_merged:
        raise PartyMergedError(Party.everyone.get(pk=gone[0]))
    refuse_erased(numbers.difference(also_erased))


def locked_party(number: int) -> Party:
    """The party as it is now, for whoever changes it; raises PartyMergedError and ErasedError."""
    party = Party.everyone.select_for_update().get(pk=number)
    if party.merged_into_id is not None:
        raise PartyMergedError(party)
    refuse_erased([number])
    return party


_TODAY = "(now() at time zone 'Europe/Warsaw')::date"
"""The centre's day; the connection's own is that of UTC, an hour or two behind after midnight."""

_KIND = f"(select k.kind from people_partykind k where k.party_id = p.id and k.period @> {_TODAY})"  # noqa: S608
_SEAT = (
    "(select a.place_id from people_address a"  # noqa: S608
    f" where a.party_id = p.id and a.purpose = {Address.Purpose.SEAT} and a.period @> {_TODAY})"
)


def refresh(ids: Iterable[int]) -> None:
    """Bring what lists repeat of dated rows (kind and seat of today) and the text that search reads up to date."""
    numbers = list(ids)
    parties = Party.objects.filter(id__in=numbers).prefetch_related("identifiers", "contacts")
    seats = dict(
        Address.objects.filter(
            party__in=numbers, purpose=Address.Purpose.SEAT, period__contains=timezone.localdate()
        ).values_list("party_id", "place__name")
    )
    rows = [(party.pk, *_searched(party, seats.get(party.pk, ""))) for party in parties]
    with connection.cursor() as cursor:
        cursor.execute(
            "update people_party p"  # noqa: S608
            f" set search = t.search, words = t.words::tsvector, kind_now = {_KIND}, seat_now_id = {_SEAT}"
            " from unnest(%s::int[], %s::text[], %s::text[]) t(id, search, words) where p.id = t.id",
            [[row[column] for row in rows] for column in range(3)],
        )


def _searched(party: Party, seat: str) -> tuple[str, str]:
    """What search reads of a party: the text for pieces of words, the lexemes for whole ones."""
    names = [party.name, party.short_name, seat]
    numbers = [row.value for row in party.identifiers.all()]
    phones = [row.value for row in party.contacts.all() if row.type == Contact.Type.PHONE]
    addresses = [row.value for row in party.contacts.all() if row.type != Contact.Type.PHONE]
    text = polish.fold(" ".join([*names, *numbers, *(row.value for row in party.contacts.all())]))
    numbers += [phone.removeprefix("+48") for phone in phones]
    return text, vector(*names, party.description, *addresses, numbers=numbers)


@transaction.atomic
def refresh_what_today_changes() -> int:
    """Nightly: kinds and seats that were dated ahead and hold from today; return how many parties changed.

    The text that search reads changes with them: it names the municipality of the seat.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"select p.id from people_party p where p.merged_into_id is null and (p.kind_now is distinct from {_KIND}"  # noqa: S608
            f" or p.seat_now_id is distinct from {_SEAT}) order by p.id for update of p"
        )
        changed = [number for (number,) in cursor.fetchall()]
    if changed:
        refresh(changed)
    return len(changed)
