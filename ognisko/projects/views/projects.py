"""Pages of projects: the list, adding and changing one, its partners and area. The project's own page is desk's."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ognisko.accounts.permissions import allowed
from ognisko.projects import actions, queries
from ognisko.projects.forms.base import day_after, day_before
from ognisko.projects.forms.projects import AreaForm, PartnerEndForm, PartnerForm, ProjectFilter, ProjectForm
from ognisko.projects.models import Partner, Project
from ognisko.projects.permissions import can_edit_projects, can_see_projects
from ognisko.projects.views.answers import attempt, carried_out, exported, form_page, posted, say, who
from ognisko.ui.rules import Column, page_of


def crumbs(project: Project | None = None) -> list[tuple[str, str]]:
    """The way up from a page of projects."""
    path = [(_("Projects"), reverse("projects:projects"))]
    return [*path, (str(project), project.get_absolute_url())] if project else path


def columns() -> list[Column]:
    """The columns of the list of projects; they sort in Python, since their order is Polish."""
    return [
        Column("name", _("Project"), sort="short_name"),
        Column("funder", _("Funder"), sort="funder"),
        Column("period", _("Dates"), sort="period"),
        Column("coordinator", _("Coordinator"), sort="coordinator"),
        Column("value", _("Value"), sort="value", numeric=True),
        Column("participants", _("Participants"), sort="participants", numeric=True),
        Column("status", _("Status"), sort="status"),
    ]


_ORDER: dict[str, Any] = {
    "funder": lambda project: queries.polish_order(project.funder),
    "period": lambda project: (project.period.lower, project.period.upper or date.max),
    "coordinator": lambda project: queries.polish_order(project.coordinator),
    "value": lambda project: project.value or 0,
    "participants": lambda project: project.participants,
    "status": lambda project: Project.Status.values.index(project.status),
    "name": queries.polish_order,
}


def _sorted(projects: list[Project], requested: str) -> tuple[list[Project], str]:
    """Unknown requests leave the order by name."""
    key = requested.removeprefix("-")
    if key not in _ORDER:
        return projects, ""
    return sorted(projects, key=_ORDER[key], reverse=requested.startswith("-")), requested


@allowed(can_see_projects)
def projects(request: HttpRequest) -> HttpResponse:
    """All projects, with filters and export."""
    form = ProjectFilter(request.GET)
    found, sort = _sorted(
        queries.projects_found(today=timezone.localdate(), **form.chosen), request.GET.get("sort", "")
    )
    heads = [
        _("short name"), _("name"), _("number of the funding agreement"), _("funder"), _("first day"), _("last day"),
        _("status"), _("coordinator"), _("value"), _("funding"), _("currency"), _("participants today"),
    ]  # fmt: skip
    rows = (
        (
            one.short_name, one.name, one.number, str(one.funder or ""), one.period.lower, day_before(one.period.upper),
            one.get_status_display(), str(one.coordinator or ""), one.value, one.funding, one.currency,
            one.participants,  # type: ignore[attr-defined]  # annotated by the query
        )
        for one in found
    )  # fmt: skip
    return exported(request, _("Projects"), heads, rows) or render(
        request,
        "projects/projects.html",
        {
            "form": form,
            "page": page_of(found, request),
            "columns": columns(),
            "sort": sort,
            "may_edit": can_edit_projects(who(request)),
        },
    )


@allowed(can_edit_projects)
def project_add(request: HttpRequest) -> HttpResponse:
    """Add a project."""
    form = ProjectForm(posted(request))
    if form.is_valid() and (done := attempt(form, lambda: actions.add_project(form.draft, by=who(request)))):
        say(request, _("Project added. Next: its area, partners and staff."))
        return redirect(done.value)
    return form_page(request, form, heading=_("New project"), back=reverse("projects:projects"), crumbs=crumbs())


@allowed(can_edit_projects)
def project_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a project."""
    project = get_object_or_404(Project, pk=pk)
    form = ProjectForm(posted(request), initial=ProjectForm.initial_of(project))
    if form.is_valid() and attempt(form, lambda: actions.change_project(project, form.draft, by=who(request))):
        say(request, _("Saved."))
        return redirect(project)
    return form_page(
        request, form, heading=_("Change the project"), back=project.get_absolute_url(), crumbs=crumbs(project)
    )


