"""Rows of the sheet of sessions as they are read, and sessions as they are recorded."""

import uuid
from dataclasses import dataclass
from datetime import date, time
from typing import NamedTuple

from ognisko.accounts.models import User
from ognisko.core.sheets import Line
from ognisko.people.sheets.known import (
    Known,
)
from ognisko.places.models import Place
from ognisko.projects.sheets.known import KnownOffice, KnownProject

NAMESPACE = uuid.UUID("6f67e11a-5c0e-4d6e-9d2b-0a6e7c3b5d10")
"""Of the tokens made from what a row says; for ever, or a repeated file would add its sessions again."""


@dataclass(slots=True)
class _Row:
    """A row whose cells could be read, with whom and what they mean."""

    line: Line
    advisor: User
    party: Known
    others: tuple[Known, ...]
    project: KnownProject | None
    office: KnownOffice | None
    place: Place | None
    occurrence: int = 1


class _Recorded(NamedTuple):
    """What a recorded session says, as the file can say it."""

    pk: int
    day: date
    starts_at: time | None
    minutes: int
    kind: int
    form: str
    advisor: int
    party: int
    people_count: int
    project: int | None
    office: int | None
    place: int | None
    subject: str
    has_note: bool


type _Said = tuple[date, time | None, int, int, int, int, str]
"""What a row without a number is recognised by: day, start, advisor, party, minutes, kind, subject."""


def _said(row: _Row) -> _Said:
    line = row.line
    return (
        line["day"], line["starts_at"], row.advisor.pk, row.party.pk, line["minutes"], line["kind"].pk,
        line["subject"] or "",
    )  # fmt: skip


def _token(row: _Row) -> uuid.UUID:
    """The same for the same row of a repeated file; the party has its number by now."""
    if number := row.line["number"]:
        return uuid.uuid5(NAMESPACE, f"number {number}")
    return uuid.uuid5(NAMESPACE, "|".join(str(part) for part in (*_said(row), row.occurrence)))
