"""Somebody asks what is known of them, and then to be forgotten."""

import io
import json
import zipfile
from collections.abc import Callable

from playwright.sync_api import Page, expect

Visit = Callable[..., Page]
Axe = Callable[[Page], None]

NAME = "Wirgiliusz Nieśmiałek"


def test_the_director_hands_out_a_copy_of_the_data_and_erases_the_person(visit: Visit, axe: Axe) -> None:
    page = visit("dyrektorka")
    page.goto("/podmioty/dodaj/?kind=person")
    page.get_by_label("Imię i nazwisko", exact=True).fill(NAME)
    page.get_by_label("E-mail").fill("wirgiliusz@poczta.example")
    page.get_by_role("button", name="Dodaj", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(NAME)
    address = page.url
    page.get_by_role("link", name="Dodaj notatkę").click()
    page.get_by_label("Notatka").fill(f"{NAME} woli rozmawiać rano.")
    page.get_by_role("button", name="Zapisz", exact=True).click()

    page.get_by_role("link", name="Kopia danych i usunięcie").click()
    axe(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="Zrób kopię (ZIP)").click()
    with zipfile.ZipFile(io.BytesIO(download.value.path().read_bytes())) as archive:
        parts = {part["key"]: part["rows"] for part in json.loads(archive.read("dane.json"))["parts"]}
    assert [row["text"] for row in parts["people.Note"]] == [f"{NAME} woli rozmawiać rano."]

    page.get_by_role("link", name="Zobacz, co zniknie").click()
    axe(page)
    page.get_by_label("Wpisz imię i nazwisko osoby").fill("Ktoś Inny")
    page.get_by_role("button", name="Usuń na zawsze").click()
    expect(page.get_by_label("Wpisz imię i nazwisko osoby")).to_have_value("Ktoś Inny")
    axe(page)
    page.get_by_label("Wpisz imię i nazwisko osoby").fill(NAME)
    page.get_by_role("button", name="Usuń na zawsze").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Rejestr usunięć")
    axe(page)
    page.goto(address)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Osoba usunięta")
    expect(page.locator("body")).not_to_contain_text("Wirgiliusz")
    axe(page)
    page.goto("/podmioty/?q=wirgiliusz")
    expect(page.locator("#results")).not_to_contain_text(NAME)
