"""Who may see or change what belongs to no single domain; deny by default."""

from base64 import b32encode, urlsafe_b64encode
from collections.abc import Callable
from functools import wraps
from hashlib import sha256
from secrets import token_bytes
from time import time
from typing import Any, Concatenate

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import ratelimit
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ognisko.accounts.models import Role, User
from ognisko.accounts.queries import primary_factors


def works_here(user: User) -> bool:
    """Staff of the centre; everybody else gets no staff page."""
    return user.works_here


def can_write(user: User) -> bool:
    """Staff who record work: every staff role but a mere auditor."""
    return user.writes


def can_steer(user: User) -> bool:
    """Those who answer for the centre: director, coordinator, administrator."""
    return user.has_role(Role.DIRECTOR, Role.COORDINATOR, Role.ADMINISTRATOR)


def can_administer(user: User) -> bool:
    """Those who set the centre up: director and administrator."""
    return user.has_role(Role.DIRECTOR, Role.ADMINISTRATOR)


def must_have_second_factor(user: User) -> bool:
    """Everybody with a role, except where the setting of a demo lets them in without."""
    return user.needs_second_factor and not settings.WITHOUT_MFA


def acting(request: HttpRequest) -> User:
    """The user who asks; only for views that ``allowed`` has closed to everybody else."""
    assert isinstance(request.user, User)  # noqa: S101  # narrows the type; allowed() has made sure
    return request.user


def may_mail_link(request: HttpRequest, email: str) -> bool:
    """So many links an hour for an address and from one computer (settings.ACCOUNT_RATE_LIMITS); it counts this one."""
    return bool(ratelimit.consume(request, action="entry", key=email.lower()))


def allowed[**P](
    may: Callable[[User], bool],
) -> Callable[
    [Callable[Concatenate[HttpRequest, P], HttpResponse]], Callable[Concatenate[HttpRequest, P], HttpResponse]
]:
    """Open a view to those for whom ``may`` is true: nobody logged in is sent to log in, a stranger gets 404.

    404 and not 403, since a stranger should not learn what exists.
    """

    def decorate(
        view: Callable[Concatenate[HttpRequest, P], HttpResponse],
    ) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if not may(request.user):  # type: ignore[arg-type]  # login_required has let in users only
                raise Http404
            return view(request, *args, **kwargs)

        return login_required(guarded)

    return decorate


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs up alone: an administrator adds people, who set their password by a mailed link."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "incorrect_code": _("This code does not fit. Type the one that the app shows now."),
        "rate_limited": _("Too many attempts. Wait a few minutes and try again."),
        "too_many_login_attempts": _("Too many attempts. Wait a few minutes and try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Whoever has logged in a minute ago has just shown who they are, and need not do so again."""
        records = get_authentication_records(self.request, self.request.user)
        if records and time() - records[-1]["at"] < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT:
            return False
        required: bool = super().is_reauthentication_required(app=app, **kwargs)
        return required

    def send_notification_mail(
        self, template_prefix: str, user: User, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """To the address by which the user logs in: it is the only one."""
        super().send_notification_mail(template_prefix, user, context, email or user.email)


class SecondFactorAdapter(DefaultMFAAdapter):
    """Second factors: their secrets are not readable in a copy of the database, and the last one stays."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_delete_authenticator": _("This is your last second factor, and you need one. Add another one first."),
        "incorrect_code": _("This code does not fit. Type the one that the app shows now."),
    }

    def encrypt(self, text: str) -> str:
        """Under a key made of the secret key, which a backup of the database does not hold."""
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The secret; where its key is gone, one that nobody knows, so that no code fits and a reset helps."""
        try:
            return _cipher().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            return b32encode(token_bytes(20)).decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """All but the last one of somebody who needs one."""
        others = primary_factors(authenticator.user).exclude(pk=authenticator.pk)
        return not must_have_second_factor(authenticator.user) or others.exists()

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:  # noqa: A002  # its name there
        """A name to begin with; people write the device there."""
        return gettext("Key %(number)s") % {"number": Authenticator.objects.filter(user=user, type=type).count() + 1}


def _cipher() -> MultiFernet:
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return MultiFernet([Fernet(urlsafe_b64encode(sha256(f"second factor {key}".encode()).digest())) for key in keys])
