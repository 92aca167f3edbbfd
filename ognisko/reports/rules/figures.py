"""What figures count, what keeps one from saying something false, and how values become words: pure, without ORM."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.utils.translation import gettext, ngettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from ognisko.core.days import months_after
from ognisko.core.polish import number_text, range_text
from ognisko.ledger.rules import AGE_BANDS, KEYED, OF_PARTY, Breakdown, Counts, Level, Measure, Unit
from ognisko.people.rules import Fact
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


def shown(quantity: Decimal, unit: str, decimals: int = 2) -> Decimal:
    """The value as it is published: minutes become hours, then it is rounded once, at the end, to so many decimals."""
    value = quantity / 60 if unit == "hours" else quantity
    return value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP).normalize() + Decimal(0)


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

    def before(self) -> "Period":
        """The period of the same length before this one: the quarter before a quarter, the year before a year."""
        months = (self.end.year - self.start.year) * 12 + self.end.month - self.start.month
        if self.start.day == self.end.day == 1 and months > 0:
            return Period(months_after(self.start, -months), self.start)
        return Period(self.start - (self.end - self.start), self.start)

    def after(self) -> "Period":
        """The period of the same length behind this one."""
        months = (self.end.year - self.start.year) * 12 + self.end.month - self.start.month
        if self.start.day == self.end.day == 1 and months > 0:
            return Period(self.end, months_after(self.end, months))
        return Period(self.end, self.end + (self.end - self.start))


BREAKDOWNS: Mapping[str, Breakdown] = {
    "month": Breakdown.MONTH,
    "project": Breakdown.PROJECT,
    "office": Breakdown.OFFICE,
    "topic": Breakdown.TOPIC,
    "kind": Breakdown.KIND,
    "status": Breakdown.STATUS,
    "sex": Breakdown.SEX,
    "age": Breakdown.AGE,
    "county": Breakdown.SEAT_COUNTY,
    "seat-municipality": Breakdown.SEAT_MUNICIPALITY,
    "seat-voivodeship": Breakdown.SEAT_VOIVODESHIP,
    "place-municipality": Breakdown.PLACE_MUNICIPALITY,
    "place-county": Breakdown.PLACE_COUNTY,
    "place-voivodeship": Breakdown.PLACE_VOIVODESHIP,
    "party": Breakdown.PARTY,
    "labour": Breakdown.SPAN,
    "disability": Breakdown.SPAN,
}
"""By what a figure is taken apart, under the names that reports are written with."""

BREAKDOWN_LABELS: Mapping[str, Any] = {
    "month": _("by month"),
    "project": _("by project"),
    "office": _("by office"),
    "topic": _("by kind of work"),
    "kind": _("by kind of party"),
    "status": _("by status of party"),
    "sex": _("by sex"),
    "age": _("by age"),
    "county": _("by county"),
    "seat-municipality": _("by municipality of the seat"),
    "seat-voivodeship": _("by voivodeship of the seat"),
    "place-municipality": _("by municipality where it happened"),
    "place-county": _("by county where it happened"),
    "place-voivodeship": _("by voivodeship where it happened"),
    "party": _("by party"),
    "labour": _("by labour status"),
    "disability": _("by disability"),
}

PROTECTED: Mapping[str, Fact] = {"labour": Fact.LABOUR_STATUS, "disability": Fact.DISABILITY}
"""Breakdowns that are counted from the protected records of persons."""

IN_ORDER = frozenset({"month", "age", "sex", "status", *PROTECTED})
"""Parts that stand in an order of their own and are all drawn."""


# What a figure counts ------------------------------------------------------------------------------------------------

ONE_OF_A_KIND = {Counts.DAYS: "days", Counts.MONTHS: "months"}
"""Counts whose unit follows from what is counted."""


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


def units_for(measures: Sequence[Measure], counts: int) -> list[str]:
    """The units that a figure of these measures can have, the likeliest first."""
    found = [unit for unit in UNITS if not list(problems(measures, counts, unit, any(one.stock for one in measures)))]
    likely = {Counts.PARTIES: "parties", Counts.ENTRIES: "sessions", Counts.PLACES: "communities",
              Counts.SEATS: "communities"}.get(Counts(counts))  # fmt: skip
    return sorted(found, key=lambda unit: unit != likely)


def balance_note(counts: int, by: str) -> str:
    """How the parts of a figure make up the whole, in a sentence; empty where they are plainly its sum."""
    if counts not in KEYED:
        return ""
    if BREAKDOWNS[by] in OF_PARTY:
        return gettext("Each is counted once and stands in one part: that of its last record in the period.")
    return gettext("One can count in several parts. The row before the sum takes off what was counted more than once.")


def age_text(band: int) -> str:
    """An age band in words: 18–24 years, 75 years and more."""
    low = AGE_BANDS[band - 1]
    if band == len(AGE_BANDS):
        return gettext("%(low)s years and more") % {"low": low}
    high = AGE_BANDS[band] - 1
    return ngettext("%(low)s–%(high)s year", "%(low)s–%(high)s years", high) % {"low": low, "high": high}


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
