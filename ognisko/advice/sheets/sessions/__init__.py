"""The sheet of sessions: one row is one session of advice, individual education or animation."""

import uuid
from collections import Counter
from collections.abc import Sequence
from datetime import date, time
from itertools import batched
from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ognisko.advice import actions
from ognisko.advice.models import Session, SessionParty
from ognisko.advice.rules import LONGEST_SESSION
from ognisko.advice.sheets.columns import COLUMNS
from ognisko.advice.sheets.sessions.checks import _changes, _check, _check_note
from ognisko.advice.sheets.sessions.drafts import _changed_draft, _draft, _sessions
from ognisko.advice.sheets.sessions.rows import _Recorded, _Row, _Said, _said, _token
from ognisko.core.minutes import hours_text
from ognisko.core.sheets import Book, Line, Sheet, Write, Writing
from ognisko.people.sheets.known import (
    Known,
    Parties,
    party_in,
    party_named,
    place_in,
    user_in,
)
from ognisko.projects.sheets.known import office_in, project_in

CHUNK = 2_500
"""So many sessions are recorded at a time: the statements stay few and the memory small."""

LOOK_UP = 10_000


def plan(book: Book, lines: Sequence[Line]) -> Write:
    """A session is recognised by its number; without one, by all that the row says of it.

    Two rows that say the same are two sessions, in the first file and in the second.
    """
    rows = _read(book, lines)
    numbered = [row for row in rows if row.line["number"]]
    _refuse_repeated_numbers(book, numbered)
    recorded = _recorded(numbered)
    _refuse_former_numbers(book, [row for row in numbered if row.line["number"] not in recorded])
    others = _others_of(recorded.values())
    known = _already([row for row in rows if not row.line["number"]])
    added: list[_Row] = []
    changed: list[tuple[int, _Row]] = []
    for row in rows:
        line = row.line
        old = recorded.get(line["number"]) if line["number"] else None
        if old is not None:
            changes = _changes(book, row, old, others.get(old.pk, set()))
            if not changes:
                book.skips(line)
                continue
            _check(book, row, old)
            _check_note(book, row, old)
            if not line.broken:
                book.changes(line, f"{row.party.name}, {line['day']:%d.%m.%Y}", changes)
                changed.append((old.pk, row))
        elif id(row) in known:
            book.skips(line)
        else:
            _check(book, row, None)
            if not line.broken:
                book.creates(line)
                added.append(row)

    def write(writing: Writing) -> None:
        """New sessions in bulk, changes one by one."""
        book.once(Parties).load()
        for rows in batched(added, CHUNK, strict=False):
            actions.record_sessions([_draft(row) for row in rows], by=writing.by, reason=writing.reason)
            writing.step(len(rows))
        for chunk in batched(changed, CHUNK, strict=False):
            sessions = _sessions([pk for pk, _row in chunk])
            for pk, row in chunk:
                draft = _changed_draft(sessions[pk], row)
                actions.change_session(sessions[pk], draft, by=writing.by, reason=writing.reason)
                writing.step(1)

    return write


def _read(book: Book, lines: Sequence[Line]) -> list[_Row]:
    """The rows without an error, with whom and what they mean; every error of the others is named."""
    rows = []
    for line in lines:
        advisor, party = user_in(book, line, "advisor"), party_in(book, line, "party")
        project, office = project_in(book, line, "project"), office_in(book, line, "office")
        place = place_in(book, line, "place")
        found = [party_named(book, line, "other_parties", written) for written in line["other_parties"] or ()]
        others = tuple(dict.fromkeys(one for one in found if one is not None and one is not party))
        minutes, day = line["minutes"], line["day"]
        if minutes is not None and not 1 <= minutes <= LONGEST_SESSION:
            book.error(
                line,
                "minutes",
                _("%(hours)s h can't be the length of a session.") % {"hours": hours_text(minutes)},
                _("Type hours, at most %(hours)s, or minutes with their unit: 90 min.")
                % {"hours": hours_text(LONGEST_SESSION)},
            )
        if day is not None and day > book.today:
            book.error(
                line,
                "day",
                _("This day is still to come."),
                _("Sessions are recorded once they were held. Check the year."),
            )
        if advisor and party and not line.broken:
            rows.append(_Row(line, advisor, party, others, project, office, place))
    return rows


def _refuse_repeated_numbers(book: Book, rows: list[_Row]) -> None:
    """A number is one session's."""
    first: dict[str, int] = {}
    for row in rows:
        number = row.line["number"]
        if number in first:
            book.error(
                row.line,
                "number",
                _("The number %(number)s stands in row %(row)s already.") % {"number": number, "row": first[number]},
                _("Correct one of the two, or empty it."),
            )
        first.setdefault(number, row.line.number)
    rows[:] = [row for row in rows if not row.line.broken]


