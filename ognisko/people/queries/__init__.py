"""Reads of parties: as they were on a day, found by text, lists, possible duplicates, their timeline, tasks."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db import connection
from django.db.models import Count, IntegerField, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, TruncDate
from django.utils import timezone
from django.utils.translation import gettext as _

from ognisko.accounts.models import STAFF_ROLES, User
from ognisko.core import polish
from ognisko.core.timeline import TimelineItem, newest_first
from ognisko.ledger.rules import PartyOnDay, person_attributes
from ognisko.people.models import (
    Address,
    Contact,
    Identifier,
    Membership,
    Note,
    Party,
    PartyKind,
    PartyQuerySet,
    PartyStatus,
    Tag,
    Task,
    TaskQuerySet,
)
from ognisko.people.rules import Kind, Status, closeness, distinctive
from ognisko.places.models import Place

type PartyDay = tuple[int, date]


def parties_on(wanted: Iterable[PartyDay]) -> Mapping[PartyDay, PartyOnDay]:
    """Each party as it was on its day: kind, status bits, seat, coarse attributes; one query for any number."""
    pairs = sorted(set(wanted))
    with connection.cursor() as cursor:
        cursor.execute(
            """
            select w.party, w.day, k.kind, a.place_id, p.sex, p.birth_year,
                coalesce((
                    select bit_or(s.status) from people_partystatus s where s.party_id = w.party and s.period @> w.day
                ), 0)
            from unnest(%s::int[], %s::date[]) as w(party, day)
            join people_party p on p.id = w.party
            left join people_partykind k on k.party_id = w.party and k.period @> w.day
            left join people_address a on a.party_id = w.party and a.purpose = 1 and a.period @> w.day
            """,
            [[party for party, _ in pairs], [day for _, day in pairs]],
        )
        return {
            (party, day): PartyOnDay(party, kind, status, place, person_attributes(sex, birth_year, day))
            for party, day, kind, place, sex, birth_year, status in cursor
        }


def parties_for_lists() -> PartyQuerySet:
    """Parties with what every list shows of them, in Polish order."""
    return Party.objects.select_related("seat_now", "caretaker").defer("words")


def parties_of_any_time() -> PartyQuerySet:
    """Parties as pages show one of them; also doubles that were merged, whose old links still lead somewhere."""
    return Party.everyone.select_related("seat_now", "caretaker").defer("words")


@dataclass(frozen=True)
class PartyFilter:
    """By what the list of parties is narrowed; an empty filter lets all through. Kinds and statuses are today's."""

    text: str = ""
    kinds: frozenset[Kind] = frozenset()
    status: int | None = None
    place: Place | None = None
    caretaker: User | None = None
    without_caretaker: bool = False
    tag: Tag | None = None


def listed(wanted: PartyFilter, today: date) -> PartyQuerySet:
    """Parties of the list, with their statuses of today and their tags: three queries for a page of any length."""
    parties = parties_for_lists().prefetch_related(
        Prefetch("statuses", PartyStatus.objects.filter(period__contains=today), to_attr="statuses_now"), "tags"
    )
    if wanted.text:
        parties = parties.matching(wanted.text)
    if wanted.kinds:
        parties = parties.filter(kind_now__in=wanted.kinds)
    if wanted.status:
        parties = parties.filter(statuses__status=wanted.status, statuses__period__contains=today)
    if wanted.place:
        parties = parties.filter(seat_now__code__range=wanted.place.range)
    if wanted.caretaker or wanted.without_caretaker:
        parties = parties.filter(caretaker=wanted.caretaker)
    if wanted.tag:
        parties = parties.filter(tags=wanted.tag)
    return parties


def for_export(parties: QuerySet[Party], today: date) -> QuerySet[Party]:
    """The same parties with what an exported row shows besides: identifiers, contacts, the address of the seat."""
    seats = Address.objects.filter(purpose=Address.Purpose.SEAT, period__contains=today)
    return parties.prefetch_related("identifiers", "contacts", Prefetch("addresses", seats, to_attr="seats_now"))


def staff(besides: int | None = None) -> QuerySet[User]:
    """Members of staff who may log in: who can be a caretaker or be given a task; and one who may have left since."""
    working = Q(is_active=True, roles__overlap=[role.value for role in STAFF_ROLES])
    return User.objects.filter(working | Q(pk=besides)).order_by("name")


def tags_by_use() -> QuerySet[Tag]:
    """All tags, the most used first."""
    return Tag.objects.annotate(uses=Count("parties")).order_by("-uses", "name")


