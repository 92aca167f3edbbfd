"""Pages of joinings: who takes part in a project, many at once, leaving, mistakes."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from ognisko.accounts.permissions import allowed
from ognisko.core.bounds import asked_day, whole_number
from ognisko.core.polish import date_text
from ognisko.people.models import Party
from ognisko.projects import actions, queries
from ognisko.projects.actions import JoiningDraft
from ognisko.projects.forms.joinings import JoiningFilter, JoiningsForm, LeaveForm
from ognisko.projects.models import Joining, Project
from ognisko.projects.permissions import can_record_joinings, can_see_projects
from ognisko.projects.views.answers import attempt, carried_out, exported, form_page, posted, say, who
from ognisko.projects.views.projects import crumbs
from ognisko.ui.rules import Column, page_of, sorted_by


def columns() -> list[Column]:
    """The columns of the list of joinings."""
    return [
        Column("party", _("Party"), sort="party__sort_key"),
        Column("seat", _("Seat"), sort="party__seat_now__sort_key"),
        Column("joined", _("Joined on"), sort="joined_on"),
        Column("left", _("Left on"), sort="left_on"),
        Column("actions", ""),
    ]


def _path(project: Project) -> list[tuple[str, str]]:
    return [*crumbs(project), (_("Participants"), reverse("projects:joinings", args=[project.pk]))]


@allowed(can_see_projects)
def joinings(request: HttpRequest, pk: int) -> HttpResponse:
    """Who joined the project, with filters and export."""
    project = get_object_or_404(queries.projects_for_lists(), pk=pk)
    form = JoiningFilter(request.GET)
    found = queries.joinings_found(project, today=timezone.localdate(), **form.chosen)
    found, sort = sorted_by(found, columns(), request.GET.get("sort", ""))
    heads = [_("party"), _("kind"), _("seat"), _("joined on"), _("left on"), _("recorded by mistake")]
    rows = (
        (
            str(one.party), one.party.get_kind_now_display(), str(one.party.seat_now or ""), one.joined_on, one.left_on,
            one.is_cancelled,
        )
        for one in found
    )  # fmt: skip
    name = _("Participants of %(project)s") % {"project": project}
    return exported(request, name, heads, rows) or render(
        request,
        "projects/joinings.html",
        {
            "project": project,
            "form": form,
            "page": page_of(found, request),
            "columns": columns(),
            "sort": sort,
            "breadcrumbs": crumbs(project),
            "may_record": can_record_joinings(who(request)),
        },
    )


@allowed(can_record_joinings)
def joining_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Parties join a project on one day; those who have joined by then already are left as they are.

    ``party`` and ``day`` in the address fill the form in, ``next`` says where to go on afterwards.
    """
    project = get_object_or_404(Project, pk=pk)
    form = JoiningsForm(posted(request), project=project, initial=_asked(request, project))
    tried = form.is_valid() and not form.only_adds
    if tried and (done := attempt(form, lambda: _join(request, project, form))):
        _say_joined(request, done.value, len(form.understood))
        return redirect(_next(request) or reverse("projects:joinings", args=[pk]))
    shown = form if tried or not form.is_bound else form.grown()
    return form_page(
        request, shown, heading=_("New participants"), back=_next(request) or _path(project)[-1][1],
        crumbs=_path(project), template="projects/several.html", next=_next(request),
    )  # fmt: skip


def _asked(request: HttpRequest, project: Project) -> dict[str, Any]:
    """What the address fills in; what it does not, or not rightly, is left empty."""
    numbers = [number for text in request.GET.getlist("party") if (number := whole_number(text))]
    day = asked_day(request.GET.get("day"))
    if day is None:
        today = timezone.localdate()
        day = today if today in project.period else project.period.lower
    return {"chosen": Party.objects.filter(pk__in=numbers), "joined_on": day}


def _join(request: HttpRequest, project: Project, form: JoiningsForm) -> list[Joining]:
    day = form.cleaned_data["joined_on"]
    already = queries.joined_on_day(project, form.understood, day)
    drafts = [JoiningDraft(project, party, day) for party in form.understood if party.pk not in already]
    return actions.join(drafts, by=who(request), reason=form.given_reason)


def _say_joined(request: HttpRequest, rows: list[Joining], asked: int) -> None:
    undo = reverse("projects:joining_cancel", args=[rows[0].pk]) if len(rows) == 1 else ""
    text = ngettext("%(count)d party joined.", "%(count)d parties joined.", len(rows)) % {"count": len(rows)}
    if before := asked - len(rows):
        text += " " + ngettext("%(count)d had joined before.", "%(count)d had joined before.", before) % {
            "count": before
        }
    say(request, text, undo)


def _next(request: HttpRequest) -> str:
    """An address of ours to go on to; anything else is ignored."""
    asked = request.POST.get("next") or request.GET.get("next") or ""
    return asked if url_has_allowed_host_and_scheme(asked, {request.get_host()}) else ""


def _joining(pk: int) -> Joining:
    return get_object_or_404(Joining.objects.select_related("project", "party"), pk=pk)


@allowed(can_record_joinings)
def joining_leave(request: HttpRequest, pk: int) -> HttpResponse:
    """A party takes part no more from a day on."""
    joining = _joining(pk)
    form = LeaveForm(posted(request), initial={"left_on": joining.left_on or timezone.localdate()})
    form.about_person = joining.party.is_person
    back = _path(joining.project)[-1][1]
    if form.is_valid() and attempt(
        form,
        lambda: actions.leave(joining, on=form.cleaned_data["left_on"], by=who(request), reason=form.given_reason),
    ):
        day = date_text(form.cleaned_data["left_on"])
        text = _("%(party)s left on %(day)s.") % {"party": joining.party, "day": day}
        say(request, text, reverse("projects:joining_stay", args=[pk]))
        return redirect(back)
    heading = _("Leaving: %(party)s") % {"party": joining.party}
    return form_page(request, form, heading=heading, back=back, crumbs=_path(joining.project))


@allowed(can_record_joinings)
@require_POST
def joining_stay(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo a leaving."""
    joining = _joining(pk)
    return carried_out(
        request,
        lambda reason: actions.leave(joining, on=None, by=who(request), reason=reason),
        about_person=joining.party.is_person,
        question=_("Take back the leaving of %(party)s") % {"party": joining.party},
        done=_("%(party)s takes part again.") % {"party": joining.party},
        back=_path(joining.project)[-1][1],
        crumbs=_path(joining.project),
    )


@allowed(can_record_joinings)
@require_POST
def joining_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """A joining was recorded by mistake; it counts as nothing."""
    joining = _joining(pk)
    return carried_out(
        request,
        lambda reason: actions.cancel_joining(joining, by=who(request), reason=reason),
        about_person=joining.party.is_person,
        question=_("Cancel the joining of %(party)s") % {"party": joining.party},
        done=_("The joining of %(party)s is cancelled and counts as nothing.") % {"party": joining.party},
        undo=reverse("projects:joining_restore", args=[pk]),
        back=_path(joining.project)[-1][1],
        crumbs=_path(joining.project),
    )


@allowed(can_record_joinings)
@require_POST
def joining_restore(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo a cancelling."""
    joining = _joining(pk)
    return carried_out(
        request,
        lambda reason: actions.cancel_joining(joining, cancelled=False, by=who(request), reason=reason),
        about_person=joining.party.is_person,
        question=_("Bring back the joining of %(party)s") % {"party": joining.party},
        done=_("The joining of %(party)s counts again.") % {"party": joining.party},
        back=_path(joining.project)[-1][1],
        crumbs=_path(joining.project),
    )
