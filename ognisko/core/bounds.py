"""What an address or a form asks for stays within bounds: whole numbers that a table can have, days of our centuries.

Anybody can write anything into an address. A number of thousands of digits, "²" (a digit to Python, but no number) and
the last day of the year 9999, after which there is no other, would each end in an error of the server.
"""

from datetime import date

from ognisko.core.polish import DateError, parse_date

LARGEST_NUMBER = 2**31 - 1
"""Above the number of any record; what is larger is no record's."""

FIRST_YEAR, LAST_YEAR = 1900, 2100


def whole_number(text: str | None, largest: int = LARGEST_NUMBER) -> int | None:
    """The whole number that the text is, from 0 to ``largest``; None for everything else.

    Only the ten ASCII digits count, and leading zeros are as good as none.
    """
    if not text or not (text.isascii() and text.isdigit()) or len(text.lstrip("0")) > len(str(largest)):
        return None
    number = int(text.lstrip("0") or "0")
    return number if number <= largest else None


def is_in_our_time(day: date) -> bool:
    """Say whether the day lies in the years that pages and the database can reckon with, the days around it too."""
    return FIRST_YEAR <= day.year <= LAST_YEAR


def asked_day(text: str | None) -> date | None:
    """The day that an address asks for; None where it is no day, or one outside our years."""
    try:
        day = parse_date(text) if text else None
    except DateError:
        return None
    return day if day and is_in_our_time(day) else None
