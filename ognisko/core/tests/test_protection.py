"""What is sealed opens with its key in its row and nowhere else; a hash finds and tells nothing."""

import secrets

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ognisko.core.protection import Keyring, ProtectionError, Sealed, packed, unpacked

OLD, NEW, SEARCH = (secrets.token_bytes(32) for _ in range(3))
RING = Keyring({"new": NEW, "old": OLD}, SEARCH)


@given(st.binary(max_size=40), st.lists(st.integers() | st.text(st.characters(codec="utf-8", exclude_characters="\0"))))
def test_what_is_sealed_for_a_row_opens_there(value, row):
    sealed = RING.seal(value, *row)
    assert (RING.open(sealed, *row), sealed.key_id) == (value, "new")
    assert unpacked(packed(sealed)) == sealed


@given(st.binary(min_size=6))
def test_no_value_stands_in_what_is_sealed(value):
    assert value not in RING.seal(value, "row").data


def test_the_same_value_is_never_sealed_alike():
    assert len({RING.seal(b"1", "row").data for _ in range(50)}) == 50


@pytest.mark.parametrize("row", [("table", 2, 1), ("table", 1, 2), ("other", 1, 1), ("table", 1, 1, ""), ("table", 11)])
def test_it_opens_in_no_other_row(row):
    with pytest.raises(ProtectionError, match="not sealed for this row"):
        RING.open(RING.seal(b"secret", "table", 1, 1), *row)


@given(st.integers(0, 33))
def test_a_changed_byte_is_noticed(place):
    sealed = RING.seal(b"secret", "row")
    data = bytearray(sealed.data)
    data[place] ^= 1
    with pytest.raises(ProtectionError):
        RING.open(Sealed(sealed.key_id, bytes(data)), "row")


def test_an_old_key_opens_and_a_missing_one_is_named_without_the_value():
    sealed = Keyring({"old": OLD}, SEARCH).seal(b"secret", "row")
    assert RING.open(sealed, "row") == b"secret"
    with pytest.raises(ProtectionError) as refused:
        Keyring({"new": NEW}, SEARCH).open(sealed, "row")
    assert str(refused.value) == "the key old is not among the keys"
    with pytest.raises(ProtectionError):
        RING.open(Sealed("new", b"short"), "row")
    with pytest.raises(ProtectionError):
        unpacked(b"nothing")


def test_a_hash_depends_on_its_key_and_on_what_it_is_for():
    hashed = RING.search_hash("pesel", "44051401458")
    assert hashed == Keyring({"new": OLD}, SEARCH).search_hash("pesel", "44051401458")
    others = {Keyring({"new": OLD}, OLD).search_hash("pesel", "44051401458"), RING.search_hash("nip", "44051401458")}
    assert hashed not in others
    assert len(hashed) == 32


def test_a_keyring_never_prints_its_keys():
    assert repr(RING) == "Keyring()"
