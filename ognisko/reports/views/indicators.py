"""Indicators of a project: targets beside what has been reached, and their changes."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ognisko.accounts.permissions import acting, allowed
from ognisko.projects.models import Project
from ognisko.reports import actions, queries
from ognisko.reports.forms import IndicatorForm, TargetForm
from ognisko.reports.models import Indicator
from ognisko.reports.permissions import can_see_reports, can_set_targets
from ognisko.reports.views.base import as_file


@allowed(can_see_reports)
def indicators(request: HttpRequest, pk: int) -> HttpResponse:
    """A project's indicators: value, target, time gone by, verdict."""
    project = get_object_or_404(Project, pk=pk)
    rows = queries.indicator_rows([project], timezone.localdate())
    columns = [_("indicator"), "id", _("value"), _("target"), _("unit"), _("records"), _("definition")]
    cells = (
        (str(row.indicator), row.indicator.figure.key, row.value.value, row.target, row.value.unit_text,
         row.value.records, row.definition)
        for row in rows
    )  # fmt: skip
    if file := as_file(request, f"wskazniki-{project}", columns, cells):
        return file
    context = {"project": project, "rows": rows, "may_set": can_set_targets(acting(request))}
    return render(request, "reports/indicators.html", context)


@allowed(can_set_targets)
def indicator_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Add an indicator to a project."""
    project = get_object_or_404(Project, pk=pk)
    form = IndicatorForm(request.POST or None)
    if form.is_valid():
        try:
            actions.add_indicator(project, by=acting(request), **form.cleaned_data)
        except actions.IndicatorExistsError as refused:
            form.add_error("figure", str(refused))
        else:
            messages.success(request, _("The indicator was added."))
            return redirect(_list_of(project))
    return _form_page(request, form, project, _("New indicator"))


@allowed(can_set_targets)
def indicator_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Give an indicator another target or name."""
    row = get_object_or_404(Indicator.objects.select_related("project", "figure"), pk=pk)
    form = TargetForm(request.POST or None, initial={"target": row.target, "name": row.name})
    if form.is_valid():
        actions.change_indicator(row, by=acting(request), **form.cleaned_data)
        messages.success(request, _("The indicator was changed."))
        return redirect(_list_of(row.project))
    return _form_page(request, form, row.project, str(row), row)


@allowed(can_set_targets)
@require_POST
def indicator_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an indicator off a project."""
    row = get_object_or_404(Indicator.objects.select_related("project"), pk=pk)
    actions.remove_indicator(row, by=acting(request))
    messages.success(request, _("The indicator was removed. Its figure stays in the catalogue."))
    return redirect(_list_of(row.project))


def _list_of(project: Project) -> str:
    return reverse("reports:indicators", args=[project.pk])


def _form_page(
    request: HttpRequest, form: IndicatorForm, project: Project, heading: str, row: Indicator | None = None
) -> HttpResponse:
    crumbs = [
        (_("Projects"), reverse("projects:projects")), (str(project), project.get_absolute_url()),
        (_("Indicators"), _list_of(project)),
    ]  # fmt: skip
    context = {"form": form, "project": project, "heading": heading, "row": row, "breadcrumbs": crumbs}
    status = 422 if form.is_bound else 200
    return render(request, "reports/indicator_form.html", {**context, "back": _list_of(project)}, status=status)
