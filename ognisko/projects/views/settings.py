"""Settings: the index of what a centre sets up, operators, funders, and who works for what."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ognisko.accounts.models import User
from ognisko.accounts.permissions import allowed, can_administer, can_steer
from ognisko.core.bounds import whole_number
from ognisko.projects import actions, queries
from ognisko.projects.forms.base import day_after
from ognisko.projects.forms.projects import AssignmentForm, FunderForm, OperatorForm
from ognisko.projects.models import Assignment, Funder, Office, Operator, Project
from ognisko.projects.permissions import can_edit_dictionaries, can_edit_projects, can_see_projects
from ognisko.projects.views.answers import attempt, carried_out, form_page, posted, say, who
from ognisko.ui.rules import Column


@dataclass(frozen=True)
class Setting:
    """One line of the index: what can be set up there, for whom, and by which name the page's address is known."""

    label: str
    note: str
    icon: str
    name: str
    may: bool = True

    @property
    def url(self) -> str:
        """The page's address; empty where this installation does not have it."""
        try:
            return reverse(self.name)
        except NoReverseMatch:
            return ""


def _index(user: User) -> list[tuple[str, list[Setting]]]:
    """The settings that the user may open, in groups. Pages of other apps are known by the names of their addresses."""
    steers, administers = can_steer(user), can_administer(user)
    centre = [
        Setting(
            _("Operators"),
            _("organisations that run the centre, its offices and projects"),
            "landmark",
            "projects:operators",
        ),
        Setting(_("Offices"), _("addresses, opening hours, days off"), "door-open", "projects:offices"),
        Setting(
            _("Users and roles"),
            _("who may log in, and what they may do"),
            "user-cog",
            "accounts:users",
            administers,
        ),
    ]
    lists = [
        Setting(_("Funders"), _("who pays for projects"), "hand-coins", "projects:funders"),
        Setting(_("Kinds of session"), _("general, key, legal and your own"), "list-tree", "advice:kinds"),
        Setting(
            _("Questionnaires"),
            _("applications, evaluation cards, reports: what people answer"),
            "clipboard-list",
            "questionnaires:questionnaires",
        ),
        Setting(_("Places"), _("units of the territorial register, TERC"), "map-pin", "places:overview"),
    ]
    data = [
        Setting(
            _("Load from a spreadsheet"),
            _("registers that you have kept until now"),
            "file-spreadsheet",
            "desk:import",
            steers,
        ),
        Setting(
            _("Closing of periods"),
            _("after which changes are corrections with a reason"),
            "lock",
            "reports:closings",
            administers,
        ),
        Setting(
            _("RODO"),
            _("consents, retention, processing register, breaches"),
            "shield-check",
            "privacy:home",
        ),
    ]
    groups = [(_("The centre"), centre), (_("Lists that forms choose from"), lists), (_("Data"), data)]
    shown = [(heading, [line for line in lines if line.may and line.url]) for heading, lines in groups]
    return [(heading, lines) for heading, lines in shown if lines]


@allowed(can_see_projects)
def settings(request: HttpRequest) -> HttpResponse:
    """The index of settings."""
    return render(request, "projects/settings.html", {"groups": _index(who(request))})


def _crumbs(*more: tuple[str, str]) -> list[tuple[str, str]]:
    return [(_("Settings"), reverse("projects:settings")), *more]


# Operators and funders ------------------------------------------------------------------------------------------------


@allowed(can_see_projects)
def operators(request: HttpRequest) -> HttpResponse:
    """Organisations that run the centre or a part of a project."""
    columns = [
        Column("name", _("Organisation")), Column("seat", _("Seat")), Column("role", _("Role")),
        Column("offices", _("Offices"), numeric=True), Column("actions", ""),
    ]  # fmt: skip
    context = {
        "operators": queries.operators_for_lists(),
        "columns": columns,
        "may_edit": can_edit_dictionaries(who(request)),
        "breadcrumbs": _crumbs(),
    }
    return render(request, "projects/operators.html", context)


