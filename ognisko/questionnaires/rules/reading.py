"""What people type becomes what answers keep, what answers keep becomes what people read, and faults become sentences.

Reading never refuses: what is no number stays as it was typed and is a fault of the sheet, so that nothing typed is
lost. The script static/questionnaires/filling.js reads numbers and days in the same way before it works a sheet out.
"""

import re
import unicodedata
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ognisko.core.identifiers import IdentifierError, clean_krs, clean_nip, clean_regon
from ognisko.core.money import money_text
from ognisko.core.polish import date_text, number_text, parse_date
from ognisko.questionnaires.rules.answers import Fault, Rows, Sheet
from ognisko.questionnaires.rules.definition import LISTS, NUMBERS, Item, Type
from ognisko.questionnaires.rules.evaluation import Value, decimal_text, read_number, single, text

MOST_LETTERS = 20_000
_BLANKS = re.compile(r"[ \u00a0\u2007\u2009\u202f]")
_GROUPED = re.compile(r"-?\d{1,18}(?:[.,]\d{1,12})?")


def read_answer(item: Item, typed: Any) -> Any:
    """An answer as it is kept: a text, or a list of texts where several are chosen."""
    if item.type in LISTS:
        chosen = typed if isinstance(typed, list | tuple) else [typed] if typed else []
        return [_plain(str(one)) for one in chosen if one][:200]
    written = _plain(str(typed or ""))
    if item.type in NUMBERS:
        return _number(written)
    if item.type == Type.DATE:
        return _day(written)
    return written if item.type == Type.LONG_TEXT else " ".join(written.split("\n")).strip()


def _plain(written: str) -> str:
    """A text of one form: composed letters, one kind of line end, no signs that nobody sees."""
    written = unicodedata.normalize("NFC", written).replace("\r\n", "\n")
    written = re.sub("[\r\u0085\u2028\u2029]", "\n", written)
    return "".join(sign for sign in written if sign in "\n\t" or unicodedata.category(sign) != "Cc")[:MOST_LETTERS]


def _number(written: str) -> str:
    plain = re.sub(r"(zł|PLN|EUR|€)$", "", _BLANKS.sub("", written))
    if not _GROUPED.fullmatch(plain) or re.search(r"\.\d{3}$", plain):  # 12.480 is twelve to one reader only
        return written.strip()
    number = read_number(plain.replace(",", "."))
    return written.strip() if number is None else decimal_text(number)


def _day(written: str) -> str:
    try:
        return parse_date(written.strip()).isoformat() if written.strip() else ""
    except ValueError:
        return written.strip()


def typed_text(item: Item, given: Any) -> str:
    """An answer as it stands in its field: a number with a comma, an amount with its thousands apart and grosze."""
    if not isinstance(given, str):
        return ""
    if item.type in NUMBERS and (number := read_number(given)) is not None:
        if item.type == Type.MONEY and number == round(number, 2):
            return number_text(number, 2)
        return decimal_text(number).replace(".", ",")
    return place_name(given) if item.type == Type.PLACE else given


def shown_text(sheet: Sheet, item: Item, value: Value) -> str:
    """A value as people read it: numbers and days in Polish form, choices by their labels."""
    value = single(value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, Decimal):
        is_money = item.type == Type.MONEY
        return money_text(value, sheet.currency) if is_money else number_text(Decimal(decimal_text(value)))
    if not isinstance(value, date):
        labels = {
            one.name: sheet.definition.words(one.label, sheet.language) for one in sheet.definition.choices_of(item)
        }
        if item.type == Type.PLACE:
            return place_name(text(value))
        names = value if isinstance(value, tuple) else (text(value),)
        return ", ".join(labels.get(name, name) for name in names)
    return date_text(value)


_PLACE = re.compile(r"(\d{1,7}) (.+)", re.DOTALL)


def place_kept(code: int, name: str) -> str:
    """A municipality as answers keep it, by TERC code and name: to be counted, and read when it is renamed."""
    return f"{code} {name}"


