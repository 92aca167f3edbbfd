"""Reads of reports: figures with their records, report documents, indicators, the ledger's pages."""

from ognisko.reports.queries.books import EntryFilters, all_rows, closing_rows, entries, entry_rows
from ognisko.reports.queries.catalogue import catalogue, facts, measure, uses
from ognisko.reports.queries.definitions import definition, definitions
from ognisko.reports.queries.documents import METHOD, NoReportError, ReportCard, ReportView, found_report, report, report_cards
from ognisko.reports.queries.figures import (
    FigureValue,
    MemberEntry,
    MemberKey,
    Members,
    Part,
    PartError,
    address,
    entries_behind,
    figures_for_values,
    figures_of_year,
    member_rows,
    members,
    parts,
    values,
    within_from,
    within_in_words,
)
from ognisko.reports.queries.files import FORMATS, report_file
from ognisko.reports.queries.indicators import IndicatorRow, indicator_rows

__all__ = [
    "FORMATS",
    "METHOD",
    "EntryFilters",
    "FigureValue",
    "IndicatorRow",
    "MemberEntry",
    "MemberKey",
    "Members",
    "NoReportError",
    "Part",
    "PartError",
    "ReportCard",
    "ReportView",
    "address",
    "all_rows",
    "catalogue",
    "closing_rows",
    "definition",
    "definitions",
    "entries",
    "entries_behind",
    "entry_rows",
    "facts",
    "figures_for_values",
    "figures_of_year",
    "found_report",
    "indicator_rows",
    "measure",
    "member_rows",
    "members",
    "parts",
    "report",
    "report_cards",
    "report_file",
    "uses",
    "values",
    "within_from",
    "within_in_words",
]
