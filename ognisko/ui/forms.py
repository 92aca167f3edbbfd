"""Form fields that take what a Polish hand types: dates, hours, money, times, and things looked up by name.

None of them loses what was typed: an error shows the text again as it was.
"""

import datetime
import re
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, ProhibitNullCharactersValidator
from django.db.models import Model, QuerySet
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from ognisko.core.bounds import FIRST_YEAR, LAST_YEAR, is_in_our_time
from ognisko.core.minutes import hours_text, parse_duration
from ognisko.core.money import parse_money
from ognisko.core.polish import fold, number_text, parse_date

OFFERED = 8
AT_MOST = _("Type at most {limit} zł.")
AT_LEAST = _("Type at least {limit} zł.")
REWORDED = (
    gettext_noop("- Select an option -"),
    gettext_noop("Ensure this value is greater than or equal to %(limit_value)s."),
    gettext_noop("Enter a valid email address."),
    gettext_noop("Ensure this value is less than or equal to %(limit_value)s."),
)
"""Sentences of Django that the catalogue says the way this program speaks: it tells what to type."""
CLOCK = re.compile(r"(\d{1,2})(?:[:.]?([0-5]\d))?(?::[0-5]\d)?")


def _clock(text: str) -> str:
    """A typed time as HH:MM, or nothing where it is no time."""
    match = CLOCK.fullmatch(text.strip())
    return f"{int(match[1]):02}:{match[2] or '00'}" if match and int(match[1]) < 24 else ""


class WatchedForm(forms.Form):
    """A form that looks at every text as it was typed, before anything else is said of it.

    So a number of the wrong kind that was typed into a field of another is called by its name.
    """

    unwatched: frozenset[str] = frozenset()
    """Fields that are made for what every other field refuses."""

    def objection(self, text: str) -> str:
        """What the text holds that may not be kept; empty where nothing stands in the way."""
        raise NotImplementedError

    def clean(self) -> dict[str, Any]:
        """The objection takes the place of a field's other errors, which would mislead; nothing typed is lost."""
        cleaned = super().clean() or self.cleaned_data
        for name, field in self.fields.items():
            value = self[name].data
            text = value.get("text", "") if isinstance(value, dict) else value
            if not isinstance(text, str) or isinstance(field.widget, forms.HiddenInput) or name in self.unwatched:
                continue
            if objection := self.objection(text):
                self.errors.pop(name, None)
                self.add_error(name, objection)
        return cleaned


class Picker(forms.Widget):
    """A text box with a list of suggestions; it sends the id in `name` and the typed text in `name_text`.

    `name_was` says which text the id stands for: where the text was changed without scripts, the id is stale and the
    text decides. `url` answers `?q=` with the fragment ui/options.html.
    """

    template_name = "ui/picker.html"

    def __init__(self, url: Any, attrs: dict[str, Any] | None = None):
        super().__init__(attrs)
        self.url = url
        self.offered: list[tuple[Any, str]] = []
        self.text_of: Callable[[Any], str] = lambda value: str(value or "")

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """A value from the database shows its label; a value from the request shows what was typed."""
        context = super().get_context(name, value, attrs)
        if isinstance(value, dict):
            picked, text, was = value["id"], value["text"], value["was"]
            if picked and not text and not was:
                text = was = self.text_of(picked)
        else:
            picked, text = ("", "") if value in (None, "") else (value, self.text_of(value))
            was = text
        context["widget"] |= {"url": self.url, "picked": picked, "text": text, "was": was, "offered": self.offered}
        return context

    def value_from_datadict(self, data: Any, files: Any, name: str) -> dict[str, str]:
        """A radio button chosen from the offered ones wins over everything typed."""
        chosen = data.get(f"{name}_choice") or ""
        picked = chosen or data.get(name) or ""
        text = (data.get(f"{name}_text") or "").strip()
        was = data.get(f"{name}_was")
        stale = not chosen and was is not None and f"{name}_text" in data and text != was.strip()
        return {"id": "" if stale else str(picked), "text": text, "was": "" if stale else was or ""}

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        """Either part of the answer counts as an answer."""
        return name not in data and f"{name}_text" not in data

    def id_for_label(self, id_: str) -> str:
        """The label belongs to the text box."""
        return id_


