"""A budget adds up to the grosz and keeps within the limits of its call; every breach is named with its line.

Amounts are Decimals of two places in the one currency of the call; a share is reckoned exactly, never rounded, so that
25 % of 333.33 is not reached by 83.33. A line's total is its quantity times its price, rounded half up to the grosz.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ognisko.core.money import money_text
from ognisko.core.polish import number_text, range_text

GROSZ, NOTHING = Decimal("0.01"), Decimal("0.00")


class Source(models.TextChoices):
    """What a cost is covered with; all but the grant are the own contribution."""

    GRANT = "grant", gettext_lazy("grant")
    FINANCIAL = "financial", gettext_lazy("financial own contribution")
    IN_KIND = "in kind", gettext_lazy("own contribution in kind")
    VOLUNTEERS = "volunteers", gettext_lazy("volunteers' work")


OWN = (Source.FINANCIAL, Source.IN_KIND, Source.VOLUNTEERS)


class Base(models.TextChoices):
    """What a share of own contribution is a share of."""

    GRANT = "grant", gettext_lazy("of the grant")
    TOTAL = "total", gettext_lazy("of all costs")


@dataclass(frozen=True)
class Line:
    """A cost: so many of a thing at a price, and what covers it. Volunteers' work is hours at a rate."""

    key: str
    category: str
    name: str
    quantity: Decimal
    price: Decimal
    parts: Mapping[Source, Decimal]
    since: date | None = None
    until: date | None = None

    @property
    def total(self) -> Decimal:
        """Quantity times price, to the grosz."""
        return (self.quantity * self.price).quantize(GROSZ, ROUND_HALF_UP)

    def part(self, source: Source) -> Decimal:
        """What a source covers of it."""
        return self.parts.get(source, NOTHING)


@dataclass(frozen=True)
class Category:
    """A kind of cost and its limits: per piece, in all, as a percentage of the grant."""

    code: str
    name: str
    most_per_piece: Decimal | None = None
    most: Decimal | None = None
    most_percent: Decimal | None = None


@dataclass(frozen=True)
class Limits:
    """What a call lets a budget be; None is no limit, an empty set of categories is any.

    `own_percent` is asked of all own contribution together, `shares` of single sources; both of `base`. `most_rate` is
    the most that an hour of volunteers' work counts for.
    """

    currency: str = "PLN"
    least: Decimal | None = None
    most: Decimal | None = None
    base: Base = Base.GRANT
    own_percent: Decimal | None = None
    shares: Mapping[Source, Decimal] = field(default_factory=dict)
    sources: frozenset[Source] = frozenset(Source)
    most_rate: Decimal | None = None
    categories: tuple[Category, ...] = ()
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class Sums:
    """What the lines add up to, by source and by category."""

    by_source: Mapping[Source, Decimal]
    by_category: Mapping[str, Mapping[Source, Decimal]]

    @property
    def grant(self) -> Decimal:
        """What is asked of the call."""
        return self.by_source[Source.GRANT]

    @property
    def own(self) -> Decimal:
        """All own contribution."""
        return sum((self.by_source[source] for source in OWN), NOTHING)

    @property
    def total(self) -> Decimal:
        """What the whole undertaking costs."""
        return self.grant + self.own


@dataclass(frozen=True)
class Breach:
    """A limit that a budget breaks: in which line (empty: in the whole), which limit, a sentence."""

    line: str
    code: str
    sentence: str


def sums(lines: Sequence[Line]) -> Sums:
    """What the lines add up to, exactly."""

    def of(some: Sequence[Line]) -> dict[Source, Decimal]:
        return {source: sum((line.part(source) for line in some), NOTHING) for source in Source}

    categories = dict.fromkeys(line.category for line in lines)
    return Sums(of(lines), {code: of([line for line in lines if line.category == code]) for code in categories})


def breaches(lines: Sequence[Line], limits: Limits) -> tuple[Breach, ...]:
    """All limits that the budget breaks, line by line, then of categories, then of the whole."""
    categories = {category.code: category for category in limits.categories}
    found = [one for line in lines for one in _of_line(line, categories, limits)]
    added = sums(lines)
    for category in limits.categories:
        found += _of_category(category, added, limits)
    return (*found, *_of_whole(added, limits))


def _of_line(line: Line, categories: Mapping[str, Category], limits: Limits) -> Iterator[Breach]:
    say = _speaker(limits)
    if line.quantity <= 0 or line.price < 0 or any(part < 0 for part in line.parts.values()):
        yield Breach(
            line.key, "negative", _("Quantity and amounts cannot be negative, and there is at least something.")
        )
        return
    covered = sum(line.parts.values(), NOTHING)
    if covered != line.total:
        sentence = _("The parts add up to %(covered)s, but the line costs %(total)s.")
        yield Breach(line.key, "parts", sentence % {"covered": say(covered), "total": say(line.total)})
    if any(part != part.quantize(GROSZ) for part in line.parts.values()):
        yield Breach(line.key, "grosz", _("Give amounts to the grosz, no finer."))
    for source, part in line.parts.items():
        if part and source not in limits.sources:
            yield Breach(line.key, f"source {source.value}", _NOT_TAKEN[source]())
    if limits.most_rate is not None and line.part(Source.VOLUNTEERS) and line.price > limits.most_rate:
        sentence = _("An hour of volunteers' work counts for at most %(rate)s.")
        yield Breach(line.key, "rate", sentence % {"rate": say(limits.most_rate)})
    if categories:
        yield from _placed(line, categories.get(line.category), say)
    yield from _in_time(line, limits)


