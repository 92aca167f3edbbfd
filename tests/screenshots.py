"""Pictures of the main pages for the README: `python -m tests.screenshots` writes docs/pictures/.

They show the demo centre, so that they can be made again whenever the look changes; nobody retouches them.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from ognisko.config import environment as env

PICTURES = env.REPOSITORY / "docs" / "pictures"
LARGEST = 300_000
"""Bytes of one picture: the README is read on trains too."""

FOLDER = env.data_folder() / "tests" / "pictures"
os.environ["OGNISKO_DATA"] = str(FOLDER / "code")
os.environ["DJANGO_SETTINGS_MODULE"] = "ognisko.config.settings"

import django  # noqa: E402  # reads the environment set above

django.setup()

from playwright.sync_api import Page  # noqa: E402

from tests.journeys import registers  # noqa: E402
from tests.journeys.browser import DESK, PHONE, People, chromium  # noqa: E402
from tests.journeys.centre import centre  # noqa: E402
from tests.journeys.steps import choose  # noqa: E402


def _today(page: Page) -> None:
    page.goto("/")


def _party(page: Page) -> None:
    page.goto("/podmioty/?q=zakole")
    page.locator("#results tbody th a").first.click()


def _session(page: Page) -> None:
    page.goto("/doradztwo/dodaj/")
    choose(page, "Podmiot", "zakole")
    page.get_by_label("Ile trwało").fill("1,5")
    page.get_by_label("Rodzaj", exact=True).select_option(label="prawne")
    page.get_by_label("Co zrobiono").fill("Umowa użyczenia świetlicy na próby")


def _report(page: Page) -> None:
    page.goto("/raporty/")
    page.get_by_role("link", name="Raport roczny 2024", exact=True).click()
    page.locator("main a[rel=next], main .report-next").first.click()
    page.locator("main .prose a.number").last.click()
    page.locator("#panel .records").wait_for()


def _figure(page: Page) -> None:
    page.goto("/liczby/centre.services/")


def _project(page: Page) -> None:
    page.goto("/projekty/")
    page.get_by_role("link", name="OWES w regionie").first.click()


def _import(page: Page) -> None:
    names = ["Stowarzyszenie „Nowa Zagroda”", "Fundacja „Trzy Mosty”", "Koło „Przy Studni”"]
    parties = [registers.party(name) for name in names] + [registers.party("Klub „Ruch”", NIP="999-123-45-67")]
    parties.append(registers.party("Stowarzyszenie „Żuraw”", Gmina="Kutnoo"))
    sessions = [registers.session(names[0]), registers.session(names[1], Rodzaj="międzyplanetarne")]
    page.goto("/wczytaj/")
    registers.hand_in(page, registers.file("rejestry-2026.xlsx", parties, sessions))
    page.locator("#run").wait_for()


VIEWS: dict[str, tuple[str, Callable[[Page], None], bool]] = {
    "today": ("doradczyni", _today, True),
    "party": ("doradczyni", _party, False),
    "session": ("doradczyni", _session, False),
    "report": ("dyrektorka", _report, True),
    "figure": ("dyrektorka", _figure, False),
    "project": ("koordynator", _project, False),
    "import": ("koordynator", _import, False),
}
"""File, whose browser, the way there, and whether it is shown in the dark too."""


def _picture(people: People, file: Path, login: str, way: Callable[[Page], None], width: int, scheme: str) -> None:
    page = people.visit(login, width=width, color_scheme=scheme)
    way(page)
    page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready")
    page.mouse.move(0, 0)  # nothing is pointed at
    page.screenshot(path=file)
    page.context.close()
    if file.stat().st_size > LARGEST:
        raise SystemExit(f"{file} has {file.stat().st_size} bytes, and at most {LARGEST} are wanted.")
    print(f"{file.relative_to(env.REPOSITORY)}  {file.stat().st_size // 1024} kB")


def main() -> None:
    """Start a demo centre, take the pictures, end it."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with centre("demo", FOLDER / "centre") as demo, chromium() as browser:
        people = People(browser, demo.address)
        for name, (login, way, dark) in VIEWS.items():
            _picture(people, PICTURES / f"{name}.png", login, way, DESK, "light")
            _picture(people, PICTURES / f"{name}-phone.png", login, way, PHONE, "light")
            if dark:
                _picture(people, PICTURES / f"{name}-dark.png", login, way, DESK, "dark")


if __name__ == "__main__":
    main()
