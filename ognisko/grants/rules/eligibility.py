"""Who may apply in a call is data: conditions on one side, facts on the other, and a sentence for each one not met.

Nothing here is law; every call sets its own limits. Usual ones are in the rules of Polish regranting (public-benefit
act art. 16a): at least three adults in an informal group, alone or with a patron; an organisation young and of small
income; one person in one group only; nobody who holds a statutory function in an organisation; exclusion for misuse.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ognisko.core.days import months_after
from ognisko.core.money import money_text
from ognisko.core.polish import date_text
from ognisko.people.rules import ORGANISATIONS
from ognisko.places.rules import unit_range


class Patron(models.TextChoices):
    """Whether a group applies with an organisation that answers for it."""

    NEVER = "never", gettext_lazy("without a patron")
    ALLOWED = "allowed", gettext_lazy("with a patron or without")
    REQUIRED = "required", gettext_lazy("only with a patron")


@dataclass(frozen=True)
class Conditions:
    """Who may apply: kinds of people.rules.Kind, areas as TERC codes with all below; empty or None is no condition.

    `groups` are the kinds to which the conditions on members and patrons apply; age and income are asked of
    organisations. Ages are whole months on the day of reckoning; the income is of the last closed year, in the call's
    currency.
    """

    kinds: frozenset[int] = frozenset()
    areas: tuple[int, ...] = ()
    groups: frozenset[int] = frozenset()
    patron: Patron = Patron.ALLOWED
    patron_kinds: frozenset[int] = frozenset()
    least_adults: int = 0
    oldest_months: int | None = None
    youngest_months: int | None = None
    most_income: Decimal | None = None
    currency: str = "PLN"
    most_applications: int | None = None
    one_group_each: bool = False
    no_officeholders: bool = False


@dataclass(frozen=True)
class Member:
    """A person of a group: how they are shown, whether of age on that day, their other groups in the call."""

    name: str
    adult: bool = True
    other_groups: tuple[str, ...] = ()
    holds_office: bool = False


@dataclass(frozen=True)
class Applicant:
    """What is known of who applies, on the day of reckoning; None is not known."""

    kind: int
    place: int | None = None
    members: tuple[Member, ...] = ()
    patron_kind: int | None = None
    registered_on: date | None = None
    income: Decimal | None = None
    submitted_before: int = 0
    excluded_until: date | None = None


@dataclass(frozen=True)
class Unmet:
    """A condition that is not met: which one, a sentence for the applicant, and whom it is about."""

    code: str
    sentence: str
    about: str = ""


def unmet(rules: Conditions, who: Applicant, on: date) -> tuple[Unmet, ...]:
    """All conditions that are not met on that day, in the order in which people read them; none is: may apply."""
    return (
        *_exclusion(who, on),
        *_kind(rules, who),
        *_area(rules, who),
        *_group(rules, who),
        *_age(rules, who, on),
        *_income(rules, who),
        *_number(rules, who),
    )


def _exclusion(who: Applicant, on: date) -> Iterator[Unmet]:
    if who.excluded_until is not None and on <= who.excluded_until:
        sentence = _("You cannot apply until %(day)s.") % {"day": date_text(who.excluded_until)}
        yield Unmet("excluded", sentence)


def _kind(rules: Conditions, who: Applicant) -> Iterator[Unmet]:
    if rules.kinds and who.kind not in rules.kinds:
        yield Unmet("kind", _("This call is for others: see who may apply."))


def _area(rules: Conditions, who: Applicant) -> Iterator[Unmet]:
    if not rules.areas:
        return
    if who.place is None:
        yield Unmet("place", _("Say where you are based."))
    elif not any(low <= who.place <= high for low, high in map(unit_range, rules.areas)):
        yield Unmet("area", _("You are based outside the area of this call."))


def _group(rules: Conditions, who: Applicant) -> Iterator[Unmet]:
    if who.kind not in rules.groups:
        return
    if rules.patron is Patron.REQUIRED and who.patron_kind is None:
        yield Unmet("patron", _("A group applies here with a patron organisation. Find one and add it."))
    if who.patron_kind is not None:
        if rules.patron is Patron.NEVER:
            yield Unmet("no patron", _("A group applies here by itself, without a patron organisation."))
        elif rules.patron_kinds and who.patron_kind not in rules.patron_kinds:
            yield Unmet("patron kind", _("This organisation cannot be a patron in this call."))
    adults = sum(member.adult for member in who.members)
    if adults < rules.least_adults:
        yield Unmet(
            "adults",
            ngettext(
                "The group needs at least %(count)d adult; it has %(found)d.",
                "The group needs at least %(count)d adults; it has %(found)d.",
                rules.least_adults,
            )
            % {"count": rules.least_adults, "found": adults},
        )
    for member in who.members:
        yield from _member(rules, member)


def _member(rules: Conditions, member: Member) -> Iterator[Unmet]:
    if rules.one_group_each and member.other_groups:
        sentence = _("%(name)s is in another group of this call: %(groups)s. One person can be in one group only.")
        yield Unmet(
            "one group", sentence % {"name": member.name, "groups": ", ".join(member.other_groups)}, member.name
        )
    if rules.no_officeholders and member.holds_office:
        sentence = _("%(name)s holds a function in an organisation and cannot be in a group of this call.")
        yield Unmet("office", sentence % {"name": member.name}, member.name)


def _age(rules: Conditions, who: Applicant, on: date) -> Iterator[Unmet]:
    if who.kind not in ORGANISATIONS or (rules.oldest_months is None and rules.youngest_months is None):
        return
    if who.registered_on is None:
        yield Unmet("registered", _("Say when the organisation was registered."))
        return
    if rules.oldest_months is not None and on > months_after(who.registered_on, rules.oldest_months):
        yield Unmet(
            "old",
            ngettext(
                "This call is for organisations registered at most %(count)d month ago.",
                "This call is for organisations registered at most %(count)d months ago.",
                rules.oldest_months,
            )
            % {"count": rules.oldest_months},
        )
    if rules.youngest_months is not None and on < months_after(who.registered_on, rules.youngest_months):
        yield Unmet(
            "young",
            ngettext(
                "This call is for organisations registered at least %(count)d month ago.",
                "This call is for organisations registered at least %(count)d months ago.",
                rules.youngest_months,
            )
            % {"count": rules.youngest_months},
        )


def _income(rules: Conditions, who: Applicant) -> Iterator[Unmet]:
    if rules.most_income is None or who.kind not in ORGANISATIONS:
        return
    if who.income is None:
        yield Unmet("no income", _("Say what income the organisation had last year."))
    elif who.income > rules.most_income:
        sentence = _("This call is for organisations with a yearly income of at most %(amount)s.")
        yield Unmet("income", sentence % {"amount": money_text(rules.most_income, rules.currency)})


def _number(rules: Conditions, who: Applicant) -> Iterator[Unmet]:
    if rules.most_applications is not None and who.submitted_before >= rules.most_applications:
        yield Unmet(
            "number",
            ngettext(
                "You can submit at most %(count)d application in this call.",
                "You can submit at most %(count)d applications in this call.",
                rules.most_applications,
            )
            % {"count": rules.most_applications},
        )
