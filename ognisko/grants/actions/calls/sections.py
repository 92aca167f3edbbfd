"""A call is changed by sections, each a draft of its columns; some columns stay once somebody relies on them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from ognisko.accounts.models import User
from ognisko.grants.actions.calls.refusals import CallRefusedError
from ognisko.grants.actions.money import hold_call
from ognisko.grants.entries import OF_APPLICATIONS, OF_CALLS, OF_POSTINGS
from ognisko.grants.models import Application, Assessment, Call, Posting, Programme, RulesText, Scope
from ognisko.grants.queries.calls import now_by_the_database
from ognisko.grants.rules import deadlines
from ognisko.grants.rules.deadlines import Calendar
from ognisko.ledger.actions import post
from ognisko.places.models import Place
from ognisko.projects.models import Project
from ognisko.questionnaires.models import Version


@dataclass(frozen=True)
class BasicsDraft:
    """What a call is, where it reaches, whom to ask."""

    programme: Programme
    name: str
    address: str
    lead: str = ""
    about: str = ""
    project: Project | None = None
    scope: int = Scope.VOIVODESHIP
    place: Place | None = None
    contact_name: str = ""
    contact_phone: str = ""
    contact_email: str = ""


@dataclass(frozen=True)
class DatesDraft:
    """When it opens and closes, and what is promised for when."""

    opens_at: datetime
    deadline: datetime
    activity_since: date
    activity_until: date
    late_until: datetime | None = None
    formal_until: date | None = None
    review_until: date | None = None
    results_on: date | None = None
    correction_days: int = 5
    appeal_days: int = 7
    report_days: int = 30
    return_days: int = 15


@dataclass(frozen=True)
class MoneyDraft:
    """How much a grant may be, what it pays for, what the applicant adds."""

    currency: str = "PLN"
    least: Decimal | None = None
    most: Decimal | None = None
    costs_text: str = ""
    own_base: str = "grant"
    own_percent: Decimal | None = None
    financial_percent: Decimal | None = None
    in_kind_percent: Decimal | None = None
    volunteers_percent: Decimal | None = None
    sources: Sequence[str] = ()
    volunteer_rate: Decimal | None = None
    instalments: Sequence[Decimal] = ()


@dataclass(frozen=True)
class ApplicantsDraft:
    """Who may apply; ``areas`` are units with all below, none is everywhere."""

    kinds: Sequence[int] = ()
    areas: Sequence[Place] = ()
    patron: str = "allowed"
    patron_kinds: Sequence[int] = ()
    least_adults: int = 3
    oldest_months: int | None = None
    youngest_months: int | None = None
    most_income: Decimal | None = None
    most_applications: int | None = None
    one_group_each: bool = True
    no_officeholders: bool = False


@dataclass(frozen=True)
class FormsDraft:
    """The questionnaires, and which question of the application plays which part."""

    application_form: Version | None = None
    formal_form: Version | None = None
    evaluation_form: Version | None = None
    report_form: Version | None = None
    fields: Mapping[str, str] | None = None


@dataclass(frozen=True)
class ScoringDraft:
    """How cards make a score, and scores a list."""

    score_rule: str = "mean"
    assessors: int = 2
    trim: int = 1
    least_percent: Decimal | None = None
    discrepancy_points: Decimal | None = None
    discrepancy_percent: Decimal | None = None
    discrepancy_across: bool = False
    third: str = "two closest"
    priorities_lift: bool = False
    decimals: int = 2
    is_anonymised: bool = False
    ties: Sequence[str] = ()
    lot_seed: str = ""
    may_fund_partly: bool = False
    least_partial: Decimal = Decimal(0)
    may_skip: bool = False
    most_reserve: int | None = None


@dataclass(frozen=True)
class NumbersDraft:
    """How applications and agreements are numbered, and who pays."""

    number_pattern: str
    agreement_pattern: str
    payer_name: str = ""
    payer_street: str = ""
    payer_town: str = ""
    payer_account: str = ""


type Draft = BasicsDraft | DatesDraft | MoneyDraft | ApplicantsDraft | FormsDraft | ScoringDraft | NumbersDraft


@transaction.atomic
def add_call(basics: BasicsDraft, dates: DatesDraft, *, by: User) -> Call:
    """Add a call that nobody sees yet. Raises CallRefusedError."""
    _refuse_address(basics.address, None)
    _refuse_disorder(dates)
    return Call.objects.create(**_columns(basics), **_columns(dates), created_by=by)


@transaction.atomic
def change_call(call: Call, draft: Draft, *, by: User, reason: str = "") -> Call:
    """Change one section; what counts is posted again. Raises CallRefusedError, ledger.actions.ClosedPeriodError."""
    row = hold_call(call.pk)
    refuse_ended(row)
    if (check := _REFUSALS.get(type(draft))) is not None:
        check(row, draft)
    columns = _columns(draft)
    areas = columns.pop("areas", None)
    moved = any(getattr(row, name) != columns[name] for name in _COUNTED if name in columns)
    save_call(row, **columns)
    if areas is not None:
        row.areas.set(areas)
    if moved:
        post_again(row, by=by, reason=reason)
    return row


_COUNTED = (
    "programme", "project", "scope", "place", "opens_at", "activity_since", "activity_until", "currency",
)  # fmt: skip
"""Columns that entries of the call, its applications and its money carry."""


def save_call(row: Call, **columns: Any) -> None:
    """Write columns of a call that the caller holds; the public page is made anew."""
    for name, value in columns.items():
        setattr(row, name, value)
    row.revision += 1
    row.save(update_fields=[*columns, "revision"])


def post_again(row: Call, *, by: User, reason: str = "") -> None:
    """Post what the call counts as, with its applications and its money."""
    post(OF_CALLS, [row.pk], by=by, reason=reason)
    applications = Application.objects.filter(call=row, serial__isnull=False).order_by().values_list("pk", flat=True)
    post(OF_APPLICATIONS, list(applications), by=by, reason=reason)
    post(OF_POSTINGS, list(Posting.objects.filter(call=row).values_list("pk", flat=True)), by=by, reason=reason)


def refuse_ended(row: Call) -> None:
    """A cancelled or settled call stays as it is."""
    if row.cancelled_at or row.closed_at:
        raise CallRefusedError(_("This call has ended, it stays as it is. Copy it if you need another one."))


def _columns(draft: Any) -> dict[str, Any]:
    found = {one.name: getattr(draft, one.name) for one in fields(draft)}
    return {name: list(value) if isinstance(value, tuple) else value for name, value in found.items()}


RESERVED = frozenset({"inicjatywy", "otwarte-dane"})
"""Public addresses that are no call's."""


