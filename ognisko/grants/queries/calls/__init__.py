"""Reads of programmes and calls: for the list, for what is missing before an announcement, for the public."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count, DateTimeField, ExpressionWrapper, Max, Q, QuerySet, Sum
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext as _

from ognisko.core.polish import fold, sort_key
from ognisko.grants.models import Application, Call, Posting, Programme
from ognisko.grants.rules import accounts, deadlines, numbers, parts
from ognisko.grants.rules.deadlines import State
from ognisko.grants.rules.life import Stage
from ognisko.grants.rules.money import Kind
from ognisko.questionnaires.models import Use, Version

CLOCK = ExpressionWrapper(Now(), output_field=DateTimeField())
"""The database's clock: by it alone a call is open or closed."""

WRITTEN = Q(applications__stage=Stage.DRAFT)
SENT = Q(applications__serial__isnull=False)
GRANTED = Q(applications__awarded__isnull=False) & ~Q(applications__stage=Stage.GIVEN_UP)

MARKS: Mapping[State, str] = {
    State.PREPARED: "draft",
    State.PLANNED: "submitted",
    State.OPEN: "progress",
    State.LATE: "progress",
    State.EVALUATION: "attention",
    State.DECIDED: "done",
    State.CLOSED: "done",
    State.CANCELLED: "refused",
}
"""The shape beside the word of a state."""


def state_words() -> Mapping[State, Any]:
    """What people call the states of a call."""
    return {
        State.PREPARED: _("in preparation"),
        State.PLANNED: _("announced, not open yet"),
        State.OPEN: _("open now"),
        State.LATE: _("closed, late applications still come"),
        State.EVALUATION: _("being assessed"),
        State.DECIDED: _("results published"),
        State.CLOSED: _("closed and settled"),
        State.CANCELLED: _("cancelled"),
    }


@dataclass(frozen=True)
class Row:
    """A call as lists show it, with what it is at the instant of the question."""

    call: Call
    state: State
    word: str
    mark: str
    now: datetime


def row_of(call: Any) -> Row:
    """A call that was read with ``now``, the database's clock."""
    state = call.state_at(call.now)
    return Row(call, state, str(state_words()[state]), MARKS[state], call.now)


def with_clock() -> QuerySet[Call]:
    """Calls with their programme, and the database's clock beside each."""
    return Call.objects.select_related("programme").annotate(now=CLOCK)


def calls_found(programme: Programme | None = None, state: str = "", text: str = "") -> list[Row]:
    """The calls that fit, with their numbers of drafts, applications and grants, the latest deadline first; a query."""
    calls: Any = (
        with_clock()
        .annotate(
            drafts=Count("applications", WRITTEN),
            sent=Count("applications", SENT),
            granted=Count("applications", GRANTED),
            given=Sum("applications__awarded", filter=GRANTED),
        )
        .order_by("-deadline", "name")
    )
    if programme:
        calls = calls.filter(programme=programme)
    words = fold(text).split()
    rows = [row_of(call) for call in calls if all(word in fold(f"{call.name} {call.programme.name}") for word in words)]
    return [row for row in rows if not state or row.state.value == state]


def programmes_with_calls() -> list[Any]:
    """All programmes with how many calls each had, those that run first, in Polish order; one query."""
    found = Programme.objects.annotate(
        number=Count("calls", Q(calls__announced_at__isnull=False, calls__cancelled_at=None)),
        last=Max("calls__deadline"),
    )
    return sorted(found, key=lambda one: (not one.is_active, sort_key(one.name)))


@dataclass(frozen=True)
class Check:
    """A thing to have before a call is announced: what, whether it is there, where to see to it, what is wrong."""

    text: str
    is_done: bool
    url: str
    wrong: tuple[str, ...] = ()


