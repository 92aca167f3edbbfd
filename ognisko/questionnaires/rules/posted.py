"""What a page of answers sends, as every domain that shows one reads it."""

from collections.abc import Callable
from typing import Any, Protocol

from ognisko.questionnaires.rules.definition import LISTS, Definition


class Posted(Protocol):
    """A form as it came."""

    def get(self, key: str, default: Any = None) -> Any:
        """One value."""
        ...

    def getlist(self, key: str) -> list[str]:
        """All values of a name."""
        ...


def typed_in(posted: Any, definition: Definition, may: Callable[[str], bool] = lambda name: True) -> dict[str, Any]:
    """What the page asked and what came back; a box without a tick sends nothing, so the page says what it asked.

    ``may`` says of a question whether its answer is taken at all.
    """
    typed: dict[str, Any] = {}
    for key in posted.getlist("asked"):
        name = key.rsplit("/", 1)[-1]
        placed = definition.placed.get(name)
        if placed is not None and may(name):
            typed[key] = posted.getlist(key) if placed.item.type in LISTS else posted.get(key, "")
    return typed


def revision_in(posted: Any, otherwise: int) -> int:
    """The revision that the writer saw."""
    text = posted.get("revision", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else otherwise
