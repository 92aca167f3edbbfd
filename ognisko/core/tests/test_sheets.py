"""What a cell of a workbook may hold."""

import datetime
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation

from ognisko.core import cells, sheets
from ognisko.core.cells import CellError
from ognisko.core.sheets import YES_NO, Book, Column, Line, Options, Preview, RowError, Sheet

MARCH = datetime.date(2025, 3, 13)
HALF_PAST_NINE = datetime.time(9, 30)
AT_HALF_PAST = datetime.datetime.combine(MARCH, HALF_PAST_NINE)
TWENTY_SIX_HOURS = datetime.datetime.combine(datetime.date(1899, 12, 31), datetime.time(2))
"""How a cell of the format [h]:mm reaches us."""


@pytest.mark.parametrize(
    ("parse", "cell", "value"),
    [
        (cells.text(30), " Stowarzyszenie\u00a0 „Łąka” ", "Stowarzyszenie „Łąka”"),
        (cells.text(20), "Łą\u200bka\ufeff", "Łąka"),
        (cells.text(20), 7251234567.0, "7251234567"),
        (cells.text(20), 1.5, "1,5"),
        (cells.text(20), True, "tak"),
        (cells.text(20), MARCH, "13.03.2025"),
        (cells.text(20), HALF_PAST_NINE, "09:30"),
        (cells.long_text, "  raz \n  dwa  trzy ", "raz\ndwa trzy"),
        (cells.several, "seniorzy; kultura;seniorzy ;", ("seniorzy", "kultura")),
        (cells.several, "raz\ndwa", ("raz", "dwa")),
        (cells.day, MARCH, MARCH),
        (cells.day, AT_HALF_PAST, MARCH),
        (cells.day, "13.03.2025", MARCH),
        (cells.day, " 13 marca\u00a02025 r. ", MARCH),
        (cells.day, "2025-03-13", MARCH),
        (cells.day, 45729.0, MARCH),
        (cells.clock, HALF_PAST_NINE, HALF_PAST_NINE),
        (cells.clock, AT_HALF_PAST, HALF_PAST_NINE),
        (cells.clock, datetime.timedelta(hours=9, minutes=30), HALF_PAST_NINE),
        (cells.clock, 0.395833333, HALF_PAST_NINE),
        (cells.clock, "9:30", HALF_PAST_NINE),
        (cells.clock, "9.30", HALF_PAST_NINE),
        (cells.clock, "godz. 9,30", HALF_PAST_NINE),
        (cells.clock, 9.3, HALF_PAST_NINE),
        (cells.clock, 9.0, datetime.time(9)),
        (cells.clock, "9:30:00", HALF_PAST_NINE),
        (cells.duration, "1,5", 90),
        (cells.duration, "1.5", 90),
        (cells.duration, 1.5, 90),
        (cells.duration, "1:30", 90),
        (cells.duration, "90 min", 90),
        (cells.duration, "1 h 30 min", 90),
        (cells.duration, datetime.time(1, 30), 90),
        (cells.duration, datetime.timedelta(hours=26), 1560),
        (cells.duration, TWENTY_SIX_HOURS, 1560),
        (cells.whole(1, 9), "3", 3),
        (cells.whole(1, 9), 3.0, 3),
        (cells.whole(1, 9), "3,0", 3),
        (cells.amount, "12 480,00 zł", Decimal("12480.00")),
        (cells.amount, 12480.5, Decimal("12480.50")),
        (cells.nip, "725-000-01-05", "7250000105"),
        (cells.nip, 7250000105.0, "7250000105"),
        (cells.nip, "PL 725 000 01 05", "7250000105"),
        (cells.regon, 100000008.0, "100000008"),
        (cells.krs, 12345.0, "0000012345"),
        (cells.krs, "KRS 0000012345", "0000012345"),
        (cells.email, " Biuro@Lipa.Example ", "biuro@lipa.example"),
        (cells.emails, "a@lipa.example; b@lipa.example, a@lipa.example", ("a@lipa.example", "b@lipa.example")),
        (cells.phones, "600 100 200; 42 630 00 00", ("600 100 200", "42 630 00 00")),
        (cells.phones, 600100200.0, ("600100200",)),
        (cells.website, "www.lipa.example", "https://www.lipa.example"),
        (cells.website, "http://lipa.example", "http://lipa.example"),
        (YES_NO.reader(), "TAK", True),
        (YES_NO.reader(), "x", True),
        (YES_NO.reader(), 0.0, False),
        (YES_NO.reader(), False, False),
    ],
)
def test_a_cell_is_read_as_what_a_person_means(parse: Callable[[Any], Any], cell: Any, value: Any) -> None:
    assert parse(cell) == value


