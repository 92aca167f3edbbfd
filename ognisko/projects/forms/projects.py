"""Forms of projects, their partners, area and staff, and of the dictionaries beside them."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from ognisko.accounts.models import STAFF_ROLES, Role, User
from ognisko.people.models import Party
from ognisko.people.rules import Kind
from ognisko.places.models import Place
from ognisko.places.queries import PICKED, PlaceError, gazetteer
from ognisko.projects.actions import ProjectDraft
from ognisko.projects.forms.base import (
    SeveralForm,
    StaffForm,
    day_after,
    day_before,
    in_polish_order,
    party_field,
    place_field,
    require_order,
)
from ognisko.projects.models import Currency, Funder, Office, Operator, Partner, Project
from ognisko.ui.forms import DateField, MoneyField


def staff() -> QuerySet[User]:
    """Those who may be coordinators or be assigned: members of staff who can log in."""
    return User.objects.filter(is_active=True, roles__overlap=[role.value for role in STAFF_ROLES])


class ProjectFilter(forms.Form):
    """Filters of the list of projects."""

    q = forms.CharField(label=_("Search"), required=False, widget=forms.SearchInput)
    status = forms.ChoiceField(
        label=_("Status"), required=False, choices=[("", _("any status")), *Project.Status.choices]
    )
    funder = forms.ModelChoiceField(
        Funder.objects.all(), label=_("Funder"), required=False, empty_label=_("any funder")
    )
    on = DateField(label=_("Running on"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        in_polish_order(self, "funder")

    @property
    def chosen(self) -> dict[str, Any]:
        """What was asked for and understood; the rest filters nothing."""
        self.is_valid()
        return {
            "text": self.cleaned_data.get("q", ""),
            "status": self.cleaned_data.get("status", ""),
            "funder": self.cleaned_data.get("funder"),
            "on": self.cleaned_data.get("on"),
        }


class ProjectForm(StaffForm):
    """What a project is; ``until`` is typed as its last day."""

    groups = (
        (
            _("What it is called"),
            [("name", "full"), ("short_name", "half"), ("number", "half"), ("funder", "half"), ("new_funder", "half")],
        ),
        (_("When and how much"), [("status", "half"), ("coordinator", "half"), ("since", "narrow"), ("until", "narrow"),
         ("currency", "half"), ("value", "half"), ("funding", "half")]),
        (_("What for"), [("requires_joining", "full"), ("tasks", "full"), ("public_text", "full")]),
    )  # fmt: skip

    name = forms.CharField(label=_("name"), max_length=200)
    short_name = forms.CharField(
        label=_("short name"), max_length=60, help_text=_("As you call it every day; it stands in lists and reports.")
    )
    number = forms.CharField(label=_("number of the funding agreement"), max_length=100, required=False)
    funder = forms.ModelChoiceField(
        Funder.objects.all(), label=_("funder"), required=False, empty_label=_("none, or a new one")
    )
    new_funder = forms.CharField(
        label=_("a new funder"),
        max_length=200,
        required=False,
        help_text=_("Type the name where the list does not have it."),
    )
    status = forms.ChoiceField(label=_("status"), choices=Project.Status, initial=Project.Status.RUNNING)
    coordinator = forms.ModelChoiceField(
        User.objects.none(), label=_("coordinator"), required=False, empty_label=_("nobody yet")
    )
    since = DateField(label=_("first day"))
    until = DateField(label=_("last day"), required=False)
    currency = forms.ChoiceField(label=_("currency"), choices=Currency, initial=Currency.PLN)
    value = MoneyField(label=_("value of the whole project"), required=False, min_value=0)
    funding = MoneyField(label=_("of which funding"), required=False, min_value=0)
    requires_joining = forms.BooleanField(
        label=_("services require joining"),
        required=False,
        help_text=_("A session can then be recorded only for parties that have joined the project by its day."),
    )
    tasks = forms.CharField(
        label=_("tasks"), required=False, widget=forms.Textarea(attrs={"rows": 5}), help_text=_("One in a line.")
    )
    public_text = forms.CharField(
        label=_("text for the public page"), required=False, widget=forms.Textarea(attrs={"rows": 6})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        coordinator: Any = self.fields["coordinator"]
        coordinator.queryset = staff()
        in_polish_order(self, "funder", "coordinator")

    def clean(self) -> dict[str, Any]:
        """Dates in order, funding within the value, one funder."""
        cleaned = super().clean() or {}
        require_order(self, "since", "until")
        value, funding = cleaned.get("value"), cleaned.get("funding")
        if value is not None and funding is not None and funding > value:
            self.add_error("funding", _("The funding is more than the value of the project."))
        if cleaned.get("funder") and cleaned.get("new_funder"):
            self.add_error("new_funder", _("Choose a funder or type a new one, not both."))
        return cleaned

    @property
    def draft(self) -> ProjectDraft:
        """The project as it was typed."""
        data = {name: value for name, value in self.cleaned_data.items() if name != "reason"}
        return ProjectDraft(**{**data, "until": day_after(data["until"])})

    @staticmethod
    def initial_of(project: Project) -> dict[str, Any]:
        """The project as the form shows it."""
        same = (
            "name", "short_name", "number", "funder", "status", "coordinator", "currency", "value", "funding",
            "requires_joining", "tasks", "public_text",
        )  # fmt: skip
        dates = {"since": project.period.lower, "until": day_before(project.period.upper)}
        return {name: getattr(project, name) for name in same} | dates


class PartnerForm(StaffForm):
    """A leader or a partner of a project."""

    groups = (("", [("party", "half"), ("role", "half"), ("since", "narrow"), ("until", "narrow")]),)

    party = party_field(_("organisation"), help_text=_("Its seat says which country it is from."))
    role = forms.ChoiceField(label=_("role"), choices=Partner.Role, initial=Partner.Role.PARTNER)
    since = DateField(label=_("first day"))
    until = DateField(label=_("last day"), required=False)

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.project = project

    def clean(self) -> dict[str, Any]:
        """Dates in order and inside the project's; a person is no partner."""
        cleaned = super().clean() or {}
        require_order(self, "since", "until")
        since, party = cleaned.get("since"), cleaned.get("party")
        if since and since not in self.project.period:
            self.add_error("since", _("The day lies outside the period of %(project)s.") % {"project": self.project})
        if party and party.kind_now == Kind.PERSON:
            self.add_error("party", _("A partner is an organisation or an institution, not a person."))
        return cleaned


