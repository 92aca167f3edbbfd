"""Expressions are read into trees, written back into text, and refused with a sentence."""

import pytest

from ognisko.questionnaires.rules.expressions import ExpressionError, answers_named, matches, parse, written


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("${a} = 'ngo'", ["=", ["$", "a"], ["'", "ngo"]]),
        (". >= ${start}", [">=", ["."], ["$", "start"]]),
        ("1 + 2 * 3", ["+", ["#", "1"], ["*", ["#", "2"], ["#", "3"]]]),
        ("10 - 3 - 2", ["-", ["-", ["#", "10"], ["#", "3"]], ["#", "2"]]),
        ("10 - (3 - 2)", ["-", ["#", "10"], ["-", ["#", "3"], ["#", "2"]]]),
        ("-2 div -3", ["div", ["negative", ["#", "2"]], ["negative", ["#", "3"]]]),
        ("not(${x} > 3 or 2 <= 1)", ["not", ["or", [">", ["$", "x"], ["#", "3"]], ["<=", ["#", "2"], ["#", "1"]]]]),
        ("regex(., '[0-9]{10}')", ["regex", ["."], ["'", "[0-9]{10}"]]),
        ("position(..)", ["position"]),
        ("jr:choice-name(${a}, '${a}')", ["choice-label", ["$", "a"], ["'", "a"]]),
        ("sum(${część})", ["sum", ["$", "część"]]),
    ],
)
def test_a_text_is_read_into_its_tree_and_written_back(text: str, tree: list[object]) -> None:
    assert parse(text) == tree
    assert parse(written(tree)) == tree


@pytest.mark.parametrize(
    ("text", "tree"), [("../sub", ["$", "sub"]), ("/data/group/x = 1", ["=", ["$", "x"], ["#", "1"]])]
)
def test_a_path_means_its_last_step(text: str, tree: list[object]) -> None:
    assert parse(text) == tree


def test_only_a_filter_of_choices_has_columns() -> None:
    assert parse("county = ${state}", columns=True) == ["=", ["@", "county"], ["$", "state"]]
    with pytest.raises(ExpressionError, match="stoi samo"):
        parse("county = ${state}")


@pytest.mark.parametrize(
    ("text", "position"),
    [
        ("foo(1)", 1),
        ("'abc", 1),
        ("${a", 1),
        ("1 +", 4),
        ("1 1", 3),
        ("if(1)", 1),
        ("", 1),
        ("regex(., '(?=a)')", 1),
        ("regex(., ${a})", 1),
        ("(" * 80 + "1" + ")" * 80, 62),
    ],
)
def test_what_is_no_expression_is_refused_where_it_goes_wrong(text: str, position: int) -> None:
    with pytest.raises(ExpressionError) as refused:
        parse(text)
    assert refused.value.position == position


def test_an_expression_names_the_questions_that_it_looks_at() -> None:
    assert answers_named(parse("if(${a} > 1, sum(${b}), ../c)")) == {"a", "b", "c"}


def test_a_pattern_that_would_keep_others_busy_for_years_answers_at_once() -> None:
    assert not matches("a" * 5000 + "!", "(a+)+")
