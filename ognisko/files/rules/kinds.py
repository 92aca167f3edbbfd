"""The kinds that are taken, the reasons for which a file is refused, and what its first bytes say."""

import re
from dataclasses import dataclass, field

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

MEGABYTE = 1024 * 1024

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
"""The harmless text by which people try whether a virus would be noticed; in two parts, so that this file is not it."""


class Kind(models.TextChoices):
    """What a kept file is; the value is the ending of its name."""

    PDF = "pdf", "PDF"
    DOCX = "docx", "Word (DOCX)"
    XLSX = "xlsx", "Excel (XLSX)"
    PPTX = "pptx", "PowerPoint (PPTX)"
    ODT = "odt", "OpenDocument (ODT)"
    ODS = "ods", "OpenDocument (ODS)"
    ODP = "odp", "OpenDocument (ODP)"
    JPEG = "jpg", "JPG"
    PNG = "png", "PNG"
    WEBP = "webp", "WebP"
    TEXT = "txt", "TXT"
    CSV = "csv", "CSV"


PICTURES = frozenset({Kind.JPEG, Kind.PNG, Kind.WEBP})
DOCUMENTS = frozenset(Kind) - PICTURES
EVERYTHING = frozenset(Kind)


@dataclass(frozen=True)
class Limits:
    """What one place takes: the largest file in megabytes (of 1024 × 1024 bytes), and the kinds."""

    megabytes: int = 20
    kinds: frozenset[Kind] = field(default=EVERYTHING)


class Refusal(models.TextChoices):
    """Why a file is not taken; the label says it to the person who sent it, and what to do instead."""

    EMPTY = "empty", _("The file is empty. Check it and choose it again.")
    TOO_LARGE = "too_large", _("The file is larger than %(limit)s MB. Make it smaller or divide it.")
    NOT_HERE = "not_here", _("This kind of file is not taken here. Send %(kinds)s.")
    UNKNOWN = "unknown", _("We do not know this kind of file. Send %(kinds)s.")
    PAGE = "page", _("This is a web page or a drawing that can hold scripts. Save it as PDF and send that.")
    PROGRAM = "program", _("This is a programme or a script. We take documents and pictures only.")
    ARCHIVE = "archive", _("This is a packed archive. Unpack it and send its files one by one.")
    OLD_OFFICE = "old_office", _("This is an old Office or RTF file. Save it as DOCX, XLSX, PPTX or PDF and send that.")
    MACROS = "macros", _("The document has macros. Save it without macros or as PDF and send that.")
    ACTIVE = (
        "active",
        _("The document runs something or carries another file inside. Print it to a new PDF and send that."),
    )
    ENCRYPTED = "encrypted", _("The file is locked with a password. Save it without one and send that.")
    BOMB = "bomb", _("The file unpacks to far more than it should. Save it as PDF and send that.")
    BROKEN = "broken", _("The file is damaged or incomplete. Save it once more and send that.")
    MIXED = "mixed", _("The file is two files in one. Save it once more and send that.")
    PIXELS = "pixels", _("The picture has more than %(megapixels)s megapixels. Make it smaller and send that.")
    PICTURE = "picture", _("We cannot show this kind of picture to everybody. Save it as JPG or PNG and send that.")
    RECORDING = "recording", _("We do not take films and recordings. Put it where it can be watched and give the link.")
    TEXT = "text", _("Send text as TXT or CSV.")
    VIRUS = "virus", _("The file holds what antivirus programmes take for a virus. Check your device.")
    CHANGED = "changed", _("The file changed on the way. Choose it again.")


class Refused(Exception):
    """The file is not taken; `refusal` says why."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal

    def sentence(self, limits: Limits) -> str:
        """What the sender reads."""
        return text_of(self.refusal, limits)


MEGAPIXELS = 60
"""A phone's largest usual picture has 50; one of 60 needs 180 MB while it is drawn anew."""


def text_of(refusal: Refusal, limits: Limits) -> str:
    """The reason as a sentence, with the limits of the place."""
    return str(refusal.label) % {"limit": limits.megabytes, "kinds": _listed(limits), "megapixels": MEGAPIXELS}


