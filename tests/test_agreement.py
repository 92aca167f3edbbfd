"""Python and the page's script work out the same: expressions, values, what concerns a sheet, and its faults.

The script runs in the browser that people use. What people see while they type may differ in nothing from what the
server decides.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Route

from ognisko.questionnaires.formats.xlsform import read_form
from ognisko.questionnaires.rules import evaluation
from ognisko.questionnaires.rules.answers import faults, for_page, work_out
from ognisko.questionnaires.rules.definition import Definition
from ognisko.questionnaires.rules.expressions import FUNCTIONS, OPERATORS, Tree, parse
from ognisko.questionnaires.tests.forms import APPLICATION, NUMBERS_TYPED, TEXTS, random_answers
from tests.journeys.browser import chromium

SCRIPTS = Path(evaluation.__file__).parents[1] / "static"
CASES = Path(evaluation.__file__).parents[1] / "tests" / "expressions.json"
SHARED = Path(__file__).parents[2] / "shared" / "data" / "xlsform" / "wniosek_mikrogrant_pl_en.xlsx"
TODAY = date(2026, 11, 22)
NUMBER_OF_ANSWERS = 5_000
NUMBER_OF_TREES = 5_000


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    """An empty page of an address that serves our scripts and nothing else."""

    def serve(route: Route) -> None:
        file = SCRIPTS / route.request.url.removeprefix("http://ognisko.example/")
        if file.suffix == ".js" and file.is_file():
            route.fulfill(body=file.read_text(encoding="utf-8"), content_type="text/javascript")
        else:
            route.fulfill(body="<!doctype html>", content_type="text/html")

    with chromium() as browser:
        page = browser.new_page()
        page.route("**/*", serve)
        page.goto("http://ognisko.example/")
        yield page


def in_page(page: Page, work: str, *given: Any) -> Any:
    """What a function of the page returns. Given and returned as text: an object at a time would take minutes."""
    return json.loads(
        page.evaluate(
            """async ([work, given]) => {
                const plain = (_, value) => {
                    if (typeof value === "number" && !Number.isFinite(value)) throw new Error(`no JSON: ${value}`);
                    return value === undefined ? null : value;
                };
                return JSON.stringify(await (0, eval)(work)(...JSON.parse(given)), plain);
            }""",
            [work, json.dumps(given)],
        )
    )


def evaluated_in_page(page: Page, trees: list[Tree]) -> list[Any]:
    return in_page(
        page,
        """async (trees, today) => {
            const { asJson, evaluate, readDay } = await import("/questionnaires/evaluation.js");
            const at = { today: readDay(today) };
            return trees.map((tree) => asJson(evaluate(tree, at)));
        }""",
        trees,
        str(TODAY),
    )


class Nowhere:
    """A place without answers."""

    today = TODAY


def worked_out_in_page(page: Page, definition: Definition, answers: list[Any]) -> list[Any]:
    return in_page(
        page,
        """async (definition, answers, today) => {
            const { Sheet } = await import("/questionnaires/sheet.js");
            const { asJson } = await import("/questionnaires/evaluation.js");
            return answers.map((given) => {
                const sheet = new Sheet(definition, given, today);
                return {
                    values: Object.fromEntries([...sheet.values].map(([spot, value]) => [spot, asJson(value)])),
                    relevant: Object.fromEntries(sheet.relevant),
                    rows: Object.fromEntries(sheet.rows),
                    faults: sheet.faults(),
                };
            });
        }""",
        for_page(definition),
        answers,
        str(TODAY),
    )


def worked_out(definition: Definition, answers: Any) -> dict[str, Any]:
    sheet = work_out(definition, answers, TODAY)

    def by_spot(found: dict[Any, Any]) -> dict[str, Any]:
        return {f"{name}/{'.'.join(map(str, rows))}": value for (name, rows), value in found.items()}

    return {
        "values": {spot: evaluation.as_json(value) for spot, value in by_spot(sheet.values).items()},
        "relevant": by_spot(sheet.relevant),
        "rows": by_spot(sheet.rows),
        "faults": [{"name": fault.name, "rows": list(fault.rows), "code": fault.code} for fault in faults(sheet)],
    }


def test_the_shared_cases_have_one_value_in_both_languages(page: Page) -> None:
    cases = json.loads(CASES.read_text(encoding="utf-8"))
    trees = [parse(text) for text, _value in cases]
    expected = [value for _text, value in cases]
    assert [evaluation.as_json(evaluation.evaluate(tree, Nowhere())) for tree in trees] == expected
    assert evaluated_in_page(page, trees) == expected


def test_random_expressions_have_one_value_in_both_languages(page: Page) -> None:
    chance = random.Random(20261122)
    trees = [random_tree(chance, 4) for _ in range(NUMBER_OF_TREES)]
    ours = [evaluation.as_json(evaluation.evaluate(tree, Nowhere())) for tree in trees]
    theirs = evaluated_in_page(page, trees)
    assert [found for found in zip(trees, ours, theirs, strict=True) if found[1] != found[2]] == []


def test_random_answers_are_worked_out_alike(page: Page) -> None:
    assert differences(page, APPLICATION) == []


@pytest.mark.skipif(not SHARED.exists(), reason="the shared XLSForms are not beside the project")
def test_random_answers_to_an_application_in_xlsform_are_worked_out_alike(page: Page) -> None:
    assert differences(page, read_form(SHARED.read_bytes()).definition) == []


def differences(page: Page, definition: Definition) -> list[Any]:
    chance = random.Random(20261122)
    answers = [random_answers(definition, chance) for _ in range(NUMBER_OF_ANSWERS)]
    theirs = worked_out_in_page(page, definition, answers)
    ours = [worked_out(definition, given) for given in answers]
    assert {fault["code"] for found in ours for fault in found["faults"]} >= {
        "required",
        "type",
        "choice",
        "constraint",
    }
    return [found for found in zip(answers, ours, theirs, strict=True) if found[1] != found[2]]


WITHOUT_A_PLACE = sorted(FUNCTIONS.keys() - {"choice-label", "indexed-repeat", "position", "count", "regex"})
PATTERNS = ["[0-9]{10}", r"\S+@\S+", r"[\s\w]*", r".*\.", r"(a|b)+", r"[^@\s]+", r"\-?\d+"]
DATES = ["2026-01-31", "2024-02-29", "2026-02-30", "1969-12-31", "0001-01-01", "9999-12-31"]


def random_tree(chance: random.Random, depth: int) -> Tree:
    if depth == 0 or chance.random() < 0.2:
        number = chance.choice(["0", "1", "2", "10", "0.5", "3.333333333333", "100", "12345678901", "0.000001"])
        return chance.choice([["#", number], ["'", chance.choice([*TEXTS, *NUMBERS_TYPED, *DATES])], ["today"]])
    if chance.random() < 0.5:
        return [chance.choice(list(OPERATORS)), random_tree(chance, depth - 1), random_tree(chance, depth - 1)]
    if chance.random() < 0.1:
        return ["regex", random_tree(chance, depth - 1), ["'", chance.choice(PATTERNS)]]
    if chance.random() < 0.1:
        return ["negative", random_tree(chance, depth - 1)]
    name = chance.choice(WITHOUT_A_PLACE)
    fewest, most = FUNCTIONS[name]
    return [name, *(random_tree(chance, depth - 1) for _ in range(chance.randint(fewest, min(most, fewest + 2))))]
