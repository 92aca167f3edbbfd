"""An advisor types a week of sessions as into a spreadsheet, pastes the rest, and loses nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from math import ceil

from playwright.sync_api import Page, expect

from tests.journeys.browser import PHONE
from tests.journeys.steps import add_party, add_session, new_name, number, suggestions

Visit = Callable[..., Page]
Axe = Callable[[Page], None]

SESSIONS, DAYS = 20, 5
KEYSTROKES = 12
"""Keystrokes a session, as the user guide states them (docs/podrecznik.md)."""


def last_monday(weeks: int = 1) -> date:
    """The Monday of a week that is over, so that all its days can be typed."""
    today = date.today()  # noqa: DTZ011  # the day that a person at this machine types
    return today - timedelta(days=today.weekday() + 7 * weeks)


class Keyboard:
    """The keyboard of somebody who does not touch the mouse; each key is counted."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.count = 0

    def press(self, *keys: str) -> None:
        """Press keys one after the other."""
        for key in keys:
            self.page.keyboard.press(key)
            self.count += 1

    def type(self, text: str) -> None:
        """Type a text, a key for each letter."""
        self.page.keyboard.type(text)
        self.count += len(text)


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.name"))


def saved(page: Page) -> int:
    return page.locator("[data-row][data-state=saved]").count()


