"""The tabs of a call's pages for staff, and the way up from them."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from ognisko.grants.models import Call
from ognisko.ui.rules import Tab


def call_tabs(call: Call, active: str) -> list[Tab]:
    """The way of a call from left to right; ``active`` is the name of the page's address."""
    tabs = (
        ("call", pgettext("tab of a call", "Call")),
        ("applications", pgettext("tab of a call", "Applications")),
        ("reviews", pgettext("tab of a call", "Review")),
        ("ranking", _("Ranking list")),
        ("agreements", pgettext("tab of a call", "Agreements")),
        ("payments", pgettext("tab of a call", "Payments")),
        ("reports", pgettext("tab of a call", "Settlement")),
        ("money", pgettext("tab of a call", "Money")),
    )
    return [Tab(label, reverse(f"grants:{name}", args=[call.pk]), name == active) for name, label in tabs]


def crumbs(call: Call | None = None, *more: tuple[str, str]) -> list[tuple[str, str]]:
    """The way up from a page of grants, of a call, or of what is further down."""
    path = [(_("Grants"), reverse("grants:calls"))]
    return [*path, (call.name, call.get_absolute_url()), *more] if call else path