class PickerField(forms.Field):
    """A record chosen by name: typed text that means exactly one is taken, several are offered as radio buttons.

    Only records of `queryset` are taken, whatever `search` finds, so a page's rights hold here too. `search` takes the
    typed text and gives a query set of the same model.
    """

    default_error_messages = {
        "nothing": _("Nothing matches “%(text)s”. Check the spelling or add a new one."),
        "several": _("“%(text)s” can mean several. Choose one below."),
        "gone": _("That record is no longer there. Choose another one."),
    }

    def __init__(
        self,
        queryset: QuerySet[Any],
        *,
        url: Any = "",
        search: Callable[[str], Iterable[Any]] | None = None,
        label_from: Callable[[Any], str] = str,
        **options: Any,
    ):
        options.setdefault("widget", Picker(url))
        super().__init__(**options)
        self.queryset = queryset
        self.search = search
        self.label_from = label_from
        self._bind()

    def __deepcopy__(self, memo: dict[int, Any]) -> "PickerField":
        """Each form has its own offered ones."""
        copy: PickerField = super().__deepcopy__(memo)
        copy.queryset = self.queryset.all()
        copy.widget.offered = []
        copy._bind()
        return copy

    def _bind(self) -> None:
        """The widget asks the field for the text of an id, so it needs no model."""
        self.widget.text_of = self._text_of

    def _text_of(self, value: Any) -> str:
        found = value if isinstance(value, Model) else self._by_id(value)
        return self.label_from(found) if found is not None else ""

    def _by_id(self, value: Any) -> Any:
        if "\0" in str(value):
            return None
        try:
            return self.queryset.all().filter(pk=value).first()
        except (ValueError, TypeError, ValidationError):
            return None

    def prepare_value(self, value: Any) -> Any:
        """A record is shown by its id, for which the widget finds the label."""
        return value.pk if isinstance(value, Model) else value

    def to_python(self, value: Any) -> Any:
        """The id if it still stands for the text, else the one record that the text means.

        A NUL is refused as in every other text field: no search of the database takes one.
        """
        if value in (None, "") or isinstance(value, Model):
            return value or None
        answer = value if isinstance(value, dict) else {"id": value, "text": ""}
        ProhibitNullCharactersValidator()(answer["text"])
        if answer["id"]:
            found = self._by_id(answer["id"])
            if found is None:
                raise ValidationError(self.error_messages["gone"], code="gone")
            return found
        return self._meant(answer["text"]) if answer["text"] else None

    def _meant(self, text: str) -> Any:
        found = self._found(text)
        same = [one for one in found if fold(self.label_from(one)) == fold(text)]
        if len(same) == 1:
            return same[0]
        if len(found) == 1:
            return found[0]
        if not found:
            raise ValidationError(self.error_messages["nothing"], code="nothing", params={"text": text})
        self.widget.offered = [(one.pk, self.label_from(one)) for one in (same or found)[:OFFERED]]
        raise ValidationError(self.error_messages["several"], code="several", params={"text": text})

    def _found(self, text: str) -> list[Any]:
        """What the search finds and the query set allows, in the order of the search."""
        if self.search is None:
            return [one for one in self.queryset.all() if fold(text) in fold(self.label_from(one))]
        keys = [one.pk for one in self.search(text)]
        allowed = self.queryset.all().in_bulk(keys)
        return [allowed[key] for key in keys if key in allowed]

    def has_changed(self, initial: Any, data: Any) -> bool:
        """The id decides; text without an id is a change."""
        before = str(initial.pk if isinstance(initial, Model) else initial or "")
        answer = data if isinstance(data, dict) else {"id": str(data or ""), "text": ""}
        return before != answer["id"] or bool(answer["text"] and not answer["id"])


class DateInput(forms.DateInput):
    """The browser's own calendar; it needs the ISO form, whatever form the text came in."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None):
        super().__init__(attrs, format="%Y-%m-%d")

    def format_value(self, value: Any) -> str | None:
        """A typed Polish date becomes ISO, so that it survives an error elsewhere in the form."""
        if isinstance(value, str):
            try:
                return parse_date(value).isoformat()
            except ValueError:
                return value
        return value.isoformat() if isinstance(value, datetime.date) else None


class DateField(forms.DateField):
    """A day, typed as 13.03.2025, 13 marca 2025 or 2025-03-13; of the years that the rest can reckon with."""

    widget = DateInput
    default_error_messages = {"years": _("Type a day of the years from %(first)s to %(last)s.")}

    def to_python(self, value: Any) -> datetime.date | None:
        """What to type is said by core's own message."""
        if value in self.empty_values:
            return None
        try:
            day = parse_date(value)
        except ValueError as wrong:
            raise ValidationError(str(wrong), code="invalid") from wrong
        if not is_in_our_time(day):
            years = {"first": FIRST_YEAR, "last": LAST_YEAR}
            raise ValidationError(self.error_messages["years"], code="years", params=years)
        return day


