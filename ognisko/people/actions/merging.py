"""What people knows of a double goes over to the party that is kept; domains above move their rows with ``Journal``.

The party itself stays: the ledger knows its number, old links lead to it, its history stays readable.
"""

from collections.abc import Callable, Collection, Hashable, Sequence
from typing import Any

from django.db import transaction
from django.db.models import ExpressionWrapper, Model, Q
from django.utils.translation import gettext as _

from ognisko.accounts.models import User
from ognisko.core import polish
from ognisko.core.protection import ProtectionError
from ognisko.people.actions.consents import withdraw_consent
from ognisko.people.actions.journal import Journal
from ognisko.people.actions.protected import sealed
from ognisko.people.actions.refusals import PartyMergedError, RefusedError
from ognisko.people.models import (
    NOW,
    UNDONE_WITHIN,
    Address,
    Consent,
    Contact,
    Dated,
    Different,
    Erasure,
    Identifier,
    Membership,
    Merge,
    Note,
    Party,
    PartyKind,
    PartyStatus,
    PartyTag,
    ProtectedFact,
    Task,
)
from ognisko.people.queries.protected import keyring, value_of
from ognisko.people.rules import Fact, overlap, settled, united

MOVES = frozenset(
    {
        "people.PartyTag.party", "people.Identifier.party", "people.Contact.party", "people.PartyKind.party",
        "people.PartyStatus.party", "people.Address.party", "people.Membership.person", "people.Membership.party",
        "people.Note.party", "people.Task.party", "people.ProtectedFact.party", "people.Consent.party",
    }
)  # fmt: skip
"""Columns that `move_party` brings over."""

STAYS = frozenset(
    {
        "people.Party.merged_into", "people.Merge.kept", "people.Merge.gone", "people.Different.first",
        "people.Different.second", "people.DataCopy.party", "people.Erasure.party",
    }
)  # fmt: skip
"""Columns that keep naming the double: they say that it was one, or that it is none of another."""

REGISTERS = {"nip": Identifier.Type.NIP, "regon": Identifier.Type.REGON, "krs": Identifier.Type.KRS}
PLAIN = ("name", "short_name", "description", "caretaker_id", "sex", "birth_year")


class CannotMergeError(RefusedError):
    """These two cannot be one party; the message says why."""


class DifferentNaturesError(CannotMergeError):
    """A person and an organisation are never one."""

    def __str__(self) -> str:
        return _("A person and a group or organisation can't be one party.")


class DemoAndRealError(CannotMergeError):
    """What is fictional stays apart."""

    def __str__(self) -> str:
        return _("One of them is fictional, from the demo centre. It can't be merged with a real one.")


class BothLogInError(CannotMergeError):
    """Two logins would lead to one person, and nobody could say which one counts."""

    def __str__(self) -> str:
        return _("Both have a login of their own. Take one of the logins away first.")


class MergeOfErasedError(CannotMergeError):
    """Nothing tells who an erased person was, so nothing tells that they are somebody else."""

    def __str__(self) -> str:
        return _("One of them was erased. Nobody can say any more who it was.")


class UnreadableError(CannotMergeError):
    """What is encrypted for one person can be brought over to another only by opening it."""

    def __str__(self) -> str:
        return _("Protected data of one of them can't be read: their key is missing. Tell your administrator.")


class SamePartyError(CannotMergeError):
    """A party is no double of itself."""

    def __str__(self) -> str:
        return _("This is the same party. Choose another one.")


def locked_pair(kept: int, gone: int) -> tuple[Party, Party]:
    """Both parties, locked in the order of their numbers, so that two opposite merges take turns.

    Raises CannotMergeError, and PartyMergedError where one of them went meanwhile.
    """
    rows = {row.pk: row for row in Party.everyone.select_for_update().filter(pk__in=[kept, gone]).order_by("pk")}
    refuse_merging(rows[kept], rows[gone])
    return rows[kept], rows[gone]


