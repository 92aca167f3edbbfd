"""The sheets of parties and of persons: one row is one party, recognised by its numbers or by name and municipality."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import batched
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ognisko.accounts.models import User
from ognisko.core import sheets as cells
from ognisko.core.polish import fold
from ognisko.core.sheets import Book, Column, Line, Options, Sheet, Write, Writing
from ognisko.ledger.models import Entry
from ognisko.people import actions
from ognisko.people.actions import EARLIEST, AddressDraft, PartyDraft
from ognisko.people.models import Address, Contact, Identifier, Party
from ognisko.people.rules import Kind, Sex, Status, special_category
from ognisko.people.sheets.known import (
    Closings,
    Known,
    Parties,
    Places,
    closed_period_error,
    described,
    seat_in,
    user_in,
)
from ognisko.places.models import Place

CHUNK = 1_000

# Columns --------------------------------------------------------------------------------------------------------------


KINDS = Options(
    "Rodzaje podmiotów",
    lambda: {
        "osoba": Kind.PERSON,
        "grupa nieformalna": Kind.INFORMAL_GROUP,
        "grupa inicjatywna": Kind.INITIATIVE_GROUP,
        "młodzieżowa rada": Kind.YOUTH_COUNCIL,
        "samorząd uczniowski": Kind.PUPILS_SELF_GOVERNMENT,
        "samorząd studencki": Kind.STUDENTS_SELF_GOVERNMENT,
        "stowarzyszenie": Kind.ASSOCIATION,
        "stowarzyszenie zwykłe": Kind.SIMPLE_ASSOCIATION,
        "fundacja": Kind.FOUNDATION,
        "klub sportowy": Kind.SPORTS_CLUB,
        "koło gospodyń wiejskich": Kind.RURAL_HOUSEWIVES_CIRCLE,
        "ochotnicza straż pożarna": Kind.VOLUNTEER_FIRE_BRIGADE,
        "związek stowarzyszeń": Kind.UNION_OF_ASSOCIATIONS,
        "inna organizacja pozarządowa": Kind.OTHER_NGO,
        "kościelna osoba prawna": Kind.CHURCH_BODY,
        "spółdzielnia socjalna": Kind.SOCIAL_COOPERATIVE,
        "spółdzielnia": Kind.COOPERATIVE,
        "spółka non profit": Kind.NON_PROFIT_COMPANY,
        "przedsiębiorstwo": Kind.BUSINESS,
        "organizacja zagraniczna": Kind.FOREIGN_ORGANISATION,
        "uczelnia": Kind.UNIVERSITY,
        "jednostka samorządu terytorialnego": Kind.LOCAL_GOVERNMENT,
        "instytucja publiczna": Kind.PUBLIC_INSTITUTION,
        "jednostka reintegracyjna (CIS, KIS, WTZ, ZAZ)": Kind.REINTEGRATION_UNIT,
    },
    {
        "osoba fizyczna": "osoba",
        "osoba indywidualna": "osoba",
        "rada młodzieżowa": "młodzieżowa rada",
        "stowarzyszenie rejestrowe": "stowarzyszenie",
        "kgw": "koło gospodyń wiejskich",
        "osp": "ochotnicza straż pożarna",
        "uks": "klub sportowy",
        "inne ngo": "inna organizacja pozarządowa",
        "spółka z o.o. non profit": "spółka non profit",
        "firma": "przedsiębiorstwo",
        "przedsiębiorca": "przedsiębiorstwo",
        "jst": "jednostka samorządu terytorialnego",
        "samorząd": "jednostka samorządu terytorialnego",
        "gmina": "jednostka samorządu terytorialnego",
        "powiat": "jednostka samorządu terytorialnego",
        "szkoła": "instytucja publiczna",
        **dict.fromkeys(("cis", "kis", "wtz", "zaz"), "jednostka reintegracyjna (CIS, KIS, WTZ, ZAZ)"),
    },
)
"""The words are the workbook's own, a part of its format: they do not change with the language of a page."""

