"""Chromium as a person uses it, and axe, which looks at what a page is like for those who do not see it."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from ognisko.desk.rules import DEMO_PASSWORD, demo_email

FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip

DESK, PHONE = 1440, 390
"""Widths in pixels: a desk and a phone."""

PATIENCE = 60_000
"""Milliseconds that a page may take on a machine that others use too."""

_COLOURS_ARE_READ_ONCE = """(() => {
  const colour = axe.commons.color.Color.prototype, read = colour.parseString, known = new Map();
  colour.parseString = function (text) {
    if (known.has(text)) [this.r, this.g, this.b, this.alpha] = known.get(text);
    else known.set(text, (read.call(this, text), [this.r, this.g, this.b, this.alpha]));
    return this;
  };
})();"""
"""axe reads the colour of each element anew, a sixth of its time, while a page has a dozen of them."""

_VIOLATIONS = """axe.run({resultTypes: ["violations"]}).then((found) => found.violations)"""

_IDS_THAT_STAND_TWICE = """() => {
  const all = [...document.querySelectorAll("[id]")].map((one) => one.id);
  return [...new Set(all.filter((id, place) => all.indexOf(id) !== place))];
}"""
"""axe itself no longer asks, but a label that points to another field of the same id misleads."""


@contextlib.contextmanager
def chromium() -> Iterator[Browser]:
    """The browser of the system."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        raise RuntimeError("There is no Chromium. Install it: make system")
    expect.set_options(timeout=PATIENCE / 3)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        try:
            yield browser
        finally:
            browser.close()


class People:
    """Those who visit a centre; each logs in once, and later visits remember it."""

    def __init__(self, browser: Browser, address: str) -> None:
        self.browser = browser
        self.address = address
        self.remembered: dict[str, Any] = {}

    def visit(self, login: str | None = None, *, width: int = DESK, **options: Any) -> Page:
        """A browser of its own for somebody of the demo's staff, or for nobody; `options` are the context's."""
        options = {"color_scheme": "light", "reduced_motion": "reduce", **options}
        context = self.browser.new_context(
            base_url=self.address,
            locale="pl-PL",
            timezone_id="Europe/Warsaw",
            viewport={"width": width, "height": 900 if width == DESK else 844},
            storage_state=self._logged_in(login) if login else None,
            **options,
        )
        context.set_default_timeout(PATIENCE)
        return context.new_page()

    def _logged_in(self, login: str) -> Any:
        if login not in self.remembered:
            page = self.visit()
            log_in(page, login)
            self.remembered[login] = page.context.storage_state()
            page.context.close()
        return self.remembered[login]


def log_in(page: Page, login: str) -> None:
    """Log in on the login page."""
    page.goto("/konto/login/")
    page.get_by_label("E-mail").fill(demo_email(login))
    page.get_by_label("Hasło", exact=True).fill(DEMO_PASSWORD)
    page.get_by_role("button", name="Zaloguj się hasłem").click()
    page.wait_for_url("**/")


def problems(page: Page) -> list[str]:
    """What axe finds on the page as it stands, one line for each place. A page that is still coming is waited for."""
    page.wait_for_load_state()
    page.evaluate(AXE_SCRIPT + _COLOURS_ARE_READ_ONCE)
    found = page.evaluate(_VIOLATIONS)
    twice = page.evaluate(_IDS_THAT_STAND_TWICE)
    return [f"{page.url} the id {name} stands twice" for name in twice] + [
        f"{page.url} {violation['id']} ({violation['help']}): {' '.join(map(str, node['target']))} {node['html'][:160]}"
        for violation in found
        for node in violation["nodes"]
    ]


def listen(context: BrowserContext) -> list[str]:
    """What goes wrong inside the pages: scripts that fail, what the content policy refuses, answers of 500."""
    wrong: list[str] = []
    context.on("console", lambda said: wrong.append(f"{said.page.url if said.page else ''} {said.text}")
               if said.type == "error" and not said.text.startswith("Failed to load resource") else None)  # fmt: skip
    context.on("weberror", lambda error: wrong.append(str(error.error)))
    context.on(
        "response", lambda answer: wrong.append(f"{answer.status} {answer.url}") if answer.status >= 500 else None
    )
    return wrong
