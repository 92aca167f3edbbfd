"""Offices: what their rows say, what stands, what is written."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ognisko.core import cells
from ognisko.core.polish import fold
from ognisko.core.sheets import YES_NO, Book, Column, Line, Sheet, Write, Writing
from ognisko.people.sheets.known import (
    Known,
    Parties,
    party_in,
    record,
    seat_in,
)
from ognisko.places.models import Place
from ognisko.projects import actions
from ognisko.projects.models import Operator
from ognisko.projects.sheets.known import KnownOffice, Offices

OFFICE_COLUMNS = (
    Column(
        "name",
        "Nazwa",
        cells.text(100),
        gettext_lazy("By which every other sheet names the office."),
        required=True,
        width=30,
        also=("Biuro", "Nazwa biura"),
    ),
    Column(
        "operator",
        "Operator",
        cells.text(320),
        gettext_lazy("The organisation that runs it: name, NIP, KRS or REGON."),
        required=True,
        refers=("Podmioty", "name"),
        width=40,
    ),
    Column("place", "Gmina", cells.text(120), gettext_lazy("Where it is, by name or TERC."), required=True, width=22),
    Column("address", "Adres", cells.text(200), width=30),
    Column("is_active", "Czynne", None, gettext_lazy("“nie” for an office that is out of use."), options=YES_NO),
)


def plan_offices(book: Book, lines: Sequence[Line]) -> Write:
    """An office is recognised by its name."""
    offices = book.once(Offices)
    added: list[tuple[Line, KnownOffice, Known, Place]] = []
    changed: list[tuple[KnownOffice, Known, Line]] = []
    for line in lines:
        operator = party_in(book, line, "operator", person=False)
        place = seat_in(book, line, "place")
        if line["name"] is None:
            continue
        known = offices.by_name.setdefault(fold(line["name"]), KnownOffice(line["name"]))
        if known.row:
            book.error(
                line, "name", _("This office stands in row %(number)s already.") % {"number": known.row},
                _("Leave one of the two rows."),
            )  # fmt: skip
        known.row = known.row or line.number
        if line.broken or operator is None or place is None:
            continue
        if known.office is None:
            book.creates(line)
            added.append((line, known, operator, place))
            continue
        if place.code != known.office.place_id:
            book.error(
                line,
                "place",
                _("%(office)s is recorded in %(place)s.") % {"office": known.office, "place": known.office.place},
                _("An office that has moved is a new office: give it a name of its own."),
            )
            continue
        changes = _office_changes(known, operator, line)
        if changes:
            book.changes(line, known.name, changes)
            changed.append((known, operator, line))
        else:
            book.skips(line)

    def write(writing: Writing) -> None:
        """Offices are few: one after the other."""
        book.once(Parties).load()
        for line, known, operator, place in added:
            known.office = actions.add_office(
                actions.OfficeDraft(
                    known.name,
                    _operator(operator, writing),
                    place,
                    line["address"] or "",
                    line["is_active"] is not False,
                ),
                by=writing.by,
            )
            writing.step(1)
        for known, operator, line in changed:
            office = known.office
            assert office is not None  # noqa: S101  # only recorded offices change
            draft = actions.OfficeDraft(
                office.name,
                _operator(operator, writing),
                office.place,
                line["address"] or office.address,
                office.is_active if line["is_active"] is None else line["is_active"],
            )
            known.office = actions.change_office(office, draft, by=writing.by)
            writing.step(1)

    return write


def _operator(known: Known, writing: Writing) -> Operator:
    party = record(known)
    return Operator.objects.filter(party=party).first() or actions.save_operator(party, is_centre=False, by=writing.by)


def _office_changes(known: KnownOffice, operator: Known, line: Line) -> list[tuple[str, Any, Any]]:
    office = known.office
    assert office is not None  # noqa: S101  # asked for recorded offices alone
    changes: list[tuple[str, Any, Any]] = []
    if operator.pk != office.operator.party_id:
        changes.append(("operator", office.operator, operator.name))
    if line["address"] and line["address"] != office.address:
        changes.append(("address", office.address, line["address"]))
    if line["is_active"] is not None and line["is_active"] != office.is_active:
        changes.append(("is_active", office.is_active, line["is_active"]))
    return changes


OFFICES = Sheet(
    "Biura",
    40,
    OFFICE_COLUMNS,
    plan_offices,
    gettext_lazy("Offices and advice points. Their hours stand in the next two sheets."),
    (
        {
            "name": "Biuro w Kutnie", "operator": "Stowarzyszenie „Lipowa Aleja”", "place": "Kutno, miasto",
            "address": "ul. Polna 2",
        },
    ),
    also=("Biuro",),
)  # fmt: skip
