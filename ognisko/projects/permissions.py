"""Who may see and change projects and offices; deny by default.

All staff see them: assignments choose for a person what stands first in a form, they do not hide anything.
"""

from ognisko.accounts.models import User
from ognisko.accounts.permissions import can_steer, can_write, works_here


def can_see_projects(user: User) -> bool:
    """Projects, participants, partners, offices and their hours are basic data for all staff."""
    return works_here(user)


def can_record_joinings(user: User) -> bool:
    """Whoever records work also records who joins a project and who leaves it."""
    return can_write(user)


def can_edit_projects(user: User) -> bool:
    """What a project is, its partners, area and staff: director, coordinator, administrator."""
    return can_steer(user)


def can_edit_offices(user: User) -> bool:
    """What an office is and when it is open, since hours open are counted: director, coordinator, administrator."""
    return can_steer(user)


def can_edit_dictionaries(user: User) -> bool:
    """Operators and funders: director, coordinator, administrator."""
    return can_steer(user)
