"""Who may see or change what belongs to no single domain; deny by default."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse

from ognisko.accounts.models import Role, User


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


def acting(request: HttpRequest) -> User:
    """The user who asks; only for views that ``allowed`` has closed to everybody else."""
    assert isinstance(request.user, User)  # noqa: S101  # narrows the type; allowed() has made sure
    return request.user


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

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False