@allowed(can_edit_dictionaries)
def operator_edit(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Add an operator, or say whether it runs the centre."""
    operator = get_object_or_404(Operator.objects.select_related("party"), pk=pk) if pk else None
    initial = {"party": operator.party, "is_centre": operator.is_centre} if operator else {}
    form = OperatorForm(posted(request), operator=operator, initial=initial)
    if form.is_valid() and attempt(
        form,
        lambda: actions.save_operator(
            form.cleaned_data["party"], is_centre=form.cleaned_data["is_centre"], by=who(request)
        ),
    ):
        say(request, _("Saved."))
        return redirect("projects:operators")
    back = reverse("projects:operators")
    heading = str(operator) if operator else _("New operator")
    return form_page(request, form, heading=heading, back=back, crumbs=_crumbs((_("Operators"), back)))


@allowed(can_see_projects)
def funders(request: HttpRequest) -> HttpResponse:
    """Who pays for projects."""
    columns = [Column("name", _("Funder")), Column("projects", _("Projects"), numeric=True), Column("actions", "")]
    context = {
        "funders": queries.funders_for_lists(),
        "columns": columns,
        "may_edit": can_edit_dictionaries(who(request)),
        "breadcrumbs": _crumbs(),
    }
    return render(request, "projects/funders.html", context)


@allowed(can_edit_dictionaries)
def funder_edit(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Add a funder, or give it another name."""
    funder = get_object_or_404(Funder, pk=pk) if pk else None
    form = FunderForm(posted(request), initial={"name": funder.name} if funder else {})
    if form.is_valid() and attempt(
        form, lambda: actions.save_funder(funder, form.cleaned_data["name"], by=who(request))
    ):
        say(request, _("Saved."))
        return redirect("projects:funders")
    back = reverse("projects:funders")
    heading = str(funder) if funder else _("New funder")
    return form_page(request, form, heading=heading, back=back, crumbs=_crumbs((_("Funders"), back)))


# Staff ----------------------------------------------------------------------------------------------------------------


@allowed(can_edit_projects)
def assignment_add(request: HttpRequest) -> HttpResponse:
    """Assign a member of staff; ``project`` or ``office`` in the address fills the form and says where to go back."""
    project = _named(Project, request.GET.get("project", ""))
    office = _named(Office, request.GET.get("office", ""))
    home = project or office
    back = home.get_absolute_url() if home else reverse("projects:projects")
    initial = {"project": project, "office": office, "since": timezone.localdate()}
    form = AssignmentForm(posted(request), initial=initial)
    if form.is_valid() and (done := attempt(form, lambda: _assign(request, form))):
        say(request, _("%(name)s is assigned.") % {"name": done.value.user})
        return redirect(back)
    crumbs = [(str(home), back)] if home else []
    return form_page(request, form, heading=_("Assign a member of staff"), back=back, crumbs=crumbs)


def _named[M: (Project, Office)](model: type[M], number: str) -> M | None:
    return model._default_manager.filter(pk=pk).first() if (pk := whole_number(number)) else None


def _assign(request: HttpRequest, form: AssignmentForm) -> Assignment:
    data = form.cleaned_data
    return actions.assign(
        data["user"],
        role=data["role"],
        project=data["project"],
        office=data["office"],
        since=data["since"],
        until=day_after(data["until"]),
        by=who(request),
    )


def _assignment(pk: int) -> Assignment:
    return get_object_or_404(Assignment.objects.select_related("user", "project", "office"), pk=pk)


def _home(assignment: Assignment) -> str:
    home = assignment.project or assignment.office
    return home.get_absolute_url() if home else reverse("projects:projects")


@allowed(can_edit_projects)
@require_POST
def assignment_end(request: HttpRequest, pk: int) -> HttpResponse:
    """From today on the member of staff does this no more."""
    row = _assignment(pk)
    today = timezone.localdate()
    goes_on = row.period.lower is None or row.period.lower < today
    return carried_out(
        request,
        lambda reason: actions.end_assignment(row, on=today, by=who(request)),
        question=_("End the assignment of %(name)s") % {"name": row.user},
        done=_("The assignment of %(name)s has ended.") % {"name": row.user},
        undo=reverse("projects:assignment_resume", args=[pk]) if goes_on else "",
        back=_home(row),
    )


@allowed(can_edit_projects)
@require_POST
def assignment_resume(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo: the assignment goes on."""
    row = _assignment(pk)
    return carried_out(
        request,
        lambda reason: actions.resume_assignment(row, by=who(request)),
        question=_("Resume the assignment of %(name)s") % {"name": row.user},
        done=_("The assignment of %(name)s goes on.") % {"name": row.user},
        back=_home(row),
    )
