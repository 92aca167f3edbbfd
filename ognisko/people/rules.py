"""Groups of kinds as the words of the figures use them, likeness of names, data that are refused: pure, without ORM."""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db import models
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from psycopg.types.range import DateRange
from stdnum.pl import pesel

from ognisko.core import polish


class Kind(models.IntegerChoices):
    """A party's legal form or nature, one on any date. The numbers are for ever: ledger entries carry them."""

    PERSON = 1, _("person")
    INFORMAL_GROUP = 10, _("informal group")
    INITIATIVE_GROUP = 11, _("initiative group")
    YOUTH_COUNCIL = 12, _("youth council")
    PUPILS_SELF_GOVERNMENT = 13, _("pupils' self-government")
    STUDENTS_SELF_GOVERNMENT = 14, _("students' self-government")
    ASSOCIATION = 20, _("association")
    SIMPLE_ASSOCIATION = 21, _("simple association")
    FOUNDATION = 22, _("foundation")
    SPORTS_CLUB = 23, _("sports club")
    RURAL_HOUSEWIVES_CIRCLE = 24, _("rural housewives' circle")
    VOLUNTEER_FIRE_BRIGADE = 25, _("volunteer fire brigade")
    UNION_OF_ASSOCIATIONS = 26, _("union of associations")
    OTHER_NGO = 29, _("other non-governmental organisation")
    CHURCH_BODY = 30, _("church legal person")
    SOCIAL_COOPERATIVE = 31, _("social cooperative")
    COOPERATIVE = 32, _("cooperative")
    NON_PROFIT_COMPANY = 33, _("non-profit company")
    BUSINESS = 34, _("business")
    FOREIGN_ORGANISATION = 35, _("foreign organisation")
    UNIVERSITY = 36, _("university")
    LOCAL_GOVERNMENT = 40, _("local government")
    PUBLIC_INSTITUTION = 41, _("public institution")
    REINTEGRATION_UNIT = 42, _("reintegration unit (CIS, KIS, WTZ, ZAZ)")


class Status(models.IntegerChoices):
    """A dated status beside the kind; the numbers are bits of the ledger's mask."""

    SOCIAL_ECONOMY_ENTITY = 1, _("social economy entity (PES)")
    SOCIAL_ENTERPRISE = 2, _("social enterprise (PS)")


class Sex(models.IntegerChoices):
    """Coarse attribute of a person; 0 where it is unknown or refused."""

    UNKNOWN = 0, _("unknown or refused")
    FEMALE = 1, _("female")
    MALE = 2, _("male")


class Fact(models.IntegerChoices):
    """What is kept of a person under protection alone. The numbers are for ever: encryption is bound to them."""

    PESEL = 1, "PESEL"
    LABOUR_STATUS = 2, _("labour status")
    DISABILITY = 3, _("disability")


class LabourStatus(models.IntegerChoices):
    """On the labour market, in the words of the funds' participant forms (SL2014)."""

    EMPLOYED = 1, _("working")
    REGISTERED_UNEMPLOYED = 2, _("unemployed, registered at a labour office")
    UNREGISTERED_UNEMPLOYED = 3, _("unemployed, not registered")
    INACTIVE = 4, _("economically inactive")
    REFUSED = 9, pgettext_lazy("answer", "refused to say")


class Disability(models.IntegerChoices):
    """Whether somebody has a disability, as they said."""

    YES = 1, pgettext_lazy("disability", "with a disability")
    NO = 2, pgettext_lazy("disability", "without a disability")
    REFUSED = 9, pgettext_lazy("answer", "refused to say")


ANSWERS: dict[Fact, type[LabourStatus] | type[Disability]] = {
    Fact.LABOUR_STATUS: LabourStatus,
    Fact.DISABILITY: Disability,
}
"""The answers of each fact that is a choice; their numbers have one digit, so that no length tells one from another."""

GROUPS = frozenset(
    {
        Kind.INFORMAL_GROUP,
        Kind.INITIATIVE_GROUP,
        Kind.YOUTH_COUNCIL,
        Kind.PUPILS_SELF_GOVERNMENT,
        Kind.STUDENTS_SELF_GOVERNMENT,
    }
)
"""*Group* in a figure: people acting together without a legal form of their own."""

