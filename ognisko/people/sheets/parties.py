"""The sheets of parties and of persons: one row is one party, recognised by its numbers or by name and municipality."""

from collections.abc import Sequence
from datetime import date
from itertools import batched

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ognisko.core.polish import fold
from ognisko.core.sheets import Book, Line, Sheet, Write, Writing
from ognisko.people import actions
from ognisko.people.actions import PartyDraft
from ognisko.people.models import Contact
from ognisko.people.queries.protected import search_hash
from ognisko.people.rules import Kind, Sex, birth_year_in, sex_in, special_category
from ognisko.people.sheets.changes import Changes, Do, Recorded, Row, address_of, refuse_closed_past, values_of
from ognisko.people.sheets.columns import ANSWERS, CONTACT_TYPES, IDENTIFIERS, PARTY_COLUMNS, PERSON_COLUMNS, STATUSES
from ognisko.people.sheets.known import Known, Parties, Places, day_after, described, seat_in, user_in
from ognisko.people.sheets.protected import ProtectedChanges, protected_of, refuse_protected

CHUNK = 1_000
"""So many parties are added at a time."""


def plan(book: Book, lines: Sequence[Line]) -> Write:
    """Tell new parties from recorded ones, and what of the recorded ones differs from what the rows say.

    An empty cell says nothing: it never empties what is recorded.
    """
    rows = [row for line in lines if (row := _read(book, line))]
    parties = book.once(Parties)
    actions.note_compared(parties.compared, by=book.by)
    parties.compared.clear()
    recorded = Recorded([row.known.pk for row in rows if row.known.pk])
    protected = ProtectedChanges([row for row in rows if row.known.pk])
    added: list[tuple[Row, PartyDraft]] = []
    changed: list[tuple[Row, list[Do]]] = []
    past: list[tuple[Row, str, date]] = []
    for row in rows:
        if row.line.broken:
            continue
        if not row.known.pk:
            book.creates(row.line)
            added.append((row, _draft(row)))
            continue
        changes = Changes(book, row, recorded)
        protected.add_to(book, changes)
        if row.line.broken:
            continue
        if changes.shown:
            book.changes(row.line, row.known.name, changes.shown)
            changed.append((row, changes.todo))
            past += [(row, key, since) for key, since in changes.past]
        else:
            book.skips(row.line)
    refuse_closed_past(book, past)

    def write(writing: Writing) -> None:
        """Add the new parties in bulk, then change the others one by one."""
        for chunk in batched(added, CHUNK, strict=False):
            parties = actions.add_parties([draft for _row, draft in chunk], by=writing.by)
            protected = ((party, protected_of(row)) for (row, _draft), party in zip(chunk, parties, strict=True))
            actions.add_protected([(party, draft) for party, draft in protected if draft], by=writing.by)
            for (row, _draft), party in zip(chunk, parties, strict=True):
                row.known.pk, row.known.party = party.pk, party
            writing.step(len(chunk))
        for row, todo in changed:
            party = recorded.parties[row.known.pk]
            for do in todo:
                do(party, writing)
            writing.step(1)

    return write


def _read(book: Book, line: Line) -> Row | None:
    """Whom a row means; also a broken row is made known, so that those who name it bring no second error."""
    name = line["name"]
    if name is None:
        return None
    kind = line["kind"] if line.sheet is PARTIES else Kind.PERSON
    _refuse_what_does_not_fit(book, line, kind)
    row = Row(
        line, kind, seat_in(book, line, "seat"), user_in(book, line, "caretaker"), Known(name, kind == Kind.PERSON)
    )
    known = row.known
    known.short_name = line["short_name"] or ""
    known.seat = row.seat.code if row.seat else None
    known.birth_year, known.kind_since = line["birth_year"], line["kind_since"]
    known.identifiers = {type_: line[key] for key, type_ in IDENTIFIERS.items() if line[key]}
    known.pesel = search_hash(line["pesel"]) if line["pesel"] else None
    known.row = (line.sheet.name, line.number)
    parties = book.once(Parties)
    try:
        found = _recognise(book, row, parties)
    except _Ambiguous:
        return row
    if found is None:
        parties.add(known)
        return row
    parties.also_called(found, name)
    if found.row is not None:
        where = line.sheet.name if found.row[0] == line.sheet.name else found.row[0]
        book.error(
            line,
            "name",
            _("This party stands in the workbook already: %(sheet)s, row %(number)s.")
            % {"sheet": where, "number": found.row[1]},
            _("Leave one of the two rows. If they are two parties, give each its NIP, KRS, REGON or municipality."),
        )
        return row
    found.row = known.row
    row.known = found
    return row


