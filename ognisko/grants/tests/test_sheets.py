"""Rows of programmes, calls, applications, decisions, agreements, payments and reports of earlier years."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.db.models import Sum
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from ognisko.accounts.tests.factories import UserFactory
from ognisko.core.sheets import Book
from ognisko.core.tests.books import brought_in, changes, counted
from ognisko.grants import entries
from ognisko.grants.actions.submitting import submit
from ognisko.grants.models import (
    About,
    Agreement,
    Application,
    Balance,
    Call,
    Decision,
    Instalment,
    PaymentBatch,
    Posting,
    StageChange,
)
from ognisko.grants.queries.money import money_of
from ognisko.grants.rules import money
from ognisko.grants.rules.life import TRANSITIONS, Stage
from ognisko.grants.rules.money import Kind
from ognisko.grants.sheets import AGREEMENTS, APPLICATIONS, CALLS, DECISIONS, PAYMENTS, PROGRAMMES, REPORTS
from ognisko.grants.sheets.columns import FAMILIES
from ognisko.grants.tests.factories import draft, open_call
from ognisko.ledger.actions import close
from ognisko.ledger.models import Entry
from ognisko.ledger.queries import verify
from ognisko.people.rules import Kind as PartyKind
from ognisko.people.sheets import PARTIES
from ognisko.places.models import Place

pytestmark = pytest.mark.django_db

SHEETS = (PARTIES, PROGRAMMES, CALLS, APPLICATIONS, DECISIONS, AGREEMENTS, PAYMENTS, REPORTS)
SIERADZ = 101401
ACCOUNT = "61 1090 1014 0000 0712 1981 2874"
SPRING, AUTUMN = "Mikrogranty wiosną", "Mikrogranty jesienią"

type Rows = dict[str, list[dict[str, Any]]]


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def call(name: str, month: int, **cells: Any) -> dict[str, Any]:
    return {
        "Program": "Mikrogranty", "Nazwa": name, "Otwarcie": date(2023, month, 1), "Termin": date(2023, month, 28),
        "Wyniki": date(2023, month + 1, 15), "Działania od": date(2023, month + 2, 1),
        "Działania do": date(2023, month + 3, 30), "Budżet": "20 000,00", "Najmniej": 500, "Najwięcej": 5000,
        "Zasięg": "gmina", "Obszar": "Sieradz, miasto", **cells,
    }  # fmt: skip


def register() -> Rows:
    """Two calls with five applications each: three awarded and paid, of which two are reported in each."""
    rows: Rows = {sheet.name: [] for sheet in SHEETS}
    rows["Podmioty"] = [
        {"Nazwa": f"Grupa {number}", "Rodzaj": "grupa nieformalna", "Gmina": "Sieradz, miasto"} for number in range(5)
    ] + [{"Nazwa": "Fundacja Patron", "Rodzaj": "fundacja", "Gmina": "Łódź"}]
    rows["Programy"] = [{"Nazwa": "Mikrogranty", "Rodzaj": "lokalne mikrogranty"}]
    rows["Nabory"] = [call(SPRING, 2), call(AUTUMN, 8)]
    for name, code, month in ((SPRING, "W", 2), (AUTUMN, "J", 8)):
        for at in range(5):
            number = f"{code}/2023/{at + 1}"
            rows["Wnioski"].append(
                {
                    "Nabór": name, "Numer": number, "Data złożenia": date(2023, month, 10 + at),
                    "Wnioskodawca": f"Grupa {at}", "Patron": "Fundacja Patron" if at == 0 else None,
                    "Tytuł": f"Pomysł {number}", "Kwota": 4000 + at, "Wkład własny": "100,00",
                }
            )  # fmt: skip
            word = ("przyznano", "przyznano", "przyznano", "lista rezerwowa", "odrzucono formalnie")[at]
            rows["Decyzje"].append(
                {
                    "Wniosek": number, "Decyzja": word, "Data decyzji": date(2023, month + 1, 15),
                    "Kwota": 3000 + at if at < 3 else None, "Uzasadnienie": f"{90 - at} punktów",
                }
            )  # fmt: skip
            if at < 3:
                rows["Umowy"].append(
                    {
                        "Wniosek": number, "Numer umowy": f"U/{number}", "Data podpisania": date(2023, month + 1, 20),
                        "Rachunek bankowy": ACCOUNT,
                    }
                )  # fmt: skip
                rows["Wypłaty"] += [
                    {"Umowa": f"U/{number}", "Data wypłaty": date(2023, month + 1, 25), "Kwota": 2000},
                    {"Wniosek": number, "Data wypłaty": date(2023, month + 2, 20), "Kwota": 500 + at},
                ]
            if at < 2:
                rows["Sprawozdania"].append(
                    {
                        "Wniosek": number, "Data przyjęcia": date(2023, month + 4, 10), "Zaangażowani": 10 + at,
                        "Odbiorcy": 100 + at, "Godziny wolontariuszy": "12,5",
                    }
                )  # fmt: skip
    rows["Sprawozdania"][0] |= {"Kwota uznana": 2400, "Kwota zwrócona": 100, "Data zwrotu": date(2023, 6, 20)}
    rows["Sprawozdania"][2] |= {"Kwota uznana": 2200, "Kwota zwrócona": 100, "Data zwrotu": date(2023, 12, 20)}
    for sheet in rows.values():
        sheet[:] = [{heading: cell for heading, cell in row.items() if cell is not None} for row in sheet]
    return rows


def bring(rows: Rows, **options: Any) -> Book:
    return brought_in(*((sheet, rows.get(sheet.name, [])) for sheet in SHEETS), **options)


def without_parties(rows: Rows) -> Rows:
    return {name: cells for name, cells in rows.items() if name != "Podmioty"}


def told(book: Book) -> list[tuple[str, int, str, str, str]]:
    return [(one.sheet, one.row, one.column, one.message, one.advice) for one in book.errors]


def figures() -> dict[str, Decimal]:
    """What the ledger says of grants, by the key of the measure."""
    measures = {measure.number: measure.key for source in entries.SOURCES for measure in source.measures}
    rows = Entry.objects.filter(measure__in=measures).values_list("measure").annotate(total=Sum("quantity"))
    return {measures[measure]: total for measure, total in rows if total}


# The whole path -------------------------------------------------------------------------------------------------------


def test_a_workbook_of_two_calls_comes_out_as_if_recorded() -> None:
    book = bring(register())
    assert told(book) == []
    assert counted(book) == {
        "Podmioty": (6, 0, 0), "Programy": (1, 0, 0), "Nabory": (2, 0, 0), "Wnioski": (10, 0, 0),
        "Decyzje": (10, 0, 0), "Umowy": (6, 0, 0), "Wypłaty": (12, 0, 0), "Sprawozdania": (4, 0, 0),
    }  # fmt: skip
    assert figures() == {
        "grants.calls_local": 2, "grants.submitted": 10, "grants.funded": 6, "grants.awarded": Decimal(18006),
        "grants.carried_out": 4, "grants.engaged": 42, "grants.reached": 402, "grants.volunteers": 4 * 750,
        "grants.active": 8, "grants.patrons": 2, "grants.paid": Decimal(15006), "grants.returned": Decimal(200),
    }  # fmt: skip
    assert list(verify()) == []
    assert Counter(Application.objects.values_list("stage", flat=True)) == {
        Stage.CLOSED: 3, Stage.RETURNING: 1, Stage.AGREED: 2, Stage.RESERVE: 2, Stage.REJECTED: 2,
    }  # fmt: skip
    assert list(Call.objects.order_by("id").values_list("name", "last_serial", "last_agreement", "left_to_award")) == [
        (SPRING, 5, 3, Decimal("11997.00")), (AUTUMN, 5, 3, Decimal("11997.00")),
    ]  # fmt: skip


def test_the_money_of_each_grant_balances() -> None:
    bring(register())
    for one in Call.objects.all():
        postings = [
            money.Posting(Kind(row.kind), row.amount, row.on, str(row.application_id or ""))
            for row in Posting.objects.filter(call=one)
        ]
        kept = {
            (str(row.application_id or ""), money.Account(row.account)): row.amount
            for row in Balance.objects.filter(call=one)
        }
        assert kept == money.balances(postings)
        assert sum(kept.values()) == 0
    rows = Application.objects.filter(call__name=AUTUMN, awarded__isnull=False).order_by("serial")
    found = [money_of(row) for row in rows.select_related("call")]
    assert [(one.agreed, one.paid, one.admitted, one.due, one.returned, one.to_pay) for one in found] == [
        (Decimal(2500), Decimal(2500), Decimal(2200), Decimal(200), Decimal(100), 0),
        (Decimal(2501), Decimal(2501), Decimal(2501), 0, 0, 0),
        (Decimal(3002), Decimal(2502), 0, 0, 0, Decimal(500)),
    ]


def test_each_application_leaves_the_lines_of_its_life_on_their_days() -> None:
    bring(register())
    row = Application.objects.get(number="W/2023/1")
    assert (row.stage, row.applicant_kind, row.place_id, row.patron_name, row.awarded, row.accepted_on) == (
        Stage.CLOSED, PartyKind.INFORMAL_GROUP, SIERADZ, "Fundacja Patron", Decimal(3000), date(2023, 6, 10),
    )  # fmt: skip
    assert [(str(line.step), line.at.date(), line.reason) for line in row.changes.all()] == [
        ("submit", date(2023, 2, 10), ""),
        ("accept formally", date(2023, 3, 15), ""),
        ("rank", date(2023, 3, 15), ""),
        ("award", date(2023, 3, 15), "90 punktów"),
        ("agree", date(2023, 3, 20), ""),
        ("start", date(2023, 6, 10), ""),
        ("report", date(2023, 6, 10), ""),
        ("accept", date(2023, 6, 10), ""),
        ("close", date(2023, 6, 20), ""),
    ]
    allowed = {(source, one.step, one.target) for one in TRANSITIONS for source in one.sources}
    assert {(one.source, one.step, one.target) for one in StageChange.objects.all()} <= allowed


def test_instalments_are_what_was_paid_and_what_is_left() -> None:
    bring(register())
    parts = Instalment.objects.order_by("agreement__number", "number").exclude(agreement__number__startswith="U/J")
    assert list(parts.values_list("agreement__number", "number", "amount", "paid_on")) == [
        ("U/W/2023/1", 1, Decimal(2000), date(2023, 3, 25)), ("U/W/2023/1", 2, Decimal(500), date(2023, 4, 20)),
        ("U/W/2023/2", 1, Decimal(2000), date(2023, 3, 25)), ("U/W/2023/2", 2, Decimal(501), date(2023, 4, 20)),
        ("U/W/2023/3", 1, Decimal(2000), date(2023, 3, 25)), ("U/W/2023/3", 2, Decimal(502), date(2023, 4, 20)),
        ("U/W/2023/3", 3, Decimal(500), None),
    ]  # fmt: skip
    assert set(Agreement.objects.values_list("account", "account_holder", "prepared_by")) == {
        ("PL61109010140000071219812874", "Fundacja Patron", None), ("PL61109010140000071219812874", "Grupa 1", None),
        ("PL61109010140000071219812874", "Grupa 2", None),
    }  # fmt: skip


def test_the_same_file_again_changes_nothing() -> None:
    bring(register())
    before = (Posting.objects.count(), Entry.objects.count(), StageChange.objects.count(), Instalment.objects.count())
    book = bring(register())
    assert told(book) == []
    assert counted(book) == {
        "Podmioty": (0, 0, 6), "Programy": (0, 0, 1), "Nabory": (0, 0, 2), "Wnioski": (0, 0, 10),
        "Decyzje": (0, 0, 10), "Umowy": (0, 0, 6), "Wypłaty": (0, 0, 12), "Sprawozdania": (0, 0, 4),
    }  # fmt: skip
    after = (Posting.objects.count(), Entry.objects.count(), StageChange.objects.count(), Instalment.objects.count())
    assert after == before


def test_one_sheet_a_file_comes_to_the_same_as_all_in_one() -> None:
    rows = register()
    for sheet in SHEETS:
        assert told(brought_in((sheet, rows[sheet.name]))) == []
    assert figures()["grants.paid"] == 15006
    assert Application.objects.filter(stage=Stage.CLOSED).count() == 3


def test_what_comes_in_later_goes_on_where_the_grant_stands() -> None:
    rows = register()
    bring(rows)
    later: Rows = {
        "Programy": [{"Nazwa": "mikrogranty", "Opis": "Dla sąsiadów."}],
        "Nabory": [call(SPRING, 2, Najwięcej=6000, Budżet="30 000,00")],
        "Decyzje": [
            {"Wniosek": "w/2023/4", "Decyzja": "przyznano", "Data decyzji": date(2023, 5, 1), "Kwota": 4000},
        ],
        "Wypłaty": [{"Umowa": "U/W/2023/3", "Data wypłaty": date(2023, 7, 1), "Kwota": 500}],
        "Sprawozdania": [
            {"Wniosek": "J/2023/1", "Data przyjęcia": date(2023, 12, 10), "Kwota zwrócona": 300,
             "Data zwrotu": date(2024, 1, 10)},
        ],
    }  # fmt: skip
    book = bring(later)
    assert told(book) == []
    assert counted(book) == {
        "Programy": (0, 1, 0), "Nabory": (0, 1, 0), "Decyzje": (1, 0, 0), "Wypłaty": (1, 0, 0),
        "Sprawozdania": (0, 1, 0),
    }  # fmt: skip
    assert {name: changes(one) for name, one in book.outcomes.items() if one.changed} == {
        "Programy": [("Mikrogranty", (("Opis", "–", "Dla sąsiadów."),))],
        "Nabory": [(SPRING, (("Najwięcej", "5\xa0000", "6\xa0000"), ("Budżet", "20\xa0000", "30\xa0000")))],
        "Sprawozdania": [("J/2023/1", (("Kwota zwrócona", "100", "300"),))],
    }
    assert dict(
        Application.objects.filter(number__in=("W/2023/3", "W/2023/4", "J/2023/1")).values_list("number", "stage")
    ) == {"W/2023/3": Stage.AGREED, "W/2023/4": Stage.AWARDED, "J/2023/1": Stage.CLOSED}
    assert figures()["grants.returned"] == 400
    assert list(verify()) == []
    assert counted(bring(without_parties(rows)))["Decyzje"] == (0, 0, 10)


def test_awards_above_the_budget_raise_it_to_what_was_awarded() -> None:
    rows = register()
    rows["Nabory"][0]["Budżet"] = 5000
    assert told(bring(rows)) == []
    funded = Posting.objects.filter(call__name=SPRING, kind=Kind.FUNDED)
    assert list(funded.values_list("amount", "on", "reason").order_by("id")) == [
        (Decimal(5000), date(2023, 2, 1), ""), (Decimal(4003), date(2023, 3, 15), "as the register says"),
    ]  # fmt: skip
    assert counted(bring(rows))["Nabory"] == (0, 0, 2)


def test_a_number_of_the_calls_pattern_is_never_given_again() -> None:
    rows = register()
    rows["Wnioski"] = [{**rows["Wnioski"][0], "Numer": "MG/2023/0007"}, {**rows["Wnioski"][1], "Numer": "stary 1"}]
    for sheet in ("Decyzje", "Umowy", "Wypłaty", "Sprawozdania"):
        rows[sheet] = []
    assert told(bring(rows)) == []
    assert list(Application.objects.order_by("serial").values_list("serial", "number")) == [
        (7, "MG/2023/0007"), (8, "stary 1"),
    ]  # fmt: skip
    assert Call.objects.get(name=SPRING).last_serial == 8


# Errors ---------------------------------------------------------------------------------------------------------------


def planted() -> list[tuple[str, int, dict[str, Any], tuple[str, str, str]]]:
    """Sheet, place among its rows, spoilt cells; column, message and advice of the error."""
    return [
        ("Programy", 0, {"Rodzaj": "loterie"}, (
            "Rodzaj", "“loterie” is not on the list.", f"Choose one of: {', '.join(FAMILIES.words())}.")),
        ("Nabory", 1, {"Program": "Mikrograny"}, (
            "Program", "There is no programme “Mikrograny”.", "Did you mean “Mikrogranty”?")),
        ("Nabory", 0, {"Termin": date(2023, 1, 1)}, (
            "Termin", "The last day is earlier than the first.", "Check both dates.")),
        ("Wnioski", 1, {"Patron": "Fundacja Partron"}, (
            "Patron", "There is no party “Fundacja Partron”.", "Did you mean “Fundacja Patron”?")),
        ("Wnioski", 2, {"Data złożenia": date(2023, 3, 1)}, (
            "Data złożenia", "The call closed earlier, on 28.02.2023.",
            "Check the date, or the deadline in the sheet Nabory.")),
        ("Wnioski", 9, {"Nabór": "Zupełnie inny"}, (
            "Nabór", "There is no call “Zupełnie inny”.", "Check it, or add it to the sheet Nabory.")),
        ("Wnioski", 3, {"Numer": "W/2023/1"}, (
            "Numer", "This application stands in row 2 already.", "Leave one of the two rows.")),
        ("Decyzje", 0, {"Kwota": 4500}, (
            "Kwota", "More was awarded than was asked for: 4 000,00 zł.", "Check both amounts.")),
        ("Decyzje", 1, {"Kwota": None}, ("Kwota", "The cell is empty.", "Type how much was awarded.")),
        ("Decyzje", 2, {"Data decyzji": date(2023, 2, 1)}, (
            "Data decyzji", "It was decided before the application came, on 12.02.2023.", "Check both dates.")),
        ("Decyzje", 4, {"Kwota": 10}, (
            "Kwota", "Only a grant that was awarded has an amount.", "Empty the cell, or check the word.")),
        ("Umowy", 0, {"Rachunek bankowy": "61 1090 1014 0000 0712 1981 2875"}, (
            "Rachunek bankowy", "This is not a bank account.",
            "Check this account number: its check digits do not match the others.")),
        ("Umowy", 1, {"Wniosek": "W/2023/5"}, (
            "Wniosek", "No grant was awarded: rejected formally.",
            "Add the award to the sheet Decyzje, or take the row out.")),
        ("Umowy", 2, {"Data podpisania": date(2023, 3, 1)}, (
            "Data podpisania", "It was signed before the award, on 15.03.2023.", "Check both dates.")),
        ("Wypłaty", 1, {"Kwota": 2000}, (
            "Kwota", "More is paid than was awarded: 1 000,00 zł is left.",
            "Check the amounts of its payments and of the award.")),
        ("Wypłaty", 2, {"Umowa": "U/X"}, (
            "Umowa", "There is no agreement “U/X”.", "Check it, or add it to the sheet Umowy.")),
        ("Wypłaty", 4, {"Data wypłaty": date(2023, 3, 1)}, (
            "Data wypłaty", "It was paid before the agreement was signed, on 20.03.2023.", "Check both dates.")),
        ("Sprawozdania", 0, {"Kwota uznana": 2501}, (
            "Kwota uznana", "More is admitted than was paid: 2 500,00 zł.", "Check both amounts.")),
        ("Sprawozdania", 1, {"Kwota zwrócona": 5000, "Data zwrotu": date(2023, 7, 1)}, (
            "Kwota zwrócona", "More is admitted and returned than was paid: 2 501,00 zł.", "Check both amounts.")),
        ("Sprawozdania", 2, {"Data przyjęcia": date(2023, 8, 1)}, (
            "Data przyjęcia", "It was accepted before the agreement was signed, on 20.09.2023.", "Check both dates.")),
        ("Sprawozdania", 3, {"Kwota zwrócona": 1}, (
            "Data zwrotu", "The cell is empty.", "Type the day on which the money came back.")),
    ]  # fmt: skip


@pytest.mark.parametrize(("sheet", "place", "cells", "said"), planted())
def test_each_planted_error_is_named_once_with_sheet_row_and_column(
    sheet: str, place: int, cells: dict[str, Any], said: tuple[str, str, str]
) -> None:
    rows = register()
    rows[sheet][place] = {heading: cell for heading, cell in (rows[sheet][place] | cells).items() if cell is not None}
    found = [(*one[:4], one[4]) for one in told(bring(rows)) if (one[0], one[1]) == (sheet, place + 2)]
    assert [tuple(part.replace("\xa0", " ") if isinstance(part, str) else part for part in one) for one in found] == [
        (sheet, place + 2, *said)
    ]
    assert Application.objects.count() == 0


def test_a_broken_row_brings_no_second_error_in_later_sheets() -> None:
    rows = register()
    rows["Wnioski"][0]["Kwota"] = 0
    rows["Decyzje"][1]["Kwota"] = 0
    rows["Umowy"][2]["Rachunek bankowy"] = "1"
    assert [one[:3] for one in told(bring(rows))] == [
        ("Wnioski", 2, "Kwota"), ("Decyzje", 3, "Kwota"), ("Umowy", 4, "Rachunek bankowy"),
    ]  # fmt: skip


def test_a_cell_that_differs_from_what_is_recorded_is_an_error() -> None:
    bring(register())
    rows: Rows = {
        "Nabory": [call(SPRING, 2, Otwarcie=date(2023, 2, 2), Zasięg="powiat")],
        "Wnioski": [{**register()["Wnioski"][1], "Kwota": 1, "Wnioskodawca": "Grupa 3"}],
        "Decyzje": [{**register()["Decyzje"][1], "Kwota": 1}, {**register()["Decyzje"][4], "Decyzja": "wycofano"}],
        "Umowy": [{**register()["Umowy"][1], "Numer umowy": "U/9"}],
        "Wypłaty": [{**register()["Wypłaty"][0], "Kwota": 1}],
        "Sprawozdania": [{**register()["Sprawozdania"][1], "Odbiorcy": 1}],
    }
    books = [brought_in((sheet, rows[sheet.name])) for sheet in SHEETS if sheet.name in rows]
    found = [tuple(str(part).replace("\xa0", " ") for part in one[:4]) for book in books for one in told(book)]
    assert found == [
        ("Nabory", "2", "Otwarcie", "Recorded is: 01.02.2023."),
        ("Nabory", "2", "Zasięg", "Recorded is: gmina."),
        ("Wnioski", "2", "Kwota", "Recorded is: 4 001."),
        ("Wnioski", "2", "Wnioskodawca", "Recorded is another one: Grupa 1."),
        ("Decyzje", "2", "Kwota", "Recorded is: 3 001."),
        ("Decyzje", "3", "Decyzja", "The application is past this: rejected formally."),
        ("Umowy", "2", "Numer umowy", "Recorded is: U/W/2023/2."),
        ("Wypłaty", "2", "Umowa", "Nothing can be paid any more: settled."),
        ("Sprawozdania", "2", "Odbiorcy", "Recorded is: 101."),
    ]


def test_what_was_written_here_is_decided_here() -> None:
    officer, owner = UserFactory(), UserFactory()
    row = submit(draft(open_call(officer), owner, Place.objects.get(pk=SIERADZ)), by=owner).application
    book = brought_in(
        (DECISIONS, [{"Wniosek": row.number, "Decyzja": "odrzucono", "Data decyzji": date(2030, 1, 1)}]),
        today=date(2030, 1, 2),
    )
    assert told(book) == [
        ("Decyzje", 2, "Wniosek", "This application was written here.",
         "Go on with it on its page, where a second person approves."),
    ]  # fmt: skip


def test_what_is_on_its_way_to_the_bank_is_marked_as_paid_first() -> None:
    bring(register())
    part = Instalment.objects.get(agreement__number="U/W/2023/3", posting=None)
    of = part.agreement.application.call
    decision = Decision.objects.create(call=of, about=About.PAYMENT, proposed_by=UserFactory())
    part.batch = PaymentBatch.objects.create(call=of, number="1/2023/001", pays_on=date(2023, 7, 1), decision=decision)
    part.save()
    rows: Rows = {
        "Wypłaty": [{"Umowa": "U/W/2023/3", "Data wypłaty": date(2023, 7, 1), "Kwota": 500}],
        "Sprawozdania": [{"Wniosek": "W/2023/3", "Data przyjęcia": date(2023, 7, 2)}],
    }
    said = (
        "A payment of it is on its way to the bank.",
        "Mark it as paid on the page of the call first, or send the batch back.",
    )
    assert told(brought_in((PAYMENTS, rows["Wypłaty"]))) == [("Wypłaty", 2, "Umowa", *said)]
    assert told(brought_in((REPORTS, rows["Sprawozdania"]))) == [("Sprawozdania", 2, "Wniosek", *said)]


def test_the_same_number_in_two_calls_needs_the_call() -> None:
    rows = register()
    rows["Wnioski"] = [{**rows["Wnioski"][0], "Numer": "1"}, {**rows["Wnioski"][5], "Numer": "1"}]
    decision = {"Wniosek": "1", "Decyzja": "lista rezerwowa", "Data decyzji": date(2023, 12, 1)}
    rows |= {"Decyzje": [decision], "Umowy": [], "Wypłaty": [], "Sprawozdania": []}
    assert told(bring(rows)) == [
        ("Decyzje", 2, "Wniosek", "“1” is a number in several calls.",
         f"Name the call in the column Nabór: {SPRING}; {AUTUMN}."),
    ]  # fmt: skip
    rows["Decyzje"] = [{**decision, "Nabór": AUTUMN}]
    assert told(bring(rows)) == []
    assert list(Application.objects.order_by("id").values_list("stage", flat=True)) == [Stage.SUBMITTED, Stage.RESERVE]


def test_what_counts_in_a_closed_period_needs_a_reason() -> None:
    close(date(2023, 2, 1), date(2023, 4, 1), by=None)
    rows = register()
    found = [(one.sheet, one.row, one.column) for one in bring(rows).errors if one.needs_reason]
    assert found[:2] == [("Nabory", 2, "Otwarcie"), ("Wnioski", 2, "Data złożenia")]
    assert all(one.needs_reason for one in bring(rows).errors)
    assert told(bring(rows, reason="rejestr z 2023 roku")) == []
    corrected = Entry.objects.filter(occurred_on__lt=date(2023, 4, 1), occurred_on__gte=date(2023, 2, 1))
    assert set(corrected.values_list("correction_reason", flat=True)) == {"rejestr z 2023 roku"}
    assert list(verify()) == []


# Speed ----------------------------------------------------------------------------------------------------------------


def _many(count: int, code: str) -> Rows:
    """A register of one call with so many grants that were paid and settled."""
    base = register()
    rows: Rows = {name: [] for name in base}
    rows["Podmioty"], rows["Programy"] = base["Podmioty"], base["Programy"]
    rows["Nabory"] = [call(f"Nabór {code}", 2, Budżet="500 000,00")]
    for at in range(count):
        number = f"{code}/{at}"
        samples = {
            "Wnioski": {"Nabór": f"Nabór {code}", "Numer": number}, "Decyzje": {"Wniosek": number},
            "Umowy": {"Wniosek": number, "Numer umowy": f"U/{number}"}, "Wypłaty": {"Umowa": f"U/{number}"},
            "Sprawozdania": {"Wniosek": number},
        }  # fmt: skip
        for sheet, cells in samples.items():
            rows[sheet].append({**base[sheet][2 if sheet == "Wypłaty" else 1], **cells})
    return rows


def _queries(count: int, code: str) -> int:
    rows = _many(count, code)
    with CaptureQueriesContext(connection) as seen:
        assert told(bring(rows)) == []
    return len(seen)


def test_fifty_grants_take_as_many_queries_as_five() -> None:
    bring(_many(1, "A"))
    assert _queries(50, "C") == _queries(5, "B")
