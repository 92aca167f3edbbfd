"""axe finds nothing on any page: the director, who sees most, opens one page of every address of the role table.

The addresses are found as a person finds them, by following links from Today; what no link leads to is named below.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from heapq import heappop, heappush
from html import unescape
from urllib.parse import urljoin, urlsplit

import pytest
from django.urls import Resolver404, resolve
from playwright.sync_api import APIRequestContext, Page

from ognisko.questionnaires.formats.xlsform import write_form
from ognisko.questionnaires.tests.forms import APPLICATION
from tests.journeys import browser
from tests.journeys.browser import DESK, PHONE, People
from tests.journeys.steps import add_party, choose, close_period, new_name
from tests.test_roles import SHARED_ROW, table

WITHOUT_LINKS = (
    "/ui/", "/ui/przyklad/liczba/", "/konto/inactive/", "/konto/confirm-email/", "/konto/confirm-email/nieznany/",
    "/konto/password/reset/done/", "/konto/password/reset/key/done/", "/konto/password/reset/key/1-nieznany/",
    "/konto/password/reset/", "/konto/logout/", "/konto/email/", "/konto/2fa/webauthn/", "/konto/reauthenticate/",
    "/konto/password/change/", "/ksiega/zamkniecia/do-poprawy/bez-projektu/?rok=2024&czesc=q1&projekt=",
)  # fmt: skip
"""Pages that one is sent to, or comes to by a letter."""

PAGES_OF_A_NAME = 8

FRAGMENTS = frozenset(
    {
        "health",
        "ui:example_options",
        "people:lookup",
        "people:duplicates",
        "places:lookup",
        "questionnaires:places",
        "advice:party_lookup",
        "advice:visit",
        "advice:visit_move",
    }
)
"""Answers to a script, and the health of the process: no pages. A mailed link has a journey of its own."""

LACKING = frozenset(
    {
        "people:consent_wording_edit", "people:protected_remove", "accounts:second_factor_reset",
        "grants:application_admit", "grants:application_corrections", "grants:application_message",
        "grants:condition_met", "grants:decision", "grants:grant_give_up",
    }
)  # fmt: skip
"""Pages of what no link in the demo leads to: a text that nobody agreed to, a second factor, data shown by a button, an
application that came late, steps taken from a form, a decision or a condition that waits, a grant without agreement.

Other tests open them."""

NOT_OURS = frozenset({"admin:index", SHARED_ROW})
"""Django's own support pages, for administrators only."""

ON_PHONES = ("desk:today", "people:parties", "desk:party", "people:party_add", "people:tasks", "advice:sessions",
             "advice:session", "advice:session_add", "advice:week", "advice:appointments", "advice:hours",
             "advice:open_hours", "advice:offer", "projects:projects", "desk:project", "projects:joinings",
             "projects:office", "projects:hours", "reports:reports", "reports:report", "reports:figures",
             "reports:figure", "reports:ledger", "desk:import", "accounts:users",
             "account_change_password")  # fmt: skip

IN_THE_DARK = ("desk:today", "people:parties", "desk:party", "advice:session_add", "advice:week", "desk:project",
               "projects:office", "reports:report", "reports:figure", "reports:ledger", "ui:elements")  # fmt: skip


def pages_of_a_director() -> set[str]:
    """The names whose GET is a page for a director, by the role table."""
    said = {view for (view, method), words in table().items() if method == "GET" and "page" in words["director"]}
    return said - FRAGMENTS - LACKING - NOT_OURS


def _name(address: str) -> str:
    try:
        return resolve(urlsplit(address).path).view_name
    except Resolver404:
        return ""


def _links(address: str, page: str) -> Iterator[str]:
    for found in re.findall(r'(?:href|hx-get)="([^"#]+)', page):
        link = urljoin(address, unescape(found))
        if link.startswith("/") and "format=" not in link:
            yield link


