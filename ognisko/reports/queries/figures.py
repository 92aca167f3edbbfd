"""Values of figures, the records behind them, and their parts: all from the one definition of a figure."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import Count, F, Q, QuerySet, Sum, Value, prefetch_related_objects
from django.urls import reverse
from django.utils.translation import gettext as _

from ognisko.core.bounds import whole_number
from ognisko.core.polish import date_text, month_text, number_text, sort_key
from ognisko.ledger import queries as ledger
from ognisko.ledger.models import Entry
from ognisko.ledger.rules import Answer, Counts, Level, Unit
from ognisko.people.models import Party
from ognisko.people.rules import Kind
from ognisko.places.models import Place
from ognisko.places.rules import COUNTRIES, POLAND
from ognisko.projects.models import Office, Project
from ognisko.reports.models import Figure
from ognisko.reports.queries.definitions import month_name, topic_names
from ognisko.reports.rules import (
    BREAKDOWNS,
    Period,
    Sums,
    aggregate,
    key_of,
    shown,
    sums_by_key,
    unit_text,
    value_text,
)

UNKNOWN = "brak"
"""In an address: the part of those of whom it is not known, or that have none."""

type Within = Mapping[str, str]
"""Which part of a figure: names of FILTERS with the part's key as it stands in an address."""


@dataclass(frozen=True)
class FigureValue:
    """What a figure comes to: the value as it is published, its unit, and on how many entries in force it rests."""

    value: Decimal
    unit: str
    records: int

    @property
    def text(self) -> str:
        """The value in Polish form."""
        return value_text(self.value)

    @property
    def unit_text(self) -> str:
        """The noun after the value, in the right case."""
        return unit_text(self.unit, self.value)


def figures_for_values() -> QuerySet[Figure]:
    """Figures with all that their questions and definitions read, in the order of the catalogue."""
    return Figure.objects.select_related("place", "seat").prefetch_related("projects", "offices")


def values(figures: Sequence[Figure], period: Period) -> dict[str, FigureValue]:
    """The values of all figures by key: one statement to the ledger, minutes turned into hours once, at the end."""
    rows = list(figures)
    prefetch_related_objects(rows, "place", "seat", "projects", "offices")
    found = ledger.answers([row.question for row in rows], period.start, period.end) if rows else []
    return {
        row.key: FigureValue(shown(answer.value, row.unit), row.unit, answer.entries)
        for row, answer in zip(rows, found, strict=True)
    }


def figures_of_year(year: int) -> dict[str, FigureValue]:
    """The values of the whole catalogue for a calendar year."""
    return values(list(figures_for_values()), Period.year(year))


# Parts ----------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Part:
    """One part of a figure: its name, its value, and the address where its records are."""

    key: Any
    label: str
    value: FigureValue
    url: str


def parts(figure: Figure, by: str, period: Period) -> list[Part]:
    """Take a figure apart: months in order and none left out, anything else the largest first, the unknown last.

    Parts of a sum add up to the whole; a party may count in several parts.
    """
    prefetch_related_objects([figure], "place", "seat", "projects", "offices")
    found = ledger.parts(figure.question, BREAKDOWNS[by], period.start, period.end)
    if by == "month":
        missing = Answer(Decimal(0), 0)
        found = {month: found.get(month, missing) for month in _months(period)} | found
    names = part_names(figure, by, found)
    made = [
        Part(
            key,
            names[key],
            FigureValue(shown(answer.value, figure.unit), figure.unit, answer.entries),
            address(figure, period, {by: _part_text(key)}),
        )
        for key, answer in found.items()
    ]
    if by == "month":
        return sorted(made, key=lambda part: part.key)
    return sorted(made, key=lambda part: (_is_none(by, part.key), -part.value.value, sort_key(part.label)))


def _is_none(by: str, key: Any) -> bool:
    return key is None or (by in {"project", "office"} and key == 0)


