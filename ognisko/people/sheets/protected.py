"""Protected columns of persons: what a row would record, told without saying what it is.

Neither an error nor a preview of changes holds a value: both are kept with the workbook's run.
"""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from ognisko.core.protection import ProtectionError
from ognisko.core.sheets import Book, Line
from ognisko.people import actions
from ognisko.people.actions import Answer, ProtectedDraft
from ognisko.people.models import ProtectedFact
from ognisko.people.queries.protected import keyring, value_of
from ognisko.people.rules import Fact, Sex, contradictions, was_born
from ognisko.people.sheets.changes import Changes, Row
from ognisko.people.sheets.columns import ANSWERS


def refuse_protected(book: Book, line: Line) -> None:
    """Name what contradicts itself within the row of a person."""
    digits = line["pesel"]
    if digits and not was_born(digits):
        said = _("By this PESEL the person is not born yet, or was born before 1900. Check the digits.")
        book.error(line, "pesel", _("This is not a valid PESEL."), said)
    elif digits and (told := contradictions(digits, line["sex"] or Sex.UNKNOWN, line["birth_year"])):
        book.error(line, "pesel", told[0])
    for key in ANSWERS:
        since = line[f"{key}_since"]
        if line[key] and not since and f"{key}_since" not in line.broken:
            book.error(line, f"{key}_since", _("The first day is missing."), _("Type the day of the paper form."))
        elif since and not line[key] and key not in line.broken:
            book.error(line, key, _("There is a first day, but no answer."), _("Choose an answer, or empty the day."))
        elif since and since > book.today:
            book.error(line, f"{key}_since", _("This day has not come yet."), _("Check the date."))


def protected_of(row: Row) -> ProtectedDraft | None:
    """What the row records; None where its protected columns are empty."""
    line = row.line
    answers = {
        key: Answer(line[key].value, line[f"{key}_since"]) for key in ANSWERS if line[key] and line[f"{key}_since"]
    }
    return _draft(line["pesel"], answers) if line["pesel"] or answers else None


def _draft(digits: str | None, answers: Mapping[str, Answer]) -> ProtectedDraft:
    return ProtectedDraft(digits, answers.get("labour_status"), answers.get("disability"))


class ProtectedChanges:
    """What rows of recorded persons would change: answers are opened once, all in one query, and compared here."""

    def __init__(self, rows: Sequence[Row]) -> None:
        concerned = [row.known.pk for row in rows if protected_of(row)]
        ring = keyring()
        self._standing: dict[tuple[int, int], list[tuple[ProtectedFact, str]]] = {}
        for fact in ProtectedFact.objects.filter(party__in=concerned):
            try:
                value = value_of(fact, ring)
            except ProtectionError:
                value = ""
            self._standing.setdefault((fact.party_id, fact.kind), []).append((fact, value))

    def add_to(self, book: Book, changes: Changes) -> None:
        """Add what is new to the changes of the row's party."""
        row, party, line = changes.row, changes.party, changes.line
        draft = protected_of(row)
        if draft is None:
            return
        if draft.pesel and (
            told := contradictions(draft.pesel, line["sex"] or party.sex, line["birth_year"] or party.birth_year)
        ):
            book.error(line, "pesel", told[0])
            return
        standing = self._standing.get((party.pk, Fact.PESEL), [])
        new_pesel = draft.pesel if draft.pesel and all(value != draft.pesel for _fact, value in standing) else None
        if new_pesel:
            changes.shown.append(("pesel", _("recorded") if standing else None, _("recorded anew")))
        new = {
            key: answer for key, kind in ANSWERS.items() if (answer := self._new(party.pk, kind, getattr(draft, key)))
        }
        for key in new:
            known = self._standing.get((party.pk, ANSWERS[key]))
            changes.shown.append((key, _("recorded") if known else None, _("recorded anew")))
        if new_pesel or new:
            wanted = _draft(new_pesel, new)
            changes.todo.append(
                lambda party, writing: actions.record_protected(party, wanted, by=writing.by, reason=writing.reason)
            )

    def _new(self, party: int, kind: Fact, answer: Answer | None) -> Answer | None:
        """The answer, unless it is what is recorded of that day."""
        if answer is None:
            return None
        held = (value for fact, value in self._standing.get((party, kind), []) if answer.since in fact.period)
        return None if next(held, "") == str(answer.value) else answer
