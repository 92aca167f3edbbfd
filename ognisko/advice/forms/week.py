"""The rows of the week grid: what was typed into their cells, what is wrong with it, and the session that it makes.

Many rows are read with the same few queries as one, so these are no forms of Django's: each of its pickers and choices
would ask the database for itself.
"""

import datetime
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from ognisko.advice.actions import NotJoinedError, RowDraft, SessionDraft, draft_of
from ognisko.advice.models import Session
from ognisko.advice.queries import Known
from ognisko.advice.rules import CELLS, time_text
from ognisko.core.bounds import whole_number
from ognisko.core.minutes import hours_text
from ognisko.ledger.actions import ClosedPeriodError
from ognisko.people.actions import ErasedError, PartyDraft
from ognisko.people.models import Party
from ognisko.people.rules import Kind as PartyKind
from ognisko.projects.models import Project
from ognisko.ui.forms import Picker

NEW = "+"
"""The id of a party that is to be added."""

LABELS = {
    "day": gettext_lazy("Day"),
    "time": gettext_lazy("Time"),
    "party": gettext_lazy("Party"),
    "kind": gettext_lazy("Kind"),
    "subject": gettext_lazy("What was done"),
    "project": gettext_lazy("Project"),
    "form": gettext_lazy("How"),
    "office": gettext_lazy("Office"),
}

KEPT = 2_000
"""The longest text of a cell that a draft keeps."""


@dataclass(frozen=True)
class Sent:
    """A row as it was sent: its cells, and the answers to what it was asked about."""

    token: uuid.UUID
    cells: Mapping[str, str]
    new_kind: str = ""
    new_anyway: bool = False
    joining: bool = False
    reason: str = ""
    instead_of: int | None = None
    """Whom the session was with on the page that asked about a new party (0: nobody): by it a second click is known."""


def sent(data: Mapping[str, Any]) -> Sent | None:
    """The row in what a browser sent; None where it is no row. A project chosen as a way out takes the cell's place."""
    try:
        token = uuid.UUID(str(data.get("token")))
    except ValueError:
        return None
    party = Picker("").value_from_datadict(data, {}, "party")
    cells = {name: _plain(data.get(name)) for name in CELLS} | {
        "party": _plain(party["id"]), "party_text": _plain(party["text"]),
    }  # fmt: skip
    if chosen := data.get("project_instead"):
        cells["project"] = _plain(chosen)
    return Sent(
        token, cells, _plain(data.get("new_kind")), bool(data.get("new_anyway")), bool(data.get("with_joining")),
        _plain(data.get("reason")), whole_number(_plain(data.get("instead_of"))),
    )  # fmt: skip


def _plain(value: Any) -> str:
    return " ".join(str(value or "").replace("\0", "").split())[:KEPT]