SEXES = Options(
    "Płeć",
    lambda: {"kobieta": Sex.FEMALE, "mężczyzna": Sex.MALE, "nie podano": Sex.UNKNOWN},
    {"k": "kobieta", "m": "mężczyzna", "nieznana": "nie podano", "odmowa": "nie podano"},
)

_SEAT = (
    Column(
        "seat",
        "Gmina",
        cells.text(120),
        gettext_lazy(
            "The municipality of the seat by name or by its six digits of TERC; a country for a seat abroad. Where two "
            "are called the same, add the kind or the county: “Sieradz, gmina wiejska”."
        ),
        width=22,
    ),
    Column(
        "seat_since",
        "Gmina od",
        cells.day,
        gettext_lazy("The first day of this seat. Needed where a recorded party has moved."),
    ),
    Column("street", "Ulica i numer", cells.text(200), width=24),
    Column("postal_code", "Kod pocztowy", cells.text(10), width=13),
    Column("town", "Miejscowość", cells.text(100), also=("Miasto",)),
)
_CONTACTS = (
    Column(
        "email", "E-mail", cells.emails, gettext_lazy("Several are parted by semicolons."), width=28,
        also=("Adres e-mail", "Mail"),
    ),
    Column(
        "phone", "Telefon", cells.phones, gettext_lazy("Several are parted by semicolons."), width=18,
        also=("Nr telefonu", "Tel."),
    ),
)  # fmt: skip
_PERSON = (
    Column("sex", "Płeć", None, gettext_lazy("For persons alone; empty where it is unknown or refused."), options=SEXES),
    Column(
        "birth_year",
        "Rok urodzenia",
        cells.whole(1900, 2100),
        gettext_lazy("For persons alone, four digits. No PESEL: Ognisko does not take it yet."),
    ),
)
_REST = (
    Column("tags", "Tagi", cells.several, gettext_lazy("Words to group by, parted by semicolons."), width=24),
    Column(
        "caretaker",
        "Opiekun",
        cells.text(150),
        gettext_lazy("The member of staff who looks after the party: e-mail with which they log in."),
        width=28,
        also=("Opiekun (e-mail)",),
    ),
    Column("description", "Opis", cells.long_text, gettext_lazy("In short, for all staff to read."), width=40),
)

PARTY_COLUMNS = (
    Column(
        "name",
        "Nazwa",
        cells.text(300),
        gettext_lazy("The full name. Together with the municipality it tells which party the row means, unless a number does."),
        required=True,
        width=44,
        also=("Nazwa podmiotu", "Pełna nazwa"),
    ),
    Column("short_name", "Nazwa skrócona", cells.text(100), gettext_lazy("By which it is called every day."), width=22),
    Column(
        "kind", "Rodzaj", None, gettext_lazy("From the list. One on any day; PES and PS stand beside it."), required=True,
        options=KINDS, width=26, also=("Rodzaj podmiotu", "Forma prawna"),
    ),
    Column(
        "kind_since",
        "Rodzaj od",
        cells.day,
        gettext_lazy("The first day of this kind; empty: since ever. Needed where a recorded party has changed its kind."),
    ),
    Column("pes_since", "PES od", cells.day, gettext_lazy("The first day as a social economy entity.")),
    Column("pes_until", "PES do", cells.day, gettext_lazy("The last day as a social economy entity; empty: still is.")),
    Column("ps_since", "PS od", cells.day, gettext_lazy("The first day with the status of a social enterprise.")),
    Column("ps_until", "PS do", cells.day, gettext_lazy("The last day with that status; empty: still has it.")),
    Column("nip", "NIP", cells.nip, gettext_lazy("Ten digits, dashes or not. The surest way to recognise a party.")),
    Column("regon", "REGON", cells.regon, gettext_lazy("Nine or fourteen digits.")),
    Column("krs", "KRS", cells.krs, gettext_lazy("Ten digits; zeros in front may be missing."), also=("Nr KRS",)),
    *_SEAT,
    *_CONTACTS,
    Column("website", "Strona WWW", cells.website, width=28, also=("WWW", "Strona internetowa")),
    *_PERSON,
    *_REST,
)  # fmt: skip
PERSON_COLUMNS = (
    Column(
        "name", "Imię i nazwisko", cells.text(300), gettext_lazy("Given name first."), required=True, width=30,
        also=("Nazwa", "Osoba"),
    ),
    *_PERSON,
    *_SEAT,
    *_CONTACTS,
    *_REST,
)  # fmt: skip

