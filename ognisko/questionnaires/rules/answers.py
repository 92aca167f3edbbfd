"""What an answer sheet amounts to: which questions concern it, what is calculated, and what is wrong with its answers.

Answers are JSON: a text for each question by its name, a list of texts where several are chosen, and for a repeat a
list of rows, each again such a dictionary; groups are no level of their own. Texts are as rules/reading.py leaves
them: numbers with a point, days as 2026-03-01. What does not concern the sheet counts as not answered, but stays in
the answers: who changes their mind finds it again.

The script static/questionnaires/sheet.js works out the same; tests/test_agreement.py compares them answer by answer.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from ognisko.questionnaires.rules.definition import (
    CHOICES,
    LISTS,
    MOST_ROWS,
    NUMBERS,
    UNANSWERED,
    YES_OR_NO,
    Choice,
    Definition,
    Item,
    Placed,
    Type,
)
from ognisko.questionnaires.rules.evaluation import (
    Value,
    empty,
    evaluate,
    number,
    read_day,
    read_number,
    single,
    text,
    truth,
)
from ognisko.questionnaires.rules.expressions import matches

type Rows = tuple[int, ...]
"""Which row of each repeat around an item, from zero, the outermost repeat first."""

type Spot = tuple[str, Rows]
"""One place of a sheet: an item and the rows that it is in."""

type Answers = Mapping[str, Any]


@dataclass(frozen=True)
class Fault:
    """What is wrong with one answer: ``code`` says which rule it breaks; people get its words from reading.words_of."""

    name: str
    rows: Rows
    code: str


@dataclass
class Sheet:
    """An answer sheet worked out: values, what concerns it, rows of repeats."""

    definition: Definition
    today: date
    language: str = "pl"
    currency: str = "PLN"
    given: dict[Spot, Any] = field(default_factory=dict)
    values: dict[Spot, Value] = field(default_factory=dict)
    relevant: dict[Spot, bool] = field(default_factory=dict)
    rows: dict[Spot, int] = field(default_factory=dict)

    def spots(self, name: str, within: Rows = ()) -> Iterator[Rows]:
        """All rows in which an item stands, of those that begin with ``within``."""
        yield from self._spread(self.definition.placed[name].repeats, within)

    def _spread(self, repeats: tuple[str, ...], at: Rows) -> Iterator[Rows]:
        if len(at) >= len(repeats):
            yield at[: len(repeats)]
            return
        for row in range(self.rows.get((repeats[len(at)], at), 0)):
            yield from self._spread(repeats, (*at, row))

    def answer(self, name: str, at: Placed, rows: Rows) -> Value:
        """The answer to a question as seen from a place: of the rows that the two share, or of all rows in a list."""
        one = self.definition.placed.get(name)
        if one is None:
            return None
        shared = _shared(one.repeats, at.repeats)
        if shared == len(one.repeats):
            return self.values.get((name, rows[:shared]))
        return [self.values.get((name, spot)) for spot in self.spots(name, rows[:shared])]

    def seen_from(self, one: Placed, rows: Rows, choice: Choice | None = None) -> "_Place":
        """The surroundings of an expression that stands at a place."""
        return _Place(self, one, rows, choice)

    def choices(self, name: str, rows: Rows) -> list[Choice]:
        """The choices that a question offers there, after its filter."""
        one = self.definition.placed[name]
        offered = self.definition.choices_of(one.item)
        tree = self.definition.trees.get((name, "choice_filter"))
        if tree is None:
            return list(offered)
        return [choice for choice in offered if truth(evaluate(tree, self.seen_from(one, rows, choice)))]

    def required(self, name: str, rows: Rows) -> bool:
        """Say whether the question has to be answered there."""
        tree = self.definition.trees.get((name, "required"))
        return tree is not None and truth(evaluate(tree, self.seen_from(self.definition.placed[name], rows)))


@dataclass(frozen=True)
class _Place:
    """The surroundings of an expression: rules/evaluation.py says what each method answers."""

    sheet: Sheet
    one: Placed
    at: Rows
    choice: Choice | None = None

    @property
    def today(self) -> date:
        return self.sheet.today

    def answer(self, name: str) -> Value:
        return self.sheet.answer(name, self.one, self.at)

    def here(self) -> Value:
        return self.sheet.values.get((self.one.item.name, self.at))

    def column(self, name: str) -> str:
        if self.choice is None:
            return ""
        return self.choice.name if name == "name" else self.choice.columns.get(name, "")

    def position(self) -> int:
        return self.at[-1] + 1 if self.at else 1

    def rows(self, name: str) -> int | None:
        placed = self.sheet.definition.placed.get(name)
        if placed is None or placed.item.type != Type.REPEAT:
            return None
        shared = _shared(placed.repeats, self.one.repeats)
        return sum(self.sheet.rows.get((name, spot), 0) for spot in self.sheet.spots(name, self.at[:shared]))

    def row_answer(self, name: str, repeat: str, row: int) -> Value:
        placed = self.sheet.definition.placed.get(name)
        if placed is None or repeat not in placed.repeats:
            return None
        level = placed.repeats.index(repeat)
        outside = self.at[: min(level, _shared(placed.repeats, self.one.repeats))]
        if len(outside) < level or level + 1 != len(placed.repeats):
            return None
        return self.sheet.values.get((name, (*outside, row - 1)))

    def choice_label(self, question: str, choice: str) -> str:
        placed = self.sheet.definition.placed.get(question)
        offered = self.sheet.definition.choices_of(placed.item) if placed else ()
        label = next((one.label for one in offered if one.name == choice), {})
        return self.sheet.definition.words(label, self.sheet.language)


def _shared(one: tuple[str, ...], other: tuple[str, ...]) -> int:
    """How many repeats two places share, from the outside."""
    count = 0
    for first, second in zip(one, other, strict=False):
        if first != second:
            break
        count += 1
    return count


# Working out ----------------------------------------------------------------------------------------------------------


def work_out(
    definition: Definition, answers: Answers, today: date, language: str = "pl", currency: str = "PLN"
) -> Sheet:
    """Work an answer sheet out: each item after those that it depends on; ``currency`` is what its amounts are in."""
    sheet = Sheet(definition, today, language, currency)
    for name in definition.order:
        if (one := definition.placed.get(name)) is not None:
            for rows in list(sheet.spots(name)):
                _work_out(sheet, one, rows, answers)
    return sheet


def _work_out(sheet: Sheet, one: Placed, rows: Rows, answers: Answers) -> None:
    item, spot = one.item, (one.item.name, rows)
    trees, place = sheet.definition.trees, sheet.seen_from(one, rows)
    depth = {around: len(sheet.definition.placed[around].repeats) for around in one.inside}
    relevant = all(sheet.relevant.get((around, rows[: depth[around]]), True) for around in one.inside)
    if relevant and (condition := trees.get((item.name, "relevant"))) is not None:
        relevant = truth(evaluate(condition, place))
    sheet.relevant[spot] = relevant
    given = _given(answers, one, rows)
    if item.type == Type.REPEAT:
        sheet.rows[spot] = _row_count(sheet, place, item, given) if relevant else 0
        return
    if item.type in UNANSWERED:
        return
    sheet.given[spot] = given
    value = single(evaluate(trees[item.name, "calculation"], place)) if item.calculation else typed(item, given)
    sheet.values[spot] = value if relevant else None


def _row_count(sheet: Sheet, place: _Place, item: Item, given: Any) -> int:
    if (tree := sheet.definition.trees.get((item.name, "count"))) is not None:
        wanted = number(evaluate(tree, place))
        return min(max(int(wanted or 0), 0), MOST_ROWS)
    return min(len(given), MOST_ROWS) if isinstance(given, list) else 0


def _given(answers: Answers, one: Placed, rows: Rows) -> Any:
    """What the answers hold for an item in its rows: a text or a list; None for nothing and for anything else."""
    level: Any = answers
    for repeat, row in zip(one.repeats, rows, strict=True):
        among = level.get(repeat)
        level = among[row] if isinstance(among, list) and row < len(among) and isinstance(among[row], dict) else {}
    found = level.get(one.item.name)
    return found if isinstance(found, str | list) else None


def typed(item: Item, given: Any) -> Value:
    """An answer as a value; what cannot be read counts as not answered, and is a fault."""
    if item.type in LISTS:
        names = given if isinstance(given, list) else (given or "").split(" ")
        return tuple(name for name in names if name and isinstance(name, str))
    if not isinstance(given, str) or not given:
        return None
    if item.type in NUMBERS:
        return read_number(given)
    return read_day(given) if item.type == Type.DATE else given


# Faults ---------------------------------------------------------------------------------------------------------------

EMAIL = r"[^@ \t\r\n]+@[^@ \t\r\n.]+(\.[^@ \t\r\n.]+)+"
PHONE = r"\+?[0-9 ()-]{7,20}"


def faults(sheet: Sheet) -> list[Fault]:
    """What is wrong with the answers that concern the sheet, in the order of the page; one fault a place."""
    return [
        Fault(name, rows, code)
        for name, one in sheet.definition.placed.items()
        for rows in sheet.spots(name)
        if sheet.relevant[name, rows] and (code := _fault(sheet, one, rows))
    ]


def _fault(sheet: Sheet, one: Placed, rows: Rows) -> str:
    item = one.item
    if item.type == Type.REPEAT:
        return _outside(item, Decimal(sheet.rows[item.name, rows]), "rows") if not item.count else ""
    if item.type in UNANSWERED or item.type == Type.CALCULATION:
        return ""
    value, given = sheet.values[item.name, rows], sheet.given[item.name, rows]
    if empty(value):
        if given and item.type not in LISTS and not item.calculation:
            return "type"
        return "required" if sheet.required(item.name, rows) else ""
    if code := _unfit(sheet, item, rows, value):
        return code
    tree = sheet.definition.trees.get((item.name, "constraint"))
    return "" if tree is None or truth(evaluate(tree, sheet.seen_from(one, rows))) else "constraint"


def _unfit(sheet: Sheet, item: Item, rows: Rows, value: Value) -> str:
    """The rule of the question's type that the answer breaks, if any."""
    if item.type in CHOICES:
        offered = {choice.name for choice in sheet.choices(item.name, rows)}
        if not offered.issuperset(value if isinstance(value, tuple) else (text(value),)):
            return "choice"
    if isinstance(value, Decimal):
        if item.type in {Type.INTEGER, Type.SCALE} and value != value.to_integral_value():
            return "integer"
        if item.type == Type.MONEY and value != value.quantize(Decimal("0.01")):
            return "money"
        return _outside(item, value, "number")
    if item.type in {Type.TEXT, Type.LONG_TEXT}:
        return _outside(item, Decimal(len(text(value))), "letters")
    if isinstance(value, tuple):
        return _outside(item, Decimal(len(value)), "chosen")
    for type_, pattern in ((Type.EMAIL, EMAIL), (Type.PHONE, PHONE)):
        if item.type == type_ and not matches(text(value), pattern):
            return "type"
    return ""


def _outside(item: Item, value: Decimal, what: str) -> str:
    if item.least and value < Decimal(item.least):
        return f"least_{what}"
    return f"most_{what}" if item.most and value > Decimal(item.most) else ""


# For the page ---------------------------------------------------------------------------------------------------------


def for_page(definition: Definition) -> dict[str, Any]:
    """The definition as the page's script takes it: no text but the labels of choices, and trees instead of texts."""
    return {
        "languages": list(definition.languages),
        "order": list(definition.order),
        "items": [
            {
                "name": name,
                "type": str(one.item.type),
                "repeats": list(one.repeats),
                "inside": list(one.inside),
                "choices": one.item.choices,
                "least": one.item.least,
                "most": one.item.most,
                "trees": {column: tree for (owner, column), tree in definition.trees.items() if owner == name},
            }
            for name, one in definition.placed.items()
        ],
        "choices": {
            name: [{"name": one.name, "label": dict(one.label), "columns": dict(one.columns)} for one in choices]
            for name, choices in ({"": YES_OR_NO} | dict(definition.choices)).items()
        },
    }
