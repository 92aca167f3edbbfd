"""Coming in, going out, and who does not come in."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from ognisko.desk.rules import demo_email
from tests.journeys.browser import PHONE, log_in
from tests.journeys.centre import Centre

Visit = Callable[..., Page]
Axe = Callable[[Page], None]


def test_somebody_logs_in_and_out(visit: Visit, axe: Axe) -> None:
    page = visit()
    page.goto("/podmioty/")
    expect(page).to_have_url("/konto/login/?next=/podmioty/")
    axe(page)
    page.get_by_label("E-mail").fill(demo_email("doradczyni"))
    page.get_by_label("Hasło", exact=True).fill("to nie jest to hasło")
    page.get_by_role("button", name="Zaloguj się hasłem").click()
    expect(page.get_by_text("Podany adres e-mail i/lub hasło są niepoprawne.")).to_be_visible()
    axe(page)
    log_in(page, "doradczyni")
    page.get_by_role("button", name="Hanna Wrzosek").click()
    axe(page)
    page.get_by_role("button", name="Wyloguj się").click()
    page.goto("/")
    expect(page).to_have_url("/konto/login/?next=/")


def test_an_assessor_is_kept_out_of_the_pages_of_the_staff(visit: Visit, axe: Axe) -> None:
    page = visit("asesor")
    page.goto("/")
    expect(page.get_by_role("heading", name="Do oceny")).to_be_visible()
    axe(page)
    for address in (
        "/podmioty/",
        "/doradztwo/",
        "/projekty/",
        "/granty/",
        "/raporty/",
        "/ksiega/",
        "/ustawienia/",
        "/wczytaj/",
    ):
        answer = page.goto(address)
        assert answer is not None
        assert (address, answer.status) == (address, 404)
    expect(page.get_by_role("heading", level=1)).to_have_text("Tu nic nie ma")
    axe(page)


def test_the_language_changes_at_a_click_and_stays(visit: Visit, axe: Axe) -> None:
    page = visit("redaktor")
    page.goto("/podmioty/")
    page.get_by_role("button", name="Adam Jeż").click()
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Parties")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    axe(page)
    page.goto("/doradztwo/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Advice")
    page.get_by_role("button", name="Adam Jeż").click()
    page.get_by_role("button", name="polski").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Doradztwo")


def test_the_look_changes_at_a_click_and_stays(visit: Visit, axe: Axe) -> None:
    page = visit("ksiegowa")
    page.goto("/podmioty/")
    page.get_by_role("button", name="Irena Maj").click()
    page.get_by_role("button", name="Ciemny").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.goto("/")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    axe(page)


def test_an_administrator_adds_somebody_who_then_may_log_in(visit: Visit, axe: Axe) -> None:
    page = visit("administrator")
    page.goto("/ustawienia/")
    page.locator("main a[href='/ustawienia/ludzie/']").click()
    axe(page)
    page.get_by_role("link", name="Dodaj osobę").click()
    page.get_by_label("Imię i nazwisko").fill("Barbara Jodła")
    page.get_by_label("E-mail").fill("jodla@ognisko.example")
    page.get_by_role("button", name="Zapisz", exact=True).click()
    assert page.url.endswith("/dodaj/"), "somebody without a role was added"
    page.get_by_role("checkbox", name="animacja").check()
    page.get_by_role("button", name="Zapisz", exact=True).click()
    expect(page.get_by_role("row").filter(has_text="jodla@ognisko.example")).to_contain_text("animacja")
    axe(page)


def test_the_bottom_bar_of_a_phone_leads_everywhere(visit: Visit, axe: Axe) -> None:
    page = visit("doradczyni", width=PHONE)
    page.goto("/")
    page.get_by_role("button", name="Więcej", exact=True).click()
    axe(page)
    page.locator("#more").get_by_role("link", name="Biura").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Biura")


def test_somebody_new_sets_up_a_passkey_and_comes_in_with_it(visit: Visit, axe: Axe, demo: Centre) -> None:
    """The browser has a device of its own that answers as a finger on a reader would."""
    address = "klucznik@ognisko.example"
    chief = visit("administrator")
    chief.goto("/ustawienia/ludzie/dodaj/")
    chief.get_by_label("Imię i nazwisko").fill("Kamil Klucznik")
    chief.get_by_label("E-mail").fill(address)
    chief.get_by_role("checkbox", name="redakcja").check()
    chief.get_by_role("button", name="Zapisz", exact=True).click()
    letter = demo.wait_for_letter(address, "Ognisko: ustaw hasło").get_body()
    assert letter is not None
    link = re.search(r"https?://[^/]+(/konto/password/reset/key/\S+)", letter.get_content())
    assert link is not None
    page = visit()
    here = demo.address.replace("127.0.0.1", "localhost")  # a passkey belongs to a name, not to a number
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
               "isUserVerified": True, "automaticPresenceSimulation": True}  # fmt: skip
    device.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    page.goto(here + link[1])
    axe(page)
    page.get_by_label("Nowe hasło", exact=True).fill("kalina brzoza lipiec")
    page.get_by_label("Nowe hasło (ponownie)").fill("kalina brzoza lipiec")
    page.get_by_role("button", name="Ustaw hasło").click()
    page.goto(f"{here}/konto/login/")
    page.get_by_label("E-mail").fill(address)
    page.get_by_label("Hasło", exact=True).fill("kalina brzoza lipiec")
    page.get_by_role("button", name="Zaloguj się hasłem").click()
    page.wait_for_url(f"{here}/")
    page.goto(f"{here}/konto/2fa/")
    axe(page)
    page.get_by_role("link", name="Dodaj klucz dostępu").click()
    axe(page)
    page.get_by_role("button", name="Dodaj klucz").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Kody odzyskiwania")
    axe(page)
    code = page.locator(".codes code").first.inner_text()
    page.get_by_label("Kody są schowane").check()
    page.get_by_role("link", name="Dalej").click()
    page.wait_for_url(f"{here}/")
    page.context.clear_cookies()
    page.goto(f"{here}/konto/login/")
    page.get_by_role("button", name="Zaloguj się kluczem dostępu").click()
    page.wait_for_url(f"{here}/")
    page.context.clear_cookies()
    page.goto(f"{here}/konto/login/")
    page.get_by_label("E-mail").fill(address)
    page.get_by_label("Hasło", exact=True).fill("kalina brzoza lipiec")
    page.get_by_role("button", name="Zaloguj się hasłem").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Drugi krok")
    axe(page)
    page.get_by_label("Kod").fill(code)
    page.get_by_role("button", name="Zaloguj się").click()
    page.wait_for_url(f"{here}/")
    chief.goto("/ustawienia/ludzie/")
    expect(chief.get_by_role("row").filter(has_text=address)).to_contain_text("1 klucz")
    chief.get_by_role("link", name="Kamil Klucznik").click()
    axe(chief)
    chief.get_by_role("link", name="Cofnij drugi krok logowania").click()
    chief.get_by_label("Powód").fill("zgubiony telefon")
    axe(chief)
    chief.get_by_role("button", name="Cofnij drugi krok logowania").click()
    chief.get_by_text("Historia zmian", exact=True).click()
    expect(chief.locator(".change-set").first).to_contain_text("zgubiony telefon")
    axe(chief)
    demo.wait_for_letter(address, "Cofnięto drugi krok")
    page.goto(f"{here}/podmioty/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Zaloguj się")
