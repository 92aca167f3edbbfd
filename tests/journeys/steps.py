"""What several journeys do on their way: choosing from a picker, adding a party, reading a number."""

from __future__ import annotations

import re
from decimal import Decimal

from playwright.sync_api import Locator, Page, expect

_names = iter(
    f"Towarzystwo „{word}”"
    for word in (
        "Gżegżółka", "Kwarcyt", "Zbyszkowy Dukt", "Hebanowa Fuga", "Pszczeli Wosk", "Ćwierćnuta", "Latawiec znad Bzury",
        "Muflon", "Księżycowy Jar", "Obwarzanek", "Wyżymaczka", "Jutrzenka Fabryczna", "Dzięcioł", "Ultramaryna",
        "Łódeczka z Kory", "Babie Lato", "Czajnik", "Równonoc", "Śródpole", "Parowóz", "Tkacki Rynek", "Filiżanka",
        "Echo Hal", "Nocny Autobus", "Cynober", "Maślanka", "Żurawie Gniazdo", "Igła i Nitka", "Ostatni Przystanek",
        "Kompas", "Wiatrak", "Podkowa", "Sęk w Desce", "Agrafka", "Hamak", "Trzcinowy Flet",
    )
)  # fmt: skip


def new_name() -> str:
    """A name unlike those of the demo and of other journeys, so that nobody is warned of a duplicate."""
    return next(_names)


def choose(page: Page, label: str | re.Pattern[str], text: str) -> None:
    """Type into a picker and take the first of its suggestions by the keyboard."""
    box = page.get_by_role("combobox", name=label)
    box.click()
    box.press_sequentially(text)
    suggestions(page, box).first.wait_for()
    box.press("Enter")


def suggestions(page: Page, box: Locator) -> Locator:
    """The suggestions of a picker that stand open."""
    return page.locator(f"#{box.get_attribute('aria-controls')}").get_by_role("option")


def add_party(page: Page, name: str) -> str:
    """Add an association by its page; return the address of its own page."""
    page.goto("/podmioty/dodaj/")
    page.get_by_label("Nazwa", exact=True).fill(name)
    page.get_by_role("button", name="Dodaj", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    return page.url


def add_session(page: Page, party: str, *, day: str, hours: str, project: str = "") -> None:
    """Fill in the form of a session and send it; what comes then is the journey's."""
    page.goto("/doradztwo/dodaj/")
    choose(page, "Podmiot", party)
    page.get_by_label("Dzień", exact=True).fill(day)
    page.get_by_label("Ile trwało").fill(hours)
    page.get_by_label("Rodzaj", exact=True).select_option(label="prawne")
    if project:
        page.get_by_label("Projekt", exact=True).select_option(label=project)
    page.get_by_role("button", name="Zapisz", exact=True).click()


def close_period(page: Page, year: str, part: str = "") -> None:
    """Look through a period as a director does, and close it; with points left open there is a reason to give."""
    page.goto("/ksiega/zamkniecia/")
    page.get_by_label("Rok", exact=True).fill(year)
    if part:
        page.get_by_label("Część roku").select_option(part)
    page.get_by_role("button", name="Najpierw sprawdź").click()
    page.get_by_role("heading", name="Zanim zamkniesz").wait_for()
    reason = page.get_by_label("Dlaczego zamykasz")
    if reason.count():
        reason.fill("Sprawdzone z kartami doradztwa.")
    page.get_by_role("button", name="Zamknij", exact=True).click()


def toast(page: Page) -> Locator:
    """What the page says was done."""
    return page.locator("#toasts .toast")


def number(text: str) -> Decimal:
    """A number as it is shown: 2 418 or 437,5."""
    return Decimal(re.sub(r"[^\d,-]", "", text).replace(",", "."))


def row(page: Page, text: str) -> Locator:
    """The row of the table that has this text."""
    return page.get_by_role("row").filter(has_text=text)
