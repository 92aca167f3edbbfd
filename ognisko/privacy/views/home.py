"""The entry to the centre's duties, the centre as controller, what was kept long enough, forms of consent to print."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from ognisko.accounts.permissions import acting, allowed
from ognisko.people.models import Party
from ognisko.people.permissions import can_see_party, can_see_viewings
from ognisko.people.queries.consents import current_wordings
from ognisko.privacy import actions, queries
from ognisko.privacy.formats import papers
from ognisko.privacy.forms import ControllerForm
from ognisko.privacy.permissions import (
    can_keep_registers,
    can_read_registers,
    can_report_breaches,
    can_see_privacy,
)
from ognisko.privacy.views.base import crumbs, form_page, named_file, pdf_file, posted, say
from ognisko.projects.queries import centre_name
from ognisko.ui.rules import Column, page_of, sorted_by


@allowed(can_see_privacy)
def home(request: HttpRequest) -> HttpResponse:
    """Where everything about personal data begins; open breaches stand on top."""
    user, now = acting(request), timezone.now()
    reads = can_read_registers(user)
    waiting = queries.breaches_waiting() if reads else []
    context = {
        "reads": reads,
        "may_keep": can_keep_registers(user),
        "sees_viewings": can_see_viewings(user),
        "may_report": can_report_breaches(user),
        "waiting": [(breach, breach.deadline(now)) for breach in waiting],
        "standing": queries.activities().count() if reads else 0,
        "breadcrumbs": crumbs()[:1],
    }
    return render(request, "privacy/home.html", context)


@allowed(can_keep_registers)
def controller(request: HttpRequest) -> HttpResponse:
    """Who can be asked about the data, and how long contacts outside projects are kept."""
    standing = queries.controller()
    initial = {name: getattr(standing, name) for name in ControllerForm.base_fields}
    form = ControllerForm(posted(request), initial=initial)
    if form.is_valid():
        actions.save_controller(actions.ControllerDraft(**form.cleaned_data), by=acting(request))
        say(request, _("Saved."))
        return redirect("privacy:home")
    return form_page(
        request, form, heading=_("The centre as controller"), back=reverse("privacy:home"), breadcrumbs=crumbs()
    )


@allowed(can_read_registers)
def retention(request: HttpRequest) -> HttpResponse:
    """Persons whose data nothing gives a reason to keep, with the reasons why not."""
    columns = [
        Column("name", _("Person"), "sort_key"), Column("projects", _("Projects, kept until")),
        Column("contact", _("Last contact")), Column("added", _("Added"), "created_at"),
    ]  # fmt: skip
    found, sort = sorted_by(queries.retention_passed(timezone.localdate()), columns, request.GET.get("sort", ""))
    if requested := request.GET.get("format"):
        heads = [_("Number"), _("Person"), _("Projects, kept until"), _("Last contact"), _("Added")]
        return named_file(requested, _("Retention"), heads, [_row(one) for one in queries.passed_rows(list(found))])
    page = page_of(found, request)
    context = {
        "page": page, "rows": list(queries.passed_rows(list(page.object_list))), "columns": columns, "sort": sort,
        "years": queries.controller().contact_years, "may_keep": can_keep_registers(acting(request)),
        "silent": queries.projects_without_retention(), "breadcrumbs": crumbs(),
    }  # fmt: skip
    return render(request, "privacy/retention.html", context)


def _row(one: queries.Passed) -> list[Any]:
    projects = "; ".join(f"{project} ({until:%d.%m.%Y})" if until else str(project) for project, until in one.projects)
    return [one.party.pk, one.party.name, projects, one.last_contact, timezone.localdate(one.party.created_at)]


@allowed(can_see_privacy)
def consent_form(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """A paper to sign with today's texts: for one person, or with blank lines."""
    person = get_object_or_404(Party, pk=pk) if pk else None
    if person and not (person.is_person and can_see_party(acting(request), person)):
        raise Http404
    wordings = list(current_wordings(timezone.localdate()))
    content = papers.consent_form(wordings, person, centre_name(), queries.controller())
    return pdf_file(content, _("consents"))
