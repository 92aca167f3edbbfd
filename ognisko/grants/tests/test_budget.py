"""A budget adds up to the grosz, and each limit that it breaks is named with its line."""

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from ognisko.grants.rules.budget import Base, Breach, Category, Limits, Line, Source, Sums, breaches, sums

D = Decimal

GRANT, CASH, KIND, WORK = Source
EQUIPMENT = Category("equipment", "Sprzęt", most_per_piece=D(3500), most_percent=D(25))
OTHER = Category("other", "Pozostałe", most=D(5000))
LIMITS = Limits(
    least=D(1000),
    most=D(6000),
    own_percent=D(25),
    shares={CASH: D(5)},
    most_rate=D(40),
    categories=(EQUIPMENT, OTHER),
    since=date(2026, 6, 1),
    until=date(2026, 11, 30),
)
GOOD = (
    Line("1", "other", "Warsztaty", D(10), D(400), {GRANT: D(3700), CASH: D(300)}),
    Line("2", "equipment", "Namiot", D(1), D("1000.10"), {GRANT: D(1000), CASH: D("0.10")}),
    Line("3", "other", "Praca wolontariuszy", D("25"), D(40), {WORK: D(1000)}, date(2026, 6, 1), date(2026, 11, 30)),
)

amounts = st.decimals(D(0), D(100_000), places=2)
sources = st.sampled_from(Source)
lines = st.builds(
    lambda key, category, parts: Line(key, category, "x", D(1), sum(parts.values(), D(0)), parts),
    st.text("abc", min_size=1),
    st.sampled_from(["equipment", "other"]),
    st.dictionaries(sources, amounts, min_size=1),
)


def codes(changed: Line, limits: Limits = LIMITS) -> list[tuple[str, str]]:
    """What breaks where the first line of a good budget is another."""
    return [(one.line, one.code) for one in breaches((changed, *GOOD[1:]), limits)]


def test_a_good_budget_breaks_nothing_and_adds_up() -> None:
    assert breaches(GOOD, LIMITS) == ()
    added = sums(GOOD)
    assert added == Sums(
        {GRANT: D(4700), CASH: D("300.10"), KIND: D(0), WORK: D(1000)},
        {
            "other": {GRANT: D(3700), CASH: D(300), KIND: D(0), WORK: D(1000)},
            "equipment": {GRANT: D(1000), CASH: D("0.10"), KIND: D(0), WORK: D(0)},
        },
    )
    assert (added.grant, added.own, added.total) == (D(4700), D("1300.10"), D("6000.10"))


def test_the_breaches_of_the_whole_name_what_is_there_and_what_is_needed() -> None:
    lines = (
        Line("1", "other", "Autokar", D(1), D(5400), {GRANT: D(5400)}),
        Line("2", "equipment", "Kamera", D(1), D(3600), {GRANT: D(3600)}),
    )
    assert breaches(lines, LIMITS) == (
        Breach("2", "piece", "Jedna sztuka w kategorii „Sprzęt” może kosztować najwyżej 3\u00a0500,00\u00a0zł."),
        Breach(
            "",
            "percent equipment",
            "„Sprzęt” to 3\u00a0600,00\u00a0zł z dotacji; najwyżej może to być 25 %, czyli 2\u00a0250,00\u00a0zł.",
        ),
        Breach(
            "",
            "category other",
            "„Pozostałe” to 5\u00a0400,00\u00a0zł z dotacji; najwyżej może to być 5\u00a0000,00\u00a0zł.",
        ),
        Breach("", "most", "Wnioskujesz o 9\u00a0000,00\u00a0zł; najwięcej w tym naborze to 6\u00a0000,00\u00a0zł."),
        Breach("", "own", "Wkład własny: 0,00\u00a0zł; potrzeba co najmniej 25 %, czyli 2\u00a0250,00\u00a0zł."),
        Breach("", "own financial", "Wkład finansowy: 0,00\u00a0zł; potrzeba co najmniej 5 %, czyli 450,00\u00a0zł."),
    )


def test_a_line_is_covered_to_the_grosz() -> None:
    third = Line("1", "other", "Sala", D(3), D("33.335"), {GRANT: D("100.01")})
    assert (third.total, codes(third, Limits())) == (D("100.01"), [])
    less = Line("1", "other", "Sala", D(3), D("33.335"), {GRANT: D("100.00")})
    assert breaches([less], Limits()) == (
        Breach("1", "parts", "Części dają razem 100,00\u00a0zł, a pozycja kosztuje 100,01\u00a0zł."),
    )


