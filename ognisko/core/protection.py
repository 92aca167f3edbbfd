"""Encryption of what the law protects most: AES-GCM bound to the row, and a hash by which exact numbers are found.

Pure: whoever seals or opens brings the keys. What is sealed names its key, so that keys can be changed one after the
other; the search hash has a key of its own, since whoever knows it can try all PESEL numbers there are (some ten
thousand millions) against the hashes.
"""

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
NONCE_BYTES = 12
"""96 bits at random, as NIST SP 800-38D asks for; good for 2**32 values under one key."""


class ProtectionError(Exception):
    """What is sealed cannot be opened: its key is missing, or it is not what was sealed for this row.

    The message never holds a value or a key.
    """


@dataclass(frozen=True)
class Sealed:
    """A value that only the key of this name opens, and only in the row for which it was sealed."""

    key_id: str
    data: bytes


@dataclass(frozen=True)
class Keyring:
    """All keys that may open, by name, the first of which seals; and the key of the search hash. Never printed."""

    keys: Mapping[str, bytes] = field(repr=False)
    search_key: bytes = field(repr=False)

    @cached_property
    def current(self) -> str:
        """The name of the key that seals."""
        return next(iter(self.keys))

    @cached_property
    def _ciphers(self) -> Mapping[str, AESGCM]:
        return {name: AESGCM(key) for name, key in self.keys.items()}

    def seal(self, value: bytes, *bound: object) -> Sealed:
        """Encrypt for one row: ``bound`` is what the row is, and what is asked for again when it is opened."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        return Sealed(self.current, nonce + self._ciphers[self.current].encrypt(nonce, value, _associated(bound)))

    def open(self, sealed: Sealed, *bound: object) -> bytes:
        """Decrypt what was sealed for this row; raises ProtectionError."""
        cipher = self._ciphers.get(sealed.key_id)
        if cipher is None:
            raise ProtectionError(f"the key {sealed.key_id} is not among the keys")
        nonce, data = sealed.data[:NONCE_BYTES], sealed.data[NONCE_BYTES:]
        try:
            return cipher.decrypt(nonce, data, _associated(bound))
        except (InvalidTag, ValueError):
            raise ProtectionError("this was not sealed for this row, or has been changed") from None

    def search_hash(self, purpose: str, value: str) -> bytes:
        """By which an exact value is found and held to be one of a kind: HMAC-SHA256 under the search key."""
        return hmac.new(self.search_key, f"{purpose}\0{value}".encode(), hashlib.sha256).digest()


def _associated(bound: tuple[object, ...]) -> bytes:
    """What the row is, as bytes: parts are set apart by a sign that stands in none of them."""
    return "\0".join(map(str, bound)).encode()


def packed(sealed: Sealed) -> bytes:
    """Key name and data in one column, for what has a single one."""
    return sealed.key_id.encode() + b"\0" + sealed.data


def unpacked(content: bytes) -> Sealed:
    """The same the other way; raises ProtectionError."""
    name, sign, data = content.partition(b"\0")
    if not sign:
        raise ProtectionError("nothing says with which key this was sealed")
    return Sealed(name.decode("ascii", "replace"), data)
