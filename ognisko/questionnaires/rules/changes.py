"""Two people in one draft never lose each other's text: a change says from which revision it started.

Answers are addressed by keys that outlive the order of rows: the name of a question, with the marks of the rows that it
is in before it, as ``k3/price``. Each row carries its mark under ``MARK``. A change is taken when the answer is still
what its writer saw; when somebody else has changed it meanwhile, what stands there stays, and the writer gets both
back.
"""

import copy
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ognisko.questionnaires.rules.definition import MOST_ROWS, Definition, Type

MARK = "_row"

type Marks = tuple[str, ...]


@dataclass(frozen=True)
class Change:
    """An answer as somebody left it, and as it was when they began."""

    key: str
    before: Any
    after: Any


@dataclass(frozen=True)
class RowChange:
    """A row that somebody added or took away: the repeat, the marks of the rows around it, its own mark."""

    repeat: str
    marks: Marks
    added: bool


@dataclass(frozen=True)
class Applied:
    """What came of changes: the answers, what was taken, what somebody else had changed meanwhile."""

    answers: dict[str, Any]
    taken: tuple[Change, ...]
    conflicts: tuple[Change, ...]


def key_of(name: str, marks: Sequence[str]) -> str:
    """The key of a question in its rows."""
    return "/".join((*marks, name))


def marks_in(answers: Mapping[str, Any], repeats: Sequence[str], rows: Sequence[int]) -> Marks:
    """The marks of the rows that a place is in."""
    marks: list[str] = []
    level: Mapping[str, Any] = answers
    for repeat, row in zip(repeats, rows, strict=True):
        among = level.get(repeat) or []
        level = among[row] if row < len(among) else {}
        marks.append(str(level.get(MARK, row)))
    return tuple(marks)


def level_at(definition: Definition, answers: dict[str, Any], name: str, marks: Marks) -> dict[str, Any] | None:
    """The part of the answers that holds a question; None where the row is no longer there."""
    level = answers
    repeats = definition.placed[name].repeats
    if len(repeats) != len(marks):
        return None
    for repeat, mark in zip(repeats, marks, strict=True):
        among = level.get(repeat)
        row = next((one for one in among if one.get(MARK) == mark), None) if isinstance(among, list) else None
        if row is None:
            return None
        level = row
    return level


def apply(definition: Definition, answers: Mapping[str, Any], changes: Sequence[Change]) -> Applied:
    """Take the changes that still fit; unknown questions and rows that are gone are passed over."""
    made = copy.deepcopy(dict(answers))
    taken: list[Change] = []
    conflicts: list[Change] = []
    for change in changes:
        *marks, name = change.key.split("/")
        placed = definition.placed.get(name)
        if placed is None or placed.item.type == Type.REPEAT:
            continue
        level = level_at(definition, made, name, tuple(marks))
        if level is None:
            continue
        stands = level.get(name)
        if _same(stands, change.after):
            continue
        if _same(stands, change.before):
            level[name] = change.after
            taken.append(Change(change.key, stands, change.after))
        else:
            conflicts.append(Change(change.key, stands, change.after))
    return Applied(made, tuple(taken), tuple(conflicts))


def _same(one: Any, other: Any) -> bool:
    return one == other or (not one and not other)


def with_row(definition: Definition, answers: Mapping[str, Any], change: RowChange) -> dict[str, Any]:
    """The answers with a row more or less; the same answers where that makes no sense any more."""
    made = copy.deepcopy(dict(answers))
    *around, mark = change.marks
    level = level_at(definition, made, change.repeat, tuple(around))
    if level is None or definition.placed[change.repeat].item.type != Type.REPEAT:
        return made
    rows = [row for row in level.get(change.repeat) or [] if isinstance(row, dict)]
    there = any(row.get(MARK) == mark for row in rows)
    if change.added and not there and len(rows) < MOST_ROWS:
        rows.append({MARK: mark})
    elif not change.added:
        rows = [row for row in rows if row.get(MARK) != mark]
    level[change.repeat] = rows
    return made


def keys(definition: Definition, answers: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Every answer with its key."""
    for name, placed in definition.placed.items():
        if placed.item.items or placed.item.type == Type.NOTE:
            continue
        for marks, level in _levels(answers, placed.repeats, ()):
            if name in level:
                yield key_of(name, marks), level[name]


def _levels(
    level: Mapping[str, Any], repeats: Sequence[str], marks: Marks
) -> Iterator[tuple[Marks, Mapping[str, Any]]]:
    if not repeats:
        yield marks, level
        return
    for row in level.get(repeats[0]) or []:
        if isinstance(row, dict):
            yield from _levels(row, repeats[1:], (*marks, str(row.get(MARK, ""))))