def matches(text: str) -> PartyQuerySet:
    """Parties that match the text: names that begin with it first."""
    folded = polish.fold(text)
    if not folded:
        return Party.objects.none()
    begins = Q(search__startswith=folded)
    return parties_for_lists().matching(text).alias(begins=begins).order_by("-begins", "sort_key", "id")


def found(text: str, limit: int = 20) -> QuerySet[Party]:
    """So many of the parties that match the text."""
    return matches(text)[:limit]


def alike(text: str) -> PartyQuerySet:
    """Parties whose name, place or contact is spelled much like the text, the closest first: for typing errors."""
    folded = polish.fold(text)
    if len(folded) < 3:
        return Party.objects.none()
    closest = TrigramWordSimilarity(folded, "search").desc()
    return parties_for_lists().filter(search__trigram_word_similar=folded).order_by(closest, "sort_key", "id")


def offered(text: str, kinds: frozenset[Kind], *, without: int | None = None, limit: int = 8) -> list[Party]:
    """What a picker offers: parties of these kinds that match; where nothing does, those that are spelled alike."""
    allowed = Q() if kinds == frozenset(Kind) else Q(kind_now__in=kinds)
    return list(matches(text).filter(allowed).exclude(pk=without or 0)[:limit]) or list(
        alike(text).filter(allowed).exclude(pk=without or 0)[:limit]
    )


@dataclass(frozen=True)
class Duplicate:
    """A party that may be the one being added, and why."""

    party: Party
    reasons: tuple[str, ...]


ALIKE_FROM = 0.55
"""Closeness of two names from which one is shown as a possible duplicate of the other."""


def duplicates(
    name: str, identifiers: Mapping[int, str], emails: Sequence[str], *, without: int | None = None
) -> list[Duplicate]:
    """Parties with the same number or e-mail, then those of a similar name, the closest first; three queries."""
    reasons: dict[int, list[str]] = {}
    same = Q(pk__in=[])
    for type_, value in identifiers.items():
        same |= Q(type=type_, value=value) if value else Q(pk__in=[])
    for row in Identifier.objects.filter(same).order_by("type"):
        reasons.setdefault(row.party_id, []).append(_("the same %(register)s") % {"register": row.get_type_display()})
    for number in _with_email(emails):
        reasons.setdefault(number, []).append(_("the same e-mail"))
    named = _of_similar_name(name)
    for party in named:
        reasons.setdefault(party.pk, []).append(
            _("the same name") if polish.fold(party.name) == polish.fold(name) else _("a similar name")
        )
    reasons.pop(without or 0, None)
    found = {party.pk: party for party in named}
    found |= {party.pk: party for party in parties_for_lists().filter(pk__in=reasons.keys() - found.keys())}
    return [Duplicate(found[number], tuple(dict.fromkeys(why))) for number, why in list(reasons.items())[:6]]


def _with_email(emails: Sequence[str]) -> list[int]:
    """Parties with one of the addresses in any case; the index of the search column finds them."""
    wanted = {email.lower() for email in emails if email}
    if not wanted:
        return []
    somewhere = Q(pk__in=[])
    for email in sorted(wanted):
        somewhere |= Q(party__search__contains=polish.fold(email))
    rows = Contact.objects.filter(somewhere, type=Contact.Type.EMAIL).order_by("party").values_list("party", "value")
    return [party for party, value in rows if value.lower() in wanted]


def _of_similar_name(name: str) -> list[Party]:
    """Parties whose name is much like this one; the words that every association has count for nothing.

    The database finds candidates by its index of three-letter pieces; how alike the telling parts of two names are is
    worked out here, since no column keeps them. A name that begins with what is typed so far is alike too.
    """
    folded = polish.fold(name)
    telling = distinctive(folded)
    if len(telling) < 3:
        return []
    candidates = (
        parties_for_lists()
        .filter(search__trigram_word_similar=telling)
        .order_by(TrigramWordSimilarity(telling, "search").desc(), "id")[:60]
    )
    scored = []
    for party in candidates:
        other = polish.fold(party.name)
        begins = len(telling) > 5 and (other.startswith(folded) or distinctive(other).startswith(telling))
        score = 1.0 if begins else closeness(telling, distinctive(other))
        if score >= ALIKE_FROM:
            scored.append((-score, party.sort_key, party.pk, party))
    return [party for *_order, party in sorted(scored)[:6]]


