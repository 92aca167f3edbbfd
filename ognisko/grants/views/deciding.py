"""Ranking lists, decisions of two persons, agreements, payments."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse


def ranking(request: HttpRequest, **asked: Any) -> HttpResponse:
    """Not built yet."""
    raise Http404


def agreements(request: HttpRequest, **asked: Any) -> HttpResponse:
    """Not built yet."""
    raise Http404


def payments(request: HttpRequest, **asked: Any) -> HttpResponse:
    """Not built yet."""
    raise Http404


def money(request: HttpRequest, **asked: Any) -> HttpResponse:
    """Not built yet."""
    raise Http404


def grant(request: HttpRequest, **asked: Any) -> HttpResponse:
    """Not built yet."""
    raise Http404
