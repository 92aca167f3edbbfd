"""Grants as open data in the 360Giving Data Standard 1.4: JSON as a package, CSV with the standard's titles of columns.

Names of people are never published: neither of a group's members nor of a person who got a grant; the dataclasses here
have no room for them. An informal group is named by its own name under an identifier of ours, an organisation by the
register it is in (org-id.guide: PL-KRS, PL-REGON). The standard's list of geographic code types is closed and knows no
TERC, so a place is a name and a country, its TERC code in words. Source: docs.threesixtygiving.org and its JSON schema.
"""

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

VERSION = "1.4"
"""The schema takes major and minor version only."""

ANONYMOUS = "Individual Recipient"
"""The name of every person who got a grant, as the standard's guide on individuals has it."""

REGRANTS = frozenset(f"FRG0{number}0" for number in range(1, 8))
SCOPES = frozenset(f"GLS0{number}0" for number in range(1, 8))
"""The standard's closed lists of types of regranting and of geographical scope."""


class NotPublishable(ValueError):
    """A grant breaks the standard; the message names the grant and the field."""


@dataclass(frozen=True)
class Organisation:
    """Who funds or is funded: an identifier made by `organisation_id`, a name."""

    id: str
    name: str
    town: str = ""
    postal_code: str = ""


@dataclass(frozen=True)
class Individual:
    """A person who got a grant, known to the public by our identifier alone."""

    id: str


@dataclass(frozen=True)
class Place:
    """Where the people are for whom the grant is."""

    name: str
    terc: str = ""


@dataclass(frozen=True)
class Programme:
    """A programme or call."""

    code: str
    title: str
    url: str = ""


@dataclass(frozen=True)
class Span:
    """From a day to a day, both included."""

    start: date
    end: date | None = None


@dataclass(frozen=True)
class Grant:
    """A grant as the public sees it; what is None or empty is not published."""

    id: str
    title: str
    description: str
    currency: str
    awarded: Decimal
    awarded_on: date
    funder: Organisation
    recipient: Organisation | Individual
    applied_for: Decimal | None = None
    paid: Decimal | None = None
    planned: Span | None = None
    actual: Span | None = None
    places: tuple[Place, ...] = ()
    programme: Programme | None = None
    open_call: bool | None = None
    topics: tuple[str, ...] = ()
    regrant: str = ""
    scope: str = ""
    url: str = ""
    changed_at: datetime | None = None


def grant_id(prefix: str, number: str) -> str:
    """The identifier of a grant: the publisher's prefix and our number, signs of separation made dashes."""
    return f"{prefix}-{re.sub(r'[^A-Za-z0-9._-]+', '-', number).strip('-')}"


def organisation_id(prefix: str, own: int, krs: str = "", regon: str = "") -> str:
    """The identifier of an organisation: by KRS, else REGON, else our own, as for an informal group."""
    if krs:
        return f"PL-KRS-{krs}"
    return f"PL-REGON-{regon}" if regon else f"{prefix}-ORG-{own}"


def package(grants: Sequence[Grant], about: Mapping[str, Any] | None = None) -> bytes:
    """The grants as a JSON package; `about` is its title, publisher, licence and the like. Raises NotPublishable."""
    data = {"version": VERSION, **(about or {}), "grants": [published(grant) for grant in grants]}
    return (json.dumps(data, ensure_ascii=False, indent=2) + "\n").encode()


def published(grant: Grant) -> dict[str, Any]:
    """A grant as the standard's JSON has it. Raises NotPublishable."""
    for fault in _faults(grant):
        raise NotPublishable(f"{grant.id}: {fault}")
    fields: dict[str, Any] = {
        "id": grant.id,
        "title": grant.title,
        "description": grant.description,
        "currency": grant.currency,
        "amountAppliedFor": _number(grant.applied_for),
        "amountAwarded": _number(grant.awarded),
        "amountDisbursed": _number(grant.paid),
        "awardDate": grant.awarded_on.isoformat(),
        "url": grant.url,
        "plannedDates": _span(grant.planned),
        "actualDates": _span(grant.actual),
        "fundingOrganization": [_organisation(grant.funder)],
    }
    if isinstance(grant.recipient, Individual):
        fields["recipientIndividual"] = [{"id": grant.recipient.id, "name": ANONYMOUS}]
    else:
        fields["recipientOrganization"] = [_organisation(grant.recipient)]
    fields |= {
        "beneficiaryLocation": [_place(place) for place in grant.places],
        "grantProgramme": [_filled(vars(grant.programme))] if grant.programme else None,
        "fromOpenCall": None if grant.open_call is None else "Yes" if grant.open_call else "No",
        "classifications": [{"title": topic} for topic in grant.topics],
        "regrantType": grant.regrant,
        "locationScope": grant.scope,
        "dateModified": _moment(grant.changed_at),
    }
    return _filled(fields)


