"""From the ranking to the money paid: one proposes, another approves, the bank's file goes out and comes back."""

import subprocess
import sys
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.browser import PHONE
from tests.journeys.centre import Centre
from tests.journeys.steps import toast

Visit = Callable[..., Page]
Axe = Callable[[Page], None]

ASSESSED = """
import time
from ognisko.accounts.models import User
from ognisko.accounts.tests.factories import UserFactory
from ognisko.grants.tests.deciding import assessed_call
from ognisko.grants.tests.factories import CallFactory, ProgrammeFactory
for factory in (CallFactory, ProgrammeFactory, UserFactory):
    factory.reset_sequence(int(time.time()))
officer = User.objects.get(email="koordynator@ognisko.example")
print(assessed_call(officer, [(50, 30), (40, 40), (50, 25), (20, 10)], name="Nabór do decyzji").pk)
"""
"""Four assessed applications, money for two; applying and assessing have journeys of their own."""


@pytest.fixture
def call(demo: Centre) -> str:
    """The number of a call whose list is to be decided on."""
    command = [sys.executable, "-m", "ognisko.config.cli", "manage", "shell", "-c", ASSESSED]
    done = subprocess.run(command, env=demo.environment, check=True, capture_output=True, text=True)
    return done.stdout.split()[-1]


def test_two_persons_take_a_call_from_its_ranking_to_the_money_paid(call: str, visit: Visit, axe: Axe) -> None:
    first, second = visit("koordynator"), visit("dyrektorka")
    the_list_is_proposed_and_approved(call, first, second, axe)
    the_agreements_are_signed(call, first, second, axe)
    the_money_is_paid(call, first, second, axe)


def the_list_is_proposed_and_approved(call: str, first: Page, second: Page, axe: Axe) -> None:
    first.goto(f"/granty/nabory/{call}/ranking/")
    expect(first.get_by_text("Środki wystarczają do tego miejsca")).to_be_visible()
    first.get_by_role("link", name="80", exact=True).first.click()
    expect(first.locator("#panel")).to_contain_text("Pomysł")
    axe(first)
    first.goto(f"/granty/nabory/{call}/ranking/")
    first.get_by_role("button", name="Zaproponuj listę").click()
    expect(toast(first)).to_contain_text("Lista czeka na drugą osobę")
    expect(first.get_by_role("button", name="Zatwierdź jako druga osoba")).to_have_count(0)
    axe(first)
    second.goto(f"/granty/nabory/{call}/ranking/")
    axe(second)
    second.get_by_role("button", name="Zatwierdź jako druga osoba").click()
    expect(toast(second)).to_contain_text("Zatwierdzono")


def the_agreements_are_signed(call: str, first: Page, second: Page, axe: Axe) -> None:
    first.goto(f"/granty/nabory/{call}/umowy/")
    first.get_by_role("button", name="Przygotuj wszystkie umowy").click()
    for number in ("001", "002"):
        first.get_by_role("link", name=number).first.click()
        first.get_by_label("Konto bankowe").fill("61 1090 1014 0000 0712 1981 2875")
        first.get_by_role("button", name="Zapisz").click()
        expect(first.locator(".field-wrong")).to_have_count(1)
        axe(first)
        first.get_by_label("Konto bankowe").fill("61 1090 1014 0000 0712 1981 2874")
        first.get_by_role("button", name="Zapisz").click()
        expect(toast(first)).to_contain_text("Zapisano")
        first.goto(f"/granty/nabory/{call}/umowy/")
    for box in first.get_by_role("checkbox").all():
        box.check()
    axe(first)
    first.get_by_role("button", name="Zaproponuj zaznaczone jako podpisane").click()
    expect(toast(first)).to_contain_text("Umowy czekają na drugą osobę")
    second.goto(f"/granty/nabory/{call}/umowy/")
    second.get_by_role("link", name="2 umowy").click()
    axe(second)
    second.get_by_role("button", name="Zatwierdź jako druga osoba").click()
    expect(toast(second)).to_contain_text("Zatwierdzono")


def the_money_is_paid(call: str, first: Page, second: Page, axe: Axe) -> None:
    first.goto(f"/granty/nabory/{call}/wyplaty/")
    axe(first)
    first.get_by_role("button", name="Zaproponuj paczkę z zaznaczonych").click()
    expect(toast(first)).to_contain_text("Paczka czeka na drugą osobę")
    second.goto(first.url)
    second.get_by_role("button", name="Zatwierdź jako druga osoba").click()
    expect(toast(second)).to_contain_text("Zatwierdzono")
    with second.expect_download() as download:
        second.get_by_role("button", name="Elixir-0").click()
    assert download.value.path().read_bytes().count(b"\r\n") == 2
    axe(second)
    second.get_by_role("button", name="Oznacz zaznaczone jako zapłacone").click()
    expect(toast(second)).to_contain_text("Oznaczone jako zapłacone: 2")
    first.goto(f"/granty/nabory/{call}/pieniadze/")
    expect(first.locator(".sum td").last).to_have_text("0,00 zł")
    axe(first)


def test_the_ranking_is_read_on_a_phone(call: str, visit: Visit, axe: Axe) -> None:
    page = visit("koordynator", width=PHONE)
    page.goto(f"/granty/nabory/{call}/ranking/")
    expect(page.get_by_text("Środki wystarczają do tego miejsca")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    axe(page)
