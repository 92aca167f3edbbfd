"""One search over all domains: each finds what its own permissions show, here the answers become one list."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy

from ognisko.accounts.models import User
from ognisko.advice.queries import found as advice_found
from ognisko.core.search import Asked, Found, ask
from ognisko.people.queries.search import found as people_found
from ognisko.people.queries.search import found_alike
from ognisko.projects.queries.search import found as projects_found
from ognisko.reports.queries.search import found as reports_found

IN_DIALOG, IN_SECTION, IN_FULL = 9, 8, 100
"""So many are shown as one types, of each kind beside the others, and of one kind alone."""

ALWAYS = 3
"""Of each kind so many are shown as one types, however many of another kind there are."""


@dataclass(frozen=True)
class Source:
    """One domain that is searched: its key in the address, its name, and how it answers."""

    key: str
    label: Any
    found: Callable[[User, Asked, int], list[Found]]
    alike: Callable[[User, Asked, int], list[Found]] | None = None
    """Finds what is spelled much like it, where a domain can."""


SOURCES = (
    Source("podmioty", gettext_lazy("Parties"), people_found, found_alike),
    Source("projekty", gettext_lazy("Projects"), projects_found),
    Source("dokumenty", gettext_lazy("Documents"), reports_found),
    Source("doradztwo", gettext_lazy("Sessions"), advice_found),
)


@dataclass(frozen=True)
class Group:
    """What one domain found; `has_more` where it did not give all."""

    source: Source
    items: Sequence[Found]
    has_more: bool


@dataclass(frozen=True)
class Results:
    """What was found by domain; `is_loose` where nothing had exactly these words and similar ones were taken."""

    asked: Asked
    groups: Sequence[Group]
    is_loose: bool = False

    @property
    def has_any(self) -> bool:
        """Say whether anything was found."""
        return bool(self.groups)

    def merged(self, limit: int = IN_DIALOG) -> list[Found]:
        """One list, the best first; a domain that found much leaves room for the others."""
        sure = [one for group in self.groups for one in group.items[:ALWAYS]]
        rest = [one for group in self.groups for one in group.items[ALWAYS:]]
        chosen = {one.url for one in [*sure, *rest][:limit]}
        items = [one for group in self.groups for one in group.items if one.url in chosen]
        return sorted(items, key=lambda one: one.rank)


def search(user: User, text: str, *, limit: int = IN_SECTION, only: str = "") -> Results:
    """What the user may see and the text means, by domain; in a fixed number of queries, twice where nothing fits."""
    sources = [source for source in SOURCES if source.key == only] or SOURCES
    asked = ask(text)
    if groups := _groups(user, asked, sources, limit):
        return Results(asked, groups)
    if not asked or asked.number:
        return Results(asked, ())
    loose = ask(text, loose=True)
    return Results(asked, _groups(user, loose, sources, limit), is_loose=True)


def _groups(user: User, asked: Asked, sources: Sequence[Source], limit: int) -> list[Group]:
    groups = []
    for source in sources:
        items = source.found(user, asked, limit + 1)
        if asked.is_loose and source.alike and len(items) <= limit:
            known = {one.url for one in items}
            items += [one for one in source.alike(user, asked, limit + 1) if one.url not in known]
        if items:
            groups.append(Group(source, items[:limit], len(items) > limit))
    return groups