class _Ambiguous(Exception):
    """The row may mean several parties; the error is named."""


def _recognise(book: Book, row: Row, parties: Parties) -> Known | None:
    """The party that a row describes, by number first, then by name and municipality; None for a new one."""
    known, places = row.known, book.once(Places)
    owners = {
        owner: key
        for key, type_ in IDENTIFIERS.items()
        if (owner := parties.by_number.get((type_, known.identifiers.get(type_, ""))))
    }
    if known.pesel in parties.by_pesel:
        parties.compared.add(parties.by_pesel[known.pesel].pk)
        owners.setdefault(parties.by_pesel[known.pesel], "pesel")
    if len(owners) > 1:
        one, other, *_more = owners
        book.error(
            row.line,
            owners[other],
            _("The numbers belong to two parties: %(one)s and %(other)s.")
            % {"one": described(one, places), "other": described(other, places)},
            _("Correct the number that is wrong."),
        )
        raise _Ambiguous
    if owners:
        return next(iter(owners))
    namesakes = parties.by_name.get(fold(known.name), ())
    parties.compared.update(one.pk for one in namesakes if known.pesel and one.pesel)
    alike = [one for one in namesakes if _may_be(known, one)]
    exact = [one for one in alike if known.seat and one.seat == known.seat] or alike
    if len(exact) > 1 and row.line["email"]:
        reached = _reached_by(row.line["email"], exact)
        exact = reached or exact
    if len(exact) > 1:
        book.error(
            row.line,
            "name",
            _("Several parties are called so: %(names)s.")
            % {"names": "; ".join(described(one, places) for one in exact[:5])},
            _("Add the year of birth or the e-mail for a person, the NIP, KRS, REGON or municipality for others."),
        )
        raise _Ambiguous
    return exact[0] if exact else None


def _may_be(known: Known, other: Known) -> bool:
    """Whether nothing speaks against two namesakes being one."""
    return (
        known.is_person == other.is_person
        and (known.seat is None or other.seat is None or known.seat == other.seat)
        and (known.birth_year is None or other.birth_year is None or known.birth_year == other.birth_year)
        and (known.pesel is None or other.pesel is None or known.pesel == other.pesel)
        and all(other.identifiers.get(type_, value) == value for type_, value in known.identifiers.items())
    )


def _reached_by(addresses: Sequence[str], namesakes: Sequence[Known]) -> list[Known]:
    found = Contact.objects.filter(
        party__in=[one.pk for one in namesakes if one.pk], type=Contact.Type.EMAIL, value__in=addresses
    )
    numbers = set(found.values_list("party_id", flat=True))
    return [one for one in namesakes if one.pk in numbers]