@pytest.mark.parametrize(
    ("parse", "cell", "message"),
    [
        (cells.text(3), "Łąka", "The text has 4 characters. Shorten it to at most 3."),
        (
            cells.day,
            "31.02.2025",
            "“31.02.2025” is not a date. There is no such day: 31.02.2025. Check the day and the month.",
        ),
        (
            cells.day,
            "13.03.25",
            "“13.03.25” is not a date. Type the date with a four-digit year, for example 13.03.2025.",
        ),
        (cells.day, 0.5, "“0,5” is not a date. Type the date with a four-digit year, for example 13.03.2025."),
        (cells.day, True, "“tak” is not a date. Type the date with a four-digit year, for example 13.03.2025."),
        (cells.day, "13.03.1025", "The year 1025 can't be right. Check the year."),
        (cells.clock, "25:00", "“25:00” is not a time of day. Type hours and minutes, for example 9:30."),
        (cells.clock, "rano", "“rano” is not a time of day. Type hours and minutes, for example 9:30."),
        (cells.clock, "9:75", "“9:75” is not a time of day. Type hours and minutes, for example 9:30."),
        (
            cells.duration,
            "półtorej",
            "“półtorej” is not a length of time. Type how long it took, for example 1,5 or 1:30 or 90 min.",
        ),
        (cells.whole(1, 9), "dwa", "“dwa” is not a whole number. Type digits alone, for example 3."),
        (cells.whole(1, 9), 2.5, "“2,5” is not a whole number. Type digits alone, for example 3."),
        (cells.whole(1, 9), "12", "12 can't be right. Type a number from 1 to 9."),
        (cells.amount, "dużo", "“dużo” is not an amount. Type an amount in złoty and grosze, for example 12 480,00."),
        (cells.amount, "-5,00", "The amount is negative. Type an amount of 0 or more."),
        (
            cells.nip,
            "725-000-01-06",
            "“725-000-01-06” is not a valid NIP. Check this NIP: its last digit does not match the others.",
        ),
        (cells.regon, "12", "“12” is not a valid REGON. A REGON has 9 or 14 digits."),
        (cells.krs, "brak", "“brak” is not a valid KRS. Type the 10 digits of the KRS number."),
        (cells.email, "biuro@lipa", "“biuro@lipa” is not an e-mail address. Type it as name@example.org."),
        (
            cells.phones,
            "brak",
            "“brak” is not a phone number. Type at least seven digits; part several numbers with a semicolon.",
        ),
        (cells.website, "brak strony", "“brak strony” is not the address of a page. Type it as www.example.org."),
        (YES_NO.reader(), "może", "“może” is not on the list. Choose one of: tak, nie."),
    ],
)
def test_a_cell_that_cannot_be_read_says_what_is_wrong_and_what_to_do(
    parse: Callable[[Any], Any], cell: Any, message: str
) -> None:
    with translation.override("en"), pytest.raises(CellError) as refused:
        parse(cell)
    assert f"{refused.value.message} {refused.value.advice}" == message


