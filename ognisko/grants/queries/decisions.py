"""Decisions: what waits for a second person, what happened to a call, the money of a call and a grant."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ognisko.grants.models import About, Appeal, Application, Balance, Call, Decision, Posting
from ognisko.grants.rules.money import NAMES, OUTSIDE, Account

ROWS = 8


@dataclass(frozen=True)
class Happened:
    """Something that happened, for the list beside a page."""

    at: datetime
    text: str


@dataclass(frozen=True)
class AccountRow:
    """An account with what stands on it; `is_outside` is where money comes from."""

    name: str
    amount: Decimal
    is_outside: bool


def happened(call: Call) -> list[Happened]:
    """What happened to the list of a call, the latest first; two queries."""
    found = [Happened(call.deadline, _("End of the call"))]
    if call.results_at:
        found.append(Happened(call.results_at, _("Results published")))
    for one in call.decisions.filter(about=About.RANKING).select_related("proposed_by", "approved_by", "sent_back_by"):
        found.append(Happened(one.proposed_at, _("%(who)s proposed the list") % {"who": one.proposed_by}))
        if one.approved_at:
            found.append(Happened(one.approved_at, _("%(who)s approved the list") % {"who": one.approved_by}))
        if one.sent_back_at:
            words = {"who": one.sent_back_by, "reason": one.sent_back_reason}
            found.append(Happened(one.sent_back_at, _("%(who)s sent the list back: %(reason)s") % words))
    for appeal in Appeal.objects.filter(application__call=call, answered_at__isnull=False).select_related(
        "application"
    ):
        text = _("appeal of %(number)s upheld") if appeal.is_upheld else _("appeal of %(number)s dismissed")
        if appeal.answered_at:
            found.append(Happened(appeal.answered_at, (text % {"number": appeal.application.number}).capitalize()))
    now = timezone.now()
    return sorted((one for one in found if one.at <= now), key=lambda one: one.at, reverse=True)[:ROWS]


def what_follows(decision: Decision) -> str:
    """What an approval brings about, in a sentence; one query."""
    counts = decision.lines.aggregate(
        award=Count("pk", filter=Q(step="award")), reserve=Count("pk", filter=Q(step="put on reserve")),
        decline=Count("pk", filter=Q(step="decline")),
    )  # fmt: skip
    parts = [
        ngettext(
            "%(count)s applicant gets a letter about the grant",
            "%(count)s applicants get a letter about the grant", counts["award"],
        ),
        ngettext("%(count)s about the reserve list", "%(count)s about the reserve list", counts["reserve"]),
        ngettext("%(count)s about no grant", "%(count)s about no grant", counts["decline"]),
    ]  # fmt: skip
    told = [part % {"count": counts[name]} for part, name in zip(parts, counts, strict=True) if counts[name]]
    return _("After the approval %(what)s. The letters go out at once.") % {"what": ", ".join(told)}


def waiting_decisions(call: Call, about: About) -> QuerySet[Decision]:
    """Proposals that wait for their second person."""
    rows = call.decisions.filter(about=about, approved_at=None, sent_back_at=None)
    return rows.select_related("proposed_by").annotate(
        count=Count("lines"), total=Coalesce(Sum("lines__amount"), Decimal(0))
    )


def accounts_of(call: Call, application: Application | None = None) -> list[AccountRow]:
    """The accounts of a call, all grants together, or of one grant; together they are zero for a call. One query."""
    rows = Balance.objects.filter(call=call)
    if application is not None:
        rows = rows.filter(application=application)
    stands = {row["account"]: row["total"] for row in rows.values("account").annotate(total=Sum("amount"))}
    return [
        AccountRow(str(NAMES[account]), stands[account.value], account in OUTSIDE)
        for account in Account
        if stands.get(account.value) is not None
    ]


def postings_of(call: Call, application: Application | None = None) -> QuerySet[Posting]:
    """Postings with who, why and by which decision, the latest first."""
    rows = Posting.objects.filter(call=call)
    if application is not None:
        rows = rows.filter(application=application)
    related = ("application", "by", "decision__proposed_by", "decision__approved_by", "reverses", "call")
    return rows.select_related(*related).annotate(taken_back=F("reversed_by__pk")).order_by("-id")


def open_appeals() -> QuerySet[Appeal]:
    """Appeals that wait for an answer, the oldest first."""
    return Appeal.objects.filter(answered_at=None).select_related("application__call").order_by("filed_at")


def total_of(rows: Sequence[AccountRow]) -> Decimal:
    """All accounts together."""
    return sum((row.amount for row in rows), Decimal(0))
