"""Writes to parties: one transaction a change; what changes for a past day is posted to the ledger again."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models.functions import Now
from django.utils import timezone
from psycopg.types.range import DateRange

from ognisko.accounts.models import User
from ognisko.core import polish
from ognisko.ledger.actions import post_again_for_party
from ognisko.people.models import (
    Address,
    Contact,
    Identifier,
    Membership,
    Note,
    Party,
    PartyKind,
    PartyStatus,
    Tag,
    Task,
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


@transaction.atomic
def add_parties(drafts: Sequence[PartyDraft], *, by: User | None) -> list[Party]:
    """Add parties with all that is known of them, in a fixed number of statements, in the order of the drafts."""
    parties = Party.objects.bulk_create(
        [
            Party(
                name=draft.name,
                short_name=draft.short_name,
                description=draft.description,
                caretaker=draft.caretaker,
                sex=draft.sex,
                birth_year=draft.birth_year,
                is_demo=draft.is_demo,
                token=draft.token,
                sort_key=polish.sort_key(draft.name),
            )
            for draft in drafts
        ]
    )
    pairs = list(zip(parties, drafts, strict=True))
    PartyKind.objects.bulk_create(
        PartyKind(party=party, kind=kind, period=period(since, until))
        for party, draft in pairs
        for kind, since, until in draft.kinds
    )
    PartyStatus.objects.bulk_create(
        PartyStatus(party=party, status=status, period=period(since, until))
        for party, draft in pairs
        for status, since, until in draft.statuses
    )
    Address.objects.bulk_create(_address(party, address) for party, draft in pairs for address in draft.addresses)
    Identifier.objects.bulk_create(
        Identifier(party=party, type=type_, value=value)
        for party, draft in pairs
        for type_, value in draft.identifiers.items()
        if value
    )
    Contact.objects.bulk_create(
        Contact(party=party, type=type_, value=value)
        for party, draft in pairs
        for type_, value in dict.fromkeys(draft.contacts)
        if value
    )
    _tag([(party, draft.tags) for party, draft in pairs])
    refresh([party.pk for party in parties])
    return parties


@transaction.atomic
def add_party(draft: PartyDraft, *, by: User | None) -> Party:
    """Add one party; a second submit of the same form gives the party of the first."""
    if draft.token is not None:
        _take_turns(draft.token)
        if standing := Party.objects.filter(token=draft.token).first():
            return standing
    return add_parties([draft], by=by)[0]


def _take_turns(token: UUID) -> None:
    """Two submits of one form wait for each other, so that the second sees what the first recorded."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [str(token)])


def _address(party: Party, draft: AddressDraft) -> Address:
    return Address(
        party=party,
        purpose=draft.purpose,
        place=draft.place,
        street=draft.street,
        postal_code=draft.postal_code,
        town=draft.town,
        period=period(draft.since, draft.until),
    )


def _tag(wanted: Sequence[tuple[Party, Sequence[str]]]) -> None:
    names = {name for _, tags in wanted for name in tags}
    if not names:
        return
    Tag.objects.bulk_create([Tag(name=name) for name in sorted(names)], ignore_conflicts=True)
    tags = Tag.objects.in_bulk(list(names), field_name="name")
    through = Party.tags.through
    through.objects.bulk_create(
        [through(party_id=party.pk, tag_id=tags[name].pk) for party, given in wanted for name in dict.fromkeys(given)],
        ignore_conflicts=True,
    )


BASIC_FIELDS = frozenset({"name", "short_name", "description", "caretaker", "sex", "birth_year"})


@transaction.atomic
def change_party(
    party: Party,
    *,
    by: User | None,
    reason: str = "",
    identifiers: Mapping[int, str] | None = None,
    contacts: Sequence[tuple[int, str]] | None = None,
    tags: Sequence[str] | None = None,
    **basics: Any,
) -> Party:
    """Change what is not dated; what is not given stays. Sex and year of birth post the person's entries again."""
    if unknown := basics.keys() - BASIC_FIELDS:
        raise TypeError(f"not basic fields of a party: {sorted(unknown)}")
    party = Party.objects.select_for_update().get(pk=party.pk)
    counted = (party.sex, party.birth_year)
    for name, value in basics.items():
        setattr(party, name, value)
    party.save()
    if identifiers is not None:
        _replace_identifiers(party, identifiers)
    if contacts is not None:
        _replace_contacts(party, contacts)
    if tags is not None:
        party.tags.remove(*party.tags.exclude(name__in=tags))
        _tag([(party, tags)])
    if (party.sex, party.birth_year) != counted:
        post_again_for_party(party.pk, since=EARLIEST, by=by, reason=reason)
    refresh([party.pk])
    return party


