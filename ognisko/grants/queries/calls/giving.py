"""Funded initiatives as grants of the 360Giving standard: organisations and groups by name, people by a number."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db.models import Case, F, Sum, When
from django.urls import reverse
from django.utils.translation import gettext as _

from ognisko.grants.formats.giving360 import (
    Grant,
    Individual,
    Organisation,
    Place,
    Programme,
    Span,
    grant_id,
    organisation_id,
)
from ognisko.grants.models import Application, Posting
from ognisko.grants.queries.calls.public import initiatives
from ognisko.grants.rules.money import Kind as Moved
from ognisko.people.models import Identifier, Party
from ognisko.people.rules import Kind
from ognisko.projects.models import Operator


def prefix() -> str:
    """The publisher's prefix, as 360Giving gives one to each publisher."""
    return str(getattr(settings, "GIVING360_PREFIX", "360G-ognisko"))


def funder() -> Organisation:
    """The centre, which gives the grants; two queries."""
    centre = Operator.objects.filter(is_centre=True).select_related("party").first()
    party: Party | None = centre.party if centre else None
    if party is None:
        return Organisation(organisation_id(prefix(), 0), "Ognisko")
    known = dict(party.identifiers.values_list("type", "value"))
    krs, regon = known.get(Identifier.Type.KRS, ""), known.get(Identifier.Type.REGON, "")
    return Organisation(organisation_id(prefix(), party.pk, krs, regon), party.name)


def open_data() -> list[Grant]:
    """All funded initiatives of calls with published results; four queries."""
    by, rows = funder(), list(initiatives())
    signed = Case(When(is_reversal=True, then=-F("amount")), default=F("amount"))
    paid: Mapping[int | None, Decimal] = dict(
        Posting.objects.filter(kind=Moved.PAID, application__call__results_at__isnull=False)
        .order_by().values("application").annotate(paid=Sum(signed)).values_list("application", "paid")
    )  # fmt: skip
    return [_grant(row, by, paid.get(row.pk)) for row in rows]


def _grant(row: Application, by: Organisation, paid: Decimal | None) -> Grant:
    call, where = row.call, row.where or row.place
    since: date = row.since or call.activity_since
    return Grant(
        id=grant_id(prefix(), f"{call.pk}-{row.number}"), title=str(row), description=row.summary or str(row),
        currency=call.currency, awarded=row.awarded or Decimal(0), awarded_on=row.awarded_on or since, funder=by,
        recipient=_recipient(row), applied_for=row.amount or None, paid=paid,
        planned=Span(since, row.until or call.activity_until), places=(Place(str(where), where.terc),),
        programme=Programme(call.programme.address, call.programme.name, _address("grants:public_call", call.address)),
        open_call=True, url=_address("grants:initiative", call.address, row.serial),
    )  # fmt: skip


def _recipient(row: Application) -> Organisation | Individual:
    own = row.party_id or row.pk
    if row.applicant_kind == Kind.PERSON:
        return Individual(f"360G-{prefix().removeprefix('360G-')}-IND-{own}")
    return Organisation(organisation_id(prefix(), own, row.krs, row.regon), row.applicant_name)


def _address(name: str, *arguments: Any) -> str:
    return f"{settings.ADDRESS.rstrip('/')}{reverse(name, args=arguments)}"


def about() -> dict[str, Any]:
    """What the package says of itself."""
    by = funder()
    return {
        "title": _("Grants of %(centre)s") % {"centre": by.name},
        "publisher": {"name": by.name, "org_id": by.id},
        "license": "https://creativecommons.org/licenses/by/4.0/",
    }
