"""Who a person is in the words of all tables: their names, what is theirs alone, their logins and bookings."""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from typing import Any

from django.db.models import Q
from django.db.models.functions import Lower

from ognisko.accounts.models import User
from ognisko.advice.models import Appointment
from ognisko.core.mentions import Identity
from ognisko.desk.queries.personal import HOLDINGS, Holding, Person, history_of
from ognisko.people.models import Address, Contact, Identifier, Party
from ognisko.people.queries.protected import pesels_of

STREET = re.compile(r"(?=.*\d)(?=.*[^\W\d_]).{6,}")
"""A street with a number; a village's name alone is no mark of one person."""

NUMBER = re.compile(r"[+\d][\d\s()./-]{6,}")


def person_of(party: Party, known: Collection[int] = ()) -> Person:
    """What tells this person from others, from all rows of theirs and the history of those, and their logins.

    ``known`` are the numbers of the party and its doubles where a line of the file says so; otherwise those that are
    merged into it. What somebody else has too (the office's phone, the family's street) is no mark of one person and
    stays. A login or a booking is found by an address of theirs alone, and taken for theirs only if its name is
    theirs too: spouses share an address.
    """
    parties = tuple(known) or numbers_of(party)
    logins = User.objects.filter(person__in=parties).order_by("pk")
    person = Person(party, Identity(), parties, users=tuple(logins.values_list("pk", flat=True)))
    names, marks = _all_told(person)
    person = _with_reached(person, Identity(tuple(names)), marks)
    names, marks = _all_told(person)  # a login and a booking tell further numbers
    shared = _shared(marks, person)
    own = [mark for mark in marks if mark.lower() not in shared]
    numbers = tuple(mark for mark in own if NUMBER.fullmatch(mark))
    unique = tuple(mark for mark in own if mark not in numbers and ("@" in mark or STREET.fullmatch(mark)))
    return replace(person, identity=Identity(tuple(names), unique, numbers + pesels_of(parties)))


def numbers_of(party: Party) -> tuple[int, ...]:
    """The party and everybody who was merged into it, also by way of another."""
    found = [party.pk]
    while more := list(Party.everyone.filter(merged_into__in=found).exclude(pk__in=found).values_list("pk", flat=True)):
        found += more
    return tuple(found)


def _with_reached(person: Person, names: Identity, marks: Iterable[str]) -> Person:
    """The logins and bookings with an address of the person's alone; those of another name are kept apart."""
    emails = [mark.lower() for mark in marks if "@" in mark]
    logins = User.objects.annotate(lower=Lower("email")).filter(person=None, lower__in=emails).order_by("pk")
    likely = tuple(user.pk for user in logins if names.names_in(user.name))
    shared = _shared(emails, replace(person, users=person.users + likely))
    alone = [email for email in emails if email not in shared]
    users = tuple(user.pk for user in logins if user.pk in likely and user.email.lower() in alone)
    booked = Appointment.objects.annotate(lower=Lower("email")).filter(party=None, lower__in=alone).order_by("pk")
    theirs = tuple(row.pk for row in booked if names.names_in(row.name))
    return replace(
        person, users=person.users + users, booked=theirs,
        perhaps_booked=tuple(row.pk for row in booked if row.pk not in theirs),
    )  # fmt: skip


def _all_told(person: Person) -> tuple[list[str], list[str]]:
    """All names and marks of the person, each once."""
    names: dict[str, None] = {}
    marks: dict[str, None] = {}
    for one in HOLDINGS:
        for values in _told(one, person):
            names.update(dict.fromkeys(str(value).strip() for value in values[: len(one.names)] if value))
            marks.update(dict.fromkeys(str(value).strip() for value in values[len(one.names) :] if value))
    return [name for name in names if name], [mark for mark in marks if mark]


def _told(one: Holding, person: Person) -> Iterator[tuple[Any, ...]]:
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


def of_history(one: Holding, person: Person, numbers: Iterable[int]) -> Q:
    """Which rows of a table's history are the person's: those of rows that stand, and of rows that are gone."""
    history = history_of(one.table)
    assert history is not None  # noqa: S101  # narrows the type; callers ask first
    columns = {field.name for field in history._meta.concrete_fields}
    wanted = Q(pgh_obj__in=list(numbers)) if "pgh_obj" in columns else Q(pk__in=[])
    for path in one.of:
        if path in columns:
            wanted |= Q(**{f"{path}__in": person.parties})
    return wanted


def _shared(marks: Iterable[str], person: Person) -> set[str]:
    """Which of these, in lower case, somebody else is known by too."""
    lower = [mark.lower() for mark in marks]
    others = {"party__in": Party.objects.exclude(pk__in=person.parties)}
    found = (
        Contact.objects.annotate(mark=Lower("value")).filter(**others),
        Identifier.objects.annotate(mark=Lower("value")).filter(**others),
        Address.objects.annotate(mark=Lower("street")).filter(**others),
        User.objects.annotate(mark=Lower("email")).exclude(pk__in=person.users),
    )
    return {mark for rows in found for mark in rows.filter(mark__in=lower).values_list("mark", flat=True)}