def test_twenty_sessions_are_typed_by_keyboard_alone(visit: Visit, axe: Axe) -> None:
    page = visit("doradczyni")
    monday = last_monday(6)
    page.goto(f"/doradztwo/tydzien/?od={monday}&dzien={monday}")
    axe(page)
    before, hours = saved(page), number(page.locator("[data-sum=week] dd").first.inner_text())
    expect(page.locator("[data-fresh] [name=time]")).to_be_focused()
    fresh = page.locator("[data-fresh]")
    fresh.locator("[name=kind]").select_option(label="ogólne")
    fresh.locator("[name=project]").select_option(label="Punkty lokalne")
    fresh.locator("[name=time]").focus()

    hands = Keyboard(page)
    for place in range(SESSIONS):
        day, nth = divmod(place, SESSIONS // DAYS)
        if place and not nth:  # a new day: back to its cell, which stands before the time
            hands.press("Shift+Tab")
            hands.type(str((monday + timedelta(days=day)).day))
            hands.press("Tab")
        assert focused(page) == "time"
        hands.type(f"{8 + 2 * nth}-{9 + 2 * nth}")
        hands.press("Tab")
        hands.type("zak" if place % 2 else "sad")
        suggestions(page, page.locator(":focus")).first.wait_for()
        hands.press("Tab")
        assert focused(page) == "kind"
        if place % 4 == 1:
            hands.type("p")
        hands.press("Enter")
        if place == 0:
            axe(page)
    expect(page.locator("[data-row][data-state=saved]")).to_have_count(before + SESSIONS)
    assert ceil(hands.count / SESSIONS) == KEYSTROKES
    assert number(page.locator("[data-sum=week] dd").first.inner_text()) == hours + SESSIONS
    axe(page)

    page.reload()
    expect(page.locator("[data-row][data-state=saved]")).to_have_count(before + SESSIONS)
    for day in range(DAYS):
        group = page.locator(f"[data-day='{monday + timedelta(days=day)}'].weekly-day")
        expect(group.locator("[data-state=saved]")).not_to_have_count(0)


def test_a_row_is_taken_back_with_control_z_and_taken_over_with_control_d(visit: Visit, axe: Axe) -> None:
    page, monday = visit("doradca"), last_monday(7)
    page.goto(f"/doradztwo/tydzien/?od={monday}&dzien={monday}")
    before = saved(page)
    hands = Keyboard(page)
    page.locator("[data-fresh] [name=kind]").select_option(label="prawne")
    page.locator("[data-fresh] [name=project]").select_option(label="Punkty lokalne")
    page.locator("[data-fresh] [name=time]").focus()
    hands.type("1,5")
    hands.press("Tab")
    hands.type("zak")
    suggestions(page, page.locator(":focus")).first.wait_for()
    hands.press("Tab", "Tab")
    hands.type("Zmiany w statucie")
    hands.press("Enter")
    expect(page.locator("[data-row][data-state=saved]")).to_have_count(before + 1)
    hands.press("Control+d", "Tab", "Control+d", "Tab", "Tab", "Control+d", "Enter")
    expect(page.locator("[data-row][data-state=saved]")).to_have_count(before + 2)
    rows = page.locator("[data-state=saved]").filter(has=page.locator("[value='Zmiany w statucie']"))
    expect(rows).to_have_count(2)
    hands.press("Control+z")
    expect(page.locator("[data-state=cancelled]")).to_have_count(1)
    expect(page.locator("[data-row][data-state=saved]")).to_have_count(before + 1)
    axe(page)
    page.locator("[data-state=cancelled]").get_by_role("button", name="Cofnij").click()
    expect(page.locator("[data-row][data-state=saved]")).to_have_count(before + 2)


def test_a_new_party_is_made_in_its_row(visit: Visit, axe: Axe) -> None:
    page, monday, name = visit("animatorka"), last_monday(7), new_name()
    page.goto(f"/doradztwo/tydzien/?od={monday}")
    page.locator("[data-fresh] [name=kind]").select_option(label="ogólne")
    page.locator("[data-fresh] [name=project]").select_option(label="bez projektu")
    page.locator("[data-fresh] [name=time]").focus()
    hands = Keyboard(page)
    hands.type("2")
    hands.press("Tab")
    hands.type(name)
    page.get_by_role("option", name=re.compile("^Dodaj")).wait_for()
    hands.press("ArrowUp", "Tab")  # the last of the options
    ask = page.get_by_label("Dodaj jako nowy:")
    expect(ask).to_be_focused()
    expect(ask).to_have_value("20")
    axe(page)
    hands.press("Enter")
    expect(page.locator("[data-state=saved]").filter(has=page.locator(f"[value='{name}']"))).to_have_count(1)
    page.goto(f"/podmioty/?q={name}")
    expect(page.get_by_role("link", name=name)).to_have_count(1)


def test_a_party_that_has_not_joined_has_both_ways_out_in_its_row(visit: Visit, axe: Axe) -> None:
    page, name = visit("doradca2"), new_name()
    add_party(page, name)
    page.goto(f"/doradztwo/tydzien/?od={last_monday(7)}")
    row = page.locator("[data-fresh]")
    row.locator("[name=project]").select_option(label="OWES Łódź")
    row.locator("[name=kind]").select_option(label="ogólne")
    row.locator("[name=time]").fill("1")
    row.locator("[name=party_text]").press_sequentially(name)
    suggestions(page, row.locator("[name=party_text]")).first.wait_for()
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    refused = page.locator("[data-state=needs]")
    expect(refused).to_contain_text("Do projektu OWES Łódź")
    expect(refused.get_by_role("button", name=re.compile("przystąpienie"))).to_be_visible()
    axe(page)
    refused.get_by_role("button", name="Zapisz w projekcie Punkty lokalne").click()
    expect(page.locator("[data-state=saved]").filter(has=page.locator(f"[value='{name}']"))).to_have_count(1)


def test_pasted_rows_are_saved_or_marked_in_their_cells_and_nothing_is_lost(visit: Visit, axe: Axe) -> None:
    page, monday, name = visit("doradca"), last_monday(8), new_name()
    add_party(page, name)
    page.goto(f"/doradztwo/tydzien/?od={monday}")
    before = saved(page)
    good = [
        f"{(monday + timedelta(days=place % 5)):%d.%m}\t0,25\t{name}\togólne\t{place}\tPunkty lokalne"
        for place in range(190)
    ]
    bad = (("1", "odlotowe"), ("długo", "ogólne"))
    wrong = [f"wt\t{bad[place % 2][0]}\t{name}\t{bad[place % 2][1]}\tz {place}\tPunkty lokalne" for place in range(10)]
    page.locator("[data-fresh] [name=time]").focus()
    page.evaluate(
        """(text) => {
          const data = new DataTransfer();
          data.setData("text/plain", text);
          const paste = { clipboardData: data, bubbles: true, cancelable: true };
          document.activeElement.dispatchEvent(new ClipboardEvent("paste", paste));
        }""",
        "\n".join([*good[:95], *wrong, *good[95:]]),
    )
    toasts = page.locator("#toasts")
    expect(toasts).to_contain_text("Zapisano 190 wierszy.")
    expect(toasts).to_contain_text("10 wierszy czeka na poprawki.")
    for _reload in range(2):
        expect(page.locator("[data-state=saved]")).to_have_count(before + 190)
        expect(page.locator("[data-state=needs] [aria-invalid=true]")).to_have_count(10)
        page.reload()
    axe(page)
    row = page.locator("[data-state=needs]").first
    row.locator("[name=kind]").select_option(label="prawne")
    row.locator("[name=time]").press("Enter")
    expect(page.locator("[data-state=saved]")).to_have_count(before + 191)
    expect(page.locator("[data-state=needs]")).to_have_count(9)


def test_what_could_not_be_sent_is_sent_again(visit: Visit) -> None:
    page = visit("doradca")
    page.goto(f"/doradztwo/tydzien/?od={last_monday(9)}")
    before = saved(page)
    page.locator("[data-fresh] [name=kind]").select_option(label="ogólne")
    page.locator("[data-fresh] [name=project]").select_option(label="Punkty lokalne")
    page.locator("[data-fresh] [name=time]").fill("1")
    page.locator("[data-fresh] [name=party_text]").press_sequentially("sad")
    suggestions(page, page.locator(":focus")).first.wait_for()
    page.keyboard.press("Enter")
    page.context.set_offline(True)
    page.keyboard.press("Enter")
    expect(page.locator("[data-state=failed]")).to_contain_text("Nie udało się zapisać.")
    page.context.set_offline(False)
    expect(page.locator("[data-state=saved]")).to_have_count(before + 1)


def test_the_grid_works_on_a_phone_and_without_scripts(visit: Visit, axe: Axe) -> None:
    page, name = visit("doradca2", width=PHONE, java_script_enabled=False), new_name()
    add_party(page, name)
    monday = last_monday(9)
    page.goto(f"/doradztwo/tydzien/?od={monday}&dzien={monday}")
    row = page.locator("[data-fresh]")
    row.get_by_label("Czas").fill("9:00–10:30")
    row.get_by_label("Podmiot").fill(name)
    row.get_by_label("Rodzaj").select_option(label="ogólne")
    row.get_by_label("Projekt").select_option(label="bez projektu")
    row.get_by_role("button", name="Zapisz").click()
    expect(page.locator("#toasts")).to_contain_text("Zapisano 1,5 h.")
    expect(page.locator("[data-state=saved]").filter(has=page.locator(f"[value='{name}']"))).to_have_count(1)
    seen = visit("doradca2", width=PHONE)
    seen.goto(page.url)
    axe(seen)


def test_last_weeks_row_is_repeated_and_saved_with_enter(visit: Visit, axe: Axe) -> None:
    page, name = visit("doradczyni"), new_name()
    add_party(page, name)
    monday = last_monday(11)
    add_session(page, name, day=monday.isoformat(), hours="1", project="Punkty lokalne")
    page.goto(f"/doradztwo/tydzien/?od={monday + timedelta(days=7)}")
    page.get_by_role("button", name=f"Powtórz: {name}").click()
    draft = page.locator("[data-state=draft]").filter(has=page.locator(f"[value='{name}']"))
    expect(draft).to_have_count(1)
    axe(page)
    draft.locator("[name=time]").press("Enter")
    expect(page.locator("[data-state=saved]").filter(has=page.locator(f"[value='{name}']"))).to_have_count(1)
