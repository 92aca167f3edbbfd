"""The navigation of the staff pages: ui knows no app above it, so the items are named here."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ognisko.accounts.models import Role, User
from ognisko.people.permissions import can_see_protected
from ognisko.projects.queries import centre_name as recorded_name


@dataclass(frozen=True)
class Item:
    """One place to go: its word, address name, icon, and the beginnings of the addresses that belong to it."""

    label: Any
    name: str
    icon: str
    begins: tuple[str, ...]
    writers_only: bool = False

    def holds(self, path: str) -> bool:
        """Say whether the address belongs here: the item with the longest beginning has it."""
        if not self.begins:
            return path == "/"
        longest = max((start for item in ITEMS for start in item.begins if path.startswith(start)), key=len, default="")
        return longest in self.begins


@dataclass(frozen=True)
class Shown:
    """An item as it is drawn."""

    label: Any
    url: str
    icon: str
    active: bool


ITEMS = (
    Item(_("Today"), "desk:today", "flame-kindling", ()),
    Item(_("Parties"), "people:parties", "users-round", ("/podmioty/", "/zadania/")),
    Item(_("Advice"), "advice:sessions", "notebook-pen", ("/doradztwo/",)),
    Item(_("Grants"), "grants:calls", "hand-coins", ("/granty/", "/do-oceny/")),
    Item(_("Reports"), "reports:reports", "book-open-text", ("/raporty/", "/liczby/", "/ksiega/")),
    Item(_("My week"), "advice:week", "table-properties", ("/doradztwo/tydzien/",), writers_only=True),
    Item(_("Projects"), "projects:projects", "folder-kanban", ("/projekty/",)),
    Item(_("Offices"), "projects:offices", "map-pin-house", ("/biura/",)),
    Item(_("In care"), "desk:care", "heart-handshake", ("/opieka/",)),
    Item(_("Settings"), "projects:settings", "settings", ("/ustawienia/", "/wczytaj/", "/miejsca/", "/rodo/")),
)
"""In the order of the rail; the first four and "more" make the bottom bar of a phone."""


def centre_name() -> str:
    """The name of the centre; the program's own name until one is recorded."""
    return recorded_name("Ognisko")


def navigation(request: HttpRequest) -> dict[str, object]:
    """What the base templates draw around each page: the rail of the staff, or for everybody else the public pages."""
    user = getattr(request, "user", None)
    name = cache(centre_name)  # templates call it at each place where it stands: one query a page, and none without
    pages = [
        (_("Calls for grants"), reverse("grants:open_calls")),
        (_("Book an hour of advice"), reverse("advice:open_hours")),
    ]
    if isinstance(user, User) and user.has_role(Role.ASSESSOR):
        pages.insert(0, (_("To assess"), reverse("grants:to_assess")))
    elif isinstance(user, User) and not user.roles:
        pages.insert(0, (_("My applications"), reverse("grants:my")))
    public = [{"label": label, "url": url, "active": request.path.startswith(url)} for label, url in pages]
    if user is None or not user.is_authenticated or not user.works_here:
        return {"centre_name": name, "public_navigation": public, "without_mfa": settings.WITHOUT_MFA}
    if getattr(request, "second_factor_missing", False):
        return {"centre_name": name, "second_factor_missing": True}
    items = [
        Shown(
            item.label,
            reverse(item.name),
            item.icon,
            item.holds(request.path),
        )
        for item in ITEMS
        if user.writes or not item.writers_only
    ]
    return {
        "navigation": items,
        "public_navigation": public,
        "centre_name": name,
        "search_url": reverse("desk:search"),
        "pesel_url": reverse("people:pesel_find") if can_see_protected(user) else "",
        "quick_action": {"label": _("Record a session"), "url": reverse("advice:session_add"), "key": "N"}
        if user.writes
        else None,
    }
