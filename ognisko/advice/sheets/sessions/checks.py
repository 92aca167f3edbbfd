"""What a row of a session may not say, and what it changes; checks that need the other sheets."""

from typing import Any

from django.utils.translation import gettext as _

from ognisko.accounts.models import Role
from ognisko.advice import actions
from ognisko.advice.models import Kind
from ognisko.advice.rules import Form
from ognisko.advice.sheets.columns import FORMS
from ognisko.advice.sheets.sessions.rows import _Recorded, _Row
from ognisko.core.minutes import hours_text
from ognisko.core.sheets import Book
from ognisko.people.sheets.known import (
    Parties,
    Places,
    Staff,
    refuse_closed,
)
from ognisko.projects.sheets.known import Joined, Offices, Projects


def _check(book: Book, row: _Row, old: _Recorded | None) -> None:
    """Name what would be refused when the row is written: a closed period, a party that has not joined."""
    line, day = row.line, row.line["day"]
    project = row.project or (book.once(Projects).by_pk.get(old.project or 0) if old else None)
    days = [day, old.day] if old else [day]
    if not refuse_closed(book, line, "day", days, project.pk if project else 0) and old and old.project:
        refuse_closed(book, line, "day", days, old.project)
    if project is None or not project.requires_joining:
        return
    joined = book.once(Joined)
    for party in (row.party, *row.others):
        if any(day in joining.period for joining in joined.of(project, party)):
            continue
        book.error(
            line,
            "party" if party is row.party else "other_parties",
            _("%(name)s had not joined %(project)s by this day.") % {"name": party.name, "project": project.short_name},
            _("Add the joining to the sheet Przystąpienia, or name another project."),
        )


def _check_note(book: Book, row: _Row, old: _Recorded) -> None:
    """A confidential note stays with whom it was told, unless they or the director hand the session over."""
    may = book.by is not None and (book.by.pk == old.advisor or book.by.has_role(Role.DIRECTOR))
    if old.has_note and row.advisor.pk != old.advisor and not may:
        book.error(row.line, "advisor", str(actions.NoteStandsError()))


def _changes(book: Book, row: _Row, old: _Recorded, others: set[int]) -> list[tuple[str, Any, Any]]:
    """What the row says that is recorded otherwise: keys with the old and the new value; empty cells say nothing."""
    line = row.line
    changes: list[tuple[str, Any, Any]] = [
        (key, getattr(old, key), line[key])
        for key in ("day", "starts_at", "people_count", "subject")
        if line[key] is not None and line[key] != getattr(old, key)
    ]
    if line["minutes"] != old.minutes:
        changes.append(("minutes", f"{hours_text(old.minutes)} h", f"{hours_text(line['minutes'])} h"))
    if line["kind"].pk != old.kind:
        changes.append(("kind", book.once(_names_of_kinds)[old.kind], line["kind"].name))
    if line["form"] is not None and line["form"] != old.form:
        words = {form: word for word, form in FORMS.load().items()}
        changes.append(("form", words[Form(old.form)], words[line["form"]]))
    if row.advisor.pk != old.advisor:
        names = {user.pk: user.name for user in book.once(Staff).by_email.values()}
        changes.append(("advisor", names[old.advisor], row.advisor.name))
    parties = book.once(Parties).by_pk
    if row.party.pk != old.party:
        changes.append(("party", parties[old.party].name, row.party.name))
    if row.others and {one.pk for one in row.others} != others:
        changes.append(("other_parties", [parties[pk].name for pk in others], [one.name for one in row.others]))
    if row.project and row.project.pk != old.project:
        before = book.once(Projects).by_pk.get(old.project or 0)
        changes.append(("project", before and before.short_name, row.project.short_name))
    if row.office and (row.office.office is None or row.office.office.pk != old.office):
        offices = book.once(Offices).by_name.values()
        before_office = next((one.name for one in offices if one.office and one.office.pk == old.office), None)
        changes.append(("office", before_office, row.office.name))
    if row.place and row.place.pk != old.place:
        changes.append(("place", book.once(Places).labels.get(old.place or 0), row.place))
    return changes


def _names_of_kinds(book: Book) -> dict[int, str]:
    return dict(Kind.objects.values_list("id", "name"))
