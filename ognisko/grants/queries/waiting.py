"""What waits in grants for somebody who runs calls, pays or decides: so much of a kind in a call, and where it is done.

Nothing of it is a task that somebody typed: it follows from the stages, and is gone once the work is done.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, F, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, ngettext_lazy

from ognisko.accounts.models import User
from ognisko.grants.models import (
    About,
    Appeal,
    Application,
    Assessment,
    CallQuestion,
    ChangeRequest,
    Decision,
    Instalment,
    Message,
)
from ognisko.grants.permissions import can_approve, can_decide, can_pay, can_run_calls
from ognisko.grants.rules.life import Stage

CHECK = ngettext_lazy("%(count)s application to check formally", "%(count)s applications to check formally", "count")


@dataclass(frozen=True)
class Waiting:
    """Work of one kind in one call: a sentence, where to do it, and whether its day has passed."""

    sentence: str
    call: str
    url: str
    is_late: bool = False


def waiting_for(user: User, now: datetime, today: date) -> list[Waiting]:
    """All that waits for this user, late things first; a fixed number of queries however much it is."""
    found: list[Waiting] = []
    if can_run_calls(user):
        found += [*_stages(now, today), *_cards(today), *_asked(), *_changes()]
    if can_pay(user):
        found += _instalments(today)
    if can_decide(user):
        found += _decisions(user)
    return sorted(found, key=lambda one: (not one.is_late, one.call, one.sentence))


OF_STAGES: dict[str, tuple[Any, str, str, bool]] = {
    "check": (CHECK, "applications", "check", False),
    "check_late": (CHECK, "applications", "check", True),
    "lapsed": (
        ngettext_lazy("%(count)s application not corrected in time", "%(count)s applications not corrected in time",
                      "count"), "applications", "corrections", True,
    ),
    "came_late": (
        ngettext_lazy("%(count)s application came after the deadline",
                      "%(count)s applications came after the deadline", "count"), "applications", "late", False,
    ),
    "report": (ngettext_lazy("%(count)s report to check", "%(count)s reports to check", "count"), "reports", "", False),
    "no_report": (
        ngettext_lazy("%(count)s report is overdue", "%(count)s reports are overdue", "count"), "reports", "", True,
    ),
    "no_return": (
        ngettext_lazy("%(count)s return is overdue", "%(count)s returns are overdue", "count"), "reports", "", True,
    ),
}  # fmt: skip
"""For each count of `_stages`: its sentence, the page and the tab where it is done, and whether it is late."""


def _list_of(name: str, call: int, view: str = "") -> str:
    return reverse(f"grants:{name}", args=[call]) + (f"?view={view}" if view else "")


def _stages(now: datetime, today: date) -> Iterator[Waiting]:
    """What the stages of applications ask of an officer; one query."""
    late_check = Q(call__formal_until__lt=today)
    counts = {
        "check": Q(stage=Stage.SUBMITTED) & (~late_check | Q(call__formal_until=None)),
        "check_late": Q(stage=Stage.SUBMITTED) & late_check,
        "lapsed": Q(stage=Stage.CORRECTIONS, corrections_until__lt=now),
        "came_late": Q(stage=Stage.LATE),
        "report": Q(stage=Stage.REPORTED),
        "no_report": Q(stage=Stage.CARRIED_OUT, report_due_on__lt=today),
        "no_return": Q(stage=Stage.RETURNING, return_due_on__lt=today),
    }
    rows: Any = (
        Application.objects.filter(
            stage__in=(Stage.SUBMITTED, Stage.CORRECTIONS, Stage.LATE, Stage.REPORTED, Stage.CARRIED_OUT,
                       Stage.RETURNING), call__cancelled_at=None,
        )
        .order_by()
        .values("call", "call__name")
        .annotate(**{name: Count("pk", filter=which) for name, which in counts.items()})
    )  # fmt: skip
    for row in rows:
        for name, (sentence, page, view, is_late) in OF_STAGES.items():
            if row[name]:
                words = str(sentence % {"count": row[name]})
                yield Waiting(words, row["call__name"], _list_of(page, row["call"], view), is_late)


def _cards(today: date) -> Iterator[Waiting]:
    """Cards that their assessors have not handed in by the day of the call; one query."""
    late = Assessment.objects.standing().filter(
        submitted_at=None, application__stage=Stage.REVIEW, application__call__review_until__lt=today
    )
    for call, name, count in (
        late.order_by().values_list("application__call", "application__call__name").annotate(Count("pk"))
    ):
        sentence = ngettext("%(count)s card is overdue", "%(count)s cards are overdue", count)
        yield Waiting(sentence % {"count": count}, name, _list_of("reviews", call), is_late=True)


def _asked() -> Iterator[Waiting]:
    """Questions, messages, appeals and wishes that nobody has answered; four queries."""
    open_questions = CallQuestion.objects.filter(answer="", call__cancelled_at=None, call__closed_at=None)
    for call, name, count in open_questions.order_by().values_list("call", "call__name").annotate(Count("pk")):
        sentence = ngettext("%(count)s question without an answer", "%(count)s questions without an answer", count)
        yield Waiting(sentence % {"count": count}, name, _list_of("call_questions", call))
    latest = Message.objects.filter(application=OuterRef("pk"), step="").order_by("-pk").values("to_applicant")
    unanswered = Application.objects.alias(is_answered=Subquery(latest[:1])).filter(is_answered=False)
    for row in unanswered.select_related("call").only("title", "applicant_name", "number", "call__name"):
        url = reverse("grants:application", args=[row.pk])
        yield Waiting(_("A message from %(who)s") % {"who": row.applicant_name}, row.call.name, url)
    for appeal in Appeal.objects.filter(answered_at=None).select_related("application__call"):
        who = {"who": appeal.application.applicant_name}
        url = reverse("grants:appeal", args=[appeal.pk])
        yield Waiting(_("An appeal of %(who)s") % who, appeal.application.call.name, url)


def _changes() -> Iterator[Waiting]:
    """Changes that holders of grants ask for; one query."""
    for request in ChangeRequest.objects.filter(answered_at=None).select_related("application__call"):
        row = request.application
        url = reverse("grants:settlement", args=[row.pk])
        yield Waiting(_("%(who)s asks for a change") % {"who": row.applicant_name}, row.call.name, url)


def _instalments(today: date) -> Iterator[Waiting]:
    """Instalments that could be paid today and are in no batch; one query."""
    due = Instalment.objects.filter(
        Q(due_on=None) | Q(due_on__lte=today), Q(condition="") | Q(condition_met_on__isnull=False),
        posting=None, batch=None, agreement__signed_on__isnull=False,
        agreement__application__stage__in=(Stage.AGREED, Stage.CARRIED_OUT),
    ).values(call=F("agreement__application__call"), name=F("agreement__application__call__name"))  # fmt: skip
    for row in due.order_by().annotate(count=Count("pk")):
        sentence = ngettext("%(count)s instalment to pay", "%(count)s instalments to pay", row["count"])
        yield Waiting(sentence % {"count": row["count"]}, row["name"], _list_of("payments", row["call"]))


def _decisions(user: User) -> Iterator[Waiting]:
    """What somebody else proposed and this user may approve; one query."""
    waiting = Decision.objects.filter(approved_at=None, sent_back_at=None).select_related("call", "proposed_by")
    for decision in waiting:
        if can_approve(user, decision):
            words = {"what": str(About(decision.about).label), "who": decision.proposed_by}
            url = reverse("grants:decision", args=[decision.pk])
            yield Waiting(_("To approve: %(what)s, proposed by %(who)s") % words, decision.call.name, url)
