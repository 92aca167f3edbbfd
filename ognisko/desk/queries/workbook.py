"""The registers' workbook: the sheets that the installed apps declare, and the template made of them."""

import io
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import xlsxwriter
from django.apps import apps
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from xlsxwriter.utility import xl_col_to_name

from ognisko.accounts.models import User
from ognisko.core.polish import number_text
from ognisko.core.sheets import Column, Options, Sheet
from ognisko.desk.models import ImportedWorkbook

GUIDE, LISTS = "Instrukcja", "Listy"
"""Sheets of the workbook that are for people; the import passes them over."""

TEMPLATE_ROWS = 2_000
"""So many rows of the template have lists to choose from."""

_NIGHT, _SPRUCE, _WASH, _INK = "#15302A", "#1C4A3E", "#E1ECE5", "#18251F"


@cache
def sheets() -> tuple[Sheet, ...]:
    """All sheets by position: the SHEETS of each installed app's sheets.py.

    Raises ValueError where two share a name or a position.
    """
    found = [
        sheet
        for config in apps.get_app_configs()
        if config.name.startswith("ognisko.") and find_spec(f"{config.name}.sheets")
        for sheet in getattr(import_module(f"{config.name}.sheets"), "SHEETS", ())  # core's has the vocabulary alone
    ]
    for attribute in ("name", "position"):
        if len({getattr(sheet, attribute) for sheet in found}) != len(found):
            raise ValueError(f"two sheets share a {attribute}: {[getattr(sheet, attribute) for sheet in found]}")
    return tuple(sorted(found, key=lambda sheet: sheet.position))


def import_template() -> bytes:
    """An empty workbook as xlsx: how it is filled in with examples, a sheet for each register, lists to choose from.

    Headings carry notes and are Polish in every language; notes are in the language that is switched on.
    """
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        styles = _Styles(book)
        guide = book.add_worksheet(GUIDE)
        pages = [(sheet, book.add_worksheet(sheet.name)) for sheet in sheets()]
        ranges = _write_lists(book.add_worksheet(LISTS), styles)
        for sheet, page in pages:
            _write_sheet(page, sheet, styles, ranges)
        _write_guide(guide, styles)
        guide.activate()
    return buffer.getvalue()


class _Styles:
    """The formats of the template; one of each, since a workbook keeps every format that is made."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        base = {"font_name": "Calibri", "font_size": 11, "font_color": _INK, "valign": "top"}
        head = {**base, "bold": True, "text_wrap": True, "bottom": 2, "bg_color": _WASH, "valign": "vcenter"}
        self._book, self._base, self._cells = book, base, dict[str, Any]()
        self.head = book.add_format(head)
        self.required = book.add_format({**head, "bg_color": _SPRUCE, "font_color": "#FFFFFF"})
        self.title = book.add_format({**base, "bold": True, "font_size": 20, "font_color": _NIGHT})
        self.section = book.add_format({**base, "bold": True, "font_size": 14, "top": 2})
        self.text = book.add_format({**base, "text_wrap": True})
        self.name = book.add_format({**base, "bold": True})

    def cell(self, number_format: str) -> Any:
        """The format of a column's cells."""
        if number_format not in self._cells:
            self._cells[number_format] = self._book.add_format({**self._base, "num_format": number_format})
        return self._cells[number_format]


def _options() -> list[Options]:
    """Every list that some column uses, once, in the order of the columns."""
    found = {column.options.name: column.options for sheet in sheets() for column in sheet.columns if column.options}
    return list(found.values())


def _write_lists(page: Any, styles: _Styles) -> dict[str, str]:
    """One column a list; answers each list's range by its name. The e-mails of staff are one of them."""
    ranges = {}
    lists = [(options.name, options.words()) for options in _options()]
    lists.append(
        (_("Staff"), list(User.objects.filter(is_active=True).order_by("email").values_list("email", flat=True)))
    )
    for index, (name, words) in enumerate(lists):
        page.write_string(0, index, name, styles.head)
        page.set_column(index, index, max(18, *(len(word) + 2 for word in [name, *words])))
        for row, word in enumerate(words, start=1):
            page.write_string(row, index, word, styles.cell("@"))
        letter = xl_col_to_name(index)
        ranges[name] = f"={LISTS}!${letter}$2:${letter}${max(len(words), 1) + 1}"
    page.freeze_panes(1, 0)
    return ranges


def _write_sheet(page: Any, sheet: Sheet, styles: _Styles, ranges: dict[str, str]) -> None:
    page.set_row(0, 32)
    for index, column in enumerate(sheet.columns):
        page.write_string(0, index, column.label, styles.required if column.required else styles.head)
        if note := _note(column):
            page.write_comment(0, index, note, {"x_scale": 2, "y_scale": 1.2, "font_size": 9})
        page.set_column(index, index, column.width, styles.cell(column.number_format))
        if rule := _rule(column, ranges):
            page.data_validation(1, index, TEMPLATE_ROWS, index, rule)
    page.freeze_panes(1, 0)
    page.autofilter(0, 0, TEMPLATE_ROWS, len(sheet.columns) - 1)


