"""Months on and back, and the beginning of a day."""

from datetime import UTC, date, datetime

import pytest

from ognisko.core.days import midnight, months_after


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2025, 3, 31), -1, date(2025, 2, 28)),
        (date(2024, 3, 31), -1, date(2024, 2, 29)),
        (date(2025, 1, 15), -1, date(2024, 12, 15)),
        (date(2025, 3, 13), -24, date(2023, 3, 13)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2024, 8, 31), 30, date(2027, 2, 28)),
        (date(2024, 2, 29), 0, date(2024, 2, 29)),
    ],
)
def test_months_end_on_the_same_day_or_where_a_month_is_too_short_on_its_last(
    day: date, months: int, then: date
) -> None:
    assert months_after(day, months) == then


def test_a_day_begins_at_midnight_in_poland_in_winter_and_in_summer() -> None:
    assert [midnight(date(2024, month, 1)).astimezone(UTC) for month in (1, 7)] == [
        datetime(2023, 12, 31, 23, tzinfo=UTC), datetime(2024, 6, 30, 22, tzinfo=UTC),
    ]  # fmt: skip
