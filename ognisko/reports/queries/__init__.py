"""Reads of reports: figures with their records, report documents, indicators, the ledger's pages."""

from ognisko.reports.queries.books import EntryFilters, all_rows, closing_rows, entries, entry_rows
from ognisko.reports.queries.catalogue import catalogue, facts, measure, uses, versions
from ognisko.reports.queries.chapters import METHOD, NoReportError, ReportView
from ognisko.reports.queries.checklist import Checked, ToMend, check_of, checked, open_points
from ognisko.reports.queries.definitions import activity_names, definition, definitions, topic_names
from ognisko.reports.queries.documents import (
    ReportCard,
    block_view,
    found_report,
    made_for,
    report,
    report_cards,
)
from ognisko.reports.queries.figures import (
    FigureValue,
    address,
    figures_for_values,
    figures_of_year,
    values,
)
from ognisko.reports.queries.files import FORMATS, published_file, report_file
from ognisko.reports.queries.indicators import IndicatorRow, indicator_rows
from ognisko.reports.queries.members import MemberEntry, MemberKey, Members, member_rows, members
from ognisko.reports.queries.parts import Apart, Part, apart, parts
from ognisko.reports.queries.protected import asked_protected, persons_told_apart
from ognisko.reports.queries.publications import (
    kept_members,
    proof,
    proofs,
    publication,
    publications_of,
    published_view,
)
from ognisko.reports.queries.restatement import entry_of, restatement
from ognisko.reports.queries.within import PartError, entries_behind, within_from, within_in_words

__all__ = [
    "FORMATS",
    "METHOD",
    "Apart",
    "Checked",
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
    "ToMend",
    "activity_names",
    "address",
    "all_rows",
    "apart",
    "asked_protected",
    "block_view",
    "catalogue",
    "check_of",
    "checked",
    "closing_rows",
    "definition",
    "definitions",
    "entries",
    "entries_behind",
    "entry_of",
    "entry_rows",
    "facts",
    "figures_for_values",
    "figures_of_year",
    "found_report",
    "indicator_rows",
    "kept_members",
    "made_for",
    "measure",
    "member_rows",
    "members",
    "open_points",
    "parts",
    "persons_told_apart",
    "proof",
    "proofs",
    "publication",
    "publications_of",
    "published_file",
    "published_view",
    "report",
    "report_cards",
    "report_file",
    "restatement",
    "topic_names",
    "uses",
    "values",
    "versions",
    "within_from",
    "within_in_words",
]
