"""Elixir-0: a text file of domestic transfers in złoty, one transfer a line, as Polish banks import it.

Sixteen fields parted by commas, CRLF at the end of each line, no header: 110 (transfer), date RRRRMMDD, amount in
grosze, sort code of the payer's bank, 0, payer's NRB, receiver's NRB, payer's name and address, receiver's name and
address, 0, sort code of the receiver's bank, title, two empty fields, 51 (plain transfer), own reference of up to 16
characters. Texts are at most four lines of 35 characters parted by |, in quotes; windows-1250. The layout is the
common part of what iPKO biznes, Millenet, def3000/CEB and others describe ("Struktura pliku Elixir-0"); banks differ in
encoding and in whether the last field may be there, hence the two settings.
"""

import re
import unicodedata
from textwrap import wrap

from django.utils.translation import gettext as _

from ognisko.core.polish import NBSP
from ognisko.grants.rules.accounts import nrb, sort_code
from ognisko.grants.rules.transfers import Batch, Side, Transfer

WIDTH, LINES = 35, 4
ENCODINGS = ("cp1250", "iso8859-2", "cp852", "utf-8")


class NotForElixir(ValueError):
    """The batch cannot be carried by Elixir; the message says why."""


def elixir(batch: Batch, *, encoding: str = "cp1250", references: bool = True) -> bytes:
    """The file of a batch without faults (rules/transfers.py). Raises NotForElixir."""
    if batch.currency != "PLN":
        raise NotForElixir(_("Elixir carries transfers in złoty only."))
    if references and len({_reference(one) for one in batch.transfers}) < len(batch.transfers):
        raise NotForElixir(_("Two references begin with the same 16 characters; Elixir carries no more of them."))
    lines = [",".join(_fields(batch, one, encoding, references=references)) for one in batch.transfers]
    return "".join(f"{line}\r\n" for line in lines).encode(encoding)


def _fields(batch: Batch, one: Transfer, encoding: str, *, references: bool) -> list[str]:
    payer, to = batch.payer, one.to
    fields = [
        "110",
        f"{batch.on:%Y%m%d}",
        str(int(one.amount * 100)),
        sort_code(payer.account),
        "0",
        _quoted(nrb(payer.account)),
        _quoted(nrb(to.account)),
        _quoted(_side(payer, encoding)),
        _quoted(_side(to, encoding)),
        "0",
        sort_code(to.account),
        _quoted("|".join(_lines(one.title, encoding, LINES))),
        _quoted(""),
        _quoted(""),
        _quoted("51"),
    ]
    if references:
        fields.append(_quoted(_reference(one)))
    return fields


def _side(side: Side, encoding: str) -> str:
    """Name in two lines, then street and town; what is longer is cut, since a bank refuses a fifth line."""
    name = _lines(side.name, encoding, 2)
    address = [line for text in (side.street, side.town) for line in _lines(text, encoding, 1)]
    return "|".join(name + ([""] * (2 - len(name)) + address if address else []))


def _lines(text: str, encoding: str, most: int) -> list[str]:
    return [line[:WIDTH] for line in wrap(_encodable(text, encoding), WIDTH)][:most]


def _encodable(text: str, encoding: str) -> str:
    """Text of the letters that the file can carry, without the signs that part its fields.

    Polish quotes are in windows-1250, but a bank takes " for the end of a field and | for the end of a line.
    """
    text = re.sub(r"[\s|" + NBSP + r"]+", " ", text)
    text = text.translate({ord(quote): "'" for quote in '"„”“«»'} | {ord(dash): "-" for dash in "–—−"})
    return "".join(_letter(letter, encoding) for letter in text).strip()


def _letter(letter: str, encoding: str) -> str:
    for form in (letter, unicodedata.normalize("NFKD", letter)[0]):
        try:
            form.encode(encoding)
        except UnicodeEncodeError:
            continue
        return form if form.isprintable() else ""
    return "?"


def _reference(one: Transfer) -> str:
    """Sixteen of the signs that a reference may have: Latin letters, digits and those of SWIFT."""
    return re.sub(r"[^A-Za-z0-9/\-?:().,'+ ]", "", one.reference)[:16]


def _quoted(text: str) -> str:
    return f'"{text}"'
