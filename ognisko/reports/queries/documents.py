"""A report with the values of its figures: what its pages, its files and the command show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.translation import gettext as _

from ognisko.core.charts import bar_chart
from ognisko.core.polish import nbsp, range_text
from ognisko.projects.models import Operator
from ognisko.reports.models import Figure, Report, Section
from ognisko.reports.queries.definitions import definitions
from ognisko.reports.queries.figures import FigureValue, Part, address, figures_for_values, parts, values
from ognisko.reports.rules import Block, Chart, Counts, Figures, Period, Table, Text, blocks_from, figures_of, paragraphs

METHOD = "jak-liczylismy"
"""Address of the last chapter of every report: how each figure is counted."""


class NoReportError(LookupError):
    """There is no such report; the message says which was asked for."""

    def __str__(self) -> str:
        return _("There is no report %(name)s.") % {"name": self.args[0]}


@dataclass(frozen=True)
class Shown:
    """A figure in a report: its definition as data, its value, where it opens."""

    figure: Figure
    value: FigureValue
    url: str
    definition: str

    @property
    def unit(self) -> str:
        """The noun after the value."""
        return self.value.unit_text


@dataclass(frozen=True)
class TextView:
    """Paragraphs as runs of words and figures."""

    paragraphs: list[list[str | Shown]]
    type: str = "text"


@dataclass(frozen=True)
class FiguresView:
    """Large figures in a row."""

    figures: list[Shown]
    type: str = "figures"


@dataclass(frozen=True)
class ChartView:
    """Bars of one figure; ``distinct`` warns that its parts do not add up, since one thing may count in several."""

    title: str
    by: str
    shown: Shown
    parts: list[Part]
    type: str = "chart"

    @property
    def note(self) -> str:
        """What is shown, under the title."""
        return nbsp(str(self.shown.figure.name))

    @property
    def distinct(self) -> bool:
        """Whether one thing may count in several parts."""
        return self.shown.figure.counts not in {Counts.SUM, Counts.ENTRIES}

    @property
    def svg(self) -> str:
        """The bars, drawn on the server, the same in the page and in the document."""
        rows = [(part.label, part.value.value) for part in self.parts]
        return bar_chart(rows, unit="", title=self.title, horizontal=self.by != "month")


@dataclass(frozen=True)
class TableView:
    """Figures as rows."""

    title: str
    figures: list[Shown]
    type: str = "table"


type BlockView = TextView | FiguresView | ChartView | TableView


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
class ReportView:
    """A report with all its figures, in the order in which they appear."""

    report: Report
    period: Period
    sections: list[SectionView]
    figures: Mapping[str, Shown]
    centre: str

    @property
    def period_text(self) -> str:
        """The period in words."""
        return range_text(self.period.start, self.period.last)

    @property
    def entries(self) -> int:
        """On how many entries the figures rest, each counted for every figure that it is in."""
        return sum(shown.value.records for shown in self.figures.values())

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


@dataclass(frozen=True)
class ReportCard:
    """A report in a list: how many chapters and figures it has."""

    report: Report
    period_text: str
    chapters: int
    figures: int


def report_cards() -> list[ReportCard]:
    """All reports, the latest period first; two queries."""
    cards = []
    for row in Report.objects.prefetch_related("sections"):
        sections = row.sections.all()
        keys = {key for section in sections for key in figures_of(blocks_from(section.blocks))}
        period = Period(row.period.lower, row.period.upper)
        cards.append(ReportCard(row, range_text(period.start, period.last), len(sections) + 1, len(keys)))
    return cards


def found_report(name: str | int) -> Report:
    """The report of this address, or the one of a calendar year; raises NoReportError."""
    by_slug = Report.objects.filter(slug=str(name)).first()
    if by_slug or not isinstance(name, int):
        if by_slug is None:
            raise NoReportError(name)
        return by_slug
    year = Period.year(name)
    found = Report.objects.filter(period=(year.start, year.end)).first()
    if found is None:
        raise NoReportError(name)
    return found


def report(name: str | int, only: str | None = None) -> ReportView:
    """A report with the values of all its figures in one statement; blocks of all chapters, or of one.

    Each chart costs a statement of its own, so a page asks for its chapter only; "" is the first. Raises NoReportError.
    """
    row = found_report(name)
    sections = list(row.sections.all())
    period = Period(row.period.lower, row.period.upper)
    blocks = {section.slug: blocks_from(section.blocks) for section in sections}
    keys = dict.fromkeys(key for section in sections for key in figures_of(blocks[section.slug]))
    figures = {figure.key: figure for figure in figures_for_values().filter(key__in=keys)}
    known = values([figures[key] for key in keys if key in figures], period)
    words = definitions([(figures[key], period) for key in known])
    shown = {
        key: Shown(figures[key], value, address(figures[key], period), defined)
        for (key, value), defined in zip(known.items(), words, strict=True)
    }
    wanted = sections[0].slug if only == "" and sections else only
    views = [
        _section(row, section, number, shown, period, blocks[section.slug] if wanted in {None, section.slug} else ())
        for number, section in enumerate(sections, 1)
    ]
    url = reverse("reports:section", args=[row.slug, METHOD])
    views.append(SectionView(METHOD, _("How we counted"), len(views) + 1, url, is_method=True))
    centre = Operator.objects.filter(is_centre=True).values_list("party__name", flat=True).first() or ""
    return ReportView(row, period, views, shown, centre)


def _section(
    row: Report, section: Section, number: int, shown: Mapping[str, Shown], period: Period, blocks: Sequence[Block]
) -> SectionView:
    url = reverse("reports:section", args=[row.slug, section.slug])
    return SectionView(section.slug, section.title, number, url, [_block(block, shown, period) for block in blocks])


def _block(block: Block, shown: Mapping[str, Shown], period: Period) -> BlockView:
    match block:
        case Text(text):
            return TextView(
                [[shown[run] if kind == "figure" else run for kind, run in runs] for runs in paragraphs(text)]
            )
        case Figures(keys):
            return FiguresView([shown[key] for key in keys])
        case Table(title, keys):
            return TableView(title, [shown[key] for key in keys])
        case Chart(key, by, title):
            return ChartView(title, by, shown[key], parts(shown[key].figure, by, period))

