"""Plain text: readable letters without controls, without the marks of a page, and under an honest name."""

import re

from ognisko.files.rules.kinds import MARKUP, Kind, Refusal, Refused

_SCRIPTS = frozenset(
    "bat cmd com ps1 psm1 sh bash zsh js jse mjs vbs vbe wsf wsh hta py pyw rb pl php phtml asp aspx jsp lua reg scr "
    "lnk url desktop inf cpl msc sql exe dll jar app command applescript ahk".split()
)
_PAGES = frozenset("html htm xhtml shtml mht mhtml svg svgz xml xsl xslt swf".split())
_CONTROLS = re.compile(rb"[\0-\x08\x0b\x0e-\x1f\x7f]")
_COMMAND = re.compile(rb'(?:^|[;,\t"\r\n])[\s"]*[=+\-@][^\r\n]{0,200}?\|[^\r\n]{0,200}?!')
"""A cell that starts a programme when a spreadsheet opens it: =cmd|'/c calc'!A1."""


def kind_of(content: bytes, name: str) -> Kind:
    """TXT or CSV, the one thing in which a name is believed: a table and a text look alike, and both are inert.

    UTF-8, or Windows-1250 as older Polish programmes write. Raises Refused.
    """
    if MARKUP.search(content):
        raise Refused(Refusal.PAGE)
    ending = name.strip(". ").rpartition(".")[2].lower()
    if _CONTROLS.search(content) or not _is_readable(content):
        raise Refused(Refusal.PROGRAM if ending in _SCRIPTS else Refusal.UNKNOWN)
    if ending in _SCRIPTS:
        raise Refused(Refusal.PROGRAM)
    if ending in _PAGES:
        raise Refused(Refusal.PAGE)
    if ending not in (Kind.TEXT, Kind.CSV):
        raise Refused(Refusal.TEXT)
    if ending == Kind.CSV and _COMMAND.search(content):
        raise Refused(Refusal.ACTIVE)
    return Kind(ending)


def _is_readable(content: bytes) -> bool:
    for encoding in ("utf-8", "cp1250"):
        try:
            content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return True
    return False
