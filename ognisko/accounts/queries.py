"""Reads of users."""

from django.db.models import QuerySet

from ognisko.accounts.models import STAFF_ROLES, User


def staff() -> QuerySet[User]:
    """Members of staff who may log in, by name: those to whom work is given."""
    return User.objects.filter(is_active=True, roles__overlap=sorted(STAFF_ROLES))


def users() -> QuerySet[User]:
    """Everybody who can or could log in, those who can first."""
    return User.objects.order_by("-is_active", "name")
