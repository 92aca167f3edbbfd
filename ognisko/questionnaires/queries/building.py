"""A draft as whoever builds it sees it: its items as lines, and a page of it as those who answer would see it.

Nothing here is kept: the preview is a sheet that was never saved, drawn by the walk that draws real ones.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import pgettext

from ognisko.questionnaires.models import AnswerSheet, Version
from ognisko.questionnaires.queries.page import Page, page_of
from ognisko.questionnaires.rules.changes import MARK, RowChange, with_row
from ognisko.questionnaires.rules.definition import MATRIX, PERIOD, Definition, Item, Problem, Type, to_json
from ognisko.questionnaires.rules.reading import read_answer


@dataclass(frozen=True)
class Line:
    """An item in the list of those who build: how deep it stands, what it is, what is wrong with it."""

    name: str
    label: str
    kind: str
    depth: int
    is_holder: bool
    has_condition: bool
    is_needed: bool
    problems: tuple[str, ...]


def lines_of(definition: Definition, problems: Sequence[Problem]) -> list[Line]:
    """The items in their order."""
    wrong: dict[str, list[str]] = {}
    for one in problems:
        wrong.setdefault(one.name, []).append(one.sentence)
    return [
        Line(
            name,
            definition.words(one.item.label, definition.languages[0]) or name,
            kind_of(one.item),
            len(one.inside),
            bool(one.item.type in {Type.PAGE, Type.GROUP, Type.REPEAT}),
            bool(one.item.relevant),
            bool(one.item.required),
            tuple(wrong.get(name, ())),
        )
        for name, one in definition.placed.items()
    ]


def kind_of(item: Item) -> str:
    """What an item is called by those who build."""
    if item.appearance == MATRIX:
        return pgettext("questionnaire", "table of answers")
    return pgettext("questionnaire", "period") if item.appearance == PERIOD else str(Type(item.type).label)


@dataclass(frozen=True)
class Preview:
    """A page as it would be drawn."""

    title: str
    now: Page
    pages: list[Page]
    language: str
    languages: tuple[str, ...]


def preview_of(
    definition: Definition, answers: Mapping[str, Any], *, shown: str = "", number: int = 0, language: str = ""
) -> Preview:
    """The page with the item ``shown``, or page ``number``, of a definition without problems."""
    language = language if language in definition.languages else definition.languages[0]
    sheet = AnswerSheet(version=Version(definition=to_json(definition)), answers=dict(answers), language=language)
    _now, pages, _faults, _sheet = page_of(sheet)
    holds = next((page.number for page in pages if _names(page.nodes) & {shown}), 0) if shown else 0
    at = next((page.number for page in pages if page.title and _is_page(definition, shown, page)), holds)
    now, pages, _faults, _sheet = page_of(sheet, _place(pages, number or at or 1))
    return Preview(definition.words(definition.title, language), now, pages, language, definition.languages)


def _place(pages: Sequence[Page], number: int) -> int:
    """Pages that do not concern the sheet are left out, so a number is not a place."""
    return next((place for place, page in enumerate(pages, start=1) if page.number == number), 1)


def _is_page(definition: Definition, name: str, page: Page) -> bool:
    placed = definition.placed.get(name)
    if placed is None or placed.item.type != Type.PAGE:
        return False
    inner = {one.name for one in placed.item.items}
    return bool(inner & {node.name for node in page.nodes})


def _names(nodes: Sequence[Any]) -> set[str]:
    return {name for node in nodes for name in ({node.name} | _names(node.nodes))}


def answers_typed(definition: Definition, asked: Mapping[str, Any], change: RowChange | None = None) -> dict[str, Any]:
    """The answers of a preview, which keeps nothing: the rows are those whose questions came back."""
    answers: dict[str, Any] = {}
    for key, typed in asked.items():
        *marks, name = key.split("/")
        placed = definition.placed.get(name)
        if placed is None or len(placed.repeats) != len(marks):
            continue
        level = answers
        for repeat, mark in zip(placed.repeats, marks, strict=True):
            among = level.setdefault(repeat, [])
            row = next((one for one in among if one[MARK] == mark), None)
            if row is None:
                among.append(row := {MARK: mark})
            level = row
        level[name] = read_answer(placed.item, typed)
    return with_row(definition, answers, change) if change and change.repeat in definition.placed else answers
