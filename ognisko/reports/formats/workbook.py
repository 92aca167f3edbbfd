"""A report as a workbook: its figures, and the records of each on a sheet of its own, all linked.

Written with XlsxWriter itself, since cells here are links; text is written as text, so nothing becomes a formula.
"""

import io
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import xlsxwriter
from django.conf import settings
from django.utils.timezone import make_naive
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ognisko.ledger.rules import Counts
from ognisko.reports.rules import KEYED

if TYPE_CHECKING:
    from ognisko.reports.queries.books import EntryRow
    from ognisko.reports.queries.chapters import ReportView, Shown

MOST_LINKS = 65_000
"""Excel refuses more links on one sheet; later records are plain text."""

HEAD_ROWS = 5
"""Rows above the table of records: name, value, definition, way back, and an empty one."""


def xlsx(view: "ReportView", records: "Mapping[str, Sequence[EntryRow]]") -> bytes:
    """The workbook as bytes."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        properties: dict[str, Any] = {"title": view.report.title, "subject": view.report.subtitle, "author": "Ognisko"}
        if view.published:
            properties["created"] = make_naive(view.published.published_at)
        book.set_properties(properties)
        styles = _styles(book)
        tabs = sheet_names(view.figures)
        front = book.add_worksheet(_("Figures"))
        sheets = {key: book.add_worksheet(tab) for key, tab in tabs.items()}
        _write_front(front, view, tabs, styles)
        for key, shown in view.figures.items():
            _write_records(sheets[key], shown, records[key], styles)
    return buffer.getvalue()


def sheet_names(keys: Mapping[str, Any]) -> dict[str, str]:
    """The names of sheets by figure: the key itself, in Excel's 31 characters, each name once in any case."""
    taken: set[str] = {_("Figures").lower()}
    names = {}
    for key in keys:
        name, number = key[:31], 1
        while name.lower() in taken:
            number += 1
            name = f"{key[: 30 - len(str(number))]}~{number}"
        taken.add(name.lower())
        names[key] = name
    return names


def _styles(book: Any) -> dict[str, Any]:
    font = {"font_name": "Figtree", "font_size": 11}
    link = {**font, "font_color": "#9E3406", "underline": 1, "valign": "top"}
    return {
        "title": book.add_format({**font, "font_name": "Literata", "font_size": 20, "font_color": "#18251F"}),
        "subtitle": book.add_format({**font, "font_color": "#46534C"}),
        "head": book.add_format({**font, "bold": True, "bottom": 2, "text_wrap": True, "valign": "top"}),
        "text": book.add_format({**font, "valign": "top"}),
        "wrapped": book.add_format({**font, "valign": "top", "text_wrap": True}),
        "whole": book.add_format({**font, "valign": "top", "num_format": "#,##0"}),
        "fraction": book.add_format({**font, "valign": "top", "num_format": "#,##0.00"}),
        "large": book.add_format({**font, "font_size": 16, "bold": True, "align": "left", "num_format": "#,##0.##"}),
        "day": book.add_format({**font, "valign": "top", "num_format": "dd.mm.yyyy"}),
        "link": book.add_format(link),
        "sum": book.add_format({**font, "bold": True, "top": 1, "num_format": "#,##0.00"}),
        "sum_text": book.add_format({**font, "bold": True, "top": 1}),
    }


def _write_front(sheet: Any, view: "ReportView", tabs: Mapping[str, str], styles: Mapping[str, Any]) -> None:
    sheet.write_string(0, 0, view.report.title, styles["title"])
    sheet.write_string(1, 0, f"{view.report.subtitle} · {view.period_text}".strip(" ·"), styles["subtitle"])
    heads = ["id", _("section"), _("figure"), _("value"), _("unit"), _("records"), _("what is counted")]
    for column, (head, width) in enumerate(zip(heads, (30, 24, 42, 12, 14, 10, 90), strict=True)):
        sheet.write_string(3, column, str(head), styles["head"])
        sheet.set_column(column, column, width)
    for row, (key, shown) in enumerate(view.figures.items(), 4):
        whole = shown.value.value == shown.value.value.to_integral_value()
        sheet.write_url(row, 0, f"internal:'{tabs[key]}'!A1", styles["link"], key)
        sheet.write_string(row, 1, shown.figure.section, styles["text"])
        sheet.write_string(row, 2, shown.figure.name, styles["wrapped"])
        sheet.write_number(row, 3, shown.value.value, styles["whole" if whole else "fraction"])
        sheet.write_string(row, 4, shown.unit, styles["text"])
        sheet.write_number(row, 5, shown.value.records, styles["whole"])
        sheet.write_string(row, 6, f"{shown.definition} {shown.figure.description}".strip(), styles["wrapped"])
    sheet.freeze_panes(4, 1)
    sheet.autofilter(3, 0, 3 + len(view.figures), len(heads) - 1)
    _for_print(sheet)


