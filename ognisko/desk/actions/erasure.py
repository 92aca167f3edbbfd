"""A person is erased: everything that tells who it was goes, whatever figures rest on stays.

One transaction does it all. Its last step before the commit adds a line to a file outside the database and waits for
the disk: after a crash between the two the file knows an erasure that the database does not, and the next start makes
good for it. That is also how an older backup is cleared again (`catch_up`). The line has no name in it: a number, the
key, and a salted fingerprint by which the start sees that the number is still the same person's.
"""

import hashlib
import html
import io
import json
import re
import secrets
import zipfile
import zlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any, Protocol

from django.apps import apps
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session as Login
from django.db import connection, transaction
from django.db.models import Model, Q
from django.utils.translation import gettext as _
from pghistory.models import Context

from ognisko.accounts.models import User
from ognisko.advice.models import Session
from ognisko.advice.rules import searched
from ognisko.core import journal, polish
from ognisko.core.mentions import Identity, rewritten
from ognisko.core.protection import ProtectionError
from ognisko.desk.actions.merging import undo_merge
from ognisko.desk.actions.workbook import file_of
from ognisko.desk.models import ImportedWorkbook
from ognisko.desk.queries.mentions import (
    APPOINTMENT,
    NAMESAKES,
    Row,
    matching,
    numbers_of,
    of_history,
    person_of,
    refusals,
    rows_naming,
)
from ognisko.desk.queries.personal import (
    HOLDINGS,
    Holding,
    Person,
    Then,
    history_of,
    typed_columns,
)
from ognisko.people.actions import RefusedError, refresh
from ognisko.people.models import NOW, Erasure, Merge, Party, pseudonym

LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


class CannotEraseError(Exception):
    """Something stands in the way; the message says what."""


@dataclass(frozen=True)
class Wish:
    """What was decided about an erasure: why, when it was asked for, and what becomes of texts of others.

    Of records that surely name the person those in ``left`` keep the name; of those that may mean somebody else those
    in ``taken`` lose it. Addresses and numbers go in either case.
    """

    ground: int = Erasure.Ground.NOT_NEEDED
    asked_on: date | None = None
    reason: str = ""
    left: tuple[str, ...] = ()
    taken: tuple[str, ...] = ()


@transaction.atomic(durable=True)
def erase(party: Party, wish: Wish, *, by: User | None) -> Erasure:
    """Erase a person for good. Raises CannotEraseError, and JournalError where the file can't take the line."""
    known = journal.lines(settings.ERASURES)
    party = Party.objects.select_for_update(of=("self",)).get(pk=party.pk)
    if not party.is_person or Erasure.objects.filter(party=party).exists():
        raise CannotEraseError(_("Only a person who is still there can be erased."))
    person = _as_wished(person_of(party), wish)
    if found := refusals(person):
        raise CannotEraseError(" ".join(found))
    begun = [line["key"] for line in known if _is_of(line, party)]  # a crash came before the commit
    [done] = _erased(person, begun[-1] if begun else _new_key(), wish, by=by)
    connection.check_constraints()
    journal.append(settings.ERASURES, line_of(done))
    return done


def _as_wished(person: Person, wish: Wish) -> Person:
    """Bookings under another name are the person's where somebody says so."""
    ticked = tuple(number for number in person.perhaps_booked if f"{APPOINTMENT}{number}" in wish.taken)
    left = tuple(number for number in person.perhaps_booked if number not in ticked)
    return replace(person, booked=person.booked + ticked, perhaps_booked=left)


def _new_key() -> str:
    return "".join(secrets.choice(LETTERS) for _letter in range(12))


def _erased(person: Person, key: str, wish: Wish, **more: Any) -> list[Erasure]:
    """Take the person out of every table, and record it for each of their numbers that is no double of another."""
    _clear(person, key, wish)
    alone = Party.objects.filter(pk__in=person.parties, erasure=None).exclude(pk=person.party.pk).order_by("pk")
    made = Erasure.objects.bulk_create(
        Erasure(
            party=party, key=key if party == person.party else _new_key(), asked_on=wish.asked_on, ground=wish.ground,
            reason=wish.reason, left=list(wish.left), taken=list(wish.taken), **more,
        )
        for party in (person.party, *alone)
    )  # fmt: skip
    return list(Erasure.objects.filter(pk__in=[one.pk for one in made]).select_related("party").order_by("pk"))


