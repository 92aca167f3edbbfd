"""Writes of sessions: one transaction a change, posted to the ledger in it."""

import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, time
from typing import Any

from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from ognisko.accounts.models import Role, User
from ognisko.advice.actions.appointments import keep_appointment
from ognisko.advice.entries import SESSIONS
from ognisko.advice.models import Kind, Session, SessionParty
from ognisko.advice.rules import searched
from ognisko.core.turns import take_turns
from ognisko.ledger.actions import MANY, ClosedPeriodError, post
from ognisko.people.actions import PartyDraft, add_parties, add_task, hold_parties
from ognisko.people.models import Party
from ognisko.places.models import Place
from ognisko.projects.actions import JoiningDraft, RefusedError, hold_offices, join
from ognisko.projects.models import Office, Project
from ognisko.projects.queries import joined_pairs


@dataclass(frozen=True)
class FollowUpDraft:
    """A task that a session leaves behind."""

    title: str
    due_on: date
    assignee: User


@dataclass(frozen=True)
class SessionDraft:
    """A session as it is typed or imported. The token is made with the form: one submit makes one session.

    A confidential note of None leaves the note as it is: whoever may not read it cannot overwrite it either.
    """

    day: date
    minutes: int
    kind: Kind
    advisor: User
    party: Party
    starts_at: time | None = None
    form: str = "in_person"
    other_parties: Sequence[Party] = ()
    present: Sequence[Party] = ()
    people_count: int = 1
    project: Project | None = None
    office: Office | None = None
    place: Place | None = None
    subject: str = ""
    confidential_note: str | None = None
    number: str = ""
    follow_up: FollowUpDraft | None = None
    token: uuid.UUID | None = None
    appointment: int | None = None
    """Number of the appointment that became this session."""


class NotJoinedError(Exception):
    """The project requires joining before its services, and a party has not joined by the day of the session.

    Two ways out: record the joining first, or record the session in another project.
    """

    def __init__(self, project: Project, parties: Sequence[Party]) -> None:
        super().__init__(project, parties)
        self.project = project
        self.parties = parties

    def __str__(self) -> str:
        names = ", ".join(str(party) for party in self.parties)
        return _("Not joined %(project)s by this day: %(names)s.") % {"project": self.project, "names": names}


class NoteStandsError(RefusedError):
    """The session has a confidential note, so only its advisor or the director gives it to another advisor.

    Otherwise whoever may edit a session could read the note by making it their own.
    """

    field = "advisor"

    def __str__(self) -> str:
        return _("This session has a confidential note. Only its advisor or the director can give it to somebody else.")


@transaction.atomic
def record_sessions(drafts: Sequence[SessionDraft], *, by: User | None, reason: str = "") -> list[Session]:
    """Record sessions with their entries, in the order of the drafts, in a fixed number of statements for any number.

    Idempotent by token: a draft whose token was recorded already gives the session of then. Raises NotJoinedError and
    ledger.actions.ClosedPeriodError; then nothing is recorded.
    """
    _hold(drafts)
    _require_joining(drafts)
    given = [draft.token for draft in drafts if draft.token]
    if len(given) < MANY:
        take_turns(*given)
    found = {row.token: row for row in Session.objects.filter(token__in=given)}
    drafted = [draft for draft in drafts if draft.token not in found]
    rows = Session.objects.bulk_create(
        [Session(**_columns(draft), token=draft.token or uuid.uuid4()) for draft in drafted], batch_size=5_000
    )
    new = list(zip(rows, drafted, strict=True))
    _add_participations(new)
    for row, draft in new:
        _add_follow_up(row, draft.follow_up, by=by)
    post(SESSIONS, [row.pk for row in rows], by=by, reason=reason, fresh=True)
    for row, draft in new:
        if draft.appointment is not None:
            keep_appointment(draft.appointment, row, by=by, reason=reason)
    fresh = iter(rows)
    return [found[draft.token] if draft.token in found else next(fresh) for draft in drafts]


def _hold(drafts: Iterable[SessionDraft], *, also_erased: Iterable[int] = ()) -> None:
    """What the sessions count as rests on their parties and offices: neither changes until this is committed.

    Raises people.actions.PartyMergedError and ErasedError, also for whoever was merely present.
    """
    drafts = list(drafts)
    parties = {party.pk for draft in drafts for party in (draft.party, *draft.other_parties, *draft.present)}
    hold_parties(parties, also_erased=also_erased)
    hold_offices(draft.office.pk for draft in drafts if draft.office)


def record_session(draft: SessionDraft, *, by: User, reason: str = "") -> Session:
    """Record one session."""
    return record_sessions([draft], by=by, reason=reason)[0]