def refuse_merging(kept: Party, gone: Party) -> None:
    """Raise what speaks against these two being one: CannotMergeError, PartyMergedError."""
    if kept.pk == gone.pk:
        raise SamePartyError
    for party in (kept, gone):
        if party.merged_into_id is not None:
            raise PartyMergedError(party)
    if Erasure.objects.filter(party__in=[kept, gone]).exists():
        raise MergeOfErasedError
    if kept.is_person != gone.is_person:
        raise DifferentNaturesError
    if kept.is_demo != gone.is_demo:
        raise DemoAndRealError
    if kept.user_id is not None and gone.user_id is not None:
        raise BothLogInError


def move_party(kept: Party, gone: Party, from_gone: Collection[str], journal: Journal) -> None:
    """All that people knows of the double goes over; of what both say differently, ``from_gone`` names what it wins.

    Where only one can hold on a day (kind, status, seat) the winner's rows stay and the other's fill the days that
    they leave free. What both have is kept once.
    """
    _basics(kept, gone, from_gone, journal)
    _numbers(kept, gone, from_gone, journal)
    _without_doubles(Contact, kept, gone, journal, lambda row: (row.type, _way(row)))
    _without_doubles(PartyTag, kept, gone, journal, lambda row: row.tag_id)
    _without_doubles(Note, kept, gone, journal, lambda row: (row.text, row.author_id))
    _without_doubles(Task, kept, gone, journal, _sameness_of_task(kept, gone))
    _dated(PartyKind, kept, gone, journal, gone_wins="kind" in from_gone)
    _dated(PartyStatus, kept, gone, journal, same="status")
    _addresses(kept, gone, from_gone, journal)
    _memberships(kept, gone, journal)
    _consents(kept, gone, journal)
    _protected(kept, gone, journal)
    journal.change(gone, merged_into_id=kept.pk)


def _basics(kept: Party, gone: Party, from_gone: Collection[str], journal: Journal) -> None:
    """What has no dates: the kept party's, the other's where that was chosen or the kept one's is empty."""
    values = {
        column: getattr(gone, column)
        for column in PLAIN
        if getattr(gone, column) and (column.removesuffix("_id") in from_gone or not getattr(kept, column))
    }
    if "name" in values:
        values["sort_key"] = polish.sort_key(values["name"])
    if gone.user_id is not None:
        values["user_id"] = gone.user_id
        journal.change(gone, user_id=None)
    if values:
        journal.change(kept, **values)


def _numbers(kept: Party, gone: Party, from_gone: Collection[str], journal: Journal) -> None:
    """One number of a register: the one that was chosen."""
    chosen = {type_ for key, type_ in REGISTERS.items() if key in from_gone}
    standing = {row.type: row for row in Identifier.objects.filter(party=kept)}
    moved = []
    for row in Identifier.objects.filter(party=gone):
        if row.type in standing and row.type not in chosen:
            journal.drop(row)
            continue
        if row.type in standing:
            journal.drop(standing[row.type])
        moved.append(row.pk)
    journal.move(Identifier, "party_id", moved, to=kept.pk, was=gone.pk)


def _way(row: Contact) -> str:
    """An address in any case, a number however it is spaced."""
    if row.type == Contact.Type.PHONE:
        return "".join(letter for letter in row.value if letter.isdigit()).removeprefix("48")
    return row.value.lower().rstrip("/")


def _sameness_of_task(kept: Party, gone: Party) -> Callable[[Task], Hashable]:
    """Open tasks that say the same are one, unless another record knows one of them by its number."""
    known: set[int] = set()
    for link in Task._meta.related_objects:
        if not hasattr(link.related_model, "pgh_tracked_model"):
            linked = link.related_model._base_manager.filter(**{f"{link.field.name}__party__in": [kept, gone]})
            known.update(linked.values_list(link.field.name, flat=True))
    return lambda row: row.pk if row.done_at or row.pk in known else (row.title, row.due_on, row.assignee_id)


