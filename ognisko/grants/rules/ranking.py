"""A ranking list is computed from scores, stated rules and a budget, never typed; it never spends more than the budget.

A published list once carried 44,650 typed for 4,465: after the correction ten more projects were funded. Ties are
broken by the call's steps in their order. Where all steps leave applications equal, they share a place, and where the
money does not suffice for all of them, none is chosen: an officer draws lots with a seed that the call publishes.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction
from hashlib import sha256
from itertools import groupby

from django.db import models
from django.utils.translation import gettext_lazy

NOTHING = Decimal("0.00")


class By(models.TextChoices):
    """What may tell two applications of equal points apart."""

    CRITERION = "criterion", gettext_lazy("points of a criterion")
    EARLIER = "earlier", gettext_lazy("submitted earlier")
    LESS_MONEY = "less money", gettext_lazy("asks for less money")
    LOT = "lot", gettext_lazy("drawn by lot")


@dataclass(frozen=True)
class Step:
    """A step of breaking ties; a criterion is named by its code, more points of it come first."""

    by: By
    criterion: str = ""


class Standing(models.TextChoices):
    """Where an application ends up."""

    FUNDED = "funded", gettext_lazy("funded")
    PARTLY = "partly", gettext_lazy("funded in part")
    TIED = "tied", gettext_lazy("tied at the line")
    RESERVE = "reserve", gettext_lazy("reserve")
    WITHOUT = "without", gettext_lazy("not funded")
    BELOW = "below", gettext_lazy("below the threshold")


@dataclass(frozen=True)
class Entry:
    """An application with its score; `amount` is what the panel recommends, else what was asked for.

    `passed` says that it reached every threshold.
    """

    key: str
    points: Fraction
    amount: Decimal
    submitted_at: datetime
    by_criterion: Mapping[str, Fraction] = field(default_factory=dict)
    passed: bool = True


@dataclass(frozen=True)
class Rules:
    """How a list is made.

    `partial` lets the first that does not fit have what is left, unless that is less than `least_partial`. `skip` lets
    a smaller one behind it be funded. `most_reserve` is how long the reserve list may be; None is the whole list.
    """

    budget: Decimal
    ties: tuple[Step, ...] = ()
    seed: str = ""
    partial: bool = False
    least_partial: Decimal = NOTHING
    skip: bool = False
    most_reserve: int | None = None


@dataclass(frozen=True)
class Row:
    """A line of the list: place, standing, amount, and the step that set it behind an equal one."""

    place: int | None
    key: str
    points: Fraction
    standing: Standing
    amount: Decimal = NOTHING
    behind_by: Step | None = None


@dataclass(frozen=True)
class Ranking:
    """The whole list in order, what it spends and what is left of the budget."""

    rows: tuple[Row, ...]
    spent: Decimal
    left: Decimal


type _Key = tuple[Fraction | str | datetime, ...]


def ranking(entries: Iterable[Entry], rules: Rules) -> Ranking:
    """The list of a call: first those above the thresholds by place, then the others by points."""
    entries = sorted(entries, key=lambda entry: entry.key)
    above = sorted((entry for entry in entries if entry.passed), key=lambda entry: _key(entry, rules))
    rows: list[Row] = []
    left, open_, reserve = rules.budget, True, 0
    previous: _Key | None = None
    for key, same in groupby(above, key=lambda entry: _key(entry, rules)):
        group = list(same)
        standing, amounts = _standing(group, left, rules) if open_ else (Standing.RESERVE, [NOTHING] * len(group))
        left -= sum(amounts, NOTHING)
        if standing is not Standing.FUNDED:
            open_ = open_ and rules.skip
        if standing is Standing.RESERVE:
            reserve += len(group)
            if rules.most_reserve is not None and reserve > rules.most_reserve:
                standing = Standing.WITHOUT
        step, place = _parted(previous, key, rules), len(rows) + 1
        rows += [
            Row(place, entry.key, entry.points, standing, amount, step)
            for entry, amount in zip(group, amounts, strict=True)
        ]
        previous = key
    below = sorted((entry for entry in entries if not entry.passed), key=lambda entry: -entry.points)
    rows += [Row(None, entry.key, entry.points, Standing.BELOW) for entry in below]
    return Ranking(tuple(rows), rules.budget - left, left)


def _standing(group: Sequence[Entry], left: Decimal, rules: Rules) -> tuple[Standing, list[Decimal]]:
    """What becomes of applications that share a place, and what each of them gets."""
    amounts = [entry.amount for entry in group]
    if sum(amounts, NOTHING) <= left:
        return Standing.FUNDED, amounts
    nothing = [NOTHING] * len(group)
    if len(group) > 1:
        return (Standing.TIED if min(amounts) <= left else Standing.RESERVE), nothing
    if rules.partial and left > 0 and left >= rules.least_partial:
        return Standing.PARTLY, [left]
    return Standing.RESERVE, nothing


def _key(entry: Entry, rules: Rules) -> _Key:
    return (-entry.points, *(_part(entry, step, rules.seed) for step in rules.ties))


def _part(entry: Entry, step: Step, seed: str) -> Fraction | str | datetime:
    match step.by:
        case By.CRITERION:
            return -entry.by_criterion.get(step.criterion, Fraction(0))
        case By.EARLIER:
            return entry.submitted_at.astimezone(UTC)
        case By.LESS_MONEY:
            return Fraction(entry.amount)
        case By.LOT:
            return drawn(seed, entry.key)


def drawn(seed: str, key: str) -> str:
    """The lot of an application: SHA-256 of seed, colon and its number; the lowest comes first.

    With the seed published, everybody can draw again and check. It is set before the deadline, so that nobody can
    choose a number of application to fit it.
    """
    return sha256(f"{seed}:{key}".encode()).hexdigest()


def _parted(one: _Key | None, other: _Key, rules: Rules) -> Step | None:
    """The step that told two neighbours of equal points apart."""
    if one is None or one[0] != other[0]:
        return None
    return next(step for step, left, right in zip(rules.ties, one[1:], other[1:], strict=True) if left != right)
