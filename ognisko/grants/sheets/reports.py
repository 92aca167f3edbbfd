"""The sheet of reports: what each grant came to, how much of it was admitted and what came back."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from itertools import batched

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ognisko.core.sheets import Book, Line, Sheet, Write, Writing
from ognisko.grants.actions.recording import ReportDraft, record_reports, record_returns
from ognisko.grants.entries import months_between
from ognisko.grants.rules.life import Stage
from ognisko.grants.sheets.applications import CHUNK, amount_text
from ognisko.grants.sheets.columns import REPORT_COLUMNS
from ognisko.grants.sheets.known import (
    NOTHING,
    KnownGrant,
    grant_in,
    refuse_being_paid,
    refuse_day,
    refuse_other,
    refuse_ours,
    stands_once,
)
from ognisko.people.sheets.known import refuse_closed

REPORTABLE = (Stage.AGREED,)
ACCEPTED = (Stage.ACCEPTED, Stage.RETURNING, Stage.CLOSED)


def plan(book: Book, lines: Sequence[Line]) -> Write:
    """A report is recognised by its application; a recorded one takes what came back later, nothing else."""
    todo: list[tuple[Line, KnownGrant]] = []
    returns: list[tuple[Line, KnownGrant, Decimal]] = []
    for line in lines:
        grant = grant_in(book, line)
        if grant is None or not stands_once(book, line, grant) or grant.is_unsure:
            continue
        if grant.stage in ACCEPTED:
            later = _later(book, line, grant)
            if line.broken:
                continue
            if later:
                book.changes(line, grant.number, [("returned", grant.returned, line["returned"])])
                returns.append((line, grant, later))
            else:
                book.skips(line)
            continue
        _check(book, line, grant)
        if not line.broken and not refuse_closed(book, line, "accepted_on", _counted(line, grant), grant.call.project):
            book.creates(line)
            todo.append((line, grant))

    def write(writing: Writing) -> None:
        """Reports in bulk, then what came back later."""
        for chunk in batched(todo, CHUNK, strict=False):
            drafts = [_draft(line, grant) for line, grant in chunk]
            record_reports(drafts, by=writing.by, reason=writing.reason)
            writing.step(len(chunk))
        if returns:
            found = [(grant.pk, amount, line["returned_on"]) for line, grant, amount in returns]
            record_returns(found, by=writing.by, reason=writing.reason)
            writing.step(len(returns))

    return write


def _counted(line: Line, grant: KnownGrant) -> list[date | None]:
    """The days on which the report counts: in each month of the activities, on their last day, when money came back."""
    since, until = grant.since or grant.call.since, grant.until or grant.call.until
    months = list(months_between(since, until)) if since and until else []
    return [*months, until, line["returned_on"] or line["accepted_on"] if line["returned"] else None]


def _admitted(line: Line, grant: KnownGrant) -> Decimal:
    given: Decimal | None = line["admitted"]
    return given if given is not None else grant.paid_in_all - (line["returned"] or NOTHING)


def _check(book: Book, line: Line, grant: KnownGrant) -> None:
    """Name what speaks against a report of a grant that stands as it does."""
    if refuse_ours(book, line, grant) or refuse_being_paid(book, line, grant):
        return
    if grant.stage not in REPORTABLE:
        book.error(
            line, "application", _("No report can be accepted: %(stage)s.") % {"stage": grant.stage.label},
            _("Add the agreement to the sheet Umowy, or take the row out."),
        )  # fmt: skip
        return
    if not grant.paid:
        book.error(
            line, "application", _("Nothing was paid of this grant."), _("Add the payment to the sheet Wypłaty.")
        )
        return
    refuse_day(
        book, line, "accepted_on", grant.signed_on, _("It was accepted before the agreement was signed, on %(day)s.")
    )
    _check_return_day(book, line, grant)
    paid, returned = grant.paid_in_all, line["returned"] or NOTHING
    words = {"amount": amount_text(grant, paid)}
    if line["admitted"] is not None and line["admitted"] > paid:
        book.error(line, "admitted", _("More is admitted than was paid: %(amount)s.") % words, _("Check both amounts."))
    elif returned > paid - max(_admitted(line, grant), NOTHING) or _admitted(line, grant) < 0:
        book.error(
            line, "returned", _("More is admitted and returned than was paid: %(amount)s.") % words,
            _("Check both amounts."),
        )  # fmt: skip


def _check_return_day(book: Book, line: Line, grant: KnownGrant) -> None:
    if line["returned"] is None:
        if line["returned_on"] is not None and "returned" not in line.broken:
            book.error(line, "returned", _("The cell is empty."), _("Type how much came back, or empty the date."))
        return
    if line["returned_on"] is None:
        if "returned_on" not in line.broken:
            book.error(line, "returned_on", _("The cell is empty."), _("Type the day on which the money came back."))
        return
    first = min((on for on, _amount in grant.paid), default=None)
    refuse_day(book, line, "returned_on", first, _("It came back before it was paid, on %(day)s."))


def _later(book: Book, line: Line, grant: KnownGrant) -> Decimal:
    """What came back since the report was recorded; any other cell that says something else is an error."""
    advice = _("An accepted report stays. Correct the cell, or open the grant again on its page.")
    stands = grant.columns
    refuse_other(book, line, "accepted_on", stands["accepted_on"], advice)
    refuse_other(book, line, "admitted", grant.admitted, advice)
    for key, column in (("engaged", "engaged"), ("reached", "reached"), ("hours", "volunteer_minutes")):
        refuse_other(book, line, key, stands[column], advice)
    later: Decimal = (line["returned"] or grant.returned) - grant.returned
    if later <= 0:
        if later < 0:
            refuse_other(book, line, "returned", grant.returned, advice)
        return NOTHING
    if refuse_ours(book, line, grant):
        return NOTHING
    _check_return_day(book, line, grant)
    if later > grant.due:
        words = {"amount": amount_text(grant, grant.due)}
        book.error(line, "returned", _("Only %(amount)s is still owed.") % words, _("Check the amount."))
    if line["returned_on"]:
        refuse_closed(book, line, "returned_on", [line["returned_on"]], grant.call.project)
    return later


def _draft(line: Line, grant: KnownGrant) -> ReportDraft:
    return ReportDraft(
        grant.pk, line["accepted_on"], _admitted(line, grant), line["engaged"], line["reached"], line["hours"],
        line["returned"] or NOTHING, line["returned_on"],
    )  # fmt: skip


REPORTS = Sheet(
    "Sprawozdania",
    170,
    REPORT_COLUMNS,
    plan,
    gettext_lazy(
        "Reports that were accepted. What was paid and is neither admitted nor returned is owed, what was agreed and "
        "not paid goes back to the call. A grant that owes nothing is settled."
    ),
    (
        {
            "application": "SM/2024/01",
            "accepted_on": date(2024, 11, 25),
            "engaged": 12,
            "reached": 180,
            "hours": "96,5",
            "admitted": "3 450,00",
            "returned": Decimal("50.00"),
            "returned_on": date(2024, 11, 28),
        },
    ),
    also=("Sprawozdanie",),
)