def _write_records(sheet: Any, shown: "Shown", rows: "Sequence[EntryRow]", styles: Mapping[str, Any]) -> None:
    sheet.write_string(0, 0, shown.figure.name, styles["title"])
    sheet.write_number(1, 0, shown.value.value, styles["large"])
    sheet.write_string(1, 1, shown.unit, styles["subtitle"])
    sheet.write_string(2, 0, f"{shown.definition} {shown.figure.description}".strip(), styles["subtitle"])
    sheet.write_url(3, 0, f"internal:'{_('Figures')}'!A1", styles["link"], _("All figures"))
    sheet.write_url(3, 2, settings.ADDRESS + shown.url, styles["link"], _("The figure in Ognisko"))
    heads = [
        _("day"), _("measure"), _("record"), _("subject"), _("party"), _("kind of party"), _("project"), _("office"),
        _("quantity"), _("unit"), _("reason of correction"),
    ]  # fmt: skip
    for column, (head, width) in enumerate(zip(heads, (12, 24, 38, 34, 38, 22, 20, 20, 12, 10, 26), strict=True)):
        sheet.write_string(HEAD_ROWS, column, str(head), styles["head"])
        sheet.set_column(column, column, width)
    for number, row in enumerate(rows, HEAD_ROWS + 1):
        sheet.write_datetime(number, 0, row.entry.occurred_on, styles["day"])
        sheet.write_string(number, 1, row.measure, styles["text"])
        if row.url and number < MOST_LINKS:
            sheet.write_url(number, 2, settings.ADDRESS + row.url, styles["link"], row.record[:255])
        else:
            sheet.write_string(number, 2, row.record, styles["text"])
        for column, text in enumerate((row.note, row.party, row.kind, row.project, row.office), 3):
            sheet.write_string(number, column, text, styles["text"])
        sheet.write_number(number, 8, row.quantity, styles["fraction" if row.unit else "whole"])
        sheet.write_string(number, 9, "h" if row.unit == "hours" else row.unit, styles["text"])
        sheet.write_string(number, 10, row.entry.correction_reason or "", styles["text"])
    _write_closing(sheet, shown, len(rows), styles)
    sheet.freeze_panes(HEAD_ROWS + 1, 0)
    sheet.autofilter(HEAD_ROWS, 0, HEAD_ROWS + max(len(rows), 1), len(heads) - 1)
    _for_print(sheet)


def _write_closing(sheet: Any, shown: "Shown", count: int, styles: Mapping[str, Any]) -> None:
    """The closing line: a sum that the spreadsheet follows, or in words how many distinct things stand above."""
    last = HEAD_ROWS + count + 2
    for column in range(11):
        sheet.write_blank(last, column, None, styles["sum_text"])
    if shown.figure.counts in KEYED:
        words = {"value": shown.value.text, "unit": shown.unit}
        text = _("%(value)s %(unit)s in the records above, each counted once") % words
    else:
        count_words = ngettext("Sum of %(count)s record", "Sum of all %(count)s records", shown.value.records)
        text = count_words % {"count": shown.value.records}
    sheet.write_string(last, 0, text, styles["sum_text"])
    if shown.figure.counts == Counts.SUM and count:
        cells = f"I{HEAD_ROWS + 2}:I{HEAD_ROWS + 1 + count}"
        sheet.write_formula(last, 8, f"=SUBTOTAL(109,{cells})", styles["sum"], float(shown.value.value))


def _for_print(sheet: Any) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&C&P / &N")
