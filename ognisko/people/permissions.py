"""Who may see and change parties: staff see the basic data of every party, those who record work change them."""

from ognisko.accounts.models import Role, User
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


def can_record_protected(user: User) -> bool:
    """PESEL, labour status and disability are recorded by everybody who collects the paper form; reading is another."""
    return can_write(user)


def can_see_protected(user: User) -> bool:
    """Those who settle with funders read them: director, coordinator, grants officer. Each look is recorded."""
    return user.has_role(Role.DIRECTOR, Role.COORDINATOR, Role.GRANTS_OFFICER)


def can_see_viewings(user: User) -> bool:
    """Who looked at protected data is seen by those who answer for it, and by the auditor."""
    return user.has_role(Role.DIRECTOR, Role.ADMINISTRATOR, Role.AUDITOR)
