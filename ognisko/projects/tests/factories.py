"""Projects, offices and whoever takes part in them, for tests; what counts is made by the actions, with its entries."""

import datetime
from collections.abc import Sequence

import factory
from psycopg.types.range import DateRange

from ognisko.people.actions import AddressDraft, PartyDraft, add_parties
from ognisko.people.models import Identifier, Party
from ognisko.people.rules import Kind
from ognisko.places.models import Place
from ognisko.projects.actions import JoiningDraft, join, set_hours
from ognisko.projects.models import Funder, Joining, Office, Operator, Project

SIERADZ, LODZ, GERMANY = 101401, 106101, 900_276
"""The town of Sieradz, the city of Łódź and Germany, which come with the project."""

EIGHT_TO_FOUR = [(weekday, datetime.time(8), datetime.time(16)) for weekday in range(1, 6)]


class FunderFactory(factory.django.DjangoModelFactory[Funder]):
    """Somebody who pays."""

    class Meta:
        model = Funder

    name = factory.Sequence(lambda number: f"Fundusz Próbny {number}")


class ProjectFactory(factory.django.DjangoModelFactory[Project]):
    """A project under way in 2020–2039 that requires no joining."""

    class Meta:
        model = Project

    name = factory.Sequence(lambda number: f"Projekt próbny numer {number}")
    short_name = factory.Sequence(lambda number: f"Próba {number}")
    period = DateRange(datetime.date(2020, 1, 1), datetime.date(2040, 1, 1))


def parties(names: Sequence[str], kind: Kind = Kind.ASSOCIATION, place: int | None = SIERADZ) -> list[Party]:
    """Parties of one kind with one seat since ever."""
    addresses = [AddressDraft(place=Place.objects.get(code=place))] if place else []
    drafts = [PartyDraft(name=name, kinds=[(kind, None, None)], addresses=addresses) for name in names]
    return add_parties(drafts, by=None)


def party(
    name: str = "Stowarzyszenie „Razem nad Wartą”",
    kind: Kind = Kind.ASSOCIATION,
    place: int | None = SIERADZ,
    nip: str = "",
) -> Party:
    """One party, by default an association in Sieradz."""
    made = parties([name], kind, place)[0]
    if nip:
        Identifier.objects.create(party=made, type=Identifier.Type.NIP, value=nip)
    return made


def joining(
    project: Project, who: Party, on: datetime.date = datetime.date(2024, 1, 15), left: datetime.date | None = None
) -> Joining:
    """A party joins a project."""
    return join([JoiningDraft(project, who, on, left)], by=None)[0]


def operator(name: str = "Fundacja Ośrodek") -> Operator:
    """The organisation that runs the centre."""
    return Operator.objects.filter(is_centre=True).first() or Operator.objects.create(
        party=party(name, Kind.FOUNDATION), is_centre=True
    )


def office(name: str = "biuro Sieradz", place: int = SIERADZ, since: datetime.date | None = None) -> Office:
    """An office of the centre; with ``since`` open from eight to four on working days from then on."""
    made = Office.objects.create(name=name, operator=operator(), place=Place.objects.get(code=place))
    if since:
        set_hours(made, EIGHT_TO_FOUR, since=since, by=None)
    return made
