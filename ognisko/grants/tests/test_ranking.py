"""A list is computed: its order follows the stated rules, and it never spends more than the budget."""

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from fractions import Fraction
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from ognisko.grants.rules.ranking import By, Entry, Ranking, Row, Rules, Standing, Step, drawn, ranking

D = Decimal
F = Fraction

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
FUNDED, PARTLY, TIED, RESERVE, WITHOUT, BELOW = Standing
EARLIER, LOT = Step(By.EARLIER), Step(By.LOT)


def entry(
    key: str, points: int | str, amount: int = 5000, minutes: int = 0, *, passed: bool = True, **criteria: int
) -> Entry:
    by_criterion = {code: F(number) for code, number in criteria.items()}
    return Entry(key, F(points), D(amount), NOON + timedelta(minutes=minutes), by_criterion, passed)


def standings(found: Ranking) -> list[tuple[str, Standing, int]]:
    return [(row.key, row.standing, int(row.amount)) for row in found.rows]


def test_the_best_are_funded_down_to_the_line_and_the_rest_wait() -> None:
    entries = [entry("A", 91), entry("B", "91.5"), entry("C", 70), entry("D", 95, 4000), entry("E", 80, passed=False)]
    assert ranking(entries, Rules(D(9500))) == Ranking(
        (
            Row(1, "D", F(95), FUNDED, D(4000)),
            Row(2, "B", F("91.5"), FUNDED, D(5000)),
            Row(3, "A", F(91), RESERVE),
            Row(4, "C", F(70), RESERVE),
            Row(None, "E", F(80), BELOW),
        ),
        D(9000),
        D(500),
    )


def test_nobody_is_skipped_unless_the_call_says_so() -> None:
    entries = [entry("A", 90), entry("B", 80), entry("C", 70, 1000)]
    assert standings(ranking(entries, Rules(D(6000)))) == [("A", FUNDED, 5000), ("B", RESERVE, 0), ("C", RESERVE, 0)]
    assert standings(ranking(entries, Rules(D(6000), skip=True))) == [
        ("A", FUNDED, 5000),
        ("B", RESERVE, 0),
        ("C", FUNDED, 1000),
    ]


def test_the_first_that_does_not_fit_may_have_what_is_left_if_it_is_enough() -> None:
    entries = [entry("A", 90), entry("B", 80), entry("C", 70)]
    rules = Rules(D(8000), partial=True, least_partial=D(3000))
    assert standings(ranking(entries, rules)) == [("A", FUNDED, 5000), ("B", PARTLY, 3000), ("C", RESERVE, 0)]
    assert standings(ranking(entries, Rules(D(7999), partial=True, least_partial=D(3000))))[1] == ("B", RESERVE, 0)
    assert standings(ranking(entries, Rules(D(5000), partial=True)))[1] == ("B", RESERVE, 0)


def test_ties_are_broken_by_the_steps_in_their_order_and_the_list_says_by_which() -> None:
    need = Step(By.CRITERION, "need")
    entries = [
        entry("A", 90, minutes=3, need=20),
        entry("B", 90, minutes=2, need=20),
        entry("C", 90, minutes=9, need=30),
        entry("D", 80),
    ]
    found = ranking(entries, Rules(D(99_000), (need, EARLIER)))
    assert [(row.place, row.key, row.behind_by) for row in found.rows] == [
        (1, "C", None),
        (2, "B", need),
        (3, "A", EARLIER),
        (4, "D", None),
    ]


def test_earlier_is_earlier_in_the_night_of_two_clocks() -> None:
    summer = datetime(2026, 10, 25, 2, 50, tzinfo=timezone(timedelta(hours=2)))
    winter = datetime(2026, 10, 25, 2, 10, tzinfo=timezone(timedelta(hours=1)))
    entries = [Entry("later", F(90), D(1), winter), Entry("earlier", F(90), D(1), summer)]
    assert [row.key for row in ranking(entries, Rules(D(2), (EARLIER,))).rows] == ["earlier", "later"]


