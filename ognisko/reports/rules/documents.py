"""The text of a report as data: its blocks, their order, the fingerprint of what is published; without ORM."""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from ognisko.core.polish import nbsp
from ognisko.reports.rules.figures import BREAKDOWNS

FIGURE_IN_TEXT = re.compile(r"\{([a-z0-9][a-z0-9.\-]*)\}")
"""``{owes-lodz.joined}`` in a report's text stands for the value of that figure."""


@dataclass(frozen=True)
class Text:
    """Paragraphs with figures in braces; an empty line parts paragraphs."""

    text: str


@dataclass(frozen=True)
class Heading:
    """A heading inside a chapter."""

    heading: str


@dataclass(frozen=True)
class Figures:
    """Large figures in a row, each with its name."""

    figures: tuple[str, ...]


@dataclass(frozen=True)
class Chart:
    """One figure taken apart, as bars with the data beside them as a table."""

    figure: str
    by: str
    title: str


@dataclass(frozen=True)
class Table:
    """Figures as rows: name, value, unit."""

    title: str
    figures: tuple[str, ...]


type Block = Text | Heading | Figures | Chart | Table

BLOCKS: Mapping[str, type] = {"text": Text, "heading": Heading, "figures": Figures, "chart": Chart, "table": Table}

BLOCK_NAMES: Mapping[str, Any] = {
    "text": _("Text"),
    "heading": _("Heading"),
    "figures": _("Large figures"),
    "chart": _("Chart"),
    "table": _("Table of figures"),
}
"""What a block is called where a report is written."""


class BlockError(ValueError):
    """A block of a section is not of a known form; the message says which and why."""


def blocks_from(data: Sequence[Mapping[str, Any]]) -> list[Block]:
    """Read the blocks of a section from its data; raises BlockError."""
    blocks: list[Block] = []
    for position, item in enumerate(data, 1):
        values = {
            name: tuple(value) if isinstance(value, list) else value for name, value in item.items() if name != "type"
        }
        try:
            block: Block = BLOCKS[item["type"]](**values)
        except (KeyError, TypeError) as error:
            raise BlockError(f"block {position}: {error}") from error
        if problem := _problem(block, values):
            raise BlockError(f"block {position}: {problem}")
        blocks.append(block)
    return blocks


def _problem(block: Block, values: Mapping[str, Any]) -> str:
    """What keeps a block from being shown, if anything: a list of figures is a list, a chart is by something known."""
    if "figures" in values and (not isinstance(values["figures"], tuple) or not values["figures"]):
        return "figures is not a list of keys"
    if not all(isinstance(values.get(name, ""), str) for name in ("text", "heading", "title", "figure")):
        return "text is not text"
    if isinstance(block, Chart) and block.by not in BREAKDOWNS:
        return f"no chart is by {block.by!r}"
    return ""


def paragraphs(text: str) -> list[list[tuple[str, str]]]:
    """Paragraphs as runs of ``("text", words)`` and ``("figure", key)``, with the non-breaking spaces of Polish.

    A number never parts from the word after it, nor a one-letter word from the number.
    """
    found = []
    for paragraph in re.split(r"\n\s*\n", text.strip()):
        words = nbsp(" ".join(paragraph.split())).replace("} ", "}\N{NO-BREAK SPACE}")
        runs = FIGURE_IN_TEXT.split(words)
        found.append([("figure" if odd % 2 else "text", run) for odd, run in enumerate(runs) if run])
    return [runs for runs in found if runs]


def written(blocks: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """What people wrote into the blocks of a section, without the figures that stand in it: what search reads."""
    for block in blocks:
        for name in ("title", "heading", "text"):
            if isinstance(value := block.get(name), str):
                yield FIGURE_IN_TEXT.sub(" ", value)


def figures_of(blocks: Sequence[Block]) -> Iterator[str]:
    """The keys of all figures that the blocks show, each once, in order of appearance."""
    seen: dict[str, None] = {}
    for block in blocks:
        match block:
            case Text(text):
                seen |= dict.fromkeys(FIGURE_IN_TEXT.findall(text))
            case Figures(figures) | Table(figures=figures):
                seen |= dict.fromkeys(figures)
            case Chart(figure):
                seen[figure] = None
    return iter(seen)


def moved[T](things: Sequence[T], start: int, end: int) -> list[T]:
    """The things with the one at ``start`` at ``end``; an end outside is the nearest end. Raises IndexError."""
    if not 0 <= start < len(things):
        raise IndexError(start)
    left = [*things[:start], *things[start + 1 :]]
    at = min(max(end, 0), len(left))
    return [*left[:at], things[start], *left[at:]]


def canonical(content: Any) -> bytes:
    """The one way in which content is written as JSON: sorted names, no spaces, UTF-8; no floats come in."""
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def fingerprint(content: Any) -> str:
    """The SHA-256 of the canonical JSON, in hexadecimal digits."""
    return hashlib.sha256(canonical(content)).hexdigest()
