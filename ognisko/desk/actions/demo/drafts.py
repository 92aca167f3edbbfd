"""Rows of the week grid that the demo's advisor began this week: drafts, which count as nothing."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from ognisko.accounts.models import User
from ognisko.advice.actions import RowDraft, keep_rows
from ognisko.advice.models import Kind
from ognisko.advice.rules import monday_of
from ognisko.people.models import Party
from ognisko.projects.models import Office

NAMESPACE = uuid.UUID("7b0c8a1e-52f5-4c1b-9a53-5a0f3f1f6d20")

ROWS = (
    ("9:00–10:30", "general", "in_person", "porządkowanie dokumentów po zmianie zarządu"),
    ("", "legal", "phone", "uchwała o zmianie siedziby"),
    ("1,5", "", "email", "wzór umowy o wolontariat"),
)
"""Hours, kind, way and what was done; each lacks something or was not saved yet. The second has no party either."""


def plan_drafts(author: User, kinds: Mapping[str, Kind], office: Office, parties: Sequence[Party], today: date) -> None:
    """Keep the rows on the days of this week up to today; on a Monday all lie on it."""
    monday = monday_of(today)
    rows = []
    for number, (time, kind, form, subject) in enumerate(ROWS):
        day = min(monday + timedelta(days=number), today)
        party = parties[number] if number != 1 else None
        cells = {
            "day": f"{day:%d.%m}", "time": time, "party": str(party.pk) if party else "",
            "party_text": str(party or ""),
            "kind": str(kinds[kind].pk) if kind else "", "subject": subject, "project": "", "form": form,
            "office": str(office.pk) if form == "in_person" else "",
        }  # fmt: skip
        rows.append(RowDraft(uuid.uuid5(NAMESPACE, f"{monday} {number}"), monday, day, cells))
    keep_rows(rows, by=author)
