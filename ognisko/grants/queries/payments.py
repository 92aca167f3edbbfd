"""Instalments and batches: what is due, what stands in the way, what the bank's file carries."""

from collections.abc import Sequence
from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from ognisko.core.polish import date_text
from ognisko.grants.models import Call, Instalment, PaymentBatch
from ognisko.grants.rules import life
from ognisko.grants.rules.accounts import is_polish
from ognisko.grants.rules.money import Kind
from ognisko.grants.rules.transfers import Batch, Side, Transfer


def with_grant() -> QuerySet[Instalment]:
    """Instalments with all that a payment needs, in one query."""
    return Instalment.objects.select_related("agreement__application__call", "batch__decision", "posting")


def instalments_of(call: Call) -> QuerySet[Instalment]:
    """All instalments of signed agreements of a call."""
    rows = with_grant().filter(agreement__application__call=call, agreement__signed_on__isnull=False)
    return rows.order_by("agreement__serial", "number")


def obstacle(row: Instalment, on: date) -> str:
    """Why an instalment cannot go into a batch for this day; nothing where it can. No query."""
    if row.posting_id:
        return _("it is paid")
    if row.batch_id:
        return _("it is in a batch already")
    if not life.may_post(row.agreement.application.at, Kind.PAID):
        return _("nothing can be paid now: %(stage)s") % {"stage": row.agreement.application.at.label}
    if row.condition and row.condition_met_on is None:
        return _("its condition is not met")
    if row.due_on and row.due_on > on:
        return _("it is due on %(day)s") % {"day": date_text(row.due_on)}
    if not row.agreement.account:
        return _("the account is missing")
    if row.agreement.application.call.currency == "PLN" and not is_polish(row.agreement.account):
        return _("a transfer in złoty goes to a Polish account")
    return ""


def batch_of(call: Call, number: str, pays_on: date, rows: Sequence[Instalment]) -> Batch:
    """A batch as the bank's formats take it; no query."""
    return Batch(
        number, Side(call.payer_name, call.payer_account, call.payer_street, call.payer_town), pays_on,
        tuple(
            Transfer(
                row.reference,
                Side(row.agreement.account_holder or row.agreement.application.applicant_name, row.agreement.account),
                row.amount, f"{row.reference} {row.agreement.application.title}"[:140],
            )
            for row in rows
        ),
        call.currency,
    )  # fmt: skip


def file_batch(batch: PaymentBatch) -> Batch:
    """A batch of the database for its file; one query."""
    rows = list(with_grant().filter(batch=batch).order_by("agreement__serial", "number"))
    return batch_of(batch.call, batch.number, batch.pays_on, rows)
