"""What the forms of this app share: fields in groups, and the reason that a closed period asks for."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.forms import BoundField
from django.urls import reverse_lazy
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from ognisko.core.bounds import whole_number
from ognisko.core.polish import sort_key
from ognisko.ledger.actions import ClosedPeriodError
from ognisko.people.models import Party
from ognisko.people.queries import found as parties_found
from ognisko.people.rules import objection
from ognisko.places.models import Place
from ognisko.places.queries import found as places_found
from ognisko.projects.actions import RefusedError
from ognisko.ui.forms import PickerField, WatchedForm

type Group = tuple[str | Promise, Sequence[tuple[str, str]]]


class StaffForm(WatchedForm):
    """Fields in groups with widths, as the pages show them; a text that holds what nothing may keep yet is refused.

    ``reason`` is shown only after a change fell into a closed period; what was typed stays.
    """

    groups: Sequence[Group] = ()
    about_person = False

    reason = forms.CharField(
        label=_("reason of the correction"),
        help_text=_("It stays visible beside the number that changes."),
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
        max_length=500,
    )

    reason_wanted = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.label = capfirst(field.label) if field.label else field.label

    def objection(self, text: str) -> str:
        """The rule of parties, strict where the form is about a person."""
        return objection(text, about_person=self.about_person)

    def ask_reason(self, closed: ClosedPeriodError) -> None:
        """The change falls into a closed period: the same form once more, with the reason."""
        self.reason_wanted = True
        self.fields["reason"].required = True
        self.add_error("reason", str(closed))

    def refuse(self, refused: RefusedError) -> None:
        """A rule that only the action knows stands at the field where it was broken."""
        self.add_error(refused.field if refused.field in self.fields else None, str(refused))

    @property
    def given_reason(self) -> str:
        """The reason typed, if any."""
        return self.cleaned_data.get("reason", "")

    def shown_groups(self) -> list[tuple[str | Promise, list[tuple[BoundField, str]]]]:
        """The groups with their bound fields and widths, and the reason at the end where it is asked for."""
        groups = [(heading, [(self[name], width) for name, width in names]) for heading, names in self.groups]
        if self.reason_wanted or (self.is_bound and self.data.get(self.add_prefix("reason"))):
            groups.append((_("Closed period"), [(self["reason"], "full")]))
        return groups


class ReasonForm(StaffForm):
    """For changes of one click, which need nothing but a reason when their period is closed."""


def day_after(last_day: date | None) -> date | None:
    """People name the last day; a range in the database ends on the day after it."""
    return last_day + timedelta(days=1) if last_day else None


def day_before(until: date | None) -> date | None:
    """The last day of a range that ends on ``until``."""
    return until - timedelta(days=1) if until else None


def require_order(form: forms.Form, first: str, last: str) -> None:
    """The last day is not earlier than the first."""
    begins, ends = form.cleaned_data.get(first), form.cleaned_data.get(last)
    if begins and ends and ends < begins:
        form.add_error(last, ValidationError(_("The last day is earlier than the first."), code="order"))


def in_polish_order(form: forms.Form, *names: str) -> None:
    """The options of these selects stand in Polish order, which the database does not know."""
    for name in names:
        field: Any = form.fields[name]
        rows = sorted(field.queryset, key=lambda row: sort_key(str(row)))
        empty = [("", field.empty_label)] if field.empty_label is not None else []
        field.choices = [*empty, *((row.pk, str(row)) for row in rows)]


def party_field(label: str | Promise, **options: Any) -> PickerField:
    """A party by name, place or identifier."""
    return PickerField(
        Party.objects.all(), url=reverse_lazy("people:lookup"), search=parties_found, label=label, **options
    )


def place_field(label: str | Promise, levels: Iterable[int], **options: Any) -> PickerField:
    """A unit of the country of one of these levels."""
    wanted = list(levels)
    query = "&".join(f"level={level}" for level in wanted)
    return PickerField(
        Place.objects.current().of_levels(wanted),
        url=_LazyAddress(query),
        search=lambda text: places_found(text, 12, wanted),
        label=label,
        **options,
    )


class _LazyAddress:
    """The address of the look-up of places; found when it is shown, since forms are made before addresses are."""

    def __init__(self, query: str) -> None:
        self.query = query

    def __str__(self) -> str:
        return f"{reverse_lazy('places:lookup')}?{self.query}"


class SeveralForm(StaffForm):
    """Several records at once: chosen so far as ticked boxes, one more by name, many more as pasted lines.

    Works without scripts: "Add to the list" shows the form again with the list grown. A line that is not understood
    stays in its box with what is wrong; nothing typed is lost.
    """

    LONGEST = 300

    chosen = forms.ModelMultipleChoiceField(
        Party.objects.none(), required=False, widget=forms.CheckboxSelectMultiple, label=_("chosen so far")
    )
    lines = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 4}), label=_("many at once"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["chosen"]
        sent: Any = self.data
        ids = sent.getlist("chosen") if self.is_bound else [row.pk for row in self.initial.get("chosen", ())]
        numbers = [number for one in ids if (number := whole_number(str(one)))]
        chosen.queryset = self.everything().filter(pk__in=numbers)
        self.understood: list[Any] = []
        self.left_over: list[str] = []

    def everything(self) -> QuerySet[Any]:
        """All records that may be chosen."""
        raise NotImplementedError

    def read_lines(self, lines: Sequence[str]) -> tuple[list[Any], list[tuple[str, str]]]:
        """The records that the lines mean, and each line that is not understood with what is wrong."""
        raise NotImplementedError

    @property
    def only_adds(self) -> bool:
        """The list is to grow; nothing is saved yet."""
        return self.data.get("do") == "add"

    def clean(self) -> dict[str, Any]:
        """All records together are in ``understood``, each once, in the order in which they were named."""
        cleaned = super().clean() or {}
        typed = [line for line in map(str.strip, str(self["lines"].data or "").splitlines()) if line]
        if len(typed) > self.LONGEST and "lines" not in self.errors:
            self.add_error("lines", _("Paste at most %(count)d lines at a time.") % {"count": self.LONGEST})
        named = [] if "lines" in self.errors else typed
        read, wrong = self.read_lines(named)
        self.left_over = [line for line, _why in wrong] if named else typed
        for line, why in wrong:
            self.add_error("lines", f"„{line}”: {why}")
        one = cleaned.get("one")
        records: list[Model] = [*cleaned.get("chosen", ()), *([one] if one else ()), *read]
        self.understood = list({record.pk: record for record in records}.values())
        return cleaned

    def grown(self) -> "SeveralForm":
        """The same form with what was understood as ticked boxes and only the rest to be put right."""
        data: Any = self.data
        data = data.copy()
        data.setlist("chosen", [str(record.pk) for record in self.understood])
        data["lines"] = "\n".join(self.left_over)
        if "one" in self.cleaned_data:
            for name in ("one", "one_text", "one_was", "one_choice"):
                data.pop(name, None)
        form = type(self)(data, **self.again())
        form.is_valid()
        return form

    def again(self) -> dict[str, Any]:
        """What the form was made with, besides the data."""
        return {}
