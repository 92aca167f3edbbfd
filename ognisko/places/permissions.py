"""Who may see places: they are public facts, but the pages are for those who work with them."""

from typing import Any


def can_look_up(user: Any) -> bool:
    """Everybody who is logged in: applicants give their seat too."""
    return bool(user.is_authenticated)


def can_browse(user: Any) -> bool:
    """Staff of the centre."""
    return bool(user.is_authenticated and user.works_here)