_CONTACT_TYPES = {"email": Contact.Type.EMAIL, "phone": Contact.Type.PHONE, "website": Contact.Type.WEBSITE}
_IDENTIFIERS = {"nip": Identifier.Type.NIP, "regon": Identifier.Type.REGON, "krs": Identifier.Type.KRS}
_STATUSES = {"pes": Status.SOCIAL_ECONOMY_ENTITY, "ps": Status.SOCIAL_ENTERPRISE}
_BASICS = ("name", "short_name", "description", "sex", "birth_year")


# Planning -------------------------------------------------------------------------------------------------------------


@dataclass
class _Row:
    """A row that could be read, with whom and what its cells mean."""

    line: Line
    kind: Kind | None
    seat: Place | None
    caretaker: User | None
    known: Known


type _Do = Callable[[Party, Writing], object]


def plan(book: Book, lines: Sequence[Line]) -> Write:
    """Tell new parties from recorded ones, and what of the recorded ones differs from what the rows say.

    An empty cell says nothing: it never empties what is recorded.
    """
    rows = [row for line in lines if (row := _read(book, line))]
    recorded = _Recorded([row.known.pk for row in rows if row.known.pk])
    added: list[tuple[_Row, PartyDraft]] = []
    changed: list[tuple[_Row, list[_Do]]] = []
    past: list[tuple[_Row, str, date]] = []
    for row in rows:
        if row.line.broken:
            continue
        if not row.known.pk:
            book.creates(row.line)
            added.append((row, _draft(row)))
            continue
        changes = _Changes(book, row, recorded)
        if row.line.broken:
            continue
        if changes.shown:
            book.changes(row.line, row.known.name, changes.shown)
            changed.append((row, changes.todo))
            past += [(row, key, since) for key, since in changes.past]
        else:
            book.skips(row.line)
    _refuse_closed(book, past)

    def write(writing: Writing) -> None:
        """Add the new parties in bulk, then change the others one by one."""
        for chunk in batched(added, CHUNK, strict=False):
            parties = actions.add_parties([draft for _row, draft in chunk], by=writing.by)
            for (row, _draft), party in zip(chunk, parties, strict=True):
                row.known.pk, row.known.party = party.pk, party
            writing.step(len(chunk))
        for row, todo in changed:
            party = recorded.parties[row.known.pk]
            for do in todo:
                do(party, writing)
            writing.step(1)

    return write


def _read(book: Book, line: Line) -> _Row | None:
    """Whom a row means; also a broken row is made known, so that those who name it bring no second error."""
    name = line["name"]
    if name is None:
        return None
    kind = line["kind"] if line.sheet is PARTIES else Kind.PERSON
    _refuse_what_does_not_fit(book, line, kind)
    row = _Row(
        line, kind, seat_in(book, line, "seat"), user_in(book, line, "caretaker"), Known(name, kind == Kind.PERSON)
    )
    known = row.known
    known.short_name = line["short_name"] or ""
    known.seat = row.seat.code if row.seat else None
    known.birth_year = line["birth_year"]
    known.identifiers = {type_: line[key] for key, type_ in _IDENTIFIERS.items() if line[key]}
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


