"""A figure's value equals the aggregate of its members, whatever it counts and whatever happened to the records."""

import datetime
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.apps import apps
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ognisko.accounts.tests.factories import UserFactory
from ognisko.advice.actions import SessionDraft, cancel_session, change_session, record_sessions, restore_session
from ognisko.advice.tests.factories import LODZ, SIERADZ, KindFactory, ProjectFactory, office, party, session
from ognisko.ledger.rules import Counts, Level
from ognisko.people.rules import GROUPS, ORGANISATIONS, Kind
from ognisko.places.models import Place
from ognisko.projects.actions import JoiningDraft, add_partner, change_partner, join, leave, set_area
from ognisko.reports import queries
from ognisko.reports.actions import FigureError
from ognisko.reports.queries import FigureValue
from ognisko.reports.rules import BREAKDOWNS, PROTECTED, Period
from ognisko.reports.tests.factories import FigureFactory

pytestmark = pytest.mark.django_db
YEAR = Period.year(2024)
GERMANY, CZECHIA = 900_276, 900_203


def value(figure, period=YEAR):
    return queries.values([figure], period)[figure.key]


def recomputed(figure, period=YEAR):
    return queries.members(figure, period).value


def everything():
    """One figure of each kind: sums, entries, parties, places and seats at each level, days, months, stocks."""
    yield FigureFactory(key="hours")
    yield FigureFactory(key="person-hours", measures=["advice.person_hours"])
    yield FigureFactory(key="services", measures=["advice.hours", "education.hours"])
    yield FigureFactory(key="sessions", unit="sessions", counts=Counts.ENTRIES)
    yield FigureFactory(key="parties", unit="parties", counts=Counts.PARTIES, measures=["advice.party_hours"])
    yield FigureFactory(
        key="organisations", unit="organisations", counts=Counts.PARTIES, measures=["advice.party_hours"],
        kinds=ORGANISATIONS,
    )  # fmt: skip
    yield FigureFactory(key="days", unit="days", counts=Counts.DAYS)
    yield FigureFactory(key="months", unit="months", counts=Counts.MONTHS)
    for level in Level:
        yield FigureFactory(key=f"places-{level}", unit="communities", counts=Counts.PLACES, level=level)
        yield FigureFactory(key=f"seats-{level}", unit="communities", counts=Counts.SEATS, level=level)
    yield FigureFactory(key="joined", unit="parties", counts=Counts.PARTIES, measures=["projects.joined"])
    yield FigureFactory(key="joinings", unit="parties", measures=["projects.joined"])
    yield FigureFactory(key="participants", unit="parties", counts=Counts.PARTIES, measures=["projects.participants"])
    yield FigureFactory(key="participants-sum", unit="parties", measures=["projects.participants"])
    yield FigureFactory(
        key="partner-countries", unit="countries", counts=Counts.SEATS, level=Level.COUNTRY,
        measures=["projects.partners"],
    )  # fmt: skip
    yield FigureFactory(
        key="area", unit="voivodeships", counts=Counts.PLACES, level=Level.VOIVODESHIP, measures=["projects.area"]
    )


def test_every_kind_of_figure_is_what_its_members_come_to():
    ngo, group = party("Fundacja „Iskra”", Kind.FOUNDATION), party("Grupa „Łąka”", Kind.INFORMAL_GROUP, LODZ)
    person = party("Anna Żak", Kind.PERSON)
    general, education = KindFactory(), KindFactory(category=2)
    project, sieradz = ProjectFactory(), office()
    session(party=ngo, kind=general, minutes=90, others=[group], project=project, office=sieradz, people_count=3)
    session(party=ngo, kind=general, minutes=20, day=date(2024, 3, 14), office=sieradz)
    session(party=person, kind=general, minutes=20, day=date(2024, 12, 31))
    session(party=group, kind=education, minutes=45, day=date(2024, 1, 1))
    session(party=group, kind=general, minutes=600, day=date(2023, 12, 31))
    cancel_session(session(party=party("Nikt"), kind=general, day=date(2024, 5, 5)), by=None)
    join([JoiningDraft(project, ngo, date(2023, 5, 1)), JoiningDraft(project, group, date(2024, 5, 1))], by=None)
    leave(join([JoiningDraft(project, person, date(2024, 2, 1))], by=None)[0], on=date(2024, 6, 1), by=None)
    abroad = [party(f"Partner {code}", Kind.FOREIGN_ORGANISATION, code) for code in (GERMANY, CZECHIA)]
    partners = [add_partner(project, one, since=date(2021, 1, 1), by=None) for one in [ngo, *abroad]]
    change_partner(partners[2], until=date(2024, 12, 31), by=None)
    set_area(project, Place.objects.filter(code__in=[100_000, 140_000]), since=date(2024, 1, 1), by=None)
    figures = list(everything())
    values = queries.values(figures, YEAR)
    assert {key: (found.value, found.records) for key, found in values.items()} == {
        "hours": (Decimal("2.17"), 3),
        "person-hours": (Decimal("5.17"), 3),
        "services": (Decimal("2.92"), 4),
        "sessions": (3, 3),
        "parties": (3, 4),
        "organisations": (1, 2),
        "days": (3, 3),
        "months": (2, 3),
        "places-1": (1, 3),
        "seats-1": (1, 3),
        "places-100": (1, 3),
        "seats-100": (1, 3),
        "places-10000": (1, 3),
        "seats-10000": (1, 3),
        "places-1000000": (1, 3),
        "seats-1000000": (1, 3),
        "joined": (2, 2),
        "joinings": (2, 2),
        "participants": (2, 4),
        "participants-sum": (2, 4),
        "partner-countries": (2, 4),
        "area": (2, 2),
    }
    assert {figure.key: recomputed(figure) for figure in figures} == values


