"""Pages that belong to no domain: errors, the outage, the health of the process, the language."""

from __future__ import annotations

from django.db import Error, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.views.decorators.cache import never_cache


def _page(request: HttpRequest, name: str, status: int) -> HttpResponse:
    """Draw an error page without context processors: they ask for the user, hence the database, which may be away."""
    return HttpResponse(render_to_string(f"config/{name}.html", {"path": request.path}), status=status)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: there is no such page, or it is not for this person; which of the two stays unsaid."""
    return _page(request, "not_found", 404)


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
    """500: a mistake of ours; the log has it."""
    return _page(request, "failed", 500)


def outage(request: HttpRequest) -> HttpResponse:
    """503: the database is away for a moment."""
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
