"""Parties for tests, made by the actions as everybody makes them."""

from datetime import date
from typing import Any

import factory

from ognisko.accounts.tests.factories import UserFactory
from ognisko.people.actions import AddressDraft, PartyDraft, add_parties, add_task
from ognisko.people.models import Contact, Identifier, Party, Task
from ognisko.people.rules import Kind
from ognisko.places.models import Place

SIERADZ = 101401
"""The town of Sieradz, which comes with the first migration."""


class PartyFactory(factory.Factory[Party]):
    """An association seated in Sieradz since ever; `kind`, `since`, `place`, `nip`, `email` say otherwise."""

    class Meta:
        model = Party

    name = factory.Sequence(lambda number: f"Stowarzyszenie „Próbne {number}”")
    kind = Kind.ASSOCIATION
    since = None
    place = SIERADZ
    nip = ""
    email = ""

    @classmethod
    def _create(cls, model_class: type[Party], *args: Any, **fields: Any) -> Party:
        kind, since = fields.pop("kind"), fields.pop("since")
        place, nip, email = fields.pop("place"), fields.pop("nip"), fields.pop("email")
        draft = PartyDraft(
            kinds=[(kind, since, None)],
            addresses=[AddressDraft(Place.objects.get(code=place))] if place else [],
            identifiers={Identifier.Type.NIP: nip} if nip else {},
            contacts=[(Contact.Type.EMAIL, email)] if email else [],
            **fields,
        )
        return Party.objects.get(pk=add_parties([draft], by=None)[0].pk)


class TaskFactory(factory.Factory[Task]):
    """A task due on 1 March 2025."""

    class Meta:
        model = Task

    title = factory.Sequence(lambda number: f"Zadzwonić {number}")
    due_on = date(2025, 3, 1)
    assignee = factory.SubFactory(UserFactory)
    party = None

    @classmethod
    def _create(cls, model_class: type[Task], *args: Any, **fields: Any) -> Task:
        return add_task(**fields, by=fields["assignee"])


def pesel(number: int = 1, *, female: bool = True) -> str:
    """A PESEL with right digits of nobody: born on 2 January 1901, with serial numbers that begin with zeros."""
    digits = f"01010200{number:01d}{'2' if female else '1'}"
    weights = (1, 3, 7, 9, 1, 3, 7, 9, 1, 3)
    return digits + str(-sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=True)) % 10)
