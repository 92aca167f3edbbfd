"""Parties as they are added and changed in what has no dates; many at a time where lists do."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from ognisko.accounts.models import User
from ognisko.core import polish
from ognisko.core.turns import take_turns
from ognisko.ledger.actions import post_again_for_party
from ognisko.people.actions.drafts import EARLIEST, PartyDraft, address_of, locked_party, period, refresh
from ognisko.people.models import (
    Address,
    Contact,
    Identifier,
    Party,
    PartyKind,
    PartyStatus,
    Tag,
)


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
    Address.objects.bulk_create(address_of(party, address) for party, draft in pairs for address in draft.addresses)
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
        take_turns(draft.token)
        if standing := Party.everyone.filter(token=draft.token).first():
            return standing
    return add_parties([draft], by=by)[0]


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
    party = locked_party(party.pk)
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
def set_caretaker(ids: Sequence[int], caretaker: User | None, *, by: User | None) -> dict[int, int | None]:
    """Give many parties one caretaker; return who it was before, for undo, where that changed."""
    rows = Party.objects.select_for_update(of=("self",)).filter(pk__in=ids, erasure=None).order_by("pk")
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
    parties = list(Party.objects.filter(pk__in=ids, erasure=None).exclude(tags__name=name).order_by("pk"))
    _tag([(party, [name]) for party in parties])
    return [party.pk for party in parties]


@transaction.atomic
def untag_parties(ids: Sequence[int], name: str, *, by: User | None) -> None:
    """Undo: take the tag off these parties."""
    Party.tags.through.objects.filter(party_id__in=ids, tag__name=name).delete()
