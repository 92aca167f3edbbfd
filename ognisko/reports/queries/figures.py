"""Values of figures: all from the one definition of a figure, in one statement."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import urlencode

from django.db.models import QuerySet, prefetch_related_objects

from ognisko.ledger import queries as ledger
from ognisko.ledger.rules import Unit
from ognisko.reports.models import Figure
from ognisko.reports.rules import Period, shown, unit_text, value_text

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
    words: str = ""
    """The noun as it was published; otherwise it follows from the unit."""

    @property
    def text(self) -> str:
        """The value in Polish form."""
        return value_text(self.value)

    @property
    def unit_text(self) -> str:
        """The noun after the value, in the right case."""
        return self.words or unit_text(self.unit, self.value)


def figures_for_values() -> QuerySet[Figure]:
    """Figures with all that their questions and definitions read, in the order of the catalogue."""
    return Figure.objects.select_related("place", "seat").prefetch_related("projects", "offices")


def values(figures: Sequence[Figure], period: Period) -> dict[str, FigureValue]:
    """The values of all figures by key: one statement to the ledger, minutes turned into hours once, at the end."""
    rows = list(figures)
    prefetch_related_objects(rows, "place", "seat", "projects", "offices")
    found = ledger.answers([row.question for row in rows], period.start, period.end) if rows else []
    return {
        row.key: FigureValue(shown(answer.value, row.unit, row.decimals), row.unit, answer.entries)
        for row, answer in zip(rows, found, strict=True)
    }


def figures_of_year(year: int) -> dict[str, FigureValue]:
    """The values of the whole catalogue for a calendar year."""
    return values(list(figures_for_values()), Period.year(year))


def address(figure: Figure, period: Period, within: Within | None = None) -> str:
    """Where a figure, or a part of it, opens into its records."""
    year = period.whole_year
    query = {"rok": year} if year else {"od": period.start.isoformat(), "do": period.last.isoformat()}
    return f"{figure.get_absolute_url()}?{urlencode({**query, **(within or {})})}"


ENTRY_UNITS: Mapping[int, str] = {Unit.MINUTES: "hours", Unit.PLN: "PLN", Unit.EUR: "EUR"}
"""In what the quantity of a single entry is shown; a count is bare."""