def _faults(grant: Grant) -> Iterator[str]:
    recipient = grant.recipient
    needed = {
        "id": grant.id, "title": grant.title, "description": grant.description, "currency": grant.currency,
        "fundingOrganization/id": grant.funder.id, "fundingOrganization/name": grant.funder.name,
        "recipient/id": recipient.id,
        "recipient/name": ANONYMOUS if isinstance(recipient, Individual) else recipient.name,
    }  # fmt: skip
    yield from (name for name, value in needed.items() if not value.strip())
    if grant.awarded < 0:
        yield "amountAwarded"
    if grant.regrant and grant.regrant not in REGRANTS:
        yield "regrantType"
    if grant.scope and grant.scope not in SCOPES:
        yield "locationScope"
    if isinstance(recipient, Individual) and not recipient.id.startswith("360G-"):
        yield "recipientIndividual/id"


def _filled(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value not in (None, "", [])}


def _number(amount: Decimal | None) -> int | float | None:
    """An amount as JSON writes it; a Decimal of two places goes into a float and out again unchanged."""
    if amount is None:
        return None
    return int(amount) if amount == amount.to_integral_value() else float(amount)


def _span(span: Span | None) -> list[dict[str, str]]:
    if span is None:
        return []
    return [_filled({"startDate": span.start.isoformat(), "endDate": span.end.isoformat() if span.end else ""})]


def _organisation(one: Organisation) -> dict[str, str]:
    return _filled({"id": one.id, "name": one.name, "addressLocality": one.town, "postalCode": one.postal_code})


def _place(place: Place) -> dict[str, str]:
    description = f"TERC {place.terc}" if place.terc else ""
    return _filled({"name": place.name, "countryCode": "PL", "description": description})


def _moment(moment: datetime | None) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" if moment else ""


COLUMNS: Mapping[str, str] = {
    "Identifier": "id",
    "Title": "title",
    "Description": "description",
    "Currency": "currency",
    "Amount Applied For": "amountAppliedFor",
    "Amount Awarded": "amountAwarded",
    "Amount Disbursed": "amountDisbursed",
    "Award Date": "awardDate",
    "URL": "url",
    "Planned Dates:Start Date": "plannedDates/0/startDate",
    "Planned Dates:End Date": "plannedDates/0/endDate",
    "Actual Dates:Start Date": "actualDates/0/startDate",
    "Actual Dates:End Date": "actualDates/0/endDate",
    "Recipient Org:Identifier": "recipientOrganization/0/id",
    "Recipient Org:Name": "recipientOrganization/0/name",
    "Recipient Org:City": "recipientOrganization/0/addressLocality",
    "Recipient Org:Postal Code": "recipientOrganization/0/postalCode",
    "Recipient Ind:Identifier": "recipientIndividual/0/id",
    "Recipient Ind:Name": "recipientIndividual/0/name",
    "Beneficiary Location:0:Name": "beneficiaryLocation/0/name",
    "Beneficiary Location:0:Country Code": "beneficiaryLocation/0/countryCode",
    "Beneficiary Location:0:Description": "beneficiaryLocation/0/description",
    "Funding Org:Identifier": "fundingOrganization/0/id",
    "Funding Org:Name": "fundingOrganization/0/name",
    "Grant Programme:Code": "grantProgramme/0/code",
    "Grant Programme:Title": "grantProgramme/0/title",
    "Grant Programme:URL": "grantProgramme/0/url",
    "From an open call?": "fromOpenCall",
    "Classifications:0:Title": "classifications/0/title",
    "For Regrant Type": "regrantType",
    "Location Scope": "locationScope",
    "Last modified": "dateModified",
}
"""The standard's titles of columns and where in the JSON their values are; the first place and topic go into CSV."""


def table(grants: Sequence[Grant]) -> bytes:
    """The grants as CSV in UTF-8, parted by commas; columns without a value in any grant are left out.

    Text that a spreadsheet would take for a formula gets an apostrophe in front. Raises NotPublishable.
    """
    rows = [[_at(published(grant), path) for path in COLUMNS.values()] for grant in grants]
    used = [at for at in range(len(COLUMNS)) if any(row[at] != "" for row in rows)]
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow([list(COLUMNS)[at] for at in used])
    writer.writerows([[_harmless(row[at]) for at in used] for row in rows])
    return buffer.getvalue().encode()


def _at(value: Any, path: str) -> Any:
    for step in path.split("/"):
        value = (value[0] if value else {}) if step == "0" else value.get(step, "")
    return value


def _harmless(value: Any) -> str:
    text = f"{value:.2f}" if isinstance(value, float) else str(value)
    return "'" + text if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
