"""Account numbers with right check digits, numbers without gaps."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.iban import validate

from ognisko.core.identifiers import IdentifierError
from ognisko.grants.rules.accounts import account_text, clean_account, nrb, sort_code
from ognisko.grants.rules.numbers import PatternError, gaps, pattern

NBP = "PL61109010140000071219812874"
GERMAN = "DE89370400440532013000"


def polish(digits: str) -> str:
    """An account of 24 digits with the check digits that make it right."""
    return f"PL{98 - int(digits + '252100') % 97:02}{digits}"


@pytest.mark.parametrize(
    "typed",
    [
        "61 1090 1014 0000 0712 1981 2874",
        "PL61109010140000071219812874",
        "pl 61-1090-1014-0000-0712-1981-2874",
        " 61\u00a01090\u00a01014\u00a00000071219812874",
    ],
)
def test_an_account_is_kept_as_an_iban_however_it_is_typed(typed: str) -> None:
    assert clean_account(typed) == NBP


@pytest.mark.parametrize(
    ("typed", "reason", "message"),
    [
        (
            "61 1090 1014 0000 0712 1981 2875",
            "checksum",
            "Sprawdź numer rachunku: cyfry kontrolne nie pasują do pozostałych.",
        ),
        ("61 1090 1014", "length", "Polski numer rachunku ma 26 cyfr."),
        ("PL6110901014", "length", "Polski numer rachunku ma 26 cyfr."),
        ("mBank", "format", "Wpisz 26 cyfr numeru rachunku albo IBAN."),
        ("0" * 26, "checksum", "Sprawdź numer rachunku: cyfry kontrolne nie pasują do pozostałych."),
        ("", "format", "Wpisz 26 cyfr numeru rachunku albo IBAN."),
    ],
)
def test_a_wrong_account_is_refused_with_what_to_check(typed: str, reason: str, message: str) -> None:
    with pytest.raises(IdentifierError) as refusal:
        clean_account(typed)
    assert (refusal.value.reason, str(refusal.value)) == (reason, message)


def test_an_account_is_shown_in_groups_and_gives_its_parts() -> None:
    assert account_text(NBP).replace("\u00a0", " ") == "61 1090 1014 0000 0712 1981 2874"
    assert account_text(GERMAN).replace("\u00a0", " ") == "DE89 3704 0044 0532 0130 00"
    assert (nrb(NBP), sort_code(NBP)) == ("61109010140000071219812874", "10901014")
    with pytest.raises(ValueError, match="Polish"):
        nrb(GERMAN)


@given(
    st.text("0123456789", min_size=24, max_size=24).filter(lambda digits: digits.strip("0")),
    st.integers(0, 25),
    st.integers(1, 9),
)
def test_a_right_number_is_taken_and_one_wrong_digit_is_found(digits: str, at: int, by: int) -> None:
    account = polish(digits)
    assert clean_account(account_text(account)) == account
    wrong = account[: 2 + at] + str((int(account[2 + at]) + by) % 10) + account[3 + at :]
    with pytest.raises(IdentifierError):
        clean_account(wrong)


@given(st.text(max_size=40))
def test_whatever_is_typed_is_an_iban_or_an_answer(typed: str) -> None:
    with suppress(IdentifierError):
        account = clean_account(typed)
        assert validate(account) == account


def test_a_pattern_writes_numbers_and_reads_them_back() -> None:
    calls = pattern("MG/{year}/{number:4}")
    assert [calls.number(2026, serial) for serial in (1, 214, 12_345)] == [
        "MG/2026/0001",
        "MG/2026/0214",
        "MG/2026/12345",
    ]
    assert [
        calls.serial(2026, text) for text in ("MG/2026/0214", "MG/2025/0214", "MG/2026/214", "mg", "MG/2026/00214")
    ] == [
        214,
        None,
        None,
        None,
        None,
    ]


@pytest.mark.parametrize(
    "text",
    ["MG/{year}", "{number}/{number}", "MG/{month}/{number}", "{year}{number}", "MG{number:4}7", "x" * 40 + "{number}"],
)
def test_a_pattern_that_makes_no_numbers_is_refused(text: str) -> None:
    with pytest.raises(PatternError):
        pattern(text)


def test_a_gap_in_numbers_is_found() -> None:
    assert [gaps([3, 1, 2]), gaps([1, 4, 2, 7]), gaps([])] == [(), (3, 5, 6), ()]


@given(
    st.sampled_from(["MG/{year}/{number:4}", "{number}.{year}", "UM-{number:2}/{year}/Ł"]),
    st.integers(2020, 2099),
    st.integers(1, 99_999),
)
def test_a_number_reads_back_as_itself(text: str, year: int, serial: int) -> None:
    assert pattern(text).serial(year, pattern(text).number(year, serial)) == serial
