"""Forms of joinings: the list's filters, many parties at once, leaving."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ognisko.core.polish import sort_key
from ognisko.people.models import Identifier, Party
from ognisko.people.queries import found as parties_found
from ognisko.projects.forms.base import SeveralForm, StaffForm, party_field
from ognisko.projects.models import Project
from ognisko.ui.forms import DateField


class JoiningFilter(forms.Form):
    """Filters of the list of joinings."""

    q = forms.CharField(label=_("Search"), required=False, widget=forms.SearchInput)
    state = forms.ChoiceField(
        label=_("Who"),
        required=False,
        choices=[
            ("", _("all who joined")),
            ("current", _("participants today")),
            ("left", _("those who left")),
            ("cancelled", _("recorded by mistake")),
        ],
    )
    joined_from = DateField(label=_("Joined from"), required=False)
    joined_to = DateField(label=_("Joined to"), required=False)

    @property
    def chosen(self) -> dict[str, Any]:
        """What was asked for and understood; the rest filters nothing."""
        self.is_valid()
        return {
            "text": self.cleaned_data.get("q", ""),
            "state": self.cleaned_data.get("state", ""),
            "joined_from": self.cleaned_data.get("joined_from"),
            "joined_to": self.cleaned_data.get("joined_to"),
        }


class JoiningsForm(SeveralForm):
    """Parties that join a project on one day: one by name, or many as pasted lines."""

    groups = (("", [("chosen", "full"), ("one", "half"), ("lines", "full"), ("joined_on", "narrow")]),)

    one = party_field(_("party"), required=False, help_text=_("Name, NIP, KRS or town."))
    joined_on = DateField(label=_("joined on"))
    field_order = ["chosen", "one", "lines", "joined_on"]

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.project = project
        self.fields["lines"].help_text = _("One party in a line: its full name, NIP, KRS or REGON.")

    def again(self) -> dict[str, Any]:
        """The project stays the same."""
        return {"project": self.project}

    def everything(self) -> QuerySet[Party]:
        """Every party may join a project."""
        return Party.objects.all()

    def read_lines(self, lines: Sequence[str]) -> tuple[list[Party], list[tuple[str, str]]]:
        """Full names and identifiers in two queries; only lines that are neither are searched one by one."""
        keys = {line: sort_key(line) for line in lines}
        digits = {line: "".join(filter(str.isdigit, line)) for line in lines}
        numbers = {
            row.value: row.party
            for row in Identifier.objects.filter(value__in=digits.values()).select_related("party")
        } if lines else {}  # fmt: skip
        named: dict[str, list[Party]] = {}
        for party in Party.objects.filter(sort_key__in=keys.values()) if lines else ():
            named.setdefault(party.sort_key, []).append(party)
        read, wrong = [], []
        for line in lines:
            meant = named.get(keys[line]) or ([numbers[digits[line]]] if digits[line] in numbers else [])
            meant = meant or list(parties_found(line, 5))
            if len(meant) == 1:
                read.append(meant[0])
            elif meant:
                names = "; ".join(str(party) for party in meant)
                wrong.append((line, gettext("it can mean: %(names)s. Choose it above by name.") % {"names": names}))
            else:
                wrong.append((line, gettext("nothing matches. Check the spelling or add the party first.")))
        return read, wrong

    def clean(self) -> dict[str, Any]:
        """Somebody joins, on a day of the project."""
        cleaned = super().clean()
        if not self.understood and not self.only_adds and not {"one", "lines"} & self.errors.keys():
            self.add_error("one", _("Choose who joins."))
        day = cleaned.get("joined_on")
        if day and day not in self.project.period:
            self.add_error(
                "joined_on", _("The day lies outside the period of %(project)s.") % {"project": self.project}
            )
        return cleaned


class LeaveForm(StaffForm):
    """The day from which a party takes part no more."""

    groups = (("", [("left_on", "narrow")]),)

    left_on = DateField(label=_("left on"), help_text=_("From this day on it takes part no more."))
