"""Answers as files: a column a question over all versions, rows of repeats by their parent's key, nothing a formula."""

import io
import zipfile
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from ognisko.core.spreadsheets import read_workbook
from ognisko.questionnaires.formats.answers import Given, as_csv, cells, heads, lines, spss, tables, workbook
from ognisko.questionnaires.rules.definition import Choice, Definition, Item, Type
from ognisko.questionnaires.rules.editing import with_choices, without

YES = (Choice("a", {"pl": "Ala"}), Choice("b", {"pl": "Ba's"}))
FIRST = Definition(
    {"pl": "Próba"},
    ("pl",),
    (
        Item("title", Type.TEXT, {"pl": "Tytuł"}),
        Item("old", Type.TEXT, {"pl": "Dawne"}),
        Item("who", Type.MANY, {"pl": "Kto?"}, choices="who"),
        Item("more", Type.TEXT, {"pl": "Więcej"}, relevant="selected(${who}, 'b')"),
        Item("day", Type.DATE, {"pl": "Dzień"}),
        Item(
            "cost",
            Type.REPEAT,
            {"pl": "Koszty"},
            items=(
                Item("price", Type.MONEY, {"pl": "Cena"}),
                Item("bill", Type.REPEAT, {"pl": "Rachunki"}, items=(Item("paid", Type.MONEY, {"pl": "Zapłata"}),)),
            ),
        ),
        Item("total", Type.CALCULATION, {"pl": "Razem"}, calculation="sum(${price})"),
    ),
    {"who": YES},
)
SECOND = without(with_choices(FIRST, "who", [Choice("c", {"pl": "Celina"})]), "old")
VERSIONS = {1: FIRST, 2: SECOND}
AT = datetime(2026, 3, 13, 14, 32, tzinfo=ZoneInfo("Europe/Warsaw"))
GIVEN = [
    Given(17, 1, {"title": "=1+1", "old": "tak", "who": ["a", "b"], "more": "@x", "day": "2026-03-01", "cost": [
        {"_row": "r1", "price": "12.5", "bill": [{"paid": "5"}, {"paid": "-3"}]}, {"_row": "r2", "price": "7.5"},
    ]}, "pl", AT),
    Given(18, 2, {"title": "-Łąka\nnad rzeką", "who": ["c"], "more": "nie dotyczy"}, "pl", AT),
]  # fmt: skip


def rows(name: str) -> list[list[object]]:
    table = tables(VERSIONS)[name]
    return [heads(table), *(cells(table, line) for line in lines(VERSIONS, table, GIVEN))]


def test_a_question_is_one_column_over_all_versions_and_a_repeat_a_table_with_the_key_above() -> None:
    assert rows("") == [
        ["Numer", "Wersja", "Wysłane", "Tytuł", "Kto?", "Więcej", "Dzień", "Razem", "Dawne"],
        ["17", 1, AT, "=1+1", "Ala, Ba's", "@x", date(2026, 3, 1), Decimal(20), "tak"],
        ["18", 2, AT, "-Łąka\nnad rzeką", "Celina", None, None, Decimal(0), None],
    ]
    assert rows("cost") == [
        ["Numer", "Należy do", "Cena"],
        ["17-1", "17", Decimal("12.50")],
        ["17-2", "17", Decimal("7.50")],
    ]
    assert rows("bill")[1:] == [["17-1-1", "17-1", Decimal("5.00")], ["17-1-2", "17-1", Decimal("-3.00")]]


def test_no_cell_is_a_formula() -> None:
    text = as_csv(VERSIONS, GIVEN).decode("utf-8-sig")
    assert text.splitlines()[1] == "17;1;2026-03-13 14:32;'=1+1;Ala, Ba's;'@x;2026-03-01;20;tak"
    sheets = {sheet.name: sheet.rows for sheet in read_workbook(workbook(VERSIONS, GIVEN))}
    assert [*sheets] == ["Odpowiedzi", "Koszty", "Rachunki", "Opis kolumn"]
    assert sheets["Odpowiedzi"][1].cells[3] == "=1+1"
    assert sheets["Opis kolumn"][2].cells == (
        "Odpowiedzi", "who", "Kto?", "kilka z listy", "c = Celina; a = Ala; b = Ba's", "1, 2",
    )  # fmt: skip


def test_spss_reads_the_same_data_with_its_labels() -> None:
    with zipfile.ZipFile(io.BytesIO(spss(VERSIONS, GIVEN))) as made:
        assert sorted(made.namelist()) == [
            "bill.csv", "bill.sps", "cost.csv", "cost.sps", "odpowiedzi.csv", "odpowiedzi.sps",
        ]  # fmt: skip
        data = made.read("odpowiedzi.csv").decode("utf-8-sig").splitlines()
        syntax = made.read("odpowiedzi.sps").decode("utf-8-sig").splitlines()
    assert data == [
        "klucz;wersja;wyslano;title;who_c;who_a;who_b;more;day;total;old",
        "17;1;2026-03-13;'=1+1;0;1;1;'@x;2026-03-01;20;tak",
        "18;2;2026-03-13;'-Łąka nad rzeką;1;0;0;;;0;",
    ]
    assert [line for line in syntax if line.startswith(("  who_", "  day"))] == [
        "  who_c F18.4", "  who_a F18.4", "  who_b F18.4", "  day SDATE10",
        "  who_c 'Kto?: Celina'", "  who_a 'Kto?: Ala'", "  who_b 'Kto?: Ba''s'", "  day 'Dzień'",
    ]  # fmt: skip


def test_names_that_spss_refuses_are_changed() -> None:
    odd = replace(FIRST, items=(Item("with", Type.TEXT), Item("łąka-1", Type.TEXT), Item("WITH", Type.TEXT)))
    with zipfile.ZipFile(io.BytesIO(spss({1: odd}, []))) as made:
        head = made.read("odpowiedzi.csv").decode("utf-8-sig").strip()
    assert head == "klucz;wersja;wyslano;p_with;łąka_1;p_WITH_2"
