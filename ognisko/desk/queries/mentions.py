"""Who a person is in the words of all tables, and where else in the database somebody wrote about them."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Model, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ognisko.accounts.models import User
from ognisko.advice.models import Appointment
from ognisko.bookings.models import Allocation
from ognisko.core.mentions import Identity, texts
from ognisko.core.polish import date_text
from ognisko.desk.models import ImportedWorkbook
from ognisko.desk.queries.personal import FROZEN, HOLDINGS, SWEPT, Person, history_of, typed_columns
from ognisko.ledger.models import Entry
from ognisko.people.models import Address, ConsentWording, Contact, Identifier, Party
from ognisko.people.queries.protected import pesels_of
from ognisko.privacy.models import Terms
from ognisko.projects.models import Joining, Operator
from ognisko.questionnaires.models import Version
from ognisko.reports.models import Publication

MOST = 100
"""Records with the last name alone that are offered at most; whoever is called Nowak is not looked for like this."""

NAMESAKES = ("people.party:", "accounts.user:")
"""Names of other parties and of users: a namesake's, or a business called after the person. Never taken for theirs."""

AROUND = 50
"""Letters shown on either side of a mention."""

STREET = re.compile(r"(?=.*\d)(?=.*[^\W\d_]).{6,}")
"""A street with a number; a village's name alone is no mark of one person."""


# Who it is ------------------------------------------------------------------------------------------------------------


def person_of(party: Party) -> Person:
    """What tells this person from others, from all rows of theirs and the history of those, and their logins.

    What somebody else has too (the office's phone, the family's street) is no mark of one person and stays.
    """
    person = Person(party, Identity(), _with_doubles(party), *_logins(party))
    names: dict[str, None] = {}
    marks: dict[str, None] = {}
    for _round in range(2):  # appointments are found by addresses, and tell further names
        for one in HOLDINGS:
            for values in _told(one, person):
                names.update(dict.fromkeys(str(value).strip() for value in values[: len(one.names)] if value))
                marks.update(dict.fromkeys(str(value).strip() for value in values[len(one.names) :] if value))
        person = replace(person, emails=tuple(mark for mark in marks if "@" in mark))
    own = [mark for mark in marks if mark and not _shared(mark, person)]
    numbers = tuple(mark for mark in own if re.fullmatch(r"[+\d][\d\s()./-]{6,}", mark))
    numbers += pesels_of(person.parties)
    unique = tuple(mark for mark in own if mark not in numbers and ("@" in mark or STREET.fullmatch(mark)))
    return replace(person, identity=Identity(tuple(names), unique, numbers))


def _with_doubles(party: Party) -> tuple[int, ...]:
    """The party and everybody who was merged into it, also by way of another."""
    found = [party.pk]
    while more := list(Party.everyone.filter(merged_into__in=found).exclude(pk__in=found).values_list("pk", flat=True)):
        found += more
    return tuple(found)


def _told(one: Any, person: Person) -> Iterator[tuple[Any, ...]]:
    """What the rows of a table and their history say of who it is: names first, then marks."""
    columns = (*one.names, *one.marks)
    if not columns:
        return
    rows = one.rows(person)
    yield from rows.values_list(*columns)
    if history := history_of(one.table):
        kept = [name for name in columns if any(f.name == name for f in history._meta.concrete_fields)]
        for row in history._base_manager.filter(of_history(one, person, list(rows.values_list("pk", flat=True)))):
            yield tuple(getattr(row, name) if name in kept else "" for name in columns)


def of_history(one: Any, person: Person, numbers: Iterable[int]) -> Q:
    """Which rows of a table's history are the person's: those of rows that stand, and of rows that are gone."""
    history = history_of(one.table)
    assert history is not None  # noqa: S101  # narrows the type; callers ask first
    columns = {field.name for field in history._meta.concrete_fields}
    wanted = Q(pgh_obj__in=list(numbers)) if "pgh_obj" in columns else Q(pk__in=[])
    for path in one.of:
        if path in columns:
            wanted |= Q(**{f"{path}__in": person.parties})
    return wanted


def _logins(party: Party) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """The person's addresses and the numbers of their logins: the one of the party, and one with the same address."""
    emails = tuple(party.contacts.filter(type=Contact.Type.EMAIL).values_list("value", flat=True))
    wanted = Q(pk=party.user_id) | Q(person=None, email__in=[email.lower() for email in emails])
    return emails, tuple(User.objects.filter(wanted).order_by("pk").values_list("pk", flat=True))


