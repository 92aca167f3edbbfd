"""A sheet as it is drawn: pages, groups, rows and questions with what was typed, offered and found wrong.

One walk over the definition makes plain dataclasses; templates only draw them, and no query is run.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone

from ognisko.core.money import money_text
from ognisko.questionnaires.models import AnswerSheet
from ognisko.questionnaires.rules.answers import Fault, Rows, Sheet, faults, for_page, work_out
from ognisko.questionnaires.rules.changes import key_of, marks_in
from ognisko.questionnaires.rules.definition import CHOICES, MATRIX, Choice, Definition, Item, Type
from ognisko.questionnaires.rules.reading import (
    filled_in,
    identifier_problem,
    label_of,
    place_code,
    sentence_of,
    shown_text,
    typed_text,
)

INPUTS = {
    Type.NUMBER: "decimal", Type.INTEGER: "numeric", Type.MONEY: "decimal", Type.PHONE: "tel", Type.EMAIL: "email",
    Type.NIP: "numeric", Type.REGON: "numeric", Type.KRS: "numeric", Type.ACCOUNT: "numeric",
}  # fmt: skip
"""Which keyboard a telephone shows."""

UNFIT = (Type.MANY, Type.FILE, Type.PHOTO)
"""Types whose questions need more room than a cell."""

WIDEST = 10
"""So many columns fit beside each other."""

FEW = 8
"""So many choices stand below each other; more are a list to open."""


@dataclass(frozen=True)
class Option:
    """A choice as it is offered."""

    name: str
    label: str
    chosen: bool
    offered: bool = True


@dataclass
class Node:
    """Anything that is drawn: ``draw`` names its template."""

    draw: str
    key: str
    name: str
    label: str
    hint: str = ""
    item: Item | None = None
    relevant: bool = True
    required: bool = False
    typed: str = ""
    kept: str = ""
    shown: str = ""
    options: list[Option] = field(default_factory=list)
    problem: str = ""
    conflict: Any = None
    nodes: list["Node"] = field(default_factory=list)
    least: int = 0
    fixed: bool = False
    sums: dict[str, str] = field(default_factory=dict)
    narrow: bool = False
    beside: str = ""

    @property
    def html_id(self) -> str:
        """An id that may stand in a page: keys have slashes."""
        return "q-" + self.key.replace("/", "-").replace(".", "-")

    @property
    def keyboard(self) -> str:
        """Which keyboard a telephone shows."""
        return INPUTS.get(Type(self.item.type), "text") if self.item else "text"

    @property
    def is_numeric(self) -> bool:
        """Say whether digits stand flush right."""
        return self.keyboard in {"decimal", "numeric"}

    @property
    def is_choice(self) -> bool:
        """Say whether answers are chosen, not typed."""
        return self.item is not None and (self.item.type in CHOICES or self.item.type == Type.SCALE)

    @property
    def is_boxes(self) -> bool:
        """Say whether choices stand below each other; more than a few of which one is taken are a list to open."""
        few = len(self.options) <= FEW and not self.narrow
        return self.is_choice and (few or self.name_of_type == Type.MANY)

    @property
    def name_of_type(self) -> str:
        """The type of the question, or nothing."""
        return self.item.type if self.item else ""

    @property
    def heads(self) -> list["Node"]:
        """The columns of rows that are a table on a desk; none where their questions do not fit into cells."""
        seen = [node for node in self.nodes[0].nodes if node.draw != "hidden"] if self.nodes else []
        fit = all(
            node.draw in {"question", "calculation", "fixed"} and node.name_of_type not in {Type.LONG_TEXT, *UNFIT}
            for node in seen
        )
        return seen if fit and 2 <= len(seen) <= WIDEST else []

    @property
    def columns(self) -> list[Option]:
        """The choices that the questions of a matrix share."""
        return self.nodes[0].options if self.nodes else []


@dataclass
class Page:
    """One page of a questionnaire."""

    number: int
    title: str
    nodes: list[Node]
    relevant: bool = True
    answered: int = 0
    asked: int = 0
    wrong: int = 0
    is_now: bool = False

    @property
    def state(self) -> str:
        """How far it is, as ui's status names it."""
        if self.wrong:
            return "late"
        if not self.asked or self.answered >= self.asked:
            return "done" if self.answered or not self.asked else "missing"
        return "progress" if self.answered else "missing"


