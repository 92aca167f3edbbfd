"""Calls of other years: announced when they opened, decided when their results came, with a form of their own."""

from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from ognisko.accounts.models import User
from ognisko.grants.actions.calls import BasicsDraft, DatesDraft, add_call
from ognisko.grants.actions.calls.sections import post_again, refuse_ended, save_call
from ognisko.grants.actions.money import fund, hold_call
from ognisko.grants.actions.recording.applications import noon
from ognisko.grants.entries import OF_CALLS
from ognisko.grants.models import Call, Programme, Scope
from ognisko.grants.rules.deadlines import ZONE, end_of
from ognisko.ledger.actions import post
from ognisko.places.models import Place
from ognisko.projects.models import Project
from ognisko.questionnaires.actions import add_questionnaire, publish
from ognisko.questionnaires.models import Use, Version
from ognisko.questionnaires.rules.definition import Definition, read

FORM_TOKEN = UUID("6f6b7a4e-7c1d-4b0e-9a53-0e5d2f1c8b42")
"""By which the questionnaire of recorded applications is found again."""

FORM: Definition = read(
    {
        "title": {"pl": "Wniosek z rejestru", "en": "Application from a register"},
        "languages": ["pl", "en"],
        "items": [
            {
                "name": "whole", "type": "page", "label": {"pl": "Wniosek", "en": "Application"},
                "items": [
                    {"name": "title", "type": "text", "label": {"pl": "Tytuł", "en": "Title"}},
                    {"name": "summary", "type": "long_text", "label": {"pl": "W skrócie", "en": "In short"}},
                    {"name": "amount", "type": "money", "label": {"pl": "Kwota", "en": "Amount"}},
                ],
            }
        ],
    }
)  # fmt: skip
"""What a register knows of an application's answers."""


@dataclass(frozen=True)
class CallDraft:
    """A call as a register knows it: days without times."""

    programme: Programme
    name: str
    address: str
    opens_on: date
    deadline_on: date
    activity_since: date
    activity_until: date
    results_on: date | None = None
    currency: str = "PLN"
    budget: Decimal | None = None
    least: Decimal | None = None
    most: Decimal | None = None
    scope: int = Scope.VOIVODESHIP
    place: Place | None = None
    project: Project | None = None


def form_of_recorded(by: User | None) -> Version:
    """The questionnaire that recorded applications answer; made at the first need."""
    made = add_questionnaire("Wniosek z rejestru", Use.APPLICATION, FORM, by=by, token=FORM_TOKEN)
    version = made.versions.order_by("number").first()
    assert version is not None  # noqa: S101  # made with its first draft
    return version if version.published_at else publish(version, by=by)  # type: ignore[arg-type]  # nobody, from the command line


def opening(day: date) -> datetime:
    """The first instant of the day on which a call opens."""
    return datetime.combine(day, time(0), ZONE)


@transaction.atomic
def record_call(draft: CallDraft, *, by: User | None, reason: str = "") -> Call:
    """Record a call; one whose deadline is over was announced at its opening, one still to come waits for an officer.

    Raises CallRefusedError, ledger.actions.ClosedPeriodError.
    """
    basics = BasicsDraft(
        draft.programme, draft.name, draft.address, project=draft.project, scope=draft.scope, place=draft.place
    )
    dates = DatesDraft(
        opening(draft.opens_on), end_of(draft.deadline_on), draft.activity_since, draft.activity_until,
        results_on=draft.results_on,
    )  # fmt: skip
    row = add_call(basics, dates, by=by)  # type: ignore[arg-type]  # nobody, from the command line
    row.application_form = form_of_recorded(by)
    row.currency, row.least, row.most = draft.currency, draft.least, draft.most
    now = timezone.now()
    row.announced_at = row.opens_at if row.deadline < now else None
    row.results_at = results_at(row, draft.results_on, now)
    row.save()
    if draft.budget:
        fund(row, draft.budget, on=draft.opens_on, by=by, reason=reason)
    post(OF_CALLS, [row.pk], by=by, reason=reason, fresh=True)
    row.refresh_from_db()
    return row


def results_at(row: Call, on: date | None, now: datetime) -> datetime | None:
    """Results of a past day were published on it; a call that is not over has none."""
    return noon(on) if on and row.announced_at and noon(on) <= now else None


@transaction.atomic
def redate_call(
    call: Call, *, activity_since: date, activity_until: date, results_on: date | None, least: Decimal | None,
    most: Decimal | None, budget: Decimal | None, by: User | None, reason: str = "",
) -> Call:  # fmt: skip
    """Set what a register may say anew of a recorded call; a budget only ever grows. Raises CallRefusedError."""
    row = hold_call(call.pk)
    refuse_ended(row)
    moved = (row.activity_since, row.activity_until) != (activity_since, activity_until)
    columns = {
        "activity_since": activity_since, "activity_until": activity_until, "results_on": results_on, "least": least,
        "most": most, "results_at": row.results_at or results_at(row, results_on, timezone.now()),
    }  # fmt: skip
    save_call(row, **columns)
    if budget:
        fund(row, budget, on=timezone.localdate(row.opens_at), by=by, reason=reason)
    if moved:
        post_again(row, by=by, reason=reason)  # type: ignore[arg-type]  # nobody, from the command line
    return row
