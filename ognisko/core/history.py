"""Histories in words: what is told of a table's changes is declared as data, and told here.

The database's triggers keep a row of events for each change of a tracked table: the row as it was afterwards, or, for a
removal, before. Told are either the columns that differ ("e-mail: from … to …"), or the row as one sentence, where
nobody thinks of columns (an address, an hour of opening). What a field says of itself (its name, choices, links,
periods, days) is not declared again.
"""

import datetime
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import Field, JSONField, Model
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from psycopg.types.range import Range

from ognisko.core.polish import date_text, number_text, range_text

type Row = Mapping[str, Any]
type Names = Mapping[type[Model], Mapping[Any, str]]

ADDED = gettext_lazy("added")


@dataclass(frozen=True)
class Change:
    """One thing that changed: what, from which words to which; empty where there was or is nothing."""

    what: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True)
class ChangeSet:
    """What somebody changed at once; `where` is empty unless it is known and says something."""

    at: datetime.datetime
    by: str
    where: str
    changes: tuple[Change, ...]


@dataclass(frozen=True, kw_only=True)
class Table:
    """How the changes of one table are told on the page of a record.

    `of`: the columns of which one holds the record's number (its attribute `key`); none means all rows.
    `whole`: the columns that make the one sentence of a row, `called` what such a row is (a text, or the column that
    says it). Without `whole` columns are told, rows of `titled` (a column) with that title when there are several.
    `turns`: a column that is filled and emptied, as the words for either; `links`: numbers that mean rows of a table.
    `hidden`: columns of which only those who may read them see more than that they changed.
    """

    model: type[Model]
    of: tuple[str, ...] = ("pgh_obj_id",)
    key: str = "pk"
    called: Any = ""
    whole: tuple[str, ...] = ()
    titled: str = ""
    began: Any = ADDED
    turns: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)
    quiet: frozenset[str] = frozenset()
    hidden: Mapping[str, Callable[[Any, Any], bool]] = field(default_factory=dict)
    words: Mapping[str, Callable[[Any], str]] = field(default_factory=dict)
    links: Mapping[str, type[Model]] = field(default_factory=dict)

    @property
    def events(self) -> type[Model]:
        """The table of its events."""
        events: type[Model] = self.model.pgh_event_model  # type: ignore[attr-defined]  # put there by the tracking
        return events

    @property
    def told(self) -> dict[str, "Field[Any, Any]"]:
        """The fields that are told, by column."""
        kept = {one.attname for one in self.events._meta.concrete_fields}
        fields = {one.attname: one for one in self.model._meta.concrete_fields if one.attname in kept}
        wanted = self.whole or [name for name, one in fields.items() if not one.primary_key and name not in self.quiet]
        return {name: fields[name] for name in wanted}

    @property
    def linked(self) -> dict[str, type[Model]]:
        """The tables whose rows the told columns mean."""
        found = {name: one.related_model for name, one in self.told.items() if one.is_relation}
        return {name: model for name, model in (found | dict(self.links)).items() if name not in self.turns}  # type: ignore[misc]


@dataclass(frozen=True, kw_only=True)
class Record:
    """A page that shows a history: its word in the address, whose it is, who may see it, and the tables told there.

    `model` is None where whole tables are told (a dictionary of the settings); the number is then 0.
    """

    what: str
    model: type[Model] | None
    may: Callable[[Any, Any], bool]
    tables: tuple[Table, ...]
    title: Any = ""
    back: Callable[[Any], str] = field(default=lambda record: str(record.get_absolute_url()))


