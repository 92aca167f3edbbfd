"""What an expression is worth: the same in Python, which has the final word, and in the page's script.

Values are nothing (None), a truth, a number, a text, a day, the names chosen of many (a tuple), or the answers of a
question in all rows of a repeat (a list). Numbers are decimals with twelve places, rounded half away from zero after
each step, so that money adds up to the grosz and both languages compute the very same digits; what leaves eighteen
places before the point, or divides by zero, is nothing. Nothing passes through sums, products and comparisons of size:
it makes them nothing, or untrue. ``sum``, ``min``, ``max`` and ``count-non-empty`` pass over rows without an answer.

The script is static/questionnaires/evaluation.js; a rule changed here is changed there. tests/test_agreement.py
compares.
"""

import re
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import date, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal, InvalidOperation, localcontext
from typing import Any, Protocol

from ognisko.questionnaires.rules.expressions import Tree, matches

type Value = bool | Decimal | str | date | tuple[str, ...] | list[Value] | None

PLACES = Decimal("1e-12")
LARGEST = Decimal("1e18")
DAY_ZERO = date(1970, 1, 1)


class Surroundings(Protocol):
    """What an expression can ask of the place where it stands."""

    @property
    def today(self) -> date:
        """The day on which the sheet is worked out."""

    def answer(self, name: str) -> Value:
        """The answer to a question; of all rows in a list where the place is outside the question's repeat."""

    def here(self) -> Value:
        """The answer at hand."""

    def column(self, name: str) -> str:
        """A column of the choice at hand."""

    def position(self) -> int:
        """Which row this is, from one."""

    def rows(self, name: str) -> int | None:
        """How many rows a repeat has; None where the name is no repeat's."""

    def row_answer(self, name: str, repeat: str, row: int) -> Value:
        """The answer to a question in one row of a repeat."""

    def choice_label(self, question: str, choice: str) -> str:
        """What a choice of a question is called."""


def evaluate(tree: Tree, at: Surroundings) -> Value:
    """The value of a tree at a place; it never raises: what cannot be worked out is nothing."""
    tag, *rest = tree
    match tag:
        case "#":
            return read_number(rest[0])
        case "'":
            return str(rest[0])
        case "$":
            return at.answer(rest[0])
        case ".":
            return at.here()
        case "@":
            return at.column(rest[0])
        case "and":
            return all(truth(evaluate(part, at)) for part in rest)
        case "or":
            return any(truth(evaluate(part, at)) for part in rest)
        case "if":
            return evaluate(rest[1] if truth(evaluate(rest[0], at)) else rest[2], at)
        case "today":
            return at.today
        case "position":
            return Decimal(at.position())
        case "count":
            return Decimal(_count(rest[0], at))
        case "indexed-repeat":
            return _indexed(rest, at)
        case "choice-label":
            return at.choice_label(rest[1][1], text(evaluate(rest[0], at)))
    return WORKS[tag](*(evaluate(part, at) for part in rest))


def _count(tree: Tree, at: Surroundings) -> int:
    if tree[0] == "$" and (rows := at.rows(tree[1])) is not None:
        return rows
    return len(_all([evaluate(tree, at)]))


def _indexed(rest: list[Tree], at: Surroundings) -> Value:
    row = number(evaluate(rest[2], at))
    if row is None or rest[0][0] != "$" or rest[1][0] != "$" or row != row.to_integral_value():
        return None
    return at.row_answer(rest[0][1], rest[1][1], int(row))


# What a value is as something else ------------------------------------------------------------------------------------


def single(value: Value) -> Value:
    """The first of the answers of all rows; any other value itself."""
    while isinstance(value, list):
        value = value[0] if value else None
    return value


def empty(value: Value) -> bool:
    """Say whether there is no answer."""
    value = single(value)
    return value is None or value == "" or value == ()


def truth(value: Value) -> bool:
    """A text, a day, a choice is true when there is one; a number when it is not zero."""
    value = single(value)
    return bool(value) if isinstance(value, bool | Decimal) else not empty(value)


def text(value: Value) -> str:
    """The value in words as they are compared and joined: decimals with a point, days as 2026-03-01."""
    value = single(value)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return decimal_text(value)
    if isinstance(value, date):
        return value.isoformat()
    return " ".join(value) if isinstance(value, tuple) else str(value)


def decimal_text(value: Decimal) -> str:
    """A number without an exponent and without zeros at the end: 12.5."""
    written = f"{value:f}"
    if "." in written:
        written = written.rstrip("0").rstrip(".")
    return "0" if written == "-0" else written


