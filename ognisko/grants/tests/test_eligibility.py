"""Who may apply: each condition alone, all of them together, and their edges."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from ognisko.core.days import months_after
from ognisko.grants.rules.eligibility import Applicant, Conditions, Member, Patron, Unmet, unmet
from ognisko.people.rules import NGOS, Kind

TODAY = date(2026, 11, 23)
LODZ, LODZKIE, ZGIERZ, KRAKOW = 106101, 100000, 102000, 126101
GROUP = Kind.INFORMAL_GROUP
ADULTS = (Member("Ala Sowa"), Member("Jan Lis"), Member("Ewa Kos"))
REGRANTING = Conditions(
    kinds=NGOS | {GROUP},
    areas=(LODZKIE,),
    groups=frozenset({GROUP}),
    patron=Patron.ALLOWED,
    patron_kinds=NGOS,
    least_adults=3,
    oldest_months=30,
    most_income=Decimal(30_000),
    most_applications=1,
    one_group_each=True,
    no_officeholders=True,
)


def codes(rules: Conditions, who: Applicant, on: date = TODAY) -> list[str]:
    return [one.code for one in unmet(rules, who, on)]


def test_three_adults_of_the_region_may_apply_alone_or_with_a_patron() -> None:
    assert unmet(REGRANTING, Applicant(GROUP, LODZ, ADULTS), TODAY) == ()
    assert unmet(REGRANTING, Applicant(GROUP, LODZ, ADULTS, patron_kind=Kind.FOUNDATION), TODAY) == ()


def test_everything_that_is_wrong_is_said_at_once_in_sentences() -> None:
    members = (
        Member("Ala Sowa", other_groups=("Zielone podwórko",)),
        Member("Jan Lis", adult=False, holds_office=True),
    )
    who = Applicant(
        GROUP, KRAKOW, members, patron_kind=Kind.BUSINESS, submitted_before=1, excluded_until=date(2027, 3, 1)
    )
    assert unmet(REGRANTING, who, TODAY) == (
        Unmet("excluded", "Nie możesz składać wniosków do 1 marca 2027."),
        Unmet("area", "Wasza siedziba leży poza obszarem tego naboru."),
        Unmet("patron kind", "Ta organizacja nie może być patronem w tym naborze."),
        Unmet("adults", "Grupa potrzebuje co najmniej 3 osób pełnoletnich; ma ich 1."),
        Unmet(
            "one group",
            "Ala Sowa jest w innej grupie w tym naborze: Zielone podwórko. Jedna osoba może być tylko w jednej grupie.",
            "Ala Sowa",
        ),
        Unmet("office", "Jan Lis pełni funkcję w organizacji i nie może być w grupie w tym naborze.", "Jan Lis"),
        Unmet("number", "W tym naborze możesz złożyć najwyżej 1 wniosek."),
    )


def test_a_region_may_want_a_patron_or_refuse_one() -> None:
    alone, with_one = Applicant(GROUP, members=ADULTS), Applicant(GROUP, members=ADULTS, patron_kind=Kind.ASSOCIATION)
    groups = frozenset({GROUP})
    assert [codes(Conditions(groups=groups, patron=patron), who) for patron in Patron for who in (alone, with_one)] == [
        [],
        ["no patron"],
        [],
        [],
        ["patron"],
        [],
    ]


def test_an_organisation_is_young_up_to_the_same_day_of_the_month() -> None:
    assert [
        codes(REGRANTING, Applicant(Kind.ASSOCIATION, LODZ, registered_on=day, income=Decimal(0)))
        for day in (date(2024, 5, 23), date(2024, 5, 22), None)
    ] == [[], ["old"], ["registered"]]


def test_an_organisation_may_have_to_be_old_enough() -> None:
    rules = Conditions(youngest_months=12)
    assert [
        codes(rules, Applicant(Kind.ASSOCIATION, registered_on=day)) for day in (date(2025, 11, 23), date(2025, 11, 24))
    ] == [[], ["young"]]


def test_the_income_may_reach_its_limit_but_not_pass_it() -> None:
    rules = Conditions(most_income=Decimal(25_000))
    assert [
        unmet(rules, Applicant(Kind.FOUNDATION, income=income), TODAY)
        for income in (Decimal(25_000), Decimal("25000.01"), None)
    ] == [
        (),
        (Unmet("income", "Ten nabór jest dla organizacji z rocznym przychodem najwyżej 25\u00a0000,00\u00a0zł."),),
        (Unmet("no income", "Podaj przychód organizacji za ubiegły rok."),),
    ]


def test_an_area_takes_all_units_below_it() -> None:
    places = (LODZ, 106105, ZGIERZ, KRAKOW, None)
    assert [codes(Conditions(areas=(LODZ, 102000)), Applicant(GROUP, place)) for place in places] == [
        [],
        [],
        [],
        ["area"],
        ["place"],
    ]


@given(st.dates(date(2015, 1, 1), date(2030, 1, 1)), st.integers(0, 120))
def test_an_organisation_grows_too_old_once_and_stays_so(registered: date, months: int) -> None:
    last = months_after(registered, months)
    who = Applicant(Kind.ASSOCIATION, registered_on=registered)
    rules = Conditions(oldest_months=months)
    assert [codes(rules, who, last + timedelta(days=days)) for days in (0, 1, 400)] == [[], ["old"], ["old"]]


@given(st.builds(Applicant, st.sampled_from(Kind), st.none() | st.just(LODZ), st.just(ADULTS)))
def test_a_call_without_conditions_is_for_everybody(who: Applicant) -> None:
    assert unmet(Conditions(), who, TODAY) == ()
