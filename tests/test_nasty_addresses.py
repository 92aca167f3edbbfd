"""Whatever somebody writes into an address, the answer is a page, a file, another address or "not found": no error.

Parameters that a page reads get each of the values on which reading tends to break: together where each is read for
itself, one after the other where a wrong one hides the rest.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from urllib.parse import urlencode

from django.urls import reverse

from tests.test_roles import Visitor, World, shared_world, world

__all__ = ["shared_world", "world"]  # the fixtures of the role table: one of everything

NASTY = ("²", "\0", "-1", "9" * 4400, "9" * 19, "9999-12-31", "0001-01-01")

PARAMETERS: dict[str, tuple[str, ...]] = {
    "desk:today": ("day",),
    "desk:party": ("liczba", "co przed page", "format"),
    "desk:import": ("plik",),
    "people:parties": ("q", "kind status place_text caretaker tag sort page", "place"),
    "people:lookup": ("q kind", "q=a without"),
    "people:party_add": ("kind name next",),
    "people:duplicates": ("name nip emails", "name=a anyway"),
    "people:tasks": ("who state sort page",),
    "people:task_add": ("party next",),
    "places:lookup": ("q", "q=a level"),
    "advice:sessions": ("q", "since", "until", "advisor category kind project office form party sort page"),
    "advice:session_add": ("party day kind project office form next appointment",),
    "advice:party_lookup": ("q",),
    "advice:appointments": ("q", "since", "until", "state advisor kind office sort page"),
    "advice:free": ("since", "kind office"),
    "advice:appointment_add": ("kind office kiedy",),
    "advice:offer": ("od",),
    "advice:book": ("kiedy",),
    "projects:projects": ("q", "status funder on sort page"),
    "projects:joinings": ("q", "state joined_from sort page", "joined_to"),
    "projects:joining_add": ("party day next",),
    "projects:assignment_add": ("project office",),
    "projects:office": ("rok",),
    "projects:days": ("od", "do"),
    "grants:calls": ("q", "programme state sort page", "format"),
    "grants:applications": ("q", "stage kind view sort page", "place", "format"),
    "grants:panel": ("wniosek",),
    "grants:ranking": ("format",),
    "grants:money": ("page", "format"),
    "grants:rules": ("wersja",),
    "grants:results": ("format",),
    "grants:initiatives": ("page",),
    "reports:figures": ("q", "rok"),
    "reports:figure": ("od", "do", "rok", "wg page", "month", "day", "project", "topic", "party", "county", "place",
                       "seat", "rok=2024 format=csv county", "status", "sex", "age", "seat-municipality",
                       "place-county"),
    "reports:figure_add": ("z", "miara liczy", "miara=31 liczy=1 od", "miara=31 liczy=1 do",
                           "miara=31 liczy=1 projekt biuro temat rodzaj status", "miara=31 liczy=1 miejsce",
                           "miara=31 liczy=1 siedziba_text wg jednostka zaokr poziom"),
    "reports:report_add": ("z",),
    "reports:closings": ("rok czesc=q1", "rok=2024 czesc projekt"),
    "reports:to_mend": ("rok czesc=q1", "rok=2024 czesc=q1 projekt", "rok=2024 czesc=q1 page"),
    "reports:published_figure": ("page",),
    "reports:ledger": ("od", "do", "miara projekt biuro podmiot page"),
}  # fmt: skip
"""What the pages read from their addresses, together in one group; a parameter may need others with a value."""


def addresses(world: World) -> Iterator[str]:
    """Every address of the table above with every nasty value."""
    for name, groups in PARAMETERS.items():
        path = reverse(name, kwargs=world.arguments.get(name))
        for group, value in product(groups, NASTY):
            query = dict((word.split("=") if "=" in word else (word, value)) for word in group.split())
            yield f"{path}?{urlencode(query)}"


def test_no_address_ends_in_an_error_of_the_server(world: World) -> None:
    visitor = Visitor(world.users["director"])
    wrong = [address[:120] for address in addresses(world) if visitor.ask(address).status_code >= 500]
    assert wrong == []