@transaction.atomic
def record_session_with_joining(draft: SessionDraft, *, by: User, reason: str = "") -> Session:
    """Record the joining of whoever has not joined the session's project by its day, and the session.

    Two clicks record one joining: the second waits for the token, and then finds everybody joined. Raises
    projects.actions.AlreadyJoinedError where a party joined later than the day, and OutsideProjectError.
    """
    take_turns(*filter(None, [draft.token]))
    _join_missing(draft, by=by, reason=reason)
    return record_session(draft, by=by, reason=reason)


@transaction.atomic
def record_session_with_new_party(
    party: PartyDraft,
    draft_for: Callable[[Party], SessionDraft],
    *,
    token: uuid.UUID,
    joining: bool = False,
    by: User,
    reason: str = "",
) -> Session:
    """Add the lead party and record the session with it; ``draft_for`` makes the draft once the party has a number.

    Two clicks make one party and one session: the second waits for the token and finds the session of the first.
    """
    take_turns(token)
    if recorded := Session.objects.filter(token=token).first():
        return recorded
    draft = replace(draft_for(add_parties([party], by=by)[0]), token=token)
    return (record_session_with_joining if joining else record_session)(draft, by=by, reason=reason)


@transaction.atomic
def change_session_with_joining(session: Session, draft: SessionDraft, *, by: User, reason: str = "") -> Session:
    """Record the joining of whoever has not joined the draft's project by its day, and change the session."""
    Session.objects.select_for_update().get(pk=session.pk)
    _join_missing(draft, by=by, reason=reason)
    return change_session(session, draft, by=by, reason=reason)


def _join_missing(draft: SessionDraft, *, by: User, reason: str) -> None:
    for project, parties in _missing_joinings([draft]):
        join([JoiningDraft(project, party, draft.day) for party in parties], by=by, reason=reason)


@dataclass(frozen=True)
class RefusedChange:
    """A session of a bulk change that stayed as it was, and why."""

    session: Session
    reason: str


def change_many_sessions(
    sessions: Sequence[Session], changes: Mapping[str, Project | Office | None], *, by: User, reason: str = ""
) -> list[RefusedChange]:
    """Give sessions another project or office, each in a transaction of its own; return those that had to stay.

    Each on its own, since one party that has not joined should not hold up the rest; the refused ones are named.
    """
    refused = []
    for session in sessions:
        try:
            with transaction.atomic():
                current = Session.objects.select_for_update().get(pk=session.pk)
                draft = replace(draft_of(current), confidential_note=None, **changes)  # type: ignore[arg-type]
                change_session(current, draft, by=by, reason=reason)
        except (NotJoinedError, ClosedPeriodError, RefusedError) as error:
            refused.append(RefusedChange(session, str(error)))
    return refused


def draft_of(session: Session) -> SessionDraft:
    """The session as it stands, to change a part of it; the follow-up stays where it is."""
    taking_part = list(session.participations.select_related("party"))
    capacity = SessionParty.Capacity
    return SessionDraft(
        day=session.day,
        minutes=session.minutes,
        kind=session.kind,
        advisor=session.advisor,
        party=session.party,
        starts_at=session.starts_at,
        form=session.form,
        other_parties=tuple(row.party for row in taking_part if row.capacity == capacity.PARTY),
        present=tuple(row.party for row in taking_part if row.capacity == capacity.PRESENT),
        people_count=session.people_count,
        project=session.project,
        office=session.office,
        place=session.place,
        subject=session.subject,
        confidential_note=session.confidential_note,
        number=session.number,
        token=session.token,
    )


@transaction.atomic
def change_session(session: Session, draft: SessionDraft, *, by: User | None, reason: str = "") -> Session:
    """Make the session what the draft says; its entries follow by difference.

    Only rows of other parties that differ are touched, so that the history tells what changed and nothing else. Raises
    NoteStandsError, NotJoinedError and ledger.actions.ClosedPeriodError. Where somebody was erased since, what counts
    can still be put right, but nothing is told of them: people.actions.ErasedError.
    """
    present = set(session.participations.values_list("party", flat=True))
    tells = draft.subject or draft.confidential_note or draft.follow_up
    _hold([draft], also_erased=present if tells else {*present, session.party_id})
    session = Session.objects.select_for_update().get(pk=session.pk)
    if session.confidential_note and draft.advisor != session.advisor and not _may_hand_over(session, by):
        raise NoteStandsError
    _require_joining([draft])
    for name, value in _columns(draft, session.confidential_note).items():
        setattr(session, name, value)
    session.save()
    _set_participations(session, draft)
    if session.follow_up_id is None:
        _add_follow_up(session, draft.follow_up, by=by)
    post(SESSIONS, [session.pk], by=by, reason=reason)
    return session


