"""A coordinator brings registers in from a spreadsheet: first what would happen, then all of it."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.journeys.registers import file, hand_in, party, session
from tests.journeys.steps import new_name, row

Visit = Callable[..., Page]
Axe = Callable[[Page], None]


def test_a_workbook_with_errors_writes_nothing_and_a_good_one_goes_in_whole(visit: Visit, axe: Axe) -> None:
    page, names = visit("koordynator"), [new_name(), new_name()]
    page.goto("/ustawienia/")
    page.locator("main a[href='/wczytaj/']").click()
    axe(page)
    wrong = [party(names[0], NIP="999-123-45-67"), party(names[1], Gmina="Kutnoo")]
    hand_in(page, file("rejestry-z-bledami.xlsx", wrong, [session(names[0], Rodzaj="międzyplanetarne")]))
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
    good = [party(name) for name in names]
    hand_in(page, file("rejestry.xlsx", good, [session(names[0]), session(names[1])]))
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
    hand_in(page, file("rejestry-jeszcze-raz.xlsx", good, [session(names[0]), session(names[1])]))
    expect(page.locator("button[name=step][value=discard]")).to_be_visible()
    expect(page.locator("button[name=step][value=import]")).to_have_count(0)
    axe(page)


def test_a_workbook_is_imported_without_scripts(visit: Visit) -> None:
    page, name = visit("koordynator", java_script_enabled=False), new_name()
    page.goto("/wczytaj/")
    hand_in(page, file("bez-skryptow.xlsx", [party(name)], [session(name)]))
    page.locator("button[name=step][value=import]").click()
    expect(page.locator("#run .message.tone-good")).to_be_visible()
