"""Whatever a figure counts and however it is taken apart: the parts add up to the whole; each opens into records."""

from datetime import date
from decimal import Decimal
from itertools import product

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from ognisko.accounts.tests.factories import UserFactory
from ognisko.advice.actions import SessionDraft, cancel_session, record_sessions
from ognisko.advice.tests.factories import LODZ, SIERADZ, KindFactory, ProjectFactory, office, party, session
from ognisko.ledger.rules import OF_PARTY, Counts
from ognisko.people import actions as people
from ognisko.people.actions import Answer, PartyDraft, ProtectedDraft
from ognisko.people.rules import Disability, Kind, LabourStatus, Sex, Status
from ognisko.projects.actions import JoiningDraft, join, leave
from ognisko.reports import queries
from ognisko.reports.queries import PartError
from ognisko.reports.rules import BREAKDOWNS, KEYED, PROTECTED, Period
from ognisko.reports.tests.factories import FigureFactory
from ognisko.reports.tests.test_figures import everything

pytestmark = pytest.mark.django_db
YEAR = Period.year(2024)


def person(name, sex=Sex.UNKNOWN, born=None):
    [made] = people.add_parties([PartyDraft(name, [(Kind.PERSON, None, None)], sex=sex, birth_year=born)], by=None)
    return made


def text_of(part):
    return part.url.rpartition("=")[2]


@st.composite
def years(draw):
    """What a year may bring: sessions with one party or two, in a project or none, some cancelled, some joinings."""
    days = st.dates(date(2023, 12, 1), date(2025, 1, 31))
    sessions = st.tuples(
        days, st.integers(1, 200), st.integers(0, 5), st.integers(0, 5), st.integers(0, 2), st.booleans(), st.booleans()
    )
    joinings = st.tuples(st.integers(0, 5), st.integers(0, 1), days, st.one_of(st.none(), st.integers(1, 200)))
    return (
        draw(st.lists(sessions, min_size=1, max_size=8)),
        draw(st.lists(joinings, max_size=4, unique_by=lambda one: one[:2])),
        draw(st.one_of(st.none(), st.dates(date(2024, 1, 2), date(2024, 12, 30)))),
        draw(st.lists(st.tuples(st.integers(2, 4), days, st.sampled_from(LabourStatus), st.sampled_from(Disability)))),
    )


