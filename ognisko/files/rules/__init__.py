"""What may be uploaded, told from what the file holds and never from its name or claimed type; pure, without ORM.

`judged` is the whole of it. The other modules know one family of files each: kinds.py the words and the first bytes,
packages.py Office and OpenDocument, pdfs.py, pictures.py, texts.py; names.py makes a name fit to be shown.
"""

from ognisko.files.rules import packages, pdfs, pictures, texts
from ognisko.files.rules.kinds import (
    DOCUMENTS,
    EICAR,
    EVERYTHING,
    MEGABYTE,
    PICTURES,
    Kind,
    Limits,
    Refusal,
    Refused,
    family_of,
    text_of,
)
from ognisko.files.rules.names import given_name, shown_name
from ognisko.files.rules.pictures import Picture

__all__ = [
    "DOCUMENTS", "EVERYTHING", "MEGABYTE", "PICTURES", "Kind", "Limits", "Picture", "Refusal", "Refused", "Verdict",
    "given_name", "judged", "shown_name", "text_of",
]  # fmt: skip


class Verdict:
    """A file that may be kept: its kind, the bytes that are kept, and of a picture a small one to show."""

    def __init__(self, kind: Kind, content: bytes, thumbnail: bytes = b"") -> None:
        self.kind, self.content, self.thumbnail = kind, content, thumbnail


def judged(content: bytes, name: str, limits: Limits) -> Verdict:
    """Accept a file or raise Refused with the one reason that helps its sender most.

    Pictures are drawn anew, so nothing of a file but its pixels is kept: no place where it was taken, nothing hidden
    behind its end. Every other kind is kept byte for byte, since people sign documents.
    """
    if not content:
        raise Refused(Refusal.EMPTY)
    if len(content) > limits.megabytes * MEGABYTE:
        raise Refused(Refusal.TOO_LARGE)
    if EICAR in content:
        raise Refused(Refusal.VIRUS)
    family = family_of(content)
    if family == "picture":
        picture = pictures.drawn_anew(content)
        verdict = Verdict(picture.kind, picture.content, picture.thumbnail)
    elif family == "pdf":
        pdfs.refuse_unfit(content)
        verdict = Verdict(Kind.PDF, content)
    elif family == "package":
        verdict = Verdict(packages.kind_of(content), content)
    else:
        verdict = Verdict(texts.kind_of(content, name), content)
    if verdict.kind not in limits.kinds:
        raise Refused(Refusal.NOT_HERE)
    return verdict