@st.composite
def histories(draw):
    """Sessions, and what happened to them afterwards: changes, cancellings, restorings."""
    days = st.dates(date(2023, 12, 1), date(2025, 1, 31))
    sessions = draw(
        st.lists(st.tuples(days, st.integers(1, 200), st.integers(0, 3), st.booleans()), min_size=1, max_size=6)
    )
    steps = st.tuples(st.integers(0, len(sessions) - 1), st.sampled_from(["change", "cancel", "restore"]), days)
    return sessions, draw(st.lists(steps, max_size=8))


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(history=histories())
def test_whatever_happened_to_the_records_the_members_give_the_value(history):
    sessions, steps = history
    with transaction.atomic():
        user, kind, project = UserFactory(), KindFactory(), ProjectFactory()
        kinds = [Kind.ASSOCIATION, Kind.PERSON, Kind.INFORMAL_GROUP, Kind.LOCAL_GOVERNMENT]
        parties = [party(f"Podmiot {kind_}", kind_, LODZ if kind_ % 2 else SIERADZ) for kind_ in kinds]

        def draft(day, minutes, who, in_project):
            return SessionDraft(
                day=day, minutes=minutes, kind=kind, advisor=user, party=parties[who],
                other_parties=[parties[0]] if who else [], project=project if in_project else None,
            )  # fmt: skip

        rows = record_sessions([draft(*one) for one in sessions], by=user)
        for number, step, day in steps:
            if step == "change":
                change_session(rows[number], draft(day, 33, 1, True), by=user)
            elif step == "cancel":
                cancel_session(rows[number], by=user)
            else:
                restore_session(rows[number], by=user)
        figures = list(everything())
        found = queries.values(figures, YEAR)
        assert {figure.key: recomputed(figure) for figure in figures} == found
        for figure in figures:
            if figure.counts in (Counts.SUM, Counts.ENTRIES):
                for by in BREAKDOWNS:
                    assert (
                        sum(part.value.records for part in queries.parts(figure, by, YEAR)) == found[figure.key].records
                    )
        transaction.set_rollback(True)


