"""Public holidays of Poland."""

import datetime

from ognisko.core.holidays import holiday_name, is_holiday


def test_the_public_holidays_of_2025_are_those_of_the_act() -> None:
    year = (datetime.date(2025, 1, 1) + datetime.timedelta(days=offset) for offset in range(365))
    assert [f"{day:%d.%m}" for day in year if is_holiday(day)] == [
        "01.01", "06.01", "20.04", "21.04", "01.05", "03.05", "08.06", "19.06", "15.08", "01.11", "11.11", "24.12",
        "25.12", "26.12",
    ]  # fmt: skip


def test_the_eve_of_christmas_is_a_holiday_only_from_2025() -> None:
    assert [is_holiday(datetime.date(year, 12, 24)) for year in (2024, 2025)] == [False, True]


def test_a_holiday_has_a_polish_name_and_an_ordinary_sunday_none() -> None:
    names = [holiday_name(day) for day in (datetime.date(2024, 11, 11), datetime.date(2024, 11, 17))]
    assert names == ["Narodowe Święto Niepodległości", ""]
