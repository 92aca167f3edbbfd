"""Reads of consents: the texts in their versions, what a person agreed to, who agreed to a purpose and who did not."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Subquery

from ognisko.people.models import (
    Consent,
    ConsentPurpose,
    ConsentQuerySet,
    ConsentWording,
    Contact,
    Party,
    PartyQuerySet,
)
from ognisko.people.queries import parties_for_lists
from ognisko.people.rules import Kind

WITH, WITHOUT, OLDER, WITHDRAWN = "with", "without", "older", "withdrawn"
"""By what the list of persons is narrowed."""


def _latest(of: str, today: date) -> QuerySet[ConsentWording]:
    """The versions of an outer row's text that hold by today, the one that holds now first."""
    return ConsentWording.objects.filter(purpose=OuterRef(of), valid_from__lte=today).order_by("-number")


def current_wordings(today: date) -> QuerySet[ConsentWording]:
    """The version that holds today of each purpose that is asked for, by name of the purpose."""
    return (
        ConsentWording.objects.filter(purpose__is_used=True, pk=Subquery(_latest("purpose", today).values("pk")[:1]))
        .select_related("purpose")
        .order_by("purpose__name")
    )


def older_wordings(today: date) -> QuerySet[ConsentWording]:
    """Versions that held once, for paper forms that turn up late."""
    current = current_wordings(today).order_by().values("pk")
    return (
        ConsentWording.objects.filter(valid_from__lte=today)
        .exclude(pk__in=current)
        .select_related("purpose")
        .order_by("purpose__name", "-number")
    )


def purposes(today: date) -> QuerySet[ConsentPurpose]:
    """All purposes with the number of persons who agree today and of the version that holds."""
    latest = _latest("pk", today)
    agreeing = (
        Consent.objects.filter(purpose=OuterRef("pk")).in_force().order_by().values("purpose").annotate(n=Count("pk"))
    )
    return ConsentPurpose.objects.annotate(
        version=Subquery(latest.values("number")[:1]),
        version_from=Subquery(latest.values("valid_from")[:1]),
        agreeing=Subquery(agreeing.values("n")),
    ).order_by("-is_used", "name")


def wordings_of(purpose: ConsentPurpose) -> QuerySet[ConsentWording]:
    """The versions of a text, the latest first, with how many consents each has and had."""
    real = Q(consents__is_cancelled=False)
    return (
        purpose.wordings.select_related("created_by")
        .annotate(
            ever=Count("consents"),
            agreed=Count("consents", filter=real),
            agreeing=Count("consents", filter=real & Q(consents__withdrawn_on=None, consents__replaced_on=None)),
        )
        .order_by("-number")
    )


def consents_of(party: Party, today: date) -> ConsentQuerySet:
    """What a person agreed to, in force first; ``latest`` is the version of the same text that holds today."""
    return (
        Consent.objects.filter(party=party, is_cancelled=False)
        .select_related("wording", "purpose", "recorded_by", "withdrawn_by")
        .annotate(latest=Subquery(_latest("purpose", today).values("number")[:1]))
        .order_by("purpose__name", "-given_on", "-id")
    )


@dataclass(frozen=True)
class ConsentFilter:
    """Whom the list of persons shows, for one purpose."""

    purpose: ConsentPurpose
    state: str = WITH
    text: str = ""
    source: str = ""


def persons(wanted: ConsentFilter, today: date) -> PartyQuerySet:
    """Persons with, without, with an older version of, or no longer with a consent for the purpose.

    Each has ``of_purpose``: its consents for it, the latest first; two queries for a page of any length.
    """
    rows = Consent.objects.filter(party=OuterRef("pk"), purpose=wanted.purpose, is_cancelled=False)
    in_force = rows.in_force()
    if wanted.source:
        in_force = in_force.filter(source=wanted.source)
    found = parties_for_lists().filter(kind_now=Kind.PERSON)
    if wanted.text:
        found = found.matching(wanted.text)
    current = current_number(wanted.purpose, today)
    if wanted.state == WITHOUT:
        found = found.filter(~Exists(rows.in_force()))
    elif wanted.state == OLDER:
        found = found.filter(Exists(in_force.filter(wording__number__lt=current)))
    elif wanted.state == WITHDRAWN:
        found = found.filter(~Exists(rows.in_force()), Exists(rows.filter(withdrawn_on__isnull=False)))
    else:
        found = found.filter(Exists(in_force))
    kept = Consent.objects.filter(purpose=wanted.purpose, is_cancelled=False).select_related("wording")
    return found.prefetch_related(Prefetch("consents", kept.order_by("-given_on", "-id"), to_attr="of_purpose"))


def with_addresses(found: QuerySet[Party]) -> QuerySet[Party]:
    """The same persons with their contacts, for a file: the newsletter goes somewhere."""
    return found.prefetch_related(Prefetch("contacts", Contact.objects.order_by("type", "id")))


def current_number(purpose: ConsentPurpose, today: date) -> int:
    """The number of the version that holds today; 0 where none does yet."""
    rows = purpose.wordings.filter(valid_from__lte=today).order_by("-number")
    return rows.values_list("number", flat=True).first() or 0