def _refuse_former_numbers(book: Book, rows: Sequence[_Row]) -> None:
    """A number with which a session came in stays that session's, also when it has another one by now.

    The session's token was made of it, so that a new session of this number would not be recorded.
    """
    by_token = {_token(row): row.line for row in rows}
    for tokens in batched(by_token, LOOK_UP, strict=False):
        found = Session.objects.filter(token__in=tokens).order_by().values_list("token", "number", "day")
        for token, number, day in found:
            line = by_token[token]
            book.error(
                line,
                "number",
                _("The number %(number)s belonged to the session of %(day)s, which now has: %(now)s.")
                % {"number": line["number"], "day": f"{day:%d.%m.%Y}", "now": number or "–"},
                _("If the row means that session, write its present number. If it is another one, give it a new one."),
            )


_HAS_NOTE = ExpressionWrapper(~Q(confidential_note=""), output_field=BooleanField())


def _recorded(rows: Sequence[_Row]) -> dict[str, _Recorded]:
    """Recorded sessions by number."""
    found: dict[str, _Recorded] = {}
    columns = (
        "number", "id", "day", "starts_at", "minutes", "kind_id", "form", "advisor_id", "party_id", "people_count",
        "project_id", "office_id", "place_id", "subject", "has_note",
    )  # fmt: skip
    for numbers in batched((row.line["number"] for row in rows), LOOK_UP, strict=False):
        sessions = Session.objects.filter(number__in=numbers).annotate(has_note=_HAS_NOTE).order_by()
        for number, *rest in sessions.values_list(*columns):
            found[number] = _Recorded(*rest)
    return found


def _others_of(recorded: Any) -> dict[int, set[int]]:
    """The other parties of recorded sessions."""
    found: dict[int, set[int]] = {}
    for numbers in batched((one.pk for one in recorded), LOOK_UP, strict=False):
        rows = SessionParty.objects.filter(session__in=numbers, capacity=SessionParty.Capacity.PARTY)
        for session, party in rows.values_list("session_id", "party_id"):
            found.setdefault(session, set()).add(party)
    return found


def _already(rows: Sequence[_Row]) -> set[int]:
    """Which rows without a number are recorded, as ids of the rows.

    First by the token that an earlier import has made of the row: so it is found after the session was changed here.
    Then by all it says: so it is found when somebody has typed it in, or its party was merged with another.
    """
    counted: Counter[tuple[Known, _Said]] = Counter()
    candidates: list[tuple[_Row, uuid.UUID, _Said]] = []
    for row in rows:
        said = _said(row)
        counted[row.party, said] += 1
        row.occurrence = counted[row.party, said]
        if row.party.pk:
            candidates.append((row, _token(row), said))
    standing = _standing([token for _row, token, _said in candidates], [row.line["day"] for row, *_rest in candidates])
    left = Counter(standing.values())
    already = set()
    for row, token, _words in candidates:
        if token in standing:
            already.add(id(row))
            left[standing[token]] -= 1
    for row, _known, said in candidates:
        if id(row) not in already and left[said] > 0:
            already.add(id(row))
            left[said] -= 1
    return already


def _standing(tokens: Sequence[uuid.UUID], days: Sequence[date]) -> dict[uuid.UUID, _Said]:
    """Sessions without a number of these days, and those of these tokens, by token."""
    if not days:
        return {}
    columns = ("token", "day", "starts_at", "advisor_id", "party_id", "minutes", "kind_id", "subject")
    sessions = Session.objects.order_by().values_list(*columns)
    found: dict[uuid.UUID, _Said] = {}
    for token, *said in sessions.filter(number="", day__range=(min(days), max(days))).iterator(LOOK_UP):
        found[token] = tuple(said)
    for missing in batched((token for token in tokens if token not in found), LOOK_UP, strict=False):
        for token, *said in sessions.filter(token__in=missing):
            found[token] = tuple(said)
    return found


SESSIONS = Sheet(
    "Sesje",
    200,
    COLUMNS,
    plan,
    gettext_lazy("Advice, individual education and animation: one row is one session, counted once at its lead party."),
    (
        {
            "number": "1/2024", "day": date(2024, 3, 13), "starts_at": time(10), "minutes": "1,5", "kind": "prawne",
            "form": "osobiście", "advisor": "anna.kowalska@osrodek.example",
            "party": "Grupa „Podwórko na Polnej”", "people_count": 3, "project": "Sąsiedzi 2024",
            "office": "Biuro w Kutnie", "subject": "jak założyć stowarzyszenie zwykłe",
        },
        {
            "day": "20 marca 2024", "starts_at": "9.30", "minutes": "1:30", "kind": "ogólne", "form": "telefonicznie",
            "advisor": "anna.kowalska@osrodek.example", "party": "7250000105",
            "other_parties": "Grupa „Podwórko na Polnej”", "project": "Sąsiedzi 2024", "subject": "wspólny wniosek",
        },
        {
            "day": "20.03.2024", "minutes": "45 min", "kind": "finansowo-księgowe", "form": "online",
            "advisor": "Anna Kowalska", "party": "Jan Wiśniewski", "place": "Kutno, miasto",
        },
    ),
    also=("Doradztwo", "Sesja", "Doradztwo i animacja"),
)  # fmt: skip