_NOT_TAKEN: Mapping[Source, Callable[[], str]] = {
    Source.GRANT: lambda: _("Nothing can be paid from the grant here."),
    Source.FINANCIAL: lambda: _("This call takes no own money."),
    Source.IN_KIND: lambda: _("This call takes no own contribution in kind."),
    Source.VOLUNTEERS: lambda: _("This call takes no volunteers' work as own contribution."),
}


def _placed(line: Line, category: Category | None, say: Callable[[Decimal], str]) -> Iterator[Breach]:
    if category is None:
        yield Breach(line.key, "category", _("Choose a category of cost from the list."))
    elif category.most_per_piece is not None and line.part(Source.GRANT) and line.price > category.most_per_piece:
        sentence = _("One piece in “%(category)s” may cost at most %(amount)s.")
        yield Breach(line.key, "piece", sentence % {"category": category.name, "amount": say(category.most_per_piece)})


def _in_time(line: Line, limits: Limits) -> Iterator[Breach]:
    early = limits.since is not None and line.since is not None and line.since < limits.since
    late = limits.until is not None and line.until is not None and line.until > limits.until
    backwards = line.since is not None and line.until is not None and line.until < line.since
    if backwards:
        yield Breach(line.key, "dates", _("The end comes before the beginning."))
    elif early or late:
        sentence = _("This cost lies outside the time of activities: %(range)s.")
        yield Breach(line.key, "period", sentence % {"range": range_text(limits.since, limits.until)})


def _of_category(category: Category, added: Sums, limits: Limits) -> Iterator[Breach]:
    say = _speaker(limits)
    granted = added.by_category.get(category.code, {}).get(Source.GRANT, NOTHING)
    if category.most is not None and granted > category.most:
        sentence = _("“%(category)s” takes %(amount)s of the grant; the most is %(most)s.")
        values = {"category": category.name, "amount": say(granted), "most": say(category.most)}
        yield Breach("", f"category {category.code}", sentence % values)
    if category.most_percent is not None and granted * 100 > category.most_percent * added.grant:
        sentence = _("“%(category)s” takes %(amount)s of the grant; the most is %(percent)s %%, that is %(most)s.")
        most = (category.most_percent * added.grant / 100).quantize(GROSZ, "ROUND_DOWN")
        values = {"category": category.name, "amount": say(granted), "most": say(most)}
        yield Breach(
            "", f"percent {category.code}", sentence % (values | {"percent": number_text(category.most_percent)})
        )


def _of_whole(added: Sums, limits: Limits) -> Iterator[Breach]:
    say = _speaker(limits)
    if limits.least is not None and added.grant < limits.least:
        sentence = _("You ask for %(amount)s; the least in this call is %(least)s.")
        yield Breach("", "least", sentence % {"amount": say(added.grant), "least": say(limits.least)})
    if limits.most is not None and added.grant > limits.most:
        sentence = _("You ask for %(amount)s; the most in this call is %(most)s.")
        yield Breach("", "most", sentence % {"amount": say(added.grant), "most": say(limits.most)})
    base = added.grant if limits.base is Base.GRANT else added.total
    if limits.own_percent is not None:
        yield from _share("own", _("Own contribution"), added.own, base, limits.own_percent, say)
    for source, percent in limits.shares.items():
        yield from _share(f"own {source.value}", _SHARES[source](), added.by_source[source], base, percent, say)


_SHARES: Mapping[Source, Callable[[], str]] = {
    Source.FINANCIAL: lambda: _("Own money"),
    Source.IN_KIND: lambda: _("Contribution in kind"),
    Source.VOLUNTEERS: lambda: _("Volunteers' work"),
}


def _share(
    code: str, name: str, amount: Decimal, base: Decimal, percent: Decimal, say: Callable[[Decimal], str]
) -> Iterator[Breach]:
    if amount * 100 < percent * base:
        needed = (percent * base / 100).quantize(GROSZ, "ROUND_UP")
        sentence = _("%(name)s: %(amount)s; at least %(percent)s %% is needed, that is %(needed)s.")
        values = {"name": name, "amount": say(amount), "percent": number_text(percent), "needed": say(needed)}
        yield Breach("", code, sentence % values)


def _speaker(limits: Limits) -> Callable[[Decimal], str]:
    return lambda amount: money_text(amount, limits.currency)
