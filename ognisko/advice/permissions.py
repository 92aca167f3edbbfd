"""Who may see and change sessions; deny by default."""

from ognisko.accounts.models import Role, User
from ognisko.accounts.permissions import can_steer, can_write, works_here
from ognisko.advice.models import Session


def can_see_sessions(user: User) -> bool:
    """Staff see every session, but for its confidential note."""
    return works_here(user)


def can_record_sessions(user: User) -> bool:
    """Staff who record work add sessions of their own."""
    return can_write(user)


def can_record_for_others(user: User) -> bool:
    """Those who answer for the centre record sessions of somebody else."""
    return can_steer(user)


def can_edit_session(user: User, session: Session) -> bool:
    """A session is changed and cancelled by its advisor, or by those who answer for the centre."""
    return can_write(user) and (session.advisor_id == user.pk or can_steer(user))


def can_edit_many_sessions(user: User) -> bool:
    """Project and office of many sessions at once: those who answer for the centre."""
    return can_steer(user)


def can_read_confidential_note(user: User, session: Session) -> bool:
    """The confidential note is its advisor's and the director's; an auditor and a coordinator do not read it."""
    return works_here(user) and (session.advisor_id == user.pk or user.has_role(Role.DIRECTOR))


def can_manage_kinds(user: User) -> bool:
    """Kinds of session are added, renamed and retired by those who answer for the centre."""
    return can_steer(user)
