"""Whom and what a cell means: parties, places, members of staff and closed periods, loaded once for a workbook.

The sheets of the apps above use the same: a party that an earlier sheet adds can be named in every later one.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from difflib import get_close_matches

from django.utils.translation import gettext as _
from psycopg.types.range import DateRange

from ognisko.accounts.models import User
from ognisko.core.cells import CellError, nearest
from ognisko.core.polish import fold
from ognisko.core.sheets import Book, Line
from ognisko.ledger.queries import closings_in_force
from ognisko.people.models import Identifier, Party
from ognisko.people.queries.protected import holders_by_hash
from ognisko.people.rules import Kind, distinctive
from ognisko.places.models import Place
from ognisko.places.queries import AmbiguousPlace, PlaceError, gazetteer
from ognisko.places.rules import POLAND, Level

type Number = tuple[int, str]
"""An identifier's type and its digits."""


# Places ---------------------------------------------------------------------------------------------------------------


class Places:
    """All places, each text resolved once."""

    def __init__(self, book: Book) -> None:
        self._gazetteer = gazetteer()
        self._meant: dict[str, Place | CellError] = {}
        self.labels: dict[int, str] = {place.code: str(place) for place in Place.objects.all()}

    def meant(self, written: str) -> Place:
        """The one place that a cell means, by name or TERC; raises CellError."""
        if written not in self._meant:
            self._meant[written] = self._find(written)
        found = self._meant[written]
        if isinstance(found, CellError):
            raise CellError(found.message, found.advice)
        return found

    def _find(self, written: str) -> Place | CellError:
        try:
            return self._gazetteer.named(written)
        except AmbiguousPlace as error:
            return CellError(str(error))
        except PlaceError as error:
            alike = {place.name: str(place) for place in error.candidates}
            near = nearest(written, alike)
            return CellError(str(error), _("Did you mean “%(word)s”?") % {"word": alike[near]} if near else "")


def place_in(book: Book, line: Line, key: str) -> Place | None:
    """The place that a cell means; None with an error named, or where the cell is empty or broken."""
    written = line[key]
    if written is None:
        return None
    try:
        return book.once(Places).meant(written)
    except CellError as error:
        book.error(line, key, error.message, error.advice)
        return None


def seat_in(book: Book, line: Line, key: str) -> Place | None:
    """The municipality, or the country abroad, that a cell means."""
    place = place_in(book, line, key)
    if place is None or place.level == Level.MUNICIPALITY or (place.level == Level.COUNTRY and place.code != POLAND):
        return place
    book.error(
        line,
        key,
        _("%(place)s is not a municipality.") % {"place": place},
        _("Name the municipality, or the country for a seat abroad."),
    )
    return None


# Parties --------------------------------------------------------------------------------------------------------------


@dataclass(eq=False, slots=True)
class Known:
    """A party that is recorded, or that a row of the workbook adds; then ``pk`` and ``party`` come when it is written.

    ``row`` says where the workbook describes it: sheet and number.
    """

    name: str
    is_person: bool
    short_name: str = ""
    pk: int = 0
    seat: int | None = None
    birth_year: int | None = None
    identifiers: dict[int, str] = field(default_factory=dict)
    pesel: bytes | None = None
    """The search hash."""
    row: tuple[str, int] | None = None
    party: Party | None = None
    kind_since: date | None = None
    """Of a party that a row adds: the first day of its kind."""


