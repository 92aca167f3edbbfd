"""Reads of protected data: what is recorded of whom, the values for those who may see them, and who looked.

Nothing here asks who is asking: views do, and what shows a value goes through ``actions.protected.show``, which records
the viewing first.
"""

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from ognisko.accounts.models import User
from ognisko.core.days import midnight
from ognisko.core.polish import range_text, sort_key
from ognisko.core.protection import Keyring, ProtectionError
from ognisko.people.models import Party, ProtectedFact, Viewing
from ognisko.people.rules import ANSWERS, Fact


def pesels_of(parties: Iterable[int]) -> tuple[str, ...]:
    """The PESELs of persons, for machines that look whether a text holds one; nobody is shown them.

    One that no key opens is left out: it can be looked for nowhere, and must not keep the server from starting.
    """
    ring, found = keyring(), []
    for fact in ProtectedFact.objects.filter(party__in=list(parties), kind=Fact.PESEL):
        with suppress(ProtectionError):
            found.append(value_of(fact, ring))
    return tuple(found)


def keyring() -> Keyring:
    """The keys of this centre, from the settings; they stand in no table."""
    return Keyring(settings.PROTECTION_KEYS, settings.PROTECTION_SEARCH_KEY)


def search_hash(digits: str, ring: Keyring | None = None) -> bytes:
    """By which a PESEL is found."""
    return (ring or keyring()).search_hash("pesel", digits)


def value_of(fact: ProtectedFact, ring: Keyring | None = None) -> str:
    """The value of a row: the digits of a PESEL, the number of an answer; raises ProtectionError."""
    return (ring or keyring()).open(fact.sealed, *fact.bound).decode("ascii")


def recorded(party: Party) -> QuerySet[ProtectedFact]:
    """What is recorded of a person, without the values, each kind with its latest first."""
    found = ProtectedFact.objects.filter(party=party).select_related("recorded_by")
    return found.defer("ciphertext", "search_hash").order_by("kind", "-period")


def holder(digits: str, without: int | None = None) -> Party | None:
    """The person who has this PESEL, besides the one named."""
    found = ProtectedFact.objects.filter(search_hash=search_hash(digits)).select_related("party")
    fact = found.exclude(party=without).first()
    return fact.party if fact else None


TRIES = 10
"""So often in an hour somebody may type a PESEL for one person, or learn that one is another's."""


def may_try_pesel(party: Party, by: User) -> bool:
    """Say whether this user may type another PESEL: trying numbers out would tell who is recorded here."""
    hour_ago = timezone.now() - timedelta(hours=1)
    taken = Viewing.objects.filter(by=by, purpose=Viewing.Purpose.TAKEN, at__gt=hour_ago).count()
    history: Any = ProtectedFact.pgh_event_model  # type: ignore[attr-defined]  # made by the decorator
    typed = history.objects.filter(
        party=party, recorded_by=by, kind=Fact.PESEL, pgh_label="insert", pgh_created_at__gt=hour_ago
    )
    return taken + typed.count() < TRIES


def holders_by_hash() -> dict[bytes, int]:
    """All search hashes with the numbers of the persons, for a workbook."""
    found = ProtectedFact.objects.filter(kind=Fact.PESEL).values_list("search_hash", "party_id")
    return {bytes(hashed): party for hashed, party in found if hashed}


@dataclass(frozen=True)
class ShownFact:
    """A protected fact in words, for somebody who may see it; ``is_readable`` is false where no key opens it."""

    pk: int
    label: str
    value: str
    since: date | None
    last: date | None
    recorded_at: datetime
    is_readable: bool = True

    @property
    def held(self) -> str:
        """When it holds, in words."""
        return range_text(self.since, self.last)


def in_words(facts: Iterable[ProtectedFact]) -> list[ShownFact]:
    """These facts with their values; what cannot be opened says so."""
    ring = keyring()
    return [_in_words(fact, ring) for fact in facts]


