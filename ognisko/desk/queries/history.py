"""Who changed what of a record, and when: the events of all its tables, told together.

Each domain declares in its `history.py` what is told (`RECORDS`); here they are read.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any

from django.db.models import Model, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from pghistory.models import Context

from ognisko.accounts.models import User
from ognisko.advice import history as advice
from ognisko.bookings import history as bookings
from ognisko.core.history import Change, ChangeSet, Names, Record, Row, Table, changes
from ognisko.desk import history as desk
from ognisko.grants import history as grants
from ognisko.people import history as people
from ognisko.places import history as places
from ognisko.privacy import history as privacy
from ognisko.projects import history as projects
from ognisko.questionnaires import history as questionnaires
from ognisko.reports import history as reports

MOST = 1000
"""Events of a table that are read at most, the latest: a page that nobody can wait for tells nothing."""


DECLARED = (advice, bookings, desk, grants, people, places, privacy, projects, questionnaires, reports)

RECORDS: Mapping[str, Record] = {record.what: record for domain in DECLARED for record in domain.RECORDS}
"""All histories, by their word in the address."""


def history(record: Record, of: Model | None, user: User) -> list[ChangeSet]:
    """All changes of a record, the latest first; a fixed number of queries for each kind of record."""
    events = [(table, _events(table, of)) for table in record.tables]
    names = _names(events)
    told: list[tuple[Row, Change]] = []
    for table, rows in events:
        told += changes(table, rows, names, _own(table, of), _may(table, user, of))
    told.sort(key=lambda found: (found[0]["pgh_created_at"], str(found[0]["pgh_context_id"])), reverse=True)
    contexts = _contexts(row for row, _change in told)
    return [_set(list(group), contexts) for _key, group in groupby(told, key=lambda found: _together(found[0]))]


def export_columns() -> list[str]:
    """What a file says of each change."""
    heads = [pgettext("history", "When"), pgettext("history", "Who"), pgettext("history", "From where")]
    return [*heads, pgettext("history", "What"), pgettext("history", "Before"), pgettext("history", "After")]


def export_rows(sets: Iterable[ChangeSet]) -> Iterator[list[Any]]:
    """Each change as a row, in the order of the page."""
    for one in sets:
        for change in one.changes:
            yield [one.at, one.by, one.where, change.what, change.before, change.after]


def _own(table: Table, of: Model | None) -> Any:
    return getattr(of, table.key) if of is not None else None


def _may(table: Table, user: User, of: Model | None) -> Callable[[str], bool]:
    return lambda column: column not in table.hidden or table.hidden[column](user, of)


def _events(table: Table, of: Model | None) -> list[Row]:
    mine = Q()
    for column in table.of:
        mine |= Q(**{column: _own(table, of)})
    latest = table.events._default_manager.filter(mine).order_by("-pgh_id").values()[:MOST]
    number = table.model._meta.pk.attname
    return sorted(latest, key=lambda row: (row[number], row["pgh_id"]))


def _names(events: list[tuple[Table, list[Row]]]) -> Names:
    """The names of all rows that the events mean by number: one query for each table."""
    wanted: dict[type[Model], set[Any]] = {}
    for table, rows in events:
        for column, model in table.linked.items():
            wanted.setdefault(model, set()).update(row[column] for row in rows if row[column])
    return {model: _by_number(model, numbers) for model, numbers in wanted.items()}


def _by_number(model: type[Model], numbers: set[Any]) -> Mapping[Any, str]:
    """Names with what stands in them: an operator is called as its party is."""
    inside = [one.name for one in model._meta.fields if one.is_relation]
    rows = model._base_manager.select_related(*inside) if inside else model._base_manager.all()
    return {one.pk: str(one) for one in rows.filter(pk__in=numbers)}


def _together(row: Row) -> tuple[Any, Any]:
    """What one request or command did belongs together; without either, what happened at one moment."""
    return row["pgh_context_id"], None if row["pgh_context_id"] else row["pgh_created_at"]


def _contexts(rows: Iterator[Row]) -> Mapping[Any, tuple[str, str]]:
    """Who acted and from where, by the number of the history's context; two queries."""
    found = Context.objects.in_bulk({row["pgh_context_id"] for row in rows if row["pgh_context_id"]})
    facts = {key: context.metadata or {} for key, context in found.items()}
    users = User.objects.in_bulk({one["user"] for one in facts.values() if one.get("user")})
    return {key: (_who(one, users), _where(one)) for key, one in facts.items()}


def _who(facts: Mapping[str, Any], users: Mapping[int, User]) -> str:
    if user := users.get(facts.get("user") or 0):
        return str(user)
    return _("somebody not logged in") if facts.get("url") else _("the system")


def _where(facts: Mapping[str, Any]) -> str:
    if facts.get("file"):
        return _("from the file %(file)s") % {"file": facts["file"]}
    return _("in the support pages") if str(facts.get("url", "")).startswith("/zaplecze/") else ""


def _set(together: list[tuple[Row, Change]], contexts: Mapping[Any, tuple[str, str]]) -> ChangeSet:
    row = together[0][0]
    by, where = contexts.get(row["pgh_context_id"], (_("the system"), ""))
    said = tuple(dict.fromkeys(change for _row, change in together))
    return ChangeSet(timezone.localtime(row["pgh_created_at"]), by, where, said)
