"""Small workbooks that a coordinator brings in."""

from __future__ import annotations

from datetime import date

from playwright.sync_api import FilePayload, Page

from ognisko.desk.rules import demo_email
from ognisko.desk.tests.workbooks import Cells, workbook

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def file(name: str, parties: list[Cells], sessions: list[Cells]) -> FilePayload:
    """A workbook with two sheets."""
    return {"name": name, "mimeType": XLSX, "buffer": workbook({"Podmioty": parties, "Sesje": sessions})}


def party(name: str, **cells: object) -> Cells:
    """A row of parties."""
    return {"Nazwa": name, "Rodzaj": "stowarzyszenie", "Gmina": "Kutno, miasto", **cells}


def session(name: str, **cells: object) -> Cells:
    """A row of sessions."""
    return {
        "Data": date(2026, 2, 3), "Czas trwania": "1:30", "Rodzaj": "prawne", "Doradca": demo_email("doradca"),
        "Podmiot": name, "Projekt": "Punkty lokalne", "Temat": "z arkusza", **cells,
    }  # fmt: skip


def hand_in(page: Page, workbook: FilePayload) -> None:
    """Give the page a file to check."""
    page.get_by_label("Plik").set_input_files(workbook)
    page.locator("main form[enctype] button[type=submit]").first.click()
