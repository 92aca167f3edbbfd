"""Officers check applications, assessors give points."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse


def applications(request: HttpRequest, **asked: Any) -> HttpResponse:
    """Not built yet."""
    raise Http404


def application(request: HttpRequest, **asked: Any) -> HttpResponse:
    """Not built yet."""
    raise Http404


def reviews(request: HttpRequest, **asked: Any) -> HttpResponse:
    """Not built yet."""
    raise Http404


def to_assess(request: HttpRequest, **asked: Any) -> HttpResponse:
    """Not built yet."""
    raise Http404
