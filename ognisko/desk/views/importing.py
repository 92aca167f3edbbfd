"""Stub: to be written by its owner."""

from django.http import HttpRequest, HttpResponse


def import_page(request: HttpRequest, **kwargs: object) -> HttpResponse:
    """Stub."""
    return HttpResponse("stub")
template = import_page
