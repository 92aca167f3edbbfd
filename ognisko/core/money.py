"""Money is a Decimal of two places in one currency; it is never a float."""

import re
from decimal import Decimal

from django.utils.translation import gettext as _

from ognisko.core.polish import MINUS, NBSP, number_text

SYMBOLS = {"PLN": "zł", "EUR": "€"}


class MoneyError(ValueError):
    """The text is no amount of money; the message says what to type."""


def money_text(amount: Decimal | int, currency: str = "PLN") -> str:
    """An amount in Polish form with its currency: "12 480,00 zł"; every space in it is non-breaking."""
    return f"{number_text(amount, places=2)}{NBSP}{SYMBOLS.get(currency, currency)}"


_UNIT = re.compile(r"(zł\.?|zl|pln|€|eur)$", re.IGNORECASE)
# Thousands come in threes, by spaces or dots but not both; the decimals after a comma, or after a dot where no other
# dot stands. "12.480" alone is refused: it is twelve thousand to one reader and twelve to another.
_FORMS = (
    re.compile(r"(?P<sign>-?)(?P<whole>\d+|\d{1,3}(?: \d{3})+|\d{1,3}(?:\.\d{3})+)(?:,(?P<fraction>\d{1,2}))"),
    re.compile(r"(?P<sign>-?)(?P<whole>\d+|\d{1,3}(?: \d{3})+)(?:\.(?P<fraction>\d{1,2}))?"),
)


def parse_money(value: str | int | float | Decimal) -> Decimal:
    """The amount that a person wrote: "12 480,00", "12480", "12.480,00 zł", "12480.5"; the result has two places.

    A number from a spreadsheet may carry the dust of binary fractions, no more; a fraction of a grosz is refused.
    Raises MoneyError.
    """
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return _of_number(Decimal(str(value)))
    text = " ".join(str(value).replace(MINUS, "-").replace("–", "-").split())
    text = _UNIT.sub("", text).strip()
    if text.startswith("- "):
        text = "-" + text[2:]
    for form in _FORMS:
        if match := form.fullmatch(text):
            whole = match["whole"].replace(" ", "").replace(".", "")
            return Decimal(f"{match['sign']}{whole}.{match['fraction'] or '0':0<2}")
    raise MoneyError(_("Type an amount in złoty and grosze, for example 12 480,00."))


def _of_number(number: Decimal) -> Decimal:
    if not number.is_finite():
        raise MoneyError(_("Type an amount in złoty and grosze, for example 12 480,00."))
    rounded = number.quantize(Decimal("0.01"))
    if abs(rounded - number) > Decimal("0.000001"):
        raise MoneyError(_("Type an amount with at most two decimal places, for example 12 480,00."))
    return rounded
