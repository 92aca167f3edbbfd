"""A coordinator sees whether a project keeps its pace, lets parties join, and closes an office for a day."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.journeys.steps import add_party, new_name, toast

Visit = Callable[..., Page]
Axe = Callable[[Page], None]


def test_a_project_shows_its_targets_against_time_and_each_opens(visit: Visit, axe: Axe) -> None:
    page = visit("koordynator")
    page.goto("/projekty/")
    axe(page)
    page.get_by_role("link", name="OWES w regionie").first.click()
    axe(page)
    targets = page.locator("main .targets > div")
    assert targets.count() > 1
    targets.first.get_by_role("link").first.click()
    expect(page.locator("#panel")).to_be_visible()
    axe(page)


def test_several_parties_join_at_once(visit: Visit, axe: Axe) -> None:
    page, names = visit("koordynator"), [new_name(), new_name(), new_name()]
    for name in names:
        add_party(page, name)
    page.goto("/projekty/")
    page.get_by_role("link", name="OWES Łódź").first.click()
    page.get_by_role("link", name="Dodaj uczestników").click()
    axe(page)
    page.get_by_label("Wiele naraz").fill("\n".join([*names, "Kółko, którego nikt nie zna"]))
    page.get_by_role("button", name="Zapisz", exact=True).click()
    expect(page.get_by_label("Wiele naraz")).to_have_value("Kółko, którego nikt nie zna")
    axe(page)
    page.get_by_label("Wiele naraz").fill("")
    page.get_by_role("button", name="Zapisz", exact=True).click()
    expect(toast(page)).to_contain_text("3 podmioty")
    for name in names:
        expect(page.get_by_role("row").filter(has_text=name)).to_be_visible()
    axe(page)


def test_an_office_changes_its_hours_and_is_closed_for_a_day(visit: Visit, axe: Axe) -> None:
    page = visit("koordynator")
    page.goto("/biura/")
    axe(page)
    page.get_by_role("link", name="Kutno").first.click()
    axe(page)
    office = page.url
    page.get_by_role("link", name="Zmień godziny").click()
    page.get_by_label("Od dnia").fill("2031-01-06")
    page.get_by_label("Piątek, zamknięcie", exact=False).first.fill("14:30")
    axe(page)
    page.get_by_role("button", name="Zapisz", exact=True).click()
    expect(page).to_have_url(office)

    page.goto(f"{office}?rok=2031")
    page.locator("main a[href*='/wyjatki/nowy/']").click()
    page.get_by_label("Dzień", exact=True).fill("2031-02-03")
    page.get_by_label("Dlaczego").fill("szkolenie zespołu")
    axe(page)
    page.get_by_role("button", name="Zapisz", exact=True).click()
    expect(page.get_by_role("main")).to_contain_text("szkolenie zespołu")
    axe(page)
    toast(page).get_by_role("button", name="Cofnij").click()
    expect(page.get_by_role("main")).not_to_contain_text("szkolenie zespołu")
    toast(page).get_by_role("button", name="Cofnij").click()
    expect(page.get_by_role("main")).to_contain_text("szkolenie zespołu")
