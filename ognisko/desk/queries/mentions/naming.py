"""Where somebody wrote about a person in records of others, and in the history of those."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.models import JSONField, Model, Q
from django.utils.translation import gettext as _

from ognisko.core.mentions import Identity, texts
from ognisko.desk.queries.personal import FROZEN_ROWS, HOLDINGS, SWEPT, Person, Then, history_of, typed_columns

MOST = 100
"""Records with the last name alone that are offered at most; whoever is called Nowak is not looked for like this."""

NAMESAKES = ("people.party:", "accounts.user:")
"""Names of other parties and of users: a namesake's, or a business called after the person. Never taken for theirs."""

AROUND = 50
"""Letters shown on either side of a mention."""

APPOINTMENT = "advice.appointment:"
"""A booking with the person's address under another name is taken as a whole or not at all."""


@dataclass(frozen=True)
class Found:
    """A record about something else whose text, or an earlier one in its history, names the person."""

    ref: str
    kind: str
    title: str
    url: str
    excerpt: str
    sure: bool
    certain: bool
    """By an address or number of theirs alone, or in a text of their own session: taken out without asking."""


@dataclass
class Row:
    """A row of a table or of a history with the texts of it that name the person.

    ``own`` is a session of others in which they took part; ``unsure`` a booking under another name.
    """

    model: type[Model]
    pk: Any
    ref: str
    texts: dict[str, Any]
    own: bool = False
    unsure: bool = False


def rows_naming(person: Person) -> Iterator[Row]:
    """Every row that is not the person's own and names them, also a row of history."""
    own: dict[str, set[Any]] = {}
    shared: set[Any] = set()
    for one in HOLDINGS:
        numbers = set(one.rows(person).values_list("pk", flat=True))
        if one.then is Then.REWRITE:
            shared |= numbers
        elif one.then in (Then.CLEAR, Then.DELETE):
            own.setdefault(one.model, set()).update(numbers)
    unsure = {f"{APPOINTMENT}{number}" for number in person.perhaps_booked}
    for label in sorted({one.model for one in HOLDINGS} | SWEPT):
        model: type[Model] = apps.get_model(label)
        mine = own.get(label, set())
        for table in filter(None, (model, history_of(model))):
            frozen = FROZEN_ROWS.get(label) if table is model else None
            for pk, number, found in matching(table, person.identity, without=frozen):
                if number not in mine:
                    ref = f"{label.lower()}:{number}" if number else f"{label.lower()}:-{pk}"
                    joint = label == "advice.Session" and number in shared
                    yield Row(table, pk, ref, found, own=joint, unsure=ref in unsure)


def matching(
    model: type[Model], identity: Identity, *, without: Q | None = None, only: Q | None = None
) -> Iterator[tuple[Any, Any, dict[str, Any]]]:
    """Rows with a text that names the person: key, number of the record (also of a history's), the texts.

    The database looks for beginnings, the rest is done here. In JSON a line break is written as two characters, of
    which the second would be a letter of the word that begins the next line.
    """
    columns = list(typed_columns(model))
    patterns = identity.beginnings
    if not columns or not patterns:
        return
    quote = connection.ops.quote_name
    fields = {field.column: field for field in model._meta.concrete_fields}
    read = [
        rf"regexp_replace({quote(column)}::text, '\\(u[0-9a-f]{{4}}|.)', ' ', 'g')"
        if isinstance(fields[column], JSONField)
        else f"{quote(column)}::text"
        for column in columns
    ]
    condition = " or ".join(f"{one} ~* %s" for one in read)
    with connection.cursor() as cursor:
        cursor.execute(
            f"select {quote(str(model._meta.pk.column))} from {quote(model._meta.db_table)} where {condition}",  # noqa: S608  # names of our tables
            ["|".join(patterns)] * len(columns),
        )
        numbers = [number for (number,) in cursor.fetchall()]
    rows = model._base_manager.filter(pk__in=numbers).order_by("pk")
    rows = rows.filter(only) if only is not None else rows
    rows = rows.exclude(without) if without is not None else rows
    number = "pk"
    if hasattr(model, "pgh_tracked_model"):  # a history of links alone knows no record
        number = "pgh_obj_id" if "pgh_obj_id" in {one.attname for one in fields.values()} else ""
    for row in rows.values(*filter(None, {"pk", number}), *columns):
        found = {
            column: row[column]
            for column in columns
            if row[column] and any(identity.mentions(text) for text in texts(row[column]))
        }
        if found:
            yield row["pk"], row.get(number), found


def mentions_of(person: Person) -> list[Found]:
    """The records of others that name the person, each once, those surely by name first."""
    found: dict[str, Found] = {}
    for row in rows_naming(person):
        if row.ref.startswith(NAMESAKES) and not person.identity.names_in(row.texts):
            continue  # somebody else's name that has the same last name
        one = _found(row, person)
        before = found.get(one.ref)
        if before is None:
            found[one.ref] = one
        else:
            found[one.ref] = replace(
                before, sure=before.sure or one.sure, certain=before.certain and one.certain,
                title=before.title or one.title, url=before.url or one.url,
            )  # fmt: skip
    listed = sorted(found.values(), key=lambda one: (one.certain, not one.sure, one.kind, one.ref))
    unsure = [one for one in listed if not one.sure and not one.certain and not one.ref.startswith(APPOINTMENT)]
    return [one for one in listed if one not in unsure] if len(unsure) > MOST else listed


def _found(row: Row, person: Person) -> Found:
    label, _colon, number = row.ref.partition(":")
    table = apps.get_model(label)
    record = table._base_manager.filter(pk=number).first() if not number.startswith("-") else None
    identity = person.identity
    written = [text for value in row.texts.values() for text in texts(value)]
    named = replace(identity, unique=(), numbers=())
    sure = any(one.sure for text in written for one in identity.mentions(text))
    by_name = any(named.mentions(text) for text in written)
    text = next(text for text in written if identity.mentions(text))
    one = identity.mentions(text)[0]
    before, after = max(0, one.start - AROUND), one.end + AROUND
    return Found(
        ref=row.ref,
        kind=str(table._meta.verbose_name),
        title=str(record)[:80] if record else _("no longer there; in the history alone"),
        url=record.get_absolute_url() if record and hasattr(record, "get_absolute_url") else _page_of(record),
        excerpt=f"{'…' * bool(before)}{text[before:after]}{'…' * (after < len(text))}",
        sure=sure and not row.unsure and not row.ref.startswith(NAMESAKES),
        certain=not row.unsure and (row.own or not by_name),
    )


def _page_of(record: Model | None) -> str:
    """The page on which a row without a page of its own is read."""
    owner = getattr(record, "party", None) or getattr(record, "report", None)
    return owner.get_absolute_url() if owner is not None else ""
