"""Who may see what is taken; deny by default. What takes the time (an appointment, a loan) decides on itself."""

from ognisko.accounts.models import User
from ognisko.accounts.permissions import can_steer, can_write
from ognisko.bookings.models import Resource


def can_block(user: User, resource: Resource) -> bool:
    """An advisor's time is blocked by the advisor, or by those who answer for the centre."""
    return can_write(user) and (resource.user_id == user.pk or can_steer(user))