def _listed(limits: Limits) -> str:
    names = [kind.value.upper() for kind in Kind if kind in limits.kinds]
    return gettext("{some} or {last}").format(some=", ".join(names[:-1]), last=names[-1]) if names[1:] else names[0]


# The first bytes of what is not taken, and of what is. A longer beginning stands before a shorter one.
_BEGINNINGS: tuple[tuple[bytes, Refusal | str], ...] = (
    (b"%PDF-", "pdf"),
    (b"\xff\xd8\xff", "picture"),
    (b"\x89PNG\r\n\x1a\n", "picture"),
    (b"PK\x03\x04", "package"),
    (b"PK", Refusal.ARCHIVE),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Refusal.OLD_OFFICE),
    (b"{\\rt", Refusal.OLD_OFFICE),
    (b"GIF8", Refusal.PICTURE),
    (b"II*\0", Refusal.PICTURE),
    (b"MM\0*", Refusal.PICTURE),
    (b"BM", Refusal.PICTURE),
    (b"\0\0\1\0", Refusal.PICTURE),
    (b"8BPS", Refusal.PICTURE),
    (b"Rar!", Refusal.ARCHIVE),
    (b"7z\xbc\xaf\x27\x1c", Refusal.ARCHIVE),
    (b"\x1f\x8b", Refusal.ARCHIVE),
    (b"BZh", Refusal.ARCHIVE),
    (b"\xfd7zXZ", Refusal.ARCHIVE),
    (b"\x28\xb5\x2f\xfd", Refusal.ARCHIVE),
    (b"MSCF", Refusal.ARCHIVE),
    (b"MZ", Refusal.PROGRAM),
    (b"\x7fELF", Refusal.PROGRAM),
    (b"\xca\xfe\xba\xbe", Refusal.PROGRAM),
    (b"\xcf\xfa\xed\xfe", Refusal.PROGRAM),
    (b"\xce\xfa\xed\xfe", Refusal.PROGRAM),
    (b"\0asm", Refusal.PROGRAM),
    (b"L\0\0\0\1\x14\2\0", Refusal.PROGRAM),
    (b"FWS", Refusal.PROGRAM),
    (b"CWS", Refusal.PROGRAM),
    (b"ITSF", Refusal.PROGRAM),
    (b"#!", Refusal.PROGRAM),
    (b"%!PS", Refusal.PROGRAM),
    (b"ID3", Refusal.RECORDING),
    (b"OggS", Refusal.RECORDING),
    (b"\x1aE\xdf\xa3", Refusal.RECORDING),
    (b"SQLite format 3", Refusal.UNKNOWN),
)

_LOCKED_OFFICE = "EncryptedPackage".encode("utf-16-le")
"""A DOCX with a password is no archive: it lies inside a container of the old kind."""

MARKUP = re.compile(
    rb"<\s*(?:\?(?:xml|php|=)|!doctype|!entity|(?:[a-z0-9]+:)?(?:html|head|body|script|svg|iframe|object|embed|img|link|"
    rb"meta|style|form|math|template|video|audio|base|frameset|marquee|hta)[\s/>])",
    re.IGNORECASE,
)
"""What makes a browser that guesses kinds take a text for a page."""


def family_of(content: bytes) -> str:
    """`pdf`, `picture`, `package` or `text` by the first bytes; raises Refused where they are of nothing we take."""
    for beginning, meaning in _BEGINNINGS:
        if content.startswith(beginning):
            if meaning == Refusal.OLD_OFFICE and _LOCKED_OFFICE in content:
                raise Refused(Refusal.ENCRYPTED)
            if isinstance(meaning, Refusal):
                raise Refused(meaning)
            return meaning
    if content[:4] == b"RIFF":
        if content[8:12] == b"WEBP":
            return "picture"
        raise Refused(Refusal.RECORDING)
    if content[4:8] == b"ftyp":
        still = content[8:12] in {b"heic", b"heix", b"mif1", b"msf1", b"hevc", b"avif", b"avis"}
        raise Refused(Refusal.PICTURE if still else Refusal.RECORDING)
    if content[257:262] == b"ustar":
        raise Refused(Refusal.ARCHIVE)
    if content[0x8001:0x8006] == b"CD001":
        raise Refused(Refusal.ARCHIVE)
    if b"%PDF-" in content[:1024]:
        raise Refused(Refusal.MIXED)
    return "text"