def _in_words(fact: ProtectedFact, ring: Keyring) -> ShownFact:
    try:
        value, readable = value_of(fact, ring), True
    except ProtectionError:
        value, readable = _("cannot be read: its key is missing or the record was changed"), False
    answers = ANSWERS.get(Fact(fact.kind))
    words = str(answers(int(value)).label) if readable and answers else value
    last = fact.period.upper - timedelta(days=1) if fact.period.upper else None
    label = str(Fact(fact.kind).label)
    return ShownFact(fact.pk, label, words, fact.period.lower, last, timezone.localtime(fact.recorded_at), readable)


def answers_of(ids: Iterable[int]) -> dict[int, int]:
    """The answers of these facts by number, each opened once; those that cannot be opened are left out."""
    ring, found = keyring(), dict[int, int]()
    for fact in ProtectedFact.objects.filter(pk__in=list(ids)).exclude(kind=Fact.PESEL):
        try:
            found[fact.pk] = int(value_of(fact, ring))
        except ProtectionError:
            continue
    return found


def standing_answers(kind: Fact) -> Iterable[tuple[int, int, date, date | None]]:
    """When each answer of this kind holds, without the answers: number of the fact and of the person, from, until."""
    found = ProtectedFact.objects.filter(kind=kind).order_by("pk").values_list("pk", "party_id", "period")
    return [(pk, party, period.lower, period.upper) for pk, party, period in found]


# Viewings -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ViewingFilter:
    """Which viewings a list shows; empty lets everything through."""

    since: date | None = None
    last: date | None = None
    by: User | None = None
    party: Party | None = None
    purpose: int | None = None


def viewings(wanted: ViewingFilter) -> QuerySet[Viewing]:
    """Viewings that pass, the latest first."""
    found = Viewing.objects.select_related("by")
    if wanted.since:
        found = found.filter(at__gte=midnight(wanted.since))
    if wanted.last:
        found = found.filter(at__lt=midnight(wanted.last + timedelta(days=1)))
    if wanted.party:
        found = found.filter(parties__contains=[wanted.party.pk])
    conditions: Mapping[str, Any] = {"by": wanted.by, "purpose": wanted.purpose}
    return found.filter(Q(**{name: value for name, value in conditions.items() if value is not None}))


NAMED = 5
"""So many persons of one viewing are named in the list; the file names all."""


@dataclass(frozen=True)
class ViewingRow:
    """A viewing in words."""

    viewing: Viewing
    parties: list[tuple[str, str]]
    more: int
    kinds: str

    @property
    def names(self) -> str:
        """The persons, parted by semicolons."""
        return "; ".join(name for name, _url in self.parties)


def viewing_rows(page: Iterable[Viewing], named: int | None = NAMED) -> list[ViewingRow]:
    """Viewings with the names of the persons; a person who is gone is a number. One query."""
    rows = list(page)
    known = Party.objects.only("name").in_bulk({party for row in rows for party in row.parties})

    def named_party(number: int) -> tuple[str, str]:
        party = known.get(number)
        return (party.name, party.get_absolute_url()) if party else (_("person %(number)s") % {"number": number}, "")

    made = []
    for row in rows:
        parties = sorted(map(named_party, row.parties), key=lambda one: sort_key(one[0]))[:named]
        kinds = ", ".join(str(Fact(kind).label) for kind in row.kinds)
        made.append(ViewingRow(row, parties, len(row.parties) - len(parties), kinds))
    return made


# Keys -----------------------------------------------------------------------------------------------------------------


def unreadable(progress: Callable[[int], None] = lambda rows: None) -> Iterable[ProtectedFact]:
    """The rows that no key opens, or whose search hash is not that of their PESEL, one after the other."""
    ring = keyring()
    for number, fact in enumerate(ProtectedFact.objects.order_by("pk").iterator(chunk_size=1_000), start=1):
        try:
            value = value_of(fact, ring)
            sound = fact.kind != Fact.PESEL or bytes(fact.search_hash or b"") == search_hash(value, ring)
        except ProtectionError:
            sound = False
        if not sound:
            yield fact
        if number % 1_000 == 0:
            progress(1_000)
