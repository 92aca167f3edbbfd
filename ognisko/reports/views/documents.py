"""Reports to read: their list, a chapter at a time, and as files."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from ognisko.accounts.permissions import acting, allowed
from ognisko.reports import queries
from ognisko.reports.permissions import can_publish, can_see_reports, can_write_reports
from ognisko.reports.queries import METHOD, NoReportError
from ognisko.reports.views.base import tabs
from ognisko.ui.rules import attachment


@allowed(can_see_reports)
def reports(request: HttpRequest) -> HttpResponse:
    """All reports, the latest period first."""
    context = {
        "reports": queries.report_cards(), "tabs": tabs("reports"), "formats": queries.FORMATS,
        "may_write": can_write_reports(acting(request)),
    }  # fmt: skip
    return render(request, "reports/reports.html", context)


@allowed(can_see_reports)
def report(request: HttpRequest, slug: str) -> HttpResponse:
    """A report begins with its title, its contents and its first chapter."""
    return _chapter(request, slug, "")


@allowed(can_see_reports)
def section(request: HttpRequest, slug: str, section: str) -> HttpResponse:
    """One chapter; the last is always how the figures were counted."""
    return _chapter(request, slug, section)


def _chapter(request: HttpRequest, slug: str, chapter: str) -> HttpResponse:
    try:
        view = queries.report(slug, chapter)
        shown = view.section(chapter) if chapter else view.sections[0]
    except NoReportError as error:
        raise Http404 from error
    before, after = view.neighbours(shown)
    context = {
        "view": view,
        "chapter": shown,
        "before": before,
        "after": after,
        "is_first": not chapter,
        "definitions": view.definitions() if shown.slug == METHOD else [],
        "formats": queries.FORMATS,
        "publications": queries.publications_of(slug),
        "may_write": can_write_reports(acting(request)),
        "may_publish": can_publish(acting(request)),
    }
    return render(request, "reports/report.html", context)


@allowed(can_see_reports)
def report_file(request: HttpRequest, slug: str, format: str) -> HttpResponse:  # noqa: A002  # the word in the address
    """The whole report as a file."""
    if format not in queries.FORMATS:
        raise Http404
    try:
        content = queries.report_file(slug, format)
    except NoReportError as error:
        raise Http404 from error
    return attachment(content, f"{slug}.{format}", queries.FORMATS[format])
