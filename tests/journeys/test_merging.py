"""Two parties in the register turn out to be one."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.journeys.steps import add_party, choose, new_name, toast

Visit = Callable[..., Page]
Axe = Callable[[Page], None]


def test_a_coordinator_merges_two_parties_and_takes_it_back(visit: Visit, axe: Axe) -> None:
    page, name, other = visit("koordynator"), new_name(), new_name()
    kept = add_party(page, name)
    gone = add_party(page, other)
    page.get_by_role("link", name="Dodaj notatkę").click()
    page.get_by_label("Notatka").fill("Spotkania we wtorki.")
    page.get_by_role("button", name="Zapisz", exact=True).click()

    page.goto(kept)
    page.get_by_role("link", name="Połącz z duplikatem…").click()
    axe(page)
    choose(page, "Drugi podmiot", other)
    page.get_by_role("button", name="Porównaj").click()
    expect(page.get_by_role("heading", name="Co przechodzi")).to_be_visible()
    axe(page)
    page.get_by_role("radio", name=f"Nazwa: {other}").check()
    page.get_by_role("button", name="Połącz", exact=True).click()
    expect(page).to_have_url(kept)
    expect(page.get_by_role("heading", level=1)).to_have_text(other)
    axe(page)

    page.goto(gone)
    expect(page).to_have_url(kept)
    page.goto("/podmioty/polaczone/")
    axe(page)
    page.get_by_role("row", name=name).or_(page.get_by_role("row", name=other)).first.get_by_role(
        "button", name="Cofnij"
    ).click()
    expect(page).to_have_url(gone)
    expect(page.get_by_role("heading", level=1)).to_have_text(other)
    page.goto(kept)
    expect(page.get_by_role("heading", level=1)).to_have_text(name)

    page.goto("/podmioty/duplikaty/")
    axe(page)
    page.get_by_role("button", name="To nie duplikat").first.click()
    expect(toast(page).get_by_role("button", name="Cofnij")).to_be_visible()
    toast(page).get_by_role("button", name="Cofnij").click()
    axe(page)