def _replace_identifiers(party: Party, wanted: Mapping[int, str]) -> None:
    wanted = {type_: value for type_, value in wanted.items() if value}
    for row in party.identifiers.all():
        if wanted.get(row.type) != row.value:
            row.delete()
        else:
            del wanted[row.type]
    Identifier.objects.bulk_create(Identifier(party=party, type=type_, value=value) for type_, value in wanted.items())


def _replace_contacts(party: Party, wanted: Sequence[tuple[int, str]]) -> None:
    left = {pair for pair in wanted if pair[1]}
    for row in party.contacts.all():
        if (row.type, row.value) in left:
            left.remove((row.type, row.value))
        else:
            row.delete()
    Contact.objects.bulk_create(Contact(party=party, type=type_, value=value) for type_, value in sorted(left))


@transaction.atomic
def set_kind(party: Party, kind: Kind, *, since: date, by: User | None, reason: str = "") -> None:
    """The party is of this kind from ``since`` on: the kind it was until then ends, later kinds give way.

    What the party did from that day on is posted again with the new kind.
    """
    party = Party.objects.select_for_update().get(pk=party.pk)
    _end_on(PartyKind.objects.filter(party=party), since)
    PartyKind.objects.create(party=party, kind=kind, period=period(since))
    post_again_for_party(party.pk, since=since, by=by, reason=reason)
    refresh([party.pk])


@transaction.atomic
def set_status(
    party: Party, status: Status, *, since: date, until: date | None = None, by: User | None, reason: str = ""
) -> None:
    """The party has the status from ``since`` on, up to ``until`` where that is known."""
    party = Party.objects.select_for_update().get(pk=party.pk)
    _end_on(PartyStatus.objects.filter(party=party, status=status), since)
    PartyStatus.objects.create(party=party, status=status, period=period(since, until))
    post_again_for_party(party.pk, since=since, by=by, reason=reason)


@transaction.atomic
def end_status(party: Party, status: Status, *, on: date, by: User | None, reason: str = "") -> None:
    """The party has the status no more from that day on."""
    party = Party.objects.select_for_update().get(pk=party.pk)
    _end_on(PartyStatus.objects.filter(party=party, status=status), on)
    post_again_for_party(party.pk, since=on, by=by, reason=reason)


@transaction.atomic
def move_seat(party: Party, address: AddressDraft, *, by: User | None, reason: str = "") -> None:
    """The party's seat is there from the address's first day on: the seat until then ends, later ones give way."""
    party = Party.objects.select_for_update().get(pk=party.pk)
    seats = Address.objects.filter(party=party, purpose=Address.Purpose.SEAT)
    if address.since is None:
        seats.delete()
    else:
        _end_on(seats, address.since)
    _address(party, address).save()
    post_again_for_party(party.pk, since=address.since or EARLIEST, by=by, reason=reason)
    refresh([party.pk])


def _end_on(rows: Any, day: date) -> None:
    """End what holds on that day, remove what begins on it or later."""
    rows.filter(period__startswith__gte=day).delete()
    for row in rows.filter(period__contains=day):
        row.period = period(row.period.lower, day)
        row.save(update_fields=["period"])


@transaction.atomic
def add_address(party: Party, address: AddressDraft, *, by: User | None) -> Address:
    """Add an address that is not the seat (mailing, place of activity)."""
    row = _address(party, address)
    row.save()
    return row


@transaction.atomic
def end_address(address: Address, *, on: date, by: User | None) -> None:
    """The party is not there any more from that day on; an address that never held is removed. Seats move instead."""
    _end_on(Address.objects.filter(pk=address.pk).exclude(purpose=Address.Purpose.SEAT), on)


@transaction.atomic
def set_caretaker(ids: Sequence[int], caretaker: User | None, *, by: User | None) -> dict[int, int | None]:
    """Give many parties one caretaker; return who it was before, for undo, where that changed."""
    rows = Party.objects.select_for_update().filter(pk__in=ids).order_by("pk")
    before = dict(rows.values_list("pk", "caretaker"))
    wanted = caretaker.pk if caretaker else None
    changed: dict[int, int | None] = {party: was for party, was in before.items() if was != wanted}
    Party.objects.filter(pk__in=changed).update(caretaker=caretaker)
    return changed


@transaction.atomic
def restore_caretakers(before: Mapping[int, int | None], *, by: User | None) -> None:
    """Undo: each party has the caretaker of before."""
    for caretaker in set(before.values()):
        ids = [party for party, was in before.items() if was == caretaker]
        Party.objects.filter(pk__in=ids).update(caretaker=caretaker)


