"""Parties of the demo that stand in the register twice, for somebody to merge: an association and a person."""

from collections.abc import Mapping

from ognisko.accounts.models import User
from ognisko.people.actions import AddressDraft, PartyDraft
from ognisko.people.models import Contact, Identifier
from ognisko.people.rules import Kind, Sex
from ognisko.places.models import Place

SIERADZ, KUTNO = 101401, 100201


def plan_doubles(places: Mapping[int, Place], caretaker: User) -> list[PartyDraft]:
    """Each pair one after the other: the first with more of its data, the second as somebody typed it in a hurry."""
    email, phone = Contact.Type.EMAIL, Contact.Type.PHONE
    sieradz, kutno = AddressDraft(places[SIERADZ], "ul. Nadrzeczna 4", "98-200", "Sieradz"), AddressDraft(places[KUTNO])
    association, person = [(Kind.ASSOCIATION, None, None)], [(Kind.PERSON, None, None)]
    return [
        PartyDraft(
            "Stowarzyszenie „Zielona Przystań”", association, addresses=[sieradz], caretaker=caretaker, is_demo=True,
            identifiers={Identifier.Type.KRS: "0000999901"}, contacts=[(email, "biuro@zielonaprzystan.example")],
            tags=["ekologia"],
        ),
        PartyDraft(
            "Stowarzyszenie Zielona Przystań w Sieradzu", association, short_name="Przystań", is_demo=True,
            addresses=[AddressDraft(places[SIERADZ])],
            contacts=[(email, "biuro@zielonaprzystan.example"), (phone, "43 555 01 02")],
        ),
        PartyDraft(
            "Halina Brzezina-Sokół", person, addresses=[kutno], sex=Sex.FEMALE, birth_year=1961, is_demo=True,
            contacts=[(email, "halina.sokol@poczta.example")],
        ),
        PartyDraft(
            "Halina Brzezina–Sokół", person, addresses=[kutno], is_demo=True,
            contacts=[(phone, "24 555 03 04")],
        ),
    ]  # fmt: skip
