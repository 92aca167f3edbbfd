"""The sheet of agreements: number, day of signing and account of each grant."""

from collections.abc import Sequence
from datetime import date
from itertools import batched

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ognisko.core.sheets import Book, Line, Sheet, Write, Writing
from ognisko.grants.actions.recording import AgreementDraft, record_agreements
from ognisko.grants.rules.life import Stage
from ognisko.grants.sheets.applications import CHUNK
from ognisko.grants.sheets.columns import AGREEMENT_COLUMNS
from ognisko.grants.sheets.known import (
    Grants,
    KnownGrant,
    grant_in,
    key_of,
    refuse_day,
    refuse_other,
    refuse_ours,
    stands_once,
)


def plan(book: Book, lines: Sequence[Line]) -> Write:
    """An agreement is recognised by its application; each awarded grant has one."""
    todo: list[tuple[Line, KnownGrant]] = []
    for line in lines:
        grant = grant_in(book, line)
        if grant is None or not stands_once(book, line, grant):
            continue
        if grant.is_unsure:
            _make_known(book, line, grant)
        elif grant.agreement:
            _refuse_what_stays(book, line, grant)
            if not line.broken:
                book.skips(line)
        else:
            _check(book, line, grant)
            _make_known(book, line, grant)
            if not line.broken:
                grant.stage, grant.signed_on = Stage.AGREED, line["signed_on"]
                book.creates(line)
                todo.append((line, grant))
        grant.is_unsure = grant.is_unsure or bool(line.broken)

    def write(writing: Writing) -> None:
        """Agreements in bulk."""
        for chunk in batched(todo, CHUNK, strict=False):
            record_agreements(
                [
                    AgreementDraft(grant.pk, line["number"], line["signed_on"], line["account"] or "",
                                   line["account_holder"] or "")
                    for line, grant in chunk
                ],
                by=writing.by,
                reason=writing.reason,
            )  # fmt: skip
            writing.step(len(chunk))

    return write


def _make_known(book: Book, line: Line, grant: KnownGrant) -> None:
    """Let payments name the agreement, also one whose row is broken."""
    if line["number"] and not grant.agreement:
        grant.agreement = line["number"]
        book.once(Grants).agreed(grant)


def _refuse_what_stays(book: Book, line: Line, grant: KnownGrant) -> None:
    advice = _("An agreement that is signed stays. Correct the cell, or change it by an annex on its page.")
    if line["number"] and key_of(line["number"]) != key_of(grant.agreement):
        refuse_other(book, line, "number", grant.agreement, advice)
    refuse_other(book, line, "signed_on", grant.signed_on, advice)
    refuse_other(book, line, "account_holder", grant.account_holder, advice)
    if line["account"] and line["account"] != grant.account:
        book.error(line, "account", _("Another account is recorded."), advice)


def _check(book: Book, line: Line, grant: KnownGrant) -> None:
    if refuse_ours(book, line, grant):
        return
    if grant.stage is not Stage.AWARDED:
        book.error(
            line, "application", _("No grant was awarded: %(stage)s.") % {"stage": grant.stage.label},
            _("Add the award to the sheet Decyzje, or take the row out."),
        )  # fmt: skip
    refuse_day(book, line, "signed_on", grant.awarded_on, _("It was signed before the award, on %(day)s."))
    if line["number"]:
        same = book.once(Grants).by_agreement.get(key_of(line["number"]), ())
        if any(one.call is grant.call and one is not grant for one in same):
            book.error(
                line, "number", _("Another agreement of this call has this number."), _("Check both numbers."),
            )  # fmt: skip


AGREEMENTS = Sheet(
    "Umowy",
    150,
    AGREEMENT_COLUMNS,
    plan,
    gettext_lazy("Agreements that were signed, one for each awarded grant."),
    (
        {
            "application": "SM/2024/01",
            "number": "U/2024/01",
            "signed_on": date(2024, 5, 29),
            "account_holder": "Stowarzyszenie „Lipowa Aleja”",
            "account": "61 1090 1014 0000 0712 1981 2874",
        },
    ),
    also=("Umowa",),
)
