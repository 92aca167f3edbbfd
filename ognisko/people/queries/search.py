"""Parties that a search finds: by name, place, number, address, with typing errors too."""

from collections.abc import Sequence

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db.models import Q
from django.utils.translation import gettext as _

from ognisko.accounts.models import User
from ognisko.core.polish import sort_key
from ognisko.core.search import Asked, Found, some_of
from ognisko.people.models import Party, PartyQuerySet
from ognisko.people.permissions import can_see_parties
from ognisko.people.rules import Kind, distinctive

KIND = "podmioty"

ALIKE_FROM = 5
"""Letters of a text from which on parties that are spelled alike are looked for."""

AFTER = "~~~"
"""After any letter in the order of `core.polish.sort_key`."""


def found(user: User, asked: Asked, limit: int) -> list[Found]:
    """The first so many parties: whose number it is, whose name begins so, then those with the words.

    Four queries at most. Of a word that many have, some hundred are put in order: the order of all of them
    would take longer than anybody waits, and tells nothing that one more word would not tell better.
    """
    if not asked or not can_see_parties(user):
        return []
    parties = _for_search()
    rows: dict[int, tuple[int, Party]] = {}
    if not asked.number and not asked.is_loose and (key := sort_key(asked.text)):
        begun = parties.filter(sort_key__gte=key, sort_key__lt=key + AFTER)
        rows = {party.pk: (1, party) for party in begun.order_by("sort_key", "id")[:limit]}
    if len(rows) < limit:
        pairs, _are_all = some_of(Party.objects.all(), asked, "sort_key")
        named = list(parties.filter(pk__in=[number for _key, number in pairs[:limit]]).order_by("sort_key", "id"))
        numbered = _numbers_of(named) if asked.number else {}
        for party in named:
            rank = 0 if asked.number in numbered.get(party.pk, ()) else 2
            rows.setdefault(party.pk, (rank, party))
    return [_line(party, rank) for rank, party in sorted(rows.values(), key=lambda row: row[0])[:limit]]


def found_alike(user: User, asked: Asked, limit: int) -> list[Found]:
    """Parties whose name, place or contact is spelled much like the text, the closest first: for typing errors.

    The words that every association has tell nothing, and would make the database look at all of them.
    """
    telling = distinctive(asked.folded)
    if not can_see_parties(user) or asked.number or len(telling) < ALIKE_FROM:
        return []
    closest = TrigramWordSimilarity(telling, "search").desc()
    rows = _for_search().filter(search__trigram_word_similar=telling).order_by(closest, "sort_key", "id")
    return [_line(party, 3) for party in rows[:limit]]


def _for_search() -> PartyQuerySet:
    return Party.objects.select_related("seat_now").defer("search", "words", "description")


def _numbers_of(parties: Sequence[Party]) -> dict[int, set[str]]:
    """The numbers of these parties in registers, with and without the zeros before them."""
    rows = Party.objects.filter(pk__in=[party.pk for party in parties]).filter(~Q(identifiers=None))
    numbers: dict[int, set[str]] = {}
    for party, value in rows.values_list("pk", "identifiers__value"):
        numbers.setdefault(party, set()).update((value, value.lstrip("0")))
    return numbers


def _line(party: Party, rank: int) -> Found:
    kind = str(Kind(party.kind_now).label) if party.kind_now else _("kind unknown")
    note = ", ".join(part for part in (kind, party.short_name, str(party.seat_now or "")) if part)
    return Found(kind=KIND, title=party.name, url=party.get_absolute_url(), rank=rank, note=note, icon=party.icon)
