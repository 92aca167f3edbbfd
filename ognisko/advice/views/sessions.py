"""The list of sessions: filters, totals, export, and project or office of many at once."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from ognisko.accounts.permissions import acting, allowed
from ognisko.advice import queries
from ognisko.advice.actions import change_many_sessions
from ognisko.advice.forms import BulkForm, SessionFilterForm
from ognisko.advice.models import Session
from ognisko.advice.permissions import (
    can_edit_many_sessions,
    can_manage_kinds,
    can_record_sessions,
    can_see_sessions,
)
from ognisko.advice.views.base import is_for_panel, own_address, way_up
from ognisko.core.bounds import whole_number
from ognisko.ui.rules import Column, Tab, page_of, sorted_by, table_file


def _columns(bulk: bool) -> list[Column]:
    columns = [
        Column("day", _("Day"), "day, starts_at"),
        Column("party", _("Party"), "party__sort_key"),
        Column("kind", _("Kind"), "kind__position"),
        Column("advisor", _("Advisor"), "advisor__name"),
        Column("project", _("Project"), "project__short_name"),
        Column("office", _("Where"), "office__name"),
        Column("hours", _("Hours"), "minutes", numeric=True),
    ]
    return [Column("pick", _("Tick")), *columns] if bulk else columns


@allowed(can_see_sessions)
def sessions(request: HttpRequest) -> HttpResponse:
    """All sessions by filter, with their sum; the same as a file, or as a panel beside a number."""
    form = SessionFilterForm(request.GET, user=acting(request))
    found = queries.sessions_found(form.wanted())
    bulk = can_edit_many_sessions(acting(request))
    columns = _columns(bulk)
    found, sort = sorted_by(found, columns, request.GET.get("sort", ""))
    if requested := request.GET.get("format"):
        name = f"{_('sessions')}-{timezone.localdate():%Y-%m-%d}"
        return table_file(requested, name, _("Sessions"), queries.export_columns(), queries.export_rows(found))
    page = page_of(found, request)
    context = {"form": form, "page": page, "totals": queries.totals(found), "columns": columns, "sort": sort}
    if is_for_panel(request):
        return render(request, "advice/sessions_panel.html", context)
    context |= {
        "tabs": _tabs(request),
        "bulk": BulkForm() if bulk and page.paginator.count else None,
        "may_record": can_record_sessions(acting(request)),
        "may_manage_kinds": can_manage_kinds(acting(request)),
        "is_filtered": any(value for name, value in request.GET.items() if name not in ("sort", "page")),
    }
    return render(request, "advice/sessions.html", context)


def _tabs(request: HttpRequest) -> list[Tab]:
    """All and mine; what else is filtered stays."""
    mine = request.GET.get("advisor") == "me"
    rest = [(name, value) for name, value in request.GET.items() if name not in ("advisor", "page") and value]
    return [
        Tab(_("All"), f"?{urlencode(rest)}", not mine and not request.GET.get("advisor")),
        Tab(_("Mine"), f"?{urlencode([*rest, ('advisor', 'me')])}", mine),
    ]


@allowed(can_edit_many_sessions)
@require_POST
def sessions_change(request: HttpRequest) -> HttpResponse:
    """Give the ticked sessions another project or office; those that must stay are named, each with its reason."""
    form = BulkForm(request.POST)
    back = own_address(request, request.POST.get("next", "")) or reverse("advice:sessions")
    picked = [number for text in request.POST.getlist("session") if (number := whole_number(text))]
    chosen = list(Session.objects.filter(pk__in=picked).select_related("party", "kind", "advisor", "project", "office"))
    if not chosen:
        messages.error(request, _("Tick the sessions first."))
        return redirect(back)
    if not form.is_valid():
        context = {"form": form, "chosen": chosen, "next": back, "breadcrumbs": way_up()}
        return render(request, "advice/sessions_change.html", context)
    refused = change_many_sessions(chosen, form.changes(), by=acting(request), reason=form.cleaned_data["reason"])
    changed = len(chosen) - len(refused)
    if changed:
        text = ngettext("%(count)s session changed.", "%(count)s sessions changed.", changed)
        messages.success(request, text % {"count": changed})
    if not refused:
        return redirect(back)
    context = {"form": form, "refused": refused, "next": back, "breadcrumbs": way_up()}
    return render(request, "advice/sessions_change.html", context)