@allowed(can_edit_projects)
def area(request: HttpRequest, pk: int) -> HttpResponse:
    """Say in which units the project works, from a day on."""
    project = get_object_or_404(Project, pk=pk)
    today = timezone.localdate()
    standing = [row.place for row in queries.areas_of(project, today)]
    first = today if standing else project.period.lower
    form = AreaForm(posted(request), initial={"chosen": standing, "since": first})
    tried = form.is_valid() and not form.only_adds
    if tried and attempt(
        form,
        lambda: actions.set_area(
            project, form.understood, since=form.cleaned_data["since"], by=who(request), reason=form.given_reason
        ),
    ):
        say(request, _("Saved."))
        return redirect(project)
    shown = form if tried or not form.is_bound else form.grown()
    return form_page(
        request, shown, heading=_("Area of the project"), back=project.get_absolute_url(), crumbs=crumbs(project),
        template="projects/several.html",
    )  # fmt: skip


# Partners -------------------------------------------------------------------------------------------------------------


@allowed(can_edit_projects)
def partner_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a leader or a partner to a project."""
    project = get_object_or_404(Project, pk=pk)
    form = PartnerForm(posted(request), project=project, initial={"since": project.period.lower})
    if form.is_valid() and (done := attempt(form, lambda: _add_partner(request, project, form))):
        say(request, _("Partner added."), reverse("projects:partner_cancel", args=[done.value.pk]))
        return redirect(project)
    return form_page(request, form, heading=_("New partner"), back=project.get_absolute_url(), crumbs=crumbs(project))


def _add_partner(request: HttpRequest, project: Project, form: PartnerForm) -> Partner:
    data = form.cleaned_data
    return actions.add_partner(
        project,
        data["party"],
        role=data["role"],
        since=data["since"],
        until=day_after(data["until"]),
        by=who(request),
        reason=form.given_reason,
    )


def _partner(pk: int) -> Partner:
    return get_object_or_404(Partner.objects.select_related("project", "party"), pk=pk)


@allowed(can_edit_projects)
def partner_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Say until when a partnership lasts."""
    partner = _partner(pk)
    last = day_before(partner.period.upper)
    form = PartnerEndForm(posted(request), initial={"until": last or timezone.localdate()})
    if form.is_valid() and attempt(
        form,
        lambda: actions.change_partner(
            partner, until=day_after(form.cleaned_data["until"]), by=who(request), reason=form.given_reason
        ),
    ):
        say(request, _("Saved."))
        return redirect(partner.project)
    heading = _("Until when: %(party)s") % {"party": partner.party}
    back = partner.project.get_absolute_url()
    return form_page(request, form, heading=heading, back=back, crumbs=crumbs(partner.project))


@allowed(can_edit_projects)
@require_POST
def partner_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """A partner was recorded by mistake; it counts as nothing."""
    partner = _partner(pk)
    return carried_out(
        request,
        lambda reason: actions.change_partner(
            partner, until=partner.period.upper, cancelled=True, by=who(request), reason=reason
        ),
        question=_("Take %(party)s off the partners") % {"party": partner.party},
        done=_("%(party)s is no longer among the partners.") % {"party": partner.party},
        undo=reverse("projects:partner_restore", args=[pk]),
        back=partner.project.get_absolute_url(),
        crumbs=crumbs(partner.project),
    )


@allowed(can_edit_projects)
@require_POST
def partner_restore(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo: the partner counts again."""
    partner = _partner(pk)
    return carried_out(
        request,
        lambda reason: actions.change_partner(
            partner, until=partner.period.upper, cancelled=False, by=who(request), reason=reason
        ),
        question=_("Bring %(party)s back") % {"party": partner.party},
        done=_("%(party)s is a partner again.") % {"party": partner.party},
        back=partner.project.get_absolute_url(),
        crumbs=crumbs(partner.project),
    )