class Parties:
    """All parties by identifier and by folded name: those recorded, and those that the workbook adds."""

    def __init__(self, book: Book) -> None:
        self.places = book.once(Places)
        self.by_number: dict[Number, Known] = {}
        self.by_pesel: dict[bytes, Known] = {}
        self.compared: set[int] = set()
        """Whose PESEL a row was compared with: whoever brings the workbook learns something of it."""
        self.by_name: dict[str, list[Known]] = {}
        self.by_short_name: dict[str, list[Known]] = {}
        self.by_pk: dict[int, Known] = {}
        self._meant: dict[str, Known | CellError] = {}
        columns = ("id", "name", "short_name", "kind_now", "seat_now_id", "birth_year")
        for pk, name, short_name, kind, seat, birth_year in Party.objects.order_by("id").values_list(*columns):
            self.add(Known(name, kind == Kind.PERSON, short_name, pk, seat, birth_year))
        for pk, type_, value in Identifier.objects.filter(party__merged_into=None).values_list(
            "party_id", "type", "value"
        ):
            self.by_pk[pk].identifiers[type_] = value
            self.by_number[type_, value] = self.by_pk[pk]
        for hashed, pk in holders_by_hash().items():
            self.by_pk[pk].pesel = hashed
            self.by_pesel[hashed] = self.by_pk[pk]

    def add(self, known: Known) -> None:
        """Let later rows mean this party too."""
        self.by_name.setdefault(fold(known.name), []).append(known)
        if known.short_name:
            self.by_short_name.setdefault(fold(known.short_name), []).append(known)
        for number in known.identifiers.items():
            self.by_number.setdefault(number, known)
        if known.pesel:
            self.by_pesel.setdefault(known.pesel, known)
        if known.pk:
            self.by_pk[known.pk] = known
        self._meant.clear()

    def also_called(self, known: Known, name: str) -> None:
        """Let later rows mean this party by another name too."""
        group = self.by_name.setdefault(fold(name), [])
        if known not in group:
            group.append(known)
            self._meant.clear()

    def meant(self, written: str) -> Known:
        """The one party that a cell means, by NIP, KRS, REGON, name, or name and municipality; raises CellError.

        A register names the same party over and over, hence the memory.
        """
        if written not in self._meant:
            self._meant[written] = self._find(written)
        found = self._meant[written]
        if isinstance(found, CellError):
            raise CellError(found.message, found.advice)
        return found

    def load(self) -> None:
        """Give each recorded party that a row means its record, in one query."""
        wanted = {
            one.pk: one for one in self._meant.values() if isinstance(one, Known) and one.pk and one.party is None
        }
        for pk, party in Party.objects.in_bulk(list(wanted)).items():
            wanted[pk].party = party

    def _find(self, written: str) -> Known | CellError:
        numbers = list(_numbers_in(written))
        for number in numbers:
            if number in self.by_number:
                return self.by_number[number]
        if numbers and not any(letter.isalpha() for letter in written):
            return CellError(
                _("No party has the number %(number)s.") % {"number": written},
                _("Check the digits, or add the party to the sheet Podmioty."),
            )
        found = self._named(written)
        if len(found) == 1:
            return found[0]
        if found:
            return CellError(
                _("“%(text)s” can mean several parties: %(names)s.")
                % {"text": written, "names": "; ".join(described(one, self.places) for one in found[:5])},
                _("Write the NIP, KRS or REGON instead, or the name with the municipality in brackets."),
            )
        near = self._spelled_like(written)
        return CellError(
            _("There is no party “%(text)s”.") % {"text": written},
            _("Did you mean “%(word)s”?") % {"word": near}
            if near
            else _("Check the name, or add the party to the sheet Podmioty or Osoby."),
        )

    def _named(self, written: str) -> list[Known]:
        """Parties of this name; a municipality in brackets or after the last comma tells namesakes apart."""
        if found := self._of_name(written):
            return found
        match = _NAME_AND_PLACE.fullmatch(written)
        found = self._of_name(match[1]) if match else []
        if not match or not found:
            return []
        try:
            seat = self.places.meant(match[2]).code
            return [one for one in found if one.seat == seat] or found
        except CellError:
            town = fold(match[2])
            return [one for one in found if one.seat and fold(self.places.labels[one.seat]).startswith(town)] or found

    def _of_name(self, name: str) -> list[Known]:
        folded = fold(name)
        return self.by_name.get(folded) or self.by_short_name.get(folded) or []

    def _spelled_like(self, written: str) -> str:
        """The name that may be meant; what kind of body it is says little, and many parties are no burden."""
        wanted = distinctive(fold(written))
        beginnings = {word[:2] for word in wanted.split()}
        alike = {
            distinctive(name): group[0].name
            for name, group in self.by_name.items()
            if beginnings & {word[:2] for word in name.split()}
        }
        found = get_close_matches(wanted, alike, n=1, cutoff=0.7)
        return alike[found[0]] if found else ""


_NAME_AND_PLACE = re.compile(r"(.+?)\s*[(,]\s*([^(),]+(?:, [^(),]+)?)\)?")
_NUMBER = re.compile(r"(?:(NIP|KRS|REGON)\W{0,3})?((?:\d[ -]?){8,13}\d)", re.IGNORECASE)


def _numbers_in(written: str) -> Iterator[Number]:
    """The identifiers that a cell may hold: with the register's name, or digits alone, which may be of any register."""
    if written.isdecimal() and len(written) < 9:
        yield Identifier.Type.KRS, written.zfill(10)
        return
    for match in _NUMBER.finditer(written):
        digits = match[2].replace(" ", "").replace("-", "")
        if match[1]:
            yield Identifier.Type[match[1].upper()], digits
        elif match[0].strip() == written:
            yield from ((type_, digits) for type_ in Identifier.Type)