def _without_doubles(
    model: type[Model],
    kept: Party,
    gone: Party,
    journal: Journal,
    sameness: Callable[[Any], Hashable],
    among: Q | None = None,
) -> None:
    """Rows of the double that the kept party has too are dropped, the others go over."""
    rows: Any = model._default_manager.filter(among or Q())
    known = {sameness(row) for row in rows.filter(party=kept)}
    moved = []
    for row in rows.filter(party=gone).order_by("pk"):
        if sameness(row) in known:
            journal.drop(row)
        else:
            moved.append(row.pk)
    journal.move(model, "party_id", moved, to=kept.pk, was=gone.pk)


def _dated(
    model: type[Dated],
    kept: Party,
    gone: Party,
    journal: Journal,
    *,
    gone_wins: bool = False,
    same: str = "",
    among: Q | None = None,
) -> None:
    """Rows of which one holds on a day (for each value of the column ``same``): the winner's, the other's between."""
    manager: Any = model._default_manager
    found = manager.filter(among or Q(), party__in=[kept.pk, gone.pk]).order_by("period")
    rows: dict[Any, list[Any]] = {}
    for row in found:
        rows.setdefault(getattr(row, same) if same else None, []).append(row)
    for group in rows.values():
        group.sort(key=lambda row: (row.party_id == kept.pk) == gone_wins)
        settle(group, kept.pk, gone.pk, journal)


def settle(
    rows: Sequence[Any], kept: int, gone: int, journal: Journal, *, drop: Callable[[Any], None] | None = None
) -> None:
    """Rows with ``period`` and ``party``, winners first: each keeps the days that are left, all are the kept one's.

    First the losers make room, then rows go over, then further pieces are added: no moment sees two on one day.
    """
    pieces = settled([row.period for row in rows])
    left = [(row, parts) for row, parts in zip(rows, pieces, strict=True) if parts]
    for row, parts in zip(rows, pieces, strict=True):
        if not parts:
            (drop or journal.drop)(row)
        else:
            journal.change(row, period=parts[0])
    over = rows if drop else [row for row, _parts in left]
    journal.move(type(rows[0]), "party_id", [row.pk for row in over if row.party_id == gone], to=kept, was=gone)
    for row, parts in left:
        for part in parts[1:]:
            journal.add(_copy(row, party_id=kept, period=part))


def _copy(row: Model, **values: Any) -> Model:
    columns = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    return type(row)(**{**columns, "id": None, **values})


def _addresses(kept: Party, gone: Party, from_gone: Collection[str], journal: Journal) -> None:
    """One seat on a day; other addresses go over unless the kept party has the same."""
    seat = Q(purpose=Address.Purpose.SEAT)
    _dated(Address, kept, gone, journal, gone_wins="seat" in from_gone, among=seat)

    def sameness(row: Address) -> Hashable:
        return row.purpose, row.place_id, polish.fold(f"{row.street} {row.postal_code} {row.town}"), str(row.period)

    _without_doubles(Address, kept, gone, journal, sameness, among=~seat)


def _memberships(kept: Party, gone: Party, journal: Journal) -> None:
    """The same role held twice at a time is one role, over all the days of both; roles between the two fall away."""
    both = [kept.pk, gone.pk]
    for row in Membership.objects.filter(person__in=both, party__in=both):
        journal.drop(row)
    for side, other in (("person_id", "party_id"), ("party_id", "person_id")):
        groups: dict[Hashable, list[Membership]] = {}
        for row in Membership.objects.filter(**{f"{side}__in": both}).order_by("pk"):
            groups.setdefault((getattr(row, other), row.role), []).append(row)
        for rows in groups.values():
            _unite(rows, side, kept, gone, journal)


def _unite(rows: Sequence[Membership], side: str, kept: Party, gone: Party, journal: Journal) -> None:
    spans = []
    for members, span in united([row.period for row in rows]):
        group = sorted((rows[at] for at in members), key=lambda row: getattr(row, side) != kept.pk)
        spans.append((group[0], span, any(row.is_contact for row in group)))
        for row in group[1:]:
            journal.drop(row)
    main = [row for row, _span, _contact in spans]
    moved = [row.pk for row in main if getattr(row, side) == gone.pk]
    journal.move(Membership, side, moved, to=kept.pk, was=gone.pk)
    for row, span, is_contact in spans:
        journal.change(row, period=span, is_contact=is_contact)