def _shared(mark: str, person: Person) -> bool:
    """Say whether somebody else is known by it too."""
    others = {"party__in": Party.objects.exclude(pk=person.party.pk)}  # doubles are nobody else
    return (
        Contact.objects.filter(value__iexact=mark, **others).exists()
        or Identifier.objects.filter(value=mark, **others).exists()
        or Address.objects.filter(street__iexact=mark, **others).exists()
        or User.objects.filter(email__iexact=mark).exclude(pk__in=person.users).exists()
    )


# What others wrote ----------------------------------------------------------------------------------------------------


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
    """A row of a table or of a history with the texts of it that name the person."""

    model: type[Model]
    pk: Any
    ref: str
    texts: dict[str, Any]
    own: bool = False


def rows_naming(person: Person) -> Iterator[Row]:
    """Every row that is not the person's own and names them, also a row of history."""
    own: dict[str, set[Any]] = {}
    shared: set[Any] = set()
    for one in HOLDINGS:
        numbers = set(one.rows(person).values_list("pk", flat=True))
        if one.then.name == "REWRITE":
            shared |= numbers
        elif one.then.name in ("CLEAR", "DELETE"):
            own.setdefault(one.model, set()).update(numbers)
    for label in sorted({one.model for one in HOLDINGS} | SWEPT):
        table = _table(label)
        mine = own.get(label, set())
        for pk, found in _matching(table, person.identity):
            if pk not in mine:
                yield Row(table, pk, f"{label.lower()}:{pk}", found, own=label == "advice.Session" and pk in shared)
        if history := history_of(table):
            has_object = any(field.name == "pgh_obj" for field in history._meta.concrete_fields)
            for pk, found in _matching(history, person.identity):
                number = _object_of(history, pk) if has_object else None
                if number not in mine:
                    ref = f"{label.lower()}:{number}" if number else f"{label.lower()}:-{pk}"
                    yield Row(history, pk, ref, found, own=label == "advice.Session" and number in shared)


@cache
def _table(label: str) -> type[Model]:
    from django.apps import apps

    return apps.get_model(label)


def _object_of(history: type[Model], pk: Any) -> Any:
    return history._base_manager.filter(pk=pk).values_list("pgh_obj", flat=True).first()


def _matching(model: type[Model], identity: Identity) -> Iterator[tuple[Any, dict[str, Any]]]:
    """Rows of a table with a text that names the person: beginnings by the database, the rest here."""
    columns = list(typed_columns(model))
    patterns = identity.beginnings
    if not columns or not patterns:
        return
    quote = connection.ops.quote_name
    key, table = quote(str(model._meta.pk.column)), quote(model._meta.db_table)
    pattern = "|".join(patterns)
    condition = " or ".join(f"{quote(column)}::text ~* %s" for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"select {key} from {table} where {condition} order by 1",  # noqa: S608  # names of our tables
            [pattern] * len(columns),
        )
        numbers = [number for (number,) in cursor.fetchall()]
    for row in model._base_manager.filter(pk__in=numbers).order_by("pk").values("pk", *columns):
        found = {
            column: row[column]
            for column in columns
            if row[column] and any(identity.mentions(text) for text in texts(row[column]))
        }
        if found:
            yield row["pk"], found


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
    unsure = [one for one in listed if not one.sure and not one.certain]
    return [one for one in listed if one not in unsure] if len(unsure) > MOST else listed


def _found(row: Row, person: Person) -> Found:
    label, _colon, number = row.ref.partition(":")
    table = _table(_labels()[label])
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
        sure=sure and not row.ref.startswith(NAMESAKES),
        certain=row.own or not by_name,
    )


def _page_of(record: Model | None) -> str:
    """The page on which a row without a page of its own is read."""
    owner = getattr(record, "party", None) or getattr(record, "report", None)
    return owner.get_absolute_url() if owner is not None else ""


@cache
def _labels() -> dict[str, str]:
    return {label.lower(): label for label in {one.model for one in HOLDINGS} | SWEPT}


# What stands in the way -----------------------------------------------------------------------------------------------