def _refuse_what_does_not_fit(book: Book, line: Line, kind: Kind | None) -> None:
    """Name what contradicts itself within the row."""
    for key in ("pes", "ps"):
        since, until = line[f"{key}_since"], line[f"{key}_until"]
        if until and not since and f"{key}_since" not in line.broken:
            book.error(line, f"{key}_since", _("The last day is given, but not the first."), _("Add the first day."))
        elif until and since and until < since:
            book.error(line, f"{key}_until", _("The last day is earlier than the first."), _("Check both dates."))
    year = line["birth_year"]
    if year and year > book.today.year:
        book.error(line, "birth_year", _("The year %(year)s can't be right.") % {"year": year}, _("Check the year."))
    if kind is None:
        return
    person = kind == Kind.PERSON
    if not person:
        for key in ("sex", "birth_year", "pesel", *ANSWERS):
            if line[key] not in (None, Sex.UNKNOWN):
                book.error(line, key, _("Only a person has this."), _("Empty the cell, or choose the kind “osoba”."))
    elif words := special_category(line["description"] or ""):
        book.error(
            line,
            "description",
            _("“%(words)s” tells of somebody's disability or labour status.") % {"words": words},
            _("Take these words out; such data stand in their own columns alone."),
        )
    if person:
        refuse_protected(book, line)


def _draft(row: Row) -> PartyDraft:
    line = row.line
    return PartyDraft(
        name=line["name"],
        kinds=[(row.kind or Kind.PERSON, line["kind_since"], None)],
        statuses=[
            (status, line[f"{key}_since"], day_after(line[f"{key}_until"]))
            for key, status in STATUSES.items()
            if line[f"{key}_since"]
        ],
        addresses=[address_of(line, row.seat, line["seat_since"])] if row.seat else [],
        identifiers=row.known.identifiers,
        contacts=[(type_, value) for key, type_ in CONTACT_TYPES.items() for value in values_of(line[key])],
        tags=line["tags"] or (),
        short_name=line["short_name"] or "",
        description=line["description"] or "",
        caretaker=row.caretaker,
        sex=line["sex"] or (sex_in(line["pesel"]) if line["pesel"] else Sex.UNKNOWN),
        birth_year=line["birth_year"] or (birth_year_in(line["pesel"]) if line["pesel"] else None),
    )


# Sheets ---------------------------------------------------------------------------------------------------------------

PARTIES = Sheet(
    "Podmioty",
    10,
    PARTY_COLUMNS,
    plan,
    gettext_lazy(
        "Organisations, groups, institutions, businesses; persons may stand here or in the sheet Osoby. A party that "
        "is recorded already is recognised by NIP, KRS or REGON, otherwise by name and municipality, and changes "
        "where the row says something else. An empty cell changes nothing."
    ),
    (
        {
            "name": "Stowarzyszenie „Lipowa Aleja”",
            "short_name": "Lipowa Aleja",
            "kind": "stowarzyszenie",
            "kind_since": date(2016, 5, 4),
            "pes_since": date(2021, 1, 1),
            "nip": "725-000-01-05",
            "krs": "0000999991",
            "seat": "Zgierz, miasto",
            "street": "ul. Lipowa 4",
            "postal_code": "95-100",
            "town": "Zgierz",
            "email": "biuro@lipowa-aleja.example",
            "phone": "600 100 200",
            "website": "www.lipowa-aleja.example",
            "tags": "seniorzy; kultura",
            "caretaker": "anna.kowalska@osrodek.example",
        },
        {
            "name": "Grupa „Podwórko na Polnej”",
            "kind": "grupa nieformalna",
            "kind_since": "3 marca 2024",
            "seat": "Kutno, miasto",
            "email": "podworko@polna.example",
        },
    ),
    also=("Podmiot", "Organizacje"),
)
PERSONS = Sheet(
    "Osoby",
    20,
    PERSON_COLUMNS,
    plan,
    gettext_lazy(
        "Persons, recognised by PESEL, otherwise by name, municipality, year of birth and e-mail. PESEL, labour status "
        "and disability are kept encrypted; leave their columns out where you do not need them."
    ),
    (
        {
            "name": "Jan Wiśniewski",
            "sex": "mężczyzna",
            "birth_year": 1978,
            "seat": "Kutno, miasto",
            "email": "jan.wisniewski@polna.example",
            "phone": "600 300 400",
            "labour_status": "pracująca",
            "labour_status_since": date(2026, 3, 2),
            "disability": "nie",
            "disability_since": date(2026, 3, 2),
        },
    ),
    also=("Osoba",),
)
