"""The sheet of sessions: one row is one session of advice, individual education or animation."""

import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, time
from itertools import batched
from typing import Any, NamedTuple

from django.db.models import BooleanField, ExpressionWrapper, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ognisko.accounts.models import Role, User
from ognisko.advice import actions
from ognisko.advice.models import Kind, Session, SessionParty
from ognisko.advice.rules import LONGEST_SESSION, Form
from ognisko.advice.sheets.columns import COLUMNS, FORMS
from ognisko.core.minutes import hours_text
from ognisko.core.sheets import Book, Line, Sheet, Write, Writing
from ognisko.people.sheets.known import (
    Known,
    Parties,
    Places,
    Staff,
    party_in,
    party_named,
    place_in,
    record,
    refuse_closed,
    user_in,
)
from ognisko.places.models import Place
from ognisko.projects.sheets.known import Joined, KnownOffice, KnownProject, Offices, Projects, office_in, project_in

CHUNK = 2_500
"""So many sessions are recorded at a time: the statements stay few and the memory small."""

LOOK_UP = 10_000

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


# Checks that need the other sheets ------------------------------------------------------------------------------------


def _check(book: Book, row: _Row, old: _Recorded | None) -> None:
    """Name what would be refused when the row is written: a closed period, a party that has not joined."""
    line, day = row.line, row.line["day"]
    project = row.project or (book.once(Projects).by_pk.get(old.project or 0) if old else None)
    days = [day, old.day] if old else [day]
    if not refuse_closed(book, line, "day", days, project.pk if project else 0) and old and old.project:
        refuse_closed(book, line, "day", days, old.project)
    if project is None or not project.requires_joining:
        return
    joined = book.once(Joined)
    for party in (row.party, *row.others):
        if any(day in joining.period for joining in joined.of(project, party)):
            continue
        book.error(
            line,
            "party" if party is row.party else "other_parties",
            _("%(name)s had not joined %(project)s by this day.") % {"name": party.name, "project": project.short_name},
            _("Add the joining to the sheet Przystąpienia, or name another project."),
        )


def _check_note(book: Book, row: _Row, old: _Recorded) -> None:
    """A confidential note stays with whom it was told, unless they or the director hand the session over."""
    may = book.by is not None and (book.by.pk == old.advisor or book.by.has_role(Role.DIRECTOR))
    if old.has_note and row.advisor.pk != old.advisor and not may:
        book.error(row.line, "advisor", str(actions.NoteStandsError()))


def _changes(book: Book, row: _Row, old: _Recorded, others: set[int]) -> list[tuple[str, Any, Any]]:
    """What the row says that is recorded otherwise: keys with the old and the new value; empty cells say nothing."""
    line = row.line
    changes: list[tuple[str, Any, Any]] = [
        (key, getattr(old, key), line[key])
        for key in ("day", "starts_at", "people_count", "subject")
        if line[key] is not None and line[key] != getattr(old, key)
    ]
    if line["minutes"] != old.minutes:
        changes.append(("minutes", f"{hours_text(old.minutes)} h", f"{hours_text(line['minutes'])} h"))
    if line["kind"].pk != old.kind:
        changes.append(("kind", book.once(_names_of_kinds)[old.kind], line["kind"].name))
    if line["form"] is not None and line["form"] != old.form:
        words = {form: word for word, form in FORMS.load().items()}
        changes.append(("form", words[Form(old.form)], words[line["form"]]))
    if row.advisor.pk != old.advisor:
        names = {user.pk: user.name for user in book.once(Staff).by_email.values()}
        changes.append(("advisor", names[old.advisor], row.advisor.name))
    parties = book.once(Parties).by_pk
    if row.party.pk != old.party:
        changes.append(("party", parties[old.party].name, row.party.name))
    if row.others and {one.pk for one in row.others} != others:
        changes.append(("other_parties", [parties[pk].name for pk in others], [one.name for one in row.others]))
    if row.project and row.project.pk != old.project:
        before = book.once(Projects).by_pk.get(old.project or 0)
        changes.append(("project", before and before.short_name, row.project.short_name))
    if row.office and (row.office.office is None or row.office.office.pk != old.office):
        offices = book.once(Offices).by_name.values()
        before_office = next((one.name for one in offices if one.office and one.office.pk == old.office), None)
        changes.append(("office", before_office, row.office.name))
    if row.place and row.place.pk != old.place:
        changes.append(("place", book.once(Places).labels.get(old.place or 0), row.place))
    return changes


def _names_of_kinds(book: Book) -> dict[int, str]:
    return dict(Kind.objects.values_list("id", "name"))


# Writing --------------------------------------------------------------------------------------------------------------


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
