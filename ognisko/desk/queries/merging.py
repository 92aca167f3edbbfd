"""What the page of a merge shows: both parties side by side, and what each says differently."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from ognisko.people.models import Address, Identifier, Merge, Party
from ognisko.people.rules import CHOSEN, Sex


@dataclass(frozen=True)
class Side:
    """One line of the comparison: what it is about, what each of the two says, whether somebody has to choose."""

    key: str
    label: str
    kept: str
    gone: str
    picks_gone: bool

    @property
    def differs(self) -> bool:
        """Both say something, and not the same."""
        return bool(self.kept and self.gone and self.kept != self.gone)


def side_by_side(kept: Party, gone: Party, from_gone: Sequence[str] = ()) -> list[Side]:
    """What both say, line by line; lines about which neither says anything are left out. Four queries."""
    first, second = _said(kept), _said(gone)
    return [
        Side(key, _label(key), first[key], second[key], key in from_gone)
        for key in CHOSEN
        if key in first and (first[key] or second[key])
    ]


def _label(key: str) -> str:
    if key in ("nip", "regon", "krs"):
        return key.upper()
    if key in ("kind", "seat"):
        return {"kind": _("Kind"), "seat": _("Seat")}[key]
    return capfirst(str(Party._meta.get_field(key).verbose_name))  # type: ignore[union-attr]  # columns of the table


def _said(party: Party) -> dict[str, str]:
    numbers = {row.type: row.value for row in party.identifiers.all()}
    seats = party.addresses.select_related("place").filter(
        purpose=Address.Purpose.SEAT, period__contains=timezone.localdate()
    )
    seat = seats.first()
    said = {
        "name": party.name,
        "short_name": party.short_name,
        "kind": str(party.get_kind_now_display()) if party.kind_now else "",
        "seat": ", ".join(dict.fromkeys((str(seat), str(seat.place)))) if seat else "",
        "nip": numbers.get(Identifier.Type.NIP, ""),
        "regon": numbers.get(Identifier.Type.REGON, ""),
        "krs": numbers.get(Identifier.Type.KRS, ""),
        "caretaker": str(party.caretaker or ""),
        "description": party.description,
    }
    if party.is_person:
        said["sex"] = str(Sex(party.sex).label) if party.sex else ""
        said["birth_year"] = str(party.birth_year or "")
    return said


def export_columns() -> list[str]:
    """The head of the exported list of merges."""
    return [_("Merged at"), _("Party merged"), _("Number"), _("Goes on as"), _("Number"), _("By"), _("Undone at")]


def export_rows(rows: QuerySet[Merge]) -> Iterator[list[Any]]:
    """Merges as rows of a file."""
    for row in rows:
        yield [row.at, row.gone.name, row.gone_id, row.kept.name, row.kept_id, str(row.by or ""), row.undone_at]
