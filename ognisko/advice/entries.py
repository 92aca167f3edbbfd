"""What a session counts as.

Three quantities are never mixed up: the hours of a session (staff time, counted once, at the lead party), person-hours
(times the people present) and hours per party. They are different measures, and a figure names which it sums. Animation
is not advice, individual education is a service and no advice, hence measures of their own.
"""

from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from ognisko.advice import queries
from ognisko.advice.queries import SessionFacts
from ognisko.advice.queries import appointments as booked
from ognisko.advice.rules import APPOINTMENT, SESSION, Category
from ognisko.ledger.rules import EntryValues, Measure, Source, Unit, of_party


def _measure(number: int, key: str, label: object) -> Measure:
    return Measure(number, key, label, Unit.MINUTES, topics=queries.kind_names)


ADVICE = _measure(31, "advice.hours", _("hours of advice"))
ADVICE_PERSON = _measure(32, "advice.person_hours", _("person-hours of advice"))
ADVICE_PARTY = _measure(33, "advice.party_hours", _("hours of advice per party"))
ADVICE_INDIVIDUAL = _measure(34, "advice.individual_hours", _("hours of individual advice"))
EDUCATION = _measure(41, "education.hours", _("hours of individual education"))
EDUCATION_PERSON = _measure(42, "education.person_hours", _("person-hours of individual education"))
EDUCATION_PARTY = _measure(43, "education.party_hours", _("hours of individual education per party"))
EDUCATION_INDIVIDUAL = _measure(44, "education.individual_hours", _("hours of individual education of one party"))
ANIMATION = _measure(51, "animation.hours", _("hours of animation"))
ANIMATION_PERSON = _measure(52, "animation.person_hours", _("person-hours of animation"))
ANIMATION_PARTY = _measure(53, "animation.party_hours", _("hours of animation per party"))
ANIMATION_INDIVIDUAL = _measure(54, "animation.individual_hours", _("hours of animation with one party"))

MEASURES = {
    Category.ADVICE: (ADVICE, ADVICE_PERSON, ADVICE_PARTY, ADVICE_INDIVIDUAL),
    Category.EDUCATION: (EDUCATION, EDUCATION_PERSON, EDUCATION_PARTY, EDUCATION_INDIVIDUAL),
    Category.ANIMATION: (ANIMATION, ANIMATION_PERSON, ANIMATION_PARTY, ANIMATION_INDIVIDUAL),
}


def entries(facts: SessionFacts) -> Iterator[EntryValues]:
    """A session counts its hours once, its person-hours, and its hours for each party; cancelled it is nothing.

    *Individual* is a session with one party, which then has an entry of its own for it.
    """
    if facts.is_cancelled:
        return
    hours, person_hours, party_hours, individual_hours = MEASURES[facts.category]
    base = EntryValues(
        facts.day,
        hours.number,
        Unit.MINUTES,
        Decimal(facts.minutes),
        project=facts.project,
        office=facts.office,
        place=facts.place,
        topic=facts.kind,
    )
    lead = of_party(base, facts.lead)
    yield lead
    yield lead._replace(measure=person_hours.number, quantity=Decimal(facts.minutes * facts.people_count))
    for party in (facts.lead, *facts.others):
        yield of_party(base._replace(measure=party_hours.number), party)
    if not facts.others:
        yield lead._replace(measure=individual_hours.number)


SESSIONS = Source(
    SESSION,
    "advice.session",
    _("session"),
    queries.facts,
    entries,
    queries.session_ids,
    queries.links,
    tuple(measure for measures in MEASURES.values() for measure in measures),
)


NO_SHOWS = Measure(61, "advice.no_shows", _("missed appointments"), Unit.COUNT, topics=queries.kind_names)


def appointment_entries(facts: booked.AppointmentFacts) -> Iterator[EntryValues]:
    """An appointment that somebody missed counts one; kept ones are counted as the sessions that they became."""
    if facts.is_missed:
        values = EntryValues(
            facts.day, NO_SHOWS.number, Unit.COUNT, Decimal(1), office=facts.office, place=facts.place, topic=facts.kind
        )
        yield of_party(values, facts.party)


APPOINTMENTS = Source(
    APPOINTMENT,
    "advice.appointment",
    _("appointment"),
    booked.appointment_facts,
    appointment_entries,
    booked.appointment_ids,
    booked.appointment_links,
    (NO_SHOWS,),
)
SOURCES = (SESSIONS, APPOINTMENTS)
