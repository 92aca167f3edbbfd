"""What calls, applications and postings count as: facts for the ledger, in a fixed number of queries for any number."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from ognisko.core.money import money_text
from ognisko.grants.models import Application, Call, Posting, Programme, Scope
from ognisko.grants.rules import FIRST_TOPIC
from ognisko.grants.rules.life import Stage
from ognisko.grants.rules.money import Kind
from ognisko.ledger.rules import PartyOnDay, RecordLink
from ognisko.people.queries import parties_on


@dataclass(frozen=True)
class CallFacts:
    """A call counts from its announcement, where it reaches; ``is_local`` tells a municipality and a county."""

    call: int
    programme: int
    project: int
    place: int | None
    opened_on: date
    is_local: bool
    counts: bool


@dataclass(frozen=True)
class ApplicationFacts:
    """What counts of an application and its grant; the party is as it was on each of the days concerned."""

    call: int
    programme: int
    project: int
    currency: str
    place: int | None
    submitted_on: date | None
    awarded: Decimal | None
    awarded_on: date | None
    since: date | None
    until: date | None
    is_carried_out: bool
    engaged: int
    reached: int
    volunteer_minutes: int
    party: Mapping[date, PartyOnDay]
    patron: Mapping[date, PartyOnDay]


@dataclass(frozen=True)
class PostingFacts:
    """Money that was paid or came back; a reversal counts the other way."""

    call: int
    programme: int
    project: int
    currency: str
    kind: Kind
    on: date
    amount: Decimal
    place: int | None
    party: PartyOnDay | None


UNCOUNTED = (Stage.DRAFT, Stage.LATE, Stage.WITHDRAWN)
"""Stages in which an application counts as nothing; one that was given up was submitted, but funded nothing."""

DONE = (Stage.ACCEPTED, Stage.RETURNING, Stage.CLOSED)
"""Stages in which a report was accepted: the initiative was carried out."""


def call_facts(ids: Sequence[int]) -> Mapping[int, CallFacts]:
    """Facts of calls; one query."""
    return {
        call.pk: CallFacts(
            call.pk, call.programme_id, call.project_id or 0, call.place_id, timezone.localdate(call.opens_at),
            call.scope in (Scope.MUNICIPALITY, Scope.COUNTY), call.announced_at is not None and not call.cancelled_at,
        )
        for call in Call.objects.filter(pk__in=ids)
    }  # fmt: skip


def application_facts(ids: Sequence[int]) -> Mapping[int, ApplicationFacts]:
    """Facts of applications; two queries."""
    rows = list(Application.objects.filter(pk__in=ids).select_related("call").order_by())
    days = {row.pk: _days(row) for row in rows}
    parties = parties_on(
        (party, day) for row in rows for party in (row.party_id, row.patron_id) if party for day in days[row.pk]
    )
    return {row.pk: _facts(row, days[row.pk], parties) for row in rows}


def _days(row: Application) -> list[date]:
    submitted = [timezone.localdate(row.submitted_at)] if row.submitted_at else []
    return submitted + [day for day in (row.awarded_on, row.since, row.until) if day]


def _facts(row: Application, days: list[date], parties: Mapping[tuple[int, date], PartyOnDay]) -> ApplicationFacts:
    counts, funded = row.serial is not None and row.at not in UNCOUNTED, row.at is not Stage.GIVEN_UP
    done = row.at in DONE and row.accepted_on is not None
    return ApplicationFacts(
        row.call_id, row.call.programme_id, row.call.project_id or 0, row.call.currency, row.where_id or row.place_id,
        timezone.localdate(row.submitted_at) if counts and row.submitted_at else None,
        row.awarded if counts and funded else None, row.awarded_on if counts and funded else None,
        row.since or row.call.activity_since, row.until or row.call.activity_until, done,
        row.engaged or 0 if done else 0, row.reached or 0 if done else 0, row.volunteer_minutes or 0 if done else 0,
        {day: parties[row.party_id, day] for day in days} if row.party_id else {},
        {day: parties[row.patron_id, day] for day in days} if row.patron_id else {},
    )  # fmt: skip


def posting_facts(ids: Sequence[int]) -> Mapping[int, PostingFacts]:
    """Facts of postings; two queries."""
    rows = list(Posting.objects.filter(pk__in=ids).select_related("call", "application").order_by())
    parties = parties_on(
        (row.application.party_id, row.on) for row in rows if row.application and row.application.party_id
    )
    return {
        row.pk: PostingFacts(
            row.call_id, row.call.programme_id, row.call.project_id or 0, row.call.currency, Kind(row.kind), row.on,
            -row.amount if row.is_reversal else row.amount,
            row.application.where_id or row.application.place_id if row.application else None,
            parties.get((row.application.party_id, row.on)) if row.application and row.application.party_id else None,
        )
        for row in rows
    }  # fmt: skip


def call_ids() -> Iterator[int]:
    """All numbers of calls, in order."""
    return _ids(Call.objects.all())


def application_ids() -> Iterator[int]:
    """All numbers of applications, in order."""
    return _ids(Application.objects.all())


def posting_ids() -> Iterator[int]:
    """All numbers of postings, in order."""
    return _ids(Posting.objects.all())


def _ids(rows: "QuerySet[Call] | QuerySet[Application] | QuerySet[Posting]") -> Iterator[int]:
    return iter(rows.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=10_000))


def call_links(ids: Sequence[int]) -> Mapping[int, RecordLink]:
    """Calls as records behind a figure."""
    rows = Call.objects.filter(pk__in=ids).select_related("programme")
    return {row.pk: RecordLink(row.name, row.programme.name, row.get_absolute_url()) for row in rows}


def application_links(ids: Sequence[int]) -> Mapping[int, RecordLink]:
    """Applications as records behind a figure."""
    rows = Application.objects.filter(pk__in=ids).select_related("call")
    return {
        row.pk: RecordLink(str(row), ", ".join(filter(None, (row.call.name, row.number))), row.get_absolute_url())
        for row in rows
    }


def posting_links(ids: Sequence[int]) -> Mapping[int, RecordLink]:
    """Postings as records behind a figure: what happened to which grant."""
    rows = Posting.objects.filter(pk__in=ids).select_related("application", "call")
    return {
        row.pk: RecordLink(
            _("%(what)s: %(amount)s")
            % {"what": Kind(row.kind).label, "amount": money_text(row.amount, row.call.currency)},
            str(row.application or row.call),
            row.application.get_absolute_url() if row.application else reverse("grants:call", args=[row.call_id]),
        )
        for row in rows
    }


def programme_names() -> Mapping[int, str]:
    """Names of programmes: the topics of what grants count."""
    return {FIRST_TOPIC + number: name for number, name in Programme.objects.values_list("pk", "name")}


def call_names() -> Mapping[int, str]:
    """Names of calls: the activities of what grants count."""
    return dict(Call.objects.values_list("pk", "name"))