def found_by_following_links(request: APIRequestContext, wanted: set[str], *first: str) -> dict[str, str]:
    """One address for each name, rarest names first. Of each a few are read: not every party has a status to end."""
    found: dict[str, str] = {}
    met: Counter[str] = Counter()
    read: Counter[str] = Counter()
    seen: set[str] = set()
    ahead: list[tuple[int, int, str, str]] = []

    def meet(address: str) -> None:
        if address in seen:
            return
        seen.add(address)
        name = _name(address)
        if name in wanted:
            heappush(ahead, (met[name], len(seen), name, address))
            met[name] += 1

    for address in (*first, "/", *WITHOUT_LINKS):
        meet(address)
    while ahead and wanted - set(found):
        _, _, name, address = heappop(ahead)
        if read[name] == PAGES_OF_A_NAME:
            continue
        answer = request.get(address)
        read[name] += answer.ok
        if answer.ok and "text/html" in answer.headers.get("content-type", ""):
            found.setdefault(name, address)
            for link in _links(address, answer.text()):
                meet(link)
    return found


def _make_what_the_demo_lacks(page: Page) -> str:
    """A period to open again; a party with a status and an address to end, whose form is returned."""
    close_period(page, "2020")
    party = add_party(page, new_name())
    page.goto(f"{party}status/")
    page.get_by_role("button", name="Zapisz", exact=True).click()
    page.goto(f"{party}adresy/dodaj/")
    choose(page, re.compile("^Gmina"), "Sieradz")
    page.get_by_role("button", name="Zapisz", exact=True).click()
    page.wait_for_url(party)
    return f"{urlsplit(party).path}zmien/"


def _somebody_whose_data_were_looked_at(page: Page) -> str:
    """A person with protected data."""
    page.goto("/rodo/podglady/")
    return urlsplit(page.locator("tbody a[href^='/podmioty/']").first.get_attribute("href") or "").path


def _a_trial(page: Page) -> str:
    """A questionnaire is read from a spreadsheet and tried."""
    content = write_form(APPLICATION, form_id="wniosek", version="1")
    page.goto("/kwestionariusze/dodaj/")
    page.get_by_label("Tytuł", exact=False).fill("Wniosek próbny")
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    page.get_by_label("Plik XLSForm", exact=False).set_input_files(
        {"name": "wniosek.xlsx", "mimeType": kind, "buffer": content}
    )
    page.get_by_role("button", name="Wczytaj plik").click()
    page.get_by_role("button", name="Wypróbuj").click()
    page.wait_for_url("**/odpowiedzi/**")
    return urlsplit(page.url).path


@pytest.fixture(scope="module")
def addresses(people: People) -> dict[str, str]:
    page = people.visit("dyrektorka")
    form = _make_what_the_demo_lacks(page)
    first = (form, _somebody_whose_data_were_looked_at(page), _a_trial(page), "/kwestionariusze/")
    found = found_by_following_links(page.request, pages_of_a_director(), *first)
    page.context.close()
    return found


def test_a_link_leads_to_every_page(addresses: dict[str, str]) -> None:
    assert pages_of_a_director() - set(addresses) == set()


def _look_at(page: Page, addresses: dict[str, str]) -> None:
    """Look at all of them before saying what is wrong."""
    found: list[str] = []
    for address in addresses.values():
        page.goto(address)
        found += browser.problems(page)
    if found:
        pytest.fail("\n".join(found), pytrace=False)


def test_axe_finds_nothing_on_any_page_on_a_desk(visit: Callable[..., Page], addresses: dict[str, str]) -> None:
    _look_at(visit("dyrektorka", width=DESK), addresses)


def test_axe_finds_nothing_on_the_main_pages_on_a_phone(visit: Callable[..., Page], addresses: dict[str, str]) -> None:
    _look_at(visit("dyrektorka", width=PHONE), {name: addresses[name] for name in ON_PHONES})


def test_axe_finds_nothing_on_the_main_pages_in_the_dark(visit: Callable[..., Page], addresses: dict[str, str]) -> None:
    page = visit("dyrektorka", color_scheme="dark")
    _look_at(page, {name: addresses[name] for name in IN_THE_DARK})
