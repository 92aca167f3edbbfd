"""Who may see and change sessions; deny by default."""

from ognisko.accounts.models import Role, User
from ognisko.accounts.permissions import can_steer, can_write, works_here
from ognisko.advice.models import AdviceHours, Appointment, Session


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


def can_see_appointments(user: User) -> bool:
    """Staff see who has booked an hour."""
    return works_here(user)


def can_book(user: User) -> bool:
    """Staff who record work book hours for others, at the desk or on the phone."""
    return can_write(user)


def can_change_appointment(user: User, appointment: Appointment) -> bool:
    """An appointment is moved, cancelled and marked by its advisor, or by those who answer for the centre."""
    return can_write(user) and (appointment.advisor.pk == user.pk or can_steer(user))


def can_set_hours(user: User) -> bool:
    """Advisors and animators offer hours of their own, those who answer for the centre everybody's."""
    return user.has_role(Role.ADVISOR, Role.ANIMATOR) or can_steer(user)


def can_set_hours_of_others(user: User) -> bool:
    """Hours of several advisors, or of others, are set by those who answer for the centre."""
    return can_steer(user)


def can_change_hours(user: User, hours: AdviceHours) -> bool:
    """Hours are changed by the one advisor whose hours alone they are, or by those who answer for the centre."""
    return can_steer(user) or (can_set_hours(user) and {one.user_id for one in hours.who.all()} == {user.pk})
