"""Who applies becomes a party of the register: the one that is there already, or a new one."""

from datetime import date

from ognisko.accounts.models import User
from ognisko.grants.models import Application
from ognisko.people.actions import add_parties
from ognisko.people.actions.drafts import AddressDraft, PartyDraft
from ognisko.people.models import Contact, Identifier, Party
from ognisko.people.rules import Kind

type Numbers = dict[int, str]


def applicant_party(application: Application, on: date, *, by: User | None) -> Party:
    """The party that applies; contacts go with a new one only, since nobody checked them."""
    numbers = _numbers(application.nip, application.krs, application.regon)
    contacts = [(Contact.Type.EMAIL, application.contact_email), (Contact.Type.PHONE, application.contact_phone)]
    found = _standing(application.applicant_name, application.applicant_kind, application.place_id, numbers)
    return found or _added(
        PartyDraft(
            name=application.applicant_name,
            kinds=[(Kind(application.applicant_kind), application.registered_on or on, None)],
            addresses=[AddressDraft(application.place)],
            identifiers=numbers,
            contacts=[(type_, value) for type_, value in contacts if value],
            is_demo=application.is_demo,
        ),
        by,
    )


def patron_party(application: Application, on: date, *, by: User | None) -> Party | None:
    """The organisation that answers for a group; its seat is not asked, so a new one has none."""
    if not application.patron_name:
        return None
    numbers = _numbers(application.patron_nip, application.patron_krs, "")
    kind = Kind(application.patron_kind or Kind.OTHER_NGO)
    found = _standing(application.patron_name, kind, None, numbers)
    return found or _added(
        PartyDraft(
            name=application.patron_name, kinds=[(kind, None, None)], identifiers=numbers, is_demo=application.is_demo
        ),
        by,
    )


def _added(draft: PartyDraft, by: User | None) -> Party:
    return add_parties([draft], by=by)[0]


def _numbers(nip: str, krs: str, regon: str) -> Numbers:
    numbers = {Identifier.Type.NIP: nip, Identifier.Type.KRS: krs, Identifier.Type.REGON: regon}
    return {type_: value for type_, value in numbers.items() if value}


def _standing(name: str, kind: int, place: int | None, numbers: Numbers) -> Party | None:
    """By a number of the state; without numbers by the same name, kind and, where it is known, municipality.

    Two groups of one name in one municipality may be two; a coordinator parts them, which is rarer than a group that
    comes back each year.
    """
    brief = Party.objects.only("name")
    for type_, value in numbers.items():
        if found := brief.filter(identifiers__type=type_, identifiers__value=value).first():
            return found
    if numbers:
        return None
    same = brief.filter(name__iexact=name, kind_now=kind, erasure=None)
    return (same.filter(seat_now=place) if place else same).order_by("pk").first()
