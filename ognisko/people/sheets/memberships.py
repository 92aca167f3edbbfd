"""The sheet of memberships: who has which role in which group or organisation."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from psycopg.types.range import DateRange

from ognisko.core import cells
from ognisko.core.polish import fold
from ognisko.core.sheets import YES_NO, Book, Column, Line, Sheet, Write, Writing
from ognisko.people.models import Membership
from ognisko.people.sheets.known import Known, Parties, day_after, overlap, party_in, record

COLUMNS = (
    Column(
        "person", "Osoba", cells.text(320), gettext_lazy("Name as in the sheet Osoby or as recorded."), required=True,
        refers=("Osoby", "name"), width=30, also=("Imię i nazwisko",),
    ),
    Column(
        "party", "Podmiot", cells.text(320), gettext_lazy("Name, NIP, KRS or REGON of the group or organisation."),
        required=True, refers=("Podmioty", "name"), width=40,
    ),
    Column("role", "Rola", cells.text(100), gettext_lazy("For example: prezeska, skarbnik, lider grupy."), width=20),
    Column("since", "Od", cells.day, gettext_lazy("The first day in this role; empty: since ever.")),
    Column("until", "Do", cells.day, gettext_lazy("The last day in this role; empty: until further notice.")),
    Column("is_contact", "Pierwszy kontakt", None, gettext_lazy("“tak” for the person to call first."), options=YES_NO),
)  # fmt: skip

type _Key = tuple[Known, Known, str]


def plan(book: Book, lines: Sequence[Line]) -> Write:
    """A membership is recognised by person, party and role; said again it only ends or becomes the first contact."""
    rows: list[tuple[Line, _Key]] = []
    for line in lines:
        person = party_in(book, line, "person", person=True)
        party = party_in(book, line, "party", person=False)
        if line["since"] and line["until"] and line["until"] < line["since"]:
            book.error(line, "until", _("The last day is earlier than the first."), _("Check both dates."))
        if person and party and not line.broken:
            rows.append((line, (person, party, fold(line["role"] or ""))))
    standing = _standing(book, rows)
    taken: dict[_Key, list[tuple[DateRange, int]]] = {}
    added: list[tuple[Line, _Key]] = []
    changed: list[tuple[Membership, dict[str, Any]]] = []
    for line, key in rows:
        since, until = line["since"], day_after(line["until"])
        found = _meant(standing.get(key, ()), since)
        if found is not None:
            if until and found.period.lower and until <= found.period.lower:
                book.error(
                    line,
                    "until",
                    _("The last day is earlier than the first, %(day)s.") % {"day": f"{found.period.lower:%d.%m.%Y}"},
                    _("Check the date."),
                )
            elif changes := _changes(line, found, until):
                book.changes(line, f"{key[0].name} – {key[1].name}", changes)
                changed.append((found, {"until": until or found.period.upper, "is_contact": line["is_contact"]}))
            else:
                book.skips(line)
            continue
        period = DateRange(since, until)
        others = [*((row.period, 0) for row in standing.get(key, ())), *taken.get(key, ())]
        if clash := next((number for other, number in others if overlap(other, period)), None):
            book.error(
                line,
                "person",
                _("The same membership stands in row %(number)s.") % {"number": clash},
                _("Leave one of the two rows, or give dates that do not overlap."),
            )
        elif any(overlap(other, period) for other, _number in others):
            book.error(
                line,
                "since",
                _("This membership is recorded with another first day."),
                _("Correct the day, or leave it empty to mean the one that is recorded."),
            )
        else:
            book.creates(line)
            taken.setdefault(key, []).append((period, line.number))
            added.append((line, key))

    def write(writing: Writing) -> None:
        """New ones in one statement; they count nothing, so nothing is posted."""
        book.once(Parties).load()
        Membership.objects.bulk_create(
            Membership(
                person=record(person),
                party=record(party),
                role=line["role"] or "",
                is_contact=bool(line["is_contact"]),
                period=DateRange(line["since"], day_after(line["until"])),
            )
            for line, (person, party, _role) in added
        )
        writing.step(len(added))
        for membership, new in changed:
            if new["is_contact"] is not None:
                membership.is_contact = new["is_contact"]
            membership.period = DateRange(membership.period.lower, new["until"])
            membership.save(update_fields=["is_contact", "period"])
            writing.step(1)

    return write


def _standing(book: Book, rows: Sequence[tuple[Line, _Key]]) -> dict[_Key, list[Membership]]:
    parties = book.once(Parties)
    persons = {key[0].pk for _line, key in rows if key[0].pk}
    found: dict[_Key, list[Membership]] = {}
    for row in Membership.objects.filter(person__in=persons).order_by("period"):
        key = (parties.by_pk[row.person_id], parties.by_pk[row.party_id], fold(row.role))
        found.setdefault(key, []).append(row)
    return found


def _meant(standing: Sequence[Membership], since: date | None) -> Membership | None:
    """The recorded membership that a row means: the one of its first day, without one the last."""
    if since is None:
        return standing[-1] if standing else None
    return next((row for row in standing if since in row.period), None)


def _changes(line: Line, found: Membership, until: date | None) -> list[tuple[str, Any, Any]]:
    changes: list[tuple[str, Any, Any]] = []
    if until is not None and until != found.period.upper:
        last = found.period.upper - timedelta(days=1) if found.period.upper else None
        changes.append(("until", last, line["until"]))
    if line["is_contact"] is not None and line["is_contact"] != found.is_contact:
        changes.append(("is_contact", found.is_contact, line["is_contact"]))
    return changes


MEMBERSHIPS = Sheet(
    "Członkostwa",
    30,
    COLUMNS,
    plan,
    gettext_lazy("Who belongs to which group or organisation, in which role and from when to when."),
    (
        {
            "person": "Jan Wiśniewski", "party": "Grupa „Podwórko na Polnej”", "role": "lider grupy",
            "since": date(2024, 3, 3), "is_contact": "tak",
        },
    ),
    also=("Członkowie", "Członkostwo"),
)  # fmt: skip
