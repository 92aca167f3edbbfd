"""A score follows from the cards alone, exactly; when two assessors differ, a third decides as the call says."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ognisko.grants.rules.scoring import (
    Card,
    Criterion,
    Discrepancy,
    Fault,
    Result,
    Rule,
    Scoring,
    Third,
    decimal_of,
    discrepant,
    faults,
    rounded,
    score,
)

D = Decimal
F = Fraction

NEED = Criterion("need", "Potrzeba", D(40), least_percent=D(50))
PLAN = Criterion("plan", "Plan", D(30), weight=D(2))
CALL = Scoring((NEED, PLAN), least_percent=D(75), discrepancy=Discrepancy(percent=D(30)))
"""A hundred points: forty for the need, thirty that count twice for the plan."""


def card(assessor: str, need: int | str, plan: int | str) -> Card:
    return Card(assessor, {"need": D(need), "plan": D(plan)})


def of_total(assessor: str, points: int) -> Card:
    return Card(assessor, {"all": D(points)})


def third(rule: Third, *points: int) -> Result:
    scoring = Scoring((Criterion("all", "Razem", D(100)),), discrepancy=Discrepancy(points=D(30)), third=rule)
    return score([of_total(name, one) for name, one in zip("abc", points, strict=False)], scoring)


def test_two_cards_make_their_mean_with_weights_and_every_threshold() -> None:
    assert score([card("a", 40, 20), card("b", 30, 25)], CALL, priorities=5) == Result(
        points=F(85),
        counted=("a", "b"),
        by_criterion={"need": F(35), "plan": F("22.5")},
    )
    assert score([card("a", 40, 20), card("b", 30, 25)], CALL).passed


def test_an_application_may_fail_in_all_or_in_one_criterion() -> None:
    assert score([card("a", 19, 30), card("b", 20, 30)], CALL).below == ("need",)
    assert score([card("a", 40, 17), card("b", 40, 17)], CALL).below == ("",)
    assert score([card("a", 10, 10), card("b", 10, 10)], CALL).below == ("", "need")


def test_the_threshold_itself_is_enough() -> None:
    assert score([card("a", 35, 20), card("b", 35, 20)], CALL).passed
    assert not score([card("a", 35, 20), card("b", 34, 20)], CALL).passed


def test_points_for_priorities_help_over_the_threshold_only_where_the_call_says_so() -> None:
    helping = Scoring((NEED, PLAN), least_percent=D(75), priorities_over_threshold=True)
    cards = [card("a", 34, 20), card("b", 34, 20)]
    assert [score(cards, scoring, 1).passed for scoring in (CALL, helping)] == [False, True]


def test_a_card_that_is_missing_is_waited_for() -> None:
    assert score([card("a", 40, 30)], CALL) == Result(F(100), ("a",), {"need": F(40), "plan": F(30)}, waits_for=1)
    assert score([], CALL) == Result(F(0), (), {"need": F(0), "plan": F(0)}, waits_for=2, below=("", "need"))


def test_assessors_differ_above_the_limit_and_not_at_it() -> None:
    assert [discrepant(card("a", 40, 30), card("b", need, 30), CALL) for need in (10, 9)] == [False, True]
    by_points = Scoring((NEED, PLAN), discrepancy=Discrepancy(points=D("7.5")))
    assert [discrepant(card("a", 40, 30), card("b", need, 30), by_points) for need in ("32.5", 32)] == [False, True]


def test_assessors_differ_where_the_threshold_lies_between_them() -> None:
    across = Scoring((NEED, PLAN), least_percent=D(75), discrepancy=Discrepancy(across_threshold=True))
    assert [discrepant(card("a", 35, 20), card("b", need, 20), across) for need in (35, 34)] == [False, True]


def test_a_third_is_waited_for_and_then_counts_as_the_call_says() -> None:
    assert third(Third.ALL, 90, 50) == Result(F(70), ("a", "b"), {"all": F(70)}, waits_for=1, discrepant=True)
    assert [(third(rule, 90, 50, 80).counted, third(rule, 90, 50, 80).points) for rule in Third] == [
        (("a", "c"), F(85)),
        (("a", "c"), F(85)),
        (("a", "b", "c"), F("73.33")),
        (("c",), F(80)),
    ]


def test_the_two_closest_may_leave_the_third_out_and_replacing_the_outlier_may_not() -> None:
    assert [third(rule, 71, 40, 0).counted for rule in (Third.REPLACES_OUTLIER, Third.TWO_CLOSEST)] == [
        ("b", "c"),
        ("a", "b"),
    ]


def test_at_the_same_distance_the_higher_points_count() -> None:
    assert [third(rule, 90, 50, 70).points for rule in (Third.REPLACES_OUTLIER, Third.TWO_CLOSEST)] == [F(80), F(80)]


def test_a_third_card_without_a_discrepancy_does_not_count() -> None:
    assert third(Third.ALL, 90, 80, 0) == Result(F(85), ("a", "b"), {"all": F(85)})


def test_a_trimmed_mean_leaves_the_extremes_out_where_enough_remain() -> None:
    scoring = Scoring((Criterion("all", "Razem", D(100)),), rule=Rule.TRIMMED, assessors=5)
    assert [
        score([of_total(str(one), one) for one in points], scoring).points for points in ((0, 50, 60, 70, 100), (0, 50))
    ] == [
        F(60),
        F(25),
    ]


def test_a_sum_has_its_threshold_in_all_cards_together() -> None:
    scoring = Scoring((Criterion("all", "Razem", D(10)),), rule=Rule.SUM, assessors=3, least_percent=D(60))
    found = [score([of_total(str(one), one) for one in points], scoring) for points in ((6, 6, 6), (6, 6, 5))]
    assert [(one.points, one.passed) for one in found] == [(F(18), True), (F(17), False)]


def test_a_card_says_what_is_missing_outside_the_range_or_between_the_steps() -> None:
    scoring = Scoring((NEED, PLAN, Criterion("cost", "Koszt", D(5), step=D("0.5"))))
    assert faults(Card("a", {"need": D(41), "cost": D("1.25")}), scoring) == (
        Fault("need", "Przyznaj od 0 do 40 punktów."),
        Fault("plan", "Przyznaj punkty w tym kryterium."),
        Fault("cost", "Przyznaj punkty co 0,5."),
    )
    assert faults(Card("a", {"need": D(0), "plan": D(30), "cost": D("1.5")}), scoring) == ()


@pytest.mark.parametrize(
    ("points", "places", "result"),
    [(F(1, 3), 2, F("0.33")), (F("0.005"), 2, F("0.01")), (F("91.445"), 1, F("91.4")), (F(1, 3), None, F(1, 3))],
)
def test_points_are_rounded_half_up_to_the_places_of_the_call(points: F, places: int | None, result: F) -> None:
    assert rounded(points, places) == result


points = st.integers(0, 100)


@given(st.lists(points, min_size=2, max_size=3), st.sampled_from(Third))
def test_a_score_lies_between_the_lowest_and_the_highest_card(some: list[int], rule: Third) -> None:
    assert min(some) <= third(rule, *some).points <= max(some)


@given(points, points, points, st.sampled_from(Third))
def test_it_does_not_matter_which_of_the_first_two_came_first(one: int, two: int, three: int, rule: Third) -> None:
    assert third(rule, one, two, three).points == third(rule, two, one, three).points


@given(st.fractions(0, 1000), st.integers(0, 4))
def test_a_rounded_score_prints_as_it_ranks(exact: F, places: int) -> None:
    assert F(decimal_of(exact, places)) == rounded(exact, places)
