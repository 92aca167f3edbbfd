"""Days of a week as people type them, times as cells show them, cells as spreadsheets copy them."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ognisko.advice.formats.clipboard import rows_of
from ognisko.advice.rules import DayError, day_in_week, kind_by_name, monday_of, span_of, time_text
from ognisko.core.minutes import parse_duration
from ognisko.people.rules import Kind

MONDAY = datetime.date(2025, 3, 10)

days = st.dates(datetime.date(1990, 1, 1), datetime.date(2090, 12, 31))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("pn", 10), ("poniedziałek", 10), ("Wt.", 11), ("śr", 12), ("SRODA", 12), ("czw", 13), ("pt", 14), ("pi", 14),
        ("so", 15), ("sb", 15), ("nd", 16), ("niedz", 16), ("thu", 13), ("13", 13), ("13.", 13), ("13.03", 13),
        ("13.3", 13), ("13/03", 13), ("13.03.2025", 13), ("13 marca 2025", 13), ("2025-03-13", 13), ("20.03", 20),
    ],
)  # fmt: skip
def test_a_day_is_typed_as_one_likes(text: str, day: int) -> None:
    assert day_in_week(text, MONDAY) == datetime.date(2025, 3, day)


@pytest.mark.parametrize("text", ["20", "p", "s", "jutro", "", "31.02", "13.13", "²", "9" * 5_000])
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(DayError):
        day_in_week(text, MONDAY)


@given(days, st.integers(0, 6))
def test_every_day_of_a_week_is_understood_by_its_number_and_by_its_date(day: datetime.date, number: int) -> None:
    monday = monday_of(day)
    meant = monday + datetime.timedelta(days=number)
    typed = [str(meant.day), f"{meant:%d.%m}", f"{meant.day}.{meant.month}", f"{meant:%d.%m.%Y}", meant.isoformat()]
    assert {day_in_week(text, monday) for text in typed} == {meant}


def test_a_day_without_a_year_lies_in_the_year_that_is_nearest() -> None:
    assert day_in_week("2.01", datetime.date(2024, 12, 30)) == datetime.date(2025, 1, 2)
    assert day_in_week("30.12", datetime.date(2025, 1, 6)) == datetime.date(2024, 12, 30)
    assert day_in_week("29.02", datetime.date(2025, 3, 3)) == datetime.date(2024, 2, 29)


@given(st.times(), st.integers(1, 16 * 60))
def test_a_time_that_a_cell_shows_reads_back_as_the_same(starts_at: datetime.time, minutes: int) -> None:
    starts_at = starts_at.replace(second=0, microsecond=0)
    shown = time_text(starts_at, minutes)
    if span := span_of(shown):
        assert span == (starts_at, minutes)
    else:  # it ends the next day: the hours are shown alone
        assert parse_duration(shown) == minutes


cell = st.text(st.sampled_from('aż 1,5"„”\t\n'), max_size=8).map(
    lambda text: " ".join(text.replace("\n", "\t").split())
)


def _copied(text: str) -> str:
    return f'"{text.replace('"', '""')}"' if '"' in text else text


@given(st.lists(st.lists(cell, min_size=1, max_size=5), max_size=6))
def test_cells_that_a_spreadsheet_copied_are_read_as_they_were(table: list[list[str]]) -> None:
    copied = "\r\n".join("\t".join(_copied(text) for text in row) for row in table)
    assert rows_of(copied) == [row for row in table if any(row)]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ('a\t"b\nc"\td', [["a", "b c", "d"]]),
        ('UKS "Zryw" Burzenin\t1', [['UKS "Zryw" Burzenin', "1"]]),
        ('"Zryw" UKS\t1\nb\t2\n', [['"Zryw" UKS', "1"], ["b", "2"]]),
        ("\r\n\t\t\r\na\r\n", [["a"]]),
        ("", []),
    ],
)
def test_quotes_hold_a_cell_only_where_they_close_it(text: str, rows: list[list[str]]) -> None:
    assert rows_of(text) == rows


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Stowarzyszenie „Łąka”", Kind.ASSOCIATION), ("Stowarzyszenie zwykłe Łąka", Kind.SIMPLE_ASSOCIATION),
        ("KGW „Jarzębinki”", Kind.RURAL_HOUSEWIVES_CIRCLE), ("Fundacja", Kind.FOUNDATION),
        ("Spółdzielnia Socjalna „Misa”", Kind.SOCIAL_COOPERATIVE), ("Fundacyjna", None), ("Anna Lisiecka", None),
    ],
)  # fmt: skip
def test_a_name_may_tell_what_a_party_is(name: str, kind: Kind | None) -> None:
    assert kind_by_name(name) == kind
