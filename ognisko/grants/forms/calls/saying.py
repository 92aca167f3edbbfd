"""Forms of what is said of a call: filters, announcing, money, rules, questions, stories, rates."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ognisko.files.forms import FilesField
from ognisko.files.rules import PICTURES
from ognisko.grants.forms.calls.base import CallForm, ClockField, instant
from ognisko.grants.forms.calls.sections import long_text
from ognisko.grants.models import Application, Programme
from ognisko.grants.queries.calls import state_words
from ognisko.ui.forms import DateField, MoneyField


class CallFilter(forms.Form):
    """Filters of the list of calls."""

    q = forms.CharField(label=_("Search"), required=False, widget=forms.SearchInput)
    programme = forms.ModelChoiceField(
        Programme.objects.all(), label=_("Programme"), required=False, empty_label=_("any programme")
    )
    state = forms.ChoiceField(label=_("State"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["state"]
        field.choices = [("", _("any state")), *((state.value, word) for state, word in state_words().items())]

    @property
    def chosen(self) -> dict[str, Any]:
        """What was asked for and understood; the rest filters nothing."""
        self.is_valid()
        data = self.cleaned_data
        return {"programme": data.get("programme"), "state": data.get("state", ""), "text": data.get("q", "")}


class CopyForm(CallForm):
    """What a copy of a call does not take from the earlier one."""

    groups = (
        ("", [("name", "half"), ("address", "half"), ("opens_on", "half"), ("opens_at", "narrow"),
              ("deadline_on", "half"), ("deadline_at", "narrow")]),
    )  # fmt: skip

    name = forms.CharField(label=_("name"), max_length=150)
    address = forms.SlugField(label=_("address of the page"), max_length=50)
    opens_on = DateField(label=_("opens on"))
    opens_at = ClockField(label=_("opens at"), initial="9:00")
    deadline_on = DateField(label=_("deadline, day"))
    deadline_at = ClockField(label=_("deadline, time"), initial="16:00", help_text=_("24:00 takes the whole day in."))

    def clean(self) -> dict[str, Any]:
        """Moments of days and times."""
        cleaned = super().clean()
        self.opens, self.deadline = instant(self, "opens", opens=True), instant(self, "deadline")
        return cleaned

    @property
    def asked(self) -> dict[str, Any]:
        """What the action takes."""
        words = {name: self.cleaned_data[name] for name in ("name", "address")}
        return words | {"opens_at": self.opens, "deadline": self.deadline}


class FundForm(CallForm):
    """Money for the budget of a call."""

    groups = (("", [("amount", "half"), ("why", "full")]),)

    amount = MoneyField(label=_("amount"), min_value=1, max_digits=12)
    why = forms.CharField(
        label=_("where it comes from, why"),
        required=False,
        max_length=500,
        help_text=_("Needed once the call is announced."),
    )


class ExtendForm(CallForm):
    """A later deadline, with the reason that authors of drafts will read."""

    groups = (("", [("deadline_on", "half"), ("deadline_at", "narrow"), ("why", "full")]),)

    deadline_on = DateField(label=_("new deadline, day"))
    deadline_at = ClockField(label=_("new deadline, time"), help_text=_("24:00 takes the whole day in."))
    why = forms.CharField(label=_("why"), max_length=300, help_text=_("Everybody who has a draft will read this."))

    def clean(self) -> dict[str, Any]:
        """A moment of a day and a time."""
        cleaned = super().clean()
        self.until: datetime | None = instant(self, "deadline")
        return cleaned


class WhyForm(CallForm):
    """A change that needs a reason which the public reads."""

    groups = (("", [("why", "full")]),)

    why = forms.CharField(label=_("why"), max_length=300, help_text=_("It stands on the public page."))


class AgreeForm(CallForm):
    """A change of one click, which needs nothing unless its period is closed."""


class RulesForm(CallForm):
    """The draft of the rules."""

    groups = (("", [("text", "full"), ("changes", "full")]),)

    text = forms.CharField(
        label=_("rules"),
        max_length=200_000,
        widget=forms.Textarea(attrs={"rows": 24}),
        help_text=_("An empty line parts paragraphs. A line that begins with # is a heading."),
    )
    changes = forms.CharField(
        label=_("what changed"), max_length=500, required=False, help_text=_("Needed from the second version on.")
    )


class AnswerForm(CallForm):
    """A question and its answer."""

    groups = (("", [("question", "full"), ("answer", "full"), ("published", "full")]),)

    question = forms.CharField(
        label=_("question"), max_length=500, help_text=_("You may word it better than it was asked.")
    )
    answer = long_text(_("answer"), 6)
    published = forms.BooleanField(label=_("show on the public page"), required=False)


class AskForm(CallForm):
    """A question of anybody; ``website`` is a trap: people do not see it, programs fill it in."""

    question = forms.CharField(
        label=_("your question"), max_length=500, widget=forms.Textarea(attrs={"rows": 3, "maxlength": 500})
    )
    email = forms.EmailField(
        label=_("your e-mail"), required=False, help_text=_("If you want an answer. We do not publish it.")
    )
    website = forms.CharField(label=_("leave this empty"), required=False, widget=forms.TextInput(
        attrs={"autocomplete": "off", "tabindex": "-1"}
    ))  # fmt: skip

    @property
    def is_trapped(self) -> bool:
        """A program filled in what people do not see."""
        return bool(self.cleaned_data.get("website"))


class StoryForm(CallForm):
    """What came of an initiative, for its public page."""

    groups = (("", [("story", "full"), ("pictures", "full")]),)

    story = long_text(
        _("what came of it, for the public page"), 8, help_text=_("Name nobody who has not agreed to it.")
    )
    pictures = FilesField(
        label=_("pictures"),
        required=False,
        kinds=PICTURES,
        help_text=_("Everybody will see them. Choose only pictures whose people agreed to be shown."),
    )

    def __init__(self, *args: Any, application: Application, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["pictures"]
        field.belongs_to(f"grants.application:{application.pk}.public", user=user)


class RateForm(CallForm):
    """The yearly rate of interest from a day on."""

    groups = (("", [("since", "half"), ("percent", "half")]),)

    since = DateField(label=_("since"))
    percent = MoneyField(label=_("% a year"), min_value=0, max_value=100, max_digits=5)