def checks_before_announcement(call: Call) -> list[Check]:
    """What must be there before a call is announced, in the order in which officers write it; four queries."""

    def at(section: str) -> str:
        return reverse("grants:call_edit", args=[call.pk, section])

    def rows(what: str) -> str:
        return reverse("grants:call_rows", args=[call.pk, what])

    form = form_faults(call.application_form, call.fields)
    count = call.criteria.count()
    funded = Posting.objects.filter(call=call, kind=Kind.FUNDED).exists()
    return [
        Check(_("What the call is about, in one sentence and in a few"), bool(call.lead and call.about),
              at("podstawy")),
        Check(_("Dates in order"), not (wrong := deadlines.faults(call.calendar)), at("terminy"), wrong),
        Check(_("Money in the budget"), funded, reverse("grants:call_fund", args=[call.pk])),
        Check(_("The most that one grant may be"), call.most is not None, at("pieniadze")),
        Check(_("Who may apply"), bool(call.kinds), at("kto")),
        Check(_("The questionnaire of the application"), not form, at("formularze"), form),
        Check(_("Criteria with points"), count > 0, rows("kryteria")),
        Check(_("Patterns of numbers"), not (odd := pattern_faults(call)), at("numery"), odd),
        Check(_("Published rules"), call.rules_texts.filter(published_at__isnull=False).exists(),
              reverse("grants:call_rules", args=[call.pk])),
        Check(_("Somebody to ask, with a phone or an e-mail"),
              bool(call.contact_name and (call.contact_email or call.contact_phone)), at("podstawy")),
    ]  # fmt: skip


def form_faults(version: Version | None, fields: Mapping[str, str]) -> tuple[str, ...]:
    """Why a version cannot be the application of a call, in sentences."""
    if version is None:
        return (_("Choose a questionnaire."),)
    if version.published_at is None:
        return (_("This version of the questionnaire is not published yet."),)
    return parts.faults(version.content, fields)


def pattern_faults(call: Call) -> tuple[str, ...]:
    """What is wrong with the patterns of numbers, and with the payer's account where there is one."""
    found = []
    for text in (call.number_pattern, call.agreement_pattern):
        try:
            numbers.pattern(text)
        except numbers.PatternError as wrong:
            found.append(str(wrong))
    return tuple(found)


def account_text(call: Call) -> str:
    """The payer's account as people read it."""
    return accounts.account_text(call.payer_account) if call.payer_account else ""


def offered_versions(use: Use, chosen: Version | None) -> QuerySet[Version]:
    """Published versions for this use, the newest of each questionnaire first; what is chosen stays on offer."""
    fit = Q(published_at__isnull=False, questionnaire__is_archived=False, questionnaire__use=use)
    found = Version.objects.select_related("questionnaire").defer("definition")
    return found.filter(fit | Q(pk=chosen.pk if chosen else 0)).order_by("questionnaire__title", "-number")


@dataclass(frozen=True)
class Numbers:
    """What came of a call so far."""

    drafts: int
    sent: int
    asked: Decimal
    granted: int
    given: Decimal
    funded: Decimal


def numbers_of(call: Call) -> Numbers:
    """Counts and sums of a call; two queries."""
    sent, given = Q(serial__isnull=False), Q(awarded__isnull=False) & ~Q(stage=Stage.GIVEN_UP)
    found = Application.objects.filter(call=call).aggregate(
        drafts=Count("pk", Q(stage=Stage.DRAFT)), sent=Count("pk", sent), asked=Sum("amount", filter=sent),
        granted=Count("pk", given), given=Sum("awarded", filter=given),
    )  # fmt: skip
    counts = {name: found[name] for name in ("drafts", "sent", "granted")}
    return Numbers(
        **counts, asked=found["asked"] or Decimal(0), given=found["given"] or Decimal(0), funded=budget_of(call)
    )


def budget_of(call: Call) -> Decimal:
    """All that was put into the call's budget; one query."""
    put = Q(kind=Kind.FUNDED)
    found = Posting.objects.filter(put, call=call).aggregate(
        put=Sum("amount", filter=Q(is_reversal=False)), back=Sum("amount", filter=Q(is_reversal=True))
    )
    return (found["put"] or Decimal(0)) - (found["back"] or Decimal(0))


def writers_of(call: Call) -> Sequence[Application]:
    """Drafts whose authors are told of a new deadline."""
    return list(call.applications.filter(stage=Stage.DRAFT).select_related("call__programme", "sheet"))


def now_by_the_database() -> datetime:
    """The instant by the database's clock; one query."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("select clock_timestamp()")
        instant: datetime = cursor.fetchone()[0]
    return instant
