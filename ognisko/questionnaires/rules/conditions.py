"""A condition in plain words: a question, how its answer compares, with what. Anything else is an expression."""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

from ognisko.core import polish
from ognisko.questionnaires.rules.definition import CHOICES, NUMBERS, Definition, Type
from ognisko.questionnaires.rules.expressions import ExpressionError, Tree, parse, written


class Sign(models.TextChoices):
    """How an answer compares."""

    IS = "is", _("is")
    IS_NOT = "is_not", _("is not")
    MORE = "more", _("is more than")
    LESS = "less", _("is less than")
    ANSWERED = "answered", _("is answered")


@dataclass(frozen=True)
class Simple:
    """A condition that can be said in one line; ``value`` is a choice's name, a number or a text."""

    question: str
    sign: Sign
    value: str = ""


SIGNS = {"=": Sign.IS, "!=": Sign.IS_NOT, ">": Sign.MORE, "<": Sign.LESS}


def expression_of(definition: Definition, condition: Simple) -> str:
    """The condition as an expression."""
    item = definition.placed[condition.question].item
    answer: Tree = ["$", condition.question]
    if condition.sign == Sign.ANSWERED:
        return written(["!=", answer, ["'", ""]])
    value: Tree = ["#" if item.type in NUMBERS | {Type.CALCULATION} and _number(condition.value) else "'",
                   condition.value]  # fmt: skip
    if item.type == Type.MANY and condition.sign in {Sign.IS, Sign.IS_NOT}:
        chosen: Tree = ["selected", answer, value]
        return written(chosen if condition.sign == Sign.IS else ["not", chosen])
    sign = next(mark for mark, sign in SIGNS.items() if sign == condition.sign)
    return written([sign, answer, value])


def simple_of(definition: Definition, text: str) -> Simple | None:
    """The condition in plain words, where an expression says no more than that."""
    try:
        tree = parse(text) if text else None
    except ExpressionError:
        return None
    found = _read(tree) if tree else None
    if found is None or found.question not in definition.placed:
        return None
    return found if parse(expression_of(definition, found)) == tree else None


def _read(tree: Tree) -> Simple | None:
    match tree:
        case ["!=", ["$", name], ["'", ""]]:
            return Simple(name, Sign.ANSWERED)
        case [sign, ["$", name], ["'" | "#", value]] if sign in SIGNS:
            return Simple(name, SIGNS[sign], value)
        case ["selected", ["$", name], ["'", value]]:
            return Simple(name, Sign.IS, value)
        case ["not", ["selected", ["$", name], ["'", value]]]:
            return Simple(name, Sign.IS_NOT, value)
    return None


def value_of(definition: Definition, question: str, typed: str) -> str | None:
    """What somebody typed as the engine compares it: the name of a choice; None where no choice is called so."""
    item = definition.placed[question].item
    typed = " ".join(typed.replace('"', "”").split())
    if item.type not in CHOICES:
        return typed.replace(",", ".") if item.type in NUMBERS else typed
    offered = definition.choices_of(item)
    for one in offered:
        if one.name == typed or polish.fold(typed) in {polish.fold(label) for label in one.label.values()}:
            return one.name
    return None


def value_shown(definition: Definition, condition: Simple) -> str:
    """The value as people write it: the label of a choice."""
    item = definition.placed[condition.question].item
    labels = {one.name: definition.words(one.label, "pl") for one in definition.choices_of(item)}
    return labels.get(condition.value) or condition.value


def _number(value: str) -> bool:
    return value.replace(".", "", 1).isdigit() and value.isascii() and value[0] != "."
