"""A report as a file: the values, definitions and records of its pages, for a funder, a spreadsheet or a machine."""

from collections.abc import Mapping

from ognisko.reports.formats import data, document, page, workbook
from ognisko.reports.queries.books import EntryRow, entry_rows
from ognisko.reports.queries.documents import ReportView, report
from ognisko.reports.queries.figures import entries_behind

FORMATS: Mapping[str, str] = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
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


def records(view: ReportView) -> dict[str, list[EntryRow]]:
    """The entries behind each figure of a report; an entry that several figures count is put into words once."""
    behind = {key: list(entries_behind(shown.figure, view.period)) for key, shown in view.figures.items()}
    entries = {entry.pk: entry for found in behind.values() for entry in found}
    rows = {row.entry.pk: row for row in entry_rows(entries.values())}
    return {key: [rows[entry.pk] for entry in found] for key, found in behind.items()}
