"""A questionnaire as data: items in their order, lists of choices, texts in its languages.

A definition is kept as JSON (``to_json``) and read into these frozen dataclasses (``read``). What looks like one
question and has several answers is a group that is drawn in its own way: a period is two dates, a matrix a question a
row; so expressions, answers and exports know single values only. Names are unique in the whole questionnaire, groups
are only seen, and a repeat is a list of rows.

``problems`` names everything that is wrong with a definition, each with the item where it is; a definition with
problems can be kept as a draft and answered by nobody.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from decimal import Decimal
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from ognisko.questionnaires.rules.expressions import NAME, ExpressionError, Tree, answers_named, parse

type Words = Mapping[str, str]
"""A text in the languages of the questionnaire: {"pl": …, "en": …}."""


class Type(models.TextChoices):
    """What an item is."""

    TEXT = "text", gettext_lazy("short text")
    LONG_TEXT = "long_text", gettext_lazy("long text")
    NUMBER = "number", pgettext_lazy("questionnaire", "number")
    INTEGER = "integer", gettext_lazy("whole number")
    MONEY = "money", gettext_lazy("amount of money")
    DATE = "date", gettext_lazy("date")
    YES_NO = "yes_no", gettext_lazy("yes or no")
    ONE = "one", gettext_lazy("one of a list")
    MANY = "many", gettext_lazy("many of a list")
    SCALE = "scale", gettext_lazy("scale")
    PLACE = "place", gettext_lazy("municipality")
    PARTY = "party", gettext_lazy("party")
    FILE = "file", gettext_lazy("file")
    PHOTO = "photo", gettext_lazy("photo")
    EMAIL = "email", gettext_lazy("e-mail")
    PHONE = "phone", gettext_lazy("phone")
    NIP = "nip", "NIP"
    REGON = "regon", "REGON"
    KRS = "krs", "KRS"
    ACCOUNT = "account", gettext_lazy("bank account")
    CALCULATION = "calculation", gettext_lazy("calculated value")
    NOTE = "note", pgettext_lazy("questionnaire", "note")
    GROUP = "group", pgettext_lazy("questionnaire", "group")
    PAGE = "page", pgettext_lazy("questionnaire", "page")
    REPEAT = "repeat", gettext_lazy("rows")


NUMBERS = frozenset({Type.NUMBER, Type.INTEGER, Type.MONEY, Type.SCALE})
CHOICES = frozenset({Type.ONE, Type.MANY, Type.YES_NO})
LISTS = frozenset({Type.MANY, Type.FILE, Type.PHOTO})
"""Answers that are several values at once."""
STRUCTURES = frozenset({Type.GROUP, Type.PAGE, Type.REPEAT})
"""Items that hold others."""
MATRIX, PERIOD = "matrix", "period"
"""Ways to draw a group: a table of questions with the same choices; two dates in one line."""
COUNTED = LISTS | {Type.SCALE, Type.REPEAT, Type.TEXT, Type.LONG_TEXT}
"""Items whose bounds count something: letters, rows, points, choices, files."""
UNANSWERED = STRUCTURES | {Type.NOTE}
"""Items that nobody answers."""

YES, NO = "yes", "no"
DEEPEST_REPEAT = 3
MOST_ROWS = 200


@dataclass(frozen=True)
class Choice:
    """One choice of a list, with further columns for filters."""

    name: str
    label: Words
    columns: Words = field(default_factory=dict)


@dataclass(frozen=True)
class Item:
    """A question, a note, a calculated value, or what holds others.

    Expressions are texts; ``""`` is none. ``required`` is an expression too ("true()" for always). ``least`` and
    ``most`` bound a number, the letters of a text, the rows of a repeat or the files of a question.
    """

    name: str
    type: Type
    label: Words = field(default_factory=dict)
    hint: Words = field(default_factory=dict)
    required: str = ""
    relevant: str = ""
    constraint: str = ""
    message: Words = field(default_factory=dict)
    calculation: str = ""
    default: str = ""
    choices: str = ""
    choice_filter: str = ""
    least: str = ""
    most: str = ""
    count: str = ""
    appearance: str = ""
    items: tuple["Item", ...] = ()


EXPRESSIONS = ("relevant", "required", "constraint", "calculation", "default", "choice_filter", "count")


@dataclass(frozen=True)
class Placed:
    """An item with the repeats that it is in, outermost first, and all that it is inside of."""

    item: Item
    repeats: tuple[str, ...]
    inside: tuple[str, ...]


@dataclass(frozen=True)
class Problem:
    """What is wrong with a definition, and where: the item's name and the field."""

    name: str
    field: str
    sentence: str


