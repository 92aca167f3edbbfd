"""Writes to users: added by an administrator, never deleted, since their work stays."""

from collections.abc import Sequence

from allauth.account.forms import ResetPasswordForm
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from ognisko.accounts.models import Role, User


class LastAdministratorError(Exception):
    """Nobody would be left to administer the centre."""


class NoReasonError(Exception):
    """Something that may be asked about later was done without saying why."""


class OwnFactorError(Exception):
    """Somebody tried to reset their own second factor: whoever found an open screen could do that."""


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
    if user.email != email.lower():
        _no_other_address(user, email.lower())
    user.email, user.name, user.roles, user.is_active = email.lower(), name, list(roles), is_active
    user.is_superuser = Role.ADMINISTRATOR in user.roles
    user.save()
    return user


def _no_other_address(user: User, email: str) -> None:
    """The earlier address logs in no more, and is told: allauth would go on accepting any address it has noted."""
    EmailAddress.objects.filter(user=user).delete()
    _write_to(user.email, "email_changed", _("You log in to Ognisko with another address"), user, email=email)


@transaction.atomic
def reset_second_factor(user: User, *, reason: str, by: User | None) -> User:
    """Take away all second factors of somebody who has lost theirs: they are asked for new ones after the password.

    All their sessions end, the history keeps the reason, and they get a letter, since somebody else may have asked in
    their name. Without ``by`` it is the machine's owner, at its command line. Raises NoReasonError, OwnFactorError.
    """
    if not reason.strip():
        raise NoReasonError
    if by is not None and by.pk == user.pk:
        raise OwnFactorError
    user = User.objects.select_for_update().get(pk=user.pk)
    Authenticator.objects.filter(user=user).delete()
    user.second_factor_reset_at, user.second_factor_reset_reason = timezone.now(), reason.strip()
    user.save(update_fields=["second_factor_reset_at", "second_factor_reset_reason"])
    _write_to(user.email, "second_factor_reset", _("Your second factor was reset"), user, reason=reason.strip(), by=by)
    return user


def _write_to(address: str, letter: str, subject: str, user: User, **facts: object) -> None:
    """Send a letter once the change stands."""
    text = render_to_string(f"accounts/letters/{letter}.txt", {"user": user, "address": settings.ADDRESS, **facts})
    transaction.on_commit(lambda: send_mail(subject, text, None, [address]))


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