# The file -------------------------------------------------------------------------------------------------------------


def line_of(done: Erasure) -> dict[str, Any]:
    """The erasure as a line of the file, with every number that the person had: nothing in it tells who it was."""
    salt = secrets.token_hex(16)
    doubles = Party.everyone.filter(pk__in=numbers_of(done.party)).exclude(pk=done.party_id).order_by("pk")
    return {
        "party": done.party_id, "key": done.key, "at": done.done_at.isoformat(), "salt": salt,
        "fingerprint": _fingerprint(done.party, salt),
        "doubles": [[double.pk, _fingerprint(double, salt)] for double in doubles],
        "ground": done.ground, "reason": done.reason, "by": done.by_id,
        "asked_on": done.asked_on.isoformat() if done.asked_on else None, "left": done.left, "taken": done.taken,
    }  # fmt: skip


def _fingerprint(party: Party, salt: str) -> str:
    """By the moment in which the party was added, which stays, is nobody else's, and tells nothing about anybody."""
    told = f"{salt}|{party.pk}|{party.created_at.astimezone(UTC).isoformat()}"
    return hashlib.sha256(told.encode()).hexdigest()


def _is_of(line: Mapping[str, Any], party: Party) -> bool:
    """Say whether the line is about this party, not about another one that has its number by now."""
    return (party.pk, _fingerprint(party, str(line.get("salt")))) in _numbers_in(line)


def _numbers_in(line: Mapping[str, Any]) -> list[tuple[int, str]]:
    """The numbers of a line with their fingerprints, the person's first; lines of old have this one alone."""
    return [(line["party"], line.get("fingerprint", "")), *((pk, told) for pk, told in line.get("doubles", []))]


def replay(lines: Iterable[Mapping[str, Any]]) -> list[Erasure]:
    """Erase again whoever the lines say was erased and this database still knows; return those. Repeatable.

    A number that is nobody's here, or by now somebody else's, is left alone. Nothing is asked again.
    """
    latest = {line["key"]: line for line in lines if "key" in line and "party" in line}
    known = set(Erasure.objects.filter(key__in=latest).values_list("key", flat=True))
    return [done for key, line in latest.items() if key not in known for done in _again(line)]


@transaction.atomic
def _again(line: Mapping[str, Any]) -> list[Erasure]:
    """Erase the numbers of a line that are still there, be they merged or not yet in the backup that is back."""
    rows = Party.everyone.select_for_update(of=("self",)).order_by("pk")
    numbers = [number for number, _told in _numbers_in(line)]
    found = {party.pk: party for party in rows.filter(pk__in=numbers) if _is_of(line, party)}
    erased = set(Erasure.objects.filter(party__in=found).values_list("party", flat=True))
    left = [number for number in numbers if number in found and number not in erased]
    if not left or line["party"] in erased:
        return []
    if "doubles" in line:
        _part_from_others(left)
    wish = Wish(
        ground=line["ground"], asked_on=date.fromisoformat(line["asked_on"]) if line["asked_on"] else None,
        reason=line["reason"], left=tuple(line["left"]), taken=tuple(line["taken"]),
    )  # fmt: skip
    party = Party.everyone.get(pk=left[0])
    return _erased(
        _as_wished(person_of(party, left if "doubles" in line else ()), wish), line["key"], wish,
        by=User.objects.filter(pk=line["by"]).first(), done_at=datetime.fromisoformat(line["at"]), replayed_at=NOW,
    )  # fmt: skip


def _part_from_others(numbers: Collection[int]) -> None:
    """A merge with somebody whom the line does not name was undone before the erasure: it is undone here too."""
    one, other = Q(kept__in=numbers), Q(gone__in=numbers)
    for merge in Merge.objects.filter((one & ~other) | (other & ~one), undone_at=None).order_by("-at", "-pk"):
        try:
            undo_merge(merge, by=None, late=True)
        except RefusedError:
            continue  # what is left under the person's own number goes all the same


