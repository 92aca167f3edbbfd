"""Sessions as rows of the sheet say them, to be recorded or changed."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from ognisko.advice import actions
from ognisko.advice.models import Session
from ognisko.advice.rules import Form
from ognisko.advice.sheets.sessions.rows import _Row, _token
from ognisko.people.sheets.known import (
    record,
)


def _draft(row: _Row) -> actions.SessionDraft:
    line = row.line
    return actions.SessionDraft(
        day=line["day"],
        minutes=line["minutes"],
        kind=line["kind"],
        advisor=row.advisor,
        party=record(row.party),
        starts_at=line["starts_at"],
        form=line["form"] or Form.IN_PERSON,
        other_parties=[record(one) for one in row.others],
        people_count=line["people_count"] or 1,
        project=row.project.project if row.project else None,
        office=row.office.office if row.office else None,
        place=row.place,
        subject=line["subject"] or "",
        number=line["number"] or "",
        token=_token(row),
    )


def _sessions(numbers: Sequence[int]) -> Mapping[int, Session]:
    found = Session.objects.select_related("kind", "advisor", "party", "project", "office", "place")
    return found.in_bulk(list(numbers))


def _changed_draft(session: Session, row: _Row) -> actions.SessionDraft:
    """The session as the row says, and as it is where the row says nothing: its note and who was present stay."""
    line = row.line
    given = {
        key: line[key]
        for key in ("day", "minutes", "kind", "starts_at", "form", "people_count", "subject")
        if line[key] is not None
    }
    if row.others:
        given["other_parties"] = [record(one) for one in row.others]
    if row.project:
        given["project"] = row.project.project
    if row.office:
        given["office"] = row.office.office
    if row.place:
        given["place"] = row.place
    standing = actions.draft_of(session)
    return replace(standing, advisor=row.advisor, party=record(row.party), confidential_note=None, **given)
