"""The score of an application follows from its cards by the call's rule, exactly: fractions, rounded where it is said.

What the sources of Polish practice leave open is a setting: which difference of two assessors calls a third, how the
third counts, whether the points for priorities help over the threshold, and to how many places the result is rounded.
Where it is rounded, it is ranked as rounded: a list shows a tie where it shows the same number.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import combinations
from math import floor

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ognisko.core.polish import number_text

type Points = Decimal | Fraction | int


class Rule(models.TextChoices):
    """How the totals of the cards make the score."""

    MEAN = "mean", gettext_lazy("mean of the cards")
    TRIMMED = "trimmed mean", gettext_lazy("mean without the highest and lowest")
    SUM = "sum", gettext_lazy("sum of the cards")


class Third(models.TextChoices):
    """How a third assessor counts: with the closer of the two, the two closest of all three, all three, alone."""

    REPLACES_OUTLIER = "replaces the outlier", gettext_lazy("with the closer of the two")
    TWO_CLOSEST = "two closest", gettext_lazy("the two closest of three")
    ALL = "all", gettext_lazy("all three")
    ALONE = "alone", gettext_lazy("the third alone")


@dataclass(frozen=True)
class Criterion:
    """A range of points, its weight, and the percentage of the most that it needs by itself."""

    code: str
    name: str
    most: Decimal
    least: Decimal = Decimal(0)
    weight: Decimal = Decimal(1)
    least_percent: Decimal | None = None
    step: Decimal | None = Decimal(1)


@dataclass(frozen=True)
class Discrepancy:
    """A third assessor is called above a difference in points, in percent of the most, or across the threshold."""

    points: Decimal | None = None
    percent: Decimal | None = None
    across_threshold: bool = False


@dataclass(frozen=True)
class Scoring:
    """The scoring rules of a call: thresholds are percentages of the most points that the rule can give."""

    criteria: tuple[Criterion, ...]
    rule: Rule = Rule.MEAN
    assessors: int = 2
    trim: int = 1
    least_percent: Decimal | None = None
    discrepancy: Discrepancy | None = None
    third: Third = Third.REPLACES_OUTLIER
    priorities_over_threshold: bool = False
    places: int | None = 2

    @property
    def most(self) -> Fraction:
        """The most points on one card."""
        return sum((Fraction(one.most) * Fraction(one.weight) for one in self.criteria), Fraction(0))


@dataclass(frozen=True)
class Card:
    """An assessor's points by criterion."""

    assessor: str
    points: Mapping[str, Decimal]


@dataclass(frozen=True)
class Fault:
    """What is wrong with a card's points in one criterion."""

    criterion: str
    sentence: str


