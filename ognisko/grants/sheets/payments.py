"""The sheet of payments: each row an instalment that was paid."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from itertools import batched

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ognisko.core.sheets import Book, Line, Sheet, Write, Writing
from ognisko.grants.actions.recording import PaymentDraft, record_payments
from ognisko.grants.rules.life import Stage
from ognisko.grants.sheets.applications import CHUNK, amount_text
from ognisko.grants.sheets.columns import PAYMENT_COLUMNS
from ognisko.grants.sheets.known import KnownGrant, grant_in, refuse_being_paid, refuse_day, refuse_ours
from ognisko.people.sheets.known import refuse_closed

PAYABLE = (Stage.AGREED, Stage.CARRIED_OUT)


def plan(book: Book, lines: Sequence[Line]) -> Write:
    """A payment is recognised by its grant, day and amount; two alike rows are two payments."""
    todo: list[tuple[Line, KnownGrant]] = []
    seen: dict[KnownGrant, Counter[tuple[date, Decimal]]] = {}
    for line in lines:
        grant = _grant(book, line)
        if grant is None or grant.is_unsure:
            continue
        payment = (line["paid_on"], line["amount"])
        recorded = seen.setdefault(grant, Counter(grant.paid))
        if not line.broken and recorded[payment]:
            recorded[payment] -= 1
            book.skips(line)
            continue
        _check(book, line, grant)
        if not line.broken and not refuse_closed(book, line, "paid_on", [line["paid_on"]], grant.call.project):
            grant.paid.append(payment)
            book.creates(line)
            todo.append((line, grant))
        grant.is_unsure = bool(line.broken)

    def write(writing: Writing) -> None:
        """Payments in bulk; those of one grant together."""
        ordered = sorted(todo, key=lambda one: one[1].pk)
        for chunk in batched(ordered, CHUNK, strict=False):
            drafts = [PaymentDraft(grant.pk, line["amount"], line["paid_on"]) for line, grant in chunk]
            record_payments(drafts, by=writing.by, reason=writing.reason)
            writing.step(len(chunk))

    return write


def _grant(book: Book, line: Line) -> KnownGrant | None:
    """The grant that a row means by its agreement or by its application, which must not contradict each other."""
    if line["agreement"] is None and line["application"] is None:
        if not line.broken & {"agreement", "application"}:
            book.error(
                line, "agreement", _("The cell is empty."), _("Type the number of the agreement or of the application.")
            )
        return None
    if line["agreement"] is None or line["application"] is None:
        return grant_in(book, line, "application" if line["agreement"] is None else "agreement")
    one, other = grant_in(book, line, "agreement"), grant_in(book, line, "application")
    if one is not None and other is not None and one is not other:
        book.error(
            line, "application", _("This agreement is about the application %(number)s.") % {"number": one.number},
            _("Correct one of the two cells."),
        )  # fmt: skip
        return None
    return one if other is not None else None


def _check(book: Book, line: Line, grant: KnownGrant) -> None:
    key = "agreement" if line["agreement"] else "application"
    if refuse_ours(book, line, grant, key) or refuse_being_paid(book, line, grant, key):
        return
    if not grant.agreement:
        book.error(
            line, key, _("There is no agreement of this application."), _("Add it to the sheet Umowy.")
        )  # fmt: skip
        return
    if grant.stage not in PAYABLE:
        book.error(
            line, key, _("Nothing can be paid any more: %(stage)s.") % {"stage": grant.stage.label},
            _("Correct the day or the amount if the payment is recorded, or take the row out."),
        )  # fmt: skip
        return
    refuse_day(book, line, "paid_on", grant.signed_on, _("It was paid before the agreement was signed, on %(day)s."))
    left = (grant.awarded or Decimal(0)) - grant.paid_in_all
    if line["amount"] is not None and line["amount"] > left:
        book.error(
            line, "amount",
            _("More is paid than was awarded: %(amount)s is left.") % {"amount": amount_text(grant, left)},
            _("Check the amounts of its payments and of the award."),
        )  # fmt: skip


PAYMENTS = Sheet(
    "Wypłaty",
    160,
    PAYMENT_COLUMNS,
    plan,
    gettext_lazy("Payments of grants, one row for each instalment; what is not paid stays to be paid."),
    (
        {"agreement": "U/2024/01", "paid_on": date(2024, 6, 5), "amount": "2 500,00"},
        {"application": "SM/2024/01", "paid_on": "2 września 2024", "amount": Decimal("1000.00")},
    ),
    also=("Wypłata",),
)
