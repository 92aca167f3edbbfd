"""A call with thousands of applications, made fast: rows are inserted in bulk under all constraints."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from itertools import count
from secrets import token_hex
from typing import Any

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import get_random_string

from ognisko.accounts.models import User
from ognisko.grants.actions.calls import add_money, announce, copy_call, publish_rules
from ognisko.grants.actions.submitting import fingerprint as mark_of
from ognisko.grants.entries import OF_APPLICATIONS
from ognisko.grants.models import (
    Application,
    Author,
    BudgetLine,
    Call,
    CostCategory,
    Member,
    Message,
    StageChange,
    Submission,
)
from ognisko.grants.rules import numbers
from ognisko.grants.rules.life import Actor, Stage, Step
from ognisko.ledger.actions import post
from ognisko.people.actions import add_parties
from ognisko.people.actions.drafts import AddressDraft, PartyDraft
from ognisko.people.rules import Kind
from ognisko.questionnaires.actions.sheets import fingerprint
from ognisko.questionnaires.models import AnswerSheet

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
RUN = token_hex(3)
"""Tells this run's rows from those of another in the same database."""

_numbers = count(1)


@dataclass(frozen=True)
class Draft:
    """A draft that can be handed in, and the session of the person who writes it."""

    row: Application
    session: str

    @property
    def path(self) -> str:
        """The address of its pages."""
        return f"/moje/{self.row.token}/"


def officer() -> User:
    """Somebody who may run calls."""
    return User.objects.filter(roles__contains=["grants_officer"]).earliest("pk")


def model() -> Application:
    """The application that all others are like: a group of three with a patron, from the demo's open call."""
    found = Application.objects.filter(is_demo=True, stage=Stage.SUBMITTED, call__deadline__gt=timezone.now())
    return found.exclude(patron_name="").select_related("call", "sheet__version", "place", "patron").earliest("pk")


def new_call(*, money: Decimal = Decimal(180_000), **columns: Any) -> Call:
    """A call like the demo's open one, announced and without applications; ``columns`` are set on it."""
    by, now = officer(), timezone.now()
    address = f"ostatni-wieczor-{RUN}-{next(_numbers)}"
    made = copy_call(
        model().call, name="Mikrogranty, ostatni wieczór", address=address, opens_at=now - timedelta(days=20),
        deadline=now + timedelta(days=1), by=by,
    )  # fmt: skip
    publish_rules(made, by=by)
    add_money(made, money, by=by)
    announce(made, by=by)
    if columns:
        Call.objects.filter(pk=made.pk).update(**columns)
    return Call.objects.get(pk=made.pk)


@transaction.atomic
def drafts(call: Call, wanted: int) -> list[Draft]:
    """So many drafts that lack nothing, each of a person of its own who has entered."""
    like, users = model(), _users(wanted)
    sheets = AnswerSheet.objects.bulk_create(
        AnswerSheet(version=like.sheet.version, owner=user, answers=like.sheet.answers) for user in users
    )
    rows = Application.objects.bulk_create(
        _application(like, call, user, sheet) for user, sheet in zip(users, sheets, strict=True)
    )
    _people(rows, users)
    return [Draft(row, key) for row, key in zip(rows, _sessions(users), strict=True)]


