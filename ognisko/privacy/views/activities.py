"""The register of processing activities: list, file, one line with its history, the ready set."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from ognisko.accounts.permissions import acting, allowed
from ognisko.privacy import actions, queries
from ognisko.privacy.formats import papers
from ognisko.privacy.forms import ActivityFilterForm, ActivityForm, DayForm, ReadyForm
from ognisko.privacy.models import Activity
from ognisko.privacy.permissions import can_keep_registers, can_read_registers
from ognisko.privacy.views.base import crumbs, form_page, named_file, pdf_file, posted, say
from ognisko.projects.queries import centre_name
from ognisko.ui.rules import Column, page_of, sorted_by


def _way(*more: tuple[str, str]) -> list[tuple[str, str]]:
    return crumbs((_("Processing register"), reverse("privacy:activities")), *more)


@allowed(can_read_registers)
def activities(request: HttpRequest) -> HttpResponse:
    """The register: the centre's own lines, and below them what follows from projects."""
    form = ActivityFilterForm(request.GET)
    columns = [
        Column("name", _("Activity"), "name"), Column("people", _("Whose data")), Column("part", _("The centre is")),
        Column("retention", _("How long they are kept")), Column("since", _("Since"), "since"),
    ]  # fmt: skip
    found, sort = sorted_by(queries.activities(**form.chosen), columns, request.GET.get("sort", ""))
    lines = [] if form.chosen["ended"] else queries.project_lines()
    requested = request.GET.get("format")
    if requested == "pdf":
        content = papers.register(found, lines, centre_name(), queries.controller())
        return pdf_file(content, _("Processing register"))
    if requested:
        heads = papers.register_heads()
        return named_file(requested, _("Processing register"), heads, papers.register_rows(found, lines))
    context = {
        "form": form, "page": page_of(found, request), "columns": columns, "sort": sort, "projects": lines,
        "narrowed": any(form.chosen.values()), "may_keep": can_keep_registers(acting(request)),
        "controller": queries.controller(), "centre": centre_name(), "breadcrumbs": crumbs(),
        "ready": len(queries.ready_set()),
    }  # fmt: skip
    return render(request, "privacy/activities.html", context)


@allowed(can_read_registers)
def activity(request: HttpRequest, pk: int) -> HttpResponse:
    """One line in full, with its history."""
    found = get_object_or_404(Activity, pk=pk)
    context = {
        "activity": found,
        "facts": _facts(found),
        "form": DayForm(initial={"on": timezone.localdate()}),
        "may_keep": can_keep_registers(acting(request)),
        "breadcrumbs": _way(),
    }
    return render(request, "privacy/activity.html", context)


def _facts(found: Activity) -> Iterable[tuple[str, str]]:
    names = ("purposes", "legal_basis", "people", "data", "recipients", "transfers", "joint_controllers", "processors",
             "retention", "security")  # fmt: skip
    return [(str(Activity._meta.get_field(name).verbose_name), getattr(found, name)) for name in names]  # type: ignore[union-attr]  # columns


@allowed(can_keep_registers)
def activity_add(request: HttpRequest) -> HttpResponse:
    """A new line."""
    form = ActivityForm(posted(request), initial={"since": timezone.localdate()})
    if form.is_valid():
        say(request, _("Saved."))
        return redirect(actions.add_activity(actions.ActivityDraft(**form.cleaned_data), by=acting(request)))
    return form_page(
        request, form, heading=_("New processing activity"), back=reverse("privacy:activities"), breadcrumbs=_way()
    )


@allowed(can_keep_registers)
def activity_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The line says something else; its history keeps what it said."""
    found = get_object_or_404(Activity, pk=pk)
    form = ActivityForm(posted(request), initial=ActivityForm.initial_of(found))
    if form.is_valid():
        actions.change_activity(found, actions.ActivityDraft(**form.cleaned_data), by=acting(request))
        say(request, _("Saved."))
        return redirect(found)
    return form_page(
        request, form, heading=_("Change the activity"), back=found.get_absolute_url(),
        breadcrumbs=_way((str(found), found.get_absolute_url())),
    )  # fmt: skip


@allowed(can_keep_registers)
@require_POST
def activity_end(request: HttpRequest, pk: int) -> HttpResponse:
    """The centre does this no more; a toast takes it back."""
    found = get_object_or_404(Activity, pk=pk)
    form = DayForm(request.POST)
    if form.is_valid():
        try:
            actions.end_activity(found, on=form.cleaned_data["on"], by=acting(request))
        except actions.EndsBeforeBeginningError as refused:
            form.add_error("on", str(refused))
    if form.errors:
        context: dict[str, Any] = {
            "activity": found, "facts": _facts(found), "form": form,
            "may_keep": True, "breadcrumbs": _way(),
        }  # fmt: skip
        return render(request, "privacy/activity.html", context, status=422)
    undo = reverse("privacy:activity_resume", args=[pk])
    say(request, _("Ended: %(activity)s.") % {"activity": found}, undo)
    return redirect(found)


@allowed(can_keep_registers)
@require_POST
def activity_resume(request: HttpRequest, pk: int) -> HttpResponse:
    """It goes on."""
    found = get_object_or_404(Activity, pk=pk)
    actions.resume_activity(found, by=acting(request))
    say(request, _("It goes on: %(activity)s.") % {"activity": found})
    return redirect(found)


@allowed(can_keep_registers)
def ready(request: HttpRequest) -> HttpResponse:
    """Ordinary activities of a centre, to be taken over with one click and then made one's own."""
    lines = queries.ready_set()
    form = ReadyForm(posted(request), lines=lines, initial={"since": timezone.localdate()})
    if form.is_valid():
        made = actions.take_over(form.drafts, by=acting(request))
        count = len(made)
        text = ngettext("%(count)s activity taken over.", "%(count)s activities taken over.", count) % {"count": count}
        say(request, text)
        return redirect("privacy:activities")
    return form_page(
        request, form, heading=_("Ready activities"), back=reverse("privacy:activities"), breadcrumbs=_way(),
        template="privacy/ready.html", lines=lines,
    )  # fmt: skip
