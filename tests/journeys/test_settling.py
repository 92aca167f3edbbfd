"""The end of a grant: a report, what is admitted of it, a correction, money that comes back late, the certificate.

The demo has a call in settlement; its grants were paid, and some of their holders have not reported yet. Whoever holds
one enters by the link of a letter.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from ognisko.desk.rules import demo_email
from ognisko.files.tests.samples import pdf, picture
from tests.journeys.browser import DESK, PHONE
from tests.journeys.centre import Centre
from tests.journeys.steps import toast
from tests.journeys.test_applying import enter, fill_by_type

Visit = Callable[..., Page]
Axe = Callable[[Page], None]

INVOICE = {"name": "faktura.pdf", "mimeType": "application/pdf", "buffer": pdf()}
PHOTO = {"name": "wystawa.png", "mimeType": "image/png", "buffer": picture("PNG")}

OVERDUE = """
from datetime import timedelta
from django.utils import timezone
from ognisko.grants.models import Application
day = timezone.localdate() - timedelta(days=60)
print(Application.objects.filter(title={title!r}).update(return_due_on=day))
"""
"""Sixty days pass: the one thing that no page can do."""


@dataclass(frozen=True)
class Grant:
    """A grant of the demo: its holder, its lines, what comes back of it and the interest of sixty days at 11,5 %."""

    login: str
    title: str
    first: str
    second: str
    admitted: str
    due: str
    interest: str
    together: str


BOOKS = Grant("grupa", "Biblioteczka na przystanku", "2 300,00", "1 100,00", "1 000,00", "800,00", "15,00", "815,00")
PHONES = Grant("babcie", "Telefon do babci", "1 400,00", "2 800,00", "2 700,00", "600,00", "11,00", "611,00")
TALES = Grant("rozki", "Bajki o naszej ulicy", "2 600,00", "1 900,00", "1 800,00", "700,00", "13,00", "713,00")


@pytest.mark.parametrize(
    ("grant", "width", "scripts"), [(BOOKS, DESK, True), (PHONES, PHONE, True), (TALES, DESK, False)]
)
def test_a_grant_is_reported_on_settled_and_closed(
    visit: Visit, axe: Axe, demo: Centre, grant: Grant, width: int, scripts: bool
) -> None:
    holder = visit(width=width, java_script_enabled=scripts)
    look = axe if scripts else lambda _page: None  # axe is a script itself
    officer, director = visit("granty", width=width), visit("dyrektorka", width=width)
    address = the_work_is_found(officer, grant)
    the_holder_enters(holder, look, demo, grant)
    the_report_is_written(holder, look, grant, scripts=scripts)
    one_amount_is_cut_and_a_correction_asked_for(officer, axe, address, grant)
    the_correction_comes(holder, look, scripts=scripts)
    the_report_is_accepted_and_the_rest_demanded(officer, axe, address, grant)
    the_holder_reads_what_to_return(holder, look, grant)
    sixty_days_pass(demo, grant)
    the_money_comes_back_with_interest(officer, axe, address, grant)
    two_persons_close_it(officer, director, axe, address)
    the_holder_keeps_the_certificate(holder, look)


def fits(page: Page) -> None:
    """Nobody has to scroll sideways."""
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def the_work_is_found(page: Page, grant: Grant) -> str:
    """From the list of calls to the settlement; a grant whose work has not begun begins."""
    page.goto("/granty/")
    page.get_by_role("link", name=re.compile(r"Mikrogranty w Kutnie 20(?!24)")).first.click()
    page.goto(f"{urlsplit(page.url).path}sprawozdania/")
    page.get_by_role("row").filter(has_text=grant.title).get_by_role("link").first.click()
    begin = page.get_by_role("button", name="Działania się zaczęły")
    if begin.count():
        begin.click()
        expect(toast(page)).to_be_visible()
    return urlsplit(page.url).path


def the_holder_enters(page: Page, look: Axe, demo: Centre, grant: Grant) -> None:
    def read(to: str) -> str:
        letter = demo.wait_for_letter(to, "Link do wejścia").get_body()
        found = re.search(r"http\S+/wejdz/\S+", letter.get_content())  # type: ignore[union-attr]
        assert found is not None
        return found[0]

    page.goto("/wejdz/")
    enter(page, look, demo_email(grant.login), read)
    page.get_by_role("link", name=grant.title).click()
    look(page)
    page.get_by_role("link", name="Sprawozdanie i rozliczenie").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Sprawozdanie: {grant.title}")
    look(page)


def the_report_is_written(page: Page, look: Axe, grant: Grant, *, scripts: bool) -> None:
    """Two documents with their scans on two lines of the budget, then the questions, then it is handed in."""
    expect(page.get_by_role("button", name="Złóż sprawozdanie")).to_be_disabled()
    add_document(page, look, 0, "FV 1/11", grant.first, scripts=scripts)
    add_document(page, look, 1, "Rachunek 2", grant.second, scripts=scripts)
    page.get_by_role("link", name="Odpowiedz na pytania").click()
    for _page in range(2):
        fill_by_type(page)
        look(page)
        page.locator("button[value=next]").click()
        page.wait_for_load_state()
    fits(page)
    look(page)
    page.get_by_role("button", name="Złóż sprawozdanie").click()
    expect(toast(page)).to_contain_text("Mamy Twoje sprawozdanie")


def add_document(page: Page, look: Axe, line: int, number: str, amount: str, *, scripts: bool) -> None:
    page.get_by_role("link", name="Dodaj dokument").click()
    page.locator("select[name=line]").select_option(index=line)
    page.get_by_label("Numer dokumentu").fill(number)
    page.get_by_label("Kto wystawił").fill("Tartak Sosna")
    page.get_by_label("Co kupiono").fill("Deski i śruby")
    day = page.evaluate("new Date(Date.now() - 30 * 86400000).toISOString().slice(0, 10)")
    for name in ("issued_on", "paid_on"):
        page.locator(f"[name={name}]").fill(day)
    page.locator("[name=amount]").fill(amount)
    page.locator("input[type=file]").set_input_files(INVOICE)
    page.get_by_role("button", name="Zapisz dokument").click()
    expect(page.locator(".error-summary")).to_be_visible()
    look(page)
    page.locator("[name=grant]").fill(amount)
    page.get_by_role("button", name="Zapisz dokument").click()
    expect(toast(page)).to_contain_text("Dokument zapisany")
    expect(page.get_by_role("link", name="faktura.pdf")).to_have_count(line + 1)


def form(page: Page, what: str) -> Locator:
    """The form of the settlement that does this, opened where it is folded."""
    found = page.locator(f"form[action$='/{what}/']")
    if not found.is_visible():
        page.locator("details").filter(has=found).locator("summary").click()
    return found


def one_amount_is_cut_and_a_correction_asked_for(page: Page, axe: Axe, address: str, grant: Grant) -> None:
    page.goto(address)
    fits(page)
    axe(page)
    page.locator("input[name$=-admitted]").nth(1).fill(grant.admitted)
    page.get_by_role("button", name="Zapisz uznane kwoty").click()
    expect(page.locator(".field-wrong")).to_have_count(1)
    axe(page)
    page.locator("input[name$=-reason]").nth(1).fill("100 zł to zakup prywatny.")
    page.get_by_role("button", name="Zapisz uznane kwoty").click()
    expect(toast(page)).to_be_visible()
    asked = form(page, "poprawki")
    asked.get_by_label("Co poprawić").fill("Dodajcie zdjęcie.")
    axe(page)
    asked.get_by_role("button").click()
    expect(toast(page)).to_contain_text("Realizator dostanie list")


def the_correction_comes(page: Page, look: Axe, *, scripts: bool) -> None:
    page.reload()
    expect(page.get_by_role("main")).to_contain_text("Dodajcie zdjęcie.")
    look(page)
    page.get_by_role("link", name="Dodaj zdjęcia i pliki").click()
    page.locator("input[type=file]").set_input_files(PHOTO)
    if scripts:
        expect(page.get_by_role("link", name="wystawa.png")).to_be_visible()
    look(page)
    page.get_by_role("button", name="Zapisz pliki").click()
    page.get_by_role("link", name=re.compile("Odpowiedz na pytania|Pisz dalej")).click()
    for _page in range(2):
        page.locator("button[value=next]").click()
        page.wait_for_load_state()
    page.get_by_role("button", name="Złóż poprawione sprawozdanie").click()
    expect(toast(page)).to_contain_text("Mamy Twoje sprawozdanie")


def the_report_is_accepted_and_the_rest_demanded(page: Page, axe: Axe, address: str, grant: Grant) -> None:
    page.goto(address)
    expect(page.get_by_role("heading", name="Sprawozdanie, wersja 2")).to_be_visible()
    form(page, "przyjmij").get_by_role("button").click()
    expect(toast(page)).to_contain_text("przyjęte")
    axe(page)
    demanded = form(page, "zwrot")
    demanded.get_by_role("textbox").fill("Nie wszystko wydaliście.")
    demanded.get_by_role("button").click()
    expect(toast(page)).to_be_visible()
    expect(page.locator("dt:text-is('Do zwrotu') + dd")).to_contain_text(grant.due)
    axe(page)


def the_holder_reads_what_to_return(page: Page, look: Axe, grant: Grant) -> None:
    page.reload()
    expect(page.get_by_role("main")).to_contain_text(f"Do zwrotu: {grant.due}")
    expect(page.get_by_role("main")).to_contain_text("Na konto")
    look(page)


def sixty_days_pass(demo: Centre, grant: Grant) -> None:
    code = OVERDUE.format(title=grant.title)
    command = [sys.executable, "-m", "ognisko.config.cli", "manage", "shell", "-c", code]
    done = subprocess.run(command, env=demo.environment, check=True, capture_output=True, text=True)
    assert done.stdout.split()[-1] == "1"


def the_money_comes_back_with_interest(page: Page, axe: Axe, address: str, grant: Grant) -> None:
    page.goto(address)
    expect(page.get_by_role("main")).to_contain_text(f"Odsetki do dziś: {grant.interest}")
    back = form(page, "wplata")
    expect(back.locator("[name=amount]")).to_have_value(grant.together)
    axe(page)
    back.get_by_role("button").click()
    expect(toast(page)).to_be_visible()


def two_persons_close_it(officer: Page, director: Page, axe: Axe, address: str) -> None:
    form(officer, "zakoncz").get_by_role("button").click()
    expect(toast(officer)).to_contain_text("Zatwierdzi druga osoba")
    expect(officer.get_by_role("button", name="Zatwierdź")).to_have_count(0)
    axe(officer)
    director.goto(address)
    axe(director)
    director.get_by_role("button", name="Zatwierdź").click()
    expect(toast(director)).to_contain_text("Zatwierdzono")
    fits(director)
    axe(director)


def the_holder_keeps_the_certificate(page: Page, look: Axe) -> None:
    page.reload()
    look(page)
    with page.expect_download() as paper:
        page.get_by_role("link", name="Pobierz zaświadczenie").click()
    assert paper.value.path().read_bytes().startswith(b"%PDF-")
