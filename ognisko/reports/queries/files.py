"""A report as a file: the values, definitions and records of its pages, for a funder, a spreadsheet or a machine."""

from collections.abc import Mapping

from django.conf import settings
from django.utils import translation

from ognisko.core.spreadsheets import CSV, XLSX
from ognisko.reports.formats import data, document, page, workbook
from ognisko.reports.models import Publication
from ognisko.reports.queries.books import EntryRow, entry_rows
from ognisko.reports.queries.chapters import ReportView
from ognisko.reports.queries.documents import report
from ognisko.reports.queries.figures import figures_for_values
from ognisko.reports.queries.publications import kept_records, published_view
from ognisko.reports.queries.within import entries_behind

FORMATS: Mapping[str, str] = {
    "pdf": "application/pdf",
    "xlsx": XLSX,
    "csv": CSV,
    "json": "application/json",
    "html": "text/html; charset=utf-8",
}
"""The formats of a report with their media types."""


def report_file(name: int | str, format: str) -> bytes:  # noqa: A002  # the word of the command's own option
    """A report, by its address or its calendar year, as a file in one of FORMATS. Raises NoReportError."""
    view = report(name)
    match format:
        case "pdf":
            return document.pdf(view)
        case "xlsx":
            return workbook.xlsx(view, records(view))
        case "csv":
            return data.csv(view)
        case "json":
            return data.json(view)
        case "html":
            return page.html(view)
    raise ValueError(format)


def published_file(publication: Publication, format: str) -> bytes:  # noqa: A002  # as above
    """A published report as a file, made from what was kept alone and in the language of then: always the same."""
    with translation.override(settings.LANGUAGE_CODE):
        view = published_view(publication)
        match format:
            case "pdf":
                return document.pdf(view)
            case "xlsx":
                return workbook.xlsx(view, kept_records(publication))
            case "csv":
                return data.csv(view)
            case "json":
                return data.json(view)
            case "html":
                return page.html(view)
    raise ValueError(format)


def records(view: ReportView) -> dict[str, list[EntryRow]]:
    """The entries behind each figure of a report; an entry that several figures count is put into words once."""
    figures = {figure.key: figure for figure in figures_for_values().filter(key__in=view.figures)}
    behind = {key: list(entries_behind(figures[key], view.period)) for key in view.figures}
    entries = {entry.pk: entry for found in behind.values() for entry in found}
    rows = {row.entry.pk: row for row in entry_rows(entries.values())}
    return {key: [rows[entry.pk] for entry in found] for key, found in behind.items()}
