"""Figures as data, the sections of a report, and how values become words: pure, without ORM."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.utils.translation import gettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from ognisko.core.polish import nbsp, number_text, range_text
from ognisko.ledger.rules import Breakdown, Counts, Level, Measure, Unit
from ognisko.places import rules as places

UNITS: Mapping[str, Any] = {
    "hours": ngettext_lazy("hour", "hours", "n"),
    "organisations": ngettext_lazy("organisation", "organisations", "n"),
    "parties": ngettext_lazy("entity", "entities", "n"),
    "persons": ngettext_lazy("person", "persons", "n"),
    "groups": ngettext_lazy("group", "groups", "n"),
    "communities": ngettext_lazy("community", "communities", "n"),
    "countries": ngettext_lazy("country", "countries", "n"),
    "voivodeships": ngettext_lazy("voivodeship", "voivodeships", "n"),
    "events": ngettext_lazy("event", "events", "n"),
    "sessions": ngettext_lazy("session", "sessions", "n"),
    "calls": ngettext_lazy("call", "calls", "n"),
    "grants": ngettext_lazy("grant", "grants", "n"),
    "applications": ngettext_lazy("application", "applications", "n"),
    "jobs": ngettext_lazy("job", "jobs", "n"),
    "months": ngettext_lazy("month", "months", "n"),
    "days": ngettext_lazy("day", "days", "n"),
    "PLN": _("PLN"),
    "EUR": _("EUR"),
}
"""What a figure counts: the noun after its value. Keys are those of the published figures."""


def unit_text(unit: str, value: Decimal) -> str:
    """The noun in the right case and plural: 1 godzina, 2 godziny, 5 godzin, 1,5 godziny."""
    if unit in Unit.__members__:
        return str(UNITS[unit])
    # A fraction takes the genitive singular in Polish, which the few-form of these nouns spells alike.
    return str(UNITS[unit] % {"n": int(value) if value == int(value) else 2})


def shown(quantity: Decimal, unit: str) -> Decimal:
    """The value as it is published: minutes become hours once, at the end, with two decimals at most."""
    if unit == "hours":
        return (quantity / 60).quantize(Decimal("0.01"), ROUND_HALF_UP).normalize() + Decimal(0)
    return quantity


def value_text(value: Decimal) -> str:
    """A value in Polish form: 2 418 and 437,5."""
    return number_text(value)


@dataclass(frozen=True)
class Period:
    """Days from ``start`` up to but not including ``end``."""

    start: date
    end: date

    @classmethod
    def year(cls, year: int) -> "Period":
        """A calendar year."""
        return cls(date(year, 1, 1), date(year + 1, 1, 1))

    @property
    def last(self) -> date:
        """The last day."""
        return self.end - timedelta(days=1)

    @property
    def text(self) -> str:
        """The period in words: the year 2024, 1 January – 30 June 2025."""
        if self.whole_year:
            return gettext("the year %(year)s") % {"year": self.whole_year}
        return range_text(self.start, self.last)

    @property
    def whole_year(self) -> int | None:
        """The calendar year that this is, if it is one."""
        return self.start.year if self == Period.year(self.start.year) else None


BREAKDOWNS: Mapping[str, Breakdown] = {
    "month": Breakdown.MONTH,
    "project": Breakdown.PROJECT,
    "office": Breakdown.OFFICE,
    "topic": Breakdown.TOPIC,
    "kind": Breakdown.KIND,
    "county": Breakdown.SEAT_COUNTY,
    "party": Breakdown.PARTY,
}
"""By what a chart takes a figure apart, under the names that reports are written with."""

BREAKDOWN_LABELS: Mapping[str, Any] = {
    "month": _("by month"),
    "project": _("by project"),
    "office": _("by office"),
    "topic": _("by kind of work"),
    "kind": _("by kind of party"),
    "county": _("by county"),
    "party": _("by party"),
}


FIGURE_IN_TEXT = re.compile(r"\{([a-z0-9][a-z0-9.\-]*)\}")
"""``{owes-lodz.joined}`` in a report's text stands for the value of that figure."""


@dataclass(frozen=True)
class Text:
    """Paragraphs with figures in braces; an empty line parts paragraphs."""

    text: str


@dataclass(frozen=True)
class Figures:
    """Large figures in a row, each with its name."""

    figures: tuple[str, ...]


@dataclass(frozen=True)
class Chart:
    """One figure taken apart, as bars with the data beside them as a table."""

    figure: str
    by: str
    title: str


@dataclass(frozen=True)
class Table:
    """Figures as rows: name, value, unit."""

    title: str
    figures: tuple[str, ...]


type Block = Text | Figures | Chart | Table

BLOCKS: Mapping[str, type] = {"text": Text, "figures": Figures, "chart": Chart, "table": Table}


class BlockError(ValueError):
    """A block of a section is not of a known form; the message says which and why."""


def blocks_from(data: Sequence[Mapping[str, Any]]) -> list[Block]:
    """Read the blocks of a section from its data; raises BlockError."""
    blocks: list[Block] = []
    for position, item in enumerate(data, 1):
        values = {
            name: tuple(value) if isinstance(value, list) else value for name, value in item.items() if name != "type"
        }
        try:
            block: Block = BLOCKS[item["type"]](**values)
        except (KeyError, TypeError) as error:
            raise BlockError(f"block {position}: {error}") from error
        if problem := _problem(block, values):
            raise BlockError(f"block {position}: {problem}")
        blocks.append(block)
    return blocks


