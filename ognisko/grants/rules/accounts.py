"""A bank account is kept as an IBAN without spaces; a Polish one may be written as its 26 digits (NRB).

The check digits are those of ISO 13616 (python-stdnum); order no. 7/2017 of the President of the NBP sets the NRB.
"""

import re

from django.utils.translation import gettext as _
from stdnum import iban
from stdnum.exceptions import InvalidChecksum, InvalidLength, ValidationError
from stdnum.util import clean

from ognisko.core.identifiers import IdentifierError
from ognisko.core.polish import NBSP

_IBAN = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]+", re.ASCII)


def clean_account(text: str) -> str:
    """The account that a person typed, as an IBAN: 26 digits are a Polish one; spaces and dashes are taken off.

    Raises IdentifierError with the reason format, length or checksum.
    """
    number = clean(str(text), " -.\u00a0").strip().upper()
    if number.isascii() and number.isdigit():
        number = "PL" + number
    if not _IBAN.fullmatch(number):
        raise IdentifierError(_("Type the 26 digits of the account number, or an IBAN."), "format")
    if is_polish(number) and len(number) != 28:
        raise IdentifierError(_("A Polish account number has 26 digits."), "length")
    try:
        number = str(iban.validate(number))
        if not number[4:].strip("0"):
            # Zeros with right check digits mean that somebody filled a required field.
            raise InvalidChecksum
        return number
    except InvalidChecksum as error:
        raise IdentifierError(
            _("Check this account number: its check digits do not match the others."), "checksum"
        ) from error
    except InvalidLength as error:
        raise IdentifierError(_("Check this account number: it is too short or too long."), "length") from error
    except ValidationError as error:
        raise IdentifierError(_("Type the 26 digits of the account number, or an IBAN."), "format") from error


def is_polish(account: str) -> bool:
    """Whether the account is kept in Poland."""
    return account.startswith("PL")


def nrb(account: str) -> str:
    """The 26 digits of a Polish account. Raises ValueError for another one."""
    if not is_polish(account):
        raise ValueError("Only a Polish account has an NRB.")
    return account[2:]


def sort_code(account: str) -> str:
    """The eight digits of a Polish account that name the bank's unit (numer rozliczeniowy)."""
    return nrb(account)[2:10]


def account_text(account: str) -> str:
    """An account as people read it: a Polish one as 2 and 6 times 4 digits, another in fours, spaces non-breaking."""
    if is_polish(account):
        digits = nrb(account)
        return NBSP.join((digits[:2], *(digits[at : at + 4] for at in range(2, 26, 4))))
    return NBSP.join(account[at : at + 4] for at in range(0, len(account), 4))