def catch_up() -> list[Erasure]:
    """At each start: whoever the file knows as erased is erased here too, and the file learns what it lacks.

    The file is made where it is missing. Raises JournalError.
    """
    journal.make(settings.ERASURES)
    lines = journal.lines(settings.ERASURES)
    done = replay(lines)
    known = {line.get("key") for line in lines}
    for one in Erasure.objects.exclude(key__in=known).select_related("party").order_by("done_at"):
        journal.append(settings.ERASURES, line_of(one))
    return done


# What goes ------------------------------------------------------------------------------------------------------------


def _clear(person: Person, key: str, wish: Wish) -> None:
    """Take the person out of every table."""
    others = list(rows_naming(person))
    own = [(one, list(one.rows(person).values_list("pk", flat=True))) for one in HOLDINGS]
    everywhere = _without(person.identity, pseudonym(key))
    _rewrite_others(others, everywhere, wish)
    for one, numbers in reversed(own):  # what refers to others comes after them in the map
        if one.then is Then.DELETE:
            one.table._base_manager.filter(pk__in=numbers).delete()
        elif one.then is Then.CLEAR:
            _empty(one, numbers, person, key)
    for one, numbers in own:
        _clear_history(one, numbers, person, key)
    _clear_what_passes(person, own, everywhere)
    _words_anew(person, own)


class _Rewriting(Protocol):
    """A text, or all texts in data, without the person; without ``name`` addresses and numbers alone go."""

    def __call__(self, data: Any, *, name: bool = True, unsure: bool = False, longest: int | None = None) -> Any: ...


def _without(identity: Identity, instead: str) -> _Rewriting:
    def rewriting(data: Any, *, name: bool = True, unsure: bool = False, longest: int | None = None) -> Any:
        told = identity if name else replace(identity, names=())
        return rewritten(data, lambda text: told.without(text, instead, unsure=unsure, longest=longest))

    return rewriting


def _rewrite_others(rows: Iterable[Row], rewriting: _Rewriting, wish: Wish) -> None:
    """Take the person out of what was written about others, and its history; not out of bookings of others."""
    changed: dict[type[Model], set[Any]] = {}
    for row in rows:
        if row.unsure:
            continue
        taken = row.ref in wish.taken
        name = row.own or taken or (row.ref not in wish.left and not row.ref.startswith(NAMESAKES))
        limits = typed_columns(row.model)
        values = {
            column: rewriting(value, name=name, unsure=row.own or taken, longest=limits[column])
            for column, value in row.texts.items()
        }
        if values != row.texts:
            row.model._base_manager.filter(pk=row.pk).update(**values)
            changed.setdefault(row.model, set()).add(row.pk)
    for model, numbers in changed.items():
        _derived(model, numbers)


def _derived(model: type[Model], numbers: Collection[Any]) -> None:
    """Make columns anew that follow from texts."""
    if model is Party:
        for party in Party.objects.filter(pk__in=numbers):
            Party.objects.filter(pk=party.pk).update(sort_key=polish.sort_key(party.name))
        refresh(list(numbers))
    elif model is Session:
        for row in Session.objects.filter(pk__in=numbers):
            Session.objects.filter(pk=row.pk).update(words=searched(row.subject, row.number))
    elif model._meta.label in {"projects.Project", "reports.Report", "reports.Section"}:
        for record in model._base_manager.filter(pk__in=numbers):
            record.save()


def _values(one: Holding, number: Any, person: Person, key: str) -> dict[str, Any]:
    """What the columns of a row become."""
    return {column: made(person, key, number) if callable(made) else made for column, made in one.clears.items()}


def _empty(one: Holding, numbers: Iterable[Any], person: Person, key: str) -> None:
    for number in numbers:
        one.table._base_manager.filter(pk=number).update(**_values(one, number, person, key))


def _clear_history(one: Holding, numbers: Collection[Any], person: Person, key: str) -> None:
    """The history of rows that are gone goes, that of rows that stay loses the same texts."""
    history = history_of(one.table)
    if history is None or one.then not in (Then.DELETE, Then.CLEAR):
        return
    events = history._base_manager.filter(of_history(one, person, numbers))
    if one.then is Then.DELETE:
        events.delete()
        return
    columns = {field.attname for field in history._meta.concrete_fields}
    for number in events.order_by().values_list("pgh_obj", flat=True).distinct():
        values = _values(one, number, person, key)
        events.filter(pgh_obj=number).update(**{name: values[name] for name in values.keys() & columns})


