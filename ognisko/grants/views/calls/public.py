"""What everybody sees: calls, their results, funded initiatives, open data."""

import hashlib
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from ognisko.core.polish import range_text
from ognisko.grants.actions import calls as actions
from ognisko.grants.formats import giving360
from ognisko.grants.forms.calls.saying import AskForm
from ognisko.grants.models import Call
from ognisko.grants.permissions import can_see_grants
from ognisko.grants.queries.calls import giving, now_by_the_database, row_of, with_clock
from ognisko.grants.queries.calls import public as queries
from ognisko.grants.rules.deadlines import State
from ognisko.grants.views.calls.answers import attempt, exported
from ognisko.ui.rules import page_of

KEPT_FOR = 3600


@require_GET
def open_calls(request: HttpRequest) -> HttpResponse:
    """Calls that are open, planned, past."""
    found = queries.public_rows()
    lists = [
        (_("Open now"), "open", [(row, queries.days_left(row.call.deadline, row.now)) for row in found["open"]]),
        (_("Planned"), "planned", [(row, "") for row in found["planned"]]),
        (_("Past"), "past", [(row, "") for row in found["past"]]),
    ]  # fmt: skip
    return render(request, "grants/public/calls.html", {"lists": lists, "any": any(found.values())})


def _shown(request: HttpRequest, address: str) -> Any:
    """An announced call; members of staff see one in preparation too."""
    row = get_object_or_404(with_clock(), address=address)
    user: Any = request.user
    if row.announced_at is None and not (user.is_authenticated and can_see_grants(user)):
        raise Http404
    return row


KEPT = ("who", "costs", "beside", "rules_link")
"""Parts of a call's page that change with its revision alone."""


def kept(call: Call) -> dict[str, str]:
    """What of a call's page is drawn once for each revision and language."""
    key = f"grants.call:{call.token}:{call.revision}:{get_language()}"
    found: dict[str, str] | None = cache.get(key)
    if found is None:
        context = {"call": call, "page": queries.call_page(call)}
        found = {name: render_to_string(f"grants/public/{name}.html", context) for name in KEPT}
        cache.set(key, found, KEPT_FOR)
    return found


def _page(request: HttpRequest, call: Any, form: AskForm, status: int = 200) -> HttpResponse:
    state = row_of(call)
    planned = state.state is State.PLANNED
    day, clock = queries.day_and_clock(call.opens_at if planned else call.deadline, opens=planned)
    context = {
        "call": call, "row": state, "kept": kept(call), "form": form, "grant": queries.grant_text(call),
        "own": queries.own_contribution(call), "left": queries.days_left(call.deadline, call.now),
        "course": queries.course(call, call.now), "period": range_text(call.activity_since, call.activity_until),
        "is_open": state.state is State.OPEN, "is_planned": state.state is State.PLANNED,
        "day": queries.near_day(day, call.now), "weekday": day, "clock": clock,
    }  # fmt: skip
    if form.is_bound or not _is_stranger(request):
        return render(request, "grants/public/call.html", context, status=status)
    drawn = render_to_string("grants/public/call.html", context | {"csrf_token": MARKER}, request)
    cache.set(_key(request, call), drawn, PAGE_KEPT_FOR)
    return _to_stranger(request, drawn)


KNOWN = frozenset({settings.SESSION_COOKIE_NAME, "messages"})
"""Cookies of people whose pages may say something of their own."""

MARKER, PAGE_KEPT_FOR = "token-of-each-visitor", 60


def _is_stranger(request: HttpRequest) -> bool:
    return not request.GET and KNOWN.isdisjoint(request.COOKIES)


def _key(request: HttpRequest, call: Any) -> str:
    """What a stranger's page depends on beside the minute: the call's version, its money, its state at this instant."""
    told = [call.token, call.revision, call.left_to_award, call.state_at(call.now), call.now.replace(second=0,
            microsecond=0), request.path, get_language(), request.COOKIES.get("theme", "")]  # fmt: skip
    return f"grants.page:{hashlib.sha256(repr(told).encode()).hexdigest()}"


def _to_stranger(request: HttpRequest, drawn: str) -> HttpResponse:
    """The token of the page's forms is each visitor's own."""
    return HttpResponse(drawn.replace(MARKER, get_token(request)))