@dataclass
class WeekRow:
    """A row of the grid: its cells, and where they make no session what is missing or wrong, by cell."""

    token: uuid.UUID
    cells: dict[str, str]
    session: Session | None = None
    is_kept: bool = False
    missing: dict[str, str] = field(default_factory=dict)
    wrong: dict[str, str] = field(default_factory=dict)
    withheld: set[str] = field(default_factory=set)
    values: dict[str, Any] = field(default_factory=dict)
    offered: Sequence[Party] = ()
    not_joined: Project | None = None
    ways_out: Sequence[Project] = ()
    asks_kind: bool = False
    asks_anyway: bool = False
    asks_reason: bool = False
    new_kind: int | None = None
    reason: str = ""
    takes_back: bool = False
    is_fresh: bool = False

    @property
    def errors(self) -> dict[str, str]:
        """What stands in the way, by cell, in the order of the cells."""
        return {name: (self.wrong | self.missing)[name] for name in CELLS if name in self.wrong or name in self.missing}

    @property
    def problems(self) -> list[tuple[str, str, str]]:
        """Cell, label and message of all that stands in the way."""
        return [(name, str(LABELS[name]), message) for name, message in self.errors.items()]

    @property
    def is_complete(self) -> bool:
        """Say whether the row can become a session."""
        return not self.wrong and not self.missing

    @property
    def is_started(self) -> bool:
        """Say whether something was typed besides what is carried down."""
        return any(self.cells.get(name) for name in ("time", "party_text", "party", "subject"))

    @property
    def day(self) -> datetime.date | None:
        """The day, where it can be read."""
        day: datetime.date | None = self.values.get("day")
        return day

    @property
    def state(self) -> str:
        """In which state the row is: empty, draft, needs, saved, cancelled."""
        if self.session is not None and self.session.is_cancelled:
            return "cancelled"
        if self.wrong or (self.missing and self.session is not None):
            return "needs"
        if self.session is not None and not self.is_kept:
            return "saved"
        return "draft" if self.is_kept or self.is_started else "empty"

    @property
    def said(self) -> str:
        """The state in words."""
        names = ", ".join(str(LABELS[name]).lower() for name in self.errors)
        match self.state:
            case "saved" if self.session:
                return _("Saved %(hours)s h.") % {"hours": hours_text(self.session.minutes)}
            case "cancelled":
                return pgettext("session", "cancelled")
            case "needs":
                return _("put right: %(cells)s") % {"cells": names}
            case "draft":
                return (
                    _("draft, still missing: %(cells)s") % {"cells": names} if names else _("draft, ready to be saved")
                )
        return ""

    def draft_for(self, party: Party) -> SessionDraft:
        """The session that the row says; of a session that stands, what the grid does not show stays as it is."""
        values: dict[str, Any] = {**self.values, "party": party}
        if self.session is not None:
            return replace(draft_of(self.session), confidential_note=None, **values)
        return SessionDraft(**values, token=self.token)

    @property
    def draft(self) -> SessionDraft:
        """The session with the chosen party."""
        return self.draft_for(self.values["party"])

    @property
    def new_party(self) -> PartyDraft | None:
        """The party that has to be added first, if any; it is of its kind since ever, as far as we know."""
        if self.values.get("party") is not None or self.new_kind is None:
            return None
        return PartyDraft(name=self.cells["party_text"], kinds=[(PartyKind(self.new_kind), None, None)])

    def to_keep(self, monday: datetime.date) -> RowDraft:
        """The row as a draft; what nothing may keep stays out of it, and the row remembers that it was there."""
        cells: dict[str, Any] = {name: "" if name in self.withheld else text for name, text in self.cells.items()}
        if "party" in self.withheld:
            cells["party_text"] = ""
        return RowDraft(self.token, monday, self.day, cells | {"withheld": sorted(self.withheld)})

    def refuse(self, error: Exception, known: Known) -> None:
        """Saving found what reading could not know, or what has changed meanwhile."""
        if isinstance(error, NotJoinedError):
            self.offer_ways_out(error.project, known, str(error))
        elif isinstance(error, ClosedPeriodError):
            self.asks_reason = True
            self.wrong["day"] = str(error)
        else:
            self.wrong["party" if isinstance(error, ErasedError) else "project"] = str(error)

    def offer_ways_out(self, project: Project, known: Known, message: str) -> None:
        """The party has not joined: offer the joining, and the projects that are open to it."""
        self.not_joined = project
        self.wrong["project"] = message
        day = self.values["day"]
        self.ways_out = [one for one in known.open_to(self.values.get("party"), day) if one != project]


def cells_of(session: Session) -> dict[str, str]:
    """A session as a row shows it."""
    return {
        "day": f"{session.day:%d.%m}", "time": time_text(session.starts_at, session.minutes),
        "party": str(session.party_id), "party_text": str(session.party), "kind": str(session.kind_id),
        "subject": session.subject, "project": str(session.project_id or ""), "form": session.form,
        "office": str(session.office_id or ""),
    }  # fmt: skip


def saved_row(session: Session) -> WeekRow:
    """The row of a session as it stands; nothing has to be read for it."""
    return WeekRow(session.token, cells_of(session), session, values={"day": session.day})