def test_a_sum_is_the_sum_of_its_parts_and_every_part_opens_into_records_that_make_it():
    project, other = ProjectFactory(), ProjectFactory()
    general, legal = KindFactory(name="ogólne próbne"), KindFactory(name="prawne próbne")
    ngo, person = party("Fundacja", Kind.FOUNDATION), party("Ewa", Kind.PERSON, LODZ)
    session(party=ngo, kind=general, minutes=60, project=project, day=date(2024, 1, 10))
    session(party=ngo, kind=legal, minutes=90, project=other, day=date(2024, 1, 20))
    session(party=person, kind=legal, minutes=30, day=date(2024, 7, 1), office=office())
    figure = FigureFactory()
    asked = ("month", "project", "office", "topic", "kind", "county", "party", "status", "sex", "place-county")
    shown = {by: [(part.label, part.value.value) for part in queries.parts(figure, by, YEAR)] for by in asked}
    months = {"sty": Decimal("2.5"), "lip": Decimal("0.5")}
    names = "sty lut mar kwi maj cze lip sie wrz paź lis gru".split()
    assert shown == {
        "month": [(name, months.get(name, 0)) for name in names],
        "project": [(str(other), Decimal("1.5")), (str(project), 1), ("bez projektu", Decimal("0.5"))],
        "office": [("biuro Sieradz", Decimal("0.5")), ("bez biura", Decimal("2.5"))],
        "topic": [("prawne próbne", 2), ("ogólne próbne", 1)],
        "kind": [("fundacja", Decimal("2.5")), ("osoba", Decimal("0.5"))],
        "county": [("powiat sieradzki", Decimal("2.5")), ("Łódź (miasto na prawach powiatu)", Decimal("0.5"))],
        "party": [("Fundacja", Decimal("2.5")), ("Ewa", Decimal("0.5"))],
        "status": [("bez statusu", 3)],
        "sex": [("nie wiadomo lub odmowa", Decimal("0.5")), ("nie osoba", Decimal("2.5"))],
        "place-county": [("powiat sieradzki", Decimal("0.5")), ("miejsce nieznane", Decimal("2.5"))],
    }
    for by in BREAKDOWNS.keys() - PROTECTED:  # test_parts has those
        for part in queries.parts(figure, by, YEAR):
            key = part.url.rpartition("=")[2]
            assert queries.members(figure, YEAR, within={by: key}, sees_protected=True).value == part.value


def test_a_counted_thing_opens_into_its_own_entries_and_what_comes_to_nothing_does_not_count():
    project = ProjectFactory()
    stays, leaves = party("Zostaje"), party("Odchodzi")
    for one, until in ((stays, None), (leaves, date(2024, 6, 1))):
        add_partner(project, one, since=date(2023, 1, 1), until=until, by=None)
    figure = FigureFactory(
        unit="organisations", counts=Counts.PARTIES, measures=["projects.partners"], projects=[project]
    )
    found = queries.members(figure, YEAR)
    assert found.value == FigureValue(Decimal(1), "organisations", 3)
    assert [(row.label, row.entries, row.counts, row.url) for row in found.page] == [
        ("Zostaje", 1, True, f"/liczby/{figure.key}/?rok=2024&party={stays.pk}"),
        ("Odchodzi", 2, False, f"/liczby/{figure.key}/?rok=2024&party={leaves.pk}"),
    ]
    inside = queries.members(figure, YEAR, within={"party": str(leaves.pk)})
    assert inside.value == FigureValue(Decimal(0), "organisations", 2)
    assert [(row.day, row.quantity) for row in inside.page] == [(date(2024, 6, 1), -1), (date(2023, 1, 1), 1)]


def test_members_are_the_latest_first_with_their_record_and_a_page_at_a_time():
    ngo = party("Fundacja „Ciepły Kąt”")
    rows = [
        session(party=ngo, minutes=30, day=date(2024, 1, 1) + timedelta(days=n), subject=f"Sprawa {n}")
        for n in range(5)
    ]
    found = queries.members(FigureFactory(), YEAR, 2, per_page=2)
    assert found.page.paginator.count == 5
    assert [(row.day, row.title, row.note, row.url, row.quantity_text) for row in found.page] == [
        (date(2024, 1, 3), "Fundacja „Ciepły Kąt”", "Sprawa 2", rows[2].get_absolute_url(), "0,5"),
        (date(2024, 1, 2), "Fundacja „Ciepły Kąt”", "Sprawa 1", rows[1].get_absolute_url(), "0,5"),
    ]


def test_three_times_twenty_minutes_is_an_hour():
    for day in range(1, 4):
        session(party=party(), minutes=20, day=date(2024, 1, day))
    assert value(FigureFactory()) == FigureValue(Decimal(1), "hours", 3)


def test_all_values_take_one_statement_and_members_a_fixed_number(django_assert_num_queries):
    project = ProjectFactory()
    figures = [FigureFactory(projects=[project]), *everything()]
    session(party=party(), project=project)
    found = queries.catalogue()
    with django_assert_num_queries(1):
        queries.values(found, YEAR)
    assert len(found) == len(figures)
    hours, parties = (next(row for row in found if row.key == key) for key in ("hours", "parties"))
    for count in (1, 30):
        for number in range(count):
            session(party=party(f"Podmiot {number}"), day=date(2024, 2, 2))
        with django_assert_num_queries(3):
            queries.members(hours, YEAR)
        with django_assert_num_queries(2):
            queries.members(parties, YEAR)


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"measures": ["advice.hours"], "is_state": True}, "Stan liczymy na koniec okresu"),
        (
            {"measures": ["projects.partners"], "unit": "organisations", "is_state": False},
            "Stan liczymy na koniec okresu",
        ),
        ({"measures": ["projects.joined", "projects.partners"], "unit": "parties"}, "nie da się połączyć stanów"),
        ({"measures": ["projects.joined"], "unit": "hours"}, "To nie jest jednostka"),
        ({"counts": Counts.PARTIES, "unit": "hours"}, "Jednostka nie nazywa"),
        ({"counts": Counts.MONTHS, "unit": "days"}, "Jednostka nie nazywa"),
        ({"measures": ["advice.nothing"]}, "Nic nie mierzy „advice.nothing”."),
    ],
)
def test_a_figure_that_would_say_something_false_is_refused(fields, problem):
    with pytest.raises(FigureError, match=problem):
        FigureFactory(**fields)


