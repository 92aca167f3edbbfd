"""Programmes, calls, and what the public sees of them."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse


def calls(request: HttpRequest, **asked: Any) -> HttpResponse:
    """Not built yet."""
    raise Http404


def call(request: HttpRequest, **asked: Any) -> HttpResponse:
    """Not built yet."""
    raise Http404


def open_calls(request: HttpRequest, **asked: Any) -> HttpResponse:
    """Not built yet."""
    raise Http404


def public_call(request: HttpRequest, **asked: Any) -> HttpResponse:
    """Not built yet."""
    raise Http404


def results(request: HttpRequest, **asked: Any) -> HttpResponse:
    """Not built yet."""
    raise Http404
