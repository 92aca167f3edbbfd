"""The kinds of session: added, renamed and retired on one page."""

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ognisko.accounts.permissions import acting, allowed
from ognisko.advice.actions import KindExistsError, add_kind, change_kind
from ognisko.advice.forms import KindForm
from ognisko.advice.models import Kind
from ognisko.advice.permissions import can_manage_kinds
from ognisko.advice.views.base import way_up
from ognisko.ui.rules import Column


@allowed(can_manage_kinds)
def kinds(request: HttpRequest) -> HttpResponse:
    """All kinds with how often each was used, and a form for a new one."""
    form = KindForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            kind = add_kind(**form.cleaned_data, by=acting(request))
        except KindExistsError as error:
            form.add_error("name", str(error))
        else:
            messages.success(request, _("Added: %(kind)s.") % {"kind": kind})
            return redirect("advice:kinds")
    rows = Kind.objects.annotate(used=Count("sessions")).order_by("position", "name")
    columns = [
        Column("name", _("Kind")),
        Column("category", _("Counts as")),
        Column("used", _("Sessions"), numeric=True),
        Column("state", _("In forms")),
        Column("actions", ""),
    ]
    return render(
        request, "advice/kinds.html", {"form": form, "kinds": rows, "columns": columns, "breadcrumbs": way_up()}
    )


@allowed(can_manage_kinds)
def kind_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Rename a kind; sessions of the past show the new name too."""
    kind = get_object_or_404(Kind, pk=pk)
    form = KindForm(request.POST if request.method == "POST" else None, kind=kind)
    if request.method == "POST" and form.is_valid():
        try:
            change_kind(kind, **form.cleaned_data, is_active=kind.is_active, by=acting(request))
        except KindExistsError as error:
            form.add_error("name", str(error))
        else:
            messages.success(request, _("Saved."))
            return redirect("advice:kinds")
    steps = (_("Kinds of session"), reverse("advice:kinds"))
    return render(request, "advice/kind_form.html", {"form": form, "kind": kind, "breadcrumbs": way_up(steps)})


@allowed(can_manage_kinds)
@require_POST
def kind_set(request: HttpRequest, pk: int) -> HttpResponse:
    """Retire a kind, or offer it in forms again."""
    kind = get_object_or_404(Kind, pk=pk)
    names = {"name": kind.name, "name_en": kind.name_en}
    kind = change_kind(kind, **names, is_active=request.POST.get("offered") == "yes", by=acting(request))
    text = _("Forms offer it again: %(kind)s.") if kind.is_active else _("Forms no longer offer it: %(kind)s.")
    messages.success(request, text % {"kind": kind})
    return redirect("advice:kinds")
