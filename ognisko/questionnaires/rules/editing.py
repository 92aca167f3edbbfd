"""A definition with one thing changed: an item more or less, moved, replaced, copied, renamed; all pure.

Whoever builds a questionnaire changes one item at a time, and each change gives a whole new definition. Names that
change take the expressions and texts with them that speak of them, so that nothing points to where nobody is.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from ognisko.core import polish
from ognisko.questionnaires.rules.definition import (
    EXPRESSIONS,
    MATRIX,
    PERIOD,
    STRUCTURES,
    Choice,
    Definition,
    Item,
    Problem,
    Type,
    problems,
    problems_of_order,
)
from ognisko.questionnaires.rules.expressions import NAME, ExpressionError, Tree, parse, written

type Items = tuple[Item, ...]

LONGEST_NAME = 32
TEXTS = ("label", "hint", "message")


# One item more, less, another -----------------------------------------------------------------------------------------


def with_item(definition: Definition, item: Item, *, after: str = "") -> Definition:
    """An item more: after the one named, inside it where it holds others; at the end where there is none such.

    A page stands among pages, so it comes after the whole page of the item named.
    """
    path = _path(definition.items, after)
    if path and item.type == Type.PAGE:
        path = path[:1]
    before = _at(definition.items, path) if path else None
    if path is None or before is None:
        last = definition.items[-1] if definition.items else None
        inside = last is not None and last.type == Type.PAGE and item.type != Type.PAGE
        path = (len(definition.items) - 1, len(last.items)) if inside and last else (len(definition.items),)
    elif _lets_in(before) and item.type != Type.PAGE:
        path = (*path, len(before.items))
    else:
        path = _out_of_closed(definition, path)
        path = (*path[:-1], path[-1] + 1)
    return replace(definition, items=_inserted(definition.items, path, item))


def without(definition: Definition, name: str) -> Definition:
    """An item less, with all that it holds; lists of choices that nobody asks any more go with it."""
    path = _path(definition.items, name)
    if path is None:
        return definition
    return _tidy(definition, replace(definition, items=_removed(definition.items, path)))


def replaced(definition: Definition, name: str, item: Item) -> Definition:
    """Another item in the place of the one named; where it is called otherwise, all that speaks of it follows."""
    path = _path(definition.items, name)
    if path is None:
        return definition
    there = _removed(definition.items, path)
    made = _tidy(definition, replace(definition, items=_inserted(there, path, item)))
    return renamed(made, {name: item.name}) if item.name != name else made


def copied(definition: Definition, name: str) -> tuple[Definition, str]:
    """A copy of an item after it, with all that it holds under names of their own; answers what the copy is called."""
    path = _path(definition.items, name)
    if path is None:
        return definition, name
    item = _at(definition.items, path)
    taken = set(definition.placed)
    names: dict[str, str] = {}
    for one in _walk((item,)):
        names[one.name] = free_name(taken, one.name)
        taken.add(names[one.name])
    (copy,) = _renamed_items((item,), names, own=True)
    made = _inserted(definition.items, (*path[:-1], path[-1] + 1), copy)
    return replace(definition, items=made), copy.name


def with_choices(definition: Definition, name: str, choices: Sequence[Choice]) -> Definition:
    """A list of choices as it now is; an empty one is none."""
    lists = {key: value for key, value in definition.choices.items() if key != name or choices}
    return replace(definition, choices=lists | ({name: tuple(choices)} if choices else {}))


def _tidy(before: Definition, now: Definition) -> Definition:
    gone = _lists_asked(before.items) - _lists_asked(now.items)
    return replace(now, choices={name: choices for name, choices in now.choices.items() if name not in gone})


def _lists_asked(items: Items) -> set[str]:
    return {one.choices for one in _walk(items) if one.choices}


# Order ----------------------------------------------------------------------------------------------------------------


def moved(definition: Definition, name: str, step: int) -> Definition:
    """An item one place up (-1) or down (1), as a reader counts lines: into a group, through it, and out again.

    Pages change places among themselves; a question goes from the edge of a page into the next one. Rows of a matrix
    and the days of a period stay where they are drawn together. At the edge of everything nothing changes.
    """
    path = _path(definition.items, name)
    if path is None:
        return definition
    target = _target(definition.items, path, step)
    if target is None:
        return definition
    item = _at(definition.items, path)
    return replace(definition, items=_inserted(_removed(definition.items, path), target, item))


def _target(items: Items, path: tuple[int, ...], step: int) -> tuple[int, ...] | None:
    """Where the item goes, counted after it was taken out."""
    *around, index = path
    siblings = _at(items, tuple(around)).items if around else items
    beside = siblings[index + step] if 0 <= index + step < len(siblings) else None
    moving = siblings[index]
    if beside is not None:
        if moving.type == Type.PAGE or not _lets_in(beside):
            return (*around, index + step)
        return (*around, index - 1, len(beside.items)) if step < 0 else (*around, index, 0)
    if not around or not _lets_in(holder := _at(items, tuple(around))):
        return None
    return _beyond(items, tuple(around), holder, step)


def _beyond(items: Items, around: tuple[int, ...], holder: Item, step: int) -> tuple[int, ...] | None:
    *above, index = around
    if holder.type != Type.PAGE:
        return (*above, index if step < 0 else index + 1)
    others = _at(items, tuple(above)).items if above else items
    if not 0 <= index + step < len(others):
        return None
    beside = others[index + step]
    if beside.type != Type.PAGE:
        return (*above, index if step < 0 else index + 1)
    return (*above, index + step, len(beside.items) if step < 0 else 0)


def _lets_in(item: Item) -> bool:
    """Say whether items come and go there one by one; a matrix and a period are drawn as a whole."""
    return item.type in STRUCTURES and item.appearance not in {MATRIX, PERIOD}


def _out_of_closed(definition: Definition, path: tuple[int, ...]) -> tuple[int, ...]:
    """The path of an item, or of the matrix or period that it is in."""
    for depth in range(1, len(path)):
        if not _lets_in(_at(definition.items, path[:depth])):
            return path[:depth]
    return path


# A new one ------------------------------------------------------------------------------------------------------------

READY = ("period", "matrix")
"""Groups that are drawn in a way of their own, beside the types."""


def blank(definition: Definition, kind: str) -> Item | None:
    """A new item of a kind, with what it cannot do without; None for no kind at all."""
    languages = definition.languages
    match kind:
        case "period":
            words = {"since": {"pl": "Od", "en": "From"}, "until": {"pl": "Do", "en": "To"}}
            since, until = (free_name(definition.placed, name) for name in words)
            days = (
                Item(since, Type.DATE, _in(words["since"], languages)),
                Item(until, Type.DATE, _in(words["until"], languages), constraint=f". >= ${{{since}}}"),
            )
            return Item("", Type.GROUP, appearance=PERIOD, items=days)
        case "matrix":
            return Item("", Type.GROUP, appearance=MATRIX)
        case "scale":
            return Item("", Type.SCALE, least="1", most="5")
    return Item("", Type(kind)) if kind in Type.values else None


def _in(words: Mapping[str, str], languages: Sequence[str]) -> dict[str, str]:
    return {code: words[code] for code in languages if code in words}


# Names ----------------------------------------------------------------------------------------------------------------


def free_name(taken: Mapping[str, Any] | set[str], wanted: str) -> str:
    """A name for something, made of its words: “Ile osób?” is ile_osob, or ile_osob_2 where there is one already."""
    words = re.sub(r"[^a-z0-9]+", "_", polish.fold(wanted)).strip("_")[:LONGEST_NAME].strip("_")
    if wanted and NAME.match(wanted):
        words = wanted
    name = words if NAME.match(words) else f"p_{words}".rstrip("_")
    stem = re.sub(r"_\d+$", "", name) if name in taken else name
    number = 2
    while name in taken:
        name, number = f"{stem}_{number}", number + 1
    return name


def renamed(definition: Definition, names: Mapping[str, str]) -> Definition:
    """Everything that speaks of items under their old names speaks of the new ones."""
    return replace(definition, items=_renamed_items(definition.items, names))


def _renamed_items(items: Items, names: Mapping[str, str], *, own: bool = False) -> Items:
    """``own`` also gives the items themselves their new names."""
    made = []
    for item in items:
        said: dict[str, Any] = {
            column: _renamed_text(getattr(item, column), names, columns=column == "choice_filter")
            for column in EXPRESSIONS
        }
        for column in TEXTS:
            said[column] = {key: _in_words(text, names) for key, text in getattr(item, column).items()}
        name = names.get(item.name, item.name) if own else item.name
        made.append(replace(item, name=name, items=_renamed_items(item.items, names, own=own), **said))
    return tuple(made)


def _renamed_text(text: str, names: Mapping[str, str], *, columns: bool) -> str:
    if not text:
        return ""
    try:
        tree = parse(text, columns=columns)
    except ExpressionError:
        return _in_words(text, names)
    made = _renamed_tree(tree, names)
    return text if made == tree else written(made)


def _renamed_tree(tree: Tree, names: Mapping[str, str]) -> Tree:
    if tree[0] == "$":
        return ["$", names.get(tree[1], tree[1])]
    made = [_renamed_tree(part, names) if isinstance(part, list) else part for part in tree]
    if tree[0] == "choice-label":  # its second value names a question in a text
        made[2] = ["'", names.get(tree[2][1], tree[2][1])]
    return made


def _in_words(text: str, names: Mapping[str, str]) -> str:
    return re.sub(
        r"\$\{\s*([^{}]+?)\s*\}", lambda found: "${" + names[found[1]] + "}" if found[1] in names else found[0], text
    )


# Choices as lines of text ---------------------------------------------------------------------------------------------


def lines_of(choices: Sequence[Choice], languages: Sequence[str]) -> str:
    """Choices as people edit them: a line each, the text in each language, then the name, parted by |."""
    return "\n".join(" | ".join([*(one.label.get(code, "") for code in languages), one.name]) for one in choices)


def choices_of_lines(text: str, languages: Sequence[str], before: Sequence[Choice] = ()) -> tuple[Choice, ...]:
    """The choices that lines say; a line without a name gets the one that its text had before, or one of its words.

    Cells pasted from a spreadsheet are parted by tabs. Columns for filters stay with the name that they belong to.
    """
    columns = {one.name: one.columns for one in before}
    known = {one.label.get(languages[0], ""): one.name for one in before}
    made: list[Choice] = []
    taken: set[str] = set()
    for line in text.replace("\t", "|").splitlines():
        cells = [cell.strip() for cell in line.split("|")]
        if not cells[0]:
            continue
        label = {code: cell for code, cell in zip(languages, cells, strict=False) if cell}
        given = cells[len(languages)] if len(cells) > len(languages) else ""
        name = "_".join(given.split()) or known.get(cells[0], "")
        if not name or name in taken:
            name = free_name(taken, name or polish.fold(cells[0]))
        taken.add(name)
        made.append(Choice(name, label, columns.get(name, {})))
    return tuple(made)


# What can be drawn although it is not ready ---------------------------------------------------------------------------


def drawable(definition: Definition) -> Definition:
    """The definition without what is wrong with it, so that a draft can be looked at before it is ready."""
    seen: set[str] = set()
    for name in [one.name for one in _walk(definition.items)]:
        if name in seen:
            definition = without(definition, name)
        seen.add(name)
    for _round in range(2 * len(definition.placed) + 2):
        found = [one for one in problems(definition) if one.field in _CLEARED] or list(problems_of_order(definition))
        if not found:
            break
        for problem in found:
            definition = _cleared(definition, problem)
    return definition


def circle_of(definition: Definition) -> list[Problem]:
    """Items of a definition that wait for one another; none where its expressions cannot be read anyway."""
    try:
        return list(problems_of_order(definition))
    except ExpressionError:
        return []


_CLEARED = {*EXPRESSIONS, "least", "most"}


def _cleared(definition: Definition, problem: Problem) -> Definition:
    item = definition.placed[problem.name].item
    changes = {problem.field: ""}
    if problem.field == "calculation":
        changes = {"calculation": "''" if item.type == Type.CALCULATION else "", "relevant": "", "count": ""}
    return replaced(definition, problem.name, replace(item, **changes))  # type: ignore[arg-type]  # texts all


# The tree -------------------------------------------------------------------------------------------------------------


def _walk(items: Items) -> Iterator[Item]:
    for item in items:
        yield item
        yield from _walk(item.items)


def _path(items: Items, name: str) -> tuple[int, ...] | None:
    """The places that lead to an item, outermost first."""
    for index, item in enumerate(items):
        if item.name == name:
            return (index,)
        if (inner := _path(item.items, name)) is not None:
            return (index, *inner)
    return None


def _at(items: Items, path: tuple[int, ...]) -> Item:
    item = items[path[0]]
    return _at(item.items, path[1:]) if path[1:] else item


def _changed(items: Items, path: tuple[int, ...], change: Callable[[list[Item], int], None]) -> Items:
    made = list(items)
    if len(path) == 1:
        change(made, path[0])
    else:
        holder = made[path[0]]
        made[path[0]] = replace(holder, items=_changed(holder.items, path[1:], change))
    return tuple(made)


def _inserted(items: Items, path: tuple[int, ...], item: Item) -> Items:
    return _changed(items, path, lambda among, place: among.insert(place, item))


def _removed(items: Items, path: tuple[int, ...]) -> Items:
    def remove(among: list[Item], place: int) -> None:
        del among[place]

    return _changed(items, path, remove)
