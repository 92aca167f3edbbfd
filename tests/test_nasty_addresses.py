"""Whatever somebody writes into an address, the answer is a page, a file, another address or "not found": no error.

Each parameter that a page reads gets each of the values on which reading tends to break, one at a time.
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlencode

from django.urls import reverse

from tests.test_roles import Visitor, World, world

__all__ = ["world"]  # the fixture of the role table: one of everything

NASTY = ("²", "٣", "\0", "-1", "9" * 4400, "9" * 19, "9" * 30, "9999-12-31", "0001-01-01", "9999-12", "nan", "%s", "'")

PARAMETERS: dict[str, tuple[str, ...]] = {
    "desk:today": ("day",),
    "desk:party": ("liczba", "co", "przed", "page", "format"),
    "desk:import": ("plik",),
    "people:parties": ("q", "kind", "status", "place", "place_text", "caretaker", "tag", "sort", "page"),
    "people:lookup": ("q", "kind", "q=a&without"),
    "people:party_add": ("kind", "name", "next"),
    "people:duplicates": ("name", "nip", "emails", "name=a&anyway"),
    "people:tasks": ("who", "state", "sort", "page"),
    "people:task_add": ("party", "next"),
    "people:member_add": ("next",),
    "places:lookup": ("q", "q=a&level"),
    "advice:sessions": ("q", "since", "until", "advisor", "category", "kind", "project", "office", "form", "party",
                        "party_text", "sort", "page"),
    "advice:session_add": ("party", "day", "kind", "project", "office", "form", "next"),
    "advice:party_lookup": ("q",),
    "projects:projects": ("q", "status", "funder", "on", "sort", "page"),
    "projects:joinings": ("q", "state", "joined_from", "joined_to", "sort", "page"),
    "projects:joining_add": ("party", "day", "next"),
    "projects:assignment_add": ("project", "office"),
    "projects:office": ("rok",),
    "projects:days": ("od", "do"),
    "reports:figures": ("q", "rok", "format"),
    "reports:figure": ("od", "do", "rok", "wg", "page", "month", "day", "project", "office", "topic", "kind", "party",
                       "county", "place", "seat", "rok=2024&format=csv&county"),
    "reports:ledger": ("od", "do", "miara", "projekt", "biuro", "podmiot", "podmiot_text", "page"),
}  # fmt: skip
"""What the pages read from their addresses; a parameter may need others before it."""


def addresses(world: World) -> Iterator[str]:
    """Every address of the table above with every nasty value, one parameter at a time."""
    for name, parameters in PARAMETERS.items():
        path = reverse(name, kwargs=world.arguments.get(name))
        for parameter in parameters:
            others, _, last = parameter.rpartition("&")
            for value in NASTY:
                yield f"{path}?{others}{'&' if others else ''}{urlencode({last: value})}"


def test_no_address_ends_in_an_error_of_the_server(world: World) -> None:  # noqa: F811  # the fixture
    visitor = Visitor(world.users["director"])
    wrong = [address[:120] for address in addresses(world) if visitor.ask(address).status_code >= 500]
    assert wrong == []