def _refuse_address(address: str, row: Call | None) -> None:
    if address in RESERVED:
        raise CallRefusedError(_("Another page has this address. Choose another one."), "address")
    if Call.objects.filter(address=address).exclude(pk=row.pk if row else 0).exists():
        raise CallRefusedError(_("Another call has this address. Choose another one."), "address")


def _refuse_disorder(dates: DatesDraft) -> None:
    calendar = Calendar(dates.opens_at, dates.deadline, dates.late_until)
    for sentence in deadlines.faults(calendar):
        raise CallRefusedError(sentence, "deadline_on" if dates.deadline <= dates.opens_at else "late_on")
    if dates.activity_until < dates.activity_since:
        raise CallRefusedError(_("The last day is earlier than the first."), "activity_until")


def _check_basics(row: Call, draft: BasicsDraft) -> None:
    if row.announced_at and draft.address != row.address:
        raise CallRefusedError(_("The call is announced: people know this address, so it stays."), "address")
    _refuse_address(draft.address, row)


def _check_dates(row: Call, draft: DatesDraft) -> None:
    _refuse_disorder(draft)
    if row.announced_at is None:
        return
    if draft.deadline != row.deadline:
        raise CallRefusedError(
            _("The call is announced. Make the time longer under “Extend the deadline”, with a reason."), "deadline_on"
        )
    if draft.opens_at != row.opens_at and row.opens_at <= now_by_the_database():
        raise CallRefusedError(_("The call has opened already, so this time stays."), "opens_on")


