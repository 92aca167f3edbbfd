"""Text is found by its words in whatever case they stand, with or without Polish letters.

A word is kept as what it is, as its dictionary form (simplemma) and as its stem (snowball), all without Polish letters:
`vector` gives them as a `tsvector`, which each domain keeps on its own table, and `ask` turns what somebody typed into
a `tsquery` over the same. Two sources, since each knows what the other does not: the dictionary knows that "ludzi" is
"człowiek", the stemmer reaches names that stand in no dictionary. Whoever types without Polish letters is understood
through all spellings that the dictionary has for the word; whoever mistypes a letter, through the words one slip away.
"""

import fcntl
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from threading import Lock
from typing import Any

import snowballstemmer
from django.conf import settings
from django.contrib.postgres.search import SearchQuery
from django.db import connections
from django.db.models import QuerySet
from simplemma.strategies.dictionaries import TrieDictionaryFactory

from ognisko.core.polish import SPELT, fold

SHORTEST = 2
"""Letters from which on a text is searched for; one letter matches everything and says nothing."""

SHORTEST_BEGINNING = 3
"""Letters from which on the last word may be the beginning of another; two would match half of all words."""

LONGEST = 200
"""Letters of a query that are looked at; nobody types more, and each word costs time."""

MOST_SPELLINGS = 24
"""Spellings of one typed word that are searched for at most."""

CANDIDATES = 500
"""Rows among which the best are chosen; whoever asks for a word that more have is told to add another."""

_WORD = re.compile(r"[^\W_]+")
_EMPTY = frozenset("a i o u w z do na od po za ze we the of".split())
_NUMBER = re.compile(r"(?:nip|krs|regon|tel|nr)?[\s.:]*((?:PL)?[\d\s\-.+()]{4,})", re.IGNORECASE | re.ASCII)
_LETTERS = "aąbcćdeęfghijklłmnńoóprsśtuwyzźż"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One thing that a search found, in one shape for all domains, so that desk can merge it into one list.

    `rank` orders across domains: 0 a number that is exactly this one's, 1 a name that begins with the text, 2 the
    words, 3 words that are spelled alike. `kind` is the domain's key in the address, `on` the day of what has one.
    """

    kind: str
    title: str
    url: str
    rank: int = 2
    note: str = ""
    icon: str = ""
    on: date | None = None


class _Lexemes(SearchQuery):
    """A query of lexemes as they are kept: no parser of the database's own takes them apart again."""

    def as_sql(self, compiler: Any, connection: Any, *args: Any, **context: Any) -> tuple[str, Any]:
        """The text of the query, cast."""
        sql, params = compiler.compile(self.source_expressions[0])
        return f"({sql})::tsquery", params


class _Unseen(_Lexemes):
    """The same, hidden from the planner in a subquery."""

    def as_sql(self, compiler: Any, connection: Any, *args: Any, **context: Any) -> tuple[str, Any]:
        """The text of the query, cast, as a value that is known when the statement runs."""
        sql, params = super().as_sql(compiler, connection, **context)
        return f"(select {sql})", params


@dataclass(frozen=True)
class Asked:
    """What somebody searches for: the text, its words as a query, and the digits where it is a number.

    `query` is text for a `tsquery`; empty where nothing can be searched for. `is_loose` says that it stands for words
    one slip of the finger away from those typed.
    """

    text: str
    folded: str
    query: str
    number: str = ""
    is_loose: bool = False

    @property
    def tsquery(self) -> Any:
        """The query as an expression of the database."""
        return _Lexemes(self.query)

    def __bool__(self) -> bool:
        """Say whether there is anything to search for."""
        return bool(self.query)


def some_of(rows: QuerySet[Any], asked: Asked, order: str) -> tuple[list[tuple[Any, int]], bool]:
    """Some rows that have the words, as pairs of ``order`` and number, and whether these are all; one query.

    Up to CANDIDATES, in the order of that column. The planner is not told which words are asked for, so it always walks
    the index of words. Told, it guesses how many rows have them, and where it guesses many it walks the rows in the
    order of the answer, all of them where in truth nobody has the words: three seconds at a million records. Put in
    order here and not there for the same reason.
    """
    found = rows.filter(words=_Unseen(asked.query)).order_by().values_list(order, "pk")
    pairs = list(found[: CANDIDATES + 1])
    return sorted(pairs[:CANDIDATES]), len(pairs) <= CANDIDATES


def words(text: str) -> Iterator[str]:
    """The words of a text in lower case with their Polish letters, in order."""
    return (match[0][:60] for match in _WORD.finditer(unicodedata.normalize("NFC", text).lower()))


