"""What calls, applications and grants count as.

The topic of every entry is its programme, the activity its call. An application counts on the day of its submission,
a grant on the day of its award; what it came to (carried out, people, hours) on the last day of its activities, once
the report is accepted; a funded activity counts one in each month that it touches.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from ognisko.grants.queries import facts
from ognisko.grants.queries.facts import ApplicationFacts, CallFacts, PostingFacts
from ognisko.grants.rules import APPLICATION, CALL, CALLS, FIRST_TOPIC, POSTING
from ognisko.grants.rules.money import Kind
from ognisko.ledger.rules import EntryValues, Measure, Source, Unit, of_party


def _measure(number: int, key: str, label: object, unit: Unit | None = Unit.COUNT) -> Measure:
    return Measure(
        number, key, label, unit, topics=facts.programme_names, activity_kind=CALLS, activities=facts.call_names
    )


LOCAL_CALLS = _measure(71, "grants.calls_local", _("calls of a municipality or county"))
REGIONAL_CALLS = _measure(72, "grants.calls_regional", _("calls of a voivodeship or the country"))
SUBMITTED = _measure(73, "grants.submitted", _("applications submitted"))
FUNDED = _measure(74, "grants.funded", _("applications funded"))
AWARDED = _measure(75, "grants.awarded", _("money awarded"), None)
CARRIED_OUT = _measure(76, "grants.carried_out", _("initiatives carried out"))
ENGAGED = _measure(77, "grants.engaged", _("people engaged"))
REACHED = _measure(78, "grants.reached", _("people reached"))
VOLUNTEERS = _measure(79, "grants.volunteers", _("hours of volunteers"), Unit.MINUTES)
ACTIVE = _measure(80, "grants.active", _("months of funded activities"))
PATRONS = _measure(81, "grants.patrons", _("grants under a patron"))
PAID = _measure(82, "grants.paid", _("money paid"), None)
RETURNED = _measure(83, "grants.returned", _("money returned"), None)

_CURRENCIES = {"PLN": Unit.PLN, "EUR": Unit.EUR}
_MONEY = {Kind.PAID: PAID, Kind.RETURNED: RETURNED, Kind.INTEREST_PAID: RETURNED}


def call_entries(call: CallFacts) -> Iterator[EntryValues]:
    """A call that was announced counts one on the day of its opening; cancelled it is nothing."""
    if call.counts:
        measure = LOCAL_CALLS if call.is_local else REGIONAL_CALLS
        yield EntryValues(
            call.opened_on, measure.number, Unit.COUNT, Decimal(1), project=call.project, place=call.place,
            topic=FIRST_TOPIC + call.programme, activity_kind=CALLS, activity=call.call,
        )  # fmt: skip


def application_entries(grant: ApplicationFacts) -> Iterator[EntryValues]:
    """An application and the grant that it became."""
    if grant.submitted_on is None:
        return
    yield _of(grant, SUBMITTED, grant.submitted_on)
    if grant.awarded is None or grant.awarded_on is None:
        return
    yield _of(grant, FUNDED, grant.awarded_on)
    yield _of(grant, AWARDED, grant.awarded_on, grant.awarded, _CURRENCIES[grant.currency])
    if grant.patron:
        values = _of(grant, PATRONS, grant.awarded_on)._replace(party=None)
        yield of_party(values, grant.patron.get(grant.awarded_on))
    if not (grant.is_carried_out and grant.since and grant.until):
        return
    yield _of(grant, CARRIED_OUT, grant.until)
    for measure, amount in ((ENGAGED, grant.engaged), (REACHED, grant.reached)):
        if amount:
            yield _of(grant, measure, grant.until, Decimal(amount))
    if grant.volunteer_minutes:
        yield _of(grant, VOLUNTEERS, grant.until, Decimal(grant.volunteer_minutes), Unit.MINUTES)
    yield from (_of(grant, ACTIVE, day) for day in months_between(grant.since, grant.until))


def posting_entries(posting: PostingFacts) -> Iterator[EntryValues]:
    """Money paid, and money that came back with its interest; other postings only move what was promised."""
    if (measure := _MONEY.get(posting.kind)) is not None:
        values = EntryValues(
            posting.on, measure.number, _CURRENCIES[posting.currency], posting.amount, project=posting.project,
            place=posting.place, topic=FIRST_TOPIC + posting.programme, activity_kind=CALLS, activity=posting.call,
        )  # fmt: skip
        yield of_party(values, posting.party)


def _of(
    grant: ApplicationFacts, measure: Measure, on: date, quantity: Decimal = Decimal(1), unit: Unit = Unit.COUNT
) -> EntryValues:
    values = EntryValues(
        on, measure.number, unit, quantity, project=grant.project, place=grant.place,
        topic=FIRST_TOPIC + grant.programme, activity_kind=CALLS, activity=grant.call,
    )  # fmt: skip
    return of_party(values, grant.party.get(on) or next(iter(grant.party.values()), None))


def months_between(since: date, until: date) -> Iterator[date]:
    """A day of each calendar month that a period touches: its first day, then the first of each month after it."""
    day = since
    while day <= until:
        yield day
        day = date(day.year + day.month // 12, day.month % 12 + 1, 1)


SOURCES = (
    Source(
        CALL, "grants.call", _("call"), facts.call_facts, call_entries, facts.call_ids, facts.call_links,
        (LOCAL_CALLS, REGIONAL_CALLS),
    ),
    Source(
        APPLICATION, "grants.application", _("application"), facts.application_facts, application_entries,
        facts.application_ids, facts.application_links,
        (SUBMITTED, FUNDED, AWARDED, CARRIED_OUT, ENGAGED, REACHED, VOLUNTEERS, ACTIVE, PATRONS),
    ),
    Source(
        POSTING, "grants.posting", _("posting"), facts.posting_facts, posting_entries, facts.posting_ids,
        facts.posting_links, (PAID, RETURNED),
    ),
)  # fmt: skip
OF_CALLS, OF_APPLICATIONS, OF_POSTINGS = SOURCES
