"""Reads of the ledger: sources, entries in force, answers to questions and their members, verification."""

from ognisko.ledger.queries.answers import (
    answers,
    changes_since,
    frozen,
    in_part,
    member_entries,
    parts,
    rows_of,
)
from ognisko.ledger.queries.base import (
    IN_FORCE,
    VALUES,
    closed_on,
    closings_in_force,
    in_force,
    links,
    measure_of_key,
    measures,
    sources,
)
from ognisko.ledger.queries.verification import RecordDifference, verify, verify_range

__all__ = [
    "IN_FORCE",
    "VALUES",
    "RecordDifference",
    "answers",
    "changes_since",
    "closed_on",
    "closings_in_force",
    "frozen",
    "in_force",
    "in_part",
    "links",
    "measure_of_key",
    "measures",
    "member_entries",
    "parts",
    "rows_of",
    "sources",
    "verify",
    "verify_range",
]
