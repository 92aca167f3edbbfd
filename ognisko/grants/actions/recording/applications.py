"""Grants of other years and other systems, recorded whole: as a register or a workbook knows them, many at a time.

What was recorded so has a title and an amount for its answers, and its money goes the way that a grant's money goes: it
was awarded, agreed, paid, and, where the grant is settled, admitted or returned.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from ognisko.accounts.models import User
from ognisko.grants.actions.money import fund, hold_call
from ognisko.grants.entries import OF_APPLICATIONS, OF_POSTINGS
from ognisko.grants.models import Application, BudgetLine, Call, Posting, Submission
from ognisko.grants.rules.deadlines import ZONE
from ognisko.grants.rules.life import Stage
from ognisko.grants.rules.money import Kind
from ognisko.grants.rules.numbers import pattern
from ognisko.ledger.actions import post
from ognisko.people.models import Party
from ognisko.places.models import Place
from ognisko.questionnaires.actions.sheets import fingerprint
from ognisko.questionnaires.models import AnswerSheet, Version

PAID = (Stage.AGREED, Stage.CARRIED_OUT, Stage.REPORTED, Stage.ACCEPTED, Stage.RETURNING, Stage.CLOSED)
"""Stages in which the money of a recorded grant was paid."""


@dataclass(frozen=True)
class GrantDraft:
    """An application as it was, and the grant that it became; ``number`` None takes the next one of the call."""

    call: Call
    party: Party
    kind: int
    seat: Place
    title: str
    submitted_on: date
    amount: Decimal
    stage: Stage = Stage.NOT_FUNDED
    number: str = ""
    patron: Party | None = None
    summary: str = ""
    where: Place | None = None
    own_amount: Decimal = Decimal(0)
    awarded: Decimal | None = None
    awarded_on: date | None = None
    paid_on: date | None = None
    since: date | None = None
    until: date | None = None
    accepted_on: date | None = None
    engaged: int | None = None
    reached: int | None = None
    volunteer_minutes: int | None = None
    contact_name: str = ""
    contact_email: str = ""
    is_demo: bool = False


class NumberTakenError(Exception):
    """Another application of the call has this number."""

    def __init__(self, number: str) -> None:
        super().__init__(_("%(number)s is the number of another application of this call.") % {"number": number})


@transaction.atomic
def record_grants(drafts: Sequence[GrantDraft], *, by: User | None, reason: str = "") -> list[Application]:
    """Record applications and grants in a fixed number of statements a call; their order is that of the drafts.

    Where the budget of a call is below what was awarded, it is raised to that: the register says that it was so. Raises
    NumberTakenError, ledger.actions.ClosedPeriodError.
    """
    made: dict[int, Application] = {}
    for call in {draft.call.pk: draft.call for draft in drafts}.values():
        mine = [(place, draft) for place, draft in enumerate(drafts) if draft.call.pk == call.pk]
        rows = _applications(call, [draft for _place, draft in mine], by)
        made.update(zip((place for place, _draft in mine), rows, strict=True))
        _money(call, list(zip(rows, (draft for _place, draft in mine), strict=True)), by=by, reason=reason)
    rows = [made[place] for place in range(len(drafts))]
    post(OF_APPLICATIONS, [row.pk for row in rows], by=by, reason=reason, fresh=True)
    return rows


def _applications(call: Call, drafts: Sequence[GrantDraft], by: User | None) -> list[Application]:
    if call.application_form is None:
        raise ValueError(f"{call} has no questionnaire")
    locked = hold_call(call.pk)
    serials = _serials(locked, drafts)
    sheets = _sheets(call.application_form, drafts)
    rows = Application.objects.bulk_create(
        Application(
            call=call, sheet=sheet, stage=draft.stage, serial=serial, number=number,
            submitted_at=noon(draft.submitted_on), applicant_kind=draft.kind, applicant_name=draft.party.name,
            place=draft.seat, contact_name=draft.contact_name, contact_email=draft.contact_email, party=draft.party,
            patron=draft.patron, patron_name=draft.patron.name if draft.patron else "", title=draft.title,
            summary=draft.summary, amount=draft.amount, own_amount=draft.own_amount, since=draft.since,
            until=draft.until, where=draft.where, awarded=draft.awarded, awarded_on=draft.awarded_on,
            accepted_on=draft.accepted_on, engaged=draft.engaged, reached=draft.reached,
            volunteer_minutes=draft.volunteer_minutes, is_demo=draft.is_demo,
        )
        for draft, sheet, (serial, number) in zip(drafts, sheets, serials, strict=True)
    )  # fmt: skip
    Submission.objects.bulk_create(
        Submission(
            application=row, number=1, sheet=sheet, content={}, arrived_at=noon(draft.submitted_on), hash=sheet.hash
        )
        for row, sheet, draft in zip(rows, sheets, drafts, strict=True)
    )
    BudgetLine.objects.bulk_create(
        BudgetLine(
            application=row, mark="whole", name=row.title, price=row.amount, grant=row.awarded or row.amount,
            financial=row.own_amount,
        )
        for row in rows
    )  # fmt: skip
    return rows


def _serials(call: Call, drafts: Sequence[GrantDraft]) -> list[tuple[int, str]]:
    """A number for each: the one that it has, else the next.

    A number of the call's pattern brings its serial along, so that the call never gives that number again; numbers of
    another pattern get the next serial.
    """
    taken = dict(call.applications.submitted().values_list("number", "serial"))
    written, serials = pattern(call.number_pattern), set(taken.values())
    found: dict[int, tuple[int, str]] = {}
    for place, draft in enumerate(drafts):
        if draft.number and draft.number in taken:
            raise NumberTakenError(draft.number)
        serial = written.serial(draft.submitted_on.year, draft.number) if draft.number else None
        if draft.number:
            taken[draft.number] = serial
        if serial and serial not in serials:
            serials.add(serial)
            found[place] = serial, draft.number
            call.last_serial = max(call.last_serial, serial)
    for place, draft in enumerate(drafts):
        if place in found:
            continue
        call.last_serial += 1
        while not draft.number and written.number(draft.submitted_on.year, call.last_serial) in taken:
            call.last_serial += 1
        number = draft.number or written.number(draft.submitted_on.year, call.last_serial)
        found[place] = call.last_serial, number
    call.save(update_fields=["last_serial"])
    return [found[place] for place in range(len(drafts))]


def _sheets(version: Version, drafts: Iterable[GrantDraft]) -> list[AnswerSheet]:
    sheets = [
        AnswerSheet(
            version=version,
            answers={"title": draft.title, "summary": draft.summary, "amount": f"{draft.amount:.2f}"},
            started_at=noon(draft.submitted_on),
            saved_at=noon(draft.submitted_on),
            submitted_at=noon(draft.submitted_on),
        )
        for draft in drafts
    ]
    for sheet in sheets:
        sheet.hash = fingerprint(sheet)
    return AnswerSheet.objects.bulk_create(sheets)


def _money(call: Call, grants: Sequence[tuple[Application, GrantDraft]], *, by: User | None, reason: str) -> None:
    funded = [(row, draft) for row, draft in grants if draft.awarded and draft.awarded_on]
    if not funded:
        return
    cover_awards(
        call, [(draft.awarded or Decimal(0), draft.awarded_on or draft.submitted_on) for _row, draft in funded],
        by=by, reason=reason,
    )  # fmt: skip
    made = Posting.objects.bulk_create(
        Posting(call=call, application=row, kind=kind, amount=draft.awarded, on=on, by=by)
        for row, draft in funded
        for kind, on in _way(draft)
    )
    post(OF_POSTINGS, [one.pk for one in made], by=by, reason=reason, fresh=True)


def cover_awards(call: Call, awards: Sequence[tuple[Decimal, date]], *, by: User | None, reason: str) -> None:
    """Raise a call's budget to what was awarded, on the day of the first award: the register says that it was so."""
    lacking = sum((amount for amount, _on in awards), Decimal(0)) - hold_call(call.pk).left_to_award
    if lacking > 0:
        fund(call, lacking, on=min(on for _amount, on in awards), by=by, reason=reason or _("as the register says"))


def _way(draft: GrantDraft) -> Iterable[tuple[Kind, date]]:
    """How far the money of a grant has gone, by its stage."""
    awarded = draft.awarded_on or draft.submitted_on
    paid = draft.paid_on or awarded + timedelta(days=14)
    yield Kind.AWARDED, awarded
    if draft.stage in PAID:
        yield Kind.AGREED, awarded
        yield Kind.PAID, paid
    if draft.stage in {Stage.ACCEPTED, Stage.CLOSED}:
        yield Kind.ADMITTED, max(draft.accepted_on or paid, paid)


def noon(day: date) -> datetime:
    """The instant of what is known by its day alone."""
    return datetime.combine(day, time(12), ZONE)