def number(value: Value) -> Decimal | None:
    """The value as a number; a day counts from 1 January 1970; None for what is no number."""
    value = single(value)
    if isinstance(value, bool):
        return Decimal(int(value))
    if isinstance(value, Decimal):
        return value
    if isinstance(value, date):
        return Decimal((value - DAY_ZERO).days)
    if isinstance(value, str):
        return read_number(value) if (day := read_day(value)) is None else Decimal((day - DAY_ZERO).days)
    return None


def read_number(written: str) -> Decimal | None:
    """A number as answers keep it: an optional minus, digits, a point, digits; up to 18 and 12 of them."""
    whole, point, part = written.strip(" ").removeprefix("-").partition(".")
    if not _digits(whole, 18) or (point and not _digits(part, 12)):
        return None
    return _rounded(Decimal(written.strip(" ")))


def _digits(written: str, most: int) -> bool:
    return 0 < len(written) <= most and written.isascii() and written.isdigit()


def read_day(written: str) -> date | None:
    """A day as answers keep it: 2026-03-01."""
    if len(written) == 10 and written[4] == written[7] == "-":
        with suppress(ValueError):
            return date.fromisoformat(written)
    return None


def _rounded(value: Decimal) -> Decimal | None:
    with localcontext(prec=80):
        try:
            value = value.quantize(PLACES, ROUND_HALF_UP)
        except InvalidOperation:
            return None
    return value if abs(value) < LARGEST else None


def _all(values: Iterable[Value]) -> list[Value]:
    """Every answer among the values, lists taken apart."""
    found: list[Value] = []
    for value in values:
        found.extend(_all(value) if isinstance(value, list) else [value])
    return found


# Operators ----------------------------------------------------------------------------------------------------------


def _arithmetic(work: Callable[[Decimal, Decimal], Decimal | None]) -> Callable[[Value, Value], Value]:
    def worked(one: Value, other: Value) -> Value:
        first, second = number(one), number(other)
        if first is None or second is None:
            return None
        with localcontext(prec=80):
            result = work(first, second)
        return None if result is None else _rounded(result)

    return worked


def _divided(one: Decimal, other: Decimal) -> Decimal | None:
    return one / other if other else None


def _remainder(one: Decimal, other: Decimal) -> Decimal | None:
    return one % other if other else None


def _equal(one: Value, other: Value) -> bool:
    """As XPath has it: of several rows one that agrees is enough; truths before numbers, numbers before texts."""
    if isinstance(one, list) or isinstance(other, list):
        return any(_equal_single(first, second) for first in _all([one]) for second in _all([other]))
    return _equal_single(one, other)


def _equal_single(one: Value, other: Value) -> bool:
    if empty(one) or empty(other):
        return empty(one) and empty(other)
    if isinstance(one, bool) or isinstance(other, bool):
        return truth(one) == truth(other)
    if isinstance(one, Decimal | date) or isinstance(other, Decimal | date):
        first, second = number(one), number(other)
        return first is not None and first == second
    return text(one) == text(other)


def _sized(compare: Callable[[Decimal, Decimal], bool]) -> Callable[[Value, Value], bool]:
    def compared(one: Value, other: Value) -> bool:
        first, second = number(one), number(other)
        return first is not None and second is not None and compare(first, second)

    return compared


# Functions ----------------------------------------------------------------------------------------------------------


def _numbers(values: Iterable[Value]) -> list[Decimal]:
    return [found for value in _all(values) if (found := number(value)) is not None]


def _sum(*values: Value) -> Value:
    with localcontext(prec=80):
        return _rounded(sum(_numbers(values), Decimal(0)))


def _extreme(choose: Callable[[list[Decimal]], Decimal]) -> Callable[..., Value]:
    def found(*values: Value) -> Value:
        numbers = _numbers(values)
        return choose(numbers) if numbers else None

    return found


def _words(written: str) -> list[str]:
    """The words of a text; only blanks that both languages know part them."""
    return [word for word in re.split(r"[ \t\r\n]+", written) if word]


def _chosen(value: Value) -> list[str]:
    value = single(value)
    return list(value) if isinstance(value, tuple) else _words(text(value))


def _selected_at(value: Value, index: Value) -> str:
    chosen, at = _chosen(value), number(index)
    return chosen[int(at)] if at is not None and 0 <= at < len(chosen) and at == int(at) else ""


def _round(value: Value, places: Value = Decimal(0)) -> Value:
    given, to = number(value), number(places)
    if given is None or to is None or not 0 <= to <= 12 or to != int(to):
        return None
    with localcontext(prec=80):
        return given.quantize(Decimal(1).scaleb(-int(to)), ROUND_HALF_UP)