def _months(period: Period) -> Iterable[date]:
    month = period.start.replace(day=1)
    while month < period.end:
        yield month
        month = date(month.year + month.month // 12, month.month % 12 + 1, 1)


def _part_text(key: Any) -> str:
    """A part's key as it stands in an address."""
    if key is None:
        return UNKNOWN
    return f"{key:%Y-%m}" if isinstance(key, date) else str(key)


def address(figure: Figure, period: Period, within: Within | None = None) -> str:
    """Where a figure, or a part of it, opens into its records."""
    year = period.whole_year
    query = {"rok": year} if year else {"od": period.start.isoformat(), "do": period.last.isoformat()}
    return f"{figure.get_absolute_url()}?{urlencode({**query, **(within or {})})}"


def part_names(figure: Figure, by: str, keys: Iterable[Any]) -> dict[Any, str]:
    """The names of parts; at most one query."""
    wanted = list(keys)
    numbers = [key for key in wanted if key]
    match by:
        case "month":
            single_year = len({key.year for key in wanted}) < 2
            return {key: month_name(key.month) if single_year else month_text(key) for key in wanted}
        case "day":
            return {key: date_text(key) for key in wanted}
        case "project":
            known: Mapping[Any, object] = Project.objects.in_bulk(numbers)
            without = _("no project")
        case "office":
            known, without = Office.objects.in_bulk(numbers), _("no office")
        case "topic":
            known, without = topic_names(ledger.measures()[number] for number in figure.measures), _("no kind")
        case "kind":
            known, without = {kind.value: kind.label for kind in Kind}, _("kind unknown")
        case "party":
            known, without = Party.objects.only("name").in_bulk(numbers), _("no party")
        case _:
            known, without = Place.objects.in_bulk(numbers), _("place unknown")
    return {key: str(known.get(key, key)) if key else without for key in wanted}


# Members --------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class MemberEntry:
    """An entry in force behind a figure, with its record."""

    day: date
    title: str
    note: str
    url: str
    quantity: Decimal
    unit: str
    correction: str

    @property
    def quantity_text(self) -> str:
        """The quantity in Polish form; hours with one decimal at least, so that they stand under each other."""
        tenths = self.unit == "hours" and self.quantity == self.quantity.quantize(Decimal("0.1"))
        return number_text(self.quantity, 1) if tenths else value_text(self.quantity)


@dataclass(frozen=True)
class MemberKey:
    """A party, place, day or month that a figure counts, with what stands behind it.

    ``quantity`` is None where the entries are of different units. ``counts`` is false where its quantities come to
    nothing, such as a partner that has left.
    """

    key: Any
    label: str
    page: str
    quantity: Decimal | None
    unit: str
    entries: int
    counts: bool
    url: str

    @property
    def quantity_text(self) -> str:
        """The quantity in Polish form, empty where there is none."""
        return "" if self.quantity is None else value_text(self.quantity)


@dataclass(frozen=True)
class Members:
    """The records behind a figure and the value recomputed from them; ``page`` holds MemberKeys or MemberEntries."""

    value: FigureValue
    page: Page[Any]
    keyed: bool
    inside: FigureValue | None = None
    """Of one thing that is counted: the hours behind it, where its entries are hours."""


def members(
    figure: Figure, period: Period, page: int | str = 1, *, within: Within | None = None, per_page: int = 50
) -> Members:
    """One page of what stands behind a figure, or behind a part of it, and its value recomputed from all of that.

    A figure that counts things lists the things, each opening into its entries; any other lists its entries, the
    latest first.
    """
    prefetch_related_objects([figure], "place", "seat", "projects", "offices")
    inside = entries_behind(figure, period, within)
    sums = _sums(figure, inside)
    total = sum(each.entries for each in sums.values())
    value = FigureValue(shown(aggregate(figure.counts, sums), figure.unit), figure.unit, total)
    own = KEY_FILTERS.get(Counts(figure.counts))
    listed: Page[Any]
    if own and own not in (within or {}):
        listed = Paginator(_ordered(figure, sums), per_page).get_page(page)
        keys: Any = _member_keys(figure, period, within or {}, list(listed))
        listed.object_list = keys
        return Members(value, listed, keyed=True)
    listed = _Counted(inside, per_page, total).get_page(page)
    listed.object_list = member_rows(list(listed))
    hours = None
    if own and _in_hours(figure):
        quantity = sum((each.quantity for each in sums.values()), Decimal(0))
        hours = FigureValue(shown(quantity, "hours"), "hours", total)
    return Members(value, listed, keyed=False, inside=hours)


def _in_hours(figure: Figure) -> bool:
    return {ledger.measures()[number].unit for number in figure.measures} == {Unit.MINUTES}


class _Counted(Paginator):  # type: ignore[type-arg]  # generic in the stubs only
    """Pages of entries whose number is known already."""

    def __init__(self, entries: QuerySet[Entry], per_page: int, total: int) -> None:
        super().__init__(entries, per_page)
        self.__dict__["count"] = total


KEY_FILTERS = {
    Counts.PARTIES: "party",
    Counts.PLACES: "place",
    Counts.SEATS: "seat",
    Counts.DAYS: "day",
    Counts.MONTHS: "month",
}
"""By which filter a thing that a figure counts opens into its entries."""


def _deciding_column(figure: Figure) -> Any:
    match Counts(figure.counts):
        case Counts.PARTIES:
            return F("party")
        case Counts.DAYS | Counts.MONTHS:
            return F("occurred_on")
        case Counts.PLACES:
            return F("place")
        case Counts.SEATS:
            return F("party_place")
        case _:
            return Value(0)


def grouped(figure: Figure, entries: QuerySet[Entry], number: int = 0) -> QuerySet[Any, Any]:
    """Quantity and number of entries by the column that decides, marked with a number so that several can be joined."""
    column = _deciding_column(figure)
    by = entries.order_by().annotate(n=Value(number), deciding=column).values("n", "deciding")
    return by.annotate(total=Sum("quantity"), entries=Count("id")).values_list("n", "deciding", "total", "entries")


def _sums(figure: Figure, entries: QuerySet[Entry]) -> dict[Any, Sums]:
    rows = ((deciding, total, count) for _n, deciding, total, count in grouped(figure, entries))
    return sums_by_key(figure.counts, figure.level, rows)


def _ordered(figure: Figure, sums: Mapping[Any, Sums]) -> list[tuple[Any, Sums, str]]:
    """Things in the order of a register: parties and places by name, days and months the latest first.

    What does not count stands last, that which has no key behind everything.
    """
    own = KEY_FILTERS[Counts(figure.counts)]
    names = part_names(figure, own, sums) if own != "month" else {key: month_text(key) for key in sums}
    rows = [(key, each, names[key]) for key, each in sums.items()]
    if own in {"day", "month"}:
        return sorted(rows, key=lambda row: row[0], reverse=True)
    return sorted(rows, key=lambda row: (row[0] is None, row[1].quantity <= 0, sort_key(row[2])))


def _member_keys(
    figure: Figure, period: Period, within: Within, rows: Iterable[tuple[Any, Sums, str]]
) -> list[MemberKey]:
    unit = "hours" if _in_hours(figure) else ""
    own = KEY_FILTERS[Counts(figure.counts)]
    return [
        MemberKey(
            key,
            name,
            reverse("desk:party", args=[key]) if own == "party" and key else "",
            shown(sums.quantity, unit) if unit else None,
            unit,
            sums.entries,
            key is not None and sums.quantity > 0,
            address(figure, period, {**within, own: _part_text(key) if own != "day" else key.isoformat()}),
        )
        for key, sums, name in rows
    ]


def member_rows(entries: Iterable[Entry]) -> list[MemberEntry]:
    """Entries with the title and the address of their records; one look-up for each kind of record."""
    rows = list(entries)
    links = ledger.links(rows)
    made = []
    for row in rows:
        link = links.get((row.source_kind, row.source))
        unit = ENTRY_UNITS.get(row.unit, "")
        made.append(
            MemberEntry(
                row.occurred_on,
                link.title if link else _("record %(number)s") % {"number": row.source},
                link.note if link else "",
                link.url if link else "",
                shown(row.quantity, unit),
                unit,
                row.correction_reason or "",
            )
        )
    return made


ENTRY_UNITS: Mapping[int, str] = {Unit.MINUTES: "hours", Unit.PLN: "PLN", Unit.EUR: "EUR"}
"""In what the quantity of a single entry is shown; a count is bare."""


# Filters by part ------------------------------------------------------------------------------------------------------


class PartError(ValueError):
    """An address names a part that cannot be."""


def entries_behind(figure: Figure, period: Period, within: Within | None = None) -> QuerySet[Entry]:
    """The entries in force behind a figure, or behind a part of it, the latest first; raises PartError."""
    inside = ledger.member_entries(figure.question, period.start, period.end)
    for name, text in (within or {}).items():
        try:
            inside = inside.filter(FILTERS[name](figure, None if text == UNKNOWN else text))
        except (KeyError, ValueError) as error:
            raise PartError(name) from error
    return inside


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
    return {name: query[name] for name in FILTERS if query.get(name)}


def within_in_words(figure: Figure, within: Within) -> list[str]:
    """The names of the parts asked for; raises PartError."""
    words = []
    for name, text in within.items():
        try:
            key: Any = None if text == UNKNOWN else _key_from(name, text)
        except ValueError as error:
            raise PartError(name) from error
        words.append(month_text(key) if name == "month" and key else part_names(figure, name, [key])[key])
    return words


def _key_from(name: str, text: str) -> Any:
    if name == "month":
        return date.fromisoformat(f"{text}-01")
    return date.fromisoformat(text) if name == "day" else _number(text)
