"""An advisor records the day's work."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from playwright.sync_api import Page, expect

from tests.journeys.browser import PHONE
from tests.journeys.steps import add_party, add_session, choose, close_period, new_name, row, suggestions, toast

Visit = Callable[..., Page]
Axe = Callable[[Page], None]

KEY, THOUGHT = 0.2, 1.35
"""Seconds for a keystroke of an average typist, and for making up one's mind (Card, Moran and Newell, 1980)."""


class Keyboard:
    """The keyboard of somebody who does not touch the mouse, with the time that it takes them."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.seconds = 0.0

    def press(self, *keys: str) -> None:
        """Press keys one after the other."""
        for key in keys:
            self.page.keyboard.press(key)
            self.seconds += KEY

    def think_and_type(self, text: str) -> None:
        """Decide something and type it."""
        self.seconds += THOUGHT + KEY * len(text)
        self.page.keyboard.type(text)

    def tab_to(self, label: str) -> None:
        """Go on to a field."""
        for _ in range(12):
            self.press("Tab")
            if self.page.evaluate("document.activeElement.labels?.[0]?.innerText.trim()") == label:
                return
        raise AssertionError(f"Tab does not lead to the field {label}")


def test_a_session_is_recorded_by_keyboard_in_ten_seconds_and_taken_back(visit: Visit, axe: Axe) -> None:
    page, party = visit("doradczyni"), new_name()
    add_party(page, party)
    page.goto("/")
    axe(page)
    hands = Keyboard(page)
    with page.expect_navigation():
        hands.press("n")
    axe(page)
    box = page.get_by_role("combobox", name="Podmiot")
    box.focus()
    hands.think_and_type(party.split("„")[1][:3].lower())
    suggestions(page, box).first.wait_for()
    axe(page)
    while party not in page.locator("[role=option][aria-selected=true]").inner_text():
        hands.press("ArrowDown")
    hands.press("Enter")
    expect(box).to_have_value(party)
    hands.tab_to("Ile trwało")
    hands.think_and_type("1,5")
    hands.tab_to("Rodzaj")
    hands.think_and_type("p")
    hands.tab_to("Co zrobiono (niekonieczne)")
    with page.expect_navigation():
        hands.press("Enter")
    assert hands.seconds < 10
    expect(toast(page)).to_contain_text("Zapisano 1,5 h.")
    expect(row(page, party).first).to_contain_text("prawne")
    axe(page)
    toast(page).get_by_role("button", name="Cofnij").click()
    expect(row(page, party)).to_have_count(0)
    toast(page).get_by_role("button", name="Cofnij").click()
    expect(row(page, party).first).to_contain_text("1,5")


def test_a_session_needs_no_more_than_a_phone(visit: Visit, axe: Axe) -> None:
    page = visit("animatorka", width=PHONE)
    page.goto("/")
    page.get_by_role("main").get_by_role("link", name="Zapisz sesję").click()
    choose(page, "Podmiot", "zak")
    page.get_by_label("Ile trwało").fill("45 min")
    page.get_by_label("Rodzaj", exact=True).select_option(label="ogólne")
    page.get_by_label("Projekt", exact=True).select_option(label="bez projektu")
    axe(page)
    page.get_by_role("button", name="Zapisz", exact=True).click()
    expect(toast(page)).to_contain_text("Zapisano 0,75 h.")
    axe(page)


def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(visit: Visit, axe: Axe) -> None:
    page = visit("doradczyni")
    page.goto("/doradztwo/dodaj/")
    page.get_by_label("Ile trwało").fill("długo")
    page.get_by_label("Co zrobiono").fill("Statut po raz trzeci")
    page.get_by_role("button", name="Zapisz", exact=True).click()
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    expect(summary.get_by_role("listitem")).to_have_count(2)
    expect(page.get_by_label("Ile trwało")).to_have_value("długo")
    expect(page.get_by_label("Co zrobiono")).to_have_value("Statut po raz trzeci")
    axe(page)


def test_a_party_that_has_not_joined_has_both_ways_out(visit: Visit, axe: Axe) -> None:
    page = visit("doradca2")
    today = date.today().isoformat()  # noqa: DTZ011  # the day that a person at this machine types
    first, second = new_name(), new_name()
    for name in (first, second):
        add_party(page, name)

    add_session(page, first, day=today, hours="1:30", project="OWES Łódź")
    refused = page.locator(".message.tone-error")
    expect(refused).to_contain_text("Są dwa wyjścia.")
    axe(page)
    refused.get_by_role("button", name="Zapisz w projekcie Punkty lokalne").click()
    expect(row(page, first)).to_contain_text("Punkty lokalne")

    add_session(page, second, day=today, hours="1:30", project="OWES Łódź")
    refused.get_by_role("button", name=re.compile("przystąpienie")).click()
    expect(row(page, second)).to_contain_text("OWES Łódź")
    page.get_by_role("link", name=second).first.click()
    expect(page.get_by_role("complementary", name="Obok")).to_contain_text("OWES Łódź")
    axe(page)


def test_a_late_change_in_a_closed_month_is_a_correction_with_a_reason(visit: Visit, axe: Axe) -> None:
    advisor, director, name = visit("doradczyni"), visit("dyrektorka"), new_name()
    add_party(advisor, name)
    add_session(advisor, name, day="2023-03-14", hours="1")
    advisor.goto(f"/doradztwo/?q={name}")
    row(advisor, name).get_by_role("link").first.click()
    session = advisor.url

    director.goto("/ksiega/zamkniecia/")
    axe(director)
    close_period(director, "2023", "m3")
    expect(row(director, "marca 2023")).to_contain_text("cały ośrodek")
    axe(director)

    advisor.get_by_role("link", name="Zmień", exact=True).click()
    advisor.get_by_label("Ile trwało").fill("2")
    advisor.get_by_role("button", name="Zapisz", exact=True).click()
    reason = advisor.get_by_label("Powód korekty")
    expect(reason).to_be_visible()
    expect(advisor.get_by_label("Ile trwało")).to_have_value("2")
    axe(advisor)
    reason.fill("Drugą godzinę dopisałam z kalendarza.")
    advisor.get_by_role("button", name="Zapisz", exact=True).click()
    expect(advisor).to_have_url(session)
    expect(advisor.get_by_role("main")).to_contain_text("Drugą godzinę dopisałam z kalendarza.")
    axe(advisor)

    director.reload()
    row(director, "marca 2023").get_by_role("link").first.click()
    expect(director.get_by_role("main")).to_contain_text("Drugą godzinę dopisałam z kalendarza.")
    axe(director)


def test_a_session_is_recorded_without_scripts(visit: Visit) -> None:
    page = visit("doradca", java_script_enabled=False)
    page.goto("/doradztwo/dodaj/")
    page.get_by_label("Podmiot", exact=True).fill("zakole")
    page.get_by_label("Ile trwało").fill("9:00–10:30")
    page.get_by_label("Rodzaj", exact=True).select_option(label="ogólne")
    page.get_by_role("button", name="Zapisz", exact=True).click()
    several = page.get_by_role("group", name="Który z nich?")
    if several.count():  # more than one has this in its name: they are offered, and nothing typed is lost
        several.get_by_role("radio").first.check()
        page.get_by_role("button", name="Zapisz", exact=True).click()
    expect(toast(page)).to_contain_text("Zapisano 1,5 h.")
