"""What a page of answers sends, as every domain that shows one reads it."""

from collections.abc import Callable
from typing import Any, Protocol

from ognisko.questionnaires.rules.definition import LISTS, Definition, Type


class Posted(Protocol):
    """A form as it came."""

    def get(self, key: str, default: Any = None) -> Any:
        """One value."""
        ...

    def getlist(self, key: str) -> list[str]:
        """All values of a name."""
        ...


def typed_in(
    posted: Any,
    definition: Definition,
    may: Callable[[str], bool] = lambda name: True,
    *,
    meant: Callable[[str], str] = lambda written: written,
) -> dict[str, Any]:
    """What the page asked and what came back; a box without a tick sends nothing, so the page says what it asked.

    ``may`` says of a question whether its answer is taken at all, ``meant`` which municipality a text means.
    """
    typed: dict[str, Any] = {}
    for key in posted.getlist("asked"):
        name = key.rsplit("/", 1)[-1]
        placed = definition.placed.get(name)
        if placed is None or not may(name):
            continue
        if placed.item.type == Type.PLACE:
            typed[key] = meant(_picked(posted, key))
        else:
            typed[key] = posted.getlist(key) if placed.item.type in LISTS else posted.get(key, "")
    return typed


def _picked(posted: Any, key: str) -> str:
    """What a picker sends: what was chosen, unless the text beside it was changed afterwards."""
    picked, written = posted.get(key, ""), posted.get(f"{key}_text")
    if written is None or (picked and written.strip() == posted.get(f"{key}_was", "").strip()):
        return str(picked)
    return str(written).strip()


def revision_in(posted: Any, otherwise: int) -> int:
    """The revision that the writer saw."""
    text = posted.get("revision", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else otherwise
