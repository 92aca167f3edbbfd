"""Polish identifiers are kept as bare digits whose length and check digit are right."""

from django.utils.translation import gettext as _
from stdnum.exceptions import InvalidChecksum, InvalidLength, ValidationError
from stdnum.pl import nip, pesel, regon
from stdnum.util import clean


class IdentifierError(ValueError):
    """The text is no such identifier; `reason` is format, length or checksum, the message says what to check."""

    def __init__(self, message: str, reason: str):
        super().__init__(message)
        self.reason = reason


def clean_nip(text: str) -> str:
    """A NIP is ten digits with a right check digit; spaces, dashes and the prefix PL are taken off."""
    try:
        number = nip.validate(clean(str(text), " -\u00a0").strip())
        if set(number) == {"0"}:
            # Ten zeros pass the checksum and mean that somebody filled a required field.
            raise InvalidChecksum
        return number
    except ValidationError as error:
        raise _refusal(
            error,
            length=_("A NIP has 10 digits."),
            checksum=_("Check this NIP: its last digit does not match the others."),
            form=_("Type the 10 digits of the NIP, for example 725-000-00-00."),
        ) from error


def clean_regon(text: str) -> str:
    """A REGON is nine or fourteen digits with right check digits; spaces and dashes are taken off."""
    try:
        number = regon.validate(clean(str(text), " -\u00a0").strip())
        if set(number) == {"0"}:
            raise InvalidChecksum
        return number
    except ValidationError as error:
        raise _refusal(
            error,
            length=_("A REGON has 9 or 14 digits."),
            checksum=_("Check this REGON: its last digit does not match the others."),
            form=_("Type the 9 or 14 digits of the REGON."),
        ) from error


def clean_krs(text: str) -> str:
    """A KRS number is ten digits, without a check digit; zeros that a spreadsheet dropped in front are put back."""
    number = clean(str(text), " -\u00a0").strip().upper().removeprefix("KRS").lstrip(":.")
    if not (number.isascii() and number.isdigit()) or not number.strip("0"):
        raise IdentifierError(_("Type the 10 digits of the KRS number."), "format")
    if len(number) > 10:
        raise IdentifierError(_("A KRS number has 10 digits."), "length")
    return number.zfill(10)


def clean_pesel(text: str) -> str:
    """A PESEL is eleven digits with a right date and check digit; spaces and dashes are taken off.

    No message repeats what was typed.
    """
    try:
        return str(pesel.validate(clean(str(text), " -\u00a0").strip()))
    except ValidationError as error:
        raise _refusal(
            error,
            length=_("A PESEL has 11 digits."),
            checksum=_("Check this PESEL: its last digit does not match the others."),
            form=_("Type the 11 digits of the PESEL; the first six are a date of birth."),
        ) from None


def _refusal(error: ValidationError, *, length: str, checksum: str, form: str) -> IdentifierError:
    if isinstance(error, InvalidLength):
        return IdentifierError(length, "length")
    if isinstance(error, InvalidChecksum):
        return IdentifierError(checksum, "checksum")
    return IdentifierError(form, "format")
