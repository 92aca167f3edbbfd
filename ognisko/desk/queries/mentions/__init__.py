"""Who a person is in the words of all tables, where else somebody wrote about them, and what stands in the way."""

from ognisko.desk.queries.mentions.hurdles import Concern, concerns, letters_naming, refusals
from ognisko.desk.queries.mentions.naming import APPOINTMENT, NAMESAKES, Found, Row, matching, mentions_of, rows_naming
from ognisko.desk.queries.mentions.person import numbers_of, of_history, person_of

__all__ = [
    "APPOINTMENT",
    "NAMESAKES",
    "Concern",
    "Found",
    "Row",
    "concerns",
    "letters_naming",
    "matching",
    "mentions_of",
    "numbers_of",
    "of_history",
    "person_of",
    "refusals",
    "rows_naming",
]
