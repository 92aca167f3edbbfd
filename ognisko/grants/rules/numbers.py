"""Numbers of applications and agreements have a pattern that the call sets, such as MG/{year}/{number:4}, and no gaps.

The next number is taken under the call's lock in the transaction that submits, so that a number exists only with its
application. A pattern names the number once; more of its digits than it asks for are no fault.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

_FIELD = re.compile(r"\{(year|number)(?::([1-9]))?\}")


class PatternError(ValueError):
    """The pattern makes no numbers; the message says why."""


@dataclass(frozen=True)
class Pattern:
    """A pattern of numbers that was read; made by `pattern`."""

    text: str

    def number(self, year: int, serial: int) -> str:
        """The number as people write it: MG/2026/0001."""
        values = {"year": year, "number": serial}
        return _FIELD.sub(lambda match: str(values[match[1]]).zfill(int(match[2] or 1)), self.text)

    def serial(self, year: int, written: str) -> int | None:
        """The serial of a number of that year; None where it is no number of this pattern."""
        at, expression = 0, ""
        for match in _FIELD.finditer(self.text):
            expression += re.escape(self.text[at : match.start()])
            expression += rf"(?P<serial>\d{{{match[2] or 1},9}})" if match[1] == "number" else str(year)
            at = match.end()
        found = re.fullmatch(expression + re.escape(self.text[at:]), written.strip(), re.ASCII)
        serial = int(found["serial"]) if found else None
        return serial if serial is not None and self.number(year, serial) == written.strip() else None


def pattern(text: str) -> Pattern:
    """The pattern that an officer typed. Raises PatternError."""
    fields = _FIELD.findall(text)
    if [name for name, _width in fields].count("number") != 1:
        raise PatternError(_("Put {number} into the pattern once, for example MG/{year}/{number:4}."))
    if re.search(r"[{}]", _FIELD.sub("", text)) or not text.isprintable() or len(text) > 40:
        raise PatternError(_("The pattern takes text, {year} and {number:4}, at most 40 characters."))
    if re.search(r"\}[0-9]|[0-9]\{|\}\{", text):
        raise PatternError(_("Part the number from other digits, for example by a slash."))
    return Pattern(text)


def gaps(serials: Iterable[int]) -> tuple[int, ...]:
    """The serials that are missing between one and the highest; an empty answer is what an auditor wants to see."""
    found = set(serials)
    return tuple(number for number in range(1, max(found, default=0) + 1) if number not in found)
