"""A coordinator brings registers in from a spreadsheet: first what would happen, then all of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from playwright.sync_api import FilePayload, Page, expect

from ognisko.desk.rules import demo_email
from ognisko.desk.tests.workbooks import Cells, workbook
from tests.journeys.steps import new_name, row

Visit = Callable[..., Page]
Axe = Callable[[Page], None]

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _file(name: str, parties: list[Cells], sessions: list[Cells]) -> FilePayload:
    return {"name": name, "mimeType": XLSX, "buffer": workbook({"Podmioty": parties, "Sesje": sessions})}


def _party(name: str, **cells: object) -> Cells:
    return {"Nazwa": name, "Rodzaj": "stowarzyszenie", "Gmina": "Kutno, miasto", **cells}


def _session(party: str, **cells: object) -> Cells:
    return {
        "Data": date(2026, 2, 3), "Czas trwania": "1:30", "Rodzaj": "prawne", "Doradca": demo_email("doradca"),
        "Podmiot": party, "Projekt": "Punkty lokalne", "Temat": "z arkusza", **cells,
    }  # fmt: skip


def _hand_in(page: Page, file: FilePayload) -> None:
    page.get_by_label("Plik").set_input_files(file)
    page.locator("main form[enctype] button[type=submit]").first.click()


def test_a_workbook_with_errors_writes_nothing_and_a_good_one_goes_in_whole(visit: Visit, axe: Axe) -> None:
    page, names = visit("koordynator"), [new_name(), new_name()]
    page.goto("/ustawienia/")
    page.locator("main a[href='/wczytaj/']").click()
    axe(page)
    wrong = [_party(names[0], NIP="999-123-45-67"), _party(names[1], Gmina="Kutnoo")]
    _hand_in(page, _file("rejestry-z-bledami.xlsx", wrong, [_session(names[0], Rodzaj="międzyplanetarne")]))
    errors = page.locator("#run table").first.locator("tbody tr")
    expect(errors).to_have_count(3)
    assert {tuple(line.locator("td").all_inner_texts()[:3]) for line in errors.all()} == {
        ("Podmioty", "2", "NIP"),
        ("Podmioty", "3", "Gmina"),
        ("Sesje", "2", "Rodzaj"),
    }
    axe(page)
    page.goto(f"/podmioty/?q={names[0]}")
    expect(page.locator("#results tbody tr")).to_have_count(0)

    page.goto("/wczytaj/")
    good = [_party(name) for name in names]
    _hand_in(page, _file("rejestry.xlsx", good, [_session(names[0]), _session(names[1])]))
    expect(page.locator("button[name=step][value=import]")).to_be_visible()
    axe(page)
    page.locator("button[name=step][value=import]").click()
    expect(page.locator("#run .message.tone-good")).to_be_visible()
    axe(page)
    page.goto("/doradztwo/?q=z+arkusza")
    for name in names:
        expect(row(page, name)).to_contain_text("1,5")

    page.goto("/wczytaj/")
    expect(row(page, "rejestry.xlsx")).to_contain_text("Tomasz Wilk")
    _hand_in(page, _file("rejestry-jeszcze-raz.xlsx", good, [_session(names[0]), _session(names[1])]))
    expect(page.locator("button[name=step][value=discard]")).to_be_visible()
    expect(page.locator("button[name=step][value=import]")).to_have_count(0)
    axe(page)


def test_a_workbook_is_imported_without_scripts(visit: Visit) -> None:
    page, name = visit("koordynator", java_script_enabled=False), new_name()
    page.goto("/wczytaj/")
    _hand_in(page, _file("bez-skryptow.xlsx", [_party(name)], [_session(name)]))
    page.locator("button[name=step][value=import]").click()
    expect(page.locator("#run .message.tone-good")).to_be_visible()
