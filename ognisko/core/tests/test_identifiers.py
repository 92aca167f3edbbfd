"""NIP, REGON and KRS."""

from collections.abc import Callable

import pytest
from django.utils import translation

from ognisko.core.identifiers import IdentifierError, clean_krs, clean_nip, clean_regon


@pytest.mark.parametrize(
    ("clean", "text", "number"),
    [
        (clean_nip, "856-734-62-15", "8567346215"),
        (clean_nip, "PL 8567346215", "8567346215"),
        (clean_nip, "\u00a0856 734 62 15", "8567346215"),
        (clean_regon, "192 598 184", "192598184"),
        (clean_regon, "12345678512347", "12345678512347"),
        (clean_krs, "0000123456", "0000123456"),
        (clean_krs, "123456", "0000123456"),
        (clean_krs, "KRS: 0000 123 456", "0000123456"),
    ],
)
def test_an_identifier_is_kept_as_bare_digits(clean: Callable[[str], str], text: str, number: str) -> None:
    assert clean(text) == number


@pytest.mark.parametrize(
    ("clean", "text", "reason", "message"),
    [
        (clean_nip, "8567346216", "checksum", "Sprawdź ten NIP: ostatnia cyfra nie zgadza się z pozostałymi."),
        (clean_nip, "0000000000", "checksum", "Sprawdź ten NIP: ostatnia cyfra nie zgadza się z pozostałymi."),
        (clean_nip, "856734621", "length", "NIP ma 10 cyfr."),
        (clean_nip, "brak", "format", "Wpisz 10 cyfr numeru NIP, na przykład 725-000-00-00."),
        (clean_regon, "192598183", "checksum", "Sprawdź ten REGON: ostatnia cyfra nie zgadza się z pozostałymi."),
        (clean_regon, "000000000", "checksum", "Sprawdź ten REGON: ostatnia cyfra nie zgadza się z pozostałymi."),
        (clean_regon, "19259818", "length", "REGON ma 9 albo 14 cyfr."),
        (clean_regon, "", "format", "Wpisz 9 albo 14 cyfr numeru REGON."),
        (clean_krs, "00001234567", "length", "Numer KRS ma 10 cyfr."),
        (clean_krs, "RPWDL 12", "format", "Wpisz 10 cyfr numeru KRS."),
        (clean_krs, "0000000000", "format", "Wpisz 10 cyfr numeru KRS."),
    ],
)
def test_a_wrong_identifier_says_why(clean: Callable[[str], str], text: str, reason: str, message: str) -> None:
    with translation.override("pl"), pytest.raises(IdentifierError) as caught:
        clean(text)
    assert (caught.value.reason, str(caught.value)) == (reason, message)
