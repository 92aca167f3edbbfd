"""Rows of parties, persons and memberships: whom they mean, what they add and what they change."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from ognisko.accounts.tests.factories import UserFactory
from ognisko.core.tests.books import brought_in, changes, counted, said
from ognisko.ledger.actions import close
from ognisko.ledger.models import Entry
from ognisko.ledger.queries import sources
from ognisko.people import actions
from ognisko.people.models import Contact, Identifier, Membership, Party
from ognisko.people.rules import Kind, Sex, Status
from ognisko.people.sheets import MEMBERSHIPS, PARTIES, PERSONS
from ognisko.people.sheets.columns import KINDS
from ognisko.people.tests.factories import PartyFactory

pytestmark = pytest.mark.django_db

LODZ, SIERADZ = 106101, 101401
LAKA = {"Nazwa": "Stowarzyszenie „Łąka”", "Rodzaj": "stowarzyszenie", "Gmina": "Sieradz, miasto"}


@pytest.fixture(autouse=True)
def _in_english() -> Any:
    with translation.override("en"):
        yield


def known_of(party: Party) -> dict[str, Any]:
    """All that a row can say of a party."""
    return {
        "name": party.name,
        "short_name": party.short_name,
        "kinds": [(row.kind, row.since, row.until) for row in party.kinds.all()],
        "statuses": [(row.status, row.since, row.until) for row in party.statuses.all()],
        "addresses": [
            (row.place_id, row.street, row.postal_code, row.town, row.since, row.until) for row in party.addresses.all()
        ],
        "identifiers": {row.type: row.value for row in party.identifiers.all()},
        "contacts": sorted((row.type, row.value) for row in party.contacts.all()),
        "tags": [tag.name for tag in party.tags.all()],
        "caretaker": party.caretaker,
        "description": party.description,
        "sex": party.sex,
        "birth_year": party.birth_year,
    }


def test_every_kind_of_party_has_its_word() -> None:
    assert list(KINDS.load().values()) == list(Kind)


def test_a_row_adds_a_party_with_all_that_it_says() -> None:
    anna = UserFactory(email="anna@osrodek.example")
    book = brought_in(
        (
            PARTIES,
            [
                {
                    "Nazwa": " Stowarzyszenie\u00a0„Łąka” ",
                    "Nazwa skrócona": "Łąka",
                    "Rodzaj": "Stowarzyszenie",
                    "Rodzaj od": "4 maja 2016",
                    "PES od": date(2021, 1, 1),
                    "PES do": "31.12.2024",
                    "PS od": "1.01.2023",
                    "NIP": "725-000-01-05",
                    "REGON": 100000008.0,
                    "KRS": 12345.0,
                    "Gmina": "Sieradz, miasto",
                    "Gmina od": "4.05.2016",
                    "Ulica i numer": "ul. Polna 4",
                    "Kod pocztowy": "98-200",
                    "Miejscowość": "Sieradz",
                    "E-mail": "biuro@laka.example; ewa@laka.example",
                    "Telefon": 600100200.0,
                    "Strona WWW": "www.laka.example",
                    "Tagi": "seniorzy; kultura",
                    "Opiekun": "ANNA@osrodek.example",
                    "Opis": "Działa od lat.",
                }
            ],
        )
    )
    assert (said(book), counted(book)) == ([], {"Podmioty": (1, 0, 0)})
    assert known_of(Party.objects.get()) == {
        "name": "Stowarzyszenie „Łąka”",
        "short_name": "Łąka",
        "kinds": [(Kind.ASSOCIATION, date(2016, 5, 4), None)],
        "statuses": [
            (Status.SOCIAL_ECONOMY_ENTITY, date(2021, 1, 1), date(2025, 1, 1)),
            (Status.SOCIAL_ENTERPRISE, date(2023, 1, 1), None),
        ],
        "addresses": [(SIERADZ, "ul. Polna 4", "98-200", "Sieradz", date(2016, 5, 4), None)],
        "identifiers": {
            Identifier.Type.NIP: "7250000105", Identifier.Type.REGON: "100000008", Identifier.Type.KRS: "0000012345",
        },
        "contacts": [
            (Contact.Type.EMAIL, "biuro@laka.example"),
            (Contact.Type.EMAIL, "ewa@laka.example"),
            (Contact.Type.PHONE, "600100200"),
            (Contact.Type.WEBSITE, "https://www.laka.example"),
        ],
        "tags": ["kultura", "seniorzy"],
        "caretaker": anna,
        "description": "Działa od lat.",
        "sex": Sex.UNKNOWN,
        "birth_year": None,
    }  # fmt: skip


def test_a_person_is_added_from_either_sheet() -> None:
    book = brought_in(
        (PARTIES, [{"Nazwa": "Ewa Lis", "Rodzaj": "osoba fizyczna", "Płeć": "k", "Rok urodzenia": "1980"}]),
        (PERSONS, [{"Imię i nazwisko": "Jan Lis", "Płeć": "mężczyzna", "Gmina": "Łódź"}]),
    )
    assert counted(book) == {"Podmioty": (1, 0, 0), "Osoby": (1, 0, 0)}
    assert [
        (party.name, party.kind_now, party.seat_now_id, party.sex, party.birth_year) for party in Party.objects.all()
    ] == [("Ewa Lis", Kind.PERSON, None, Sex.FEMALE, 1980), ("Jan Lis", Kind.PERSON, LODZ, Sex.MALE, None)]


def test_a_repeated_row_changes_nothing() -> None:
    rows = [{**LAKA, "NIP": "7250000105", "E-mail": "biuro@laka.example", "Tagi": "kultura", "PES od": "1.01.2021"}]
    brought_in((PARTIES, rows))
    assert counted(brought_in((PARTIES, rows))) == {"Podmioty": (0, 0, 1)}
    assert Party.objects.count() == 1


def test_an_empty_cell_empties_nothing() -> None:
    party = PartyFactory(name=LAKA["Nazwa"], nip="7250000105", email="biuro@laka.example", description="Stary opis")
    before = known_of(party)
    assert counted(brought_in((PARTIES, [LAKA]))) == {"Podmioty": (0, 0, 1)}
    assert known_of(Party.objects.get()) == before


@pytest.mark.parametrize(
    "row",
    [
        {"Nazwa": "Zupełnie inna nazwa", "Rodzaj": "stowarzyszenie", "NIP": "725-000-01-05"},
        {"Nazwa": "STOWARZYSZENIE LAKA", "Rodzaj": "stowarzyszenie"},
        {"Nazwa": "Stowarzyszenie „Łąka”", "Rodzaj": "stowarzyszenie", "Gmina": "101401"},
    ],
    ids=["by NIP", "by name", "by name and municipality"],
)
def test_a_row_means_a_recorded_party(row: dict[str, Any]) -> None:
    PartyFactory(name=LAKA["Nazwa"], nip="7250000105")
    book = brought_in((PARTIES, [row]))
    assert (said(book), Party.objects.count()) == ([], 1)


@pytest.mark.parametrize(
    "row",
    [
        {**LAKA, "Gmina": "Łódź"},
        {**LAKA, "NIP": "7250000111"},
        {"Nazwa": LAKA["Nazwa"], "Rodzaj": "osoba"},
    ],
    ids=["another municipality", "another NIP", "a person"],
)
def test_a_namesake_is_another_party(row: dict[str, Any]) -> None:
    PartyFactory(name=LAKA["Nazwa"], nip="7250000105")
    assert counted(brought_in((PARTIES, [row]))) == {"Podmioty": (1, 0, 0)}
    assert Party.objects.count() == 2


def test_what_differs_is_changed_and_shown_as_old_and_new() -> None:
    anna = UserFactory(name="Anna Kowalska")
    PartyFactory(name="Łąka", nip="7250000105", email="stary@laka.example", tags=["kultura"])
    book = brought_in(
        (
            PARTIES,
            [
                {
                    **LAKA,
                    "NIP": "7250000105",
                    "KRS": "12345",
                    "E-mail": "nowy@laka.example",
                    "Telefon": "600 100 200",
                    "Tagi": "seniorzy",
                    "Opiekun": "Anna Kowalska",
                    "Opis": "Nowy opis",
                    "Ulica i numer": "ul. Polna 4",
                }
            ],
        )
    )
    assert changes(book.outcomes["Podmioty"]) == [
        (
            "Łąka",
            (
                ("Nazwa", "Łąka", "Stowarzyszenie „Łąka”"),
                ("Opis", "–", "Nowy opis"),
                ("Opiekun", "–", "Anna Kowalska"),
                ("KRS", "–", "0000012345"),
                ("E-mail", "stary@laka.example", "nowy@laka.example"),
                ("Telefon", "–", "600 100 200"),
                ("Tagi", "kultura", "kultura, seniorzy"),
                ("Ulica i numer", "–", "ul. Polna 4"),
            ),
        )
    ]
    assert known_of(Party.objects.get()) == {
        "name": "Stowarzyszenie „Łąka”",
        "short_name": "",
        "kinds": [(Kind.ASSOCIATION, None, None)],
        "statuses": [],
        "addresses": [(SIERADZ, "ul. Polna 4", "", "", None, None)],
        "identifiers": {Identifier.Type.NIP: "7250000105", Identifier.Type.KRS: "0000012345"},
        "contacts": [(Contact.Type.EMAIL, "nowy@laka.example"), (Contact.Type.PHONE, "600 100 200")],
        "tags": ["kultura", "seniorzy"],
        "caretaker": anna,
        "description": "Nowy opis",
        "sex": Sex.UNKNOWN,
        "birth_year": None,
    }


def test_kind_status_and_seat_change_from_a_day_on() -> None:
    party = PartyFactory(name="Łąka", kind=Kind.INFORMAL_GROUP, nip="7250000105")
    actions.set_status(party, Status.SOCIAL_ECONOMY_ENTITY, since=date(2021, 1, 1), by=None)
    book = brought_in(
        (
            PARTIES,
            [
                {
                    "Nazwa": "Łąka", "Rodzaj": "stowarzyszenie", "Rodzaj od": "1.03.2024", "NIP": "7250000105",
                    "PES od": "1.01.2021", "PES do": "30.06.2024", "PS od": "1.07.2024", "Gmina": "Łódź",
                    "Gmina od": "1.05.2024",
                }
            ],
        )
    )  # fmt: skip
    assert changes(book.outcomes["Podmioty"]) == [
        (
            "Łąka",
            (
                ("Rodzaj", "informal group", "association"),
                ("PES do", "–", "30.06.2024"),
                ("PS od", "–", "01.07.2024"),
                ("Gmina", "Sieradz (town)", "Łódź"),
            ),
        )
    ]
    known = known_of(Party.objects.get())
    assert (known["kinds"], known["statuses"], known["addresses"]) == (
        [(Kind.INFORMAL_GROUP, None, date(2024, 3, 1)), (Kind.ASSOCIATION, date(2024, 3, 1), None)],
        [
            (Status.SOCIAL_ECONOMY_ENTITY, date(2021, 1, 1), date(2024, 7, 1)),
            (Status.SOCIAL_ENTERPRISE, date(2024, 7, 1), None),
        ],
        [(SIERADZ, "", "", "", None, date(2024, 5, 1)), (LODZ, "", "", "", date(2024, 5, 1), None)],
    )


@pytest.mark.parametrize(
    ("row", "error"),
    [
        (
            {**LAKA, "Rodzaj": "fundacja", "NIP": "7250000105"},
            (
                "Rodzaj",
                "Stowarzyszenie „Łąka” is recorded as: association.",
                "If the kind has changed, give its first day in the column “Rodzaj od”. If not, correct the kind.",
            ),
        ),
        (
            {**LAKA, "Rodzaj": "osoba", "NIP": "7250000105"},
            (
                "Rodzaj",
                "Stowarzyszenie „Łąka” is recorded as: association.",
                "A person does not become an organisation. Check the kind, or the number that recognised the row.",
            ),
        ),
        (
            {**LAKA, "Gmina": "Łódź", "NIP": "7250000105"},
            (
                "Gmina",
                "Stowarzyszenie „Łąka” is recorded with another seat.",
                "If it has moved, give the first day there in the column “Gmina od”. If not, correct the place.",
            ),
        ),
        (
            {**LAKA, "NIP": "7250000105", "KRS": "999"},
            (
                "KRS",
                (
                    "The numbers belong to two parties: Stowarzyszenie „Łąka” (Sieradz (town), NIP 7250000105) and "
                    "Fundacja „Zorza” (Łódź, KRS 0000000999)."
                ),
                "Correct the number that is wrong.",
            ),
        ),
        (
            {**LAKA, "PES do": "1.01.2024"},
            ("PES od", "The last day is given, but not the first.", "Add the first day."),
        ),
        (
            {**LAKA, "PS od": "2.01.2024", "PS do": "1.01.2024"},
            ("PS do", "The last day is earlier than the first.", "Check both dates."),
        ),
        (
            {**LAKA, "Gmina": "powiat sieradzki"},
            (
                "Gmina",
                "sieradzki county is not a municipality.",
                "Name the municipality, or the country for a seat abroad.",
            ),
        ),
        (
            {**LAKA, "Płeć": "kobieta"},
            ("Płeć", "Only a person has this.", "Empty the cell, or choose the kind “osoba”."),
        ),
        (
            {**LAKA, "Opiekun": "nikt@osrodek.example"},
            (
                "Opiekun",
                "Nobody who logs in here is known as “nikt@osrodek.example”.",
                "Write the e-mail with which they log in. An administrator adds new people.",
            ),
        ),
        (
            {"Nazwa": "Ewa Lis", "Rodzaj": "osoba", "Opis": "osoba niepełnosprawna"},
            (
                "Opis",
                "“niepelnosprawna” tells of somebody's disability or labour status.",
                "Take these words out; such data stand in their own columns alone.",
            ),
        ),
        (
            {"Nazwa": "Ewa Lis", "Rodzaj": "osoba", "Rok urodzenia": 2026},
            ("Rok urodzenia", "The year 2026 can't be right.", "Check the year."),
        ),
    ],
)
def test_a_row_that_contradicts_itself_or_the_records_is_refused(
    row: dict[str, Any], error: tuple[str, str, str]
) -> None:
    PartyFactory(name=LAKA["Nazwa"], nip="7250000105")
    zorza = PartyFactory(name="Fundacja „Zorza”", place=LODZ)
    Identifier.objects.create(party=zorza, type=Identifier.Type.KRS, value="0000000999")
    book = brought_in((PARTIES, [row]))
    assert [(one.row, one.column, one.message, one.advice) for one in book.errors] == [(2, *error)]


def test_namesakes_are_told_apart_or_asked_about() -> None:
    PartyFactory(name="Ewa Lis", kind=Kind.PERSON, place=None, birth_year=1980)
    PartyFactory(name="Ewa Lis", kind=Kind.PERSON, place=None, email="ewa@lis.example")
    book = brought_in((PERSONS, [{"Imię i nazwisko": "Ewa Lis"}]))
    assert said(book) == [(2, "Imię i nazwisko", "Several parties are called so: Ewa Lis (1980); Ewa Lis.")]
    book = brought_in(
        (PERSONS, [{"Imię i nazwisko": "Ewa Lis", "E-mail": "ewa@lis.example", "Rok urodzenia": 1975}]),
    )
    assert (said(book), changes(book.outcomes["Osoby"])) == ([], [("Ewa Lis", (("Rok urodzenia", "–", "1975"),))])


def test_two_rows_of_one_party_are_refused() -> None:
    book = brought_in(
        (PARTIES, [LAKA, {**LAKA, "Nazwa": "Inna"}, {**LAKA, "NIP": "7250000105"}]),
        (PERSONS, [{"Imię i nazwisko": "Ewa Lis"}, {"Imię i nazwisko": "ewa lis"}]),
    )
    assert (said(book), Party.objects.count()) == (
        [
            (4, "Nazwa", "This party stands in the workbook already: Podmioty, row 2."),
            (3, "Imię i nazwisko", "This party stands in the workbook already: Osoby, row 2."),
        ],
        0,
    )


def test_a_change_for_days_of_a_closed_period_needs_a_reason() -> None:
    party = PartyFactory(name="Łąka", kind=Kind.INFORMAL_GROUP, nip="7250000105")
    _count(party, date(2024, 3, 5))
    close(date(2024, 1, 1), date(2024, 4, 1), by=None)
    rows = [{"Nazwa": "Łąka", "Rodzaj": "stowarzyszenie", "Rodzaj od": "1.02.2024", "NIP": "7250000105"}]
    book = brought_in((PARTIES, rows))
    assert [(one.column, one.message, one.needs_reason) for one in book.errors] == [
        ("Rodzaj od", "This period is closed.", True)
    ]
    later = [{**rows[0], "Rodzaj od": "1.04.2024"}]
    assert said(brought_in((PARTIES, later))) == []
    assert said(brought_in((PARTIES, rows), reason="spóźniony wpis do rejestru")) == []


def _count(party: Party, on: date) -> None:
    """Something that counts for the party; what it is, only the floors above know."""
    source = next(iter(sources().values()))
    Entry.objects.create(
        occurred_on=on, measure=source.measures[0].number, unit=1, quantity=1, source_kind=source.number, source=2**40,
        project=0, office=0, party=party.pk,
    )  # fmt: skip


# Memberships ----------------------------------------------------------------------------------------------------------


def test_a_membership_is_added_ended_and_repeated() -> None:
    people = ((PARTIES, [LAKA]), (PERSONS, [{"Imię i nazwisko": "Ewa Lis"}]))
    row = {"Osoba": "ewa lis", "Podmiot": "Stowarzyszenie Łąka", "Rola": "prezeska", "Od": "1.01.2023"}
    assert counted(brought_in(*people, (MEMBERSHIPS, [row]))) == {
        "Podmioty": (1, 0, 0), "Osoby": (1, 0, 0), "Członkostwa": (1, 0, 0),
    }  # fmt: skip
    assert counted(brought_in((MEMBERSHIPS, [row]))) == {"Członkostwa": (0, 0, 1)}
    book = brought_in((MEMBERSHIPS, [{**row, "Do": "31.12.2024", "Pierwszy kontakt": "tak"}]))
    assert changes(book.outcomes["Członkostwa"]) == [
        ("Ewa Lis – Stowarzyszenie „Łąka”", (("Do", "–", "31.12.2024"), ("Pierwszy kontakt", "no", "yes")))
    ]
    again = {**row, "Od": "1.02.2025", "Do": "28.02.2025"}
    assert counted(brought_in((MEMBERSHIPS, [again]))) == {"Członkostwa": (1, 0, 0)}
    assert [
        (one.person.name, one.role, one.since, one.until, one.is_contact) for one in Membership.objects.order_by("id")
    ] == [
        ("Ewa Lis", "prezeska", date(2023, 1, 1), date(2025, 1, 1), True),
        ("Ewa Lis", "prezeska", date(2025, 2, 1), date(2025, 3, 1), False),
    ]


def test_an_earlier_membership_leaves_a_later_one_alone() -> None:
    laka, ewa = PartyFactory(name=LAKA["Nazwa"]), PartyFactory(name="Ewa Lis", kind=Kind.PERSON, place=None)
    actions.add_membership(ewa, laka, role="prezeska", since=date(2023, 1, 1), by=None)
    row = {"Osoba": "Ewa Lis", "Podmiot": LAKA["Nazwa"], "Rola": "prezeska", "Od": "1.01.2020", "Do": "31.12.2021"}
    assert counted(brought_in((MEMBERSHIPS, [row]))) == {"Członkostwa": (1, 0, 0)}
    assert [(one.since, one.until) for one in Membership.objects.order_by("period")] == [
        (date(2020, 1, 1), date(2022, 1, 1)),
        (date(2023, 1, 1), None),
    ]


def test_memberships_that_cannot_be_are_refused() -> None:
    PartyFactory(name=LAKA["Nazwa"])
    PartyFactory(name="Ewa Lis", kind=Kind.PERSON, place=None)
    standing = {"Osoba": "Ewa Lis", "Podmiot": LAKA["Nazwa"], "Od": "1.01.2023"}
    book = brought_in(
        (
            MEMBERSHIPS,
            [
                standing,
                {**standing, "Od": "1.06.2024"},
                {"Osoba": LAKA["Nazwa"], "Podmiot": "Ewa Lis"},
                {"Osoba": "Ewa Lisowska", "Podmiot": "Stowarzyszenie „Łątka”"},
                {**standing, "Rola": "skarbniczka", "Do": "31.12.2022"},
            ],
        )
    )
    assert [(one.row, one.column, one.message, one.advice) for one in book.errors] == [
        (4, "Osoba", "Stowarzyszenie „Łąka” is not a person.", "Name a person from the sheet Osoby."),
        (4, "Podmiot", "Ewa Lis is a person.", "Name a group or an organisation from the sheet Podmioty."),
        (5, "Osoba", "There is no party “Ewa Lisowska”.", "Did you mean “Ewa Lis”?"),
        (5, "Podmiot", "There is no party “Stowarzyszenie „Łątka””.", "Did you mean “Stowarzyszenie „Łąka””?"),
        (6, "Do", "The last day is earlier than the first.", "Check both dates."),
        (
            3,
            "Osoba",
            "The same membership stands in row 2.",
            "Leave one of the two rows, or give dates that do not overlap.",
        ),
    ]


@pytest.mark.parametrize(
    "written",
    [
        "7250000105", "725-000-01-05", "NIP 725 000 01 05", "Łąka (NIP: 7250000105)", "12345", "KRS 0000012345",
        "stowarzyszenie łąka", "Łąka", "Stowarzyszenie „Łąka” (Sieradz, miasto)", "Stowarzyszenie „Łąka”, Sieradz",
    ],
)  # fmt: skip
def test_a_party_can_be_named_in_many_ways(written: str) -> None:
    row = {**LAKA, "Nazwa skrócona": "Łąka", "NIP": "7250000105", "KRS": "12345"}
    book = brought_in(
        (PARTIES, [row, {**LAKA, "Nazwa": "Zorza", "Gmina": "Łódź"}]),
        (PERSONS, [{"Imię i nazwisko": "Ewa Lis"}]),
        (MEMBERSHIPS, [{"Osoba": "Ewa Lis", "Podmiot": written}]),
    )
    assert (said(book), [one.party.name for one in Membership.objects.all()]) == ([], [LAKA["Nazwa"]])


def test_a_name_that_several_parties_have_is_asked_about_unless_the_municipality_tells_them_apart() -> None:
    parties = [{**LAKA, "NIP": "7250000105"}, {**LAKA, "Gmina": "Łódź", "NIP": "7250000111"}]
    people = ((PARTIES, parties), (PERSONS, [{"Imię i nazwisko": "Ewa Lis"}]))
    book = brought_in(*people, (MEMBERSHIPS, [{"Osoba": "Ewa Lis", "Podmiot": LAKA["Nazwa"]}]))
    assert [(one.message, one.advice) for one in book.errors] == [
        (
            (
                "“Stowarzyszenie „Łąka”” can mean several parties: Stowarzyszenie „Łąka” (Sieradz (town), NIP "
                "7250000105, row 2); Stowarzyszenie „Łąka” (Łódź, NIP 7250000111, row 3)."
            ),
            "Write the NIP, KRS or REGON instead, or the name with the municipality in brackets.",
        )
    ]
    book = brought_in(*people, (MEMBERSHIPS, [{"Osoba": "Ewa Lis", "Podmiot": f"{LAKA['Nazwa']} (Łódź)"}]))
    assert (said(book), Membership.objects.get().party.seat_now_id) == ([], LODZ)


def test_a_renamed_party_can_be_named_by_both_names() -> None:
    PartyFactory(name="Łąka", nip="7250000105")
    book = brought_in(
        (PARTIES, [{**LAKA, "NIP": "7250000105"}]),
        (PERSONS, [{"Imię i nazwisko": "Ewa Lis"}, {"Imię i nazwisko": "Jan Lis"}]),
        (MEMBERSHIPS, [{"Osoba": "Ewa Lis", "Podmiot": LAKA["Nazwa"]}, {"Osoba": "Jan Lis", "Podmiot": "Łąka"}]),
    )
    assert (said(book), counted(book)["Członkostwa"]) == ([], (2, 0, 0))


def test_a_broken_row_brings_no_error_upon_those_who_name_its_party() -> None:
    book = brought_in(
        (PARTIES, [{**LAKA, "NIP": "123"}]),
        (PERSONS, [{"Imię i nazwisko": "Ewa Lis"}]),
        (MEMBERSHIPS, [{"Osoba": "Ewa Lis", "Podmiot": LAKA["Nazwa"]}]),
    )
    assert [(one.sheet, one.column) for one in book.errors] == [("Podmioty", "NIP")]


def test_the_number_of_queries_is_the_same_for_one_row_and_for_thirty() -> None:
    def rows(count: int, start: int) -> list[dict[str, Any]]:
        return [{**LAKA, "Nazwa": f"Łąka {number}", "Tagi": "kultura"} for number in range(start, start + count)]

    counts = []
    for count, start in ((1, 0), (30, 100)):
        with CaptureQueriesContext(connection) as queries:
            brought_in((PARTIES, rows(count, start)))
        counts.append(len(queries))
    assert counts[0] == counts[1]
