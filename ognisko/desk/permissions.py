"""Who may use the pages of desk that change what many see; deny by default."""

from ognisko.accounts.models import Role, User
from ognisko.accounts.permissions import can_administer, can_steer


def can_import(user: User) -> bool:
    """Registers come in whole, so it takes those who answer for the centre: coordinator, director, administrator."""
    return can_steer(user)


def can_copy_data(user: User) -> bool:
    """A copy of all that is known of a person is made by those who answer for the centre."""
    return can_steer(user)


def can_erase(user: User) -> bool:
    """Erasing somebody can't be undone: director and administrator."""
    return can_administer(user)


def can_see_erasures(user: User) -> bool:
    """The register of erasures has no names: those who answer for the centre, and auditors."""
    return can_steer(user) or user.has_role(Role.AUDITOR)