@dataclass(frozen=True)
class Definition:
    """A whole questionnaire."""

    title: Words
    languages: tuple[str, ...] = ("pl",)
    items: tuple[Item, ...] = ()
    choices: Mapping[str, tuple[Choice, ...]] = field(default_factory=dict)

    @cached_property
    def placed(self) -> dict[str, Placed]:
        """Every item by its name, in the order of the page."""
        return {one.item.name: one for one in _placed(self.items, (), ())}

    @cached_property
    def trees(self) -> dict[tuple[str, str], Tree]:
        """The tree of each expression, by item and field. Raises ExpressionError; ``problems`` finds these first."""
        return {
            (name, column): parse(text, columns=column == "choice_filter")
            for name, one in self.placed.items()
            for column in EXPRESSIONS
            if (text := getattr(one.item, column))
        }

    @cached_property
    def order(self) -> tuple[str, ...]:
        """Items so that each comes after those that it depends on. Raises CycleError where that is impossible."""
        return tuple(TopologicalSorter(self._needs()).static_order())

    def _needs(self) -> dict[str, set[str]]:
        needs: dict[str, set[str]] = {name: set(one.inside) for name, one in self.placed.items()}
        for (name, column), tree in self.trees.items():
            if column in {"relevant", "calculation", "count"}:
                needs[name] |= answers_named(tree)
        return needs

    def choices_of(self, item: Item) -> tuple[Choice, ...]:
        """The choices of a question, also of those that need no list of their own."""
        if item.type == Type.YES_NO:
            return YES_OR_NO
        return self.choices.get(item.choices, ())

    def words(self, words: Words, language: str) -> str:
        """A text in a language, or in the questionnaire's first."""
        return words.get(language) or words.get(self.languages[0]) or next(iter(words.values()), "")


YES_OR_NO = (Choice(YES, {"pl": "Tak", "en": "Yes"}), Choice(NO, {"pl": "Nie", "en": "No"}))


def _placed(items: tuple[Item, ...], repeats: tuple[str, ...], inside: tuple[str, ...]) -> Iterator[Placed]:
    for item in items:
        yield Placed(item, repeats, inside)
        within = (*repeats, item.name) if item.type == Type.REPEAT else repeats
        yield from _placed(item.items, within, (*inside, item.name))


# JSON -----------------------------------------------------------------------------------------------------------------


def read(data: Mapping[str, Any]) -> Definition:
    """A definition from its JSON; what is not said has its default."""
    return Definition(
        dict(data.get("title", {})),
        tuple(data.get("languages", ("pl",))),
        tuple(_read_item(item) for item in data.get("items", ())),
        {
            name: tuple(Choice(one["name"], one.get("label", {}), one.get("columns", {})) for one in choices)
            for name, choices in data.get("choices", {}).items()
        },
    )


def _read_item(data: Mapping[str, Any]) -> Item:
    known = {one.name for one in fields(Item)}
    values = {key: value for key, value in data.items() if key in known}
    values["type"] = Type(values["type"])
    values["items"] = tuple(_read_item(item) for item in data.get("items", ()))
    return Item(**values)


