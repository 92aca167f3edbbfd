"""Writes to users: added by an administrator, never deleted, since their work stays."""

from collections.abc import Sequence

from allauth.account.forms import ResetPasswordForm
from django.db import transaction
from django.http import HttpRequest

from ognisko.accounts.models import Role, User


class LastAdministratorError(Exception):
    """Nobody would be left to administer the centre."""


@transaction.atomic
def add_user(*, email: str, name: str, roles: Sequence[str], by: User) -> User:
    """Add somebody who may log in; they set their password by a mailed link."""
    return User.objects.create_user(email, name=name, roles=list(roles))


@transaction.atomic
def change_user(user: User, *, email: str, name: str, roles: Sequence[str], is_active: bool, by: User) -> User:
    """Change name, e-mail, roles, and whether the user may log in.

    Raises LastAdministratorError; the administrators are locked, so that two cannot take the role from each other.
    """
    others = User.objects.select_for_update().filter(roles__contains=[Role.ADMINISTRATOR], is_active=True)
    left = [row for row in others.order_by("pk") if row.pk != user.pk]
    user = User.objects.select_for_update().get(pk=user.pk)
    if user.has_role(Role.ADMINISTRATOR) and not left and not (is_active and Role.ADMINISTRATOR in roles):
        raise LastAdministratorError
    user.email, user.name, user.roles, user.is_active = email.lower(), name, list(roles), is_active
    user.is_superuser = Role.ADMINISTRATOR in user.roles
    user.save()
    return user


@transaction.atomic
def set_reminders(user: User, *, wants: bool, by: User) -> User:
    """Whether the user gets a letter on days on which something of theirs is due."""
    user = User.objects.select_for_update().get(pk=user.pk)
    user.wants_reminders = wants
    user.save(update_fields=["wants_reminders"])
    return user


def send_password_link(user: User, request: HttpRequest) -> None:
    """Mail the user a link by which they set their password."""
    form = ResetPasswordForm({"email": user.email})
    if form.is_valid():
        form.save(request)
