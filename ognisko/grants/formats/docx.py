"""A minimal Office Open XML document (.docx): paragraphs, headings, tables, for those who must edit an agreement.

Four parts are all that ISO/IEC 29500 asks of a text document: the types of the parts, the relation to the main one,
the text, its styles. Text is escaped as XML; signs that XML 1.0 cannot carry are left out.
"""

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

_NOT_XML = re.compile(r"[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF]")
_SPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_EPOCH = (1980, 1, 1, 0, 0, 0)

_TYPES = f"""{_HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">\
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>\
<Default Extension="xml" ContentType="application/xml"/>\
<Override PartName="/word/document.xml" \
ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>\
<Override PartName="/word/styles.xml" \
ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/></Types>"""

_RELATIONS = f"""{_HEAD}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">\
<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" \
Target="word/document.xml"/></Relationships>"""

_OF_TEXT = f"""{_HEAD}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">\
<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" \
Target="styles.xml"/></Relationships>"""


def _style(name: str, label: str, size: int, *, bold: bool = False, level: int | None = None) -> str:
    outline = f'<w:outlineLvl w:val="{level}"/>' if level is not None else ""
    keep = "<w:keepNext/>" if level is not None else ""
    default = ' w:default="1"' if name == "Normal" else ""
    space = f'<w:spacing w:before="{240 if bold else 0}" w:after="120"/>'
    return (
        f'<w:style w:type="paragraph" w:styleId="{name}"{default}>'
        f'<w:name w:val="{label}"/><w:pPr>{keep}{space}{outline}</w:pPr>'
        f'<w:rPr>{"<w:b/>" if bold else ""}<w:sz w:val="{size * 2}"/></w:rPr></w:style>'
    )


@dataclass(frozen=True)
class Paragraph:
    """A line of text; `style` is Normal, Title or Heading1."""

    text: str
    style: str = "Normal"


@dataclass(frozen=True)
class Table:
    """A table: its heads, then rows of texts."""

    heads: Sequence[str]
    rows: Sequence[Sequence[str]]


def docx(blocks: Iterable[Paragraph | Table], *, language: str = "pl-PL") -> bytes:
    """The document as a file; the same blocks give the same bytes."""
    body = "".join(_paragraph(one) if isinstance(one, Paragraph) else _table(one) for one in blocks)
    page = (
        '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/>'
        '<w:pgMar w:top="1247" w:right="1247" w:bottom="1361" w:left="1247" w:header="709" w:footer="709" '
        'w:gutter="0"/>'
        "</w:sectPr>"
    )
    parts = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _RELATIONS,
        "word/_rels/document.xml.rels": _OF_TEXT,
        "word/document.xml": f"{_HEAD}<w:document {_SPACE}><w:body>{body}{page}</w:body></w:document>",
        "word/styles.xml": _styles(language),
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), content.encode(), zipfile.ZIP_DEFLATED)
    return file.getvalue()


def _styles(language: str) -> str:
    defaults = (
        '<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Calibri" w:hAnsi="Calibri" w:cs="Calibri"/>'
        f'<w:sz w:val="22"/><w:lang w:val="{language}"/></w:rPr></w:rPrDefault></w:docDefaults>'
    )
    made = (
        _style("Normal", "Normal", 11),
        _style("Title", "Title", 20, bold=True),
        _style("Heading1", "heading 1", 13, bold=True, level=0),
    )
    return f"{_HEAD}<w:styles {_SPACE}>{defaults}{''.join(made)}</w:styles>"


def _paragraph(one: Paragraph) -> str:
    style = f'<w:pPr><w:pStyle w:val="{one.style}"/></w:pPr>' if one.style != "Normal" else ""
    runs = "<w:r><w:br/></w:r>".join(
        f'<w:r><w:t xml:space="preserve">{_text(line)}</w:t></w:r>' for line in one.text.split("\n")
    )
    return f"<w:p>{style}{runs}</w:p>"


def _table(one: Table) -> str:
    edge = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="747A72"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    grid = "".join("<w:gridCol/>" for _head in one.heads)
    rows = _row(one.heads, head=True) + "".join(_row(row) for row in one.rows)
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="5000" w:type="pct"/><w:tblBorders>{edge}</w:tblBorders></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl><w:p/>"
    )


def _row(cells: Sequence[str], *, head: bool = False) -> str:
    mark = "<w:trPr><w:tblHeader/></w:trPr>" if head else ""
    bold = "<w:rPr><w:b/></w:rPr>" if head else ""
    open_, close = '<w:tc><w:tcPr><w:tcW w:w="0" w:type="auto"/></w:tcPr><w:p><w:r>', "</w:t></w:r></w:p></w:tc>"
    texts = "".join(f'{open_}{bold}<w:t xml:space="preserve">{_text(cell)}{close}' for cell in cells)
    return f"<w:tr>{mark}{texts}</w:tr>"


def _text(text: str) -> str:
    return escape(_NOT_XML.sub("", text))
