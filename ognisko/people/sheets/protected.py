"""Protected columns of persons: what a row would record, told without saying what it is.

Neither an error nor a preview of changes holds a value: both are kept with the workbook's run.
"""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from ognisko.core.sheets import Book, Line
from ognisko.people import actions
from ognisko.people.actions import Answer, ProtectedDraft
from ognisko.people.models import ProtectedFact
from ognisko.people.permissions import can_record_protected
from ognisko.people.rules import Fact, Sex, contradictions, was_born
from ognisko.people.sheets.changes import Changes, Row
from ognisko.people.sheets.columns import ANSWERS


def refuse_protected(book: Book, line: Line) -> None:
    """Name what contradicts itself within the row of a person, and what whoever brings it may not record."""
    if book.by is not None and not can_record_protected(book.by):
        for key in ("pesel", *ANSWERS):
            if line[key]:
                book.error(line, key, _("You may not record protected data."), _("Empty the cell."))
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
    if not line["pesel"] and not answers:
        return None
    return ProtectedDraft(line["pesel"], answers.get("labour_status"), answers.get("disability"))


class ProtectedChanges:
    """What rows of recorded persons would change: each filled cell is recorded anew, whatever stands there.

    To leave out what stands already would tell whoever checks one workbook after the other what it is. The action
    compares while it writes, and writes nothing twice.
    """

    def __init__(self, rows: Sequence[Row]) -> None:
        concerned = [row.known.pk for row in rows if protected_of(row)]
        kinds = ProtectedFact.objects.filter(party__in=concerned).values_list("party_id", "kind")
        self._standing = set(kinds.distinct())

    def add_to(self, book: Book, changes: Changes) -> None:
        """Add what is filled in to the changes of the row's party."""
        row, party, line = changes.row, changes.party, changes.line
        draft = protected_of(row)
        if draft is None:
            return
        if draft.pesel and (
            told := contradictions(draft.pesel, line["sex"] or party.sex, line["birth_year"] or party.birth_year)
        ):
            book.error(line, "pesel", told[0])
            return
        for key, kind in (("pesel", Fact.PESEL), *ANSWERS.items()):
            if getattr(draft, key):
                before = _("recorded") if (party.pk, kind) in self._standing else None
                changes.shown.append((key, before, _("recorded anew")))
        changes.todo.append(
            lambda party, writing: actions.record_protected(party, draft, by=writing.by, reason=writing.reason)
        )