@dataclass(frozen=True)
class Result:
    """A score: its points with those for priorities, the cards that count, mean points by criterion, what is lacking.

    `waits_for` is how many cards are still to come, the third one too; until none is, the result is a preview. `below`
    names the criteria under their thresholds, "" for the threshold in all.
    """

    points: Fraction
    counted: tuple[str, ...]
    by_criterion: Mapping[str, Fraction]
    waits_for: int = 0
    discrepant: bool = False
    below: tuple[str, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether all cards are there and every threshold is reached."""
        return self.waits_for == 0 and not self.below


def faults(card: Card, scoring: Scoring) -> tuple[Fault, ...]:
    """What an assessor has to mend: criteria without points, points outside the range or between the steps."""
    return tuple(_faults(card, scoring))


def _faults(card: Card, scoring: Scoring) -> Iterator[Fault]:
    for one in scoring.criteria:
        given = card.points.get(one.code)
        if given is None:
            yield Fault(one.code, _("Give points in this criterion."))
        elif not one.least <= given <= one.most:
            sentence = _("Give from %(least)s to %(most)s points.")
            yield Fault(one.code, sentence % {"least": number_text(one.least), "most": number_text(one.most)})
        elif one.step is not None and (given - one.least) % one.step:
            sentence = _("Give points in steps of %(step)s.")
            yield Fault(one.code, sentence % {"step": number_text(one.step)})


def total(card: Card, scoring: Scoring) -> Fraction:
    """The weighted sum of a card."""
    return sum((Fraction(card.points[one.code]) * Fraction(one.weight) for one in scoring.criteria), Fraction(0))


def discrepant(one: Card, other: Card, scoring: Scoring) -> bool:
    """Whether two assessors differ so much that a third decides: above the limit, not at it."""
    rule = scoring.discrepancy
    if rule is None:
        return False
    first, second = total(one, scoring), total(other, scoring)
    apart = abs(first - second)
    if rule.points is not None and apart > Fraction(rule.points):
        return True
    if rule.percent is not None and apart * 100 > Fraction(rule.percent) * scoring.most:
        return True
    if not rule.across_threshold or scoring.least_percent is None:
        return False
    threshold = Fraction(scoring.least_percent) * scoring.most / 100
    return (first >= threshold) != (second >= threshold)


def score(cards: Sequence[Card], scoring: Scoring, priorities: Points = 0) -> Result:
    """The result of an application's cards, in the order in which the assessors were assigned; the third is last."""
    apart = len(cards) >= 2 and scoring.assessors == 2 and discrepant(cards[0], cards[1], scoring)
    wanted = scoring.assessors + apart
    counted = _counting(cards, scoring) if apart and len(cards) > 2 else tuple(cards[: scoring.assessors])
    by_criterion = {one.code: _mean([Fraction(card.points[one.code]) for card in counted]) for one in scoring.criteria}
    own = rounded(_combined([total(card, scoring) for card in counted], scoring), scoring.places)
    points = rounded(own + Fraction(priorities), scoring.places)
    judged = points if scoring.priorities_over_threshold else own
    return Result(
        points=points,
        counted=tuple(card.assessor for card in counted),
        by_criterion=by_criterion,
        waits_for=max(wanted - len(cards), 0),
        discrepant=apart,
        below=tuple(_below(judged, by_criterion, max(len(counted), 1), scoring)),
    )


def _counting(cards: Sequence[Card], scoring: Scoring) -> tuple[Card, ...]:
    """The cards that count where a third was called; at the same distance, those with more points."""
    first, second, third = cards[:3]
    if scoring.third is Third.ALL:
        return first, second, third
    if scoring.third is Third.ALONE:
        return (third,)
    pairs = [(first, third), (second, third)]
    if scoring.third is Third.TWO_CLOSEST:
        pairs = list(combinations(cards[:3], 2))

    def closest(pair: tuple[Card, Card]) -> tuple[Fraction, Fraction]:
        low, high = sorted(total(card, scoring) for card in pair)
        return high - low, -(high + low)

    return min(pairs, key=closest)


def _combined(totals: Sequence[Fraction], scoring: Scoring) -> Fraction:
    if scoring.rule is Rule.SUM:
        return sum(totals, Fraction(0))
    if scoring.rule is Rule.TRIMMED and len(totals) > 2 * scoring.trim:
        totals = sorted(totals)[scoring.trim : len(totals) - scoring.trim]
    return _mean(totals)


def _mean(numbers: Sequence[Fraction]) -> Fraction:
    return sum(numbers, Fraction(0)) / len(numbers) if numbers else Fraction(0)


def _below(points: Fraction, by_criterion: Mapping[str, Fraction], cards: int, scoring: Scoring) -> Iterator[str]:
    most = scoring.most * cards if scoring.rule is Rule.SUM else scoring.most
    if scoring.least_percent is not None and points * 100 < Fraction(scoring.least_percent) * most:
        yield ""
    for one in scoring.criteria:
        if one.least_percent is not None and by_criterion[one.code] * 100 < Fraction(one.least_percent) * Fraction(
            one.most
        ):
            yield one.code


def rounded(points: Fraction, places: int | None) -> Fraction:
    """Points to so many places, half up; None leaves them as they are."""
    if places is None:
        return points
    scale = 10**places
    return Fraction(floor(points * scale + Fraction(1, 2)), scale)


def decimal_of(points: Fraction, places: int = 2) -> Decimal:
    """Points as a Decimal of so many places, for the list that people read."""
    return Decimal(int(rounded(points, places) * 10**places)).scaleb(-places)
