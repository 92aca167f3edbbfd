"""A PDF is kept when it begins and ends as one, hides nothing, runs nothing and unpacks to a sensible size.

Not parsed by a library: what matters is whether certain names occur anywhere that a reader would find them, in the file
itself or inside its object streams. A search in linear time can't be led astray by a file made to confuse parsers, and
where it finds too much (a PDF with a form's scripts), printing to a new PDF helps.
"""

import io
import re
import zipfile
import zlib

from ognisko.files.rules.kinds import EICAR, MARKUP, MEGABYTE, Refusal, Refused

MAX_UNPACKED = 256 * MEGABYTE
"""Bytes of all streams but pictures."""
MAX_OBJECTS = 64 * MEGABYTE
"""Bytes of all object streams: these are searched."""
_MAX_STREAMS = 100_000
_PIECE = MEGABYTE


def _name(text: str) -> bytes:
    """A pattern of a PDF name; each letter may be written as # and two hexadecimal digits."""
    letters = "".join(f"(?:{letter}|#{ord(letter):02x}|#{ord(letter):02X})" for letter in text)
    return rf"/{letters}(?![A-Za-z0-9])".encode()


_RUNS = re.compile(
    b"|".join(
        _name(text)
        for text in (
            "JavaScript",
            "Launch",
            "EmbeddedFile",
            "EmbeddedFiles",
            "RichMedia",
            "ImportData",
            "SubmitForm",
            "XFA",
        )
    )
)
_LOCKED = re.compile(_name("Encrypt"))
_OBJECTS = re.compile(_name("ObjStm"))
_IMAGE = re.compile(_name("Image"))
_FLATE_ALONE = re.compile(rb"/Filter\s*(?:/FlateDecode(?![A-Za-z0-9])|\[\s*/FlateDecode\s*\])")
_ANY_FILTER = re.compile(_name("Filter"))
_STREAM = re.compile(rb"stream\r?\n")
_TWICE = re.compile(rb"/(?:FlateDecode|Fl)\s*/(?:FlateDecode|Fl)(?![A-Za-z0-9])")


def refuse_unfit(content: bytes) -> None:
    """Raise Refused for a PDF that is broken, mixed with something else, locked, active, or a bomb."""
    end = content.rfind(b"%%EOF")
    if end < 0 or b"startxref" not in content:
        raise Refused(Refusal.BROKEN)
    behind = content[end + 5 :]
    if MARKUP.search(content[:1024]) or len(behind) > 1024 or behind.strip(b"\r\n\t \0"):
        raise Refused(Refusal.MIXED)
    if zipfile.is_zipfile(io.BytesIO(content)):
        raise Refused(Refusal.MIXED)
    if _LOCKED.search(content):
        raise Refused(Refusal.ENCRYPTED)
    if _RUNS.search(content):
        raise Refused(Refusal.ACTIVE)
    _look_into_streams(content)


def _look_into_streams(content: bytes) -> None:
    unpacked = objects = 0
    last = 0
    for number, found in enumerate(_STREAM.finditer(content)):
        if number > _MAX_STREAMS:
            raise Refused(Refusal.BOMB)
        if content[max(0, found.start() - 3) : found.start()] == b"end":
            continue
        head = content[max(last, found.start() - 2048, content.rfind(b" obj", last, found.start())) : found.start()]
        last = found.end()
        if _TWICE.search(head):
            raise Refused(Refusal.BOMB)
        if _OBJECTS.search(head):
            if _ANY_FILTER.search(head) and not _FLATE_ALONE.search(head):
                raise Refused(Refusal.ACTIVE)  # packed in a way that no usual programme writes, so as not to be read
            objects += _unpack(content, found.end(), MAX_OBJECTS - objects, search=True)
        elif not _IMAGE.search(head):
            unpacked += _unpack(content, found.end(), MAX_UNPACKED - unpacked, search=False)


def _unpack(content: bytes, start: int, limit: int, *, search: bool) -> int:
    """How many bytes the stream unpacks to; 0 where it is not packed, since then the file itself shows it."""
    stream = zlib.decompressobj()
    size, tail = 0, b""
    data: bytes | memoryview = memoryview(content)[start : start + 64]
    at = start + 64
    while not stream.eof:
        try:
            piece = stream.decompress(data, _PIECE)
        except zlib.error:
            return size
        size += len(piece)
        if size > limit:
            raise Refused(Refusal.BOMB)
        if search:
            window = tail + piece
            if _RUNS.search(window):
                raise Refused(Refusal.ACTIVE)
            if EICAR in window:
                raise Refused(Refusal.VIRUS)
            tail = window[-256:]
        if stream.unconsumed_tail:
            data = stream.unconsumed_tail
        elif at < len(content):
            data = memoryview(content)[at : at + 65536]
            at += 65536
        elif not piece:
            return size
        else:
            data = b""
    return size
