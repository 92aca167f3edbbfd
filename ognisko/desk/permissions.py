"""Who may use the pages of desk that change what many see; deny by default."""

from ognisko.accounts.models import User
from ognisko.accounts.permissions import can_steer


def can_import(user: User) -> bool:
    """Registers come in whole, so it takes those who answer for the centre: coordinator, director, administrator."""
    return can_steer(user)