@dataclass(frozen=True)
class _Drawing:
    """What a walk needs: the sheet worked out, what is said to be wrong, what people changed at once."""

    sheet: Sheet
    answers: Mapping[str, Any]
    problems: Mapping[tuple[str, Rows], str]
    typed: Mapping[str, Any]
    conflicts: Mapping[str, Any]


def page_of(
    record: AnswerSheet,
    number: int = 1,
    *,
    checked: bool = False,
    typed: Mapping[str, Any] | None = None,
    conflicts: Sequence[Any] = (),
    today: date | None = None,
    currency: str = "PLN",
) -> tuple[Page, list[Page], list[Fault], Sheet]:
    """One page to answer, all pages for the list of tasks, the faults, and the sheet worked out.

    ``checked`` shows what is missing too; before that only what was answered wrongly is said. Amounts are
    in ``currency``, which whoever asks knows and the sheet does not.
    """
    definition = record.version.content
    sheet = work_out(definition, record.answers, today or timezone.localdate(), record.language, currency)
    found = faults(sheet)
    problems = {(one.name, one.rows): sentence_of(sheet, one) for one in found if checked or one.code != "required"}
    for (name, rows), value in sheet.values.items():
        wrong = identifier_problem(definition.placed[name].item, value) if isinstance(value, str) else ""
        if wrong and sheet.relevant[name, rows]:
            problems.setdefault((name, rows), wrong)
    drawing = _Drawing(sheet, record.answers, problems, typed or {}, {one.key: one for one in conflicts})
    pages = pages_of(drawing)
    now = pages[min(max(number, 1), len(pages)) - 1]
    now.is_now = True
    return now, pages, found, sheet


def pages_of(drawing: _Drawing) -> list[Page]:
    """The pages: each item of the type page is one; what stands between them is one too."""
    pages: list[Page] = []
    for title, items, holder in _parts(drawing.sheet):
        nodes = [node for item in items for node in _drawn(drawing, item, ())]
        relevant = holder is None or drawing.sheet.relevant.get((holder.name, ()), True)
        page = Page(len(pages) + 1, title, nodes, relevant)
        _count(page, page.nodes)
        pages.append(page)
    kept = [page for page in pages if page.relevant] or pages[:1] or [Page(1, "", [])]
    for number, page in enumerate(kept, 1):
        page.number = number
    return kept


def _parts(sheet: Sheet) -> Iterator[tuple[str, list[Item], Item | None]]:
    definition = sheet.definition
    between: list[Item] = []
    for item in definition.items:
        if item.type != Type.PAGE:
            between.append(item)
            continue
        if between:
            yield definition.words(definition.title, sheet.language), between, None
            between = []
        yield filled_in(sheet, definition.words(item.label, sheet.language), item.name, ()), list(item.items), item
    if between:
        yield definition.words(definition.title, sheet.language), between, None


def _count(page: Page, nodes: Sequence[Node]) -> None:
    for node in nodes:
        if not node.relevant:
            continue
        if node.draw == "question":
            page.asked += node.required
            page.answered += bool(node.required and node.shown)
        page.wrong += bool(node.problem)
        _count(page, node.nodes)


def _drawn(drawing: _Drawing, item: Item, rows: Rows) -> Iterator[Node]:
    sheet = drawing.sheet
    definition, spot = sheet.definition, (item.name, rows)
    placed = definition.placed[item.name]
    if not sheet.relevant.get(spot, True) and item.type == Type.REPEAT:
        return
    key = key_of(item.name, marks_in(drawing.answers, placed.repeats, rows))
    words = filled_in(sheet, definition.words(item.label, sheet.language), item.name, rows)
    node = Node(
        "question", key, item.name, words, definition.words(item.hint, sheet.language), item,
        sheet.relevant.get(spot, True), problem=drawing.problems.get(spot, ""), conflict=drawing.conflicts.get(key),
    )  # fmt: skip
    match item.type:
        case Type.GROUP | Type.PAGE:
            node.draw = "matrix" if item.appearance == MATRIX else "group"
            node.nodes = [inner for one in item.items for inner in _drawn(drawing, one, rows)]
        case Type.REPEAT:
            node.draw, node.fixed, node.least = "repeat", bool(item.count), int(item.least or 0)
            node.nodes = [_row(drawing, item, (*rows, row)) for row in range(sheet.rows.get(spot, 0))]
            node.sums = _sums(sheet, item, rows)
            for inner in (cell for row in node.nodes for cell in row.nodes if node.heads):
                inner.narrow = True
        case Type.NOTE:
            node.draw = "note"
        case _ if item.calculation:
            node.draw = "calculation" if item.label else "hidden"
            node.shown = shown_text(sheet, item, sheet.values[spot])
        case _:
            _fill(drawing, node, item, rows)
    yield node


