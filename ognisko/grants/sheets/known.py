"""Which programme, call or application a cell means, and how far each application has come with the rows so far."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from ognisko.core.cells import nearest
from ognisko.core.polish import fold
from ognisko.core.sheets import Book, Line, shown
from ognisko.grants.models import (
    Agreement,
    Application,
    Author,
    Balance,
    Call,
    Instalment,
    Posting,
    Programme,
    StageChange,
)
from ognisko.grants.rules.life import Stage
from ognisko.grants.rules.money import Account, Kind

NOTHING = Decimal(0)
DECIDED = (Stage.AWARDED, Stage.RESERVE, Stage.NOT_FUNDED, Stage.REJECTED, Stage.WITHDRAWN)


@dataclass(eq=False, slots=True)
class KnownProgramme:
    """A programme that is recorded, or that a row of the workbook adds."""

    name: str
    address: str = ""
    programme: Programme | None = None
    row: int = 0


@dataclass(eq=False, slots=True)
class KnownCall:
    """A call that is recorded, or that a row adds; days that a broken row does not say are None."""

    name: str
    address: str = ""
    programme: KnownProgramme | None = None
    opens_on: date | None = None
    deadline_on: date | None = None
    since: date | None = None
    until: date | None = None
    most: Decimal | None = None
    currency: str = "PLN"
    project: int = 0
    call: Call | None = None
    row: int = 0


@dataclass(eq=False, slots=True)
class KnownGrant:
    """An application as it stands, with all that earlier rows of the workbook do to it.

    ``columns`` are those of a recorded one; ``is_ours`` where somebody writes or wrote it here; ``is_unsure`` once a
    row about it is broken: later sheets then bring no second error. ``rows`` says where each sheet has it.
    """

    number: str
    call: KnownCall
    pk: int = 0
    stage: Stage = Stage.SUBMITTED
    submitted_on: date | None = None
    since: date | None = None
    until: date | None = None
    amount: Decimal | None = None
    columns: dict[str, Any] = field(default_factory=dict)
    decided: list[tuple[Stage, date, str]] = field(default_factory=list)
    awarded: Decimal | None = None
    awarded_on: date | None = None
    agreement: str = ""
    signed_on: date | None = None
    account: str = ""
    account_holder: str = ""
    paid: list[tuple[date, Decimal]] = field(default_factory=list)
    admitted: Decimal = NOTHING
    returned: Decimal = NOTHING
    due: Decimal = NOTHING
    is_ours: bool = False
    is_being_paid: bool = False
    is_unsure: bool = False
    rows: dict[str, int] = field(default_factory=dict)

    @property
    def paid_in_all(self) -> Decimal:
        """All that was paid."""
        return sum((amount for _on, amount in self.paid), NOTHING)


class Programmes:
    """All programmes by folded name and by address."""

    def __init__(self, book: Book) -> None:
        self.by_name: dict[str, KnownProgramme] = {}
        self.by_address: dict[str, KnownProgramme] = {}
        for row in Programme.objects.order_by("id"):
            self.add(KnownProgramme(row.name, row.address, row))

    def add(self, known: KnownProgramme) -> None:
        """Let later rows mean this programme too."""
        self.by_name[fold(known.name)] = known
        if known.address:
            self.by_address.setdefault(known.address, known)


class Calls:
    """All calls by folded name and by address."""

    def __init__(self, book: Book) -> None:
        self.by_name: dict[str, list[KnownCall]] = {}
        self.by_address: dict[str, KnownCall] = {}
        self.by_pk: dict[int, KnownCall] = {}
        programmes = {one.programme.pk: one for one in book.once(Programmes).by_name.values() if one.programme}
        for row in Call.objects.select_related("place", "project").order_by("id"):
            known = KnownCall(
                row.name, row.address, programmes.get(row.programme_id), timezone.localdate(row.opens_at),
                last_day(row), row.activity_since, row.activity_until, row.most, row.currency,
                row.project_id or 0, row,
            )  # fmt: skip
            self.by_pk[row.pk] = known
            self.add(known)

    def add(self, known: KnownCall) -> None:
        """Let later rows mean this call too."""
        self.by_name.setdefault(fold(known.name), []).append(known)
        if known.address:
            self.by_address.setdefault(known.address, known)

    def named(self, written: str) -> list[KnownCall]:
        """The calls that a text may mean: by name or address."""
        found = self.by_address.get(written.strip().lower())
        return [found] if found else self.by_name.get(fold(written), [])


def last_day(call: Call) -> date:
    """The last day on which applications came in time; a deadline at midnight is the end of the day before."""
    return timezone.localdate(call.deadline - timedelta(microseconds=1))


class Grants:
    """All numbered applications, by number and by the number of their agreement; eight queries for any number."""

    def __init__(self, book: Book) -> None:
        calls = book.once(Calls).by_pk
        self.by_number: dict[str, list[KnownGrant]] = {}
        self.by_agreement: dict[str, list[KnownGrant]] = {}
        by_pk: dict[int, KnownGrant] = {}
        for row in Application.objects.submitted().order_by("id").values(*_COLUMNS):
            known = KnownGrant(
                row["number"], calls[row["call_id"]], row["id"], Stage(row["stage"]),
                timezone.localdate(row["submitted_at"]), row["since"], row["until"], row["amount"], row,
                awarded=row["awarded"], awarded_on=row["awarded_on"],
            )  # fmt: skip
            by_pk[known.pk] = known
            self.add(known)
        for number in Author.objects.filter(application__in=by_pk).values_list("application_id", flat=True):
            by_pk[number].is_ours = True
        self._load_decisions(by_pk)
        self._load_money(by_pk)

    def _load_decisions(self, by_pk: dict[int, KnownGrant]) -> None:
        lines = StageChange.objects.filter(target__in=DECIDED, application__in=by_pk).order_by("id")
        for number, target, at, reason in lines.values_list("application_id", "target", "at", "reason"):
            by_pk[number].decided.append((Stage(target), timezone.localdate(at), reason))
        rows = Agreement.objects.filter(application__in=by_pk)
        columns = ("application_id", "number", "signed_on", "account", "account_holder")
        for number, *values in rows.values_list(*columns):
            known = by_pk[number]
            known.agreement, known.signed_on, known.account, known.account_holder = values
            self.agreed(known)

    def _load_money(self, by_pk: dict[int, KnownGrant]) -> None:
        paid = Posting.objects.filter(kind=Kind.PAID, is_reversal=False, reversed_by=None).order_by("id")
        for number, on, amount in paid.values_list("application_id", "on", "amount"):
            by_pk[number].paid.append((on, amount))
        sent = Instalment.objects.filter(posting=None, batch__isnull=False)
        for number in sent.values_list("agreement__application_id", flat=True):
            by_pk[number].is_being_paid = True
        names = {Account.ADMITTED.value: "admitted", Account.RETURNED.value: "returned", Account.DUE.value: "due"}
        rows = Balance.objects.filter(account__in=names, application__isnull=False)
        for number, account, amount in rows.values_list("application_id", "account", "amount"):
            setattr(by_pk[number], names[account], amount)

    def add(self, known: KnownGrant) -> None:
        """Let later rows mean this application too."""
        self.by_number.setdefault(key_of(known.number), []).append(known)

    def agreed(self, known: KnownGrant) -> None:
        """Let later rows mean this application by its agreement."""
        self.by_agreement.setdefault(key_of(known.agreement), []).append(known)

    def of(self, call: KnownCall, number: str) -> KnownGrant | None:
        """The application of this number in a call."""
        return next((one for one in self.by_number.get(key_of(number), ()) if one.call is call), None)


_COLUMNS = (
    "id", "number", "call_id", "stage", "submitted_at", "since", "until", "amount", "own_amount", "awarded",
    "awarded_on", "party_id", "patron_id", "place_id", "where_id", "title", "summary", "accepted_on", "engaged",
    "reached", "volunteer_minutes",
)  # fmt: skip


def key_of(number: str) -> str:
    """A number as it is compared: case and spaces are no matter, every other sign is."""
    return "".join(number.split()).casefold()


def programme_in(book: Book, line: Line, key: str) -> KnownProgramme | None:
    """The programme that a cell means; None with an error named, or where the cell is empty or broken."""
    written = line[key]
    if written is None:
        return None
    programmes = book.once(Programmes)
    found = programmes.by_name.get(fold(written)) or programmes.by_address.get(written.lower())
    if found is None:
        names = (one.name for one in programmes.by_name.values())
        _unknown(
            book, line, key, _("There is no programme “%(text)s”.") % {"text": written}, written, names, "Programy"
        )
    return found


def call_in(book: Book, line: Line, key: str) -> KnownCall | None:
    """The call that a cell means, by name or address; None as for a programme."""
    written = line[key]
    if written is None:
        return None
    calls = book.once(Calls)
    found = calls.named(written)
    if len(found) > 1:
        book.error(
            line, key, _("“%(text)s” can mean several calls.") % {"text": written},
            _("Write the address of its page: %(names)s.") % {"names": ", ".join(one.address for one in found)},
        )  # fmt: skip
    elif not found:
        names = (one.name for group in calls.by_name.values() for one in group)
        _unknown(book, line, key, _("There is no call “%(text)s”.") % {"text": written}, written, names, "Nabory")
    return found[0] if len(found) == 1 else None


def grant_in(book: Book, line: Line, key: str = "application") -> KnownGrant | None:
    """The application that a row means by its number, or by its agreement's; with the call where two have the same.

    None with an error named, or where the cell is empty or broken.
    """
    written = line[key]
    call = call_in(book, line, "call")
    if written is None or "call" in line.broken:
        return None
    grants = book.once(Grants)
    group = grants.by_agreement if key == "agreement" else grants.by_number
    found = [one for one in group.get(key_of(written), ()) if call is None or one.call is call]
    if len(found) > 1:
        book.error(
            line, key, _("“%(text)s” is a number in several calls.") % {"text": written},
            _("Name the call in the column Nabór: %(names)s.") % {"names": "; ".join(one.call.name for one in found)},
        )  # fmt: skip
        return None
    if found:
        return found[0]
    names = [number for one in group.values() for number in [one[0].agreement if key == "agreement" else one[0].number]]
    if key == "agreement":
        message, sheet = _("There is no agreement “%(text)s”."), "Umowy"
    else:
        message, sheet = _("There is no application “%(text)s”."), "Wnioski"
    _unknown(book, line, key, message % {"text": written}, written, names, sheet)
    return None


def _unknown(book: Book, line: Line, key: str, message: str, written: str, names: Iterable[str], sheet: str) -> None:
    near = nearest(written, names)
    if near:
        advice = _("Did you mean “%(word)s”?") % {"word": near}
    else:
        advice = _("Check it, or add it to the sheet %(sheet)s.") % {"sheet": sheet}
    book.error(line, key, message, advice)


# What every sheet of the path asks ------------------------------------------------------------------------------------


def stands_once(book: Book, line: Line, known: KnownGrant, key: str = "application") -> bool:
    """Name an error where an earlier row of this sheet is about the same application; whether this is the first."""
    if (earlier := known.rows.get(line.sheet.name)) is not None:
        book.error(
            line, key, _("This application stands in row %(number)s already.") % {"number": earlier},
            _("Leave one of the two rows."),
        )  # fmt: skip
        return False
    known.rows[line.sheet.name] = line.number
    return True


def refuse_ours(book: Book, line: Line, known: KnownGrant, key: str = "application") -> bool:
    """Name an error where the application was written here: two persons decide on it, on its page; whether it was."""
    if known.is_ours:
        book.error(
            line, key, _("This application was written here."),
            _("Go on with it on its page, where a second person approves."),
        )  # fmt: skip
    return known.is_ours


def refuse_being_paid(book: Book, line: Line, known: KnownGrant, key: str = "application") -> bool:
    """Name an error where an instalment is in a batch for the bank, lest its money counts twice; whether it is."""
    if known.is_being_paid:
        book.error(
            line, key, _("A payment of it is on its way to the bank."),
            _("Mark it as paid on the page of the call first, or send the batch back."),
        )  # fmt: skip
    return known.is_being_paid


def refuse_day(book: Book, line: Line, key: str, after: date | None, what: str) -> None:
    """Name an error where a day lies in the future, or before what it follows: ``what`` says it, with its day."""
    day = line[key]
    if day is None:
        return
    if day > book.today:
        book.error(line, key, _("The day lies in the future."), _("Check the date."))
    elif after is not None and day < after:
        book.error(line, key, what % {"day": f"{after:%d.%m.%Y}"}, _("Check both dates."))


def refuse_other(book: Book, line: Line, key: str, recorded: Any, advice: str = "") -> None:
    """Name an error where a cell says something else than is recorded; an empty cell says nothing."""
    if line[key] is not None and line[key] != recorded:
        book.error(
            line, key, _("Recorded is: %(value)s.") % {"value": shown(recorded)},
            advice or _("Correct the cell, or leave it empty."),
        )  # fmt: skip
