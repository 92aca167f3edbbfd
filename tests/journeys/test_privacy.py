"""A paper consent is recorded and withdrawn; a breach is reported and the director sees it; the register begins."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.journeys.steps import toast

Visit = Callable[..., Page]
Axe = Callable[[Page], None]


def test_an_advisor_records_a_consent_from_paper_withdraws_it_and_takes_that_back(visit: Visit, axe: Axe) -> None:
    page = visit("doradczyni")
    page.goto("/zgody/?state=without")
    axe(page)
    page.locator("tbody tr th a").first.click()
    axe(page)
    page.get_by_role("link", name="Zapisz zgodę").first.click()
    axe(page)
    page.get_by_label("Newsletter", exact=False).first.check()
    page.get_by_role("button", name="Zapisz", exact=True).click()
    expect(toast(page)).to_contain_text("Zapisano 1 zgodę.")
    page.get_by_role("button", name="Wycofaj").first.click()
    expect(toast(page)).to_contain_text("Wycofano: Newsletter.")
    axe(page)
    toast(page).get_by_role("button", name="Cofnij").click()
    expect(page.get_by_role("button", name="Wycofaj").first).to_be_visible()


def test_whoever_notices_a_breach_reports_it_and_the_director_sees_its_hours(visit: Visit, axe: Axe) -> None:
    page = visit("doradca")
    page.goto("/rodo/")
    axe(page)
    page.get_by_role("link", name="Zgłoś naruszenie").first.click()
    axe(page)
    page.get_by_role("button", name="Zgłoś", exact=True).click()
    expect(page.locator(".error-summary")).to_be_visible()
    axe(page)
    page.get_by_label("Co się stało", exact=True).fill("Lista obecności została w autobusie.")
    page.get_by_role("button", name="Zgłoś", exact=True).click()
    expect(toast(page)).to_contain_text("Zgłoszono.")
    axe(page)

    chief = visit("dyrektorka")
    chief.goto("/")
    chief.get_by_role("link", name="Lista obecności została w autobusie.").click()
    axe(chief)
    chief.get_by_role("link", name="Oceń").click()
    axe(chief)


def test_the_director_reads_the_register_and_adds_an_activity(visit: Visit, axe: Axe) -> None:
    page = visit("dyrektorka")
    page.goto("/rodo/rejestr/")
    axe(page)
    page.get_by_role("link", name="Dodaj czynność").click()
    page.get_by_label("Czynność", exact=True).fill("Biblioteka sąsiedzka")
    page.get_by_label("Cele", exact=True).fill("Wypożyczanie książek.")
    page.get_by_label("Czyje dane", exact=True).fill("Czytelniczki i czytelnicy")
    page.get_by_label("Jakie dane", exact=True).fill("Imię, nazwisko, telefon")
    axe(page)
    page.get_by_role("button", name="Zapisz", exact=True).click()
    expect(page.get_by_role("heading", name="Biblioteka sąsiedzka", level=1)).to_be_visible()
    axe(page)
