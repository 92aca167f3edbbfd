"""Search over everything: a page that needs no scripts, and the lines of the dialog that Ctrl+K opens."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from ognisko.accounts.permissions import acting, allowed, can_write, works_here
from ognisko.core.search import LONGEST
from ognisko.desk.queries import search as everywhere
from ognisko.people.permissions import can_see_protected
from ognisko.people.rules import holds_pesel
from ognisko.ui.rules import Tab


@allowed(works_here)
def search(request: HttpRequest) -> HttpResponse:
    """What was found for ?q=, of one kind with ?w=; a PESEL is not searched for, nor left in the address."""
    text, only = request.GET.get("q", "").strip()[:LONGEST], request.GET.get("w", "")
    in_dialog = request.htmx and request.htmx.target == "search-results"  # type: ignore[attr-defined]
    if holds_pesel(text):
        may_find = can_see_protected(acting(request))
        if in_dialog:
            return render(request, "desk/search_options.html", {"is_pesel": True, "may_find": may_find})
        messages.warning(request, _("Ognisko does not search by PESEL, and did not keep what you typed."))
        return redirect("people:pesel_find" if may_find else "desk:search")
    limit = everywhere.IN_FULL if only and not in_dialog else everywhere.IN_SECTION
    results = everywhere.search(acting(request), text, limit=limit, only=only)
    context = {
        "results": results,
        "search_text": text,
        "only": only,
        "tabs": _tabs(text, only),
        "all_url": reverse("desk:search", query={"q": text}),
        "add_url": reverse("people:party_add", query={"name": text}) if can_write(acting(request)) else "",
    }
    return render(request, "desk/search_options.html" if in_dialog else "desk/search.html", context)


def _tabs(text: str, only: str) -> list[Tab]:
    """Everything, then each kind alone."""
    kinds = [("", _("Everything")), *((source.key, str(source.label)) for source in everywhere.SOURCES)]
    return [
        Tab(label, reverse("desk:search", query={"q": text} | ({"w": key} if key else {})), key == only)
        for key, label in kinds
    ]
