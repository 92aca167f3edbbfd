"""A resident books an hour of advice by a mailed link; staff turn a kept one into a session."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.browser import DESK, PHONE
from tests.journeys.centre import Centre
from tests.journeys.steps import toast

Visit = Callable[..., Page]
Axe = Callable[[Page], None]


def free_hours(page: Page, office: str) -> Locator:
    """The way to the free hours of law in an office."""
    return page.get_by_role("link", name=re.compile(rf"Wolne godziny\s*: doradztwo prawne, {office}"))


def choose_an_hour(page: Page, axe: Axe) -> None:
    """From the page of all hours to the form of one."""
    page.goto("/dyzury/")
    axe(page)
    free_hours(page, "Łódź").click()
    axe(page)
    page.locator("a.slot").last.click()
    axe(page)


def fill_in(page: Page, name: str, email: str) -> None:
    page.get_by_label("Imię i nazwisko").fill(name)
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("W jakiej sprawie").fill("zmiana statutu")


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_a_resident_books_confirms_by_the_mailed_link_moves_and_cancels(
    visit: Visit, axe: Axe, demo: Centre, width: int
) -> None:
    page, email = visit(width=width), f"jan.zajac.{width}@dom.example"
    choose_an_hour(page, axe)
    fill_in(page, "Jan Zając", email)
    page.get_by_role("button", name="Zarezerwuj tę godzinę").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sprawdź pocztę")
    axe(page)
    letter = demo.wait_for_letter(email, "Potwierdź godzinę")
    link = re.search(r"http\S+/dyzury/wizyta/\S+", letter.get_body().get_content())  # type: ignore[union-attr]
    assert link is not None
    page.goto(urlsplit(link[0]).path)
    axe(page)
    page.get_by_role("button", name="Będę").click()
    expect(page.locator(".message")).to_contain_text("Ta godzina jest Twoja.")
    booked = demo.wait_for_letter(email, "Umówione")
    (file,) = booked.iter_attachments()
    assert (file.get_content_type(), file.get_param("method")) == ("text/calendar", "REQUEST")
    page.get_by_role("link", name="Przenieś na inną godzinę").click()
    axe(page)
    page.get_by_label("Nowa godzina").select_option(index=1)
    page.get_by_role("button", name="Przenieś", exact=True).click()
    expect(toast(page)).to_contain_text("Przeniesione.")
    page.get_by_role("button", name="Odwołaj wizytę").click()
    expect(page.locator(".message")).to_contain_text("Ta wizyta jest odwołana.")
    (file,) = demo.wait_for_letter(email, "Odwołane").iter_attachments()
    assert "STATUS:CANCELLED" in file.get_content()
    axe(page)


def test_who_comes_too_late_chooses_another_hour_and_types_nothing_again(visit: Visit, axe: Axe) -> None:
    first, second = visit(), visit()
    for page, name in ((first, "Anna Prędka"), (second, "Ewa Późna")):
        page.goto("/dyzury/")
        free_hours(page, "Kutno").click()
        page.locator("a.slot").last.click()
        fill_in(page, name, f"{name.split()[0].lower()}@dom.example")
    first.get_by_role("button", name="Zarezerwuj tę godzinę").click()
    expect(first.get_by_role("heading", level=1)).to_have_text("Sprawdź pocztę")
    second.get_by_role("button", name="Zarezerwuj tę godzinę").click()
    expect(second.locator(".error-summary")).to_contain_text("Ktoś właśnie zajął tę godzinę.")
    axe(second)
    expect(second.get_by_label("Imię i nazwisko")).to_have_value("Ewa Późna")
    second.get_by_role("radio").first.check()
    second.get_by_role("button", name="Zarezerwuj tę godzinę").click()
    expect(second.get_by_role("heading", level=1)).to_have_text("Sprawdź pocztę")


def test_a_kept_appointment_becomes_a_session_with_one_click(visit: Visit, axe: Axe) -> None:
    page = visit("doradczyni")
    page.goto("/doradztwo/wizyty/")
    axe(page)
    page.get_by_role("link", name="Moje do zapisania").click()
    page.locator("#results tbody a").first.click()
    axe(page)
    page.get_by_role("button", name="Nikt nie przyszedł").click()
    expect(toast(page)).to_contain_text("Oznaczono nieobecność.")
    toast(page).get_by_role("button", name="Cofnij").click()
    page.get_by_role("link", name="Zapisz sesję z wizyty").click()
    axe(page)
    page.get_by_role("button", name="Zapisz", exact=True).click()
    expect(toast(page)).to_contain_text("Zapisano")
    expect(page.get_by_text("sesja zapisana").first).to_be_visible()
    axe(page)


def test_an_advisor_offers_hours_and_keeps_a_day_free(visit: Visit, axe: Axe) -> None:
    page = visit("doradca")
    page.goto("/doradztwo/dyzury/")
    axe(page)
    page.get_by_role("link", name="Dodaj dyżur").click()
    axe(page)
    page.get_by_label("Rodzaj").select_option(label="marketingowe")
    page.get_by_label("Biuro").select_option(label="Kutno")
    page.get_by_label("Dzień tygodnia").select_option(label="Piątek")
    page.get_by_label("Od", exact=True).fill("09:00")
    page.get_by_label("Do", exact=True).fill("12:00")
    page.get_by_role("button", name="Zapisz", exact=True).click()
    expect(page.get_by_role("row").filter(has_text="marketingowe")).to_contain_text("9:00–12:00")
    page.get_by_role("link", name="Mój kalendarz").click()
    axe(page)
    page.get_by_label("Dzień", exact=True).fill("2040-03-13")
    page.get_by_label("Dlaczego").fill("urlop")
    page.get_by_role("button", name="Zajmij", exact=True).click()
    expect(page.get_by_role("listitem").filter(has_text="urlop")).to_be_visible()
    axe(page)
