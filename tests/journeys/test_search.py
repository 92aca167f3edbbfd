"""Whatever somebody remembers of it, they find it without the mouse; and nobody in their care is forgotten."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.journeys.browser import PHONE
from tests.journeys.steps import add_party, new_name, toast

Visit = Callable[..., Page]
Axe = Callable[[Page], None]


def test_a_party_is_found_from_any_page_by_the_keyboard_alone(visit: Visit, axe: Axe) -> None:
    page, name = visit("doradczyni"), new_name()
    address = add_party(page, name)
    page.goto("/projekty/")
    page.keyboard.press("Control+k")
    box = page.get_by_role("combobox", name="Szukaj")
    expect(box).to_be_focused()
    page.keyboard.type(name.replace("„", "").replace("”", "").lower())
    lines = page.get_by_role("listbox").get_by_role("option")
    expect(lines.first).to_contain_text(name)
    expect(lines.first.locator("mark").first).to_be_visible()
    axe(page)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    expect(lines.first).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    expect(page).to_have_url(address)


def test_on_a_phone_the_glass_opens_the_search_and_all_results_are_a_page(visit: Visit, axe: Axe) -> None:
    page = visit("audytor", width=PHONE)
    page.goto("/")
    page.get_by_role("link", name="Szukaj").click()
    page.get_by_role("combobox", name="Szukaj").fill("spoldzielniami")
    page.get_by_role("option", name="Wszystkie wyniki").click()
    page.wait_for_url("**/szukaj/?q=spoldzielniami")
    expect(page.get_by_role("heading", name="Podmioty")).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("Spółdzielnia")
    expect(page.get_by_role("main").locator("mark").first).to_have_text("Spółdzielnia")
    axe(page)


def test_the_search_works_without_scripts(visit: Visit, axe: Axe) -> None:
    page = visit("doradczyni", java_script_enabled=False)
    page.goto("/projekty/")
    page.get_by_role("searchbox", name="Szukaj").first.fill("fundcja")
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_contain_text("napisane podobnie")
    expect(page.get_by_role("main")).to_contain_text("Fundacja")


def test_a_pesel_is_not_sent_anywhere(visit: Visit) -> None:
    page = visit("doradczyni")
    page.goto("/projekty/")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.keyboard.press("Control+k")
    page.get_by_role("combobox", name="Szukaj").fill("44051401359")
    expect(page.get_by_role("dialog")).to_contain_text("Ognisko nie szuka po numerze PESEL")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_contain_text("Ognisko nie szuka po numerze PESEL")
    assert [url for url in asked if "44051401359" in url] == []


def test_a_caretaker_hands_a_party_over_and_takes_it_back(visit: Visit, axe: Axe) -> None:
    page = visit("koordynator")
    page.goto("/opieka/?who=all")
    axe(page)
    row = page.locator("#results tbody tr").filter(has_not_text="Tomasz Wilk").first
    name, caretaker = row.locator("th a").inner_text(), row.locator("td").nth(2).inner_text()
    row.get_by_role("checkbox").check()
    page.get_by_label("Nowy opiekun").select_option(label="Tomasz Wilk")
    page.get_by_role("button", name="Przekaż").click()
    expect(toast(page)).to_contain_text("Tomasz Wilk ma pod opieką")
    expect(page.get_by_role("row", name=name)).to_contain_text("Tomasz Wilk")
    axe(page)
    toast(page).get_by_role("button", name="Cofnij").click()
    expect(page.get_by_role("row", name=name)).to_contain_text(caretaker)
