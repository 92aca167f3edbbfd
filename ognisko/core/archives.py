"""A workbook is looked at before it is read: one stray cell, or a small file that unpacks to gigabytes, is refused.

The reader lays every sheet out as a full rectangle from A1 to its last row and column, and needs some 40 bytes for each
of its cells, empty or not. Two cells, A1 and XFD199999, are a file of 5 kB and 100 GB of memory.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from xml.parsers import expat

MAX_COLUMNS = 200
MAX_CELLS = 6_000_000
"""Rows times columns of one sheet: some 250 MB while it is read, 200,000 rows of 30 columns."""

MAX_UNPACKED = 500 * 1024 * 1024
"""Bytes of all parts together, counted as they are unpacked: what the archive's directory says may be a lie."""

_CHUNK = 1024 * 1024
_NAMES = 4 * 1024 * 1024
_SHEET = b"sheetData"
_FOREIGN = {"content.xml", "xl/workbook.bin"}
"""Parts of .ods and .xlsb, whose cells can't be counted this way."""


class UnreadableError(ValueError):
    """The archive is no workbook of Excel (.xlsx), or a broken one."""


class TooLargeError(ValueError):
    """The archive unpacks to more than MAX_UNPACKED."""


class SheetTooLargeError(ValueError):
    """A sheet reaches further than it may: its name, and its last cells' row and column, from 1."""

    def __init__(self, sheet: str, rows: int, columns: int) -> None:
        super().__init__(sheet, rows, columns)
        self.sheet, self.rows, self.columns = sheet, rows, columns


def refuse_too_large(content: bytes, *, max_rows: int) -> None:
    """Unpack a workbook piece by piece, keeping nothing, and refuse one that would fill the memory.

    A part is a sheet by what it holds, since a name may be anything. Sheets that are hidden are counted too; cells
    that have a format and no content are not, as Excel likes to leave them. Raises UnreadableError, TooLargeError and
    SheetTooLargeError.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            if _FOREIGN & {part.filename.lower() for part in parts}:
                raise UnreadableError
            left = MAX_UNPACKED
            for part in parts:
                try:
                    left -= _scan(archive, part, left, max_rows)
                except SheetTooLargeError as error:
                    error.sheet = _name_of(archive, part.filename)
                    raise
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise UnreadableError from error


def _scan(archive: zipfile.ZipFile, part: zipfile.ZipInfo, left: int, max_rows: int) -> int:
    """How many bytes the part unpacks to, once its cells were looked at."""
    size, tail, rest = 0, b"", b""
    quick: _Extent | None = None
    for chunk in unpacked(archive, part):
        size += len(chunk)
        if size > left:
            raise TooLargeError
        if quick is None and _SHEET in tail + chunk:
            quick = _Extent(part.filename, max_rows)
        tail = chunk[-len(_SHEET) :]
        if quick is not None and quick.is_sure:
            # Whole tags only: the last one goes on in the next chunk.
            piece = rest + chunk
            cut = piece.rfind(b"<")
            rest = piece[cut:]
            if cut < 0 or len(rest) > _CHUNK:
                raise UnreadableError
            quick.read(piece[:cut])
    if quick is not None and quick.is_sure:
        quick.read(rest)
    if quick is not None and not quick.is_sure:
        _follow(archive, part, max_rows)
    return size


def unpacked(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """The bytes of a part; the end that its directory entry claims is not believed, that of its stream is."""
    part.file_size = 1 << 60
    with archive.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            yield chunk


_CELL = re.compile(rb'<c r="([A-Z]{1,3})([0-9]{1,7})"')
_ANY_CELL = re.compile(rb"<c[\s/>]")
_CELL_WITH_PREFIX = re.compile(rb":c[\s/>]")


class _Extent:
    """How far a sheet reaches at most, by its cells' references as the usual programmes write them.

    Fast, since a sheet may have a million of them. Where a cell is written in another way, or the sheet seems to reach
    too far (a cell without content does no harm), it is not sure, and the XML has to be followed.
    """

    def __init__(self, name: str, max_rows: int) -> None:
        self._limits = (name, max_rows)
        self._columns: set[bytes] = set()
        self._row = 0
        self.is_sure = True

    def read(self, piece: bytes) -> None:
        """Whole tags of the sheet, the next ones each time."""
        found = _CELL.findall(piece)
        if len(found) != len(_ANY_CELL.findall(piece)) or (b":c" in piece and _CELL_WITH_PREFIX.search(piece)):
            self.is_sure = False
            return
        self._columns.update({letters for letters, _digits in found})
        self._row = max(self._row, *map(int, {digits for _letters, digits in found}), 0)
        try:
            _refuse_beyond(*self._limits, self._row, max(map(_number_of, self._columns), default=0))
        except SheetTooLargeError:
            self.is_sure = False


def _number_of(letters: bytes) -> int:
    """A column's number, from 1: A, B, … Z, AA."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - ord("A") + 1
    return number


