"""The director reads the year, and asks of a number where it comes from."""

import json
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.journeys.browser import PHONE
from tests.journeys.steps import number

Visit = Callable[..., Page]
Axe = Callable[[Page], None]


def _open_the_report(page: Page) -> None:
    page.goto("/raporty/")
    page.get_by_role("link", name="Raport roczny 2024", exact=True).click()


def test_a_number_of_the_annual_report_opens_into_its_records_and_back(visit: Visit, axe: Axe) -> None:
    page = visit("dyrektorka")
    _open_the_report(page)
    axe(page)
    page.get_by_role("navigation", name="Rozdziały").get_by_role("link", name="OWES w regionie").click()
    chapter = page.url
    axe(page)
    opened = page.locator("main .prose a.number").nth(2)
    shown = number(opened.inner_text())
    opened.click()
    panel = page.locator("#panel")
    expect(panel).to_be_visible()
    expect(panel).to_be_focused()
    assert number(panel.locator(".figure-value, .number-large, .value").first.inner_text()) == shown
    axe(page)
    panel.locator(".records a").first.click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert "/doradztwo/" in page.url
    axe(page)
    page.go_back()
    page.go_back()
    expect(page).to_have_url(chapter)
    expect(page.get_by_role("heading", level=1)).to_have_text("OWES w regionie")


def test_on_a_phone_the_records_come_up_as_a_sheet(visit: Visit, axe: Axe) -> None:
    page = visit("dyrektorka", width=PHONE)
    _open_the_report(page)
    axe(page)
    page.locator("main .prose a.number").first.click()
    panel = page.locator("#panel")
    expect(panel).to_be_visible()
    box = panel.bounding_box()
    assert box is not None
    assert (box["x"], box["width"]) == (0, PHONE)
    assert box["y"] > 0
    axe(page)
    panel.get_by_role("button", name="Zamknij").click()
    expect(panel).to_be_hidden()


def test_the_report_is_taken_along_as_a_document_and_as_numbers(visit: Visit) -> None:
    page = visit("dyrektorka")
    _open_the_report(page)
    files = {}
    for kind in ("PDF", "XLSX", "JSON"):
        with page.expect_download() as download:
            page.locator(".report-files").get_by_role("link", name=kind).click()
        files[kind] = download.value.path().read_bytes()
    assert files["PDF"].startswith(b"%PDF-")
    assert files["XLSX"].startswith(b"PK")
    assert json.loads(files["JSON"])


def test_a_figure_opens_without_scripts_into_a_page_of_its_own(visit: Visit) -> None:
    page = visit("dyrektorka", java_script_enabled=False)
    _open_the_report(page)
    first = page.locator("main .prose a.number").first
    shown = number(first.inner_text())
    first.click()
    assert "/liczby/" in page.url
    assert number(page.locator("main .figure-value, main .number-large, main .value").first.inner_text()) == shown
    page.locator("main .records a").first.click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_a_figure_is_asked_of_another_period_and_by_another_part(visit: Visit, axe: Axe) -> None:
    page = visit("koordynator")
    page.goto("/liczby/")
    axe(page)
    page.locator("main table a, main a.number").first.click()
    axe(page)
    page.goto("/ksiega/")
    axe(page)
