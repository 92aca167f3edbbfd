"""Who may see figures, reports and the ledger, who writes and publishes them, closes periods; deny by default."""

from ognisko.accounts.models import Role, User
from ognisko.accounts.permissions import can_administer, can_steer, works_here


def can_see_reports(user: User) -> bool:
    """Every member of staff sees figures, reports and the ledger, an auditor too; assessors come from outside."""
    return works_here(user)


def can_set_targets(user: User) -> bool:
    """Those who answer for projects set the targets of their indicators."""
    return can_steer(user)


def can_close(user: User) -> bool:
    """Closing a period binds everybody, so directors and administrators do it."""
    return can_administer(user)


def can_define_figures(user: User) -> bool:
    """A figure stands in reports and indicators, so those who answer for the centre define it."""
    return can_steer(user)


def can_write_reports(user: User) -> bool:
    """Reports and their templates are written by those who answer for the centre."""
    return can_steer(user)


def can_publish(user: User) -> bool:
    """What is published can never be changed: the director alone does it."""
    return user.has_role(Role.DIRECTOR)
