"""Somebody new comes, is found again, and what was promised to them is not forgotten."""

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from ognisko.core.spreadsheets import read_workbook
from tests.journeys.steps import add_party, new_name, number, row, toast

Visit = Callable[..., Page]
Axe = Callable[[Page], None]


def test_a_party_is_added_once_although_two_people_meet_it(visit: Visit, axe: Axe) -> None:
    page, name = visit("doradczyni"), new_name()
    address = add_party(page, name)
    axe(page)
    page.goto("/podmioty/dodaj/")
    axe(page)
    page.get_by_label("Nazwa", exact=True).press_sequentially(name.replace("„", "").replace("”", "").lower())
    warning = page.locator("#duplicates")
    expect(warning.get_by_role("link", name=name)).to_be_visible()
    axe(page)
    page.get_by_role("button", name="Dodaj", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Nowy podmiot")
    axe(page)
    warning.get_by_role("link", name=name).click()
    expect(page).to_have_url(address)


def test_a_note_and_a_task_are_kept_with_the_party_and_a_task_done_can_be_undone(visit: Visit, axe: Axe) -> None:
    page, name = visit("doradczyni"), new_name()
    address = add_party(page, name)
    page.get_by_role("link", name="Dodaj notatkę").click()
    page.get_by_label("Notatka").fill("Klucz do świetlicy ma sołtyska.")
    axe(page)
    page.get_by_role("button", name="Zapisz", exact=True).click()
    beside = page.get_by_role("complementary", name="Obok")
    expect(beside).to_contain_text("Klucz do świetlicy ma sołtyska.")

    beside.locator("summary", has_text="Dodaj zadanie").click()
    page.get_by_label("Co trzeba zrobić").fill("Wysłać wzór uchwały")
    page.get_by_label("Termin").fill("2030-03-20")
    axe(page)
    page.get_by_role("button", name="Dodaj zadanie", exact=True).click()
    done = beside.get_by_role("button", name="Wysłać wzór uchwały")
    done.click()
    expect(page).to_have_url(address)
    expect(done).to_have_count(0)
    axe(page)
    toast(page).get_by_role("button", name="Cofnij").click()
    expect(done).to_be_visible()


def test_a_list_is_filtered_sorted_and_taken_along(visit: Visit, axe: Axe, tmp_path: Path) -> None:
    page = visit("audytor")
    page.goto("/podmioty/")
    everybody = number(page.locator("#results .note").first.inner_text())
    filters = page.get_by_role("search", name="Filtry")
    filters.get_by_label("Nazwa, numer, e-mail lub miejsce").fill("kolo gospodyn")
    page.wait_for_url("**/podmioty/?*q=kolo*")
    some = page.locator("#results .note").first
    expect(some).not_to_have_text(str(everybody))
    shown = int(number(some.inner_text()))
    assert 0 < shown < everybody
    axe(page)
    page.get_by_role("columnheader", name="Siedziba").get_by_role("link").click()
    page.wait_for_url("**sort=*")
    axe(page)
    names = page.locator("#results tbody th a").all_inner_texts()
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    text = download.value.path().read_text(encoding="utf-8-sig")
    rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    assert len(rows) == 1 + shown
    assert [row[1] for row in rows[1 : 1 + len(names)]] == names
    with page.expect_download() as download:
        page.get_by_role("link", name="XLSX").click()
    assert len(read_workbook(download.value.path())) >= 1


def test_the_page_of_a_party_opens_its_numbers_and_its_history(visit: Visit, axe: Axe) -> None:
    page = visit("doradczyni")
    page.goto("/podmioty/?q=zakole")
    page.locator("#results tbody th a").first.click()
    page.locator("main .stats a").first.click()
    expect(page.locator("#panel")).to_be_visible()
    axe(page)
    page.keyboard.press("Escape")
    expect(page.locator("#panel")).to_be_hidden()
    page.get_by_text("Historia zmian", exact=True).click()
    expect(page.locator(".change-set").first).to_be_visible()
    axe(page)
    page.get_by_role("link", name=re.compile("Cała historia zmian|Na osobnej stronie")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Historia zmian")
    axe(page)


def test_many_parties_get_a_tag_at_once_and_lose_it_again(visit: Visit, axe: Axe) -> None:
    page, names = visit("koordynator"), [new_name(), new_name()]
    for name in names:
        add_party(page, name)
    page.goto("/podmioty/?sort=-added")
    for name in names:
        row(page, name).get_by_role("checkbox").check()
    page.locator(".bulk [name=tag]").fill("sąsiedzi")
    page.get_by_role("button", name="Dodaj etykietę").click()
    expect(row(page, names[0])).to_contain_text("sąsiedzi")
    axe(page)
    toast(page).get_by_role("button", name="Cofnij").click()
    expect(row(page, names[0])).to_be_visible()
    expect(row(page, names[0])).not_to_contain_text("sąsiedzi")
