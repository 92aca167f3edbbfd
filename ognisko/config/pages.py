"""Pages that belong to no domain: errors, the outage, the health of the process, the language."""

from __future__ import annotations

import errno
import logging
import sys

from django.db import Error, InterfaceError, OperationalError, connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.views.decorators.cache import never_cache

logger = logging.getLogger(__name__)


def _page(request: HttpRequest, name: str, status: int) -> HttpResponse:
    """Draw an error page without context processors: they ask for the user, hence the database, which may be away."""
    return HttpResponse(render_to_string(f"config/{name}.html", {"path": request.path}), status=status)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: there is no such page, or it is not for this person; which of the two stays unsaid."""
    return _page(request, "not_found", 404)


def closed(request: HttpRequest, **kwargs: str) -> HttpResponse:
    """404 at an address that a library brings along and the centre does not use."""
    raise Http404


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: this person may not do that."""
    return _page(request, "forbidden", 403)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the address or the form makes no sense."""
    return _page(request, "bad_request", 400)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form was opened too long ago, or comes from elsewhere."""
    return _page(request, "csrf_failure", 403)


def failed(request: HttpRequest) -> HttpResponse:
    """500: a mistake of ours, and the log has it; 503 when the database is away, 507 when the disk is full."""
    reason = sys.exc_info()[1]
    if isinstance(reason, OSError) and reason.errno in {errno.ENOSPC, errno.EDQUOT}:
        return _page(request, "full", 507)
    if isinstance(reason, (OperationalError, InterfaceError)) and _is_outage(reason):
        return outage(request, reason)
    return _page(request, "failed", 500)


def _is_outage(reason: Exception) -> bool:
    """Whether the database is away, starting or full, in contrast to an error inside it such as a deadlock."""
    state = getattr(reason.__cause__, "sqlstate", None) or ""
    return not state or state.startswith(("08", "53", "57P"))


def outage(request: HttpRequest, reason: Exception) -> HttpResponse:
    """503: people read a calm page that tries again, and a form that was sent is not sent again by itself.

    It is a WARNING and not an ERROR: the supervisor restarts the database, and a thousand impatient clicks must not
    bury the log.
    """
    logger.warning("The database did not answer %s %s: %s", request.method, request.path, str(reason).strip())
    again = request.method in {"GET", "HEAD"}
    response = HttpResponse(render_to_string("config/outage.html", {"path": request.path, "again": again}), status=503)
    response.headers["Retry-After"] = "5"
    response.headers["Cache-Control"] = "no-store"
    return _already_logged(response)


def _already_logged(response: HttpResponse) -> HttpResponse:
    """Django writes an ERROR for every answer of 500 or more; an outage is known, and has its own line in the log."""
    response._has_been_logged = True  # type: ignore[attr-defined]
    return response


@never_cache
def health(request: HttpRequest) -> HttpResponse:
    """Whether this process answers and reaches its database: 200 and `ok`, or 503 and what is missing."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("select 1")
    except Error:
        return _already_logged(JsonResponse({"status": "unavailable", "database": "unavailable"}, status=503))
    return JsonResponse({"status": "ok", "database": "ok"})
