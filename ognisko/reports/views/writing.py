"""Report documents as staff write them: their head, chapters and blocks, templates."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ognisko.accounts.permissions import acting, allowed
from ognisko.reports import actions, queries
from ognisko.reports.actions import EditedMeanwhileError, PublishedError
from ognisko.reports.forms import HeadEditForm, MoveForm, NewReportForm, TemplateForm, TitleForm
from ognisko.reports.models import Report, Section, Template
from ognisko.reports.permissions import can_write_reports
from ognisko.reports.rules import BLOCK_NAMES, Period, blocks_from, figures_of
from ognisko.reports.views.base import usual_period


@allowed(can_write_reports)
def report_add(request: HttpRequest) -> HttpResponse:
    """A new report; `z` begins with the chapters of another one, for the period after it."""
    source = Report.objects.filter(slug=request.GET.get("z", "").replace("\0", "")).first()
    initial = _next(source) if source else {"od": usual_period().start, "do": usual_period().last}
    form = NewReportForm(request.POST or None, initial=initial)
    if form.is_valid():
        chapters = actions.chapters_of(form.chosen())
        made = actions.add_report(form.draft(), chapters=chapters, by=acting(request))
        messages.success(request, _("The report was made. Its numbers are there already."))
        return redirect("reports:report_edit", made.slug)
    return _form_page(request, form, _("New report"), _("Make the report"), reverse("reports:reports"))


def _next(source: Report) -> dict[str, Any]:
    period = Period(source.period.lower, source.period.upper).after()
    return {
        "title": source.title, "subtitle": source.subtitle, "od": period.start, "do": period.last,
        "funder": source.funder_id, "source": f"r{source.pk}",
    }  # fmt: skip


@allowed(can_write_reports)
def report_edit(request: HttpRequest, slug: str) -> HttpResponse:
    """The head of a report and the order of its chapters."""
    report = get_object_or_404(Report, slug=slug)
    period = Period(report.period.lower, report.period.upper)
    initial = {
        "title": report.title, "subtitle": report.subtitle, "od": period.start, "do": period.last,
        "funder": report.funder_id, "version": report.version,
    }  # fmt: skip
    form = HeadEditForm(request.POST or None, initial=initial)
    if form.is_valid():
        try:
            actions.change_report(report, form.draft(), version=form.cleaned_data["version"], by=acting(request))
        except EditedMeanwhileError as refused:
            form = form.anew(report.version, str(refused))
        else:
            messages.success(request, _("Saved."))
            return redirect("reports:report_edit", slug)
    context = {
        "report": report, "form": form, "sections": list(report.sections.all()), "last": report.sections.count() - 1,
        "template_form": TemplateForm(
            initial={"name": report.title, "funder": report.funder_id}, auto_id="template_%s"
        ),
        "stands": report if form.is_bound else None, "may_remove": not report.publications.exists(),
        "title_form": TitleForm(initial={"version": report.version}, prefix="new"),
        "breadcrumbs": crumbs_of(report),
    }  # fmt: skip
    return render(request, "reports/report_edit.html", context, status=422 if form.is_bound else 200)


def crumbs_of(report: Report, section: Section | None = None) -> list[tuple[str, str]]:
    """The way up from a page on which a report is written."""
    crumbs = [(_("Reports"), reverse("reports:reports")), (report.title, report.get_absolute_url())]
    if section:
        crumbs.append((_("Edit"), reverse("reports:report_edit", args=[report.slug])))
        crumbs.append((section.title, reverse("reports:chapter_edit", args=[report.slug, section.slug])))
    return crumbs


@allowed(can_write_reports)
@require_POST
def report_remove(request: HttpRequest, slug: str) -> HttpResponse:
    """Remove a report that was never published."""
    report = get_object_or_404(Report, slug=slug)
    try:
        actions.remove_report(report, by=acting(request))
    except PublishedError as refused:
        messages.error(request, str(refused))
        return redirect("reports:report_edit", slug)
    messages.success(request, _("The report was removed. Its figures and their records stay."))
    return redirect("reports:reports")


@allowed(can_write_reports)
@require_POST
def template_save(request: HttpRequest, slug: str) -> HttpResponse:
    """Keep the chapters of a report for later ones of the same funder."""
    report = get_object_or_404(Report, slug=slug)
    form = TemplateForm(request.POST)
    if form.is_valid():
        made = actions.save_template(report, by=acting(request), **form.cleaned_data)
        messages.success(request, _("The template was saved: %(name)s.") % {"name": made})
        return redirect("reports:templates")
    return _form_page(
        request, form, _("Save as a template"), _("Save"), reverse("reports:report_edit", args=[slug]), report
    )


def _form_page(
    request: HttpRequest, form: Any, heading: str, button: str, back: str, report: Report | None = None
) -> HttpResponse:
    crumbs = crumbs_of(report) if report else [(_("Reports"), reverse("reports:reports"))]
    context = {"form": form, "heading": heading, "button": button, "back": back, "breadcrumbs": crumbs}
    return render(request, "reports/form.html", context, status=422 if form.is_bound else 200)


@allowed(can_write_reports)
def templates(request: HttpRequest) -> HttpResponse:
    """The templates, each with its funder and chapters."""
    context = {
        "templates": Template.objects.select_related("funder"),
        "breadcrumbs": [(_("Reports"), reverse("reports:reports"))],
    }
    return render(request, "reports/templates.html", context)


@allowed(can_write_reports)
@require_POST
def template_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a template away."""
    actions.remove_template(get_object_or_404(Template, pk=pk), by=acting(request))
    messages.success(request, _("The template was removed. Reports that were made from it stay."))
    return redirect("reports:templates")