def _consents(kept: Party, gone: Party, journal: Journal) -> None:
    """Consents go over, but for those to a purpose to which the kept party agreed at the same time.

    A dropped one that holds notes which of the kept party's hold beside it (``withdraw_again``).
    """
    standing = [row for row in Consent.objects.filter(party=kept) if not row.is_cancelled]
    moved = []
    for row in Consent.objects.filter(party=gone).order_by("pk"):
        same = [one for one in standing if one.purpose_id == row.purpose_id]
        if not row.is_cancelled and any(overlap(row.held, one.held) for one in same):
            journal.drop(row, beside=[one.pk for one in same if one.is_in_force])
        else:
            moved.append(row.pk)
    journal.move(Consent, "party_id", moved, to=kept.pk, was=gone.pk)


def withdraw_again(merge: Merge, *, by: User | None) -> None:
    """After an undo: whoever withdrew a consent since the merge said so for both, since nobody knew that they are two.

    Else the double's consent, dropped beside the one that was withdrawn, would come back as if nothing had been said.
    """
    for step in merge.moved:
        if step["did"] != "dropped" or step["model"] != Consent._meta.label or not step.get("beside"):
            continue
        row = Consent.objects.get(pk=step["pk"])
        same = Consent.objects.filter(party=merge.kept_id, purpose=row.purpose_id, is_cancelled=False)
        last = same.order_by("-given_on", "-pk").first()
        if row.is_in_force and last is not None and last.withdrawn_on:
            on = max(last.withdrawn_on, row.given_on)
            withdraw_consent(row, on=on, source=last.withdrawn_source, by=by or last.withdrawn_by)


def _protected(kept: Party, gone: Party, journal: Journal) -> None:
    """The kept party's answers stand, the double's fill the days between; each is encrypted anew for the kept one."""
    ring, groups = keyring(), dict[int, list[ProtectedFact]]()
    for row in ProtectedFact.objects.select_for_update().filter(party__in=[kept.pk, gone.pk]).order_by("period"):
        groups.setdefault(row.kind, []).append(row)
    for kind, rows in groups.items():
        rows.sort(key=lambda row: row.party_id != kept.pk)
        for row, parts in zip(rows, settled([row.period for row in rows]), strict=True):
            if row.party_id == gone.pk:
                try:
                    value = value_of(row, ring)
                except ProtectionError as closed:
                    raise UnreadableError from closed
                journal.drop(row, replaced=bool(parts))
                for part in parts:
                    anew = sealed(kept.pk, Fact(kind), value, part, ring, row.recorded_by)
                    anew.recorded_at = row.recorded_at
                    journal.add(anew)


@transaction.atomic
def forget_journals() -> int:
    """Nightly: what nobody can undo any more needs no journal of rows, which holds what they said; return how many.

    It has dropped notes, contacts and protected data of people, and would keep them for ever.
    """
    past = Q(at__lte=ExpressionWrapper(NOW - UNDONE_WITHIN, output_field=NOW.output_field)) | Q(undone_at__isnull=False)
    return Merge.objects.filter(past).exclude(moved=[]).update(moved=[])


# Pairs that are no doubles --------------------------------------------------------------------------------------------


@transaction.atomic
def tell_apart(one: int, other: int, *, by: User | None) -> None:
    """The two are no double of each other, for good; said twice it stays said once."""
    first, second = sorted((one, other))
    if first != second:
        Different.objects.get_or_create(first_id=first, second_id=second, defaults={"by": by})


@transaction.atomic
def take_for_doubles_again(one: int, other: int, *, by: User | None) -> None:
    """Undo: they may be doubles after all."""
    first, second = sorted((one, other))
    Different.objects.filter(first=first, second=second).delete()