def test_a_lot_is_drawn_from_the_published_seed() -> None:
    keys = [f"MG/2026/{number:04}" for number in range(1, 6)]
    found = ranking([entry(key, 90) for key in keys], Rules(D(5000), (LOT,), seed="2026-11-23 17 4 33"))
    assert [row.key for row in found.rows] == sorted(keys, key=lambda key: drawn("2026-11-23 17 4 33", key))
    assert [row.key for row in found.rows] != keys


def test_equals_share_a_place_and_none_is_chosen_where_the_money_is_short() -> None:
    entries = [entry("A", 90), entry("B", 80), entry("C", 80), entry("D", 70)]
    assert [(row.place, row.standing) for row in ranking(entries, Rules(D(10_000))).rows] == [
        (1, FUNDED),
        (2, TIED),
        (2, TIED),
        (4, RESERVE),
    ]
    assert [row.standing for row in ranking(entries, Rules(D(15_000))).rows] == [FUNDED, FUNDED, FUNDED, RESERVE]
    assert [row.standing for row in ranking(entries, Rules(D(5_000))).rows] == [FUNDED, RESERVE, RESERVE, RESERVE]


def test_a_reserve_list_may_be_short() -> None:
    entries = [entry("A", 90), entry("B", 80), entry("C", 70)]
    assert [row.standing for row in ranking(entries, Rules(D(5000), most_reserve=1)).rows] == [FUNDED, RESERVE, WITHOUT]


def test_an_empty_call_spends_nothing() -> None:
    assert ranking([], Rules(D(5000))) == Ranking((), D(0), D(5000))


entries = st.lists(
    st.builds(
        entry,
        st.text("ABCDEFGH", min_size=1, max_size=4),
        st.integers(60, 66),
        st.integers(1, 9000),
        st.integers(0, 3),
        passed=st.booleans(),
        need=st.integers(0, 2),
    ),
    unique_by=lambda one: one.key,
)
steps = st.lists(st.sampled_from([EARLIER, LOT, Step(By.LESS_MONEY), Step(By.CRITERION, "need")]), unique=True)
rules = st.builds(
    Rules,
    st.integers(0, 40_000).map(D),
    steps.map(tuple),
    st.text(max_size=3),
    partial=st.booleans(),
    least_partial=st.integers(0, 3000).map(D),
    skip=st.booleans(),
    most_reserve=st.none() | st.integers(0, 3),
)


@given(entries, rules)
def test_a_list_never_spends_more_than_the_budget_nor_gives_more_than_was_recommended(
    some: list[Entry], how: Rules
) -> None:
    found = ranking(some, how)
    assert found.spent == sum((row.amount for row in found.rows), D(0))
    assert found.spent + found.left == how.budget
    assert found.left >= 0
    wanted = {one.key: one.amount for one in some}
    assert all(row.amount == wanted[row.key] for row in found.rows if row.standing is FUNDED)
    assert all(0 < row.amount < wanted[row.key] for row in found.rows if row.standing is PARTLY)
    assert all(row.amount == 0 for row in found.rows if row.standing not in {FUNDED, PARTLY})


@given(entries, rules)
def test_everybody_is_on_the_list_once_and_without_skipping_the_funded_stand_on_top(
    some: list[Entry], how: Rules
) -> None:
    found = ranking(some, how)
    assert sorted(row.key for row in found.rows) == sorted(one.key for one in some)
    assert [row.points for row in found.rows if row.place] == sorted(
        (one.points for one in some if one.passed), reverse=True
    )
    if not how.skip:
        order = [FUNDED, PARTLY, TIED, RESERVE, WITHOUT, BELOW]
        found_order = [order.index(row.standing) for row in found.rows]
        assert found_order == sorted(found_order)


@given(entries, rules, st.randoms(use_true_random=False))
def test_the_list_does_not_depend_on_the_order_in_which_applications_come(
    some: list[Entry], how: Rules, by: Random
) -> None:
    shuffled = list(some)
    by.shuffle(shuffled)
    assert ranking(shuffled, how) == ranking(some, how)
