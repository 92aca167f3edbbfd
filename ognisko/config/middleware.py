"""What every request passes through."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import translation
from django.utils.translation import gettext as _

from ognisko.people.actions import PartyMergedError

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


class MergedParties:
    """Whoever follows an old link to a double, or records something for it, comes to the party that it goes on as.

    Also where the merge came in between: nothing was saved then, and the message says so by naming the other party.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer as the page does."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Lead from the double to the kept party, with a word of why."""
        if not isinstance(exception, PartyMergedError):
            return None
        if request.method in ("GET", "HEAD"):
            text = _("%(gone)s was merged into this party.") % {"gone": exception.gone}
            messages.info(request, text)
        else:
            messages.error(request, str(exception))
        return redirect(exception.kept)
