"""What the cells of the week grid mean: many rows are read with the same few queries as one."""

import datetime
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from ognisko.accounts.models import User
from ognisko.advice import queries
from ognisko.advice.forms.fields import Spent, TimeSpentField
from ognisko.advice.forms.week import NEW, Sent, WeekRow
from ognisko.advice.models import DraftRow, Kind, Session
from ognisko.advice.rules import CELLS, LONGEST_SESSION, DayError, Form, day_in_week, kind_by_name, time_text
from ognisko.advice.sheets.columns import FORMS, KINDS
from ognisko.core.bounds import is_in_our_time, whole_number
from ognisko.core.cells import CellError
from ognisko.core.polish import date_text, fold
from ognisko.ledger.actions import ClosedPeriodError
from ognisko.people.models import Party
from ognisko.people.rules import Kind as PartyKind
from ognisko.people.rules import objection
from ognisko.projects.models import Office, Project
from ognisko.ui.forms import PickerField

_TIME = TimeSpentField(min_value=1, max_value=LONGEST_SESSION, required=False)
_PARTY = PickerField.default_error_messages
SUBJECT, NAME = 300, 300
"""The longest subject, and name of a party."""


class Reader:
    """Reads rows of one person on the page of one week; all of them with the same few queries."""

    def __init__(self, user: User, monday: datetime.date, rows: Iterable[Mapping[str, Any]]) -> None:
        self.user, self.monday, self.today = user, monday, timezone.localdate()
        cells = list(rows)
        numbers = {number for row in cells if (number := whole_number(row.get("party", ""))) is not None}
        texts = {row["party_text"] for row in cells if row.get("party_text") and not _is_number(row.get("party"))}
        self.known = queries.known(user, self.today, numbers, texts)
        self._kinds, self._forms = KINDS.reader(), FORMS.reader()

    def read(self, row: Sent, session: Session | None = None) -> WeekRow:
        """What the cells mean, and all that is wrong with them."""
        found = WeekRow(row.token, dict(row.cells), session, reason=row.reason)
        if session is None:
            found.values["advisor"] = self.user
        self._read_day(found)
        self._read_time(found)
        self._read_party(found, row)
        self._read_kind(found)
        self._read_form(found)
        found.values["project"] = self._read_project(found)
        found.values["office"] = self._read_office(found)
        found.values["subject"] = found.cells.get("subject", "")
        if len(found.values["subject"]) > SUBJECT:
            found.wrong["subject"] = _("At most %(longest)s characters.") % {"longest": SUBJECT}
        self._refuse_what_nothing_may_keep(found)
        self._check_together(found, row)
        return found

    def kept(self, draft: DraftRow, session: Session | None = None) -> WeekRow:
        """A draft as it stands; a cell whose text could not be kept says so."""
        cells = {name: str(text) for name, text in draft.cells.items() if name != "withheld"}
        row = self.read(Sent(draft.token, cells), session)
        row.is_kept = True
        for name in draft.cells.get("withheld", ()):
            row.wrong[name] = _("What stood here may not be kept. Leave it out and save again.")
        return row

    def _read_day(self, row: WeekRow) -> None:
        text = row.cells.get("day", "")
        if not text:
            row.missing["day"] = _("Say on which day it was.")
            return
        try:
            day = day_in_week(text, self.monday)
        except DayError as error:
            row.wrong["day"] = str(error)
            return
        if not is_in_our_time(day):
            row.wrong["day"] = _("Check the year.")
            return
        row.values["day"] = day
        if day > self.today:
            row.wrong["day"] = _("This day is still to come. Record the session once it has been held.")

    def _read_time(self, row: WeekRow) -> None:
        text = row.cells.get("time", "")
        had = row.session
        if had is not None and text == time_text(had.starts_at, had.minutes):
            row.values |= {"minutes": had.minutes, "starts_at": had.starts_at}
            return
        try:
            minutes = _TIME.clean(text)
        except ValidationError as error:
            row.wrong["time"] = " ".join(error.messages)
            return
        if minutes is None:
            row.missing["time"] = _("Say how long it took: 1,5 or 9:00–10:30.")
            return
        row.values |= {"minutes": int(minutes), "starts_at": minutes.starts_at if isinstance(minutes, Spent) else None}

    def _read_party(self, row: WeekRow, answers: Sent) -> None:
        """A chosen party, one that the text means, or a new one; several are offered."""
        text, chosen = row.cells.get("party_text", ""), row.cells.get("party", "")
        had = row.session
        is_second_click = had is not None and answers.instead_of not in (None, had.party_id)
        if had is not None and is_second_click and chosen == NEW and fold(text) == fold(had.party.name):
            chosen = str(had.party_id)
        if _is_number(chosen):
            is_same = had is not None and had.party_id == int(chosen)
            party = had.party if had is not None and is_same else self.known.parties.get(int(chosen))
            row.values["party"] = party
            if party is None:
                row.wrong["party"] = str(_PARTY["gone"])
            else:
                row.cells |= {"party": str(party.pk), "party_text": str(party)}
            return
        row.values["party"] = None
        if not text:
            row.missing["party"] = _("Say whom the session was with.")
            return
        meant = self.known.meant.get(text, ())
        if chosen == NEW or (answers.new_kind and not meant):
            self._read_new_party(row, answers, [party for party in meant if fold(party.name) == fold(text)])
        elif len(meant) == 1:
            row.values["party"] = meant[0]
            row.cells |= {"party": str(meant[0].pk), "party_text": str(meant[0])}
        elif meant:
            row.offered = meant[:8]
            row.wrong["party"] = str(_PARTY["several"]) % {"text": text}
        else:
            row.asks_kind = True
            row.new_kind = kind_by_name(text)
            row.wrong["party"] = str(_PARTY["nothing"]) % {"text": text}

    def _read_new_party(self, row: WeekRow, answers: Sent, alike: Sequence[Party]) -> None:
        number = whole_number(answers.new_kind)
        row.cells["party"] = NEW
        row.new_kind = number if number in PartyKind.values else None
        if alike and not answers.new_anyway:
            row.asks_anyway, row.offered = True, alike[:8]
            row.wrong["party"] = _("There is %(party)s already. Choose it, or say that this is another one.") % {
                "party": alike[0]
            }
        if len(row.cells["party_text"]) > NAME:
            row.wrong["party"] = _("At most %(longest)s characters.") % {"longest": NAME}
        if row.new_kind is None:
            row.asks_kind = True
            row.new_kind = kind_by_name(row.cells["party_text"])
            row.wrong.setdefault("party", _("Say what it is: a person, a group, an organisation…"))

    def _read_kind(self, row: WeekRow) -> None:
        text = row.cells.get("kind", "")
        if not text:
            row.missing["kind"] = _("Choose the kind.")
            return
        kind: Kind | None = self.known.kinds.get(int(text)) if _is_number(text) else None
        if kind is None:
            try:
                kind = self._kinds(text)
            except CellError as error:
                row.wrong["kind"] = f"{error.message} {error.advice}".strip()
                return
        row.values["kind"] = kind
        row.cells["kind"] = str(kind.pk)
        if not kind.is_active and (row.session is None or row.session.kind_id != kind.pk):
            row.wrong["kind"] = _("This kind is no longer in use. Choose another one.")

    def _read_form(self, row: WeekRow) -> None:
        text = row.cells.get("form", "") or Form.IN_PERSON.value
        if text not in Form.values:
            try:
                text = self._forms(text)
            except CellError as error:
                row.wrong["form"] = f"{error.message} {error.advice}".strip()
                return
        row.values["form"] = row.cells["form"] = Form(text).value

    def _read_project(self, row: WeekRow) -> Project | None:
        def names(project: Project) -> Iterable[str]:
            return (project.short_name, project.name, project.number)

        text = row.cells.get("project", "")
        project = _named(text, self.known.projects, names)
        if text and project is None:
            row.wrong["project"] = _("There is no project “%(text)s”. Choose one from the list.") % {"text": text}
        elif project is not None:
            row.cells["project"] = str(project.pk)
            if project.status == Project.Status.PREPARED:
                row.wrong["project"] = _("%(project)s has not begun yet. Choose another project.") % {
                    "project": project
                }
        return project

    def _read_office(self, row: WeekRow) -> Office | None:
        text = row.cells.get("office", "")
        office = _named(text, self.known.offices, lambda one: (one.name,))
        if text and office is None:
            row.wrong["office"] = _("There is no office “%(text)s”. Choose one from the list.") % {"text": text}
        elif office is not None:
            row.cells["office"] = str(office.pk)
        return office

    def _refuse_what_nothing_may_keep(self, row: WeekRow) -> None:
        """A PESEL in any cell, and health or labour status where the session is with a person."""
        party = row.values.get("party")
        is_person = party.is_person if party else row.new_kind == PartyKind.PERSON
        for name in CELLS:
            texts = [row.cells.get(name, ""), row.cells.get("party_text", "") if name == "party" else ""]
            for text in filter(None, texts):
                if said := objection(text, about_person=is_person and name == "subject"):
                    row.wrong[name] = said
                    row.missing.pop(name, None)
                    row.withheld.add(name)

    def _check_together(self, row: WeekRow, answers: Sent) -> None:
        """What several cells say together: the project's time, its joining, a closed period."""
        day, project, party = row.day, row.values.get("project"), row.values.get("party")
        if day is None or "day" in row.wrong:
            return
        stands = row.session is not None and (row.session.project, row.session.day) == (project, day)
        if project is not None and "project" not in row.wrong and not stands:
            if day not in project.period:
                row.wrong["project"] = _("%(day)s lies outside %(project)s. Choose another project or another day.") % {
                    "day": date_text(day), "project": project,
                }  # fmt: skip
            elif "party" not in row.errors and not answers.joining and not self.known.has_joined(project, party, day):
                message = _("Not joined %(project)s by this day: %(names)s.")
                names = party or row.cells["party_text"]
                row.offer_ways_out(project, self.known, message % {"project": project, "names": names})
        if row.session is None and not answers.reason and self.known.is_closed(day, project):
            row.refuse(ClosedPeriodError(), self.known)

    # What the selects of a row offer --------------------------------------------------------------------------------

    def choices(self, name: str) -> list[tuple[str, str]]:
        """What a cell offers to every row: kinds in use, projects of the week, the user's own first."""
        if name == "kind":
            return [(str(kind.pk), str(kind)) for kind in self.known.kinds.values() if kind.is_active]
        if name == "form":
            return [(form.value, str(form.label)) for form in Form]
        if name == "project":
            sunday = self.monday + datetime.timedelta(days=6)
            running = [one for one in self.known.projects.values() if _runs(one, self.monday, sunday)]
            return [("", _("no project")), *_mine_first(running, self.known.my_projects)]
        in_use = [office for office in self.known.offices.values() if office.is_active]
        return [("", _("no office")), *_mine_first(in_use, self.known.my_offices)]

    def label(self, name: str, value: str) -> str:
        """How a cell shows a value that it does not offer: the name of what is out of use, or the text as it is."""
        rows: Mapping[int, Any] = {
            "kind": self.known.kinds, "project": self.known.projects, "office": self.known.offices,
        }.get(name, {})  # fmt: skip
        return str(rows.get(int(value), value)) if _is_number(value) else value


def _is_number(text: Any) -> bool:
    return whole_number(str(text or "")) is not None


def _named(text: str, rows: Mapping[int, Any], names: Any) -> Any:
    """The record of this number, or the only one of this name."""
    if not text:
        return None
    if _is_number(text) and int(text) in rows:
        return rows[int(text)]
    found = [one for one in rows.values() if fold(text) in {fold(name) for name in names(one) if name}]
    return found[0] if len(found) == 1 else None


def _runs(project: Project, since: datetime.date, until: datetime.date) -> bool:
    if project.status == Project.Status.PREPARED:
        return False
    lower, upper = project.period.lower, project.period.upper
    return (lower is None or lower <= until) and (upper is None or since < upper)


def _mine_first(rows: Iterable[Any], mine: Collection[int]) -> list[tuple[str, str]]:
    return [(str(row.pk), str(row)) for row in sorted(rows, key=lambda row: row.pk not in mine)]
