"""A report with the values of its figures: what its pages, its files and the command show."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import gettext as _

from ognisko.core.polish import nbsp
from ognisko.projects.queries import centre_name
from ognisko.reports.models import Figure, Publication, Report, Section
from ognisko.reports.queries.chapters import (
    METHOD,
    MOST_BARS,
    BlockView,
    ChartView,
    FigureFacts,
    FiguresView,
    Head,
    HeadingView,
    Line,
    NoReportError,
    ReportView,
    SectionView,
    Shown,
    TableView,
    TextView,
)
from ognisko.reports.queries.definitions import definitions
from ognisko.reports.queries.figures import address, figures_for_values, values
from ognisko.reports.queries.parts import apart
from ognisko.reports.rules import (
    IN_ORDER,
    KEYED,
    Block,
    Chart,
    Figures,
    Heading,
    Period,
    Table,
    Text,
    blocks_from,
    figures_of,
    paragraphs,
)


@dataclass(frozen=True)
class ReportCard:
    """A report in a list: how many chapters and figures it has."""

    report: Report
    period_text: str
    chapters: int
    figures: int
    published: Publication | None

    @property
    def url(self) -> str:
        """What one wants to read: the published document, else the current one."""
        return (self.published or self.report).get_absolute_url()


def report_cards() -> list[ReportCard]:
    """All reports, the latest period first; three queries."""
    cards = []
    publications = Publication.objects.defer("document").order_by("number")
    for row in Report.objects.prefetch_related("sections", Prefetch("publications", publications)):
        sections = row.sections.all()
        keys = {key for section in sections for key in figures_of(blocks_from(section.blocks))}
        period = Period(row.period.lower, row.period.upper)
        published = next(reversed(row.publications.all()), None)
        cards.append(ReportCard(row, period.text, len(sections) + 1, len(keys), published))
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
    made = made_for(row, keys)
    shown = {key: made.shown[key] for key in keys if key in made.shown}
    views = [
        _section(row, section, number, blocks[section.slug] if wanted in {None, section.slug} else (), made)
        for number, section in enumerate(sections, 1)
    ]
    url = reverse("reports:section", args=[row.slug, METHOD])
    views.append(SectionView(METHOD, _("How we counted"), len(views) + 1, url, is_method=True))
    head = Head(row.slug, row.title, row.subtitle, row.get_absolute_url())
    return ReportView(head, period, views, shown, centre_name())


def facts_of(figure: Figure) -> FigureFacts:
    """What a report says of a figure beside its value."""
    return FigureFacts(figure.key, figure.section, str(figure), figure.description, figure.counts, figure.decimals)


@dataclass(frozen=True)
class Made:
    """The figures of a report with their values, from which its blocks are made."""

    shown: Mapping[str, Shown]
    figures: Mapping[str, Figure]
    period: Period


def _section(row: Report, section: Section, number: int, blocks: Sequence[Block], made: Made) -> SectionView:
    url = reverse("reports:section", args=[row.slug, section.slug])
    return SectionView(section.slug, section.title, number, url, [block_view(block, made) for block in blocks])


def block_view(block: Block, made: Made) -> BlockView:
    """A block with its values; a figure that has been taken out of the catalogue since is left out."""
    shown = made.shown
    match block:
        case Text(text):
            runs_of = paragraphs(text)
            return TextView(
                [[shown.get(run, "–") if kind == "figure" else run for kind, run in runs] for runs in runs_of]
            )
        case Heading(heading):
            return HeadingView(heading)
        case Figures(keys):
            return FiguresView([shown[key] for key in keys if key in shown])
        case Table(title, keys):
            return TableView(title, [shown[key] for key in keys if key in shown])
        case Chart(key, by, title):
            if key not in shown:
                return TableView(title, [])
            return chart_view(made.figures[key], shown[key], by, title, made.period)


def chart_view(figure: Figure, shown: Shown, by: str, title: str, period: Period) -> ChartView:
    """A figure taken apart, as bars and as a table."""
    taken = apart(figure, by, period, shown.value)
    lines = [Line(part.label, part.value, part.url, part.key) for part in taken.parts]
    notes = [taken.note] if taken.note and (taken.balance or figure.counts in KEYED) else []
    notes += [taken.merged_note] if taken.merged_note else []
    if by not in IN_ORDER and len(lines) > MOST_BARS:
        sizes = {"shown": MOST_BARS, "all": len(lines)}
        notes.append(_("The chart shows the %(shown)s largest of %(all)s parts, the table all of them.") % sizes)
    return ChartView(title, by, shown, lines, nbsp(str(figure)), notes, taken.balance, taken.balance_label)


def made_for(row: Report, keys: Iterable[str]) -> Made:
    """These figures with their values for a report's period; unknown keys are left out."""
    period = Period(row.period.lower, row.period.upper)
    figures = {figure.key: figure for figure in figures_for_values().filter(key__in=list(keys))}
    known = values(list(figures.values()), period)
    words = definitions([(figures[key], period) for key in known])
    shown = {
        key: Shown(facts_of(figures[key]), value, address(figures[key], period), defined)
        for (key, value), defined in zip(known.items(), words, strict=True)
    }
    return Made(shown, figures, period)
