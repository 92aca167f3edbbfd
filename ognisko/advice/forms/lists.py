"""Forms of the list of sessions and of the kinds."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ognisko.accounts.models import User
from ognisko.advice.forms.fields import offer, party_field
from ognisko.advice.models import Kind, Session
from ognisko.advice.queries import SessionFilter
from ognisko.advice.rules import Category, Form
from ognisko.people.rules import objection
from ognisko.projects.models import Office, Project
from ognisko.ui.forms import DateField, WatchedForm


class SafeForm(WatchedForm):
    """A form whose free texts stay visible for good, such as a reason: it refuses what nothing may keep yet."""

    def objection(self, text: str) -> str:
        """The rule of parties; a reason is about a change and not about a person."""
        return objection(text, about_person=False)


class SessionFilterForm(forms.Form):
    """Which sessions the list shows; part of the address, so that a list can be sent to a colleague."""

    q = forms.CharField(label=_("Search"), required=False, widget=forms.TextInput(attrs={"type": "search"}))
    since = DateField(label=_("From"), required=False)
    until = DateField(label=_("To"), required=False)
    advisor = forms.ChoiceField(label=_("Advisor"), required=False)
    category = forms.TypedChoiceField(
        label=_("Counts as"), choices=[("", _("all")), *Category.choices], coerce=int, empty_value=None, required=False
    )
    kind = forms.TypedChoiceField(label=_("Kind"), coerce=int, empty_value=None, required=False)
    project = forms.TypedChoiceField(label=_("Project"), coerce=int, empty_value=None, required=False)
    office = forms.TypedChoiceField(label=_("Office"), coerce=int, empty_value=None, required=False)
    form = forms.ChoiceField(label=_("How"), choices=[("", _("all")), *Form.choices], required=False)
    party = party_field(_("Party"))
    cancelled = forms.BooleanField(label=_("Cancelled too"), required=False)

    def __init__(self, data: Any, *, user: User) -> None:
        super().__init__(data)
        self.user = user
        everybody: list[tuple[Any, Any]] = [("", _("all")), ("me", _("mine"))]
        led = User.objects.filter(Exists(Session.objects.filter(advisor=OuterRef("pk")))).exclude(pk=user.pk)
        offer(self, "advisor", [*everybody, *((str(one.pk), str(one)) for one in led)])
        for name, model in (("kind", Kind), ("project", Project), ("office", Office)):
            none = [] if name == "kind" else [(0, pgettext_lazy("session", "none"))]
            offer(self, name, [("", _("all")), *((row.pk, str(row)) for row in model.objects.all()), *none])

    def clean(self) -> dict[str, Any]:
        """A range runs forwards."""
        data = super().clean() or self.cleaned_data
        if data.get("since") and data.get("until") and data["until"] < data["since"]:
            self.add_error("until", _("The range ends before it begins."))
        return data

    def wanted(self) -> SessionFilter:
        """The filter; what is wrong in it lets everything through, and its error stands beside the field."""
        self.is_valid()
        data = self.cleaned_data
        advisor = data.get("advisor") or None
        party = data.get("party")
        return SessionFilter(
            since=data.get("since"),
            until=data.get("until"),
            advisor=self.user.pk if advisor == "me" else int(advisor) if advisor else None,
            kind=data.get("kind"),
            category=data.get("category"),
            project=data.get("project"),
            office=data.get("office"),
            party=party.pk if party else None,
            form=data.get("form") or "",
            text=(data.get("q") or "").strip(),
            cancelled=bool(data.get("cancelled")),
        )


class BulkForm(SafeForm):
    """Another project or office for the sessions that are ticked; empty keeps what each has."""

    project = forms.TypedChoiceField(label=_("Move to project"), coerce=int, empty_value=None, required=False)
    office = forms.TypedChoiceField(label=_("Move to office"), coerce=int, empty_value=None, required=False)
    reason = forms.CharField(
        label=_("Reason of the correction"),
        max_length=500,
        required=False,
        help_text=_("Only for days in a closed period."),
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="bulk_%s")
        for name, rows, none in (
            ("project", Project.objects.exclude(status=Project.Status.PREPARED), _("no project")),
            ("office", Office.objects.filter(is_active=True), _("no office")),
        ):
            offer(self, name, [("", _("keep")), *((row.pk, str(row)) for row in rows), (0, none)])

    def clean(self) -> dict[str, Any]:
        """Something has to change."""
        data = super().clean() or self.cleaned_data
        if data.get("project") is None and data.get("office") is None and not self.errors:
            raise ValidationError(_("Choose the project or the office that the sessions move to."))
        return data

    def changes(self) -> dict[str, Project | Office | None]:
        """What changes; 0 means none from now on."""
        found: dict[str, Project | Office | None] = {}
        if (number := self.cleaned_data.get("project")) is not None:
            found["project"] = Project.objects.filter(pk=number).first()
        if (number := self.cleaned_data.get("office")) is not None:
            found["office"] = Office.objects.filter(pk=number).first()
        return found


class ReasonForm(SafeForm):
    """Why an entry of a closed period is corrected."""

    reason = forms.CharField(label=_("Reason of the correction"), max_length=500)


class KindForm(SafeForm):
    """A kind of session: its names, and for a new one what it counts as."""

    name = forms.CharField(label=_("Name in Polish"), max_length=60)
    name_en = forms.CharField(label=_("Name in English"), max_length=60, required=False)
    category = forms.TypedChoiceField(label=_("Counts as"), choices=Category.choices, coerce=int)

    def __init__(self, data: Any = None, *, kind: Kind | None = None, prefix: str | None = None) -> None:
        initial = {"name": kind.name, "name_en": kind.name_en} if kind else None
        super().__init__(data, initial=initial, prefix=prefix)
        if kind is not None:
            del self.fields["category"]
