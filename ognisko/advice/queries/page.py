"""What the page of one session shows: the session, its entries in words, its history."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from ognisko.accounts.models import User
from ognisko.advice.models import Kind, Session, SessionParty
from ognisko.advice.rules import SESSION, Form
from ognisko.core.minutes import hours_text
from ognisko.core.polish import date_text
from ognisko.ledger.models import Entry
from ognisko.ledger.queries import measures
from ognisko.people.models import Party
from ognisko.places.models import Place
from ognisko.projects.models import Office, Project


def session_of_page(number: int) -> Session:
    """A session with all that its page shows; raises Session.DoesNotExist."""
    return (
        Session.objects.select_related(
            "party", "kind", "advisor", "project", "office", "place", "follow_up__assignee", "appointment__allocation"
        )
        .prefetch_related("participations__party")
        .get(pk=number)
    )


@dataclass(frozen=True)
class EntryLine:
    """An entry of the ledger in words; ``reason`` is filled where it corrects a closed period."""

    measure: str
    quantity: Decimal
    unit: int
    party: str
    is_in_force: bool
    is_reversal: bool
    reason: str
    posted_at: datetime
    posted_by: str


def entry_lines(session: Session) -> list[EntryLine]:
    """All that the ledger says of a session, in the order of posting; three queries."""
    rows = list(Entry.objects.filter(source_kind=SESSION, source=session.pk).order_by("id"))
    reversed_ones = {row.reverses_id for row in rows if row.reverses_id}
    parties = Party.everyone.in_bulk({row.party for row in rows if row.party})
    users = User.objects.in_bulk({row.posted_by for row in rows})
    known = measures()
    return [
        EntryLine(
            measure=str(known[row.measure].label),
            quantity=row.quantity,
            unit=row.unit,
            party=str(parties.get(row.party, "")),
            is_in_force=row.reverses_id is None and row.pk not in reversed_ones,
            is_reversal=row.reverses_id is not None,
            reason=row.correction_reason or "",
            posted_at=row.posted_at,
            posted_by=str(users.get(row.posted_by, "")),
        )
        for row in rows
    ]


@dataclass(frozen=True)
class Change:
    """What somebody changed at once: one line for each thing, "Day: 12 March 2025 → 13 March 2025"."""

    at: datetime
    who: str
    lines: tuple[str, ...]


type Row = Mapping[str, Any]

_LINKED: Mapping[str, type[Model]] = {
    "kind_id": Kind, "advisor_id": User, "party_id": Party, "project_id": Project, "office_id": Office,
    "place_id": Place,
}  # fmt: skip


def history(session: Session) -> list[Change]:
    """Who changed what of a session, the latest first; a fixed number of queries. The confidential note is not kept."""
    events = list(_events("SessionEvent").filter(pgh_obj_id=session.pk).values())
    shares = list(_events("SessionPartyEvent").filter(session_id=session.pk).values())
    known = {name: _names(model, name, [*events, *shares]) for name, model in _LINKED.items()}
    told: list[tuple[Row, list[str]]] = []
    before: Row = {}
    for event in events:
        told.append(
            (event, [pgettext("session", "recorded")] if not before else list(_differences(before, event, known)))
        )
        before = event
    told += [(share, [_share_line(share, known["party_id"])]) for share in shares]
    contexts = apps.get_model("pghistory", "Context").objects.in_bulk({row["pgh_context_id"] for row, _lines in told})
    acted = {key: (context.metadata or {}).get("user") for key, context in contexts.items()}
    users = User.objects.in_bulk({number for number in acted.values() if number})
    merged: dict[tuple[datetime, Any], list[str]] = {}
    for row, lines in told:
        merged.setdefault((row["pgh_created_at"], row["pgh_context_id"]), []).extend(lines)
    return [
        Change(at, str(users.get(acted.get(context), "")), tuple(dict.fromkeys(lines)))
        for (at, context), lines in sorted(merged.items(), key=lambda item: item[0][0], reverse=True)
        if lines
    ]


def _events(name: str) -> QuerySet[Model]:
    return apps.get_model("advice", name)._default_manager.order_by("pgh_id")


def _names(model: type[Model], name: str, rows: Sequence[Row]) -> Mapping[int, str]:
    numbers = {row[name] for row in rows if row.get(name)}
    return {number: str(found) for number, found in model._default_manager.in_bulk(numbers).items()}


def _differences(before: Row, after: Row, known: Mapping[str, Mapping[int, str]]) -> Iterator[str]:
    if before["cancelled_at"] != after["cancelled_at"]:
        yield pgettext("session", "cancelled") if after["cancelled_at"] else pgettext("session", "restored")
    for field in Session._meta.fields:
        name = field.attname
        if name in _UNTOLD or name not in after or before[name] == after[name]:
            continue
        old, new = (_value_text(name, row[name], known) for row in (before, after))
        label = str(field.verbose_name)
        yield f"{label[:1].upper()}{label[1:]}: {old or '–'} → {new or '–'}"


_UNTOLD = frozenset({"id", "token", "recorded_at", "cancelled_at", "follow_up_id", "confidential_note"})


def _value_text(name: str, value: Any, known: Mapping[str, Mapping[int, str]]) -> str:
    if value is None or value == "":
        return ""
    if name in known:
        return known[name].get(value, "")
    if name == "minutes":
        return f"{hours_text(value)} h"
    if name == "form":
        return str(Form(value).label)
    if isinstance(value, date):
        return date_text(value)
    return f"{value:%H:%M}" if isinstance(value, time) else str(value)


def _share_line(share: Row, parties: Mapping[int, str]) -> str:
    party = parties.get(share["party_id"], "")
    if share["pgh_label"] == "delete":
        return _("no longer took part: %(party)s") % {"party": party}
    return _("took part: %(party)s (%(capacity)s)") % {
        "party": party,
        "capacity": SessionParty.Capacity(share["capacity"]).label,
    }
