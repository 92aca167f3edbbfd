"""Parts of a figure as an address names them: which entries belong to one, and what it is called."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from ognisko.core.bounds import whole_number
from ognisko.core.polish import month_text
from ognisko.ledger import queries as ledger
from ognisko.ledger.models import Entry
from ognisko.ledger.rules import OF_PARTY, Counts, Level
from ognisko.places.models import Place
from ognisko.places.rules import COUNTRIES, POLAND
from ognisko.reports.models import Figure
from ognisko.reports.queries.figures import UNKNOWN, Within
from ognisko.reports.queries.parts import part_names
from ognisko.reports.queries.protected import spans_behind, spans_of
from ognisko.reports.rules import BREAKDOWNS, KEYED, PROTECTED, Period, key_of

KEY_FILTERS = {
    Counts.PARTIES: "party",
    Counts.PLACES: "place",
    Counts.SEATS: "seat",
    Counts.DAYS: "day",
    Counts.MONTHS: "month",
}
"""By which filter a thing that a figure counts opens into its entries."""


class PartError(ValueError):
    """An address names a part that cannot be."""


def entries_behind(
    figure: Figure, period: Period, within: Within | None = None, *, sees_protected: bool = False
) -> QuerySet[Entry]:
    """The entries in force behind a figure, or behind a part of it, the latest first; raises PartError.

    Who stands in a part by labour status or disability is told only to those who may see protected data.
    """
    question = figure.question
    inside = ledger.member_entries(question, period.start, period.end)
    for name, text in (within or {}).items():
        if name in PROTECTED and not sees_protected:
            raise PartError(name)
        try:
            if name in PROTECTED:
                key = None if text == UNKNOWN else _key_from(name, text)
                spans = {"spans": spans_of(name)}
                numbers = spans_behind(figure, name, key, period)
                inside = inside.filter(
                    ledger.in_part(question, BREAKDOWNS[name], numbers, period.start, period.end, **spans)
                )
            elif _in_one_part(figure, name):
                key = None if text == UNKNOWN else _key_from(name, text)
                inside = inside.filter(ledger.in_part(question, BREAKDOWNS[name], key, period.start, period.end))
            else:
                inside = inside.filter(FILTERS[name](figure, None if text == UNKNOWN else text))
        except (KeyError, ValueError) as error:
            raise PartError(name) from error
    return inside


def _in_one_part(figure: Figure, name: str) -> bool:
    """Whether the ledger itself knows best which entries belong to this part.

    Of things that are counted once, each stands in one part with all its entries. Sex, age and seats by unit are told
    apart by an expression that stands in the ledger alone.
    """
    if name not in BREAKDOWNS or name == KEY_FILTERS.get(Counts(figure.counts)):
        return False
    return name not in FILTERS or (figure.counts in KEYED and BREAKDOWNS[name] in OF_PARTY)


def _number(text: str) -> int:
    """The number of a part; ValueError where the text can be none."""
    number = whole_number(text)
    if number is None:
        raise ValueError(text)
    return number


def _none_is_zero(name: str) -> Callable[[Figure, str | None], Q]:
    def same(figure: Figure, text: str | None) -> Q:
        return Q(**{name: _number(text or "0")})

    return same


def _column(name: str) -> Callable[[Figure, str | None], Q]:
    def same(figure: Figure, text: str | None) -> Q:
        return Q(**{f"{name}__isnull": True}) if text is None else Q(**{name: _number(text)})

    return same


def _month(figure: Figure, text: str | None) -> Q:
    month = date.fromisoformat(f"{text}-01")
    return Q(occurred_on__year=month.year, occurred_on__month=month.month)


def _day(figure: Figure, text: str | None) -> Q:
    return Q(occurred_on=date.fromisoformat(text or ""))


def _place_of(column: str) -> Callable[[Figure, str | None], Q]:
    """Places that are counted under one of the figure's level."""

    def inside(figure: Figure, text: str | None) -> Q:
        size = figure.level
        if text is None:
            return Q(**{f"{column}__isnull": True}) | _too_large(column, size)
        code = _number(text)
        if code == POLAND and size == Level.COUNTRY:
            return Q(**{f"{column}__lt": COUNTRIES}) | Q(**{column: POLAND})
        if code >= COUNTRIES:
            return Q(**{column: code})
        return Q(**{f"{column}__range": (code, code + size - 1)})

    return inside


def _county(figure: Figure, text: str | None) -> Q:
    """Seats as the ledger parts them: by county, abroad by country, larger units as they are."""
    if text is None:
        return Q(party_place__isnull=True)
    code = _number(text)
    return Q(party_place=code) if code >= COUNTRIES else Q(party_place__range=(code, code + 99))


def _too_large(column: str, size: int) -> Q:
    """Places that are counted under none of the level: larger units, and countries where units are counted."""
    if size == Level.COUNTRY:
        return Q(pk__in=[])
    codes = Place.objects.values_list("code", flat=True)
    return Q(**{f"{column}__in": [code for code in codes if key_of(Counts.PLACES, size, code) is None]})


FILTERS: Mapping[str, Callable[[Figure, str | None], Q]] = {
    "month": _month,
    "day": _day,
    "project": _none_is_zero("project"),
    "office": _none_is_zero("office"),
    "topic": _column("topic"),
    "kind": _column("party_kind"),
    "party": _column("party"),
    "county": _county,
    "place": _place_of("place"),
    "seat": _place_of("party_place"),
}
"""Names of parts in an address, and the entries that belong to one."""


def within_from(query: Mapping[str, str]) -> dict[str, str]:
    """The parts that an address asks for."""
    return {name: query[name] for name in dict.fromkeys([*FILTERS, *BREAKDOWNS]) if query.get(name)}


def within_in_words(figure: Figure, within: Within) -> list[str]:
    """The names of the parts asked for; raises PartError."""
    words = []
    for name, text in within.items():
        try:
            key: Any = None if text == UNKNOWN else _key_from(name, text)
            named = part_names(figure, name, [key])[key]
        except (ValueError, IndexError) as error:
            raise PartError(name) from error
        words.append(month_text(key) if name == "month" and key else named)
    return words


def _key_from(name: str, text: str) -> Any:
    if name == "month":
        return date.fromisoformat(f"{text}-01")
    return date.fromisoformat(text) if name == "day" else _number(text)
