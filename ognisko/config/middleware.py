"""What every request passes through."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from ognisko.accounts.permissions import must_have_second_factor
from ognisko.accounts.queries import has_second_factor
from ognisko.people.actions import ErasedError, PartyMergedError

Answer = Callable[[HttpRequest], HttpResponse]


class PolishFirst:
    """Pages are Polish unless the language cookie says otherwise; what the browser asks for does not count."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response
        self.languages = {code for code, _name in settings.LANGUAGES}

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer in the language of the cookie."""
        asked = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = asked if asked in self.languages else settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


class SecondFactor:
    """Whoever has a role but no second factor yet sees the pages that set one up, and nothing else.

    It asks the database each time and remembers nothing in the session: a factor that an administrator has reset is
    missing at once. What answers before anybody is known (files, the health of the process) costs no question.
    """

    OPEN = frozenset({"health", "set_language", "ui:theme", "account_login", "account_logout"})
    SETUP = frozenset(
        {
            "mfa_index",
            "mfa_activate_totp",
            "mfa_add_webauthn",
            "mfa_view_recovery_codes",
            "account_reauthenticate",
            "mfa_reauthenticate",
            "mfa_reauthenticate_webauthn",
        }
    )

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Go on; who may is decided when the view is known."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Send to the setting up; a part of a page (htmx) sends the whole page there."""
        name = request.resolver_match.view_name if request.resolver_match else ""
        if settings.WITHOUT_MFA or name in self.OPEN or not request.user.is_authenticated:
            return None
        if not must_have_second_factor(request.user) or has_second_factor(request.user):
            return None
        request.second_factor_missing = True  # type: ignore[attr-defined]  # the navigation then leads nowhere
        if name in self.SETUP:
            return None
        if getattr(request, "htmx", False):
            return HttpResponse(headers={"HX-Redirect": reverse("mfa_index")})
        return redirect("mfa_index")


class MergedParties:
    """Whoever follows an old link to a double, or records something for it, comes to the party that it goes on as.

    Also where the merge came in between: nothing was saved then, and the message says so by naming the other party.
    So does what was recorded for a person who was erased meanwhile, where no form says it at its field.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer as the page does."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Lead from the double to the kept party, with a word of why."""
        if isinstance(exception, ErasedError):
            messages.error(request, str(exception))
            return redirect(exception.party)
        if not isinstance(exception, PartyMergedError):
            return None
        if request.method in ("GET", "HEAD"):
            text = _("%(gone)s was merged into this party.") % {"gone": exception.gone}
            messages.info(request, text)
        else:
            messages.error(request, str(exception))
        return redirect(exception.kept)
