"""The page of one project: what it is, how far it has come, who takes part."""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from ognisko.accounts.models import User
from ognisko.accounts.permissions import allowed
from ognisko.desk.queries import project as of_project
from ognisko.privacy.queries import terms_of
from ognisko.projects import queries
from ognisko.projects.permissions import can_edit_projects, can_record_joinings, can_see_projects
from ognisko.projects.rules import elapsed
from ognisko.reports.queries import indicator_rows


@allowed(can_see_projects)
def project(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole page, in a fixed number of queries."""
    found = get_object_or_404(queries.projects_for_lists(), pk=pk)
    user = cast("User", request.user)
    today = timezone.localdate()
    staff = of_project.staff_lines(found, today)
    passed = elapsed(found.period.lower, found.period.upper, today) if found.period.upper else None
    context = {
        "project": found,
        "today": today,
        "indicators": indicator_rows([found], today),
        "elapsed_percent": None if passed is None else round(passed * 100),
        "participants": queries.participants_of(found, today).count(),
        "latest_joinings": queries.joinings_found(found, today=today)[: of_project.LATEST],
        "partners": of_project.partner_lines(found, today),
        "areas": queries.areas_of(found, today),
        "data_terms": terms_of(found)[0],
        "staff": staff,
        "offices": of_project.offices_of(staff),
        "records": of_project.latest_records(found, today),
        "tasks": [line.strip() for line in found.tasks.splitlines() if line.strip()],
        "may_edit": can_edit_projects(user),
        "may_record": can_record_joinings(user),
        "breadcrumbs": [(_("Projects"), reverse("projects:projects"))],
    }
    return render(request, "desk/project.html", context)