def _row(drawing: _Drawing, item: Item, rows: Rows) -> Node:
    marks = marks_in(drawing.answers, (*drawing.sheet.definition.placed[item.name].repeats, item.name), rows)
    words = label_of(drawing.sheet, item.name, rows[:-1])
    node = Node("row", key_of(item.name, marks), item.name, f"{words} {rows[-1] + 1}", item=item)
    node.nodes = [inner for one in item.items for inner in _drawn(drawing, one, rows)]
    return node


def _sums(sheet: Sheet, item: Item, rows: Rows) -> dict[str, str]:
    """What the columns of money add up to; a price that is multiplied in its row is no amount to add."""
    times = " ".join(one.calculation for one in item.items if "*" in one.calculation)
    added = {}
    for one in item.items:
        is_money = one.type == Type.MONEY and f"{{{one.name}}}" not in times
        if not (is_money or (one.calculation and one.label)):
            continue
        values = [sheet.values.get((one.name, (*rows, row))) for row in range(sheet.rows.get((item.name, rows), 0))]
        numbers = [value for value in values if isinstance(value, Decimal)]
        if is_money or numbers:
            added[one.name] = money_text(sum(numbers, Decimal(0)), sheet.currency)
    return added


def _fill(drawing: _Drawing, node: Node, item: Item, rows: Rows) -> None:
    sheet = drawing.sheet
    given = drawing.typed.get(node.key, sheet.given.get((item.name, rows)))
    node.required = sheet.relevant.get((item.name, rows), True) and sheet.required(item.name, rows)
    node.typed = typed_text(item, given)
    if item.type == Type.PLACE and isinstance(given, str) and place_code(given) is not None:
        node.kept = given
    node.shown = shown_text(sheet, item, sheet.values.get((item.name, rows)))
    chosen = given if isinstance(given, list) else [given]
    offered = {choice.name for choice in sheet.choices(item.name, rows)}
    for one in _scale(item) if item.type == Type.SCALE else sheet.definition.choices_of(item):
        label = sheet.definition.words(one.label, sheet.language)
        node.options.append(Option(one.name, label, one.name in chosen, one.name in offered or item.type == Type.SCALE))


CODES = ("type", "required", "choice", "integer", "money", "constraint", "least_number", "most_number", "least_letters",
         "most_letters", "least_chosen", "most_chosen")  # fmt: skip


def sentences(sheet: Sheet) -> dict[str, dict[str, str]]:
    """What the script says of each fault that a question can have."""
    return {
        name: {code: sentence_of(sheet, Fault(name, (), code)) for code in CODES if _can_have(placed.item, code)}
        for name, placed in sheet.definition.placed.items()
        if not placed.item.items and not placed.item.calculation
    }


def _can_have(item: Item, code: str) -> bool:
    bound, _mark, _what = code.partition("_")
    return bool(getattr(item, bound)) if bound in {"least", "most", "constraint", "required"} else True


def _scale(item: Item) -> list[Choice]:
    least, most = int(item.least or 1), int(item.most or 5)
    return [Choice(str(point), {"pl": str(point)}) for point in range(least, min(most, least + 20) + 1)]


def for_script(record: AnswerSheet, worked: Sheet) -> dict[str, Any]:
    """What the page's script works with: the definition with its trees, the answers, what it says of faults."""
    return for_page(worked.definition) | {
        "answers": record.answers,
        "today": str(worked.today),
        "language": worked.language,
        "currency": worked.currency,
        "sentences": sentences(worked),
    }


def may_answer(definition: Definition, name: str, only: Sequence[str]) -> bool:
    """Say whether a question is one of those named, or inside of one."""
    placed = definition.placed.get(name)
    return placed is not None and (name in only or not set(only).isdisjoint(placed.inside))


def fix_others(nodes: Sequence[Node], definition: Definition, only: Sequence[str]) -> None:
    """What may not be changed is drawn as it stands: corrections are of the named questions alone."""
    for node in nodes:
        if node.draw in {"question", "matrix"} and not may_answer(definition, node.name, only):
            node.draw = "fixed" if node.draw == "question" else "group"
        if node.draw == "repeat" and not may_answer(definition, node.name, only):
            node.fixed = True
        fix_others(node.nodes, definition, only)