def _may_hand_over(session: Session, by: User | None) -> bool:
    return by is not None and (by.pk == session.advisor_id or by.has_role(Role.DIRECTOR))


@transaction.atomic
def cancel_session(session: Session, *, by: User | None, reason: str = "") -> Session:
    """The session counts as nothing from now on; nothing is lost, ``restore_session`` brings it back."""
    return _set_cancelled(session, Now(), by=by, reason=reason)


@transaction.atomic
def restore_session(session: Session, *, by: User | None, reason: str = "") -> Session:
    """Undo a cancelling."""
    return _set_cancelled(session, None, by=by, reason=reason)


def _set_cancelled(session: Session, at: Any, *, by: User | None, reason: str) -> Session:
    draft = draft_of(session)
    _hold([draft], also_erased=(party.pk for party in (draft.party, *draft.other_parties, *draft.present)))
    session = Session.objects.select_for_update().get(pk=session.pk)
    if session.is_cancelled == (at is not None):
        return session
    session.cancelled_at = at
    session.save(update_fields=["cancelled_at"])
    post(SESSIONS, [session.pk], by=by, reason=reason)
    session.refresh_from_db()
    return session


def _columns(draft: SessionDraft, note: str = "") -> dict[str, Any]:
    """The draft as columns; ``note`` is the confidential note that stands."""
    return {
        "day": draft.day,
        "starts_at": draft.starts_at,
        "minutes": draft.minutes,
        "kind": draft.kind,
        "form": draft.form,
        "advisor": draft.advisor,
        "party": draft.party,
        "people_count": max(draft.people_count, len(draft.present)),
        "project": draft.project,
        "office": draft.office,
        "place": draft.place,
        "subject": draft.subject,
        "words": searched(draft.subject, draft.number),
        "confidential_note": note if draft.confidential_note is None else draft.confidential_note,
        "number": draft.number,
    }


def _capacities(draft: SessionDraft) -> dict[int, int]:
    """In which capacity each party besides the lead one took part; on its own behalf wins over merely present."""
    capacity = SessionParty.Capacity
    wanted = {party.pk: capacity.PRESENT for party in draft.present}
    wanted |= {party.pk: capacity.PARTY for party in draft.other_parties}
    wanted.pop(draft.party.pk, None)
    return wanted  # type: ignore[return-value]  # choices are integers


def _add_participations(pairs: Sequence[tuple[Session, SessionDraft]]) -> None:
    SessionParty.objects.bulk_create(
        [
            SessionParty(session=row, party_id=party, capacity=capacity)
            for row, draft in pairs
            for party, capacity in _capacities(draft).items()
        ],
        batch_size=5_000,
    )


def _set_participations(session: Session, draft: SessionDraft) -> None:
    wanted = _capacities(draft)
    gone = []
    for row in session.participations.all():
        capacity = wanted.pop(row.party_id, None)
        if capacity is None:
            gone.append(row.pk)
        elif capacity != row.capacity:
            row.capacity = capacity
            row.save(update_fields=["capacity"])
    SessionParty.objects.filter(pk__in=gone).delete()
    SessionParty.objects.bulk_create(
        SessionParty(session=session, party_id=party, capacity=capacity) for party, capacity in wanted.items()
    )


def _add_follow_up(session: Session, draft: FollowUpDraft | None, *, by: User | None) -> None:
    if draft is None:
        return
    session.follow_up = add_task(
        title=draft.title, due_on=draft.due_on, assignee=draft.assignee, party=session.party, by=by or draft.assignee
    )
    session.save(update_fields=["follow_up"])


def _require_joining(drafts: Sequence[SessionDraft]) -> None:
    """Refuse parties that have not joined; the joinings looked at stay locked, so that none is cancelled meanwhile."""
    for project, parties in _missing_joinings(drafts):
        raise NotJoinedError(project, parties)


def _missing_joinings(drafts: Sequence[SessionDraft]) -> Iterator[tuple[Project, list[Party]]]:
    """For each draft whose project requires joining, the parties that have not joined by its day, if any."""
    strict = [draft for draft in drafts if draft.project and draft.project.requires_joining]
    if not strict:
        return
    joined = joined_pairs(
        {draft.project.pk for draft in strict if draft.project},
        {party.pk for draft in strict for party in (draft.party, *draft.other_parties)},
    )
    for draft in strict:
        assert draft.project is not None  # noqa: S101  # narrowed above, for the type checker
        missing = [
            party
            for party in dict.fromkeys((draft.party, *draft.other_parties))
            if not any(draft.day in period for period in joined.get((draft.project.pk, party.pk), ()))
        ]
        if missing:
            yield draft.project, missing
