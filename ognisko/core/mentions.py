"""Where a text names a person, in whatever case the name stands, and the same text without them.

Erasing somebody means finding them in what others wrote: "rozmowa z Zdzisławą Wrzosek", "tel. 601 234 567". Addresses
and numbers are one person's and found as they are; a name is found in each of its cases, with or without Polish
letters, first name first or last. A last name alone may be a sister's, so it is told apart.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ognisko.core.polish import SPELT, fold
from ognisko.core.search import same_word

_WORD = re.compile(r"[^\W_]+")
_BETWEEN = re.compile(r"[ \t\xa0,.\n-]{1,3}")
"""What may stand between a first and a last name."""


SHORTEST = 3
"""Letters of a last name from which on it is looked for alone, and of any other word by its beginning."""


@dataclass(frozen=True)
class Mention:
    """A stretch of a text that names the person; not ``sure`` where it is a last name alone."""

    start: int
    end: int
    sure: bool


@dataclass(frozen=True)
class Identity:
    """By what a person can be told from others: full names, and what is theirs alone.

    ``unique`` are e-mail addresses and streets with a number, ``numbers`` phone numbers and those of registers.
    """

    names: tuple[str, ...] = ()
    unique: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()

    @cached_property
    def spelled(self) -> tuple[tuple[str, ...], ...]:
        """The words of each name that has at least two."""
        split = (tuple(match[0] for match in _WORD.finditer(name)) for name in self.names)
        return tuple(dict.fromkeys(words for words in split if len(words) > 1))

    @cached_property
    def last_names(self) -> frozenset[str]:
        """The last word of each name."""
        return frozenset(words[-1] for words in self.spelled if len(words[-1]) >= SHORTEST)

    @cached_property
    def as_they_are(self) -> re.Pattern[str] | None:
        """One pattern for all that is found as it is."""
        parts = [rf"(?<![\w.+-]){re.escape(text)}(?!\w|[.@-]\w)" for text in self.unique if text.strip()]
        parts += [_digits(number) for number in self.numbers if len(re.sub(r"\D", "", number)) >= 7]
        return re.compile("|".join(parts), re.IGNORECASE) if parts else None

    @property
    def beginnings(self) -> tuple[str, ...]:
        """Patterns, one of which each text that names the person has: what a database can look for."""
        lasts = [_beginning(spelled[-1]) for spelled in self.spelled]
        exact = [re.escape(text) for text in self.unique if text.strip()]
        numbers = [_digits(number, around=False) for number in self.numbers if len(re.sub(r"\D", "", number)) >= 7]
        return tuple(dict.fromkeys((*lasts, *exact, *numbers)))

    def mentions(self, text: str) -> list[Mention]:
        """Where the text names the person, in order and apart from each other."""
        found = [*self._written(text), *self._named(text)]
        apart: list[Mention] = []
        for one in sorted(found, key=lambda mention: (mention.start, -mention.end, not mention.sure)):
            if apart and one.start < apart[-1].end:
                before = apart[-1]
                apart[-1] = Mention(before.start, max(before.end, one.end), before.sure or one.sure)
            else:
                apart.append(one)
        return apart

    def _written(self, text: str) -> Iterator[Mention]:
        if self.as_they_are:
            for match in self.as_they_are.finditer(text):
                yield Mention(match.start(), match.end(), sure=True)

    def _named(self, text: str) -> Iterator[Mention]:
        tokens = list(_WORD.finditer(text)) if self.spelled else []
        for at, token in enumerate(tokens):
            for spelled in self.spelled:
                for order in _orders(spelled):
                    if end := _run(text, tokens, at, order):
                        yield Mention(token.start(), end, sure=True)
            if any(token[0][0].isupper() and _is_form(token[0], name) for name in self.last_names):
                yield Mention(token.start(), token.end(), sure=False)

    def without(self, text: str, instead: str, *, unsure: bool = False, longest: int | None = None) -> str:
        """The text with ``instead`` in place of the person; with ``unsure`` also of their last name alone."""
        parts, at = [], 0
        for one in self.mentions(text):
            if one.sure or unsure:
                parts += [text[at : one.start], instead]
                at = one.end
        made = "".join((*parts, text[at:]))
        return made[:longest].rstrip() if longest and made != text else made

    def names_in(self, data: Any) -> bool:
        """Say whether a text, or any text within lists and mappings, surely names the person."""
        return any(one.sure for text in texts(data) for one in self.mentions(text))


def texts(data: Any) -> Iterator[str]:
    """All texts within lists and mappings, keys too; a text itself is one."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict):
        for key, value in data.items():
            yield from texts(key)
            yield from texts(value)
    elif isinstance(data, (list, tuple)):
        for value in data:
            yield from texts(value)


def rewritten(data: Any, change: Callable[[str], str]) -> Any:
    """The same lists and mappings with each text changed."""
    if isinstance(data, str):
        return change(data)
    if isinstance(data, dict):
        return {rewritten(key, change): rewritten(value, change) for key, value in data.items()}
    if isinstance(data, (list, tuple)):
        return type(data)(rewritten(value, change) for value in data)
    return data


def _orders(spelled: tuple[str, ...]) -> Iterable[tuple[str, ...]]:
    """A name as it may be written: in full, with the first of several first names alone, last name first."""
    first, last = spelled[0], spelled[-1]
    return dict.fromkeys((spelled, (first, last), (last, first), (*spelled[1:], first)))


def _run(text: str, tokens: list[re.Match[str]], at: int, words: tuple[str, ...]) -> int:
    """Where the words end if they stand here one after another; 0 otherwise."""
    if at + len(words) > len(tokens):
        return 0
    for step, word in enumerate(words):
        token = tokens[at + step]
        if not _is_form(token[0], word):
            return 0
        if step and not _BETWEEN.fullmatch(text[tokens[at + step - 1].end() : token.start()]):
            return 0
    return tokens[at + len(words) - 1].end()


def _is_form(word: str, name: str) -> bool:
    """Say whether a word is a case of a name: by dictionary and stem, or a longer name with another ending.

    Names that no dictionary has change at their end alone: Wrzeszczyńska, Wrzeszczyńskiej.
    """
    one, other = fold(word), fold(name)
    if one == other:
        return True
    if not one or not other or one[0] != other[0] or abs(len(one) - len(other)) > 4:
        return False
    begin = max(SHORTEST, len(other) - 2)
    return same_word(word, name) or (len(other) > 5 and one.startswith(other[:begin]) and len(one) < len(other) + 4)


def _beginning(word: str) -> str:
    """What every case of the name begins with, with or without Polish letters, for the database to look for."""
    letters = fold(word)
    kept = letters[: max(2, min(len(letters) - 2, 5))]
    return r"\m" + "".join(f"[{SPELT.get(letter, letter)}]" for letter in kept)


def _digits(number: str, *, around: bool = True) -> str:
    """The number with whatever parts its digits; a Polish phone number with or without the country's."""
    digits = re.sub(r"\D", "", number)
    if len(digits) == 11 and digits.startswith("48"):
        digits = digits[2:]
    body = r"[ .()/-]*".join(digits)
    return rf"(?<!\d)(?:(?:\+|00)[ ]*48[ .()/-]*)?{body}(?!\d)" if around else body
