"""Days on which an office differs from its weekly hours: rows, what stands, what is written."""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ognisko.core import cells
from ognisko.core.sheets import Book, Column, Line, Sheet, Write, Writing
from ognisko.people.sheets.known import (
    refuse_closed,
)
from ognisko.projects import actions
from ognisko.projects.models import HoursException
from ognisko.projects.sheets.known import KnownOffice, office_in

EXCEPTION_COLUMNS = (
    Column("office", "Biuro", cells.text(100), required=True, refers=("Biura", "name"), width=30),
    Column(
        "day", "Dzień", cells.day, gettext_lazy("On which the office has other hours."), required=True, also=("Data",)
    ),
    Column("opens", "Otwarte od", cells.clock, gettext_lazy("Both times empty: closed all day.")),
    Column("closes", "Otwarte do", cells.clock),
    Column("why", "Powód", cells.text(200), gettext_lazy("For example: szkolenie zespołu."), width=30),
)


def plan_exceptions(book: Book, lines: Sequence[Line]) -> Write:
    """An exception is recognised by office and day."""
    recorded = {(row.office_id, row.day): row for row in HoursException.objects.all()}
    seen: dict[tuple[KnownOffice, date], int] = {}
    todo: list[tuple[KnownOffice, Line, str]] = []
    for line in lines:
        office = office_in(book, line, "office")
        opens, closes = line["opens"], line["closes"]
        if (opens is None) != (closes is None) and not {"opens", "closes"} & line.broken:
            missing = "opens" if opens is None else "closes"
            book.error(
                line, missing, _("One of the two times is missing."), _("Give both, or none for a day that is closed.")
            )
        elif opens and closes and closes <= opens:
            book.error(line, "closes", _("The office closes before it opens."), _("Check both times."))
        if office is None or line.broken:
            continue
        key = (office, line["day"])
        if key in seen:
            book.error(
                line, "day", _("This day stands in row %(number)s already.") % {"number": seen[key]},
                _("Leave one of the two rows."),
            )  # fmt: skip
            continue
        seen[key] = line.number
        old = recorded.get((office.office.pk, line["day"])) if office.office else None
        if old and (old.opens, old.closes) == (opens, closes) and line["why"] in (None, old.reason):
            book.skips(line)
            continue
        if line["day"] < book.today and refuse_closed(book, line, "day", [line["day"]]):
            continue
        if old:
            book.changes(
                line,
                f"{office.name}, {line['day']:%d.%m.%Y}",
                [
                    ("opens", old.opens, opens),
                    ("closes", old.closes, closes),
                    ("why", old.reason, line["why"] or old.reason),
                ],
            )
        else:
            book.creates(line)
        todo.append((office, line, line["why"] or (old.reason if old else "")))

    def write(writing: Writing) -> None:
        """One day after the other."""
        for known, line, why in todo:
            assert known.office is not None  # noqa: S101  # the sheet of offices was written before
            hours = (line["opens"], line["closes"]) if line["opens"] else None
            actions.set_exception(
                known.office, line["day"], hours=hours, reason=why, by=writing.by, correction=writing.reason
            )
            writing.step(1)

    return write


EXCEPTIONS = Sheet(
    "Wyjątki godzin",
    60,
    EXCEPTION_COLUMNS,
    plan_exceptions,
    gettext_lazy("Single days with other hours, or closed. Public holidays are known and need no row."),
    ({"office": "Biuro w Kutnie", "day": date(2024, 5, 2), "why": "dzień wolny po święcie"},),
)