def test_a_list_takes_other_spellings_and_suggests_the_nearest_word() -> None:
    colours = Options("Barwy", lambda: {"zielony": 1, "ciemnoczerwony": 2}, {"ziel.": "zielony", "seledyn": "nieznany"})
    read = colours.reader()
    assert (colours.words(), read("Zielony "), read("ZIEL"), read("ciemnoczerwóny")) == (
        ["zielony", "ciemnoczerwony"], 1, 1, 2,
    )  # fmt: skip
    with translation.override("en"), pytest.raises(CellError) as refused:
        read("czerwony")
    assert refused.value.advice == "Did you mean “ciemnoczerwony”?"


def test_a_list_is_asked_once_a_workbook_so_that_it_may_come_from_the_database() -> None:
    asked = []
    options = Options("Barwy", lambda: asked.append(1) or {"zielony": 1})
    read = options.reader()
    assert ([read("zielony") for _ in range(3)], len(asked)) == ([1, 1, 1], 1)


def test_a_long_list_of_words_is_no_help_in_a_sentence() -> None:
    numbers = Options("Liczby", lambda: {f"liczba {number}": number for number in range(20)})
    with translation.override("en"), pytest.raises(CellError) as refused:
        numbers.reader()("xyz")
    assert refused.value.advice == "The words of this column are listed in the template."


SHEET = Sheet(
    "Barwy", 1, (Column("name", "Nazwa", cells.text(10), required=True), Column("since", "Od", cells.day)),
    lambda book, lines: lambda writing: None,
)  # fmt: skip


def test_a_book_counts_what_rows_come_to_and_shows_changes_in_polish_form() -> None:
    book = Book(today=MARCH)
    lines = [Line(SHEET, number, {"name": "zielony"}) for number in (2, 3, 4)]
    book.creates(lines[0])
    book.skips(lines[1])
    book.changes(lines[2], "zielony", [("name", None, "żółty"), ("since", MARCH, datetime.date(2025, 4, 1))])
    outcome = book.outcomes["Barwy"]
    assert (outcome.created, outcome.changed, outcome.skipped, outcome.previews) == (
        1, 1, 1,
        [Preview("Barwy", 4, "zielony", (("Nazwa", "–", "żółty"), ("Od", "13.03.2025", "01.04.2025")))],
    )  # fmt: skip


def test_an_error_breaks_its_row_and_names_the_heading() -> None:
    book = Book(today=MARCH)
    line = Line(SHEET, 7, {})
    book.error(line, "since", "Za wcześnie.", "Podaj późniejszy dzień.")
    assert (line.broken, book.errors) == (
        {"since"},
        [RowError("Barwy", 7, "Od", "Za wcześnie.", "Podaj późniejszy dzień.")],
    )


def test_an_error_reads_as_a_sentence_with_its_place() -> None:
    with translation.override("en"):
        assert [
            str(RowError("Barwy", 7, "Od", "Za wcześnie.", "Podaj późniejszy dzień.")),
            str(RowError("Barwy", 0, "", "Za dużo wierszy.")),
            str(RowError("", 0, "", "To nie jest arkusz.")),
        ] == [
            "Barwy, row 7, Od: Za wcześnie. Podaj późniejszy dzień.",
            "Barwy: Za dużo wierszy.",
            "To nie jest arkusz.",
        ]


def test_what_sheets_share_is_made_once_a_book() -> None:
    made = []

    def parties(book: Book) -> list[int]:
        made.append(book)
        return [len(made)]

    one, other = Book(today=MARCH), Book(today=MARCH)
    assert (one.once(parties) is one.once(parties), other.once(parties), made) == (True, [2], [one, other])


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "–"), ("", "–"), ("Łąka", "Łąka"), (True, "yes"), (1200, "1\u00a0200"), (Decimal("12.50"), "12,5"),
        (MARCH, "13.03.2025"), (HALF_PAST_NINE, "9:30"), (["b", "a"], "a, b"), ((), "–"),
    ],
)  # fmt: skip
def test_a_value_is_shown_in_polish_form(value: Any, text: str) -> None:
    with translation.override("en"):
        assert sheets.shown(value) == text
