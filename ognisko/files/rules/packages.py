"""Office and OpenDocument files are archives: looked at part by part before one is kept.

Refused are macros, programmes and other files inside, templates fetched from elsewhere, passwords, what unpacks to far
more than it should, and anything before or behind the archive. Charts carry small workbooks inside documents; these are
looked at by the same rules.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from xml.parsers import expat

from ognisko.core.archives import unpacked
from ognisko.files.rules.kinds import EICAR, MEGABYTE, Kind, Refusal, Refused

MAX_PARTS = 5_000
MAX_UNPACKED = 200 * MEGABYTE
"""Bytes of all parts together, counted as they are unpacked: what the archive's directory says may be a lie."""
RATIO, RATIO_FROM = 100, 20 * MEGABYTE
"""Past RATIO_FROM bytes a file may unpack to RATIO times its size."""
_DEEPEST = 2
_TEXT = 64 * MEGABYTE
_NAMES = 4 * MEGABYTE
_OLE = b"\xd0\xcf\x11\xe0"

_OFFICE = {
    "wordprocessingml.document.main+xml": Kind.DOCX,
    "spreadsheetml.sheet.main+xml": Kind.XLSX,
    "presentationml.presentation.main+xml": Kind.PPTX,
    "presentationml.slideshow.main+xml": Kind.PPTX,
}
_OPEN = {
    b"application/vnd.oasis.opendocument.text": Kind.ODT,
    b"application/vnd.oasis.opendocument.spreadsheet": Kind.ODS,
    b"application/vnd.oasis.opendocument.presentation": Kind.ODP,
}
_ACTIVE_ENDINGS = frozenset(
    "exe dll com scr bat cmd ps1 js jse vbs vbe wsf hta jar msi lnk url sh py php htm html xhtml mht mhtml svgz swf "
    "chm rtf doc xls ppt docm xlsm pptm zip rar 7z gz cab iso".split()
)
_MACROS = re.compile(r"(?:^|/)(?:vbaproject|vbadata)[^/]*$|(?:^|/)macrosheets/|^(?:basic|scripts)/")
_FETCHED = ("/attachedTemplate", "/oleObject", "/frame", "/subDocument", "/package", "/control")
_FIELD = re.compile(rb"<(?:\w+:)?instrText[^>]*>([^<]*)<|<(?:\w+:)?fldSimple[^>]*instr=[\"']([^\"']*)")
_DDE = re.compile(rb"\bDDE(?:AUTO)?\b|<(?:\w+:)?ddeLink\b", re.IGNORECASE)
_ENTITY = tuple("<!ENTITY".encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be"))
_SCRIPTED = re.compile(rb"vnd\.sun\.star\.script:|<script:event-listener")


def kind_of(content: bytes, depth: int = 0) -> Kind:
    """The kind of a fit document; raises Refused."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            _refuse_odd_outside(content, archive)
            _refuse_odd_directory(parts)
            kind = _claimed(archive, parts)
            _refuse_odd_parts(archive, parts, kind, len(content), depth)
            return kind
    except zipfile.BadZipFile as error:
        # The library names overlapping parts, with which a file of 42 kB claims to hold petabytes.
        raise Refused(Refusal.BOMB if "verlap" in str(error) else Refusal.BROKEN) from error
    except (zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError, KeyError) as error:
        raise Refused(Refusal.BROKEN) from error


def _refuse_odd_outside(content: bytes, archive: zipfile.ZipFile) -> None:
    """The archive begins at the first byte and ends at the last; a comment would be room for something else."""
    end = content.rfind(b"PK\x05\x06")
    if end < 0 or len(content) != end + 22 or archive.comment:
        raise Refused(Refusal.MIXED)
    first = min((part.header_offset for part in archive.infolist()), default=0)
    if first != 0:
        raise Refused(Refusal.MIXED)


def _refuse_odd_directory(parts: list[zipfile.ZipInfo]) -> None:
    if len(parts) > MAX_PARTS:
        raise Refused(Refusal.BOMB)
    names = [part.filename for part in parts]
    if len({name.lower() for name in names}) != len(names):
        raise Refused(Refusal.BROKEN)
    for part in parts:
        steps = part.filename.replace("\\", "/").split("/")
        if ".." in steps or part.filename.startswith(("/", "\\")) or ":" in steps[0]:
            raise Refused(Refusal.BROKEN)
        if part.flag_bits & 0x1:
            raise Refused(Refusal.ENCRYPTED)
        if part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise Refused(Refusal.BROKEN)


def _claimed(archive: zipfile.ZipFile, parts: list[zipfile.ZipInfo]) -> Kind:
    """What the package says that it is; the parts are looked at afterwards."""
    names = {part.filename for part in parts}
    if "[Content_Types].xml" in names:
        types = _small(archive, "[Content_Types].xml").decode("utf-8", "replace")
        if "macroEnabled" in types or "vbaProject" in types or "macrosheet" in types:
            raise Refused(Refusal.MACROS)
        found = {kind for mark, kind in _OFFICE.items() if mark in types and _is_main(types, mark)}
        if len(found) == 1:
            return found.pop()
        raise Refused(Refusal.MIXED if found else Refusal.UNKNOWN)
    if parts and parts[0].filename == "mimetype":
        kind = _OPEN.get(_small(archive, "mimetype").strip())
        if kind is None:
            raise Refused(Refusal.UNKNOWN)
        if "content.xml" not in names:
            raise Refused(Refusal.BROKEN)
        if b"encryption-data" in _small(archive, "META-INF/manifest.xml"):
            raise Refused(Refusal.ENCRYPTED)
        return kind
    raise Refused(Refusal.ARCHIVE)


def _is_main(types: str, mark: str) -> bool:
    """Whether the type is given to a part of the package and not merely mentioned."""
    return re.search(rf'ContentType\s*=\s*["\'][^"\']*{re.escape(mark)}["\']', types) is not None


def _small(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as stream:
        content = stream.read(_NAMES + 1)
    if len(content) > _NAMES:
        raise Refused(Refusal.BOMB)
    return content


def _refuse_odd_parts(
    archive: zipfile.ZipFile, parts: list[zipfile.ZipInfo], kind: Kind, packed: int, depth: int
) -> None:
    total, fields = 0, bytearray()
    for part in parts:
        name = part.filename.lower()
        if _MACROS.search(name):
            raise Refused(Refusal.MACROS)
        if "/activex/" in f"/{name}" or name.rpartition(".")[2] in _ACTIVE_ENDINGS:
            raise Refused(Refusal.ACTIVE)
        whole = bytearray()
        for piece, first in _pieces(archive, part):
            total += len(piece)
            if total > MAX_UNPACKED or (total > RATIO_FROM and total > packed * RATIO):
                raise Refused(Refusal.BOMB)
            if first and piece.startswith((_OLE, b"MZ", b"\x7fELF", b"{\\rt", b"#!", b"Rar!", b"7z\xbc\xaf", b"%PDF-")):
                raise Refused(Refusal.ACTIVE)
            if name.endswith((".xml", ".rels")) or whole or (first and piece.startswith(b"PK\x03\x04")):
                whole += piece
                if len(whole) > _TEXT:
                    raise Refused(Refusal.BOMB)
            elif EICAR in piece:
                raise Refused(Refusal.VIRUS)
        _look_into(bytes(whole), name, kind, depth, fields)
    if _DDE.search(bytes(fields)):
        raise Refused(Refusal.ACTIVE)


def _pieces(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[tuple[bytes, bool]]:
    """The bytes of a part, with whether these are its first ones."""
    first = True
    for piece in unpacked(archive, part):
        yield piece, first
        first = False


def _look_into(whole: bytes, name: str, kind: Kind, depth: int, fields: bytearray) -> None:
    """A part of XML, or a package inside the package."""
    if not whole:
        return
    if EICAR in whole:
        raise Refused(Refusal.VIRUS)
    if whole.startswith(b"PK\x03\x04"):
        if depth + 1 >= _DEEPEST:
            raise Refused(Refusal.BOMB)
        try:
            kind_of(whole, depth + 1)
        except Refused as inner:
            worth_naming = {Refusal.MACROS, Refusal.BOMB, Refusal.VIRUS}
            raise Refused(inner.refusal if inner.refusal in worth_naming else Refusal.ACTIVE) from inner
        return
    if any(mark in whole for mark in _ENTITY):
        raise Refused(Refusal.BOMB)
    if name.endswith(".rels"):
        _refuse_fetched(whole)
    if kind in (Kind.ODT, Kind.ODS, Kind.ODP) and _SCRIPTED.search(whole):
        raise Refused(Refusal.MACROS)
    if kind == Kind.DOCX:
        for found in _FIELD.finditer(whole):
            fields += found[1] if found[1] is not None else b" " + found[2] + b" "
    elif b"ddeLink" in whole:
        raise Refused(Refusal.ACTIVE)


def _refuse_fetched(content: bytes) -> None:
    """A template or an object that the reader would fetch from elsewhere when the document is opened."""

    def begin(tag: str, given: dict[str, str]) -> None:
        if given.get("TargetMode", "").lower() != "external" or not given.get("Type", "").endswith(_FETCHED):
            return
        target = given.get("Target", "").strip().lower().replace("\\", "/")
        is_far = re.match(r"[a-z]{2,}:", target) is not None and not target.startswith("file:///")
        if is_far or target.startswith(("//", "file:////")) or not given["Type"].endswith("/attachedTemplate"):
            raise Refused(Refusal.ACTIVE)

    parser = expat.ParserCreate()
    parser.StartElementHandler = begin
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        raise Refused(Refusal.BROKEN) from error