def _note(column: Column) -> str:
    parts = [_("Required.") if column.required else "", str(column.note)]
    return " ".join(part for part in parts if part)


def _rule(column: Column, ranges: dict[str, str]) -> dict[str, Any] | None:
    """What a cell offers: its list, or the names of another sheet; only a list refuses other entries."""
    if column.options:
        return {
            "validate": "list",
            "source": ranges[column.options.name],
            "error_title": _("Choose from the list"),
            "error_message": _("The words of this column are in the sheet %(sheet)s.") % {"sheet": LISTS},
        }
    if column.refers:
        name, key = column.refers
        sheet = next(sheet for sheet in sheets() if sheet.name == name)
        letter = xl_col_to_name([other.key for other in sheet.columns].index(key))
        source = f"='{name}'!${letter}$2:${letter}${TEMPLATE_ROWS}"
        return {"validate": "list", "source": source, "show_error": False}
    if column.key in ("advisor", "caretaker", "coordinator"):
        return {"validate": "list", "source": ranges[_("Staff")], "show_error": False}
    return None


# The guide ------------------------------------------------------------------------------------------------------------


def guide() -> list[str]:
    """How the workbook is filled in, sentence by sentence."""
    return [
        _("Fill in the sheets that you have data for and leave the others empty. Keep the headings as they are."),
        _("Headings on green are required. Point at a heading to read what belongs into its column."),
        _("Dates: 13.03.2025 or 13 marca 2025. Hours: 1,5 or 1:30. Amounts: 12 480,00. Spaces and case do not matter."),
        _("A party, project or office is named the same in every sheet; parties also by NIP, KRS or REGON."),
        _("Load the file first as a trial: nothing is written, and every error is named with its row and column."),
        _("A file goes in whole or not at all. Loaded again it changes nothing that is there already."),
        _("PESEL, labour status and disability go into their own columns alone; anywhere else they are refused."),
    ]


def _write_guide(page: Any, styles: _Styles) -> None:
    page.hide_gridlines(2)
    page.set_column(0, 0, 26)
    page.set_column(1, 1, 90)
    page.set_column(2, 30, 20)
    page.write_string(0, 0, _("Registers for Ognisko"), styles.title)
    row = 2
    for number, sentence in enumerate(guide(), start=1):
        page.write_string(row, 0, f"{number}.", styles.name)
        page.write_string(row, 1, sentence, styles.text)
        row += 1
    for sheet in sheets():
        row = _write_chapter(page, sheet, styles, row + 1)


def _write_chapter(page: Any, sheet: Sheet, styles: _Styles, row: int) -> int:
    """What a sheet is for, its columns, and example rows as they would stand in it; answers the next free row."""
    page.write_string(row, 0, sheet.name, styles.section)
    page.write_string(row, 1, str(sheet.note), styles.text)
    row += 1
    for column in sheet.columns:
        page.write_string(row, 0, column.label, styles.name)
        page.write_string(row, 1, _note(column), styles.text)
        row += 1
    page.write_string(row, 0, _("Examples"), styles.name)
    shown = [column for column in sheet.columns if any(column.key in example for example in sheet.examples)]
    for index, column in enumerate(shown, start=1):
        page.write_string(row, index, column.label, styles.required if column.required else styles.head)
    for example in sheet.examples:
        row += 1
        for index, column in enumerate(shown, start=1):
            write_value(page, row, index, example.get(column.key), styles.cell(column.number_format))
    return row + 2


def write_value(page: Any, row: int, index: int, value: Any, style: Any = None) -> None:
    """A value of an example as Excel keeps it: text stays text, dates and times are dates and times."""
    match value:
        case None:
            return
        case str():
            page.write_string(row, index, value, style)
        case int() | float():
            page.write_number(row, index, value, style)
        case _ if hasattr(value, "as_tuple"):
            page.write_number(row, index, float(value), style)
        case _:
            page.write_datetime(row, index, value, style)


# Imports on the page --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class OutcomeLine:
    """What a workbook does to one register: numbers of rows, in Polish form."""

    sheet: str
    created: str
    changed: str
    skipped: str


def imports_for_lists() -> QuerySet[ImportedWorkbook]:
    """Files that have come in, the latest first, without what is long."""
    done = (ImportedWorkbook.Status.IMPORTED, ImportedWorkbook.Status.REPEATED)
    found = ImportedWorkbook.objects.filter(status__in=done).select_related("by").defer("content")
    return found.order_by("-imported_at", "-id")


def first_import(run: ImportedWorkbook) -> ImportedWorkbook | None:
    """The import by which the same file came in before this one."""
    found = imports_for_lists().filter(sha256=run.sha256, status=ImportedWorkbook.Status.IMPORTED)
    return found.exclude(pk=run.pk).first()


def outcome_lines(run: ImportedWorkbook) -> list[OutcomeLine]:
    """What the file does to each register that it has rows of, in the order of the sheets."""
    counts = [run.result.get(key, {}) for key in ("created", "changed", "skipped")]
    return [
        OutcomeLine(sheet.name, *(number_text(count.get(sheet.name, 0)) for count in counts))
        for sheet in sheets()
        if any(sheet.name in count for count in counts)
    ]
