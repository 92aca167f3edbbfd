"""The card of a call follows from its criteria, and its points are read back exactly."""

from datetime import date
from decimal import Decimal

import pytest

from ognisko.grants.rules import cards
from ognisko.grants.rules.scoring import Criterion
from ognisko.questionnaires.rules.answers import faults, work_out
from ognisko.questionnaires.rules.definition import Definition, problems, read, to_json

CRITERIA = (
    Criterion("idea", "Pomysł", Decimal(60), weight=Decimal(1), step=Decimal(5)),
    Criterion("2-koszty", "Koszty", Decimal("40.00"), weight=Decimal("1.50"), step=Decimal("0.50")),
)
CARD = cards.card(CRITERIA, {"idea": "Czy to potrzebne?"}, "Mikrogranty", Decimal(6000))
FULL = {"idea": "55", "why-idea": "Dobry.", "k-2-koszty": "20.5", "why-k-2-koszty": "Drogo.", "recommended": "3000.00"}


def codes(answers: dict[str, str]) -> list[tuple[str, str]]:
    return [(one.name, one.code) for one in faults(work_out(CARD, answers, date(2026, 3, 1)))]


def test_a_card_is_a_good_questionnaire_and_asks_for_points_and_reasons_of_every_criterion() -> None:
    assert problems(CARD) == []
    assert read(to_json(CARD)) == CARD
    assert list(CARD.placed) == [
        "g-idea", "idea", "why-idea", "g-k-2-koszty", "k-2-koszty", "why-k-2-koszty", "points_in_all", "recommended",
        "remarks",
    ]  # fmt: skip


def test_points_are_read_back_weighted_and_added_up() -> None:
    sheet = work_out(CARD, FULL, date(2026, 3, 1))
    assert faults(sheet) == []
    assert cards.points_on(sheet, CRITERIA) == {"idea": Decimal(55), "2-koszty": Decimal("20.5")}
    assert sheet.values["points_in_all", ()] == Decimal("85.75")
    assert (cards.recommended_on(sheet), cards.reason_on(sheet, "2-koszty")) == (Decimal("3000.00"), "Drogo.")


@pytest.mark.parametrize(
    ("changed", "found"),
    [
        ({"idea": ""}, [("idea", "required")]),
        ({"idea": "65"}, [("idea", "most_number")]),
        ({"idea": "52"}, [("idea", "constraint")]),
        ({"why-idea": ""}, [("why-idea", "required")]),
        ({"recommended": "6000.01"}, [("recommended", "most_number")]),
        ({"k-2-koszty": "20.3"}, [("k-2-koszty", "constraint")]),
    ],
)
def test_what_is_wrong_on_a_card_is_named(changed: dict[str, str], found: list[tuple[str, str]]) -> None:
    assert codes(FULL | changed) == found


def test_a_card_of_the_calls_own_serves_where_it_asks_for_every_criterion() -> None:
    other = Definition({"pl": "Inna"}, items=CARD.items[:1])
    assert (cards.serves(CARD, CRITERIA), cards.serves(other, CRITERIA), cards.serves(CARD, ())) == (True, False, False)


def test_the_formal_card_of_a_call_without_one_is_a_good_questionnaire() -> None:
    assert problems(cards.formal_card()) == []
