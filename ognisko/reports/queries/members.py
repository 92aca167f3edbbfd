"""The records behind a figure, or behind a part of it, and its value recomputed from them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, F, QuerySet, Sum, Value, prefetch_related_objects
from django.urls import reverse
from django.utils.translation import gettext as _

from ognisko.core.polish import month_text, number_text, sort_key
from ognisko.ledger import queries as ledger
from ognisko.ledger.models import Entry
from ognisko.ledger.rules import Counts, Unit
from ognisko.reports.models import Figure
from ognisko.reports.queries.figures import ENTRY_UNITS, FigureValue, Within, address
from ognisko.reports.queries.parts import part_names, part_text
from ognisko.reports.queries.within import KEY_FILTERS, entries_behind
from ognisko.reports.rules import Period, Sums, aggregate, shown, sums_by_key, value_text


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
    figure: Figure,
    period: Period,
    page: int | str = 1,
    *,
    within: Within | None = None,
    per_page: int = 50,
    sees_protected: bool = False,
) -> Members:
    """One page of what stands behind a figure, or behind a part of it, and its value recomputed from all of that.

    A figure that counts things lists the things, each opening into its entries; any other lists its entries, the
    latest first.
    """
    prefetch_related_objects([figure], "place", "seat", "projects", "offices")
    inside = entries_behind(figure, period, within, sees_protected=sees_protected)
    sums = _sums(figure, inside)
    total = sum(each.entries for each in sums.values())
    value = FigureValue(shown(aggregate(figure.counts, sums), figure.unit, figure.decimals), figure.unit, total)
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
            address(figure, period, {**within, own: part_text(key) if own != "day" else key.isoformat()}),
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
