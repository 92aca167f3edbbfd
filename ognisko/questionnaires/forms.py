"""Clean input for questionnaires: their head, a spreadsheet to read, one item of a draft."""

from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ognisko.core import polish
from ognisko.core.spreadsheets import SpreadsheetError
from ognisko.people.rules import objection
from ognisko.questionnaires.formats.xlsform import Imported, read_form
from ognisko.questionnaires.formats.xlsform.writing import NAMES
from ognisko.questionnaires.models import Use
from ognisko.questionnaires.rules.conditions import Sign, Simple, expression_of, simple_of, value_of, value_shown
from ognisko.questionnaires.rules.definition import (
    COUNTED,
    EXPRESSIONS,
    MATRIX,
    NUMBERS,
    STRUCTURES,
    UNANSWERED,
    Choice,
    Definition,
    Item,
    Type,
    Words,
    problems,
)
from ognisko.questionnaires.rules.editing import (
    choices_of_lines,
    circle_of,
    free_name,
    lines_of,
    replaced,
    with_choices,
    with_item,
)
from ognisko.questionnaires.rules.library import LIBRARY
from ognisko.ui.forms import WatchedForm

MOST_BYTES = 5 * 1024 * 1024


class FilterForm(forms.Form):
    """What the list of questionnaires is narrowed by."""

    q = forms.CharField(label=_("Title"), required=False)
    use = forms.ChoiceField(label=_("Use"), required=False, choices=[("", _("all")), *Use.choices])


class HeadForm(WatchedForm):
    """What a questionnaire is called and for what it is."""

    title = forms.CharField(label=_("Title"), max_length=200)
    use = forms.ChoiceField(label=_("Use"), choices=Use)
    token = forms.UUIDField(widget=forms.HiddenInput)

    def objection(self, text: str) -> str:
        """The rule of parties: a title names nobody's PESEL."""
        return objection(text, about_person=False)


class SpreadsheetForm(HeadForm):
    """An XLSForm to read; the title may come from the workbook."""

    title = forms.CharField(label=_("Title"), max_length=200, required=False, help_text=_("Empty: from the file."))
    file = forms.FileField(label=_("XLSForm file (.xlsx or .xls)"))
    imported: Imported

    def clean_file(self) -> Any:
        """The file as it was read; a refusal says why."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("The file is larger than 5 MB."))
        try:
            self.imported = read_form(file.read())
        except SpreadsheetError as error:
            raise forms.ValidationError(str(error)) from error
        if not self.imported.definition.items:
            raise forms.ValidationError(_("The sheet “survey” asks nothing."))
        return file


class BeginForm(HeadForm):
    """A questionnaire that begins with a copy from the library, or empty."""

    ready = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean_ready(self) -> str:
        """One of the library; nothing is an empty questionnaire."""
        ready: str = self.cleaned_data["ready"]
        if ready and ready not in LIBRARY:
            raise forms.ValidationError(_("There is no such questionnaire in the library."))
        return ready


# Building -------------------------------------------------------------------------------------------------------------


class LinesField(forms.CharField):
    """Lines of text, whichever line ends a browser sends."""

    def to_python(self, value: Any) -> Any:
        """With plain line ends, so that what nobody touched is as it was."""
        text = super().to_python(value)
        return text.replace("\r\n", "\n") if isinstance(text, str) else text


class TextsForm(WatchedForm):
    """Texts in each language of the questionnaire: label_pl, label_en."""

    definition: Definition

    def objection(self, text: str) -> str:
        """The rule of parties: a text names nobody's PESEL."""
        return objection(text, about_person=False)

    def _add_words(self, column: str, label: Any, words: Words, **options: Any) -> None:
        for code in self.definition.languages:
            said = label if len(self.definition.languages) == 1 else f"{label} ({NAMES.get(code, code)})"
            need = options.pop("required", False) if code == self.definition.languages[0] else False
            self.fields[f"{column}_{code}"] = forms.CharField(label=said, required=need, **options)
            self.initial.setdefault(f"{column}_{code}", words.get(code, ""))
            options.pop("help_text", None)

    def _words(self, column: str) -> dict[str, str]:
        given = {code: self.cleaned_data.get(f"{column}_{code}", "") for code in self.definition.languages}
        return {code: text for code, text in given.items() if text}