@transaction.atomic
def tag_parties(ids: Sequence[int], name: str, *, by: User | None) -> list[int]:
    """Give many parties one tag; return those that did not have it, for undo."""
    parties = list(Party.objects.filter(pk__in=ids).exclude(tags__name=name).order_by("pk"))
    _tag([(party, [name]) for party in parties])
    return [party.pk for party in parties]


@transaction.atomic
def untag_parties(ids: Sequence[int], name: str, *, by: User | None) -> None:
    """Undo: take the tag off these parties."""
    Party.tags.through.objects.filter(party_id__in=ids, tag__name=name).delete()


@transaction.atomic
def add_membership(
    person: Party, party: Party, *, role: str, since: date | None, is_contact: bool = False, by: User | None
) -> Membership:
    """The person has a role in the party from that day on; said again it only changes who is first to contact."""
    row = Membership.objects.filter(person=person, party=party, role=role, period__upper_inf=True).first()
    if row is None:
        row = Membership(person=person, party=party, role=role, period=period(since))
    row.is_contact = is_contact
    row.save()
    return row


@transaction.atomic
def add_new_member(
    draft: PartyDraft, party: Party, *, role: str, since: date | None, is_contact: bool = False, by: User | None
) -> Membership:
    """Add a person who is not here yet, together with their role in the party."""
    return add_membership(add_party(draft, by=by), party, role=role, since=since, is_contact=is_contact, by=by)


@transaction.atomic
def end_membership(membership: Membership, *, on: date, by: User | None) -> None:
    """The person has the role no more from that day on; a role that never began is removed."""
    membership = Membership.objects.select_for_update().get(pk=membership.pk)
    if membership.period.lower is not None and membership.period.lower >= on:
        membership.delete()
        return
    membership.period = period(membership.period.lower, on)
    membership.save(update_fields=["period"])


@transaction.atomic
def add_note(party: Party, text: str, *, by: User, token: UUID | None = None) -> Note:
    """Keep something worth knowing about a party; a second submit of the same form gives the note of the first."""
    if token is not None:
        _take_turns(token)
        if standing := Note.objects.filter(token=token).first():
            return standing
    return Note.objects.create(party=party, text=text, author=by, token=token)


@transaction.atomic
def add_task(
    *, title: str, due_on: date, assignee: User, party: Party | None, by: User, token: UUID | None = None
) -> Task:
    """Give a member of staff something to see to; a second submit of the same form gives the task of the first."""
    if token is not None:
        _take_turns(token)
        if standing := Task.objects.filter(token=token).first():
            return standing
    return Task.objects.create(title=title, due_on=due_on, assignee=assignee, party=party, created_by=by, token=token)


@transaction.atomic
def finish_task(task: Task, *, by: User) -> Task:
    """The task is done; said twice it stays as it was."""
    Task.objects.open().filter(pk=task.pk).update(done_at=Now(), done_by=by)
    task.refresh_from_db()
    return task


@transaction.atomic
def reopen_task(task: Task, *, by: User) -> Task:
    """Undo: the task is to be done again."""
    Task.objects.filter(pk=task.pk).update(done_at=None, done_by=None)
    task.refresh_from_db()
    return task


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
    texts = {
        party.pk: polish.fold(
            " ".join(
                [
                    party.name,
                    party.short_name,
                    seats.get(party.pk, ""),
                    *(row.value for row in party.identifiers.all()),
                    *(row.value for row in party.contacts.all()),
                ]
            )
        )
        for party in parties
    }
    with connection.cursor() as cursor:
        cursor.execute(
            f"update people_party p set search = t.search, kind_now = {_KIND}, seat_now_id = {_SEAT}"  # noqa: S608
            " from unnest(%s::int[], %s::text[]) t(id, search) where p.id = t.id",
            [list(texts), list(texts.values())],
        )


def refresh_what_today_changes() -> int:
    """Nightly: kinds and seats that were dated ahead and hold from today; return how many parties changed."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"update people_party p set kind_now = {_KIND}, seat_now_id = {_SEAT}"  # noqa: S608
            f" where p.kind_now is distinct from {_KIND} or p.seat_now_id is distinct from {_SEAT}"
        )
        return cursor.rowcount


@transaction.atomic
def add_memberships(rows: Sequence[tuple[Party, Party, str, bool]], *, by: User | None) -> list[Membership]:
    """Add memberships (person, party, role, first to contact) that hold from an unknown day, in one statement."""
    return Membership.objects.bulk_create(
        Membership(person=person, party=party, role=role, is_contact=is_contact, period=period(None))
        for person, party, role, is_contact in rows
    )