def vector(*texts: str, numbers: Iterable[str] = ()) -> str:
    """The lexemes of these texts as text for a `tsvector` column; numbers also without the zeros before them.

    A `tsvector` sorts by itself and keeps each lexeme once. Letters and digits alone, hence nothing to quote.
    """
    lexemes: dict[str, None] = {}
    for text in texts:
        for word in words(text):
            if word not in _EMPTY:
                lexemes.update(_lexemes(word))
    for number in numbers:
        if digits := re.sub(r"\D", "", number):
            lexemes.update(dict.fromkeys((digits, digits.lstrip("0") or "0")))
    return " ".join(lexemes)


def same_word(one: str, other: str) -> bool:
    """Say whether two words are forms of one: they share the dictionary's form, or the stem."""
    return not _lexemes(one.lower()).keys().isdisjoint(_lexemes(other.lower()))


@lru_cache(maxsize=100_000)
def _lexemes(word: str) -> dict[str, None]:
    """What a word is kept as, remembered: an import has the same few thousand words again and again."""
    if word.isascii() and word.isdigit():
        return {word: None}
    known = _dictionary()
    forms = (word, known.get(word), known.get(word.capitalize()), _stem(word))
    return dict.fromkeys(lexeme for form in forms if form and (lexeme := fold(form).replace(" ", "")))


def ask(text: str, *, loose: bool = False) -> Asked:
    """The query of what somebody typed: every word has to be there, the last one may be only begun.

    With `loose` also words that are one slip away: a wrong, missing, superfluous or swapped letter. Separators inside a
    number are as good as none: "725-18-01-126" is the NIP 7251801126.
    """
    text = " ".join(text[:LONGEST].split())
    folded = fold(text)
    if match := _NUMBER.fullmatch(text):
        number = re.sub(r"\D", "", match[1].removeprefix("+48"))
        if len(number) > SHORTEST:
            return Asked(text, folded, f"{number}:*", number, loose)
    typed = list(words(text))
    telling = [word for word in typed if word not in _EMPTY]
    if len(folded) < SHORTEST or not telling:
        return Asked(text, folded, "", is_loose=loose)
    parts = [_part(word, begun=word is typed[-1], loose=loose) for word in telling]
    return Asked(text, folded, "&".join(part for part in parts if part), is_loose=loose)


def _part(word: str, *, begun: bool, loose: bool) -> str:
    """One word of a query: any of the lexemes of any of its spellings."""
    lexemes: dict[str, None] = dict(_lexemes(word))
    for spelling in _spellings(word, loose=loose):
        lexemes.update(_lexemes(spelling))
    if begun and len(word) >= SHORTEST_BEGINNING and (beginning := fold(word).replace(" ", "")):
        lexemes.pop(beginning, None)
        lexemes[f"{beginning}:*"] = None
    return f"({'|'.join(lexemes)})" if lexemes else ""


@lru_cache(maxsize=5_000)
def _spellings(word: str, *, loose: bool) -> tuple[str, ...]:
    """Words of the dictionary that are typed like this without Polish letters; with `loose`, or one slip away.

    A word that has Polish letters says itself which one it is. The first letter is taken as right: people seldom miss
    it, and with it the dictionary is a hundredth as large. Words of four letters have too many neighbours.
    """
    if word.isdigit() or (not word.isascii() and not loose):
        return ()
    found: dict[str, None] = {}
    folded = fold(word).replace(" ", "")
    if not folded.isascii() or not folded.isalpha():
        return ()
    known = _dictionary()
    slips = int(loose and len(folded) > 4)
    for first in SPELT.get(folded[0], folded[0]):
        for beginning in (first, first.upper()):
            for form in _forms(known, beginning, folded, 1, slips):
                found[form.lower()] = None
                if len(found) >= MOST_SPELLINGS:
                    return tuple(found)
    return tuple(found)


def _forms(known: "_Dictionary", prefix: str, word: str, at: int, slips: int) -> Iterator[str]:
    """Walk the dictionary along the word; each branch that no entry begins with is left at once."""
    if at == len(word):
        if known.get(prefix) is not None:
            yield prefix
        if slips:
            yield from (form for letter in _LETTERS for form in _forms_if(known, prefix + letter, word, at, 0))
        return
    for letter in SPELT.get(word[at], word[at]):
        yield from _forms_if(known, prefix + letter, word, at + 1, slips)
    if not slips:
        return
    yield from _forms_if(known, prefix, word, at + 1, 0)
    if at + 1 < len(word) and word[at] != word[at + 1]:
        swapped = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
        yield from _forms_if(known, prefix, swapped, at, 0)
    for letter in _LETTERS:
        if fold(letter) != word[at]:
            yield from _forms_if(known, prefix + letter, word, at + 1, 0)
        yield from _forms_if(known, prefix + letter, word, at, 0)


