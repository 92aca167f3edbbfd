"""Reads of users."""

from collections import Counter
from collections.abc import Mapping

from allauth.mfa.models import Authenticator
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ognisko.accounts.models import STAFF_ROLES, User


def staff() -> QuerySet[User]:
    """Members of staff who may log in, by name: those to whom work is given."""
    return User.objects.filter(is_active=True, roles__overlap=sorted(STAFF_ROLES))


def users() -> QuerySet[User]:
    """Everybody who can or could log in, those who can first."""
    return User.objects.order_by("-is_active", "name")


# Second factors -------------------------------------------------------------------------------------------------------


def primary_factors(user: User) -> QuerySet[Authenticator]:
    """What a user logs in with beside the password; recovery codes only stand in for it."""
    return Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.RECOVERY_CODES)


def has_second_factor(user: User) -> bool:
    """Say whether a user has a second factor; one query."""
    return primary_factors(user).exists()


def factors_in_words() -> Mapping[int, str]:
    """Which second factors each user has, by the user's number: "app, 2 keys"; one query."""
    held: dict[int, Counter[str]] = {}
    for user, type_ in Authenticator.objects.values_list("user_id", "type"):
        held.setdefault(user, Counter())[type_] += 1
    return {user: _in_words(types) for user, types in held.items()}


def _in_words(types: Counter[str]) -> str:
    keys = types[Authenticator.Type.WEBAUTHN]
    parts = (
        _("app") if types[Authenticator.Type.TOTP] else "",
        ngettext("%(count)d key", "%(count)d keys", keys) % {"count": keys} if keys else "",
    )
    return ", ".join(part for part in parts if part)
