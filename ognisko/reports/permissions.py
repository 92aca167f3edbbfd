"""Who may see figures, reports and the ledger, and who sets targets and closes periods; deny by default."""

from ognisko.accounts.models import User
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
