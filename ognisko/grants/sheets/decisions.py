"""The sheet of decisions: what became of each application, and how much it was awarded."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from itertools import batched

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ognisko.core.sheets import Book, Line, Sheet, Write, Writing
from ognisko.grants.actions.recording import DecisionDraft, record_decisions
from ognisko.grants.actions.recording.path import DECISIONS as STEPS
from ognisko.grants.rules.life import Stage
from ognisko.grants.sheets import columns
from ognisko.grants.sheets.applications import CHUNK, amount_text
from ognisko.grants.sheets.known import KnownGrant, grant_in, refuse_day, refuse_other, refuse_ours, stands_once
from ognisko.people.sheets.known import refuse_closed


def plan(book: Book, lines: Sequence[Line]) -> Write:
    """A decision is recognised by its application; only what is still open, or on the reserve list, takes one."""
    todo: list[tuple[Line, KnownGrant]] = []
    for line in lines:
        grant = grant_in(book, line)
        if grant is None or not stands_once(book, line, grant):
            continue
        stage, day = line["decision"], line["decided_on"]
        if not grant.is_unsure and stage and _is_recorded(grant, stage):
            _refuse_what_stays(book, line, grant)
            if not line.broken:
                book.skips(line)
        elif not grant.is_unsure:
            _check(book, line, grant)
            counted = [day, grant.submitted_on if stage is Stage.WITHDRAWN else None]
            if not line.broken and not refuse_closed(book, line, "decided_on", counted, grant.call.project):
                book.creates(line)
                todo.append((line, grant))
                _follow(grant, line)
        grant.is_unsure = grant.is_unsure or bool(line.broken)

    def write(writing: Writing) -> None:
        """Decisions in bulk."""
        for chunk in batched(todo, CHUNK, strict=False):
            record_decisions(
                [
                    DecisionDraft(grant.pk, line["decision"], line["decided_on"], line["amount"], line["reason"] or "")
                    for line, grant in chunk
                ],
                by=writing.by,
                reason=writing.reason,
            )
            writing.step(len(chunk))

    return write


def _is_recorded(grant: KnownGrant, stage: Stage) -> bool:
    """Whether this was decided already, whatever came later."""
    awarded = stage is Stage.AWARDED and grant.awarded is not None and grant.stage is not Stage.GIVEN_UP
    return awarded or grant.stage is stage or any(stage is one for one, _on, _reason in grant.decided)


def _refuse_what_stays(book: Book, line: Line, grant: KnownGrant) -> None:
    stage = line["decision"]
    said = [one for one in grant.decided if one[0] is stage]
    advice = _("A decision stays. Correct the cell; an amount changes by an annex.")
    if stage is Stage.AWARDED:
        refuse_other(book, line, "decided_on", grant.awarded_on, advice)
        refuse_other(book, line, "amount", grant.awarded, advice)
    elif said:
        refuse_other(book, line, "decided_on", said[-1][1], advice)
    if said:
        refuse_other(book, line, "reason", said[-1][2], advice)


def _check(book: Book, line: Line, grant: KnownGrant) -> None:
    """Name what speaks against a decision on an application that stands as it does."""
    stage, amount = line["decision"], line["amount"]
    if refuse_ours(book, line, grant):
        return
    refuse_day(
        book, line, "decided_on", grant.submitted_on, _("It was decided before the application came, on %(day)s.")
    )
    if stage and (grant.stage, stage) not in STEPS:
        book.error(
            line, "decision", _("The application is past this: %(stage)s.") % {"stage": grant.stage.label},
            _("Take the row out, or go on with it on its page."),
        )  # fmt: skip
    if stage is Stage.AWARDED and amount is None and "amount" not in line.broken:
        book.error(line, "amount", _("The cell is empty."), _("Type how much was awarded."))
    elif stage and stage is not Stage.AWARDED and amount is not None:
        book.error(
            line, "amount", _("Only a grant that was awarded has an amount."), _("Empty the cell, or check the word.")
        )
    elif amount is not None:
        _check_amount(book, line, grant, amount)


def _check_amount(book: Book, line: Line, grant: KnownGrant, amount: Decimal) -> None:
    limits = (
        (grant.amount, _("More was awarded than was asked for: %(amount)s.")),
        (grant.call.most, _("More was awarded than the call gives: %(amount)s.")),
    )
    for limit, message in limits:
        if limit is not None and amount > limit:
            book.error(line, "amount", message % {"amount": amount_text(grant, limit)}, _("Check both amounts."))
            return


def _follow(grant: KnownGrant, line: Line) -> None:
    grant.stage = line["decision"]
    if grant.stage is Stage.AWARDED:
        grant.awarded, grant.awarded_on = line["amount"], line["decided_on"]


DECISIONS = Sheet(
    "Decyzje",
    140,
    columns.DECISION_COLUMNS,
    plan,
    gettext_lazy(
        "What was decided on each application; without a row it stays open. Applications that were written in Ognisko "
        "are decided on their page."
    ),
    (
        {
            "application": "SM/2024/01",
            "decision": "przyznano",
            "decided_on": date(2024, 5, 20),
            "amount": "3 500,00",
            "reason": "87,5 punktu",
        },
        {"application": "SM/2024/02", "decision": "nie przyznano", "decided_on": "20.05.2024"},
    ),
    also=("Decyzja",),
)