def changes(
    table: Table, rows: list[Row], names: Names, own: Any = None, may: Callable[[str], bool] = lambda column: True
) -> Iterator[tuple[Row, Change]]:
    """Each event of `rows` (in the order of rows and time) against the one before it of the same row.

    What says the same as before is left out, and so is an update whose earlier state is not among the rows. `own` is
    the record's number: a row that joins two says only the other one.
    """
    number = table.model._meta.pk.attname
    tell = _sentence if table.whole else _columns
    for _number, group in groupby(rows, key=lambda row: row[number]):
        before: Row | None = None
        for row in group:
            if before is not None or row["pgh_label"] != "update":
                for change in tell(table, before, row, names, own, may):
                    yield row, change
            before = row


def _sentence(
    table: Table, before: Row | None, row: Row, names: Names, own: Any, may: Callable[[str], bool]
) -> Iterator[Change]:
    was, now = _whole(table, before, names, own), _whole(table, row, names, own)
    if row["pgh_label"] == "delete":
        was, now = now, ""
    called = table.called
    if called in row:
        called = value_text(table.model._meta.get_field(called), row[called], names)
    if was != now:
        yield Change(str(called), was, now)


def _whole(table: Table, row: Row | None, names: Names, own: Any) -> str:
    if row is None:
        return ""
    columns = [name for name in table.whole if name not in table.of or row[name] != own]
    words = (_words(table, name, row[name], names) for name in columns)
    return ", ".join(word for word in words if word)


def _columns(
    table: Table, before: Row | None, row: Row, names: Names, own: Any, may: Callable[[str], bool]
) -> Iterator[Change]:
    title = _words(table, table.titled, row[table.titled], names) if table.titled else ""
    prefix = f"{title}: " if title and not table.of else ""
    if before is None or row["pgh_label"] in ("insert", "delete"):
        gone = row["pgh_label"] == "delete"
        yield Change(_("removed"), title) if gone else Change(str(table.began), "", title)
        return
    for name, one in table.told.items():
        if before[name] == row[name]:
            continue
        if name in table.turns:
            if turn := table.turns[name][0 if row[name] else 1]:
                yield Change(f"{prefix}{turn}")
        elif not may(name):
            yield Change(f"{prefix}{one.verbose_name}", "", _("changed; what it says is not shown here"))
        elif isinstance(one, JSONField):
            yield Change(f"{prefix}{one.verbose_name}", "", _("changed"))
        else:
            was, now = (_words(table, name, state[name], names) for state in (before, row))
            if was != now:
                yield Change(f"{prefix}{one.verbose_name}", was, now)


def _words(table: Table, name: str, value: Any, names: Names) -> str:
    if value is None or value == "":
        return ""
    if name in table.words:
        return table.words[name](value)
    if name in table.links:
        return names.get(table.links[name], {}).get(value, "")
    return value_text(table.told.get(name) or table.model._meta.get_field(name), value, names)


def value_text(one: Any, value: Any, names: Names) -> str:
    """A value as people write it, by the kind of its field; what was removed since has no name any more."""
    if value is None or value == "":
        return ""
    if one.is_relation:
        return names.get(one.related_model, {}).get(value) or _("(removed since)")
    if isinstance(one, ArrayField):
        return ", ".join(value_text(one.base_field, each, names) for each in value)
    if one.choices:
        return str(dict(one.flatchoices).get(value, value))
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, Range):
        return range_words(value)
    if isinstance(value, datetime.datetime):
        local = timezone.localtime(value)
        return f"{date_text(local.date())}, {local.hour}:{local:%M}"
    if isinstance(value, datetime.date):
        return date_text(value)
    if isinstance(value, datetime.time):
        return f"{value.hour}:{value:%M}"
    return number_text(value) if isinstance(value, Decimal) else str(value)


def range_words(value: "Range[Any]") -> str:
    """A time from and to, or days from and to, as people write them."""
    first, end = value.lower, value.upper
    if isinstance(first, datetime.datetime):
        since, until = timezone.localtime(first), timezone.localtime(end)
        return f"{date_text(since.date())}, {since.hour}:{since:%M}–{until.hour}:{until:%M}"
    return range_text(first, end - datetime.timedelta(days=1) if end else None)
