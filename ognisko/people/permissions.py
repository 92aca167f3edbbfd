"""Who may see and change parties: staff see the basic data of every party, those who record work change them."""

from ognisko.accounts.models import User
from ognisko.accounts.permissions import can_administer, can_steer, can_write, works_here
from ognisko.people.models import Party


def can_see_parties(user: User) -> bool:
    """Every member of staff, also an auditor; somebody from outside does not."""
    return works_here(user)


def can_see_party(user: User, party: Party) -> bool:
    """Staff see the basic data of every party."""
    return can_see_parties(user)


def can_change_parties(user: User) -> bool:
    """Adding and changing parties, notes and tasks belongs to everybody who records work; an auditor only reads."""
    return can_write(user)


def can_merge_parties(user: User) -> bool:
    """Making two parties one moves the records of many people: director, coordinator, administrator."""
    return can_steer(user)


def can_keep_tags(user: User) -> bool:
    """Renaming and removing tags changes the lists of all: director and administrator."""
    return can_administer(user)


def can_keep_wordings(user: User) -> bool:
    """What people are asked to agree to binds the centre: director, coordinator, administrator."""
    return can_steer(user)
