"""What the generator of the demo centre has made so far, and how it makes a party."""

from dataclasses import dataclass, field
from datetime import date
from random import Random

from ognisko.accounts.models import User
from ognisko.advice.models import Kind
from ognisko.core import polish
from ognisko.desk.actions.demo.names import Names
from ognisko.desk.actions.demo.plan import ORGANISATIONS
from ognisko.desk.actions.demo.schedule import Calendar
from ognisko.grants.models import Call, Programme
from ognisko.people.actions import AddressDraft, PartyDraft
from ognisko.people.models import Party
from ognisko.people.rules import Kind as PartyKind
from ognisko.places.models import Place
from ognisko.projects.models import Office, Operator, Project


@dataclass
class Centre:
    """What the generator has made so far, by its own names."""

    rng: Random
    names: Names
    calendar: Calendar
    staff: dict[str, User] = field(default_factory=dict)
    offices: dict[str, Office] = field(default_factory=dict)
    projects: dict[str, Project] = field(default_factory=dict)
    kinds: dict[str, Kind] = field(default_factory=dict)
    pools: dict[str, list[Party]] = field(default_factory=dict)
    joined: dict[tuple[str, int], date] = field(default_factory=dict)
    places: dict[int, Place] = field(default_factory=dict)
    programmes: dict[str, Programme] = field(default_factory=dict)
    calls: dict[str, Call] = field(default_factory=dict)
    operator: Operator | None = None


def party_draft(centre: Centre, kind: PartyKind, place: int, name: str = "", **more: object) -> PartyDraft:
    """An organisation or group with a seat, and numbers and an e-mail where its kind has them."""
    town = centre.places[place].name
    name = name or centre.names.of_party(kind, town)
    formal = kind in ORGANISATIONS or kind in (PartyKind.PUBLIC_INSTITUTION, PartyKind.BUSINESS, PartyKind.UNIVERSITY)
    slug = polish.fold(name).replace(" ", "")[-18:]
    return PartyDraft(
        name=name,
        kinds=[(kind, None, None)],
        addresses=[AddressDraft(centre.places[place], street=centre.names.street() if formal else "", town=town)],
        identifiers=centre.names.identifiers(kind) if formal else {},
        contacts=[(1, f"kontakt@{slug}.example"), (2, centre.names.phone())],
        is_demo=True,
        **more,  # type: ignore[arg-type]
    )