@settings(
    max_examples=8,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # a failing year would take minutes to shrink
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(year=years())
def test_for_any_year_every_figure_and_every_breakdown_the_parts_add_up_to_the_whole(year):
    sessions, joinings, changed_on, answers = year
    with transaction.atomic():
        user, kinds, projects = UserFactory(), [KindFactory(), KindFactory()], [ProjectFactory(), ProjectFactory()]
        parties = [
            party("Grupa", Kind.INFORMAL_GROUP), party("Fundacja", Kind.FOUNDATION, LODZ),
            person("Ewa", Sex.FEMALE, 1990), person("Jan", Sex.MALE), person("Kto"),
            party("Urząd", Kind.LOCAL_GOVERNMENT),
        ]  # fmt: skip
        drafts = [
            SessionDraft(
                day=day, minutes=minutes, kind=kinds[minutes % 2], advisor=user, party=parties[who],
                other_parties=[] if who == other else [parties[other]], project=[None, *projects][which],
            )
            for day, minutes, who, other, which, _place, _gone in sessions
        ]  # fmt: skip
        rows = record_sessions(drafts, by=user)
        for row, (*_rest, gone) in zip(rows, sessions, strict=True):
            if gone:
                cancel_session(row, by=user)
        for who, which, day, length in joinings:
            [made] = join([JoiningDraft(projects[which], parties[who], day)], by=None)
            if length:
                leave(made, on=date.fromordinal(day.toordinal() + length), by=None)
        for who, day, labour, disability in answers:
            draft = ProtectedDraft(labour_status=Answer(labour, day), disability=Answer(disability, day))
            people.record_protected(parties[who], draft, by=user)
        if changed_on:
            people.set_kind(parties[0], Kind.ASSOCIATION, since=changed_on, by=user)
            people.set_status(parties[1], Status.SOCIAL_ECONOMY_ENTITY, since=changed_on, by=user)
            people.move_seat(parties[1], people.AddressDraft(place_of(SIERADZ), since=changed_on), by=user)
        figures = list(everything())
        whole = queries.values(figures, YEAR)
        for figure in figures:
            for by, sees in product(BREAKDOWNS, (True, False)):
                if not sees and by not in PROTECTED:
                    continue
                breakdown = BREAKDOWNS[by]
                apart = queries.apart(figure, by, YEAR, whole[figure.key], sees_protected=sees)
                added = sum((part.value.value for part in apart.parts), Decimal(0))
                assert added + apart.balance == apart.whole.value == whole[figure.key].value, (figure.key, by)
                assert sum(part.value.records for part in apart.parts) == whole[figure.key].records, (figure.key, by)
                if figure.counts in KEYED:
                    assert apart.balance <= 0, (figure.key, by)
                    if breakdown in OF_PARTY:
                        assert apart.balance == 0, (figure.key, by)
                elif figure.unit != "hours":
                    assert apart.balance == 0, (figure.key, by)
        for figure in figures[:6]:
            for by in BREAKDOWNS:
                for part in queries.parts(figure, by, YEAR, sees_protected=True):
                    found = queries.members(figure, YEAR, within={by: text_of(part)}, sees_protected=True).value
                    assert (found.value, found.records) == (part.value.value, part.value.records), (figure.key, by)
        transaction.set_rollback(True)


def place_of(code):
    from ognisko.places.models import Place

    return Place.objects.get(code=code)


def test_a_party_that_changed_in_the_year_stands_in_the_part_of_its_last_record():
    group = party("Grupa „Łąka”", Kind.INFORMAL_GROUP)
    session(party=group, minutes=60, day=date(2024, 2, 1))
    people.set_kind(group, Kind.ASSOCIATION, since=date(2024, 6, 1), by=UserFactory())
    session(party=group, minutes=60, day=date(2024, 9, 1))
    session(party=party("Fundacja", Kind.FOUNDATION), minutes=60, day=date(2024, 3, 1))
    figure = FigureFactory(unit="parties", counts=Counts.PARTIES, measures=["advice.party_hours"])
    apart = queries.apart(figure, "kind", YEAR)
    assert [(part.label, part.value.value, part.value.records) for part in apart.parts] == [
        ("fundacja", 1, 1), ("stowarzyszenie", 1, 2),
    ]  # fmt: skip
    assert (apart.whole.value, apart.balance) == (2, 0)
    months = queries.apart(figure, "month", YEAR)
    assert (sum(part.value.value for part in months.parts), months.balance, months.balance_text) == (3, -1, "−1")
    assert "w kilku częściach" in months.balance_label


def test_sex_and_age_know_the_unknown_and_those_who_are_no_persons():
    for one in (person("Ewa", Sex.FEMALE, 1990), person("Ola", Sex.FEMALE, 1940), person("Jan", Sex.MALE), person("X")):
        session(party=one, minutes=60, day=date(2024, 2, 1))
    session(party=party("Fundacja", Kind.FOUNDATION), minutes=30, day=date(2024, 2, 1))
    figure = FigureFactory(unit="parties", counts=Counts.PARTIES, measures=["advice.party_hours"])

    def shown(by):
        return [(part.label, int(part.value.value)) for part in queries.parts(figure, by, YEAR)]

    assert shown("sex") == [("kobieta", 2), ("mężczyzna", 1), ("nie wiadomo lub odmowa", 1), ("nie osoba", 1)]
    assert shown("age") == [
        ("30–44 lata", 1), ("75 lat i więcej", 1), ("nie wiadomo lub odmowa", 2), ("nie osoba", 1),
    ]  # fmt: skip
    assert shown("status") == [("bez statusu", 5)]


def test_a_place_larger_than_the_level_stays_a_part_of_its_own():
    session(party=party("W Łodzi", place=LODZ), minutes=60, day=date(2024, 2, 1), office=office())
    session(party=party("W województwie", place=100_000), minutes=30, day=date(2024, 2, 1))
    figure = FigureFactory()
    labels = [part.label for part in queries.parts(figure, "seat-municipality", YEAR)]
    assert sorted(labels) == ["województwo łódzkie", "Łódź"]
    assert sum(part.value.value for part in queries.parts(figure, "place-county", YEAR)) == Decimal("1.5")


def test_rounding_is_told_where_shown_parts_do_not_make_the_shown_whole():
    for number in range(3):
        session(party=party(f"Podmiot {number}"), minutes=20, day=date(2024, 1, number + 1), project=ProjectFactory())
    apart = queries.apart(FigureFactory(), "project", YEAR)
    assert ([part.value.text for part in apart.parts], apart.whole.text) == (["0,33"] * 3, "1")
    assert (apart.balance, apart.balance_label) == (Decimal("0.01"), "zaokrąglenia")
    whole = FigureFactory(decimals=0)
    assert queries.values([whole], YEAR)[whole.key].text == "1"


@pytest.mark.parametrize("within", [{"sex": "x"}, {"age": "99"}, {"status": "-1"}, {"seat-municipality": "a"}])
def test_a_part_that_cannot_be_is_refused(within):
    with pytest.raises(PartError):
        queries.within_in_words(FigureFactory(), within)


def of_status(status, count, *, day=date(2024, 1, 1), other=None):
    """So many persons with an hour of advice each and this labour status."""
    made = []
    for number in range(count):
        one = person(f"Osoba {status} {number}")
        people.record_protected(one, ProtectedDraft(labour_status=Answer(status, day)), by=None)
        session(party=one, minutes=60, day=date(2024, 3, 1))
        made.append(one)
    return made


def persons_by(by, **options):
    figure = FigureFactory(unit="persons", counts=Counts.PARTIES, measures=["advice.party_hours"])
    apart = queries.apart(figure, by, YEAR, **options)
    return figure, apart, [(part.label, int(part.value.value), bool(part.url)) for part in apart.parts]


def test_a_person_stands_with_the_labour_status_of_the_day_of_the_last_record():
    [one] = of_status(LabourStatus.REGISTERED_UNEMPLOYED, 1)
    people.record_protected(one, ProtectedDraft(labour_status=Answer(LabourStatus.EMPLOYED, date(2024, 6, 1))), by=None)
    session(party=one, minutes=30, day=date(2024, 5, 31))
    unemployed = "osoba bezrobotna, zarejestrowana w urzędzie pracy"
    assert persons_by("labour", sees_protected=True)[2] == [(unemployed, 1, True)]
    session(party=one, minutes=30, day=date(2024, 6, 1))
    assert persons_by("labour", sees_protected=True)[2] == [("osoba pracująca", 1, True)]
    of_status(LabourStatus.REFUSED, 1)
    session(party=party("Fundacja", Kind.FOUNDATION), minutes=30, day=date(2024, 2, 1))
    assert persons_by("labour", sees_protected=True)[2] == [
        ("osoba pracująca", 1, True), ("nie wiadomo lub odmowa", 1, True), ("nie osoba", 1, True),
    ]  # fmt: skip


def test_answers_of_few_are_counted_with_the_unknown_for_whoever_may_not_see_them():
    of_status(LabourStatus.EMPLOYED, 6)
    of_status(LabourStatus.INACTIVE, 2)
    of_status(LabourStatus.REFUSED, 3)
    _figure, apart, shown = persons_by("labour")
    assert shown == [("osoba pracująca", 6, False), ("nie wiadomo, odmowa lub mniej niż 5 osób", 5, False)]
    assert (apart.whole.value, apart.balance, apart.merged) == (11, 0, True)
    assert "mniej niż 5 osób" in apart.merged_note
    assert persons_by("labour", sees_protected=True)[2] == [
        ("osoba pracująca", 6, True), ("osoba bierna zawodowo", 2, True), ("nie wiadomo lub odmowa", 3, True),
    ]  # fmt: skip


def test_where_the_unknown_are_few_too_the_next_answer_hides_them():
    of_status(LabourStatus.EMPLOYED, 6)
    of_status(LabourStatus.INACTIVE, 2)
    assert persons_by("labour")[2] == [("nie wiadomo, odmowa lub mniej niż 5 osób", 8, False)]


def test_who_stands_in_a_protected_part_is_told_only_to_those_who_may_see_it():
    of_status(LabourStatus.INACTIVE, 1)
    figure = FigureFactory(unit="persons", counts=Counts.PARTIES, measures=["advice.party_hours"])
    within = {"labour": str(LabourStatus.INACTIVE.value)}
    with pytest.raises(PartError):
        queries.members(figure, YEAR, within=within)
    assert [one.label for one in queries.members(figure, YEAR, within=within, sees_protected=True).page] == [
        "Osoba 4 0"
    ]