def _forms_if(known: "_Dictionary", prefix: str, word: str, at: int, slips: int) -> Iterator[str]:
    return _forms(known, prefix, word, at, slips) if known.begins(prefix) else iter(())


# The dictionary -------------------------------------------------------------------------------------------------------


class _Dictionary:
    """Inflected forms with their dictionary forms, as a trie: 21 MB of memory and a microsecond a look-up."""

    def __init__(self, forms: Mapping[str, str]) -> None:
        self.get = forms.get
        self._keys = forms._trie.iterkeys  # type: ignore[attr-defined]  # a TrieWrapDict

    def begins(self, prefix: str) -> bool:
        """Say whether a form begins so."""
        return next(self._keys(prefix), None) is not None


_loading = Lock()


def _dictionary() -> _Dictionary:
    """The Polish dictionary; what the first process of a data folder makes, the others read in milliseconds."""
    with _loading:
        return _loaded()


@cache
def _loaded() -> _Dictionary:
    folder = settings.DATA / "dictionary"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return _Dictionary(TrieDictionaryFactory(disk_cache_dir=str(folder)).get_dictionary("pl"))


def prepare() -> None:
    """Have the dictionary at hand, so that nobody's first search has to wait the ten seconds that making it takes."""
    _dictionary()


@cache
def _stemmer() -> Any:
    return snowballstemmer.stemmer("polish")


_stemming = Lock()


def _stem(word: str) -> str:
    """The stem; the stemmer keeps its word in itself, so that one thread at a time may ask it."""
    with _stemming:
        return str(_stemmer().stemWord(word))


# Rows that stand already ----------------------------------------------------------------------------------------------


def fill(rows: QuerySet[Any], read: Callable[[Any], str], *, batch: int = 2_000) -> None:
    """Give rows that were there before search their `words`; for migrations, which pass the model of their time."""
    table = rows.model._meta.db_table
    numbers = list(rows.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(numbers), batch):
        some = {row.pk: read(row) for row in rows.filter(pk__in=numbers[start : start + batch])}
        with connections[rows.db].cursor() as cursor:
            cursor.execute(
                f'update "{table}" r set words = t.words::tsvector'  # noqa: S608  # a table of ours
                " from unnest(%s::bigint[], %s::text[]) t(id, words) where r.id = t.id",
                [list(some), list(some.values())],
            )


# What matched ---------------------------------------------------------------------------------------------------------

_DIGITS = re.compile(r"\d(?:[\d\s.\-]*\d)?")


def matched(text: str, asked: Asked) -> Iterator[tuple[str, bool]]:
    """The text in pieces, each with whether it is what was searched for: what a page shows marked.

    A word matches as search matches it, in any form and without Polish letters; of a beginning only the letters that
    were typed. A number matches with its separators.
    """
    text, at = unicodedata.normalize("NFC", text), 0
    spans = _number_spans(text, asked.number) if asked.number else _word_spans(text, asked.query)
    for start, end in spans:
        if start > at:
            yield text[at:start], False
        yield text[start:end], True
        at = end
    if at < len(text):
        yield text[at:], False


def _number_spans(text: str, number: str) -> Iterator[tuple[int, int]]:
    for match in _DIGITS.finditer(text):
        digits = re.sub(r"\D", "", match[0])
        if digits.startswith(number) or (digits.lstrip("0") or "0").startswith(number):
            yield match.span()


def _word_spans(text: str, query: str) -> Iterator[tuple[int, int]]:
    exact, beginnings = _lexemes_of(query)
    for match in _WORD.finditer(text):
        word = match[0][:60].lower()
        lexemes = () if word in _EMPTY else _lexemes(word)
        if any(lexeme in exact for lexeme in lexemes):
            yield match.span()
        elif begun := next((one for one in beginnings if any(lexeme.startswith(one) for lexeme in lexemes)), ""):
            is_typed = fold(word).startswith(begun)
            yield match.start(), min(match.start() + len(begun), match.end()) if is_typed else match.end()


@lru_cache(maxsize=200)
def _lexemes_of(query: str) -> tuple[frozenset[str], tuple[str, ...]]:
    """The lexemes of a query, and those that are only begun."""
    parts = [part for part in re.split(r"[()|&]", query) if part]
    exact = frozenset(part for part in parts if not part.endswith(":*"))
    return exact, tuple(part.removesuffix(":*") for part in parts if part.endswith(":*"))