def test_a_figure_of_a_state_follows_from_its_measures_and_defining_it_again_writes_nothing():
    first = FigureFactory(key="partners", unit="organisations", measures=["projects.partners"])
    again = FigureFactory(key="partners", unit="organisations", measures=["projects.partners"])
    history = apps.get_model("reports", "FigureEvent").objects.filter(pgh_obj=first.pk)
    assert (first.is_state, again.pk, history.count()) == (True, first.pk, 1)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        (
            {},
            (
                "Suma godzin doradztwa od 1 stycznia do 31 grudnia 2024. "
                "Czas doradcy liczymy raz, bez względu na liczbę osób."
            ),
        ),
        (
            {"measures": ["advice.hours", "education.hours"], "seat": 101_000},
            (
                "Suma godzin doradztwa i godzin edukacji indywidualnej dla podmiotów z siedzibą na terenie powiatu "
                "piotrkowskiego od 1 stycznia do 31 grudnia 2024. Czas doradcy liczymy raz, bez względu na liczbę osób."
            ),
        ),
        (
            {
                "unit": "organisations",
                "counts": Counts.PARTIES,
                "measures": ["projects.joined"],
                "kinds": ORGANISATIONS,
            },
            (
                "Liczba różnych organizacji z zapisem „przystąpienia” od 1 stycznia do 31 grudnia 2024. "
                "Każdy podmiot liczymy raz, choćby miał wiele zapisów."
            ),
        ),
        (
            {"unit": "groups", "counts": Counts.PARTIES, "measures": ["advice.individual_hours"], "kinds": GROUPS},
            (
                "Liczba różnych grup z zapisem „godziny doradztwa indywidualnego” od 1 stycznia do 31 grudnia 2024. "
                "Każdy podmiot liczymy raz, choćby miał wiele zapisów."
            ),
        ),
        (
            {"unit": "organisations", "measures": ["projects.partners"]},
            "Liczba partnerów poza liderem, stan na 31 grudnia 2024.",
        ),
        (
            {"place": 100_000, "measures": ["offices.open"]},
            "Suma godzin otwarcia na terenie województwa łódzkiego od 1 stycznia do 31 grudnia 2024.",
        ),
        (
            {"unit": "sessions", "counts": Counts.ENTRIES, "kinds": [Kind.PERSON], "seat": SIERADZ},
            (
                "Liczba zapisów „godziny doradztwa” dla osób z siedzibą na terenie miasta Sieradz "
                "od 1 stycznia do 31 grudnia 2024."
            ),
        ),
    ],
)
def test_a_definition_is_told_in_polish_from_the_figures_own_data(fields, words):
    places = {name: Place.objects.get(code=fields[name]) for name in ("place", "seat") if name in fields}
    figure = FigureFactory(**{**fields, **places})
    assert queries.definition(figure, YEAR).replace("\N{NO-BREAK SPACE}", " ") == words


def test_a_definition_names_kinds_projects_and_offices():
    project, sieradz = ProjectFactory(short_name="OWES Łódź"), office("Sieradz")
    kinds = [KindFactory(name="próbne"), KindFactory(name="trudne")]
    figure = FigureFactory(projects=[project], offices=[sieradz], topics=[kind.pk for kind in kinds])
    half = Period(datetime.date(2024, 1, 1), datetime.date(2024, 7, 1))
    assert queries.definition(figure, half).replace("\N{NO-BREAK SPACE}", " ") == (
        "Suma godzin doradztwa rodzajów „próbne” lub „trudne” w projekcie „OWES Łódź” "
        "w biurze „Sieradz” od 1 stycznia do 30 czerwca 2024. Czas doradcy liczymy raz, bez względu na liczbę osób."
    )