def _recognise(book: Book, row: _Row, parties: Parties) -> Known | None:
    """The party that a row describes, by number first, then by name and municipality; None for a new one."""
    known, places = row.known, book.once(Places)
    owners = {
        owner: key
        for key, type_ in _IDENTIFIERS.items()
        if (owner := parties.by_number.get((type_, known.identifiers.get(type_, ""))))
    }
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
    alike = [one for one in parties.by_name.get(fold(known.name), ()) if _may_be(known, one)]
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
        for key in ("sex", "birth_year"):
            if line[key] not in (None, Sex.UNKNOWN):
                book.error(
                    line, key, _("Only a person has this."), _("Empty the cell, or choose the kind “osoba”.")
                )
    elif words := special_category(line["description"] or ""):
        book.error(
            line,
            "description",
            _("“%(words)s”: Ognisko does not take data about disability or work yet.") % {"words": words},
            _("Take these words out of the workbook."),
        )


def _draft(row: _Row) -> PartyDraft:
    line = row.line
    return PartyDraft(
        name=line["name"],
        kinds=[(row.kind or Kind.PERSON, line["kind_since"], None)],
        statuses=[
            (status, line[f"{key}_since"], _after(line[f"{key}_until"]))
            for key, status in _STATUSES.items()
            if line[f"{key}_since"]
        ],
        addresses=[_address(line, row.seat, line["seat_since"])] if row.seat else [],
        identifiers=row.known.identifiers,
        contacts=[(type_, value) for key, type_ in _CONTACT_TYPES.items() for value in _values(line[key])],
        tags=line["tags"] or (),
        short_name=line["short_name"] or "",
        description=line["description"] or "",
        caretaker=row.caretaker,
        sex=line["sex"] or Sex.UNKNOWN,
        birth_year=line["birth_year"],
    )


def _address(line: Line, place: Place, since: date | None) -> AddressDraft:
    return AddressDraft(
        place, line["street"] or "", line["postal_code"] or "", line["town"] or "", Address.Purpose.SEAT, since
    )


def _values(value: Any) -> tuple[str, ...]:
    """The contacts of a cell: one, several or none."""
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else value


def _after(last: date | None) -> date | None:
    """The first day after the last one: people write the last day, periods end before a day."""
    return last + timedelta(days=1) if last else None


# What differs ---------------------------------------------------------------------------------------------------------


class _Recorded:
    """What is recorded of the parties that the rows mean; six queries for any number."""

    def __init__(self, numbers: Sequence[int]) -> None:
        found = Party.objects.select_related("caretaker").prefetch_related(
            "identifiers", "contacts", "tags", "kinds", "statuses", "addresses"
        )
        self.parties: dict[int, Party] = found.in_bulk(list(numbers))