def _whole(rounding: str | None) -> Callable[[Value], Value]:
    def made(value: Value) -> Value:
        given = number(value)
        if given is None:
            return None
        if rounding is None:
            return Decimal(int(given))
        with localcontext(prec=80):
            return given.to_integral_value(rounding)

    return made


def _slice(value: Value, start: Value, end: Value = None) -> str:
    """From ``start`` up to but not ``end``, counted from zero."""
    written, first, last = text(value), number(start), number(end)
    if first is None:
        return ""
    return written[max(int(first), 0) : None if last is None else max(int(last), 0)]


def _before(value: Value, mark: Value) -> str:
    head, found, _tail = text(value).partition(text(mark)) if text(mark) else ("", "", "")
    return head if found else ""


def _after(value: Value, mark: Value) -> str:
    return text(value).partition(text(mark))[2] if text(mark) else text(value)


def _day(value: Value) -> Value:
    value = single(value)
    if isinstance(value, date):
        return value
    if isinstance(value, str) and (day := read_day(value)):
        return day
    days = number(value)
    if days is None:
        return None
    with suppress(OverflowError):
        return DAY_ZERO + timedelta(int(days.to_integral_value(ROUND_FLOOR)))
    return None


def _day_text(value: Value, pattern: Value) -> str:
    day = _day(value)
    if not isinstance(day, date):
        return ""
    parts = {
        "%Y": f"{day.year:04}", "%y": f"{day.year % 100:02}", "%m": f"{day.month:02}", "%n": str(day.month),
        "%d": f"{day.day:02}", "%e": str(day.day),
    }  # fmt: skip
    made = text(pattern)
    for sign, part in parts.items():
        made = made.replace(sign, part)
    return made


def _first_given(*values: Value) -> Value:
    return next((single(value) for value in values if not empty(value)), None)


def _negative(value: Value) -> Value:
    given = number(value)
    return None if given is None else -given if given else given


def _absolute(value: Value) -> Value:
    given = number(value)
    return None if given is None else abs(given)


WORKS: dict[str, Callable[..., Value]] = {
    "+": _arithmetic(lambda one, other: one + other),
    "-": _arithmetic(lambda one, other: one - other),
    "*": _arithmetic(lambda one, other: one * other),
    "div": _arithmetic(_divided),
    "mod": _arithmetic(_remainder),
    "=": _equal,
    "!=": lambda one, other: not _equal(one, other),
    "<": _sized(lambda one, other: one < other),
    "<=": _sized(lambda one, other: one <= other),
    ">": _sized(lambda one, other: one > other),
    ">=": _sized(lambda one, other: one >= other),
    "negative": _negative,
    "abs": _absolute,
    "boolean": truth,
    "ceiling": _whole(ROUND_CEILING),
    "coalesce": _first_given,
    "concat": lambda *values: "".join(text(value) for value in _all(values)),
    "contains": lambda value, part: text(part) in text(value),
    "count-non-empty": lambda value: Decimal(sum(not empty(one) for one in _all([value]))),
    "count-selected": lambda value: Decimal(len(_chosen(value))),
    "date": _day,
    "decimal-date-time": lambda value: number(_day(value)),
    "ends-with": lambda value, part: text(value).endswith(text(part)),
    "false": lambda: False,
    "floor": _whole(ROUND_FLOOR),
    "format-date": _day_text,
    "int": _whole(None),
    "join": lambda mark, *values: text(mark).join(text(value) for value in _all(values)),
    "max": _extreme(max),
    "min": _extreme(min),
    "normalize-space": lambda value: " ".join(_words(text(value))),
    "not": lambda value: not truth(value),
    "number": number,
    "regex": lambda value, pattern: matches(text(value), text(pattern)),
    "round": _round,
    "selected": lambda value, name: text(name) in _chosen(value),
    "selected-at": _selected_at,
    "starts-with": lambda value, part: text(value).startswith(text(part)),
    "string": text,
    "string-length": lambda value: Decimal(len(text(value))),
    "substr": _slice,
    "substring-after": _after,
    "substring-before": _before,
    "sum": _sum,
    "true": lambda: True,
}
"""Operators and functions that need their values only."""


def as_json(value: Value) -> Any:
    """The value as both languages write it for comparison: numbers and days as texts with their kind."""
    match value:
        case None | bool():
            return value
        case Decimal():
            return {"number": decimal_text(value)}
        case date():
            return {"day": value.isoformat()}
        case list():
            return {"rows": [as_json(one) for one in value]}
        case tuple():
            return list(value)
    return value
