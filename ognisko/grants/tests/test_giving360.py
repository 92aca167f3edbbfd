"""Open data keeps to 360Giving 1.4 and publishes no name of a person."""

import csv
import io
import json
from dataclasses import fields, replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ognisko.grants.formats.giving360 import (
    COLUMNS,
    Grant,
    Individual,
    NotPublishable,
    Organisation,
    Place,
    Programme,
    Span,
    grant_id,
    organisation_id,
    package,
    published,
    table,
)

D = Decimal

PREFIX = "360G-Ognisko"
FUNDER = Organisation(organisation_id(PREFIX, 1, krs="0000123456"), "Fundacja Ognisko")
FULL = Grant(
    id=grant_id(PREFIX, "MG/2026/0001"),
    title="Zielone podwórko",
    description="Sąsiedzi zakładają ogród.",
    currency="PLN",
    awarded=D("4465.50"),
    awarded_on=date(2026, 5, 4),
    funder=FUNDER,
    recipient=Organisation(organisation_id(PREFIX, 17), "Grupa Zielone podwórko", "Łódź"),
    applied_for=D(5000),
    paid=D("4465.50"),
    planned=Span(date(2026, 6, 1), date(2026, 11, 30)),
    actual=Span(date(2026, 6, 8)),
    places=(Place("Łódź", "1061011"), Place("Zgierz")),
    programme=Programme("MG-2026", "Mikrogranty"),
    open_call=True,
    topics=("Ekologia",),
    regrant="FRG010",
    scope="GLS030",
    url="https://ognisko.example/granty/1/",
    changed_at=datetime(2026, 11, 23, 13, 0, 5, tzinfo=UTC),
)
LEAST = Grant(
    "360G-Ognisko-2", "Festyn", "Opis", "PLN", D(1), date(2026, 1, 2), FUNDER, Individual("360G-Ognisko-IND-5")
)


def test_a_grant_is_published_with_all_its_fields() -> None:
    assert published(FULL) == {
        "id": "360G-Ognisko-MG-2026-0001",
        "title": "Zielone podwórko",
        "description": "Sąsiedzi zakładają ogród.",
        "currency": "PLN",
        "amountAppliedFor": 5000,
        "amountAwarded": 4465.5,
        "amountDisbursed": 4465.5,
        "awardDate": "2026-05-04",
        "url": "https://ognisko.example/granty/1/",
        "plannedDates": [{"startDate": "2026-06-01", "endDate": "2026-11-30"}],
        "actualDates": [{"startDate": "2026-06-08"}],
        "fundingOrganization": [{"id": "PL-KRS-0000123456", "name": "Fundacja Ognisko"}],
        "recipientOrganization": [
            {"id": "360G-Ognisko-ORG-17", "name": "Grupa Zielone podwórko", "addressLocality": "Łódź"}
        ],
        "beneficiaryLocation": [
            {"name": "Łódź", "countryCode": "PL", "description": "TERC 1061011"},
            {"name": "Zgierz", "countryCode": "PL"},
        ],
        "grantProgramme": [{"code": "MG-2026", "title": "Mikrogranty"}],
        "fromOpenCall": "Yes",
        "classifications": [{"title": "Ekologia"}],
        "regrantType": "FRG010",
        "locationScope": "GLS030",
        "dateModified": "2026-11-23T13:00:05Z",
    }


def test_a_person_is_published_without_a_name() -> None:
    assert published(LEAST) == {
        "id": "360G-Ognisko-2",
        "title": "Festyn",
        "description": "Opis",
        "currency": "PLN",
        "amountAwarded": 1,
        "awardDate": "2026-01-02",
        "fundingOrganization": [{"id": "PL-KRS-0000123456", "name": "Fundacja Ognisko"}],
        "recipientIndividual": [{"id": "360G-Ognisko-IND-5", "name": "Individual Recipient"}],
    }


def test_there_is_no_room_for_names_of_people() -> None:
    assert {cls.__name__: [one.name for one in fields(cls)] for cls in (Individual, Organisation)} == {
        "Individual": ["id"],
        "Organisation": ["id", "name", "town", "postal_code"],
    }


def test_a_package_says_its_version_and_what_it_is_about() -> None:
    data = json.loads(
        package([LEAST], {"title": "Granty 2026", "license": "https://creativecommons.org/publicdomain/zero/1.0/"})
    )
    assert data == {
        "version": "1.4",
        "title": "Granty 2026",
        "license": "https://creativecommons.org/publicdomain/zero/1.0/",
        "grants": [published(LEAST)],
    }


def test_csv_has_the_titles_of_the_standard_and_only_columns_in_use() -> None:
    assert table([LEAST, replace(LEAST, id="360G-Ognisko-3", title="=1+1", awarded=D("2.5"))]).decode() == (
        "Identifier,Title,Description,Currency,Amount Awarded,Award Date,Recipient Ind:Identifier,Recipient Ind:Name,"
        "Funding Org:Identifier,Funding Org:Name\r\n"
        "360G-Ognisko-2,Festyn,Opis,PLN,1,2026-01-02,360G-Ognisko-IND-5,Individual Recipient,"
        "PL-KRS-0000123456,Fundacja Ognisko\r\n"
        "360G-Ognisko-3,'=1+1,Opis,PLN,2.50,2026-01-02,360G-Ognisko-IND-5,Individual Recipient,"
        "PL-KRS-0000123456,Fundacja Ognisko\r\n"
    )


def test_every_column_finds_its_value_in_a_full_grant() -> None:
    (row,) = csv.DictReader(io.StringIO(table([FULL]).decode(), newline=""))
    assert set(COLUMNS) - set(row) == {
        "Actual Dates:End Date",
        "Recipient Org:Postal Code",
        "Recipient Ind:Identifier",
        "Recipient Ind:Name",
        "Grant Programme:URL",
    }
    assert [row["For Regrant Type"], row["Beneficiary Location:0:Name"], row["Amount Disbursed"]] == [
        "FRG010",
        "Łódź",
        "4465.50",
    ]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": " "}, "title"),
        ({"recipient": Organisation("", "Grupa")}, "recipient/id"),
        ({"recipient": Individual("PESEL 44051401359")}, "recipientIndividual/id"),
        ({"regrant": "FRG080"}, "regrantType"),
        ({"scope": "gmina"}, "locationScope"),
        ({"awarded": D(-1)}, "amountAwarded"),
    ],
)
def test_what_breaks_the_standard_is_not_published(change: dict[str, object], field: str) -> None:
    with pytest.raises(NotPublishable, match=field):
        published(replace(FULL, **change))


def test_organisations_are_named_by_the_best_register() -> None:
    assert [organisation_id(PREFIX, 5, "0000123456", "123456785"), organisation_id(PREFIX, 5, regon="123456785")] == [
        "PL-KRS-0000123456",
        "PL-REGON-123456785",
    ]


@given(st.decimals(D(0), D(10**9), places=2))
def test_an_amount_is_the_same_after_the_journey(amount: D) -> None:
    data = json.loads(package([replace(LEAST, awarded=amount)]), parse_float=D)
    assert D(data["grants"][0]["amountAwarded"]) == amount