class _Changes:
    """What a row would change of a recorded party: what to show, what to do, and from which past day it counts anew."""

    def __init__(self, book: Book, row: _Row, recorded: _Recorded) -> None:
        self.book, self.row, self.line = book, row, row.line
        self.party = recorded.parties[row.known.pk]
        self.shown: list[tuple[str, Any, Any]] = []
        self.todo: list[_Do] = []
        self.past: list[tuple[str, date]] = []
        self._basics()
        self._kind()
        for key, status in _STATUSES.items():
            self._status(key, status)
        self._seat()

    def _say(self, key: str, old: Any, new: Any) -> None:
        self.shown.append((key, old, new))

    def _basics(self) -> None:
        """All that `change_party` takes, in one call."""
        party, line = self.party, self.line
        given: dict[str, Any] = {}
        for key in _BASICS:
            old, new = getattr(party, key), line[key]
            if new is None or new == old or (key == "name" and fold(new) == fold(old)) or (key == "sex" and not new):
                continue
            self._say(key, _word(key, old), _word(key, new))
            given[key] = new
            if key in ("sex", "birth_year"):
                self.past.append((key, EARLIEST))
        if self.row.caretaker and self.row.caretaker.pk != party.caretaker_id:
            self._say("caretaker", party.caretaker, self.row.caretaker)
            given["caretaker"] = self.row.caretaker
        self._identifiers(given)
        self._contacts(given)
        old_tags = {tag.name for tag in party.tags.all()}
        if new_tags := set(line["tags"] or ()) - old_tags:
            self._say("tags", old_tags, old_tags | new_tags)
            given["tags"] = sorted(old_tags | new_tags)
        if given:
            self.todo.append(
                lambda party, writing: actions.change_party(party, by=writing.by, reason=writing.reason, **given)
            )

    def _identifiers(self, given: dict[str, Any]) -> None:
        old = {row.type: row.value for row in self.party.identifiers.all()}
        new = {type_: self.line[key] for key, type_ in _IDENTIFIERS.items() if self.line[key]}
        for key, type_ in _IDENTIFIERS.items():
            if type_ in new and old.get(type_) != new[type_]:
                self._say(key, old.get(type_), new[type_])
                given["identifiers"] = {**old, **new}

    def _contacts(self, given: dict[str, Any]) -> None:
        """A cell replaces the contacts of its sort, unless all that it says is there already."""
        old = [(row.type, row.value) for row in self.party.contacts.all()]
        new = list(old)
        for key, type_ in _CONTACT_TYPES.items():
            written, standing = _values(self.line[key]), [value for other, value in old if other == type_]
            if set(written) <= set(standing):
                continue
            self._say(key, standing, written)
            new = [pair for pair in new if pair[0] != type_] + [(type_, value) for value in written]
            given["contacts"] = new

    def _kind(self) -> None:
        kind, since = self.row.kind, self.line["kind_since"]
        if kind is None:
            return
        on = since or self.book.today
        standing = next((Kind(row.kind) for row in self.party.kinds.all() if on in row.period), None)
        if standing == kind:
            return
        if Kind.PERSON in (kind, standing):
            self.book.error(
                self.line,
                "kind",
                _("%(name)s is recorded as: %(kind)s.")
                % {"name": self.party, "kind": standing.label if standing else "–"},
                _("A person does not become an organisation. Check the kind, or the number by which the row was recognised."),
            )
        elif since is None:
            self.book.error(
                self.line,
                "kind",
                _("%(name)s is recorded as: %(kind)s.")
                % {"name": self.party, "kind": standing.label if standing else "–"},
                _("If the kind has changed, give its first day in the column “Rodzaj od”. If not, correct the kind."),
            )
        else:
            self._say("kind", standing.label if standing else None, kind.label)
            self.past.append(("kind_since", since))
            self.todo.append(
                lambda party, writing: actions.set_kind(party, kind, since=since, by=writing.by, reason=writing.reason)
            )

    def _status(self, key: str, status: Status) -> None:
        since, until = self.line[f"{key}_since"], _after(self.line[f"{key}_until"])
        if since is None:
            return
        standing = next((row for row in self.party.statuses.all() if row.status == status and since in row.period), None)
        if standing is None:
            self._say(f"{key}_since", None, since)
            self.past.append((f"{key}_since", since))
            self.todo.append(
                lambda party, writing: actions.set_status(
                    party, status, since=since, until=until, by=writing.by, reason=writing.reason
                )
            )
        elif until is not None and until != standing.period.upper:
            last = standing.period.upper - timedelta(days=1) if standing.period.upper else None
            begin = standing.period.lower or since
            self._say(f"{key}_until", last, until - timedelta(days=1))
            self.past.append((f"{key}_until", min(until, standing.period.upper or until)))
            self.todo.append(
                lambda party, writing: actions.set_status(
                    party, status, since=begin, until=until, by=writing.by, reason=writing.reason
                )
            )

    def _seat(self) -> None:
        place, since = self.row.seat, self.line["seat_since"]
        if place is None:
            return
        seats = [row for row in self.party.addresses.all() if row.purpose == Address.Purpose.SEAT]
        on = since or self.book.today
        standing = next((row for row in seats if on in row.period), None)
        if standing is not None and standing.place_id == place.code:
            self._address(standing)
            return
        if since is None and seats:
            self.book.error(
                self.line,
                "seat",
                _("%(name)s is recorded with another seat.") % {"name": self.party},
                _("If it has moved, give the first day there in the column “Gmina od”. If not, correct the municipality."),
            )
            return
        old = standing and self.book.once(Places).labels[standing.place_id]
        self._say("seat", old, str(place))
        self.past.append(("seat", since or EARLIEST))
        draft = _address(self.line, place, since)
        self.todo.append(
            lambda party, writing: actions.move_seat(party, draft, by=writing.by, reason=writing.reason)
        )

    def _address(self, standing: Address) -> None:
        """The same municipality, but another street: the address changes in its place and counts nothing anew."""
        keys = ("street", "postal_code", "town")
        new = {key: self.line[key] or getattr(standing, key) for key in keys}
        different = [key for key in keys if new[key] != getattr(standing, key)]
        if not different or standing.period.upper is not None:
            return
        for key in different:
            self._say(key, getattr(standing, key), new[key])
        draft = AddressDraft(standing.place, **new, since=standing.period.lower)
        self.todo.append(
            lambda party, writing: actions.move_seat(party, draft, by=writing.by, reason=writing.reason)
        )


