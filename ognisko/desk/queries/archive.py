"""A copy of everything known of a person, to hand to them (RODO art. 15): for machines as JSON, for people as PDF.

What it holds follows the map of `personal`, plus the entries of the ledger and the history of changes. A confidential
note goes in where whoever makes the copy may read it; otherwise the copy says that there is one and who gives it out.
In sessions of others the person gets what was done, not the note, which is about somebody else.
"""

import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Field, Model
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from psycopg.types.range import Range

from ognisko.accounts.models import User
from ognisko.advice.models import Session
from ognisko.advice.permissions import can_read_confidential_note
from ognisko.core.minutes import hours_text
from ognisko.core.polish import date_text, number_text, range_text
from ognisko.core.typst import pdf
from ognisko.desk.queries.history import RECORDS, history
from ognisko.desk.queries.mentions import person_of
from ognisko.desk.queries.party import records
from ognisko.desk.queries.personal import HOLDINGS, Holding, Person
from ognisko.ledger.models import Entry
from ognisko.ledger.queries import measures
from ognisko.people.models import Party
from ognisko.people.queries.protected import ShownFact, recorded

TEMPLATE = Path(__file__).parents[1] / "documents" / "person.typ"


@dataclass(frozen=True)
class Cell:
    """One thing known: the column, what it is called, the value for machines and in words."""

    name: str
    label: str
    value: Any
    text: str


@dataclass(frozen=True)
class Part:
    """All rows of one kind."""

    key: str
    title: str
    rows: tuple[tuple[Cell, ...], ...]


def parts_of(party: Party, reader: User, opened: Sequence[ShownFact] | None = None) -> list[Part]:
    """Everything known of the person, in the order of the map, then entries and changes; what has rows."""
    person = person_of(party)
    found = [
        Part(one.model if one.of != ("participations__party",) else f"{one.model}.present", str(one.title), rows)
        for one in HOLDINGS
        if one.shows and (rows := tuple(_rows(one, person, reader)))
    ]
    if protected := tuple(_protected(party, opened)):
        found.append(Part("people.ProtectedFact", _("Protected data"), protected))
    if entries := tuple(_entries(party)):
        found.append(Part("ledger.Entry", _("What was counted"), entries))
    if changes := tuple(_changes(party, reader)):
        found.append(Part("history", _("Who changed what"), changes))
    return found


def _rows(one: Holding, person: Person, reader: User) -> Iterator[tuple[Cell, ...]]:
    related = [name for name in one.shows if one.table._meta.get_field(name).is_relation]
    rows = one.rows(person).order_by("pk")
    for row in rows.select_related(*related) if related else rows:
        yield tuple(_cell(row, one.table._meta.get_field(name), reader) for name in one.shows)  # type: ignore[arg-type]  # columns of the table


def _cell(row: Model, field: "Field[Any, Any]", reader: User) -> Cell:
    value = getattr(row, field.name)
    if field.name == "confidential_note" and value and not _may_read(reader, row):
        value = _("There is one. The director or the advisor of the session gives it out.")
    label = str(capfirst(field.verbose_name))
    if field.choices:
        text = str(getattr(row, f"get_{field.name}_display")())
        return Cell(field.name, label, value, text)
    if field.name == "minutes":
        return Cell(field.name, label, value, f"{hours_text(value)} h")
    return Cell(field.name, label, _plain(value), _text(value))


def _may_read(reader: User, row: Model) -> bool:
    return isinstance(row, Session) and can_read_confidential_note(reader, row)


def _plain(value: Any) -> Any:
    """The value as machines read it."""
    if isinstance(value, Range):
        return {"from": value.lower, "until": value.upper}
    return str(value) if isinstance(value, Model) else value


def _text(value: Any) -> str:
    """The value in words."""
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, Range):
        return _range(value) or "–"
    if isinstance(value, datetime):
        return f"{date_text(timezone.localtime(value).date())}, {timezone.localtime(value):%H:%M}"
    if isinstance(value, date):
        return date_text(value)
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, (list, tuple)):
        return ", ".join(_text(one) for one in value) or "–"
    if isinstance(value, dict):
        return "; ".join(f"{key}: {_text(one)}" for key, one in value.items() if one)
    return str(value)