def holders(identifiers: Mapping[int, str], *, without: int | None = None) -> dict[int, Party]:
    """Which parties have these numbers already, by register: each number belongs to one party."""
    same = Q(pk__in=[])
    for type_, value in identifiers.items():
        same |= Q(type=type_, value=value) if value else Q(pk__in=[])
    rows = Identifier.objects.filter(same).exclude(party=without).select_related("party")
    return {row.type: row.party for row in rows}


def _not_over(today: date) -> Q:
    return Q(period__upper_inf=True) | Q(period__endswith__gt=today)


def members_of(party: Party, today: date, *, former: bool = False) -> QuerySet[Membership]:
    """People with a role in the party today, whom to contact first; or those who had one once."""
    rows = Membership.objects.filter(party=party).select_related("person", "person__seat_now")
    held = Q(period__endswith__lte=today) if former else _not_over(today)
    return rows.filter(held).order_by("-is_contact", "person__sort_key", "id")


def memberships_of(person: Party, today: date) -> QuerySet[Membership]:
    """Groups and organisations in which the person has a role today."""
    rows = Membership.objects.filter(_not_over(today), person=person).select_related("party")
    return rows.order_by("party__sort_key", "id")


def tasks_for_lists() -> TaskQuerySet:
    """Tasks with what every list shows of them."""
    return Task.objects.select_related("party", "assignee", "done_by")


def with_last_work(parties: PartyQuerySet) -> PartyQuerySet:
    """Parties with the days of their last note and last finished task, and how many tasks are open."""
    notes = Note.objects.filter(party=OuterRef("pk")).order_by("-written_at")
    done = Task.objects.filter(party=OuterRef("pk"), done_at__isnull=False).order_by("-done_at")
    waiting = Task.objects.open().filter(party=OuterRef("pk")).order_by().values("party")
    return parties.annotate(
        last_note=Subquery(notes.annotate(day=TruncDate("written_at")).values("day")[:1]),
        last_task=Subquery(done.annotate(day=TruncDate("done_at")).values("day")[:1]),
        open_tasks=Coalesce(
            Subquery(waiting.annotate(number=Count("pk")).values("number")), 0, output_field=IntegerField()
        ),
    )


def caretaker_since(party: Party) -> tuple[date | None, str]:
    """Since when the present caretaker looks after the party, and who did before; from the history, one query."""
    events = Party.pgh_event_model.objects.filter(pgh_obj=party.pk).order_by("pgh_id")  # type: ignore[attr-defined]
    turns: list[tuple[date, int | None, str]] = []
    for moment, caretaker, name in events.values_list("pgh_created_at", "caretaker", "caretaker__name"):
        if not turns or turns[-1][1] != caretaker:
            turns.append((timezone.localdate(moment), caretaker, name or ""))
    if not turns or turns[-1][1] is None:
        return None, ""
    return turns[-1][0], turns[-2][2] if len(turns) > 1 else ""


def timeline(
    user: User, party: Party, before: date | None, limit: int, project: int | None = None
) -> list[TimelineItem]:
    """What the party became and what was noted about it, before a day, the latest first; nothing is of a project."""
    if project:
        return []
    kinds = [
        _milestone(row.period.lower, Kind(row.kind).label, _("From this day: %(kind)s"), "flag")
        for row in PartyKind.objects.filter(party=party, period__startswith__isnull=False)
    ]
    statuses = []
    for row in PartyStatus.objects.filter(party=party):
        label = Status(row.status).label
        if row.period.lower:
            statuses.append(_milestone(row.period.lower, label, _("Gained the status: %(kind)s"), "award"))
        if row.period.upper and row.period.upper <= timezone.localdate():
            statuses.append(_milestone(row.period.upper, label, _("No longer has the status: %(kind)s"), "award"))
    notes = Note.objects.filter(party=party).select_related("author")
    if before:
        notes = notes.filter(written_at__date__lt=before)
    written = [
        TimelineItem(
            on=timezone.localdate(note.written_at),
            time=timezone.localtime(note.written_at).time(),
            title=_("Note, %(author)s") % {"author": note.author},
            text=note.text,
            icon="sticky-note",
        )
        for note in notes[:limit]
    ]
    items = newest_first([*kinds, *statuses, *written])
    return [item for item in items if before is None or item.on < before][:limit]


def _milestone(on: date, label: Any, sentence: str, icon: str) -> TimelineItem:
    return TimelineItem(on=on, title=sentence % {"kind": label}, icon=icon)


def names(ids: Iterable[int]) -> Mapping[int, Party]:
    """Parties by number, for lists of ledger entries; reversed ones may be of a party that was merged since."""
    return Party.everyone.in_bulk(list(ids))