class TitleForm(TextsForm):
    """What those who answer see above everything, and in which languages they are asked."""

    def __init__(self, definition: Definition, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.definition = definition
        self._add_words("title", _("Title that people see"), definition.title, required=True, max_length=200)
        self.fields["english"] = forms.BooleanField(label=_("People may answer in English too"), required=False)
        self.initial.setdefault("english", "en" in definition.languages)

    def changed(self) -> Definition:
        """The definition with the title and the languages as typed; words of a language left out are kept."""
        others = tuple(code for code in self.definition.languages if code != "en")
        languages = (*others, "en") if self.cleaned_data["english"] else others or self.definition.languages
        return replace(self.definition, title=dict(self.definition.title) | self._words("title"), languages=languages)


class ItemForm(TextsForm):
    """One item of a draft; what the engine finds wrong with it is said at the field where it is."""

    def __init__(
        self, definition: Definition, item: Item, *args: Any, new_after: str | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.definition, self.item, self.new_after = definition, item, new_after
        self.is_new = new_after is not None
        self.kind = item.type
        typed = self.data.get(self.add_prefix("type"), "")
        if typed in ANSWERED and item.type not in STRUCTURES:
            self.kind = Type(typed)
        self._add_main()
        self._add_more()
        for name, field in self.fields.items():
            if name in {*EXPRESSIONS, "name"}:
                field.widget.attrs |= {"class": "code", "spellcheck": "false", "autocomplete": "off"}

    @property
    def more(self) -> list[forms.BoundField]:
        """Fields that few questions need."""
        names = {"required", "relevant", "constraint", "default", "choice_filter", "count", "least", "most", "name"}
        return [one for one in self.visible_fields() if one.name in names or one.name.startswith("message_")]

    @property
    def main(self) -> list[forms.BoundField]:
        """Fields that every question has."""
        more = {one.name for one in self.more} | {"when_question", "when_is", "when_value"}
        return [one for one in self.visible_fields() if one.name not in more]

    @property
    def has_more(self) -> bool:
        """Say whether one of the others is filled in or wrong, so that it is in sight."""
        return any(one.errors or (one.value() and one.name != "name") for one in self.more)

    def _text(self, name: str, label: Any, hint: Any = "", *, most: int = 1000) -> None:
        self.fields[name] = forms.CharField(label=label, help_text=hint, required=False, max_length=most)
        self.initial.setdefault(name, getattr(self.item, name, ""))

    def _add_main(self) -> None:
        item, kind = self.item, self.kind
        need = kind not in {Type.GROUP, Type.CALCULATION}
        self._add_words("label", LABELS.get(kind, _("Question")), item.label, required=need, max_length=1000)
        if kind != Type.CALCULATION:
            self._add_words("hint", _("Hint below it"), item.hint, max_length=1000)
        if item.type not in STRUCTURES:
            self.fields["type"] = forms.ChoiceField(label=_("Kind of answer"), choices=ANSWERED_CHOICES, required=False)
            self.initial.setdefault("type", item.type)
        if item.appearance == MATRIX:
            lines = lines_of([Choice(one.name, one.label) for one in item.items], self.definition.languages)
            self._lines("rows", _("Rows of the table, one in a line"), lines)
        if kind in {Type.ONE, Type.MANY} or item.appearance == MATRIX:
            self._add_choices()
        if kind == Type.CALCULATION or item.calculation:
            self._text("calculation", _("How it is calculated"), _("For example: ${amount} * ${price}"))
        if kind not in UNANSWERED | {Type.CALCULATION}:
            self.fields["always"] = forms.BooleanField(label=_("An answer is needed"), required=False)
            self.initial.setdefault("always", item.required == ALWAYS)

    def _lines(self, name: str, label: Any, lines: str, hint: Any = "") -> None:
        area = forms.Textarea(attrs={"rows": max(4, min(lines.count("\n") + 2, 14))})
        self.fields[name] = LinesField(label=label, help_text=hint, required=False, widget=area, max_length=50_000)
        self.initial.setdefault(name, lines)

    def _add_choices(self) -> None:
        shared = self.definition.choices
        name = self._list()
        if others := [key for key in shared if key != name]:
            choices = [("", _("those below")), *((key, _list_label(self.definition, key)) for key in others)]
            self.fields["list"] = forms.ChoiceField(label=_("Answers"), choices=choices, required=False)
        lines = lines_of(shared.get(name, ()), self.definition.languages)
        hint = _("One in a line. After | you may write it in the next language, then a short code without blanks.")
        self._lines("choices", _("Answers to choose from"), lines, hint)

    def _list(self) -> str:
        inner = self.item.items[0].choices if self.item.appearance == MATRIX and self.item.items else ""
        return self.item.choices or inner

    def _add_more(self) -> None:
        item, kind = self.item, self.kind
        simple = simple_of(self.definition, item.relevant)
        asked = [(name, _short(self.definition, one.item)) for name, one in self.definition.placed.items()
                 if one.item.type not in UNANSWERED and name != item.name]  # fmt: skip
        self.fields["when_question"] = forms.ChoiceField(
            label=_("Question"), choices=[("", _("always")), *asked], required=False
        )
        self.fields["when_is"] = forms.ChoiceField(label=_("Compared"), choices=Sign.choices, required=False)
        self.fields["when_value"] = forms.CharField(label=_("Answer"), required=False, max_length=200)
        if simple:
            value = value_shown(self.definition, simple)
            self.initial.update(when_question=simple.question, when_is=simple.sign, when_value=value)
        self._text("relevant", _("Show when (as an expression)"), _("For example: ${people} > 10 and ${where} != ''"))
        if simple:
            self.initial["relevant"] = ""
        if kind not in UNANSWERED | {Type.CALCULATION}:
            self._text("required", _("An answer is needed only when"))
            if item.required == ALWAYS:
                self.initial["required"] = ""
            self._text("constraint", _("The answer is right when"), _("A dot is this answer: . >= ${since}"))
            self._add_words("message", _("What to say when it is not"), item.message, max_length=500)
            self._text("default", _("Answer to begin with"), _("A number, a text in quotes, or today()"))
        if kind in {Type.ONE, Type.MANY}:
            self._text("choice_filter", _("Offer only answers for which"))
        if kind in NUMBERS | COUNTED:
            least, most = BOUNDS.get(kind, BOUNDS[Type.NUMBER])
            self._text("least", least, most=20)
            self._text("most", most, most=20)
        if kind == Type.REPEAT:
            self._text("count", _("How many rows (a calculation, instead of adding them)"))
        self._text("name", _("Short code, for conditions and exports"), most=60)

    # What was typed

    def clean(self) -> dict[str, Any]:
        """The item as it would be; its problems at their fields."""
        cleaned = super().clean()
        for name in {"least", "most"} & cleaned.keys():
            cleaned[name] = cleaned[name].replace(",", ".").replace(" ", "")
        cleaned["when"] = self._condition()
        if not self.errors:
            self._say_problems()
        return cleaned

    def _condition(self) -> str:
        question, sign = self.cleaned_data.get("when_question"), self.cleaned_data.get("when_is") or Sign.IS
        if not question:
            return ""
        value = value_of(self.definition, question, self.cleaned_data.get("when_value", ""))
        if value is None:
            self.add_error("when_value", _("None of its answers is called so."))
        elif not value and sign != Sign.ANSWERED:
            self.add_error("when_value", _("Say which answer."))
        else:
            return expression_of(self.definition, Simple(question, Sign(sign), value))
        return ""

    def _say_problems(self) -> None:
        candidate, name = self.changed()
        found = [one for one in problems(candidate) if one.name == name and one.field != "items"]
        if not found and not circle_of(self.definition):
            found = circle_of(candidate)
        for one in found:
            self.add_error(one.field if one.field in self.fields else None, one.sentence)

    def changed(self) -> tuple[Definition, str]:
        """The definition with the item as typed, and what the item is called."""
        definition, item = self.definition, self._item()
        if "choices" in self.fields:
            definition, item = self._with_choices(definition, item)
        if self.is_new:
            return with_item(definition, item, after=self.new_after or ""), item.name
        return replaced(definition, self.item.name, item), item.name

    def _item(self) -> Item:
        given = self.cleaned_data
        conditions = [one for one in (given.get("when"), given.get("relevant")) if one]
        both = " and ".join(f"({one})" for one in conditions) if len(conditions) > 1 else "".join(conditions)
        texts = {name: given[name].strip() for name in PLAIN if name in self.fields and name in given}
        words = {column: self._words(column) for column in WORDS if f"{column}_pl" in self.fields or
                 any(key.startswith(f"{column}_") for key in self.fields)}  # fmt: skip
        if "always" in self.fields:
            texts["required"] = ALWAYS if given.get("always") else texts.get("required", "")
        item = replace(self.item, **texts, **words, relevant=both, type=self.kind)  # type: ignore[arg-type]
        wanted = given.get("name", "").strip() or self._called(item)
        others = self.definition.placed.keys() - ({self.item.name} if not self.is_new else set())
        name = wanted if given.get("name", "").strip() and not self.is_new else free_name(set(others), wanted)
        return replace(item, name=name, items=self._rows(item) if "rows" in self.fields else item.items)

    def _called(self, item: Item) -> str:
        if not self.is_new:
            return self.item.name
        words = self.definition.words(item.label, self.definition.languages[0])
        return " ".join(polish.fold(words).split()[:4]) or str(item.type)

    def _rows(self, item: Item) -> tuple[Item, ...]:
        there = {one.name: one for one in self.item.items} if not self.is_new else {}
        taken = set(self.definition.placed) - there.keys()
        made = []
        for row in choices_of_lines(self.cleaned_data.get("rows", ""), self.definition.languages):
            name = row.name if row.name in there else free_name(taken, row.name)
            taken.add(name)
            made.append(replace(there.get(name, Item(name, Type.ONE, choices=self._list())), label=row.label))
        return tuple(made)

    def _with_choices(self, definition: Definition, item: Item) -> tuple[Definition, Item]:
        name = self.cleaned_data.get("list") or self._list() or free_name(definition.choices, item.name)
        if not self.cleaned_data.get("list"):
            before = definition.choices.get(name, ())
            offered = choices_of_lines(self.cleaned_data.get("choices", ""), definition.languages, before)
            definition = with_choices(definition, name, offered)
        if item.appearance == MATRIX:
            return definition, replace(item, items=tuple(replace(one, choices=name) for one in item.items))
        return definition, replace(item, choices=name)


PLAIN = ("required", "constraint", "calculation", "default", "choice_filter", "count", "least", "most")
WORDS = ("label", "hint", "message")
ALWAYS = "true()"

ANSWERED_CHOICES = [(one.value, one.label) for one in Type if one not in STRUCTURES]
ANSWERED = {value for value, _label in ANSWERED_CHOICES}

LABELS: dict[Type, Any] = {
    Type.PAGE: _("Title of the page"),
    Type.GROUP: _("Heading of the group"),
    Type.REPEAT: _("Heading of the rows"),
    Type.NOTE: pgettext_lazy("questionnaire", "Text"),
    Type.CALCULATION: _("What stands beside the result"),
}

BOUNDS: dict[Type, tuple[Any, Any]] = {
    Type.NUMBER: (_("At least"), _("At most")),
    Type.TEXT: (_("Letters, at least"), _("Letters, at most")),
    Type.LONG_TEXT: (_("Letters, at least"), _("Letters, at most")),
    Type.MANY: (_("Answers, at least"), _("Answers, at most")),
    Type.REPEAT: (_("Rows, at least"), _("Rows, at most")),
    Type.SCALE: (_("Scale from"), _("Scale to")),
    Type.FILE: (_("Files, at least"), _("Files, at most")),
    Type.PHOTO: (_("Files, at least"), _("Files, at most")),
}


def _short(definition: Definition, item: Item) -> str:
    words = definition.words(item.label, "pl") or item.name
    return f"{words[:60]}…" if len(words) > 60 else words


def _list_label(definition: Definition, name: str) -> str:
    labels = [definition.words(one.label, "pl") for one in definition.choices[name]]
    return _("as in: %(answers)s") % {"answers": ", ".join(labels[:4]) + ("…" if len(labels) > 4 else "")}
