"""Who looks after whom, and when the centre was last in touch: a session, a note or a finished task in the past."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, Q
from django.db.models.functions import Greatest
from django.utils.translation import gettext as _

from ognisko.accounts.models import User
from ognisko.advice.queries import with_last_session
from ognisko.core.days import months_after
from ognisko.people.models import PartyQuerySet
from ognisko.people.queries import parties_for_lists, with_last_work

LONG_AGO = 6
"""Months without contact after which a line is marked."""


@dataclass(frozen=True)
class CareFilter:
    """By what the list is narrowed: one caretaker, or anybody, or nobody; and months without contact."""

    caretaker: User | None = None
    is_anybody: bool = False
    quiet_months: int = 0


def in_care(wanted: CareFilter, today: date) -> PartyQuerySet:
    """The parties with ``last_contact`` and what it was, those without any first, then the longest ago; one query."""
    parties = parties_for_lists()
    if wanted.is_anybody:
        parties = parties.filter(caretaker__isnull=False)
    else:
        parties = parties.filter(caretaker=wanted.caretaker)
    found = with_last_session(with_last_work(parties), today)
    found = found.annotate(last_contact=Greatest("last_session", "last_note", "last_task"))
    if wanted.quiet_months:
        since = months_after(today, -wanted.quiet_months)
        found = found.filter(Q(last_contact=None) | Q(last_contact__lt=since))
    return found.order_by(F("last_contact").asc(nulls_first=True), "sort_key", "id")  # type: ignore[return-value]


def contact_word(party: Any) -> str:
    """What the last contact was; a session says most, where several fall on one day."""
    if party.last_contact is None:
        return _("none yet")
    if party.last_contact == party.last_session:
        return _("session")
    return _("note") if party.last_contact == party.last_note else _("task done")


def is_long_ago(party: Any, today: date) -> bool:
    """Say whether the party may feel forgotten."""
    return party.last_contact is None or party.last_contact < months_after(today, -LONG_AGO)


def export_columns() -> list[str]:
    """The head of the exported list."""
    return [
        _("Number"), _("Name"), _("Kind"), _("Seat"), _("Caretaker"), _("Last contact"), _("What it was"),
        _("Open tasks"),
    ]  # fmt: skip


def export_rows(parties: PartyQuerySet) -> Iterator[list[Any]]:
    """The list as rows, all of its pages."""
    for party in parties:
        yield [
            party.pk, party.name, party.get_kind_now_display() if party.kind_now else "", str(party.seat_now or ""),
            str(party.caretaker or ""), party.last_contact, contact_word(party), party.open_tasks,  # type: ignore[attr-defined]
        ]  # fmt: skip
