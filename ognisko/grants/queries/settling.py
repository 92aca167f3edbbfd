"""What the pages of a settlement show: documents by line, money, returns, reports of a call that are late."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from ognisko.core.polish import date_text
from ognisko.files import permissions as passes
from ognisko.files.models import File
from ognisko.grants.models import ENDINGS, RELIEFS, Application, BudgetLine, Call, Decision, Document, InterestRate
from ognisko.grants.queries.money import money_of
from ognisko.grants.rules import settling
from ognisko.grants.rules.interest import Payment, Rate, Rules
from ognisko.grants.rules.life import Stage
from ognisko.grants.rules.money import NOTHING, Kind, Money
from ognisko.grants.rules.settling import Bill, LineSum

CARRYING = (
    Stage.AGREED, Stage.CARRIED_OUT, Stage.REPORTED, Stage.REPORT_CORRECTIONS, Stage.ACCEPTED, Stage.RETURNING,
    Stage.CLOSED, Stage.TERMINATED,
)  # fmt: skip
"""Stages in which there is something to settle or to read of a settlement."""


@dataclass(frozen=True)
class Paper:
    """A file as a page shows it: its name, and an address with a pass for this reader."""

    name: str
    url: str


@dataclass(frozen=True)
class BillRow:
    """An accounting document with its files and what is odd about it."""

    bill: Document
    papers: tuple[Paper, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def admitted_or_grant(self) -> Decimal:
        """What is admitted; its whole part of the grant until somebody says otherwise."""
        return self.bill.grant if self.bill.admitted is None else self.bill.admitted


@dataclass(frozen=True)
class LineRow:
    """A line of the budget with its documents and their sums."""

    line: BudgetLine
    sums: LineSum
    rows: tuple[BillRow, ...] = ()


@dataclass(frozen=True)
class Bills:
    """All documents of a grant, by line and in all."""

    lines: tuple[LineRow, ...]
    total: LineSum
    photos: tuple[Paper, ...] = field(default=())

    @property
    def count(self) -> int:
        """How many documents there are."""
        return sum(len(one.rows) for one in self.lines)

    @property
    def undecided(self) -> int:
        """Of how many nobody said yet what is admitted."""
        return sum(row.bill.admitted is None for one in self.lines for row in one.rows)


def bills_of(row: Application, user: int) -> Bills:
    """The documents beside the budget in force; three queries."""
    until = row.until or row.call.activity_until
    bills = list(row.documents.select_related("admitted_by"))
    papers = _papers(row, user)
    lines = []
    for line in row.lines.select_related("category"):
        own = [one for one in bills if one.line_id == line.pk]
        if line.is_removed and not own:
            continue
        rows = tuple(
            BillRow(one, papers.get(f"grants.application:{row.pk}.{one.token}", ()), warnings(one, row, until))
            for one in own
        )
        lines.append(LineRow(line, settling.sum_of(line.grant, [_bill(one) for one in own]), rows))
    approved = sum((one.line.grant for one in lines if not one.line.is_removed), NOTHING)
    photos = papers.get(f"grants.application:{row.pk}.report", ())
    return Bills(tuple(lines), settling.sum_of(approved, [_bill(one) for one in bills]), photos)


def _bill(one: Document) -> Bill:
    return Bill(one.line_id, one.grant, one.own, one.admitted)


def _papers(row: Application, user: int) -> Mapping[str, tuple[Paper, ...]]:
    found: dict[str, tuple[Paper, ...]] = {}
    for one in File.objects.filter(holder__startswith=f"grants.application:{row.pk}.").kept().order_by("pk"):
        paper = Paper(one.name, f"{one.get_absolute_url()}?pass={passes.passed(one, user)}")
        found[one.holder] = (*found.get(one.holder, ()), paper)
    return found


def warnings(bill: Document, row: Application, until: date) -> tuple[str, ...]:
    """What an officer will ask about; none of it stops anybody."""
    found = []
    if bill.paid_on > until:
        found.append(_("Paid after the end of the activities (%(day)s).") % {"day": date_text(until)})
    if bill.issued_on > until:
        found.append(_("Issued after the end of the activities (%(day)s).") % {"day": date_text(until)})
    if row.since and bill.issued_on < row.since:
        found.append(_("Issued before the activities began (%(day)s).") % {"day": date_text(row.since)})
    return tuple(found)


def interest_rules() -> Rules:
    """The dictionary of rates, as the rules take it; one query."""
    return Rules(tuple(Rate(one.since, one.percent) for one in InterestRate.objects.order_by("since")))


def returns_of(row: Application) -> list[Payment]:
    """What came back so far, was written off or waived, as it was recorded; reversed postings are nothing. One query.

    A return and the interest that it paid are one payment.
    """
    kinds = (Kind.RETURNED, Kind.INTEREST_PAID, Kind.WRITTEN_OFF, Kind.INTEREST_WAIVED)
    rows = row.postings.filter(kind__in=kinds, is_reversal=False, reversed_by=None).order_by("pk")
    found: list[Payment] = []
    for kind, on, amount in rows.values_list("kind", "on", "amount"):
        if kind == Kind.WRITTEN_OFF:
            found.append(Payment(on, NOTHING, written_off=amount))
        elif kind == Kind.INTEREST_WAIVED:
            found.append(Payment(on, NOTHING, waived=amount))
        elif found and found[-1].on == on and found[-1].amount:
            found[-1] = Payment(on, found[-1].amount + amount)
        else:
            found.append(Payment(on, amount))
    return found


def interest_until(row: Application, money: Money, on: date) -> Decimal:
    """The interest that a return on this day would carry beside what is charged; two queries."""
    if row.return_due_on is None or money.due <= 0:
        return NOTHING
    return settling.interest_on(money, returns_of(row), row.return_due_on, on, interest_rules())


def settlement(row: Application, user: int) -> dict[str, Any]:
    """All that the officer's page shows of a settlement; a fixed number of queries."""
    bills, money = bills_of(row, user), money_of(row)
    likely = sum((one.admitted_or_grant for line in bills.lines for one in line.rows), NOTHING)
    expected = settling.outcome(money.agreed, money.paid, bills.total.spent, likely)
    return {
        "bills": bills,
        "money": money,
        "expected": expected,
        "report": row.reports.filter(submitted_at__isnull=False).order_by("-number").select_related("sheet").first(),
        "requests": row.change_requests.select_related("asked_by", "answered_by"),
        "visits": row.visits.select_related("by"),
        "postings": row.postings.select_related("by"),
        "proposals": proposals(row),
        "interest": interest_until(row, money, timezone.localdate()),
    }


def proposals(row: Application) -> Sequence[Decision]:
    """What waits for a second person in this grant, with the amount that it is about; one query."""
    found = Decision.objects.filter(
        lines__application=row, approved_at=None, sent_back_at=None, about__in=(*ENDINGS, *RELIEFS)
    )
    return list(found.select_related("proposed_by").annotate(amount=F("lines__amount")))


@dataclass(frozen=True)
class Due:
    """A grant in the list of reports."""

    row: Application
    days_late: int
    reported_at: Any = None


def reports_of(call: Call, today: date, *, only: str = "") -> list[Due]:
    """Grants of a call by the day on which their report is due; ``only`` "late" leaves those that are overdue."""
    rows = Application.objects.filter(call=call, stage__in=CARRYING).prefetch_related("reports")
    if only == "late":
        rows = rows.filter(stage=Stage.CARRIED_OUT, report_due_on__lt=today)
    found = []
    for row in rows.order_by("report_due_on", "serial"):
        late = (today - row.report_due_on).days if row.report_due_on and row.at is Stage.CARRIED_OUT else 0
        sent = [one.submitted_at for one in row.reports.all() if one.submitted_at]
        found.append(Due(row, max(late, 0), sent[-1] if sent else None))
    return found