def place_code(kept: str) -> int | None:
    """The TERC code of a municipality as answers keep it; None for a text that names none."""
    found = _PLACE.fullmatch(kept)
    return int(found[1]) if found else None


def place_name(kept: str) -> str:
    """The name of a municipality as answers keep it; any other text as it is."""
    found = _PLACE.fullmatch(kept)
    return found[2] if found else kept


_NAMED = re.compile(r"\$\{\s*([^{}]+?)\s*\}")


def filled_in(sheet: Sheet, words: str, name: str, rows: Rows) -> str:
    """A label with the answers that it names: “Razem ${total} zł”."""

    def answer(found: re.Match[str]) -> str:
        other = sheet.definition.placed.get(found[1])
        if other is None:
            return found[0]
        return shown_text(sheet, other.item, sheet.answer(found[1], sheet.definition.placed[name], rows)) or "…"

    return _NAMED.sub(answer, words)


def sentence_of(sheet: Sheet, fault: Fault) -> str:
    """What is wrong, in the words of whoever made the questionnaire or in ours."""
    item = sheet.definition.placed[fault.name].item
    if fault.code == "constraint":
        words = sheet.definition.words(item.message, sheet.language)
        return filled_in(sheet, words, fault.name, fault.rows) if words else _("This answer does not fit the others.")
    if fault.code == "type":
        return _not_read(item)
    sentence = SENTENCES.get(fault.code) or _of_bounds(fault.code, item)
    return str(sentence)


SENTENCES = {
    "required": gettext_lazy("Answer this question."),
    "choice": gettext_lazy("Choose one of the answers offered."),
    "integer": gettext_lazy("Type a whole number."),
    "money": gettext_lazy("An amount has two places after the comma at most."),
}


def _of_bounds(code: str, item: Item) -> str:
    bound = Decimal((item.least if code.startswith("least") else item.most) or "0")
    count = int(bound)
    sentences = {
        "least_number": _("At least %(count)s."),
        "most_number": _("At most %(count)s."),
        "least_letters": ngettext("At least %(count)s letter.", "At least %(count)s letters.", count),
        "most_letters": ngettext("At most %(count)s letter.", "At most %(count)s letters.", count),
        "least_chosen": _("Choose at least %(count)s."),
        "most_chosen": _("Choose at most %(count)s."),
        "least_rows": ngettext("Add at least %(count)s row.", "Add at least %(count)s rows.", count),
        "most_rows": ngettext("At most %(count)s row.", "At most %(count)s rows.", count),
    }
    return sentences[code] % {"count": number_text(bound)}


def _not_read(item: Item) -> str:
    match item.type:
        case Type.DATE:
            return _("Type a date, for example 13.03.2026.")
        case Type.EMAIL:
            return _("Type an e-mail address, for example jan@ogrod.example.")
        case Type.PHONE:
            return _("Type a phone number: digits, spaces, + and -.")
    return _("Type a number, for example 1250 or 12,50.")


def identifier_problem(item: Item, given: str) -> str:
    """What is wrong with a number of a register or a municipality; these only the server checks. Empty when right."""
    if given and item.type == Type.PLACE and place_code(given) is None:
        return _("Choose one of the municipalities suggested; if there are several, add the county.")
    checks = {Type.NIP: clean_nip, Type.REGON: clean_regon, Type.KRS: clean_krs}
    if not given or item.type not in checks:
        return ""
    try:
        checks[item.type](given)
    except IdentifierError as error:
        return str(error)
    return ""


def rows_text(rows: Sequence[int]) -> str:
    """Which rows, as people count them: 2, or 2.1 for a row in a row."""
    return ".".join(str(row + 1) for row in rows)


def label_of(sheet: Sheet, name: str, rows: Rows) -> str:
    """What a question is called, with its row."""
    item = sheet.definition.placed[name].item
    words = filled_in(sheet, sheet.definition.words(item.label, sheet.language), name, rows) or name
    return f"{words} ({rows_text(rows)})" if rows else words
