"""A file's name as its sender gave it is for people only: it is cleaned to be shown, and no path is made of it."""

import re
import unicodedata

LONGEST = 120
"""Characters, with the ending; 240 bytes at most, since folders of other systems take 255."""
_LONGEST_BYTES = 240

_RESERVED = re.compile(r"(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])", re.IGNORECASE)
_FORBIDDEN = re.compile(r'[<>:"|?*%\\/\0]')
_HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
"""Controls, what turns the direction of writing, half characters, unassigned ones, line ends."""


def shown_name(given: str, ending: str) -> str:
    """The name with what a person may see of it, and the ending of what the file really is.

    Folders are cut off, whether written with / or \\; hidden characters go, among them those that write backwards and
    make `cod.exe` of `exe.doc`. Names that Windows reserves for devices get a dash before them. Cleaning twice changes
    nothing.
    """
    plain = unicodedata.normalize("NFC", given[:4000].replace("\\", "/")).rstrip("/").rpartition("/")[2]
    plain = "".join(letter for letter in plain if unicodedata.category(letter) not in _HIDDEN)
    plain = " ".join(_FORBIDDEN.sub("_", plain).split())
    stem = _without(plain, ending).strip(". ")
    stem = _cut(stem, ending).strip(". ") or "plik"
    if _RESERVED.fullmatch(stem.partition(".")[0].strip()):
        stem = f"-{stem}"
    return f"{stem}.{ending}"


def given_name(given: str) -> str:
    """The name with the ending that its sender gave, while nobody knows yet what the file is."""
    ending = given.rpartition(".")[2].lower()
    return shown_name(given, ending if ending.isascii() and ending.isalnum() and len(ending) <= 5 else "bin")


def _without(name: str, ending: str) -> str:
    """The name without its ending: the right one as often as it stands there, or one wrong one that looks like one."""
    right = re.compile(rf"(?:\.{re.escape(ending)})+[. ]*$", re.IGNORECASE)
    if right.search(name):
        return right.sub("", name)
    if ending == "jpg" and (found := re.search(r"\.jpe?g[. ]*$", name, re.IGNORECASE)):
        return name[: found.start()]
    shorter = re.sub(r"\.[A-Za-z][A-Za-z0-9]{0,4}[. ]*$", "", name)
    return right.sub("", shorter)


def _cut(stem: str, ending: str) -> str:
    stem = stem[: LONGEST - len(ending) - 2]
    while len(stem.encode()) > _LONGEST_BYTES - len(ending) - 2:
        stem = stem[:-1]
    return stem
