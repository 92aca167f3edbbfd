"""Likeness of names, and data that nothing keeps."""

import pytest

from ognisko.people.rules import (
    ADMINISTRATION,
    ENTITIES,
    GROUPS,
    ORGANISATIONS,
    Kind,
    closeness,
    distinctive,
    holds_pesel,
    special_category,
)

PESEL = "44051401359"


@pytest.mark.parametrize(
    "text",
    [PESEL, f"pesel {PESEL}.", f"nr:{PESEL}", "440514 01359", "440514-01359"],
)
def test_a_pesel_is_seen_wherever_it_stands(text: str) -> None:
    assert holds_pesel(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "44051401358",
        "144051401359",
        "+48505140135",
        f"+{PESEL}",
        "827-000-00-13",
        "0000000713",
        "61 1090 1014 0000 0712 1981 2874",
        "48 600 000 413",
        "99999999999",
        "00000000000",
    ],
)
def test_other_numbers_are_no_pesel(text: str) -> None:
    assert not holds_pesel(text)


def test_words_about_disability_and_labour_status_are_found_in_any_spelling() -> None:
    assert {
        text: special_category(text)
        for text in (
            "Od 2023 BEZROBOTNA.",
            "osoba niepełnosprawna",
            "ma orzeczenie o stopniu znacznym",
            "prezeska, pracuje w szkole",
        )
    } == {
        "Od 2023 BEZROBOTNA.": "bezrobotna",
        "osoba niepełnosprawna": "niepelnosprawna",
        "ma orzeczenie o stopniu znacznym": "orzeczenie o stopniu",
        "prezeska, pracuje w szkole": "",
    }


def test_what_every_association_is_called_tells_nothing() -> None:
    assert distinctive("stowarzyszenie razem nad warta") == "razem nad warta"
    assert distinctive("kolo gospodyn wiejskich") == "kolo gospodyn wiejskich"


def test_names_are_close_by_their_letters_whatever_the_order_of_words() -> None:
    assert closeness("anna nowak", "nowak anna") == 1.0
    assert closeness("razem nad warta", "razem nad warta sieradz") > 0.6
    assert closeness("razem nad warta", "cieply kat") < 0.1
    assert closeness("", "cieply kat") == 0.0


def test_every_kind_is_a_person_a_group_an_organisation_or_administration() -> None:
    assert sorted([Kind.PERSON, *GROUPS, *ORGANISATIONS, *ADMINISTRATION]) == sorted(Kind)
    assert frozenset(Kind) - ENTITIES == {Kind.PERSON}
