"""What an applicant does before handing in, and beside it: begin, say who applies, answer, add documents, invite.

Each write locks the application first, so that nothing changes in what was just handed in.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ognisko.accounts.actions import mail_entry_link, person_with
from ognisko.accounts.models import User
from ognisko.files.actions import settle
from ognisko.grants.actions.letters import send_message
from ognisko.grants.actions.life import hold
from ognisko.grants.actions.submitting import NotOpenError, moment
from ognisko.grants.models import APPLICANT, Application, Author, Call, Member, Message
from ognisko.grants.queries.tasks import APPLICANT_TASK, DOCUMENTS_TASK, conditions, document_holder, may_change
from ognisko.grants.rules import eligibility
from ognisko.grants.rules.deadlines import State
from ognisko.grants.rules.life import Stage
from ognisko.ledger.models import NOW
from ognisko.people.rules import GROUPS, Kind
from ognisko.places.models import Place
from ognisko.questionnaires import actions as sheets
from ognisko.questionnaires.queries import may_answer

MOST_AUTHORS = 10


class NotEligibleError(Exception):
    """Who asks may not apply in this call; ``unmet`` say why."""

    def __init__(self, unmet: Sequence[eligibility.Unmet]) -> None:
        super().__init__(_("This call is not for you as you have described yourselves."))
        self.unmet = unmet


class ClosedError(Exception):
    """This part cannot be changed now: it was handed in, or is not among the corrections asked for."""

    def __str__(self) -> str:
        return _("This was handed in and cannot be changed here. What you typed was not saved.")


class TooManyAuthorsError(Exception):
    """More people than one application needs."""

    def __str__(self) -> str:
        return _("At most %(count)d people can write one application.") % {"count": MOST_AUTHORS}


@dataclass(frozen=True)
class Asking:
    """Who wants to apply, as the first page asks."""

    name: str
    kind: Kind
    place: Place
    registered_on: date | None = None
    income: Decimal | None = None
    adults: int = 0
    patron_name: str = ""
    patron_kind: int | None = None


@dataclass(frozen=True)
class Applicant:
    """Who applies, as the form says it: columns of the application, and the people of the group in their order."""

    columns: Mapping[str, Any]
    members: Sequence[Mapping[str, Any]] = field(default_factory=tuple)


def unmet(call: Call, asking: Asking) -> tuple[eligibility.Unmet, ...]:
    """Why they may not apply, in sentences; nothing is: they may."""
    who = eligibility.Applicant(
        kind=asking.kind, place=asking.place.pk,
        members=tuple(eligibility.Member("") for _one in range(asking.adults)),
        patron_kind=asking.patron_kind if asking.patron_name else None, registered_on=asking.registered_on,
        income=asking.income,
    )  # fmt: skip
    return eligibility.unmet(conditions(call), who, timezone.localdate())


@transaction.atomic
def begin(call: Call, asking: Asking, *, token: UUID, by: User) -> Application:
    """Begin a draft of who may apply; the same token is the same draft. Raises NotOpenError, NotEligibleError."""
    if standing := Application.objects.written_by(by).filter(token=token).first():
        return standing
    with connection.cursor() as cursor:
        cursor.execute("select clock_timestamp()")
        now = cursor.fetchone()[0]
    if call.state_at(now) not in {State.OPEN, State.LATE}:
        raise NotOpenError(
            _("This call takes no applications now. It was open from %(opens)s to %(deadline)s.")
            % {"opens": moment(call.opens_at), "deadline": moment(call.deadline)}
        )
    if found := unmet(call, asking):
        raise NotEligibleError(found)
    try:
        with transaction.atomic():
            row = _new_draft(call, asking, token, by)
    except IntegrityError:  # the same click twice at once: the other one was first
        return Application.objects.written_by(by).get(token=token)
    return row


def _new_draft(call: Call, asking: Asking, token: UUID, by: User) -> Application:
    assert call.application_form is not None  # noqa: S101  # a constraint: an announced call has one
    row = Application.objects.create(
        token=token, call=call, sheet=sheets.start_sheet(call.application_form, owner=by), is_demo=call.is_demo,
        applicant_kind=asking.kind, applicant_name=asking.name, place=asking.place,
        registered_on=asking.registered_on, yearly_income=asking.income, patron_name=asking.patron_name,
        patron_kind=asking.patron_kind if asking.patron_name else None, contact_name=by.name, contact_email=by.email,
    )  # fmt: skip
    Author.objects.create(application=row, user=by, is_owner=True)
    if row.is_of_group:
        Member.objects.create(application=row, name=by.name, email=by.email)
    return row


def _hold_open(application: Application, what: str) -> Application:
    row = hold(application)
    if not may_change(row, what):
        raise ClosedError
    return row


@transaction.atomic
def say_who_applies(application: Application, applicant: Applicant, *, by: User) -> Application:
    """Keep who applies and the people of the group; what does not fit the call stays and is told. Raises ClosedError.

    People keep their rows by their place in the list; nobody refers to them before the application is handed in.
    """
    row = _hold_open(application, APPLICANT_TASK)
    columns = {name: value for name, value in applicant.columns.items() if name in APPLICANT}
    if columns.get("applicant_kind", row.applicant_kind) not in GROUPS:
        columns |= {"patron_name": "", "patron_kind": None, "patron_nip": "", "patron_krs": ""}
    for name, value in columns.items():
        setattr(row, name, value)
    row.save(update_fields=list(columns))
    standing = list(row.members.all())
    for position, values in enumerate(applicant.members):
        member = standing[position] if position < len(standing) else Member(application=row)
        for name, value in values.items():
            setattr(member, name, value)
        member.position = position
        member.save()
    for left in standing[len(applicant.members) :]:
        left.delete()
    return row


@transaction.atomic
def declare(application: Application, sentences: Sequence[str], *, by: User) -> Application:
    """Keep what was declared, in the words that were read. Raises ClosedError."""
    row = hold(application)
    if row.at is not Stage.DRAFT:
        raise ClosedError
    row.declared = {"at": timezone.now().isoformat(), "by": by.name, "sentences": list(sentences)}
    row.save(update_fields=["declared"])
    return row


@transaction.atomic
def keep_documents(application: Application, files: Mapping[int, Any], *, by: User) -> None:
    """Keep and let go of the files of each document. Raises ClosedError, files.actions.NotThere."""
    row = _hold_open(application, DOCUMENTS_TASK)
    for document, chosen in files.items():
        settle(document_holder(row, document), keep=chosen.keep, remove=chosen.remove, by=by)


# Answers --------------------------------------------------------------------------------------------------------------


def may_take(row: Application, name: str) -> bool:
    """Say whether an answer to the question may be changed now."""
    if row.at is Stage.DRAFT:
        return True
    return row.at is Stage.CORRECTIONS and may_answer(row.sheet.version.content, name, row.correctable)


@transaction.atomic
def answer(
    application: Application, typed: Mapping[str, Any], *, revision: int, by: User, device: UUID | None = None
) -> sheets.Saved:
    """Take what an author typed where it may be changed; all else is left as it stands. Raises ClosedError.

    The application is held before its sheet, as in handing in, so that nothing changes in what was just handed in.
    """
    row = _share(application)
    taken = {key: value for key, value in typed.items() if may_take(row, key.rsplit("/", 1)[-1])}
    return sheets.save_answers(row.sheet, taken, revision=revision, by=by, device=device)


def _share(application: Application) -> Application:
    locked = Application.objects.select_for_update(of=("self",), no_key=True)
    row = locked.select_related("call", "sheet__version").get(pk=application.pk)
    if row.at not in {Stage.DRAFT, Stage.CORRECTIONS}:
        raise ClosedError
    return row


@transaction.atomic
def add_row(application: Application, repeat: str, around: Sequence[str], *, mark: str, by: User) -> None:
    """One row more, where rows may be changed. Raises ClosedError."""
    row = _share(application)
    if may_take(row, repeat):
        sheets.add_row(row.sheet, repeat, around, mark=mark, by=by)


@transaction.atomic
def remove_row(application: Application, repeat: str, marks: Sequence[str], *, by: User) -> None:
    """One row less, where rows may be changed. Raises ClosedError."""
    row = _share(application)
    if may_take(row, repeat):
        sheets.remove_row(row.sheet, repeat, marks, by=by)


# People and letters ---------------------------------------------------------------------------------------------------


@transaction.atomic
def invite(application: Application, email: str, *, name: str, onward: str, by: User) -> Author:
    """Let somebody write too, and mail them the way in; invited twice they are one author.

    Raises TooManyAuthorsError.
    """
    row = hold(application)
    user = person_with(email, name=name)
    if row.authors.exclude(user=user).count() >= MOST_AUTHORS:
        raise TooManyAuthorsError
    author, _is_new = Author.objects.get_or_create(application=row, user=user)
    mail_entry_link(user.email, name=name, onward=onward)
    return author


@transaction.atomic
def part_with(author: Author, *, by: User) -> None:
    """Somebody writes no more; whoever began it stays. What they wrote stays too."""
    if not author.is_owner:
        author.delete()


@transaction.atomic
def write_to_officer(application: Application, text: str, *, token: UUID, by: User) -> Message:
    """Send a message to the officer of the call; the same token is one message."""
    subject = _("A message about %(title)s") % {"title": application.number or str(application)}
    return send_message(application, subject[:200], text, by=by, to_applicant=False, token=token)


@transaction.atomic
def read_messages(application: Application, *, by: User) -> int:
    """The applicant has seen what was written to them."""
    return application.messages.filter(to_applicant=True, read_at=None).update(read_at=NOW)
