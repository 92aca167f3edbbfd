"""What is most private: written down by the advisor, read by the coordinator, and each look seen by the auditor."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from ognisko.people.tests.factories import pesel

Visit = Callable[..., Page]
Axe = Callable[[Page], None]
PERSON = "Klementyna Wiaduktowa"
PESEL = pesel(9)


def test_an_advisor_records_a_coordinator_shows_and_the_auditor_sees_who_looked(visit: Visit, axe: Axe) -> None:
    page = visit("doradczyni")
    page.goto("/podmioty/dodaj/?kind=person")
    page.get_by_label("Imię i nazwisko").fill(PERSON)
    page.get_by_role("button", name="Dodaj", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(PERSON)
    address = page.url
    kept = page.locator("#dane-chronione")
    expect(kept).to_contain_text("Nic nie zapisano.")
    kept.get_by_role("link", name="Zapisz dane").click()
    axe(page)
    page.locator("#id_pesel").fill("44051401358")
    page.get_by_role("button", name="Zapisz", exact=True).click()
    expect(page.locator(".error-summary")).to_contain_text("ostatnia cyfra nie pasuje")
    axe(page)
    page.locator("#id_pesel").fill(PESEL)
    page.get_by_label("Status na rynku pracy").select_option(label="osoba bierna zawodowo")
    page.get_by_role("button", name="Zapisz", exact=True).click()
    expect(page).to_have_url(address)
    expect(kept).to_contain_text("PESEL")
    expect(kept.get_by_role("button", name="Pokaż")).to_have_count(0)
    assert PESEL not in page.content()
    axe(page)

    page = visit("koordynator")
    page.goto(address)
    kept = page.locator("#dane-chronione")
    expect(kept).not_to_contain_text(PESEL)
    kept.get_by_role("button", name="Pokaż").click()
    expect(kept).to_contain_text(PESEL)
    expect(kept).to_contain_text("osoba bierna zawodowo")
    expect(kept).to_contain_text("To zajrzenie zostało zapisane.")
    axe(page)
    page.reload()
    expect(kept).not_to_contain_text(PESEL)
    page.goto("/podmioty/")
    page.get_by_role("link", name="Znajdź po numerze PESEL").click()
    axe(page)
    page.locator("#id_pesel").fill(PESEL)
    page.get_by_role("button", name="Znajdź", exact=True).click()
    expect(page).to_have_url(address)

    page = visit("audytor")
    page.goto(address)
    page.get_by_role("link", name="Kto do nich zaglądał").click()
    rows = page.locator("#results tbody tr")
    expect(rows).to_have_count(2)
    expect(rows.first).to_contain_text(PERSON)
    expect(rows.first).to_contain_text("znalezione po numerze PESEL")
    expect(rows.last).to_contain_text("pokazane na stronie osoby")
    axe(page)
