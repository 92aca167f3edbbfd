"""The sheet of programmes: recognised by name or address, their kind and words may change."""

from collections.abc import Sequence
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ognisko.core.polish import fold
from ognisko.core.sheets import Book, Line, Sheet, Write, Writing
from ognisko.grants.actions.calls import ProgrammeDraft, add_programme, change_programme
from ognisko.grants.sheets.columns import FAMILIES, PROGRAMME_COLUMNS, word
from ognisko.grants.sheets.known import KnownProgramme, Programmes


def plan(book: Book, lines: Sequence[Line]) -> Write:
    """A programme is recognised by its name, otherwise by its address."""
    programmes = book.once(Programmes)
    todo: list[tuple[Line, KnownProgramme]] = []
    for line in lines:
        if line["name"] is None or (known := _known(book, line, programmes)) is None:
            continue
        if known.programme is None:
            if line["family"] is None and "family" not in line.broken:
                book.error(line, "family", _("The cell is empty."), _("A new programme needs its kind."))
            if not line.broken:
                book.creates(line)
                todo.append((line, known))
        elif changes := _changes(line, known):
            if not line.broken:
                book.changes(line, known.name, changes)
                todo.append((line, known))
        else:
            book.skips(line)

    def write(writing: Writing) -> None:
        """Programmes are few: one after the other."""
        for line, known in todo:
            row = known.programme
            draft = ProgrammeDraft(
                line["name"] if row is None or fold(row.name) != fold(line["name"]) else row.name,
                row.address if row else known.address,
                line["family"] or (row.family if row else ""),
                line["about"] if line["about"] is not None else row.about if row else "",
            )
            known.programme = (
                change_programme(row, draft, by=writing.by) if row else add_programme(draft, by=writing.by)
            )
            writing.step(1)

    return write


def _known(book: Book, line: Line, programmes: Programmes) -> KnownProgramme | None:
    """Which programme a row means; None where it stands twice or its address is another's."""
    address = line["address"] or ""
    known = programmes.by_name.get(fold(line["name"])) or programmes.by_address.get(address)
    if known is None:
        known = KnownProgramme(line["name"], address or slugify(fold(line["name"]))[:50].strip("-"))
        if programmes.by_address.get(known.address):
            known.address = f"{known.address[:44]}-{len(programmes.by_address) + 1}"
        programmes.add(known)
    if known.row:
        book.error(
            line, "name", _("This programme stands in row %(number)s already.") % {"number": known.row},
            _("Leave one of the two rows."),
        )  # fmt: skip
        return None
    known.row = line.number
    if known.programme and address and address != known.address:
        book.error(
            line, "address", _("Recorded is: %(value)s.") % {"value": known.address},
            _("Correct the cell, or change the address on the page of the programme."),
        )  # fmt: skip
    return known


def _changes(line: Line, known: KnownProgramme) -> list[tuple[str, Any, Any]]:
    row = known.programme
    assert row is not None  # noqa: S101  # asked for recorded programmes alone
    changes: list[tuple[str, Any, Any]] = []
    if fold(line["name"]) != fold(row.name):
        changes.append(("name", row.name, line["name"]))
    if line["family"] and line["family"] != row.family:
        changes.append(("family", word(FAMILIES, row.family), word(FAMILIES, line["family"])))
    if line["about"] is not None and line["about"] != row.about:
        changes.append(("about", row.about, line["about"]))
    return changes


PROGRAMMES = Sheet(
    "Programy",
    110,
    PROGRAMME_COLUMNS,
    plan,
    gettext_lazy("Programmes of grants, recognised by name. The sheets from here on bring in grants of earlier years."),
    (
        {
            "name": "Sąsiedzkie mikrogranty",
            "address": "sasiedzkie-mikrogranty",
            "family": "lokalne mikrogranty",
            "about": "Małe pieniądze na dobre pomysły mieszkańców.",
        },
    ),
    also=("Program",),
)