def _refuse_beyond(sheet: str, max_rows: int, rows: int, columns: int) -> None:
    if columns > MAX_COLUMNS or rows > max_rows or rows * columns > MAX_CELLS:
        raise SheetTooLargeError(sheet, rows, columns)


_REFERENCE = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})")


def _follow(archive: zipfile.ZipFile, part: zipfile.ZipInfo, max_rows: int) -> None:
    """Follow a sheet's XML as the reader does: cells by their references, or counted where there is none.

    Read as UTF-8 whatever the file says of itself, since the reader compares bytes. Raises SheetTooLargeError.
    """
    row = column = rows = columns = 0
    in_cell = False

    def begin(tag: str, attributes: dict[str, str]) -> None:
        """The reader keeps a cell where it has a value or a text of its own."""
        nonlocal row, column, rows, columns, in_cell
        name, reference = tag.rpartition(":")[2], attributes.get("r")
        if name == "row":
            row, column, in_cell = _row_after(row, reference), 0, False
        elif name == "c":
            in_cell = True
            if reference is None:
                column += 1
            elif found := _REFERENCE.fullmatch(reference):
                row, column = int(found[2]), _number_of(found[1].encode())
            else:
                raise UnreadableError
        elif in_cell and name in ("v", "is"):
            in_cell = False
            rows, columns = max(rows, row), max(columns, column)
            _refuse_beyond(part.filename, max_rows, rows, columns)

    parser = expat.ParserCreate("utf-8")
    parser.StartElementHandler = begin
    try:
        for chunk in unpacked(archive, part):
            parser.Parse(chunk, False)
    except expat.ExpatError as error:
        raise UnreadableError from error


def _row_after(row: int, reference: str | None) -> int:
    if reference is None:
        return row + 1
    if not (reference.isascii() and reference.isdecimal()):
        raise UnreadableError
    return int(reference[:10])


def _name_of(archive: zipfile.ZipFile, path: str) -> str:
    """A sheet's name as its tab shows it; its part's own name where the workbook does not say."""
    plain = path.rpartition("/")[2].rpartition(".")[0] or path
    links = {
        given.get("Id"): given.get("Target", "").rpartition("/")[2]
        for given in _elements(archive, "xl/_rels/workbook.xml.rels", "Relationship")
    }
    for given in _elements(archive, "xl/workbook.xml", "sheet"):
        reference = next((value for key, value in given.items() if key.endswith(":id")), None)
        if reference in links and links[reference].lower() == path.rpartition("/")[2].lower():
            return given.get("name", plain)
    return plain


def _elements(archive: zipfile.ZipFile, path: str, wanted: str) -> list[dict[str, str]]:
    """The attributes of an XML part's elements of one name; none where it can't be read."""
    found: list[dict[str, str]] = []

    def begin(tag: str, attributes: dict[str, str]) -> None:
        if tag.rpartition(":")[2] == wanted:
            found.append(attributes)

    parser = expat.ParserCreate("utf-8")
    parser.StartElementHandler = begin
    try:
        with archive.open(path) as stream:
            parser.Parse(stream.read(_NAMES), False)
    except (KeyError, zipfile.BadZipFile, expat.ExpatError):
        return found
    return found