def refusals(person: Person) -> list[str]:
    """Why the person can't be erased now; each says what to do first."""
    party = person.party
    found = [
        _("%(user)s may log in as staff. End that first.") % {"user": user.email}
        for user in User.objects.filter(pk__in=person.users)
        if user.works_here
    ]
    if Operator.objects.filter(party=party).exists():
        found.append(_("They run the centre or a part of a project. Name another operator first."))
    ahead = Appointment.objects.filter(
        Q(party=party) | Q(party=None, email__in=person.emails),
        allocation__state__in=[Allocation.State.HELD, Allocation.State.CONFIRMED],
        allocation__period__startswith__gt=timezone.now(),
    ).count()
    if ahead:
        found.append(
            ngettext(
                "%(count)s appointment is still to come. Cancel it first.",
                "%(count)s appointments are still to come. Cancel them first.",
                ahead,
            )
            % {"count": ahead}
        )
    working = [ImportedWorkbook.Status.CHECKING, ImportedWorkbook.Status.IMPORTING]
    if ImportedWorkbook.objects.filter(status__in=working).exists():
        found.append(_("A workbook is being read that may name them. Wait until it is done."))
    return found


@dataclass(frozen=True)
class Concern:
    """Something that does not forbid an erasure but wants a reason, and where to look."""

    text: str
    url: str = ""


def concerns(person: Person) -> list[Concern]:
    """What speaks against erasing now, or stays although the person is erased."""
    today = timezone.localdate()
    found = [
        concern
        for row in Joining.objects.filter(party=person.party, is_cancelled=False).select_related("project__data_terms")
        if (concern := _of_joining(row, today))
    ]
    for label in sorted(FROZEN):
        found += [_frozen(label, pk) for pk, _texts in _matching_frozen(label, person.identity)]
    if letters := letters_naming(person.identity):
        found.append(
            Concern(_("Letters kept as files name them: %(files)s. Remove these by hand.") % {"files": letters})
        )
    return found


def _of_joining(joining: Joining, today: date) -> Concern | None:
    """What a project says about a participant's data: kept until a day, or while it runs where nobody has said."""
    project = joining.project
    terms: Terms | None = getattr(project, "data_terms", None)
    until = terms.kept_until if terms else None
    if until and until >= today:
        said = _("The project %(project)s keeps the data of its participants until %(day)s.")
        return Concern(said % {"project": project, "day": date_text(until)}, project.get_absolute_url())
    if until is None and (project.until is None or project.until > today):
        said = _("They take part in the project %(project)s, joined on %(day)s. Its papers may have to be kept.")
        return Concern(said % {"project": project, "day": date_text(joining.joined_on)}, project.get_absolute_url())
    return None


def _matching_frozen(label: str, identity: Identity) -> Iterator[tuple[Any, dict[str, Any]]]:
    for pk, found in _matching(_table(label), identity):
        if identity.names_in(found):
            yield pk, found


def _frozen(label: str, pk: Any) -> Concern:
    if label == "reports.Publication":
        row = Publication.objects.select_related("report").get(pk=pk)
        return Concern(
            _("The published report “%(report)s” names them. What was published stays as it is.") % {"report": row},
            row.get_absolute_url(),
        )
    if label == "people.ConsentWording":
        wording = ConsentWording.objects.select_related("purpose").get(pk=pk)
        return Concern(
            _("The text of the consent “%(consent)s” names them. A version that people read never changes.")
            % {"consent": wording},
            wording.purpose.get_absolute_url(),
        )
    if label == "questionnaires.Version":
        version = Version.objects.select_related("questionnaire").get(pk=pk)
        return Concern(
            _("The questionnaire “%(questionnaire)s” names them. A version that was published never changes.")
            % {"questionnaire": version.questionnaire},
            version.questionnaire.get_absolute_url(),
        )
    entry = Entry.objects.get(pk=pk)
    return Concern(
        _("The reason of a correction of %(day)s names them. The ledger never changes.")
        % {"day": date_text(entry.occurred_on)}
    )


def letters_naming(identity: Identity) -> str:
    """Names of files of letters that name the person, where letters go into a folder instead of being sent."""
    import email
    from email.policy import default
    from pathlib import Path

    options: dict[str, Any] = settings.MAILERS["default"].get("OPTIONS") or {}  # type: ignore[assignment]  # of one mailer
    folder = options.get("file_path", "")
    if not folder or not Path(folder).is_dir():
        return ""
    found = []
    for file in sorted(Path(folder).glob("*.log")):
        parts = email.message_from_bytes(file.read_bytes(), policy=default).walk()
        raw = file.read_text(encoding="utf-8", errors="replace")
        said = [raw, *(part.get_content() for part in parts if part.get_content_maintype() == "text")]
        if identity.names_in([text for text in said if isinstance(text, str)]):
            found.append(file.name)
    return ", ".join(found)