# Chapters -------------------------------------------------------------------------------------------------------------


@allowed(can_write_reports)
@require_POST
def chapter_add(request: HttpRequest, slug: str) -> HttpResponse:
    """A new chapter behind the others."""
    report = get_object_or_404(Report, slug=slug)
    form = TitleForm(request.POST, prefix="new")
    back = reverse("reports:report_edit", args=[slug])
    if form.is_valid():
        try:
            made = actions.add_chapter(report, by=acting(request), **form.cleaned_data)
        except EditedMeanwhileError as refused:
            form = form.anew(report.version, str(refused))
        else:
            return redirect("reports:chapter_edit", slug, made.slug)
    return _form_page(request, form, _("New chapter"), _("Add the chapter"), back, report)


@allowed(can_write_reports)
@require_POST
def chapter_move(request: HttpRequest, slug: str, section: str) -> HttpResponse:
    """Put a chapter at another place."""
    row = section_of(slug, section)
    in_order(request, lambda data: actions.move_chapter(
        row, data["to"], version=data["version"], by=acting(request)
    ))  # fmt: skip
    return redirect("reports:report_edit", slug)


@allowed(can_write_reports)
@require_POST
def chapter_remove(request: HttpRequest, slug: str, section: str) -> HttpResponse:
    """Take a chapter out; undo brings it back."""
    row = section_of(slug, section)
    number = row.pk
    if in_order(request, lambda data: actions.remove_chapter(row, version=data["version"], by=acting(request))):
        undo = reverse("reports:chapter_restore", args=[slug, number])
        messages.success(request, _("The chapter was taken out."), extra_tags=f"undo:{undo}")
    return redirect("reports:report_edit", slug)


@allowed(can_write_reports)
@require_POST
def chapter_restore(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Bring a chapter back."""
    try:
        actions.restore_chapter(get_object_or_404(Report, slug=slug), pk, by=acting(request))
    except LookupError as error:
        raise Http404 from error
    messages.success(request, _("The chapter is back."))
    return redirect("reports:report_edit", slug)


def section_of(slug: str, section: str) -> Section:
    """The chapter of these addresses."""
    return get_object_or_404(Section.objects.select_related("report"), report__slug=slug, slug=section)


def in_order(request: HttpRequest, change: Callable[[dict[str, Any]], Any]) -> bool:
    """Make a change to the order of things; whoever was slower is told."""
    form = MoveForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("That did not work. Try again."))
        return False
    try:
        change({**form.cleaned_data, "to": form.cleaned_data["to"] or 0})
    except (EditedMeanwhileError, IndexError) as refused:
        told = refused if isinstance(refused, EditedMeanwhileError) else EditedMeanwhileError()
        messages.error(request, str(told))
        return False
    return True


# Blocks ---------------------------------------------------------------------------------------------------------------


@allowed(can_write_reports)
def chapter_edit(request: HttpRequest, slug: str, section: str) -> HttpResponse:
    """A chapter with its blocks as they will be read, each with what can be done to it."""
    row = section_of(slug, section)
    form = TitleForm(request.POST or None, initial={"title": row.title, "version": row.version})
    if form.is_valid():
        try:
            actions.rename_chapter(row, by=acting(request), **form.cleaned_data)
        except EditedMeanwhileError as refused:
            form = form.anew(row.version, str(refused))
        else:
            messages.success(request, _("Saved."))
            return redirect("reports:chapter_edit", slug, section)
    blocks = blocks_from(row.blocks)
    made = queries.made_for(row.report, figures_of(blocks))
    shown = [
        (at, BLOCK_NAMES[data["type"]], queries.block_view(block, made))
        for at, (data, block) in enumerate(zip(row.blocks, blocks, strict=True))
    ]
    context = {
        "report": row.report, "section": row, "form": form, "blocks": shown, "last": len(shown) - 1,
        "kinds": BLOCK_NAMES.items(), "breadcrumbs": crumbs_of(row.report, row),
        "view": {"period_text": made.period.text},
        "chapters": row.report.sections.all(),
    }  # fmt: skip
    return render(request, "reports/chapter_edit.html", context, status=422 if form.is_bound else 200)
