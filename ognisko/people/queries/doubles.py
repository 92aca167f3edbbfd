"""Pairs over the whole register that may be one party: the same number, the same e-mail, a very similar name."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import ceil

from django.core.cache import cache
from django.db import connection
from django.utils.translation import gettext as _

from ognisko.core import polish
from ognisko.people.models import Contact, Different, Identifier, Party
from ognisko.people.queries import parties_for_lists
from ognisko.people.rules import Kind, closeness, distinctive, pieces

VERY_ALIKE = 0.75
"""Closeness of two names of one municipality from which they are shown as a pair; a form asks from less on."""

SHARED_BY = 5
"""An e-mail that more parties have is that of an office or a parish, and says nothing."""

KEPT_FOR = 60
"""Seconds for which pairs are kept."""

REASONS = ("number", "email", "name", "alike")
"""In the order in which they say most."""


@dataclass(frozen=True)
class Pair:
    """Two parties that may be one, the one that came first before the other, and why."""

    first: int
    second: int
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class PairLine:
    """A pair as the list shows it."""

    first: Party
    second: Party
    why: str

    @property
    def second_key(self) -> str:
        """The number of the other party as text, for an address."""
        return str(self.second.pk)


def pairs() -> list[Pair]:
    """All likely pairs, the surest first; kept until a party, number, address or answer changes, a minute at most.

    One query says whether anything changed; reckoning anew takes four. The minute is for a change that began before the
    last one and was committed after it: its event has an earlier number.
    """
    version = _version()
    kept = cache.get("people.doubles")
    if kept and kept[0] == version:
        return list(kept[1])
    found = _reckoned()
    cache.set("people.doubles", (version, found), KEPT_FOR)
    return found


def _version() -> str:
    """When the last event of each table came that pairs rest on; the index of its number finds it at once."""
    tables = ("partyevent", "contactevent", "identifierevent", "differentevent")
    last = ", ".join(
        f"(select (pgh_id, pgh_created_at)::text from people_{table} order by pgh_id desc limit 1)"  # noqa: S608
        for table in tables
    )
    with connection.cursor() as cursor:
        cursor.execute(f"select {last}")
        return str(cursor.fetchone())


def _reckoned() -> list[Pair]:
    rows = {
        number: (name, kind == Kind.PERSON, is_demo, seat, town)
        for number, name, kind, is_demo, seat, town in Party.objects.order_by("id").values_list(
            "id", "name", "kind_now", "is_demo", "seat_now_id", "seat_now__name"
        )
    }
    apart = set(Different.objects.values_list("first", "second"))
    folded = {number: polish.fold(row[0]) for number, row in rows.items()}
    reasons: dict[tuple[int, int], list[str]] = {}
    scores: dict[tuple[int, int], float] = {}
    numbers: dict[int, dict[int, str]] = {}
    for party, type_, value in Identifier.objects.values_list("party_id", "type", "value"):
        numbers.setdefault(party, {})[type_] = value
    for pair in _of_one_number(numbers):
        reasons.setdefault(pair, []).append("number")
    for pair in _of_one_email():
        reasons.setdefault(pair, []).append("email")
    groups: dict[tuple[bool, bool, int], dict[int, str]] = {}
    for number, (_name, is_person, is_demo, seat, town) in rows.items():
        if seat is not None:
            groups.setdefault((is_person, is_demo, seat), {})[number] = telling(folded[number], polish.fold(town))
    for names in groups.values():
        for one, other in similar(names):
            if _registered_apart(numbers.get(one, {}), numbers.get(other, {})):
                continue
            pair = (min(one, other), max(one, other))
            reasons.setdefault(pair, []).append("name" if folded[one] == folded[other] else "alike")
            scores[pair] = closeness(names[one], names[other])
    found = [
        Pair(*pair, tuple(why))
        for pair, why in reasons.items()
        if pair not in apart and all(one in rows for one in pair) and rows[pair[0]][1:3] == rows[pair[1]][1:3]
    ]
    return sorted(
        found,
        key=lambda pair: (
            REASONS.index(pair.reasons[0]), -scores.get((pair.first, pair.second), 0), folded[pair.first], pair.first,
            pair.second,
        ),
    )  # fmt: skip


def telling(folded: str, town: str) -> str:
    """What tells a folded name from others of its municipality: neither the legal form nor the town in any case."""
    stem = town[: max(4, len(town) - 2)]
    words = distinctive(folded).split()
    return " ".join(word for word in words if not word.startswith(stem)) or " ".join(words)


def _registered_apart(one: Mapping[int, str], other: Mapping[int, str]) -> bool:
    """A register has them under two numbers: alike as their names may be, the state knows them as two."""
    return any(value != other.get(type_, value) for type_, value in one.items())


def _of_one_number(numbers: Mapping[int, Mapping[int, str]]) -> Iterator[tuple[int, int]]:
    """A local unit's REGON has fourteen digits and begins with the nine of its body; other numbers are unique."""
    regon = Identifier.Type.REGON
    rows = [(known[regon][:9], party) for party, known in numbers.items() if regon in known]
    yield from _pairs_of(rows, at_most=SHARED_BY)


def _of_one_email() -> Iterator[tuple[int, int]]:
    rows = Contact.objects.filter(type=Contact.Type.EMAIL).values_list("value", "party_id")
    yield from _pairs_of([(value.lower(), party) for value, party in rows], at_most=SHARED_BY)


def _pairs_of(rows: Sequence[tuple[str, int]], *, at_most: int) -> Iterator[tuple[int, int]]:
    groups: dict[str, set[int]] = {}
    for value, party in rows:
        groups.setdefault(value, set()).add(party)
    for parties in groups.values():
        if len(parties) <= at_most:
            yield from combinations(sorted(parties), 2)


def similar(names: Mapping[int, str]) -> Iterator[tuple[int, int]]:
    """Pairs of names that are very alike, each pair once, without comparing each with each.

    Two sets as close as that share at least one of their rarest pieces: of n pieces all but so many as have to be
    shared, and one more. Only names that meet in such a piece are compared, so nothing is missed.
    """
    sets = {number: pieces(name) for number, name in names.items()}
    often = Counter(piece for found in sets.values() for piece in found)
    met: dict[str, list[int]] = {}
    for number, found in sets.items():
        rare = sorted(found, key=lambda piece: (often[piece], piece))
        candidates: set[int] = set()
        for piece in rare[: len(rare) - ceil(VERY_ALIKE * len(rare)) + 1]:
            candidates.update(met.get(piece, ()))
            met.setdefault(piece, []).append(number)
        for other in sorted(candidates):
            if closeness(names[number], names[other]) >= VERY_ALIKE:
                yield other, number


def lines(found: Sequence[Pair]) -> list[PairLine]:
    """Pairs as a page shows them; three queries for any number."""
    numbers = {number for pair in found for number in (pair.first, pair.second)}
    parties = parties_for_lists().prefetch_related("identifiers").in_bulk(numbers)
    words = {
        "number": _("the same number"), "email": _("the same e-mail"), "name": _("the same name"),
        "alike": _("a similar name"),
    }  # fmt: skip
    return [
        PairLine(parties[pair.first], parties[pair.second], ", ".join(words[reason] for reason in pair.reasons))
        for pair in found
    ]
