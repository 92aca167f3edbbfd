"""Who may read and keep the registers of the RODO; deny by default."""

from ognisko.accounts.models import Role, User
from ognisko.accounts.permissions import can_administer, can_steer, can_write, works_here
from ognisko.privacy.models import Breach


def can_see_privacy(user: User) -> bool:
    """Every member of staff finds what they need: consents, the bases of projects, how to report a breach."""
    return works_here(user)


def can_read_registers(user: User) -> bool:
    """The register, the breach log and the list of what was kept long enough: those who answer, and the auditor."""
    return can_steer(user) or user.has_role(Role.AUDITOR)


def can_keep_registers(user: User) -> bool:
    """The director answers to the authority, so the director or the administrator writes."""
    return can_administer(user)


def can_edit_terms(user: User) -> bool:
    """Whoever answers for projects says why they have data and how long: director, coordinator, administrator."""
    return can_steer(user)


def can_report_breaches(user: User) -> bool:
    """Whoever works with data reports what went wrong; waiting for the right person would cost hours of the 72."""
    return can_write(user)


def can_see_breach(user: User, breach: Breach) -> bool:
    """Readers of the registers, and whoever reported it."""
    return can_read_registers(user) or (can_report_breaches(user) and breach.reported_by_id == user.pk)
