"""An informal group applies from zero to the receipt: at a desk, on a phone, and once without scripts.

The demo has a call that is open; whoever comes has no account and enters by the link of a letter.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.browser import DESK, PHONE
from tests.journeys.centre import Centre
from tests.journeys.steps import choose, suggestions

DAY = (date.today() + timedelta(days=90)).isoformat()  # noqa: DTZ011  # while the activities of the open call last
OWN = ("line_financial", "line_volunteers")
"""Own contribution, which the call does not ask for."""

Visit = Callable[..., Page]
Axe = Callable[[Page], None]


def enter(page: Page, axe: Axe, email: str, read: Callable[[str], str]) -> None:
    """Ask for a link, open it from the letter, press its button."""
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Imię i nazwisko").fill("Zofia Malina")
    axe(page)
    page.get_by_role("button", name="Wyślij mi link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sprawdź pocztę")
    page.goto(urlsplit(read(email)).path)
    axe(page)
    page.get_by_role("button", name="Wejdź").click()


def begin(page: Page, axe: Axe, name: str, *, scripts: bool = True) -> None:
    """Answer what the call asks first: too few adults are told, then a draft begins."""
    expect(page.get_by_role("heading", level=1)).to_have_text("Czy możecie złożyć wniosek?")
    page.get_by_label("Nazwa grupy albo organizacji").fill(name)
    page.get_by_label("Kto składa wniosek").select_option(label="grupa nieformalna")
    if scripts:
        choose(page, re.compile("Gmina siedziby"), "Sieradz")
    else:
        page.get_by_label("Gmina siedziby").fill("Sieradz")
    page.get_by_label("Ile osób dorosłych jest w grupie").fill("1")
    page.get_by_role("button", name="Sprawdź i zacznij pisać").click()
    expect(page.locator(".error-summary")).to_be_visible()
    choice = page.get_by_role("radio").first
    if choice.count():
        choice.check()
    axe(page)
    page.get_by_label("Ile osób dorosłych jest w grupie").fill("3")
    page.get_by_role("button", name="Sprawdź i zacznij pisać").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Kto składa wniosek")


def say_who(page: Page, axe: Axe, email: str) -> None:
    """The people of the group in rows, one more by a button."""
    for number, person in enumerate(("Zofia Malina", "Jan Jeżyna", "Ewa Porzeczka")):
        row = page.get_by_role("group", name=f"Osoba {number + 1}", exact=True)
        row.get_by_label("Imię i nazwisko").fill(person)
        row.get_by_label("E-mail").fill(f"{number}.{email}")
    page.get_by_role("button", name="Dodaj osobę").click()
    expect(page.get_by_role("group", name="Osoba 4", exact=True)).to_be_visible()
    axe(page)
    page.get_by_role("button", name="Zapisz i przejdź dalej").click()


def write(page: Page, axe: Axe, fill: Callable[[Page], None]) -> None:
    """Page after page of the questionnaire, until the declarations."""
    heading = page.get_by_role("heading", level=1)
    for _page in range(12):
        if heading.inner_text() in {"Dokumenty", "Oświadczenia"}:
            break
        fill(page)
        axe(page)
        page.get_by_role("button", name="Zapisz i przejdź dalej").click()
        page.wait_for_load_state()
    if heading.inner_text() == "Dokumenty":
        axe(page)
        page.get_by_role("button", name="Zapisz i przejdź dalej").click()
    for box in page.get_by_role("checkbox").all():
        box.check()
    axe(page)
    page.get_by_role("button", name="Potwierdź i przejdź dalej").click()


def hand_in(page: Page, axe: Axe) -> None:
    """Look at everything, hand it in, read the receipt, find it among one's own."""
    expect(page.get_by_role("heading", level=1)).to_have_text("Sprawdź i złóż")
    axe(page)
    page.get_by_role("button", name="Złóż wniosek").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Wniosek złożony")
    expect(page.locator("code")).to_have_text(re.compile("[0-9a-f]{64}"))
    axe(page)
    with page.expect_download() as paper:
        page.get_by_role("link", name="Pobierz PDF").click()
    assert paper.value.suggested_filename.endswith(".pdf")
    page.get_by_role("link", name="Strona wniosku").click()
    axe(page)
    page.get_by_role("link", name="Moje wnioski").first.click()
    expect(page.get_by_role("heading", name="Złożone i zakończone")).to_be_visible()
    axe(page)


def _name_place(page: Page, box: Locator, *, scripts: bool) -> None:
    """The municipality is chosen from the suggestions; without scripts, its kind tells which Sieradz."""
    box.fill("Sieradz miasto")
    if scripts:
        suggestions(page, box).first.click()
        expect(box).to_have_value("Sieradz (miasto)")


def fill_by_type(page: Page, *, scripts: bool = True) -> None:
    """An answer in each field of the page that is empty, whatever the questionnaire of the call asks."""
    for field in page.locator(".question:not([hidden])").all():
        control = field.locator("input:not([type=hidden]), select, textarea").first
        if not control.count() or not control.is_visible():
            continue
        if (control.get_attribute("name") or "").endswith(OWN):
            continue
        kind = field.get_attribute("data-type") or ""
        if kind == "place":
            _name_place(page, control, scripts=scripts)
            continue
        if kind in {"one", "yes_no", "many", "scale"} and control.evaluate("it => it.tagName") == "INPUT":
            control.check()
        elif control.evaluate("it => it.tagName") == "SELECT":
            control.select_option(index=1)
        elif not control.input_value():
            answers = {"number": "2", "integer": "2", "money": "400,00", "email": "ktos@dom.example",
                       "phone": "600 100 200", "date": DAY}  # fmt: skip
            control.fill(answers.get(kind, "Ławki na Rybnej"))


@pytest.mark.parametrize(("width", "scripts"), [(DESK, True), (PHONE, True), (DESK, False)])
def test_an_informal_group_applies_from_zero_to_the_receipt(
    visit: Visit, axe: Axe, demo: Centre, width: int, scripts: bool
) -> None:
    page = visit(width=width, java_script_enabled=scripts)
    email = f"zofia.{width}.{'z' if scripts else 'bez'}@dom.example"

    def read(to: str) -> str:
        letter = demo.wait_for_letter(to, "Link do wejścia").get_body()
        found = re.search(r"http\S+/wejdz/\S+", letter.get_content())  # type: ignore[union-attr]
        assert found is not None
        return found[0]

    page.goto("/konkursy/")
    page.get_by_role("link", name="Mikrogranty w Łódzkiem").first.click()
    page.goto(f"{urlsplit(page.url).path}zloz/")
    enter(page, axe if scripts else lambda _page: None, email, read)
    look = axe if scripts else lambda _page: None  # axe is a script itself
    begin(page, look, f"Grupa znad Warty {width} {scripts}", scripts=scripts)
    say_who(page, look, email)
    write(page, look, partial(fill_by_type, scripts=scripts))
    hand_in(page, look)
