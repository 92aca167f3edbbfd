"""What the pages of sessions share: who acts, the way up, and where to go on."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _


def way_up(*steps: tuple[str, str]) -> list[tuple[str, str]]:
    """The way up from a page of sessions."""
    return [(_("Advice"), reverse("advice:sessions")), *steps]


def own_address(request: HttpRequest, address: str) -> str:
    """An address of this very site, or nothing: nobody is sent elsewhere by what a link says."""
    ours = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    return address if address and ours else ""


def is_for_panel(request: HttpRequest) -> bool:
    """Say whether the answer goes into the side panel, beside the page where a number was opened."""
    return bool(request.htmx) and request.htmx.target == "panel"  # type: ignore[attr-defined]  # by django_htmx
