"""What every request passes through."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from ognisko.config import pages

logger = logging.getLogger(__name__)

Answer = Callable[[HttpRequest], HttpResponse]


class CalmOutage:
    """While the database is away, people read a calm page instead of an error, and machines read 503.

    It is a WARNING and not an ERROR: the supervisor restarts the database, and a thousand impatient clicks must not
    bury the log. It stands before the session's middleware, which is the first to ask the database.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, or say that the database is away."""
        try:
            return self.get_response(request)
        except (OperationalError, InterfaceError) as reason:
            return self._outage(request, reason)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The same for a view that the database left in the middle."""
        if isinstance(exception, (OperationalError, InterfaceError)):
            return self._outage(request, exception)
        return None

    def _outage(self, request: HttpRequest, reason: Exception) -> HttpResponse:
        logger.warning("The database did not answer %s %s: %s", request.method, request.path, str(reason).strip())
        return pages.outage(request)


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
