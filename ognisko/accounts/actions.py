"""Writes to users: added by an administrator, never deleted, since their work stays."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from allauth.account.forms import ResetPasswordForm
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core import signing
from django.core.mail import send_mail
from django.db import transaction
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
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


# Entering by a mailed link, for people without a role ---------------------------------------------------------------

LINK_LASTS = timedelta(hours=24)
_ENTRY = "ognisko.accounts.entry"


class LinkDeadError(Exception):
    """The link was used, is too old, or was never ours."""


@dataclass(frozen=True)
class Entry:
    """What a mailed link holds: whose it is, their name in case they are new, where they were going.

    ``seen`` is the last login at the time of the letter, so that a link dies with the login that it makes.
    """

    email: str
    name: str
    onward: str
    seen: str


def mail_entry_link(email: str, *, name: str = "", onward: str = "") -> None:
    """Mail a link that lets in once, within LINK_LASTS. Whoever has a role is told to sign in as usual instead.

    Nobody is added before the link is used, and the caller learns nothing about who is here.
    """
    email = email.strip().lower()
    user = User.objects.filter(email=email).first()
    if user is not None and not user.is_active:
        return
    site = str(settings.ADDRESS).rstrip("/")
    if user is not None and user.needs_second_factor:
        link = site + reverse("account_login")
        subject, letter = _("Sign in with your password"), "entry_with_role"
    else:
        given = signing.dumps([email, name.strip()[:150], onward, _seen(user)], salt=_ENTRY, compress=True)
        link = site + reverse("accounts:entry", args=[given])
        subject, letter = _("Your link to enter"), "entry"
    facts = {"link": link, "hours": LINK_LASTS // timedelta(hours=1)}
    text = render_to_string(f"accounts/letters/{letter}.txt", facts)
    # A mail server that is down is no reason to lose the page: whoever gets no letter asks again.
    transaction.on_commit(lambda: send_mail(subject, text, None, [email]), robust=True)


def read_entry(text: str) -> Entry:
    """What the link says, if it can still be used; nothing changes. Raises LinkDeadError."""
    try:
        email, name, onward, seen = signing.loads(text, salt=_ENTRY, max_age=LINK_LASTS)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise LinkDeadError from error
    entry = Entry(email, name, onward, seen)
    if not _fits(User.objects.filter(email=email).first(), entry):
        raise LinkDeadError
    return entry


@transaction.atomic
def enter(text: str) -> tuple[User, Entry]:
    """Use a link: the person is there, added without a role where they are new, and the link is dead.

    Race: the person's row is locked, so of two clicks one enters; a new person is held by the unique e-mail. Raises
    LinkDeadError.
    """
    entry = read_entry(text)
    User.objects.bulk_create([_newcomer(entry)], ignore_conflicts=True)
    user = User.objects.select_for_update().get(email=entry.email)
    if not _fits(user, entry):
        raise LinkDeadError
    user.last_login = timezone.now()
    user.save(update_fields=["last_login"])
    return user, entry


def _newcomer(entry: Entry) -> User:
    new = User(email=entry.email, name=entry.name or entry.email.partition("@")[0], wants_reminders=False)
    new.set_unusable_password()
    return new


def person_with(email: str, *, name: str = "") -> User:
    """The user of an e-mail, added without a role where there is none: whom somebody invites to write together."""
    email = email.strip().lower()
    User.objects.bulk_create([_newcomer(Entry(email, name, "", ""))], ignore_conflicts=True)
    return User.objects.get(email=email)


def _seen(user: User | None) -> str:
    return user.last_login.isoformat() if user is not None and user.last_login else ""


def _fits(user: User | None, entry: Entry) -> bool:
    if user is None:
        return entry.seen == ""
    return user.is_active and not user.needs_second_factor and _seen(user) == entry.seen
