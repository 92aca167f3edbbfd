"""Cells that were copied in a spreadsheet: tabs part them, new lines part rows, quotes hold what has either in it."""

import re

_QUOTED = re.compile(r'"((?:[^"]|"")*)"(?=\t|\r|\n|\Z)')
_PLAIN = re.compile(r"[^\t\r\n]*")
_LINE_END = re.compile(r"\r\n|\r|\n")


def rows_of(text: str) -> list[list[str]]:
    """The cells of each row, without spaces around them; rows without anything in them are left out.

    A quote that is not closed at the end of a cell belongs to the text: one spreadsheet quotes names with quotes in
    them, another does not.
    """
    rows: list[list[str]] = [[]]
    at = 0
    while at <= len(text):
        match = _QUOTED.match(text, at)
        cell = match[1].replace('""', '"') if match else ""
        match = match or _PLAIN.match(text, at)
        assert match is not None  # noqa: S101  # _PLAIN matches nothing as well
        rows[-1].append(" ".join((cell or match[0]).split()))
        at = match.end()
        if at < len(text) and text[at] == "\t":
            at += 1
        elif end := _LINE_END.match(text, at):
            rows.append([])
            at = end.end()
        else:
            break
    return [row for row in rows if any(row)]