def _word(key: str, value: Any) -> Any:
    if key == "sex":
        return Sex(value).label
    return str(value) if value is not None else None  # a year has no space between its thousands


def _refuse_closed(book: Book, past: Sequence[tuple[_Row, str, date]]) -> None:
    """Name the rows whose change for past days would change what a closed period has counted for the party."""
    closings = book.once(Closings)
    if book.reason or not closings.periods or not past:
        return
    closed = Q()
    for start, end, project in closings.periods:
        closed |= Q(occurred_on__gte=start, occurred_on__lt=end, **({"project": project} if project else {}))
    found = Entry.objects.filter(closed, party__in=[row.known.pk for row, _key, _since in past])
    last: dict[int | None, date] = {}
    for party, on in found.values_list("party", "occurred_on").distinct():
        last[party] = max(on, last.get(party, on))
    for row, key, since in past:
        if row.known.pk in last and since <= last[row.known.pk]:
            closed_period_error(book, row.line, key)


# Sheets ---------------------------------------------------------------------------------------------------------------

PARTIES = Sheet(
    "Podmioty",
    10,
    PARTY_COLUMNS,
    plan,
    gettext_lazy(
        "Organisations, groups, institutions, businesses; persons may stand here or in the sheet Osoby. A party that is "
        "recorded already is recognised by NIP, KRS or REGON, otherwise by name and municipality, and changes where the "
        "row says something else. An empty cell changes nothing."
    ),
    (
        {
            "name": "Stowarzyszenie „Lipowa Aleja”", "short_name": "Lipowa Aleja", "kind": "stowarzyszenie",
            "kind_since": date(2016, 5, 4), "pes_since": date(2021, 1, 1), "nip": "725-000-01-05", "krs": "0000999991",
            "seat": "Zgierz, miasto", "street": "ul. Lipowa 4", "postal_code": "95-100", "town": "Zgierz",
            "email": "biuro@lipowa-aleja.example", "phone": "600 100 200", "website": "www.lipowa-aleja.example",
            "tags": "seniorzy; kultura", "caretaker": "anna.kowalska@osrodek.example",
        },
        {
            "name": "Grupa „Podwórko na Polnej”", "kind": "grupa nieformalna", "kind_since": "3 marca 2024",
            "seat": "Kutno, miasto", "email": "podworko@polna.example",
        },
    ),
    also=("Podmiot", "Organizacje"),
)  # fmt: skip
PERSONS = Sheet(
    "Osoby",
    20,
    PERSON_COLUMNS,
    plan,
    gettext_lazy(
        "Persons, recognised by name, municipality, year of birth and e-mail. No PESEL and nothing about health, "
        "disability or work: Ognisko does not take these yet."
    ),
    (
        {
            "name": "Jan Wiśniewski", "sex": "mężczyzna", "birth_year": 1978, "seat": "Kutno, miasto",
            "email": "jan.wisniewski@polna.example", "phone": "600 300 400",
        },
    ),
    also=("Osoba",),
)  # fmt: skip
