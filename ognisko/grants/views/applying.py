"""An applicant's pages: from the first look at the conditions to the receipt."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse


def apply(request: HttpRequest, **asked: Any) -> HttpResponse:
    """Not built yet."""
    raise Http404


def my(request: HttpRequest, **asked: Any) -> HttpResponse:
    """Not built yet."""
    raise Http404


def mine(request: HttpRequest, **asked: Any) -> HttpResponse:
    """Not built yet."""
    raise Http404
