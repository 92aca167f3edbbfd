"""Files are sent while one writes, go on after a broken connection, and a form without scripts takes them too."""

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, Route, expect

from ognisko.files.tests.samples import SVG, pdf, picture
from tests.journeys.browser import PHONE
from tests.journeys.steps import toast

Visit = Callable[..., Page]
Axe = Callable[[Page], None]

FIELD = "/ui/pliki/"
STATUTE = {"name": "Statut.pdf", "mimeType": "application/pdf", "buffer": pdf()}
PHOTO = {"name": "ogród.png", "mimeType": "image/png", "buffer": picture("PNG")}
DRAWING = {"name": "logo.svg", "mimeType": "image/svg+xml", "buffer": SVG}


def test_files_are_sent_while_one_writes_and_a_bad_one_is_named(visit: Visit, axe: Axe) -> None:
    page = visit("doradczyni")
    page.goto(FIELD)
    page.get_by_label("Wybierz pliki").set_input_files([STATUTE, DRAWING, PHOTO])
    expect(page.get_by_role("link", name="Statut.pdf")).to_be_visible()
    expect(page.get_by_role("link", name="ogród.png")).to_be_visible()
    expect(page.get_by_role("group", name="Dokumenty i zdjęcia")).to_contain_text("To strona internetowa albo rysunek")
    axe(page)
    page.get_by_role("button", name="Zapisz").click()
    expect(page.get_by_label("Tytuł")).to_be_focused()
    page.get_by_label("Tytuł").fill("Ogród społeczny")
    page.get_by_role("button", name="Zapisz").click()
    expect(toast(page)).to_contain_text("Zapisano")
    expect(page.get_by_role("link", name="Statut.pdf")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="Statut.pdf").click()
    assert (download.value.suggested_filename, download.value.path().read_bytes()) == ("Statut.pdf", pdf())
    for name in ("Statut.pdf", "ogród.png"):
        page.get_by_role("checkbox", name=f"Usuń {name}").check()
    page.get_by_label("Tytuł").fill("Ogród społeczny")
    page.get_by_role("button", name="Zapisz").click()
    expect(page.get_by_role("main")).to_contain_text("Wybierz plik.")
    expect(page.get_by_role("checkbox", name="Usuń Statut.pdf")).to_be_checked()
    axe(page)
    page.get_by_role("checkbox", name="Usuń Statut.pdf").uncheck()
    page.get_by_label("Tytuł").fill("Ogród społeczny")
    page.get_by_role("button", name="Zapisz").click()
    expect(toast(page)).to_contain_text("Zapisano")
    expect(page.get_by_role("link", name="ogród.png")).to_have_count(0)
    expect(page.get_by_role("link", name="Statut.pdf")).to_be_visible()


def test_a_file_goes_on_after_a_broken_connection_and_after_a_reload(visit: Visit, axe: Axe, tmp_path: Path) -> None:
    long = tmp_path / "protokół.txt"
    long.write_text("Zebranie w Wojkowie.\n" * 100_000, encoding="utf-8")
    page = visit("animatorka", width=PHONE)
    page.goto(FIELD)
    sent: list[int] = []

    def break_after_two(route: Route) -> None:
        if route.request.method == "PATCH":
            sent.append(int(route.request.headers["upload-offset"]))
            if len(sent) > 2:
                route.abort()
                return
        route.continue_()

    page.route("**/pliki/*/odbior/", break_after_two)
    page.get_by_label("Wybierz pliki").set_input_files(long)
    expect(page.get_by_role("group", name="Dokumenty i zdjęcia")).to_contain_text("Czekamy na połączenie")
    axe(page)
    page.reload()
    expect(page.get_by_role("group", name="Dokumenty i zdjęcia")).to_contain_text("zatrzymał się na")
    axe(page)
    page.unroute("**/pliki/*/odbior/")
    asked: list[int] = []
    page.on("request", lambda one: asked.append(int(one.headers.get("upload-offset", -1))))
    page.get_by_label("Tytuł").fill("Protokół")
    page.get_by_label("Wybierz pliki").set_input_files(long)
    page.get_by_role("button", name="Zapisz").click()
    expect(toast(page)).to_contain_text("Zapisano")
    expect(page.get_by_role("link", name="protokół.txt")).to_be_visible()
    assert 0 not in asked


def test_without_scripts_the_form_brings_its_files(visit: Visit) -> None:
    page = visit("koordynator", java_script_enabled=False)
    page.goto(FIELD)
    page.get_by_label("Wybierz pliki").set_input_files([STATUTE, DRAWING])
    page.get_by_label("Tytuł").fill("Ogród społeczny")
    page.get_by_role("button", name="Zapisz").click()
    expect(page.get_by_role("main")).to_contain_text("„logo.svg”: To strona internetowa albo rysunek")
    expect(page.get_by_role("link", name="Statut.pdf")).to_be_visible()
    page.get_by_role("button", name="Zapisz").click()
    expect(toast(page)).to_contain_text("Zapisano")
    expect(page.get_by_role("link", name="Statut.pdf")).to_be_visible()