def _range(value: "Range[Any]") -> str:
    if isinstance(value.lower, datetime):
        return f"{_text(value.lower)} – {_text(value.upper)}"
    return range_text(value.lower, value.upper - timedelta(days=1) if value.upper else None)


def _protected(party: Party, opened: Sequence[ShownFact] | None) -> Iterator[tuple[Cell, ...]]:
    """PESEL, labour status, disability; where the reader may not see them, that they are recorded."""
    if opened is None:
        closed = _("It is recorded. The director or the coordinator gives it out.")
        for one in recorded(party):
            yield (Cell("value", str(one), closed, closed),)
        return
    for fact in opened:
        yield (
            Cell("value", fact.label, fact.value, fact.value),
            Cell("since", _("Since"), fact.since, _text(fact.since)),
        )


def _entries(party: Party) -> Iterator[tuple[Cell, ...]]:
    """The entries in force, with the record that each rests on."""
    entries = list(Entry.objects.filter(party=party.pk, reverses=None, reversed_by=None).order_by("occurred_on", "id"))
    known = measures()
    for entry, record in zip(entries, records(entries), strict=True):
        label = str(known[entry.measure].label) if entry.measure in known else str(entry.measure)
        yield (
            Cell("day", _("Day"), entry.occurred_on, date_text(entry.occurred_on)),
            Cell("measure", _("What was counted"), label, capfirst(label)),
            Cell("quantity", _("How much"), entry.quantity, record.amount),
            Cell("record", _("Record"), record.link.title, record.link.title),
        )


def _changes(party: Party, reader: User) -> Iterator[tuple[Cell, ...]]:
    for together in history(RECORDS["podmiot"], party, reader):
        said = [f"{one.what}: {one.before or '–'} → {one.after or '–'}" for one in together.changes]
        yield (
            Cell("at", _("When"), together.at, _text(together.at)),
            Cell("by", _("Who"), together.by, together.by or _("the system")),
            Cell("changes", _("What"), said, "\n".join(said)),
        )


# Files ----------------------------------------------------------------------------------------------------------------


def archive(party: Party, centre: str, reader: User, now: datetime, opened: Sequence[ShownFact] | None = None) -> bytes:
    """The copy as one ZIP file: `dane.json` and `dane.pdf`."""
    parts = parts_of(party, reader, opened)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("dane.json", _json(party, parts, centre, now))
        file.writestr("dane.pdf", _pdf(party, parts, centre, now))
    return made.getvalue()


def _json(party: Party, parts: Iterable[Part], centre: str, now: datetime) -> str:
    data = {
        "centre": centre,
        "made_at": now,
        "party": party.pk,
        "parts": [
            {
                "key": part.key,
                "title": part.title,
                "rows": [{cell.name: cell.value for cell in row} for row in part.rows],
            }
            for part in parts
        ],
    }
    return json.dumps(data, cls=_Encoder, ensure_ascii=False, indent=2)


class _Encoder(DjangoJSONEncoder):
    """Numbers stay numbers."""

    def default(self, o: Any) -> Any:
        """A decimal as a number, what is unknown in words."""
        if isinstance(o, Decimal):
            return int(o) if o == int(o) else float(o)
        try:
            return super().default(o)
        except TypeError:
            return str(o)


def _pdf(party: Party, parts: Iterable[Part], centre: str, now: datetime) -> bytes:
    data = {
        "title": _("What we know about you"),
        "lead": f"{party.name}. {centre}, {_text(now)}.",
        "note": _("A copy under art. 15 of RODO. It was made for the person that it is about."),
        "parts": [
            {
                "title": part.title,
                "count": number_text(len(part.rows)),
                "rows": [[{"label": cell.label, "text": cell.text} for cell in row] for row in part.rows],
            }
            for part in parts
        ],
    }
    return pdf(TEMPLATE, data)