@transaction.atomic
def handed_in(call: Call, wanted: int) -> list[Application]:
    """So many applications as handing in leaves them: number, party, copy with its mark, lines, letter, entries."""
    like, users, now, by = model(), _users(wanted), timezone.now(), officer()
    pattern, year = numbers.pattern(call.number_pattern), timezone.localdate().year
    sheets = [AnswerSheet(version=like.sheet.version, owner=user, answers=like.sheet.answers) for user in users]
    for sheet in sheets:
        sheet.submitted_at, sheet.hash = now, fingerprint(sheet)
    AnswerSheet.objects.bulk_create(sheets)
    rows = [_application(like, call, user, sheet) for user, sheet in zip(users, sheets, strict=True)]
    parties = add_parties([_party(row) for row in rows], by=by)
    first = call.last_serial + 1
    for serial, (row, party) in enumerate(zip(rows, parties, strict=True), first):
        row.stage, row.serial, row.number, row.submitted_at = Stage.SUBMITTED, serial, pattern.number(year, serial), now
        row.party, row.patron, row.title, row.summary = party, like.patron, f"{like.title} {serial}", like.summary
        row.amount, row.own_amount, row.since, row.until = like.amount, like.own_amount, like.since, like.until
    Application.objects.bulk_create(rows)
    _people(rows, users)
    lines, kinds = list(like.lines.select_related("category")), {one.code: one for one in call.categories.all()}
    BudgetLine.objects.bulk_create(_line(line, row, kinds) for row in rows for line in lines)
    like_content = like.submissions.get(number=1).content
    Submission.objects.bulk_create(
        Submission(
            application=row, number=1, sheet=row.sheet, content=like_content, arrived_at=now, by=row.sheet.owner,
            hash=mark_of(row, like_content),
        )
        for row in rows
    )  # fmt: skip
    StageChange.objects.bulk_create(
        StageChange(application=row, step=Step.SUBMIT, source=Stage.DRAFT, target=Stage.SUBMITTED,
                    actor=Actor.APPLICANT, by=row.sheet.owner)
        for row in rows
    )  # fmt: skip
    Message.objects.bulk_create(
        Message(application=row, to_applicant=True, step=Step.SUBMIT, subject="Mamy Twój wniosek", text="Dziękujemy.",
                mailed_at=now)
        for row in rows
    )  # fmt: skip
    Call.objects.filter(pk=call.pk).update(last_serial=first + wanted - 1)
    call.last_serial = first + wanted - 1
    post(OF_APPLICATIONS, [row.pk for row in rows], by=by, fresh=True)
    return rows


def session_of(user: User) -> str:
    """The key of a session of somebody who has entered."""
    return _sessions([user])[0]


def _users(wanted: int) -> list[User]:
    unusable = make_password(None)
    names = [f"osoba.{RUN}.{next(_numbers)}" for _one in range(wanted)]
    return User.objects.bulk_create(
        User(email=f"{name}@wieczor.example", name=name, password=unusable, wants_reminders=False) for name in names
    )


def _sessions(users: Sequence[User]) -> list[str]:
    store, until = SessionStore(), timezone.now() + timedelta(days=1)
    made = [
        Session(
            session_key=get_random_string(32, "abcdefghijklmnopqrstuvwxyz0123456789"), expire_date=until,
            session_data=store.encode({
                SESSION_KEY: str(user.pk), BACKEND_SESSION_KEY: BACKEND, HASH_SESSION_KEY: user.get_session_auth_hash(),
            }),
        )
        for user in users
    ]  # fmt: skip
    Session.objects.bulk_create(made)
    return [one.session_key for one in made]


def _application(like: Application, call: Call, user: User, sheet: AnswerSheet) -> Application:
    return Application(
        call=call, sheet=sheet, applicant_kind=like.applicant_kind, applicant_name=f"Grupa {user.name}",
        place=like.place, patron_name=like.patron_name, patron_kind=like.patron_kind, patron_nip=like.patron_nip,
        patron_krs=like.patron_krs, contact_name=user.name, contact_email=user.email, declared=like.declared,
    )  # fmt: skip


def _people(rows: Sequence[Application], users: Sequence[User]) -> None:
    pairs = list(zip(rows, users, strict=True))
    Author.objects.bulk_create(Author(application=row, user=user, is_owner=True) for row, user in pairs)
    Member.objects.bulk_create(
        Member(application=row, position=place, name=f"{user.name} {place}", email=f"{place}.{user.email}")
        for row, user in pairs
        for place in range(3)
    )


def _party(row: Application) -> PartyDraft:
    return PartyDraft(
        name=row.applicant_name, kinds=[(Kind(row.applicant_kind), timezone.localdate(), None)],
        addresses=[AddressDraft(row.place)],
    )  # fmt: skip


def _line(line: BudgetLine, row: Application, kinds: dict[str, CostCategory]) -> BudgetLine:
    names = ("mark", "position", "name", "unit", "quantity", "price", "grant", "financial", "in_kind", "volunteers")
    category = kinds[line.category.code] if line.category else None
    return BudgetLine(application=row, category=category, **{name: getattr(line, name) for name in names})