def to_json(definition: Definition) -> dict[str, Any]:
    """A definition as JSON, without what has its default."""
    return {
        "title": dict(definition.title),
        "languages": list(definition.languages),
        "items": [_item_json(item) for item in definition.items],
        "choices": {
            name: [
                {"name": one.name, "label": dict(one.label)} | ({"columns": dict(one.columns)} if one.columns else {})
                for one in choices
            ]
            for name, choices in definition.choices.items()
        },
    }


def _item_json(item: Item) -> dict[str, Any]:
    data: dict[str, Any] = {"name": item.name, "type": str(item.type)}
    for one in fields(Item):
        value = getattr(item, one.name)
        if one.name not in {"name", "type", "items"} and value:
            data[one.name] = dict(value) if isinstance(value, Mapping) else value
    if item.items:
        data["items"] = [_item_json(inner) for inner in item.items]
    return data


# What is wrong --------------------------------------------------------------------------------------------------------


def problems(definition: Definition) -> list[Problem]:
    """Everything that keeps a definition from being answered, in the order of its items."""
    found = [*_problems_of_names(definition), *_problems_of_choices(definition)]
    for name, one in definition.placed.items():
        found += [Problem(name, column, sentence) for column, sentence in _problems_of_item(definition, one)]
    if not found:
        found += problems_of_order(definition)
    return found


def _problems_of_names(definition: Definition) -> Iterator[Problem]:
    seen: set[str] = set()
    for one in _placed(definition.items, (), ()):
        name = one.item.name
        if not NAME.match(name):
            yield Problem(name, "name", _("A name begins with a letter and takes letters, digits, _, - and ."))
        if name in seen:
            yield Problem(name, "name", _("There are two items of this name."))
        seen.add(name)


def _problems_of_choices(definition: Definition) -> Iterator[Problem]:
    for name, choices in definition.choices.items():
        if any(" " in one.name or not one.name for one in choices):
            yield Problem(name, "choices", _("A choice has a name without blanks."))


def _problems_of_item(definition: Definition, one: Placed) -> Iterator[tuple[str, str]]:
    item = one.item
    if item.type in {Type.ONE, Type.MANY} and not definition.choices.get(item.choices):
        yield "choices", _("There is no list of choices “%(name)s”.") % {"name": item.choices}
    if item.type == Type.CALCULATION and not item.calculation:
        yield "calculation", _("Say how it is calculated.")
    if item.type == Type.REPEAT and len(one.repeats) >= DEEPEST_REPEAT:
        yield "type", _("Rows in rows go no deeper than three levels.")
    if item.type in STRUCTURES and not item.items:
        yield "items", _("There is nothing in it.")
    for column in ("least", "most"):
        if (value := getattr(item, column)) and not _is_number(value):
            yield column, _("“%(value)s” is no number.") % {"value": value}
        elif value and item.type in COUNTED and not value.isdecimal():
            yield column, _("This is a whole number, not less than zero.")
    for column in EXPRESSIONS:
        text = getattr(item, column)
        try:
            tree = parse(text, columns=column == "choice_filter") if text else []
        except ExpressionError as error:
            yield column, _("%(why)s (at letter %(position)s)") % {"why": error.args[0], "position": error.position}
            continue
        for name in sorted(answers_named(tree) if tree else ()):
            if name not in definition.placed:
                yield column, _("There is no question “%(name)s”.") % {"name": name}


def _is_number(value: str) -> bool:
    try:
        return Decimal(value).is_finite()
    except ArithmeticError:
        return False


def problems_of_order(definition: Definition) -> Iterator[Problem]:
    """Items that wait for one another. Asks for the trees, so expressions have to be right."""
    try:
        assert definition.order is not None  # noqa: S101  # asking for it is the test
    except CycleError as error:
        circle = ", ".join(str(name) for name in error.args[1])
        sentence = _("These depend on one another in a circle: %(names)s.") % {"names": circle}
        yield Problem(str(error.args[1][0]), "calculation", sentence)
