"""Documents that a search finds: reports by their titles, chapters by what is written in them."""

from ognisko.accounts.models import User
from ognisko.core.polish import fold
from ognisko.core.search import Asked, Found
from ognisko.reports.models import Report, Section
from ognisko.reports.permissions import can_see_reports

KIND = "dokumenty"


def found(user: User, asked: Asked, limit: int) -> list[Found]:
    """The first so many reports and chapters with these words, those of the latest reports first; two queries."""
    if not asked or not can_see_reports(user):
        return []
    reports = Report.objects.filter(words=asked.tsquery).defer("words").order_by("-period", "id")[:limit]
    lines = [_line(report, report.subtitle, asked) for report in reports]
    sections = Section.objects.filter(words=asked.tsquery).select_related("report").defer("words", "blocks")
    rows = sections.order_by("-report__period", "report_id", "position")[:limit]
    lines += [_line(section, section.report.title, asked) for section in rows]
    return sorted(lines, key=lambda line: line.rank)[:limit]


def _line(document: Report | Section, note: str, asked: Asked) -> Found:
    begins = isinstance(document, Report) and fold(document.title).startswith(asked.folded)
    return Found(
        kind=KIND,
        title=document.title,
        url=document.get_absolute_url(),
        rank=3 if asked.is_loose else 1 if begins else 2,
        note=note,
        icon="book-open-text",
    )