ADMINISTRATION = frozenset({Kind.LOCAL_GOVERNMENT, Kind.PUBLIC_INSTITUTION})
"""Bodies of the administration: entities, but not organisations."""

ORGANISATIONS = frozenset(Kind) - GROUPS - ADMINISTRATION - {Kind.PERSON}
"""*Organisation* in a figure: NGOs and other bodies with a legal form outside the administration."""

ENTITIES = frozenset(Kind) - {Kind.PERSON}
"""*Entity* in a figure: everything but a person."""

NGOS = frozenset(kind for kind in Kind if Kind.ASSOCIATION <= kind <= Kind.OTHER_NGO)
"""*NGO*: association, foundation, simple association, sports club, rural housewives' circle and the like."""

ICONS = dict.fromkeys(GROUPS, "users") | dict.fromkeys(ORGANISATIONS | ADMINISTRATION, "landmark")
ICONS[Kind.PERSON] = "user"
ICONS[Kind.BUSINESS] = "briefcase"
"""The icon beside a party's name."""

FAMILIES: dict[str, tuple[Any, frozenset[Kind]]] = {
    "persons": (_("persons"), frozenset({Kind.PERSON})),
    "entities": (_("all but persons"), ENTITIES),
    "organisations": (_("organisations"), ORGANISATIONS),
    "ngos": (_("non-governmental organisations"), NGOS),
    "groups": (_("groups"), GROUPS),
    "administration": (_("administration"), ADMINISTRATION),
}
"""Sets of kinds by which a list can be narrowed, with the words of the figures."""

# What a kind of body is called says little about which one it is: folded, as core.polish.fold gives them.
_COMMON = frozenset(
    "stowarzyszenie fundacja kolo gospodyn wiejskich kgw klub sportowy ludowy uczniowski uks lks osp ochotnicza straz"
    " pozarna grupa nieformalna inicjatywna spoldzielnia socjalna towarzystwo przyjaciol gmina miasto powiat urzad"
    " gminy miasta w we z na i im imienia dla sp zoo oddzial".split()
)


def distinctive(folded: str) -> str:
    """The words of a folded name that tell it from others of its kind; the whole name where none would be left."""
    words = [word for word in folded.split() if word not in _COMMON]
    return " ".join(words) or folded


def closeness(one: str, other: str) -> float:
    """How alike two folded names are, from 0 to 1, by their sets of three letters; the order of words is no matter.

    The same measure as pg_trgm's ``similarity``, for the distinctive parts of names, which no column keeps.
    """
    first, second = pieces(one), pieces(other)
    return len(first & second) / len(first | second) if first and second else 0.0


def pieces(folded: str) -> set[str]:
    """The sets of three letters of a folded name, with its words' beginnings and ends."""
    return {f"  {word} "[start : start + 3] for word in folded.split() for start in range(len(word) + 1)}


# Eleven digits in one piece or as they are printed; a number of more digits or with a plus in front is something else.
_ELEVEN_DIGITS = re.compile(r"(?<![\d+])(\d{6})[ -]?(\d{5})(?!\d)")


def holds_pesel(text: str) -> bool:
    """Say whether a PESEL of somebody who may be alive stands in the text.

    A PESEL is kept encrypted in its own field, so every other field and column refuses it. A right check digit and a
    birth between 1900 and today keep phone numbers and the like from being refused.
    """
    return any(_is_pesel(match[1] + match[2]) for match in _ELEVEN_DIGITS.finditer(text))


def _is_pesel(digits: str) -> bool:
    return bool(pesel.is_valid(digits)) and was_born(digits)


def was_born(digits: str) -> bool:
    """Say whether a PESEL's day of birth lies between 1900 and today."""
    return date(1900, 1, 1) <= pesel.get_birth_date(digits) <= date.today()  # noqa: DTZ011  # a birthday has no zone


def birth_year_in(digits: str) -> int:
    """The year of birth that a PESEL tells."""
    return int(pesel.get_birth_date(digits).year)


def sex_in(digits: str) -> Sex:
    """The sex that a PESEL tells by its tenth digit."""
    return Sex.FEMALE if pesel.get_gender(digits) == "F" else Sex.MALE


