"""What is said of a call in public: rules in versions, questions and answers, stories of initiatives; rates."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from ognisko.accounts.models import User
from ognisko.files.actions import settle
from ognisko.grants.actions.calls.refusals import CallRefusedError
from ognisko.grants.actions.calls.sections import refuse_ended, save_call
from ognisko.grants.actions.life import hold
from ognisko.grants.actions.money import hold_call
from ognisko.grants.models import Application, Call, CallQuestion, InterestRate, RulesText
from ognisko.grants.queries.calls import now_by_the_database

MOST_AN_HOUR = 20
"""Questions about one call in an hour: more is somebody's program, not curiosity."""


@transaction.atomic
def save_rules(call: Call, text: str, changes: str, *, by: User) -> RulesText:
    """Write the draft of the rules; what is published stays, the draft is the next version. Raises CallRefusedError."""
    row = hold_call(call.pk)
    refuse_ended(row)
    draft = row.rules_texts.filter(published_at=None).first() or RulesText(call=row, number=_next(row))
    draft.text, draft.changes = text, changes
    draft.save()
    return draft


def _next(call: Call) -> int:
    return (call.rules_texts.aggregate(last=Max("number"))["last"] or 0) + 1


@transaction.atomic
def publish_rules(call: Call, *, by: User) -> RulesText:
    """Publish the draft of the rules; from the second version on it says what changed. Raises CallRefusedError."""
    row = hold_call(call.pk)
    refuse_ended(row)
    draft = row.rules_texts.filter(published_at=None).first()
    if draft is None:
        raise CallRefusedError(_("There is nothing new to publish."))
    if draft.number > 1 and not draft.changes.strip():
        raise CallRefusedError(_("Say what changed: people have read the earlier rules."), "changes")
    draft.published_at, draft.published_by = now_by_the_database(), by
    draft.save()
    save_call(row)
    return draft


@transaction.atomic
def ask(call: Call, question: str, *, email: str = "") -> CallQuestion:
    """Keep a question of anybody; the same one twice is one. Raises CallRefusedError where too many come."""
    row = hold_call(call.pk)
    hour = now_by_the_database() - timedelta(hours=1)
    lately = row.questions.filter(asked_at__gte=hour)
    if standing := lately.filter(question=question, asked_by=email).first():
        return standing
    if lately.count() >= MOST_AN_HOUR:
        raise CallRefusedError(_("Many questions came in the last hour. Please call us, or ask again later."))
    return CallQuestion.objects.create(call=row, question=question, asked_by=email, position=_last(row) + 1)


def _last(call: Call) -> int:
    return call.questions.aggregate(last=Max("position"))["last"] or 0


@transaction.atomic
def answer_question(
    call: Call, one: CallQuestion | None, *, question: str, answer: str, published: bool, by: User
) -> CallQuestion:
    """Word a question and its answer, a new one too, and show both or hide them again. Raises CallRefusedError."""
    row = hold_call(call.pk)
    if published and not answer.strip():
        raise CallRefusedError(_("Write the answer before it is published."), "answer")
    one = one or CallQuestion(call=row, position=_last(row) + 1)
    one.question, one.answer = question, answer
    one.published_at = (one.published_at or now_by_the_database()) if published else None
    one.save()
    save_call(row)
    return one


@transaction.atomic
def publish_story(
    application: Application, story: str, *, keep: Sequence[UUID], remove: Sequence[UUID], by: User
) -> Application:
    """Write what came of an initiative and choose its pictures: what an officer keeps here is public."""
    row = hold(application)
    row.story = story
    row.save(update_fields=["story"])
    settle(f"grants.application:{row.pk}.public", keep=keep, remove=remove, by=by)
    return row


@transaction.atomic
def save_rate(rate: InterestRate | None, *, since: date, percent: Decimal, by: User) -> InterestRate:
    """Add or change a rate of interest; one rate begins on a day. Raises CallRefusedError."""
    if InterestRate.objects.filter(since=since).exclude(pk=rate.pk if rate else 0).exists():
        raise CallRefusedError(_("Another rate begins on this day."), "since")
    row = rate or InterestRate()
    row.since, row.percent = since, percent
    row.save()
    return row