def _words_anew(person: Person, own: Iterable[tuple[Holding, list[Any]]]) -> None:
    """By what search finds the person and their sessions; no picker offers whoever is erased."""
    for one, numbers in own:
        if one.model == "advice.Session":
            _derived(Session, numbers)
    refresh([person.party.pk])
    rows = Party.everyone.filter(pk__in=person.parties)
    for name in set(rows.values_list("name", flat=True)):
        rows.filter(name=name).update(sort_key=polish.sort_key(name), search="", words="")


# What passes ----------------------------------------------------------------------------------------------------------


def _clear_what_passes(person: Person, own: Iterable[tuple[Holding, list[Any]]], rewriting: _Rewriting) -> None:
    """Contexts of the history, the log of the support pages, the queue, logins, workbooks on their way in."""
    for pk, _number, texts in matching(Context, person.identity):
        Context.objects.filter(pk=pk).update(metadata=rewriting(texts["metadata"]))
    _clear_log(person, own, rewriting)
    _clear_queue(rewriting)
    _clear_logins(person, rewriting)
    _clear_workbooks(person.identity, rewriting)


def _clear_log(person: Person, own: Iterable[tuple[Holding, list[Any]]], rewriting: _Rewriting) -> None:
    for one, numbers in own:
        if one.then in (Then.DELETE, Then.CLEAR):
            type_ = ContentType.objects.get_for_model(one.table)
            LogEntry.objects.filter(content_type=type_, object_id__in=[str(number) for number in numbers]).delete()
    for pk, _number, texts in matching(LogEntry, person.identity):
        made = {
            column: rewriting(text, longest=200 if column == "object_repr" else None) for column, text in texts.items()
        }
        LogEntry.objects.filter(pk=pk).update(**made)


def _clear_queue(rewriting: _Rewriting) -> None:
    """Jobs keep running, without the person in what they were given."""
    table = apps.get_model("procrastinate.ProcrastinateJob")._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f"select id, args::text, lock, queueing_lock from {table} order by id for update")  # noqa: S608
        for number, args, *locks in cursor.fetchall():
            said = json.loads(args)
            if (made := rewriting(said)) != said or rewriting(locks) != locks:
                cursor.execute(
                    f"update {table} set args = %s, lock = %s, queueing_lock = %s where id = %s",  # noqa: S608
                    [json.dumps(made), *rewriting(locks), number],
                )


def _clear_logins(person: Person, rewriting: _Rewriting) -> None:
    """The person's own logins end; those of others go on, without the person in what they remember."""
    users = {str(number) for number in person.users}
    for login in Login.objects.all().iterator():
        remembered = login.get_decoded()
        if remembered.get("_auth_user_id") in users:
            login.delete()
        elif (made := rewriting(remembered)) != remembered:
            login.session_data = SessionStore().encode(made)
            login.save()


def _clear_workbooks(identity: Identity, rewriting: _Rewriting) -> None:
    """What was said of a workbook's rows loses the person; one that waits for its import and names them is given up."""
    history: Any = history_of(ImportedWorkbook)
    for run in ImportedWorkbook.objects.all():
        if run.content is not None and _names(run, identity):
            run.content, run.status, run.result = None, ImportedWorkbook.Status.FAILED, {}
        run.result = rewriting(run.result)
        run.file_name, run.reason = rewriting(run.file_name, longest=255), rewriting(run.reason, longest=300)
        run.save()
    for event in history.objects.all():
        event.file_name, event.reason = rewriting(event.file_name, longest=255), rewriting(event.reason, longest=300)
        event.save()


def _names(run: ImportedWorkbook, identity: Identity) -> bool:
    """Say whether any part of a workbook names the person, also a hidden sheet or a comment; a broken one might."""
    try:
        with zipfile.ZipFile(io.BytesIO(file_of(run))) as archive:
            parts = [archive.read(name).decode("utf-8", "replace") for name in archive.namelist()]
    except (ProtectionError, zipfile.BadZipFile, zlib.error, OSError):
        return True
    return any(identity.names_in(html.unescape(TAG.sub("\n", part))) for part in parts)


TAG = re.compile(r"(?:<[^>]*>\s*)+")