def _check_money(row: Call, draft: MoneyDraft) -> None:
    if draft.currency != row.currency and row.postings.exists():
        raise CallRefusedError(_("Money was put into the budget already, so the currency stays."), "currency")


def _check_forms(row: Call, draft: FormsDraft) -> None:
    same = draft.application_form == row.application_form and (draft.fields or {}) == row.fields
    if not same and row.applications.exists():
        raise CallRefusedError(
            _("Somebody is writing an application already, so its questionnaire stays."), "application_form"
        )
    if row.announced_at and draft.application_form is None:
        raise CallRefusedError(_("An announced call has a questionnaire for applications."), "application_form")
    if draft.evaluation_form != row.evaluation_form and Assessment.objects.filter(application__call=row).exists():
        raise CallRefusedError(_("Assessors are at work already, so their card stays."), "evaluation_form")


def _check_numbers(row: Call, draft: NumbersDraft) -> None:
    if draft.number_pattern != row.number_pattern and row.last_serial:
        raise CallRefusedError(_("Applications have numbers already, so the pattern stays."), "number_pattern")
    if draft.agreement_pattern != row.agreement_pattern and row.last_agreement:
        raise CallRefusedError(_("Agreements have numbers already, so the pattern stays."), "agreement_pattern")


_REFUSALS: Mapping[type, Callable[[Call, Any], None]] = {
    BasicsDraft: _check_basics,
    DatesDraft: _check_dates,
    MoneyDraft: _check_money,
    FormsDraft: _check_forms,
    NumbersDraft: _check_numbers,
}

_NOT_COPIED = frozenset(
    {
        "id", "token", "name", "address", "announced_at", "results_at", "closed_at", "cancelled_at", "cancel_reason",
        "last_serial", "last_agreement", "left_to_award", "revision", "is_demo", "created_by", "created_at", "lot_seed",
        *(one.name for one in fields(DatesDraft) if not one.name.endswith("_days")),
    }
)  # fmt: skip
_LISTS = ("categories", "criteria", "priorities", "documents")


@transaction.atomic
def copy_call(earlier: Call, *, name: str, address: str, opens_at: datetime, deadline: datetime, by: User) -> Call:
    """Make a call like an earlier one: all rules, lists, published answers and the rules as a draft; no results.

    The later days keep their distance from the deadline, so that none is forgotten; an officer sets them right.
    """
    _refuse_address(address, None)
    row = Call.objects.prefetch_related(*_LISTS, "areas", "questions").get(pk=earlier.pk)
    shift = timedelta(days=(deadline - row.deadline).days)
    dates = DatesDraft(
        opens_at, deadline, row.activity_since + shift, row.activity_until + shift,
        row.late_until and deadline + (row.late_until - row.deadline),
        **{one: (day := getattr(row, one)) and day + shift for one in ("formal_until", "review_until", "results_on")},
    )  # fmt: skip
    _refuse_disorder(dates)
    same = {one.name: getattr(row, one.name) for one in Call._meta.concrete_fields if one.name not in _NOT_COPIED}
    made = Call.objects.create(**(_columns(dates) | same), name=name, address=address, created_by=by)
    made.areas.set(row.areas.all())
    for kind in _LISTS:
        _copy_rows(getattr(row, kind).all(), made)
    _copy_rows([one for one in row.questions.all() if one.published_at], made, asked_by="")
    if text := row.rules_texts.exclude(published_at=None).first():
        RulesText.objects.create(call=made, number=1, text=text.text)
    return made


def _copy_rows(rows: Any, made: Call, **instead: Any) -> None:
    for row in rows:
        values = {
            one.name: getattr(row, one.name)
            for one in row._meta.concrete_fields
            if one.name not in ("id", "call", "asked_at")
        }
        type(row).objects.create(**(values | instead), call=made)
