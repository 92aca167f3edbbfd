"""One demo centre and one browser for all journeys; a page with errors in it fails its journey.

The browser's loop runs in the thread of the tests, where Django would refuse to ask the database: the journeys ask it
through pages only, and the browser is closed when the last journey is over.
"""

from __future__ import annotations

import fcntl
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from ognisko.config import environment as env
from tests.journeys import browser as browsing
from tests.journeys.browser import DESK, People
from tests.journeys.centre import Centre, centre

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the journeys. They share one centre, so one process runs them all."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="package")
def demo() -> Iterator[Centre]:
    """A demo centre, loaded once; an ERROR in its log is a failure."""
    folder = env.data_folder() / "journeys"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with centre("demo", folder / "centre") as running:
            yield running
        errors = [line for line in running.log.splitlines() if " ERROR " in line or "Traceback" in line]
    if errors:
        pytest.fail("The log of the centre has errors:\n" + running.log)


@pytest.fixture(scope="package")
def people(demo: Centre) -> Iterator[People]:
    """The staff of the demo centre, each with a browser of their own."""
    with browsing.chromium() as browser:
        yield People(browser, demo.address)


@pytest.fixture
def visit(people: People) -> Iterator[Callable[..., Page]]:
    """`visit("doradczyni")` opens a browser for somebody; at the end nothing may have gone wrong in any page."""
    pages: list[Page] = []
    wrong: list[list[str]] = []

    def visit(login: str | None = None, *, width: int = DESK, **options: Any) -> Page:
        page = people.visit(login, width=width, **options)
        pages.append(page)
        wrong.append(browsing.listen(page.context))
        return page

    yield visit
    for page in pages:
        page.context.close()
    assert [problem for found in wrong for problem in found] == []


@pytest.fixture
def axe() -> Callable[[Page], None]:
    """`axe(page)`: nobody is kept out by how the page is made."""

    def look(page: Page) -> None:
        if found := browsing.problems(page):
            pytest.fail("\n".join(found))

    return look