def _problem(block: Block, values: Mapping[str, Any]) -> str:
    """What keeps a block from being shown, if anything: a list of figures is a list, a chart is by something known."""
    if "figures" in values and (not isinstance(values["figures"], tuple) or not values["figures"]):
        return "figures is not a list of keys"
    if not isinstance(values.get("text", ""), str):
        return "text is not text"
    if isinstance(block, Chart) and block.by not in BREAKDOWNS:
        return f"no chart is by {block.by!r}"
    return ""


def paragraphs(text: str) -> list[list[tuple[str, str]]]:
    """Paragraphs as runs of ``("text", words)`` and ``("figure", key)``, with the non-breaking spaces of Polish.

    A number never parts from the word after it, nor a one-letter word from the number.
    """
    found = []
    for paragraph in re.split(r"\n\s*\n", text.strip()):
        words = nbsp(" ".join(paragraph.split())).replace("} ", "}\N{NO-BREAK SPACE}")
        runs = FIGURE_IN_TEXT.split(words)
        found.append([("figure" if odd % 2 else "text", run) for odd, run in enumerate(runs) if run])
    return [runs for runs in found if runs]


def written(blocks: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """What people wrote into the blocks of a section, without the figures that stand in it: what search reads."""
    for block in blocks:
        for name in ("title", "text"):
            if isinstance(value := block.get(name), str):
                yield FIGURE_IN_TEXT.sub(" ", value)


def figures_of(blocks: Sequence[Block]) -> Iterator[str]:
    """The keys of all figures that the blocks show, each once, in order of appearance."""
    seen: dict[str, None] = {}
    for block in blocks:
        match block:
            case Text(text):
                seen |= dict.fromkeys(FIGURE_IN_TEXT.findall(text))
            case Figures(figures) | Table(figures=figures):
                seen |= dict.fromkeys(figures)
            case Chart(figure):
                seen[figure] = None
    return iter(seen)


# What a figure counts ------------------------------------------------------------------------------------------------

ONE_OF_A_KIND = {Counts.DAYS: "days", Counts.MONTHS: "months"}
"""Counts whose unit follows from what is counted."""

KEYED = frozenset({Counts.PARTIES, Counts.PLACES, Counts.SEATS, Counts.DAYS, Counts.MONTHS})
"""Counts of distinct things; each thing stands for the entries behind it."""


def problems(measures: Sequence[Measure], counts: int, unit: str, is_state: bool) -> Iterator[str]:
    """Why a figure of these measures would say something false, in sentences; nothing where it would not."""
    if len({measure.stock for measure in measures}) > 1:
        yield gettext("States and flows cannot be counted in one figure.")
    elif any(measure.stock != is_state for measure in measures):
        yield gettext("A figure of a state is asked for at the end of the period, any other is added up within it.")
    if unit not in UNITS:
        yield gettext("There is no unit %(unit)s.") % {"unit": unit}
    elif counts == Counts.SUM:
        wanted = {"hours": Unit.MINUTES, "PLN": Unit.PLN, "EUR": Unit.EUR}.get(unit, Unit.COUNT)
        if any(measure.unit not in {None, wanted} for measure in measures):
            yield gettext("The unit is not the one in which these measures are counted.")
    elif unit in {"hours", *Unit.__members__} or ONE_OF_A_KIND.get(Counts(counts), unit) != unit:
        yield gettext("The unit does not name what is counted.")


def key_of(counts: int, level: int, raw: Any) -> Any:
    """What an entry is counted under, from the column that decides: a party, a day, a month, a place of the level.

    None where it is counted under nothing: no party, or a place larger than the level.
    """
    if counts == Counts.MONTHS:
        return raw.replace(day=1)
    if counts in {Counts.PLACES, Counts.SEATS}:
        return None if raw is None else _place_key(raw, level)
    return raw if counts in KEYED else 0


def _place_key(place: int, level: int) -> int | None:
    if level == Level.COUNTRY:
        return places.country_of(place)
    larger = 0 if level == Level.VOIVODESHIP else 100 if level == Level.MUNICIPALITY else 10_000
    if place >= places.COUNTRIES or (larger and place % larger == 0):
        return None
    return place // level * level


@dataclass
class Sums:
    """Quantity and number of the entries behind one key."""

    quantity: Decimal = Decimal(0)
    entries: int = 0


def sums_by_key(counts: int, level: int, rows: Iterable[tuple[Any, Decimal | None, int]]) -> dict[Any, Sums]:
    """Add up rows (deciding column, quantity, entries) under their keys."""
    found: dict[Any, Sums] = {}
    for raw, quantity, entries in rows:
        if entries:
            sums = found.setdefault(key_of(counts, level, raw), Sums())
            sums.quantity += quantity or 0
            sums.entries += entries
    return found


def aggregate(counts: int, sums: Mapping[Any, Sums]) -> Decimal:
    """The value that these keys come to: a key counts where the sum of its quantities is positive."""
    if counts == Counts.SUM:
        return sum((each.quantity for each in sums.values()), Decimal(0))
    if counts == Counts.ENTRIES:
        return Decimal(sum(each.entries for each in sums.values()))
    return Decimal(sum(key is not None and each.quantity > 0 for key, each in sums.items()))
