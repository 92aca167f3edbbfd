"""Who makes questionnaires: those who answer for the centre, and grants officers. Answering goes by a sheet's link."""

from ognisko.accounts.models import Role, User
from ognisko.accounts.permissions import can_steer, works_here
from ognisko.questionnaires.models import AnswerSheet


def can_see_questionnaires(user: User) -> bool:
    """Every member of staff sees what is asked, also an auditor."""
    return works_here(user)


def can_make_questionnaires(user: User) -> bool:
    """Director, coordinator, administrator, and officers who run calls."""
    return can_steer(user) or user.has_role(Role.GRANTS_OFFICER)


def can_read_answers(user: User) -> bool:
    """Those who make questionnaires: answers name people, and cards of assessors are nobody else's business."""
    return can_make_questionnaires(user)


def can_try(user: User, sheet: AnswerSheet) -> bool:
    """A trial belongs to whoever began it."""
    return sheet.is_trial and sheet.owner_id == user.pk