class TimeInput(forms.TimeInput):
    """The browser's own clock, by the minute."""

    input_type = "time"

    def __init__(self, attrs: dict[str, Any] | None = None):
        super().__init__(attrs, format="%H:%M")

    def format_value(self, value: Any) -> str | None:
        """A typed 9.30 becomes 09:30, so that it survives an error elsewhere in the form."""
        if isinstance(value, str):
            return _clock(value) or value
        return super().format_value(value)


class TimeField(forms.TimeField):
    """A time of day, typed as 9:00, 9.00, 900 or 9."""

    widget = TimeInput
    default_error_messages = {"invalid": _("Type the time as hours and minutes, for example 9:30.")}

    def to_python(self, value: Any) -> datetime.time | None:
        """Seconds that a browser adds are dropped."""
        if value in self.empty_values:
            return None
        if isinstance(value, datetime.time):
            return value
        typed = _clock(str(value))
        if not typed:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return datetime.time.fromisoformat(typed)


class DurationField(forms.Field):
    """How long it took, in whole minutes; typed as hours (1,5), a clock (1:30) or minutes (90 min)."""

    widget = forms.TextInput
    default_error_messages = {
        "min_value": _("Type at least %(limit)s h."),
        "max_value": _("Type at most %(limit)s h."),
    }

    def __init__(self, *, min_value: int | None = None, max_value: int | None = None, **options: Any):
        super().__init__(**options)
        self.min_value = min_value
        self.max_value = max_value

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Phones show digits first."""
        return {"inputmode": "decimal", "class": "numeric"}

    def prepare_value(self, value: Any) -> Any:
        """Minutes show as hours; typed text stays as it was typed."""
        return hours_text(value) if isinstance(value, int) else value

    def to_python(self, value: Any) -> int | None:
        """Minutes are taken as they are, text is read."""
        if value in self.empty_values:
            return None
        if isinstance(value, int):
            return value
        try:
            return parse_duration(value)
        except ValueError as wrong:
            raise ValidationError(str(wrong), code="invalid") from wrong

    def validate(self, value: Any) -> None:
        """Limits are minutes and shown as hours."""
        super().validate(value)
        if value is None:
            return
        if self.min_value is not None and value < self.min_value:
            limit = hours_text(self.min_value)
            raise ValidationError(self.error_messages["min_value"], code="min_value", params={"limit": limit})
        if self.max_value is not None and value > self.max_value:
            limit = hours_text(self.max_value)
            raise ValidationError(self.error_messages["max_value"], code="max_value", params={"limit": limit})


class MoneyField(forms.DecimalField):
    """An amount of money, typed as 12 480,00; exact to the grosz."""

    widget = forms.TextInput

    def __init__(self, *, max_digits: int = 14, decimal_places: int = 2, **options: Any):
        super().__init__(max_digits=max_digits, decimal_places=decimal_places, **options)
        for validator in self.validators:
            if isinstance(validator, MaxValueValidator | MinValueValidator) and not callable(validator.limit_value):
                text = AT_MOST if isinstance(validator, MaxValueValidator) else AT_LEAST
                validator.message = format_lazy(text, limit=number_text(Decimal(validator.limit_value), 2))

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Phones show digits first; amounts stand to the right."""
        return {"inputmode": "decimal", "class": "numeric"}

    def prepare_value(self, value: Any) -> Any:
        """An amount shows thousands and grosze; typed text stays as it was typed."""
        return number_text(value, 2) if isinstance(value, Decimal) else value

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]
        """What to type is said by core's own message."""
        if value in self.empty_values:
            return None
        if isinstance(value, Decimal):
            return value
        try:
            return parse_money(str(value))
        except ValueError as wrong:
            raise ValidationError(str(wrong), code="invalid") from wrong