def contradictions(digits: str, sex: int, birth_year: int | None) -> list[str]:
    """What a PESEL tells otherwise than the person's data, as sentences that do not repeat it; none where it agrees."""
    found = []
    if birth_year is not None and birth_year != birth_year_in(digits):
        found.append(
            gettext("By this PESEL the year of birth is %(told)s, but %(kept)s is recorded. Check both.")
            % {"told": birth_year_in(digits), "kept": birth_year}
        )
    if sex and sex != sex_in(digits):
        found.append(
            gettext("By this PESEL the sex is: %(told)s, but recorded is: %(kept)s. Check both.")
            % {"told": sex_in(digits).label, "kept": Sex(sex).label}
        )
    return found


_SPECIAL = re.compile(
    r"\b(niepelnosprawn\w*|inwalid\w*|bezrobotn\w*|orzeczeni\w* o (?:stopniu|niepelno)\w*|chor(?:y|a|oba) psychicz\w*)"
)


def special_category(text: str) -> str:
    """The first words about a person's disability or labour status in the text; empty where there are none.

    Such data are kept encrypted, in fields of their own. For texts about a person: an organisation may well work with
    people with disabilities.
    """
    match = _SPECIAL.search(polish.fold(text))
    return match[1] if match else ""


def objection(text: str, *, about_person: bool) -> str:
    """What stands in the text that belongs to the protected data, as a sentence; empty where nothing does.

    A PESEL in any text, health and labour status in texts about a person.
    """
    if holds_pesel(text):
        return gettext(
            "A PESEL stands here. Delete it and save again: it is kept among a person's protected data alone."
        )
    if about_person and (words := special_category(text)):
        return gettext(
            "“%(words)s” tells of somebody's disability or labour status. Delete it and save again; it belongs to the "
            "protected data on the person's page."
        ) % {"words": words}
    return ""


# Doubles --------------------------------------------------------------------------------------------------------------

CHOSEN = (
    "name", "short_name", "kind", "seat", "sex", "birth_year", "nip", "regon", "krs", "caretaker", "description",
)  # fmt: skip
"""What two parties that are one may say differently, so that somebody chooses; in the order of a page."""


def is_before(one: date | None, other: date | None) -> bool:
    """Compare two ends of periods that are not open on the side compared; None is the open end."""
    return other is None or (one is not None and one < other)


def without(period: DateRange, taken: Iterable[DateRange]) -> list[DateRange]:
    """What is left of a period where others hold already, in order; nothing where they cover it."""
    left = [period]
    for other in taken:
        pieces = []
        for piece in left:
            if not overlap(piece, other):
                pieces.append(piece)
                continue
            if other.lower is not None and (piece.lower is None or piece.lower < other.lower):
                pieces.append(DateRange(piece.lower, other.lower))
            if other.upper is not None and is_before(other.upper, piece.upper):
                pieces.append(DateRange(other.upper, piece.upper))
        left = pieces
    return left


def overlap(one: DateRange, other: DateRange) -> bool:
    """Say whether two periods share a day."""
    return (one.lower is None or other.upper is None or one.lower < other.upper) and (
        other.lower is None or one.upper is None or other.lower < one.upper
    )


def settled(periods: Sequence[DateRange]) -> list[list[DateRange]]:
    """What each period keeps where only one can hold on a day and earlier ones of the sequence win."""
    kept: list[list[DateRange]] = []
    for position, period in enumerate(periods):
        kept.append(without(period, periods[:position]))
    return kept


def united(periods: Sequence[DateRange]) -> list[tuple[list[int], DateRange]]:
    """Periods that overlap, one after another, as one: the positions of each group, and the time that it spans."""
    order = sorted(range(len(periods)), key=lambda at: (periods[at].lower is not None, periods[at].lower or date.min))
    groups: list[tuple[list[int], DateRange]] = []
    for at in order:
        period = periods[at]
        if groups and overlap(groups[-1][1], period):
            members, span = groups[-1]
            upper = period.upper if is_before(span.upper, period.upper) else span.upper
            groups[-1] = ([*members, at], DateRange(span.lower, upper))
        else:
            groups.append(([at], period))
    return [(sorted(members), span) for members, span in groups]
