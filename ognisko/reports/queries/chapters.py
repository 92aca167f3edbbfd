"""What the chapters of a report are made of for a page or a file, whether it is current or published."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from ognisko.core.charts import bar_chart
from ognisko.core.polish import number_text
from ognisko.reports.models import Publication
from ognisko.reports.queries.figures import FigureValue
from ognisko.reports.rules import IN_ORDER, Period, value_text

MOST_BARS = 12
"""So many bars are read at a glance; the table has the rest."""

METHOD = "jak-liczylismy"
"""Address of the last chapter of every report: how each figure is counted."""


class NoReportError(LookupError):
    """There is no such report; the message says which was asked for."""

    def __str__(self) -> str:
        return _("There is no report %(name)s.") % {"name": self.args[0]}


@dataclass(frozen=True)
class FigureFacts:
    """What a report says of a figure beside its value; a published report keeps it as it was."""

    key: str
    section: str
    name: str
    description: str
    counts: int
    decimals: int


@dataclass(frozen=True)
class Shown:
    """A figure in a report: what it is, its value, where it opens."""

    figure: FigureFacts
    value: FigureValue
    url: str
    definition: str

    @property
    def unit(self) -> str:
        """The noun after the value."""
        return self.value.unit_text

    @property
    def records_text(self) -> str:
        """The number of entries in Polish form."""
        return number_text(self.value.records)


@dataclass(frozen=True)
class TextView:
    """Paragraphs as runs of words and figures."""

    paragraphs: list[list[str | Shown]]
    type: str = "text"

    @property
    def pieces(self) -> list[list["Piece"]]:
        """Paragraphs for a page, where each number stands in one piece with the words that it must not part from.

        A browser breaks a line beside a number that is a block of its own, whatever space stands there.
        """
        return [list(_pieces(runs)) for runs in self.paragraphs]


@dataclass(frozen=True)
class Piece:
    """Words, or a number with the words bound to it."""

    before: str
    shown: Shown | None = None
    after: str = ""


def _pieces(runs: Sequence[str | Shown]) -> Iterator[Piece]:
    """Only a plain space parts a number from its neighbours."""
    around = ["", *runs, ""]
    bound = ""
    for before, run, after in zip(around, runs, around[2:], strict=False):
        if isinstance(run, str):
            words = run if isinstance(before, str) else run.removeprefix(_bound_after(run))
            bound = "" if isinstance(after, str) else words[words.rfind(" ") + 1 :]
            if loose := words[: len(words) - len(bound)]:
                yield Piece(loose)
        else:
            yield Piece(bound, run, _bound_after(after) if isinstance(after, str) else "")
            bound = ""


def _bound_after(words: str) -> str:
    """What stands behind a number up to the first plain space."""
    return words.partition(" ")[0]


@dataclass(frozen=True)
class HeadingView:
    """A heading inside a chapter."""

    heading: str
    type: str = "heading"


@dataclass(frozen=True)
class FiguresView:
    """Large figures in a row."""

    figures: list[Shown]
    type: str = "figures"


@dataclass(frozen=True)
class Line:
    """A part in a chart's table: its name, its value, where it opens."""

    label: str
    value: FigureValue
    url: str = ""
    key: Any = None


@dataclass(frozen=True)
class ChartView:
    """Bars of one figure, with its parts as a table: the balance makes their sum the whole."""

    title: str
    by: str
    shown: Shown
    parts: list[Line]
    note: str
    notes: list[str]
    balance: Decimal = Decimal(0)
    balance_label: str = ""
    drawn: str = ""
    type: str = "chart"

    @property
    def bars(self) -> list[Line]:
        """The parts that are drawn: all months and ages, else the largest."""
        return self.parts if self.by in IN_ORDER else self.parts[:MOST_BARS]

    @property
    def balance_text(self) -> str:
        """The balance in Polish form."""
        return value_text(self.balance)

    @property
    def svg(self) -> str:
        """The bars, drawn on the server, the same in the page and in the document; kept as drawn once published."""
        rows = [(part.label, part.value.value) for part in self.bars]
        return self.drawn or bar_chart(rows, unit="", title=self.title, horizontal=self.by != "month")


@dataclass(frozen=True)
class TableView:
    """Figures as rows."""

    title: str
    figures: list[Shown]
    type: str = "table"


type BlockView = TextView | HeadingView | FiguresView | ChartView | TableView


@dataclass(frozen=True)
class SectionView:
    """A chapter: its place in the report and its blocks, which are loaded for the chapters asked for."""

    slug: str
    title: str
    number: int
    url: str
    blocks: list[BlockView] = field(default_factory=list)
    is_method: bool = False


@dataclass(frozen=True)
class Head:
    """What a report is called and where it stands."""

    slug: str
    title: str
    subtitle: str
    url: str

    def get_absolute_url(self) -> str:
        """The report's first page."""
        return self.url


@dataclass(frozen=True)
class ReportView:
    """A report with all its figures, in the order in which they appear."""

    report: Head
    period: Period
    sections: list[SectionView]
    figures: Mapping[str, Shown]
    centre: str
    kept_period: str = ""
    published: Publication | None = None

    @property
    def period_text(self) -> str:
        """The period in words, as it was published."""
        return self.kept_period or self.period.text

    def definitions(self) -> list[tuple[str, list[Shown]]]:
        """All figures under the sections of the catalogue, for the chapter that says how they were counted."""
        sections: dict[str, list[Shown]] = {}
        for shown in self.figures.values():
            sections.setdefault(shown.figure.section, []).append(shown)
        return list(sections.items())

    def neighbours(self, section: SectionView) -> tuple[SectionView | None, SectionView | None]:
        """The chapters before and after."""
        at = section.number - 1
        return self.sections[at - 1] if at else None, self.sections[at + 1] if at + 1 < len(self.sections) else None

    def section(self, slug: str) -> SectionView:
        """The chapter of this address; raises NoReportError."""
        for section in self.sections:
            if section.slug == slug:
                return section
        raise NoReportError(slug)
