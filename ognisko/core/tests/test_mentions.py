"""A person is found in what others wrote, and nobody else is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ognisko.core.mentions import Identity, Mention, rewritten, texts

ZDZISLAWA = Identity(
    names=("Zdzisława Wrzeszczyńska-Kot",),
    unique=("zdzisia@poczta.example", "ul. Krucza 7 m. 3"),
    numbers=("+48 601 234 567", "7251801126"),
)


def found(identity: Identity, text: str) -> list[tuple[str, bool]]:
    return [(text[one.start : one.end], one.sure) for one in identity.mentions(text)]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("Zdzisława Wrzeszczyńska-Kot dzwoniła", "Zdzisława Wrzeszczyńska-Kot"),
        ("rozmowa ze Zdzisławą Wrzeszczyńską-Kot.", "Zdzisławą Wrzeszczyńską-Kot"),
        ("ZDZISLAWA WRZESZCZYNSKA KOT", "ZDZISLAWA WRZESZCZYNSKA KOT"),
        ("dla p. Wrzeszczyńskiej-Kot Zdzisławy", "Wrzeszczyńskiej-Kot Zdzisławy"),
        ("pisać: ZDZISIA@poczta.example", "ZDZISIA@poczta.example"),
        ("tel. 601234567", "601234567"),
        ("tel. (+48) 601-234-567!", "+48) 601-234-567"),
        ("NIP 725-180-11-26", "725-180-11-26"),
        ("mieszka: ul. Krucza 7 m. 3", "ul. Krucza 7 m. 3"),
    ],
)
def test_a_person_is_found_in_any_case_and_spelling(text: str, what: str) -> None:
    assert found(ZDZISLAWA, text) == [(what, True)]


@pytest.mark.parametrize(
    "text",
    [
        "Zdzisława Wrzosek", "Maria Kotowska", "kot", "azdzisia@poczta.example", "zdzisia@poczta.example.org",
        "nr 16012345670", "ul. Krucza 7 m. 31", "",
    ],
)  # fmt: skip
def test_nobody_else_is_surely_found(text: str) -> None:
    assert [what for what, sure in found(ZDZISLAWA, text) if sure] == []


def test_a_last_name_alone_may_be_somebody_elses() -> None:
    hanna = Identity(names=("Hanna Wrzosek",))
    assert found(hanna, "Wrzoskowi podziękować, wrzosek kwitnie, o Hannie Wrzosek") == [
        ("Wrzoskowi", False),
        ("Hannie Wrzosek", True),
    ]
    assert hanna.without("Wrzosek i Hanna Wrzosek", "X") == "Wrzosek i X"
    assert hanna.without("Wrzosek i Hanna Wrzosek", "X", unsure=True) == "X i X"


def test_a_name_of_one_word_is_never_looked_for() -> None:
    assert Identity(names=("Wola",)).mentions("Wola Zaradzyńska") == []


def test_all_former_names_are_found() -> None:
    both = Identity(names=("Anna Nowak", "Anna Maria Zielińska"))
    assert both.without("Anna Nowak, dziś Anna Zielińska (z Anny Marii Zielińskiej)", "X") == "X, dziś X (z X)"


def test_a_text_never_grows_beyond_its_column() -> None:
    assert (
        Identity(names=("Jan Bąk",)).without("Jan Bąk przyszedł", "Osoba usunięta", longest=18) == "Osoba usunięta prz"
    )


@given(st.text(max_size=60), st.text(max_size=60))
def test_what_is_replaced_is_not_found_again(before: str, after: str) -> None:
    made = ZDZISLAWA.without(f"{before} Zdzisława Wrzeszczyńska-Kot {after} 601 234 567", "Osoba usunięta Q")
    assert [what for what, sure in found(ZDZISLAWA, made) if sure] == []


@given(st.recursive(st.text(max_size=9) | st.integers() | st.none(), lambda inner: st.lists(inner, max_size=3)))
def test_nothing_but_texts_changes(data: object) -> None:
    assert rewritten(data, lambda text: text) == data
    assert all(isinstance(text, str) for text in texts(data))


def test_texts_within_lists_and_mappings_are_looked_at() -> None:
    assert ZDZISLAWA.names_in({"cells": [{"party_text": "Zdzisławie Wrzeszczyńskiej-Kot"}]})
    assert not ZDZISLAWA.names_in({"cells": [1, None, "kot"]})
    assert Mention(0, 1, sure=True) in Identity(unique=("a",)).mentions("a")
