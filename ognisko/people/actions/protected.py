"""Writes of protected data: recorded encrypted, shown only after the viewing is recorded, moved and removed whole."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from psycopg.types.range import DateRange

from ognisko.accounts.models import User
from ognisko.core.protection import Keyring, ProtectionError
from ognisko.people.actions.drafts import period
from ognisko.people.actions.parties import change_party
from ognisko.people.actions.refusals import refuse_erased
from ognisko.people.models import Merge, Party, ProtectedFact, Viewing, bound_to
from ognisko.people.queries import protected as reads
from ognisko.people.queries.protected import ShownFact
from ognisko.people.rules import Fact, birth_year_in, sex_in

BATCH = 500


class PeselTakenError(Exception):
    """Another person has this PESEL already. The message does not repeat it."""

    def __init__(self, party: Party | None) -> None:
        super().__init__("another person has this PESEL")
        self.party = party


@dataclass(frozen=True)
class Answer:
    """An answer and the first day of which it is true."""

    value: int
    since: date


@dataclass(frozen=True)
class ProtectedDraft:
    """What is to be recorded of a person; None leaves as it is.

    ``fills`` takes sex and year of birth from the PESEL where they are unknown.
    """

    pesel: str | None = None
    labour_status: Answer | None = None
    disability: Answer | None = None
    fills: bool = False

    @property
    def answers(self) -> list[tuple[Fact, Answer]]:
        """The answers with their kinds."""
        pairs = ((Fact.LABOUR_STATUS, self.labour_status), (Fact.DISABILITY, self.disability))
        return [(kind, answer) for kind, answer in pairs if answer is not None]

    def __repr__(self) -> str:
        return "ProtectedDraft(…)"  # also in a traceback no value shows


@transaction.atomic
def record_protected(party: Party, draft: ProtectedDraft, *, by: User | None, reason: str = "") -> None:
    """Record what is given; raises PeselTakenError, and ErasedError.

    A PESEL takes the place of the one before. An answer holds from its day up to the next one that is recorded; what
    was said before that day stays, and what stands already is not written again. Sex and year of birth count in the
    ledger, so filling them may need a reason.
    """
    party = Party.objects.select_for_update().get(pk=party.pk)
    refuse_erased([party.pk])
    ring = reads.keyring()
    if draft.pesel is not None:
        _set_pesel(party, draft.pesel, ring, by)
        unknown: dict[str, Any] = ({} if party.sex else {"sex": sex_in(draft.pesel)}) | (
            {} if party.birth_year else {"birth_year": birth_year_in(draft.pesel)}
        )
        if draft.fills and unknown:
            change_party(party, by=by, reason=reason, **unknown)
    for kind, answer in draft.answers:
        _set_answer(party, kind, answer, ring, by)


def _set_pesel(party: Party, digits: str, ring: Keyring, by: User | None) -> None:
    standing = ProtectedFact.objects.filter(party=party, kind=Fact.PESEL)
    if standing.filter(search_hash=reads.search_hash(digits, ring)).exists():
        return
    standing.delete()
    try:
        with transaction.atomic():
            sealed(party.pk, Fact.PESEL, digits, period(None), ring, by).save()
    except IntegrityError as error:
        diagnosis = getattr(error.__cause__, "diag", None)
        if getattr(diagnosis, "constraint_name", None) != "people_protectedfact_pesel_belongs_to_one":
            raise
        raise PeselTakenError(reads.holder(digits)) from None


def _set_answer(party: Party, kind: Fact, answer: Answer, ring: Keyring, by: User | None) -> None:
    rows = ProtectedFact.objects.filter(party=party, kind=kind)
    held_then = rows.filter(period__contains=answer.since).first()
    if held_then is not None and _says(held_then, answer.value, ring):
        return
    rows.filter(period__startswith=answer.since).delete()
    for row in rows.filter(period__contains=answer.since):
        row.period = period(row.period.lower, answer.since)
        row.save(update_fields=["period"])
    after = rows.filter(period__startswith__gt=answer.since).order_by("period").first()
    held = period(answer.since, after.period.lower if after else None)
    sealed(party.pk, kind, str(answer.value), held, ring, by).save()


def _says(fact: ProtectedFact, answer: int, ring: Keyring) -> bool:
    try:
        return reads.value_of(fact, ring) == str(answer)
    except ProtectionError:
        return False


def sealed(party: int, kind: Fact, value: str, held: DateRange, ring: Keyring, by: User | None) -> ProtectedFact:
    """A fact with its value encrypted for this person, kind and first day; not saved yet."""
    secret = ring.seal(value.encode("ascii"), *bound_to(party, kind, held.lower))
    return ProtectedFact(
        party_id=party,
        kind=kind,
        period=held,
        key_id=secret.key_id,
        ciphertext=secret.data,
        search_hash=reads.search_hash(value, ring) if kind == Fact.PESEL else None,
        recorded_by=by,
    )


@transaction.atomic
def add_protected(rows: Sequence[tuple[Party, ProtectedDraft]], *, by: User | None) -> None:
    """Record what is known of persons who were just added, in one statement."""
    ring = reads.keyring()
    facts = []
    for party, draft in rows:
        if draft.pesel is not None:
            facts.append(sealed(party.pk, Fact.PESEL, draft.pesel, period(None), ring, by))
        facts += [
            sealed(party.pk, kind, str(answer.value), period(answer.since), ring, by) for kind, answer in draft.answers
        ]
    ProtectedFact.objects.bulk_create(facts)


@transaction.atomic
def remove_protected(fact: ProtectedFact, *, by: User | None) -> None:
    """Take back what was recorded by mistake; the history keeps that it was, not what it said.

    Nor does the journal of a merge keep what was recorded of that kind: an undo would bring it back.
    """
    ProtectedFact.objects.filter(pk=fact.pk).delete()
    merges = Merge.objects.select_for_update().filter(Q(kept=fact.party_id) | Q(gone=fact.party_id))
    for merge in merges.exclude(moved=[]).order_by("pk"):
        merge.moved = [step for step in merge.moved if not _is_about(step, fact.kind)]
        merge.save(update_fields=["moved"])


def _is_about(step: Mapping[str, Any], kind: int) -> bool:
    return step["model"] == ProtectedFact._meta.label and step.get("values", {}).get("kind") == str(kind)


# Showing --------------------------------------------------------------------------------------------------------------


def note_viewing(
    parties: Iterable[int], kinds: Iterable[int], purpose: Viewing.Purpose, *, by: User, detail: str = ""
) -> None:
    """Record a viewing in a transaction of its own, committed before anything is shown.

    Whatever fails afterwards, what may have been seen stands there.
    """
    numbers, what = sorted(set(parties)), sorted(set(kinds))
    if not numbers or not what:
        return
    with transaction.atomic(durable=True):
        Viewing.objects.create(by=by, parties=numbers, kinds=what, purpose=purpose, detail=detail[:200])


def show(party: Party, *, by: User, purpose: Viewing.Purpose = Viewing.Purpose.PAGE) -> list[ShownFact]:
    """The protected data of a person in words, after the viewing is recorded; nothing recorded needs no record."""
    facts = list(ProtectedFact.objects.filter(party=party).order_by("kind", "-period"))
    note_viewing([party.pk] if facts else [], {fact.kind for fact in facts}, purpose, by=by)
    return reads.in_words(facts)


def find_by_pesel(digits: str, *, by: User) -> Party | None:
    """The person who has this PESEL; finding one is a viewing."""
    found = reads.holder(digits)
    if found:
        note_viewing([found.pk], [Fact.PESEL], Viewing.Purpose.SEARCH, by=by)
    return found


def note_taken(party: Party, *, by: User) -> None:
    """Somebody typed a PESEL and is told whose it is: that is a viewing too."""
    note_viewing([party.pk], [Fact.PESEL], Viewing.Purpose.TAKEN, by=by)


def note_compared(parties: Iterable[int], *, by: User | None) -> None:
    """A workbook's PESELs were compared with those of these persons: a viewing, in the transaction of the workbook.

    A check has none, so it stands before its result is shown; an import that fails tells nothing.
    """
    numbers = sorted(number for number in set(parties) if number)
    if numbers and by is not None:
        Viewing.objects.create(by=by, parties=numbers, kinds=[Fact.PESEL], purpose=Viewing.Purpose.WORKBOOK)


# Keys -----------------------------------------------------------------------------------------------------------------


def rotate(progress: Callable[[int], None] = lambda rows: None) -> tuple[int, int]:
    """Encrypt every row anew with the first key; return how many were, and how many no key opens and stay.

    In batches of their own, so that it can be stopped and begun again, and work goes on meanwhile.
    """
    ring, done, left, last = reads.keyring(), 0, 0, 0
    while True:
        with transaction.atomic():
            rows = list(
                ProtectedFact.objects.select_for_update()
                .exclude(key_id=ring.current)
                .filter(pk__gt=last)
                .order_by("pk")[:BATCH]
            )
            if not rows:
                return done, left
            last = rows[-1].pk
            changed = []
            for row in rows:
                try:
                    sealed = ring.seal(ring.open(row.sealed, *row.bound), *row.bound)
                except ProtectionError:
                    left += 1
                    continue
                row.key_id, row.ciphertext = sealed.key_id, sealed.data
                changed.append(row)
            ProtectedFact.objects.bulk_update(changed, ["key_id", "ciphertext"])
        done += len(changed)
        progress(len(rows))