def test_what_is_wrong_in_a_line_is_named_there() -> None:
    def line(category: str = "other", **dates: date) -> Line:
        return Line("1", category, "x", D(10), D(400), {GRANT: D(3700), CASH: D(300)}, **dates)

    assert [
        codes(line("gifts")),
        codes(line(since=date(2026, 5, 31))),
        codes(line(until=date(2026, 12, 1))),
        codes(line(since=date(2026, 8, 2), until=date(2026, 8, 1))),
        codes(Line("1", "other", "x", D(1), D("4000.005"), {GRANT: D("3700.005"), CASH: D("300.005")})),
        codes(Line("1", "other", "x", D(100), D("40.01"), {WORK: D(4001)}), Limits(most_rate=D(40))),
        codes(Line("1", "other", "x", D(-1), D(40), {GRANT: D(-40)}), Limits()),
    ] == [
        [("1", "category")],
        [("1", "period")],
        [("1", "period")],
        [("1", "dates")],
        [("1", "grosz")],
        [("1", "rate")],
        [("1", "negative")],
    ]


def test_a_group_may_give_its_contribution_in_kind_only() -> None:
    limits = Limits(sources=frozenset({GRANT, KIND}))
    assert breaches(GOOD, limits) == (
        Breach("1", "source financial", "Ten nabór nie przyjmuje wkładu finansowego."),
        Breach("2", "source financial", "Ten nabór nie przyjmuje wkładu finansowego."),
        Breach("3", "source volunteers", "Ten nabór nie przyjmuje pracy wolontariuszy jako wkładu własnego."),
    )


def test_a_share_is_exact_and_its_base_is_stated() -> None:
    def own(amount: str, base: Base, percent: int) -> list[str]:
        line = Line("1", "", "x", D(1), D("333.33") + D(amount), {GRANT: D("333.33"), CASH: D(amount)})
        return [one.code for one in breaches([line], Limits(base=base, own_percent=D(percent)))]

    assert [own("83.33", Base.GRANT, 25), own("83.34", Base.GRANT, 25)] == [["own"], []]
    assert [own("83.33", Base.TOTAL, 20), own("83.34", Base.TOTAL, 20)] == [["own"], []]


def test_the_percentage_of_a_category_is_of_the_grant_and_not_of_the_whole() -> None:
    def equipment(granted: str) -> list[str]:
        lines = (
            Line("1", "equipment", "Namiot", D(1), D(granted), {GRANT: D(granted)}),
            Line(
                "2",
                "other",
                "Sala",
                D(1),
                D("2250.01") - D(granted) + D(9000),
                {GRANT: D("2250.01"), CASH: D(9000) - D(granted)},
            ),
        )
        return [one.code for one in breaches(lines, Limits(categories=(EQUIPMENT, Category("other", "Pozostałe"))))]

    assert [equipment("750.00"), equipment("750.01")] == [[], ["percent equipment"]]


def test_a_budget_in_euro_says_euro() -> None:
    line = Line("1", "", "x", D(1), D(10), {GRANT: D(10)})
    assert breaches([line], Limits(currency="EUR", least=D(500))) == (
        Breach("", "least", "Wnioskujesz o 10,00\u00a0€; najmniej w tym naborze to 500,00\u00a0€."),
    )


@given(st.lists(lines))
def test_sums_by_source_and_by_category_are_the_same_money(some: list[Line]) -> None:
    added = sums(some)
    assert added.total == sum((line.total for line in some), D(0))
    assert added.by_source == {
        source: sum((parts[source] for parts in added.by_category.values()), D(0)) for source in Source
    }


@given(st.lists(lines, min_size=1), st.decimals(D(1), D(100), places=1))
def test_the_amount_that_a_breach_asks_for_is_enough(some: list[Line], percent: D) -> None:
    limits = Limits(shares={CASH: percent})
    if breaches(some, limits):
        added = sums(some)
        needed = (percent * added.grant / 100).quantize(D("0.01"), "ROUND_UP") - added.by_source[CASH]
        assert breaches([*some, Line("+", "other", "x", D(1), needed, {CASH: needed})], limits) == ()


@given(st.lists(lines))
def test_a_budget_without_limits_breaks_nothing(some: list[Line]) -> None:
    assert breaches(some, Limits()) == ()
