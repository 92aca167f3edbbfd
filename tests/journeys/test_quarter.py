"""The quarter: a figure is built, a report is written and published, and a late correction leaves it as it was."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.journeys.browser import PHONE
from tests.journeys.steps import close_period, number, toast

Visit = Callable[..., Page]
Axe = Callable[[Page], None]

NOW = re.compile("godzin")


def _large(page: Page) -> str:
    return page.locator("main .prose a.number").first.inner_text()


def test_a_published_quarter_stays_as_it_was_and_the_late_correction_stands_beside_it(visit: Visit, axe: Axe) -> None:
    director, advisor = visit("dyrektorka"), visit("koordynator")
    director.goto("/raporty/")
    director.get_by_role("link", name=re.compile("Zrób z niego następne.*I kwartał 2024")).click()
    expect(director.get_by_label("Tytuł", exact=True)).to_be_visible()
    axe(director)
    director.get_by_label("Tytuł", exact=True).fill("II kwartał 2024")
    director.get_by_role("button", name="Utwórz sprawozdanie").click()
    expect(director.get_by_role("heading", level=1)).to_have_text("II kwartał 2024")
    axe(director)
    close_period(director, "2024", "q2")
    expect(director.get_by_role("main")).to_contain_text("30 czerwca 2024")
    axe(director)

    director.goto("/raporty/ii-kwartal-2024/")
    director.get_by_role("link", name="Opublikuj").click()
    expect(director.get_by_role("button", name="Opublikuj")).to_be_visible()
    axe(director)
    director.get_by_role("button", name="Opublikuj").click()
    expect(director.get_by_role("main")).to_contain_text("opublikowane")
    published, before = director.url, _large(director)
    axe(director)

    advisor.goto("/doradztwo/?since=2024-06-10&until=2024-06-14")
    advisor.locator("main table tbody a").first.click()
    advisor.get_by_role("link", name="Zmień", exact=True).click()
    hours = advisor.get_by_label("Ile trwało")
    hours.fill("7,25")
    advisor.get_by_role("button", name="Zapisz", exact=True).click()
    advisor.get_by_label("Powód korekty").fill("Na karcie doradztwa jest 7,25 h.")
    advisor.get_by_role("button", name="Zapisz", exact=True).click()
    expect(advisor.get_by_role("main")).to_contain_text("Na karcie doradztwa jest 7,25 h.")

    director.goto(published)
    assert _large(director) == before
    expect(director.get_by_role("main")).to_contain_text("Po publikacji poprawiono lub dodano 1 rekord")
    director.locator("main .prose a.number").first.click()
    panel = director.locator("#panel")
    expect(panel).to_contain_text("Po publikacji:")
    axe(director)
    director.goto(published)
    director.get_by_role("link", name="Zobacz, co się zmieniło").click()
    expect(director.get_by_role("main")).to_contain_text("Na karcie doradztwa jest 7,25 h.")
    expect(director.get_by_role("complementary").first).to_be_visible()
    axe(director)
    director.goto("/raporty/ii-kwartal-2024/")
    assert number(_large(director)) != number(before)


def test_a_chapter_is_written_with_texts_and_charts_and_a_block_comes_back(visit: Visit, axe: Axe) -> None:
    page = visit("koordynator")
    page.goto("/raporty/nowe/")
    page.get_by_label("Tytuł", exact=True).fill("Notatka o doradztwie")
    page.get_by_role("button", name="Utwórz sprawozdanie").click()
    page.get_by_label("Tytuł rozdziału").fill("Doradztwo")
    page.get_by_role("button", name="Dodaj rozdział").click()
    page.get_by_role("link", name="Tekst", exact=True).click()
    page.get_by_label("Tekst", exact=True).fill("Doradzaliśmy ")
    page.get_by_role("button", name="{centre.advice}").click()
    axe(page)
    page.get_by_role("button", name="Zapisz", exact=True).click()
    expect(page.locator("main .prose a.number")).to_have_count(1)
    page.get_by_role("link", name="Wykres", exact=True).click()
    page.get_by_label("Tytuł", exact=True).fill("W miesiącach")
    page.get_by_label("Liczba", exact=True).select_option("centre.advice")
    axe(page)
    page.get_by_role("button", name="Zapisz", exact=True).click()
    expect(page.locator("main figure.chart")).to_have_count(1)
    axe(page)
    page.get_by_role("button", name="Przesuń wyżej: 2. Wykres").click()
    expect(page.locator(".order-kind").first).to_have_text("1. Wykres")
    page.get_by_role("button", name="Wyjmij: 1. Wykres").click()
    expect(page.locator("main figure.chart")).to_have_count(0)
    toast(page).get_by_role("button", name="Cofnij").click()
    expect(page.locator("main figure.chart")).to_have_count(1)


def test_a_figure_is_built_with_its_value_at_once_and_without_scripts(visit: Visit, axe: Axe) -> None:
    page = visit("koordynator")
    page.goto("/liczby/nowa/")
    axe(page)
    page.get_by_label("godziny doradztwa", exact=True).check()
    expect(page.locator("#answer .figure-value")).to_contain_text(NOW)
    axe(page)
    page.get_by_label("Nazwa", exact=True).fill("godziny doradztwa próbne")
    page.get_by_label("Klucz", exact=True).fill("proba.godziny")
    page.get_by_label("Dział katalogu").fill("Próby")
    page.get_by_role("button", name="Zapisz liczbę").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Godziny doradztwa próbne")
    plain = visit("koordynator", java_script_enabled=False, width=PHONE)
    plain.goto("/liczby/proba.godziny/zmien/")
    plain.get_by_label("godziny animacji", exact=True).check()
    plain.get_by_role("button", name="Pokaż", exact=True).click()
    expect(plain.locator("#answer .figure-value")).to_contain_text(NOW)
