"""An officer copies last year's call, sets its dates, announces it; everybody finds it and may ask."""

import re
from collections.abc import Callable
from datetime import date, timedelta

from playwright.sync_api import Page, expect

from ognisko.core.spreadsheets import Sheet, write_workbook
from tests.journeys.browser import PHONE
from tests.journeys.steps import toast

Visit = Callable[..., Page]
Axe = Callable[[Page], None]

TODAY = date.today()  # noqa: DTZ011  # the days of a call that opens now
TEXTS = ("Do 6 000 zł na działanie, które zmieni coś na Twojej ulicy.", "Pieniądze na małe działania sąsiedzkie.")


def day(after: int) -> str:
    """A day as the browser's calendar takes it."""
    return (TODAY + timedelta(days=after)).isoformat()


def fill_dates(page: Page, *, opens: int, closes: int) -> None:
    """The days of the form of a call."""
    page.get_by_label("Otwarcie, dzień").fill(day(opens))
    page.get_by_label("Otwarcie, godzina").fill("0:00")
    page.get_by_label("Termin, dzień").fill(day(closes))
    page.get_by_label("Termin, godzina").fill("24:00")


def earlier_call(page: Page, axe: Axe) -> None:
    """A programme and its call of an earlier year, of which only a questionnaire is missing."""
    page.goto("/granty/programy/nowy/")
    axe(page)
    page.get_by_label("Nazwa", exact=True).fill("Program Zielonych Podwórek")
    page.get_by_label("Adres strony").fill("zielone-podworka")
    page.get_by_role("button", name="Zapisz", exact=True).click()
    page.goto("/granty/nabory/nowy/")
    axe(page)
    page.get_by_label("Program", exact=True).select_option(label="Program Zielonych Podwórek")
    page.get_by_label("Nazwa", exact=True).fill("Podwórka rok wcześniej")
    page.get_by_label("Adres strony").fill("podworka-dawniej")
    page.get_by_label("W jednym zdaniu").fill(TEXTS[0])
    page.get_by_label("Na co jest").fill(TEXTS[1])
    page.get_by_label("Kogo pytać").fill("Marek Tyl")
    page.get_by_label("Telefon").fill("43 000 00 21")
    fill_dates(page, opens=-400, closes=-370)
    page.get_by_label("Działania od").fill(day(-340))
    page.get_by_label("Działania do").fill(day(-200))
    page.get_by_role("button", name="Dodaj nabór").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Podwórka rok wcześniej")
    axe(page)
    page.get_by_role("link", name="Największa kwota jednego grantu").click()
    page.get_by_label("Największy grant").fill("6 000")
    page.get_by_role("button", name="Zapisz", exact=True).click()
    page.get_by_role("link", name="Kto może złożyć wniosek").first.click()
    axe(page)
    page.get_by_label("grupa nieformalna", exact=True).check()
    page.get_by_role("button", name="Zapisz", exact=True).click()
    page.get_by_role("link", name="Kryteria z punktami").click()
    axe(page)
    page.get_by_label("Kryterium").first.fill("Pomysł")
    page.get_by_role("button", name="Zapisz", exact=True).click()
    page.get_by_role("link", name="Opublikowany regulamin").click()
    page.get_by_label("Regulamin", exact=True).fill("# Cel\n\nZazielenić podwórka.")
    axe(page)
    page.get_by_role("button", name="Opublikuj").click()
    expect(toast(page)).to_contain_text("opublikowany")


def questionnaire(page: Page) -> None:
    """A questionnaire with the least that an application has, from an XLSForm; published."""
    asked = [
        ("text", "title", "Tytuł", "yes"), ("begin_repeat", "budget", "Koszty", ""),
        ("text", "line_name", "Koszt", "yes"), ("decimal", "line_price", "Cena", "yes"), ("end_repeat", "", "", ""),
    ]  # fmt: skip
    content = write_workbook([Sheet("survey", ["type", "name", "label", "required"], asked)])
    page.goto("/kwestionariusze/dodaj/")
    page.get_by_label("Tytuł").fill("Wniosek o zielone podwórko")
    page.get_by_label("Zastosowanie").select_option(value="application")
    page.get_by_label("Plik XLSForm").set_input_files(
        {"name": "wniosek.xlsx", "mimeType": "application/octet-stream", "buffer": content}
    )
    page.get_by_role("button", name="Wczytaj plik").click()
    page.goto("/kwestionariusze/?q=zielone")
    page.get_by_role("link", name="Wniosek o zielone podwórko").click()
    page.get_by_role("button", name="Opublikuj").click()
    page.get_by_text("opublikowano").first.wait_for()


def choose_questionnaire(page: Page) -> None:
    """The call asks with the questionnaire that was just made."""
    page.get_by_role("link", name="Formularz wniosku").click()
    page.get_by_label(re.compile(r"^Wniosek")).select_option(label="Wniosek o zielone podwórko (1)")
    page.get_by_role("button", name="Zapisz", exact=True).click()


def test_last_years_call_is_copied_announced_and_found(visit: Visit, axe: Axe) -> None:
    page = visit("koordynator")
    questionnaire(page)
    earlier_call(page, axe)
    page.goto("/granty/")
    page.get_by_role("link", name="Podwórka rok wcześniej").click()
    choose_questionnaire(page)
    page.get_by_role("link", name="Kopiuj").click()
    axe(page)
    page.get_by_label("Nazwa", exact=True).fill("Podwórka teraz")
    page.get_by_label("Adres strony").fill("podworka")
    fill_dates(page, opens=20, closes=10)
    page.get_by_role("button", name="Skopiuj").click()
    expect(page.get_by_role("main")).to_contain_text("Termin składania wypada przed otwarciem naboru")
    axe(page)
    fill_dates(page, opens=-1, closes=18)
    page.get_by_role("button", name="Skopiuj").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Podwórka teraz")
    page.get_by_role("link", name="Pieniądze w puli").click()
    page.get_by_label("Kwota").fill("180 000")
    page.get_by_role("button", name="Dołóż").click()
    page.get_by_role("link", name="Opublikowany regulamin").click()
    page.get_by_role("button", name="Opublikuj").click()
    page.goto("/granty/")
    page.get_by_role("link", name="Podwórka teraz").click()
    axe(page)
    page.get_by_role("link", name="Ogłoś", exact=True).click()
    page.get_by_role("button", name="Ogłoś").click()
    expect(page.get_by_role("main")).to_contain_text("trwa nabór")
    axe(page)
    for width in (1440, PHONE):
        guest = visit(width=width)
        guest.goto("/konkursy/")
        axe(guest)
        guest.get_by_role("link", name="Podwórka teraz").first.click()
        expect(guest.get_by_role("heading", level=1)).to_have_text("Podwórka teraz")
        expect(guest.get_by_role("main")).to_contain_text("zostało 18 dni")
        axe(guest)
        guest.get_by_label("Twoje pytanie").fill(f"Czy można posadzić {width} drzew?")
        guest.get_by_role("button", name="Wyślij pytanie").click()
        expect(toast(guest)).to_contain_text("Dziękujemy")
        axe(guest)
    page.goto("/granty/")
    page.get_by_role("link", name="Podwórka teraz").click()
    page.get_by_role("link", name="Pytania i odpowiedzi").click()
    expect(page.get_by_role("main")).to_contain_text("Czy można posadzić 1440 drzew?")
    axe(page)
