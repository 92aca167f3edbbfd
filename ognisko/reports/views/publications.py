"""Published reports: publishing, the document as it was, what came afterwards, and the proof."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from ognisko.accounts.permissions import acting, allowed
from ognisko.ledger.actions import CannotCloseError
from ognisko.ledger.queries import closed_on
from ognisko.reports import actions, queries
from ognisko.reports.actions import CannotPublishError
from ognisko.reports.forms import PublishForm
from ognisko.reports.models import Publication, Report
from ognisko.reports.permissions import can_publish, can_see_reports
from ognisko.reports.queries import METHOD, NoReportError
from ognisko.reports.views.base import as_file, asked_for_by, to_panel
from ognisko.ui.rules import attachment

IN_PANEL, ON_PAGE = 12, 50


@allowed(can_publish)
def publish(request: HttpRequest, slug: str) -> HttpResponse:
    """The last look before a report is frozen, and the freezing."""
    report = get_object_or_404(Report, slug=slug)
    earlier = queries.publications_of(slug)
    form = PublishForm(request.POST if request.method == "POST" else None, is_first=not earlier)
    if form.is_valid():
        try:
            made = actions.publish(report, by=acting(request), reason=form.cleaned_data.get("reason", ""))
        except (CannotPublishError, CannotCloseError) as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Published. This document will never change."))
            return redirect(made)
    view = queries.report(slug)
    context = {
        "report": report, "form": form, "view": view, "earlier": earlier, "objections": actions.objections(report),
        "is_closed": closed_on(view.period.start) is not None and closed_on(view.period.last) is not None,
        "breadcrumbs": [(_("Reports"), reverse("reports:reports")), (report.title, report.get_absolute_url())],
    }  # fmt: skip
    return render(request, "reports/publish.html", context, status=422 if form.is_bound else 200)


def _publication(slug: str, number: int) -> Publication:
    try:
        return queries.publication(slug, number)
    except NoReportError as error:
        raise Http404 from error


@allowed(can_see_reports)
def published(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """The published document from its first chapter."""
    return _chapter(request, _publication(slug, number), "")


@allowed(can_see_reports)
def published_section(request: HttpRequest, slug: str, number: int, section: str) -> HttpResponse:
    """One chapter of the published document."""
    return _chapter(request, _publication(slug, number), section)


def _chapter(request: HttpRequest, publication: Publication, chapter: str) -> HttpResponse:
    view = queries.published_view(publication)
    try:
        shown = view.section(chapter) if chapter else view.sections[0]
    except NoReportError as error:
        raise Http404 from error
    before, after = view.neighbours(shown)
    restated = queries.restatement(publication)
    context = {
        "view": view, "chapter": shown, "before": before, "after": after, "is_first": not chapter,
        "definitions": view.definitions() if shown.slug == METHOD else [], "formats": queries.FORMATS,
        "publication": publication, "restated": restated, "newer": _newer(publication),
        "may_publish": can_publish(acting(request)),
    }  # fmt: skip
    return render(request, "reports/report.html", context)


def _newer(publication: Publication) -> Publication | None:
    latest = queries.publications_of(publication.report.slug)[0]
    return latest if latest.number != publication.number else None


@allowed(can_see_reports)
def published_file(request: HttpRequest, slug: str, number: int, format: str) -> HttpResponse:  # noqa: A002  # as in the address
    """The published document as a file, the same every time."""
    if format not in queries.FORMATS:
        raise Http404
    content = queries.published_file(_publication(slug, number), format)
    return attachment(content, f"{slug}-wersja-{number}.{format}", queries.FORMATS[format])


@allowed(can_see_reports)
def published_figure(request: HttpRequest, slug: str, number: int, key: str) -> HttpResponse:
    """A published figure: its value then, the entries that it rested on, and what has come since."""
    publication = _publication(slug, number)
    panel = to_panel(request) or asked_for_by(request) == "more-records"
    try:
        kept = queries.kept_members(publication, key, request.GET.get("page", 1), IN_PANEL if panel else ON_PAGE)
    except NoReportError as error:
        raise Http404 from error
    restated = queries.restatement(publication, key)
    page, own = kept.page, reverse("reports:published_figure", args=[slug, number, key])
    context = {
        "publication": publication, "kept": kept, "page": page, "value": kept.shown.value,
        "name": capfirst(kept.shown.figure.name), "definition": kept.shown.definition,
        "change": restated.figures[0], "records": restated.records,
        "next_url": f"{own}?page={page.next_page_number()}" if page.has_next() else "",
        "more_url": reverse("reports:restatement", args=[slug, number]), "own_url": own,
    }  # fmt: skip
    name = "rows" if asked_for_by(request) == "more-records" else "panel" if panel else "page"
    response = render(request, f"reports/published_figure_{name}.html", context)
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    return response


@allowed(can_see_reports)
def restatement(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """What came after the publication, by figure and by record; and the proof that the document is what it was."""
    publication = _publication(slug, number)
    found = queries.restatement(publication)
    columns = ["id", _("figure"), _("published"), _("now"), _("difference"), _("unit"), _("entries since")]
    rows = [
        (one.key, one.name, one.published.value, one.now.value, one.difference, one.now.unit_text, one.entries)
        for one in found.figures
    ]
    if file := as_file(request, f"{slug}-po-publikacji", columns, rows):
        return file
    context = {
        "publication": publication, "restated": found, "proof": queries.proof(publication),
        "versions": queries.publications_of(slug),
        "breadcrumbs": [
            (_("Reports"), reverse("reports:reports")), (publication.document["title"], publication.get_absolute_url())
        ],
    }  # fmt: skip
    return render(request, "reports/restatement.html", context)