class PartnerEndForm(StaffForm):
    """The last day of a partnership; empty while it goes on."""

    groups = (("", [("until", "narrow")]),)

    until = DateField(label=_("last day"), required=False, help_text=_("Leave it empty while the partnership goes on."))


class AreaForm(SeveralForm):
    """The units that a project works in from a day on."""

    groups = (("", [("chosen", "full"), ("one", "half"), ("lines", "full"), ("since", "narrow")]),)

    one = place_field(_("add a unit"), PICKED, required=False)
    since = DateField(
        label=_("from this day on"),
        help_text=_("Units that are not ticked end on the day before; what was before stays counted."),
    )
    field_order = ["chosen", "one", "lines", "since"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lines"].help_text = _("One unit in a line: powiat sieradzki, gmina Burzenin, 101401.")
        self.fields["chosen"].label = _("Units of the area")

    def everything(self) -> QuerySet[Place]:
        """Municipalities, counties, voivodeships and countries."""
        return Place.objects.of_levels(PICKED)

    def read_lines(self, lines: Sequence[str]) -> tuple[list[Place], list[tuple[str, str]]]:
        """Names as people write them, or codes."""
        read, wrong = [], []
        known = gazetteer() if lines else None
        for line in lines:
            try:
                assert known is not None  # noqa: S101  # there are lines, so there is a gazetteer
                read.append(known.named(line))
            except PlaceError as unclear:
                wrong.append((line, str(unclear)))
        return read, wrong


class AssignmentForm(StaffForm):
    """A member of staff works in a role for a project, at an office, or both."""

    groups = (
        (
            "",
            [
                ("user", "half"),
                ("role", "half"),
                ("project", "half"),
                ("office", "half"),
                ("since", "narrow"),
                ("until", "narrow"),
            ],
        ),
    )

    user = forms.ModelChoiceField(User.objects.none(), label=_("member of staff"), empty_label=_("choose a person"))
    role = forms.ChoiceField(label=_("role"), choices=[choice for choice in Role.choices if choice[0] in STAFF_ROLES])
    project = forms.ModelChoiceField(
        Project.objects.all(), label=_("project"), required=False, empty_label=_("no single project")
    )
    office = forms.ModelChoiceField(
        Office.objects.filter(is_active=True), label=_("office"), required=False, empty_label=_("no single office")
    )
    since = DateField(label=_("first day"))
    until = DateField(label=_("last day"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        user: Any = self.fields["user"]
        user.queryset = staff()
        in_polish_order(self, "user", "project", "office")

    def clean(self) -> dict[str, Any]:
        """To a project or an office at least; dates in order."""
        cleaned = super().clean() or {}
        require_order(self, "since", "until")
        if not (cleaned.get("project") or cleaned.get("office") or {"project", "office"} & self.errors.keys()):
            self.add_error("project", _("Choose a project, an office, or both."))
        return cleaned


class FunderForm(StaffForm):
    """A funder's name."""

    groups = (("", [("name", "half")]),)

    name = forms.CharField(label=_("name"), max_length=200)


class OperatorForm(StaffForm):
    """An organisation that runs the centre or a part of a project."""

    groups = (("", [("party", "half"), ("is_centre", "full")]),)

    party = party_field(_("organisation"), help_text=_("Add it among the parties first, if it is not there yet."))
    is_centre = forms.BooleanField(
        label=_("runs this centre"), required=False, help_text=_("One organisation does; the one so far gives way.")
    )

    def __init__(self, *args: Any, operator: Operator | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if operator:
            self.fields["party"].disabled = True
            self.groups = (("", [("is_centre", "full")]),)

    def clean_party(self) -> Party:
        """A person runs no centre."""
        party: Party = self.cleaned_data["party"]
        if party.kind_now == Kind.PERSON:
            raise forms.ValidationError(_("Choose an organisation or an institution, not a person."))
        return party
