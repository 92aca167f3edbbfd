"""Who may send a file and who may read one; deny by default.

Sending is allowed by a grant: a text signed by the page whose form asks for files. It names the holder, the limits and
for whom it was made, so an applicant without an account sends files into their own draft and nowhere else. Reading is
allowed by the domain that holds the file, or by a pass: a text signed by a page that had asked already, as the one of a
draft that is opened by a mailed link.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core import signing
from django.utils.module_loading import import_string

from ognisko.accounts.models import User
from ognisko.accounts.permissions import works_here
from ognisko.files.models import File
from ognisko.files.rules import EVERYTHING, Kind, Limits

LASTS = timedelta(hours=24)
_GRANT = "ognisko.files.grant"
_READING = "ognisko.files.reading"

type Reader = Callable[[User | AnonymousUser, str], bool]


@dataclass(frozen=True)
class Grant:
    """Files may be sent to this holder: so many, so large, of these kinds, by this user (0: whoever has the grant)."""

    holder: str
    most: int = 10
    limits: Limits = field(default_factory=Limits)
    user: int = 0


class NoGrant(Exception):
    """There is no right to send: the grant is missing, changed, somebody else's, or too old (`expired`)."""

    def __init__(self, *, expired: bool = False) -> None:
        super().__init__("expired" if expired else "no grant")
        self.expired = expired


def signed(grant: Grant) -> str:
    """The grant as a text that only we can make; it lasts for LASTS."""
    kinds = [] if grant.limits.kinds == EVERYTHING else sorted(grant.limits.kinds)
    return signing.dumps([grant.holder, grant.most, grant.limits.megabytes, kinds, grant.user], salt=_GRANT)


def granted(text: str, user: User | AnonymousUser) -> Grant:
    """The grant that the text stands for; raises NoGrant."""
    try:
        holder, most, megabytes, kinds, number = signing.loads(text, salt=_GRANT, max_age=LASTS)
    except signing.SignatureExpired as error:
        raise NoGrant(expired=True) from error
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise NoGrant from error
    if number and number != user.pk:
        raise NoGrant
    return Grant(holder, most, Limits(megabytes, frozenset(map(Kind, kinds)) or EVERYTHING), number)


def passed(file: File, user: int) -> str:
    """A pass for one file, by a page that may show it: for this user, or for whoever has it (0). Lasts for LASTS."""
    return signing.dumps([file.key.hex, user], salt=_READING)


def may_read(user: User | AnonymousUser, file: File, given_pass: str = "") -> bool:
    """Whether the domain that holds the file lets this user read it, or the pass is for this file and user."""
    return _has_pass(user, file, given_pass) or _reader_allows(user, file)


def _has_pass(user: User | AnonymousUser, file: File, text: str) -> bool:
    if not text:
        return False
    try:
        key, number = signing.loads(text, salt=_READING, max_age=LASTS)
    except (signing.BadSignature, ValueError, TypeError):
        return False
    return key == file.key.hex and number in (0, user.pk)


def _reader_allows(user: User | AnonymousUser, file: File) -> bool:
    kind, _colon, number = file.holder.partition(":")
    reader = settings.FILE_READERS.get(kind)
    if reader is None:
        return False
    may: Reader = import_string(reader)
    return may(user, number)


def may_read_own_example(user: User | AnonymousUser, number: str) -> bool:
    """The gallery of elements: each member of staff sees the files of their own trial."""
    return isinstance(user, User) and works_here(user) and str(user.pk) == number
