"""Forms of protected data. What is recorded is never sent to a page: an empty field leaves it as it is."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from ognisko.accounts.models import User
from ognisko.core.identifiers import IdentifierError, clean_pesel
from ognisko.people import queries
from ognisko.people.actions import Answer, ProtectedDraft
from ognisko.people.forms.base import CorrectionForm, party_field
from ognisko.people.models import Party, Viewing
from ognisko.people.permissions import can_see_protected
from ognisko.people.queries.protected import ViewingFilter, holder, may_try_pesel
from ognisko.people.rules import ANSWERS, Fact, contradictions, was_born
from ognisko.ui.forms import DateField, WatchedForm

UNCHANGED = ("", pgettext_lazy("answer", "leave as it is"))
_PESEL_WIDGET = {"autocomplete": "off", "inputmode": "numeric", "spellcheck": "false", "maxlength": "20"}


def pesel_field(**options: Any) -> forms.CharField:
    """A PESEL as it is typed; no browser offers it again."""
    return forms.CharField(label="PESEL", max_length=20, widget=forms.TextInput(attrs=_PESEL_WIDGET), **options)


def right_pesel(typed: str) -> str:
    """The eleven digits of somebody who may be alive; no message repeats them."""
    try:
        digits = clean_pesel(typed)
    except IdentifierError as wrong:
        raise ValidationError(str(wrong)) from None
    if not was_born(digits):
        raise ValidationError(_("By this PESEL the person is not born yet, or was born before 1900. Check the digits."))
    return digits


class ProtectedForm(CorrectionForm):
    """Record or change a PESEL, the labour status, the disability; what is left empty stays."""

    about_person = True
    unwatched = frozenset({"pesel"})

    pesel = pesel_field(required=False)
    fills = forms.BooleanField(required=False, initial=True)
    labour_status = forms.TypedChoiceField(label=gettext_lazy("Labour status"), coerce=int, required=False)
    labour_status_since = DateField(label=gettext_lazy("From this day"), required=False)
    disability = forms.TypedChoiceField(label=gettext_lazy("Disability"), coerce=int, required=False)
    disability_since = DateField(label=gettext_lazy("From this day"), required=False)

    def __init__(self, *args: Any, party: Party, by: User, **kwargs: Any):
        today = timezone.localdate()
        kwargs["initial"] = {"labour_status_since": today, "disability_since": today}
        super().__init__(*args, **kwargs)
        self.party, self.by = party, by
        self.taken: Party | None = None
        for kind, answers in ANSWERS.items():
            self.fields[kind.name.lower()].choices = [UNCHANGED, *answers.choices]  # type: ignore[attr-defined]
        missing = [
            str(label) for label, known in ((_("year of birth"), party.birth_year), (_("sex"), party.sex)) if not known
        ]
        if missing:
            self.fields["fills"].label = _("Also take from the PESEL: %(missing)s") % {
                "missing": _(" and ").join(missing)
            }
        else:
            del self.fields["fills"]

    def clean_pesel(self) -> str:
        """Right digits that agree with what is known, and that nobody else has."""
        typed = self.cleaned_data["pesel"].strip()
        if not typed:
            return ""
        digits = right_pesel(typed)
        if told := contradictions(digits, self.party.sex, self.party.birth_year):
            raise ValidationError(told)
        return digits

    def say_taken(self, other: Party | None) -> None:
        """Say that the number is somebody's, and to whom may see it whose; asked for again by a save meanwhile."""
        self.taken = other
        if other is None or not can_see_protected(self.by):
            self.add_error("pesel", _("Another person has this PESEL. Look at the digits, then save again."))
            return
        link = format_html('<a class="link" href="{}">{}</a>', other.get_absolute_url(), other)
        said = _("{} has this PESEL already. If they are one person, work on that page.")
        self.add_error("pesel", format_html(said, link))

    def clean(self) -> dict[str, Any]:
        """An answer has its first day, not in the future, and something is recorded at all."""
        cleaned = super().clean()
        for kind in ANSWERS:
            name = kind.name.lower()
            since = cleaned.get(f"{name}_since")
            if cleaned.get(name) and not since and f"{name}_since" not in self.errors:
                self.add_error(f"{name}_since", _("Type the first day, at best the day of the paper form."))
            elif cleaned.get(name) and since and since > timezone.localdate():
                self.add_error(f"{name}_since", _("This day has not come yet."))
        if not self.errors and not any(cleaned.get(kind.name.lower()) for kind in Fact):
            self.add_error(None, _("Type a PESEL or choose an answer. What you leave empty stays as it is."))
        if not self.errors and cleaned.get("pesel"):
            self._look_up(cleaned["pesel"])
        return cleaned

    def _look_up(self, digits: str) -> None:
        """Whether somebody else has it: only once all else is right, so that a try is recorded in either case."""
        if not may_try_pesel(self.party, self.by):
            self.add_error("pesel", _("You have typed many PESELs within an hour. Try again later."))
        elif other := holder(digits, without=self.party.pk):
            self.say_taken(other)

    @property
    def draft(self) -> ProtectedDraft:
        """What the action records."""
        cleaned = self.cleaned_data

        def answer(name: str) -> Answer | None:
            return Answer(cleaned[name], cleaned[f"{name}_since"]) if cleaned[name] else None

        return ProtectedDraft(
            cleaned["pesel"] or None, answer("labour_status"), answer("disability"), bool(cleaned.get("fills"))
        )


class FindForm(WatchedForm):
    """Find the person of a PESEL."""

    unwatched = frozenset({"pesel"})

    pesel = pesel_field()

    def objection(self, text: str) -> str:
        """There is no other field."""
        return ""

    def clean_pesel(self) -> str:
        """Right digits."""
        return right_pesel(self.cleaned_data["pesel"])


class ViewingFilterForm(forms.Form):
    """By what the list of viewings is narrowed."""

    since = DateField(label=gettext_lazy("From"), required=False)
    last = DateField(label=gettext_lazy("Up to and including"), required=False)
    by = forms.ModelChoiceField(
        queries.staff(), label=gettext_lazy("Who looked"), required=False, empty_label=gettext_lazy("anybody")
    )
    party = party_field(gettext_lazy("At whose data"), kinds="persons", required=False)
    purpose = forms.TypedChoiceField(
        label=gettext_lazy("Where and what for"),
        choices=[("", pgettext_lazy("purpose", "any")), *Viewing.Purpose.choices],
        coerce=int,
        required=False,
    )

    @property
    def wanted(self) -> ViewingFilter:
        """The filter; what cannot be understood narrows nothing."""
        self.is_valid()
        cleaned = self.cleaned_data
        return ViewingFilter(
            cleaned.get("since"), cleaned.get("last"), cleaned.get("by"), cleaned.get("party"),
            cleaned.get("purpose") or None,
        )  # fmt: skip
