"""A report with the values of its figures: what its pages, its files and the command show."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.translation import gettext as _

from ognisko.core.charts import bar_chart
from ognisko.core.polish import nbsp, number_text
from ognisko.projects.models import Operator
from ognisko.reports.models import Figure, Report, Section
from ognisko.reports.queries.definitions import definitions
from ognisko.reports.queries.figures import FigureValue, Part, address, figures_for_values, parts, values
from ognisko.reports.rules import KEYED, Block, Chart, Figures, Period, Table, Text, blocks_from, figures_of, paragraphs

MOST_BARS = 12
"""So many bars are read at a glance; the table has the rest."""

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
class FiguresView:
    """Large figures in a row."""

    figures: list[Shown]
    type: str = "figures"


@dataclass(frozen=True)
class ChartView:
    """Bars of one figure, with its parts as a table."""

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
    def bars(self) -> list[Part]:
        """The parts that are drawn: all months, else the largest."""
        return self.parts if self.by == "month" else self.parts[:MOST_BARS]

    @property
    def notes(self) -> list[str]:
        """What a reader could take wrong: parts of distinct things, parts that are in the table only."""
        found = []
        if self.shown.figure.counts in KEYED:
            found.append(_("One can count in several parts, so the parts may come to more than the whole."))
        if len(self.bars) < len(self.parts):
            sizes = {"shown": len(self.bars), "all": len(self.parts)}
            found.append(_("The chart shows the %(shown)s largest of %(all)s parts, the table all of them.") % sizes)
        return found

    @property
    def svg(self) -> str:
        """The bars, drawn on the server, the same in the page and in the document."""
        rows = [(part.label, part.value.value) for part in self.bars]
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
        return self.period.text

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
        cards.append(ReportCard(row, period.text, len(sections) + 1, len(keys)))
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
    """A report with the values of its figures in one statement: all of it, or one chapter's figures and blocks.

    Each chart costs a statement of its own, so a page asks for its chapter only; "" is the first. Raises NoReportError.
    """
    row = found_report(name)
    sections = list(row.sections.all())
    period = Period(row.period.lower, row.period.upper)
    blocks = {section.slug: blocks_from(section.blocks) for section in sections}
    wanted = sections[0].slug if only == "" and sections else only
    read = [section for section in sections if wanted in {None, METHOD, section.slug}]
    keys = dict.fromkeys(key for section in read for key in figures_of(blocks[section.slug]))
    figures = {figure.key: figure for figure in figures_for_values().filter(key__in=keys)}
    known = values([figures[key] for key in keys if key in figures], period)
    words = definitions([(figures[key], period) for key in known])
    shown = {
        key: Shown(figures[key], value, address(figures[key], period), defined)
        for (key, value), defined in zip(known.items(), words, strict=True)
    }
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
    """A block with its values; a figure that has been taken out of the catalogue since is left out."""
    match block:
        case Text(text):
            runs_of = paragraphs(text)
            return TextView(
                [[shown.get(run, "–") if kind == "figure" else run for kind, run in runs] for runs in runs_of]
            )
        case Figures(keys):
            return FiguresView([shown[key] for key in keys if key in shown])
        case Table(title, keys):
            return TableView(title, [shown[key] for key in keys if key in shown])
        case Chart(key, by, title):
            if key not in shown:
                return TableView(title, [])
            return ChartView(title, by, shown[key], parts(shown[key].figure, by, period))
