"""Expressions are read once into a tree of lists, which Python and the page's script evaluate alike.

The language is the one of XLSForm, as far as it makes sense outside a telephone: ``${question}``, ``.`` for the answer
at hand, ``../question`` and absolute paths (their last step is what counts, since names are unique), texts in either
quotes, decimal numbers, the operators of XPath 1.0 and the functions in ``FUNCTIONS``. A bare name means a column of
the list of choices, and only a filter of choices may hold one.

A tree is a list whose first element says what it is: ``["#", "12.5"]`` a number, ``["'", "text"]`` a text, ``["$",
"name"]`` the answer to a question, ``["."]`` the answer at hand, ``["@", "column"]`` a column; anything else is the
name of an operator or a function, and the rest are its arguments. Lists and texts only, so that a tree is JSON as it
is.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import re2
from django.utils.translation import gettext as _

type Tree = list[Any]

OPERATORS: dict[str, int] = {
    "or": 1, "and": 2, "=": 3, "!=": 3, "<": 4, "<=": 4, ">": 4, ">=": 4, "+": 5, "-": 5, "*": 6, "div": 6, "mod": 6,
}  # fmt: skip
"""Operators between two values, the tightest last. All bind to the left."""

NEGATION = 7

MANY = 99
FUNCTIONS: dict[str, tuple[int, int]] = {
    "abs": (1, 1),
    "boolean": (1, 1),
    "ceiling": (1, 1),
    "choice-label": (2, 2),
    "coalesce": (2, MANY),
    "concat": (1, MANY),
    "contains": (2, 2),
    "count": (1, 1),
    "count-non-empty": (1, 1),
    "count-selected": (1, 1),
    "date": (1, 1),
    "decimal-date-time": (1, 1),
    "ends-with": (2, 2),
    "false": (0, 0),
    "floor": (1, 1),
    "format-date": (2, 2),
    "if": (3, 3),
    "indexed-repeat": (3, 3),
    "int": (1, 1),
    "join": (2, MANY),
    "max": (1, MANY),
    "min": (1, MANY),
    "normalize-space": (1, 1),
    "not": (1, 1),
    "number": (1, 1),
    "position": (1, 1),
    "regex": (2, 2),
    "round": (1, 2),
    "selected": (2, 2),
    "selected-at": (2, 2),
    "starts-with": (2, 2),
    "string": (1, 1),
    "string-length": (1, 1),
    "substr": (2, 3),
    "substring-after": (2, 2),
    "substring-before": (2, 2),
    "sum": (1, MANY),
    "today": (0, 0),
    "true": (0, 0),
}
"""Each function with the fewest and the most arguments that it takes."""

SYNONYMS = {"jr:choice-name": "choice-label", "bool": "boolean"}
"""Names of other writers for the same functions."""

_TOKEN = re.compile(
    r"""\s*(?:
      (?P<number>\d+(?:\.\d+)?|\.\d+)
    | (?P<text>'[^']*'|"[^"]*")
    | \$\{\s*(?P<answer>[^{}]*?)\s*\}
    | (?P<path>(?:(?:\.\.|/[^\W\d][\w.-]*)(?:/(?:\.\.|[^\W\d][\w.-]*))*))
    | (?P<name>[^\W\d][\w.:-]*)
    | (?P<sign><=|>=|!=|[-+*=<>(),.])
    )""",
    re.VERBOSE,
)
NAME = re.compile(r"[^\W\d][\w.-]*\Z")
"""How items may be called."""
_DEEPEST = 60


class ExpressionError(ValueError):
    """The text is no expression: ``args[0]`` says why, ``position`` where, counted from one."""

    def __init__(self, sentence: str, position: int) -> None:
        super().__init__(sentence)
        self.position = position


@dataclass(frozen=True)
class _Token:
    kind: str
    text: str
    position: int


def parse(text: str, *, columns: bool = False) -> Tree:
    """Read an expression into its tree; ``columns`` lets bare names stand for columns of choices.

    Raises ExpressionError with a sentence for the person who wrote it.
    """
    reader = _Reader(list(_tokens(text)), columns)
    tree = reader.expression(0, 0)
    reader.expect_end()
    return tree


def answers_named(tree: Tree) -> set[str]:
    """The questions whose answers the expression looks at."""
    if tree[0] == "$":
        return {tree[1]}
    return {name for part in tree[1:] if isinstance(part, list) for name in answers_named(part)}


def written(tree: Tree) -> str:
    """The tree as text that reads into the same tree: for export."""
    return _written(tree, 0)


def _written(tree: Tree, least: int) -> str:
    tag, *rest = tree
    match tag:
        case "#":
            return str(rest[0])
        case "'":
            return f"'{rest[0]}'" if "'" not in rest[0] else f'"{rest[0]}"'
        case "$":
            return f"${{{rest[0]}}}"
        case ".":
            return "."
        case "@":
            return str(rest[0])
        case "negative":
            return f"-{_written(rest[0], NEGATION)}"
        case "position":
            return "position(..)"
    if tag in OPERATORS:
        binds = OPERATORS[tag]
        text = f"{_written(rest[0], binds)} {tag} {_written(rest[1], binds + 1)}"
        return f"({text})" if binds < least else text
    name = "jr:choice-name" if tag == "choice-label" else tag
    return f"{name}({', '.join(_written(part, 0) for part in rest)})"


def _tokens(text: str) -> Iterator[_Token]:
    at, end = 0, len(text.rstrip())
    while at < end:
        found = _TOKEN.match(text, at)
        if not found or not found.lastgroup:
            at += len(text[at:]) - len(text[at:].lstrip())
            if text[at] in "'\"":
                raise ExpressionError(_("A quotation mark is not closed."), at + 1)
            raise ExpressionError(_("“%(sign)s” has no meaning here.") % {"sign": text[at]}, at + 1)
        yield _Token(found.lastgroup, found[found.lastgroup], found.start(found.lastgroup) + 1)
        at = found.end()


class _Reader:
    """Reads tokens by the precedence of operators."""

    def __init__(self, tokens: list[_Token], columns: bool) -> None:
        self.tokens, self.columns, self.at = tokens, columns, 0
        self.end = tokens[-1].position + len(tokens[-1].text) if tokens else 1

    def expression(self, least: int, depth: int) -> Tree:
        """Read as long as operators bind at least so tightly."""
        if depth > _DEEPEST:
            raise ExpressionError(_("The expression is nested too deeply."), self._position())
        tree = self._operand(depth)
        while (operator := self._operator()) and OPERATORS[operator] >= least:
            self.at += 1
            tree = [operator, tree, self.expression(OPERATORS[operator] + 1, depth + 1)]
        return tree

    def expect_end(self) -> None:
        """Nothing may be left."""
        if self.at < len(self.tokens):
            token = self.tokens[self.at]
            raise ExpressionError(_("“%(text)s” was not expected here.") % {"text": token.text}, token.position)

    def _operator(self) -> str:
        token = self.tokens[self.at] if self.at < len(self.tokens) else None
        return token.text if token and token.kind in {"name", "sign"} and token.text in OPERATORS else ""

    def _operand(self, depth: int) -> Tree:
        token = self._next()
        match token.kind:
            case "number":
                return ["#", f"0{token.text}" if token.text.startswith(".") else token.text]
            case "text":
                return ["'", token.text[1:-1]]
            case "answer":
                return self._answer(token)
            case "path":
                return self._path(token)
            case "name":
                return self._named(token, depth)
        if token.text == "-":
            return ["negative", self.expression(NEGATION, depth + 1)]
        if token.text == "(":
            tree = self.expression(0, depth + 1)
            self._expect(")")
            return tree
        if token.text == ".":
            return ["."]
        raise ExpressionError(_("“%(text)s” was not expected here.") % {"text": token.text}, token.position)

    def _answer(self, token: _Token) -> Tree:
        if not NAME.match(token.text):
            raise ExpressionError(_("“%(name)s” is no name of a question.") % {"name": token.text}, token.position)
        return ["$", token.text]

    def _path(self, token: _Token) -> Tree:
        last = token.text.rsplit("/", 1)[-1]
        if last == "..":
            raise ExpressionError(_("“..” has a meaning in position(..) only."), token.position)
        return ["$", last]

    def _named(self, token: _Token, depth: int) -> Tree:
        if not self._is("("):
            if self.columns:
                return ["@", token.text]
            raise ExpressionError(
                _("“%(name)s” stands alone: the answer to a question is written ${%(name)s}, a text in quotes.")
                % {"name": token.text},
                token.position,
            )
        name = SYNONYMS.get(token.text, token.text)
        if name not in FUNCTIONS:
            raise ExpressionError(_("There is no function “%(name)s”.") % {"name": token.text}, token.position)
        given = self._arguments(name, depth)
        fewest, most = FUNCTIONS[name]
        if not fewest <= len(given) <= most:
            raise ExpressionError(_("“%(name)s” takes another number of values.") % {"name": name}, token.position)
        if name == "regex":
            _check_pattern(given[1], token.position)
        if name == "choice-label":
            given[1] = _choice_question(given[1], token.position)
        return [name] if name == "position" else [name, *given]

    def _arguments(self, name: str, depth: int) -> list[Tree]:
        self._expect("(")
        if name == "position":
            token = self._next()
            if token.text != "..":
                raise ExpressionError(_("Write position(..): which row this is."), token.position)
            self._expect(")")
            return [[]]
        given: list[Tree] = []
        while not self._is(")"):
            if given:
                self._expect(",")
            given.append(self.expression(0, depth + 1))
        self.at += 1
        return given

    def _is(self, sign: str) -> bool:
        return self.at < len(self.tokens) and (self.tokens[self.at].kind, self.tokens[self.at].text) == ("sign", sign)

    def _next(self) -> _Token:
        if self.at == len(self.tokens):
            raise ExpressionError(_("The expression ends too early."), self._position())
        self.at += 1
        return self.tokens[self.at - 1]

    def _expect(self, sign: str) -> None:
        token = self._next()
        if token.kind != "sign" or token.text != sign:
            raise ExpressionError(
                _("“%(sign)s” was expected instead of “%(text)s”.") % {"sign": sign, "text": token.text}, token.position
            )

    def _position(self) -> int:
        return self.tokens[self.at].position if self.at < len(self.tokens) else self.end


def _check_pattern(pattern: Tree, position: int) -> None:
    """A pattern is a plain text that RE2 takes: it answers in a time that grows with the text alone.

    Whoever answers must not be able to keep the server busy, so patterns that look back or ahead are refused.
    """
    if pattern[0] != "'":
        raise ExpressionError(_("The pattern of regex is a text in quotes."), position)
    try:
        _compiled(pattern[1])
    except re2.error:
        raise ExpressionError(
            _("“%(pattern)s” is no pattern that can be tried safely.") % {"pattern": pattern[1]}, position
        ) from None


def _quiet() -> "re2.Options":
    options = re2.Options()
    options.log_errors = False
    return options


def matches(text: str, pattern: str) -> bool:
    """Say whether the whole text fits the pattern."""
    return _compiled(pattern).fullmatch(text) is not None


@cache
def _compiled(pattern: str) -> Any:
    return re2.compile(pattern, _quiet())


def _choice_question(given: Tree, position: int) -> Tree:
    """``jr:choice-name(value, '${question}')`` names the question in a text; here it is a name and nothing else."""
    text = given[1] if given[0] in {"'", "$"} else ""
    name = text.removeprefix("${").removesuffix("}").strip()
    if not NAME.match(name):
        raise ExpressionError(_("The second value of “choice-label” names a question."), position)
    return ["'", name]