def described(known: Known, places: Places) -> str:
    """A party with what tells it from its namesakes."""
    parts = [places.labels.get(known.seat, "") if known.seat else ""]
    parts += [f"{Identifier.Type(type_).label} {value}" for type_, value in sorted(known.identifiers.items())]
    parts += [str(known.birth_year)] if known.birth_year else []
    parts += [_("row %(number)s") % {"number": known.row[1]}] if known.row and not known.pk else []
    told = ", ".join(part for part in parts if part)
    return f"{known.name} ({told})" if told else known.name


def party_named(book: Book, line: Line, key: str, written: str) -> Known | None:
    """The party of this text in a cell; None with an error named."""
    try:
        return book.once(Parties).meant(written)
    except CellError as error:
        book.error(line, key, error.message, error.advice)
        return None


def party_in(book: Book, line: Line, key: str, *, person: bool | None = None) -> Known | None:
    """The party that a cell means; None with an error named, or where the cell is empty or broken."""
    found = party_named(book, line, key, line[key]) if line[key] is not None else None
    if found is None or person is None or found.is_person == person:
        return found
    if person:
        message, advice = _("%(name)s is not a person."), _("Name a person from the sheet Osoby.")
    else:
        message, advice = _("%(name)s is a person."), _("Name a group or an organisation from the sheet Podmioty.")
    book.error(line, key, message % {"name": found.name}, advice)
    return None


def record(known: Known) -> Party:
    """The record of a party that is written or loaded by now."""
    assert known.party is not None, known.name  # noqa: S101  # Parties.load or the sheet of parties has seen to it
    return known.party


# Staff ----------------------------------------------------------------------------------------------------------------


class Staff:
    """Users by e-mail and by name."""

    def __init__(self, book: Book) -> None:
        self.by_email: dict[str, User] = {}
        self.by_name: dict[str, list[User]] = {}
        for user in User.objects.order_by("id"):
            self.by_email[user.email.lower()] = user
            self.by_name.setdefault(fold(user.name), []).append(user)


def user_in(book: Book, line: Line, key: str) -> User | None:
    """The member of staff that a cell means, by e-mail or full name; None with an error named, or where it is empty."""
    written = line[key]
    if written is None:
        return None
    staff = book.once(Staff)
    if user := staff.by_email.get(written.lower()):
        return user
    named = staff.by_name.get(fold(written), [])
    if len(named) == 1:
        return named[0]
    near = nearest(written, staff.by_email) or nearest(written, (user.name for user in staff.by_email.values()))
    if named:
        advice = _("Several have this name. Write the e-mail address.")
    elif near:
        advice = _("Did you mean “%(word)s”?") % {"word": near}
    else:
        advice = _("Write the e-mail with which they log in. An administrator adds new people.")
    book.error(line, key, _("Nobody who logs in here is known as “%(text)s”.") % {"text": written}, advice)
    return None


# Periods --------------------------------------------------------------------------------------------------------------


def day_after(last: date | None) -> date | None:
    """The first day after the last one: people write the last day, periods end before a day."""
    return last + timedelta(days=1) if last else None


def overlap(one: DateRange, other: DateRange) -> bool:
    """Whether two periods share a day."""
    return (one.upper is None or other.lower is None or other.lower < one.upper) and (
        other.upper is None or one.lower is None or one.lower < other.upper
    )


# Closed periods -------------------------------------------------------------------------------------------------------


class Closings:
    """The closed periods; a row that counts in one needs a reason."""

    def __init__(self, book: Book) -> None:
        self.periods = [(row.period.lower, row.period.upper, row.project) for row in closings_in_force()]

    def closed(self, since: date, until: date | None, project: int = 0) -> bool:
        """Whether a day from ``since`` up to but not ``until`` is closed for the project."""
        return any(
            since < end and (until is None or start < until) and closed in (0, project)
            for start, end, closed in self.periods
        )


def refuse_closed(book: Book, line: Line, key: str, days: Iterable[date | None], project: int = 0) -> bool:
    """Name an error where one of the days lies in a closed period and the import gives no reason; whether it does."""
    closings = book.once(Closings)
    if book.reason or not closings.periods:
        return False
    for day in days:
        if day is not None and closings.closed(day, day_after(day), project):
            closed_period_error(book, line, key)
            return True
    return False


def closed_period_error(book: Book, line: Line, key: str) -> None:
    """Say that the row would change a closed period, and both ways out."""
    book.error(
        line,
        key,
        _("This period is closed."),
        _("Take the row out, or give the reason of the correction: on the page of the import, or with --reason."),
        needs_reason=True,
    )
