"""An assessor of an anonymised call learns nothing that says who applies: what is known of them is struck from texts.

The data of the applicant are left out altogether; this looks after what people wrote of themselves in their answers.
Whatever looks like an e-mail, an address of a page, or a number of a phone or a register goes too, whosever it is.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from ognisko.questionnaires.rules.definition import Type

STRUCK = "[…]"

TELLING = frozenset(
    {Type.EMAIL, Type.PHONE, Type.NIP, Type.REGON, Type.KRS, Type.ACCOUNT, Type.PARTY, Type.FILE, Type.PHOTO}
)
"""Questions whose answers are left out: they name somebody, or a file that does."""

_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_PAGE = re.compile(r"(?:https?://|www\.|facebook\.com/|instagram\.com/)\S+", re.IGNORECASE)
_NUMBER = re.compile(r"(?<![\d,.])\+?\d(?:[ -]?\d){8,13}(?!\d|,\d)")
_SHORTEST = 3


@dataclass(frozen=True)
class Veil:
    """What is struck from texts: names of groups, organisations and places in any case, people's also by surname."""

    names: tuple[str, ...] = ()
    people: tuple[str, ...] = ()

    def over(self, text: str) -> str:
        """The text without what tells who applies."""
        for pattern in (_EMAIL, _PAGE, _NUMBER, *self._patterns()):
            text = pattern.sub(STRUCK, text)
        return text

    def _patterns(self) -> Iterable[re.Pattern[str]]:
        whole = {word.strip() for word in (*self.names, *self.people, *_within_quotes(self.names))}
        for name in sorted((one for one in whole if len(one) >= _SHORTEST), key=len, reverse=True):
            yield re.compile(rf"(?<!\w)[„“\"«]*{_loose(name)}[”“\"»]*(?!\w)", re.IGNORECASE)
        surnames = {name.split()[-1] for name in self.people if len(name.split()) > 1}
        for name in sorted((one for one in surnames if len(one) > _SHORTEST), key=len, reverse=True):
            yield re.compile(rf"(?<!\w){_stem(name)}\w{{0,4}}(?!\w)")


def _within_quotes(names: Iterable[str]) -> Iterable[str]:
    """“Zielone Podwórko” of the group „Zielone Podwórko”: people leave the first word out."""
    for name in names:
        yield from re.findall(r"[„“\"«]([^„“”\"«»]{3,})[”“\"»]", name)


def _loose(name: str) -> str:
    """Any blanks between words, any quotes or none around them."""
    return r"[\s„“”\"«»]*".join(re.escape(word) for word in re.findall(r"[^\s„“”\"«»]+", name))


def _stem(surname: str) -> str:
    """A surname in any case of Polish grammar: Malina, Maliny, Malinie."""
    return re.escape(re.sub(r"[aeioyą]$", "", surname))