@require_GET
def public_call(request: HttpRequest, address: str) -> HttpResponse:
    """The page of a call; open or closed by the database's clock at this request.

    On the last evening it is opened hundreds of times a second, so that strangers get what was drawn in this minute for
    this version and this state.
    """
    if _is_stranger(request):
        drawn: str | None = cache.get(_key(request, get_object_or_404(queries.announced_briefly(), address=address)))
        if drawn is not None:
            return _to_stranger(request, drawn)
    return _page(request, _shown(request, address), AskForm())


@require_POST
def ask(request: HttpRequest, address: str) -> HttpResponse:
    """Ask about a call: what a program sends is thanked for and forgotten."""
    row = get_object_or_404(queries.announced().filter(cancelled_at=None), address=address)
    form = AskForm(request.POST)
    if not form.is_valid():
        return _page(request, row, form, 422)
    data = form.cleaned_data
    if form.is_trapped or attempt(form, lambda: actions.ask(row, data["question"], email=data["email"])):
        messages.success(request, _("Thank you. We will answer, and publish what others may want to know too."))
        return redirect("grants:public_call", address=address)
    return _page(request, row, form, 422)


@require_GET
def rules(request: HttpRequest, address: str) -> HttpResponse:
    """The rules in force, with what changed in each version."""
    row = _shown(request, address)
    texts = list(row.rules_texts.filter(published_at__isnull=False))
    asked = request.GET.get("wersja", "")
    text = next((one for one in texts if str(one.number) == asked), texts[0] if texts else None)
    if text is None:
        raise Http404
    return render(request, "grants/public/rules.html", {"call": row, "text": text, "texts": texts})


def _decided(address: str) -> Any:
    return get_object_or_404(queries.announced().filter(results_at__isnull=False, cancelled_at=None), address=address)


@require_GET
def results(request: HttpRequest, address: str) -> HttpResponse:
    """The list of results once it is published."""
    row = _decided(address)
    found = queries.results_of(row)
    heads = [_("Place"), _("Number"), _("Title"), _("Who applies"), _("Municipality"), _("Points"), _("Result"),
             _("Amount"), _("Currency")]  # fmt: skip
    rows = (
        (one.place, one.application.number, str(one.application), one.holder, queries.municipality_of(one.application),
         one.points, one.word, one.amount, row.currency)
        for one in found
    )  # fmt: skip
    given = [one.amount for one in found if one.amount]
    context = {"call": row, "results": found, "number": len(given), "sum": sum(given)}
    return exported(request, row.address, heads, rows) or render(request, "grants/public/results.html", context)


@require_GET
def initiatives(request: HttpRequest) -> HttpResponse:
    """All funded initiatives, with totals by county."""
    rows = queries.initiatives()
    context = {"page": page_of(rows, request, 24), "totals": queries.totals_by_county(rows)}
    return render(request, "grants/public/initiatives.html", context)


@require_GET
def initiative(request: HttpRequest, address: str, serial: int) -> HttpResponse:
    """The page of a funded initiative: what, who, where, how much, what came of it."""
    row = get_object_or_404(queries.initiatives(), call__address=address, serial=serial)
    since, until = row.since or row.call.activity_since, row.until or row.call.activity_until
    context = {
        "row": row, "call": row.call, "holder": queries.holder_name(row), "where": queries.municipality_of(row),
        "period": range_text(since, until), "pictures": queries.pictures_of(row), "is_done": bool(row.accepted_on),
    }  # fmt: skip
    return render(request, "grants/public/initiative.html", context)


# Open data ------------------------------------------------------------------------------------------------------------


@require_GET
def open_data(request: HttpRequest) -> HttpResponse:
    """What can be downloaded, and in which standard."""
    return render(request, "grants/public/open_data.html", {"number": queries.initiatives().count()})


@require_GET
def open_data_file(request: HttpRequest, kind: str) -> HttpResponse:
    """All grants as 360Giving JSON or CSV."""
    grants = giving.open_data()
    if kind == "json":
        now = timezone.localtime(now_by_the_database())
        about = giving.about() | {
            "issued": f"{now:%Y-%m-%d}",
            "downloadURL": settings.ADDRESS.rstrip("/") + reverse("grants:open_data_file", args=["json"]),
        }
        content, content_type = giving360.package(grants, about), "application/json"
    else:
        content, content_type = giving360.table(grants), "text/csv; charset=utf-8"
    disposition = f'attachment; filename="granty-360giving.{kind}"'
    return HttpResponse(content, content_type=content_type, headers={"Content-Disposition": disposition})
