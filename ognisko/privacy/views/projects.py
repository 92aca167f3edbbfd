"""The personal data of a project: who answers, on what basis, how long, what people get to read."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from ognisko.accounts.permissions import acting, allowed
from ognisko.privacy import actions, queries
from ognisko.privacy.formats import papers
from ognisko.privacy.forms import Bases, TermsForm
from ognisko.privacy.permissions import can_edit_terms
from ognisko.privacy.views.base import form_page, pdf_file, posted, say
from ognisko.projects.models import Project
from ognisko.projects.permissions import can_see_projects
from ognisko.projects.queries import centre_name


def _way(project: Project, *more: tuple[str, str]) -> list[tuple[str, str]]:
    return [(_("Projects"), reverse("projects:projects")), (str(project), project.get_absolute_url()), *more]


@allowed(can_see_projects)
def project(request: HttpRequest, pk: int) -> HttpResponse:
    """All that holds for the project's personal data."""
    found = get_object_or_404(Project.objects.select_related("funder"), pk=pk)
    terms, bases = queries.terms_of(found)
    context = {
        "project": found, "terms": terms, "bases": bases, "centre": centre_name(),
        "may_edit": can_edit_terms(acting(request)),
        "breadcrumbs": _way(found),
    }  # fmt: skip
    return render(request, "privacy/project.html", context)


@allowed(can_edit_terms)
def project_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Say it: terms and bases on one page, saved at once."""
    found = get_object_or_404(Project, pk=pk)
    terms, standing = queries.terms_of(found)
    form = TermsForm(posted(request), initial=TermsForm.initial_of(terms))
    bases = Bases(posted(request), standing)
    well = [form.is_valid(), bases.is_valid()] if form.is_bound else [False]
    home = reverse("privacy:project", args=[pk])
    if all(well):
        actions.save_terms(found, form.draft, bases.drafts, by=acting(request))
        say(request, _("Saved."))
        return redirect(home)
    return form_page(
        request, form, heading=_("Personal data of the project"), back=home,
        breadcrumbs=_way(found, (_("Personal data"), home)), template="privacy/project_edit.html", bases=bases,
        wrong=form.is_bound,
    )  # fmt: skip


@allowed(can_see_projects)
def clause(request: HttpRequest, pk: int) -> HttpResponse:
    """The information for people as a paper."""
    found = get_object_or_404(Project, pk=pk)
    terms, bases = queries.terms_of(found)
    if terms is None or not terms.clause:
        raise Http404
    content = papers.clause(terms, bases, centre_name(), queries.controller())
    return pdf_file(content, _("information for people"))
